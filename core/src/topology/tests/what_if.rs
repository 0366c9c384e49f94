use super::built::{names, net};
use crate::topology::{Supposition, Topology, WhatIf};

fn gone(device: &str) -> Supposition {
    Supposition::DeviceGone { device: device.to_owned() }
}

fn cable(a: &str, b: &str) -> Supposition {
    Supposition::LinkAdded { a: a.to_owned(), b: b.to_owned() }
}

fn cut(link: &str) -> Supposition {
    Supposition::LinkGone { link: link.to_owned() }
}

fn ask(topology: &Topology, supposed: &[Supposition], station: Option<&str>) -> WhatIf {
    topology.what_if(supposed, station).unwrap()
}

const SITE: &str = "
    x9 -- sw1 p1
    sw1 p2 -- sw2 p1
    sw1 p3 -- sw3 p1
    sw2 p3 -- sw3 p3 blocked
    sw3 p4 -- sw4 p1 lag=L
    sw3 p5 -- sw4 p2 lag=L
    sw4 p7 -- pc1
    sw4 p8 -- pc2
    sw4 p9 -- sw5 p1
    sw6 p1 -- sw7 p1
";

#[test]
fn a_device_that_fails_takes_with_it_what_has_no_other_way() {
    let site = net(SITE);
    let answer = ask(&site, &[gone("sw3")], Some("x9"));
    assert_eq!(
        answer.to_string(),
        "if sw3 is gone, 3 devices and 2 hosts are lost, seen from x9\n  \
         cut off: 2 devices and 2 hosts: sw4, sw5, pc1, pc2\n  \
         aggregate L loses all 2 members\n  \
         new single points of failure: sw1 p2 ── sw2 p1"
    );
    let ports: Vec<String> = answer.ports.iter().map(ToString::to_string).collect();
    assert_eq!(ports, ["sw1 p3", "sw2 p3"], "sw4 is not connected any more");
    assert_eq!(answer.lost_links.len(), 4);
}

#[test]
fn a_ring_that_loses_a_cable_opens_the_blocked_one() {
    let site = net(SITE);
    let answer = ask(&site, &[cut("sw1 p3--sw3 p1")], Some("x9"));
    assert!(answer.cut_off.is_empty());
    assert_eq!((answer.devices, answer.hosts), (0, 0));
    assert_eq!(names(&answer.unblocks), "sw2 p3 ── sw3 p3");
    let worse: Vec<String> = answer.new_single_points.iter().map(|it| it.element.name.clone()).collect();
    assert_eq!(worse, ["sw2 p3 ── sw3 p3", "sw2", "sw1 p2 ── sw2 p1"]);
    assert_eq!(ask(&site, &[gone("sw2")], None).unblocks, []);
}

#[test]
fn a_member_that_fails_leaves_the_aggregate_and_all_members_do_not() {
    let site = net(SITE);
    let one = ask(&site, &[cut("sw3 p4--sw4 p1")], None);
    assert_eq!(one.lags[0].to_string(), "L keeps 1 of 2 members");
    assert!(one.cut_off.is_empty());
    assert!(one.new_single_points.iter().any(|it| it.element.name == "sw3 p5 ── sw4 p2"));
    let port = |name: &str| Supposition::PortDown { device: "sw4".to_owned(), port: name.to_owned() };
    let both = ask(&site, &[port("p1"), port("P2")], Some("x9"));
    assert_eq!(
        both,
        WhatIf {
            supposed: both.supposed.clone(),
            ..ask(&site, &[Supposition::LagGone { lag: "L".to_owned() }], Some("x9"))
        }
    );
    assert_eq!(names(&both.cut_off[0].devices), "sw4, sw5");
}

#[test]
fn a_cable_that_is_drawn_resolves_what_hung_on_one() {
    let site = net(SITE);
    let answer = ask(&site, &[cable("sw5", "sw2")], None);
    let resolved: Vec<String> = answer.resolved_single_points.iter().map(|it| it.element.name.clone()).collect();
    assert_eq!(resolved, ["sw3", "sw4 p9 ── sw5 p1"]);
    assert!(answer.single_points_after < answer.single_points_before);
    let island = ask(
        &site,
        &[Supposition::DeviceAdded { device: "new".to_owned() }, cable("new", "sw1"), cable("sw6", "new")],
        Some("x9"),
    );
    assert_eq!(
        island.joined.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["2 devices: sw6, sw7", "1 device: new"]
    );
}

#[test]
fn without_a_station_the_largest_part_that_remains_is_the_one_that_counts() {
    let answer = ask(&net(SITE), &[gone("sw3")], None);
    assert_eq!(
        names(answer.cut_off[0].devices.iter().chain(&answer.cut_off[0].hosts)),
        "sw1, sw2, x9",
        "of two parts with two switches the one with more hosts is kept"
    );
    let chain = net("sw1 p1 -- sw2 p1\nsw2 p2 -- sw3 p1\nsw3 p2 -- sw4 p1");
    assert_eq!(names(&ask(&chain, &[gone("sw2")], None).cut_off[0].devices), "sw1");
}

#[test]
fn a_server_on_two_switches_survives_either_and_saves_neither() {
    let dual = net("x9 -- sw1 p9\nsw1 p1 -- sw2 p1\nsw1 p5 -- pc1 e0\nsw2 p5 -- pc1 e1");
    assert_eq!(ask(&dual, &[gone("sw2")], Some("x9")).hosts, 0);
    let cut = ask(&dual, &[cut("sw1 p1--sw2 p1")], Some("x9"));
    assert_eq!((cut.devices, cut.hosts), (1, 0));
}

#[test]
fn a_medium_that_fails_cuts_off_its_members() {
    let hub = net("hub: sw1 p1, sw2 p1, pc1\nx9 -- sw1 p2");
    let answer = ask(&hub, &[Supposition::SegmentGone { segment: "hub".to_owned() }], Some("x9"));
    assert_eq!(answer.cut_off.iter().map(ToString::to_string).collect::<Vec<_>>(), ["1 device: sw2", "1 host: pc1"]);
    assert_eq!(answer.ports.iter().map(ToString::to_string).collect::<Vec<_>>(), ["sw1 p1"]);
}

#[test]
fn what_is_not_there_cannot_be_supposed_away() {
    let site = net(SITE);
    let wrong = |supposed: Supposition, station| site.what_if(&[supposed], station).unwrap_err().to_string();
    assert!(wrong(gone("sw99"), None).contains("\"sw99\" is not a valid device"));
    assert!(wrong(gone("x9"), Some("x9")).contains("a device that is not supposed to be gone"));
    assert!(wrong(cut("no"), None).contains("the id of a cable of the topology"));
    let port = Supposition::PortDown { device: "sw4".to_owned(), port: "p77".to_owned() };
    assert!(wrong(port, None).contains("the name of a port of sw4"));
    assert!(wrong(cable("sw1", "sw1"), None).contains("another device than sw1"));
    assert!(wrong(Supposition::DeviceAdded { device: "sw1".to_owned() }, None).contains("a name that no device has"));
    assert!(site.what_if(&[gone("sw1"), gone("sw1")], None).is_err());
    let json = serde_json::to_string(&cable("a", "b")).unwrap();
    assert_eq!(json, r#"{"kind":"link-added","a":"a","b":"b"}"#);
}

#[test]
fn a_vlan_that_the_spare_way_does_not_carry_is_told_of() {
    let site = net("
        sw1 p1 -- sw2 p1 vlan=10,20
        sw1 p2 -- sw3 p1 vlan=10
        sw2 p2 -- sw3 p2 vlan=10 blocked
        sw1 p3 -- sw4 p1 vlan=20
        sw2 p9 -- pc1 vlan=20
        sw2 p10 -- pc2 vlan=10
        sw4 p9 -- pc4 vlan=20
        ");
    let answer = ask(&site, &[cut("sw1 p1--sw2 p1")], Some("sw1"));
    assert_eq!((answer.devices, answer.hosts, answer.cut_off.len()), (0, 0, 0));
    let told: Vec<String> = answer.vlans.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["VLAN 20 loses 1 device and 1 host: sw2, pc1"]);
    assert!(answer.to_string().contains("\n  VLAN 20 loses 1 device and 1 host: sw2, pc1"), "{answer}");
    // Seen from the other side it is the other part.
    let answer = ask(&site, &[cut("sw1 p1--sw2 p1")], Some("sw2"));
    assert_eq!(answer.vlans[0].to_string(), "VLAN 20 loses 2 devices and 1 host: sw1, sw4, pc4");
    // What is cut off altogether is told of once.
    assert_eq!(ask(&site, &[gone("sw1")], Some("sw2")).vlans, []);
    let added = ask(&site, &[cut("sw1 p1--sw2 p1"), cable("sw2", "sw4")], Some("sw1"));
    assert_eq!(added.vlans, [], "a new cable may carry any VLAN");
}

#[test]
fn a_host_on_two_switches_joins_no_vlan_and_keeps_it_by_either() {
    let site = net("
        sw1 p1 -- sw2 p1 vlan=10,20
        sw1 p2 -- sw2 p2 vlan=10
        sw1 p9 -- pc1 vlan=20
        sw2 p9 -- pc1 vlan=20
        sw2 p8 -- pc2 vlan=20
        sw1 p8 -- pc3 vlan=20
        ");
    let answer = ask(&site, &[cut("sw1 p1--sw2 p1")], Some("sw1"));
    assert_eq!(answer.vlans[0].to_string(), "VLAN 20 loses 1 device and 1 host: sw2, pc2");
}

#[test]
fn a_link_of_which_no_vlan_is_known_may_carry_any() {
    let site = net("
        sw1 p1 -- sw2 p1 vlan=20
        sw1 p2 -- sw2 p2
        sw1 p9 -- pc1 vlan=20
        sw2 p8 -- pc2 vlan=20
        ");
    assert_eq!(ask(&site, &[cut("sw1 p1--sw2 p1")], None).vlans, []);
    let port = Supposition::PortDown { device: "sw1".to_owned(), port: "p2".to_owned() };
    assert_eq!(ask(&site, &[port], None).vlans, []);
}
