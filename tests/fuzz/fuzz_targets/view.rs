//! Any datagram: what is read in place is what is decoded.
#![no_main]

#[allow(dead_code)]
#[path = "../../wire_common/invariants.rs"]
mod invariants;

libfuzzer_sys::fuzz_target!(|datagram: &[u8]| invariants::view_agrees(datagram));
