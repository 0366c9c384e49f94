use std::time::Duration;

use super::servers::{answering, closed_port, code, fact, greeter, silent};
use crate::check::{self, CheckResult, MqttCheck, Status};
use crate::io::probe::run;

async fn result(check: MqttCheck) -> CheckResult {
    run(&check.timeout(Duration::from_millis(500)).into()).await.unwrap()
}

const WELCOME: &[u8] = &[0x20, 2, 0, 0];
const PONG: &[u8] = &[0xD0, 0];

#[tokio::test]
async fn a_retained_message_is_read() {
    let retained = b"\x31\x0a\0\x03a/bonli!".to_vec();
    let granted = [&[0x90, 3, 0, 1, 0][..], &retained].concat();
    let (there, sent) = answering(b"", vec![WELCOME.to_vec(), granted, PONG.to_vec(), Vec::new()]).await;
    let there = there.to_string();
    let good = result(check::mqtt(&there).client_id("me").login("anna", "sesame").topic("a/+").expect("onl")).await;
    assert_eq!(code(&good), (Status::Ok, None), "{good}");
    assert_eq!(fact(&good, "return_code"), Some("0"));
    assert_eq!((fact(&good, "topic"), fact(&good, "message")), (Some("a/b"), Some("onli!")));
    let sent = sent.all();
    assert_eq!(sent[0], b"\x10\x1c\0\x04MQTT\x04\xc2\0\x3c\0\x02me\0\x04anna\0\x06sesame");
    assert_eq!(sent[1], b"\x82\x08\0\x01\0\x03a/+\0");
    assert_eq!(sent[2], [0xC0, 0]);

    let other = result(check::mqtt(&there).topic("a/+").expect("offline")).await;
    assert_eq!(code(&other), (Status::Critical, Some("keyword-missing")), "{other}");
}

#[tokio::test]
async fn version_five_has_properties() {
    let welcome = vec![0x20, 6, 0, 0, 3, 0x22, 0, 10];
    let granted = vec![0x90, 4, 0, 1, 0, 0, 0x33, 11, 0, 1, b'a', 0, 9, 2, 1, 1, b'w', b'e', b'l'];
    let (there, sent) = answering(b"", vec![welcome, granted, PONG.to_vec(), Vec::new()]).await;
    let good = result(check::mqtt(there.to_string()).v5(true).client_id("me").topic("a").expect("we")).await;
    assert_eq!(code(&good), (Status::Ok, None), "{good}");
    assert_eq!(fact(&good, "message"), Some("wel"));
    assert_eq!(sent.all()[0], b"\x10\x0f\0\x04MQTT\x05\x02\0\x3c\0\0\x02me");
}

#[tokio::test]
async fn codes_are_told_by_what_they_mean() {
    let refusals: [(&[u8], bool, &str); 7] = [
        (&[0x20, 2, 0, 1], false, "service-failed"),
        (&[0x20, 2, 0, 3], false, "service-failed"),
        (&[0x20, 2, 0, 4], false, "login-refused"),
        (&[0x20, 2, 0, 5], false, "login-refused"),
        (&[0x20, 3, 0, 0x87, 0], true, "login-refused"),
        (&[0x20, 3, 0, 0x89, 0], true, "service-failed"),
        (&[0xE0, 2, 0x8B, 0], true, "service-failed"),
    ];
    for (answer, v5, cause) in refusals {
        let (there, _) = answering(b"", vec![answer.to_vec()]).await;
        let refused = result(check::mqtt(there.to_string()).v5(v5)).await;
        assert_eq!(code(&refused), (Status::Critical, Some(cause)), "{refused}");
    }
    let (there, _) = answering(b"", vec![WELCOME.to_vec(), vec![0x90, 3, 0, 1, 0x80]]).await;
    let refused = result(check::mqtt(there.to_string()).topic("secret")).await;
    assert_eq!(code(&refused), (Status::Critical, Some("unexpected-answer")), "{refused}");
}

#[tokio::test]
async fn nothing_retained_is_missing() {
    let answers = vec![WELCOME.to_vec(), vec![0x90, 3, 0, 1, 0], PONG.to_vec(), Vec::new()];
    let (there, _) = answering(b"", answers).await;
    let started = std::time::Instant::now();
    let spec = check::mqtt(there.to_string()).topic("a").expect("x").timeout(Duration::from_secs(9)).spec().unwrap();
    let missing = run(&spec).await.unwrap();
    assert_eq!(code(&missing), (Status::Critical, Some("keyword-missing")), "{missing}");
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn what_is_no_mqtt_is_told() {
    let cases: [(&'static [u8], &str); 6] = [
        (b"220 mail ESMTP\r\n", "protocol"),
        (&[0x20, 0], "protocol"),
        (&[0x20, 1, 0], "protocol"),
        (&[0x20, 0xFF, 0xFF, 0xFF, 0xFF], "protocol"),
        (&[0x20, 2, 0], "timed-out"),
        (&[0x20, 2, 0, 0, 0xD0, 0, 0xD0], "ok"),
    ];
    for (says, cause) in cases {
        let found = result(check::mqtt(greeter(says).await.to_string())).await;
        assert_eq!(code(&found).1.unwrap_or("ok"), cause, "{says:?} {found}");
    }
    let long = result(check::mqtt(greeter(&[0x20, 0xFF, 0xFF, 0xFF, 0x7F]).await.to_string())).await;
    assert_eq!(code(&long), (Status::Unknown, Some("answer-too-long")), "{long}");
    assert_eq!(code(&result(check::mqtt(closed_port().await.to_string())).await).1, Some("refused"));
    assert_eq!(code(&result(check::mqtt(silent().await.to_string())).await).1, Some("timed-out"));
}
