//! Names that IANA and IEEE gave to numbers. The tables are made by `data/make-names.py`, which names their sources.

use std::cmp::Ordering;

use crate::value::{MacAddr, Oid};

pub(super) const IF_TYPES: &str = include_str!("../../data/if-types.tsv");
#[cfg(feature = "names")]
pub(super) const ENTERPRISES: &str = include_str!("../../data/enterprises.tsv");
#[cfg(not(feature = "names"))]
pub(super) const ENTERPRISES: &str = "";
#[cfg(feature = "names")]
pub(super) const OUI: &str = include_str!("../../data/oui.tsv");
#[cfg(not(feature = "names"))]
pub(super) const OUI: &str = "";

/// The name of an `ifType` (IANAifType-MIB), such as `ethernetCsmacd` of 6.
#[must_use]
pub fn if_type_name(if_type: u32) -> Option<&'static str> {
    look_up(IF_TYPES, if_type)
}

/// The holder of a private enterprise number (IANA), such as `ciscoSystems` of 9. Knows none without the
/// feature `names`.
#[must_use]
pub fn enterprise_name(number: u32) -> Option<&'static str> {
    look_up(ENTERPRISES, number)
}

/// The private enterprise number in an object identifier, such as 9 in `1.3.6.1.4.1.9.1.516`.
#[must_use]
pub fn enterprise_number(name: &Oid) -> Option<u32> {
    name.suffix_of(&[1, 3, 6, 1, 4, 1])?.first().copied()
}

/// The holder of the block that a MAC address is from (IEEE MA-S of 36 bits, MA-M of 28, MA-L of 24), such as
/// `Cisco Systems, Inc` of `00:00:0c:00:00:01`. Nobody holds locally administered and group addresses. Knows none
/// without the feature `names`.
#[must_use]
pub fn mac_vendor(mac: MacAddr) -> Option<&'static str> {
    if mac.is_local() || mac.is_group() {
        return None;
    }
    let digits: String = mac.0.iter().map(|octet| format!("{octet:02x}")).collect();
    [9, 7, 6].into_iter().find_map(|len| {
        let prefix = digits.get(..len)?;
        bisect(OUI, |key| Some(key.cmp(prefix)))
    })
}

/// Looks a number up in lines of `number<TAB>name`, ascending by number.
pub(super) fn look_up(table: &'static str, wanted: u32) -> Option<&'static str> {
    bisect(table, |key| Some(key.parse::<u32>().ok()?.cmp(&wanted)))
}

/// Bisects lines of `key<TAB>name`; `compare` says how a key is to the wanted one.
pub(super) fn bisect(table: &'static str, compare: impl Fn(&str) -> Option<Ordering>) -> Option<&'static str> {
    let mut rest = table;
    while !rest.is_empty() {
        let mut before_middle = rest.as_bytes().iter().take(rest.len() / 2);
        let middle = before_middle.rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let (before, from) = rest.split_at_checked(middle)?;
        let (line, after) = from.split_once('\n').unwrap_or((from, ""));
        let (key, name) = line.split_once('\t')?;
        match compare(key)? {
            Ordering::Equal => return Some(name),
            Ordering::Less => rest = after,
            Ordering::Greater => rest = before,
        }
    }
    None
}
