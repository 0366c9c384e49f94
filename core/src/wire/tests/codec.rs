use crate::value::{Value, VarBind, oid};
use crate::wire::{CommunityString, ErrorStatus, Message, Pdu, Response, Version, decode, encode, peek};

fn answer(varbinds: Vec<VarBind>) -> Message {
    let response = Response { id: 0x1234_5678, status: ErrorStatus::NoError, index: 0, varbinds };
    Message { version: Version::V2c, community: CommunityString::new("public"), pdu: Pdu::Response(response) }
}

#[test]
fn rfc3416_3_get_response_is_these_octets() {
    let message = answer(vec![VarBind::new(oid(&[1, 3, 6, 1, 2, 1, 1, 5, 0]), Value::OctetString(b"sw1".to_vec()))]);
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
