//! Any datagram: reading it as a notification of any version is sound.
#![no_main]

#[allow(dead_code)]
#[path = "../../wire_common/invariants.rs"]
mod invariants;

libfuzzer_sys::fuzz_target!(|datagram: &[u8]| invariants::notification_is_sound(datagram));
