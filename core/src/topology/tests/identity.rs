//! What identifies a device, and what only seems to.

use super::fixture::{Fixture, device, ip, mac, named_port, neighbor};
use super::topology;
use crate::evidence::Source;
use crate::inventory::{ArpEntry, DeviceSnapshot, HardwareClass, HardwarePart, VirtualRouterState};
use crate::topology::{AmbiguousKind, Contradiction, Options, infer};
use crate::value::{ChassisId, ChassisIdSubtype, IfIndex};

const S: &str = "02:00:00:00:00:05";

/// A switch that hears somebody of whom it knows an address and nothing else.
fn hears(address: &str) -> DeviceSnapshot {
    let mut row = neighbor(1, ChassisId::new(ChassisIdSubtype::Local, "unknown"), named_port("eth0"));
    row.addresses = vec![ip(address)];
    device("s").interfaces(1).lldp(S).hears_row(row).done()
}

/// How many devices the network has, where somebody with that address is heard.
fn devices(router: Fixture, address: &str) -> usize {
    topology(&[router.done(), hears(address)]).nodes.len()
}

fn router() -> Fixture {
    device("r1").interfaces(1).net(1, "10.0.7.2/24").net(1, "10.0.7.254/24")
}

#[test]
fn an_address_of_vrrp_is_not_its_masters() {
    assert_eq!(devices(router(), "10.0.7.254"), 2);
    assert_eq!(devices(router().shares(1, "10.0.7.254", VirtualRouterState::Master), "10.0.7.254"), 3);
    assert_eq!(devices(router().shares(1, "10.0.7.254", VirtualRouterState::Master), "10.0.7.2"), 2);
    let shares = router().shares(1, "10.0.7.254", VirtualRouterState::Master).done();
    let hidden = infer(&[shares, hears("10.0.7.254")], &Options::new().hide(Source::Vrrp));
    assert_eq!(hidden.nodes.len(), 2, "as if no device had answered it");
}

#[test]
fn an_address_that_others_resolve_to_a_virtual_mac_is_nobodys() {
    for virtual_mac in ["00:07:b4:00:01:02", "00:00:5e:00:01:07", "00:00:0c:07:ac:01", "00:00:0c:9f:f0:01"] {
        let mut other = device("h").interfaces(1).done();
        let entry = ArpEntry { interface: IfIndex(1), address: ip("10.0.7.254"), mac: mac(virtual_mac) };
        other.arp.push(entry);
        let found = topology(&[router().done(), other, hears("10.0.7.254")]);
        assert_eq!(found.nodes.iter().filter(|node| !node.polled).count(), 1, "{virtual_mac}");
    }
}

#[test]
fn an_address_on_an_interface_with_a_virtual_mac_is_nobodys() {
    let carp = device("r1").interface_mac(1, "carp1", "00:00:5e:00:01:07").net(1, "10.0.7.254/24");
    assert_eq!(devices(carp, "10.0.7.254"), 3);
}

#[test]
fn an_address_from_the_factory_yields_to_a_name() {
    let new = |name: Option<&str>| {
        let mut row = neighbor(1, ChassisId::new(ChassisIdSubtype::Local, ""), named_port("eth0"));
        (row.addresses, row.sys_name) = (vec![ip("192.168.1.1")], name.map(str::to_owned));
        let mut router = device("r1").interfaces(1).net(1, "192.168.1.1/24").done();
        router.system.name = None;
        topology(&[router, device("s").interfaces(1).lldp(S).hears_row(row).done()]).nodes.len()
    };
    assert_eq!(new(None), 2, "it is all that is said");
    assert_eq!(new(Some("ap7")), 3);
}

#[test]
fn a_mac_address_that_many_devices_have_is_nobodys() {
    let pc = |name: &str| device(name).interface_mac(1, "eth0", "00:11:22:33:44:55").lldp("00:11:22:33:44:55").done();
    assert_eq!(topology(&[pc("a"), pc("b")]).ambiguous, []);
    let s = device("s").interfaces(1).lldp(S).hears(1, "00:11:22:33:44:55", "eth0").done();
    let found = topology(&[pc("a"), s]);
    assert_eq!(found.nodes.iter().filter(|node| !node.polled).count(), 1);
}

fn chassis(name: &str, serial: &str) -> DeviceSnapshot {
    let mut device = device(name).interface(1, "Gi1/0/1").done();
    device.hardware.push(HardwarePart {
        index: 1,
        parent: None,
        kind: HardwareClass::Chassis,
        position: None,
        name: None,
        model: None,
        serial_number: Some(serial.to_owned()),
        software: None,
        interfaces: Vec::new(),
    });
    device
}

#[test]
fn a_serial_number_in_a_cdp_device_id_names_the_device() {
    for id in ["renamed(FOC1234X0YZ)", "FOC1234X0YZ(renamed)"] {
        let a = device("a").interfaces(1).cdp(1, id, "GigabitEthernet1/0/1").done();
        let found = topology(&[a, chassis("core", "FOC1234X0YZ")]);
        assert_eq!((found.nodes.len(), found.links.len()), (2, 1), "{id}");
    }
    let a = device("a").interfaces(1).cdp(1, "renamed(0000000000)", "GigabitEthernet1/0/1").done();
    assert_eq!(topology(&[a, chassis("core", "0000000000")]).nodes.len(), 3, "a filler is no serial number");
}

#[test]
fn a_serial_number_that_a_telephone_announces_names_it() {
    let mut row = neighbor(1, ChassisId::new(ChassisIdSubtype::NetworkAddress, ""), named_port("port 1"));
    row.details.serial_number = Some("FCH1234X0YZ".to_owned());
    let s = device("s").interfaces(1).lldp(S).hears_row(row).done();
    assert_eq!(topology(&[s, chassis("phone", "FCH1234X0YZ")]).nodes.len(), 2);
}

#[test]
fn serial_numbers_and_engine_ids_of_several_devices_are_told_and_merge_nobody() {
    let mut both = [chassis("a", "FOC1234X0YZ"), chassis("b", "FOC1234X0YZ")];
    for device in &mut both {
        device.system.engine_id = Some("80001f8880aabbccdd".to_owned());
    }
    let found = topology(&both);
    let kinds: Vec<_> = found.ambiguous.iter().map(|one| (one.kind, one.count)).collect();
    assert_eq!(found.nodes.len(), 2);
    assert_eq!(kinds, [(AmbiguousKind::SerialNumber, 2), (AmbiguousKind::EngineId, 2)]);
    let why =
        "they share a serial number and an SNMP engine id: probably one device that was asked at several addresses";
    assert!(found.ambiguous.iter().all(|one| one.why == why), "{:?}", found.ambiguous);
    let told: Vec<Contradiction> = found.contradictions();
    assert_eq!(told.len(), 2);
}

#[test]
fn a_short_name_of_two_domains_is_told_and_contradicts_nothing() {
    let found = topology(&[device("sw1.a.example").done(), device("sw1.b.example").done()]);
    assert_eq!(found.ambiguous.len(), 1);
    assert!(found.ambiguous[0].to_string().starts_with("short name sw1 belongs to 2 devices"));
    assert_eq!(found.contradictions().len(), 0);
}
