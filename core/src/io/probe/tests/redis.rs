use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::servers::{greeter, server};
use crate::check::{self, Cause, CheckResult, RedisCheck, Status, Thresholds};
use crate::io::probe::run;

const INFO: &str = "# Server\r\nredis_version:7.0.15\r\nredis_mode:standalone\r\nused_memory:1048576\r\nconnected_clients:12\r\nrole:master\r\n";

/// A server that wants `password`, where one is given.
async fn redis(password: Option<&'static str>) -> SocketAddr {
    server(move |mut stream| async move {
        let mut may = password.is_none();
        let mut buffer = [0; 512];
        while let Ok(count @ 1..) = stream.read(&mut buffer).await {
            let asked = String::from_utf8_lossy(&buffer[..count]).into_owned();
            let answer = if asked.contains("AUTH") {
                may = password.is_some_and(|password| asked.ends_with(&format!("{password}\r\n")));
                if may { "+OK\r\n".to_string() } else { "-WRONGPASS invalid username-password pair\r\n".to_string() }
            } else if !may {
                "-NOAUTH Authentication required.\r\n".to_string()
            } else if asked.contains("PING") {
                "+PONG\r\n".to_string()
            } else {
                format!("${}\r\n{INFO}\r\n", INFO.len())
            };
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    })
    .await
}

async fn result(check: RedisCheck) -> CheckResult {
    run(&check.timeout(Duration::from_millis(500)).into()).await.unwrap()
}

fn code(result: &CheckResult) -> (Status, Option<&'static str>) {
    (result.status, result.cause.as_ref().map(Cause::code))
}

#[tokio::test]
async fn what_the_server_says_of_itself_is_judged() {
    let there = redis(None).await.to_string();
    let good = result(check::redis(&there).role("master").clients(Thresholds::parse("10:20", "1:100").unwrap())).await;
    assert_eq!(code(&good), (Status::Ok, None), "{good}");
    assert_eq!(good.facts[0].value, "7.0.15");
    assert!(good.perfdata.iter().any(|value| value.to_string() == "memory=1048576B"), "{:?}", good.perfdata);

    let full = result(check::redis(&there).memory(Thresholds::parse("1000", "2000000").unwrap())).await;
    assert_eq!(code(&full), (Status::Warning, Some("threshold-crossed")), "{full}");
    let other = result(check::redis(&there).role("slave")).await;
    assert_eq!(code(&other), (Status::Critical, Some("unexpected-answer")), "{other}");
    assert_eq!(other.assertions[0].status, Status::Critical);
}

#[tokio::test]
async fn passwords_open_it_or_not() {
    let there = redis(Some("sesame")).await.to_string();
    assert_eq!(code(&result(check::redis(&there).password("sesame")).await), (Status::Ok, None));
    assert_eq!(code(&result(check::redis(&there).login("anna", "sesame")).await), (Status::Ok, None));
    for check in [check::redis(&there), check::redis(&there).password("wrong")] {
        let refused = result(check).await;
        assert_eq!(code(&refused), (Status::Critical, Some("login-refused")), "{refused}");
    }
}

#[tokio::test]
async fn what_is_no_redis_is_no_redis() {
    let there = greeter(b"220 mail ESMTP\r\n").await.to_string();
    assert_eq!(code(&result(check::redis(&there)).await), (Status::Critical, Some("protocol")));
    let there = greeter(b"+PONG\r\n$99999999999\r\n").await.to_string();
    assert_eq!(code(&result(check::redis(&there)).await), (Status::Unknown, Some("answer-too-long")));
}
