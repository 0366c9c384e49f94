use std::time::Duration;

use super::servers::{answering, closed_port, code, fact, greeter, silent};
use crate::check::{self, CheckResult, MssqlCheck, Status};
use crate::io::probe::run;

async fn result(check: MssqlCheck) -> CheckResult {
    run(&check.timeout(Duration::from_millis(500)).into()).await.unwrap()
}

/// SQL Server 2019 with that encryption; whether the instance is the one that is meant.
fn says(encryption: u8, other_instance: u8) -> Vec<u8> {
    let options =
        [0, 0, 16, 0, 6, 1, 0, 22, 0, 1, 2, 0, 23, 0, 1, 0xFF, 15, 0, 0x07, 0xD0, 0, 0, encryption, other_instance];
    [&[4, 1, 0, 32, 0, 0, 1, 0][..], &options].concat()
}

#[tokio::test]
async fn its_first_words_are_judged() {
    let (there, sent) = answering(b"", vec![says(3, 0)]).await;
    let good = result(check::mssql(there.to_string()).instance("MAIN").encryption(true)).await;
    assert_eq!(code(&good), (Status::Ok, None), "{good}");
    assert_eq!((fact(&good, "version"), fact(&good, "encryption")), (Some("15.0.2000"), Some("required")));
    let head =
        b"\x12\x01\0\x33\0\0\x01\0\0\0\x1a\0\x06\x01\0\x20\0\x01\x02\0\x21\0\x05\x03\0\x26\0\x04\x04\0\x2a\0\x01\xff";
    assert_eq!(sent.all()[0], [&head[..], &[0; 7], b"MAIN\0", &[0; 5]].concat());

    for (answer, expected) in [(says(2, 0), "encryption not-supported"), (says(1, 1), "another instance")] {
        let (there, _) = answering(b"", vec![answer]).await;
        let other = result(check::mssql(there.to_string()).instance("MAIN").encryption(true)).await;
        assert_eq!(code(&other), (Status::Critical, Some("unexpected-answer")), "{other}");
        assert!(other.summary.contains(expected), "{other}");
    }
}

#[tokio::test]
async fn what_is_no_sql_server_is_told() {
    let cases: [(&'static [u8], &str); 7] = [
        (b"220 mail ESMTP\r\n", "protocol"),
        (&[4, 1, 0, 7, 0, 0, 1, 0], "protocol"),
        (&[4, 1, 0, 9, 0, 0, 1, 0, 0xFF], "protocol"),
        (&[4, 1, 0, 9, 0, 0, 1, 0, 0], "protocol"),
        (&[4, 1, 0, 14, 0, 0, 1, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], "protocol"),
        (&[4, 1, 0, 15, 0, 0, 1, 0, 1, 0, 6, 0, 1, 0xFF, 9], "protocol"),
        (&[4, 1, 0, 99, 0, 0, 1, 0, 0xFF], "timed-out"),
    ];
    for (says, cause) in cases {
        let found = result(check::mssql(greeter(says).await.to_string())).await;
        assert_eq!(code(&found), (Status::Critical, Some(cause)), "{says:?} {found}");
    }
    let long = result(check::mssql(greeter(&[4, 1, 0xFF, 0xFF, 0, 0, 1, 0]).await.to_string())).await;
    assert_eq!(code(&long), (Status::Unknown, Some("answer-too-long")), "{long}");
    assert_eq!(code(&result(check::mssql(closed_port().await.to_string())).await).1, Some("refused"));
    assert_eq!(code(&result(check::mssql(silent().await.to_string())).await).1, Some("timed-out"));
}
