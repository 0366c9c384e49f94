//! Ids that are the same on every machine and in every version of the compiler; and maps that are fast where the order
//! of entries does not matter.

use std::collections::{HashMap, HashSet};
use std::fmt;

use super::graph::{End, Layer};

/// A map whose hasher is several times as fast as that of the standard library, and seeded like it.
pub(super) type Map<K, V> = HashMap<K, V, foldhash::fast::RandomState>;

/// A set of that kind.
pub(super) type Set<K> = HashSet<K, foldhash::fast::RandomState>;

/// The hash of the parts as 16 hexadecimal digits.
///
/// It is not secure against somebody who wants two links to share an id; it needs not be.
pub(super) fn stable_id<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    format!("{:016x}", stable_hash(parts.into_iter().map(str::as_bytes)))
}

/// FNV-1a of 64 bits over the parts, each followed by a zero byte.
pub(super) fn stable_hash<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> u64 {
    let mut hash = Fnv::default();
    for part in parts {
        hash.add(part);
        hash.add(&[0]);
    }
    hash.0
}

/// FNV-1a of 64 bits.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

impl fmt::Write for Fnv {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.add(text.as_bytes());
        Ok(())
    }
}

/// Writes what identifies an end in a hash: the node and the port by name and number.
fn write_end(end: &End, to: &mut impl fmt::Write) -> fmt::Result {
    to.write_str(&end.node)?;
    to.write_char('\u{1}')?;
    to.write_str(end.port.as_deref().unwrap_or_default())?;
    to.write_char('\u{1}')?;
    end.if_index.map_or(Ok(()), |index| write!(to, "{index}"))
}

/// What identifies an end in a hash.
pub(super) fn end_key(end: &End) -> String {
    let mut key = String::new();
    // Neither a text nor a hash refuses what is written to it.
    let _ = write_end(end, &mut key);
    key
}

/// The id of the link between two ends, the lesser first.
pub(super) fn link_id(a: &End, b: &End, layer: Layer) -> String {
    let layer = match layer {
        Layer::L2 => "l2",
        Layer::L3 => "l3",
    };
    let mut hash = Fnv::default();
    for end in [a, b] {
        let _ = write_end(end, &mut hash);
        hash.add(&[0]);
    }
    hash.add(layer.as_bytes());
    hash.add(&[0]);
    format!("{:016x}", hash.0)
}
