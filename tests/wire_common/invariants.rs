//! What must hold for any octets whatsoever.

use netwarden::value::{Moment, Oid, Value, VarBind, oid};
use netwarden::wire::{
    AnomalyKind, Answer, DecodeError, DecodeErrorKind, ErrorStatus, Pdu, Response, Step, Stepping, VarBindFault, Walk,
    WalkEnd, WalkLimits, decode, encode, peek,
};

/// Decoding never panics, names offsets within the datagram, loses no variable silently, and what was understood
/// re-encodes to the same.
pub(crate) fn decode_is_sound(datagram: &[u8]) {
    let head = peek(datagram);
    let decoded = match decode(datagram) {
        Ok(decoded) => decoded,
        Err(error) => {
            assert!(error.offset <= datagram.len(), "{error}");
            return;
        }
    };
    let head = head.expect("what decodes can be peeked at");
    assert_eq!(head.version, decoded.message.version);
    assert_eq!(head.community, decoded.message.community.as_bytes());
    assert_eq!(head.kind, decoded.message.pdu.kind());
    assert_eq!(head.request_id, decoded.message.pdu.request_id());

    let readable = decoded.message.pdu.varbinds().len();
    assert_eq!(decoded.slots().count(), readable + decoded.faults.len());
    for (position, slot) in decoded.slots().enumerate() {
        if let Err(fault) = slot {
            assert_eq!(fault.position, position);
            assert!(fault.error.offset <= datagram.len(), "{fault}");
            assert!(!fault.rest_lost || position + 1 == readable + decoded.faults.len(), "{fault}");
        }
    }
    assert!(decoded.anomalies.iter().all(|anomaly| anomaly.offset <= datagram.len() && anomaly.count > 0));

    let octets = encode(&decoded.message).expect("what was read can be written");
    let again = decode(&octets).expect("what was written can be read");
    assert_eq!(again.message, decoded.message);
    assert!(again.faults.is_empty());
    assert!(again.anomalies.iter().all(|anomaly| anomaly.kind == AnomalyKind::ValueNotInV1));
    assert_eq!(encode(&again.message).expect("as before"), octets);
}

/// Whatever an agent does, a walk ends, its names increase, and it keeps its limits. `script` is the agent.
pub(crate) fn walk_ends(script: &[u8]) {
    const ROWS: usize = 50;
    let mut script = script.iter().copied();
    let mut next = move || script.next().unwrap_or(0);
    let choice = next();
    let roots: Vec<Oid> = (0..choice % 5).map(|column| oid(&[1, 3, 6, u32::from(column)])).collect();
    let stepping = if choice & 0x80 == 0 { Stepping::Bulk } else { Stepping::Next };
    let limits = WalkLimits::new().stepping(stepping).rows(ROWS).columns(usize::from(choice >> 4 & 7));
    let mut walk = Walk::columns(roots.clone(), limits);

    let mut requests = 0;
    while let Some(pdu) = walk.next_request(requests, Moment::START) {
        requests += 1;
        assert!(requests < 1000, "the walk does not end");
        let step = match next() {
            0..=7 => walk.timed_out(),
            first => walk.accept(answer(&pdu, first, &mut next)),
        };
        if let Step::Stopped(end) = step {
            assert_ne!(end, WalkEnd::Cancelled);
            assert_eq!(walk.next_request(requests, Moment::START), None);
        }
    }
    let columns = walk.finish();
    assert_eq!(columns.len(), roots.len());
    let mut rows = 0;
    for column in columns {
        assert!(column.varbinds.iter().all(|varbind| varbind.name.starts_with(&column.root)));
        assert!(column.varbinds.windows(2).all(|pair| pair[0].name < pair[1].name));
        rows += column.varbinds.len();
    }
    assert!(rows <= ROWS + 1);
}

fn answer(pdu: &Pdu, first: u8, next: &mut impl FnMut() -> u8) -> Answer {
    let status = if first < 40 { i32::from(first % 20) } else { 0 };
    let asked = pdu.varbinds();
    let mut varbinds = Vec::new();
    let mut faults = Vec::new();
    for position in 0..usize::from(next() % 40) {
        let octet = next();
        let asked = &asked[position % asked.len()].name;
        let name: Oid = match octet % 8 {
            0 => asked.clone(),
            1 => oid(&[1, 3, 6, u32::from(next() % 6)]),
            2 => oid(&[1, 3, 6, u32::from(next() % 6), u32::from(next())]),
            // What a right agent does: a later row of the same column.
            _ => oid(&asked[..4]).child(&[asked.get(4).map_or(0, |row| row + 1 + u32::from(next()))]),
        };
        let value = match octet >> 3 {
            0 => Value::EndOfMibView,
            1 => Value::NoSuchInstance,
            2 | 3 => {
                let error = DecodeError { offset: 0, part: "value", kind: DecodeErrorKind::LongTag };
                let name = (octet & 1 == 0).then_some(name);
                faults.push(VarBindFault { position, name, error, rest_lost: octet & 2 == 0 });
                continue;
            }
            _ => Value::Integer(0),
        };
        varbinds.push(VarBind { name, value });
    }
    let id = pdu.request_id().unwrap_or_default();
    let response = Response { id, status: ErrorStatus::from_number(status), index: u32::from(next() % 7), varbinds };
    Answer { faults, octets: usize::from(next()) * 100, ..Answer::from(response) }
}
