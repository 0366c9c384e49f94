use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::servers::{closed_port, greeter, server, silent};
use crate::check::{self, Cause, CheckResult, Status, TelnetCheck};
use crate::io::probe::run;

/// A server that wants options, asks for a login and lets `anna` in with `sesame`.
async fn host() -> SocketAddr {
    server(|mut stream| async move {
        // DO TTYPE and DO NAWS are declined before anything is said.
        let _ = stream.write_all(&[255, 253, 24, 255, 253, 31]).await;
        let mut declined = [0; 6];
        if stream.read_exact(&mut declined).await.is_err() || declined != [255, 252, 24, 255, 252, 31] {
            return;
        }
        let _ = stream.write_all(b"\r\nWelcome\r\nlogin: ").await;
        let user = line(&mut stream).await;
        let _ = stream.write_all(b"\xff\xfb\x01Password: ").await;
        let password = line(&mut stream).await;
        let answer: &[u8] = if (user.as_str(), password.as_str()) == ("anna", "sesame") {
            b"\r\n$ "
        } else {
            b"\r\nLogin incorrect\r\n"
        };
        let _ = stream.write_all(answer).await;
    })
    .await
}

/// The next line without the commands of the protocol.
async fn line(stream: &mut tokio::net::TcpStream) -> String {
    let mut said = Vec::new();
    while let Ok(byte) = stream.read_u8().await {
        match byte {
            255 => drop(stream.read_u16().await),
            b'\n' => break,
            byte => said.push(byte),
        }
    }
    String::from_utf8(said).unwrap().trim_end().to_string()
}

async fn result(check: TelnetCheck) -> CheckResult {
    run(&check.timeout(Duration::from_millis(500)).into()).await.unwrap()
}

fn code(result: &CheckResult) -> (Status, Option<&'static str>) {
    (result.status, result.cause.as_ref().map(Cause::code))
}

#[tokio::test]
async fn options_are_declined_and_the_login_is_tried() {
    let there = host().await.to_string();
    let greeted = result(check::telnet(&there).expect("Welcome")).await;
    assert_eq!(code(&greeted), (Status::Ok, None), "{greeted}");
    let options: Vec<&str> =
        greeted.facts.iter().filter(|fact| fact.name == "option").map(|fact| fact.value.as_str()).collect();
    assert_eq!(options, ["24", "31"]);
    let inside = result(check::telnet(&there).login("anna", "sesame").prompt("$ ")).await;
    assert_eq!(code(&inside), (Status::Ok, None), "{inside}");
    assert!(inside.summary.ends_with("logged in, awaits commands"), "{inside}");
    let outside = result(check::telnet(&there).login("anna", "hunter2").prompt("$ ")).await;
    assert_eq!(outside.cause, Some(Cause::LoginRefused { reason: "Login incorrect".into() }));
    assert!(!format!("{outside:?}").contains("hunter2"));
    let other = result(check::telnet(&there).expect("Goodbye")).await;
    assert_eq!(code(&other), (Status::Critical, Some("keyword-missing")), "{other}");
    let promptless = result(check::telnet(&there).prompt("router#")).await;
    assert_eq!(promptless.cause, Some(Cause::KeywordMissing { keyword: "router#".into() }));
}

#[tokio::test]
async fn what_is_wrong_has_a_cause_of_its_own() {
    assert_eq!(code(&result(check::telnet(silent().await.to_string())).await), (Status::Critical, Some("timed-out")));
    let closed = closed_port().await.to_string();
    assert_eq!(code(&result(check::telnet(closed)).await), (Status::Critical, Some("refused")));
    let mute = greeter(&[255, 253, 24]).await.to_string();
    assert_eq!(code(&result(check::telnet(mute)).await), (Status::Critical, Some("timed-out")));
    let endless = server(|mut stream| async move { while stream.write_all(&[255, 250, 1, 0]).await.is_ok() {} }).await;
    assert_eq!(code(&result(check::telnet(endless.to_string())).await), (Status::Unknown, Some("answer-too-long")));
    let error = check::telnet("h").login("anna", "x").spec().unwrap_err().to_string();
    assert!(error.contains("prompt"), "{error}");
}
