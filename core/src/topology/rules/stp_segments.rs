//! The inference of NetVis as written in 2009, kept as a strategy of its own and as a baseline:
//! spanning tree makes the segments, forwarding tables put hosts on them.
//!
//! Ports with the same designated bridge and port are on one segment, in whatever VLAN they say so. The
//! hosts of a segment are the addresses behind its ports, less those that a bridge on it sees behind
//! another of its ports: they lead outward. An address on several segments belongs to the one that has
//! no outward addresses at all.

use std::collections::{BTreeMap, BTreeSet};

use super::fdb::{Owner, Owners, Tables};
use super::hosts::{People, quote};
use super::state;
use crate::evidence::Source;
use crate::inventory::DeviceSnapshot;
use crate::topology::graph::{Reason, Strength};
use crate::topology::model::{Cable, Net, Spot};
use crate::topology::options::Options;
use crate::topology::ports::PortAt;
use crate::topology::registry::Registry;
use crate::topology::weights;

/// One segment while hosts are put on it.
struct Segment {
    ports: BTreeMap<Spot, Vec<Reason>>,
    hosts: BTreeSet<usize>,
    /// Whether an address behind its ports leads outward.
    has_outward: bool,
}

pub(in crate::topology) fn apply(
    devices: &[&DeviceSnapshot],
    options: &Options,
    registry: &Registry,
    net: &mut Net<'_>,
) {
    if !options.uses(Source::Stp) {
        return;
    }
    let found = super::stp::segments(devices, registry, net);
    let owners = Owners::of(net);
    let tables = if options.uses(Source::Fdb) { Tables::read(devices, net) } else { Tables::default() };
    let mut segments: Vec<Segment> = found.into_values().map(|ports| with_hosts(ports, &tables, &owners)).collect();
    drop_duplicates(&mut segments);
    let mut people = People::of(devices, options.uses(Source::Arp), registry, &owners, net);
    for segment in segments {
        conclude(segment, &tables, &mut people, net);
    }
    state::apply(devices, options, net);
}

/// The addresses behind the ports, less those that lead outward and those of bridges.
fn with_hosts(ports: BTreeMap<Spot, Vec<Reason>>, tables: &Tables, owners: &Owners) -> Segment {
    let here: BTreeSet<(usize, PortAt)> =
        ports.keys().filter_map(|spot| Some((tables.bridges.binary_search(&spot.node).ok()?, spot.port?))).collect();
    let bridges: BTreeSet<usize> = here.iter().map(|(bridge, _)| *bridge).collect();
    let (mut behind, mut outward): (BTreeSet<usize>, BTreeSet<usize>) = (BTreeSet::new(), BTreeSet::new());
    for bridge in bridges {
        for (item, port) in &tables.rows[bridge] {
            if here.contains(&(bridge, *port)) {
                behind.insert(*item);
            } else {
                outward.insert(*item);
            }
        }
    }
    let of_bridge = |item: &usize| match owners.of_mac(tables.items[*item].mac) {
        Some(Owner::Node(node, _)) => tables.bridges.binary_search(&node).is_ok(),
        Some(Owner::Several) => true,
        None => false,
    };
    let has_outward = behind.iter().any(|item| outward.contains(item) || of_bridge(item));
    let hosts = behind.into_iter().filter(|item| !outward.contains(item) && !of_bridge(item)).collect();
    Segment { ports, hosts, has_outward }
}

/// Leaves each address on one segment: one without outward addresses, else the one with the fewest.
fn drop_duplicates(segments: &mut [Segment]) {
    let mut places: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, segment) in segments.iter().enumerate() {
        segment.hosts.iter().for_each(|item| places.entry(*item).or_default().push(at));
    }
    let sizes: Vec<(bool, usize)> = segments.iter().map(|segment| (segment.has_outward, segment.hosts.len())).collect();
    for (item, at) in places.into_iter().filter(|(_, at)| at.len() > 1) {
        let best = at.iter().copied().min_by_key(|at| (sizes[*at], *at));
        for other in at.into_iter().filter(|other| Some(*other) != best) {
            segments[other].hosts.remove(&item);
        }
    }
}

/// Two ends are a cable, more are a medium; a port alone is nothing.
fn conclude(segment: Segment, tables: &Tables, people: &mut People<'_>, net: &mut Net<'_>) {
    let mut because: Vec<Reason> = Vec::new();
    let mut members: BTreeSet<Spot> = segment.ports.keys().copied().collect();
    let bridges = members.len();
    for item in &segment.hosts {
        let mac = tables.items[*item].mac;
        let Some(spot) = people.spot(mac, net) else { continue };
        members.insert(spot);
        let seen = tables.sightings[*item]
            .iter()
            .copied()
            .find(|(at, port)| segment.ports.contains_key(&Spot { node: tables.bridges[*at], port: Some(*port) }));
        because.push(quote(tables, *item, seen, &people.say(mac, net), net));
    }
    if members.len() < 2 {
        return;
    }
    because.extend(segment.ports.into_values().flatten());
    let members: Vec<Spot> = members.into_iter().collect();
    if let [a, b] = members.as_slice() {
        let confidence = if bridges == 2 { weights::STP_LINK } else { weights::HOST };
        let mut cable = Cable::new(*a, *b, Strength::Inferred, confidence);
        cable.because = because;
        net.add_cable(cable);
    } else {
        let confidence = if bridges > 1 { weights::STP_MEDIUM } else { weights::HUB };
        net.add_medium(members.into_iter().collect(), confidence, because);
    }
}
