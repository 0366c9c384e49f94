//! LACP (IEEE 802.1AX): the two ends of a member name each other's system and port. Its frames are never forwarded, so
//! what is named is at the other end of the cable.

use std::collections::{BTreeMap, HashMap};

use crate::evidence::{Claim, Source, Statement, claims_of};
use crate::inventory::{DeviceSnapshot, LacpPort};
use crate::topology::graph::{Reason, Strength, Unused};
use crate::topology::model::{Cable, Net, NodeModel, Spot, reason};
use crate::topology::names::is_own;
use crate::topology::registry::Registry;
use crate::topology::weights;
use crate::value::MacAddr;

/// Ports that announce one system and number before nobody can say which is meant.
const NAMESAKES: usize = 16;

/// What one port says of its partner.
struct Row<'a> {
    claim: Claim<'a>,
    said: &'a LacpPort,
    spot: Spot,
}

impl Row<'_> {
    fn reason(&self, net: &Net<'_>) -> Reason {
        let text = format!(
            "{} speaks LACP with port {} of system {}",
            net.say(self.spot),
            self.said.partner_port,
            self.said.partner_system
        );
        reason(&self.claim, text)
    }
}

/// Joins ports that name each other, and adds what one end says to cables that are there.
pub(in crate::topology) fn apply(devices: &[&DeviceSnapshot], registry: &Registry<'_>, net: &mut Net<'_>) {
    let rows = rows(devices, net);
    let mut by_actor: HashMap<(MacAddr, u32), Vec<usize>> = HashMap::new();
    for (at, row) in rows.iter().enumerate() {
        by_actor.entry((row.said.system, row.said.port)).or_default().push(at);
    }
    for (at, row) in rows.iter().enumerate() {
        let named = by_actor.get(&(row.said.partner_system, row.said.partner_port)).map_or(&[][..], Vec::as_slice);
        if named.len() > NAMESAKES {
            let why = format!("{} ports announce that system and number", named.len());
            net.unused.push(Unused { reason: row.reason(net), why });
            continue;
        }
        let answers = |other: &usize| {
            let other = &rows[*other];
            other.spot.node != row.spot.node
                && (other.said.partner_system, other.said.partner_port) == (row.said.system, row.said.port)
        };
        let answering: Vec<usize> = named.iter().copied().filter(answers).collect();
        match answering.as_slice() {
            [other] if at < *other => both(row, &rows[*other], net),
            [_] => {}
            [] => alone(row, registry, net),
            several => {
                let why = format!("{} ports answer it alike", several.len());
                net.unused.push(Unused { reason: row.reason(net), why });
            }
        }
    }
}

/// The rows of ports that the device lists, in canonical order.
fn rows<'a>(devices: &[&'a DeviceSnapshot], net: &Net<'_>) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    for (node, device) in devices.iter().enumerate() {
        let mut seen: BTreeMap<_, ()> = BTreeMap::new();
        for claim in claims_of(device, &|source| source == Source::Lacp) {
            let Statement::LacpPartner(said) = claim.statement else { continue };
            let port = net.nodes[node].ports.by_index(said.interface);
            // A port has one partner; the first row counts.
            if port.is_some() && seen.insert(said.interface, ()).is_none() {
                rows.push(Row { claim, said, spot: Spot { node, port } });
            }
        }
    }
    rows
}

/// Two ports that name each other are cabled.
fn both(x: &Row<'_>, y: &Row<'_>, net: &mut Net<'_>) {
    let ends = [net.physical(x.spot), net.physical(y.spot)];
    let reasons = [x.reason(net), y.reason(net)];
    let touching = |spot: Spot| -> Vec<usize> {
        let at_spot = |cable: &Cable| net.physical(cable.a) == spot || net.physical(cable.b) == spot;
        net.cables_at(net.bundle(spot)).filter(|(_, cable)| at_spot(cable)).map(|(at, _)| at).collect()
    };
    let mut known: Vec<usize> = ends.iter().flat_map(|spot| touching(*spot)).collect();
    known.sort_unstable();
    known.dedup();
    let same = known.iter().copied().find(|at| {
        net.cables.get(*at).is_some_and(|cable| {
            let found = [net.physical(cable.a), net.physical(cable.b)];
            found == ends || found == [ends[1], ends[0]]
        })
    });
    if let Some(cable) = same.and_then(|at| net.cables.get_mut(at)) {
        let agreed = cable.strength == Strength::Confirmed;
        cable.strength = Strength::Confirmed;
        cable.confidence = cable.confidence.max(if agreed { weights::TWO_SIDED_AGREED } else { weights::TWO_SIDED });
        cable.because.extend(reasons);
        return;
    }
    // A cable that both ends announce otherwise stands, and says what speaks against it; lesser ones give way.
    let firm =
        known.iter().copied().find(|at| net.cables.get(*at).is_some_and(|cable| cable.strength == Strength::Confirmed));
    if let Some(cable) = firm.and_then(|at| net.cables.get_mut(at)) {
        cable.contradicting.extend(reasons);
        return;
    }
    let mut cable = Cable::new(x.spot, y.spot, Strength::Confirmed, weights::TWO_SIDED);
    cable.because.extend(reasons);
    for at in known {
        let Some(lesser) = net.cables.get(at) else { continue };
        let between = [lesser.a.node, lesser.b.node];
        let agrees = between == [x.spot.node, y.spot.node] || between == [y.spot.node, x.spot.node];
        let unsure = lesser.strength == Strength::Guessed || lesser.a.port.is_none() || lesser.b.port.is_none();
        let Some(lesser) = net.cables.take(at) else { continue };
        if agrees && unsure { cable.because.extend(lesser.because) } else { cable.contradicting.extend(lesser.because) }
    }
    net.add_cable(cable);
}

/// What one end says, where the other does not answer.
fn alone(row: &Row<'_>, registry: &Registry<'_>, net: &mut Net<'_>) {
    let system = row.said.partner_system;
    if registry.is_shared_mac(system) {
        let why = "the partner's system id belongs to several devices".to_owned();
        net.unused.push(Unused { reason: row.reason(net), why });
        return;
    }
    let polled = registry.owner_of_mac(system);
    if polled == Some(row.spot.node) || (polled.is_none() && !is_own(system)) {
        return;
    }
    let (near, reason) = (net.physical(row.spot), row.reason(net));
    let is_partner = |node: usize| match polled {
        Some(far) => node == far,
        // A pair of switches that share an aggregate shares its system id: whom the port is cabled to is one of them.
        None => node >= net.polled,
    };
    let here = |cable: &Cable| {
        let ends = [(net.physical(cable.a), cable.b.node), (net.physical(cable.b), cable.a.node)];
        ends.iter().any(|(end, other)| *end == near && is_partner(*other))
    };
    let known = net.cables_at(net.bundle(near)).find(|(_, cable)| here(cable)).map(|(at, _)| at);
    if let Some(cable) = known.and_then(|at| net.cables.get_mut(at)) {
        cable.because.push(reason);
        return;
    }
    let cabled = |(_, cable): (usize, &Cable)| net.physical(cable.a) == near || net.physical(cable.b) == near;
    let taken = net.cables_at(net.bundle(near)).any(cabled) || net.medium_of(net.bundle(near)).is_some();
    if taken {
        let why = "other evidence has another device at the other end".to_owned();
        net.unused.push(Unused { reason, why });
        return;
    }
    let (end, confidence) = match polled {
        Some(far) => {
            let answers = net.nodes[far].device.is_some_and(|device| !device.lacp.is_empty());
            let confidence = if answers { weights::ONE_SIDED_CONTRADICTED } else { weights::ONE_SIDED_SILENT };
            (Spot { node: far, port: None }, confidence - weights::PORT_UNKNOWN)
        }
        None => (stranger(row.said, net), weights::ONE_SIDED),
    };
    let mut cable = Cable::new(row.spot, end, Strength::Claimed, confidence);
    cable.because.push(reason);
    net.add_cable(cable);
}

/// The port of a partner that was not polled: of the node that has its system id as an address, or of a new one.
fn stranger(said: &LacpPort, net: &mut Net<'_>) -> Spot {
    let system = said.partner_system;
    let known = (net.polled..net.nodes.len()).find(|node| net.nodes[*node].macs.contains(&system));
    let node = known.unwrap_or_else(|| {
        net.nodes.push(NodeModel {
            id: format!("mac:{system}"),
            name: system.to_string(),
            macs: [system].into(),
            ..NodeModel::default()
        });
        net.nodes.len() - 1
    });
    let port = net.nodes[node].ports.named(format!("port {}", said.partner_port).into(), None);
    Spot { node, port: Some(port) }
}
