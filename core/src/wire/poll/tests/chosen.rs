//! Rows that are asked for by their names.

use super::*;
use crate::value::TimeTicks;

type Index = Vec<u32>;

/// Drives a poll of chosen rows over an agent.
fn rows_with(
    plan: &PollPlan,
    memory: PollMemory,
    version: Version,
    rows: &[Index],
    agent: impl FnMut(&[u8]) -> Option<Vec<u8>>,
) -> Polled {
    let mut poll = TablePoll::default();
    poll.begin_rows(plan, memory, rows.iter().map(Vec::as_slice));
    drive(poll, plan, version, agent)
}

fn singles(rows: impl IntoIterator<Item = u32>) -> Vec<Index> {
    rows.into_iter().map(|row| vec![row]).collect()
}

/// What is there of the rows wanted.
fn wanted(mib: &BTreeMap<Oid, Value>, rows: &[Index]) -> Cells {
    truth(mib).into_iter().filter(|((index, _), _)| rows.contains(index)).collect()
}

fn reply(message: &Message, status: ErrorStatus, index: u32, varbinds: Vec<VarBind>) -> Option<Vec<u8>> {
    let id = message.pdu.request_id().unwrap();
    let response = Response { id, status, index, varbinds };
    Some(encode(&Message { pdu: Pdu::Response(response), ..message.clone() }).unwrap())
}

/// GET as RFC 3416 §4.2.1 has it, of an agent whose answers are made by `answer` of what it would say.
fn getter(
    mib: &BTreeMap<Oid, Value>,
    mut answer: impl FnMut(&Message, Vec<VarBind>) -> Option<Vec<u8>>,
) -> impl FnMut(&[u8]) -> Option<Vec<u8>> {
    move |datagram| {
        let message = decode(datagram).unwrap().message;
        assert!(matches!(message.pdu, Pdu::Get(_)), "{:?}", message.pdu);
        let found = |name: &Oid| mib.get(name).cloned().unwrap_or(Value::NoSuchInstance);
        let varbinds = message.pdu.varbinds().iter().map(|it| VarBind::new(it.name.clone(), found(&it.name)));
        let varbinds = varbinds.collect();
        answer(&message, varbinds)
    }
}

fn sound(message: &Message, varbinds: Vec<VarBind>) -> Option<Vec<u8>> {
    reply(message, ErrorStatus::NoError, 0, varbinds)
}

/// GET and GETNEXT as RFC 1157 §4.1.2 and §4.1.3 have them.
fn first_version(mib: &BTreeMap<Oid, Value>) -> impl FnMut(&[u8]) -> Option<Vec<u8>> {
    move |datagram| {
        let message = decode(datagram).unwrap().message;
        let found: Vec<Option<VarBind>> = message
            .pdu
            .varbinds()
            .iter()
            .map(|it| match &message.pdu {
                Pdu::Get(_) => mib.get_key_value(&it.name),
                Pdu::GetNext(_) => mib.range(it.name.clone()..).find(|(name, _)| **name != it.name),
                other => panic!("v1 has no {other:?}"),
            })
            .map(|found| found.map(|(name, value)| VarBind::new(name.clone(), value.clone())))
            .collect();
        match found.iter().position(Option::is_none) {
            Some(place) => {
                let index = u32::try_from(place).unwrap() + 1;
                reply(&message, ErrorStatus::NoSuchName, index, message.pdu.varbinds().to_vec())
            }
            None => reply(&message, ErrorStatus::NoError, 0, found.into_iter().flatten().collect()),
        }
    }
}

#[test]
fn only_the_wanted_rows_are_asked_for_whole_rows_at_a_time() {
    let (mib, plan) = (mib(1..=48), plan(PollLimits::new()));
    let rows = singles([47, 3, 3, 48, 900, 12]);
    let mut asked = Vec::new();
    let agent = getter(&mib, |message, varbinds| {
        asked.push(varbinds.iter().map(|it| it.name.clone()).collect::<Vec<_>>());
        sound(message, varbinds)
    });
    let polled = rows_with(&plan, PollMemory::default(), Version::V2c, &rows, agent);
    assert_eq!((polled.cells, polled.rows, polled.partial, polled.faults), (wanted(&mib, &rows), 4, None, 0));
    assert_eq!(polled.uptimes, [Some(4_711); 4]);
    let cells =
        [47, 3, 48, 900, 12].into_iter().flat_map(|row| [OCTETS, PACKETS, SPEED].map(|it| oid(it).child(&[row])));
    assert_eq!(asked, [std::iter::once(oid(UPTIME)).chain(cells).collect::<Vec<_>>()]);
    assert!(polled.memory.has_answered());
}

#[test]
fn no_answer_has_parts_of_a_row_and_none_is_larger_than_ethernet_carries() {
    let (mib, plan) = (mib(1..=400), plan(PollLimits::new()));
    let rows = singles((1..=400).step_by(2));
    let mut memory = PollMemory::default();
    for cycle in 0..4 {
        let agent = getter(&mib, |message, varbinds| {
            assert!(varbinds.len() % 3 == 1, "{}", varbinds.len());
            sound(message, varbinds)
        });
        let polled = rows_with(&plan, memory, Version::V2c, &rows, agent);
        assert_eq!((&polled.cells, &polled.partial), (&wanted(&mib, &rows), &None));
        if cycle > 0 {
            assert!(polled.largest <= 1_472 && polled.requests <= 11, "{polled:?}");
        }
        memory = polled.memory;
    }
}

#[test]
fn what_is_known_of_the_table_outlasts_a_poll_of_some_rows() {
    let (mib, plan) = (mib(1..=48), plan(PollLimits::new()));
    let table = poll_with(&plan, PollMemory::default(), Version::V2c, agent(&mib, usize::MAX)).memory;
    let some = rows_with(&plan, table, Version::V2c, &singles([7]), getter(&mib, sound)).memory;
    assert_eq!((some.rows(), some.stepping()), (48, Stepping::Bulk));
    // A device that was only asked with GET may not know GETBULK.
    let first = rows_with(&plan, PollMemory::default(), Version::V2c, &singles([7]), getter(&mib, sound)).memory;
    let mut next = agent(&mib, usize::MAX);
    let deaf = |datagram: &[u8]| match decode(datagram).unwrap().message.pdu {
        Pdu::GetBulk(_) => None,
        _ => next(datagram),
    };
    assert_eq!(poll_with(&plan, first, Version::V2c, deaf).cells, truth(&mib));
}

#[test]
fn v1_leaves_out_what_it_lacks_and_asks_for_the_rest_again() {
    let mut mib = mib(1..=20);
    let rows = singles(1..=25);
    mib.remove(&oid(PACKETS).child(&[4]));
    mib.remove(&oid(SPEED).child(&[20]));
    let plan = plan(PollLimits::new());
    let polled = rows_with(&plan, PollMemory::of_v1(), Version::V1, &rows, first_version(&mib));
    assert_eq!((&polled.cells, polled.rows, &polled.partial), (&wanted(&mib, &rows), 20, &None));
    assert_eq!(polled.uptimes, [Some(4_711); 20]);
    // Two cells and five rows are missing; and one question whether there are any packets at all, as nothing was seen yet.
    assert_eq!(polled.requests, 2 + 5 * 3 + 1 + 2, "{:?}", polled.memory);
    assert_eq!(polled.memory.stepping(), Stepping::Next);
}

#[test]
fn a_column_that_an_agent_of_v1_lacks_costs_two_requests_however_many_rows_there_are() {
    let mut mib = mib(1..=60);
    mib.retain(|name, _| !name.starts_with(&oid(OCTETS)) && !name.starts_with(&oid(PACKETS)));
    let rows = singles(1..=60);
    let polled = rows_with(&plan(PollLimits::new()), PollMemory::of_v1(), Version::V1, &rows, first_version(&mib));
    assert_eq!((polled.cells, polled.rows, polled.partial), (wanted(&mib, &rows), 60, None));
    assert!(polled.requests <= 4 + 2, "{}", polled.requests);
}

#[test]
fn an_agent_without_uptime_is_asked_without() {
    let mut mib = mib(1..=3);
    mib.remove(&oid(UPTIME));
    let rows = singles(1..=3);
    let plan = plan(PollLimits::new());
    for (version, memory) in [(Version::V1, PollMemory::of_v1()), (Version::V2c, PollMemory::default())] {
        let polled = match version {
            Version::V1 => rows_with(&plan, memory, version, &rows, first_version(&mib)),
            _ => rows_with(&plan, memory, version, &rows, getter(&mib, sound)),
        };
        assert_eq!((polled.cells, polled.partial), (wanted(&mib, &rows), None), "{version:?}");
        assert_eq!(polled.uptimes, [None; 3]);
    }
}

#[test]
fn too_big_halves_what_is_asked_and_that_is_remembered() {
    let (mib, plan) = (mib(1..=40), plan(PollLimits::new()));
    let rows = singles(1..=40);
    let narrow = |most: usize| {
        getter(&mib, move |message, varbinds| {
            let answer = sound(message, varbinds)?;
            if answer.len() <= most { Some(answer) } else { reply(message, ErrorStatus::TooBig, 0, Vec::new()) }
        })
    };
    let polled = rows_with(&plan, PollMemory::default(), Version::V2c, &rows, narrow(484));
    assert_eq!((&polled.cells, &polled.partial), (&wanted(&mib, &rows), &None));
    let again = rows_with(&plan, polled.memory, Version::V2c, &rows, narrow(484));
    assert!(again.requests < polled.requests, "{} {}", again.requests, polled.requests);
    let never = rows_with(&plan, PollMemory::default(), Version::V2c, &rows, narrow(0));
    assert_eq!((never.rows, never.partial.unwrap()), (0, "partial: the agent answers tooBig".to_owned()));
    assert!(never.requests < 40, "{}", never.requests);
}

#[test]
fn silence_shrinks_a_request_and_ends_the_poll_of_a_device_that_had_answered() {
    let (mib, plan) = (mib(1..=40), plan(PollLimits::new()));
    let rows = singles(1..=40);
    let small = |most: usize| {
        getter(&mib, move |message, varbinds| if varbinds.len() > most { None } else { sound(message, varbinds) })
    };
    let polled = rows_with(&plan, PollMemory::default(), Version::V2c, &rows, small(31));
    assert_eq!((&polled.cells, &polled.partial), (&wanted(&mib, &rows), &None));
    let known = polled.memory;
    let gone = rows_with(&plan, known, Version::V2c, &rows, |_| None);
    assert_eq!((gone.requests, gone.partial.unwrap()), (1, "partial: the agent does not answer any more".to_owned()));
    let never = rows_with(&plan, PollMemory::default(), Version::V2c, &rows, |_| None);
    assert_eq!((never.requests, never.memory.has_answered()), (2, false));
}

#[test]
fn short_answers_are_asked_for_the_rest() {
    let (mib, plan) = (mib(1..=30), plan(PollLimits::new()));
    let rows = singles(1..=30);
    for room in 2..40 {
        let short = getter(&mib, |message, mut varbinds| {
            varbinds.truncate(room);
            sound(message, varbinds)
        });
        let polled = rows_with(&plan, PollMemory::default(), Version::V2c, &rows, short);
        assert_eq!((polled.cells, polled.partial, polled.faults), (wanted(&mib, &rows), None, 0), "{room}");
    }
    let empty =
        rows_with(&plan, PollMemory::default(), Version::V2c, &rows, getter(&mib, |message, _| sound(message, vec![])));
    assert_eq!(empty.partial.unwrap(), "partial: the agent answers without variables");
    assert!(empty.requests <= 40, "{}", empty.requests);
}

#[test]
fn an_agent_that_leaves_out_what_it_lacks_answers_the_rest() {
    let mut mib = mib(1..=30);
    for row in [2, 9, 30] {
        mib.remove(&oid(PACKETS).child(&[row]));
    }
    let rows = singles(1..=30);
    let omits = getter(&mib, |message, mut varbinds| {
        varbinds.retain(|it| it.value != Value::NoSuchInstance);
        sound(message, varbinds)
    });
    let polled = rows_with(&plan(PollLimits::new()), PollMemory::default(), Version::V2c, &rows, omits);
    assert_eq!(polled.cells, wanted(&mib, &rows));
    assert_eq!(polled.partial.unwrap(), "partial: the agent answers without variables");
}

#[test]
fn wrong_names_and_wrong_values_are_faults_and_never_cells() {
    let (mib, plan) = (mib(1..=10), plan(PollLimits::new()));
    let rows = singles(1..=10);
    let poll = |change: &dyn Fn(&mut VarBind)| {
        let agent = getter(&mib, move |message, mut varbinds| {
            varbinds.iter_mut().filter(|it| it.name != oid(UPTIME)).for_each(change);
            sound(message, varbinds)
        });
        rows_with(&plan, PollMemory::default(), Version::V2c, &rows, agent)
    };
    let other = poll(&|it| it.name = oid(&it.name[..11]).child(&[it.name[11] + 10]));
    assert_eq!((other.rows, other.faults, other.partial), (0, 30, None));
    assert!(other.requests <= 40, "{}", other.requests);
    let same = poll(&|it| it.name = oid(OCTETS).child(&[1]));
    assert_eq!((same.cells.len(), same.faults), (1, 29));
    // One variable is always of another row.
    let one = poll(&|it| {
        if it.name == oid(SPEED).child(&[5]) {
            it.name = oid(SPEED).child(&[4]);
        }
    });
    let mut most = wanted(&mib, &rows);
    most.remove(&(vec![5], 2));
    assert_eq!((&one.cells, one.faults, &one.partial), (&most, 1, &None));
    let types = poll(&|it| {
        if it.name.starts_with(&oid(SPEED)) {
            it.value = Value::OctetString(b"fast".to_vec());
        }
    });
    most.retain(|(_, column), _| *column != 2);
    assert_eq!((&types.cells, types.faults, &types.partial), (&most, 10, &None));
}

#[test]
fn more_than_was_asked_and_twice_the_same_change_nothing() {
    let (mib, plan) = (mib(1..=10), plan(PollLimits::new()));
    let rows = singles(1..=5);
    let more = getter(&mib, |message, mut varbinds| {
        let mut others = varbinds.clone();
        others.iter_mut().for_each(|it| it.value = Value::Counter64(666));
        let new = VarBind::new(oid(OCTETS).child(&[9]), Value::Counter64(9));
        varbinds.extend(others.into_iter().chain([new]));
        sound(message, varbinds)
    });
    let polled = rows_with(&plan, PollMemory::default(), Version::V2c, &rows, more);
    assert_eq!((polled.cells, polled.partial, polled.faults), (wanted(&mib, &rows), None, 0));
    let twice = getter(&mib, |message, varbinds| {
        let doubled = varbinds.iter().flat_map(|it| [it.clone(), VarBind::new(it.name.clone(), Value::Counter64(666))]);
        sound(message, doubled.collect())
    });
    let polled = rows_with(&plan, PollMemory::default(), Version::V2c, &rows, twice);
    assert_eq!((polled.cells, polled.partial), (wanted(&mib, &rows), None));
}

#[test]
fn a_cell_that_an_agent_refuses_is_partial_and_the_others_are_read() {
    let (mib, plan) = (mib(1..=30), plan(PollLimits::new()));
    let rows = singles(1..=30);
    let bad = [oid(SPEED).child(&[5]), oid(OCTETS).child(&[29])];
    for tells in [true, false] {
        let agent = getter(&mib, |message, varbinds| match varbinds.iter().position(|it| bad.contains(&it.name)) {
            Some(place) => {
                let index = if tells { u32::try_from(place).unwrap() + 1 } else { 0 };
                reply(message, ErrorStatus::GenErr, index, varbinds)
            }
            None => sound(message, varbinds),
        });
        let polled = rows_with(&plan, PollMemory::default(), Version::V2c, &rows, agent);
        let mut most = wanted(&mib, &rows);
        most.retain(|(index, column), _| !(index == &[5] && *column == 2 || index == &[29] && *column == 0));
        assert_eq!((polled.cells, polled.partial.unwrap()), (most, "partial: the agent answers genErr".to_owned()));
        assert!(polled.requests < 30, "{}", polled.requests);
    }
    let refuses = getter(&mib, |message, varbinds| reply(message, ErrorStatus::AuthorizationError, 0, varbinds));
    let polled = rows_with(&plan, PollMemory::default(), Version::V2c, &rows, refuses);
    assert_eq!(polled.rows, 0);
    assert!(polled.requests <= 40 && polled.partial.is_some(), "{}", polled.requests);
}

/// An agent that counts an octet too few cuts what stands last.
#[test]
fn what_cannot_be_read_at_the_end_of_each_answer_is_asked_before_another() {
    let (mib, plan) = (mib(1..=3), plan(PollLimits::new()));
    let rows = singles(1..=3);
    let mut agent = getter(&mib, sound);
    let cut = |datagram: &[u8]| {
        let mut answer = agent(datagram)?;
        // The list of variables is said to be one octet shorter: its length stands behind the three numbers of the PDU.
        let id = decode(datagram).unwrap().message.pdu.request_id().unwrap();
        let pdu = answer.windows(2).position(|pair| pair[0] == 0xa2).unwrap();
        let behind = answer[pdu..].windows(6).position(|six| six == [2, 1, 0, 2, 1, 0]).unwrap() + pdu + 6;
        assert_eq!(answer[behind], 0x30, "{id}");
        let length = match answer[behind + 1] {
            0x82 => behind + 3,
            0x81 => behind + 2,
            _ => behind + 1,
        };
        answer[length] -= 1;
        Some(answer)
    };
    let polled = rows_with(&plan, PollMemory::default(), Version::V2c, &rows, cut);
    assert_eq!((polled.cells, polled.partial, polled.faults), (wanted(&mib, &rows), None, 0));
}

#[test]
fn a_restart_between_two_answers_marks_the_poll() {
    let before = mib(1..=60);
    let mut after = before.clone();
    after.insert(oid(UPTIME), Value::TimeTicks(TimeTicks(3)));
    let rows = singles(1..=60);
    let (mut first, mut then) = (getter(&before, sound), getter(&after, sound));
    let mut answers = 0;
    let polled = rows_with(&plan(PollLimits::new()), PollMemory::default(), Version::V2c, &rows, |datagram| {
        answers += 1;
        if answers == 1 { first(datagram) } else { then(datagram) }
    });
    assert_eq!(polled.cells, wanted(&before, &rows));
    assert_eq!(polled.partial.unwrap(), "partial: the agent restarted while it was read");
    assert_eq!((polled.uptimes[0], polled.uptimes[59]), (Some(4_711), Some(3)));
}

#[test]
fn limits_and_indexes_that_cannot_be_are_kept_to() {
    let mib = mib(1..=100);
    let rows = singles(1..=100);
    let plan = plan(PollLimits::new().rows(50));
    let polled = rows_with(&plan, PollMemory::default(), Version::V2c, &rows, getter(&mib, sound));
    assert_eq!((polled.rows, polled.partial.unwrap()), (50, WalkEnd::TooManyRows { limit: 50 }.to_string()));
    let odd = [vec![], vec![1; 118], vec![7]];
    let polled = rows_with(&plan, PollMemory::default(), Version::V2c, &odd, getter(&mib, sound));
    assert_eq!((polled.cells, polled.partial), (wanted(&mib, &[vec![7]]), None));
    let none = rows_with(&plan, PollMemory::default(), Version::V2c, &odd[..2], getter(&mib, sound));
    assert_eq!((none.requests, none.rows, none.partial, none.memory.has_answered()), (1, 0, None, true));
}

#[test]
fn a_poll_that_begins_again_reads_the_same_rows() {
    let mib = mib(1..=9);
    let plan = plan(PollLimits::new());
    let mut poll = TablePoll::default();
    poll.begin_rows(&plan, PollMemory::default(), [&[7][..], &[2], &[50]]);
    poll.timed_out(&plan);
    poll.begin_again(&plan, PollMemory::of_v1());
    let polled = drive(poll, &plan, Version::V1, first_version(&mib));
    assert_eq!((polled.cells, polled.partial), (wanted(&mib, &singles([2, 7])), None));
}

/// How an agent is bad: how many variables an answer holds, how large it may be, whether it is of v1, how often it is
/// silent, and whether what is too much is refused, or not answered, or left out.
#[derive(Clone, Copy, Debug)]
enum Excess {
    TooBig,
    Silence,
    CutOff,
}

fn any_excess() -> impl Strategy<Value = Excess> {
    prop_oneof![Just(Excess::TooBig), Just(Excess::Silence), Just(Excess::CutOff)]
}

proptest! {
    #[test]
    fn exactly_the_wanted_cells_come(
        table in any_table(),
        others in prop::collection::vec(prop::collection::vec(any::<u32>(), 1..4), 0..5),
        picks in prop::collection::vec(any::<prop::sample::Index>(), 0..40),
        most in 2..90_usize,
        excess in any_excess(),
        v1 in any::<bool>(),
        mut losses in any::<u64>(),
    ) {
        let plan = plan(PollLimits::new());
        let known: Vec<Index> = truth(&table).into_keys().map(|(index, _)| index).collect();
        let mut rows = others;
        if !known.is_empty() {
            rows.extend(picks.iter().map(|pick| pick.get(&known).clone()));
        }
        let (mut old, mut new) = (first_version(&table), getter(&table, sound));
        let agent = |datagram: &[u8]| {
            let message = decode(datagram).unwrap().message;
            // Two of a kind would end the poll.
            let is_lost = losses & 3 == 3;
            losses >>= 2;
            if is_lost && !matches!(excess, Excess::Silence) {
                return None;
            }
            let answer = if v1 { old(datagram) } else { new(datagram) }?;
            let decoded = decode(&answer).unwrap().message;
            let varbinds = decoded.pdu.varbinds().to_vec();
            match excess {
                _ if varbinds.len() <= most => Some(answer),
                Excess::TooBig => reply(&message, ErrorStatus::TooBig, 0, Vec::new()),
                Excess::Silence => None,
                Excess::CutOff if v1 => Some(answer),
                Excess::CutOff => sound(&message, varbinds[..most].to_vec()),
            }
        };
        let memory = if v1 { PollMemory::of_v1() } else { PollMemory::default() };
        let version = if v1 { Version::V1 } else { Version::V2c };
        let polled = rows_with(&plan, memory, version, &rows, agent);
        let ended = polled.partial.as_deref() == Some("partial: the agent does not answer any more");
        if ended {
            let all = wanted(&table, &rows);
            prop_assert!(polled.cells.iter().all(|(place, cell)| all.get(place) == Some(cell)));
        } else {
            prop_assert_eq!((polled.cells, polled.partial, polled.faults), (wanted(&table, &rows), None, 0));
        }
    }

    #[test]
    fn no_octets_panic(cut in 0..400_usize, flips in prop::collection::vec(any::<(usize, u8)>(), 0..4)) {
        let (table, plan) = (mib(1..=12), plan(PollLimits::new()));
        let mut agent = getter(&table, sound);
        let rows = singles(3..=14);
        let flipped = |datagram: &[u8]| {
            let mut answer = agent(datagram).unwrap();
            for (at, octet) in &flips {
                let at = at % answer.len();
                answer[at] = *octet;
            }
            answer.truncate(answer.len().saturating_sub(cut % 60));
            answer
        };
        let mut poll = TablePoll::default();
        poll.begin_rows(&plan, PollMemory::default(), rows.iter().map(Vec::as_slice));
        let mut template = RequestTemplate::new(Version::V2c, community());
        let mut flipped = flipped;
        for id in 0..500 {
            let answer = flipped(poll.request(&plan, &mut template, id).unwrap());
            let step = match ResponseView::read(&answer) {
                Ok(view) => poll.accept(&plan, &view, answer.len(), Moment::START),
                Err(_) => poll.timed_out(&plan),
            };
            if step == PollStep::Done {
                break;
            }
            prop_assert!(id < 400, "it does not end");
        }
    }
}
