//! Whether a visit found anything that conclusions depend on.

use crate::inventory::{DeviceSnapshot, Interface, SystemInfo};

/// Whether two visits to one device tell the inference the same. What it does not look at may differ: times, counters,
/// who is responsible for the device and where it stands, whether a port is enabled, and what was wrong with its rows.
///
/// Everything is named here, so that a new part of a snapshot has to be decided on.
pub(super) fn tell_the_same(x: &DeviceSnapshot, y: &DeviceSnapshot) -> bool {
    let DeviceSnapshot {
        id,
        name,
        kind,
        address,
        polled_at: _,
        system,
        interfaces,
        addresses,
        bridge,
        vlans,
        lldp,
        cdp,
        discovered,
        arp,
        lags,
        routing,
        lacp,
        hardware,
        stack,
        coverage,
        faults: _,
    } = x;
    // What differs most often comes first.
    *bridge == y.bridge
        && *arp == y.arp
        && interfaces.len() == y.interfaces.len()
        && interfaces.iter().zip(&y.interfaces).all(|(x, y)| is_same_interface(x, y))
        && *lldp == y.lldp
        && *cdp == y.cdp
        && *discovered == y.discovered
        && *coverage == y.coverage
        && *routing == y.routing
        && *lacp == y.lacp
        && *lags == y.lags
        && *vlans == y.vlans
        && *addresses == y.addresses
        && *hardware == y.hardware
        && *stack == y.stack
        && is_same_system(system, &y.system)
        && (id, name, kind, address) == (&y.id, &y.name, &y.kind, &y.address)
}

fn is_same_interface(x: &Interface, y: &Interface) -> bool {
    let Interface {
        index,
        name,
        description,
        alias,
        if_type,
        mac,
        speed_bps,
        mtu: _,
        admin: _,
        oper,
        last_change: _,
        counters: _,
    } = x;
    (index, name, description, alias) == (&y.index, &y.name, &y.description, &y.alias)
        && (if_type, mac, speed_bps, oper) == (&y.if_type, &y.mac, &y.speed_bps, &y.oper)
}

fn is_same_system(x: &SystemInfo, y: &SystemInfo) -> bool {
    let SystemInfo {
        description,
        object_id: _,
        vendor,
        uptime: _,
        contact: _,
        name,
        location: _,
        services: _,
        engine_id,
    } = x;
    (description, vendor, name, engine_id) == (&y.description, &y.vendor, &y.name, &y.engine_id)
}
