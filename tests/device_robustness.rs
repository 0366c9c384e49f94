//! Whatever a device's tables say, and whatever stands where a name should: nothing panics, JSON carries it all, and the
//! order of the devices changes nothing. The same invariants are fuzz targets in `tests/fuzz`.

#![allow(clippy::unwrap_used)]

#[path = "device_common/invariants.rs"]
mod invariants;
#[path = "device_common/names.rs"]
mod names;

use invariants::{device_is_sound, topology_of_devices_is_sound};
use names::names_are_sound;
use proptest::collection::vec;
use proptest::prelude::*;

/// An invariant of any octets.
type IsSound = fn(&[u8]);

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn any_device_is_sound(script in vec(any::<u8>(), 0..1500)) {
        device_is_sound(&script);
        topology_of_devices_is_sound(&script);
    }

    #[test]
    fn any_name_is_sound(octets in vec(any::<u8>(), 0..60)) {
        names_are_sound(&octets);
    }
}

/// What fuzzing starts from, and what it found once.
#[test]
fn the_seeds_of_the_fuzz_targets_are_sound() {
    let targets: [(&str, IsSound); 3] =
        [("device", device_is_sound), ("topology", topology_of_devices_is_sound), ("names", names_are_sound)];
    for (target, is_sound) in targets {
        let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fuzz/seeds").join(target);
        let mut seeds = 0;
        for seed in std::fs::read_dir(&dir).unwrap() {
            is_sound(&std::fs::read(seed.unwrap().path()).unwrap());
            seeds += 1;
        }
        assert!(seeds >= 4, "{target}: {seeds}");
    }
}
