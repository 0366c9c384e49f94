//! Any agent: a walk ends.
#![no_main]

#[allow(dead_code)]
#[path = "../../wire_common/invariants.rs"]
mod invariants;

libfuzzer_sys::fuzz_target!(|script: &[u8]| invariants::walk_ends(script));
