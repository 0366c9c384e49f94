use std::net::SocketAddr;
use std::time::Duration;

use super::servers::{closed_port, greeter, scripted};
use crate::check::{self, Cause, CheckResult, ImapCheck, Phase, Secret, Status, Thresholds, TlsMode};
use crate::io::probe::{ProbeOptions, run_with};

fn quick(address: SocketAddr) -> ImapCheck {
    check::imap(address.to_string()).timeout(Duration::from_millis(500))
}

async fn result(check: ImapCheck) -> CheckResult {
    let options = ProbeOptions::new().secret("mail", "cor\"rect").secret("lines", "x\r\nn9 DELETE INBOX");
    run_with(&check.into(), &options).await.unwrap()
}

fn code(result: &CheckResult) -> (Status, Option<&'static str>) {
    (result.status, result.cause.as_ref().map(Cause::code))
}

const GREETING: &str = "* OK [CAPABILITY IMAP4rev1] Dovecot ready.\r\n";
const CAPABILITY: (&str, &str) = ("n1 CAPABILITY", "* CAPABILITY IMAP4rev1 STARTTLS\r\nn1 OK done\r\n");

#[tokio::test]
async fn a_whole_conversation_is_ok_and_counts_the_mails() {
    // The name comes as a literal that looks like an answer.
    let rules: &[(&str, &str)] = &[
        CAPABILITY,
        ("n2 LOGIN \"anna\" \"cor\\\"rect\"", "* CAPABILITY IMAP4rev2\r\nn2 ok in\r\n"),
        ("n3 STATUS \"INBOX\" (MESSAGES)", "* status {10}\r\nn3 NO (x\r\n (RECENT 4 messages 12)\r\nn3 OK done\r\n"),
        ("n4 LOGOUT", "* BYE see you\r\nn4 OK done\r\n"),
    ];
    let (address, asked) = scripted(GREETING, rules).await;
    let check = quick(address).login("anna", Secret::named("mail")).expect("Dovecot").mailbox("INBOX");
    let seen = result(check.clone().messages(Thresholds::parse("20", "100").unwrap())).await;
    assert_eq!(code(&seen), (Status::Ok, None), "{seen}");
    assert!(seen.summary.ends_with("), logged in, 12 messages"), "{seen}");
    let facts: Vec<_> = seen.facts.iter().map(|fact| (fact.name.as_str(), fact.value.as_str())).collect();
    assert_eq!(facts[1..], [("capability", "IMAP4rev1"), ("capability", "STARTTLS"), ("messages", "12")]);
    assert!(seen.plugin_output().contains("messages=12;20;100"), "{}", seen.plugin_output());
    assert_eq!(asked.heads().last().unwrap(), "n4 LOGOUT");
    assert!(!serde_json::to_string(&seen).unwrap().contains("rect"));

    let full = result(check.messages(Thresholds::parse("5", "10").unwrap())).await;
    assert_eq!(code(&full), (Status::Critical, Some("threshold-crossed")), "{full}");
}

#[tokio::test]
async fn every_way_to_log_in_is_taken() {
    // base64 of NUL anna NUL geheim
    let plain: &[(&str, &str)] = &[
        ("n1", "* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR\r\nn1 OK\r\n"),
        ("n2 AUTHENTICATE PLAIN AGFubmEAZ2VoZWlt", "n2 OK in\r\n"),
        ("n3", "n3 OK\r\n"),
    ];
    let asked_first: &[(&str, &str)] = &[
        ("n1", "* CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=PLAIN\r\nn1 OK\r\n"),
        ("n2 AUTHENTICATE PLAIN", "+ \r\n"),
        ("AGFubmEAZ2VoZWlt", "n2 OK in\r\n"),
        ("n3", "n3 OK\r\n"),
    ];
    for rules in [plain, asked_first] {
        let (address, _) = scripted(GREETING, Box::leak(rules.to_vec().into_boxed_slice())).await;
        let seen = result(quick(address).login("anna", "geheim")).await;
        assert_eq!(code(&seen), (Status::Ok, None), "{seen}");
    }
    let (address, asked) = scripted(
        GREETING,
        &[
            CAPABILITY,
            ("n2 LOGIN {6}", "+ go on\r\n"),
            ("ännä {5}", "+ go on\r\n"),
            ("žák", "n2 OK in\r\n"),
            ("n3", "n3 OK\r\n"),
        ],
    )
    .await;
    let seen = result(quick(address).login("ännä", "žák")).await;
    assert_eq!(code(&seen), (Status::Ok, None), "{seen} {:?}", asked.heads());
}

#[tokio::test]
async fn what_is_wrong_has_a_cause_of_its_own() {
    let login = |address| quick(address).login("anna", "wrong").mailbox("Sent");
    let (refusing, _) =
        scripted(GREETING, &[CAPABILITY, ("n2 LOGIN", "n2 NO [AUTHENTICATIONFAILED] Authentication failed.\r\n")])
            .await;
    let refused = result(login(refusing)).await;
    let reason = "[AUTHENTICATIONFAILED] Authentication failed.".to_string();
    assert_eq!(refused.cause, Some(Cause::LoginRefused { reason }));
    assert!(!format!("{refused:?}").contains("wrong"), "{refused:?}");
    let unnamed = result(quick(refusing).login("anna", Secret::named("other"))).await;
    assert_eq!(code(&unnamed), (Status::Unknown, Some("secret-missing")), "{unnamed}");
    let lines = result(quick(refusing).login("anna", Secret::named("lines"))).await;
    assert_eq!(code(&lines), (Status::Unknown, Some("not-evaluated")), "{lines}");

    let second = |answer: &'static str| -> &'static [(&str, &str)] {
        Box::leak(Box::new([CAPABILITY, ("n2 LOGIN", "n2 OK in\r\n"), ("n3 STATUS", answer)]))
    };
    for (answer, expected) in [
        ("n3 NO [NONEXISTENT] no such mailbox\r\n", "unexpected-answer"),
        ("n3 NO [SERVERBUG] sorry\r\n", "service-failed"),
        ("* BYE shutting down\r\n", "service-failed"),
        ("n3 OK done\r\n", "protocol"),
        ("* STATUS Sent (MESSAGES many)\r\nn3 OK done\r\n", "protocol"),
        ("n8 OK done\r\n", "protocol"),
    ] {
        let (address, _) = scripted(GREETING, second(answer)).await;
        let seen = result(login(address)).await;
        assert_eq!(code(&seen), (Status::Critical, Some(expected)), "{answer} {seen}");
    }
    let (disabled, _) = scripted(GREETING, &[("n1", "* CAPABILITY IMAP4rev1 LOGINDISABLED\r\nn1 OK\r\n")]).await;
    assert_eq!(code(&result(login(disabled)).await), (Status::Critical, Some("login-refused")));
    let plain = result(quick(disabled).tls(TlsMode::Starttls)).await;
    assert_eq!(code(&plain), (Status::Critical, Some("starttls-missing")), "{plain}");

    let busy = result(quick(greeter(b"* BYE too many connections\r\n").await)).await;
    assert_eq!(busy.cause, Some(Cause::ServiceFailed { reason: "too many connections".into() }));
    for unknown in [&b"220 mail.example.org ESMTP\r\n"[..], b"* NO\r\n", b"\xff\xfe\r\n"] {
        let seen = result(quick(greeter(unknown).await)).await;
        assert_eq!(code(&seen), (Status::Critical, Some("protocol")), "{seen}");
    }
    let silent = result(quick(greeter(b"").await)).await;
    assert_eq!(silent.cause, Some(Cause::TimedOut { phase: Phase::FirstByte, after_ms: 500 }));
    assert_eq!(result(quick(closed_port().await)).await.cause, Some(Cause::Refused));
    let (other, _) = scripted(GREETING, &[CAPABILITY, ("n2", "n2 OK\r\n")]).await;
    let other = result(quick(other).expect("Courier")).await;
    assert_eq!(other.cause, Some(Cause::KeywordMissing { keyword: "Courier".into() }));
}

#[tokio::test]
async fn one_who_is_known_already_neither_logs_in_nor_asks_for_tls() {
    let (known, asked) = scripted("* PREAUTH welcome\r\n", &[CAPABILITY, ("n2", "n2 OK\r\n")]).await;
    assert_eq!(code(&result(quick(known)).await), (Status::Ok, None));
    let seen = result(quick(known).login("anna", "geheim")).await;
    assert_eq!(code(&seen), (Status::Critical, Some("unexpected-answer")), "{seen}");
    let seen = result(quick(known).tls(TlsMode::Starttls)).await;
    assert_eq!(code(&seen), (Status::Critical, Some("starttls-missing")), "{seen}");
    assert!(asked.heads().iter().all(|line| !line.contains("geheim")));
}

#[tokio::test]
async fn what_comes_in_plain_text_after_starttls_is_not_believed() {
    let (address, _) = scripted(GREETING, &[CAPABILITY, ("n2 STARTTLS", "n2 OK\r\n* CAPABILITY X\r\n")]).await;
    let seen = result(quick(address).tls(TlsMode::Starttls)).await;
    assert_eq!(code(&seen), (Status::Critical, Some("protocol")), "{seen}");
}

#[tokio::test]
async fn endless_answers_end_at_the_limit() {
    for (answer, expected) in [
        ("* X\r\n".repeat(2000), (Status::Critical, Some("protocol"))),
        ("* X {0}\r\n".repeat(2000), (Status::Critical, Some("protocol"))),
        ("* X {4000000000}\r\n".to_string(), (Status::Unknown, Some("answer-too-long"))),
        ("* X {99999999999999999999999}\r\n".to_string(), (Status::Unknown, Some("answer-too-long"))),
        ("*".repeat(100_000), (Status::Critical, Some("protocol"))),
    ] {
        let rules: &'static [(&str, &str)] = Box::leak(Box::new([("n1", &*answer.leak())]));
        let (address, _) = scripted(GREETING, rules).await;
        let seen = result(quick(address)).await;
        assert_eq!(code(&seen), expected, "{seen}");
    }
}

#[test]
fn a_spec_that_makes_no_sense_is_an_error() {
    let message = |check: ImapCheck| check.spec().unwrap_err().to_string();
    assert!(message(check::imap("h").messages(Thresholds::parse("1", "2").unwrap())).contains("mailbox"));
    assert!(message(check::imap("h").mailbox("INBOX")).contains("login"));
    assert!(message(check::imap("h").login("a", "b").mailbox("a\r\nb")).contains("mailbox"));
    assert!(message(check::imap("h").login("anna", "x\r\ny")).contains("password"));
}
