use std::net::SocketAddr;
use std::time::Duration;

use super::servers::{closed_port, greeter, scripted};
use crate::check::{self, Cause, CheckResult, Phase, Pop3Check, Secret, Status, Thresholds, TlsMode};
use crate::io::probe::{ProbeOptions, run_with};

fn quick(address: SocketAddr) -> Pop3Check {
    check::pop3(address.to_string()).timeout(Duration::from_millis(500))
}

async fn result(check: Pop3Check) -> CheckResult {
    run_with(&check.into(), &ProbeOptions::new().secret("mail", "correct horse").secret("lines", "x\r\nDELE 1"))
        .await
        .unwrap()
}

fn code(result: &CheckResult) -> (Status, Option<&'static str>) {
    (result.status, result.cause.as_ref().map(Cause::code))
}

const GREETING: &str = "+OK Dovecot ready.\r\n";
const CAPA: (&str, &str) = ("CAPA", "+OK\r\nUSER\r\n..odd\r\nTOP\r\n.\r\n");
const USER: (&str, &str) = ("USER anna", "+OK\r\n");
const QUIT: (&str, &str) = ("QUIT", "+OK bye\r\n");

#[tokio::test]
async fn a_whole_conversation_is_ok_and_counts_the_mails() {
    let rules: &[(&str, &str)] = &[CAPA, USER, ("PASS correct horse", "+OK\r\n"), ("STAT", "+OK 12 34567\r\n"), QUIT];
    let (address, asked) = scripted(GREETING, rules).await;
    let check = quick(address).login("anna", Secret::named("mail")).expect("ready");
    let seen = result(check.clone().messages(Thresholds::parse("20", "100").unwrap())).await;
    assert_eq!(code(&seen), (Status::Ok, None), "{seen}");
    assert!(seen.summary.ends_with("), logged in, 12 messages"), "{seen}");
    let facts: Vec<_> = seen.facts.iter().map(|fact| (fact.name.as_str(), fact.value.as_str())).collect();
    let expected =
        [("greeting", "Dovecot ready."), ("capability", "USER"), ("capability", ".odd"), ("capability", "TOP")];
    assert_eq!(facts[..4], expected);
    assert_eq!(facts[4..], [("messages", "12")]);
    assert!(seen.plugin_output().contains("messages=12;20;100"), "{}", seen.plugin_output());
    assert_eq!(asked.heads().last().unwrap(), "QUIT");
    assert!(!serde_json::to_string(&seen).unwrap().contains("correct horse"));

    let full = result(check.messages(Thresholds::parse("5", "10").unwrap())).await;
    let cause = Cause::ThresholdCrossed { value: 12.0, unit: String::new(), range: "10".into() };
    assert_eq!((full.status, full.cause), (Status::Critical, Some(cause)));
}

#[tokio::test]
async fn a_server_without_capa_is_no_worse() {
    let (address, _) = scripted(GREETING, &[("CAPA", "-ERR unknown command\r\n"), QUIT]).await;
    let seen = result(quick(address)).await;
    assert_eq!(code(&seen), (Status::Ok, None), "{seen}");
    let plain = result(quick(address).tls(TlsMode::Starttls)).await;
    assert_eq!(code(&plain), (Status::Critical, Some("starttls-missing")), "{plain}");
}

#[tokio::test]
async fn what_is_wrong_has_a_cause_of_its_own() {
    let login = |address| quick(address).login("anna", "wrong");
    let (refusing, _) = scripted(GREETING, &[CAPA, USER, ("PASS", "-ERR [AUTH] Authentication failed.\r\n")]).await;
    let refused = result(login(refusing)).await;
    assert_eq!(refused.cause, Some(Cause::LoginRefused { reason: "[AUTH] Authentication failed.".into() }));
    assert!(!format!("{refused:?}").contains("wrong"), "{refused:?}");
    let unnamed = result(quick(refusing).login("anna", Secret::named("other"))).await;
    assert_eq!(code(&unnamed), (Status::Unknown, Some("secret-missing")), "{unnamed}");

    let lines = result(quick(refusing).login("anna", Secret::named("lines"))).await;
    assert_eq!(code(&lines), (Status::Unknown, Some("not-evaluated")), "{lines}");

    let (private, _) = scripted(GREETING, &[CAPA, ("USER", "-ERR plaintext login is disabled\r\n")]).await;
    assert_eq!(code(&result(login(private)).await), (Status::Critical, Some("login-refused")));
    for trouble in ["-ERR [SYS/TEMP] try later\r\n", "-ERR [in-use] locked\r\n", "-ERR [LOGIN-DELAY] wait\r\n"] {
        let rules: &'static [(&str, &str)] = Box::leak(Box::new([CAPA, USER, ("PASS", trouble)]));
        let (address, _) = scripted(GREETING, rules).await;
        assert_eq!(code(&result(login(address)).await), (Status::Critical, Some("service-failed")), "{trouble}");
    }
    let (uncounted, _) = scripted(GREETING, &[CAPA, USER, ("PASS", "+OK\r\n"), ("STAT", "+OK many\r\n")]).await;
    assert_eq!(code(&result(login(uncounted)).await), (Status::Critical, Some("protocol")));

    let busy = result(quick(greeter(b"-ERR out of order\r\n").await)).await;
    assert_eq!(busy.cause, Some(Cause::ServiceFailed { reason: "out of order".into() }));
    for strange in [&b"220 mail.example.org ESMTP\r\n"[..], b"+OKAY\r\n", b"\xff\xfe\r\n"] {
        let seen = result(quick(greeter(strange).await)).await;
        assert_eq!(code(&seen), (Status::Critical, Some("protocol")), "{seen}");
    }
    let silent = result(quick(greeter(b"").await)).await;
    assert_eq!(silent.cause, Some(Cause::TimedOut { phase: Phase::FirstByte, after_ms: 500 }));
    assert_eq!(result(quick(closed_port().await)).await.cause, Some(Cause::Refused));
    let (other, _) = scripted(GREETING, &[CAPA, QUIT]).await;
    let other = result(quick(other).expect("Courier")).await;
    assert_eq!(other.cause, Some(Cause::KeywordMissing { keyword: "Courier".into() }));
}

#[tokio::test]
async fn what_comes_in_plain_text_after_stls_is_not_believed() {
    let (address, _) =
        scripted(GREETING, &[("CAPA", "+OK\r\nSTLS\r\n.\r\n"), ("STLS", "+OK\r\n+OK injected\r\n")]).await;
    let seen = result(quick(address).tls(TlsMode::Starttls)).await;
    assert_eq!(code(&seen), (Status::Critical, Some("protocol")), "{seen}");
}

#[tokio::test]
async fn endless_answers_end_at_the_limit() {
    let endless: &'static str = format!("+OK\r\n{}", "MORE\r\n".repeat(500)).leak();
    let rules: &'static [(&str, &str)] = Box::leak(Box::new([("CAPA", endless)]));
    let (lines, _) = scripted(GREETING, rules).await;
    let seen = result(quick(lines)).await;
    assert_eq!(code(&seen), (Status::Critical, Some("protocol")), "{seen}");
    let long: &'static [u8] = Box::leak(vec![b'+'; 100_000].into_boxed_slice());
    let seen = result(quick(greeter(long).await)).await;
    assert_eq!(code(&seen), (Status::Critical, Some("protocol")), "{seen}");
}

#[test]
fn a_spec_that_makes_no_sense_is_an_error() {
    let message = |check: Pop3Check| check.spec().unwrap_err().to_string();
    assert!(message(check::pop3("h").messages(Thresholds::parse("1", "2").unwrap())).contains("login"));
    assert!(message(check::pop3("h").login("anna\r\nDELE 1", "x")).contains("user"));
    let injected = message(check::pop3("h").login("anna", "x\r\nDELE 1"));
    assert!(injected.contains("password") && !injected.contains("DELE"), "{injected}");
    assert!(message(check::pop3("h").expires_after(3)).contains("tls"));
}
