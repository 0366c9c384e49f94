//! What every device of a [`Canned`](super::Canned) agent has: the system group, `ifTable`, `ifXTable`.

use crate::value::{Moment, Oid, TimeTicks, Value, VarBind};
use crate::wire::Version;
use crate::wire::ber::Writer;
use crate::wire::write_varbind;

const SYSTEM: [u32; 7] = [1, 3, 6, 1, 2, 1, 1];
const IF_NUMBER: [u32; 9] = [1, 3, 6, 1, 2, 1, 2, 1, 0];
const IF_ENTRY: [u32; 9] = [1, 3, 6, 1, 2, 1, 2, 2, 1];
const IF_X_ENTRY: [u32; 10] = [1, 3, 6, 1, 2, 1, 31, 1, 1, 1];

/// Hundredths of a second that a device is up at [`Moment::START`], 46.6 hours: a number of four octets.
const UP_AT_START: u64 = 1 << 24;

/// Hundredths of a second since a device started.
pub(super) fn uptime(now: Moment) -> u64 {
    // The limit keeps it four octets long; it is reached after 244 days.
    (UP_AT_START + now.as_nanos() / 10_000_000).min((1 << 31) - 1)
}

/// A number that moves. It keeps its length, so that it can be written over.
#[derive(Clone, Copy, Debug)]
pub(super) enum Count {
    /// sysUpTime: four octets.
    Uptime,
    /// A Counter32 of four octets: `start` and `step` per hundredth of a second.
    Narrow { start: u64, step: u64 },
    /// A Counter64 of six octets.
    Wide { start: u64, step: u64 },
}

impl Count {
    /// What a device says after that many hundredths of a second.
    pub(super) fn at(self, device: u32, uptime: u64) -> u64 {
        let (device, since) = (u64::from(device & 0x00ff_ffff), uptime - UP_AT_START);
        match self {
            Self::Uptime => uptime,
            // From 2²⁴ to 2³¹−1: starts anew after a month.
            Self::Narrow { start, step } => (1 << 24) + (start + device * 16 + step * since) % ((1 << 31) - (1 << 24)),
            // From 2⁴⁰ to 2⁴⁷−1: starts anew after months.
            Self::Wide { start, step } => (1 << 40) + (start + (device << 16) + step * since) % ((1 << 47) - (1 << 40)),
        }
    }

    /// How long it is.
    pub(super) fn octets(self) -> usize {
        match self {
            Self::Uptime | Self::Narrow { .. } => 4,
            Self::Wide { .. } => 6,
        }
    }

    /// Writes it to the start of `out`.
    pub(super) fn write(self, out: &mut [u8], device: u32, uptime: u64) {
        let octets = self.at(device, uptime).to_be_bytes();
        match self {
            Self::Uptime | Self::Narrow { .. } => overwrite::<4>(out, &octets),
            Self::Wide { .. } => overwrite::<6>(out, &octets),
        }
    }
}

fn overwrite<const N: usize>(out: &mut [u8], octets: &[u8; 8]) {
    if let (Some(out), Some(octets)) = (out.first_chunk_mut::<N>(), octets.last_chunk::<N>()) {
        *out = *octets;
    }
}

/// One instance.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) name: Oid,
    /// The encoded variable.
    pub(super) octets: Vec<u8>,
    content: Content,
}

#[derive(Clone, Debug)]
enum Content {
    Fixed(Value),
    Moving(Count),
}

impl Row {
    fn new(name: Oid, content: Content) -> Self {
        let mut row = Self { name, octets: Vec::new(), content };
        let varbind = VarBind::new(row.name.clone(), row.value(0, UP_AT_START));
        let mut writer = Writer::new(&mut row.octets);
        // Every name here starts with 1.3, which BER can express.
        if write_varbind(&mut writer, &varbind).is_ok() {
            writer.finish();
        }
        row
    }

    pub(super) fn value(&self, device: u32, uptime: u64) -> Value {
        let count = match &self.content {
            Content::Fixed(value) => return value.clone(),
            Content::Moving(count) => *count,
        };
        let number = count.at(device, uptime);
        match count {
            Count::Uptime => Value::TimeTicks(TimeTicks(u32::try_from(number).unwrap_or(u32::MAX))),
            Count::Narrow { .. } => Value::Counter32(u32::try_from(number).unwrap_or(u32::MAX)),
            Count::Wide { .. } => Value::Counter64(number),
        }
    }

    /// The number, where it moves.
    pub(super) fn count(&self) -> Option<Count> {
        match self.content {
            Content::Fixed(_) => None,
            Content::Moving(count) => Some(count),
        }
    }

    /// v1 has no Counter64 (RFC 3584 §4.2.2.1).
    pub(super) fn is_in(&self, version: Version) -> bool {
        version == Version::V2c || !matches!(self.content, Content::Moving(Count::Wide { .. }))
    }
}

/// All instances of a device, in their order.
#[derive(Clone, Debug)]
pub(super) struct Rows(Vec<Row>);

impl Rows {
    pub(super) fn new(interfaces: u32) -> Self {
        let mut rows: Vec<Row> = (1..=7).map(|object| Row::new(child(&SYSTEM, object, 0), system(object))).collect();
        rows.push(Row::new(Oid::new(&IF_NUMBER), fixed(integer(interfaces))));
        for column in 1..=22 {
            rows.extend(
                (1..=interfaces).map(|index| Row::new(child(&IF_ENTRY, column, index), if_entry(column, index))),
            );
        }
        for column in 1..=19 {
            let row = |index| Row::new(child(&IF_X_ENTRY, column, index), if_x_entry(column, index));
            rows.extend((1..=interfaces).map(row));
        }
        Self(rows)
    }

    pub(super) fn get(&self, name: &Oid) -> Option<&Row> {
        let at = self.0.binary_search_by(|row| row.name.cmp(name)).ok()?;
        self.0.get(at)
    }

    /// Those after `name`, in order.
    pub(super) fn after(&self, name: &Oid) -> std::slice::Iter<'_, Row> {
        let at = self.0.partition_point(|row| row.name <= *name);
        self.0.get(at..).unwrap_or_default().iter()
    }

    /// Whether the object of that instance exists, in whatever instances.
    pub(super) fn has_object_of(&self, name: &Oid) -> bool {
        let at = self.0.partition_point(|row| row.name <= *name);
        let near = [at.checked_sub(1).and_then(|before| self.0.get(before)), self.0.get(at)];
        near.into_iter().flatten().any(|row| row.name.split_last().is_some_and(|(_, object)| name.starts_with(object)))
    }
}

fn child(parent: &[u32], object: u32, index: u32) -> Oid {
    Oid::new(parent).child(&[object, index])
}

fn fixed(value: Value) -> Content {
    Content::Fixed(value)
}

fn text(text: impl Into<String>) -> Content {
    fixed(Value::OctetString(text.into().into_bytes()))
}

fn integer(number: u32) -> Value {
    Value::Integer(i32::try_from(number).unwrap_or(i32::MAX))
}

/// SNMPv2-MIB, system.
fn system(object: u32) -> Content {
    match object {
        1 => text("netwarden canned agent"),
        2 => fixed(Value::ObjectId(Oid::new(&[1, 3, 6, 1, 4, 1, 32473, 1]))), // RFC 5612: an enterprise of examples
        3 => Content::Moving(Count::Uptime),
        4 => text("noc@example.org"),
        5 => text("canned"),
        6 => text("nowhere"),
        _ => fixed(Value::Integer(2)),
    }
}

/// IF-MIB, ifEntry.
fn if_entry(column: u32, index: u32) -> Content {
    match column {
        1 => fixed(integer(index)),
        2 => text(format!("GigabitEthernet1/0/{index}")),
        3 => fixed(Value::Integer(6)), // ethernetCsmacd
        4 => fixed(Value::Integer(1500)),
        5 => fixed(Value::Gauge32(1_000_000_000)),
        6 => {
            let [_, high, middle, low] = index.to_be_bytes();
            fixed(Value::OctetString(vec![0x02, 0, 0x5e, high, middle, low]))
        }
        7 | 8 => fixed(Value::Integer(1)), // up
        9 => fixed(Value::TimeTicks(TimeTicks(1_000))),
        21 => fixed(Value::Gauge32(0)),
        22 => fixed(Value::ObjectId(Oid::new(&[0, 0]))),
        _ => Content::Moving(Count::Narrow {
            start: u64::from(index) * 512 + u64::from(column),
            step: 1 + u64::from(index + column) % 7,
        }),
    }
}

/// IF-MIB, ifXEntry.
fn if_x_entry(column: u32, index: u32) -> Content {
    match column {
        1 => text(format!("Gi1/0/{index}")),
        2..=5 => Content::Moving(Count::Narrow {
            start: u64::from(index) * 512 + u64::from(column),
            step: 1 + u64::from(index + column) % 7,
        }),
        6..=13 => Content::Moving(Count::Wide {
            start: u64::from(index) * 512 + u64::from(column),
            step: 1_000 + u64::from(index % 997) * 32 + u64::from(column),
        }),
        14 => fixed(Value::Integer(1)), // enabled
        15 => fixed(Value::Gauge32(1_000)),
        16 => fixed(Value::Integer(2)), // not promiscuous
        17 => fixed(Value::Integer(1)), // has a connector
        18 => text("uplink"),
        _ => fixed(Value::TimeTicks(TimeTicks(0))),
    }
}
