use std::sync::Arc;

use crate::value::{Moment, TimeTicks, Timestamp, Value, VarBind, oid};
use crate::wire::usm::{
    AuthProtocol, Authority, EngineClock, KnownEngine, NotificationReceiver, Notified, Opened, Refusal, Rejected,
    UsmSession, UsmUser,
};
use crate::wire::{Pdu, Request};

const AGENT: [u8; 5] = [0x80, 0, 0, 0, 1];
const START: Moment = Moment::from_secs(1000);
const WALL: Timestamp = Timestamp::from_millis(1_700_000_000_000);

fn user() -> Arc<UsmUser> {
    Arc::new(UsmUser::new("monitor").unwrap().authentication(AuthProtocol::Sha256, "maplesyrup").unwrap())
}

/// The agent, up for 500 s at `START`.
fn agent() -> Authority {
    let clock = EngineClock { boots: 4, time: 500, received: START };
    Authority::new(AGENT, clock, 7).unwrap().user(user())
}

fn receiver(engine: u8) -> NotificationReceiver {
    let clock = EngineClock { boots: 1, time: 0, received: START };
    NotificationReceiver::new(Authority::new([0x80, 0, 0, 0, engine], clock, 7).unwrap(), [user()], 3)
}

fn trap(agent: &mut Authority, now: Moment) -> Vec<u8> {
    let uptime = VarBind::new(oid(&[1, 3, 6, 1, 2, 1, 1, 3, 0]), Value::TimeTicks(TimeTicks(1)));
    agent.trap(b"monitor", b"", &Pdu::Trap(Request { id: 1, varbinds: vec![uptime] }), 1, now).unwrap()
}

fn refusal(notified: Result<Notified, Box<Rejected>>) -> Option<Refusal> {
    notified.err().map(|rejected| rejected.refusal)
}

/// Stores what is known, as a program does that ends.
fn stored<T: serde::Serialize + serde::de::DeserializeOwned>(known: &T) -> T {
    serde_json::from_str(&serde_json::to_string(known).unwrap()).unwrap()
}

#[test]
fn a_trap_from_before_a_restart_is_refused_after_it_and_a_later_one_is_not() {
    let (mut agent, mut before) = (agent(), receiver(8));
    let now = START + std::time::Duration::from_secs(10);
    let recorded = [trap(&mut agent, START), trap(&mut agent, now)];
    assert!(recorded.iter().all(|trap| before.open(trap, now).is_ok()));
    let known = stored(&before.known_engines(now, WALL));
    assert_eq!(known, [KnownEngine { engine_id: AGENT.to_vec(), boots: 4, time: 510, heard_at: WALL }]);

    // The monitor starts again: its own time begins anew.
    let mut after = receiver(9);
    let begin = Moment::from_secs(1);
    assert!(receiver(9).open(&recorded[0], begin).is_ok(), "it would be believed");
    after.remember(&known[0], begin).unwrap();
    for (recorded, time) in recorded.iter().zip([500, 510]) {
        let refused = Refusal::OutsideWindow { boots: 4, time };
        assert_eq!(refusal(after.open(recorded, begin)), Some(refused));
    }
    let fresh = trap(&mut agent, now + std::time::Duration::from_secs(1));
    assert_eq!(refusal(after.open(&fresh, begin)), None);
    assert_eq!(refusal(after.open(&fresh, begin)), Some(Refusal::Replayed));
    assert_eq!((after.engines(), after.known_engines(begin, WALL)[0].time), (1, 511));
}

#[test]
fn traps_are_believed_however_long_the_monitor_was_down_and_whatever_its_wall_clock_says() {
    for wall in [0, WALL.as_millis(), i64::MAX] {
        let mut agent = agent();
        let known =
            KnownEngine { engine_id: AGENT.to_vec(), boots: 4, time: 499, heard_at: Timestamp::from_millis(wall) };
        for seconds in [0, 1, 86_400, 100_000_000] {
            let mut after = receiver(9);
            after.remember(&known, START).unwrap();
            let fresh = trap(&mut agent, START + std::time::Duration::from_secs(seconds));
            assert_eq!(refusal(after.open(&fresh, START)), None, "{seconds} s later");
        }
        agent.set_clock(EngineClock { boots: 5, time: 0, received: START });
        let mut after = receiver(9);
        after.remember(&known, START).unwrap();
        assert_eq!(refusal(after.open(&trap(&mut agent, START), START)), None, "the agent restarted too");
    }
}

#[test]
fn what_is_known_better_already_stays_and_the_room_is_bounded() {
    let (mut agent, mut receiver) = (agent(), receiver(9));
    assert!(receiver.open(&trap(&mut agent, START), START).is_ok());
    let known = |last: u8, time| KnownEngine { engine_id: vec![0x80, 0, 0, 0, last], boots: 4, time, heard_at: WALL };
    receiver.remember(&known(1, 400), START).unwrap();
    assert_eq!(receiver.known_engines(START, WALL)[0].time, 500);
    for engine in 2..9 {
        receiver.remember(&known(engine, 1), START).unwrap();
    }
    assert_eq!(receiver.engines(), 3);
}

#[test]
fn a_session_goes_on_without_a_discovery_and_refuses_what_is_older() {
    let mut agent = agent();
    let get = Pdu::Get(Request { id: 1, varbinds: Vec::new() });
    let answer = |session: &mut UsmSession, agent: &mut Authority, id, now| {
        let sealed = session.seal(&get, b"", id, now).unwrap();
        let response = Pdu::Response(crate::wire::Response {
            id: 1,
            status: crate::wire::ErrorStatus::NoError,
            index: 0,
            varbinds: Vec::new(),
        });
        match agent.open(&sealed.datagram, now) {
            Ok(incoming) => agent.respond(&incoming, &response, now).unwrap(),
            Err(rejected) => rejected.report.unwrap(),
        }
    };
    let mut before = UsmSession::new(user(), 7);
    assert_eq!(before.known_engine(START, WALL), None);
    let report = answer(&mut before, &mut agent, 1, START);
    assert_eq!(before.open(&report, START), Ok(Opened::SealAgain));
    assert_eq!(before.known_engine(START, WALL), None, "nothing of a discovery is authentic");
    let recorded = answer(&mut before, &mut agent, 2, START);
    assert!(matches!(before.open(&recorded, START), Ok(Opened::Response(_))));
    let known = stored(&before.known_engine(START, WALL).unwrap());

    // 1,000 s later by both clocks; the local one begins anew, that of the agent does not.
    let wall = Timestamp::from_millis(WALL.as_millis() + 1_000_000);
    let begin = Moment::from_secs(1);
    agent.set_clock(EngineClock { boots: 4, time: 1500, received: begin });
    let mut after = UsmSession::new(user(), 8);
    after.remember(&known, begin, wall).unwrap();
    assert_eq!(after.clock(), Some(EngineClock { boots: 4, time: 1500, received: begin }));
    let fresh = answer(&mut after, &mut agent, 2, begin);
    assert_eq!(after.open(&recorded, begin), Err(Refusal::OutsideWindow { boots: 4, time: 500 }));
    assert!(matches!(after.open(&fresh, begin), Ok(Opened::Response(_))), "the first datagram is the request");

    // Where the wall clock was set meanwhile, the agent says what is right, and it costs one datagram.
    for wrong in [0, WALL.as_millis() + 9_000_000] {
        let mut after = UsmSession::new(user(), 8);
        after.remember(&known, begin, Timestamp::from_millis(wrong)).unwrap();
        let report = answer(&mut after, &mut agent, 2, begin);
        assert_eq!(after.open(&report, begin), Ok(Opened::SealAgain));
        let fresh = answer(&mut after, &mut agent, 3, begin);
        assert!(matches!(after.open(&fresh, begin), Ok(Opened::Response(_))));
    }
}

#[test]
fn what_no_engine_can_have_said_is_refused() {
    let known = |octets: usize, boots, time| KnownEngine { engine_id: vec![0x80; octets], boots, time, heard_at: WALL };
    for wrong in [known(4, 1, 1), known(33, 1, 1), known(5, 1 << 31, 1), known(5, 1, 1 << 31)] {
        assert_eq!(receiver(9).remember(&wrong, START).unwrap_err().code(), "invalid", "{wrong:?}");
        assert_eq!(UsmSession::new(user(), 1).remember(&wrong, START, WALL).unwrap_err().code(), "invalid");
    }
    for text in ["\"abc\"", "\"xy\"", "7"] {
        let json = format!(r#"{{"engine_id":{text},"boots":1,"time":1,"heard_at":1}}"#);
        assert!(serde_json::from_str::<KnownEngine>(&json).is_err(), "{json}");
    }
}
