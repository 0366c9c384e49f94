use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::inventory::{RouterId, RoutingInfo, RoutingNeighbor, RoutingProtocol, RoutingState};
use crate::mib::{
    CiiCircEntry, CiiIsAdjEntry, CiiIsAdjIpAddrEntry, CiiRouterEntry, CiiSysObject, IsisCircEntry, IsisIsAdjEntry,
    IsisIsAdjIpAddrEntry, IsisRouterEntry, IsisSysObject, Row as _,
};
use crate::value::{IfIndex, MacAddr};

use super::super::reader::Reader;
use super::{Own, inet};

/// One of the two modules, with its names taken off.
#[derive(Default)]
struct Isis {
    table: &'static str,
    own_id: Option<Vec<u8>>,
    circuits: BTreeMap<u32, IfIndex>,
    adjacencies: Vec<Adjacency>,
    addresses: BTreeMap<(u32, u32), Vec<IpAddr>>,
    names: BTreeMap<MacAddr, String>,
}

struct Adjacency {
    circuit: u32,
    number: u32,
    state: i32,
    snpa: Option<Vec<u8>>,
    id: Option<Vec<u8>>,
}

/// ISIS-MIB, or what Cisco has in its place.
pub(super) fn read(reader: &mut Reader<'_>, own: &Own<'_>, info: &mut RoutingInfo) {
    macro_rules! module {
        ($sys:ident $own:ident, $circ:ident $if_index:ident, $adj:ident $index:ident $number:ident $state:ident $snpa:ident $id:ident,
         $ip:ident $address:ident, $router:ident $router_id:ident $host:ident) => {{
            let mut isis = Isis { table: $adj::TABLE.name, ..Isis::default() };
            isis.own_id = reader.rows::<$sys>().into_iter().next().and_then(|row| row.$own);
            isis.circuits = reader.rows::<$circ>().into_iter().map(|row| (row.$index, row.$if_index)).collect();
            isis.adjacencies = (reader.rows::<$adj>().into_iter())
                .map(|row| Adjacency {
                    circuit: row.$index,
                    number: row.$number,
                    state: row.$state,
                    snpa: row.$snpa,
                    id: row.$id,
                })
                .collect();
            for row in reader.rows::<$ip>() {
                isis.addresses.entry((row.$index, row.$number)).or_default().extend(inet(&row.$address));
            }
            isis.names = reader.rows::<$router>().into_iter().map(|row| (row.$router_id, row.$host)).collect();
            isis
        }};
    }
    let standard = module!(
        IsisSysObject isis_sys_id, IsisCircEntry isis_circ_if_index, IsisIsAdjEntry isis_circ_index isis_is_adj_index
        isis_is_adj_state isis_is_adj_neigh_snpa_address isis_is_adj_neigh_sys_id, IsisIsAdjIpAddrEntry
        isis_is_adj_ip_addr_address, IsisRouterEntry isis_router_sys_id isis_router_host_name
    );
    let cisco = module!(
        CiiSysObject cii_sys_id, CiiCircEntry cii_circ_if_index, CiiIsAdjEntry cii_circ_index cii_is_adj_index
        cii_is_adj_state cii_is_adj_neigh_snpa_address cii_is_adj_neigh_sys_id, CiiIsAdjIpAddrEntry
        cii_is_adj_ip_addr_address, CiiRouterEntry cii_router_sys_id cii_router_host_name
    );
    let isis = if standard.adjacencies.is_empty() && !cisco.adjacencies.is_empty() { cisco } else { standard };
    let own_id = isis.own_id.as_deref().and_then(system_id);
    info.ids.extend(own_id.map(|id| RouterId { protocol: RoutingProtocol::Isis, id }));
    info.neighbors.extend(isis.adjacencies.iter().map(|row| isis.neighbor(row, own)));
}

impl Isis {
    fn neighbor(&self, row: &Adjacency, own: &Own<'_>) -> RoutingNeighbor {
        let mut addresses = self.addresses.get(&(row.circuit, row.number)).cloned().unwrap_or_default();
        addresses.sort_unstable();
        addresses.dedup();
        let towards = addresses.iter().find_map(|there| own.towards(*there));
        let interface = self.circuits.get(&row.circuit).copied().filter(|index| index.0 != 0);
        let interface = interface.or(towards.map(|own| own.interface));
        let local_address = towards.filter(|own| Some(own.interface) == interface).map(|own| own.address);
        let id = row.id.as_deref();
        let mac = row.snpa.as_deref().and_then(MacAddr::from_slice);
        let name = id.and_then(MacAddr::from_slice).and_then(|id| self.names.get(&id));
        RoutingNeighbor {
            protocol: RoutingProtocol::Isis,
            table: self.table.to_owned(),
            interface,
            local_address,
            router_id: id.and_then(system_id),
            addresses,
            mac: mac.filter(|mac| !mac.is_zero() && !mac.is_group()),
            remote_interface: None,
            name: name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()),
            area: None,
            remote_as: None,
            state: RoutingState::from_isis(row.state),
        }
    }
}

/// `1920.0000.2001`, of six octets that are not all zero.
fn system_id(octets: &[u8]) -> Option<String> {
    let [a, b, c, d, e, f] = <[u8; 6]>::try_from(octets).ok().filter(|id| *id != [0; 6])?;
    Some(format!("{a:02x}{b:02x}.{c:02x}{d:02x}.{e:02x}{f:02x}"))
}
