use super::*;
use crate::sim::{Truth, TruthMedium};

fn small(shape: Shape) -> Plan {
    Plan::new(shape).switches(12).hosts_per_switch(3)
}

const SHAPES: [Shape; 5] = [Shape::Tree, Shape::RandomTree, Shape::Ring, Shape::Campus, Shape::LeafSpine];

#[test]
fn the_same_plan_gives_the_same_network_and_another_seed_another() {
    let say = |plan: &Plan| {
        let world = plan.world().unwrap();
        let answers: Vec<_> =
            world.agents().map(|agent| agent.recording(None, crate::value::Moment::START).unwrap()).collect();
        (serde_json::to_string(&world.truth()).unwrap(), answers)
    };
    for shape in SHAPES {
        let plan = small(shape).rows_missing(0.3).silent_switches(0.2);
        assert_eq!(say(&plan), say(&plan.clone()), "{shape:?}");
        assert_ne!(say(&plan), say(&plan.seed(2)), "{shape:?}");
    }
}

#[test]
fn a_share_that_is_none_is_told() {
    let error = Plan::new(Shape::Tree).rows_missing(1.5).world().unwrap_err().to_string();
    assert!(error.contains("rows missing") && error.contains("0 to 1"), "{error}");
    assert!(Plan::new(Shape::Tree).switches(0).world().is_err());
    assert!(Plan::new(Shape::Tree).switches(1_000_000).world().is_err());
}

fn pairs(media: &[TruthMedium]) -> usize {
    media.iter().map(|medium| medium.ports.len() * (medium.ports.len() - 1) / 2).sum()
}

#[test]
fn every_shape_has_the_cables_that_it_should_have_and_forwards_along_a_tree() {
    let expected = [11, 11, 12, 1 + 4 + 2 * 8, 2 * 10];
    for (shape, cables) in SHAPES.into_iter().zip(expected) {
        let truth = small(shape).world().unwrap().truth();
        assert_eq!(pairs(&truth.media), cables, "{shape:?}");
        assert_eq!(pairs(&truth.forwarding_media), 11, "{shape:?}");
    }
}

#[test]
fn what_is_between_devices_that_answer_is_one_medium() {
    let chain = Plan::new(Shape::Ring).switches(2).hosts_per_switch(2);
    let truth = |silent| -> Truth { chain.clone().silent_switches(silent).world().unwrap().truth() };
    let open = truth(0.0);
    assert_eq!(open.media.iter().filter(|medium| medium.ports.len() == 2).count(), 1);
    let closed = truth(1.0);
    let [medium] = closed.media.iter().filter(|medium| !medium.through.is_empty()).collect::<Vec<_>>()[..] else {
        panic!("{:?}", closed.media)
    };
    assert_eq!((medium.ports.len(), medium.through.len(), medium.hosts.len()), (1, 1, 2));
}

#[test]
fn surroundings_are_media_with_something_in_the_middle() {
    let plan = Plan::new(Shape::Campus).switches(12).hosts_per_switch(4).vlans(2).hubs(1.0).hypervisors(1.0);
    let world = plan.phones(0.5).access_points(1.0).traffic(Conversations::default()).world().unwrap();
    let truth = world.truth();
    let of = |prefix: &str| -> Vec<(usize, usize)> {
        let media = truth.media.iter().filter(|medium| medium.through.iter().any(|name| name.starts_with(prefix)));
        media.map(|medium| (medium.ports.len(), medium.hosts.len())).collect()
    };
    let (clusters, phones) = ([of("hub"), of("desk")].concat(), of("phone"));
    assert_eq!(clusters.iter().filter(|it| **it == (1, 3)).count(), 8, "hubs and desk switches: {clusters:?}");
    assert_eq!(clusters.iter().filter(|it| **it == (1, 9)).count(), 8, "hypervisors: {clusters:?}");
    assert!(phones.len() > 8 && phones.iter().all(|it| *it == (1, 1)), "{phones:?}");
    let radios = truth.media.iter().filter(|medium| medium.ports[0].port == "wlan0");
    assert_eq!(radios.map(|medium| medium.hosts.len()).collect::<Vec<_>>(), [5; 8]);
    // Two hubs, hypervisors and radios each bring their stations: all are in the truth, each in one place.
    assert_eq!(truth.media.iter().map(|medium| medium.hosts.len()).sum::<usize>(), truth.hosts.len());
}

#[test]
fn two_switches_of_a_pair_are_one_to_those_below_and_tell_each_other_what_they_learn() {
    // Two distribution switches below two cores; two leaves below two spines.
    for (shape, switches) in [(Shape::Campus, 12), (Shape::LeafSpine, 4)] {
        let world = Plan::new(shape).switches(switches).hosts_per_switch(2).mlag(true).world().unwrap();
        let truth = world.truth();
        let members: Vec<_> = truth.links.iter().filter(|link| link.lag.is_some()).collect();
        assert_eq!(members.len(), 4, "{shape:?}: {members:?}");
        assert!(members.iter().all(|link| link.state == crate::sim::TruthState::Forwarding), "{shape:?}");
        let forks = truth.media.iter().filter(|medium| medium.ports.len() == 3).count();
        assert_eq!(forks, 2, "{shape:?}: {:?}", truth.media);
    }
    assert!(Plan::new(Shape::Ring).mlag(true).world().is_err());
}

#[test]
fn switches_that_route_are_in_subnets_of_their_own_and_have_adjacencies() {
    let plan = Plan::new(Shape::Campus).switches(12).hosts_per_switch(2).in_band(true).vlans(3).routing(0.5);
    let truth = plan.world().unwrap().truth();
    let prefixes: std::collections::BTreeSet<&str> = truth.subnets.iter().map(|it| it.prefix.as_str()).collect();
    assert!(prefixes.contains("10.0.0.0/16") && prefixes.contains("10.1.0.0/16"), "{prefixes:?}");
    assert!(truth.adjacencies.len() > 3, "{:?}", truth.adjacencies);
    assert!(plan.vlans(300).world().is_err());
}

#[test]
fn what_agents_answer_is_what_is_true() {
    // Without gaps and errors every row of every forwarding table leads to the medium that the truth names.
    let world = Plan::new(Shape::RandomTree).switches(10).hosts_per_switch(2).world().unwrap();
    let truth = world.truth();
    let entry = crate::value::oid(&[1, 3, 6, 1, 2, 1, 17, 7, 1, 2, 2, 1, 2]);
    for agent in world.agents() {
        let answers = agent.recording(None, crate::value::Moment::START).unwrap();
        let rows = answers.iter().filter(|row| row.name.starts_with(&entry)).count();
        assert_eq!(rows, 1 + truth.hosts.len(), "{} knows itself and every end system", agent.name());
        for host in truth.hosts.iter().filter(|host| host.attached_to[0].device == agent.name()) {
            let arcs: Vec<u32> = std::iter::once(1).chain(host.mac.0.map(u32::from)).collect();
            let row = answers.iter().find(|row| row.name == entry.child(&arcs)).unwrap();
            let port: u32 = host.attached_to[0].port.trim_start_matches('p').parse().unwrap();
            assert_eq!(row.value, crate::value::Value::Integer(i32::try_from(port).unwrap()), "{}", host.name);
        }
    }
}

#[test]
fn a_recording_is_what_a_walk_brings() {
    use crate::value::{Moment, Oid, Value, VarBind};
    use crate::wire::{BulkRequest, CommunityString, Message, Pdu, Version};
    let plan = Plan::new(Shape::Tree).switches(3).hosts_per_switch(2).vlans(2).stacks(1.0);
    let world = plan.sources(Sources { arp: false, ..Sources::ALL }).world().unwrap();
    for (agent, vlan) in world.agents().zip([None, Some(10), None]) {
        let community = vlan.map_or_else(|| "public".to_owned(), |vlan: u16| format!("public@{vlan}"));
        let (mut walked, mut from) = (Vec::new(), Oid::new(&[1]));
        'walk: loop {
            let varbinds = vec![VarBind::new(from.clone(), Value::Null)];
            let pdu = Pdu::GetBulk(BulkRequest { id: 1, non_repeaters: 0, max_repetitions: 40, varbinds });
            let message = Message { version: Version::V2c, community: CommunityString::new(community.as_str()), pdu };
            for row in agent.respond(&message, Moment::START).unwrap().pdu.varbinds() {
                if row.value == Value::EndOfMibView {
                    break 'walk;
                }
                from.clone_from(&row.name);
                walked.push(row.clone());
            }
        }
        assert_eq!(agent.recording(vlan, Moment::START).unwrap(), walked, "{} {vlan:?}", agent.name());
    }
}
