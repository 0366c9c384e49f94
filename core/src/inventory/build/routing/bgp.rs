use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

use crate::inventory::{RoutingInfo, RoutingNeighbor, RoutingProtocol, RoutingState};
use crate::mib::{Bgp, BgpPeerEntry, CbgpPeer2Entry, JnxBgpM2PeerEntry, Row as _};

use super::super::reader::Reader;
use super::{Own, id, inet, said};

/// Stands for an autonomous system of four octets where there is room for two (RFC 6793).
const AS_TRANS: u32 = 23_456;

struct Peer {
    table: &'static str,
    local: Option<IpAddr>,
    id: Option<Ipv4Addr>,
    remote_as: Option<u32>,
    state: RoutingState,
}

/// BGP4-MIB and the tables of Cisco and Juniper, each peer once: what several tables say of it is put together.
pub(super) fn read(reader: &mut Reader<'_>, own: &Own<'_>, info: &mut RoutingInfo) {
    if let Some(row) = reader.rows::<Bgp>().into_iter().next() {
        info.local_as = row.bgp_local_as.filter(|number| *number != 0);
        info.ids.extend(id(RoutingProtocol::Bgp, row.bgp_identifier));
    }
    let mut peers: BTreeMap<IpAddr, Peer> = BTreeMap::new();
    for row in reader.rows::<BgpPeerEntry>() {
        let peer = Peer {
            table: BgpPeerEntry::TABLE.name,
            local: said(row.bgp_peer_local_addr).map(IpAddr::from),
            id: said(row.bgp_peer_identifier),
            remote_as: row.bgp_peer_remote_as,
            state: RoutingState::from_bgp(row.bgp_peer_state),
        };
        add(&mut peers, row.bgp_peer_remote_addr.into(), peer);
    }
    for row in reader.rows::<CbgpPeer2Entry>() {
        let peer = Peer {
            table: CbgpPeer2Entry::TABLE.name,
            local: row.cbgp_peer2_local_addr.as_deref().and_then(inet),
            id: said(row.cbgp_peer2_remote_identifier),
            remote_as: row.cbgp_peer2_remote_as,
            state: RoutingState::from_bgp(row.cbgp_peer2_state),
        };
        add(&mut peers, row.cbgp_peer2_remote_addr.0, peer);
    }
    for row in reader.rows::<JnxBgpM2PeerEntry>() {
        let id = row.jnx_bgp_m2_peer_identifier.as_deref().and_then(inet);
        let peer = Peer {
            table: JnxBgpM2PeerEntry::TABLE.name,
            local: Some(row.jnx_bgp_m2_peer_local_addr.0).filter(|address| !address.is_unspecified()),
            id: id.and_then(|id| if let IpAddr::V4(id) = id { Some(id) } else { None }),
            remote_as: row.jnx_bgp_m2_peer_remote_as,
            state: RoutingState::from_bgp(row.jnx_bgp_m2_peer_state),
        };
        add(&mut peers, row.jnx_bgp_m2_peer_remote_addr.0, peer);
    }
    info.neighbors.extend(peers.into_iter().map(|(there, peer)| neighbor(there, &peer, own)));
}

fn add(peers: &mut BTreeMap<IpAddr, Peer>, there: IpAddr, peer: Peer) {
    if there.is_unspecified() {
        return;
    }
    match peers.get_mut(&there) {
        None => {
            peers.insert(there, peer);
        }
        Some(known) => {
            known.local = known.local.or(peer.local);
            known.id = known.id.or(peer.id);
            known.remote_as = known.remote_as.filter(|number| *number != AS_TRANS).or(peer.remote_as);
            known.state = known.state.max(peer.state);
        }
    }
}

fn neighbor(there: IpAddr, peer: &Peer, own: &Own<'_>) -> RoutingNeighbor {
    let towards = own.towards(there);
    let local_address = peer.local.or(towards.map(|own| own.address));
    RoutingNeighbor {
        protocol: RoutingProtocol::Bgp,
        table: peer.table.to_owned(),
        interface: local_address.and_then(|address| own.bearer(address)),
        local_address,
        router_id: peer.id.map(|id| id.to_string()),
        addresses: vec![there],
        mac: None,
        remote_interface: None,
        name: None,
        area: None,
        remote_as: peer.remote_as.filter(|number| *number != 0),
        state: peer.state,
    }
}
