//! Spanning tree (IEEE 802.1D): the ports that name the same designated bridge and port are on one
//! segment. That finds links between bridges that speak nothing else, the blocked ones too.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::evidence::{Claim, Source, Statement, claims_of};
use crate::inventory::{DeviceKind, DeviceSnapshot, StpState};
use crate::topology::graph::{Reason, Strength};
use crate::topology::model::{Cable, Net, NodeModel, Spot, reason};
use crate::topology::names::is_own;
use crate::topology::ports::PortAt;
use crate::topology::registry::Registry;
use crate::topology::weights;
use crate::value::{BridgeId, BridgePort, MacAddr};

/// The designated port of a segment: of a bridge, by its number on the wire.
type Led = (usize, u16);

/// The ports for which each bridge names itself, by node and number.
struct Own(Vec<(usize, u16, BridgeId, Spot)>);

impl Own {
    /// The first port of a number under which it is led by that bridge id, or by any.
    fn get(&self, node: usize, bridge: Option<BridgeId>, raw: u16) -> Option<Spot> {
        let first = self.0.partition_point(|(other, number, ..)| (*other, *number) < (node, raw));
        let mut same = self.0.iter().skip(first).take_while(|(other, number, ..)| (*other, *number) == (node, raw));
        same.find(|(_, _, id, _)| bridge.is_none_or(|bridge| bridge == *id)).map(|(.., spot)| *spot)
    }
}

/// Joins spanning tree rows on the designated bridge and port.
pub(in crate::topology) fn apply(devices: &[&DeviceSnapshot], registry: &Registry, net: &mut Net<'_>) {
    let rows = read_all(devices, net);
    let leaders = leaders(&rows, registry, net);
    let own = own_ports(&rows, &leaders);
    let mut segments: BTreeMap<Led, Vec<usize>> = BTreeMap::new();
    for (at, leader) in leaders.into_iter().enumerate() {
        let (Some(leader), row) = (leader, &rows[at]) else { continue };
        // A port that its own bridge leads says nothing, but a backup port: it hears another one.
        let backup = row.blocks() && own.get(leader, Some(row.bridge), row.raw).is_some_and(|spot| spot != row.spot);
        if leader != row.spot.node || backup {
            segments.entry((leader, row.raw)).or_default().push(at);
        }
    }
    for (led, members) in segments {
        join(led, &members, &rows, &own, net);
    }
}

/// The ports of each segment, by its designated port, with what they say; a port that leads is on its own.
pub(super) fn segments(
    devices: &[&DeviceSnapshot],
    registry: &Registry,
    net: &mut Net<'_>,
) -> BTreeMap<Spot, BTreeMap<Spot, Vec<Reason>>> {
    let rows = read_all(devices, net);
    let leaders = leaders(&rows, registry, net);
    let own = own_ports(&rows, &leaders);
    let mut segments: BTreeMap<Spot, BTreeMap<Spot, Vec<Reason>>> = BTreeMap::new();
    for (at, leader) in leaders.into_iter().enumerate() {
        let (Some(leader), row) = (leader, &rows[at]) else { continue };
        let leads = leader == row.spot.node && !row.blocks();
        let spot = if leads { row.spot } else { leading_spot((leader, row.raw), &[row], &own, net) };
        let members = segments.entry(spot).or_default();
        members.entry(spot).or_default();
        members.entry(row.spot).or_default().push(reason(&row.claim, row.text(net)));
    }
    segments
}

fn read_all<'a>(devices: &[&'a DeviceSnapshot], net: &mut Net<'_>) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    for (node, device) in devices.iter().enumerate() {
        let claims = claims_of(device, &|source| source == Source::Stp);
        rows.extend(claims.into_iter().filter_map(|claim| read(claim, node, net)));
    }
    rows
}

/// The node that leads the segment of each row; one that was not polled is made on first mention.
fn leaders(rows: &[Row<'_>], registry: &Registry, net: &mut Net<'_>) -> Vec<Option<usize>> {
    let mut strangers: HashMap<MacAddr, usize> = HashMap::new();
    // The registry knows the polled ones.
    for (at, node) in net.nodes.iter().enumerate().skip(net.polled) {
        for mac in &node.macs {
            strangers.entry(*mac).or_insert(at);
        }
    }
    let mut leaders = Vec::with_capacity(rows.len());
    // Most rows name the same bridge as the row before, a few their neighbors.
    let mut last: Option<(MacAddr, usize)> = None;
    for row in rows {
        if let Some((_, leader)) = last.filter(|(mac, _)| *mac == row.bridge.mac) {
            leaders.push(Some(leader));
            continue;
        }
        leaders.push(match registry.owner_of_mac(row.bridge.mac) {
            Some(node) => Some(node),
            None if registry.is_shared_mac(row.bridge.mac) => {
                net.leave(&row.claim, row.text(net), "the designated bridge's address belongs to several devices");
                None
            }
            None if !is_own(row.bridge.mac) => None,
            None => {
                let node = *strangers.entry(row.bridge.mac).or_insert_with(|| stranger(row, net));
                // Who leads a segment of the tree is a bridge, whatever else was heard of it.
                let model = &mut net.nodes[node];
                if model.kind == DeviceKind::Unknown {
                    model.kind = DeviceKind::Bridge;
                }
                Some(node)
            }
        });
        last = leaders.last().copied().flatten().map(|leader| (row.bridge.mac, leader));
    }
    leaders
}

/// A row of `dot1dStpPortTable`, its port resolved.
struct Row<'a> {
    claim: Claim<'a>,
    spot: Spot,
    bridge: BridgeId,
    raw: u16,
}

impl Row<'_> {
    fn blocks(&self) -> bool {
        matches!(self.claim.statement, Statement::StpDesignated(port) if port.state == StpState::Blocking)
    }

    fn text(&self, net: &Net<'_>) -> String {
        let vlan = self.claim.vlan.map(|vlan| format!(" in VLAN {vlan}")).unwrap_or_default();
        format!("{}{vlan} is led by bridge {}, port {:04x}", net.say(self.spot), self.bridge.mac, self.raw)
    }
}

fn read<'a>(claim: Claim<'a>, node: usize, net: &mut Net<'_>) -> Option<Row<'a>> {
    let Statement::StpDesignated(port) = claim.statement else { return None };
    let (bridge, raw) = (port.designated_bridge?, port.designated_port?);
    let ports = &mut net.nodes[node].ports;
    let at = ports.bridged(port.port)?;
    Some(Row { claim, spot: Spot { node, port: Some(ports.bundle(at)) }, bridge, raw })
}

fn own_ports(rows: &[Row<'_>], leaders: &[Option<usize>]) -> Own {
    // A backup port repeats the number of the port that leads; that one does not block.
    let own = rows
        .iter()
        .zip(leaders)
        .filter(|(row, leader)| !row.blocks() && **leader == Some(row.spot.node))
        .map(|(row, _)| (row.spot.node, row.raw, row.bridge, row.spot));
    let mut own: Vec<(usize, u16, BridgeId, Spot)> = own.collect();
    // Stable: of several the first row counts. A number that ten thousand ports share is looked for among few.
    own.sort_by_key(|(node, raw, ..)| (*node, *raw));
    own.dedup_by_key(|(node, raw, bridge, _)| (*node, *raw, *bridge));
    Own(own)
}

/// The node of a designated bridge that was not polled and whose address no neighbor has: the only
/// neighbor already known on that port, or a new one.
fn stranger(row: &Row<'_>, net: &mut Net<'_>) -> usize {
    let mac = row.bridge.mac;
    let bridges =
        |kind| matches!(kind, DeviceKind::Bridge | DeviceKind::Unknown | DeviceKind::AccessPoint | DeviceKind::Router);
    let on_port: Vec<usize> = net
        .cables_at(row.spot)
        .map(|(_, cable)| if net.bundle(cable.a) == row.spot { cable.b.node } else { cable.a.node })
        .filter(|node| *node >= net.polled && bridges(net.nodes[*node].kind))
        .collect();
    if let [only] = on_port.as_slice() {
        net.nodes[*only].macs.insert(mac);
        return *only;
    }
    net.nodes.push(NodeModel {
        id: format!("mac:{mac}"),
        name: mac.to_string(),
        kind: DeviceKind::Bridge,
        macs: [mac].into(),
        ..NodeModel::default()
    });
    net.nodes.len() - 1
}

/// The spot of a designated port.
fn leading_spot(led: Led, rows: &[&Row<'_>], own: &Own, net: &mut Net<'_>) -> Spot {
    let (node, raw) = led;
    let exact = rows.iter().find_map(|row| own.get(node, Some(row.bridge), raw));
    if let Some(spot) = exact.or_else(|| own.get(node, None, raw)) {
        return spot;
    }
    let unknown = Spot { node, port: None };
    if node < net.polled {
        // The number is in the low 8 bits (802.1D-1998) or in the low 12 (802.1D-2004).
        let ports = &net.nodes[node].ports;
        let numbers = [raw & 0xff, raw & 0xfff];
        let found: BTreeSet<PortAt> = numbers
            .iter()
            .filter_map(|number| ports.listed_bridge_port(BridgePort(u32::from(*number))))
            .map(|at| ports.bundle(at))
            .collect();
        let one = if found.len() == 1 { found.first().copied() } else { None };
        return Spot { port: one, ..unknown };
    }
    // A neighbor that LLDP or CDP already cabled to one of the ports: that cable's far end.
    for row in rows {
        if let Some((_, cable)) = net.cables_at(row.spot).find(|(_, cable)| net.joins(cable, row.spot, node)) {
            return if cable.a.node == node { cable.a } else { cable.b };
        }
    }
    Spot { node, port: Some(net.nodes[node].ports.named(format!("port {}", raw & 0xfff).into(), None)) }
}

/// Adds one segment: evidence for a cable that is known, a new cable, or a shared medium.
fn join(led: Led, members: &[usize], rows: &[Row<'_>], own: &Own, net: &mut Net<'_>) {
    let rows: Vec<&Row<'_>> = members.iter().map(|at| &rows[*at]).collect();
    let leader = leading_spot(led, &rows, own, net);
    let mut fresh: BTreeMap<Spot, Vec<Reason>> = BTreeMap::new();
    let mut known: BTreeSet<Spot> = BTreeSet::new();
    for row in rows {
        let said = reason(&row.claim, row.text(net));
        match place(row.spot, leader, net) {
            Place::Cables(cables) => {
                known.insert(row.spot);
                for at in cables {
                    let Some(cable) = net.cables.get_mut(at) else { continue };
                    cable.because.push(said.clone());
                    if cable.strength == Strength::Confirmed {
                        cable.confidence = cable.confidence.max(weights::TWO_SIDED_AGREED);
                    }
                    if cable.strength == Strength::Claimed {
                        cable.confidence = cable.confidence.max(weights::ONE_SIDED_AND_STP);
                    }
                }
            }
            Place::Medium(at) => net.media[at].because.push(said),
            Place::Taken(why) => net.leave(&row.claim, row.text(net), why),
            Place::Free => fresh.entry(row.spot).or_default().push(said),
        }
    }
    if fresh.is_empty() {
        return;
    }
    let cabled = leader
        .port
        .and_then(|_| net.cables_at(leader).next())
        .map(|(at, cable)| (at, known.iter().any(|spot| net.joins(cable, *spot, leader.node))));
    let because = |fresh: &BTreeMap<Spot, Vec<Reason>>| fresh.values().flatten().cloned().collect::<Vec<Reason>>();
    match (cabled, fresh.len()) {
        // The designated port is cabled to another member: all of them are on one medium.
        (Some((at, true)), _) => {
            let Some(cable) = net.cables.take(at) else { return };
            let mut all = because(&fresh);
            all.extend(cable.because);
            let members = fresh.into_keys().chain([cable.a, cable.b]).collect();
            net.add_medium(members, weights::STP_MEDIUM, all);
        }
        (Some((at, false)), _) => {
            let why = format!("{} is cabled elsewhere: {}", net.say(leader), net.say_cable(at));
            let left =
                because(&fresh).into_iter().map(|reason| crate::topology::graph::Unused { reason, why: why.clone() });
            net.unused.extend(left);
        }
        (None, 1) => {
            for (spot, because) in fresh {
                let less = |spot: Spot| match spot.port {
                    None => weights::PORT_UNKNOWN,
                    Some(port) if net.nodes[spot.node].ports.at(port).assumed => weights::PORT_ASSUMED,
                    Some(_) => 0.0,
                };
                let confidence = weights::STP_LINK - less(spot) - less(leader);
                let mut cable = Cable::new(spot, leader, Strength::Inferred, confidence);
                cable.because = because;
                net.add_cable(cable);
            }
        }
        (None, _) => {
            let all = because(&fresh);
            let members = fresh.into_keys().chain([leader]).collect();
            net.add_medium(members, weights::STP_MEDIUM, all);
        }
    }
}

/// What is already known of a port and its designated port.
enum Place {
    /// These cables join them.
    Cables(Vec<usize>),
    /// Both are on this medium.
    Medium(usize),
    /// The port leads elsewhere.
    Taken(String),
    /// Nothing is known.
    Free,
}

fn place(spot: Spot, leader: Spot, net: &Net<'_>) -> Place {
    let joining: Vec<usize> =
        net.cables_at(spot).filter(|(_, cable)| net.joins(cable, spot, leader.node)).map(|(at, _)| at).collect();
    if !joining.is_empty() {
        return Place::Cables(joining);
    }
    if let Some(at) = net.medium_of(spot) {
        let both = net.media[at].members.iter().any(|member| member.node == leader.node);
        return if both {
            Place::Medium(at)
        } else {
            Place::Taken(format!("{} is on a shared medium without that bridge", net.say(spot)))
        };
    }
    match net.cables_at(spot).next() {
        Some((at, _)) => Place::Taken(format!("the port is cabled elsewhere: {}", net.say_cable(at))),
        None => Place::Free,
    }
}
