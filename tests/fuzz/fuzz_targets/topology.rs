//! Any devices: what follows from their tables is sound, and kept up to date it is the same.
#![no_main]
#![allow(dead_code)] // reading them is the target `device`

#[path = "../../device_common/invariants.rs"]
mod invariants;

libfuzzer_sys::fuzz_target!(|script: &[u8]| invariants::topology_of_devices_is_sound(script));
