use super::built::{names, net};
use crate::topology::{Layer, NoPathReason, Topology};
use crate::value::VlanId;

fn way(topology: &Topology, a: &str, b: &str, vlan: Option<u16>) -> String {
    match topology.path(a, b, vlan.map(VlanId)) {
        Ok(path) => path.to_string(),
        Err(why) => why.to_string(),
    }
}

const CAMPUS: &str = "
    pc1 -- sw1 p3
    sw1 p23 -- sw9 p1 vlan=10,20 lag=a
    sw1 p24 -- sw9 p2 vlan=10,20 lag=a
    sw9 p3 -- sw2 p24 vlan=10
    sw1 p22 -- sw2 p22 vlan=10 blocked
    pc2 -- sw2 p3
    sw9 p9 -- r1 p1 vlan=10,20
    r1 p2 -- sw7 p1 vlan=70
    sw7 p5 -- pc7
    sw2 p9 -- pc8 blocked
    sw8 p1 -- pc9
";

#[test]
fn frames_go_where_nothing_is_blocked_and_what_is_left_is_told() {
    let campus = net(CAMPUS);
    let path = campus.path("pc1", "pc2", Some(VlanId(10))).unwrap();
    assert_eq!(path.layer, Layer::L2);
    assert_eq!(names(&path.hops[1].parallel), "sw1 p24 ── sw9 p2");
    assert_eq!(
        path.to_string(),
        "pc1 to pc2 in VLAN 10, layer 2, 4 hops, 0.656: pc1 ── p3 sw1 p23 ── p1 sw9 p3 ── p24 sw2 p3 ── pc2\n  \
         or else: pc1 ── p3 sw1 p22 ── p22 sw2 p3 ── pc2; spanning tree would open sw1 p22 ── sw2 p22; \
         shares pc1 ── sw1 p3, pc2 ── sw2 p3"
    );
}

#[test]
fn a_vlan_that_ends_on_the_way_is_a_reason() {
    let switches = net(&CAMPUS.replace("sw9 p9 -- r1 p1", "sw6 p9 -- r1 p1"));
    let why = switches.path("pc1", "pc2", Some(VlanId(20))).unwrap_err();
    assert_eq!(why.reason, NoPathReason::Vlan);
    assert_eq!(why.to_string(), "no way from pc1 to pc2 in VLAN 20: sw2 p24 ── sw9 p3 does not carry it");
    assert!(way(&switches, "pc1", "sw9", Some(20)).starts_with("pc1 to sw9 in VLAN 20, layer 2, 2 hops"));
    // A router on a stick leads from the VLAN into the one that is carried.
    let stick = net(CAMPUS).path("pc1", "pc2", Some(VlanId(20))).unwrap();
    assert_eq!((stick.layer, stick.hops.len()), (Layer::L3, 6));
}

#[test]
fn across_a_router_it_is_layer_3_and_another_vlan() {
    let campus = net(CAMPUS);
    let path = campus.path("pc1", "pc7", Some(VlanId(10))).unwrap();
    assert_eq!(path.layer, Layer::L3);
    let text = "pc1 ── p3 sw1 p23 ── p1 sw9 p9 ── p1 r1 (routes) p2 ── p1 sw7 p5 ── pc7";
    let text = format!("pc1 to pc7 in VLAN 10, layer 3, 5 hops, 0.590: {text}");
    assert_eq!(path.to_string().lines().next(), Some(text.as_str()));
    assert_eq!(campus.path("pc1", "r1", None).unwrap().layer, Layer::L2, "up to the router it is one segment");
    assert_eq!(campus.path("r1", "pc7", None).unwrap().layer, Layer::L2);
}

#[test]
fn what_cannot_be_reached_is_blocked_apart_or_unknown() {
    let campus = net(CAMPUS);
    let why = |b| campus.path("pc1", b, None).unwrap_err();
    assert_eq!(why("pc8").reason, NoPathReason::Blocked);
    assert_eq!(why("pc8").to_string(), "no way from pc1 to pc8: spanning tree blocks pc8 ── sw2 p9");
    assert_eq!(why("pc9").reason, NoPathReason::Apart);
    assert_eq!(why("pc9").to_string(), "no way from pc1 to pc9: no chain of links joins them");
    assert_eq!(why("nobody").reason, NoPathReason::UnknownDevice);
    assert_eq!(way(&campus, "pc1", "pc1", None), "pc1 to pc1, layer 2, 0 hops, 1.000: ");
}

#[test]
fn a_host_passes_nothing_on_but_a_hub_and_a_telephone_do() {
    let through_host = net("sw1 p1 -- pc1\npc1 -- sw2 p1");
    assert_eq!(way(&through_host, "sw1", "sw2", None), "no way from sw1 to sw2: no chain of links joins them");
    let hub = net("hub: sw1 p1, sw2 p4, pc1\nsw2 p7 -- ph1\nph1 -- pc2");
    assert_eq!(
        way(&hub, "pc1", "pc2", None),
        "pc1 to pc2, layer 2, 3 hops, 0.648: pc1 ──(hub) ── p4 sw2 p7 ── ph1 ── pc2"
    );
}

#[test]
fn a_line_of_a_provider_is_crossed_at_layer_3() {
    let line = net("sw1 p1 -- r1 p1\nr1 -- r2 l3\nr2 p1 -- sw2 p1");
    let path = line.path("sw1", "sw2", Some(VlanId(10))).unwrap();
    assert_eq!((path.layer, path.hops.len()), (Layer::L3, 3));
}
