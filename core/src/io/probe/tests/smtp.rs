use std::net::SocketAddr;
use std::time::Duration;

use super::servers::{greeter, scripted};
use crate::check::{self, Cause, CheckResult, Phase, SmtpCheck, Status, TlsMode};
use crate::io::probe::{ProbeOptions, run_with};

fn quick(address: SocketAddr) -> SmtpCheck {
    check::smtp(address.to_string()).timeout(Duration::from_millis(500))
}

async fn result(check: SmtpCheck) -> CheckResult {
    run_with(&check.into(), &ProbeOptions::new().secret("mail", "correct horse")).await.unwrap()
}

fn code(result: &CheckResult) -> (Status, Option<&'static str>) {
    (result.status, result.cause.as_ref().map(Cause::code))
}

const GREETING: &str = "220 mail.example.org ESMTP Example\r\n";
const EHLO: (&str, &str) = ("EHLO", "250-mail.example.org\r\n250 AUTH PLAIN\r\n");

#[tokio::test]
async fn a_whole_conversation_is_ok_and_tells_what_the_server_can() {
    let (address, asked) = scripted(
        GREETING,
        &[
            ("EHLO", "250-mail.example.org\r\n250-SIZE 10240000\r\n250 AUTH LOGIN PLAIN\r\n"),
            ("AUTH PLAIN", "235 2.7.0 fine\r\n"),
            ("MAIL FROM:<>", "250 2.1.0 Ok\r\n"),
            ("RCPT TO:<root@example.org>", "250 2.1.5 Ok\r\n"),
            ("RSET", "250 Ok\r\n"),
            ("QUIT", "221 Bye\r\n"),
        ],
    )
    .await;
    let check =
        quick(address).login("anna", check::Secret::named("mail")).recipient("root@example.org").expect("ESMTP");
    let seen = result(check).await;
    assert_eq!(code(&seen), (Status::Ok, None), "{seen}");
    assert!(seen.summary.ends_with("), logged in, recipient accepted"), "{seen}");
    assert_eq!(
        seen.facts.iter().map(|fact| fact.name.as_str()).collect::<Vec<_>>(),
        ["greeting", "capability", "capability"]
    );
    assert!(seen.timing.first_byte_ms.is_some());
    // base64 of NUL anna NUL correct horse
    assert_eq!(asked.heads()[1], "AUTH PLAIN AGFubmEAY29ycmVjdCBob3JzZQ==");
    assert_eq!(asked.heads().last().unwrap(), "QUIT");
}

#[tokio::test]
async fn login_is_the_other_way_to_log_in() {
    let rules: &[(&str, &str)] = &[
        ("EHLO", "250-mail.example.org\r\n250 AUTH LOGIN\r\n"),
        ("AUTH LOGIN", "334 VXNlcm5hbWU6\r\n"),
        ("YW5uYQ==", "334 UGFzc3dvcmQ6\r\n"),
        ("Y29ycmVjdCBob3JzZQ==", "235 fine\r\n"),
        ("QUIT", "221 Bye\r\n"),
    ];
    let (address, _) = scripted(GREETING, rules).await;
    let seen = result(quick(address).login("anna", check::Secret::named("mail"))).await;
    assert_eq!(code(&seen), (Status::Ok, None), "{seen}");
}

#[tokio::test]
async fn what_is_wrong_has_a_cause_of_its_own() {
    let (refusing, _) = scripted(GREETING, &[EHLO, ("AUTH", "535 5.7.8 wrong\r\n")]).await;
    let refused = result(quick(refusing).login("anna", "wrong")).await;
    assert_eq!(code(&refused), (Status::Critical, Some("login-refused")), "{refused}");
    assert!(!refused.to_string().contains("d3Jvbmc"), "no password in what is said: {refused}");

    let unnamed = result(quick(refusing).login("anna", check::Secret::named("other"))).await;
    assert_eq!(code(&unnamed), (Status::Unknown, Some("secret-missing")), "{unnamed}");

    let plain = result(quick(refusing).tls(TlsMode::Starttls)).await;
    assert_eq!(code(&plain), (Status::Critical, Some("starttls-missing")), "{plain}");

    let (full, _) = scripted("421 4.3.2 too many connections\r\n", &[]).await;
    let busy = result(quick(full)).await;
    assert_eq!(busy.cause, Some(Cause::ServiceFailed { reason: "421 4.3.2 too many connections".into() }));

    let (unknown, _) =
        scripted(GREETING, &[EHLO, ("MAIL", "250 Ok\r\n"), ("RCPT", "550 5.1.1 no such user\r\n")]).await;
    let rejected = result(quick(unknown).recipient("nobody@example.org")).await;
    let expected = Cause::UnexpectedAnswer { expected: "250".into(), found: "550 5.1.1 no such user".into() };
    assert_eq!(rejected.cause, Some(expected));

    let strange = result(quick(greeter(b"SSH-2.0-OpenSSH_9.2\r\n").await)).await;
    assert_eq!(code(&strange), (Status::Critical, Some("protocol")), "{strange}");
    let silent = result(quick(greeter(b"").await)).await;
    assert_eq!(silent.cause, Some(Cause::TimedOut { phase: Phase::FirstByte, after_ms: 500 }));
    let other = result(quick(greeter(GREETING.as_bytes()).await).expect("Postfix")).await;
    assert!(other.problems.iter().any(|problem| problem.cause.code() == "keyword-missing"), "{other:?}");
}

#[tokio::test]
async fn endless_answers_end_at_the_limit() {
    let endless: &'static str = "250-go on\r\n".repeat(200).leak();
    let rules: &'static [(&str, &str)] = Box::leak(Box::new([("EHLO", endless)]));
    let (lines, _) = scripted(GREETING, rules).await;
    let seen = result(quick(lines)).await;
    assert_eq!(code(&seen), (Status::Critical, Some("protocol")), "{seen}");
    let long: &'static [u8] = Box::leak(vec![b'2'; 100_000].into_boxed_slice());
    let seen = result(quick(greeter(long).await)).await;
    assert_eq!(code(&seen), (Status::Critical, Some("protocol")), "{seen}");
}
