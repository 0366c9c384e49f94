use super::*;
use crate::value::MacAddr;

fn read(json: &str) -> Result<DeviceSnapshot> {
    DeviceSnapshot::from_lldpd(DeviceId("collector".into()), Timestamp::from_millis(7), json)
}

fn heard(json: &str) -> Vec<LldpNeighbor> {
    read(json).unwrap().lldp.unwrap().neighbors
}

/// Two interfaces in the shape that leaves out lists of one.
const SHORT: &str = r#"{"lldp": {"interface": [
    {"eth1": {"via": "LLDP", "rid": "2", "age": "0 day, 00:01:12",
        "chassis": {"core1.example.net": {
            "id": {"type": "mac", "value": "00:1e:58:a3:2f:cd"}, "descr": "Example Switch",
            "mgmt-ip": ["10.0.0.1", "fe80::1"],
            "capability": [{"type": "Bridge", "enabled": true}, {"type": "Router", "enabled": false}]}},
        "port": {"id": {"type": "ifname", "value": "Gi1/0/7"}, "descr": "to collector", "ttl": "120", "aggregation": "5007"},
        "vlan": [{"vlan-id": "20", "pvid": true, "value": "servers"}, {"vlan-id": "30", "pvid": false, "value": "x"}],
        "lldp-med": {"inventory": {"manufacturer": "Example", "model": "S24", "serial": "E1", "software": "4.2"}}}},
    {"eth0": {"via": "LLDP", "chassis": {"id": {"type": "ip", "value": "10.0.0.9"}},
        "port": {"id": {"type": "mac", "value": "02:00:00:00:00:09"}}}}]}}"#;

/// The same in the shape that has a list everywhere.
const LONG: &str = r#"{"lldp": [{"interface": [
    {"name": "eth1", "via": "LLDP",
        "chassis": [{"id": [{"type": "mac", "value": "00:1e:58:a3:2f:cd"}], "name": [{"value": "core1.example.net"}],
            "descr": [{"value": "Example Switch"}], "mgmt-ip": [{"value": "10.0.0.1"}, {"value": "fe80::1"}],
            "capability": [{"type": "Bridge", "enabled": true}, {"type": "Router", "enabled": false}]}],
        "port": [{"id": [{"type": "ifname", "value": "Gi1/0/7"}], "descr": [{"value": "to collector"}],
            "aggregation": [{"value": "5007"}]}],
        "vlan": [{"vlan-id": "20", "pvid": true, "value": "servers"}, {"vlan-id": "30", "pvid": false}],
        "lldp-med": [{"inventory": [{"manufacturer": [{"value": "Example"}], "model": [{"value": "S24"}],
            "serial": [{"value": "E1"}], "software": [{"value": "4.2"}]}]}]},
    {"name": "eth0", "chassis": [{"id": [{"type": "ip", "value": "10.0.0.9"}]}],
        "port": [{"id": [{"type": "mac", "value": "02:00:00:00:00:09"}]}]}]}]}"#;

#[test]
fn both_shapes_of_the_output_say_the_same() {
    let device = read(SHORT).unwrap();
    assert_eq!(device, read(LONG).unwrap());
    let lldp = device.lldp.unwrap();
    let ports: Vec<String> = lldp.ports.iter().map(|port| format!("{} {}", port.port, port.id)).collect();
    assert_eq!(ports, ["1 eth0", "2 eth1"]);
    let core = &lldp.neighbors[0];
    assert_eq!(
        (core.local_port, core.chassis.mac()),
        (LldpPortNum(2), Some(MacAddr([0, 0x1e, 0x58, 0xa3, 0x2f, 0xcd])))
    );
    assert_eq!((core.sys_name.as_deref(), core.port.text()), (Some("core1.example.net"), Some("Gi1/0/7")));
    assert_eq!((core.capabilities, core.addresses.len()), (Some(1 << 2), 2));
    let details = &core.details;
    assert_eq!((details.pvid, details.vlans.as_slice()), (Some(VlanId(20)), &[VlanId(20), VlanId(30)][..]));
    assert_eq!((details.aggregated, details.aggregate), (Some(true), Some(IfIndex(5007))));
    assert_eq!(details.serial_number.as_deref(), Some("E1"));
    assert_eq!(
        (lldp.neighbors[1].chassis.ip(), lldp.neighbors[1].sys_name.as_deref()),
        ("10.0.0.9".parse().ok(), None)
    );
    assert_eq!((device.coverage[0].table.as_str(), device.coverage[0].rows), ("lldpctl", 2));
}

#[test]
fn the_local_chassis_names_the_device() {
    let json = r#"{"local-chassis": {"chassis": {"collector.example.net": {
        "id": {"type": "mac", "value": "02:00:00:00:00:01"}, "descr": "Debian"}}}}"#;
    let device = read(json).unwrap();
    assert_eq!((device.name.as_str(), device.id.0.as_str()), ("collector.example.net", "collector"));
    assert_eq!(device.lldp.unwrap().chassis.unwrap().mac(), Some(MacAddr([2, 0, 0, 0, 0, 1])));
    assert!(!device.coverage[0].complete);
}

#[test]
fn a_text_that_is_something_else_says_what_is_expected() {
    let said = |json: &str| read(json).unwrap_err().to_string();
    assert!(said("eth0").contains("JSON is expected"), "{}", said("eth0"));
    assert!(said("{}").contains("lldp or local-chassis"), "{}", said("{}"));
    assert!(said(&"[".repeat(4000)).contains("JSON is expected"));
    assert!(said(&" ".repeat(LONGEST + 1)).contains("16 MiB"));
}

#[test]
fn what_is_odd_inside_is_left_out() {
    assert_eq!(heard(r#"{"lldp": {}}"#), []);
    assert_eq!(heard(r#"{"lldp": {"interface": "eth0"}}"#), []);
    assert_eq!(heard(r#"{"lldp": {"interface": {"eth0": 5, "": {}, "eth1": {"chassis": [], "port": 1}}}}"#), []);
    let odd = r#"{"lldp": {"interface": {"eth0": {"chassis": {"id": {"type": "mac", "value": "no mac"}},
        "port": {"id": {"value": "7"}}, "vlan": [{"vlan-id": "99999"}, {"vlan-id": []}, 3], "lldp-med": "x"}}}}"#;
    let neighbors = heard(odd);
    assert_eq!((neighbors[0].chassis.text(), neighbors[0].port.text()), (Some("no mac"), Some("7")));
    assert_eq!(neighbors[0].details, crate::inventory::LldpDetails::default());
    let long = format!(
        r#"{{"lldp": {{"interface": {{"eth0": {{"chassis": {{"{}": {{"id": {{}}}}}}}}}}}}}}"#,
        "x".repeat(65_536)
    );
    assert_eq!(heard(&long)[0].sys_name.as_ref().map(String::len), Some(TEXT));
}
