//! Cables between ports that no bridge has: no forwarding table tells of them, but the two devices have each other, and
//! nobody else, in their ARP and ND tables.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::sights::{Sight, Sights};
use super::subnets::Networks;
use super::{Polled, Spot, Stage};
use crate::evidence::{Claim, Source, Statement};
use crate::inventory::FdbStatus;
use crate::topology::graph::{End, Layer, Link, LinkState, Reason, Segment, Strength};
use crate::topology::hash::{end_key, link_id, stable_id};
use crate::topology::medium::by_speed;
use crate::topology::model::reason;
use crate::topology::names::is_own;
use crate::topology::options::Options;
use crate::topology::ports::{PortAt, Ports};
use crate::topology::sets::Sets;
use crate::topology::weights;
use crate::value::{IfIndex, MacAddr};

/// Ports that may be on one medium; more are no few routers on a small switch.
const MEMBERS: usize = 32;

/// Adds the cables and media between routed ports that are free.
pub(super) fn add(stage: &mut Stage<'_, '_>, networks: &Networks<'_>, options: &Options) {
    if !options.uses(Source::Arp) || !options.uses(Source::Subnet) {
        return;
    }
    let sights = Sights::of(stage.polled, networks);
    let pairs = sights.pairs(networks);
    if pairs.is_empty() {
        return;
    }
    let free = Free::of(stage, &sights, &pairs);
    let groups = free.groups(&pairs);
    let watched = Watched::of(stage.polled, groups.iter().flatten().flat_map(|port| &free.ports[port].macs), options);
    let mut links = Vec::new();
    let mut segments = Vec::new();
    for group in groups {
        let faces: Vec<(Spot, &Face<'_>)> = group.iter().map(|port| (*port, &free.ports[port])).collect();
        // The address of a port alone is seen by every bridge on the way; one of the whole device may be seen otherwise.
        if faces.iter().any(|(_, face)| face.alone && face.macs.iter().any(|mac| watched.seen.contains(mac))) {
            continue;
        }
        match faces.as_slice() {
            [x, y] => links.extend(cable([*x, *y], networks, &watched, stage)),
            _ => segments.extend(medium(&faces, &watched, stage)),
        }
    }
    stage.whole.links.extend(links);
    stage.whole.segments.extend(segments);
    stage.whole.segments.sort_by(|x, y| (&x.members, &x.id).cmp(&(&y.members, &y.id)));
}

/// A port without cable and bridge, and what is seen there.
struct Face<'a> {
    /// What others see of it.
    macs: BTreeSet<MacAddr>,
    /// Whether no other port of the device has one of these.
    alone: bool,
    /// Whom it sees.
    sights: Vec<&'a Sight<'a>>,
    /// All MAC addresses that it sees.
    others: BTreeSet<MacAddr>,
}

struct Free<'a> {
    ports: BTreeMap<Spot, Face<'a>>,
    /// The port of each interface.
    of: HashMap<Spot, Spot>,
}

impl<'a> Free<'a> {
    fn of(stage: &Stage<'_, 'a>, sights: &'a Sights<'a>, pairs: &BTreeSet<(Spot, Spot)>) -> Self {
        let mut free = Self { ports: BTreeMap::new(), of: HashMap::new() };
        // What others see is a port too, whatever it sees itself.
        let mut shown: BTreeMap<usize, BTreeSet<Spot>> = BTreeMap::new();
        for spot in pairs.iter().flat_map(|(x, y)| [*x, *y]) {
            shown.entry(spot.node).or_default().insert(spot);
        }
        let nodes: BTreeSet<usize> = shown.keys().copied().collect();
        let used = used(stage, &nodes);
        for (node, mut spots) in shown {
            let Some(device) = stage.polled.device(node) else { continue };
            let ports = Ports::of(device);
            let bundle = |index: IfIndex| ports.by_index(index).map(|at| ports.bundle(at));
            let taken: HashSet<PortAt> =
                used.get(&node).into_iter().flatten().filter_map(|index| bundle(*index)).collect();
            let fits = |at: PortAt| {
                let port = ports.at(at);
                let bridged = device.bridge.is_some() && ports.carries_frames(at);
                port.ethernet && port.members.is_empty() && !bridged && port.up != Some(false) && !taken.contains(&at)
            };
            spots.extend(sights.of_node(node));
            for spot in spots {
                let Some(at) = spot.port.and_then(bundle).filter(|at| fits(*at)) else { continue };
                let Some(index) = ports.at(at).if_index else { continue };
                let port = Spot { node, port: Some(index) };
                free.of.insert(spot, port);
                let face = free.ports.entry(port).or_insert_with(|| Face {
                    macs: BTreeSet::new(),
                    alone: true,
                    sights: Vec::new(),
                    others: BTreeSet::new(),
                });
                let own = spot.port.and_then(|index| ports.at(ports.by_index(index)?).mac).filter(|mac| is_own(*mac));
                if let Some(mac) = own {
                    face.macs.insert(mac);
                    face.alone &= ports.by_mac(mac).into_iter().all(|other| ports.bundle(other) == at);
                }
                if let Some(seen) = sights.at(spot) {
                    face.sights.extend(&seen.peers);
                    face.others.extend(seen.macs.iter().copied());
                }
            }
        }
        free.ports.retain(|_, face| !face.macs.is_empty());
        free
    }

    /// The ports that see each other, together.
    fn groups(&self, pairs: &BTreeSet<(Spot, Spot)>) -> Vec<Vec<Spot>> {
        let all: Vec<Spot> = self.ports.keys().copied().collect();
        let at = |interface: &Spot| all.binary_search(self.of.get(interface)?).ok();
        let mut sets = Sets::new(all.len());
        let mut broken: Vec<usize> = Vec::new();
        for (x, y) in pairs {
            match (at(x), at(y)) {
                (Some(x), Some(y)) => sets.union(x, y),
                // One is not free: then there is more behind the other than these.
                (Some(one), None) | (None, Some(one)) => broken.push(one),
                (None, None) => {}
            }
        }
        let broken: HashSet<usize> = broken.into_iter().map(|at| sets.find(at)).collect();
        let mut groups: BTreeMap<usize, Vec<Spot>> = BTreeMap::new();
        for (at, port) in all.iter().enumerate() {
            let root = sets.find(at);
            if !broken.contains(&root) {
                groups.entry(root).or_default().push(*port);
            }
        }
        groups.into_values().filter(|group| (2..=MEMBERS).contains(&group.len())).collect()
    }
}

/// The interfaces of these nodes that layer 2 knows something at.
fn used(stage: &Stage<'_, '_>, nodes: &BTreeSet<usize>) -> HashMap<usize, Vec<IfIndex>> {
    let at: HashMap<&str, usize> =
        nodes.iter().filter_map(|node| Some((stage.whole.nodes.get(*node)?.id.as_str(), *node))).collect();
    let cables = stage.whole.links.iter().filter(|link| link.layer == Layer::L2).flat_map(|link| [&link.a, &link.b]);
    let mut used: HashMap<usize, Vec<IfIndex>> = HashMap::new();
    for end in cables.chain(stage.whole.segments.iter().flat_map(|segment| &segment.members)) {
        if let (Some(node), Some(index)) = (at.get(end.node.as_str()), end.if_index) {
            used.entry(*node).or_default().push(index);
        }
    }
    used
}

/// What the bridges that were asked know of some addresses.
struct Watched {
    /// Bridges with a forwarding table.
    bridges: usize,
    seen: HashSet<MacAddr>,
}

impl Watched {
    fn of<'m>(polled: &Polled<'_>, macs: impl Iterator<Item = &'m MacAddr>, options: &Options) -> Self {
        let macs: HashSet<MacAddr> = macs.copied().collect();
        let mut watched = Self { bridges: 0, seen: HashSet::new() };
        if macs.is_empty() || !options.uses(Source::Fdb) {
            return watched;
        }
        for (device, _) in &polled.devices {
            let Some(bridge) = &device.bridge else { continue };
            watched.bridges += usize::from(!bridge.fdb.is_empty());
            let learned = bridge.fdb.iter().filter(|row| matches!(row.status, FdbStatus::Learned | FdbStatus::Mgmt));
            watched.seen.extend(learned.map(|row| row.mac).filter(|mac| macs.contains(mac)));
        }
        watched
    }

    fn reason(&self, device: &str) -> Option<Reason> {
        (self.bridges > 0).then(|| Reason {
            source: Source::Fdb.name().to_owned(),
            device: device.to_owned(),
            row: "dot1dTpFdbTable".to_owned(),
            text: match self.bridges {
                1 => "the one bridge with a forwarding table does not have these addresses".to_owned(),
                bridges => format!("none of the {bridges} bridges with a forwarding table has these addresses"),
            },
        })
    }
}

/// The cable between two ports of which each sees the other alone.
fn cable(
    [x, y]: [(Spot, &Face<'_>); 2],
    networks: &Networks<'_>,
    watched: &Watched,
    stage: &Stage<'_, '_>,
) -> Option<Link> {
    if x.1.others.len().max(y.1.others.len()) > 1 {
        return None;
    }
    let sights = || x.1.sights.iter().chain(&y.1.sights);
    let for_two = sights().any(|sight| networks.are_two(sight.from, sight.peer));
    let both = !x.1.sights.is_empty() && !y.1.sights.is_empty();
    if !for_two && !sights().all(|sight| networks.are_alone(sight.from, sight.peer)) {
        return None;
    }
    let own = x.1.alone && y.1.alone;
    let confidence = match (for_two, both) {
        (true, true) if own => weights::ROUTED_FOR_TWO,
        (true, true) => weights::ROUTED_FOR_TWO_UNWATCHED,
        (true, false) => weights::ROUTED_ONE_SIDED,
        (false, true) if own && watched.bridges > 0 => weights::ROUTED_ALONE,
        (false, true) => weights::ROUTED_ALONE_UNWATCHED,
        (false, false) if own && watched.bridges > 0 => weights::ROUTED_ALONE_ONE_SIDED,
        (false, false) => return None,
    };
    let (a, b) = (stage.end(x.0), stage.end(y.0));
    let (a, b) = if a <= b { (a, b) } else { (b, a) };
    let mut because = quotes(&[x, y], stage);
    because.extend(watched.reason(&a.node).filter(|_| own));
    because.sort();
    because.dedup();
    Some(Link {
        id: link_id(&a, &b, Layer::L2),
        a,
        b,
        layer: Layer::L2,
        state: LinkState::Unknown,
        strength: Strength::Inferred,
        confidence,
        vlans: Vec::new(),
        lag: None,
        adjacencies: Vec::new(),
        subnet: None,
        carried_by: Vec::new(),
        because,
        contradicting: Vec::new(),
        alternatives: Vec::new(),
    })
}

/// The medium of several routed ports of one subnet that see each other.
fn medium(faces: &[(Spot, &Face<'_>)], watched: &Watched, stage: &Stage<'_, '_>) -> Option<Segment> {
    if watched.bridges == 0 || !faces.iter().all(|(_, face)| face.alone) {
        return None;
    }
    let mut members: Vec<End> = faces.iter().map(|(port, _)| stage.end(*port)).collect();
    members.sort();
    let mut because = quotes(faces, stage);
    because.extend(members.first().and_then(|first| watched.reason(&first.node)));
    because.sort();
    because.dedup();
    let keys: Vec<String> = members.iter().map(end_key).collect();
    let speed = |spot: &Spot, end: &End| {
        let node = stage.whole.nodes.get(spot.node)?;
        node.ports.iter().find(|port| port.if_index == end.if_index)?.speed_bps
    };
    let (kind, kind_because) = by_speed(faces.iter().map(|(spot, _)| {
        let end = stage.end(*spot);
        (end.to_string(), speed(spot, &end))
    }));
    Some(Segment {
        id: stable_id(keys.iter().map(String::as_str)),
        name: members.first().map_or_else(String::new, |end| format!("{kind} at {end}")),
        kind,
        kind_because,
        members,
        confidence: weights::ROUTED_MEDIUM,
        because,
    })
}

/// Who sees whom, as reasons.
fn quotes(faces: &[(Spot, &Face<'_>)], stage: &Stage<'_, '_>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for (port, face) in faces {
        for sight in &face.sights {
            let Some(device) = stage.polled.device(port.node) else { continue };
            if !faces.iter().any(|(other, _)| other.node == sight.peer.node) {
                continue;
            }
            let claim = Claim {
                device: &device.id,
                table: "ipNetToMediaTable",
                vlan: None,
                statement: Statement::ArpBinds(sight.entry),
            };
            let alone = if face.others.len() == 1 { " and nobody else" } else { "" };
            let text =
                format!("{} sees {} of {}{alone}", stage.end(*port), sight.entry.address, stage.end(sight.peer),);
            reasons.push(reason(&claim, text));
        }
    }
    reasons
}
