//! What HTTP checks do besides asking for a page: bodies, logins, JSON, packed bodies, HTTP/2.

use std::convert::Infallible;
use std::io::Write;
use std::net::SocketAddr;
use std::time::Duration;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::servers::{page, read_head, server, web};
use crate::check::{
    self, Cause, CheckResult, HttpCheck, HttpMethod, HttpVersion, JsonMatch, Secret, Status, Thresholds,
};
use crate::io::probe::{ProbeOptions, run, run_with};

fn quick(address: SocketAddr, path: &str) -> HttpCheck {
    check::http(format!("http://{address}{path}")).timeout(Duration::from_millis(800))
}

async fn result(check: HttpCheck) -> CheckResult {
    run(&check.into()).await.unwrap()
}

async fn code(check: HttpCheck) -> Option<&'static str> {
    result(check).await.cause.as_ref().map(Cause::code)
}

#[tokio::test]
async fn a_body_is_sent_with_its_type_and_not_on_to_others() {
    let address = server(|mut stream| async move {
        let head = read_head(&mut stream).await.to_ascii_lowercase();
        let mut body = [0; 9];
        let _ = stream.read_exact(&mut body).await;
        let is_right = head.starts_with("put /a http/1.1\r\n")
            && head.contains("content-type: application/json\r\n")
            && head.contains("content-length: 9\r\n")
            && &body == b"{\"a\": 17}";
        let _ = stream.write_all(page(if is_right { "204 No Content" } else { "400 Bad" }, "", "").as_bytes()).await;
    })
    .await;
    let put = quick(address, "/a").method(HttpMethod::Put).body("application/json", "{\"a\": 17}");
    assert_eq!(result(put).await.http_status, Some(204));
    let (target, asked) = web(|_| page("200 OK", "", "")).await;
    let (address, _) = web(move |_| page("307 Go", &format!("Location: http://{target}/\r\n"), "")).await;
    let post = quick(address, "/").method(HttpMethod::Post).body("text/plain", "confidential");
    assert_eq!((code(post).await, asked.heads().len()), (Some("bad-redirect"), 0));
    let (address, asked) = web(|head| {
        let status = if head.starts_with("POST") { "302 Found" } else { "200 OK" };
        page(status, "Location: /there\r\n", "")
    })
    .await;
    assert_eq!(code(quick(address, "/").method(HttpMethod::Post).body("text/plain", "x")).await, None);
    let second = asked.heads().remove(1).to_ascii_lowercase();
    assert!(second.starts_with("get /there ") && !second.contains("content-type"), "{second}");
    for method in [HttpMethod::Delete, HttpMethod::Options, HttpMethod::Patch] {
        let (address, asked) = web(|_| page("200 OK", "", "")).await;
        assert_eq!(code(quick(address, "/").method(method)).await, None);
        assert!(asked.heads()[0].starts_with(method.word()));
    }
}

#[tokio::test]
async fn basic_and_bearer_go_to_their_origin_only() {
    let (target, asked_there) = web(|_| page("200 OK", "", "")).await;
    let (address, asked) = web(move |head| {
        let head = head.to_ascii_lowercase();
        match () {
            () if head.contains("authorization: basic yw5uytpwdzpx\r\n") => page("200 OK", "", ""),
            () if head.contains("authorization: bearer t0ken\r\n") => {
                page("302 Found", &format!("Location: http://{target}/\r\n"), "")
            }
            () => page("401 Unauthorized", "WWW-Authenticate: Basic realm=\"x\"\r\n", ""),
        }
    })
    .await;
    assert_eq!(code(quick(address, "/").login("anna", "pw:q")).await, None);
    assert_eq!(code(quick(address, "/").token(Secret::named("api"))).await, Some("secret-missing"));
    assert_eq!(asked.heads().len(), 1, "nothing is asked without the secret");
    let wrong = result(quick(address, "/").login("anna", "no")).await;
    assert_eq!(wrong.cause, Some(Cause::LoginRefused { reason: "it answered 401".to_string() }));
    assert_eq!(code(quick(address, "/")).await, Some("status-code"));
    let options = ProbeOptions::new().secret("api", "t0ken");
    let token = run_with(&quick(address, "/").token(Secret::named("api")).into(), &options).await.unwrap();
    assert_eq!(token.status, Status::Ok, "{token}");
    assert!(!asked_there.heads()[0].to_ascii_lowercase().contains("authorization"));
    assert!(!format!("{token:?}").contains("t0ken"));
}

#[tokio::test]
async fn digest_answers_one_challenge() {
    const ASKS: &str = "WWW-Authenticate: Digest realm=\"a\", nonce=\"n1\", qop=\"auth\", algorithm=SHA-256\r\n";
    let (address, asked) = web(|head| {
        let is_shown = ["username=\"anna\"", "nonce=\"n1\"", "qop=auth", "uri=\"/p?q\"", "nc=00000001"];
        let is_right = is_shown.iter().all(|part| head.contains(part)) && !head.contains("pw");
        page(if is_right { "200 OK" } else { "401 Unauthorized" }, ASKS, "")
    })
    .await;
    assert_eq!(code(quick(address, "/p?q").digest("anna", "pw")).await, None);
    assert_eq!(asked.heads().len(), 2, "one more request");
    assert_eq!(code(quick(address, "/p?q").digest("bert", "pw")).await, Some("login-refused"));
    let (address, asked) = web(|_| page("401 No", "WWW-Authenticate: Basic realm=\"a\"\r\n", "")).await;
    assert_eq!(code(quick(address, "/").digest("anna", "pw")).await, Some("login-refused"));
    assert!(!asked.heads().iter().any(|head| head.to_ascii_lowercase().contains("authorization")));
}

#[tokio::test]
async fn patterns_json_and_sizes_are_asserted() {
    let (address, _) = web(|_| page("200 OK", "", r#"{"status": "up", "load": [0.5, 3], "n": null}"#)).await;
    let good = quick(address, "/")
        .body_matches(r#""load": \[\d"#)
        .body_not_matches("(?i)ERROR")
        .json_equals("$.status", "up")
        .json_equals("$.load[1]", "3.0")
        .json_equals("$.n", "null")
        .json(JsonMatch { path: "$.load[*]".into(), warning: Some("5".parse().unwrap()), ..JsonMatch::default() })
        .size(Thresholds { critical: Some("10:100".parse().unwrap()), ..Thresholds::default() });
    let result = result(good.clone()).await;
    assert_eq!(result.status, Status::Ok, "{result}");
    let asserted: Vec<&str> = result.assertions.iter().map(|each| each.what.as_str()).collect();
    assert_eq!(asserted.len(), 7, "{asserted:?}");
    assert_eq!(code(good.clone().body_matches("load: none")).await, Some("keyword-missing"));
    assert_eq!(code(good.clone().body_not_matches("UP|up")).await, Some("keyword-present"));
    assert_eq!(code(good.clone().json_equals("$.status", "down")).await, Some("unexpected-answer"));
    assert_eq!(code(good.clone().json_equals("$.load[*]", "3")).await, Some("unexpected-answer"), "each must be right");
    assert_eq!(code(good.clone().json_equals("$.missing", "3")).await, Some("unexpected-answer"));
    let high = JsonMatch { path: "$.load[*]".into(), critical: Some("2".parse().unwrap()), ..JsonMatch::default() };
    assert_eq!(code(good.clone().json(high)).await, Some("threshold-crossed"));
    let text = JsonMatch { path: "$.status".into(), critical: Some("2".parse().unwrap()), ..JsonMatch::default() };
    assert_eq!(code(good.clone().json(text)).await, Some("unexpected-answer"));
    let small = Thresholds { warning: Some("10".parse().unwrap()), ..Thresholds::default() };
    assert_eq!(code(quick(address, "/").size(small)).await, Some("threshold-crossed"));
    assert_eq!(code(quick(address, "/").size(small).max_bytes(20)).await, Some("answer-too-long"));
    let (address, _) = web(|_| page("200 OK", "", "<html>")).await;
    assert_eq!(code(quick(address, "/").json_equals("$.a", "1")).await, Some("protocol"));
    let (address, _) = web(|_| page("200 OK", "", &"[".repeat(100_000))).await;
    assert_eq!(code(quick(address, "/").json_equals("$..a", "1")).await, Some("protocol"), "nested too deep");
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(text).unwrap();
    packer.finish().unwrap()
}

async fn packed(encoding: &'static str, body: Vec<u8>) -> SocketAddr {
    server(move |mut stream| {
        let body = body.clone();
        async move {
            let _ = read_head(&mut stream).await;
            let head =
                format!("HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\nContent-Length: {}\r\n\r\n", body.len());
            let _ = stream.write_all(head.as_bytes()).await;
            let _ = stream.write_all(&body).await;
        }
    })
    .await
}

#[tokio::test]
async fn packed_bodies_are_unpacked_up_to_the_limit() {
    assert_eq!(code(quick(packed("gzip", gzip(b"Welcome")).await, "/").keyword("Welcome")).await, None);
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    zlib.write_all(b"Welcome").unwrap();
    let deflate = packed("deflate", zlib.finish().unwrap()).await;
    assert_eq!(code(quick(deflate, "/").keyword("Welcome").keyword_absent("x")).await, None);
    let bomb = packed("gzip", gzip(&vec![b'a'; 50 << 20])).await;
    let result = result(quick(bomb, "/").keyword("b").timeout(Duration::from_secs(5))).await;
    assert_eq!(result.cause, Some(Cause::AnswerTooLong { limit: 1 << 20 }));
    for (encoding, body) in
        [("gzip", b"not packed".to_vec()), ("br", b"\x0b".to_vec()), ("gzip", gzip(b"x")[..9].to_vec())]
    {
        assert_eq!(
            code(quick(packed(encoding, body).await, "/").keyword("Welcome")).await,
            Some("encoded"),
            "{encoding}"
        );
    }
    let (address, asked) = web(|_| page("200 OK", "", "")).await;
    assert_eq!(code(quick(address, "/").compressed(true)).await, None);
    assert!(asked.heads()[0].to_ascii_lowercase().contains("accept-encoding: gzip\r\n"));
}

async fn http2(status: u16) -> SocketAddr {
    server(move |stream| async move {
        let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| async move {
            let text = format!("{} {}", request.method(), request.uri());
            let answer = hyper::Response::builder().status(status).body(Full::new(Bytes::from(text))).unwrap();
            Ok::<_, Infallible>(answer)
        });
        let _ = hyper::server::conn::http2::Builder::new(TokioExecutor::new())
            .serve_connection(TokioIo::new(stream), service)
            .await;
    })
    .await
}

#[tokio::test]
async fn http2_is_spoken_by_prior_knowledge() {
    let address = http2(200).await;
    let good = quick(address, "/x?y").version(HttpVersion::Http2).keyword(format!("GET http://{address}/x?y"));
    let result = result(good).await;
    assert_eq!(result.status, Status::Ok, "{result}");
    assert_eq!(result.facts[0].value, "HTTP/2");
    assert_eq!(code(quick(http2(503).await, "/").version(HttpVersion::Http2)).await, Some("status-code"));
    assert_eq!(code(quick(address, "/")).await, Some("protocol"), "HTTP/1 is not spoken there");
    let (address, _) = web(|_| page("200 OK", "", "")).await;
    let wrong = code(quick(address, "/").version(HttpVersion::Http2)).await;
    assert!(matches!(wrong, Some("protocol" | "closed")), "{wrong:?}");
}

#[test]
fn wrong_specs_are_named() {
    let named = |check: HttpCheck, field: &str| {
        let message = check.spec().unwrap_err().to_string();
        assert!(message.contains(&format!("is not a valid {field}: ")), "{field}: {message}");
    };
    let page = || check::http("http://h/");
    named(page().body_matches("("), "body_matches");
    named(page().body_not_matches("(?=x)"), "body_not_matches");
    named(page().body_matches("a{1000}{1000}"), "body_matches");
    named(page().json_equals("status", "up"), "json");
    named(page().json_equals("$..a..b..c", "up"), "json");
    named(page().body("text/plain", "x"), "method");
    named(page().login("a:b", "x"), "user");
    named(page().login("a", "x").token("y"), "token");
    named(page().token("x y"), "token");
}
