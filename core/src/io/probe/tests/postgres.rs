use std::time::Duration;

use super::servers::{answering, closed_port, code, fact, greeter, silent};
use crate::check::{self, CheckResult, PostgresCheck, Status, TlsMode};
use crate::io::probe::run;

async fn result(check: PostgresCheck) -> CheckResult {
    run(&check.timeout(Duration::from_millis(500)).into()).await.unwrap()
}

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    [&[kind][..], &u32::try_from(body.len() + 4).unwrap().to_be_bytes(), body].concat()
}

fn wants(kind: u8, more: &[u8]) -> Vec<u8> {
    message(b'R', &[&[0, 0, 0, kind], more].concat())
}

fn error(code: &str, text: &str) -> Vec<u8> {
    message(b'E', format!("SFATAL\0C{code}\0M{text}\0\0").as_bytes())
}

fn ready() -> Vec<u8> {
    let told = [message(b'S', b"server_version\x0015.3\0"), message(b'S', b"in_hot_standby\0on\0")].concat();
    [wants(0, &[]), told, message(b'K', &[0; 8]), message(b'Z', b"I")].concat()
}

fn row(value: &[u8]) -> Vec<u8> {
    let length = u32::try_from(value.len()).unwrap().to_be_bytes();
    [message(b'D', &[&[0, 1][..], &length, value].concat()), message(b'C', b"SELECT 1\0"), message(b'Z', b"T")].concat()
}

#[tokio::test]
async fn without_a_login_it_is_enough_to_be_asked_for_one() {
    let cases = [
        (wants(10, b"SCRAM-SHA-256\0\0"), (Status::Ok, None)),
        (error("28000", "no pg_hba.conf entry for host"), (Status::Ok, None)),
        (ready(), (Status::Ok, None)),
        (error("57P03", "the database system is starting up"), (Status::Critical, Some("service-failed"))),
        (error("53300", "sorry, too many clients already"), (Status::Critical, Some("service-failed"))),
    ];
    for (answer, expected) in cases {
        let (there, sent) = answering(b"", vec![answer]).await;
        let found = result(check::postgres(there.to_string())).await;
        assert_eq!(code(&found), expected, "{found}");
        assert_eq!(sent.all()[0], b"\0\0\0\x33\0\x03\0\0user\0netwarden\0application_name\0netwarden\0\0");
    }
}

#[tokio::test]
async fn passwords_in_clear_text_and_by_md5() {
    // The hash of RFC 1321 of "sesame" + "anna", then of that and the salt.
    for (asked, said) in [(wants(3, &[]), "p\0\0\0\x0bsesame\0"), (wants(5, &[1, 2, 3, 4]), "md5")] {
        let begun = message(b'Z', b"T");
        let (there, sent) = answering(b"", vec![asked, ready(), begun, row(b"42")]).await;
        let good =
            result(check::postgres(there.to_string()).login("anna", "sesame").query("SELECT 42").expect("42")).await;
        assert_eq!(code(&good), (Status::Ok, None), "{good}");
        assert_eq!((fact(&good, "version"), fact(&good, "role")), (Some("15.3"), Some("standby")));
        let sent = sent.all();
        let shown = String::from_utf8_lossy(&sent[1]).into_owned();
        assert!(shown.contains(said), "{shown:?}");
        assert!(
            sent[2].starts_with(b"Q") && sent[2].ends_with(b"BEGIN READ ONLY; SET LOCAL statement_timeout = 500\0")
        );
        assert!(sent[3].starts_with(b"P\0\0\0\x11\0SELECT 42\0\0\0B"), "{:?}", sent[3]);
    }
}

#[tokio::test]
async fn a_server_that_skips_the_proof_is_not_believed() {
    let challenge = wants(10, b"SCRAM-SHA-256\0\0");
    for skipped in [ready(), wants(12, b"v=AA=="), wants(11, b"r=foreign,s=AA==,i=4096")] {
        let (there, _) = answering(b"", vec![challenge.clone(), skipped]).await;
        let found = result(check::postgres(there.to_string()).login("anna", "sesame")).await;
        assert_ne!(found.status, Status::Ok, "{found}");
    }
    let (there, _) = answering(b"", vec![wants(10, b"SCRAM-SHA-1\0\0")]).await;
    let found = result(check::postgres(there.to_string()).login("anna", "sesame")).await;
    assert_eq!(code(&found), (Status::Critical, Some("login-refused")), "{found}");
    let (there, _) = answering(b"", vec![wants(7, &[])]).await;
    let found = result(check::postgres(there.to_string()).login("anna", "sesame")).await;
    assert_eq!(code(&found), (Status::Unknown, Some("not-evaluated")), "{found}");
}

#[tokio::test]
async fn refusals_are_told_by_what_they_mean() {
    let login = |there: String| check::postgres(there).login("anna", "wrong").database("shop").query("SELECT 1");
    for (answers, cause) in [
        (vec![wants(3, &[]), error("28P01", "password authentication failed")], "login-refused"),
        (vec![error("28000", "no pg_hba.conf entry")], "login-refused"),
        (vec![wants(3, &[]), [wants(0, &[]), error("3D000", "no such database")].concat()], "unexpected-answer"),
        (
            vec![ready(), message(b'Z', b"T"), [error("25006", "read-only"), message(b'Z', b"E")].concat()],
            "unexpected-answer",
        ),
        (vec![wants(3, &[])], "closed"),
    ] {
        let (there, _) = answering(b"", answers).await;
        let refused = result(login(there.to_string())).await;
        assert_eq!(code(&refused), (Status::Critical, Some(cause)), "{refused}");
    }
}

#[tokio::test]
async fn what_is_no_postgres_is_told() {
    let cases: [(&'static [u8], &str); 5] = [
        (b"220 mail ESMTP\r\n", "protocol"),
        (b"R\0\0\0\x03", "protocol"),
        (b"R\0\0\0\x05\0", "protocol"),
        (b"E\0\0\0\x06CX", "protocol"),
        (b"R\0\0", "timed-out"),
    ];
    for (says, cause) in cases {
        let found = result(check::postgres(greeter(says).await.to_string())).await;
        assert_eq!(code(&found), (Status::Critical, Some(cause)), "{says:?} {found}");
    }
    let long = result(check::postgres(greeter(b"R\x7f\xff\xff\xff").await.to_string())).await;
    assert_eq!(code(&long), (Status::Unknown, Some("answer-too-long")), "{long}");
    for (says, cause) in [(&b"N"[..], "starttls-missing"), (b"Sx", "protocol"), (b"H", "protocol")] {
        let there = greeter(says).await.to_string();
        let found = result(check::postgres(there).tls(TlsMode::Starttls)).await;
        assert_eq!(code(&found), (Status::Critical, Some(cause)), "{found}");
    }
    assert_eq!(code(&result(check::postgres(closed_port().await.to_string())).await).1, Some("refused"));
    assert_eq!(code(&result(check::postgres(silent().await.to_string())).await).1, Some("timed-out"));
}
