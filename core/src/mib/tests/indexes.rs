//! Indexes of rows (RFC 2578 §7.7).

use std::net::{IpAddr, Ipv4Addr};

use super::*;

fn parsed<T: IndexPart>(index: &[u32]) -> Option<T> {
    let mut parts = IndexParts::new(index, TableKind::Rows);
    let part = parts.take();
    if parts.end() { part } else { None }
}

#[test]
fn inet_addresses_carry_type_and_length() {
    let ip = |text: &str| Some(InetAddress(text.parse::<IpAddr>().unwrap()));
    let v6: Vec<u32> = [2, 16, 0x20, 1, 0xd, 0xb8].into_iter().chain([0; 11]).chain([1]).collect();
    assert_eq!(parsed(&[1, 4, 10, 0, 0, 1]), ip("10.0.0.1"));
    assert_eq!(parsed(&v6), ip("2001:db8::1"));
    assert_eq!(parsed(&[3, 8, 169, 254, 0, 1, 0, 0, 0, 5]), ip("169.254.0.1"));
    let zoned: Vec<u32> = [4, 20, 0xfe, 0x80].into_iter().chain([0; 13]).chain([1, 0, 0, 0, 5]).collect();
    assert_eq!(parsed(&zoned), ip("fe80::1"));
    for index in [&[1, 4, 10, 0, 0][..], &[1, 4, 10, 0, 0, 256], &[1, 5, 10, 0, 0, 1, 1], &[16, 1, 97], &[], &[1]] {
        assert_eq!(parsed::<InetAddress>(index), None, "{index:?}");
    }
}

#[test]
fn lldp_addresses_keep_what_is_no_ip_address() {
    let v4 = parsed::<LldpAddress>(&[1, 4, 10, 0, 0, 1]).unwrap();
    assert_eq!(v4.ip(), Some(Ipv4Addr::new(10, 0, 0, 1).into()));
    let mac = parsed::<LldpAddress>(&[6, 6, 0, 1, 2, 3, 4, 5]).unwrap();
    assert_eq!((mac.ip(), mac.octets.as_slice()), (None, &[0, 1, 2, 3, 4, 5][..]));
    assert_eq!(parsed::<LldpAddress>(&[1, 4, 10, 0, 0]), None);
    assert_eq!(parsed::<LldpAddress>(&[1, u32::MAX, 10]), None);
}

#[test]
fn an_index_has_all_parts_and_nothing_else() {
    assert_eq!(parsed::<MacAddr>(&[0, 1, 2, 3, 4, 5]), Some(MacAddr([0, 1, 2, 3, 4, 5])));
    assert_eq!(parsed::<MacAddr>(&[0, 1, 2, 3, 4, 5, 6]), None);
    assert_eq!(parsed::<MacAddr>(&[0, 1, 2, 3, 4]), None);
    assert_eq!(parsed::<IfIndex>(&[]), None);
    let mut parts = IndexParts::new(&[7], TableKind::Rows);
    assert_eq!(parts.take::<MacAddr>(), None);
    assert_eq!(parts.take::<IfIndex>(), None, "nothing follows a part that is wrong");
    assert!(!parts.end());
}

#[test]
fn the_index_of_a_scalar_is_zero() {
    assert!(IndexParts::new(&[0], TableKind::Scalars).end());
    assert!(!IndexParts::new(&[], TableKind::Scalars).end());
    assert!(!IndexParts::new(&[1], TableKind::Scalars).end());
}
