//! Any text as the name of an object, any object identifier: names are sound.
#![no_main]

#[path = "../../device_common/names.rs"]
mod names;

libfuzzer_sys::fuzz_target!(|octets: &[u8]| names::names_are_sound(octets));
