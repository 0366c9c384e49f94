//! A network while it is being put together: devices by position, cables by plug. Names, port numbers and addresses
//! are given at the end, by lot, so that no order tells who is near whom.

use std::collections::BTreeSet;

use super::Plan;
use crate::sim::agent::Quirks;
use crate::sim::world::{Device, Role};
use crate::value::{MacAddr, oid};

/// Devices and cables without names.
#[derive(Debug, Default)]
pub(super) struct Draft {
    parts: Vec<Part>,
    cables: Vec<[Plug; 2]>,
}

#[derive(Debug)]
struct Part {
    device: Device,
    /// Plugs in use; which port each is follows at the end, unless the ports have names already.
    plugs: usize,
    oui: Option<[u8; 3]>,
}

/// A socket of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Plug {
    part: usize,
    number: usize,
}

/// A network with all its names.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) devices: Vec<Device>,
    pub(super) cables: Vec<[String; 4]>,
    /// The name of the first switch.
    pub(super) first: String,
}

/// Makers of network cards of end systems.
const CARDS: [[u8; 3]; 8] = [
    [0x00, 0x14, 0x22],
    [0x00, 0x1b, 0x21],
    [0x00, 0x1e, 0xc2],
    [0x00, 0x21, 0xcc],
    [0x00, 0x1a, 0xa0],
    [0x00, 0x26, 0xb9],
    [0x3c, 0x97, 0x0e],
    [0xb8, 0x27, 0xeb],
];

impl Draft {
    pub(super) fn add(&mut self, device: Device) -> usize {
        self.parts.push(Part { device, plugs: 0, oui: None });
        self.parts.len() - 1
    }

    /// An end system of a random maker that answers nothing, plugged into `switch`.
    pub(super) fn host(&mut self, switch: usize, random: &mut fastrand::Rng) -> usize {
        let host = self.add(Device::host("").silent());
        if let Some(part) = self.parts.get_mut(host) {
            part.oui = random.choice(CARDS);
        }
        self.join(switch, host);
        host
    }

    /// Plugs in a cable.
    pub(super) fn join(&mut self, a: usize, b: usize) {
        let cable = [self.plug(a), self.plug(b)];
        self.cables.push(cable);
    }

    fn plug(&mut self, part: usize) -> Plug {
        let number = self.parts.get_mut(part).map_or(0, |part| {
            part.plugs += 1;
            part.plugs - 1
        });
        Plug { part, number }
    }

    /// Gives everything its name, number and address, and takes from the agents what they do not have.
    pub(super) fn finish(mut self, plan: &Plan, first: usize, random: &mut fastrand::Rng) -> Named {
        self.silence(plan, first, random);
        self.name(random);
        self.address(random);
        let ports: Vec<Vec<String>> = self.parts.iter_mut().map(|part| part.number_ports(random)).collect();
        let hidden = plan.sources.hidden();
        let quirks = hidden.iter().fold(Quirks::new(), |quirks, root| quirks.hides_below(oid(root)));
        for part in &mut self.parts {
            part.device.quirks = quirks.clone();
            part.device.talks = !part.device.role.bridges() || plan.in_band || plan.management_rows > 0.0;
        }
        let end = |plug: &Plug| {
            let name = self.parts.get(plug.part).map(|part| part.device.name.clone()).unwrap_or_default();
            (name, ports.get(plug.part).and_then(|ports| ports.get(plug.number)).cloned().unwrap_or_default())
        };
        let mut cables: Vec<[String; 4]> = self
            .cables
            .iter()
            .map(|[a, b]| {
                let ((a, x), (b, y)) = (end(a), end(b));
                [a, x, b, y]
            })
            .collect();
        cables.sort();
        let first = self.parts.get(first).map(|part| part.device.name.clone()).unwrap_or_default();
        let mut devices: Vec<Device> = self.parts.into_iter().map(|part| part.device).collect();
        devices.sort_by(|a, b| (a.role as u8, &a.name).cmp(&(b.role as u8, &b.name)));
        Named { devices, cables, first }
    }

    /// Takes the agent from a share of the switches.
    fn silence(&mut self, plan: &Plan, first: usize, random: &mut fastrand::Rng) {
        let mut switches: Vec<usize> = (0..self.parts.len())
            .filter(|&at| at != first && self.parts.get(at).is_some_and(|part| part.device.role == Role::Switch))
            .collect();
        random.shuffle(&mut switches);
        switches.truncate(share_of(switches.len(), plan.silent_switches));
        for at in switches {
            if let Some(part) = self.parts.get_mut(at) {
                part.device.agent = false;
            }
        }
    }

    /// Names of each kind with numbers in a random order.
    fn name(&mut self, random: &mut fastrand::Rng) {
        let mut order: Vec<usize> = (0..self.parts.len()).collect();
        random.shuffle(&mut order);
        let width = self.parts.len().to_string().len();
        for (number, at) in (1..).zip(order) {
            if let Some(part) = self.parts.get_mut(at) {
                let prefix = match part.device.role {
                    Role::Switch => "sw",
                    Role::Router => "router",
                    Role::Host => "pc",
                    Role::Printer => "printer",
                    Role::AccessPoint => "ap",
                    Role::Phone => "phone",
                    Role::Hub => "hub",
                    Role::UnmanagedSwitch => "desk",
                };
                part.device.name = format!("{prefix}{number:0width$}");
            }
        }
    }

    /// MAC addresses: blocks of 256 for what has many ports.
    fn address(&mut self, random: &mut fastrand::Rng) {
        let mut taken = BTreeSet::new();
        for part in &mut self.parts {
            let [x, y, z] = part.oui.unwrap_or_else(|| part.device.vendor.oui());
            let mac = std::iter::repeat_with(|| {
                let [b, c, d] = [random.u8(..), random.u8(..), random.u8(..)];
                let d = if part.device.role.bridges() || part.device.role == Role::Router { 0 } else { d };
                MacAddr([x, y, z, b, c, d])
            })
            // End systems stay clear of the blocks, which begin with an even third octet.
            .map(|mac| if part.oui.is_some() { MacAddr([x, y, z, mac.0[3], mac.0[4] | 1, mac.0[5]]) } else { mac })
            .find(|mac| taken.insert(*mac));
            part.device.mac = mac;
        }
    }
}

impl Part {
    /// The name of the port behind each plug; what has no ports yet gets them, with some to spare.
    fn number_ports(&mut self, random: &mut fastrand::Rng) -> Vec<String> {
        if self.device.ports.is_empty() {
            let count = self.plugs + random.usize(2..6);
            let mut device = std::mem::replace(&mut self.device, Device::host(""));
            device = device.ports(u32::try_from(count).unwrap_or(u32::MAX));
            self.device = device;
            let mut names: Vec<String> = self.device.ports.iter().map(|(name, _)| name.clone()).collect();
            random.shuffle(&mut names);
            return names;
        }
        self.device.ports.iter().map(|(name, _)| name.clone()).collect()
    }
}

/// That share of a count, rounded down.
pub(super) fn share_of(count: usize, share: f64) -> usize {
    (0..count).take_while(|&at| ((at + 1) as f64) <= share * count as f64 + 1e-9).count()
}
