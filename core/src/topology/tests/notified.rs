use crate::inventory::{IfStatus, Notification, NotificationKind, Protection, TrapVersion};
use crate::topology::{Layer, Topology};
use crate::value::{IfIndex, Oid, Timestamp};

/// Two switches with two cables, ports 1 and 2 of each; `s2` gives its ports no numbers.
fn topology() -> Topology {
    let end = |device: &str, port: u32| {
        let if_index = (device == "s1").then_some(port);
        serde_json::json!({"node": device, "device": device, "port": format!("p{port}"), "if_index": if_index})
    };
    let link = |port: u32, layer: &str| {
        serde_json::json!({
            "id": format!("link{port}-{layer}"), "a": end("s1", port), "b": end("s2", port), "layer": layer,
            "state": "forwarding", "strength": "confirmed", "confidence": 1.0, "vlans": [], "lag": null,
            "because": [], "contradicting": [], "alternatives": [],
        })
    };
    let node = |name: &str, addresses: [&str; 2]| {
        serde_json::json!({
            "id": name, "name": name, "kind": "bridge", "polled": true, "sys_name": null, "description": null,
            "vendor": null, "addresses": addresses, "macs": [], "ports": [],
        })
    };
    let nodes = [
        node("s1", ["10.0.0.1", "10.9.0.1"]),
        node("s2", ["10.0.0.2", "2001:db8::2"]),
        node("10.0.0.7", ["10.77.0.1", "10.77.0.1"]),
        node("s4", ["10.77.0.1", "10.77.0.2"]),
    ];
    let links = [link(1, "l2"), link(2, "l2"), link(2, "l3")];
    serde_json::from_value(serde_json::json!({
        "nodes": nodes, "links": links, "segments": [], "unused": [], "strategy": "default",
    }))
    .unwrap()
}

fn port(interface: Option<u32>, name: Option<&str>, up: bool) -> NotificationKind {
    let (interface, name, oper) = (interface.map(IfIndex), name.map(str::to_owned), IfStatus::Unknown);
    let (description, alias, admin) = (None, None, IfStatus::Up);
    if up {
        NotificationKind::LinkUp { interface, name, description, alias, admin, oper }
    } else {
        NotificationKind::LinkDown { interface, name, description, alias, admin, oper }
    }
}

fn from(source: &str, at: i64, kind: NotificationKind) -> Notification {
    Notification {
        received_at: Timestamp::from_millis(at),
        source: source.parse().unwrap(),
        agent: None,
        version: TrapVersion::V2c,
        inform: false,
        protection: Protection::None,
        user: None,
        context: None,
        uptime: None,
        trap_oid: Oid::default(),
        enterprise: None,
        kind,
        varbinds: Vec::new(),
        faults: Vec::new(),
    }
}

fn link_of(notification: &Notification) -> Option<String> {
    notification.link(&topology()).map(|link| link.id.clone())
}

#[test]
fn the_interface_of_a_link_down_is_found_by_number_and_else_by_name() {
    assert_eq!(link_of(&from("10.0.0.1", 0, port(Some(1), None, false))).as_deref(), Some("link1-l2"));
    assert_eq!(link_of(&from("10.9.0.1", 0, port(Some(2), None, true))).as_deref(), Some("link2-l2"), "any address");
    assert_eq!(link_of(&from("2001:db8::2", 0, port(Some(7), Some("p2"), false))).as_deref(), Some("link2-l2"));
    assert_eq!(link_of(&from("10.0.0.1", 0, port(Some(1), Some("p2"), false))).as_deref(), Some("link1-l2"));
    assert_eq!(link_of(&from("10.0.0.1", 0, port(Some(3), None, false))), None, "no cable there");
    assert_eq!(link_of(&from("10.0.0.9", 0, port(Some(1), None, false))), None, "not a device of the topology");
    assert_eq!(link_of(&from("10.0.0.1", 0, NotificationKind::ColdStart)), None);
}

#[test]
fn an_address_that_two_devices_have_names_none_and_the_polled_one_decides() {
    let topology = topology();
    let sender = |source| from(source, 0, NotificationKind::ColdStart).sender(&topology).map(|node| node.id.clone());
    assert_eq!(sender("10.77.0.1"), None);
    assert_eq!(sender("10.77.0.2").as_deref(), Some("s4"));
    assert_eq!(sender("10.0.0.7").as_deref(), Some("10.0.0.7"));
}

#[test]
fn a_trap_that_was_passed_on_is_of_the_device_that_it_names() {
    let passed_on =
        Notification { agent: Some("10.0.0.1".parse().unwrap()), ..from("10.0.0.250", 0, port(Some(1), None, false)) };
    assert_eq!(link_of(&passed_on).as_deref(), Some("link1-l2"));
}

#[test]
fn what_both_ends_of_a_cable_say_is_one_change() {
    let notifications = [
        from("10.0.0.1", 10, port(Some(2), None, false)),
        from("10.0.0.1", 11, NotificationKind::TopologyChange),
        from("10.0.0.2", 12, port(None, Some("p2"), false)),
        from("10.0.0.1", 13, port(Some(1), None, false)),
        from("10.0.0.1", 14, port(Some(2), None, false)),
        from("10.0.0.2", 20, port(None, Some("p2"), true)),
        from("10.0.0.1", 21, port(Some(2), None, true)),
        from("10.0.0.1", 30, port(Some(2), None, false)),
    ];
    let changes: Vec<_> = topology()
        .link_changes(&notifications)
        .into_iter()
        .map(|change| {
            let ends: Vec<String> = change.ends.iter().map(ToString::to_string).collect();
            (change.link, change.up, change.at.as_millis(), ends.join(" + "), change.notifications)
        })
        .collect();
    let expected = [
        ("link2-l2", false, 10, "s1 p2 + s2 p2", vec![0, 2, 4]),
        ("link1-l2", false, 13, "s1 p1", vec![3]),
        ("link2-l2", true, 20, "s2 p2 + s1 p2", vec![5, 6]),
        ("link2-l2", false, 30, "s1 p2", vec![7]),
    ];
    assert_eq!(changes, expected.map(|(id, up, at, ends, of)| (id.to_owned(), up, at, ends.to_owned(), of)));
}

#[test]
fn an_interface_with_several_cables_is_of_none() {
    let mut topology = topology();
    let mut another = topology.links[0].clone();
    another.id = "another".to_owned();
    another.layer = Layer::L2;
    topology.links.push(another);
    assert!(from("10.0.0.1", 0, port(Some(1), None, false)).link(&topology).is_none());
}
