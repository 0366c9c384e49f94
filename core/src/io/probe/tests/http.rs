use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::AsyncWriteExt;

use super::servers::{closed_port, greeter, page, read_head, server, silent, wait_for_end, web};
use crate::check::{self, AddressPolicy, Cause, CheckResult, HttpCheck, HttpMethod, HttpObservation, Phase, Status};
use crate::io::probe::{ProbeOptions, observe, run, run_with};

fn quick(address: SocketAddr, path: &str) -> HttpCheck {
    check::http(format!("http://{address}{path}")).timeout(Duration::from_millis(400))
}

async fn result(check: HttpCheck) -> CheckResult {
    run(&check.into()).await.unwrap()
}

async fn verdict(check: HttpCheck) -> (Status, Option<&'static str>) {
    let result = result(check).await;
    (result.status, result.cause.as_ref().map(Cause::code))
}

async fn seen(check: HttpCheck) -> HttpObservation {
    match observe(&check.into(), &ProbeOptions::default()).await.unwrap() {
        check::Observation::Http(seen) => seen,
        other => panic!("{other:?}"),
    }
}

const GOOD: (Status, Option<&str>) = (Status::Ok, None);

#[tokio::test]
async fn a_page_is_judged_by_status_and_keyword() {
    let (address, asked) = web(|head| {
        let missing = head.starts_with("GET /missing ");
        page(if missing { "404 Not Found" } else { "200 OK" }, "X-Version: 7\r\n", "<h1>Welcome</h1>")
    })
    .await;
    assert_eq!(verdict(quick(address, "/?a=b#part").keyword("Welcome").expect_header("x-version", "7")).await, GOOD);
    assert_eq!(verdict(quick(address, "/missing")).await, (Status::Critical, Some("status-code")));
    assert_eq!(verdict(quick(address, "/missing").status(404)).await, GOOD);
    assert_eq!(verdict(quick(address, "/").keyword("Goodbye")).await, (Status::Critical, Some("keyword-missing")));
    assert_eq!(
        verdict(quick(address, "/").keyword_absent("Welcome")).await,
        (Status::Critical, Some("keyword-present"))
    );
    assert_eq!(
        verdict(quick(address, "/").expect_header("x-version", "8")).await,
        (Status::Critical, Some("header-mismatch"))
    );
    let first = asked.heads().remove(0).to_ascii_lowercase();
    assert_eq!(
        first,
        format!(
            "get /?a=b http/1.1\r\nhost: {address}\r\nuser-agent: netwarden/{}\r\naccept: */*\r\n\r\n",
            env!("CARGO_PKG_VERSION")
        )
    );
}

#[tokio::test]
async fn own_headers_are_sent_and_replace_the_usual_ones() {
    let (address, asked) = web(|_| page("200 OK", "", "")).await;
    assert_eq!(verdict(quick(address, "/").header("Host", "example.org").header("X-Probe", "1")).await, GOOD);
    let head = asked.heads().remove(0).to_ascii_lowercase();
    assert!(head.contains("host: example.org\r\n") && head.contains("x-probe: 1\r\n"), "{head}");
    assert!(!head.contains(&address.to_string()), "{head}");
}

#[tokio::test]
async fn a_head_request_brings_no_body() {
    let (address, asked) = web(|_| "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n".to_string()).await;
    let seen = seen(quick(address, "/").method(HttpMethod::Head)).await;
    assert_eq!((seen.status, seen.bytes, seen.attempt.failure), (Some(200), 0, None));
    assert!(asked.heads()[0].starts_with("HEAD / "));
}

#[tokio::test]
async fn redirects_are_followed_and_each_is_recorded() {
    let (target, _) = web(|_| page("200 OK", "", "there")).await;
    let location = format!("Location: http://{target}/end\r\n");
    let (address, asked) = web(move |head| match head {
        head if head.starts_with("GET /a ") => page("301 Moved", "Location: /b?x#y\r\n", ""),
        head if head.starts_with("GET /b?x ") => page("302 Found", &location, "elsewhere"),
        _ => page("500 Oops", "", ""),
    })
    .await;
    let seen = seen(quick(address, "/a").header("X-Probe", "1")).await;
    assert_eq!((seen.status, seen.body.as_str()), (Some(200), "there"));
    assert_eq!((seen.url, seen.attempt.peer), (format!("http://{target}/end"), Some(target)));
    let hops: Vec<_> = seen.hops.iter().map(|hop| (hop.url.as_str(), hop.status, hop.peer)).collect();
    let (first, second) = (format!("http://{address}/a"), format!("http://{address}/b?x"));
    assert_eq!(hops, [(first.as_str(), 301, Some(address)), (second.as_str(), 302, Some(address))]);
    assert!(seen.hops.iter().all(|hop| hop.timing.connect_ms.is_some() && hop.timing.first_byte_ms.is_some()));
    assert!(asked.heads().iter().all(|head| head.contains("x-probe: 1")));
}

#[tokio::test]
async fn own_headers_stay_with_their_origin() {
    let (target, asked) = web(|_| page("200 OK", "", "")).await;
    let (address, _) = web(move |_| page("302 Found", &format!("Location: http://{target}/\r\n"), "")).await;
    assert_eq!(verdict(quick(address, "/").header("X-Token", "1")).await, GOOD);
    assert!(!asked.heads()[0].to_ascii_lowercase().contains("x-token"));
}

#[tokio::test]
async fn redirects_end_somewhere() {
    let (address, asked) = web(|_| page("302 Found", "Location: /again\r\n", "")).await;
    let looped = result(quick(address, "/").max_redirects(3)).await;
    assert_eq!((looped.status, looped.cause), (Status::Critical, Some(Cause::TooManyRedirects { limit: 3 })));
    assert_eq!((looped.hops.len(), asked.heads().len()), (3, 4));
    let unfollowed = quick(address, "/").max_redirects(0);
    assert_eq!(verdict(unfollowed.clone()).await, (Status::Critical, Some("status-code")));
    assert_eq!(verdict(unfollowed.status(302)).await, GOOD);
}

#[tokio::test]
async fn redirects_that_cannot_be_followed_say_why() {
    for location in [
        "ftp://example.org/",
        "file:///etc/passwd",
        "http://user:pass@127.0.0.1/",
        "http://[",
        "http://127.0.0.1:0/",
        "",
    ] {
        let (address, _) = web(move |_| page("302 Found", &format!("Location: {location}\r\n"), "")).await;
        assert_eq!(verdict(quick(address, "/")).await, (Status::Critical, Some("bad-redirect")), "{location}");
    }
    let (address, _) = web(|_| page("302 Found", "", "")).await;
    assert_eq!(verdict(quick(address, "/")).await, (Status::Critical, Some("status-code")), "no location");
}

#[tokio::test]
async fn the_address_policy_holds_for_redirects() {
    let (target, asked) = web(|_| page("200 OK", "", "secret")).await;
    let (address, _) =
        web(move |_| page("302 Found", &format!("Location: http://127.0.0.2:{}/\r\n", target.port()), "")).await;
    let policy = AddressPolicy::closed().allow("127.0.0.1/32".parse().unwrap());
    let options = ProbeOptions::new().policy(policy);
    let denied = run_with(&quick(address, "/").into(), &options).await.unwrap();
    assert_eq!((denied.status, denied.cause.as_ref().map(Cause::code)), (Status::Unknown, Some("address-denied")));
    assert_eq!((denied.hops.len(), asked.heads().len()), (1, 0));
}

#[tokio::test]
async fn servers_that_fail_do_so_in_different_ways() {
    assert_eq!(verdict(quick(closed_port().await, "/")).await, (Status::Critical, Some("refused")));
    let timed_out = |phase| Some(Cause::TimedOut { phase, after_ms: 400 });
    assert_eq!(result(quick(silent().await, "/")).await.cause, timed_out(Phase::FirstByte));

    let closing = server(|mut stream| async move { drop(read_head(&mut stream).await) }).await;
    assert_eq!(result(quick(closing, "/")).await.cause, Some(Cause::Closed { phase: Phase::FirstByte }));
    let at_once = server(|stream| async move { drop(stream) }).await;
    assert_eq!(result(quick(at_once, "/")).await.cause.as_ref().map(Cause::code), Some("closed"));

    let short = greeter(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nonly this").await;
    assert_eq!(result(quick(short, "/")).await.cause, timed_out(Phase::Transfer));
    let cut = server(|mut stream| async move {
        read_head(&mut stream).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nonly this").await.unwrap();
    })
    .await;
    let cut = result(quick(cut, "/").keyword("other")).await;
    assert_eq!((cut.cause, cut.problems.len()), (Some(Cause::Closed { phase: Phase::Transfer }), 1));

    for garbage in [&b"SSH-2.0-OpenSSH_9.2\r\n"[..], b"\0\xff\0\xff\r\n\r\n", b"HTTP/1.1 9999 no\r\n\r\n"] {
        let result = result(quick(greeter(garbage).await, "/")).await;
        assert_eq!(result.cause.as_ref().map(Cause::code), Some("protocol"), "{result}");
    }
}

#[tokio::test]
async fn a_slow_drip_ends_at_the_time_limit() {
    let address = server(|mut stream| async move {
        read_head(&mut stream).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        while stream.write_all(b".").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
    let result = result(quick(address, "/")).await;
    assert_eq!(result.cause, Some(Cause::TimedOut { phase: Phase::Transfer, after_ms: 400 }));
    assert!(result.timing.total_ms < 2000.0, "{:?}", result.timing);
}

#[tokio::test]
async fn endless_headers_and_endless_bodies_are_cut() {
    let headers = server(|mut stream| async move {
        read_head(&mut stream).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nX: ").await;
        while stream.write_all(&[b'a'; 4096]).await.is_ok() {}
    })
    .await;
    let slow = Duration::from_secs(5);
    let result = result(quick(headers, "/").timeout(slow)).await;
    assert_eq!(result.cause.as_ref().map(Cause::code), Some("protocol"), "{result}");
    assert!(result.summary.contains("headers are longer than"), "{result}");

    let body = server(|mut stream| async move {
        read_head(&mut stream).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
        while stream.write_all(&[b'a'; 4096]).await.is_ok() {}
    })
    .await;
    let seen = seen(quick(body, "/").timeout(slow).max_bytes(100_000)).await;
    assert_eq!((seen.bytes, seen.body.len(), seen.truncated, seen.attempt.failure), (100_000, 100_000, true, None));
    assert_eq!(
        verdict(quick(body, "/").timeout(slow).keyword("b").max_bytes(100_000)).await,
        (Status::Unknown, Some("answer-too-long"))
    );
}

#[tokio::test]
async fn a_body_of_exactly_the_limit_is_whole() {
    let (address, _) = web(|_| page("200 OK", "", "12345678")).await;
    let whole = seen(quick(address, "/").max_bytes(8)).await;
    assert_eq!((whole.bytes, whole.truncated), (8, false));
    let cut = seen(quick(address, "/").max_bytes(7)).await;
    assert_eq!((cut.bytes, cut.truncated, cut.body.as_str()), (7, true, "1234567"));
}

#[tokio::test]
async fn chunks_are_put_together() {
    let (address, _) =
        web(|_| "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nWelc\r\n3\r\nome\r\n0\r\n\r\n".to_string())
            .await;
    assert_eq!(verdict(quick(address, "/").keyword("Welcome")).await, GOOD);
}

#[tokio::test]
async fn an_unasked_compression_is_not_judged() {
    let (address, _) = web(|_| page("200 OK", "Content-Encoding: br\r\n", "xxxx")).await;
    assert_eq!(verdict(quick(address, "/").keyword("Welcome")).await, (Status::Unknown, Some("encoded")));
}

#[tokio::test]
async fn the_parts_of_the_time_are_where_the_time_went() {
    let address = server(|mut stream| async move {
        read_head(&mut stream).await;
        tokio::time::sleep(Duration::from_millis(60)).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na").await.unwrap();
        tokio::time::sleep(Duration::from_millis(300)).await;
        stream.write_all(b"b").await.unwrap();
        wait_for_end(&mut stream).await;
    })
    .await;
    let timing = result(quick(address, "/").timeout(Duration::from_secs(5))).await.timing;
    let (first_byte, transfer) = (timing.first_byte_ms.unwrap(), timing.transfer_ms.unwrap());
    assert!((58.0..298.0).contains(&first_byte), "{timing:?}");
    assert!(transfer >= 298.0, "{timing:?}");
    let parts = timing.connect_ms.unwrap() + timing.send_ms.unwrap() + first_byte + transfer;
    assert!(parts <= timing.total_ms + 0.1, "{timing:?}");
    assert_eq!((timing.resolve_ms, timing.tls_ms), (None, None));
}

#[tokio::test]
async fn dropping_the_future_ends_the_connection() {
    let (sender, mut receiver) = tokio::sync::mpsc::channel(1);
    let address = server(move |mut stream| {
        let sender = sender.clone();
        async move {
            wait_for_end(&mut stream).await;
            sender.send(()).await.unwrap();
        }
    })
    .await;
    let spec = check::http(format!("http://{address}/")).into();
    assert!(tokio::time::timeout(Duration::from_millis(50), run(&spec)).await.is_err());
    tokio::time::timeout(Duration::from_secs(5), receiver.recv()).await.unwrap().unwrap();
}
