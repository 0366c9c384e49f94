//! What must hold for any octets whatsoever.

use std::sync::{Arc, OnceLock};

use netwarden::inventory::{Notification, Protection};
use netwarden::value::{Moment, Oid, SmiType, Timestamp, Value, VarBind, oid};
use netwarden::wire::usm::{
    AuthProtocol, Authority, EngineClock, NotificationReceiver, Notified, Opened, PrivacyProtocol, UsmSession, UsmUser,
};
use netwarden::wire::{
    AnomalyKind, Answer, CommunityString, DecodeError, DecodeErrorKind, ErrorStatus, Message, Number, Pdu, PollLimits,
    PollMemory, PollPlan, PollStep, Request, Response, ResponseView, Step, Stepping, TablePoll, VarBindFault, Version,
    Walk, WalkEnd, WalkLimits, decode, encode, peek, v3,
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
    // Columns that took more than their share stop first; the others may then take as much again.
    assert!(rows <= 2 * (ROWS + 1));
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

/// An agent of engine boots 1 and time 9 tells its engine id: a `Report-PDU` of `usmStatsUnknownEngineIDs.0`, msgID 1.
#[rustfmt::skip]
const DISCOVERED: &[u8] = &[
    0x30, 0x53, 0x02, 0x01, 0x03, 0x30, 0x0e, 0x02, 0x01, 0x01, 0x02, 0x03, 0x00, 0xff, 0xe3, 0x04, 0x01, 0x00, 0x02, 0x01, 0x03, 0x04, 0x15, 0x30,
    0x13, 0x04, 0x05, 0x80, 0x00, 0x00, 0x00, 0x01, 0x02, 0x01, 0x01, 0x02, 0x01, 0x09, 0x04, 0x00, 0x04, 0x00, 0x04, 0x00, 0x30, 0x27, 0x04, 0x05,
    0x80, 0x00, 0x00, 0x00, 0x01, 0x04, 0x00, 0xa8, 0x1c, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00, 0x30, 0x11, 0x30, 0x0f, 0x06, 0x0a,
    0x2b, 0x06, 0x01, 0x06, 0x03, 0x0f, 0x01, 0x01, 0x04, 0x00, 0x41, 0x01, 0x01,
];

/// Sessions that await the answer with msgID 2: of a user without passwords, and of one with both.
fn sessions() -> &'static [UsmSession; 2] {
    static SESSIONS: OnceLock<[UsmSession; 2]> = OnceLock::new();
    SESSIONS.get_or_init(|| {
        let open = UsmUser::new("admin").expect("a name");
        let private = open.clone().authentication(AuthProtocol::Sha1, "maplesyrup").expect("long enough");
        let private = private.privacy(PrivacyProtocol::Aes128, "maplesyrup").expect("long enough");
        [open, private].map(|user| {
            let mut session = UsmSession::new(Arc::new(user), 7);
            let pdu = Pdu::Get(Request { id: 1, varbinds: Vec::new() });
            assert!(session.seal(&pdu, b"", 1, Moment::START).expect("a request").is_discovery);
            assert_eq!(session.open(DISCOVERED, Moment::START), Ok(Opened::SealAgain));
            assert!(!session.seal(&pdu, b"", 2, Moment::START).expect("a request").is_discovery);
            session
        })
    })
}

/// Reading an SNMPv3 message never panics and names offsets within the datagram; nobody without the keys gets an answer
/// accepted or the engine's clock moved.
pub(crate) fn v3_is_sound(datagram: &[u8]) {
    match v3::read(datagram) {
        Err(error) => assert!(error.offset <= datagram.len(), "{error}"),
        Ok(message) => match message.plain() {
            Some(Err(error)) => assert!(error.offset <= datagram.len(), "{error}"),
            Some(Ok(decoded)) => {
                assert_eq!(decoded.slots().count(), decoded.scoped.pdu.varbinds().len() + decoded.faults.len());
                assert!(decoded.faults.iter().all(|fault| fault.error.offset <= datagram.len()));
                assert!(decoded.anomalies.iter().all(|anomaly| anomaly.offset <= datagram.len()));
            }
            None => assert_eq!(message.header.level, v3::SecurityLevel::AuthPriv),
        },
    }
    let [open, private] = sessions();
    let mut open = open.clone();
    if let Ok(Opened::Response(decoded)) = open.open(datagram, Moment::from_secs(1)) {
        assert!(matches!(decoded.scoped.pdu, Pdu::Response(_)));
        assert!(open.open(datagram, Moment::from_secs(1)).is_err(), "an answer is accepted once");
    }
    let mut private = private.clone();
    let opened = private.open(datagram, Moment::from_secs(1));
    assert!(!matches!(opened, Ok(Opened::Response(_))), "nobody knows the keys");
    assert_eq!(private.clock(), None, "nothing authenticated came");
}

/// What [`v3_is_sound`] reads, for making variants of it.
pub(crate) fn a_v3_message() -> &'static [u8] {
    DISCOVERED
}

/// What is read in place is what is decoded: the same head, the same variables, the same numbers, the same faults.
pub(crate) fn view_agrees(datagram: &[u8]) {
    let (Ok(decoded), view) = (decode(datagram), ResponseView::read(datagram)) else {
        assert!(ResponseView::read(datagram).is_err(), "what cannot be decoded cannot be read in place");
        return;
    };
    let Pdu::Response(response) = &decoded.message.pdu else {
        return assert!(view.is_err(), "only responses are read in place");
    };
    let view = view.expect("a response that decodes can be read in place");
    assert_eq!((view.id, view.status, view.index), (response.id, response.status, response.index));
    assert_eq!(view.variables().count(), decoded.slots().count());
    for (slot, seen) in decoded.slots().zip(view.variables()) {
        match (slot, seen) {
            (Ok(varbind), Ok(seen)) => {
                assert_eq!(seen.name().as_ref(), Ok(&varbind.name));
                assert_eq!(seen.is_exception(), varbind.value.is_exception());
                assert_eq!(seen.number(), Ok(number(&varbind.value)));
            }
            (Err(_), Err(_)) => {}
            // A name or a value that is not a number is not looked into.
            (Err(fault), Ok(seen)) => assert!(seen.name().is_err() || !matches!(seen.number(), Ok(Some(_))), "{fault}"),
            (Ok(varbind), Err(broken)) => panic!("{varbind:?}: {}", broken.error),
        }
    }
}

fn number(value: &Value) -> Option<Number> {
    let bits = match value {
        Value::Integer(number) => i64::from(*number) as u64,
        Value::Counter32(number) | Value::Gauge32(number) => u64::from(*number),
        Value::TimeTicks(ticks) => u64::from(ticks.0),
        Value::Counter64(number) => *number,
        _ => return None,
    };
    Some(Number { kind: value.smi_type(), bits })
}

/// Whatever an agent does, a poll of a table, or of chosen rows, ends and keeps its limits. `script` is the agent.
pub(crate) fn poll_ends(script: &[u8]) {
    const ROWS: usize = 50;
    let mut script = script.iter().copied();
    let mut next = move || script.next().unwrap_or(0);
    let first = next();
    let columns = (0..=u32::from(first % 4)).map(|column| (oid(&[1, 3, 6, column]), SmiType::Integer));
    let plan = PollPlan::new(columns, PollLimits::new().rows(ROWS)).expect("columns of numbers");
    let mut poll = TablePoll::default();
    let memory = if first & 0x80 == 0 { PollMemory::default() } else { PollMemory::of_v1() };
    let rows: Vec<Vec<u32>> = (0..60).map(|row| vec![row; 1 + row as usize % 3]).collect();
    match first & 0x40 {
        0 => poll.begin(&plan, memory),
        _ => poll.begin_rows(&plan, memory, rows.iter().map(Vec::as_slice)),
    }
    for id in 0.. {
        assert!(id < 2000, "the poll does not end");
        let pdu = poll.pdu(&plan, id);
        let step = match next() {
            0..=7 => poll.timed_out(&plan),
            first => {
                let Answer { response, octets, .. } = answer(&pdu, first, &mut next);
                let (version, community) = (Version::V2c, CommunityString::new("public"));
                let mut datagram =
                    encode(&Message { version, community, pdu: Pdu::Response(response) }).expect("encodes");
                // Now and then an octet of the variables is another.
                if next() < 30 {
                    let at = datagram.len().saturating_sub(usize::from(next()) + 1);
                    datagram[at] = next();
                }
                match ResponseView::read(&datagram) {
                    Ok(view) => poll.accept(&plan, &view, octets, Moment::from_secs(1)),
                    Err(_) => poll.timed_out(&plan),
                }
            }
        };
        if step == PollStep::Done {
            break;
        }
    }
    // One more for each column, where these have different rows.
    assert!(poll.len() <= ROWS + 4, "{} rows", poll.len());
    assert_eq!(poll.rows().count(), poll.len());
    assert!(first & 0x40 == 0 || poll.rows().all(|row| rows.iter().any(|wanted| wanted == row.index)));
}

/// Reading a notification never panics; who knows no password is not believed to have sent one that is protected.
pub(crate) fn notification_is_sound(datagram: &[u8]) {
    let source = std::net::IpAddr::from([192, 0, 2, 1]);
    if let Ok(notification) = Notification::read(datagram, source, Timestamp::from_millis(1)) {
        assert_eq!(notification.protection, Protection::None);
        let json = serde_json::to_string(&notification).expect("a notification is data");
        assert_eq!(serde_json::from_str::<Notification>(&json).expect("and comes back"), notification);
    }
    if let Ok(decoded) = decode(datagram) {
        if let Pdu::TrapV1(trap) = &decoded.message.pdu {
            let varbinds = trap.to_v2(Some(&decoded.message.community));
            assert!(varbinds.len() >= trap.varbinds.len() + 2);
        }
    }
    let accepted = receiver().clone().open(datagram, Moment::from_secs(1));
    let plain = |accepted: &Notified| match accepted {
        Notified::Trap(incoming) | Notified::Inform { inform: incoming, .. } => {
            incoming.level == v3::SecurityLevel::NoAuthNoPriv
        }
    };
    assert!(accepted.is_err() || accepted.as_ref().is_ok_and(plain), "nobody knows the passwords");
}

fn receiver() -> &'static NotificationReceiver {
    static RECEIVER: OnceLock<NotificationReceiver> = OnceLock::new();
    RECEIVER.get_or_init(|| {
        let clock = EngineClock { boots: 1, time: 9, received: Moment::START };
        let authority = Authority::new([0x80, 0, 0, 0, 1], clock, 7).expect("an engine id");
        let open = UsmUser::new("admin").expect("a name");
        let private = UsmUser::new("private").expect("a name");
        let private = private.authentication(AuthProtocol::Sha1, "maplesyrup").expect("long enough");
        NotificationReceiver::new(authority, [Arc::new(open), Arc::new(private)], 4)
    })
}
