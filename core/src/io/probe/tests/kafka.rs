use std::time::Duration;

use super::servers::{answering, closed_port, code, fact, greeter, silent};
use crate::check::{self, CheckResult, KafkaCheck, Status, Thresholds};
use crate::io::probe::run;

async fn result(check: KafkaCheck) -> CheckResult {
    run(&check.timeout(Duration::from_millis(500)).into()).await.unwrap()
}

fn answer(key: i32, body: &[u8]) -> Vec<u8> {
    [&u32::try_from(body.len() + 4).unwrap().to_be_bytes()[..], &key.to_be_bytes(), body].concat()
}

/// `Metadata` is offered in these versions.
fn versions(from: u8, to: u8) -> Vec<u8> {
    answer(18, &[0, 0, 0, 0, 0, 2, 0, 18, 0, 0, 0, 3, 0, 3, 0, from, 0, to])
}

fn nodes(count: u8) -> Vec<u8> {
    let mut bytes = vec![0, 0, 0, count];
    (0..count).for_each(|node| bytes.extend([0, 0, 0, node]));
    bytes
}

/// An answer of version 4: two brokers, and the topic `orders` with partitions of a leader and in-sync replicas each.
fn metadata(controller: i32, error: i16, partitions: &[(i32, u8)]) -> Vec<u8> {
    let mut body = vec![0, 0, 0, 0, 0, 0, 0, 2];
    for broker in 1..=2 {
        body.extend([0, 0, 0, broker, 0, 1, b'h', 0, 0, 0x23, 0x84, 0xFF, 0xFF]);
    }
    body.extend(b"\0\x02c1");
    body.extend(controller.to_be_bytes());
    body.extend([0, 0, 0, 1]);
    body.extend(error.to_be_bytes());
    body.extend(b"\0\x06orders\0");
    body.extend(u32::try_from(partitions.len()).unwrap().to_be_bytes());
    for (number, (leader, in_sync)) in (0_i32..).zip(partitions) {
        body.extend([0, 0]);
        body.extend(number.to_be_bytes());
        body.extend(leader.to_be_bytes());
        body.extend([nodes(3), nodes(*in_sync)].concat());
    }
    answer(3, &body)
}

#[tokio::test]
async fn a_topic_is_judged_by_its_partitions() {
    let check = |there: String| check::kafka(there).topic("orders").in_sync(Thresholds::parse("3:", "2:").unwrap());
    let cases = [
        (metadata(1, 0, &[(1, 3), (2, 3)]), (Status::Ok, None)),
        (metadata(1, 0, &[(1, 3), (2, 2)]), (Status::Warning, Some("threshold-crossed"))),
        (metadata(1, 0, &[(-1, 3), (2, 3)]), (Status::Critical, Some("service-failed"))),
        (metadata(1, 3, &[]), (Status::Critical, Some("unexpected-answer"))),
        (metadata(-1, 0, &[(1, 3)]), (Status::Critical, Some("service-failed"))),
    ];
    for (metadata, expected) in cases {
        let (there, sent) = answering(b"", vec![versions(0, 13), metadata]).await;
        let found = result(check(there.to_string())).await;
        assert_eq!(code(&found), expected, "{found}");
        assert_eq!(fact(&found, "cluster"), Some("c1"));
        let sent = sent.all();
        assert_eq!(sent[0], b"\0\0\0\x13\0\x12\0\0\0\0\0\x12\0\x09netwarden");
        // Version 4; creates no topic.
        assert_eq!(sent[1], b"\0\0\0\x20\0\x03\0\x04\0\0\0\x03\0\x09netwarden\0\0\0\x01\0\x06orders\0");
    }
}

#[tokio::test]
async fn a_login_by_plain() {
    let welcome = answer(17, &[0, 0, 0, 0, 0, 1, 0, 5, b'P', b'L', b'A', b'I', b'N']);
    let (good, bad) = (answer(36, &[0, 0, 0xFF, 0xFF, 0, 0, 0, 0]), answer(36, b"\0\x3a\0\x03bad\0\0\0\0"));
    let (there, sent) = answering(b"", vec![versions(0, 13), welcome.clone(), good, metadata(1, 0, &[(1, 3)])]).await;
    let found = result(check::kafka(there.to_string()).login("anna", "sesame")).await;
    assert_eq!(code(&found), (Status::Ok, None), "{found}");
    assert!(sent.all()[2].ends_with(b"\0\0\0\x0c\0anna\0sesame"));

    let (there, _) = answering(b"", vec![versions(0, 13), welcome, bad]).await;
    let refused = result(check::kafka(there.to_string()).login("anna", "wrong")).await;
    assert_eq!(refused.summary, format!("{there} refused the login: bad"));
    let other = answer(17, b"\0\x21\0\0\0\x01\0\x0dSCRAM-SHA-256");
    let (there, _) = answering(b"", vec![versions(0, 13), other]).await;
    let refused = result(check::kafka(there.to_string()).login("anna", "sesame")).await;
    assert_eq!(refused.summary, format!("{there} refused the login: it offers no PLAIN but SCRAM-SHA-256"));
}

#[tokio::test]
async fn what_is_no_kafka_is_told() {
    for (answers, cause) in [
        (vec![versions(0, 3)], "protocol"),
        (vec![versions(9, 13)], "protocol"),
        (vec![answer(18, &[0, 35, 0, 0, 0, 0])], "service-failed"),
        (vec![answer(7, &[0, 0])], "protocol"),
        (vec![answer(18, &[0, 0, 0x7F, 0xFF, 0xFF, 0xFF])], "protocol"),
        (vec![versions(0, 13), answer(3, &[0, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF])], "protocol"),
        (vec![versions(0, 13)], "closed"),
    ] {
        let (there, _) = answering(b"", answers.clone()).await;
        let found = result(check::kafka(there.to_string())).await;
        assert_eq!(code(&found), (Status::Critical, Some(cause)), "{answers:?} {found}");
    }
    let there = greeter(&[0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0, 18]).await.to_string();
    assert_eq!(code(&result(check::kafka(there)).await), (Status::Unknown, Some("answer-too-long")));
    assert_eq!(code(&result(check::kafka(closed_port().await.to_string())).await).1, Some("refused"));
    assert_eq!(code(&result(check::kafka(silent().await.to_string())).await).1, Some("timed-out"));
}
