use std::net::SocketAddr;
use std::time::Duration;

use md5::{Digest, Md5};
use tokio::net::UdpSocket;

use crate::check::{self, Cause, CheckResult, RadiusCheck, RadiusReply, Secret, Status};
use crate::io::probe::{ProbeOptions, run_with};

const SECRET: &str = "shared with us";

/// A server that answers with `code` and a message, its answer changed by `change`.
async fn server(code: u8, change: fn(&mut Vec<u8>)) -> SocketAddr {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    tokio::spawn(async move {
        let mut got = [0; 4096];
        while let Ok((length, from)) = socket.recv_from(&mut got).await {
            let request = &got[..length];
            // Code, length and a Message-Authenticator in front.
            assert!(matches!(request[0], 1 | 12) && usize::from(request[3]) == length && request[20] == 80);
            let attributes = [&[18, 7][..], b"hello"].concat();
            let mut answer = vec![code, request[1], 0, 27];
            answer.extend_from_slice(&request[4..20]);
            answer.extend_from_slice(&attributes);
            let signed = Md5::new().chain_update(&answer).chain_update(SECRET).finalize();
            answer.splice(4..20, signed);
            change(&mut answer);
            let _ = socket.send_to(&answer, from).await;
        }
    });
    address
}

fn quick(there: SocketAddr) -> RadiusCheck {
    check::radius(there.to_string()).secret(Secret::named("radius")).timeout(Duration::from_millis(200))
}

async fn result(check: RadiusCheck) -> CheckResult {
    run_with(&check.into(), &ProbeOptions::new().secret("radius", SECRET)).await.unwrap()
}

fn code(result: &CheckResult) -> (Status, Option<&'static str>) {
    (result.status, result.cause.as_ref().map(Cause::code))
}

#[tokio::test]
async fn each_answer_is_judged_by_what_is_expected() {
    let (accept, reject, challenge) = (server(2, |_| {}).await, server(3, |_| {}).await, server(11, |_| {}).await);
    let good = result(quick(accept).login("anna", "sesame")).await;
    assert_eq!(code(&good), (Status::Ok, None), "{good}");
    assert!(good.summary.contains("accepted the user in"), "{good}");
    assert_eq!(result(quick(accept)).await.summary.split(" in ").next(), Some(&*format!("{accept} is well")));
    let refused = result(quick(reject).login("anna", "wrong")).await;
    assert_eq!(refused.cause, Some(Cause::LoginRefused { reason: "hello".into() }));
    assert_eq!(code(&result(quick(reject).login("anna", "x").expect(RadiusReply::Reject)).await), (Status::Ok, None));
    let more = result(quick(challenge).login("anna", "x")).await;
    assert_eq!(code(&more), (Status::Critical, Some("unexpected-answer")), "{more}");
}

#[tokio::test]
async fn answers_that_are_not_signed_are_not_believed() {
    for change in [(|answer| answer[4] ^= 1) as fn(&mut Vec<u8>), |answer| answer[22] ^= 1] {
        let forged = result(quick(server(2, change).await).login("anna", "x")).await;
        assert_eq!(code(&forged), (Status::Critical, Some("protocol")), "{forged}");
    }
    for change in [(|answer| answer[1] ^= 1) as fn(&mut Vec<u8>), |answer| answer.truncate(19), Vec::clear] {
        let other = result(quick(server(2, change).await)).await;
        assert_eq!(code(&other), (Status::Critical, Some("timed-out")), "{other}");
    }
    let away = UdpSocket::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    assert_eq!(code(&result(quick(away)).await), (Status::Critical, Some("refused")));
    let unnamed = quick(away).secret(Secret::named("nowhere"));
    assert_eq!(code(&result(unnamed).await), (Status::Unknown, Some("secret-missing")));
    assert!(check::radius("h").spec().unwrap_err().to_string().contains("secret"));
}
