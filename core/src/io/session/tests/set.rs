//! Setting values: all or none, and never a success that nobody confirmed.

use crate::io::testing::{Agent, reply, system, uptime, with};
use crate::io::{Community, Engine, RecordedSession, Session, SessionExt};
use crate::value::{Oid, Value, VarBind};
use crate::wire::{ErrorStatus, Pdu, Version, decode, encode};

fn admin(port: u32, status: i32) -> VarBind {
    VarBind::new(Oid::new(&[1, 3, 6, 1, 2, 1, 2, 2, 1, 7, port]), Value::Integer(status))
}

/// Answers every SET with this status.
async fn agent(status: ErrorStatus, index: u32) -> Agent {
    Agent::with(move |_, message| {
        let Pdu::Set(asked) = message.pdu.clone() else { panic!("{message:?}") };
        vec![encode(&with(message, asked.id, status, index, asked.varbinds)).unwrap()]
    })
    .await
}

#[tokio::test]
async fn what_is_set_is_what_the_agent_confirms() {
    let agent = agent(ErrorStatus::NoError, 0).await;
    let engine = Engine::new().await.unwrap();
    let session = engine.session(agent.address, &Community::new("private").into());
    let wanted = [admin(1, 2), admin(2, 1)];
    assert_eq!(session.set(&wanted).await.unwrap(), wanted);
    assert_eq!(agent.heard(), 1);
}

#[tokio::test]
async fn a_refused_set_names_the_status_and_the_variable() {
    let agent = agent(ErrorStatus::NotWritable, 2).await;
    let engine = Engine::new().await.unwrap();
    let session = engine.session(agent.address, &Community::new("public").into());
    let error = session.set(&[admin(1, 2), admin(2, 2)]).await.unwrap_err();
    let expected =
        format!("{} refuses: notWritable at variable 2, IF-MIB::ifAdminStatus.2: it cannot be written", agent.address);
    assert_eq!((error.to_string(), error.code(), error.is_retryable()), (expected, "refused", false));
}

#[tokio::test]
async fn what_v1_says_is_as_vague_as_v1_is() {
    for (status, words) in [
        (
            ErrorStatus::NoSuchName,
            "there is no such variable, or it may not be written, which SNMPv1 does not tell apart",
        ),
        (ErrorStatus::BadValue, "the value's type, length or content is wrong, which SNMPv1 does not tell apart"),
        (ErrorStatus::ReadOnly, "it cannot be written"),
    ] {
        let agent = agent(status, 1).await;
        let engine = Engine::new().await.unwrap();
        let session = engine.session(agent.address, &Community::new("public").version(Version::V1).into());
        let error = session.set(&[admin(1, 2)]).await.unwrap_err().to_string();
        let expected = format!("{} refuses: {status} at variable 1, IF-MIB::ifAdminStatus.1: {words}", agent.address);
        assert_eq!(error, expected);
        assert_eq!(agent.heard(), 1, "a SET is not asked again variable by variable, as a GET in v1 is");
    }
}

#[tokio::test(start_paused = true)]
async fn silence_does_not_mean_that_nothing_was_set() {
    let agent = Agent::silent().await;
    let engine = Engine::new().await.unwrap();
    let session = engine.session(agent.address, &Community::new("private").into());
    let error = session.set(&[admin(1, 2), admin(2, 2)]).await.unwrap_err();
    let expected = format!(
        "{} did not confirm setting IF-MIB::ifAdminStatus.1 and 1 more: no answer within 7000 ms (3 attempts); \
         it may have been done all the same, read it back",
        agent.address
    );
    assert_eq!((error.to_string(), error.code(), error.is_retryable()), (expected, "unconfirmed", false));
}

#[tokio::test(start_paused = true)]
async fn every_repeat_of_a_set_bears_the_same_request_id() {
    let (seen, mut ids) = tokio::sync::mpsc::unbounded_channel();
    let agent = Agent::with(move |number, message| {
        seen.send(message.pdu.request_id()).unwrap();
        let Pdu::Set(asked) = message.pdu.clone() else { panic!("{message:?}") };
        if number < 2 {
            return Vec::new();
        }
        vec![encode(&with(message, asked.id, ErrorStatus::NoError, 0, asked.varbinds)).unwrap()]
    })
    .await;
    let engine = Engine::new().await.unwrap();
    let session = engine.session(agent.address, &Community::new("private").into());
    session.set(&[admin(1, 2)]).await.unwrap();
    let first = ids.recv().await.unwrap();
    assert!(first.is_some());
    assert_eq!([ids.recv().await.unwrap(), ids.recv().await.unwrap()], [first, first]);
}

#[tokio::test(start_paused = true)]
async fn an_unreadable_answer_confirms_nothing() {
    let agent = Agent::with(|_, message| {
        let Pdu::Set(asked) = message.pdu.clone() else { panic!("{message:?}") };
        let mut answer = encode(&with(message, asked.id, ErrorStatus::NoError, 0, asked.varbinds)).unwrap();
        let end = answer.len() - 1;
        assert!(decode(&answer[..end]).is_err());
        answer.truncate(end);
        vec![answer]
    })
    .await;
    let engine = Engine::new().await.unwrap();
    let session = engine.session(agent.address, &Community::new("private").into());
    let error = session.set(&[admin(1, 2)]).await.unwrap_err();
    assert_eq!(error.code(), "unconfirmed", "{error}");
}

#[tokio::test(start_paused = true)]
async fn the_version_is_found_by_asking_before_anything_is_set() {
    let (seen, mut kinds) = tokio::sync::mpsc::unbounded_channel();
    let answers = RecordedSession::new("agent", system("a"));
    let agent = Agent::with(move |_, message| {
        seen.send((message.version, message.pdu.kind())).unwrap();
        match (message.version, message.pdu.clone()) {
            (Version::V1, Pdu::Set(asked)) => {
                vec![encode(&with(message, asked.id, ErrorStatus::NoError, 0, asked.varbinds)).unwrap()]
            }
            (Version::V1, _) => vec![encode(&reply(&answers, message)).unwrap()],
            _ => Vec::new(),
        }
    })
    .await;
    let engine = Engine::new().await.unwrap();
    let session = engine.session(agent.address, &Community::new("private").or_v1().into());
    session.set(&[admin(1, 2)]).await.unwrap();
    session.get(&[uptime()]).await.unwrap();
    let mut sets = Vec::new();
    while let Ok((version, kind)) = kinds.try_recv() {
        if kind == crate::wire::PduKind::Set {
            sets.push(version);
        }
    }
    assert_eq!(sets, [Version::V1], "set once, in the version that answers");
}

#[tokio::test]
async fn what_cannot_be_set_is_said_before_anything_is_sent() {
    let agent = agent(ErrorStatus::NoError, 0).await;
    let engine = Engine::new().await.unwrap();
    let session = engine.session(agent.address, &Community::new("private").into());
    let wrong = [Value::Null, Value::NoSuchObject, Value::OctetString(vec![0; 65_536]), Value::Opaque(vec![0; 65_536])];
    let wrong = wrong.map(|value| vec![VarBind::new(uptime(), value)]);
    for values in std::iter::once(Vec::new()).chain(wrong) {
        assert_eq!(session.set(&values).await.unwrap_err().code(), "invalid");
    }
    let v1 = engine.session(agent.address, &Community::new("private").version(Version::V1).into());
    assert_eq!(v1.set(&[VarBind::new(uptime(), Value::Counter64(1))]).await.unwrap_err().code(), "invalid");
    assert_eq!(agent.heard(), 0);
    let recorded: Box<dyn Session> = Box::new(RecordedSession::new("s1", system("s1")));
    let error = recorded.set(&[admin(1, 2)]).await.unwrap_err().to_string();
    assert_eq!(error, "\"s1\" is not a valid session to set with: a recording only answers; ask the device");
}
