mod v3;

use std::net::SocketAddr;

use crate::io::testing::{Agent, reply, system, uptime, with};
use crate::io::{
    Community, Engine, Query, RecordedSession, Session, SessionExt, SimulatedNetwork, SimulatedSession,
    SimulationOptions,
};
use crate::mib::{IfEntry, System};
use crate::sim::gallery;
use crate::value::{Oid, Value, VarBind, VlanId};
use crate::wire::{ErrorStatus, Message, Pdu, Version, WalkEnd, WalkLimits, encode};

fn column(rows: u32) -> Vec<VarBind> {
    let name = |row| Oid::new(&[1, 3, 6, 1, 2, 1, 2, 2, 1, 2, row]);
    (1..=rows).map(|row| VarBind::new(name(row), Value::OctetString(format!("port{row}").into_bytes()))).collect()
}

fn root() -> Oid {
    Oid::new(&[1, 3, 6, 1, 2, 1, 2, 2, 1, 2])
}

fn recorded(rows: u32) -> RecordedSession {
    RecordedSession::new("agent", [system("a"), column(rows)].concat())
}

#[tokio::test]
async fn a_recording_answers_as_an_agent_would() {
    let session = recorded(3);
    let sysname = Oid::new(&[1, 3, 6, 1, 2, 1, 1, 5, 0]);
    let absent = Oid::new(&[1, 3, 6, 1, 2, 1, 1, 9, 0]);
    let got = session.get(&[sysname.clone(), absent.clone()]).await.unwrap();
    assert_eq!(got[0].value, Value::OctetString(b"a".to_vec()));
    assert_eq!(got[1], VarBind::new(absent, Value::NoSuchObject));
    let next = session.get_next(&[sysname, Oid::new(&[2])]).await.unwrap();
    assert_eq!((&next[0].name, &next[1].value), (&root().child(&[1]), &Value::EndOfMibView));
    let bulk = session.get_bulk(1, 5, &[uptime(), root()]).await.unwrap();
    let names: Vec<String> = bulk.iter().map(|it| it.name.to_string()).collect();
    let base = "1.3.6.1.2.1.2.2.1.2";
    let expected = [
        "1.3.6.1.2.1.1.5.0".into(),
        format!("{base}.1"),
        format!("{base}.2"),
        format!("{base}.3"),
        format!("{base}.3"),
    ];
    assert_eq!(names, expected);
    assert_eq!(bulk[4].value, Value::EndOfMibView);
}

#[tokio::test]
async fn a_visit_is_under_the_address_or_else_the_name() {
    let options = crate::io::CollectOptions::new();
    let session = recorded(3);
    let device = session.collect(options).await.unwrap();
    assert_eq!((device.id.0.as_str(), device.address, device.interfaces.len()), ("agent", None, 3));
    assert_eq!(session.collect_interfaces(options).await.unwrap().interfaces, device.interfaces);

    let network = SimulatedNetwork::start(gallery::two_switches().unwrap(), SimulationOptions::new()).await.unwrap();
    let address = network.world().address("s1").unwrap().into();
    let engine = Engine::new().await.unwrap();
    let session = engine.session(SocketAddr::new(address, network.port()), &Community::new("public").into());
    let device = session.collect(options).await.unwrap();
    assert_eq!((device.id.0, device.address), (address.to_string(), Some(address)));
    assert_eq!(device.system.name.as_deref(), Some("s1"));
}

#[tokio::test]
async fn a_walk_is_all_there_is_or_says_why_not() {
    let session = recorded(300);
    let walked = session.walk(&root(), WalkLimits::new()).await.unwrap();
    assert_eq!((walked.varbinds.len(), walked.is_complete()), (300, true));
    let walked = session.walk(&root(), WalkLimits::new().rows(100)).await.unwrap();
    assert_eq!(walked.end, WalkEnd::TooManyRows { limit: 100 });
    assert!(!walked.is_complete() && walked.varbinds.len() >= 100);
}

#[tokio::test]
async fn tables_come_as_rows() {
    let session: Box<dyn Session> = Box::new(recorded(3));
    let interfaces = session.table::<IfEntry>().await.unwrap();
    assert_eq!((interfaces.rows.rows.len(), interfaces.complete), (3, true));
    let system = session.table::<System>().await.unwrap();
    assert_eq!(system.rows.rows[0].sys_name.as_deref(), Some("a"));
}

#[tokio::test]
async fn a_walk_over_the_network() {
    let agent = Agent::sound([system("a"), column(1000)].concat()).await;
    let engine = Engine::new().await.unwrap();
    let session = engine.session(agent.address, &Community::new("public").into());
    let walked = session.walk(&root(), WalkLimits::new()).await.unwrap();
    assert_eq!((walked.varbinds, walked.end), (column(1000), WalkEnd::EndOfMibView));
    assert!(engine.statistics().sent < 60, "{:?}", engine.statistics());
}

/// Answers only v1, in the manner of v1.
async fn agent_of_v1() -> Agent {
    let session = recorded(5);
    Agent::with(move |_, message| {
        if message.version != Version::V1 {
            return Vec::new();
        }
        assert!(!matches!(message.pdu, Pdu::GetBulk(_)));
        let asked = message.pdu.varbinds().to_vec();
        let answer = reply(&session, message);
        let missing = answer.pdu.varbinds().iter().position(|it| it.value.is_exception());
        let answer = match missing {
            Some(at) => {
                let (id, index) = (answer.pdu.request_id().unwrap(), u32::try_from(at + 1).unwrap());
                with(answer, id, ErrorStatus::NoSuchName, index, asked)
            }
            None => answer,
        };
        vec![encode(&answer).unwrap()]
    })
    .await
}

#[tokio::test(start_paused = true)]
async fn v1_is_tried_after_v2c_and_remembered() {
    let agent = agent_of_v1().await;
    let engine = Engine::new().await.unwrap();
    let session = engine.session(agent.address, &Community::new("public").or_v1().into());
    session.get(&[uptime()]).await.unwrap();
    assert_eq!(agent.heard(), 4, "three in v2c, one in v1");
    let walked = session.walk(&root(), WalkLimits::new()).await.unwrap();
    assert_eq!((walked.varbinds.len(), walked.end), (5, WalkEnd::NoSuchName));
    assert_eq!(agent.heard(), 10);
    let strict = engine.session(agent.address, &Community::new("public").version(Version::V1).into());
    assert_eq!(strict.walk(&root(), WalkLimits::new()).await.unwrap().varbinds.len(), 5);
    let v2c = engine.session(agent.address, &Community::new("public").into());
    assert_eq!(v2c.get(&[uptime()]).await.unwrap_err().code(), "timed-out");
}

#[tokio::test]
async fn in_v1_too_what_is_missing_is_missing_and_the_rest_is_there() {
    let agent = agent_of_v1().await;
    let engine = Engine::new().await.unwrap();
    let session = engine.session(agent.address, &Community::new("public").version(Version::V1).into());
    let absent = |id| Oid::new(&[1, 3, 6, 1, 2, 1, 1, id, 0]);
    let names = [absent(4), uptime(), absent(6), absent(7), Oid::new(&[1, 3, 6, 1, 2, 1, 1, 5, 0])];
    let got = session.get(&names).await.unwrap();
    let shape: Vec<_> = got.iter().map(|it| (it.name.clone(), it.value.is_exception())).collect();
    let expected: Vec<_> = names.into_iter().zip([true, false, true, true, false]).collect();
    assert_eq!(shape, expected);
}

#[tokio::test(start_paused = true)]
async fn an_agent_that_drops_bulk_requests_is_walked_without() {
    let session = recorded(20);
    let agent = Agent::with(move |_, message| match message.pdu {
        Pdu::GetBulk(_) => Vec::new(),
        _ => vec![encode(&reply(&session, message)).unwrap()],
    })
    .await;
    let engine = Engine::new().await.unwrap();
    let session = engine.session(agent.address, &Community::new("public").into());
    let walked = session.walk(&root(), WalkLimits::new()).await.unwrap();
    assert_eq!((walked.varbinds.len(), walked.is_complete()), (20, true));
    let before = agent.heard();
    session.walk(&root(), WalkLimits::new()).await.unwrap();
    assert_eq!(agent.heard() - before, 21, "the second walk does not try again");
}

#[tokio::test]
async fn what_is_too_big_is_asked_in_parts() {
    let session = recorded(20);
    let agent = Agent::with(move |_, message| {
        let (asked, answer) = (message.clone(), reply(&session, message));
        let answer = if answer.pdu.varbinds().len() > 3 {
            let id = asked.pdu.request_id().unwrap();
            with(asked, id, ErrorStatus::TooBig, 0, Vec::new())
        } else {
            answer
        };
        vec![encode(&answer).unwrap()]
    })
    .await;
    let engine = Engine::new().await.unwrap();
    let session = engine.session(agent.address, &Community::new("public").into());
    let names: Vec<Oid> = (1..=10).map(|row| root().child(&[row])).collect();
    let got = session.get(&names).await.unwrap();
    assert_eq!(got, column(10));
    let walked = session.walk(&root(), WalkLimits::new()).await.unwrap();
    assert_eq!((walked.varbinds.len(), walked.is_complete()), (20, true));
}

#[tokio::test]
async fn a_refusal_names_the_status_and_the_variable() {
    let agent = Agent::with(|_, message| {
        let (id, asked) = (message.pdu.request_id().unwrap(), message.pdu.varbinds().to_vec());
        vec![encode(&with(message, id, ErrorStatus::GenErr, 1, asked)).unwrap()]
    })
    .await;
    let engine = Engine::new().await.unwrap();
    let session = engine.session(agent.address, &Community::new("public").into());
    let error = session.get(&[uptime()]).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "{} refuses: genErr at variable 1, SNMPv2-MIB::sysUpTime.0: the agent failed and does not say why",
            agent.address
        )
    );
    let walked = session.walk(&root(), WalkLimits::new()).await.unwrap();
    assert_eq!(walked.end, WalkEnd::AgentError { status: ErrorStatus::GenErr });
}

#[tokio::test]
async fn a_vlan_is_asked_for_in_the_community() {
    let (sender, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let session = recorded(1);
    let agent = Agent::with(move |_, message: Message| {
        sender.send(message.community.clone()).unwrap();
        vec![encode(&reply(&session, message)).unwrap()]
    })
    .await;
    let engine = Engine::new().await.unwrap();
    let session = engine.session(agent.address, &Community::new("public").into());
    session.in_vlan(VlanId(10)).unwrap().get(&[uptime()]).await.unwrap();
    assert_eq!(heard.recv().await.unwrap().as_bytes(), b"public@10");
}

#[tokio::test]
async fn an_exchange_shows_what_the_agent_said() {
    let session = recorded(1);
    let answer = session.exchange(Query::Get(vec![uptime()])).await.unwrap();
    assert_eq!(
        (answer.response.status, answer.faults.len(), answer.response.varbinds.len()),
        (ErrorStatus::NoError, 0, 1)
    );
    assert!(session.in_vlan(VlanId(1)).is_none());
}

#[tokio::test(start_paused = true)]
async fn a_simulated_agent_needs_no_network_and_its_clock_runs() {
    let world = gallery::two_switches().unwrap();
    let agent = world.agents().next().unwrap();
    let session = SimulatedSession::new(agent.clone(), &Community::new("public"));
    let ticks = |got: Vec<VarBind>| match got[0].value {
        Value::TimeTicks(ticks) => ticks.0,
        ref other => panic!("{other:?}"),
    };
    let before = ticks(session.get(&[uptime()]).await.unwrap());
    tokio::time::advance(std::time::Duration::from_secs(60)).await;
    assert_eq!(ticks(session.get(&[uptime()]).await.unwrap()) - before, 6000);
    let interfaces = session.table::<IfEntry>().await.unwrap();
    assert!(interfaces.complete && !interfaces.rows.rows.is_empty());
    let v1 = SimulatedSession::new(agent.clone(), &Community::new("public").version(Version::V1));
    assert_eq!(v1.table::<IfEntry>().await.unwrap().rows.rows.len(), interfaces.rows.rows.len());
    let wrong = SimulatedSession::new(agent, &Community::new("wrong"));
    assert_eq!(wrong.get(&[uptime()]).await.unwrap_err().code(), "timed-out");
}

#[tokio::test]
async fn a_table_by_its_name_is_the_typed_one() {
    let agent = gallery::two_switches().unwrap().agents().next().unwrap();
    let session = SimulatedSession::new(agent, &Community::new("public"));
    for named in crate::mib::catalog() {
        let read = session.table_named(named).await.unwrap();
        assert!(read.complete && read.rows.faults.is_empty(), "{}: {:?}", named.name(), read.rows.faults);
        assert!(read.rows.rows.iter().all(|row| row.cells.len() == named.fields.len()));
    }
    let typed = session.table::<IfEntry>().await.unwrap().rows.rows.len();
    let named = session.table_named(crate::mib::TableType::named("IF-MIB::ifTable").unwrap()).await.unwrap();
    assert_eq!((named.rows.rows.len(), typed > 0), (typed, true));
}

#[tokio::test]
async fn a_recording_is_opened_by_file_or_by_device() {
    let dir = std::env::temp_dir().join(format!("netwarden-open-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    for name in ["s1", "s2"] {
        let line = format!(".1.3.6.1.2.1.1.5.0 = STRING: \"{name}\"\n");
        std::fs::write(dir.join(format!("{name}.snmpwalk")), line).unwrap();
    }
    let name: Oid = "1.3.6.1.2.1.1.5.0".parse().unwrap();
    for session in [RecordedSession::open(&dir, Some("s2")), RecordedSession::open(dir.join("s2.snmpwalk"), None)] {
        let found = session.unwrap().get(std::slice::from_ref(&name)).await.unwrap();
        assert_eq!(found[0].value.to_string(), "s2");
    }
    let said = |device: Option<&str>| RecordedSession::open(&dir, device).unwrap_err().to_string();
    assert_eq!(said(None), "\"none\" is not a valid device: one of s1, s2");
    assert_eq!(said(Some("s3")), "\"s3\" is not a valid device: one of s1, s2");
    std::fs::write(dir.join("broken.snmpwalk"), "nothing\n").unwrap();
    assert_eq!(RecordedSession::open(dir.join("broken.snmpwalk"), None).unwrap_err().code(), "malformed");
    std::fs::remove_dir_all(&dir).unwrap();
}

mod set;
