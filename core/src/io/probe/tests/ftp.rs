use std::net::SocketAddr;
use std::time::Duration;

use super::servers::{closed_port, greeter, scripted};
use crate::check::{self, Cause, CheckResult, FtpCheck, Phase, Secret, Status, TlsMode};
use crate::io::probe::{ProbeOptions, run_with};

fn quick(address: SocketAddr) -> FtpCheck {
    check::ftp(address.to_string()).timeout(Duration::from_millis(500))
}

async fn result(check: FtpCheck) -> CheckResult {
    let options = ProbeOptions::new().secret("files", "correct horse").secret("lines", "x\r\nDELE a");
    run_with(&check.into(), &options).await.unwrap()
}

fn code(result: &CheckResult) -> (Status, Option<&'static str>) {
    (result.status, result.cause.as_ref().map(Cause::code))
}

// A line within that begins with other digits ends nothing (RFC 959 §4.2).
const GREETING: &str = "220-Welcome\r\n  to us\r\n230 files\r\n220 Example FTP\r\n";
const USER: (&str, &str) = ("USER anna", "331 password?\r\n");
const PASS: (&str, &str) = ("PASS correct horse", "230-in\r\n230 now\r\n");
const TYPE: (&str, &str) = ("TYPE I", "200 binary\r\n");
const QUIT: (&str, &str) = ("QUIT", "221 bye\r\n");

#[tokio::test]
async fn a_whole_conversation_is_ok_and_finds_files_and_directories() {
    let rules: &[(&str, &str)] = &[
        USER,
        PASS,
        TYPE,
        ("SIZE /pub/README", "213 1234\r\n"),
        ("SIZE /pub", "550 not a plain file\r\n"),
        ("CWD /pub", "250 there\r\n"),
        QUIT,
    ];
    let (address, asked) = scripted(GREETING, rules).await;
    let check = quick(address).login("anna", Secret::named("files")).expect("Example");
    let file = result(check.clone().path("/pub/README")).await;
    assert_eq!(code(&file), (Status::Ok, None), "{file}");
    assert!(file.summary.ends_with("), logged in, has /pub/README"), "{file}");
    assert!(file.facts.iter().any(|fact| (fact.name.as_str(), fact.value.as_str()) == ("size", "1234")));
    assert_eq!(asked.heads().last().unwrap(), "QUIT");
    assert!(!serde_json::to_string(&file).unwrap().contains("correct horse"));
    let directory = result(check.path("/pub")).await;
    assert_eq!(code(&directory), (Status::Ok, None), "{directory}");
    let (open, _) = scripted(GREETING, &[("USER anonymous", "230 welcome\r\n"), QUIT]).await;
    assert_eq!(code(&result(quick(open).login("anonymous", "a@b")).await), (Status::Ok, None));
}

#[tokio::test]
async fn what_is_wrong_has_a_cause_of_its_own() {
    let login = |address| quick(address).login("anna", "wrong").path("/nowhere");
    let (refusing, _) = scripted(GREETING, &[USER, ("PASS", "530 Login incorrect.\r\n")]).await;
    let refused = result(login(refusing)).await;
    assert_eq!(refused.cause, Some(Cause::LoginRefused { reason: "530 Login incorrect.".into() }));
    assert!(!format!("{refused:?}").contains("wrong"), "{refused:?}");
    let unnamed = result(quick(refusing).login("anna", Secret::named("other"))).await;
    assert_eq!(code(&unnamed), (Status::Unknown, Some("secret-missing")), "{unnamed}");
    let lines = result(quick(refusing).login("anna", Secret::named("lines"))).await;
    assert_eq!(code(&lines), (Status::Unknown, Some("not-evaluated")), "{lines}");

    let inside: &[(&str, &str)] =
        &[USER, ("PASS", "230 in\r\n"), TYPE, ("SIZE", "550 no\r\n"), ("CWD", "550 No such directory\r\n")];
    let (address, _) = scripted(GREETING, inside).await;
    let missing = result(login(address)).await;
    let found = "550 No such directory".to_string();
    assert_eq!(missing.cause, Some(Cause::UnexpectedAnswer { expected: "the path /nowhere".into(), found }));
    let (leaving, _) = scripted(GREETING, &[USER, ("PASS", "230 in\r\n"), TYPE, ("SIZE", "421 bye\r\n")]).await;
    assert_eq!(code(&result(login(leaving)).await), (Status::Critical, Some("service-failed")));

    let (plain, _) = scripted(GREETING, &[("AUTH TLS", "502 no\r\n")]).await;
    let plain = result(quick(plain).tls(TlsMode::Starttls)).await;
    assert_eq!(code(&plain), (Status::Critical, Some("starttls-missing")), "{plain}");
    let (busy, _) = scripted(GREETING, &[("AUTH TLS", "431 not now\r\n")]).await;
    assert_eq!(code(&result(quick(busy).tls(TlsMode::Starttls)).await), (Status::Critical, Some("service-failed")));
    let (injected, _) = scripted(GREETING, &[("AUTH TLS", "234 go\r\n230 in\r\n")]).await;
    assert_eq!(code(&result(quick(injected).tls(TlsMode::Starttls)).await), (Status::Critical, Some("protocol")));

    for (greeting, expected) in [
        (&b"120 ready in 5 minutes\r\n"[..], "service-failed"),
        (b"421 too many users\r\n", "service-failed"),
        (b"500 what\r\n", "unexpected-answer"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "protocol"),
        (b"\xff\xfd\x18\r\n", "protocol"),
    ] {
        let seen = result(quick(greeter(greeting).await)).await;
        assert_eq!(code(&seen), (Status::Critical, Some(expected)), "{seen}");
    }
    let silent = result(quick(greeter(b"").await)).await;
    assert_eq!(silent.cause, Some(Cause::TimedOut { phase: Phase::FirstByte, after_ms: 500 }));
    assert_eq!(result(quick(closed_port().await)).await.cause, Some(Cause::Refused));
    let (other, _) = scripted(GREETING, &[QUIT]).await;
    let other = result(quick(other).expect("vsFTPd")).await;
    assert_eq!(other.cause, Some(Cause::KeywordMissing { keyword: "vsFTPd".into() }));
}

#[tokio::test]
async fn endless_answers_end_at_the_limit() {
    for endless in ["220-go on\r\n".repeat(500), "220-a\r\n".to_string() + &"b\r\n".repeat(500), "2".repeat(100_000)] {
        let seen = result(quick(greeter(endless.leak().as_bytes()).await)).await;
        assert_eq!(code(&seen), (Status::Critical, Some("protocol")), "{seen}");
    }
}

#[test]
fn a_spec_that_makes_no_sense_is_an_error() {
    let message = |check: FtpCheck| check.spec().unwrap_err().to_string();
    assert!(message(check::ftp("h").path("/pub")).contains("login"));
    assert!(message(check::ftp("h").login("a", "b").path("/a\r\nDELE b")).contains("path"));
    assert!(message(check::ftp("h").login("a\nb", "x")).contains("user"));
    assert!(message(check::ftp("h").login("a", "x\r\ny")).contains("password"));
}
