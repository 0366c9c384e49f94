//! Registries of names.

use super::super::names::*;
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

#[test]
fn every_block_of_addresses_is_found() {
    let lines = || OUI.lines().map(|line| line.split_once('\t').unwrap());
    assert!(lines().zip(lines().skip(1)).all(|(one, next)| one.0 < next.0));
    for (prefix, name) in lines().step_by(7) {
        assert_eq!(bisect(OUI, |key| Some(key.cmp(prefix))), Some(name));
    }
}

#[test]
#[cfg(feature = "names")]
fn the_smallest_block_that_holds_an_address_names_it() {
    let vendor = |text: &str| mac_vendor(text.parse().unwrap());
    assert_eq!(vendor("00:00:0c:00:00:01"), Some("Cisco Systems, Inc"));
    let (prefix, small) = OUI.lines().filter_map(|line| line.split_once('\t')).find(|(key, _)| key.len() == 9).unwrap();
    let digits = format!("{prefix}000");
    assert_eq!(vendor(&digits), Some(small));
    assert_eq!(vendor("02:00:00:00:00:01"), None, "locally administered");
    assert_eq!(vendor("01:00:0c:cc:cc:cc"), None, "a group");
}
