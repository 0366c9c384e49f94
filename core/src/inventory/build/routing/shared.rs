use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use crate::inventory::{VirtualRouter, VirtualRouterProtocol, VirtualRouterState};
use crate::mib::{
    CHsrpGrpEntry, VrrpAssoIpAddrEntry, VrrpOperEntry, Vrrpv3AssociatedIpAddrEntry, Vrrpv3OperationsEntry,
};
use crate::value::IfIndex;

use super::super::reader::Reader;
use super::{inet, said};

/// VRRP version 2 and 3, and HSRP, by interface and group. Without an address there is nothing to share.
pub(super) fn read(reader: &mut Reader<'_>) -> Vec<VirtualRouter> {
    let mut found = Vec::new();
    vrrp(reader, &mut found);
    vrrp_v3(reader, &mut found);
    hsrp(reader, &mut found);
    found.sort_unstable();
    found.dedup();
    found
}

fn vrrp(reader: &mut Reader<'_>, found: &mut Vec<VirtualRouter>) {
    let mut addresses: BTreeMap<(IfIndex, u32), BTreeSet<IpAddr>> = BTreeMap::new();
    for row in reader.rows::<VrrpAssoIpAddrEntry>() {
        addresses.entry((row.if_index, row.vrrp_oper_vr_id)).or_default().insert(row.vrrp_asso_ip_addr.into());
    }
    for row in reader.rows::<VrrpOperEntry>() {
        let Some(addresses) = addresses.remove(&(row.if_index, row.vrrp_oper_vr_id)) else { continue };
        found.push(VirtualRouter {
            protocol: VirtualRouterProtocol::Vrrp,
            interface: row.if_index,
            group: row.vrrp_oper_vr_id,
            addresses: addresses.into_iter().collect(),
            state: vrrp_state(row.vrrp_oper_state),
            priority: row.vrrp_oper_priority,
            master: said(row.vrrp_oper_master_ip_addr).map(IpAddr::from),
        });
    }
}

fn vrrp_v3(reader: &mut Reader<'_>, found: &mut Vec<VirtualRouter>) {
    let mut addresses: BTreeMap<(IfIndex, u32, bool), BTreeSet<IpAddr>> = BTreeMap::new();
    for row in reader.rows::<Vrrpv3AssociatedIpAddrEntry>() {
        let address = row.vrrpv3_associated_ip_addr_address.0;
        let key = (row.if_index, row.vrrpv3_operations_vr_id, address.is_ipv4());
        addresses.entry(key).or_default().insert(address);
    }
    for row in reader.rows::<Vrrpv3OperationsEntry>() {
        const IPV4: u32 = 1;
        let key = (row.if_index, row.vrrpv3_operations_vr_id, row.vrrpv3_operations_inet_addr_type == IPV4);
        let Some(addresses) = addresses.remove(&key) else { continue };
        found.push(VirtualRouter {
            protocol: VirtualRouterProtocol::Vrrp,
            interface: row.if_index,
            group: row.vrrpv3_operations_vr_id,
            addresses: addresses.into_iter().collect(),
            state: vrrp_state(row.vrrpv3_operations_status),
            priority: row.vrrpv3_operations_priority,
            master: row.vrrpv3_operations_master_ip_addr.as_deref().and_then(inet),
        });
    }
}

/// `vrrpOperState` and `vrrpv3OperationsStatus`: initialize(1), backup(2), master(3).
fn vrrp_state(number: i32) -> VirtualRouterState {
    match number {
        2 => VirtualRouterState::Backup,
        3 => VirtualRouterState::Master,
        _ => VirtualRouterState::Down,
    }
}

fn hsrp(reader: &mut Reader<'_>, found: &mut Vec<VirtualRouter>) {
    for row in reader.rows::<CHsrpGrpEntry>() {
        let Some(address) = said(Some(row.c_hsrp_grp_virtual_ip_addr)) else { continue };
        found.push(VirtualRouter {
            protocol: VirtualRouterProtocol::Hsrp,
            interface: row.if_index,
            group: row.c_hsrp_grp_number,
            addresses: vec![address.into()],
            state: match row.c_hsrp_grp_standby_state {
                Some(6) => VirtualRouterState::Master,
                Some(3..=5) => VirtualRouterState::Backup,
                _ => VirtualRouterState::Down,
            },
            priority: row.c_hsrp_grp_priority,
            master: said(row.c_hsrp_grp_active_router).map(IpAddr::from),
        });
    }
}
