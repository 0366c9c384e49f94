use std::time::Duration;

use super::servers::{answering, closed_port, code, fact, greeter, silent};
use crate::check::{self, AmqpCheck, CheckResult, Status};
use crate::io::probe::run;

async fn result(check: AmqpCheck) -> CheckResult {
    run(&check.timeout(Duration::from_millis(500)).into()).await.unwrap()
}

fn long(bytes: &[u8]) -> Vec<u8> {
    [&u32::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat()
}

fn method(number: u16, arguments: &[u8]) -> Vec<u8> {
    let payload = [&[0, 10][..], &number.to_be_bytes(), arguments].concat();
    [&[1, 0, 0][..], &long(&payload), &[0xCE]].concat()
}

fn start(mechanisms: &str) -> Vec<u8> {
    let table = [&b"\x07productS"[..], &long(b"RabbitMQ"), b"\x04lifet\x01\x07versionS", &long(b"3.10.8")].concat();
    method(10, &[&[0, 9][..], &long(&table), &long(mechanisms.as_bytes()), &long(b"en_US")].concat())
}

fn close(number: u16, text: &str) -> Vec<u8> {
    let text = [&[u8::try_from(text.len()).unwrap()], text.as_bytes()].concat();
    method(50, &[&number.to_be_bytes()[..], &text, &[0, 0, 0, 0]].concat())
}

const HEARTBEAT: &[u8] = &[8, 0, 0, 0, 0, 0, 0, 0xCE];

fn tune() -> Vec<u8> {
    [HEARTBEAT, &method(30, &[7, 255, 0, 2, 0, 0, 0, 60])].concat()
}

#[tokio::test]
async fn it_says_what_it_is() {
    let (there, sent) = answering(b"", vec![start("PLAIN AMQPLAIN")]).await;
    let good = result(check::amqp(there.to_string())).await;
    assert_eq!(code(&good), (Status::Ok, None), "{good}");
    assert_eq!((fact(&good, "product"), fact(&good, "version")), (Some("RabbitMQ"), Some("3.10.8")));
    assert_eq!(sent.all(), [b"AMQP\0\0\x09\x01"]);
}

#[tokio::test]
async fn a_login_opens_a_virtual_host() {
    let answers = vec![start("PLAIN"), tune(), method(41, &[0]), method(51, &[])];
    let (there, sent) = answering(b"", answers).await;
    let good = result(check::amqp(there.to_string()).login("anna", "sesame").vhost("orders")).await;
    assert_eq!(code(&good), (Status::Ok, None), "{good}");
    assert!(good.summary.ends_with(", virtual host opened"), "{good}");
    let sent: Vec<u8> = sent.all().concat();
    for said in [
        &b"\x05PLAIN\0\0\0\x0c\0anna\0sesame\x05en_US\xce"[..],
        b"\0\x0a\0\x1f\x07\xff\0\x02\0\0\0\0\xce",
        b"\0\x0a\0\x28\x06orders\0\0\xce",
    ] {
        assert!(sent.windows(said.len()).any(|window| window == said), "{said:?} in {sent:?}");
    }
}

#[tokio::test]
async fn refusals_are_told_by_what_they_mean() {
    let cases: [(Vec<Vec<u8>>, &str); 6] = [
        (vec![start("EXTERNAL")], "login-refused"),
        (vec![start("PLAIN"), close(403, "ACCESS_REFUSED - Login was refused")], "login-refused"),
        (vec![start("PLAIN")], "login-refused"),
        (vec![start("PLAIN"), close(320, "CONNECTION_FORCED - node is going down")], "service-failed"),
        (
            vec![start("PLAIN"), [tune(), close(530, "NOT_ALLOWED - vhost nowhere not found")].concat()],
            "unexpected-answer",
        ),
        (vec![start("PLAIN"), method(99, &[])], "protocol"),
    ];
    for (answers, cause) in cases {
        let (there, _) = answering(b"", answers).await;
        let refused = result(check::amqp(there.to_string()).login("anna", "wrong").vhost("nowhere")).await;
        assert_eq!(code(&refused), (Status::Critical, Some(cause)), "{refused}");
    }
}

#[tokio::test]
async fn what_is_no_amqp_is_told() {
    let cases: [(&'static [u8], &str); 7] = [
        (b"AMQP\x03\x01\x00\x00", "unexpected-answer"),
        (b"220 mail ESMTP\r\n", "protocol"),
        (&[1, 0, 0, 0, 0, 0, 0, 0], "protocol"),
        (&[1, 0, 0, 0, 0, 0, 0, 0xCE], "protocol"),
        (&[1, 0, 0, 0, 0, 0, 12, 0, 10, 0, 10, 0, 9, 0, 0, 1, 0, 9, 9, 0xCE], "protocol"),
        (b"HT", "timed-out"),
        (&[8, 0, 0, 0, 0, 0, 0, 0xCE], "timed-out"),
    ];
    for (says, cause) in cases {
        let there = greeter(says).await.to_string();
        let found = result(check::amqp(there)).await;
        assert_eq!(code(&found), (Status::Critical, Some(cause)), "{says:?} {found}");
    }
    let there = greeter(&[1, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF]).await.to_string();
    assert_eq!(code(&result(check::amqp(there)).await), (Status::Unknown, Some("answer-too-long")));
    assert_eq!(code(&result(check::amqp(closed_port().await.to_string())).await).1, Some("refused"));
    assert_eq!(code(&result(check::amqp(silent().await.to_string())).await).1, Some("timed-out"));
}
