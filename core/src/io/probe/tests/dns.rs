use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hickory_net::proto::op::{Message, MessageType, OpCode, ResponseCode};
use hickory_net::proto::rr::rdata::{A, CNAME, MX, NS, SOA, TXT};
use hickory_net::proto::rr::{Name, RData, Record, RecordType};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, UdpSocket};

use super::servers::greeter;
use crate::check::{
    self, AddressPolicy, AnswerMatch, Cause, CheckResult, DnsCheck, DnsTransport, DnssecRule, OwnershipProof, Status,
    Thresholds,
};
use crate::io::probe::{ProbeOptions, run, run_with};

fn name(text: &str) -> Name {
    let mut name: Name = text.parse().unwrap();
    name.set_fqdn(true);
    name
}

fn record(owner: &str, data: RData) -> Record {
    Record::from_rdata(name(owner), 300, data)
}

fn token() -> String {
    check::ownership_token("a secret of the service", "anna", "example.test").unwrap()
}

/// What a server of the tests knows.
fn known(asked: &Message, answer: &mut Message) {
    let query = &asked.queries[0];
    let (owner, kind) = (query.name().to_string(), query.query_type());
    answer.metadata.authoritative = true;
    let mut say = |data: RData| {
        answer.add_answer(Record::from_rdata(query.name().clone(), 300, data));
    };
    match (owner.as_str(), kind) {
        ("www.example.test.", RecordType::A) => {
            say(RData::A(A::new(192, 0, 2, 1)));
            say(RData::A(A::new(192, 0, 2, 2)));
        }
        ("here.example.test." | "ns1.example.test." | "ns2.example.test.", RecordType::A) => {
            say(RData::A(A(Ipv4Addr::LOCALHOST)));
        }
        ("alias.example.test.", RecordType::A) => {
            say(RData::CNAME(CNAME(name("here.example.test"))));
            answer.add_answer(record("here.example.test", RData::A(A(Ipv4Addr::LOCALHOST))));
        }
        ("_netwarden-challenge.example.test.", RecordType::TXT) => {
            say(RData::TXT(TXT::new(vec![format!("netwarden-challenge={}", token())])));
        }
        ("_netwarden-challenge.example.test.", RecordType::CNAME) => {
            say(RData::CNAME(CNAME(name(&format!("{}.verify.test", token())))));
        }
        ("example.test.", RecordType::MX) => say(RData::MX(MX::new(10, name("mail.example.test")))),
        ("example.test.", RecordType::TXT) => say(RData::TXT(TXT::new(vec!["v=spf1 ".into(), "-all".into()]))),
        ("example.test.", RecordType::NS) => say(RData::NS(NS(name("ns1.example.test")))),
        ("example.test.", RecordType::SOA) => {
            let (server, person) = (name("ns1.example.test"), name("hostmaster.example.test"));
            say(RData::SOA(SOA::new(server, person, 7, 3600, 600, 86_400, 300)));
        }
        ("broken.example.test.", _) => answer.metadata.response_code = ResponseCode::ServFail,
        ("gone.example.test.", _) => answer.metadata.response_code = ResponseCode::NXDomain,
        ("long.example.test.", _) => answer.metadata.truncation = true,
        _ => {}
    }
}

/// A server over UDP and TCP at one port that changes each answer by `change`.
async fn server(change: impl Fn(&Message, &mut Message) + Send + Sync + 'static) -> SocketAddr {
    let change = Arc::new(change);
    let udp = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = udp.local_addr().unwrap();
    let tcp = TcpListener::bind(address).await.unwrap();
    let reply = move |bytes: &[u8]| {
        let asked = Message::from_vec(bytes).unwrap();
        let mut answer = Message::new(asked.metadata.id, MessageType::Response, OpCode::Query);
        answer.metadata.recursion_desired = asked.metadata.recursion_desired;
        answer.add_query(asked.queries[0].clone());
        known(&asked, &mut answer);
        change(&asked, &mut answer);
        answer
    };
    let over_tcp = reply.clone();
    tokio::spawn(async move {
        let mut buffer = [0; 4096];
        while let Ok((length, from)) = udp.recv_from(&mut buffer).await {
            let _ = udp.send_to(&reply(&buffer[..length]).to_vec().unwrap(), from).await;
        }
    });
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = tcp.accept().await {
            let length = stream.read_u16().await.unwrap();
            let mut bytes = vec![0; usize::from(length)];
            stream.read_exact(&mut bytes).await.unwrap();
            let mut answer = over_tcp(&bytes);
            if answer.metadata.truncation {
                answer.metadata.truncation = false;
                answer.add_answer(record("long.example.test", RData::A(A::new(192, 0, 2, 9))));
            }
            let answer = answer.to_vec().unwrap();
            let _ = stream.write_u16(u16::try_from(answer.len()).unwrap()).await;
            let _ = stream.write_all(&answer).await;
        }
    });
    address
}

async fn honest() -> SocketAddr {
    server(|_, _| {}).await
}

async fn result(check: DnsCheck, server: SocketAddr) -> CheckResult {
    let spec = check.server(server.to_string()).timeout(Duration::from_millis(500)).spec().unwrap();
    run(&spec).await.unwrap()
}

fn code(result: &CheckResult) -> (Status, Option<&'static str>) {
    (result.status, result.cause.as_ref().map(Cause::code))
}

#[tokio::test]
async fn answers_are_judged() {
    let there = honest().await;
    let any = result(check::dns("www.example.test"), there).await;
    assert_eq!(code(&any), (Status::Ok, None), "{any}");
    assert!(any.summary.starts_with("www.example.test A answered 2 records in "), "{any}");
    assert!(any.timing.first_byte_ms.is_some() && any.timing.connect_ms.is_none());
    assert_eq!(any.peer, Some(there));

    let right = [
        check::dns("www.example.test").expect("192.0.2.2").expect("192.0.2.1"),
        check::dns("WWW.Example.Test.").expect("192.0.2.2").expect_match(AnswerMatch::Contains),
        check::dns("example.test").record("mx").expect("10 MAIL.example.test."),
        check::dns("example.test").record("TXT").expect("v=spf1 -all"),
        check::dns("alias.example.test").expect("127.0.0.1"),
        check::dns("gone.example.test").rcode("NXDOMAIN"),
        check::dns("www.example.test").flag("aa").answers(Thresholds::parse("2:2", "2:2").unwrap()),
    ];
    for check in right {
        let result = result(check, there).await;
        assert_eq!(code(&result), (Status::Ok, None), "{result}");
    }
    let wrong = [
        (check::dns("www.example.test").expect("192.0.2.1"), "unexpected-answer"),
        (check::dns("www.example.test").expect("192.0.2.3").expect_match(AnswerMatch::Contains), "unexpected-answer"),
        (check::dns("www.example.test").record("AAAA"), "unexpected-answer"),
        (check::dns("www.example.test").rcode("NXDOMAIN"), "unexpected-answer"),
        (check::dns("www.example.test").flag("ra"), "unexpected-answer"),
        (check::dns("gone.example.test"), "name-not-found"),
        (check::dns("broken.example.test"), "service-failed"),
        (check::dns("www.example.test").ttl(Thresholds::parse("600:", "400:").unwrap()), "threshold-crossed"),
    ];
    for (check, expected) in wrong {
        let result = result(check, there).await;
        assert_eq!(code(&result), (Status::Critical, Some(expected)), "{result}");
    }
}

#[tokio::test]
async fn a_truncated_answer_is_asked_for_over_tcp() {
    let there = honest().await;
    let long = result(check::dns("long.example.test").expect("192.0.2.9"), there).await;
    assert_eq!(code(&long), (Status::Ok, None), "{long}");
    assert!(long.timing.connect_ms.is_some() && long.summary.ends_with("as the first answer was truncated"), "{long}");
    let over_tcp = result(check::dns("www.example.test").transport(DnsTransport::Tcp), there).await;
    assert_eq!(code(&over_tcp), (Status::Ok, None), "{over_tcp}");
}

#[tokio::test]
async fn what_answers_another_question_is_no_answer() {
    let other_id = server(|_, answer| answer.metadata.id = answer.metadata.id.wrapping_add(1)).await;
    let other_name = server(|_, answer| {
        answer.queries[0].set_name(name("other.example.test"));
    })
    .await;
    for there in [other_id, other_name] {
        let over_udp = result(check::dns("www.example.test"), there).await;
        assert_eq!(code(&over_udp), (Status::Critical, Some("timed-out")), "{over_udp}");
        let over_tcp = result(check::dns("www.example.test").transport(DnsTransport::Tcp), there).await;
        assert_eq!(code(&over_tcp), (Status::Critical, Some("protocol")), "{over_tcp}");
    }
}

/// A server that sends the number of the question and then `bytes`.
async fn babbler(bytes: Vec<u8>) -> SocketAddr {
    let udp = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = udp.local_addr().unwrap();
    tokio::spawn(async move {
        let mut buffer = [0; 4096];
        while let Ok((_, from)) = udp.recv_from(&mut buffer).await {
            let _ = udp.send_to(&[&buffer[..2], &bytes].concat(), from).await;
        }
    });
    address
}

#[tokio::test]
async fn garbage_is_no_answer() {
    for bytes in [vec![], vec![0x80], vec![0xff; 10], vec![0xff; 600]] {
        let garbage = result(check::dns("www.example.test"), babbler(bytes).await).await;
        assert_eq!(code(&garbage), (Status::Critical, Some("protocol")), "{garbage}");
    }
    // A name that points at itself.
    let head = [0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xc0, 0x0c, 0, 1, 0, 1];
    let circle = result(check::dns("www.example.test"), babbler(head.to_vec()).await).await;
    assert_eq!(code(&circle), (Status::Critical, Some("protocol")), "{circle}");
    let short = greeter(b"\x00\xffabc").await;
    let check = check::dns("www.example.test").transport(DnsTransport::Tcp);
    assert_eq!(code(&result(check, short).await), (Status::Critical, Some("timed-out")));
}

#[tokio::test]
async fn nobody_there_is_told_from_nobody_answering() {
    let closed = UdpSocket::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    assert_eq!(code(&result(check::dns("www.example.test"), closed).await), (Status::Critical, Some("refused")));
    let silent = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let late = result(check::dns("www.example.test"), silent.local_addr().unwrap()).await;
    assert_eq!(code(&late), (Status::Critical, Some("timed-out")), "{late}");
    let denied = ProbeOptions::new().policy(AddressPolicy::closed());
    let spec = check::dns("www.example.test").server("127.0.0.1:53").spec().unwrap();
    assert_eq!(code(&run_with(&spec, &denied).await.unwrap()), (Status::Unknown, Some("address-denied")));
}

#[tokio::test]
async fn of_several_servers_each_is_a_part() {
    let (good, other) = (honest().await, server(|_, answer| answer.answers.truncate(1)).await);
    let check = check::dns("www.example.test").expect("192.0.2.1").expect("192.0.2.2").server(good.to_string());
    let result = result(check, other).await;
    assert_eq!(result.cause, Some(Cause::PartsFailed { failed: 1, total: 2 }), "{result}");
    assert_eq!(result.parts.iter().map(|part| part.status).collect::<Vec<_>>(), [Status::Ok, Status::Critical]);
    assert_eq!(result.parts[1].cause.as_ref().unwrap().code(), "unexpected-answer");
}

#[tokio::test]
async fn serial_numbers_must_be_the_same() {
    let first = honest().await;
    let second = server(|_, answer| {
        for record in &mut answer.answers {
            if let RData::SOA(soa) = &mut record.data {
                soa.serial = 9;
            }
        }
    })
    .await;
    let check = || check::dns("example.test").same_serial(true);
    let same = result(check().server(first.to_string()), honest().await).await;
    assert_eq!(code(&same), (Status::Ok, None), "{same}");
    assert!(same.summary.ends_with("serial 7 at 2 servers"), "{same}");
    let differ = result(check().server(first.to_string()), second).await;
    assert_eq!(differ.cause, Some(Cause::SerialsDiffer { newest: 9, oldest: 7 }), "{differ}");
    let states: Vec<Status> = differ.parts.iter().map(|part| part.status).collect();
    assert_eq!(states, [Status::Ok, Status::Ok, Status::Critical, Status::Ok]);
    let lame = server(|_, answer| answer.metadata.authoritative = false).await;
    let lame = result(check().server(first.to_string()), lame).await;
    assert_eq!(lame.cause, Some(Cause::PartsFailed { failed: 1, total: 4 }), "{lame}");
}

#[tokio::test]
async fn without_keys_nothing_is_proved() {
    let there = honest().await;
    let unproved = result(check::dns("www.example.test").dnssec(DnssecRule::Secure), there).await;
    assert_ne!(unproved.status, Status::Ok, "{unproved}");
    let code = unproved.cause.as_ref().map(Cause::code).unwrap();
    assert!(code.starts_with("dnssec-"), "{unproved}");
}

#[tokio::test]
async fn records_prove_who_owns_a_host() {
    let there = honest().await;
    for proof in [OwnershipProof::Txt, OwnershipProof::Cname] {
        let ask = |host: &str, account: &str| {
            let token = check::ownership_token("a secret of the service", account, host).unwrap();
            let check = check::ownership(host, token).proof(proof).name_server(there.to_string());
            check.timeout(Duration::from_millis(500)).spec().unwrap()
        };
        let own = run(&ask("example.test", "anna")).await.unwrap();
        assert_eq!(code(&own), (Status::Ok, None), "{own}");
        for (host, account) in [("example.test", "ben"), ("other.test", "anna")] {
            let others = run(&ask(host, account)).await.unwrap();
            assert_eq!(code(&others), (Status::Critical, Some("keyword-missing")), "{others}");
        }
    }
}

#[tokio::test]
async fn names_are_looked_up_at_the_name_servers_of_the_spec() {
    let there = honest().await;
    let target = greeter(b"220 hello\r\n").await;
    let check =
        |host: &str| check::tcp(format!("{host}:{}", target.port())).expect("220").timeout(Duration::from_millis(500));
    for host in ["here.example.test", "alias.example.test"] {
        let found = run(&check(host).name_server(there.to_string()).spec().unwrap()).await.unwrap();
        assert_eq!(code(&found), (Status::Ok, None), "{found}");
        assert!(found.timing.resolve_ms.is_some());
        assert_eq!(found.peer.unwrap().ip(), IpAddr::from([127, 0, 0, 1]));
    }
    // The first does not answer.
    let silent = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let second = check("here.example.test")
        .name_server(silent.local_addr().unwrap().to_string())
        .name_server(there.to_string())
        .timeout(Duration::from_secs(2));
    let found = run(&second.spec().unwrap()).await.unwrap();
    assert_eq!(code(&found), (Status::Ok, None), "{found}");

    for (host, status, expected) in [
        ("gone.example.test", Status::Critical, "name-not-found"),
        ("nothing.example.test", Status::Critical, "no-address"),
        ("broken.example.test", Status::Unknown, "resolver-failed"),
    ] {
        let lost = run(&check(host).name_server(there.to_string()).spec().unwrap()).await.unwrap();
        assert_eq!(code(&lost), (status, Some(expected)), "{lost}");
    }
    let denied = ProbeOptions::new().policy(AddressPolicy::closed());
    let spec = check("here.example.test").name_server(there.to_string()).spec().unwrap();
    assert_eq!(code(&run_with(&spec, &denied).await.unwrap()), (Status::Unknown, Some("address-denied")));
}
