//! IP subnets: who is in them, whom they have as gateways, and which join exactly two devices.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::IpAddr;

use ipnet::IpNet;

use super::edges::Edges;
use super::{Polled, Spot, Stage};
use crate::evidence::{Claim, Source, Statement, claims_of};
use crate::inventory::{DeviceKind, VirtualRouter, VirtualRouterProtocol, VirtualRouterState};
use crate::topology::graph::{Subnet, SubnetMember, VirtualAddress, VirtualMember};
use crate::topology::model::reason;
use crate::topology::options::Options;
use crate::value::IfIndex;

/// The subnets of all polled devices.
pub(super) struct Networks<'a> {
    members: BTreeMap<IpNet, Vec<Member<'a>>>,
    /// The subnets of each interface.
    of: HashMap<Spot, Vec<IpNet>>,
    shared: Vec<(usize, &'a VirtualRouter)>,
}

struct Member<'a> {
    address: IpAddr,
    spot: Spot,
    claim: Claim<'a>,
}

impl<'a> Networks<'a> {
    /// An address that several devices have says nothing: it is shared, or means something inside the device alone.
    pub(super) fn of(polled: &Polled<'a>, options: &Options) -> Self {
        let mut networks = Self { members: BTreeMap::new(), of: HashMap::new(), shared: Vec::new() };
        let mut virtual_addresses: BTreeSet<IpAddr> = BTreeSet::new();
        if options.uses(Source::Vrrp) {
            for (device, node) in &polled.devices {
                let groups = device.routing.iter().flat_map(|routing| &routing.virtual_routers);
                networks.shared.extend(groups.map(|group| (*node, group)));
            }
            virtual_addresses = networks.shared.iter().flat_map(|(_, group)| group.addresses.iter().copied()).collect();
        }
        if !options.uses(Source::Subnet) {
            return networks;
        }
        let mut bearers: HashMap<IpAddr, usize> = HashMap::new();
        let mut ambiguous: BTreeSet<IpAddr> = BTreeSet::new();
        for (device, node) in &polled.devices {
            for own in &device.addresses {
                if *bearers.entry(own.address).or_insert(*node) != *node {
                    ambiguous.insert(own.address);
                }
            }
        }
        for (device, node) in &polled.devices {
            for claim in claims_of(device, &|source| source == Source::Subnet) {
                let Statement::Bears(own) = claim.statement else { continue };
                let Some(network) = own.prefix_len.and_then(|len| IpNet::new(own.address, len).ok()) else { continue };
                let alone = network.prefix_len() == network.max_prefix_len() || network.prefix_len() == 0;
                if alone || ambiguous.contains(&own.address) || virtual_addresses.contains(&own.address) {
                    continue;
                }
                let spot = Spot { node: *node, port: Some(own.interface) };
                let member = Member { address: own.address, spot, claim };
                networks.members.entry(network.trunc()).or_default().push(member);
                networks.of.entry(spot).or_default().push(network.trunc());
            }
        }
        for members in networks.members.values_mut() {
            members.sort_by_key(|member| (member.address, member.spot));
        }
        networks
    }

    /// The interface of `node` in a subnet of `from`, where it has only one such.
    pub(super) fn facing(&self, from: Spot, node: usize) -> Option<IfIndex> {
        // A subnet with very many members is no place to look for one of them.
        const LOOKED_AT: usize = 256;
        let networks = self.of.get(&from)?;
        let members = networks.iter().filter_map(|network| self.members.get(network));
        let there: BTreeSet<IfIndex> = members
            .filter(|members| members.len() <= LOOKED_AT)
            .flatten()
            .filter(|member| member.spot.node == node)
            .filter_map(|member| member.spot.port)
            .collect();
        if there.len() == 1 { there.first().copied() } else { None }
    }

    /// The interface of each address that one device has alone.
    pub(super) fn bearers(&self) -> HashMap<IpAddr, Spot> {
        self.members.values().flatten().map(|member| (member.address, member.spot)).collect()
    }

    /// Whether two interfaces are the members of a subnet for two.
    pub(super) fn are_two(&self, x: Spot, y: Spot) -> bool {
        self.common(x, y).any(is_for_two) && self.are_alone(x, y)
    }

    /// Whether two interfaces are in a subnet that no other polled device is in.
    pub(super) fn are_alone(&self, x: Spot, y: Spot) -> bool {
        let mut common = self.common(x, y);
        common.any(|network| {
            let members = self.members.get(network).map_or(&[][..], Vec::as_slice);
            members.iter().all(|member| [x.node, y.node].contains(&member.spot.node))
        })
    }

    /// The subnets that both are in.
    pub(super) fn common(&self, x: Spot, y: Spot) -> impl Iterator<Item = &IpNet> {
        let of = |spot: &Spot| self.of.get(spot).map_or(&[][..], Vec::as_slice);
        let there = of(&y);
        of(&x).iter().filter(|network| there.contains(network))
    }

    /// Adds the subnets for two that exactly two interfaces of two devices are in.
    pub(super) fn point_to_point(&self, stage: &Stage<'_, '_>, edges: &mut Edges) {
        for (network, members) in &self.members {
            let (true, [x, y]) = (is_for_two(network), members.as_slice()) else { continue };
            if x.spot.node == y.spot.node {
                continue;
            }
            let edge = edges.entry((x.spot.min(y.spot), x.spot.max(y.spot))).or_default();
            let up = [x, y].iter().all(|member| stage.is_up(member.spot) != Some(false));
            edge.subnets.push((network.to_string(), up));
            for member in [x, y] {
                let text = format!("{} has {} in {network}, a subnet for two", stage.end(member.spot), member.address);
                edge.because.push(reason(&member.claim, text));
            }
        }
    }

    /// The subnets as they are listed, by prefix.
    pub(super) fn listed(&self, stage: &Stage<'_, '_>, options: &Options) -> Vec<Subnet> {
        if !options.uses(Source::Subnet) {
            return Vec::new();
        }
        let mut groups: BTreeMap<IpNet, BTreeMap<Group, Vec<VirtualMember>>> = BTreeMap::new();
        for (node, group) in &self.shared {
            let end = Spot { node: *node, port: Some(group.interface) };
            let networks = self.of.get(&end).map_or(&[][..], Vec::as_slice);
            for address in &group.addresses {
                let Some(network) = networks.iter().find(|network| network.contains(address)) else { continue };
                let key = (*address, group.protocol, group.group);
                let member = VirtualMember { end: stage.end(end), state: group.state, priority: group.priority };
                groups.entry(*network).or_default().entry(key).or_default().push(member);
            }
        }
        let routes = |node: usize| stage.whole.nodes.get(node).is_some_and(|node| node.kind == DeviceKind::Router);
        self.members
            .iter()
            .map(|(network, members)| Subnet {
                prefix: network.to_string(),
                members: members
                    .iter()
                    .map(|member| SubnetMember {
                        end: stage.end(member.spot),
                        address: member.address,
                        gateway: routes(member.spot.node),
                    })
                    .collect(),
                virtual_addresses: groups
                    .remove(network)
                    .unwrap_or_default()
                    .into_iter()
                    .map(virtual_address)
                    .collect(),
            })
            .collect()
    }
}

/// Whether a subnet has room for two and their broadcast addresses at most.
fn is_for_two(network: &IpNet) -> bool {
    matches!(network.max_prefix_len().saturating_sub(network.prefix_len()), 1 | 2)
}

/// What a shared address is told apart by.
type Group = (IpAddr, VirtualRouterProtocol, u32);

fn virtual_address(((address, protocol, group), mut members): (Group, Vec<VirtualMember>)) -> VirtualAddress {
    members.sort_by(|x, y| x.end.cmp(&y.end));
    let mut masters = members.iter().filter(|member| member.state == VirtualRouterState::Master);
    // Two masters are none that is known.
    let master = masters.next().filter(|_| masters.next().is_none()).map(|member| member.end.clone());
    VirtualAddress { address, protocol, group, master, members }
}
