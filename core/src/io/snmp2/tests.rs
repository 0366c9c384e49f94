use super::*;
use crate::io::SessionExt;
use crate::io::testing::{Agent, reply, system, uptime, with};
use crate::io::{Community, RecordedSession, SimulatedNetwork, SimulationOptions};
use crate::mib::IfEntry;
use crate::wire::{Pdu as OurPdu, WalkLimits, encode};

fn over(address: std::net::SocketAddr) -> Snmp2Session {
    Snmp2Session::new(address.to_string(), move || Box::pin(AsyncSession::new_v2c(address, b"private", 1)))
        .timeout(Duration::from_millis(300))
}

#[test]
fn values_and_names_come_back_as_they_were() {
    for ours in [
        Value::Integer(i32::MIN),
        Value::OctetString(vec![0, 255]),
        Value::Null,
        Value::ObjectId(Oid::new(&[1, 3, 6, 1, u32::MAX])),
        Value::IpAddress(Ipv4Addr::new(10, 0, 0, 1)),
        Value::Counter32(u32::MAX),
        Value::Gauge32(u32::MAX),
        Value::TimeTicks(TimeTicks(u32::MAX)),
        Value::Opaque(vec![1]),
        Value::Counter64(u64::MAX),
        Value::NoSuchObject,
        Value::NoSuchInstance,
        Value::EndOfMibView,
    ] {
        assert_eq!(value(&their_value(&ours).unwrap()).unwrap(), ours);
    }
    assert_eq!(value(&TheirValue::Integer(1 << 31)).unwrap_err().code(), "invalid");
    let error = value(&TheirValue::Boolean(true)).unwrap_err().to_string();
    assert_eq!(error, "\"BOOLEAN\" is not a valid value: a type of the SMI is expected (RFC 2578 §7.1)");
    for arcs in [&[][..], &[7, 1]] {
        assert_eq!(their_oid(&Oid::new(arcs)).unwrap_err().code(), "invalid");
    }
    let wide = TheirOid::from(&[1, 3, 1 << 32]).unwrap();
    assert_eq!(oid(&wide).unwrap_err().code(), "invalid");
}

#[tokio::test]
async fn an_answer_that_they_read_feeds_our_tables() {
    let names = [Oid::new(&[1, 3, 6, 1, 2, 1, 2, 2, 1, 2, 3])];
    let answer = Response {
        id: 7,
        status: ErrorStatus::NoError,
        index: 0,
        varbinds: vec![VarBind::new(names[0].clone(), Value::OctetString(b"eth3".to_vec()))],
    };
    let message = crate::wire::Message {
        version: crate::wire::Version::V2c,
        community: crate::wire::CommunityString::new("public"),
        pdu: OurPdu::Response(answer.clone()),
    };
    let bytes = encode(&message).unwrap();
    let theirs = Pdu::from_bytes(&bytes).unwrap();
    assert_eq!(response(&theirs).unwrap(), answer);
    let rows = crate::mib::Rows::<IfEntry>::read(&varbinds(&theirs).unwrap());
    assert_eq!(rows.rows[0].if_descr.as_deref(), Some("eth3"));
}

#[tokio::test]
async fn tables_walks_and_sets_go_over_their_session() {
    let world = crate::sim::World::builder("bridge")
        .network("10.94.0.0/24")
        .write_community("private")
        .device(crate::sim::Device::switch("s1").ports(4))
        .build()
        .unwrap();
    let network = SimulatedNetwork::start(world, SimulationOptions::new()).await.unwrap();
    let address = (network.world().address("s1").unwrap(), network.port()).into();
    let session = over(address);
    let ours = crate::io::SimulatedSession::new(network.world().agent("s1").unwrap(), &Community::new("private"));
    let interfaces = session.table::<IfEntry>().await.unwrap();
    assert!(interfaces.complete && interfaces.rows.rows.len() >= 4);
    let root = Oid::new(&[1, 3, 6, 1, 2, 1, 31]);
    let (a, b) =
        (session.walk(&root, WalkLimits::new()).await.unwrap(), ours.walk(&root, WalkLimits::new()).await.unwrap());
    let names =
        |walked: &crate::wire::WalkedColumn| walked.varbinds.iter().map(|it| it.name.clone()).collect::<Vec<_>>();
    assert!(a.is_complete() && names(&a) == names(&b) && names(&a).len() > 20);
    let v1 = Snmp2Session::new("v1", move || Box::pin(AsyncSession::new_v1(address, b"private", 1)));
    assert!(v1.table::<IfEntry>().await.unwrap().complete);
    let next = v1.get_next(&[uptime(), Oid::new(&[1, 3, 6, 1, 2, 1, 2, 2, 1, 2])]).await.unwrap();
    assert_eq!(next.len(), 2);
    let order = VarBind::new(Oid::new(&[1, 3, 6, 1, 2, 1, 2, 2, 1, 7, 2]), Value::Integer(2));
    assert_eq!(session.set(std::slice::from_ref(&order)).await.unwrap().first(), Some(&order));
    assert_eq!(session.get(&[order.name]).await.unwrap()[0].value, Value::Integer(2));
    let wrong = VarBind::new(uptime(), Value::Integer(2));
    assert_eq!(session.set(&[wrong]).await.unwrap_err().code(), "refused");
}

#[tokio::test]
async fn a_late_answer_does_not_put_the_session_out_of_step() {
    let answers = RecordedSession::new("agent", system("a"));
    let agent = Agent::with(move |number, message| {
        let late = encode(&reply(&answers, message.clone())).unwrap();
        // The second request finds the first one's answer as well.
        match number {
            0 => Vec::new(),
            1 => {
                let mut first = message.clone();
                if let OurPdu::Get(asked) = &mut first.pdu {
                    asked.id -= 1;
                }
                vec![encode(&reply(&answers, first)).unwrap(), late]
            }
            _ => vec![late],
        }
    })
    .await;
    let session = over(agent.address);
    for _ in 0..3 {
        let got = session.get(&[Oid::new(&[1, 3, 6, 1, 2, 1, 1, 5, 0])]).await.unwrap();
        assert_eq!(got[0].value, Value::OctetString(b"a".to_vec()));
    }
    assert!(agent.heard() <= 6, "{}", agent.heard());
}

#[tokio::test]
async fn silence_ends_and_a_caller_who_goes_away_spoils_nothing() {
    let agent = Agent::silent().await;
    let error = over(agent.address).timeout(Duration::from_millis(20)).get(&[uptime()]).await.unwrap_err();
    assert_eq!(error.to_string(), format!("{} did not answer within 60 ms (3 attempts)", agent.address));
    let error = over(agent.address).set(&[VarBind::new(uptime(), Value::Integer(1))]).await.unwrap_err();
    assert_eq!((error.code(), agent.heard()), ("unconfirmed", 4), "a SET is sent once");
    let answers = RecordedSession::new("agent", system("a"));
    let agent = Agent::with(
        move |number, message| {
            if number == 0 { Vec::new() } else { vec![encode(&reply(&answers, message)).unwrap()] }
        },
    )
    .await;
    let session = over(agent.address);
    let gone = tokio::time::timeout(Duration::from_millis(20), session.get(&[uptime()])).await;
    assert!(gone.is_err());
    assert_eq!(session.get(&[uptime()]).await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_answer_whose_end_they_cannot_read_is_malformed() {
    let agent = Agent::with(move |_, message| {
        let OurPdu::Get(asked) = message.pdu.clone() else { panic!("{message:?}") };
        let mut varbinds = asked.varbinds;
        for (number, varbind) in (7..).zip(&mut varbinds) {
            varbind.value = Value::Integer(number);
        }
        let mut bytes = encode(&with(message, asked.id, ErrorStatus::NoError, 0, varbinds)).unwrap();
        let tag = bytes.len() - 3;
        bytes[tag] = 0x09; // REAL, which SNMP does not have
        vec![bytes]
    })
    .await;
    let error = over(agent.address).get(&[uptime(), uptime().child(&[1])]).await.unwrap_err();
    assert_eq!(error.code(), "malformed", "{error}");
    let gone = Snmp2Session::new("nobody", || Box::pin(async { Err(io::Error::other("no route")) }));
    assert_eq!(gone.get(&[uptime()]).await.unwrap_err().to_string(), "nobody cannot be reached: no route");
}
