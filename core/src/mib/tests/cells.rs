//! What agents send for a column, and what it is read as.

use std::fmt::Debug;
use std::net::Ipv4Addr;

use super::*;
use crate::value::{BridgeId, BridgePort, TimeTicks, VlanId};

fn octets(octets: &[u8]) -> Value {
    Value::OctetString(octets.to_vec())
}

#[track_caller]
fn reads<T: Cell + PartialEq + Debug>(value: Value, expected: T) {
    assert_eq!(T::decode(&value), Ok(Some(expected)), "{value:?}");
}

#[track_caller]
fn empty<T: Cell + PartialEq + Debug>(value: Value) {
    assert_eq!(T::decode(&value), Ok(None), "{value:?}");
}

#[track_caller]
fn wrong<T: Cell + PartialEq + Debug>(value: Value) {
    assert_eq!(T::decode(&value), Err(WrongType), "{value:?}");
}

#[test]
fn unsigned_numbers_come_as_any_number() {
    for value in [
        Value::Gauge32(7),
        Value::Counter32(7),
        Value::Integer(7),
        Value::TimeTicks(TimeTicks(7)),
        Value::Counter64(7),
        text(" 7"),
    ] {
        reads(value.clone(), 7_u32);
        reads(value.clone(), 7_u64);
        reads(value.clone(), 7_i32);
        reads(value.clone(), IfIndex(7));
        reads(value.clone(), BridgePort(7));
        reads(value.clone(), VlanId(7));
        reads(value, TimeTicks(7));
    }
    reads(Value::Integer(-1), u32::MAX);
    reads(Value::Integer(-1), -1_i32);
    reads(Value::Counter64(u64::MAX), u64::MAX);
}

#[test]
fn numbers_that_do_not_fit_are_wrong() {
    wrong::<u32>(Value::Counter64(1 << 32));
    wrong::<i32>(Value::Gauge32(1 << 31));
    wrong::<VlanId>(Value::Gauge32(1 << 16));
    wrong::<u64>(text("99999999999999999999"));
}

#[test]
fn what_is_no_number_is_wrong() {
    wrong::<u32>(text("7 Mbit/s"));
    wrong::<u32>(text("-7"));
    wrong::<u32>(Value::IpAddress(Ipv4Addr::LOCALHOST));
    wrong::<i32>(Value::ObjectId(Oid::new(&[1, 3])));
    empty::<u32>(text(""));
}

#[test]
fn counter64_in_opaque() {
    reads(Value::Opaque(vec![0x9f, 0x76, 2, 1, 0]), 256_u64);
    reads(Value::Opaque(vec![0x9f, 0x76, 8, 255, 255, 255, 255, 255, 255, 255, 255]), u64::MAX);
    wrong::<u64>(Value::Opaque(vec![0x9f, 0x76, 3, 1, 0]));
    wrong::<u64>(Value::Opaque(vec![0x9f, 0x78, 2, 1, 0]));
    wrong::<u64>(Value::Opaque(vec![0x9f, 0x76, 0]));
}

#[test]
fn text_is_utf8_or_latin1_without_nuls_at_its_end() {
    reads(text("Büro\0\0"), "Büro".to_owned());
    reads(octets(b"B\xfcro"), "Büro".to_owned());
    reads(octets(b"a\0b\0"), "a\0b".to_owned());
    reads(octets(b"\0"), String::new());
    wrong::<String>(Value::Integer(5));
}

#[test]
fn mac_addresses_come_as_octets_or_text() {
    let mac = MacAddr([0x00, 0x1e, 0x58, 0xa3, 0x2f, 0xcd]);
    for value in [
        octets(&mac.0),
        text("0:1e:58:a3:2f:cd"),
        text("00:1E:58:A3:2F:CD"),
        text("00-1e-58-a3-2f-cd"),
        text("00 1E 58 A3 2F CD "),
        text("001e.58a3.2fcd"),
        text("001e58a32fcd"),
        text("0x001e58a32fcd"),
    ] {
        reads(value, mac);
    }
    reads(octets(b"uplink"), MacAddr(*b"uplink"));
    empty::<MacAddr>(text(""));
    for value in [octets(&[1, 2, 3]), octets(&[0; 8]), text("uplink1"), text("0:1e:58:a3:2f"), text("1:2:3:4:5:ffff")] {
        wrong::<MacAddr>(value);
    }
    wrong::<MacAddr>(Value::Integer(0));
}

#[test]
fn bridge_ids_come_as_octets_or_text() {
    let id = BridgeId { priority: 0x8001, mac: MacAddr([0, 1, 2, 3, 4, 5]) };
    for value in [
        octets(&[0x80, 1, 0, 1, 2, 3, 4, 5]),
        text("80:01:00:01:02:03:04:05"),
        text("80 01 00 01 02 03 04 05"),
        text("8001.000102030405"),
    ] {
        reads(value, id);
    }
    empty::<BridgeId>(text(""));
    wrong::<BridgeId>(text("32769"));
    wrong::<BridgeId>(octets(&[0, 1, 2, 3, 4, 5]));
}

#[test]
fn addresses_come_as_addresses_octets_or_text() {
    let address = Ipv4Addr::new(10, 0, 0, 1);
    for value in [Value::IpAddress(address), octets(&[10, 0, 0, 1]), text("10.0.0.1")] {
        reads(value, address);
    }
    wrong::<Ipv4Addr>(text("10.0.0"));
    empty::<Ipv4Addr>(text(""));
}

#[test]
fn object_identifiers_come_as_such_or_as_text() {
    let name = Oid::new(&[1, 3, 6, 1, 4, 1, 9]);
    reads(Value::ObjectId(name.clone()), name.clone());
    reads(text(".1.3.6.1.4.1.9"), name);
    empty::<Oid>(Value::ObjectId(Oid::default()));
    wrong::<Oid>(Value::ObjectId(Oid::new(&[1; 129])));
    wrong::<Oid>(text("enterprises.9"));
}

#[test]
fn port_lists_count_from_the_most_significant_bit() {
    assert_eq!(ports_from_list(&[0b1000_0001, 0, 0b0100_0000]), [BridgePort(1), BridgePort(8), BridgePort(18)]);
    assert_eq!(ports_from_list(&[]), []);
}
