//! OSPF-MIB (RFC 4750), ISIS-MIB (RFC 4444), BGP4-MIB (RFC 4273): routers that share a subnet and a protocol have each
//! other as neighbors.

use std::net::Ipv4Addr;

use super::{MIB2, Subject, join};
use crate::sim::agent::view::{Rows, address_arcs, gauge, index, int, mac, mac_arcs, octets, text};
use crate::sim::world::{Node, Routing, Station};
use crate::value::Value;

/// A router on a subnet of the subject: its station there, and the router's own one.
struct Peer<'a> {
    node: &'a Node,
    own: &'a Station,
    station: &'a Station,
    address: Ipv4Addr,
}

pub(super) fn tables(subject: Subject<'_>, rows: &mut Rows) {
    let (node, runs) = (subject.node, &subject.node.routing);
    let Some(id) = node.address() else { return };
    if runs.ospf {
        ospf(subject, id, rows);
    }
    if runs.isis {
        isis(subject, rows);
    }
    if let Some(number) = runs.bgp {
        bgp(subject, id, number, rows);
    }
}

/// The routers on the subnets of the subject that `speak`, by the subject's interface.
fn peers<'a>(subject: Subject<'a>, speak: impl Fn(&Routing) -> bool + 'a) -> impl Iterator<Item = Peer<'a>> + 'a {
    let stations = &subject.world.stations;
    let own = stations.iter().filter(move |station| station.place.node == subject.at && station.address.is_some());
    own.flat_map(move |own| stations.iter().map(move |station| (own, station))).filter_map(move |(own, station)| {
        let node = subject.world.nodes.get(station.place.node)?;
        let beside = station.vlan == own.vlan && station.place.node != subject.at;
        (beside && speak(&node.routing)).then_some(())?;
        Some(Peer { node, own, station, address: station.address? })
    })
}

fn if_index(subject: Subject<'_>, station: &Station) -> u32 {
    subject.world.interface(station.place).map_or(0, |interface| interface.if_index)
}

/// Of the routers on a network the one with the greatest id is designated, the next its backup; the others are two-way
/// with each other.
fn ospf(subject: Subject<'_>, id: Ipv4Addr, rows: &mut Rows) {
    const FULL: i32 = 8;
    const TWO_WAY: i32 = 4;
    let ospf = join(&MIB2, &[14]);
    rows.scalars(&join(&ospf, &[1]), [(1, Value::IpAddress(id)), (2, int(1)), (3, int(2)), (4, int(2)), (5, int(2))]);
    let area = Value::IpAddress(Ipv4Addr::UNSPECIFIED);
    for own in subject.world.stations.iter().filter(|station| station.place.node == subject.at) {
        let Some(address) = own.address else { continue };
        let here: Vec<Peer<'_>> =
            peers(subject, |routing| routing.ospf).filter(|peer| peer.own.place == own.place).collect();
        let mut ids: Vec<Ipv4Addr> = here.iter().filter_map(|peer| peer.node.address()).chain([id]).collect();
        ids.sort_unstable_by(|x, y| y.cmp(x));
        let leads = |id: Ipv4Addr| ids.iter().take(2).any(|leading| *leading == id);
        let role = ids.iter().position(|other| *other == id).map_or(7, |at| if at < 2 { 5 + at } else { 7 });
        let at = join(&address_arcs(address), &[0]);
        rows.row(
            &join(&ospf, &[7, 1]),
            &at,
            [
                (1, Value::IpAddress(address)),
                (2, int(0)),
                (3, area.clone()),
                (4, int(1)),
                (5, int(1)),
                (12, int(i32::try_from(role).unwrap_or(7))),
            ],
        );
        for peer in here {
            let Some(peer_id) = peer.node.address() else { continue };
            let state = if leads(id) || leads(peer_id) { FULL } else { TWO_WAY };
            rows.row(
                &join(&ospf, &[10, 1]),
                &join(&address_arcs(peer.address), &[0]),
                [
                    (1, Value::IpAddress(peer.address)),
                    (2, int(0)),
                    (3, Value::IpAddress(peer_id)),
                    (4, int(2)),
                    (5, int(1)),
                    (6, int(state)),
                ],
            );
        }
    }
}

/// The system id is the base MAC address; circuits are numbered as interfaces.
fn isis(subject: Subject<'_>, rows: &mut Rows) {
    let isis = join(&MIB2, &[138, 1]);
    rows.scalars(&join(&isis, &[1, 1]), [(1, int(1)), (2, int(2)), (3, octets(&subject.node.base_mac.0)), (8, int(1))]);
    for own in subject.world.stations.iter().filter(|station| station.place.node == subject.at) {
        let circuit = if_index(subject, own);
        rows.row(&join(&isis, &[3, 2, 1]), &[circuit], [(2, index(circuit)), (3, int(1)), (4, int(1)), (5, int(1))]);
        let here = peers(subject, |routing| routing.isis).filter(|peer| peer.own.place == own.place);
        for (number, peer) in (1..).zip(here) {
            let id = peer.node.base_mac;
            rows.row(
                &join(&isis, &[6, 1, 1]),
                &[circuit, number],
                [
                    (2, int(3)),
                    (3, int(0)),
                    (4, mac(peer.station.mac)),
                    (5, int(2)),
                    (6, octets(&id.0)),
                    (8, int(2)),
                    (9, gauge(27)),
                ],
            );
            rows.row(
                &join(&isis, &[6, 3, 1]),
                &[circuit, number, 1],
                [(2, int(1)), (3, octets(&peer.address.octets()))],
            );
            rows.row(&join(&isis, &[1, 6, 1]), &join(&mac_arcs(id), &[2]), [(3, text(&peer.node.name))]);
        }
    }
}

/// Speakers of one autonomous system meet at their ids, wherever they are; those of two, on a common subnet.
fn bgp(subject: Subject<'_>, id: Ipv4Addr, number: u32, rows: &mut Rows) {
    let bgp = join(&MIB2, &[15]);
    let local_as = |number: u32| int(i32::from(u16::try_from(number).unwrap_or(23_456)));
    rows.scalars(&bgp, [(1, octets(&[0x10])), (2, local_as(number)), (4, Value::IpAddress(id))]);
    let mut add = |local: Ipv4Addr, there: Ipv4Addr, peer: Ipv4Addr, remote: u32| {
        rows.row(
            &join(&bgp, &[3, 1]),
            &address_arcs(there),
            [
                (1, Value::IpAddress(peer)),
                (2, int(6)),
                (3, int(2)),
                (4, int(4)),
                (5, Value::IpAddress(local)),
                (6, int(179)),
                (7, Value::IpAddress(there)),
                (8, int(179)),
                (9, local_as(remote)),
            ],
        );
    };
    for (at, node) in subject.world.nodes.iter().enumerate() {
        let inside = node.routing.bgp == Some(number) && at != subject.at;
        if let (true, Some(peer)) = (inside, node.address()) {
            add(id, peer, peer, number);
        }
    }
    for peer in peers(subject, |routing| routing.bgp.is_some_and(|other| other != number)) {
        if let (Some(local), Some(peer_id), Some(remote)) =
            (peer.own.address, peer.node.address(), peer.node.routing.bgp)
        {
            add(local, peer.address, peer_id, remote);
        }
    }
}
