use crate::value::{TimeTicks, Value, VarBind, oid};
use crate::wire::v3::*;
use crate::wire::{AnomalyKind, DecodeErrorKind as Kind, ErrorStatus, Pdu, Request, Response, TrapV1, VarBindFault};

fn header() -> Header<'static> {
    Header {
        id: 0x0102_0304,
        max_size: 65535,
        level: SecurityLevel::NoAuthNoPriv,
        reportable: true,
        engine_id: b"\x80\x00\x00\x00\x01",
        boots: 1,
        time: 0x100,
        user: b"joe",
        authentication: &[],
        privacy: &[],
    }
}

fn pdu() -> Pdu {
    Pdu::Get(Request { id: 5, varbinds: vec![VarBind::new(oid(&[1, 3, 6, 1]), Value::Null)] })
}

fn plain(header: &Header<'_>, pdu: &Pdu) -> Vec<u8> {
    write(header, Payload::Plain(Scope { engine_id: b"\x80\x00\x00\x00\x01", name: b"ctx", pdu })).unwrap().0
}

/// The octets of [`plain`], written down from RFC 3412 §6 and RFC 3414 §2.4.
#[rustfmt::skip]
const OCTETS: &[u8] = &[
    0x30, 0x55, 0x02, 0x01, 0x03,
    // msgGlobalData: msgID, msgMaxSize, msgFlags, msgSecurityModel.
    0x30, 0x11, 0x02, 0x04, 1, 2, 3, 4, 0x02, 0x03, 0x00, 0xff, 0xff, 0x04, 0x01, 0x04, 0x02, 0x01, 0x03,
    // msgSecurityParameters: engine id, boots, time, user, digest, salt.
    0x04, 0x19, 0x30, 0x17,
    0x04, 0x05, 0x80, 0, 0, 0, 1, 0x02, 0x01, 1, 0x02, 0x02, 1, 0, 0x04, 0x03, b'j', b'o', b'e', 0x04, 0, 0x04, 0,
    // ScopedPDU: contextEngineID, contextName, GetRequest-PDU.
    0x30, 0x22, 0x04, 0x05, 0x80, 0, 0, 0, 1, 0x04, 0x03, b'c', b't', b'x',
    0xa0, 0x14, 0x02, 0x01, 5, 0x02, 0x01, 0, 0x02, 0x01, 0, 0x30, 0x09, 0x30, 0x07, 0x06, 0x03, 0x2b, 6, 1, 0x05, 0,
];

#[test]
fn rfc3412_6_a_message_comes_back_as_it_was() {
    let datagram = plain(&header(), &pdu());
    assert_eq!(datagram, OCTETS);
    let message = read(&datagram).unwrap();
    assert_eq!(message.header, header());
    let decoded = message.plain().unwrap().unwrap();
    assert_eq!(decoded.scoped.pdu, pdu());
    assert_eq!(decoded.scoped.context_name, b"ctx");
    assert_eq!(decoded.scoped.context_engine_id, header().engine_id);
    assert!(decoded.faults.is_empty() && decoded.anomalies.is_empty());
}

#[test]
fn rfc3414_2_4_the_digest_is_where_it_is_said_to_be() {
    for level in [SecurityLevel::AuthNoPriv, SecurityLevel::AuthPriv] {
        let header = Header { level, authentication: b"twelve octet", privacy: b"saltsalt", ..header() };
        let scope = Scope { engine_id: &[], name: &[], pdu: &pdu() };
        let payload =
            if level == SecurityLevel::AuthPriv { Payload::Encrypted(&[7; 200]) } else { Payload::Plain(scope) };
        let (mut datagram, place) = write(&header, payload).unwrap();
        assert_eq!(&datagram[place.clone()], b"twelve octet");
        datagram.push(0);
        let message = read(&datagram).unwrap();
        assert_eq!(message.header, header);
        assert_eq!(message.digest, place);
        assert_eq!(
            message.whole,
            &datagram[..datagram.len() - 1],
            "the digest does not cover what follows the message"
        );
        assert_eq!(message.plain().is_none(), level == SecurityLevel::AuthPriv);
    }
}

#[test]
fn a_message_cut_at_any_byte_is_an_error() {
    let datagram = plain(&header(), &pdu());
    for length in 0..datagram.len() {
        let error = read(&datagram[..length]).unwrap_err();
        assert!(error.offset <= length, "{error}");
    }
}

#[test]
fn a_message_with_any_octet_changed_is_sound() {
    let datagram = plain(&header(), &pdu());
    for at in 0..datagram.len() {
        for octet in [0, 1, 0x7f, 0x80, 0xff, datagram[at] ^ 0x10] {
            let mut changed = datagram.clone();
            changed[at] = octet;
            match read(&changed).map(|message| message.plain()) {
                Ok(Some(Err(error))) | Err(error) => assert!(error.offset <= changed.len(), "{error}"),
                Ok(_) => {}
            }
        }
    }
}

#[test]
fn frames_that_the_standard_does_not_have_are_errors_with_their_place() {
    let datagram = plain(&header(), &pdu());
    let change = |at: usize, octet: u8| {
        let mut changed = datagram.clone();
        changed[at] = octet;
        let error = read(&changed).unwrap_err();
        (error.part, error.kind, error.offset)
    };
    assert_eq!(change(4, 1), ("version", Kind::NotV3(1), 2));
    assert_eq!(change(9, 0x80), ("msgID", Kind::OutOfRange, 7));
    assert_eq!(change(20, 0b110), ("msgFlags", Kind::PrivacyWithoutAuthentication, 20));
    assert_eq!(change(23, 2), ("msgSecurityModel", Kind::SecurityModel(2), 21));
    assert_eq!(change(20, 0b111).0, "encryptedPDU");
    let text = read(
        &crate::wire::encode(&crate::wire::Message {
            version: crate::wire::Version::V2c,
            community: crate::wire::CommunityString::new("public"),
            pdu: pdu(),
        })
        .unwrap(),
    )
    .unwrap_err()
    .to_string();
    assert_eq!(text, "version at byte 2: version 3 (v3) is expected, 1 is there");
}

#[test]
fn rfc3412_6_any_max_size_is_read_and_a_small_one_is_noted() {
    for (max_size, noted) in [(484, 0), (65535, 0), (0x7fff_ffff, 0), (483, 1), (0, 1)] {
        let datagram = plain(&Header { max_size, ..header() }, &pdu());
        let message = read(&datagram).unwrap();
        assert_eq!(message.header.max_size, max_size);
        let anomalies = message.plain().unwrap().unwrap().anomalies;
        assert_eq!(anomalies.len(), noted);
        assert!(anomalies.iter().all(|anomaly| anomaly.kind == AnomalyKind::SmallMaxSize));
    }
}

#[test]
fn an_unreadable_variable_is_a_fault_at_its_place_in_the_datagram() {
    let varbinds = ["a", "bc"].map(|text| VarBind::new(oid(&[1, 3, 6, 1]), Value::OctetString(text.into()))).to_vec();
    let mut datagram =
        plain(&header(), &Pdu::Response(Response { id: 5, status: ErrorStatus::NoError, index: 0, varbinds }));
    let at = datagram.len() - 4;
    datagram[at] = 0x4e;
    let decoded = read(&datagram).unwrap().plain().unwrap().unwrap();
    let [VarBindFault { position: 1, error, .. }] = &decoded.faults[..] else { panic!("{decoded:?}") };
    assert_eq!((error.kind, error.offset), (Kind::UnknownValue(0x4e), at));
    assert_eq!(decoded.slots().count(), 2);
}

#[test]
fn rfc3416_3_a_v1_trap_does_not_exist_in_v3() {
    let trap = Pdu::TrapV1(TrapV1 {
        enterprise: oid(&[1, 3]),
        agent: std::net::Ipv4Addr::LOCALHOST,
        generic: 0,
        specific: 0,
        uptime: TimeTicks(0),
        varbinds: Vec::new(),
    });
    let error = write(&header(), Payload::Plain(Scope { engine_id: &[], name: &[], pdu: &trap })).unwrap_err();
    assert_eq!(error.code(), "invalid");
    let mut datagram = plain(&header(), &pdu());
    let at = datagram.iter().rposition(|octet| *octet == 0xa0).unwrap();
    datagram[at] = 0xa4;
    let error = read(&datagram).unwrap().plain().unwrap().unwrap_err();
    assert_eq!((error.kind, error.offset), (Kind::PduNotInVersion(0xa4), at));
}

#[test]
fn reports_name_their_cause() {
    let report = |arcs: &[u32]| {
        let varbinds = vec![VarBind::new(oid(arcs), Value::Counter32(1))];
        ReportCause::of(&Pdu::Report(Response { id: 0, status: ErrorStatus::NoError, index: 0, varbinds })).unwrap()
    };
    let usm = [
        ReportCause::UnsupportedSecLevels,
        ReportCause::NotInTimeWindows,
        ReportCause::UnknownUserNames,
        ReportCause::UnknownEngineIds,
        ReportCause::WrongDigests,
        ReportCause::DecryptionErrors,
    ];
    for (counter, cause) in (1..).zip(usm) {
        assert_eq!(report(&[1, 3, 6, 1, 6, 3, 15, 1, 1, counter, 0]), cause);
    }
    assert_eq!(report(&[1, 3, 6, 1, 6, 3, 11, 2, 1, 1, 0]), ReportCause::UnknownSecurityModels);
    assert_eq!(report(&[1, 3, 6, 1, 6, 3, 11, 2, 1, 2, 0]), ReportCause::InvalidMsgs);
    assert_eq!(report(&[1, 3, 6, 1, 6, 3, 11, 2, 1, 3, 0]), ReportCause::UnknownPduHandlers);
    assert_eq!(report(&[1, 3, 6, 1, 6, 3, 12, 1, 4, 0]), ReportCause::UnavailableContexts);
    assert_eq!(report(&[1, 3, 6, 1, 6, 3, 12, 1, 5, 0]), ReportCause::UnknownContexts);
    assert_eq!(report(&[1, 3]).to_string(), "the agent reports 1.3");
    assert_eq!(ReportCause::of(&pdu()), None);
}
