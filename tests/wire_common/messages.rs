//! Messages that proptest makes up: everything that can be expressed, with the edges more often.

use std::net::Ipv4Addr;

use netwarden::value::{Oid, TimeTicks, Value, VarBind};
use netwarden::wire::{BulkRequest, CommunityString, ErrorStatus, Message, Pdu, Request, Response, TrapV1, Version};
use proptest::collection::vec;
use proptest::prelude::*;

/// An object identifier that X.690 §8.19 can express.
fn oids() -> impl Strategy<Value = Oid> {
    let arc = prop_oneof![4 => 0..300_u32, 1 => any::<u32>(), 1 => Just(u32::MAX), 1 => Just(128)];
    let root = prop_oneof![8 => Just((1, 3)), 1 => (0..2_u32, 0..40_u32), 1 => (Just(2_u32), 0..40_u32)];
    (root, vec(arc, 0..30)).prop_map(|((first, second), rest)| [first, second].into_iter().chain(rest).collect())
}

fn edges_u32() -> impl Strategy<Value = u32> {
    prop_oneof![any::<u32>(), Just(0), Just(127), Just(128), Just(0x7fff_ffff), Just(0x8000_0000), Just(u32::MAX)]
}

fn edges_i32() -> impl Strategy<Value = i32> {
    prop_oneof![any::<i32>(), Just(i32::MIN), Just(-129), Just(-1), Just(0), Just(128), Just(i32::MAX)]
}

fn edges_u64() -> impl Strategy<Value = u64> {
    prop_oneof![any::<u64>(), Just(1 << 32), Just(i64::MAX as u64), Just(1 << 63), Just(u64::MAX)]
}

/// A value that this version has.
fn values(version: Version) -> BoxedStrategy<Value> {
    let in_v1 = prop_oneof![
        edges_i32().prop_map(Value::Integer),
        vec(any::<u8>(), 0..200).prop_map(Value::OctetString),
        Just(Value::Null),
        oids().prop_map(Value::ObjectId),
        any::<u32>().prop_map(|number| Value::IpAddress(Ipv4Addr::from(number))),
        edges_u32().prop_map(Value::Counter32),
        edges_u32().prop_map(Value::Gauge32),
        edges_u32().prop_map(|number| Value::TimeTicks(TimeTicks(number))),
        vec(any::<u8>(), 0..20).prop_map(Value::Opaque),
    ];
    let since_v2 = prop_oneof![
        edges_u64().prop_map(Value::Counter64),
        Just(Value::NoSuchObject),
        Just(Value::NoSuchInstance),
        Just(Value::EndOfMibView),
    ];
    match version {
        Version::V1 => in_v1.boxed(),
        Version::V2c => prop_oneof![2 => in_v1, 1 => since_v2].boxed(),
    }
}

fn varbinds(version: Version) -> impl Strategy<Value = Vec<VarBind>> {
    vec((oids(), values(version)).prop_map(|(name, value)| VarBind { name, value }), 0..20)
}

/// A PDU that this version has.
fn pdus(version: Version) -> BoxedStrategy<Pdu> {
    let request = || (edges_i32(), varbinds(version)).prop_map(|(id, varbinds)| Request { id, varbinds });
    let response = || {
        (edges_i32(), 0..19, 0..1000_u32, varbinds(version)).prop_map(|(id, status, index, varbinds)| Response {
            id,
            status: ErrorStatus::from_number(status),
            index,
            varbinds,
        })
    };
    let both = prop_oneof![
        request().prop_map(Pdu::Get),
        request().prop_map(Pdu::GetNext),
        request().prop_map(Pdu::Set),
        response().prop_map(Pdu::Response),
    ];
    let trap = (oids(), any::<u32>(), 0..7, edges_i32(), edges_u32(), varbinds(version)).prop_map(
        |(enterprise, agent, generic, specific, uptime, varbinds)| {
            let (agent, uptime) = (Ipv4Addr::from(agent), TimeTicks(uptime));
            Pdu::TrapV1(TrapV1 { enterprise, agent, generic, specific, uptime, varbinds })
        },
    );
    let bulk = (edges_i32(), 0..10_u32, 0..1000_u32, varbinds(version)).prop_map(
        |(id, non_repeaters, max_repetitions, varbinds)| {
            Pdu::GetBulk(BulkRequest { id, non_repeaters, max_repetitions, varbinds })
        },
    );
    match version {
        Version::V1 => prop_oneof![4 => both, 1 => trap].boxed(),
        Version::V2c => prop_oneof![
            4 => both,
            1 => bulk,
            1 => request().prop_map(Pdu::Inform),
            1 => request().prop_map(Pdu::Trap),
            1 => response().prop_map(Pdu::Report),
        ]
        .boxed(),
    }
}

/// A message of v1 or v2c.
pub(crate) fn messages() -> impl Strategy<Value = Message> {
    prop_oneof![Just(Version::V1), Just(Version::V2c)]
        .prop_flat_map(|version| (Just(version), vec(any::<u8>(), 0..140), pdus(version)))
        .prop_map(|(version, community, pdu)| Message { version, community: CommunityString::new(community), pdu })
}
