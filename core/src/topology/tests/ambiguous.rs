//! Keys that several devices have identify none of them, and are listed.

use super::fixture::device;
use crate::inventory::DeviceSnapshot;
use crate::topology::{Ambiguous, LiveTopology, Options, infer};
use crate::value::DeviceId;

fn ambiguous(devices: &[DeviceSnapshot]) -> Vec<Ambiguous> {
    infer(devices, &Options::new()).ambiguous
}

fn at(address: &str, name: &str, chassis: &str) -> DeviceSnapshot {
    let mut device = device(name).interfaces(1).lldp(chassis).address(1, "127.0.0.1").done();
    device.id = DeviceId(address.to_owned());
    device.address = Some(address.parse().unwrap());
    device
}

#[test]
fn one_device_asked_at_two_addresses_is_named_as_that() {
    let devices = [at("10.0.0.1", "core", "02:00:00:00:00:0a"), at("10.0.0.2", "core", "02:00:00:00:00:0a")];
    let list = ambiguous(&devices);
    let keys: Vec<String> = list.iter().map(|one| format!("{} {}", one.kind, one.key)).collect();
    assert_eq!(keys, ["chassis id 02:00:00:00:00:0a", "name core"]);
    assert_eq!(
        list[0].to_string(),
        "chassis id 02:00:00:00:00:0a belongs to 2 devices (10.0.0.1, 10.0.0.2): they share a chassis id and a name: probably one device that was asked at several addresses"
    );
    let mut live = LiveTopology::new(Options::new());
    live.update(devices, []);
    assert_eq!(live.topology().ambiguous, list);
}

#[test]
fn what_many_devices_have_by_design_is_nobodys() {
    let mut devices = [at("10.0.0.1", "switch", "02:00:00:00:00:0a"), at("10.0.0.2", "switch", "02:00:00:00:00:0b")];
    for device in &mut devices {
        device.interfaces[0].mac = Some("00:00:5e:00:01:01".parse().unwrap());
    }
    assert_eq!(ambiguous(&devices), []);
}

#[test]
fn names_alone_make_no_duplicates_and_long_lists_are_cut() {
    let devices: Vec<_> =
        (1..=20_u8).map(|n| at(&format!("10.0.0.{n}"), "core", &format!("02:00:00:00:00:{n:02x}"))).collect();
    let list = ambiguous(&devices);
    assert_eq!((list.len(), list[0].count, list[0].owners.len()), (1, 20, 16));
    assert_eq!(list[0].why, "it identifies none of them");
}
