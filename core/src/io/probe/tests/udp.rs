use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::UdpSocket;

use crate::check::{self, Cause, CheckResult, Phase, Status, UdpCheck};
use crate::io::probe::run;

/// A peer that answers each datagram with `answer`, or with what it got.
async fn peer(answer: Option<&'static [u8]>) -> SocketAddr {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    tokio::spawn(async move {
        let mut got = [0; 2048];
        while let Ok((length, from)) = socket.recv_from(&mut got).await {
            let _ = socket.send_to(answer.unwrap_or(&got[..length]), from).await;
        }
    });
    address
}

async fn result(check: UdpCheck) -> CheckResult {
    run(&check.timeout(Duration::from_millis(200)).into()).await.unwrap()
}

fn code(result: &CheckResult) -> (Status, Option<&'static str>) {
    (result.status, result.cause.as_ref().map(Cause::code))
}

#[tokio::test]
async fn an_answer_is_compared_as_text_and_as_octets() {
    let there = peer(None).await.to_string();
    let good = result(check::udp(&there).send("hello").expect("ell").expect_hex("68 65")).await;
    assert_eq!(code(&good), (Status::Ok, None), "{good}");
    assert!(good.summary.contains("answered 5 bytes in"), "{good}");
    assert_eq!(good.assertions.len(), 2);
    assert_eq!(code(&result(check::udp(&there).send_hex("00ff").expect_hex("ff")).await), (Status::Ok, None));
    let other = result(check::udp(&there).send("hello").expect("world")).await;
    assert_eq!(other.cause, Some(Cause::KeywordMissing { keyword: "world".into() }));
    let octets = result(check::udp(&there).send("hello").expect_hex("ff")).await;
    assert_eq!(code(&octets), (Status::Critical, Some("keyword-missing")));
    // An empty answer is one.
    let empty = peer(Some(b"")).await.to_string();
    assert_eq!(code(&result(check::udp(&empty)).await), (Status::Ok, None));
    assert_eq!(code(&result(check::udp(&empty).expect("a")).await), (Status::Critical, Some("keyword-missing")));
}

#[tokio::test]
async fn silence_is_unknown_unless_an_answer_is_expected() {
    let silent = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let there = silent.local_addr().unwrap().to_string();
    assert_eq!(result(check::udp(&there)).await.cause, Some(Cause::Silent { after_ms: 200 }));
    assert_eq!(result(check::udp(&there)).await.status, Status::Unknown);
    let late = Some(Cause::TimedOut { phase: Phase::FirstByte, after_ms: 200 });
    assert_eq!(result(check::udp(&there).expect("x")).await.cause, late);
    drop(silent);
    assert_eq!(result(check::udp(&there)).await.cause, Some(Cause::Refused));
}
