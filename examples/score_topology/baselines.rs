//! What others do, to compare with: rules that need forwarding tables alone, written anew from their descriptions.

use std::collections::{BTreeMap, BTreeSet};

use netwarden::accuracy::{Pair, Port, pair};
use netwarden::inventory::{DeviceSnapshot, FdbStatus};
use netwarden::value::{BridgePort, IfIndex, MacAddr};

/// The forwarding tables of all bridges, by number.
pub(crate) struct Tables {
    names: Vec<String>,
    /// The name of each port, by bridge.
    ports: Vec<Vec<String>>,
    /// By bridge and address: the port, or none.
    rows: Vec<Vec<Option<u16>>>,
    /// By bridge and bridge: the port at which the first knows an address of the second.
    own: Vec<Vec<Option<u16>>>,
    /// By bridge: the numbers of its own addresses.
    addresses: Vec<BTreeSet<usize>>,
}

impl Tables {
    pub(crate) fn new(devices: &[DeviceSnapshot]) -> Self {
        let bridges: Vec<&DeviceSnapshot> = devices.iter().filter(|device| device.bridge.is_some()).collect();
        let rows = |device: &DeviceSnapshot| {
            let fdb = device.bridge.iter().flat_map(|bridge| &bridge.fdb);
            fdb.filter(|row| row.status == FdbStatus::Learned && row.port.0 != 0).copied().collect::<Vec<_>>()
        };
        let macs: BTreeSet<MacAddr> = bridges.iter().flat_map(|device| rows(device)).map(|row| row.mac).collect();
        let numbers: BTreeMap<MacAddr, usize> = macs.into_iter().zip(0..).collect();
        let mut tables = Self {
            names: bridges.iter().map(|device| device.name.clone()).collect(),
            ports: Vec::new(),
            rows: Vec::new(),
            own: Vec::new(),
            addresses: Vec::new(),
        };
        for device in &bridges {
            let mut ports: Vec<BridgePort> = Vec::new();
            let mut table = vec![None; numbers.len()];
            for row in rows(device) {
                let at = ports.iter().position(|port| *port == row.port).unwrap_or_else(|| {
                    ports.push(row.port);
                    ports.len() - 1
                });
                if let Some(slot) = numbers.get(&row.mac).and_then(|&number| table.get_mut(number)) {
                    *slot = u16::try_from(at).ok();
                }
            }
            tables.ports.push(ports.into_iter().map(|port| port_name(device, port)).collect());
            tables.rows.push(table);
            let own = device.interfaces.iter().filter_map(|interface| interface.mac);
            let own = own.chain(device.bridge.as_ref().and_then(|bridge| bridge.base_mac));
            tables.addresses.push(own.filter_map(|mac| numbers.get(&mac).copied()).collect());
        }
        let knows = |row: &Vec<Option<u16>>, of: &BTreeSet<usize>| of.iter().find_map(|&at| *row.get(at)?);
        tables.own = tables.rows.iter().map(|row| tables.addresses.iter().map(|of| knows(row, of)).collect()).collect();
        tables
    }

    fn len(&self) -> usize {
        self.names.len()
    }

    fn knows(&self, a: usize, b: usize) -> Option<u16> {
        *self.own.get(a)?.get(b)?
    }

    fn port(&self, bridge: usize, port: u16) -> Option<Port> {
        Some((self.names.get(bridge)?.clone(), self.ports.get(bridge)?.get(usize::from(port))?.clone()))
    }

    fn pair(&self, a: usize, p: u16, b: usize, q: u16) -> Option<Pair> {
        Some(pair(self.port(a, p)?, self.port(b, q)?))
    }
}

fn port_name(device: &DeviceSnapshot, port: BridgePort) -> String {
    let bridge = device.bridge.as_ref();
    let known = bridge.and_then(|bridge| bridge.ports.iter().find(|it| it.port == port)).and_then(|it| it.interface);
    let index = known.unwrap_or(IfIndex(port.0));
    let interface = device.interfaces.iter().find(|interface| interface.index == index);
    interface.map_or_else(|| port.to_string(), |interface| interface.name.clone())
}

/// Links by the switches' own addresses, as NAV and NOC do it: the address that most switches know is where the
/// monitoring sits; the port towards it is the uplink; of the switches known on another port the one from which all
/// others of them are known is the neighbor.
pub(crate) fn management_addresses(tables: &Tables) -> BTreeSet<Pair> {
    let count = tables.len();
    let mut known_by = vec![0_u32; tables.rows.first().map_or(0, Vec::len)];
    for row in &tables.rows {
        known_by.iter_mut().zip(row).for_each(|(known, port)| *known += u32::from(port.is_some()));
    }
    let anchor = (0..known_by.len()).rev().max_by_key(|&at| known_by.get(at));
    let uplink = |a: usize| *tables.rows.get(a)?.get(anchor?)?;
    let below = |a: usize| {
        let mut ports: BTreeMap<u16, BTreeSet<usize>> = BTreeMap::new();
        for b in (0..count).filter(|&b| b != a) {
            if let Some(port) = tables.knows(a, b).filter(|&port| Some(port) != uplink(a)) {
                ports.entry(port).or_default().insert(b);
            }
        }
        ports
    };
    let below: Vec<BTreeMap<u16, BTreeSet<usize>>> = (0..count).map(below).collect();
    let cover: Vec<BTreeSet<usize>> =
        below.iter().enumerate().map(|(a, ports)| ports.values().flatten().copied().chain([a]).collect()).collect();
    let mut links = BTreeSet::new();
    for (a, ports) in below.iter().enumerate() {
        for (&port, others) in ports {
            let next = others.iter().find(|&&b| cover.get(b).is_some_and(|cover| others.is_subset(cover)));
            let link = next.and_then(|&b| tables.pair(a, port, b, uplink(b)?));
            links.extend(link);
        }
    }
    links
}

/// Links by covering, pair by pair: two ports face each other where they explain more common addresses than any other
/// two ports of the same bridges do, and are adjacent where no third bridge is between them.
pub(crate) fn pairwise_cover(tables: &Tables) -> BTreeSet<Pair> {
    let count = tables.len();
    let mut faces: BTreeMap<(usize, usize), u16> = BTreeMap::new();
    for (a, b) in (0..count).flat_map(|a| (a + 1..count).map(move |b| (a, b))) {
        if let Some((p, q)) = cover(tables, a, b) {
            faces.extend([((a, b), p), ((b, a), q)]);
        }
    }
    let face = |a, b| faces.get(&(a, b)).copied();
    let mut links = BTreeSet::new();
    for (&(a, b), &p) in faces.iter().filter(|((a, b), _)| a < b) {
        let Some(q) = face(b, a) else { continue };
        let between = |c: usize| {
            let apart = matches!((face(c, a), face(c, b)), (Some(x), Some(y)) if x != y);
            apart && face(a, c).is_none_or(|x| x == p) && face(b, c).is_none_or(|y| y == q)
        };
        if !(0..count).any(|c| c != a && c != b && between(c)) {
            links.extend(tables.pair(a, p, b, q));
        }
    }
    links
}

/// The ports of two bridges that explain most common addresses: each is behind one of them or the other.
fn cover(tables: &Tables, a: usize, b: usize) -> Option<(u16, u16)> {
    let (x, y) = (tables.rows.get(a)?, tables.rows.get(b)?);
    let mut cells: BTreeMap<(u16, u16), u32> = BTreeMap::new();
    let (mut rows, mut columns): (BTreeMap<u16, u32>, BTreeMap<u16, u32>) = (BTreeMap::new(), BTreeMap::new());
    let own = |at: usize| [a, b].into_iter().any(|it| tables.addresses.get(it).is_some_and(|own| own.contains(&at)));
    for (at, (p, q)) in x.iter().zip(y).enumerate() {
        if let (Some(p), Some(q)) = (*p, *q) {
            if !own(at) {
                *cells.entry((p, q)).or_default() += 1;
                *rows.entry(p).or_default() += 1;
                *columns.entry(q).or_default() += 1;
            }
        }
    }
    let (knows_b, knows_a) = (tables.knows(a, b), tables.knows(b, a));
    if let (true, Some(p), Some(q)) = (cells.is_empty(), knows_b, knows_a) {
        return Some((p, q));
    }
    let mut best: Option<((u16, u16), u32)> = None;
    let mut tied = false;
    for (&p, in_row) in rows.iter().filter(|(p, _)| knows_b.is_none_or(|known| known == **p)) {
        for (&q, in_column) in columns.iter().filter(|(q, _)| knows_a.is_none_or(|known| known == **q)) {
            let explained = in_row + in_column - cells.get(&(p, q)).copied().unwrap_or(0);
            match best {
                Some((_, most)) if explained < most => {}
                Some((_, most)) if explained == most => tied = true,
                _ => (best, tied) = (Some(((p, q), explained)), false),
            }
        }
    }
    best.filter(|_| !tied).map(|(ports, _)| ports)
}
