use std::io::{Error as IoError, ErrorKind};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::oneshot;

use super::servers::{closed_port, greeter, server, silent, wait_for_end};
use crate::check::{self, AddressPolicy, Cause, CheckResult, Family, Phase, Status, TcpCheck, TcpObservation};
use crate::io::probe::connect::{connect_cause, lookup_cause};
use crate::io::probe::{ProbeOptions, observe, run, run_with};

fn quick(address: SocketAddr) -> TcpCheck {
    check::tcp(address.to_string()).timeout(Duration::from_millis(300))
}

async fn result(check: TcpCheck) -> CheckResult {
    run(&check.into()).await.unwrap()
}

async fn seen(check: TcpCheck) -> TcpObservation {
    match observe(&check.into(), &ProbeOptions::default()).await.unwrap() {
        check::Observation::Tcp(seen) => seen,
        other => panic!("{other:?}"),
    }
}

fn timed_out(phase: Phase) -> Option<Cause> {
    Some(Cause::TimedOut { phase, after_ms: 300 })
}

/// Each protocol's own word: one that says no, and one that says what no such service says.
#[tokio::test]
async fn a_service_without_tls_says_so_in_its_own_words() {
    use check::StarttlsProtocol as P;

    const MYSQL: &[u8] = b"\x1e\0\0\0\x0a8.0\0\x01\0\0\0abcdefgh\0\0\0\x21\0\0\0\0\0\0\0\0\0";
    let refusals: [(P, &'static [u8]); 8] = [
        (P::Smtp, b"220 a\r\n250-a\r\n250 SIZE\r\n"),
        (P::Imap, b"* OK a\r\na1 BAD what\r\n"),
        (P::Pop3, b"+OK a\r\n-ERR what\r\n"),
        (P::Ftp, b"220 a\r\n502 no\r\n"),
        (P::Ldap, b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x02\x04\0\x04\0"),
        (P::Xmpp, b"<?xml version='1.0'?><stream:stream><stream:features><bind/></stream:features>"),
        (P::Postgres, b"N"),
        (P::Mysql, MYSQL),
    ];
    for (protocol, words) in refusals {
        let ask = |there: SocketAddr| {
            check::tcp(there.to_string()).starttls(protocol).timeout(Duration::from_millis(400)).spec().unwrap()
        };
        let refused = run(&ask(greeter(words).await)).await.unwrap();
        assert_eq!(refused.cause, Some(Cause::StarttlsMissing), "{protocol:?}: {refused}");
        let garbage = run(&ask(greeter(b"\xff\xfe\x30\x84>\r\n\0\r\n").await)).await.unwrap();
        assert_eq!(garbage.status, Status::Critical, "{protocol:?}: {garbage}");
        let late = run(&ask(silent().await)).await.unwrap();
        assert!(matches!(late.cause, Some(Cause::TimedOut { .. })), "{protocol:?}: {late}");
    }
}

#[tokio::test]
async fn an_open_port_is_ok_and_a_closed_one_refuses() {
    let address = silent().await;
    let open = result(quick(address)).await;
    assert_eq!((open.status, open.cause, open.peer), (Status::Ok, None, Some(address)));
    assert!(open.timing.connect_ms.is_some() && open.timing.resolve_ms.is_none());

    let closed = closed_port().await;
    let refused = result(quick(closed)).await;
    assert_eq!((refused.status, refused.cause), (Status::Critical, Some(Cause::Refused)));
    assert_eq!(refused.summary, format!("{closed} refused the connection"));
}

#[tokio::test]
async fn a_full_queue_times_out_while_connecting() {
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    socket.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
    socket.listen(0).unwrap();
    let address = socket.local_addr().unwrap().as_socket().unwrap();
    // Nobody accepts: the queue is full after one connection, and the system ignores the next.
    let _first = tokio::net::TcpStream::connect(address).await.unwrap();
    let mut full = result(quick(address)).await;
    if full.cause.is_none() {
        full = result(quick(address)).await;
    }
    assert_eq!((full.status, full.cause), (Status::Critical, timed_out(Phase::Connect)));
    assert!(full.timing.total_ms >= 299.0 && full.timing.total_ms < 2000.0, "{:?}", full.timing);
}

#[tokio::test]
async fn a_greeting_is_found_in_pieces() {
    let address = server(|mut stream| async move {
        for piece in ["22", "0 mail", " ESM", "TP\r\n"] {
            stream.write_all(piece.as_bytes()).await.unwrap();
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        wait_for_end(&mut stream).await;
    })
    .await;
    let seen = seen(quick(address).expect("mail ESMTP")).await;
    assert_eq!(seen.attempt.failure, None);
    assert!(seen.received.starts_with("220 mail ESMTP"), "{}", seen.received);
    assert!(seen.attempt.timing.transfer_ms >= Some(5.0), "{:?}", seen.attempt.timing);
}

#[tokio::test]
async fn a_wrong_greeting_is_critical() {
    let wrong = result(quick(greeter(b"554 no\r\n").await).expect("220 ")).await;
    assert_eq!((wrong.status, wrong.cause), (Status::Critical, Some(Cause::KeywordMissing { keyword: "220 ".into() })));
}

#[tokio::test]
async fn silence_and_an_early_end_differ() {
    assert_eq!(result(quick(silent().await).expect("220 ")).await.cause, timed_out(Phase::FirstByte));
    let closing = server(|_| async {}).await;
    assert_eq!(result(quick(closing).expect("220 ")).await.cause, Some(Cause::Closed { phase: Phase::FirstByte }));
    let resetting =
        server(|stream| async move { socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO)).unwrap() }).await;
    assert_eq!(result(quick(resetting).expect("220 ")).await.cause, Some(Cause::Closed { phase: Phase::FirstByte }));
}

#[tokio::test]
async fn endless_garbage_is_read_up_to_the_limit_only() {
    let address = server(|mut stream| async move { while stream.write_all(&[0xfe; 4096]).await.is_ok() {} }).await;
    let check = quick(address).expect("220 ").max_bytes(10_000);
    let seen = seen(check.clone()).await;
    assert_eq!((seen.bytes, seen.truncated), (10_000, true));
    let judged = result(check).await;
    assert_eq!((judged.status, judged.cause), (Status::Unknown, Some(Cause::AnswerTooLong { limit: 10_000 })));
}

#[tokio::test]
async fn text_is_sent_and_the_answer_expected() {
    let echo = server(|mut stream| async move {
        let mut buffer = [0; 6];
        stream.read_exact(&mut buffer).await.unwrap();
        buffer.reverse();
        stream.write_all(&buffer).await.unwrap();
    })
    .await;
    let answered = result(quick(echo).send("abcdef").expect("fedcba")).await;
    assert_eq!(answered.status, Status::Ok, "{answered}");
    assert!(answered.timing.send_ms.is_some() && answered.timing.first_byte_ms.is_some());
}

#[tokio::test]
async fn names_are_looked_up_and_families_kept_apart() {
    let address = silent().await;
    let named = result(check::tcp(format!("localhost:{}", address.port())).family(Family::Ipv4)).await;
    assert_eq!(named.status, Status::Ok, "{named}");
    assert!(named.timing.resolve_ms.is_some());
    let wrong = result(quick(address).family(Family::Ipv6)).await;
    assert_eq!((wrong.status, wrong.cause), (Status::Critical, Some(Cause::NoAddress { family: "IPv6".into() })));
    // A label of the DNS has at most 63 letters, so no server needs to be asked.
    let unknown = result(check::tcp(format!("{}:80", "x".repeat(64)))).await;
    assert_eq!(unknown.cause.as_ref().map(Cause::code), Some("name-not-found"), "{unknown}");
}

#[tokio::test]
async fn the_source_address_is_used() {
    let (sender, receiver) = oneshot::channel();
    let sender = Arc::new(std::sync::Mutex::new(Some(sender)));
    let address = server(move |stream| {
        let sender = Arc::clone(&sender);
        async move {
            let _ = sender.lock().unwrap().take().map(|sender| sender.send(stream.peer_addr().unwrap()));
        }
    })
    .await;
    let source = "127.0.0.9".parse().unwrap();
    assert_eq!(result(quick(address).source(source)).await.status, Status::Ok);
    assert_eq!(receiver.await.unwrap().ip(), source);

    let foreign = result(quick(address).source("192.0.2.1".parse().unwrap())).await;
    assert_eq!((foreign.status, foreign.cause.as_ref().map(Cause::code)), (Status::Unknown, Some("local")));
    let other_family = result(quick(address).source("::1".parse().unwrap())).await;
    assert_eq!(other_family.cause.as_ref().map(Cause::code), Some("no-address"));
}

#[tokio::test]
async fn a_closed_policy_sends_nothing_to_the_loopback() {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    let address = server(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
        async {}
    })
    .await;
    let closed = ProbeOptions::new().policy(AddressPolicy::closed());
    for target in [address.to_string(), format!("localhost:{}", address.port())] {
        let denied = run_with(&check::tcp(target).into(), &closed).await.unwrap();
        assert_eq!((denied.status, denied.cause.as_ref().map(Cause::code)), (Status::Unknown, Some("address-denied")));
    }
    assert_eq!(count.load(Ordering::SeqCst), 0);
    let allowed = closed.policy(AddressPolicy::closed().allow("127.0.0.0/8".parse().unwrap()));
    assert_eq!(run_with(&quick(address).into(), &allowed).await.unwrap().status, Status::Ok);
}

#[tokio::test]
async fn dropping_the_future_ends_the_connection() {
    let (sender, mut receiver) = tokio::sync::mpsc::channel(1);
    let address = server(move |mut stream| {
        let sender = sender.clone();
        async move {
            wait_for_end(&mut stream).await;
            sender.send(()).await.unwrap();
        }
    })
    .await;
    let spec = check::tcp(address.to_string()).expect("220 ").into();
    let probe = run(&spec);
    assert!(tokio::time::timeout(Duration::from_millis(50), probe).await.is_err());
    tokio::time::timeout(Duration::from_secs(5), receiver.recv()).await.unwrap().unwrap();
}

#[tokio::test]
async fn only_a_wrong_spec_is_an_error() {
    let error = check::tcp("nowhere").run().await.unwrap_err();
    assert_eq!(error.code(), "invalid");
}

#[test]
fn the_systems_errors_keep_their_meaning() {
    let cause = |kind: ErrorKind| connect_cause(IoError::from(kind)).code();
    assert_eq!(cause(ErrorKind::ConnectionRefused), "refused");
    assert_eq!(cause(ErrorKind::HostUnreachable), "unreachable");
    assert_eq!(cause(ErrorKind::NetworkUnreachable), "unreachable");
    assert_eq!(cause(ErrorKind::ConnectionReset), "closed");
    assert_eq!(cause(ErrorKind::AddrNotAvailable), "local");

    let lookup = |text: &str| lookup_cause(IoError::other(format!("failed to lookup address information: {text}")));
    assert_eq!(lookup("Name or service not known"), Cause::NameNotFound { reason: "Name or service not known".into() });
    assert_eq!(lookup("Temporary failure in name resolution").code(), "resolver-failed");
    assert_eq!(lookup("nodename nor servname provided, or not known").code(), "name-not-found");
}
