use std::time::Duration;

use super::servers::{answering, closed_port, code, fact, greeter, silent};
use crate::check::{self, CheckResult, MysqlCheck, Status};
use crate::io::probe::run;

async fn result(check: MysqlCheck) -> CheckResult {
    run(&check.timeout(Duration::from_millis(500)).into()).await.unwrap()
}

fn packet(number: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap().to_le_bytes();
    [&length[..3], &[number], body].concat()
}

fn greeting(version: &str, plugin: &str) -> Vec<u8> {
    let body = [
        &[10][..],
        version.as_bytes(),
        &[0, 1, 0, 0, 0],
        b"saltsalt",
        &[0, 0, 0xF7, 45, 2, 0, 0xFF, 0x81, 21],
        &[0; 10],
        b"morethansalt\0",
        plugin.as_bytes(),
        &[0],
    ];
    packet(0, &body.concat())
}

fn error(number: u8, code: u16, text: &str) -> Vec<u8> {
    packet(number, &[&[0xFF][..], &code.to_le_bytes(), text.as_bytes()].concat())
}

fn fine(number: u8) -> Vec<u8> {
    packet(number, &[0, 0, 0, 2, 0, 0, 0])
}

/// One column and a row of `value`.
fn row(value: &[u8]) -> Vec<u8> {
    let end = |number| packet(number, &[0xFE, 0, 0, 2, 0]);
    let value = [&[u8::try_from(value.len()).unwrap()], value].concat();
    [packet(1, &[1]), packet(2, b"\x03def"), end(3), packet(4, &value), end(5)].concat()
}

#[tokio::test]
async fn its_version_is_told_without_a_login() {
    for (says, version, product) in
        [("5.5.5-10.11.4-MariaDB-1", "10.11.4-MariaDB-1", "MariaDB"), ("8.0.33", "8.0.33", "MySQL")]
    {
        let (there, _) = answering(&greeting(says, "mysql_native_password"), Vec::new()).await;
        let good = result(check::mysql(there.to_string())).await;
        assert_eq!(code(&good), (Status::Ok, None), "{good}");
        assert_eq!((fact(&good, "version"), fact(&good, "product")), (Some(version), Some(product)));
    }
}

#[tokio::test]
async fn a_query_is_asked_after_the_login() {
    for plugin in ["mysql_native_password", "caching_sha2_password"] {
        let welcome = if plugin.starts_with('c') { [packet(2, &[1, 3]), fine(3)].concat() } else { fine(2) };
        let answers = vec![welcome, fine(1), fine(1), fine(1), row(b"42")];
        let (there, sent) = answering(&greeting("8.0.33", plugin), answers).await;
        let check = check::mysql(there.to_string()).login("anna", "sesame").database("shop").query("SELECT 42");
        let good = result(check.clone().expect("42")).await;
        assert_eq!(code(&good), (Status::Ok, None), "{good}");
        let sent = sent.all();
        assert!(sent[0].ends_with(format!("shop\0{plugin}\0").as_bytes()), "{:?}", sent[0]);
        assert!(!String::from_utf8_lossy(&sent[0]).contains("sesame"));
        assert_eq!(sent[1], packet(0, b"\x03SET SESSION max_execution_time = 500"));
        assert_eq!(sent[4], packet(0, b"\x03SELECT 42"));
        let other = result(check.expect("43")).await;
        assert_eq!(code(&other), (Status::Critical, Some("unexpected-answer")), "{other}");
    }
}

#[tokio::test]
async fn the_password_itself_stays_here_without_tls() {
    for asks in [packet(2, &[1, 4]), packet(2, b"\xfemysql_clear_password\0")] {
        let (there, sent) = answering(&greeting("8.0.33", "caching_sha2_password"), vec![asks, fine(4)]).await;
        let withheld = result(check::mysql(there.to_string()).login("anna", "sesame")).await;
        assert_eq!(code(&withheld), (Status::Unknown, Some("credentials-withheld")), "{withheld}");
        assert!(!String::from_utf8_lossy(&sent.all().concat()).contains("sesame"));
    }
    let switch = packet(2, b"\xfeclient_ed25519\0saltsalt");
    let (there, _) = answering(&greeting("8.0.33", "mysql_native_password"), vec![switch]).await;
    let foreign = result(check::mysql(there.to_string()).login("anna", "sesame")).await;
    assert_eq!(code(&foreign), (Status::Unknown, Some("not-evaluated")), "{foreign}");
    let switch = packet(2, b"\xfemysql_native_password\0saltsaltmorethansalt\0");
    let (there, sent) = answering(&greeting("8.0.33", "caching_sha2_password"), vec![switch, fine(4)]).await;
    let good = result(check::mysql(there.to_string()).login("anna", "sesame")).await;
    assert_eq!(code(&good), (Status::Ok, None), "{good}");
    assert_eq!(sent.all()[1][..4], [20, 0, 0, 3]);
}

#[tokio::test]
async fn refusals_are_told_by_what_they_mean() {
    let hello = || greeting("8.0.33", "mysql_native_password");
    for (greeting, answers, cause) in [
        (error(0, 1040, "Too many connections"), vec![], "service-failed"),
        (error(0, 1130, "Host '192.0.2.1' is not allowed to connect"), vec![], "login-refused"),
        (hello(), vec![error(2, 1045, "#28000Access denied")], "login-refused"),
        (hello(), vec![error(2, 1049, "#42000Unknown database 'shop'")], "unexpected-answer"),
        (
            hello(),
            vec![fine(2), fine(1), fine(1), fine(1), error(1, 1064, "#42000You have an error")],
            "unexpected-answer",
        ),
        (hello(), vec![fine(2), fine(1), fine(1), fine(1), packet(1, b"\xfb/etc/passwd")], "protocol"),
        (
            hello(),
            vec![fine(2), fine(1), fine(1), fine(1), packet(1, &[0xFE, 255, 255, 255, 255, 0, 0, 0, 0])],
            "protocol",
        ),
        (hello(), vec![fine(9)], "protocol"),
        (hello(), vec![], "closed"),
    ] {
        let (there, _) = answering(&greeting, answers).await;
        let check = check::mysql(there.to_string()).login("anna", "wrong").database("shop").query("SELECT 1");
        let refused = result(check).await;
        assert_eq!(code(&refused), (Status::Critical, Some(cause)), "{refused}");
    }
}

#[tokio::test]
async fn what_is_no_mysql_is_told() {
    let cases: [(&'static [u8], &str); 5] = [
        (b"220 mail ESMTP\r\n", "protocol"),
        (&[1, 0, 0, 0, 9], "protocol"),
        (&[3, 0, 0, 0, 10, b'8', 0], "protocol"),
        (&[0, 0, 0, 0], "protocol"),
        (&[9, 0, 0, 0, 10], "timed-out"),
    ];
    for (says, cause) in cases {
        let found = result(check::mysql(greeter(says).await.to_string())).await;
        assert_eq!(code(&found), (Status::Critical, Some(cause)), "{says:?} {found}");
    }
    let long = result(check::mysql(greeter(&[255, 255, 255, 0]).await.to_string())).await;
    assert_eq!(code(&long), (Status::Unknown, Some("answer-too-long")), "{long}");
    let plain: &'static [u8] = Box::leak(greeting("8.0.33", "x").into_boxed_slice());
    let missing = result(check::mysql(greeter(plain).await.to_string()).tls(true)).await;
    assert_eq!(code(&missing), (Status::Critical, Some("starttls-missing")), "{missing}");
    assert_eq!(code(&result(check::mysql(closed_port().await.to_string())).await).1, Some("refused"));
    assert_eq!(code(&result(check::mysql(silent().await.to_string())).await).1, Some("timed-out"));
}
