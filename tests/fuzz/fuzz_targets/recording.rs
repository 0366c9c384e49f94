//! Any file: reading it as a recording is sound, in either format.
#![no_main]

use netwarden::io::recorded::{Recording, RecordingFormat};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for format in [RecordingFormat::Walk, RecordingFormat::SnmpRec, RecordingFormat::of(bytes)] {
        let recording = Recording::parse(bytes, format);
        let lines = 1 + bytes.iter().filter(|&&octet| octet == b'\n' || octet == b'\r').count();
        assert!(recording.faults.iter().all(|fault| (1..=lines as u64).contains(&fault.line)));
    }
});
