use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::servers::{closed_port, page, server, silent, web};
use crate::check::{self, Cause, CheckResult, DomainCheck, Status};
use crate::io::probe::run;

const EXAMPLE: &str = r#"{"objectClassName": "domain", "ldhName": "example.test", "status": ["client transfer prohibited", "active"],
    "events": [{"eventAction": "registration", "eventDate": "1995-08-14T04:00:00Z"},
               {"eventAction": "expiration", "eventDate": "2999-08-13T04:00:00Z"}],
    "nameservers": [{"ldhName": "NS1.EXAMPLE.NET"}, {"ldhName": "ns2.example.net."}],
    "entities": [{"roles": ["registrar"], "handle": "9",
                  "vcardArray": ["vcard", [["version", {}, "text", "4.0"], ["fn", {}, "text", "Names Inc."]]]}]}"#;

/// A registry: its list, and the domains `example.test` and `late.test`.
async fn rdap() -> SocketAddr {
    let (address, _) = web(|head| {
        let line = head.lines().next().unwrap_or_default();
        let host = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("host: ").map(str::to_string));
        match line.split(' ').nth(1).unwrap_or_default() {
            "/dns.json" => {
                let own = host.unwrap_or_default();
                page("200 OK", "", &format!("{{\"services\": [[[\"test\"], [\"http://{own}/rdap/\"]]]}}"))
            }
            "/rdap/domain/example.test" => page("200 OK", "Content-Type: application/rdap+json\r\n", EXAMPLE),
            "/rdap/domain/late.test" => page("200 OK", "", &EXAMPLE.replace("2999", "2001")),
            "/rdap/domain/open.test" => page("200 OK", "", &EXAMPLE.replace("expiration", "last changed")),
            "/rdap/domain/strange.test" => page("200 OK", "", "[1, 2"),
            "/rdap/domain/busy.test" => page("429 Too Many Requests", "", ""),
            _ => page("404 Not Found", "", ""),
        }
    })
    .await;
    address
}

/// A WHOIS server that says `text`.
async fn whois(text: String) -> SocketAddr {
    server(move |mut stream| {
        let text = text.clone();
        async move {
            let mut buffer = [0; 300];
            let _ = stream.read(&mut buffer).await;
            let _ = stream.write_all(text.as_bytes()).await;
        }
    })
    .await
}

async fn result(check: DomainCheck) -> CheckResult {
    run(&check.timeout(Duration::from_millis(800)).spec().unwrap()).await.unwrap()
}

fn code(result: &CheckResult) -> (Status, Option<&'static str>) {
    (result.status, result.cause.as_ref().map(Cause::code))
}

#[tokio::test]
async fn a_registration_is_told_by_rdap() {
    let there = rdap().await;
    let ask = |name: &str| check::domain(name).bootstrap(format!("http://{there}/dns.json"));
    let good = ask("example.test")
        .expires_after(30)
        .expected_registrar("names inc")
        .expected_name_server("ns2.example.net")
        .expected_name_server("NS1.example.net.")
        .expected_status("clientTransferProhibited");
    let good = result(good).await;
    assert_eq!(code(&good), (Status::Ok, None), "{good}");
    assert!(good.summary.starts_with("example.test is registered, for "), "{good}");
    assert_eq!(good.peer, Some(there));
    let direct = result(check::domain("example.test").rdap(format!("http://{there}/rdap"))).await;
    assert_eq!(code(&direct), (Status::Ok, None), "{direct}");
    for (check, expected) in [
        (ask("example.test").expected_registrar("Others Ltd"), "unexpected-answer"),
        (ask("example.test").expected_name_server("ns1.example.net"), "unexpected-answer"),
        (ask("example.test").expected_status("server hold"), "unexpected-answer"),
        (ask("example.test").expires_critical(400_000), "domain-expires"),
        (ask("late.test"), "domain-expires"),
        (ask("gone.test"), "name-not-found"),
    ] {
        let bad = result(check).await;
        assert_eq!(code(&bad), (Status::Critical, Some(expected)), "{bad}");
    }
    let open = result(ask("open.test").expires_after(30)).await;
    assert_eq!(code(&open), (Status::Ok, None), "{open}");
    assert!(open.summary.contains("its end is not published"), "{open}");
}

#[tokio::test]
async fn a_registry_that_fails_says_nothing_of_the_domain() {
    let there = rdap().await;
    for name in ["strange.test", "busy.test"] {
        let lost = result(check::domain(name).rdap(format!("http://{there}/rdap/"))).await;
        assert_eq!(code(&lost), (Status::Unknown, Some("resolver-failed")), "{lost}");
    }
    let closed = closed_port().await;
    let away = result(check::domain("example.test").rdap(format!("http://{closed}/"))).await;
    assert_eq!(code(&away), (Status::Unknown, Some("resolver-failed")), "{away}");
    let away = result(check::domain("example.test").whois(silent().await.to_string())).await;
    assert_eq!(code(&away), (Status::Unknown, Some("resolver-failed")), "{away}");
}

#[tokio::test]
async fn whois_is_asked_where_rdap_is_not_to_be_had() {
    let registry =
        whois("domain: example.test\nregistrar: Names Inc.\nexpire: 15.03.2999\nnserver: ns1.example.net\n".into())
            .await;
    let first = whois(format!("% IANA\nrefer:        {registry}\n\ndomain: TEST\nstatus: ACTIVE\n")).await;
    let alone = result(check::domain("example.test").whois(first.to_string())).await;
    assert_eq!(code(&alone), (Status::Ok, None), "{alone}");
    assert_eq!(alone.peer, Some(registry));
    assert!(alone.facts.iter().any(|fact| fact.name == "source" && fact.value == "whois"));
    // Neither the list nor the server is of use.
    for list in [format!("http://{}/dns.json", closed_port().await), format!("http://{}/dns.json", rdap().await)] {
        let other = result(check::domain("example.other").bootstrap(list).whois(first.to_string())).await;
        assert_eq!(code(&other), (Status::Ok, None), "{other}");
    }
    let absent = whois("No match for EXAMPLE.TEST\r\n".into()).await;
    let absent = result(check::domain("example.test").whois(absent.to_string())).await;
    assert_eq!(code(&absent), (Status::Critical, Some("name-not-found")), "{absent}");
    let empty = whois("hello\r\n".into()).await;
    let empty = result(check::domain("example.test").whois(empty.to_string())).await;
    assert_eq!(code(&empty), (Status::Unknown, Some("not-evaluated")), "{empty}");
}
