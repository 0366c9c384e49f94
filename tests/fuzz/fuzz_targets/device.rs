//! Any device: reading its tables is sound.
#![no_main]
#![allow(dead_code)] // what follows from them is the target `topology`

#[path = "../../device_common/invariants.rs"]
mod invariants;

libfuzzer_sys::fuzz_target!(|script: &[u8]| invariants::device_is_sound(script));
