use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::UdpSocket;

use super::servers::{greeter, read_head, server};
use crate::check::{self, Cause, CheckResult, SipCheck, SipTransport, Status, StatusRange};
use crate::io::probe::run;

/// The answer with `status` to a request, whose headers it repeats.
fn answer(request: &str, status: &str) -> String {
    let kept: String = request
        .lines()
        .filter(|line| ["Via:", "From:", "To:", "Call-ID:", "CSeq:"].iter().any(|name| line.starts_with(name)))
        .map(|line| format!("{line}\r\n"))
        .collect();
    format!("SIP/2.0 {status}\r\n{kept}Server: test (1.0)\r\nAllow: INVITE, OPTIONS\r\nContent-Length: 0\r\n\r\n")
}

/// A server that answers the request of each number, from 1, with these texts.
async fn by_udp(answers: fn(&str, usize) -> Vec<String>) -> SocketAddr {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut got, mut count) = ([0; 2048], 0);
        while let Ok((length, from)) = socket.recv_from(&mut got).await {
            count += 1;
            let request = String::from_utf8(got[..length].to_vec()).unwrap();
            assert!(request.starts_with("OPTIONS sip:") && request.ends_with("\r\n\r\n") && request.contains(";rport"));
            for answer in answers(&request, count) {
                let _ = socket.send_to(answer.as_bytes(), from).await;
            }
        }
    });
    address
}

async fn result(check: SipCheck) -> CheckResult {
    run(&check.timeout(Duration::from_millis(900)).into()).await.unwrap()
}

fn code(result: &CheckResult) -> (Status, Option<&'static str>) {
    (result.status, result.cause.as_ref().map(Cause::code))
}

#[tokio::test]
async fn the_final_answer_to_this_request_is_judged() {
    let there = by_udp(|request, _| {
        let other = request.replace("z9hG4bK", "z9hG4bKother");
        vec![
            "SIP/2.0".into(),
            answer(&other, "503 Not for you"),
            answer(request, "100 Trying"),
            answer(request, "200 OK"),
        ]
    });
    let there = there.await.to_string();
    let good = result(check::sip(&there)).await;
    assert_eq!(code(&good), (Status::Ok, None), "{good}");
    assert!(good.summary.contains("answered 200 OK in "), "{good}");
    let facts: Vec<_> = good.facts.iter().map(|fact| (fact.name.as_str(), fact.value.as_str())).collect();
    assert_eq!(facts, [("server", "test (1.0)"), ("allow", "INVITE"), ("allow", "OPTIONS")]);
    let strict = result(check::sip(&there).statuses(vec![StatusRange { first: 404, last: 404 }])).await;
    assert_eq!(code(&strict), (Status::Critical, Some("unexpected-answer")), "{strict}");
    let busy = by_udp(|request, _| vec![answer(request, "503 Service Unavailable")]).await.to_string();
    let expected = "status 200-299".to_string();
    let found = "503 Service Unavailable".to_string();
    assert_eq!(result(check::sip(busy)).await.cause, Some(Cause::UnexpectedAnswer { expected, found }));
}

#[tokio::test]
async fn a_lost_datagram_is_sent_again() {
    let there = by_udp(|request, count| if count == 1 { Vec::new() } else { vec![answer(request, "200 OK")] });
    let good = result(check::sip(there.await.to_string())).await;
    assert_eq!(code(&good), (Status::Ok, None), "{good}");
    assert!(good.facts.iter().any(|fact| (fact.name.as_str(), fact.value.as_str()) == ("sent", "2")));
    assert!(good.timing.first_byte_ms.unwrap() >= 490.0, "{:?}", good.timing);
    let silent = by_udp(|_, _| Vec::new()).await.to_string();
    assert_eq!(code(&result(check::sip(silent)).await), (Status::Critical, Some("timed-out")));
    let away = UdpSocket::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().to_string();
    assert_eq!(code(&result(check::sip(away)).await), (Status::Critical, Some("refused")));
}

#[tokio::test]
async fn over_a_connection_it_is_the_same() {
    let there = server(|mut stream| async move {
        let request = read_head(&mut stream).await;
        let all = format!("\r\n\r\n{}{}", answer(&request, "100 Trying"), answer(&request, "200 OK"));
        let _ = stream.write_all(all.as_bytes()).await;
    });
    let tcp = |there: SocketAddr| check::sip(there.to_string()).transport(SipTransport::Tcp);
    let good = result(tcp(there.await)).await;
    assert_eq!(code(&good), (Status::Ok, None), "{good}");
    let mail = greeter(b"220 mail ESMTP\r\n").await;
    assert_eq!(code(&result(tcp(mail)).await), (Status::Critical, Some("protocol")));
    let long = greeter(b"SIP/2.0 200 OK\r\nContent-Length: 99999999999\r\n\r\n").await;
    assert_eq!(code(&result(tcp(long)).await), (Status::Unknown, Some("answer-too-long")));
    let plain = greeter(b"SIP/2.0 200 OK\r\n\r\n").await;
    let tls = check::sip(plain.to_string()).transport(SipTransport::Tls);
    assert_eq!(code(&result(tls).await), (Status::Critical, Some("tls")));
}

#[test]
fn wrong_specs_are_errors() {
    for (check, said) in [
        (check::sip("h").uri("tel:1"), "sip:100@"),
        (check::sip("h").uri("sip:a\r\nVia: x"), "control"),
        (check::sip("h").statuses(Vec::new()), "status"),
        (check::sip("h").expires_after(3), "tls"),
    ] {
        let error = check.spec().unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
}
