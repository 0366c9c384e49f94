mod chosen;
mod endings;

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::sim::{self, Quirks};
use crate::value::{Moment, Oid, SmiType, Value, VarBind, oid};
use crate::wire::*;

const OCTETS: &[u32] = &[1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 6];
const PACKETS: &[u32] = &[1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 7];
const SPEED: &[u32] = &[1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 15];
const UPTIME: &[u32] = &[1, 3, 6, 1, 2, 1, 1, 3, 0];

fn plan(limits: PollLimits) -> PollPlan {
    let columns = [(OCTETS, SmiType::Counter64), (PACKETS, SmiType::Counter64), (SPEED, SmiType::Gauge32)];
    PollPlan::new(columns.map(|(name, kind)| (oid(name), kind)), limits).unwrap()
}

type Cells = BTreeMap<(Vec<u32>, usize), u64>;

/// What a poll read, and how it went.
#[derive(Debug)]
struct Polled {
    cells: Cells,
    rows: usize,
    uptimes: Vec<Option<u32>>,
    partial: Option<String>,
    faults: u32,
    requests: u32,
    largest: usize,
    memory: PollMemory,
}

fn community() -> CommunityString {
    CommunityString::new("public")
}

/// Drives a poll over an agent, which may stay silent. Every request is also that of the encoder.
fn poll_with(
    plan: &PollPlan,
    memory: PollMemory,
    version: Version,
    agent: impl FnMut(&[u8]) -> Option<Vec<u8>>,
) -> Polled {
    let mut poll = TablePoll::default();
    poll.begin(plan, memory);
    drive(poll, plan, version, agent)
}

fn drive(
    mut poll: TablePoll,
    plan: &PollPlan,
    version: Version,
    mut agent: impl FnMut(&[u8]) -> Option<Vec<u8>>,
) -> Polled {
    let mut template = RequestTemplate::new(version, community());
    let (mut requests, mut largest) = (0, 0);
    loop {
        // Ids of three octets and of four.
        let id = if requests % 5 == 4 { 77 } else { 0x1234_5600 + requests as i32 };
        let datagram = poll.request(plan, &mut template, id).unwrap().to_vec();
        assert_eq!(datagram, encode(&Message { version, community: community(), pdu: poll.pdu(plan, id) }).unwrap());
        requests += 1;
        assert!(requests < 3_000, "it does not end");
        let step = match agent(&datagram) {
            Some(answer) => {
                largest = largest.max(answer.len());
                let view = ResponseView::read(&answer).unwrap();
                assert_eq!(view.id, id);
                poll.accept(plan, &view, answer.len(), Moment::from_millis(requests.into()))
            }
            None => poll.timed_out(plan),
        };
        if step == PollStep::Done {
            break;
        }
    }
    let rows: Vec<PolledRow<'_>> = poll.rows().collect();
    assert_eq!(rows.len(), poll.len());
    assert!(rows.windows(2).all(|pair| pair[0].index < pair[1].index));
    let cell = |row: &PolledRow<'_>| {
        let index = row.index.to_vec();
        let valid = (0..row.cells.len()).filter(|column| row.valid & 1 << column != 0).collect::<Vec<_>>();
        let cells = row.cells.to_vec();
        valid.into_iter().map(move |column| ((index.clone(), column), cells[column])).collect::<Vec<_>>()
    };
    Polled {
        cells: rows.iter().flat_map(cell).collect(),
        rows: rows.len(),
        uptimes: rows.iter().map(|row| row.uptime).collect(),
        partial: poll.partial().map(|(_, end)| end.to_string()),
        faults: poll.faults().0,
        requests,
        largest,
        memory: poll.memory(),
    }
}

/// An agent as RFC 3416 §4.2.2 and §4.2.3 have it, which answers at most `room` variables.
fn agent(mib: &BTreeMap<Oid, Value>, room: usize) -> impl FnMut(&[u8]) -> Option<Vec<u8>> {
    move |datagram| {
        let message = decode(datagram).unwrap().message;
        let next = |name: &Oid| {
            let found = mib.range(name.clone()..).find(|(other, _)| *other != name);
            found.map_or_else(
                || VarBind::new(name.clone(), Value::EndOfMibView),
                |(name, value)| VarBind::new(name.clone(), value.clone()),
            )
        };
        let names = message.pdu.varbinds().iter().map(|varbind| varbind.name.clone()).collect::<Vec<_>>();
        let (once, repetitions) = match &message.pdu {
            Pdu::GetNext(_) => (0, 1),
            Pdu::GetBulk(bulk) => (bulk.non_repeaters as usize, bulk.max_repetitions as usize),
            other => panic!("a poll does not send {other:?}"),
        };
        let mut varbinds: Vec<VarBind> = names[..once].iter().map(next).collect();
        let mut cursors = names[once..].to_vec();
        for _ in 0..repetitions {
            for cursor in &mut cursors {
                let found = next(cursor);
                cursor.clone_from(&found.name);
                varbinds.push(found);
            }
        }
        varbinds.truncate(room);
        let id = message.pdu.request_id().unwrap();
        let response = Response { id, status: ErrorStatus::NoError, index: 0, varbinds };
        Some(encode(&Message { pdu: Pdu::Response(response), ..message }).unwrap())
    }
}

fn mib(rows: impl IntoIterator<Item = u32>) -> BTreeMap<Oid, Value> {
    let mut mib = BTreeMap::from([(oid(UPTIME), Value::TimeTicks(crate::value::TimeTicks(4_711)))]);
    for row in rows {
        mib.insert(oid(OCTETS).child(&[row]), Value::Counter64(u64::from(row) << 33));
        mib.insert(oid(PACKETS).child(&[row]), Value::Counter64(u64::from(row)));
        mib.insert(oid(SPEED).child(&[row]), Value::Gauge32(row));
    }
    mib.insert(oid(&[1, 3, 6, 1, 2, 1, 99, 1]), Value::Integer(1));
    mib
}

fn truth(mib: &BTreeMap<Oid, Value>) -> Cells {
    let mut cells = Cells::new();
    for (column, root) in [OCTETS, PACKETS, SPEED].into_iter().enumerate() {
        for (name, value) in mib {
            let (Some(index), Value::Counter64(_) | Value::Gauge32(_)) = (name.suffix_of(root), value) else {
                continue;
            };
            let number = match value {
                Value::Counter64(number) => *number,
                Value::Gauge32(number) => u64::from(*number),
                _ => continue,
            };
            cells.insert((index.to_vec(), column), number);
        }
    }
    cells
}

#[test]
fn a_table_is_read_side_by_side_with_uptime_and_fewer_requests_once_it_is_known() {
    let mib = mib(1..=48);
    let plan = plan(PollLimits::new());
    let first = poll_with(&plan, PollMemory::default(), Version::V2c, agent(&mib, usize::MAX));
    assert_eq!((&first.cells, first.rows, &first.partial, first.faults), (&truth(&mib), 48, &None, 0));
    assert!(first.uptimes.iter().all(|uptime| *uptime == Some(4_711)));
    let mut memory = first.memory;
    for _ in 0..4 {
        let again = poll_with(&plan, memory, Version::V2c, agent(&mib, usize::MAX));
        assert_eq!(again.cells, truth(&mib));
        assert!(again.largest <= 1_472, "{}", again.largest); // what Ethernet carries
        memory = again.memory;
    }
    let last = poll_with(&plan, memory, Version::V2c, agent(&mib, usize::MAX));
    assert_eq!(last.requests, 3, "{memory:?}");
}

#[test]
fn a_row_that_came_since_is_found_and_one_that_went_is_gone() {
    let plan = plan(PollLimits::new());
    let memory = poll_with(&plan, PollMemory::default(), Version::V2c, agent(&mib(1..=48), usize::MAX)).memory;
    for rows in [(1..=60).collect::<Vec<_>>(), (5..=20).collect(), vec![3, 900, 70_000, u32::MAX], vec![]] {
        let mib = mib(rows);
        let polled = poll_with(&plan, memory, Version::V2c, agent(&mib, usize::MAX));
        assert_eq!((polled.cells, polled.partial), (truth(&mib), None));
    }
}

#[test]
fn answers_cut_anywhere_bring_the_same() {
    let mib = mib([1, 2, 3, 200, 20_000, 3_000_000, u32::MAX - 1]);
    for room in 2..30 {
        let polled = poll_with(&plan(PollLimits::new()), PollMemory::default(), Version::V2c, agent(&mib, room));
        assert_eq!((polled.cells, polled.partial), (truth(&mib), None), "{room}");
    }
}

#[test]
fn an_agent_without_bulk_is_asked_with_getnext_and_that_is_remembered() {
    let mib = mib(1..=5);
    let mut deaf = agent(&mib, usize::MAX);
    let mut bulks = 0;
    let mut answer = |datagram: &[u8]| {
        let is_bulk = matches!(decode(datagram).unwrap().message.pdu, Pdu::GetBulk(_));
        bulks += u32::from(is_bulk);
        if is_bulk { None } else { deaf(datagram) }
    };
    let polled = poll_with(&plan(PollLimits::new()), PollMemory::default(), Version::V2c, &mut answer);
    assert_eq!(polled.cells, truth(&mib));
    let again = poll_with(&plan(PollLimits::new()), polled.memory, Version::V2c, &mut answer);
    assert_eq!((again.cells, bulks), (truth(&mib), 1));
}

#[test]
fn too_big_halves_what_is_asked_and_that_is_remembered() {
    let mib = mib(1..=40);
    let answer = |most: usize| {
        let mut whole = agent(&mib, usize::MAX);
        move |datagram: &[u8]| {
            let answer = whole(datagram).unwrap();
            if answer.len() <= most {
                return Some(answer);
            }
            let message = decode(&answer).unwrap().message;
            let id = message.pdu.request_id().unwrap();
            let response = Response { id, status: ErrorStatus::TooBig, index: 0, varbinds: Vec::new() };
            Some(encode(&Message { pdu: Pdu::Response(response), ..message }).unwrap())
        }
    };
    let polled = poll_with(&plan(PollLimits::new()), PollMemory::default(), Version::V2c, answer(484));
    assert_eq!((polled.cells, polled.partial), (truth(&mib), None));
    let again = poll_with(&plan(PollLimits::new()), polled.memory, Version::V2c, answer(484));
    assert!(again.requests < polled.requests, "{} {}", again.requests, polled.requests);
    let never = poll_with(&plan(PollLimits::new()), PollMemory::default(), Version::V2c, answer(0));
    assert_eq!(never.partial.unwrap(), "partial: the agent answers tooBig");
    assert!(never.requests < 20);
}

#[test]
fn silence_ends_a_poll_and_a_device_that_answered_before_is_asked_once() {
    let plan = plan(PollLimits::new());
    let silent = poll_with(&plan, PollMemory::default(), Version::V2c, |_| None);
    assert_eq!((silent.requests, silent.rows, silent.memory.has_answered()), (2, 0, false));
    let known = poll_with(&plan, PollMemory::default(), Version::V2c, agent(&mib(1..=3), 99)).memory;
    let gone = poll_with(&plan, known, Version::V2c, |_| None);
    assert_eq!((gone.requests, gone.partial.unwrap()), (1, "partial: the agent does not answer any more".to_owned()));
    assert_eq!(gone.memory.stepping(), Stepping::Bulk);
}

/// An agent that answers each name with what `next` makes of it.
fn stubborn(mut next: impl FnMut(&Oid, u32) -> VarBind) -> impl FnMut(&[u8]) -> Option<Vec<u8>> {
    let mut count = 0;
    move |datagram| {
        let message = decode(datagram).unwrap().message;
        let id = message.pdu.request_id().unwrap();
        let varbinds = message.pdu.varbinds().iter().map(|varbind| {
            count += 1;
            next(&varbind.name, count)
        });
        let response = Response { id, status: ErrorStatus::NoError, index: 0, varbinds: varbinds.collect() };
        Some(encode(&Message { pdu: Pdu::Response(response), ..message.clone() }).unwrap())
    }
}

#[test]
fn hostile_agents_end_in_a_partial_result_that_says_why() {
    let number = |name: Oid| VarBind::new(name, Value::Counter64(1));
    type Next = Box<dyn FnMut(&Oid, u32) -> VarBind>;
    let cases: [(&str, Next, &str); 5] = [
        ("stands still", Box::new(move |name, _| number(name.clone())), "does not follow the name before it"),
        (
            "goes round",
            Box::new(move |name, count| number(oid(&name[..name.len().min(11)]).child(&[count % 7 + 1]))),
            "does not follow the name before it",
        ),
        (
            "never ends",
            Box::new(move |name, count| number(oid(&name[..name.len().min(11)]).child(&[count]))),
            "more than 50 variables",
        ),
        (
            "ever longer indexes",
            Box::new(move |name, _| number(if name.len() < 120 { name.child(&[1]) } else { name.clone() })),
            "more than 50 variables",
        ),
        ("no name", Box::new(move |_, _| number(Oid::default())), ""),
    ];
    for (case, next, end) in cases {
        let polled = poll_with(&plan(PollLimits::new().rows(50)), PollMemory::default(), Version::V2c, stubborn(next));
        assert!(polled.partial.clone().unwrap_or_default().contains(end), "{case}: {polled:?}");
        assert!(polled.rows <= 60 && polled.requests < 200, "{case}: {polled:?}");
    }
    let empty = poll_with(&plan(PollLimits::new()), PollMemory::default(), Version::V2c, agent(&mib(1..=9), 0));
    assert_eq!(empty.partial.unwrap(), "partial: the agent answers without variables");
}

#[test]
fn careless_numbers_are_read_and_wrong_ones_are_faults() {
    let mut mib = mib(1..=4);
    mib.insert(oid(OCTETS).child(&[1]), Value::Counter32(5)); // the width of a counter is never guessed
    mib.insert(oid(OCTETS).child(&[2]), Value::OctetString(b"7".to_vec()));
    mib.insert(oid(SPEED).child(&[3]), Value::Integer(9));
    mib.insert(oid(SPEED).child(&[4]), Value::Integer(-1));
    let polled = poll_with(&plan(PollLimits::new()), PollMemory::default(), Version::V2c, agent(&mib, 99));
    assert_eq!((polled.rows, polled.faults), (4, 3));
    let cell = |row: u32, column| polled.cells.get(&(vec![row], column)).copied();
    assert_eq!((cell(1, 0), cell(2, 0), cell(3, 2), cell(4, 2)), (None, None, Some(9), None));
    assert_eq!((cell(3, 0), cell(1, 1)), (Some(3 << 33), Some(1)));
}

#[test]
fn numbers_of_careless_encoders_are_those_of_the_decoder() {
    // Of one answer: Counter32 with a needless octet, negative, empty, of nine octets; and garbage in between.
    let values: [&[u8]; 6] = [
        &[0x42, 5, 0, 0xff, 0xff, 0xff, 0xff],
        &[0x42, 4, 0xff, 0xff, 0xff, 0xc8],
        &[0x42, 0],
        &[0x42, 9, 0, 0, 0, 0, 0, 0, 0, 0, 7],
        &[0x42, 6, 1, 0, 0, 0, 0, 0],
        &[0x4e, 1, 1],
    ];
    let name: Vec<u8> = vec![0x2b, 6, 1, 2, 1, 31, 1, 1, 1, 15];
    let tlv = |tag: u8, content: &[u8]| {
        let length = u8::try_from(content.len()).unwrap();
        let head = if length < 0x80 { vec![tag, length] } else { vec![tag, 0x81, length] };
        [&head, content].concat()
    };
    let row = |index: u8, value: &[u8]| tlv(0x30, &[tlv(6, &[&name[..], &[index]].concat()), value.to_vec()].concat());
    let list: Vec<u8> = (1..).zip(values).flat_map(|(index, value)| row(index, value)).collect();
    let pdu = tlv(0xa2, &[&[2, 1, 77, 2, 1, 0, 2, 1, 0][..], &tlv(0x30, &list)].concat());
    let datagram = tlv(0x30, &[&[2, 1, 1, 4, 6][..], b"public", &pdu].concat());
    let view = ResponseView::read(&datagram).unwrap();
    let viewed: Vec<Option<u64>> =
        view.variables().map(|it| it.unwrap().number().ok().flatten().map(|number| number.bits)).collect();
    let owned = decode(&datagram).unwrap();
    let decoded: Vec<Option<u64>> = owned
        .slots()
        .map(|slot| match slot {
            Ok(VarBind { value: Value::Gauge32(number), .. }) => Some(u64::from(*number)),
            _ => None,
        })
        .collect();
    assert_eq!(viewed, decoded);
    assert_eq!(viewed, [Some(0xffff_ffff), Some(0xffff_ffc8), Some(0), Some(7), None, None]);
}

#[test]
fn plans_that_cannot_be_are_refused_in_words() {
    let refused = |columns: &[(&[u32], SmiType)]| {
        let columns = columns.iter().map(|(name, kind)| (oid(name), *kind));
        PollPlan::new(columns, PollLimits::new()).unwrap_err().to_string()
    };
    assert!(refused(&[]).contains("1 to 64 columns"));
    assert!(refused(&[(OCTETS, SmiType::OctetString)]).contains("a type of numbers"));
    assert!(
        refused(&[(OCTETS, SmiType::Counter64), (&OCTETS[..10], SmiType::Counter64)]).contains("none below another")
    );
    assert!(refused(&[(&[9, 1, 1], SmiType::Counter64)]).contains("first arc"));
    assert!(refused(&[(&[1], SmiType::Counter64)]).contains("at least two arcs"));
}

/// The numbers of all interface columns of an agent, by the owned walk.
fn walked(agent: &sim::Agent, version: Version, columns: &[(Oid, SmiType)]) -> Cells {
    let limits = WalkLimits::new().stepping(if version == Version::V1 { Stepping::Next } else { Stepping::Bulk });
    let mut walk = Walk::columns(columns.iter().map(|(root, _)| root.clone()), limits);
    while let Some(pdu) = walk.next_request(5, Moment::START) {
        let request = Message { version, community: community(), pdu };
        let Some(Message { pdu: Pdu::Response(response), .. }) = agent.respond(&request, Moment::START) else {
            walk.timed_out();
            continue;
        };
        if let Step::Stopped(_) = walk.accept(Answer::from(response)) {
            break;
        }
    }
    let mut cells = Cells::new();
    for (at, (column, (root, _))) in walk.finish().into_iter().zip(columns).enumerate() {
        for varbind in column.varbinds {
            let number = match varbind.value {
                Value::Integer(number) => i64::from(number) as u64,
                Value::Counter32(number) | Value::Gauge32(number) => u64::from(number),
                Value::Counter64(number) => number,
                Value::TimeTicks(ticks) => u64::from(ticks.0),
                _ => continue,
            };
            cells.insert((varbind.name.suffix_of(root).unwrap().to_vec(), at), number);
        }
    }
    cells
}

#[test]
fn all_simulated_networks_are_polled_as_they_are_walked() {
    use crate::mib::{IfEntry, IfXEntry, Row};
    let columns: Vec<(Oid, SmiType)> = [IfEntry::TABLE, IfXEntry::TABLE]
        .iter()
        .flat_map(|table| table.columns.iter().map(|column| (table.column_oid(column), column.syntax.smi_type())))
        .filter(|(_, kind)| *kind != SmiType::OctetString)
        .collect();
    let plan = PollPlan::new(columns.clone(), PollLimits::new()).unwrap();
    let mut devices = 0;
    for name in sim::gallery::names() {
        let world = sim::gallery::by_name(name).unwrap();
        for agent in world.agents() {
            for (version, quirks) in [
                (Version::V2c, Quirks::default()),
                (Version::V1, Quirks::default()),
                (Version::V2c, Quirks::new().bulk_deaf()),
                (Version::V2c, Quirks::new().max_message(484)),
                (Version::V2c, Quirks::new().max_repetitions(1)),
            ] {
                let agent = agent.clone().with_quirks(quirks);
                let memory = if version == Version::V1 { PollMemory::of_v1() } else { PollMemory::default() };
                let polled = poll_with(&plan, memory, version, |request| agent.answer(request, Moment::START));
                let walked = walked(&agent, version, &columns);
                assert_eq!(polled.cells, walked, "{name} {} {version:?}", agent.name());
                assert_eq!(polled.partial, None, "{name} {} {version:?}", agent.name());
                devices += 1;
            }
        }
    }
    assert!(devices > 100, "{devices}");
}

/// A table of which any cell may be missing, under indexes of one arc or several.
fn any_table() -> impl Strategy<Value = BTreeMap<Oid, Value>> {
    let arc = prop_oneof![0..200_u32, any::<u32>(), Just(127), Just(128), Just(16_383), Just(16_384)];
    let index = prop::collection::vec(arc, 1..4);
    let cells = prop::collection::vec((index, 1..8_u8, any::<u64>()), 0..60);
    cells.prop_map(|cells| {
        let mut table = mib([]);
        for (index, present, number) in cells {
            #[allow(clippy::cast_possible_truncation)]
            let values = [Value::Counter64(number), Value::Counter64(number / 3), Value::Gauge32(number as u32)];
            for (bit, (root, value)) in [OCTETS, PACKETS, SPEED].into_iter().zip(values).enumerate() {
                if present & 1 << bit != 0 {
                    table.insert(oid(root).child(&index), value);
                }
            }
        }
        table
    })
}

proptest! {
    #[test]
    fn sparse_tables_are_read_whole(table in any_table(), room in 2..70_usize, v1 in any::<bool>(), rows in 0..90_u32) {
        let plan = plan(PollLimits::new());
        let memory = if v1 { PollMemory::of_v1() } else { PollMemory::default() };
        let before = poll_with(&plan, memory, Version::V2c, agent(&mib(1..=rows), 99)).memory;
        for memory in [memory, before] {
            let room = if v1 { room.max(4) } else { room };
            let polled = poll_with(&plan, memory, Version::V2c, agent(&table, room));
            prop_assert_eq!((polled.cells, polled.partial), (truth(&table), None));
        }
    }

    #[test]
    fn no_octets_panic(octets in prop::collection::vec(any::<u8>(), 0..200), cut in 0..400_usize, flip in any::<(usize, u8)>()) {
        let plan = plan(PollLimits::new());
        let mut poll = TablePoll::default();
        poll.begin(&plan, PollMemory::default());
        if let Ok(view) = ResponseView::read(&octets) {
            poll.accept(&plan, &view, octets.len(), Moment::START);
        }
        let table = mib(1..=6);
        let mut sound = agent(&table, 99);
        let mut template = RequestTemplate::new(Version::V2c, community());
        poll.begin(&plan, PollMemory::default());
        for id in 0..40 {
            let mut answer = sound(poll.request(&plan, &mut template, id).unwrap()).unwrap();
            let at = flip.0 % answer.len();
            answer[at] = flip.1;
            answer.truncate(answer.len().saturating_sub(cut % 30));
            let step = match ResponseView::read(&answer) {
                Ok(view) => poll.accept(&plan, &view, answer.len(), Moment::START),
                Err(_) => poll.timed_out(&plan),
            };
            if step == PollStep::Done {
                break;
            }
        }
    }
}
