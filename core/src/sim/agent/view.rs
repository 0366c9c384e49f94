use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::sim::world::World;
use crate::value::{MacAddr, Oid, TimeTicks, Value, oid};

/// What one instance answers: always the same, or something that depends on the moment.
#[derive(Clone, Debug)]
pub(super) enum Cell {
    Fixed(Value),
    /// `sysUpTime`.
    Uptime,
    /// A counter of the interface at that position.
    Counter {
        port: usize,
        count: Count,
        wide: bool,
    },
    /// `ifCounterDiscontinuityTime` of the interface at that position.
    Discontinuity {
        port: usize,
    },
    /// `ifAdminStatus` of the interface at that position.
    AdminStatus {
        port: usize,
    },
    /// `ifOperStatus` of the interface at that position.
    OperStatus {
        port: usize,
    },
    /// `ifLastChange` of the interface at that position.
    LastChange {
        port: usize,
    },
    /// A row that is there only for a while after each broadcast of a station.
    Aging {
        value: Value,
        phase: Duration,
        period: Duration,
    },
}

/// What a counter counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Count {
    InOctets,
    OutOctets,
    InPackets,
    OutPackets,
}

impl From<Value> for Cell {
    fn from(value: Value) -> Self {
        Self::Fixed(value)
    }
}

impl Cell {
    /// Whether the instance exists at that age of the world.
    pub(super) fn exists(&self, age: Duration) -> bool {
        match self {
            Self::Aging { phase, period, .. } => {
                let since = age.saturating_sub(*phase).as_nanos() % period.as_nanos().max(1);
                since < World::AGING.as_nanos()
            }
            _ => true,
        }
    }
}

/// Collects the instances of a view in any order.
#[derive(Debug, Default)]
pub(super) struct Rows {
    instances: BTreeMap<Oid, Cell>,
    objects: BTreeSet<Oid>,
}

impl Rows {
    /// Sets the instance `index` of an object: a scalar, whose index is 0, or a column.
    pub(super) fn set(&mut self, object: &[u32], index: &[u32], cell: impl Into<Cell>) {
        let object = oid(object);
        self.instances.insert(object.child(index), cell.into());
        self.objects.insert(object);
    }

    /// Sets the scalars of a group.
    pub(super) fn scalars<const N: usize>(&mut self, group: &[u32], scalars: [(u32, Value); N]) {
        self.row(group, &[0], scalars);
    }

    /// Sets several columns of one row of the entry `base`.
    pub(super) fn row<const N: usize>(&mut self, entry: &[u32], index: &[u32], columns: [(u32, Value); N]) {
        for (column, value) in columns {
            self.set(&oid(entry).child(&[column]), index, value);
        }
    }

    pub(super) fn into_view(self) -> View {
        View { instances: self.instances.into_iter().collect(), objects: self.objects.into_iter().collect() }
    }
}

/// Instances in the order in which GETNEXT walks them, and the objects that they are of.
#[derive(Clone, Debug, Default)]
pub(super) struct View {
    instances: Vec<(Oid, Cell)>,
    objects: Vec<Oid>,
}

impl View {
    pub(super) fn get(&self, name: &Oid, age: Duration) -> Option<&Cell> {
        let at = self.instances.binary_search_by(|(here, _)| here.cmp(name)).ok()?;
        self.instances.get(at).map(|(_, cell)| cell).filter(|cell| cell.exists(age))
    }

    /// Everything that exists at that age of the world, in order.
    pub(super) fn all(&self, age: Duration) -> impl Iterator<Item = (&Oid, &Cell)> {
        self.instances.iter().filter(move |(_, cell)| cell.exists(age)).map(|(name, cell)| (name, cell))
    }

    /// Takes away what is below `root`.
    pub(super) fn hide(&mut self, root: &Oid) {
        self.instances.retain(|(name, _)| !name.starts_with(root));
        self.objects.retain(|object| !object.starts_with(root));
    }

    /// The first instance after `name`.
    pub(super) fn next(&self, name: &Oid, age: Duration) -> Option<(&Oid, &Cell)> {
        let start = self.instances.partition_point(|(here, _)| here <= name);
        let rest = self.instances.get(start..).unwrap_or_default();
        rest.iter().find(|(_, cell)| cell.exists(age)).map(|(here, cell)| (here, cell))
    }

    /// Whether `name` is of an object that is here: tells `noSuchInstance` from `noSuchObject`.
    pub(super) fn has_object_of(&self, name: &Oid) -> bool {
        (1..name.len()).any(|depth| {
            let object = name.arcs().get(..depth).unwrap_or_default();
            self.objects.binary_search_by(|here| here.arcs().cmp(object)).is_ok()
        })
    }

    pub(super) fn len(&self) -> usize {
        self.instances.len()
    }
}

pub(super) fn int(number: i32) -> Value {
    Value::Integer(number)
}

/// A number that an `INTEGER` holds for sure: an index or an enumeration.
pub(super) fn index(number: u32) -> Value {
    Value::Integer(i32::try_from(number).unwrap_or(i32::MAX))
}

pub(super) fn gauge(number: u32) -> Value {
    Value::Gauge32(number)
}

pub(super) fn text(text: &str) -> Value {
    Value::OctetString(text.as_bytes().to_vec())
}

pub(super) fn octets(octets: &[u8]) -> Value {
    Value::OctetString(octets.to_vec())
}

pub(super) fn mac(mac: MacAddr) -> Value {
    Value::OctetString(mac.0.to_vec())
}

pub(super) fn ticks(hundredths: u32) -> Value {
    Value::TimeTicks(TimeTicks(hundredths))
}

/// The six arcs of a MAC address in an index.
pub(super) fn mac_arcs(mac: MacAddr) -> [u32; 6] {
    mac.0.map(u32::from)
}

/// The four arcs of an address in an index.
pub(super) fn address_arcs(address: std::net::Ipv4Addr) -> [u32; 4] {
    address.octets().map(u32::from)
}

/// Octets of the longest `PortList` here; higher port numbers are left out.
const MAX_PORT_LIST: usize = 2048;

/// A `PortList`: bit 1 is the most significant of the first octet.
pub(super) fn port_list(numbers: impl Iterator<Item = u32>) -> Value {
    let mut list = Vec::new();
    for number in numbers {
        let Some(at) = number.checked_sub(1) else { continue };
        let octet = usize::try_from(at / 8).unwrap_or(usize::MAX);
        if octet >= MAX_PORT_LIST {
            continue;
        }
        list.resize(list.len().max(octet + 1), 0);
        if let Some(bits) = list.get_mut(octet) {
            *bits |= 0x80_u8 >> (at % 8);
        }
    }
    Value::OctetString(list)
}
