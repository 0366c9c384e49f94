//! What stands between switches and end systems, and who else is there.

use super::Plan;
use super::draft::{Draft, Socket, VIRTUAL};
use crate::sim::world::{Device, Setting};

/// End systems at a hub, a desk switch or an access point.
const CLUSTER: u32 = 3;
/// Virtual machines of a hypervisor, itself apart.
const MACHINES: u32 = 8;
/// What an access point serves.
const GUESTS: u32 = 5;

/// The autonomous system of all routers: one for private use (RFC 6996).
const AUTONOMOUS_SYSTEM: u16 = 64_512;

/// Who is in the network besides switches and end systems.
pub(super) struct Services {
    /// The end system that asks the switches.
    pub(super) collector: Option<usize>,
    /// Routers, the one that bears the virtual address first.
    pub(super) routers: Vec<usize>,
}

/// Everything that is plugged into an access switch, in `vlan`, or else in any.
pub(super) fn edge(plan: &Plan, draft: &mut Draft, switch: usize, vlan: Option<u16>, random: &mut fastrand::Rng) {
    let any = |random: &mut fastrand::Rng| vlan.or_else(|| plan.any_vlan(random));
    for _ in 0..plan.hosts_per_switch {
        let vlan = any(random);
        if random.f64() < plan.phones {
            behind_phone(draft, switch, vlan, random);
        } else {
            draft.host(switch, access(vlan), random);
        }
    }
    if random.f64() < plan.hubs {
        let hub = if random.bool() { Device::hub("", CLUSTER + 1) } else { Device::unmanaged_switch("", CLUSTER + 1) };
        let vlan = any(random);
        let hub = draft.add(hub);
        draft.join(hub, switch, None, access(vlan));
        for _ in 0..CLUSTER {
            draft.host(hub, None, random);
        }
    }
    if random.f64() < plan.access_points {
        let vlan = any(random);
        let radio = draft.add(Device::access_point("").with_agent());
        let tagged = vlan.map(|vlan| Setting::Trunk(vec![vlan]));
        draft.join(radio, switch, tagged.clone(), tagged);
        for _ in 0..GUESTS {
            draft.radio_host(radio, random);
        }
        if let Some(vlan) = vlan {
            draft.set(radio, Socket::Plug(1), Setting::Access(vlan));
        }
    }
    if random.f64() < plan.hypervisors {
        // The switch inside a hypervisor is one that nobody can ask; the hypervisor itself is a station on it.
        let vlan = any(random);
        let inside = draft.add(Device::unmanaged_switch("", MACHINES + 2));
        draft.join(inside, switch, None, access(vlan));
        draft.host(inside, None, random);
        for _ in 0..MACHINES {
            let machine = draft.host(inside, None, random);
            draft.card(machine, VIRTUAL);
        }
    }
}

/// Makes a switch a router between VLANs that speaks one routing protocol or two: OSPF, IS-IS, or OSPF and BGP.
pub(super) fn route(plan: &Plan, draft: &mut Draft, switch: usize, random: &mut fastrand::Rng) {
    let mut vlans: Vec<u16> = plan.any_vlan(random).into_iter().chain(plan.any_vlan(random)).collect();
    vlans.sort_unstable();
    vlans.dedup();
    let spoken = random.u8(0..3);
    draft.with(switch, |switch| {
        let switch = if vlans.is_empty() { switch.routes(&[1]) } else { switch.routes(&vlans) };
        match spoken {
            0 => switch.isis(),
            1 => switch.ospf(),
            _ => switch.ospf().bgp(AUTONOMOUS_SYSTEM),
        }
    });
}

fn access(vlan: Option<u16>) -> Option<Setting> {
    vlan.map(Setting::Access)
}

/// A telephone in VLAN 1 with a computer in `vlan` plugged into it.
fn behind_phone(draft: &mut Draft, switch: usize, vlan: Option<u16>, random: &mut fastrand::Rng) {
    let phone = draft.add(Device::phone(""));
    let tagged = vlan.map(|vlan| Setting::Trunk(vec![vlan]));
    draft.join(phone, switch, tagged.clone(), tagged);
    draft.host(phone, access(vlan), random);
}

/// Routers and the collector, at the first switch.
pub(super) fn services(
    plan: &Plan,
    draft: &mut Draft,
    first: usize,
    user_vlans: &[u16],
    random: &mut fastrand::Rng,
) -> Services {
    let mut services = Services { collector: None, routers: Vec::new() };
    if plan.traffic.is_none() {
        return services;
    }
    let vlans: Vec<u16> = std::iter::once(1).chain(user_vlans.iter().copied()).collect();
    for _ in 0..if plan.virtual_router { 2 } else { 1 } {
        let router = Device::router("").with_lldp().port("Gi0/0", 1_000_000_000).routes_on("Gi0/0", &vlans);
        let router = draft.add(router);
        draft.join(router, first, None, Plan::trunk(user_vlans));
        services.routers.push(router);
    }
    if plan.in_band {
        services.collector = Some(draft.host(first, None, random));
    }
    services
}
