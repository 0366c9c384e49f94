//! A network while it is being put together: devices by position, cables by plug. Names, port numbers and addresses
//! are given at the end, by lot, so that no order tells who is near whom.

use std::collections::BTreeSet;

use super::Plan;
use crate::sim::agent::Quirks;
use crate::sim::world::{Device, Discovery, Role, Setting, Vendor};
use crate::value::{MacAddr, oid};

/// Devices and cables without names.
#[derive(Debug, Default)]
pub(super) struct Draft {
    parts: Vec<Part>,
    cables: Vec<[Plug; 2]>,
    /// Aggregates that are one: the number of each within its part.
    mlags: Vec<[(usize, usize); 2]>,
}

#[derive(Debug)]
struct Part {
    device: Device,
    /// Plugs in use; which port each is follows at the end, unless the ports have names already.
    plugs: usize,
    /// Plugs of each aggregate.
    lags: Vec<Vec<usize>>,
    settings: Vec<(Socket, Setting)>,
    /// The maker of the network card, where it is not that of the device.
    oui: Option<[u8; 3]>,
    /// Whether it is one of the switches that were asked for, and not part of an end system's surroundings.
    infrastructure: bool,
    /// Whether its ports are those of two units.
    stack: bool,
}

/// A socket of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Plug {
    part: usize,
    number: usize,
}

/// What a setting is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Socket {
    Plug(usize),
    Lag(usize),
}

/// A network with all its names.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) devices: Vec<Device>,
    pub(super) cables: Vec<[String; 4]>,
    /// Aggregates that are one.
    pub(super) mlags: Vec<[String; 4]>,
    names: Vec<String>,
}

impl Named {
    /// The name of the device at that position of the draft.
    pub(super) fn name(&self, part: usize) -> String {
        self.names.get(part).cloned().unwrap_or_default()
    }
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

/// What virtual machines of one maker have in common.
pub(super) const VIRTUAL: [u8; 3] = [0x00, 0x50, 0x56];

/// Makers of switches in a network that was not bought in one go.
const MAKERS: [Vendor; 6] =
    [Vendor::Cisco, Vendor::Hp, Vendor::Juniper, Vendor::Example, Vendor::Mikrotik, Vendor::Netgear];

/// Other protocols than LLDP in LLDP-MIB, each with the habits of a maker that has it: ports of EDP are numbers.
const PROTOCOLS: [(Vendor, Discovery); 4] = [
    (Vendor::Example, Discovery::LldpV2),
    (Vendor::Example, Discovery::Fdp),
    (Vendor::Hp, Discovery::Edp),
    (Vendor::Mikrotik, Discovery::Mndp),
];

impl Draft {
    pub(super) fn add(&mut self, device: Device) -> usize {
        let infrastructure = device.role == Role::Switch;
        self.parts.push(Part {
            device,
            plugs: 0,
            lags: Vec::new(),
            settings: Vec::new(),
            oui: None,
            infrastructure,
            stack: false,
        });
        self.parts.len() - 1
    }

    /// A managed switch; of any maker where the plan wants that.
    pub(super) fn switch(&mut self, plan: &Plan, priority: u16, random: &mut fastrand::Rng) -> usize {
        let vendor = if plan.mixed_makers { random.choice(MAKERS).unwrap_or(Vendor::Example) } else { Vendor::Example };
        let stack = random.f64() < plan.stacks;
        let vendor = if stack { Vendor::Cisco } else { vendor };
        let other = plan.other_protocols > 0.0 && !stack && random.f64() < plan.other_protocols;
        let (vendor, discovery) = if other {
            random.choice(PROTOCOLS).unwrap_or((vendor, Discovery::Lldp))
        } else {
            (vendor, Discovery::Lldp)
        };
        let switch = Device::switch("").vendor(vendor).bridge_priority(priority).discovery(discovery);
        let switch = self.add(switch);
        if let Some(part) = self.parts.get_mut(switch) {
            part.stack = stack;
        }
        switch
    }

    /// An end system of a random maker that answers nothing, plugged into `at`.
    pub(super) fn host(&mut self, at: usize, access: Option<Setting>, random: &mut fastrand::Rng) -> usize {
        let host = self.add(Device::host("").silent());
        if let Some(part) = self.parts.get_mut(host) {
            part.oui = random.choice(CARDS);
        }
        self.join(at, host, access, None);
        host
    }

    /// A station of a random maker at an access point, on its radio.
    pub(super) fn radio_host(&mut self, radio: usize, random: &mut fastrand::Rng) {
        let host = self.add(Device::host("").silent());
        if let Some(part) = self.parts.get_mut(host) {
            part.oui = random.choice(CARDS);
        }
        let end = self.plug(host);
        self.cables.push([Plug { part: radio, number: 1 }, end]);
    }

    /// Gives a device's network card a maker.
    pub(super) fn card(&mut self, part: usize, oui: [u8; 3]) {
        if let Some(part) = self.parts.get_mut(part) {
            part.oui = Some(oui);
        }
    }

    /// Plugs in a cable, with what is to be set at both ends; returns the plugs' numbers.
    pub(super) fn join(&mut self, a: usize, b: usize, at_a: Option<Setting>, at_b: Option<Setting>) -> [usize; 2] {
        let cable = [self.plug(a), self.plug(b)];
        self.cables.push(cable);
        for (plug, setting) in cable.into_iter().zip([at_a, at_b]) {
            if let Some(setting) = setting {
                self.set(plug.part, Socket::Plug(plug.number), setting);
            }
        }
        cable.map(|plug| plug.number)
    }

    /// Joins two switches: with a cable, or with an aggregate of two.
    pub(super) fn trunk(&mut self, plan: &Plan, a: usize, b: usize, vlans: &[u16], random: &mut fastrand::Rng) {
        let setting = Plan::trunk(vlans);
        if random.f64() >= plan.lags {
            self.join(a, b, setting.clone(), setting);
            return;
        }
        let members = [self.join(a, b, None, None), self.join(a, b, None, None)];
        for (end, part) in [(0, a), (1, b)] {
            self.lag(part, members.iter().filter_map(|member| member.get(end).copied()).collect(), setting.clone());
        }
    }

    /// Joins a switch to two others that are one to it: an aggregate with one member to each.
    pub(super) fn fork(&mut self, uppers: [usize; 2], lower: usize, vlans: &[u16]) {
        let setting = Plan::trunk(vlans);
        let members = uppers.map(|upper| self.join(upper, lower, None, None));
        self.lag(lower, members.iter().map(|[_, plug]| *plug).collect(), setting.clone());
        let ([x, y], [[of_x, _], [of_y, _]]) = (uppers, members);
        let both = [(x, self.lag(x, vec![of_x], setting.clone())), (y, self.lag(y, vec![of_y], setting))];
        self.mlags.push(both);
    }

    /// Makes an aggregate of plugs; returns its number.
    fn lag(&mut self, part: usize, plugs: Vec<usize>, setting: Option<Setting>) -> usize {
        let number = self.parts.get_mut(part).map_or(0, |part| {
            part.lags.push(plugs);
            part.lags.len() - 1
        });
        if let Some(setting) = setting {
            self.set(part, Socket::Lag(number), setting);
        }
        number
    }

    pub(super) fn set(&mut self, part: usize, socket: Socket, setting: Setting) {
        if let Some(part) = self.parts.get_mut(part) {
            part.settings.push((socket, setting));
        }
    }

    pub(super) fn with(&mut self, part: usize, change: impl FnOnce(Device) -> Device) {
        if let Some(part) = self.parts.get_mut(part) {
            part.device = change(std::mem::replace(&mut part.device, Device::host("")));
        }
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
        for (part, ports) in self.parts.iter_mut().zip(&ports) {
            part.device.quirks = quirks.clone();
            part.device.talks = !part.infrastructure || plan.in_band || plan.management_rows > 0.0;
            part.configure(ports);
        }
        let end = |plug: &Plug| {
            let name = self.parts.get(plug.part).map(|part| part.device.name.clone()).unwrap_or_default();
            (name, ports.get(plug.part).and_then(|ports| ports.get(plug.number)).cloned().unwrap_or_default())
        };
        let cable = |[a, b]: &[Plug; 2]| {
            let ((a, x), (b, y)) = (end(a), end(b));
            [a, x, b, y]
        };
        let mut cables: Vec<[String; 4]> = self.cables.iter().map(cable).collect();
        cables.sort();
        let lag = |&(part, number): &(usize, usize)| {
            let device = self.parts.get(part).map(|part| &part.device);
            let lag = device.and_then(|device| device.lags.get(number)).map(|(name, _)| name.clone());
            [device.map(|device| device.name.clone()).unwrap_or_default(), lag.unwrap_or_default()]
        };
        let mlag = |[first, second]: &[(usize, usize); 2]| {
            let ([a, x], [b, y]) = (lag(first), lag(second));
            [a, x, b, y]
        };
        let mlags = self.mlags.iter().map(mlag).collect();
        let names = self.parts.iter().map(|part| part.device.name.clone()).collect();
        let mut devices: Vec<Device> = self.parts.into_iter().map(|part| part.device).collect();
        devices.sort_by(|a, b| (a.role as u8, &a.name).cmp(&(b.role as u8, &b.name)));
        Named { devices, cables, mlags, names }
    }

    /// Takes the agent from a share of the switches, and LLDP from another.
    fn silence(&mut self, plan: &Plan, first: usize, random: &mut fastrand::Rng) {
        let mut switches: Vec<usize> = (0..self.parts.len())
            .filter(|&at| at != first && self.parts.get(at).is_some_and(|part| part.infrastructure))
            .collect();
        random.shuffle(&mut switches);
        let silent = share_of(switches.len(), plan.silent_switches);
        for (order, &at) in switches.iter().enumerate() {
            if let Some(part) = self.parts.get_mut(at).filter(|_| order < silent) {
                part.device.agent = false;
            }
        }
        random.shuffle(&mut switches);
        let mute = share_of(switches.len(), plan.without_lldp);
        for &at in switches.iter().take(mute) {
            if let Some(part) = self.parts.get_mut(at) {
                part.device.lldp = false;
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
            let single = part.oui.is_some();
            let draw = || {
                let [b, c, d] = [random.u8(..), random.u8(..), random.u8(..)];
                // End systems have odd blocks, so that none lies in the block of a device with many ports.
                if single { MacAddr([x, y, z, b, c | 1, d]) } else { MacAddr([x, y, z, b | 1, c & !1, 0]) }
            };
            part.device.mac = std::iter::repeat_with(draw).take(1 << 20).find(|mac| taken.insert(*mac));
        }
    }
}

impl Part {
    /// The name of the port behind each plug; what has no ports yet gets them, with some to spare.
    fn number_ports(&mut self, random: &mut fastrand::Rng) -> Vec<String> {
        if !self.device.ports.is_empty() {
            return self.device.ports.iter().map(|(name, _)| name.clone()).collect();
        }
        let count = u32::try_from(self.plugs + random.usize(2..6)).unwrap_or(u32::MAX);
        self.device = std::mem::replace(&mut self.device, Device::host("")).ports(count);
        if self.stack {
            let half = self.device.ports.len() / 2;
            for ((name, _), number) in self.device.ports.iter_mut().skip(half).zip(1..) {
                *name = format!("Gi2/0/{number}");
            }
        }
        let mut names: Vec<String> = self.device.ports.iter().map(|(name, _)| name.clone()).collect();
        random.shuffle(&mut names);
        names
    }

    /// Aggregates and settings, now that the ports have names.
    fn configure(&mut self, ports: &[String]) {
        let lag_name = |number: usize| match self.device.vendor {
            Vendor::Cisco => format!("Po{}", number + 1),
            Vendor::Hp => format!("Trk{}", number + 1),
            Vendor::Juniper => format!("ae{number}"),
            _ => format!("lag{}", number + 1),
        };
        let lags = self.lags.iter().enumerate().map(|(number, plugs)| {
            (lag_name(number), plugs.iter().filter_map(|&plug| ports.get(plug).cloned()).collect())
        });
        let lags: Vec<(String, Vec<String>)> = lags.collect();
        let name = |socket: &Socket| match *socket {
            Socket::Plug(plug) => ports.get(plug).cloned(),
            Socket::Lag(number) => lags.get(number).map(|(name, _)| name.clone()),
        };
        let settings = self.settings.iter().filter_map(|(socket, setting)| Some((name(socket)?, setting.clone())));
        self.device.settings.extend(settings.collect::<Vec<_>>());
        self.device.lags = lags;
    }
}

/// That share of a count, rounded down.
pub(super) fn share_of(count: usize, share: f64) -> usize {
    (0..count).take_while(|&at| ((at + 1) as f64) <= share * count as f64 + 1e-9).count()
}
