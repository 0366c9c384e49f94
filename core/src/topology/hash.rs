//! Ids that are the same on every machine and in every version of the compiler; and maps that are fast where the order
//! of entries does not matter.

use std::collections::{HashMap, HashSet};

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
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for part in parts {
        for byte in part.iter().chain(&[0]) {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
}

/// What identifies an end in a hash: the node and the port by name and number.
pub(super) fn end_key(end: &End) -> String {
    let index = end.if_index.map_or(String::new(), |index| index.to_string());
    format!("{}\u{1}{}\u{1}{index}", end.node, end.port.as_deref().unwrap_or_default())
}

/// The id of the link between two ends, the lesser first.
pub(super) fn link_id(a: &End, b: &End, layer: Layer) -> String {
    let layer = match layer {
        Layer::L2 => "l2",
        Layer::L3 => "l3",
    };
    stable_id([end_key(a).as_str(), end_key(b).as_str(), layer])
}
