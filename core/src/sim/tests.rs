use super::*;

#[test]
fn every_world_of_the_gallery_builds_in_a_network_of_its_own() {
    let mut ranges = Vec::new();
    for name in gallery::names() {
        let world = gallery::by_name(name).unwrap();
        assert_eq!(world.name(), name);
        assert!("127.20.0.0/16".parse::<ipnet::Ipv4Net>().unwrap().contains(&world.range()));
        assert!(!ranges.contains(&world.range()));
        ranges.push(world.range());
        for device in world.truth().devices {
            assert!(device.addresses.iter().all(|address| world.network().contains(address)), "{}", device.name);
        }
    }
}

#[test]
fn an_unknown_world_is_an_error_that_lists_the_known_ones() {
    let message = gallery::by_name("camp").unwrap_err().to_string();
    assert!(message.contains("two-switches, ring"), "{message}");
    assert!(gallery::by_name("two_switches").is_ok());
}

fn states(world: &World) -> Vec<(String, TruthState)> {
    let show = |link: &TruthLink| format!("{} {} = {} {}", link.a.device, link.a.port, link.b.device, link.b.port);
    world
        .truth()
        .links
        .iter()
        .filter(|link| link.kind == LinkKind::Backbone)
        .map(|link| (show(link), link.state))
        .collect()
}

#[test]
fn the_ring_blocks_opposite_to_its_root() {
    let expected = [
        ("s1 p1 = s2 p2", TruthState::Forwarding),
        ("s1 p2 = s4 p1", TruthState::Forwarding),
        ("s2 p1 = s3 p2", TruthState::Forwarding),
        ("s3 p1 = s4 p2", TruthState::Blocked),
    ];
    assert_eq!(states(&gallery::ring().unwrap()), expected.map(|(link, state)| (link.to_owned(), state)));
}

#[test]
fn the_campus_is_one_tree_with_its_redundant_cables_blocked() {
    let world = gallery::campus().unwrap();
    let truth = world.truth();
    assert_eq!(truth.devices.len(), 41);
    let blocked: Vec<_> = truth.links.iter().filter(|link| link.state == TruthState::Blocked).collect();
    assert_eq!(blocked.len(), 8, "{blocked:#?}");
    assert_eq!(truth.links.iter().filter(|link| link.lag.is_some()).count(), 2);
    assert!(truth.hosts.iter().all(|host| !host.attached_to.is_empty()));
    assert_eq!(truth.segments.len(), 4);
}

#[test]
fn truth_survives_json() {
    let truth = gallery::campus().unwrap().truth();
    let json = serde_json::to_string(&truth).unwrap();
    assert_eq!(serde_json::from_str::<Truth>(&json).unwrap(), truth);
}
