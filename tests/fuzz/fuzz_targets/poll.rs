//! Any agent: a poll of a table ends.
#![no_main]

#[allow(dead_code)]
#[path = "../../wire_common/invariants.rs"]
mod invariants;

libfuzzer_sys::fuzz_target!(|script: &[u8]| invariants::poll_ends(script));
