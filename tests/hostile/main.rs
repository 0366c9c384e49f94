//! The hostile-agent suite: whatever an agent does, each operation ends as documented, in bounded time, with a bounded
//! number of datagrams and bounded memory. `items.json` is the list; `docs/hostile-agents.md` explains it.

#![allow(clippy::unwrap_used)]

mod items;
mod line_session;
mod memory;
mod operations;

use std::collections::BTreeMap;
use std::fmt::Write;

use items::{Item, items};
use line_session::LineSession;
use netwarden::sim::{Faults, Line, Misdeed, gallery};
use operations::{OPERATIONS, outcome};
use tokio::time::Instant;

fn line(misdeeds: &[Misdeed]) -> Line {
    let faults = misdeeds.iter().fold(Faults::new(7), |faults, misdeed| faults.misdeed("s1", misdeed.clone()));
    faults.line(gallery::two_switches().unwrap().agent("s1").unwrap())
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
