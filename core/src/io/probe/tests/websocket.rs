use std::net::SocketAddr;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha1::{Digest as _, Sha1};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::servers::{page, read_head, server, wait_for_end, web};
use crate::check::{self, Cause, CheckResult, Status, WebsocketCheck};
use crate::io::probe::run;

fn quick(address: SocketAddr) -> WebsocketCheck {
    check::websocket(format!("ws://{address}/live?x")).timeout(Duration::from_millis(800))
}

async fn result(check: WebsocketCheck) -> CheckResult {
    run(&check.into()).await.unwrap()
}

async fn code(check: WebsocketCheck) -> Option<&'static str> {
    result(check).await.cause.as_ref().map(Cause::code)
}

async fn accept(stream: &mut TcpStream, headers: &str) {
    let head = read_head(stream).await;
    assert!(head.starts_with("GET /live?x HTTP/1.1\r\n") && head.contains("Upgrade: websocket\r\n"), "{head}");
    let key = head.lines().find_map(|line| line.strip_prefix("Sec-WebSocket-Key: ")).unwrap();
    let proof = STANDARD.encode(Sha1::digest(format!("{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
    let answer = format!(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {proof}\r\n{headers}\r\n"
    );
    let _ = stream.write_all(answer.as_bytes()).await;
}

/// Opens, reads a short frame of text where the client sends one, and answers with these bytes.
async fn answering(reads: bool, bytes: Vec<u8>) -> SocketAddr {
    server(move |mut stream| {
        let bytes = bytes.clone();
        async move {
            accept(&mut stream, "Sec-WebSocket-Protocol: chat\r\n").await;
            if reads {
                let mut frame = [0; 10];
                let _ = stream.read_exact(&mut frame).await;
                let text: Vec<u8> = (0..4).map(|at| frame[6 + at] ^ frame[2 + at]).collect();
                assert_eq!((frame[0], frame[1], text.as_slice()), (0x81, 0x84, &b"ping"[..]));
            }
            let _ = stream.write_all(&bytes).await;
            wait_for_end(&mut stream).await;
        }
    })
    .await
}

#[tokio::test]
async fn a_socket_opens_and_a_message_is_answered() {
    let plain = result(quick(answering(false, Vec::new()).await).timeout(Duration::from_secs(3))).await;
    assert_eq!((plain.status, plain.http_status), (Status::Ok, Some(101)), "{plain}");
    // A ping, a message in two frames with a pong between them.
    let bytes = b"\x89\x01!\x01\x02po\x8a\x00\x80\x02ng".to_vec();
    let address = answering(true, bytes).await;
    let check = quick(address).send("ping").timeout(Duration::from_secs(3));
    assert_eq!(code(check.clone().expect("pong").protocol("chat")).await, None);
    assert_eq!(code(check.expect("pong").protocol("other")).await, Some("unexpected-answer"));
    let closes = answering(false, b"\x81\x02no\x88\x02\x03\xf0".to_vec()).await;
    let closed = result(quick(closes).expect("yes")).await;
    assert_eq!(closed.cause, Some(Cause::KeywordMissing { keyword: "yes".to_string() }));
    assert!(closed.facts.iter().any(|fact| fact.name == "closed" && fact.value == "1008"), "{:?}", closed.facts);
}

#[tokio::test]
async fn frames_that_break_the_rules_are_told() {
    for (bytes, expected) in [
        (&b"\x81\x82abcdxy"[..], "protocol"),
        (b"\xc1\x01x", "protocol"),
        (b"\x80\x01x", "protocol"),
        (b"\x01\x01x\x81\x01y", "protocol"),
        (b"\x09\x01x", "protocol"),
        (b"\x83\x01x", "protocol"),
        (b"\x89\x7e\x00\x7e", "protocol"),
        (b"\x81\x7f\xff\xff\xff\xff\xff\xff\xff\xff", "answer-too-long"),
        (b"\x81\x7f\x00\x00\x00\x00\x00\x02\x00\x00", "answer-too-long"),
        (b"\x81\x05x", "timed-out"),
    ] {
        assert_eq!(
            code(quick(answering(false, bytes.to_vec()).await).expect("pong")).await,
            Some(expected),
            "{bytes:?}"
        );
    }
    let endless = b"\x81\x01x".repeat(100_000);
    assert_eq!(code(quick(answering(false, endless).await).expect("pong")).await, Some("answer-too-long"));
}

#[tokio::test]
async fn what_is_no_websocket_is_told() {
    let (address, asked) = web(|_| page("401 No", "", "")).await;
    assert_eq!(code(quick(address).login("anna", "pw")).await, Some("login-refused"));
    assert!(asked.heads()[0].contains("Authorization: Basic YW5uYTpwdw==\r\n"));
    assert_eq!(code(quick(address)).await, Some("status-code"));
    let (address, _) = web(|_| {
        let headers = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: AAAA\r\n";
        page("101 Switching Protocols", headers, "")
    })
    .await;
    assert_eq!(code(quick(address)).await, Some("protocol"), "a proof of nothing");
    let (address, _) = web(|_| "SSH-2.0-x\r\n".to_string()).await;
    assert_eq!(code(quick(address)).await, Some("protocol"));
    let (address, _) = web(|_| String::new()).await;
    assert_eq!(code(quick(address)).await, Some("closed"));
    let (address, _) = web(|_| format!("HTTP/1.1 101 X\r\n{}", "A: b\r\n".repeat(1000))).await;
    assert_eq!(code(quick(address)).await, Some("protocol"));
}

#[test]
fn wrong_specs_are_named() {
    let named = |check: WebsocketCheck, field: &str| {
        let message = check.spec().unwrap_err().to_string();
        assert!(message.contains(&format!("is not a valid {field}: ")), "{field}: {message}");
    };
    named(check::websocket("http://h"), "url");
    named(check::websocket("ws://h").digest("a", "b"), "auth");
    named(check::websocket("ws://h").header("Sec-WebSocket-Key", "b"), "headers");
    named(check::websocket("ws://h").protocol("a b"), "protocol");
    named(check::websocket("ws://h").expect(""), "expect");
}
