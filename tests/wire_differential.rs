//! Our codec against two others: what `snmp2` and `rasn-snmp` can express must be read and written alike. Where
//! `snmp2` is known to be wrong, a test of that name shows what is right.

#![allow(clippy::unwrap_used)]

#[path = "wire_common/messages.rs"]
mod messages;

use std::panic::catch_unwind;

use messages::messages;
use netwarden::value::{Oid, Value, VarBind, oid};
use netwarden::wire::{
    CommunityString, DecodeErrorKind, ErrorStatus, Exchange, Message, Pdu, PduKind, Progress, Request, Response,
    RetryPolicy, Stray, Version, Walk, decode, encode, encode_into,
};
use proptest::prelude::*;

mod rasn_side {
    use netwarden::value::{Oid, Value, VarBind};
    use netwarden::wire::{Message, Pdu, Request, Response, Version};
    use rasn::types::{Integer, ObjectIdentifier};
    use rasn_smi::{v1 as smi1, v2 as smi2};
    use rasn_snmp::{v1, v2, v2c};

    #[derive(Debug, PartialEq)]
    pub(super) enum Theirs {
        V1(v1::Message<v1::Pdus>),
        V2c(v2c::Message<v2::Pdus>),
    }

    impl Theirs {
        pub(super) fn encode(&self) -> Vec<u8> {
            match self {
                Self::V1(message) => rasn::ber::encode(message),
                Self::V2c(message) => rasn::ber::encode(message),
            }
            .unwrap()
        }

        pub(super) fn decode(version: Version, octets: &[u8]) -> Self {
            match version {
                Version::V1 => Self::V1(rasn::ber::decode(octets).unwrap()),
                Version::V2c => Self::V2c(rasn::ber::decode(octets).unwrap()),
            }
        }

        pub(super) fn of(message: &Message) -> Self {
            let community = message.community.as_bytes().to_vec().into();
            match message.version {
                Version::V1 => Self::V1(v1::Message { version: 0.into(), community, data: pdu_v1(&message.pdu) }),
                Version::V2c => Self::V2c(v2c::Message { version: 1.into(), community, data: pdu_v2(&message.pdu) }),
            }
        }
    }

    fn object_id(oid: &Oid) -> ObjectIdentifier {
        ObjectIdentifier::new_unchecked(oid.to_vec().into())
    }

    fn opaque(octets: &[u8]) -> smi1::Opaque {
        let head = [0x44, u8::try_from(octets.len()).unwrap()];
        rasn::ber::decode(&[&head, octets].concat()).unwrap()
    }

    fn pdu_v1(pdu: &Pdu) -> v1::Pdus {
        let list = |varbinds: &[VarBind]| -> Vec<_> {
            varbinds.iter().map(|v| v1::VarBind { name: object_id(&v.name), value: value_v1(&v.value) }).collect()
        };
        let of = |id: i32, status: i32, index: u32, varbinds: &[VarBind]| v1::Pdu {
            request_id: id.into(),
            error_status: status.into(),
            error_index: index.into(),
            variable_bindings: list(varbinds),
        };
        let request = |request: &Request| of(request.id, 0, 0, &request.varbinds);
        match pdu {
            Pdu::Get(asked) => v1::Pdus::GetRequest(v1::GetRequest(request(asked))),
            Pdu::GetNext(asked) => v1::Pdus::GetNextRequest(v1::GetNextRequest(request(asked))),
            Pdu::Set(asked) => v1::Pdus::SetRequest(v1::SetRequest(request(asked))),
            Pdu::Response(Response { id, status, index, varbinds }) => {
                v1::Pdus::GetResponse(v1::GetResponse(of(*id, status.number(), *index, varbinds)))
            }
            Pdu::TrapV1(trap) => v1::Pdus::Trap(v1::Trap {
                enterprise: object_id(&trap.enterprise),
                agent_addr: smi1::NetworkAddress::Internet(smi1::IpAddress(trap.agent.octets().into())),
                generic_trap: trap.generic.into(),
                specific_trap: trap.specific.into(),
                time_stamp: smi1::TimeTicks(trap.uptime.0),
                variable_bindings: list(&trap.varbinds),
            }),
            other => panic!("{other:?} is not in v1"),
        }
    }

    fn value_v1(value: &Value) -> smi1::ObjectSyntax {
        use smi1::{ApplicationSyntax as Application, SimpleSyntax as Simple};
        match value {
            Value::Integer(number) => Simple::Number(Integer::from(*number)).into(),
            Value::OctetString(octets) => Simple::String(octets.clone().into()).into(),
            Value::Null => Simple::Empty.into(),
            Value::ObjectId(oid) => Simple::Object(object_id(oid)).into(),
            Value::IpAddress(address) => {
                let address = smi1::IpAddress(address.octets().into());
                Application::Address(smi1::NetworkAddress::Internet(address)).into()
            }
            Value::Counter32(number) => Application::Counter(smi1::Counter(*number)).into(),
            Value::Gauge32(number) => Application::Gauge(smi1::Gauge(*number)).into(),
            Value::TimeTicks(ticks) => Application::Ticks(smi1::TimeTicks(ticks.0)).into(),
            Value::Opaque(octets) => Application::Arbitrary(opaque(octets)).into(),
            other => panic!("{other:?} is not in v1"),
        }
    }

    fn pdu_v2(pdu: &Pdu) -> v2::Pdus {
        let list = |varbinds: &[VarBind]| -> Vec<_> {
            varbinds.iter().map(|v| v2::VarBind { name: object_id(&v.name), value: value_v2(&v.value) }).collect()
        };
        let request = |request: &Request| v2::Pdu {
            request_id: request.id,
            error_status: 0,
            error_index: 0,
            variable_bindings: list(&request.varbinds),
        };
        let response = |response: &Response| v2::Pdu {
            request_id: response.id,
            error_status: u32::try_from(response.status.number()).unwrap(),
            error_index: response.index,
            variable_bindings: list(&response.varbinds),
        };
        match pdu {
            Pdu::Get(asked) => v2::Pdus::GetRequest(v2::GetRequest(request(asked))),
            Pdu::GetNext(asked) => v2::Pdus::GetNextRequest(v2::GetNextRequest(request(asked))),
            Pdu::Set(asked) => v2::Pdus::SetRequest(v2::SetRequest(request(asked))),
            Pdu::Inform(asked) => v2::Pdus::InformRequest(v2::InformRequest(request(asked))),
            Pdu::Trap(asked) => v2::Pdus::Trap(v2::Trap(request(asked))),
            Pdu::Response(answer) => v2::Pdus::Response(v2::Response(response(answer))),
            Pdu::Report(answer) => v2::Pdus::Report(v2::Report(response(answer))),
            Pdu::GetBulk(bulk) => v2::Pdus::GetBulkRequest(v2::GetBulkRequest(v2::BulkPdu {
                request_id: bulk.id,
                non_repeaters: bulk.non_repeaters,
                max_repetitions: bulk.max_repetitions,
                variable_bindings: list(&bulk.varbinds),
            })),
            Pdu::TrapV1(_) => panic!("a v1 trap is not in v2c"),
        }
    }

    fn value_v2(value: &Value) -> v2::VarBindValue {
        use smi2::{ApplicationSyntax as Application, SimpleSyntax as Simple};
        v2::VarBindValue::Value(match value {
            Value::Null => return v2::VarBindValue::Unspecified,
            Value::NoSuchObject => return v2::VarBindValue::NoSuchObject,
            Value::NoSuchInstance => return v2::VarBindValue::NoSuchInstance,
            Value::EndOfMibView => return v2::VarBindValue::EndOfMibView,
            Value::Integer(number) => Simple::Integer(Integer::from(*number)).into(),
            Value::OctetString(octets) => Simple::String(octets.clone().into()).into(),
            Value::ObjectId(oid) => Simple::ObjectId(object_id(oid)).into(),
            Value::IpAddress(address) => Application::Address(smi1::IpAddress(address.octets().into())).into(),
            Value::Counter32(number) => Application::Counter(smi1::Counter(*number)).into(),
            Value::Gauge32(number) => Application::Unsigned(smi1::Gauge(*number)).into(),
            Value::TimeTicks(ticks) => Application::Ticks(smi1::TimeTicks(ticks.0)).into(),
            Value::Opaque(octets) => Application::Arbitrary(opaque(octets)).into(),
            Value::Counter64(number) => Application::BigCounter(smi2::Counter64(*number)).into(),
        })
    }
}

mod snmp2_side {
    use netwarden::value::{Oid, TimeTicks, Value, VarBind};
    use netwarden::wire::PduKind;

    pub(super) fn kind(message: snmp2::MessageType) -> PduKind {
        match message {
            snmp2::MessageType::GetRequest => PduKind::Get,
            snmp2::MessageType::GetNextRequest => PduKind::GetNext,
            snmp2::MessageType::GetBulkRequest => PduKind::GetBulk,
            snmp2::MessageType::Response => PduKind::Response,
            snmp2::MessageType::SetRequest => PduKind::Set,
            snmp2::MessageType::InformRequest => PduKind::Inform,
            snmp2::MessageType::Trap => PduKind::Trap,
            snmp2::MessageType::TrapV1 => PduKind::TrapV1,
            snmp2::MessageType::Report => PduKind::Report,
        }
    }

    pub(super) fn object_id(oid: &snmp2::Oid<'_>) -> Oid {
        oid.to_id_string().parse().unwrap()
    }

    pub(super) fn varbinds(pdu: &snmp2::Pdu<'_>) -> Vec<VarBind> {
        pdu.varbinds.clone().map(|(name, value)| VarBind::new(object_id(&name), self::value(&value))).collect()
    }

    fn value(value: &snmp2::Value<'_>) -> Value {
        match value {
            snmp2::Value::Null => Value::Null,
            snmp2::Value::Integer(number) => Value::Integer(i32::try_from(*number).unwrap()),
            snmp2::Value::OctetString(octets) => Value::OctetString(octets.to_vec()),
            snmp2::Value::ObjectIdentifier(oid) => Value::ObjectId(object_id(oid)),
            snmp2::Value::IpAddress(octets) => Value::IpAddress((*octets).into()),
            snmp2::Value::Counter32(number) => Value::Counter32(*number),
            snmp2::Value::Unsigned32(number) => Value::Gauge32(*number),
            snmp2::Value::Timeticks(number) => Value::TimeTicks(TimeTicks(*number)),
            snmp2::Value::Opaque(octets) => Value::Opaque(octets.to_vec()),
            snmp2::Value::Counter64(number) => Value::Counter64(*number),
            snmp2::Value::NoSuchObject => Value::NoSuchObject,
            snmp2::Value::NoSuchInstance => Value::NoSuchInstance,
            snmp2::Value::EndOfMibView => Value::EndOfMibView,
            other => panic!("{other:?} is not a value of SNMP"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]

    #[test]
    fn rasn_writes_the_same_octets_and_reads_the_same_message(message in messages()) {
        let theirs = rasn_side::Theirs::of(&message);
        let octets = encode(&message).unwrap();
        prop_assert_eq!(&theirs.encode(), &octets);
        prop_assert_eq!(rasn_side::Theirs::decode(message.version, &octets), theirs);
    }

    #[test]
    fn snmp2_reads_the_same_message(message in messages()) {
        let octets = encode(&message).unwrap();
        let theirs = snmp2::Pdu::from_bytes(&octets).unwrap();
        prop_assert_eq!(theirs.version().unwrap() as i64, message.version.number());
        prop_assert_eq!(theirs.community, message.community.as_bytes());
        prop_assert_eq!(snmp2_side::kind(theirs.message_type), message.pdu.kind());
        prop_assert_eq!(theirs.req_id, message.pdu.request_id().unwrap_or(0));
        prop_assert_eq!(snmp2_side::varbinds(&theirs), message.pdu.varbinds());
        match &message.pdu {
            Pdu::Response(response) | Pdu::Report(response) => {
                prop_assert_eq!(i64::from(theirs.error_status), i64::from(response.status.number()));
                prop_assert_eq!(theirs.error_index, response.index);
            }
            Pdu::GetBulk(bulk) => {
                prop_assert_eq!(theirs.error_status, bulk.non_repeaters);
                prop_assert_eq!(theirs.error_index, bulk.max_repetitions);
            }
            Pdu::TrapV1(trap) => {
                let theirs = theirs.v1_trap_info.unwrap();
                prop_assert_eq!(snmp2_side::object_id(&theirs.enterprise), trap.enterprise.clone());
                prop_assert_eq!(theirs.agent_addr, trap.agent);
                prop_assert_eq!(theirs.generic_trap, i64::from(trap.generic));
                prop_assert_eq!(theirs.specific_trap, i64::from(trap.specific));
                prop_assert_eq!(theirs.timestamp, trap.uptime.0);
            }
            _ => {}
        }
    }
}

fn answer(varbinds: Vec<VarBind>) -> Message {
    let response = Response { id: 7, status: ErrorStatus::NoError, index: 0, varbinds };
    Message { version: Version::V2c, community: CommunityString::new("public"), pdu: Pdu::Response(response) }
}

fn row(index: u32, value: Value) -> VarBind {
    VarBind::new(oid(&[1, 3, 6, 1, 2, 1, 2, 2, 1, 2, index]), value)
}

/// The octets of an answer of three integers, of which the second has that tag.
fn with_tag(tag: u8) -> Vec<u8> {
    let mut octets = encode(&answer((1..=3).map(|index| row(index, Value::Integer(1))).collect())).unwrap();
    let second = octets.len() - 17 - 3;
    octets[second] = tag;
    octets
}

#[test]
fn counter64_max_re_encodes_as_itself() {
    let octets = encode(&answer(vec![row(1, Value::Counter64(u64::MAX))])).unwrap();
    let ours = decode(&octets).unwrap().message;
    assert_eq!(encode(&ours).unwrap(), octets);

    // They write one octet 0xff, the number −1, and read it back as 255.
    let theirs = snmp2::Pdu::from_bytes(&octets).unwrap().to_bytes().unwrap();
    assert_eq!(snmp2_side::varbinds(&snmp2::Pdu::from_bytes(&theirs).unwrap()), [row(1, Value::Counter64(255))]);
}

#[test]
fn counter32_beyond_32_bits_is_a_fault_and_not_truncated() {
    let mut octets = encode(&answer(vec![row(1, Value::Counter32(u32::MAX))])).unwrap();
    let first = octets.len() - 5;
    octets[first] = 1;
    let ours = decode(&octets).unwrap();
    assert!(ours.message.pdu.varbinds().is_empty());
    assert_eq!(ours.faults[0].error.kind, DecodeErrorKind::OutOfRange);

    let theirs = snmp2_side::varbinds(&snmp2::Pdu::from_bytes(&octets).unwrap());
    assert_eq!(theirs, [row(1, Value::Counter32(u32::MAX))]);
}

#[test]
fn an_unknown_value_does_not_end_the_list_silently() {
    for tag in [0x01, 0x45, 0x83] {
        let octets = with_tag(tag);
        let ours = decode(&octets).unwrap();
        assert_eq!(ours.message.pdu.varbinds(), [row(1, Value::Integer(1)), row(3, Value::Integer(1))]);
        assert_eq!(ours.faults[0].name, Some(row(2, Value::Null).name));
        assert_eq!(ours.faults[0].error.kind, DecodeErrorKind::UnknownValue(tag));

        assert_eq!(snmp2::Pdu::from_bytes(&octets).unwrap().varbinds.count(), 1);
    }
}

#[test]
fn a_boolean_is_named_in_the_fault() {
    let fault = decode(&with_tag(0x01)).unwrap().faults.remove(0).to_string();
    assert!(fault.ends_with("BOOLEAN (0x01) is not a type of SNMP values"), "{fault}");
}

#[test]
fn request_over_64_kb_does_not_panic() {
    let varbinds = (0..100).map(|index| row(index, Value::OctetString(vec![0; 1000]))).collect();
    let message = answer(varbinds);
    let octets = encode(&message).unwrap();
    assert_eq!(decode(&octets).unwrap().message, message);

    let theirs = snmp2::Pdu::from_bytes(&octets).unwrap();
    assert!(catch_unwind(|| theirs.to_bytes()).is_err());
}

#[test]
fn a_request_can_be_encoded_for_a_shared_socket() {
    let request = |id| Message { pdu: Pdu::Get(Request { id, varbinds: vec![row(1, Value::Null)] }), ..answer(vec![]) };
    let mut buffer = Vec::new();
    for id in 0..3 {
        buffer.clear();
        encode_into(&request(id), &mut buffer).unwrap();
        assert_eq!(snmp2::Pdu::from_bytes(&buffer).unwrap().req_id, id);
    }
}

#[test]
fn a_request_in_flight_takes_less_than_a_kilobyte() {
    let (exchange, walk) = (size_of::<Exchange>(), size_of::<Walk>());
    assert!(exchange + walk < 1024, "{exchange} + {walk}");
}

#[test]
fn a_late_reply_does_not_answer_another_request() {
    use netwarden::value::Moment;
    let ask = |id| Message { pdu: Pdu::Get(Request { id, varbinds: vec![row(1, Value::Null)] }), ..answer(vec![]) };
    let reply = |id, index| {
        let response = Response { id, status: ErrorStatus::NoError, index: 0, varbinds: vec![row(index, Value::Null)] };
        encode(&Message { pdu: Pdu::Response(response), ..answer(vec![]) }).unwrap()
    };
    let policy = RetryPolicy::new().retries(0);
    let mut first = Exchange::start(&ask(1), policy, Moment::START).unwrap();
    first.datagram_to_send(Moment::START);
    assert_eq!(first.datagram_to_send(Moment::from_secs(1)), None);
    assert!(first.timeout().is_some());

    let mut second = Exchange::start(&ask(2), policy, Moment::from_secs(1)).unwrap();
    second.datagram_to_send(Moment::from_secs(1));
    let now = Moment::from_millis(1100);
    assert_eq!(second.datagram_received(&reply(1, 1), now), Progress::Stray(Stray::WrongId));
    let Progress::Answered(answer) = second.datagram_received(&reply(2, 2), now) else { panic!("the answer") };
    assert_eq!(answer.response.varbinds, [row(2, Value::Null)]);
}

#[test]
fn object_ids_with_a_large_second_arc_are_right() {
    // X.690 §8.19.5 has this example; the first sub-identifier takes two octets.
    let name: Oid = oid(&[2, 999, 3]);
    let message = answer(vec![VarBind::new(name.clone(), Value::Null)]);
    let octets = encode(&message).unwrap();
    assert!(octets.windows(3).any(|octets| octets == [0x88, 0x37, 0x03]));
    assert_eq!(decode(&octets).unwrap().message.pdu.varbinds()[0].name, name);
    assert_eq!(decode(&octets).unwrap().message.pdu.kind(), PduKind::Response);
    assert_eq!(rasn_side::Theirs::of(&message).encode(), octets);
}
