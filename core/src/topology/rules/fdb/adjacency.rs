use std::collections::{BTreeMap, BTreeSet};

use super::{Faces, Tables, behind};
use crate::topology::graph::{Reason, Strength};
use crate::topology::model::{Cable, Net, Spot};
use crate::topology::ports::PortAt;
use crate::topology::sets::Sets;
use crate::topology::weights;

/// A port of a bridge, the bridge by its position in [`Tables`].
pub(super) type At = (usize, PortAt);

/// Two ports that face each other with no bridge between them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Adjacent {
    pub(super) a: At,
    pub(super) b: At,
    pub(super) sure: f64,
}

/// Turns faces into cables and media between bridges that no known link joins.
pub(super) fn apply(tables: &Tables, faces: &mut Faces, net: &mut Net<'_>) {
    let taken = taken_ports(net);
    let mut found: Vec<Adjacent> = Vec::new();
    for a in 0..tables.bridges.len() {
        for b in a + 1..tables.bridges.len() {
            if faces.component[a] != faces.component[b] {
                found.extend(adjacent(a, b, faces, tables.bridges.len()));
            }
        }
    }
    let (free, blocked): (Vec<Adjacent>, Vec<Adjacent>) = found.into_iter().partition(|pair| {
        [pair.a, pair.b]
            .into_iter()
            .all(|(bridge, port)| !taken.contains(&Spot { node: tables.bridges[bridge], port: Some(port) }))
    });
    for group in on_common_ports(&free) {
        conclude(&group, tables, faces, net);
    }
    behind::apply(&blocked, tables, faces, net);
    behind::one_sided(&taken, tables, faces, net);
}

/// Ports that a cable or medium already has.
fn taken_ports(net: &Net<'_>) -> BTreeSet<Spot> {
    let cabled = net.cables.iter().flat_map(|(_, cable)| [cable.a, cable.b]);
    let shared = net.media.iter().flat_map(|medium| medium.members.iter().copied());
    cabled.chain(shared).filter(|spot| spot.port.is_some()).map(|spot| net.bundle(spot)).collect()
}

/// Whether two bridges face each other directly.
fn adjacent(a: usize, b: usize, faces: &Faces, count: usize) -> Option<Adjacent> {
    let (ab, ba) = (faces.towards(a, b)?, faces.towards(b, a)?);
    let is_between = |c: usize| match (faces.towards(c, a), faces.towards(c, b)) {
        (Some(ca), Some(cb)) => ca.port != cb.port && faces.towards(b, c).is_none_or(|face| face.port == ba.port),
        _ => false,
    };
    if faces.behind(a, ab.port).any(|c| c != b && is_between(c)) {
        return None;
    }
    let mut related = 0_u32;
    let mut unplaced = 0_u32;
    for c in (0..count).filter(|c| *c != a && *c != b) {
        let (ca, cb, ac, bc) = (faces.towards(c, a), faces.towards(c, b), faces.towards(a, c), faces.towards(b, c));
        let behind_both = ac.is_none_or(|face| face.port == ab.port) && bc.is_none_or(|face| face.port == ba.port);
        match (ca, cb) {
            (Some(ca), Some(cb)) if ca.port != cb.port && behind_both => return None,
            (Some(_), Some(_)) => related += 1,
            (None, None) if ac.is_none() && bc.is_none() => {}
            _ if behind_both => {
                related += 1;
                unplaced += 1;
            }
            _ => related += 1,
        }
    }
    // A bridge that may be between them or not makes the cable doubtful.
    let doubt = f64::from(unplaced) / f64::from(related.max(1)) * weights::UNPLACED_DOUBT;
    Some(Adjacent { a: (a, ab.port), b: (b, ba.port), sure: ab.sure.min(ba.sure) * (1.0 - doubt) })
}

fn on_common_ports(pairs: &[Adjacent]) -> Vec<Vec<Adjacent>> {
    let mut sets = Sets::new(pairs.len());
    let mut first: BTreeMap<At, usize> = BTreeMap::new();
    for (at, pair) in pairs.iter().enumerate() {
        for port in [pair.a, pair.b] {
            let known = *first.entry(port).or_insert(at);
            sets.union(known, at);
        }
    }
    let mut groups: BTreeMap<usize, Vec<Adjacent>> = BTreeMap::new();
    for (at, pair) in pairs.iter().enumerate() {
        groups.entry(sets.find(at)).or_default().push(*pair);
    }
    groups.into_values().collect()
}

/// One pair is a cable; ports that all face each other share a medium; otherwise the order of the
/// bridges is not known, and a medium with less confidence says so.
fn conclude(group: &[Adjacent], tables: &Tables, faces: &mut Faces, net: &mut Net<'_>) {
    let ports: BTreeSet<At> = group.iter().flat_map(|pair| [pair.a, pair.b]).collect();
    let reasons: Vec<Reason> = group.iter().map(|pair| because(*pair, tables, net)).collect();
    let spot = |(bridge, port): At| Spot { node: tables.bridges[bridge], port: Some(port) };
    let sure = group.iter().map(|pair| pair.sure).fold(1.0, f64::min);
    if let [pair] = group {
        let mut cable = Cable::new(spot(pair.a), spot(pair.b), Strength::Inferred, sure * weights::FDB_LINK);
        cable.because = reasons;
        net.add_cable(cable);
    } else {
        let complete = group.len() == ports.len() * (ports.len() - 1) / 2;
        let weight = if complete { weights::FDB_MEDIUM } else { weights::FDB_MEDIUM_UNORDERED };
        net.add_medium(ports.iter().map(|at| spot(*at)).collect(), sure * weight, reasons);
    }
    faces.join(ports.iter().map(|(bridge, _)| *bridge));
}

fn because(pair: Adjacent, tables: &Tables, net: &Net<'_>) -> Reason {
    let say = |(bridge, port): At| net.say(Spot { node: tables.bridges[bridge], port: Some(port) });
    let ((a, p), (b, q)) = (pair.a, pair.b);
    let behind = |bridge: usize, port: PortAt| tables.rows[bridge].iter().filter(|(_, at)| *at == port).count();
    let text = format!(
        "{} ({} addresses behind it) and {} ({}) face each other: every address that both bridges know is behind one of them or between them, and no bridge is between",
        say(pair.a),
        behind(a, p),
        say(pair.b),
        behind(b, q)
    );
    statement(pair, tables, net, text)
}

pub(super) fn statement(pair: Adjacent, tables: &Tables, net: &Net<'_>, text: String) -> Reason {
    let devices = [pair.a, pair.b].map(|(bridge, _)| net.nodes[tables.bridges[bridge]].id.clone());
    Reason {
        source: "fdb".to_owned(),
        device: devices[0].clone(),
        row: format!("dot1dTpFdbTable, with that of {}", devices[1]),
        text,
    }
}
