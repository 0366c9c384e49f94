use std::time::Duration;

use super::servers::{closed_port, code, fact, greeter, scripted, silent};
use crate::check::{self, CheckResult, NatsCheck, Status, TlsMode};
use crate::io::probe::run;

const INFO: &str = "INFO {\"server_id\":\"N1\",\"server_name\":\"bus1\",\"version\":\"2.9.10\",\"jetstream\":true,\"cluster\":\"east\"}\r\n";

async fn result(check: NatsCheck) -> CheckResult {
    run(&check.timeout(Duration::from_millis(500)).into()).await.unwrap()
}

#[tokio::test]
async fn what_the_server_says_of_itself_is_judged() {
    let rules = &[("CONNECT", "PING\r\n+OK\r\n"), ("PING", "PONG\r\n"), ("PONG", "")];
    let (there, asked) = scripted(INFO, rules).await;
    let there = there.to_string();
    let good = result(check::nats(&there).jetstream(true).expect_name("bus1").token("sesame")).await;
    assert_eq!(code(&good), (Status::Ok, None), "{good}");
    for (name, value) in [("version", "2.9.10"), ("server_name", "bus1"), ("cluster", "east"), ("jetstream", "on")] {
        assert_eq!(fact(&good, name), Some(value));
    }
    let said = asked.heads();
    let connect: serde_json::Value = serde_json::from_str(said[0].strip_prefix("CONNECT ").unwrap()).unwrap();
    assert_eq!(connect["auth_token"], "sesame");
    assert_eq!(said[1..], ["PONG", "PING"]);

    let other = result(check::nats(&there).expect_name("bus2")).await;
    assert_eq!(code(&other), (Status::Critical, Some("unexpected-answer")), "{other}");
    let (plain, _) = scripted("INFO {\"version\":\"2\"}\r\n", rules).await;
    let without = result(check::nats(plain.to_string()).jetstream(true)).await;
    assert_eq!(code(&without), (Status::Critical, Some("unexpected-answer")), "{without}");
}

#[tokio::test]
async fn errors_are_told_by_what_they_mean() {
    for (answer, cause) in [
        ("-ERR 'Authorization Violation'\r\n", "login-refused"),
        ("-ERR 'Authentication Timeout'\r\n", "login-refused"),
        ("-ERR 'maximum connections exceeded'\r\n", "service-failed"),
        ("what\r\n", "protocol"),
    ] {
        let rules: &'static [(&str, &str)] = Box::leak(vec![("CONNECT", answer)].into_boxed_slice());
        let (there, _) = scripted(INFO, rules).await;
        let refused = result(check::nats(there.to_string()).login("anna", "quote\" \\ and {}")).await;
        assert_eq!(code(&refused), (Status::Critical, Some(cause)), "{refused}");
    }
    let (there, asked) = scripted(INFO, &[("CONNECT", "+OK\r\n"), ("PING", "PONG\r\n")]).await;
    result(check::nats(there.to_string()).login("anna", "quote\" \\ and {}")).await;
    let said: serde_json::Value = serde_json::from_str(asked.heads()[0].strip_prefix("CONNECT ").unwrap()).unwrap();
    assert_eq!((&said["user"], &said["pass"]), (&"anna".into(), &"quote\" \\ and {}".into()));
}

#[tokio::test]
async fn tls_is_by_the_servers_word() {
    let there = greeter(b"INFO {\"tls_required\":true}\r\n").await.to_string();
    let plain = result(check::nats(&there)).await;
    assert_eq!(code(&plain), (Status::Critical, Some("unexpected-answer")), "{plain}");
    let there = greeter(INFO.as_bytes()).await.to_string();
    let missing = result(check::nats(&there).tls(TlsMode::Starttls)).await;
    assert_eq!(code(&missing), (Status::Critical, Some("starttls-missing")), "{missing}");
    let there = greeter(b"INFO {\"tls_required\":true}\r\n+OK\r\n").await.to_string();
    let early = result(check::nats(&there).tls(TlsMode::Starttls)).await;
    assert_eq!(code(&early), (Status::Critical, Some("protocol")), "{early}");
}

#[tokio::test]
async fn what_is_no_nats_is_told() {
    let cases: [(&'static [u8], &str); 4] = [
        (b"220 mail ESMTP\r\n", "protocol"),
        (b"INFO {\r\n", "protocol"),
        (b"INFO {}\r\n", "timed-out"),
        (b"", "timed-out"),
    ];
    for (says, cause) in cases {
        let there = greeter(says).await.to_string();
        assert_eq!(code(&result(check::nats(there)).await), (Status::Critical, Some(cause)), "{says:?}");
    }
    let endless: &'static str = Box::leak("INFO {}\r\n".repeat(40).into_boxed_str());
    let there = greeter(endless.as_bytes()).await;
    let talker = result(check::nats(there.to_string())).await;
    assert_eq!(code(&talker).1, Some("protocol"), "{talker}");
    assert_eq!(code(&result(check::nats(closed_port().await.to_string())).await).1, Some("refused"));
    assert_eq!(code(&result(check::nats(silent().await.to_string())).await).1, Some("timed-out"));
}
