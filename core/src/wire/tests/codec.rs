use std::net::Ipv4Addr;

use crate::value::{Oid, TimeTicks, Value, VarBind, oid};
use crate::wire::DecodeErrorKind as Kind;
use crate::wire::*;

const SYS_NAME: &[u32] = &[1, 3, 6, 1, 2, 1, 1, 5, 0];
/// Where the value begins in [`with_value`]: it is the offset that errors name.
const VALUE: usize = 38;

fn message(version: Version, pdu: Pdu) -> Message {
    Message { version, community: CommunityString::new("public"), pdu }
}

fn response(varbinds: Vec<VarBind>) -> Pdu {
    Pdu::Response(Response { id: 0x1234_5678, status: ErrorStatus::NoError, index: 0, varbinds })
}

fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    // RFC 3417 §8 (1) permits this length form for any size.
    let [high, low] = u16::try_from(content.len()).unwrap().to_be_bytes();
    [&[tag, 0x82, high, low], content].concat()
}

/// A v2c response with these encoded varbinds.
fn with_varbinds(varbinds: &[u8]) -> Vec<u8> {
    let head = [&[0x02, 0x01, 0x01][..], &tlv(0x04, b"pub")].concat();
    let pdu = [&[0x02, 0x01, 0x07, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00][..], &tlv(0x30, varbinds)].concat();
    tlv(0x30, &[head, tlv(0xa2, &pdu)].concat())
}

fn varbind(name: &[u8], value: &[u8]) -> Vec<u8> {
    tlv(0x30, &[name, value].concat())
}

/// A v2c response with one variable, 1.3, and that encoded value.
fn with_value(value: &[u8]) -> Vec<u8> {
    with_varbinds(&varbind(&[0x06, 0x01, 0x2b], value))
}

fn kinds(decoded: &Decoded) -> Vec<AnomalyKind> {
    decoded.anomalies.iter().map(|anomaly| anomaly.kind).collect()
}

#[test]
fn rfc3416_3_response_is_these_octets() {
    let message =
        message(Version::V2c, response(vec![VarBind::new(oid(SYS_NAME), Value::OctetString(b"sw1".to_vec()))]));
    let octets = [
        0x30, 0x2c, 0x02, 0x01, 0x01, 0x04, 0x06, b'p', b'u', b'b', b'l', b'i', b'c', 0xa2, 0x1f, 0x02, 0x04, 0x12,
        0x34, 0x56, 0x78, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00, 0x30, 0x11, 0x30, 0x0f, 0x06, 0x08, 0x2b, 0x06, 0x01,
        0x02, 0x01, 0x01, 0x05, 0x00, 0x04, 0x03, b's', b'w', b'1',
    ];
    assert_eq!(encode(&message).unwrap(), octets);
    let decoded = decode(&octets).unwrap();
    assert_eq!(decoded.message, message);
    assert!(decoded.faults.is_empty() && decoded.anomalies.is_empty());
    let peek = peek(&octets).unwrap();
    assert_eq!((peek.version, peek.community, peek.request_id), (Version::V2c, &b"public"[..], Some(0x1234_5678)));
}

#[test]
fn values_have_one_encoding() {
    let cases: [(&str, Value, &[u8]); 35] = [
        ("X.690 8.3.2 zero", Value::Integer(0), &[0x02, 1, 0]),
        ("X.690 8.3.2 one octet", Value::Integer(127), &[0x02, 1, 0x7f]),
        ("X.690 8.3.2 sign octet", Value::Integer(128), &[0x02, 2, 0, 0x80]),
        ("X.690 8.3.2 minus one", Value::Integer(-1), &[0x02, 1, 0xff]),
        ("X.690 8.3.2 minus 128", Value::Integer(-128), &[0x02, 1, 0x80]),
        ("X.690 8.3.2 minus 129", Value::Integer(-129), &[0x02, 2, 0xff, 0x7f]),
        ("RFC 2578 7.1.1 least", Value::Integer(i32::MIN), &[0x02, 4, 0x80, 0, 0, 0]),
        ("RFC 2578 7.1.1 greatest", Value::Integer(i32::MAX), &[0x02, 4, 0x7f, 0xff, 0xff, 0xff]),
        ("RFC 2578 7.1.2 empty", Value::OctetString(vec![]), &[0x04, 0]),
        ("RFC 2578 7.1.2 binary", Value::OctetString(vec![0, 0xff]), &[0x04, 2, 0, 0xff]),
        ("X.690 8.8.2", Value::Null, &[0x05, 0]),
        ("X.690 8.19.4 0.0", Value::ObjectId(oid(&[0, 0])), &[0x06, 1, 0]),
        ("X.690 8.19.4 0.39", Value::ObjectId(oid(&[0, 39])), &[0x06, 1, 39]),
        ("X.690 8.19.4 1.0", Value::ObjectId(oid(&[1, 0])), &[0x06, 1, 40]),
        ("X.690 8.19.4 1.39", Value::ObjectId(oid(&[1, 39])), &[0x06, 1, 79]),
        ("X.690 8.19.4 2.0", Value::ObjectId(oid(&[2, 0])), &[0x06, 1, 80]),
        ("X.690 8.19.4 2.47", Value::ObjectId(oid(&[2, 47])), &[0x06, 1, 127]),
        ("X.690 8.19.5 2.999.3", Value::ObjectId(oid(&[2, 999, 3])), &[0x06, 3, 0x88, 0x37, 3]),
        ("RFC 2578 3.5 2.4294967295", Value::ObjectId(oid(&[2, u32::MAX])), &[0x06, 5, 0x90, 0x80, 0x80, 0x80, 0x4f]),
        (
            "RFC 2578 3.5 arc 2^32-1",
            Value::ObjectId(oid(&[1, 3, u32::MAX])),
            &[0x06, 6, 43, 0x8f, 0xff, 0xff, 0xff, 0x7f],
        ),
        ("X.690 8.19.2 arc 127", Value::ObjectId(oid(&[1, 3, 127])), &[0x06, 2, 43, 0x7f]),
        ("X.690 8.19.2 arc 128", Value::ObjectId(oid(&[1, 3, 128])), &[0x06, 3, 43, 0x81, 0]),
        ("RFC 2578 7.1.5", Value::IpAddress(Ipv4Addr::new(10, 0, 0, 255)), &[0x40, 4, 10, 0, 0, 255]),
        ("RFC 2578 7.1.6 zero", Value::Counter32(0), &[0x41, 1, 0]),
        ("RFC 2578 7.1.6 2^31", Value::Counter32(1 << 31), &[0x41, 5, 0, 0x80, 0, 0, 0]),
        ("RFC 2578 7.1.6 greatest", Value::Counter32(u32::MAX), &[0x41, 5, 0, 0xff, 0xff, 0xff, 0xff]),
        ("RFC 2578 7.1.7 128", Value::Gauge32(128), &[0x42, 2, 0, 0x80]),
        ("RFC 2578 7.1.8", Value::TimeTicks(TimeTicks(u32::MAX)), &[0x43, 5, 0, 0xff, 0xff, 0xff, 0xff]),
        ("RFC 2578 7.1.9", Value::Opaque(vec![0x9f, 0x78, 0]), &[0x44, 3, 0x9f, 0x78, 0]),
        ("RFC 2578 7.1.10 2^63", Value::Counter64(1 << 63), &[0x46, 9, 0, 0x80, 0, 0, 0, 0, 0, 0, 0]),
        ("RFC 2578 7.1.10 2^32", Value::Counter64(1 << 32), &[0x46, 5, 1, 0, 0, 0, 0]),
        ("RFC 2578 7.1.10 greatest", Value::Counter64(u64::MAX), &[0x46, 9, 0, 255, 255, 255, 255, 255, 255, 255, 255]),
        ("RFC 3416 3 noSuchObject", Value::NoSuchObject, &[0x80, 0]),
        ("RFC 3416 3 noSuchInstance", Value::NoSuchInstance, &[0x81, 0]),
        ("RFC 3416 3 endOfMibView", Value::EndOfMibView, &[0x82, 0]),
    ];
    for (name, value, octets) in cases {
        let encoded =
            encode(&message(Version::V2c, response(vec![VarBind::new(oid(&[1, 3]), value.clone())]))).unwrap();
        assert!(encoded.ends_with(octets), "{name}: {encoded:02x?}");
        let decoded = decode(&with_value(octets)).unwrap();
        assert_eq!(decoded.message.pdu.varbinds(), [VarBind::new(oid(&[1, 3]), value)], "{name}");
        assert!(decoded.faults.is_empty() && decoded.anomalies.is_empty(), "{name}");
    }
}

#[test]
fn tolerated_anomalies_decode_to_the_right_value_and_are_reported() {
    let cases: [(&str, &[u8], Value, AnomalyKind); 13] = [
        ("X.690 8.3.2 needless zeros", &[0x02, 4, 0, 0, 0, 5], Value::Integer(5), AnomalyKind::PaddedInteger),
        ("X.690 8.3.2 needless ones", &[0x02, 2, 0xff, 0xfe], Value::Integer(-2), AnomalyKind::PaddedInteger),
        (
            "X.690 8.3.2 nine octets",
            &[0x02, 9, 0, 0, 0, 0, 0, 0, 0, 0, 5],
            Value::Integer(5),
            AnomalyKind::PaddedInteger,
        ),
        ("X.690 8.3.1 no octets", &[0x02, 0], Value::Integer(0), AnomalyKind::EmptyInteger),
        ("X.690 8.3.1 no octets, counter", &[0x41, 0], Value::Counter32(0), AnomalyKind::EmptyInteger),
        (
            "RFC 2578 7.1.6 negative-encoded Counter32",
            &[0x41, 4, 0x80, 0, 0, 1],
            Value::Counter32(0x8000_0001),
            AnomalyKind::NegativeUnsigned,
        ),
        ("RFC 2578 7.1.6 minus 56", &[0x41, 1, 0xc8], Value::Counter32(u32::MAX - 55), AnomalyKind::NegativeUnsigned),
        (
            "RFC 2578 7.1.10 negative-encoded Counter64",
            &[0x46, 8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe],
            Value::Counter64(u64::MAX - 1),
            AnomalyKind::NegativeUnsigned,
        ),
        ("X.690 8.19 no octets", &[0x06, 0], Value::ObjectId(oid(&[0, 0])), AnomalyKind::EmptyOid),
        ("X.690 8.8.2 content", &[0x05, 1, 0], Value::Null, AnomalyKind::NullWithContent),
        ("RFC 3416 3 content", &[0x82, 1, 0], Value::EndOfMibView, AnomalyKind::NullWithContent),
        ("RFC 1442 UInteger32", &[0x47, 1, 9], Value::Gauge32(9), AnomalyKind::ObsoleteUInteger32),
        ("RFC 3416 3 third field", &[0x02, 1, 9, 0x05, 0], Value::Integer(9), AnomalyKind::TrailingBytes),
    ];
    for (name, octets, value, anomaly) in cases {
        let decoded = decode(&with_value(octets)).unwrap();
        assert_eq!(decoded.message.pdu.varbinds(), [VarBind::new(oid(&[1, 3]), value)], "{name}");
        assert!(kinds(&decoded).contains(&anomaly), "{name}: {:?}", decoded.anomalies);
        assert!(decoded.faults.is_empty(), "{name}");
    }
}

#[test]
fn anomalies_are_counted_by_kind_with_the_first_offset() {
    let bad = varbind(&[0x06, 0x01, 0x2b], &[0x41, 4, 0x80, 0, 0, 1]);
    let mut octets = with_varbinds(&[bad.clone(), bad].concat());
    octets.extend([0, 0, 0]);
    let decoded = decode(&octets).unwrap();
    let shown: Vec<_> = decoded.anomalies.iter().map(ToString::to_string).collect();
    assert_eq!(shown, ["trailing bytes at byte 57", "an unsigned number encoded as negative at byte 40 and 1 more"]);
}

#[test]
fn unreadable_values_are_named_and_the_others_kept() {
    let long_oid = tlv(0x06, &[1; 128]);
    let cases: [(&str, &[u8], Kind, usize); 20] = [
        ("BOOLEAN", &[0x01, 1, 1], Kind::UnknownValue(0x01), 0),
        ("RFC 3417 8 (2) constructed string", &[0x24, 0], Kind::UnknownValue(0x24), 0),
        ("RFC 1442 NsapAddress", &[0x45, 0], Kind::UnknownValue(0x45), 0),
        ("X.690 8.1.2.4 long tag", &[0x1f, 0x81, 0], Kind::LongTag, 0),
        ("RFC 3417 8 (1) indefinite", &[0x04, 0x80, 0, 0], Kind::IndefiniteLength, 1),
        ("X.690 8.1.3.5 c reserved", &[0x04, 0xff], Kind::LengthOfLength, 1),
        ("X.690 8.1.3.5 nine octets", &[0x04, 0x89, 0, 0, 0, 0, 0, 0, 0, 0, 0], Kind::LengthOfLength, 1),
        ("X.690 8.1.3 beyond the varbind", &[0x04, 5, 0], Kind::Ends { missing: 4 }, 2),
        (
            "X.690 8.1.3 beyond any datagram",
            &[0x04, 0x88, 255, 255, 255, 255, 255, 255, 255, 255],
            Kind::Ends { missing: usize::MAX },
            10,
        ),
        ("X.690 8.1.1 no value", &[], Kind::Ends { missing: 1 }, 0),
        ("X.690 8.1.1 no length", &[0x04], Kind::Ends { missing: 1 }, 1),
        ("RFC 2578 7.1.1 above 2^31-1", &[0x02, 5, 0, 0x80, 0, 0, 0], Kind::OutOfRange, 0),
        ("X.690 8.3 ten octets", &[0x02, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], Kind::LongInteger { octets: 10 }, 2),
        ("RFC 2578 7.1.6 2^32", &[0x41, 5, 1, 0, 0, 0, 0], Kind::OutOfRange, 2),
        ("RFC 2578 7.1.10 2^64", &[0x46, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0], Kind::OutOfRange, 2),
        ("RFC 2578 7.1.5 five octets", &[0x40, 5, 1, 2, 3, 4, 5], Kind::AddressLength { octets: 5 }, 2),
        ("RFC 2578 3.5 129 arcs", &long_oid, Kind::TooManyArcs, 4 + 127),
        ("RFC 2578 3.5 arc 2^32", &[0x06, 6, 43, 0x90, 0x80, 0x80, 0x80, 0], Kind::ArcOverflow, 3),
        ("X.690 8.19.2 padded", &[0x06, 3, 43, 0x80, 1], Kind::PaddedArc, 3),
        ("X.690 8.19.2 unfinished", &[0x06, 2, 43, 0x81], Kind::UnfinishedArc, 3),
    ];
    let good = varbind(&[0x06, 0x01, 0x2b], &[0x02, 1, 9]);
    for (name, octets, kind, offset) in cases {
        let bad = varbind(&[0x06, 0x01, 0x2c], octets);
        let decoded = decode(&with_varbinds(&[good.clone(), bad, good.clone()].concat())).unwrap();
        assert_eq!(decoded.message.pdu.varbinds().len(), 2, "{name}");
        let [fault] = decoded.faults.as_slice() else { panic!("{name}: {:?}", decoded.faults) };
        assert_eq!((fault.position, fault.rest_lost), (1, false), "{name}");
        assert_eq!(fault.name, Some(oid(&[1, 4])), "{name}");
        assert_eq!((fault.error.kind, fault.error.offset), (kind, VALUE + good.len() + offset), "{name}");
        let order: Vec<_> = decoded.slots().map(|slot| slot.is_ok()).collect();
        assert_eq!(order, [true, false, true], "{name}");
    }
}

#[test]
fn unreadable_names_are_faults_too() {
    let good = varbind(&[0x06, 0x01, 0x2b], &[0x05, 0]);
    let bad = varbind(&[0x06, 0x01, 0x81], &[0x05, 0]);
    let odd = tlv(0x31, &[]);
    let decoded = decode(&with_varbinds(&[bad, good, odd].concat())).unwrap();
    let shown: Vec<_> = decoded.faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        [
            "variable 1: name at byte 37: the object identifier ends within an arc",
            "variable 3: varbind at byte 49: tag 0x30 is expected, 0x31 is there",
        ]
    );
}

#[test]
fn a_list_that_ends_within_a_varbind_keeps_those_before_and_says_so() {
    let good = varbind(&[0x06, 0x01, 0x2b], &[0x05, 0]);
    let decoded = decode(&with_varbinds(&[&good[..], &good[..6]].concat())).unwrap();
    assert_eq!(decoded.message.pdu.varbinds().len(), 1);
    let shown: Vec<_> = decoded.faults.iter().map(ToString::to_string).collect();
    let expected = "variable 2: varbind at byte 44: the octets end here, 3 more are expected; what follows it is lost";
    assert_eq!(shown, [expected]);
}

#[test]
fn wrong_frames_are_errors_with_their_offset() {
    let octets = encode(&message(Version::V2c, response(vec![]))).unwrap();
    let with = |offset: usize, octet: u8| {
        let mut changed = octets.clone();
        changed[offset] = octet;
        changed
    };
    let cases = [
        ("no octets", vec![], "message at byte 0: the octets end here, at least 1 more is expected"),
        ("no message", with(0, 0x31), "message at byte 0: tag 0x30 is expected, 0x31 is there"),
        ("longer than the datagram", with(1, 0x7f), "message at byte 2: the octets end here, 100 more are expected"),
        ("no version", with(2, 0x04), "version at byte 2: tag 0x02 is expected, 0x04 is there"),
        ("SNMPv3", with(4, 3), "version at byte 2: v1 or v2c is expected, this message is SNMPv3"),
        ("version 2", with(4, 2), "version at byte 2: version 0 (v1) or 1 (v2c) is expected, 2 is there"),
        ("no community", with(5, 0x05), "community at byte 5: tag 0x04 is expected, 0x05 is there"),
        ("unknown PDU", with(13, 0xa9), "PDU at byte 13: 0xa9 is not the tag of a PDU"),
        ("v1 trap in v2c", with(13, 0xa4), "PDU at byte 13: the PDU 0xa4 does not exist in this version of SNMP"),
        ("no list", with(27, 0x31), "variable-bindings at byte 27: tag 0x30 is expected, 0x31 is there"),
        (
            "list beyond the PDU",
            with(28, 1),
            "variable-bindings at byte 29: the octets end here, at least 1 more is expected",
        ),
        ("request-id", with(16, 5), "request-id at byte 15: the number is outside the range of its type"),
    ];
    for (name, octets, expected) in cases {
        assert_eq!(decode(&octets).unwrap_err().to_string(), expected, "{name}");
    }
    let mut v1_bulk = with(4, 0);
    v1_bulk[13] = 0xa5;
    assert_eq!(decode(&v1_bulk).unwrap_err().kind, Kind::PduNotInVersion(0xa5));
}

#[test]
fn an_error_becomes_malformed_with_its_origin() {
    let error = decode(&[0x31]).unwrap_err();
    assert_eq!(
        error.from_origin("10.0.0.1").to_string(),
        "10.0.0.1 is malformed at byte 1: message: the octets end here, at least 1 more is expected"
    );
    assert_eq!(crate::error::Error::from(error).code(), "malformed");
}

#[test]
fn rfc3417_8_1_lengths_may_take_more_octets_than_needed() {
    let mut octets = vec![0x30, 0x84, 0, 0, 0, 0x19];
    octets.extend(&encode(&message(Version::V2c, response(vec![]))).unwrap()[2..]);
    octets[5] = u8::try_from(octets.len() - 6).unwrap();
    let decoded = decode(&octets).unwrap();
    assert!(decoded.anomalies.is_empty());
}

#[test]
fn x690_8_1_3_lengths_are_written_in_the_fewest_octets() {
    for (length, head) in [
        (0, vec![0x04, 0]),
        (127, vec![0x04, 0x7f]),
        (128, vec![0x04, 0x81, 0x80]),
        (255, vec![0x04, 0x81, 0xff]),
        (256, vec![0x04, 0x82, 1, 0]),
        (65_535, vec![0x04, 0x82, 0xff, 0xff]),
        (65_536, vec![0x04, 0x83, 1, 0, 0]),
    ] {
        let value = Value::OctetString(vec![7; length]);
        let octets = encode(&message(Version::V2c, response(vec![VarBind::new(oid(&[1, 3]), value)]))).unwrap();
        let at = octets.len() - length - head.len();
        assert_eq!(octets[at..at + head.len()], head, "{length}");
        assert!(decode(&octets).unwrap().faults.is_empty());
    }
}

#[test]
fn every_pdu_of_rfc1157_4_1_and_rfc3416_3_comes_back() {
    let varbinds = vec![VarBind::new(oid(SYS_NAME), Value::Null)];
    let request = || Request { id: -7, varbinds: varbinds.clone() };
    let answer = || Response { id: i32::MIN, status: ErrorStatus::Other(99), index: 3, varbinds: varbinds.clone() };
    let bulk = BulkRequest { id: 1, non_repeaters: 2, max_repetitions: 127, varbinds: varbinds.clone() };
    let trap = TrapV1 {
        enterprise: oid(&[1, 3, 6, 1, 4, 1, 9]),
        agent: Ipv4Addr::new(10, 0, 0, 1),
        generic: 6,
        specific: -1,
        uptime: TimeTicks(42),
        varbinds: varbinds.clone(),
    };
    let cases = [
        (Version::V1, Pdu::Get(request()), 0xa0),
        (Version::V1, Pdu::GetNext(request()), 0xa1),
        (Version::V1, Pdu::Response(answer()), 0xa2),
        (Version::V1, Pdu::Set(request()), 0xa3),
        (Version::V1, Pdu::TrapV1(trap), 0xa4),
        (Version::V2c, Pdu::GetBulk(bulk), 0xa5),
        (Version::V2c, Pdu::Inform(request()), 0xa6),
        (Version::V2c, Pdu::Trap(request()), 0xa7),
        (Version::V2c, Pdu::Report(answer()), 0xa8),
    ];
    for (version, pdu, tag) in cases {
        let message = message(version, pdu);
        let octets = encode(&message).unwrap();
        assert_eq!(octets[13], tag);
        assert_eq!(decode(&octets).unwrap().message, message);
        let peek = peek(&octets).unwrap();
        assert_eq!((peek.kind, peek.request_id), (message.pdu.kind(), message.pdu.request_id()));
    }
}

#[test]
fn rfc3416_4_2_3_negative_counts_are_zero() {
    let bulk = BulkRequest { id: 1, non_repeaters: 1, max_repetitions: 1, varbinds: vec![] };
    let mut octets = encode(&message(Version::V2c, Pdu::GetBulk(bulk))).unwrap();
    octets[20] = 0xff;
    octets[23] = 0x80;
    let decoded = decode(&octets).unwrap();
    let Pdu::GetBulk(bulk) = &decoded.message.pdu else { panic!() };
    assert_eq!((bulk.non_repeaters, bulk.max_repetitions), (0, 0));
    assert_eq!(decoded.anomalies[0].to_string(), "a negative count at byte 18 and 1 more");
}

#[test]
fn rfc3584_4_2_2_what_v1_does_not_have_is_read_and_reported() {
    let varbinds =
        vec![VarBind::new(oid(SYS_NAME), Value::Counter64(5)), VarBind::new(oid(SYS_NAME), Value::NoSuchObject)];
    let message = message(Version::V1, response(varbinds));
    let decoded = decode(&encode(&message).unwrap()).unwrap();
    assert_eq!(decoded.message, message);
    assert_eq!((kinds(&decoded), decoded.anomalies[0].count), (vec![AnomalyKind::ValueNotInV1], 2));
}

#[test]
fn what_cannot_be_encoded_says_what_would_be_right_and_writes_nothing() {
    let named = |name: Oid| message(Version::V2c, response(vec![VarBind::new(name, Value::Null)]));
    let bulk = BulkRequest { id: 1, non_repeaters: 0, max_repetitions: u32::MAX, varbinds: vec![] };
    let cases = [
        (
            named(oid(&[3, 1])),
            "\"3.1\" is not a valid object identifier: the first arc is 0, 1 or 2, and below 0 and 1 the second is at most 39",
        ),
        (
            named(oid(&[1, 40])),
            "\"1.40\" is not a valid object identifier: the first arc is 0, 1 or 2, and below 0 and 1 the second is at most 39",
        ),
        (
            message(Version::V2c, Pdu::GetBulk(bulk)),
            "\"4294967295\" is not a valid max-repetitions: a number from 0 to 2147483647",
        ),
    ];
    for (message, expected) in cases {
        let mut out = b"kept".to_vec();
        assert_eq!(encode_into(&message, &mut out).unwrap_err().to_string(), expected);
        assert_eq!(out, b"kept");
    }
    assert!(encode(&named(oid(&[1; 129]))).unwrap_err().to_string().ends_with("at most 128 arcs"));
    assert!(encode(&named(oid(&[1; 128]))).is_ok());
}

#[test]
fn x690_8_19_4_shorter_names_are_completed_by_zeros() {
    for (short, whole) in [(oid(&[]), oid(&[0, 0])), (oid(&[1]), oid(&[1, 0])), (oid(&[2]), oid(&[2, 0]))] {
        let octets = encode(&message(Version::V2c, response(vec![VarBind::new(short, Value::Null)]))).unwrap();
        assert_eq!(decode(&octets).unwrap().message.pdu.varbinds()[0].name, whole);
    }
}

#[test]
fn encode_into_appends_to_a_buffer_that_is_used_again() {
    let message = message(Version::V2c, response(vec![VarBind::new(oid(SYS_NAME), Value::Integer(1))]));
    let mut out = vec![0xee];
    encode_into(&message, &mut out).unwrap();
    encode_into(&message, &mut out).unwrap();
    let one = encode(&message).unwrap();
    assert_eq!(out, [&[0xee][..], &one, &one].concat());
}

#[test]
fn request_over_64_kb_does_not_panic() {
    let varbinds = vec![VarBind::new(oid(SYS_NAME), Value::OctetString(vec![b'x'; 1000])); 200];
    let message = message(Version::V2c, Pdu::Set(Request { id: 1, varbinds }));
    let octets = encode(&message).unwrap();
    assert!(octets.len() > 200_000);
    assert_eq!(decode(&octets).unwrap().message, message);
}
