//! Any device: reading its tables, and what follows from them, is sound.
#![no_main]

#[path = "../../device_common/invariants.rs"]
mod invariants;

libfuzzer_sys::fuzz_target!(|script: &[u8]| invariants::device_is_sound(script));
