//! What an answer of 60 counters costs, with ours and with the peers of ADR 001, measured in the same run.
//! `cargo bench -p netwarden --bench codec` prints the median of interleaved rounds.
//!
//! Ours and rasn decode to owned values; snmp2 borrows, and leaves names encoded unless it makes strings of them.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::hint::black_box;
use std::time::Instant;

use netwarden::value::{Value, VarBind, oid};
use netwarden::wire::{
    CommunityString, ErrorStatus, Message, Pdu, Response, ResponseView, Version, decode, encode_into, peek,
};

const ROUNDS: usize = 51;
const CALLS: u32 = 2_000;

type Contestant<'a> = (&'static str, Box<dyn FnMut() + 'a>);

fn main() {
    let message = answer();
    let mut octets = Vec::new();
    encode_into(&message, &mut octets).unwrap();
    let theirs: rasn_snmp::v2c::Message<rasn_snmp::v2::Pdus> = rasn::ber::decode(&octets).unwrap();
    assert_eq!(rasn::ber::encode(&theirs).unwrap(), octets);
    assert_eq!(snmp2::Pdu::from_bytes(&octets).unwrap().varbinds.count(), 60);

    let mut buffer = Vec::new();
    let mut contestants: [Contestant<'_>; 9] = [
        (
            "peek at the request-id, ours",
            Box::new(|| {
                let _ = black_box(peek(black_box(&octets)));
            }),
        ),
        (
            "read where it is, ours",
            Box::new(|| {
                let response = ResponseView::read(black_box(&octets)).unwrap();
                for variable in response.variables() {
                    let variable = variable.unwrap();
                    black_box((variable.name_octets(), variable.number().unwrap()));
                }
            }),
        ),
        ("decode, ours", Box::new(|| drop(black_box(decode(black_box(&octets)))))),
        (
            "decode, snmp2, names left encoded",
            Box::new(|| {
                let pdu = snmp2::Pdu::from_bytes(black_box(&octets)).unwrap();
                pdu.varbinds.for_each(|varbind| drop(black_box(varbind)));
            }),
        ),
        (
            "decode, snmp2, names read as numbers",
            Box::new(|| {
                let pdu = snmp2::Pdu::from_bytes(black_box(&octets)).unwrap();
                pdu.varbinds.for_each(|(name, value)| {
                    drop(black_box((name.iter().unwrap().collect::<Vec<u64>>(), value)));
                });
            }),
        ),
        (
            "decode, snmp2, names as strings",
            Box::new(|| {
                let pdu = snmp2::Pdu::from_bytes(black_box(&octets)).unwrap();
                pdu.varbinds.for_each(|(name, value)| drop(black_box((name.to_id_string(), value))));
            }),
        ),
        (
            "decode, rasn-snmp",
            Box::new(|| {
                let message: rasn_snmp::v2c::Message<rasn_snmp::v2::Pdus> =
                    rasn::ber::decode(black_box(&octets)).unwrap();
                drop(black_box(message));
            }),
        ),
        (
            "encode, ours",
            Box::new(|| {
                buffer.clear();
                encode_into(black_box(&message), &mut buffer).unwrap();
                black_box(&buffer);
            }),
        ),
        ("encode, rasn-snmp", Box::new(|| drop(black_box(rasn::ber::encode(black_box(&theirs)))))),
    ];

    let mut nanos = vec![Vec::with_capacity(ROUNDS); contestants.len()];
    for _ in 0..ROUNDS {
        for ((_, run), nanos) in contestants.iter_mut().zip(&mut nanos) {
            nanos.push(one_round(run));
        }
    }
    println!("an answer of 60 Counter64, {} octets; median of {ROUNDS} rounds of {CALLS} calls", octets.len());
    for ((name, _), nanos) in contestants.iter().zip(&mut nanos) {
        nanos.sort_unstable();
        println!("{name:40} {:>9} ns", nanos[ROUNDS / 2]);
    }
}

#[allow(clippy::disallowed_methods, reason = "a bench reads the clock")]
fn one_round(run: &mut dyn FnMut()) -> u128 {
    let start = Instant::now();
    for _ in 0..CALLS {
        run();
    }
    start.elapsed().as_nanos() / u128::from(CALLS)
}

/// Ten rows of six counters, as a poll of interfaces gets them.
fn answer() -> Message {
    let columns = [6, 10, 7, 11, 8, 12];
    let varbinds = (1..=10)
        .flat_map(|row| columns.map(move |column| (column, row)))
        .map(|(column, row)| {
            let name = oid(&[1, 3, 6, 1, 2, 1, 31, 1, 1, 1, column, 10_100 + row]);
            VarBind::new(name, Value::Counter64(1_234_567_890_123 + u64::from(row)))
        })
        .collect();
    let response = Response { id: 0x1234_5678, status: ErrorStatus::NoError, index: 0, varbinds };
    Message { version: Version::V2c, community: CommunityString::new("public"), pdu: Pdu::Response(response) }
}
