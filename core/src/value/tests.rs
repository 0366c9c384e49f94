use super::*;

#[test]
fn oid_reads_with_and_without_leading_dot_and_prints_without() {
    for text in ["1.3.6.1.2.1.1.5.0", ".1.3.6.1.2.1.1.5.0"] {
        assert_eq!(text.parse::<Oid>().unwrap().to_string(), "1.3.6.1.2.1.1.5.0");
    }
}

#[test]
fn oid_refuses_what_is_not_numbers_and_says_what_would_be() {
    for text in ["", ".", "1..3", "1.3.x", "1.+3", "1.4294967296", "1.3."] {
        let message = text.parse::<Oid>().unwrap_err().to_string();
        assert!(message.starts_with(&format!("\"{text}\" is not a valid object identifier: ")), "{message}");
    }
}

#[test]
fn oid_orders_as_tables_do() {
    assert!(oid(&[1, 3, 6]) < oid(&[1, 3, 6, 0]));
    assert!(oid(&[1, 3, 6, 9]) < oid(&[1, 3, 6, 10]));
}

#[test]
fn oid_suffix_is_what_follows_the_prefix() {
    let name = oid(&[1, 3, 6, 1, 5]);
    assert_eq!(name.suffix_of(&[1, 3, 6]), Some(&[1, 5][..]));
    assert_eq!(name.suffix_of(&[1, 4]), None);
}

#[test]
fn mac_reads_the_four_ways_people_write_it() {
    let mac = MacAddr([0x00, 0x1e, 0x58, 0xa3, 0x2f, 0xcd]);
    for text in ["00:1e:58:a3:2f:cd", "00-1E-58-A3-2F-CD", "001e.58a3.2fcd", "001e58a32fcd", "0:1e:58:a3:2f:cd"] {
        assert_eq!(text.parse::<MacAddr>().unwrap(), mac);
    }
    for text in [
        "",
        "00:1e:58:a3:2f",
        "00:1e:58:a3:2f:zz",
        "é01e58a32fcd",
        "001e58a32fc",
        "00:1e:58:a3:2f:cd:00",
        "+1:1e:58:a3:2f:cd",
    ] {
        assert!(text.parse::<MacAddr>().is_err(), "{text}");
    }
}

#[test]
fn bridge_id_is_priority_and_address() {
    let id = BridgeId::from_slice(&[0x80, 0x01, 0, 0x1e, 0x58, 0xa3, 0x2f, 0xcd]).unwrap();
    assert_eq!(id.to_string(), "32769/00:1e:58:a3:2f:cd");
    assert_eq!(BridgeId::from_slice(&[0x80]), None);
}

#[test]
fn ids_print_by_subtype_and_never_fail() {
    assert_eq!(ChassisId::new(ChassisIdSubtype::MacAddress, [0, 1, 2, 3, 4, 5]).to_string(), "00:01:02:03:04:05");
    assert_eq!(ChassisId::new(ChassisIdSubtype::NetworkAddress, [1, 10, 0, 0, 1]).to_string(), "10.0.0.1");
    assert_eq!(PortId::new(PortIdSubtype::InterfaceName, *b"Gi1/0/1\0").to_string(), "Gi1/0/1");
    assert_eq!(PortId::new(PortIdSubtype::MacAddress, *b"eth0").to_string(), "eth0");
    assert_eq!(PortId::new(PortIdSubtype::Other(0), [0xff, 0]).to_string(), "ff:00");
}

#[test]
fn time_ticks_print_as_people_read_them() {
    assert_eq!(TimeTicks(106_264_506).to_string(), "12 d 7:10:45.06");
    assert_eq!(TimeTicks(99).to_string(), "0:00:00.99");
}

#[test]
fn values_print_their_content() {
    let octets = |octets: &[u8]| Value::OctetString(octets.to_vec());
    for (value, text) in [
        (Value::Integer(-5), "-5"),
        (Value::Counter64(u64::MAX), "18446744073709551615"),
        (Value::TimeTicks(TimeTicks(123_456)), "0:20:34.56"),
        (Value::ObjectId(oid(&[1, 3, 6])), "1.3.6"),
        (octets(b"Core router\r\n"), "Core router\r\n"),
        (octets("Büro".as_bytes()), "Büro"),
        (octets(&[0x00, 0x1e, 0x58]), "00 1e 58"),
        (octets(&[0xfc]), "fc"),
        (octets(&[]), ""),
        (Value::NoSuchInstance, "noSuchInstance"),
    ] {
        assert_eq!(value.to_string(), text);
    }
    assert_eq!(VarBind::new(oid(&[1, 3]), Value::Null).to_string(), "1.3 = null");
}

#[test]
fn an_uptime_that_went_back_is_a_restart_unless_it_wrapped_or_trembles() {
    let table = [
        (360_000, 360_001, false),
        (360_000, 360_000, false),
        (360_000, 359_900, false),
        (360_000, 359_899, true),
        (360_000, 0, true),
        (101, 0, true),
        (100, 0, false),
        // RFC 2578 §7.1.8: it wraps at 2³².
        (u32::MAX - 50, 100, false),
        (u32::MAX, 359_999, false),
        (u32::MAX, 360_000, true),
    ];
    for (earlier, later, is_restart) in table {
        assert_eq!(TimeTicks(later).is_after_restart(TimeTicks(earlier)), is_restart, "{earlier} {later}");
    }
}

#[test]
fn the_word_of_a_type_is_the_one_in_json() {
    let all = [
        SmiType::Integer,
        SmiType::OctetString,
        SmiType::Null,
        SmiType::ObjectId,
        SmiType::IpAddress,
        SmiType::Counter32,
        SmiType::Gauge32,
        SmiType::TimeTicks,
        SmiType::Opaque,
        SmiType::Counter64,
        SmiType::Exception,
    ];
    for kind in all {
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.word());
        assert_eq!(kind.word().parse::<SmiType>().unwrap(), kind);
    }
    let message = "Counter64".parse::<SmiType>().unwrap_err().to_string();
    assert!(message.contains("\"Counter64\" is not a valid type of a value"), "{message}");
    assert!(message.contains("integer, octet-string"), "{message}");
}
