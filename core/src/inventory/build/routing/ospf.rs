use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

use crate::inventory::{RoutingInfo, RoutingNeighbor, RoutingProtocol, RoutingState};
use crate::mib::{
    OspfGeneralGroup, OspfIfEntry, OspfNbrEntry, Ospfv3GeneralGroup, Ospfv3IfEntry, Ospfv3NbrEntry, Row as _,
};
use crate::value::IfIndex;

use super::super::reader::Reader;
use super::{Own, id, inet, said};

/// OSPF-MIB. The table of neighbors does not name the local interface: it is the one in whose subnet the neighbor is,
/// or, where that has no address, the one that the row numbers.
pub(super) fn read(reader: &mut Reader<'_>, own: &Own<'_>, info: &mut RoutingInfo) {
    let general = reader.rows::<OspfGeneralGroup>().into_iter().next();
    info.ids.extend(general.and_then(|general| id(RoutingProtocol::Ospf, general.ospf_router_id)));
    let mut areas: BTreeMap<(Ipv4Addr, IfIndex), Option<Ipv4Addr>> = BTreeMap::new();
    for row in reader.rows::<OspfIfEntry>() {
        areas.insert((row.ospf_if_ip_address, row.ospf_address_less_if), row.ospf_if_area_id);
    }
    for row in reader.rows::<OspfNbrEntry>() {
        let there = IpAddr::from(row.ospf_nbr_ip_addr);
        let unnumbered = Some(row.ospf_nbr_address_less_index).filter(|index| index.0 != 0);
        let towards = if unnumbered.is_none() { own.towards(there) } else { None };
        let interface = unnumbered.or(towards.map(|own| own.interface));
        let key = match towards.map(|own| own.address) {
            Some(IpAddr::V4(address)) => (address, IfIndex(0)),
            _ => (Ipv4Addr::UNSPECIFIED, unnumbered.unwrap_or(IfIndex(0))),
        };
        info.neighbors.push(RoutingNeighbor {
            protocol: RoutingProtocol::Ospf,
            table: OspfNbrEntry::TABLE.name.to_owned(),
            interface,
            local_address: towards.map(|own| own.address),
            router_id: said(row.ospf_nbr_rtr_id).map(|id| id.to_string()),
            addresses: Some(there).filter(|address| !address.is_unspecified()).into_iter().collect(),
            mac: None,
            remote_interface: None,
            name: None,
            area: areas.get(&key).copied().flatten().map(|area| area.to_string()),
            remote_as: None,
            state: RoutingState::from_ospf(row.ospf_nbr_state),
        });
    }
}

/// OSPFV3-MIB. Router ids and areas are IPv4 addresses as numbers; addresses are link-local.
pub(super) fn read_v3(reader: &mut Reader<'_>, own: &Own<'_>, info: &mut RoutingInfo) {
    let general = reader.rows::<Ospfv3GeneralGroup>().into_iter().next();
    let own_id = general.and_then(|general| general.ospfv3_router_id).map(Ipv4Addr::from);
    info.ids.extend(id(RoutingProtocol::Ospfv3, own_id));
    let mut areas: BTreeMap<(IfIndex, u32), Option<u32>> = BTreeMap::new();
    for row in reader.rows::<Ospfv3IfEntry>() {
        areas.insert((row.ospfv3_if_index, row.ospfv3_if_inst_id), row.ospfv3_if_area_id);
    }
    for row in reader.rows::<Ospfv3NbrEntry>() {
        let interface = row.ospfv3_nbr_if_index;
        let there = row.ospfv3_nbr_address.as_deref().and_then(inet);
        let area = areas.get(&(interface, row.ospfv3_nbr_if_inst_id)).copied().flatten();
        info.neighbors.push(RoutingNeighbor {
            protocol: RoutingProtocol::Ospfv3,
            table: Ospfv3NbrEntry::TABLE.name.to_owned(),
            interface: Some(interface),
            local_address: there.and_then(|there| own.only(interface, there)),
            router_id: said(Some(Ipv4Addr::from(row.ospfv3_nbr_rtr_id))).map(|id| id.to_string()),
            addresses: there.into_iter().collect(),
            mac: None,
            remote_interface: row.ospfv3_nbr_if_id.filter(|index| index.0 != 0),
            name: None,
            area: area.map(|area| Ipv4Addr::from(area).to_string()),
            remote_as: None,
            state: RoutingState::from_ospf(row.ospfv3_nbr_state),
        });
    }
}
