//! What lies between the ports of devices that answer.

use std::collections::BTreeMap;

use super::{TruthEnd, TruthMedium};
use crate::sim::world::{Cable, Node, Place, Role, World};

/// What a place counts as: a port of its own, or all ports of its device as one.
fn knot(nodes: &[Node], place: Place) -> Place {
    let port = match nodes.get(place.node) {
        Some(node) if answers(node) || !forwards_frames(node) => node.logical(place.port),
        _ => usize::MAX,
    };
    Place { port, ..place }
}

fn forwards_frames(node: &Node) -> bool {
    node.role.bridges() || node.role.is_dumb()
}

/// Whether its ports are ends of media: it answers, and is no end system.
fn answers(node: &Node) -> bool {
    node.agent && (node.role.bridges() || node.role == Role::Router)
}

/// The media of a world; with `forwarding`, cables that pass no frames of users are left out, and without it only
/// those of them between two devices that do not answer.
pub(super) fn media(world: &World, forwarding: bool) -> Vec<TruthMedium> {
    let nodes = &world.nodes;
    let passes = |place: Place, forwarding: bool| {
        let Some(node) = nodes.get(place.node) else { return false };
        let up = world.interface(place).is_some_and(|it| it.oper_up || (node.role.is_dumb() && it.admin_up));
        let logical = Place { port: node.logical(place.port), ..place };
        let open = |vlan: &u16| world.trees.forwards(nodes, logical, *vlan);
        up && (!forwarding || !node.role.bridges() || world.vlans.keys().any(open))
    };
    let mut parent: BTreeMap<Place, Place> = BTreeMap::new();
    // What is blocked between two that do not answer shows nowhere.
    let hidden = |place: Place| nodes.get(place.node).is_some_and(|node| forwards_frames(node) && !answers(node));
    let joins = |cable: &&Cable| {
        let forwarding = forwarding || (hidden(cable.a) && hidden(cable.b));
        passes(cable.a, forwarding) && passes(cable.b, forwarding)
    };
    for cable in world.cables.iter().filter(joins) {
        let (a, b) = (root(&mut parent, knot(nodes, cable.a)), root(&mut parent, knot(nodes, cable.b)));
        parent.insert(a.max(b), a.min(b));
    }
    let knots: Vec<Place> = parent.keys().copied().collect();
    let mut media: BTreeMap<Place, TruthMedium> = BTreeMap::new();
    for knot in knots {
        let Some(node) = nodes.get(knot.node) else { continue };
        let empty = || TruthMedium { ports: Vec::new(), through: Vec::new(), hosts: Vec::new() };
        let medium = media.entry(root(&mut parent, knot)).or_insert_with(empty);
        if answers(node) {
            let port = node.interfaces.get(knot.port).map(|interface| interface.name.clone());
            medium.ports.extend(port.map(|port| TruthEnd { device: node.name.clone(), port }));
        } else if forwards_frames(node) {
            medium.through.push(node.name.clone());
        } else if node.role != Role::Router {
            medium.hosts.push(node.name.clone());
        }
    }
    let mut media: Vec<TruthMedium> = media.into_values().filter(|medium| !medium.ports.is_empty()).collect();
    for medium in &mut media {
        medium.ports.sort();
        medium.through.sort();
        medium.hosts.sort();
    }
    media.sort();
    media
}

/// The root of a place in the union-find forest; a new place is its own.
fn root(parent: &mut BTreeMap<Place, Place>, place: Place) -> Place {
    let mut root = place;
    while let Some(&above) = parent.get(&root).filter(|&&above| above != root) {
        root = above;
    }
    let mut at = place;
    while at != root {
        at = parent.insert(at, root).unwrap_or(root);
    }
    parent.insert(root, root);
    root
}
