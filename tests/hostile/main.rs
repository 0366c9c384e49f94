//! The hostile-agent suite: whatever an agent does, each operation ends as documented, in bounded time, with a bounded
//! number of datagrams and bounded memory. `items.json` is the list; `docs/hostile-agents.md` explains it.

#![allow(clippy::unwrap_used)]

#[allow(dead_code)]
#[path = "../wire_common/invariants.rs"]
mod invariants;
mod items;
mod line_session;
mod memory;
mod operations;
mod polls;
mod sockets;
mod traps;

use std::collections::BTreeMap;
use std::fmt::Write;

use items::{Item, items};
use line_session::LineSession;
use netwarden::sim::{Faults, Line, Misdeed, gallery};
use netwarden::value::{Moment, Value, VarBind, oid};
use netwarden::wire::{BulkRequest, CommunityString, Message, Pdu, Request, Version, encode};
use operations::{OPERATIONS, outcome};
use tokio::time::Instant;

fn faults(misdeeds: &[Misdeed]) -> Faults {
    misdeeds.iter().fold(Faults::new(7), |faults, misdeed| faults.misdeed("s1", misdeed.clone()))
}

fn line(misdeeds: &[Misdeed]) -> Line {
    faults(misdeeds).line(gallery::two_switches().unwrap().agent("s1").unwrap())
}

/// What came of an operation, and what it took.
#[derive(Debug)]
struct Took {
    end: String,
    requests: u32,
    ms: u64,
    kib: usize,
}

fn replay(misdeeds: &[Misdeed], operation: &str, any_source: bool) -> Took {
    let line = line(misdeeds);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let session = LineSession::new(line, any_source);
        let (started, held) = (Instant::now(), memory::start());
        let end = outcome(&session, operation).await;
        let ms = u64::try_from(started.elapsed().as_millis()).unwrap();
        Took { end, requests: session.sent(), ms, kib: memory::peak(held) / 1024 }
    })
}

#[test]
fn every_item_ends_as_documented_in_virtual_time() {
    let mut wrong = String::new();
    for item in items() {
        let mut ends = BTreeMap::new();
        // Polls need the engine: see `polls.rs`.
        for operation in ["poll", "rows"] {
            ends.insert(operation.to_owned(), item.ends[operation].clone());
        }
        let mut most = (0, 0, 0);
        for operation in OPERATIONS {
            let took = replay(&item.misdeeds, operation, false);
            most = (most.0.max(took.requests), most.1.max(took.ms), most.2.max(took.kib));
            ends.insert(operation.to_owned(), took.end);
        }
        let Item { name, requests, ms, kib, .. } = &item;
        if ends != item.ends || most.0 > *requests || most.1 > *ms || most.2 > *kib {
            let ends = serde_json::to_string(&ends).unwrap();
            writeln!(wrong, "{name}\t{ends}\t{}\t{}\t{}", most.0, most.1, most.2).unwrap();
        }
    }
    assert!(wrong.is_empty(), "otherwise than documented (ends, datagrams, ms, KiB):\n{wrong}");
}

/// Every answer of a visit, cut after each of its octets: never panics, never claims to be whole.
#[test]
fn answers_cut_at_every_octet_are_never_taken_for_whole() {
    let whole = replay(&[], "walk", false).end;
    for octets in 0..400 {
        let took = replay(&[Misdeed::Truncated { octets }], "walk", false);
        let partial = took.end.starts_with("no-answer");
        assert!(matches!(&*took.end, "timed-out" | "malformed") || partial || took.end == whole, "{octets}: {took:?}");
        assert!(took.requests <= 20 && took.ms <= 50_000, "{octets}: {took:?}");
    }
}

/// Every octet that the items send to a GET, a GETNEXT and a GETBULK is read soundly by every reader.
#[test]
fn what_the_items_send_is_read_soundly() {
    for item in items() {
        let mut line = line(&item.misdeeds);
        for (at, datagram) in (0..).zip(requests()) {
            for delivery in line.send(&datagram, Moment::from_secs(at)) {
                invariants::decode_is_sound(&delivery.datagram);
                invariants::view_agrees(&delivery.datagram);
                invariants::notification_is_sound(&delivery.datagram);
                invariants::v3_is_sound(&delivery.datagram);
            }
        }
    }
}

/// A GET, a GETNEXT and a GETBULK of the system group and two columns of interfaces.
fn requests() -> impl Iterator<Item = Vec<u8>> {
    let names =
        [[1, 1, 0, 0], [1, 3, 0, 0], [2, 2, 1, 2], [2, 2, 1, 10]].map(|end| oid(&[1, 3, 6, 1, 2, 1]).child(&end));
    let varbinds = || names.iter().map(|name| VarBind::new(name.clone(), Value::Null)).collect::<Vec<_>>();
    let bulk = BulkRequest { id: 3, non_repeaters: 0, max_repetitions: 5, varbinds: varbinds() };
    let pdus = [
        Pdu::Get(Request { id: 1, varbinds: varbinds() }),
        Pdu::GetNext(Request { id: 2, varbinds: varbinds() }),
        Pdu::GetBulk(bulk),
    ];
    let message = |pdu| Message { version: Version::V2c, community: CommunityString::new("public"), pdu };
    pdus.map(|pdu| encode(&message(pdu)).unwrap()).into_iter()
}

#[test]
fn another_address_may_answer_where_that_is_wanted() {
    for misdeed in [Misdeed::OtherAddress, Misdeed::OtherPort] {
        assert_eq!(replay(std::slice::from_ref(&misdeed), "get", true).end, "4 of 4");
        assert_eq!(replay(&[misdeed], "get", false).end, "timed-out");
    }
}

const DOCUMENT: &str = include_str!("../../docs/hostile-agents.md");

/// The table of `docs/hostile-agents.md`, from the items.
fn table() -> String {
    let mut lines = String::new();
    let mut group = String::new();
    for item in items() {
        if item.group != group {
            group.clone_from(&item.group);
            let title = match &*group {
                "way" => "On the way",
                "message" => "The message",
                "length" => "Lengths",
                "pdu" => "The answer",
                "walk" => "What follows what",
                "value" => "Values",
                "name" => "Names and variables",
                other => other,
            };
            write!(lines, "\n### {title}\n\n| what the agent does | GET | walk | poll | of three rows | visit |")
                .unwrap();
            writeln!(
                lines,
                " datagrams | s | KiB | what the library does, and why |\n|---|---|---|---|---|---|---|---|---|---|"
            )
            .unwrap();
        }
        let Item { name, ends, requests, ms, kib, why, .. } = &item;
        let [get, walk, poll, rows, visit] =
            ["get", "walk", "poll", "rows", "collect"].map(|operation| &ends[operation]);
        writeln!(
            lines,
            "| {name} | {get} | {walk} | {poll} | {rows} | {visit} | {requests} | {} | {kib} | {why} |",
            ms.div_ceil(1000)
        )
        .unwrap();
    }
    lines
}

#[test]
fn the_document_says_what_the_items_say() {
    let (start, end) = ("<!-- the items -->\n", "\n<!-- end of the items -->");
    let inner = DOCUMENT.split_once(start).and_then(|(_, rest)| rest.split_once(end)).unwrap().0;
    let right = table();
    if inner != right {
        let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile-agents-table.md");
        std::fs::write(&path, &right).unwrap();
        panic!("docs/hostile-agents.md is out of date; put {} between its marks", path.display());
    }
}
