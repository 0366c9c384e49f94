//! Names that IANA gave to numbers. The tables are made by `data/make-names.py`, which names their sources.

use crate::value::Oid;

const IF_TYPES: &str = include_str!("../../data/if-types.tsv");
#[cfg(feature = "names")]
const ENTERPRISES: &str = include_str!("../../data/enterprises.tsv");
#[cfg(not(feature = "names"))]
const ENTERPRISES: &str = "";

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

/// Bisects lines of `number<TAB>name`, ascending by number.
fn look_up(table: &'static str, wanted: u32) -> Option<&'static str> {
    let mut rest = table;
    while !rest.is_empty() {
        let middle =
            rest.as_bytes().iter().take(rest.len() / 2).rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let (before, from) = rest.split_at_checked(middle)?;
        let (line, after) = from.split_once('\n').unwrap_or((from, ""));
        let (number, name) = line.split_once('\t')?;
        match number.parse::<u32>().ok()?.cmp(&wanted) {
            std::cmp::Ordering::Equal => return Some(name),
            std::cmp::Ordering::Less => rest = after,
            std::cmp::Ordering::Greater => rest = before,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_found_and_nothing_else() {
        for table in [IF_TYPES, ENTERPRISES] {
            let mut last = None;
            for line in table.lines() {
                let (number, name) = line.split_once('\t').unwrap();
                let number: u32 = number.parse().unwrap();
                assert!(last < Some(number), "{number} is not in ascending order");
                assert_eq!(look_up(table, number), Some(name));
                last = Some(number);
            }
            assert_eq!(look_up(table, u32::MAX), None);
        }
    }

    #[test]
    fn the_names_that_matter_are_there() {
        assert_eq!(if_type_name(6), Some("ethernetCsmacd"));
        assert_eq!(if_type_name(71), Some("ieee80211"));
        assert_eq!(if_type_name(161), Some("ieee8023adLag"));
        assert_eq!(if_type_name(0), None);
    }

    #[test]
    #[cfg(feature = "names")]
    fn a_maker_is_known_by_its_enterprise_number() {
        let product: Oid = "1.3.6.1.4.1.9.1.516".parse().unwrap();
        assert_eq!(enterprise_number(&product).and_then(enterprise_name), Some("ciscoSystems"));
        assert_eq!(enterprise_name(8072), Some("net-snmp"));
        assert_eq!(enterprise_number(&"1.3.6.1.2.1".parse().unwrap()), None);
    }
}
