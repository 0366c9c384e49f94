use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::servers::{greeter, server};
use crate::check::{self, Cause, CheckResult, LdapCheck, Status, Thresholds, TlsMode};
use crate::io::probe::run;

/// A server that answers each message by its type with these octets.
async fn directory(answers: &'static [(u8, &'static [u8])]) -> SocketAddr {
    server(move |mut stream| async move {
        let mut asked = [0; 1024];
        while let Ok(length @ 6..) = stream.read(&mut asked).await {
            // Long forms of a length are two or three octets longer.
            let at = asked[..length].iter().position(|octet| *octet == 2).unwrap() + 3;
            match answers.iter().find(|(kind, _)| *kind == asked[at]) {
                Some((_, answer)) => drop(stream.write_all(answer).await),
                None => return,
            }
        }
    })
    .await
}

const BOUND: (u8, &[u8]) = (0x60, &[0x30, 12, 2, 1, 2, 0x61, 7, 10, 1, 0, 4, 0, 4, 0]);
const REFUSED: (u8, &[u8]) = (0x60, &[0x30, 12, 2, 1, 2, 0x61, 7, 10, 1, 49, 4, 0, 4, 0]);
/// An entry `cn=a` with mail `x`, a reference, one about another message, and the end.
const FOUND: (u8, &[u8]) = (
    0x63,
    b"\x30\x1c\x02\x01\x03\x64\x17\x04\x04cn=a\x30\x0f\x30\x0d\x04\x04mail\x31\x05\x04\x03x@y\
      \x30\x07\x02\x01\x03\x73\x02\x04\x00\x30\x05\x02\x01\x09\x64\x00\
      \x30\x0c\x02\x01\x03\x65\x07\x0a\x01\x00\x04\x00\x04\x00",
);
const NONE: (u8, &[u8]) = (0x63, &[0x30, 12, 2, 1, 3, 0x65, 7, 10, 1, 32, 4, 0, 4, 0]);

fn quick(there: SocketAddr) -> LdapCheck {
    check::ldap(there.to_string()).timeout(Duration::from_millis(400))
}

async fn result(check: LdapCheck) -> CheckResult {
    run(&check.into()).await.unwrap()
}

fn code(result: &CheckResult) -> (Status, Option<&'static str>) {
    (result.status, result.cause.as_ref().map(Cause::code))
}

#[tokio::test]
async fn what_is_found_is_judged() {
    let there = directory(&[BOUND, FOUND]).await;
    assert_eq!(code(&result(quick(there)).await), (Status::Ok, None));
    let one = Thresholds::parse("1:1", "1:1").unwrap();
    let found = result(quick(there).login("cn=m", "pw").base("dc=x").entries(one).expect("mail", "x@y")).await;
    assert_eq!(code(&found), (Status::Ok, None), "{found}");
    assert!(found.summary.ends_with("logged in, 1 entry"), "{found}");
    let other = result(quick(there).base("dc=x").expect("mail", "z")).await;
    assert_eq!(code(&other), (Status::Critical, Some("unexpected-answer")), "{other}");
    let missing = result(quick(directory(&[BOUND, NONE]).await).base("dc=x")).await;
    let (expected, found) = ("the entry dc=x".to_string(), "32 noSuchObject".to_string());
    assert_eq!(missing.cause, Some(Cause::UnexpectedAnswer { expected, found }));
}

#[tokio::test]
async fn what_is_wrong_has_a_cause_of_its_own() {
    let refused = result(quick(directory(&[REFUSED]).await).login("cn=m", "hunter2")).await;
    assert_eq!(refused.cause, Some(Cause::LoginRefused { reason: "49 invalidCredentials".into() }));
    assert!(!format!("{refused:?}").contains("hunter2"));
    let without = directory(&[(0x77, &[0x30, 12, 2, 1, 1, 0x78, 7, 10, 1, 2, 4, 0, 4, 0])]).await;
    assert_eq!(
        code(&result(quick(without).tls(TlsMode::Starttls)).await),
        (Status::Critical, Some("starttls-missing"))
    );
    let ended = directory(&[(0x60, &[0x30, 12, 2, 1, 0, 0x78, 7, 10, 1, 52, 4, 0, 4, 0])]).await;
    assert_eq!(code(&result(quick(ended)).await), (Status::Critical, Some("service-failed")));
    assert_eq!(code(&result(quick(greeter(b"220 mail\r\n").await)).await), (Status::Critical, Some("protocol")));
    assert_eq!(
        code(&result(quick(greeter(&[0x30, 0x84, 255, 255, 255, 255]).await)).await),
        (Status::Unknown, Some("answer-too-long"))
    );
    assert_eq!(
        code(&result(quick(greeter(&[0x30, 5, 2, 1, 2, 0x61, 9]).await)).await),
        (Status::Critical, Some("protocol"))
    );
    assert_eq!(code(&result(quick(directory(&[]).await)).await), (Status::Critical, Some("closed")));
}
