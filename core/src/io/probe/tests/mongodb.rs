use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::servers::{answering, closed_port, code, fact, greeter, server, silent};
use crate::check::{self, CheckResult, MongodbCheck, Status};
use crate::io::probe::bson::{Given, Value, document, read};
use crate::io::probe::run;
use crate::io::probe::scram::server_signature;

async fn result(check: MongodbCheck) -> CheckResult {
    run(&check.timeout(Duration::from_millis(2_000)).into()).await.unwrap()
}

fn message(body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 21).unwrap();
    [&length.to_le_bytes()[..], &[9, 0, 0, 0, 1, 0, 0, 0, 0xDD, 7, 0, 0], &[0; 5], body].concat()
}

fn said(fields: &[(&str, Given<'_>)]) -> Vec<u8> {
    message(&document(fields).unwrap())
}

fn error(code: i32, text: &str) -> Vec<u8> {
    said(&[("ok", Given::Int(0)), ("errmsg", Given::Text(text)), ("code", Given::Int(code))])
}

fn primary() -> Vec<u8> {
    said(&[
        ("isWritablePrimary", Given::Bool(true)),
        ("setName", Given::Text("rs0")),
        ("hosts", Given::Document(&document(&[("0", Given::Text("h:27017"))]).unwrap())),
        ("maxWireVersion", Given::Int(21)),
        ("ok", Given::Int(1)),
    ])
}

fn fine() -> Vec<u8> {
    said(&[("ok", Given::Int(1))])
}

#[tokio::test]
async fn its_role_is_judged() {
    let (there, sent) = answering(b"", vec![primary(), fine()]).await;
    let there = there.to_string();
    let good = result(check::mongodb(&there).role("primary").replica_set("rs0")).await;
    assert_eq!(code(&good), (Status::Ok, None), "{good}");
    assert_eq!((fact(&good, "role"), fact(&good, "wire_version")), (Some("primary"), Some("21")));
    let asked = read(&sent.all()[0][21..]).unwrap();
    assert_eq!(asked[0], ("hello".to_string(), Value::Number(1.0)));
    assert_eq!(asked[2], ("$db".to_string(), Value::Text("admin".to_string())));
    for check in [check::mongodb(&there).role("secondary"), check::mongodb(&there).replica_set("rs1")] {
        let other = result(check).await;
        assert_eq!(code(&other), (Status::Critical, Some("unexpected-answer")), "{other}");
    }
    let set = ("setName", Given::Text("rs0"));
    for (hello, role) in [
        (said(&[("ok", Given::Int(1)), ("secondary", Given::Bool(true)), set]), "secondary"),
        (said(&[("ok", Given::Int(1)), ("arbiterOnly", Given::Bool(true)), ("setName", Given::Text("r"))]), "arbiter"),
        (said(&[("ok", Given::Int(1)), ("setName", Given::Text("rs0"))]), "other"),
        (said(&[("ok", Given::Int(1)), ("isreplicaset", Given::Bool(true))]), "other"),
        (said(&[("ok", Given::Int(1)), ("msg", Given::Text("isdbgrid"))]), "mongos"),
        (said(&[("ok", Given::Int(1)), ("isWritablePrimary", Given::Bool(true))]), "standalone"),
    ] {
        let (there, _) = answering(b"", vec![hello, fine()]).await;
        let found = result(check::mongodb(there.to_string()).role(role)).await;
        assert_eq!(code(&found), (Status::Ok, None), "{role}: {found}");
    }
}

#[tokio::test]
async fn older_servers_know_hello_by_another_name() {
    let (there, sent) = answering(b"", vec![error(59, "no such command: 'hello'"), primary(), fine()]).await;
    let good = result(check::mongodb(there.to_string()).role("primary")).await;
    assert_eq!(code(&good), (Status::Ok, None), "{good}");
    assert_eq!(read(&sent.all()[1][21..]).unwrap()[0].0, "isMaster");
}

/// A server that knows `anna` and says at the end that it knows `password`.
async fn knows(password: &'static str, empty_word_more: bool) -> SocketAddr {
    server(move |mut stream| async move {
        let (mut first, mut challenge, mut buffer) = (String::new(), String::new(), [0; 4096]);
        while let Ok(count @ 21..) = stream.read(&mut buffer).await {
            let asked = read(&buffer[21..count]).unwrap();
            let payload = asked.iter().find_map(|(name, value)| match value {
                Value::Bytes(bytes) if name == "payload" => Some(String::from_utf8(bytes.clone()).unwrap()),
                _ => None,
            });
            let answer = match (asked[0].0.as_str(), payload) {
                ("hello", _) => primary(),
                ("saslStart", Some(said)) => {
                    assert!(asked.contains(&("$db".to_string(), Value::Text("people".to_string()))));
                    first = said.strip_prefix("n,,").unwrap().to_string();
                    assert!(first.starts_with("n=anna,r="));
                    challenge = format!("r={}more,s=c2FsdA==,i=4096", first.split_once("r=").unwrap().1);
                    sasl(&challenge, false)
                }
                ("saslContinue", Some(said)) if said.is_empty() => sasl("", true),
                ("saslContinue", Some(proof)) => {
                    let all = format!("{first},{challenge},{}", proof.split(",p=").next().unwrap());
                    sasl(&server_signature(password, b"salt", 4096, &all), !empty_word_more)
                }
                _ => fine(),
            };
            let _ = stream.write_all(&answer).await;
        }
    })
    .await
}

fn sasl(payload: &str, done: bool) -> Vec<u8> {
    said(&[
        ("conversationId", Given::Int(7)),
        ("done", Given::Bool(done)),
        ("payload", Given::Bytes(payload.as_bytes())),
        ("ok", Given::Int(1)),
    ])
}

#[tokio::test]
async fn a_login_shows_that_both_know_the_password() {
    for empty_word_more in [false, true] {
        let there = knows("sesame", empty_word_more).await.to_string();
        let login = |password: &str| check::mongodb(&there).login("anna", password).auth_source("people");
        let good = result(login("sesame")).await;
        assert_eq!(code(&good), (Status::Ok, None), "{good}");
        let foreign = result(login("other")).await;
        assert_eq!(code(&foreign), (Status::Critical, Some("protocol")), "{foreign}");
    }
    let (there, _) = answering(b"", vec![primary(), error(18, "Authentication failed.")]).await;
    let refused = result(check::mongodb(there.to_string()).login("anna", "wrong")).await;
    assert_eq!(refused.summary, format!("{there} refused the login: Authentication failed. (code 18)"));
}

#[tokio::test]
async fn what_is_no_mongodb_is_told() {
    for (answers, cause) in [
        (vec![error(11600, "interrupted at shutdown")], "service-failed"),
        (vec![primary(), error(13, "not authorized")], "service-failed"),
        (vec![b"HTTP/1.0 200 OK\r\nConnection: close\r\n\r\n".to_vec()], "protocol"),
        (vec![message(&[4, 0, 0, 0, 0])], "protocol"),
        (vec![message(&[0xFF, 0xFF, 0xFF, 0xFF, 0])], "protocol"),
        (vec![message(&[8, 0, 0, 0, 0x77, 0, 0, 0])], "protocol"),
        (vec![primary()], "closed"),
    ] {
        let (there, _) = answering(b"", answers.clone()).await;
        let found = result(check::mongodb(there.to_string())).await;
        assert_eq!(code(&found), (Status::Critical, Some(cause)), "{answers:?} {found}");
    }
    let there = greeter(b"\xff\xff\xff\x7f\0\0\0\0\x01\0\0\0\xdd\x07\0\0\0\0\0\0\0").await.to_string();
    assert_eq!(code(&result(check::mongodb(there)).await), (Status::Unknown, Some("answer-too-long")));
    assert_eq!(code(&result(check::mongodb(closed_port().await.to_string())).await).1, Some("refused"));
    assert_eq!(code(&result(check::mongodb(silent().await.to_string())).await).1, Some("timed-out"));
}
