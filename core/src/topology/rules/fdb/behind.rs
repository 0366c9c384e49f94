//! What is left of faces: bridges behind one that was not asked, and bridges that only one side sees.

use std::collections::{BTreeMap, BTreeSet};

use super::adjacency::{Adjacent, At, statement};
use super::{Faces, Tables, forwards};
use crate::topology::graph::{Reason, Strength, Unused};
use crate::topology::model::{Cable, Net, Spot};
use crate::topology::ports::PortAt;
use crate::topology::weights;

fn spot(tables: &Tables, (bridge, port): At) -> Spot {
    Spot { node: tables.bridges[bridge], port: Some(port) }
}

/// Ports that face each other although one of them is cabled elsewhere: to a bridge that was not asked,
/// behind which the other one is. Anything else stays unused.
pub(super) fn apply(pairs: &[Adjacent], tables: &Tables, faces: &mut Faces, net: &mut Net<'_>) {
    let mut found: BTreeMap<At, BTreeMap<usize, Vec<Adjacent>>> = BTreeMap::new();
    for pair in pairs {
        let via = [(pair.a, pair.b), (pair.b, pair.a)].map(|(near, far)| {
            let free = net.cables_at(spot(tables, far)).next().is_none() && net.medium_of(spot(tables, far)).is_none();
            opaque(spot(tables, near), tables, net).filter(|_| free).map(|node| (far, node))
        });
        match via.into_iter().flatten().next() {
            Some((far, node)) => found.entry(far).or_default().entry(node).or_default().push(*pair),
            None => leave(*pair, tables, net),
        }
    }
    for (far, via) in found {
        let joined = via.values().flatten().all(|pair| faces.component[pair.a.0] == faces.component[pair.b.0]);
        match via.first_key_value() {
            Some((node, pairs)) if via.len() == 1 && !joined => {
                let sure = pairs.iter().map(|pair| pair.sure).fold(1.0, f64::min);
                let inner = Spot { node: *node, port: None };
                let mut cable =
                    Cable::new(spot(tables, far), inner, Strength::Inferred, sure * weights::BEHIND_UNASKED);
                cable.because = pairs.iter().map(|pair| faced(*pair, tables, net)).collect();
                net.add_cable(cable);
                faces.join(pairs.iter().flat_map(|pair| [pair.a.0, pair.b.0]));
            }
            _ => via.into_values().flatten().for_each(|pair| leave(pair, tables, net)),
        }
    }
}

/// The bridge that was not asked at the far end of a port's only cable.
fn opaque(here: Spot, tables: &Tables, net: &Net<'_>) -> Option<usize> {
    let mut cables = net.cables_at(here);
    let (_, cable) = cables.next()?;
    let other = if net.bundle(cable.a) == here { cable.b.node } else { cable.a.node };
    let one = cables.next().is_none() && tables.bridges.binary_search(&other).is_err() && forwards(other, net);
    one.then_some(other)
}

fn faced(pair: Adjacent, tables: &Tables, net: &Net<'_>) -> Reason {
    let say = |at| net.say(spot(tables, at));
    statement(pair, tables, net, format!("{} and {} face each other", say(pair.a), say(pair.b)))
}

fn leave(pair: Adjacent, tables: &Tables, net: &mut Net<'_>) {
    let reason = faced(pair, tables, net);
    net.unused.push(Unused { reason, why: "one of the ports is cabled elsewhere".to_owned() });
}

/// Bridges whose addresses others see while their own table does not tell back: on the one port that
/// sees them and has no other bridge nearer.
pub(super) fn one_sided(taken: &BTreeSet<Spot>, tables: &Tables, faces: &mut Faces, net: &mut Net<'_>) {
    let count = tables.bridges.len();
    for b in 0..count {
        let seen: Vec<(usize, PortAt)> = (0..count)
            .filter(|a| faces.component[*a] != faces.component[b] && faces.towards(b, *a).is_none())
            .filter_map(|a| Some((a, faces.towards(a, b)?.port)))
            .collect();
        let nearer = |a: usize, port: PortAt| {
            faces.behind(a, port).any(|c| match (faces.towards(c, a), faces.towards(c, b)) {
                (Some(back), Some(on)) => c != b && back.port != on.port,
                _ => false,
            })
        };
        let nearest: Vec<At> = seen.into_iter().filter(|(a, port)| !nearer(*a, *port)).collect();
        let [(a, port)] = nearest.as_slice() else { continue };
        let here = spot(tables, (*a, *port));
        if taken.contains(&here) || net.cables_at(here).next().is_some() || net.medium_of(here).is_some() {
            continue;
        }
        let there = Spot { node: tables.bridges[b], port: None };
        let mut cable = Cable::new(here, there, Strength::Inferred, weights::SEEN_FROM_ONE_SIDE);
        cable.because.push(Reason {
            source: "fdb".to_owned(),
            device: net.nodes[here.node].id.clone(),
            row: "dot1dTpFdbTable".to_owned(),
            text: format!(
                "{} has addresses of {} behind it, and no bridge nearer to it",
                net.say(here),
                net.say(there)
            ),
        });
        net.add_cable(cable);
        faces.join([*a, b].into_iter());
    }
}
