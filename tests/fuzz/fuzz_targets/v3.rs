//! Any datagram: reading and opening it as SNMPv3 is sound.
#![no_main]

#[allow(dead_code)]
#[path = "../../wire_common/invariants.rs"]
mod invariants;

libfuzzer_sys::fuzz_target!(|datagram: &[u8]| invariants::v3_is_sound(datagram));
