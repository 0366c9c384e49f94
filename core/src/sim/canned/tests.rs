use super::*;
use crate::value::oid;
use crate::wire::{BulkRequest, CommunityString, Message, Request, Response};

const SYS_UP_TIME: [u32; 9] = [1, 3, 6, 1, 2, 1, 1, 3, 0];
const IF_HC_IN: [u32; 11] = [1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 6];
const IF_HC_OUT: [u32; 11] = [1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 10];
const LAST: [u32; 12] = [1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 19, 48];
const DEVICE: u32 = 0x0102_0304;

fn names(names: &[Oid]) -> Vec<VarBind> {
    names.iter().map(|name| VarBind::new(name.clone(), Value::Null)).collect()
}

fn get(id: i32, oids: &[Oid]) -> Pdu {
    Pdu::Get(Request { id, varbinds: names(oids) })
}

fn get_next(oids: &[Oid]) -> Pdu {
    Pdu::GetNext(Request { id: 1, varbinds: names(oids) })
}

fn bulk(non_repeaters: u32, max_repetitions: u32, oids: &[Oid]) -> Pdu {
    Pdu::GetBulk(BulkRequest { id: -5, non_repeaters, max_repetitions, varbinds: names(oids) })
}

fn ask(canned: &mut Canned, version: Version, pdu: Pdu, device: u32, now: Moment) -> Response {
    let (mut out, id) = (vec![1, 2, 3], pdu.request_id());
    let request = Message { version, community: CommunityString::new("secret"), pdu };
    assert!(canned.answer(&wire::encode(&request).unwrap(), device, now, &mut out));
    let decoded = wire::decode(&out).unwrap();
    assert!(decoded.anomalies.is_empty() && decoded.faults.is_empty(), "{decoded:?}");
    assert_eq!((decoded.message.version, &decoded.message.community), (version, &request.community));
    assert_eq!(wire::encode(&decoded.message).unwrap(), out, "in the fewest octets");
    assert_eq!(decoded.message.pdu.request_id(), id);
    let Pdu::Response(response) = decoded.message.pdu else { panic!("not a response") };
    response
}

fn v2c(canned: &mut Canned, pdu: Pdu) -> Response {
    ask(canned, Version::V2c, pdu, DEVICE, Moment::START)
}

#[test]
fn every_value_is_what_it_says_at_any_time_and_of_any_device() {
    let mut canned = Canned::new(3);
    for (device, seconds) in [(0, 0), (1, 0), (DEVICE, 1), (DEVICE, 60), (u32::MAX, 365 * 86_400)] {
        let now = Moment::from_secs(seconds);
        let mut from = oid(&[0, 0]);
        let mut count = 0;
        loop {
            let response = ask(&mut canned, Version::V2c, get_next(&[from]), device, now);
            let VarBind { name, value } = response.varbinds.into_iter().next().unwrap();
            if value == Value::EndOfMibView {
                break;
            }
            assert_eq!(canned.value(&name, device, now), Some(value.clone()), "{name}");
            let got = ask(&mut canned, Version::V2c, get(i32::MIN, std::slice::from_ref(&name)), device, now);
            assert_eq!(got.varbinds[0].value, value);
            (from, count) = (name, count + 1);
        }
        assert_eq!(count, 7 + 1 + 3 * (22 + 19));
    }
}

#[test]
fn counters_move_with_the_uptime_and_differ() {
    let mut canned = Canned::new(48);
    let asked =
        [oid(&SYS_UP_TIME), oid(&IF_HC_IN).child(&[7]), oid(&IF_HC_IN).child(&[8]), oid(&IF_HC_OUT).child(&[7])];
    let mut at = |device, seconds| {
        let response = ask(&mut canned, Version::V2c, get(9, &asked), device, Moment::from_secs(seconds));
        let number = |value: &Value| match value {
            Value::TimeTicks(ticks) => u64::from(ticks.0),
            Value::Counter64(number) => *number,
            other => panic!("{other:?}"),
        };
        response.varbinds.iter().map(|varbind| number(&varbind.value)).collect::<Vec<_>>()
    };
    let (first, second, other) = (at(1, 10), at(1, 70), at(2, 10));
    assert_eq!(second[0] - first[0], 6_000);
    assert_eq!(Canned::uptime(Moment::from_secs(10)).as_millis(), u128::from(first[0]) * 10);
    assert_eq!(second[1] - first[1], 6_000 * (1_000 + 7 * 32 + 6));
    assert_eq!(second[2] - first[2], 6_000 * (1_000 + 8 * 32 + 6));
    assert_eq!(second[3] - first[3], 6_000 * (1_000 + 7 * 32 + 10));
    assert_ne!(first[1], first[2]);
    assert_ne!(first[1], first[3]);
    assert_eq!((first[0], first[1] + 65_536), (other[0], other[1]));
}

#[test]
fn bulk_continues_from_any_index_with_the_uptime_in_front() {
    let mut canned = Canned::new(48);
    let asked = [oid(&SYS_UP_TIME[..8]), oid(&IF_HC_IN).child(&[20]), oid(&IF_HC_OUT)];
    let response = v2c(&mut canned, bulk(1, 4, &asked));
    let mut expected = vec![oid(&SYS_UP_TIME)];
    for step in 1..=4 {
        expected.extend([oid(&IF_HC_IN).child(&[20 + step]), oid(&IF_HC_OUT).child(&[step])]);
    }
    assert_eq!(response.varbinds.iter().map(|varbind| varbind.name.clone()).collect::<Vec<_>>(), expected);
    assert!(
        response
            .varbinds
            .iter()
            .all(|varbind| { canned.value(&varbind.name, DEVICE, Moment::START).as_ref() == Some(&varbind.value) })
    );
}

#[test]
fn bulk_ends_with_end_of_mib_view() {
    let mut canned = Canned::new(48);
    let response = v2c(&mut canned, bulk(0, 20, &[oid(&LAST[..11]).child(&[47])]));
    assert_eq!(response.varbinds.len(), 2);
    assert_eq!(response.varbinds[1], VarBind::new(oid(&LAST), Value::EndOfMibView));
    let response = v2c(&mut canned, bulk(9, 0, &[oid(&LAST)]));
    assert_eq!(response.varbinds, [VarBind::new(oid(&LAST), Value::EndOfMibView)]);
}

#[test]
fn bulk_fits_into_a_datagram_and_get_is_too_big() {
    let mut canned = Canned::new(48);
    let response = v2c(&mut canned, bulk(0, 1_000_000, &[oid(&IF_HC_IN)]));
    assert!((50..70).contains(&response.varbinds.len()), "{}", response.varbinds.len());
    let mut canned = canned.max_message(200);
    assert!((3..8).contains(&v2c(&mut canned, bulk(0, 1_000_000, &[oid(&IF_HC_IN)])).varbinds.len()));
    let many: Vec<Oid> = (1..=10).map(|index| oid(&IF_HC_IN).child(&[index])).collect();
    let response = v2c(&mut canned, get(1, &many));
    assert_eq!((response.status, response.index, response.varbinds.len()), (ErrorStatus::TooBig, 0, 0));
    let narrow: Vec<Oid> = (1..=10).map(|index| oid(&IF_HC_IN[..10]).child(&[2, index])).collect();
    let response = ask(&mut canned, Version::V1, get(1, &narrow), 0, Moment::START);
    assert_eq!((response.status, response.varbinds), (ErrorStatus::TooBig, names(&narrow)));
}

#[test]
fn what_is_not_there_is_named_as_the_standard_says() {
    let mut canned = Canned::new(48);
    let asked = [oid(&IF_HC_IN).child(&[49]), oid(&[1, 3, 6, 1, 2, 1, 17, 1, 0]), oid(&LAST)];
    let response = v2c(&mut canned, get(1, &asked));
    assert_eq!(response.varbinds[0].value, Value::NoSuchInstance);
    assert_eq!(response.varbinds[1].value, Value::NoSuchObject);
    let response =
        ask(&mut canned, Version::V1, get(1, &[oid(&SYS_UP_TIME), oid(&IF_HC_IN).child(&[1])]), 0, Moment::START);
    assert_eq!((response.status, response.index), (ErrorStatus::NoSuchName, 2), "v1 has no Counter64");
    let response = ask(&mut canned, Version::V1, get_next(&[oid(&IF_HC_IN)]), 0, Moment::START);
    assert_eq!(response.varbinds[0].name, oid(&IF_HC_IN[..10]).child(&[14, 1]), "v1 steps over Counter64");
    let response = ask(&mut canned, Version::V1, get_next(&[oid(&LAST)]), 0, Moment::START);
    assert_eq!((response.status, response.index), (ErrorStatus::NoSuchName, 1));
}

#[test]
fn anything_else_gets_no_answer() {
    let mut canned = Canned::new(1);
    let mut out = vec![7];
    let request =
        Message { version: Version::V2c, community: CommunityString::new("x"), pdu: get(1, &[oid(&SYS_UP_TIME)]) };
    let whole = wire::encode(&request).unwrap();
    for length in 0..whole.len() {
        assert!(!canned.answer(&whole[..length], 0, Moment::START, &mut out) && out.is_empty(), "{length} octets");
    }
    let set = Message { pdu: Pdu::Set(Request { id: 1, varbinds: names(&[oid(&SYS_UP_TIME)]) }), ..request };
    assert!(!canned.answer(&wire::encode(&set).unwrap(), 0, Moment::START, &mut out));
}

#[test]
fn what_is_kept_has_a_limit() {
    let mut canned = Canned::new(1);
    for index in 0..2 * u32::try_from(KEPT).unwrap() {
        v2c(&mut canned, get(1, &[oid(&IF_HC_IN).child(&[index])]));
        assert!(canned.kept.len() <= KEPT);
    }
}
