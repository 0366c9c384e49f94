use std::time::Duration;

use crate::value::{Moment, Oid, Value, VarBind, oid};
use crate::wire::*;

const IF_DESCR: &[u32] = &[1, 3, 6, 1, 2, 1, 2, 2, 1, 2];
const IF_TYPE: &[u32] = &[1, 3, 6, 1, 2, 1, 2, 2, 1, 3];
const IF_MTU: &[u32] = &[1, 3, 6, 1, 2, 1, 2, 2, 1, 4];

/// A table of three columns of which only some rows exist.
fn mib(rows: u32) -> Vec<VarBind> {
    let row = |column: &[u32], index| VarBind::new(oid(column).child(&[index]), Value::Integer(1));
    [IF_DESCR, IF_TYPE, IF_MTU].into_iter().flat_map(|column| (1..=rows).map(move |index| row(column, index))).collect()
}

fn next(mib: &[VarBind], name: &Oid) -> VarBind {
    let end = || VarBind::new(name.clone(), Value::EndOfMibView);
    mib.iter().find(|varbind| varbind.name > *name).cloned().unwrap_or_else(end)
}

/// An agent as RFC 3416 §4.2.2 and §4.2.3 have it, with room for `room` variables.
fn rfc3416(mib: &[VarBind], pdu: &Pdu, room: usize) -> Response {
    let (asked, repetitions) = match pdu {
        Pdu::GetNext(request) => (&request.varbinds, 1),
        Pdu::GetBulk(request) => (&request.varbinds, request.max_repetitions as usize),
        other => panic!("a walk does not send {other:?}"),
    };
    let mut cursors: Vec<Oid> = asked.iter().map(|varbind| varbind.name.clone()).collect();
    let mut varbinds = Vec::new();
    for turn in 0..asked.len() * repetitions {
        let cursor = &mut cursors[turn % asked.len()];
        let found = next(mib, cursor);
        *cursor = found.name.clone();
        varbinds.push(found);
    }
    varbinds.truncate(room);
    Response { id: pdu.request_id().unwrap(), status: ErrorStatus::NoError, index: 0, varbinds }
}

fn error(pdu: &Pdu, status: ErrorStatus, index: u32) -> Response {
    Response { id: pdu.request_id().unwrap(), status, index, varbinds: pdu.varbinds().to_vec() }
}

/// Drives a walk over an agent, which may stay silent. Returns why it stopped, what it read and the number of requests.
fn drive(mut walk: Walk, mut agent: impl FnMut(&Pdu) -> Option<Answer>) -> (WalkEnd, Vec<WalkedColumn>, u32) {
    for id in 0..1000_u32 {
        let Some(pdu) = walk.next_request(id as i32, Moment::START) else { panic!("over, but nobody was told") };
        let step = match agent(&pdu) {
            Some(answer) => walk.accept(answer),
            None => walk.timed_out(),
        };
        if let Step::Stopped(end) = step {
            assert_eq!(walk.next_request(0, Moment::START), None);
            return (end, walk.finish(), id + 1);
        }
    }
    panic!("the walk does not end");
}

fn one(limits: WalkLimits, mut agent: impl FnMut(&Pdu) -> Response) -> (WalkEnd, WalkedColumn, u32) {
    let (end, mut columns, requests) = drive(Walk::new(oid(IF_DESCR), limits), |pdu| Some(Answer::from(agent(pdu))));
    (end, columns.remove(0), requests)
}

fn indices(column: &WalkedColumn) -> Vec<u32> {
    column.varbinds.iter().map(|varbind| *varbind.name.last().unwrap()).collect()
}

fn up_to(last: u32) -> Vec<u32> {
    (1..=last).collect()
}

#[test]
fn rfc3416_4_2_3_one_column_is_read_in_few_requests() {
    let mib = mib(100);
    let (end, column, requests) = one(WalkLimits::new(), |pdu| rfc3416(&mib, pdu, usize::MAX));
    assert_eq!((end, indices(&column), requests), (WalkEnd::OutOfSubtree, up_to(100), 2));
    assert!(column.is_complete());
}

#[test]
fn rfc3416_4_2_2_the_last_column_ends_with_the_mib_view() {
    let mib = mib(3);
    let agent = |pdu: &Pdu| Some(Answer::from(rfc3416(&mib, pdu, usize::MAX)));
    let (end, columns, _) = drive(Walk::new(oid(IF_MTU), WalkLimits::new()), agent);
    assert_eq!((end, indices(&columns[0])), (WalkEnd::EndOfMibView, up_to(3)));
}

#[test]
fn rfc3416_4_2_3_columns_side_by_side_may_end_anywhere_in_an_answer() {
    let mib = mib(20);
    for room in 1..=61 {
        let roots = [IF_DESCR, IF_TYPE, IF_MTU].map(oid);
        let agent = |pdu: &Pdu| Some(Answer::from(rfc3416(&mib, pdu, room)));
        let (end, columns, _) = drive(Walk::columns(roots, WalkLimits::new()), agent);
        assert_eq!(end, WalkEnd::OutOfSubtree, "room for {room}");
        assert!(columns.iter().all(|column| column.is_complete() && indices(column) == up_to(20)), "room for {room}");
    }
}

#[test]
fn columns_of_unequal_length_each_end_by_themselves() {
    let mut mib = mib(9);
    mib.retain(|varbind| !(varbind.name.starts_with(IF_TYPE) && varbind.name.last().unwrap() % 3 != 0));
    let roots = [IF_DESCR, IF_TYPE, IF_MTU].map(oid);
    let (_, columns, _) = drive(Walk::columns(roots, WalkLimits::new().varbinds(6)), |pdu| {
        Some(Answer::from(rfc3416(&mib, pdu, usize::MAX)))
    });
    assert_eq!(columns.iter().map(indices).collect::<Vec<_>>(), [up_to(9), vec![3, 6, 9], up_to(9)]);
}

#[test]
fn rfc1157_4_1_3_v1_steps_with_getnext_and_ends_with_no_such_name() {
    let mib: Vec<_> = mib(5).into_iter().filter(|varbind| varbind.name.starts_with(IF_DESCR)).collect();
    let (end, column, requests) = one(WalkLimits::new().stepping(Stepping::Next), |pdu| {
        assert!(matches!(pdu, Pdu::GetNext(_)));
        let response = rfc3416(&mib, pdu, usize::MAX);
        if response.varbinds[0].value == Value::EndOfMibView {
            error(pdu, ErrorStatus::NoSuchName, 1)
        } else {
            response
        }
    });
    assert_eq!((end, indices(&column), requests), (WalkEnd::NoSuchName, up_to(5), 6));
    assert!(column.is_complete());
}

#[test]
fn rfc1157_4_1_3_v1_the_error_index_says_which_column_ended() {
    let mib = mib(4);
    for named in [true, false] {
        let roots = [IF_DESCR, IF_TYPE, IF_MTU].map(oid);
        let walk = Walk::columns(roots, WalkLimits::new().stepping(Stepping::Next));
        let (end, columns, _) = drive(walk, |pdu| {
            let response = rfc3416(&mib, pdu, usize::MAX);
            let ended = response.varbinds.iter().position(|varbind| varbind.value == Value::EndOfMibView);
            Some(Answer::from(match ended {
                Some(place) => {
                    error(pdu, ErrorStatus::NoSuchName, if named { u32::try_from(place).unwrap() + 1 } else { 0 })
                }
                None => response,
            }))
        });
        assert_eq!(end, WalkEnd::OutOfSubtree);
        assert!(columns.iter().all(|column| column.is_complete() && indices(column) == up_to(4)));
    }
}

#[test]
fn too_big_halves_the_request_until_it_fits() {
    let mib = mib(50);
    let mut asked = Vec::new();
    let (end, column, _) = one(WalkLimits::new(), |pdu| {
        let Pdu::GetBulk(request) = pdu else { panic!("no need for GETNEXT") };
        asked.push(request.max_repetitions);
        if request.max_repetitions > 10 { error(pdu, ErrorStatus::TooBig, 0) } else { rfc3416(&mib, pdu, usize::MAX) }
    });
    assert_eq!((end, indices(&column)), (WalkEnd::OutOfSubtree, up_to(50)));
    assert_eq!(asked[..5], [48, 24, 12, 6, 6], "what failed once is not tried again");
}

#[test]
fn too_big_for_all_columns_at_once_asks_for_fewer_columns() {
    let mib = mib(7);
    let roots = [IF_DESCR, IF_TYPE, IF_MTU].map(oid);
    let (_, columns, _) = drive(Walk::columns(roots, WalkLimits::new()), |pdu| {
        let Pdu::GetBulk(request) = pdu else { panic!("no need for GETNEXT") };
        let fits = request.max_repetitions as usize * request.varbinds.len() <= 1;
        Some(Answer::from(if fits { rfc3416(&mib, pdu, 1) } else { error(pdu, ErrorStatus::TooBig, 0) }))
    });
    assert!(columns.iter().all(|column| column.is_complete() && indices(column) == up_to(7)));
}

#[test]
fn the_next_walk_asks_for_as_few_columns_as_the_agent_bears() {
    let mib = mib(3);
    let roots = || [IF_DESCR, IF_TYPE, IF_MTU].map(oid);
    let limits = WalkLimits::new().stepping(Stepping::Next);
    let mut first = Walk::columns(roots(), limits);
    while let Some(pdu) = first.next_request(1, Moment::START) {
        let bears = pdu.varbinds().len() < 2;
        let step = if bears { first.accept(rfc3416(&mib, &pdu, 3).into()) } else { first.timed_out() };
        if step != Step::Continue {
            break;
        }
    }
    let mut next = Walk::columns(roots(), limits.varbinds(first.varbinds_per_request()));
    assert_eq!(next.next_request(1, Moment::START).map(|pdu| pdu.varbinds().len()), Some(1));
}

#[test]
fn always_too_big_is_partial() {
    let (end, column, requests) = one(WalkLimits::new(), |pdu| error(pdu, ErrorStatus::TooBig, 0));
    assert_eq!(end, WalkEnd::AgentError { status: ErrorStatus::TooBig });
    assert!(!column.is_complete() && requests < 10);
}

#[test]
fn answers_grow_to_the_size_aimed_at_and_not_beyond() {
    let mib = mib(2000);
    let mut sizes = Vec::new();
    let (_, columns, _) = drive(Walk::new(oid(IF_DESCR), WalkLimits::new()), |pdu| {
        let response = rfc3416(&mib, pdu, usize::MAX);
        let octets = 30 + response.varbinds.len() * 18;
        sizes.push(octets);
        Some(Answer { octets, ..Answer::from(response) })
    });
    assert_eq!(columns[0].varbinds.len(), 2000);
    assert!(sizes.iter().all(|&octets| octets <= 1400), "{sizes:?}");
    assert!(sizes[5] > 1200, "{sizes:?}");
}

#[test]
fn an_agent_that_ignores_max_repetitions_is_read_all_the_same() {
    let mib = mib(30);
    for room in [1, 2] {
        let (end, column, _) = one(WalkLimits::new(), |pdu| rfc3416(&mib, pdu, room));
        assert_eq!((end, indices(&column)), (WalkEnd::OutOfSubtree, up_to(30)));
    }
    let (end, column, requests) = one(WalkLimits::new().varbinds(1).repetitions(1), |pdu| {
        let Pdu::GetBulk(request) = pdu else { panic!("no need for GETNEXT") };
        rfc3416(&mib, &Pdu::GetBulk(BulkRequest { max_repetitions: 100, ..request.clone() }), usize::MAX)
    });
    assert_eq!((end, indices(&column), requests), (WalkEnd::OutOfSubtree, up_to(30), 1));
}

#[test]
fn an_agent_that_fails_getbulk_is_asked_with_getnext() {
    let mib = mib(6);
    type Quirk = fn(&Pdu) -> Option<Response>;
    let quirks: [(&str, Quirk); 5] = [
        ("silent", |_| None),
        ("genErr", |pdu| Some(error(pdu, ErrorStatus::GenErr, 0))),
        ("empty", |pdu| Some(Response { varbinds: Vec::new(), ..error(pdu, ErrorStatus::NoError, 0) })),
        ("repeats the question", |pdu| Some(error(pdu, ErrorStatus::NoError, 0))),
        ("from the top of the MIB", |pdu| {
            let varbinds = vec![VarBind::new(oid(&[1, 3, 6, 1, 2, 1, 1, 1, 0]), Value::Null)];
            Some(Response { varbinds, ..error(pdu, ErrorStatus::NoError, 0) })
        }),
    ];
    for (name, quirk) in quirks {
        let (end, columns, _) = drive(Walk::new(oid(IF_DESCR), WalkLimits::new()), |pdu| match pdu {
            Pdu::GetBulk(_) => quirk(pdu).map(Answer::from),
            _ => Some(Answer::from(rfc3416(&mib, pdu, usize::MAX))),
        });
        assert_eq!((end, indices(&columns[0])), (WalkEnd::OutOfSubtree, up_to(6)), "{name}");
    }
}

#[test]
fn rfc3416_4_2_2_a_name_that_does_not_increase_stops_the_walk() {
    let mib = mib(4);
    let looping = |pdu: &Pdu| {
        let mut response = rfc3416(&mib, pdu, 1);
        // After the third row comes the second again.
        if *response.varbinds[0].name.last().unwrap() == 4 {
            response.varbinds[0].name = oid(IF_DESCR).child(&[2]);
        }
        response
    };
    for limits in [WalkLimits::new(), WalkLimits::new().stepping(Stepping::Next)] {
        let (end, column, _) = one(limits, looping);
        assert_eq!(end, WalkEnd::NotIncreasing { at: oid(IF_DESCR).child(&[2]) });
        assert_eq!(indices(&column), up_to(3));
        assert!(!column.is_complete());
    }
}

#[test]
fn an_agent_that_starts_again_at_the_end_of_its_mib_is_read_completely() {
    let mib: Vec<_> = mib(3).into_iter().filter(|varbind| varbind.name.starts_with(IF_DESCR)).collect();
    let top = VarBind::new(oid(&[1, 3, 6, 1, 2, 1, 1, 1, 0]), Value::Null);
    let (end, column, _) = one(WalkLimits::new(), |pdu| {
        let mut response = rfc3416(&mib, pdu, usize::MAX);
        let ended = response.varbinds.iter_mut().filter(|varbind| varbind.value == Value::EndOfMibView);
        ended.for_each(|varbind| *varbind = top.clone());
        response
    });
    assert_eq!((end, indices(&column)), (WalkEnd::OutOfSubtree, up_to(3)));
}

#[test]
fn an_endless_table_stops_at_each_limit() {
    let endless = |pdu: &Pdu| {
        let last = *pdu.varbinds()[0].name.get(10).unwrap_or(&0);
        let row = |index| VarBind::new(oid(IF_DESCR).child(&[index]), Value::OctetString(vec![0; 1000]));
        let varbinds = (last + 1..last + 11).map(row).collect();
        Response { varbinds, ..error(pdu, ErrorStatus::NoError, 0) }
    };
    let (end, column, _) = one(WalkLimits::new().rows(100), endless);
    assert_eq!((end, column.varbinds.len()), (WalkEnd::TooManyRows { limit: 100 }, 101));
    let (end, column, _) = one(WalkLimits::new().bytes(50_000), endless);
    assert_eq!(end, WalkEnd::TooManyBytes { limit: 50_000 });
    assert!(!column.is_complete() && (30..=50).contains(&column.varbinds.len()), "{}", column.varbinds.len());

    let limit = Duration::from_secs(9);
    let mut walk = Walk::new(oid(IF_DESCR), WalkLimits::new().time(limit));
    for second in 0..10 {
        let pdu = walk.next_request(0, Moment::from_secs(second)).unwrap();
        assert_eq!(walk.accept(Answer::from(endless(&pdu))), Step::Continue);
    }
    assert_eq!(walk.next_request(0, Moment::from_secs(10)), None);
    assert_eq!(walk.finish()[0].end, WalkEnd::TooLong { limit });
}

#[test]
fn an_endless_column_does_not_cost_the_others() {
    let mib = mib(40);
    let agent = |pdu: &Pdu| {
        let mut response = rfc3416(&mib, pdu, 1000);
        let columns = pdu.varbinds().len();
        let endless = pdu.varbinds().iter().position(|varbind| varbind.name.starts_with(IF_TYPE));
        for (at, varbind) in response.varbinds.iter_mut().enumerate().filter(|(at, _)| Some(at % columns) == endless) {
            let last = pdu.varbinds()[at % columns].name.get(10).copied().unwrap_or_default();
            let index = last + u32::try_from(at / columns).unwrap() + 1;
            *varbind = VarBind::new(oid(IF_TYPE).child(&[index]), Value::OctetString(vec![0; 100]));
        }
        Some(Answer::from(response))
    };
    for limits in [WalkLimits::new().rows(150), WalkLimits::new().bytes(20_000)] {
        let roots = [IF_DESCR, IF_TYPE, IF_MTU].map(oid);
        let (end, columns, _) = drive(Walk::columns(roots, limits), agent);
        assert!(matches!(end, WalkEnd::TooManyRows { .. } | WalkEnd::TooManyBytes { .. }), "{end}");
        let read = |at: usize| (columns[at].is_complete(), columns[at].varbinds.len());
        assert_eq!((read(0), read(2)), ((true, 40), (true, 40)));
        assert_eq!(columns[1].end, end);
    }
}

#[test]
fn names_that_lie_on_the_heap_count_as_memory() {
    let long = |pdu: &Pdu| {
        let last = *pdu.varbinds()[0].name.get(10).unwrap_or(&0);
        let row = |index| VarBind::new(oid(IF_DESCR).child(&[index]).child(&[7; 117]), Value::Null);
        Response { varbinds: (last + 1..last + 11).map(row).collect(), ..error(pdu, ErrorStatus::NoError, 0) }
    };
    let (end, column, _) = one(WalkLimits::new().bytes(60_000), long);
    assert_eq!(end, WalkEnd::TooManyBytes { limit: 60_000 });
    assert!((80..=100).contains(&column.varbinds.len()), "{}", column.varbinds.len());
}

#[test]
fn silence_ends_the_walk_and_keeps_what_was_read() {
    let mib = mib(100);
    let mut answers = 0;
    let (end, columns, requests) = drive(Walk::new(oid(IF_DESCR), WalkLimits::new()), |pdu| {
        answers += 1;
        (answers == 1).then(|| Answer::from(rfc3416(&mib, pdu, 10)))
    });
    assert_eq!((end, indices(&columns[0]), requests), (WalkEnd::NoAnswer, up_to(10), 4));
    let (end, columns, requests) = drive(Walk::new(oid(IF_DESCR), WalkLimits::new()), |_| None);
    assert_eq!((end, columns[0].varbinds.len(), requests), (WalkEnd::NoAnswer, 0, 2));
}

#[test]
fn an_agent_error_for_one_column_leaves_the_others_whole() {
    let mib = mib(5);
    for named in [true, false] {
        let roots = [IF_DESCR, IF_TYPE, IF_MTU].map(oid);
        let (end, columns, _) = drive(Walk::columns(roots, WalkLimits::new()), |pdu| {
            let bad = pdu.varbinds().iter().position(|varbind| varbind.name.starts_with(IF_TYPE));
            Some(Answer::from(match bad {
                Some(place) => {
                    error(pdu, ErrorStatus::GenErr, if named { u32::try_from(place).unwrap() + 1 } else { 0 })
                }
                None => rfc3416(&mib, pdu, usize::MAX),
            }))
        });
        assert_eq!(end, WalkEnd::AgentError { status: ErrorStatus::GenErr });
        let complete: Vec<_> = columns.iter().map(WalkedColumn::is_complete).collect();
        assert_eq!(complete, [true, false, true]);
        assert_eq!(indices(&columns[2]), up_to(5));
    }
}

/// A variable that cannot be read, as [`decode`] reports it.
fn fault(position: usize, name: Option<Oid>, rest_lost: bool) -> VarBindFault {
    let error = DecodeError { offset: 40, part: "value", kind: DecodeErrorKind::UnknownValue(1) };
    VarBindFault { position, name, error, rest_lost }
}

#[test]
fn an_unknown_value_does_not_look_like_the_end_of_the_table() {
    let mib = mib(10);
    for nameless in [false, true] {
        let (end, columns, _) = drive(Walk::new(oid(IF_DESCR), WalkLimits::new()), |pdu| {
            let mut response = rfc3416(&mib, pdu, usize::MAX);
            let bad = response.varbinds.iter().position(|varbind| varbind.name == oid(IF_DESCR).child(&[4]));
            let faults = bad.map(|place| fault(place, Some(response.varbinds.remove(place).name), false));
            let hide = |fault: VarBindFault| VarBindFault { name: fault.name.filter(|_| !nameless), ..fault };
            Some(Answer { faults: faults.map(hide).into_iter().collect(), ..Answer::from(response) })
        });
        assert_eq!(end, WalkEnd::OutOfSubtree);
        assert_eq!(indices(&columns[0]), [1, 2, 3, 5, 6, 7, 8, 9, 10]);
        assert_eq!(columns[0].faults.len(), 1);
        assert!(!columns[0].is_complete(), "a row is missing");
    }
}

#[test]
fn an_agent_that_spoils_the_last_variable_of_each_answer_is_read_whole() {
    let mib = mib(40);
    let roots = [IF_DESCR, IF_TYPE, IF_MTU].map(oid);
    for nameless in [false, true] {
        let (end, columns, requests) = drive(Walk::columns(roots.clone(), WalkLimits::new()), |pdu| {
            let mut response = rfc3416(&mib, pdu, usize::MAX);
            let last = response.varbinds.pop().map(|last| last.name).filter(|_| !nameless);
            let faults = vec![fault(response.varbinds.len(), last, nameless)];
            Some(Answer { faults, ..Answer::from(response) })
        });
        assert_eq!(end, WalkEnd::OutOfSubtree);
        assert!(columns.iter().all(|column| column.is_complete() && indices(column) == up_to(40)));
        assert!(requests < 12, "{requests}");
    }
    // At the end of the MIB, and in v1, an answer has no other variable.
    for stepping in [Stepping::Bulk, Stepping::Next] {
        let limits = WalkLimits::new().stepping(stepping);
        let (end, columns, _) = drive(Walk::new(oid(IF_MTU), limits), |pdu| {
            let mut response = rfc3416(&mib, pdu, usize::MAX);
            let ends = response.varbinds.iter().position(|it| it.value == Value::EndOfMibView);
            response.varbinds.truncate(ends.map_or(usize::MAX, |at| pdu.varbinds().len().max(at + 1)));
            response.varbinds.pop();
            let faults = vec![fault(response.varbinds.len(), None, true)];
            Some(Answer { faults, ..Answer::from(response) })
        });
        assert_eq!((end, indices(&columns[0])), (WalkEnd::EndOfMibView, up_to(40)));
        assert!(columns[0].is_complete());
    }
}

#[test]
fn an_agent_that_is_known_to_answer_may_be_silent_twice_from_the_start() {
    let mib = mib(5);
    for (answers, expected) in [(false, WalkEnd::NoAnswer), (true, WalkEnd::OutOfSubtree)] {
        let mut silent = 2;
        let (end, ..) = drive(Walk::new(oid(IF_DESCR), WalkLimits::new().answers(answers)), |pdu| {
            silent -= 1;
            (silent < 0).then(|| Answer::from(rfc3416(&mib, pdu, usize::MAX)))
        });
        assert_eq!(end, expected);
    }
}

#[test]
fn what_cannot_be_read_even_alone_ends_the_column_with_the_offset() {
    let (end, columns, requests) = drive(Walk::new(oid(IF_DESCR), WalkLimits::new()), |pdu| {
        let response = Response { varbinds: Vec::new(), ..error(pdu, ErrorStatus::NoError, 0) };
        Some(Answer { faults: vec![fault(0, None, true)], ..Answer::from(response) })
    });
    assert_eq!(end.to_string(), "partial: value at byte 40: BOOLEAN (0x01) is not a type of SNMP values");
    assert!(columns[0].faults.is_empty() && requests < 10);
}

#[test]
fn a_walk_without_roots_is_over() {
    let mut walk = Walk::columns([], WalkLimits::new());
    assert_eq!(walk.next_request(0, Moment::START), None);
    assert!(walk.finish().is_empty());
}

#[test]
fn an_answer_that_nobody_asked_for_changes_nothing() {
    let mut walk = Walk::new(oid(IF_DESCR), WalkLimits::new());
    let pdu = walk.next_request(0, Moment::START).unwrap();
    let answer = || Answer::from(rfc3416(&mib(3), &pdu, usize::MAX));
    assert_eq!(walk.accept(answer()), Step::Stopped(WalkEnd::OutOfSubtree));
    assert_eq!(walk.accept(answer()), Step::Stopped(WalkEnd::OutOfSubtree));
    assert_eq!(walk.timed_out(), Step::Stopped(WalkEnd::OutOfSubtree));
    assert_eq!(walk.finish()[0].varbinds.len(), 3);
}
