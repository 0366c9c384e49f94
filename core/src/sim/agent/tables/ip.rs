//! IP-MIB (RFC 4293) with the tables of RFC 1213 that agents still have.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use super::{MIB2, Subject, join};
use crate::sim::agent::view::{Rows, address_arcs, index, int, mac, ticks};
use crate::sim::world::{Medium, Role, Vendor};
use crate::value::{Oid, Value};

pub(super) fn tables(subject: Subject<'_>, rows: &mut Rows) {
    let routes = subject.node.routes && !matches!(subject.node.role, Role::Host | Role::Printer);
    rows.set(&join(&MIB2, &[4, 1]), &[0], int(if routes { 1 } else { 2 }));
    rows.set(&join(&MIB2, &[4, 2]), &[0], int(64));
    for interface in &subject.node.interfaces {
        if interface.medium == Medium::Loopback {
            addresses(subject, interface.if_index, (Ipv4Addr::LOCALHOST, 8), rows);
        }
        if let Some(address) = interface.address {
            addresses(subject, interface.if_index, address, rows);
        }
    }
    neighbors(subject, rows);
}

/// `ipAddrEntry`, and `ipAddressEntry` where the agent is new.
fn addresses(subject: Subject<'_>, if_index: u32, (address, prefix): (Ipv4Addr, u8), rows: &mut Rows) {
    let net = Ipv4Net::new(address, prefix).unwrap_or_else(|_| Ipv4Net::from(address));
    let arcs = address_arcs(address);
    rows.row(
        &join(&MIB2, &[4, 20, 1]),
        &arcs,
        [
            (1, Value::IpAddress(address)),
            (2, index(if_index)),
            (3, Value::IpAddress(net.netmask())),
            (4, int(1)),
            (5, int(65_535)),
        ],
    );
    if subject.node.vendor != Vendor::Linux {
        return;
    }
    let mut row_pointer = Oid::new(&join(&MIB2, &[4, 32, 1, 5, if_index, 1, 4]));
    address_arcs(net.network()).into_iter().for_each(|arc| row_pointer.push(arc));
    row_pointer.push(u32::from(prefix));
    rows.row(
        &join(&MIB2, &[4, 34, 1]),
        &join(&[1, 4], &arcs),
        [
            (3, index(if_index)),
            (4, int(1)),
            (5, Value::ObjectId(row_pointer)),
            (6, int(2)),
            (7, int(1)),
            (8, ticks(0)),
            (9, ticks(0)),
            (10, int(1)),
            (11, int(2)),
        ],
    );
}

/// `ipNetToMediaEntry`, and `ipNetToPhysicalEntry` where the agent is new. A router has spoken with
/// every station of its VLANs, the others with their gateway.
fn neighbors(subject: Subject<'_>, rows: &mut Rows) {
    let stations = &subject.world.stations;
    for own in stations.iter().filter(|station| station.place.node == subject.at) {
        let Some(interface) = subject.world.interface(own.place) else { continue };
        let gateway = stations.iter().find(|station| station.routes && station.vlan == own.vlan).map(|it| it.place);
        let alone = gateway.is_none() && subject.world.sociable;
        let known = |place| own.routes || alone || gateway == Some(place);
        let peers = stations.iter().filter(|station| station.vlan == own.vlan && station.place.node != subject.at);
        for peer in peers.filter(|peer| known(peer.place)) {
            let Some(address) = peer.address else { continue };
            let arcs = address_arcs(address);
            rows.row(
                &join(&MIB2, &[4, 22, 1]),
                &join(&[interface.if_index], &arcs),
                [(1, index(interface.if_index)), (2, mac(peer.mac)), (3, Value::IpAddress(address)), (4, int(3))],
            );
            if subject.node.vendor == Vendor::Linux {
                rows.row(
                    &join(&MIB2, &[4, 35, 1]),
                    &join(&[interface.if_index, 1, 4], &arcs),
                    [(4, mac(peer.mac)), (5, ticks(100)), (6, int(3)), (7, int(1)), (8, int(1))],
                );
            }
        }
    }
}
