use super::*;
use crate::value::TimeTicks;

#[test]
fn a_restart_between_two_answers_marks_the_poll_and_nothing_is_lost() {
    let before = mib(1..=60);
    for (uptime, is_restart) in [(0, true), (4_600, true), (4_650, false), (4_712, false)] {
        let mut after = before.clone();
        after.insert(oid(UPTIME), Value::TimeTicks(TimeTicks(uptime)));
        let (mut first, mut then) = (agent(&before, 20), agent(&after, 20));
        let mut answers = 0;
        let polled = poll_with(&plan(PollLimits::new()), PollMemory::default(), Version::V2c, |datagram: &[u8]| {
            answers += 1;
            if answers == 1 { first(datagram) } else { then(datagram) }
        });
        let told = is_restart.then(|| "partial: the agent restarted while it was read".to_owned());
        assert_eq!((polled.cells, polled.partial), (truth(&before), told), "{uptime}");
        assert_eq!((polled.uptimes.first(), polled.uptimes.last()), (Some(&Some(4_711)), Some(&Some(uptime))));
    }
}

#[test]
fn an_answer_with_more_rows_than_the_limit_is_not_read_to_its_end() {
    let mib = mib(1..=2_000);
    let plan = plan(PollLimits::new().rows(50));
    let mut poll = TablePoll::default();
    poll.begin(&plan, PollMemory::default());
    // However few repetitions are asked for, the agent sends them all, each column from a row of its own.
    let columns = [OCTETS, PACKETS, SPEED].map(|root| mib.iter().filter(move |(name, _)| name.starts_with(&oid(root))));
    let [octets, packets, speeds] =
        columns.map(|column| column.map(|(name, value)| VarBind::new(name.clone(), value.clone())));
    let side_by_side = octets.zip(packets.skip(500)).zip(speeds.skip(1_000)).flat_map(|((a, b), c)| [a, b, c]);
    let uptime = VarBind::new(oid(UPTIME), Value::TimeTicks(TimeTicks(1)));
    let varbinds = std::iter::once(uptime).chain(side_by_side).collect();
    let response = Response { id: 1, status: ErrorStatus::NoError, index: 0, varbinds };
    let pdu = Pdu::Response(response);
    let answer = encode(&Message { version: Version::V2c, community: community(), pdu }).unwrap();
    let step = poll.accept(&plan, &ResponseView::read(&answer).unwrap(), answer.len(), Moment::START);
    assert_eq!(step, PollStep::Done);
    assert!(poll.len() <= 50 + 3, "{} rows", poll.len());
    assert_eq!(poll.partial().unwrap().1, &WalkEnd::TooManyRows { limit: 50 });
}
