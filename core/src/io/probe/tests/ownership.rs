use std::net::SocketAddr;
use std::time::Duration;

use super::servers::{closed_port, page, web};
use crate::check::{self, Cause, CheckResult, OwnershipProof, Status};
use crate::io::probe::ownership::metas;
use crate::io::probe::run;

fn token() -> String {
    check::ownership_token("a secret of the service", "anna", "127.0.0.1").unwrap()
}

async fn result(there: SocketAddr, proof: OwnershipProof) -> CheckResult {
    let check = check::ownership("127.0.0.1", token()).proof(proof).port(there.port());
    run(&check.timeout(Duration::from_millis(800)).spec().unwrap()).await.unwrap()
}

fn code(result: &CheckResult) -> (Status, Option<&'static str>) {
    (result.status, result.cause.as_ref().map(Cause::code))
}

#[test]
fn a_token_is_of_one_secret_account_and_host() {
    let make = |secret: &str, account: &str, host: &str| check::ownership_token(secret, account, host);
    let (secret, other) = ("a secret of the service", "another secret of it");
    let own = make(secret, "anna", "example.org").unwrap();
    assert_eq!(own.len(), 40);
    assert_eq!(own, make(secret, "anna", "Example.ORG.").unwrap());
    for different in [
        make(other, "anna", "example.org"),
        make(secret, "ben", "example.org"),
        make(secret, "anna", "example.net"),
        make(secret, "annae", "xample.org"),
    ] {
        assert_ne!(own, different.unwrap());
    }
    let secret_of_15 = make("0123456789abcde", "anna", "example.org").unwrap_err().to_string();
    assert!(!secret_of_15.contains("0123456789abcde"), "{secret_of_15}");
    assert!(make(secret, "", "example.org").is_err() && make(secret, "anna", "a b").is_err());
}

#[tokio::test]
async fn a_file_or_a_tag_proves_it() {
    let (own, _) = web(|head| match head.split(' ').nth(1).unwrap_or_default() {
        "/" => page(
            "200 OK",
            "",
            &format!("<head><META content='{}' name=\"netwarden-challenge\"/></head><body>", token()),
        ),
        "/.well-known/netwarden-challenge.txt" => page("200 OK", "", &format!("other\r\n{}\r\n", token())),
        _ => page("404 Not Found", "", ""),
    })
    .await;
    for proof in [OwnershipProof::File, OwnershipProof::Meta] {
        let proved = result(own, proof).await;
        assert_eq!(code(&proved), (Status::Ok, None), "{proved}");
    }
    let (echo, _) =
        web(|head| page("200 OK", "", &format!("<body><meta name=netwarden-challenge content={}>{head}", token())))
            .await;
    for proof in [OwnershipProof::File, OwnershipProof::Meta] {
        let unproved = result(echo, proof).await;
        assert_eq!(code(&unproved), (Status::Critical, Some("keyword-missing")), "{unproved}");
    }
    let (away, _) = web(move |head| {
        let path = head.split(' ').nth(1).unwrap_or_default();
        page("302 Found", &format!("Location: http://localhost:{}{path}\r\n", own.port()), "")
    })
    .await;
    let away = result(away, OwnershipProof::File).await;
    assert_eq!(code(&away), (Status::Critical, Some("bad-redirect")), "{away}");
    let (missing, _) = web(|_| page("404 Not Found", "", &token())).await;
    assert_eq!(code(&result(missing, OwnershipProof::File).await), (Status::Critical, Some("status-code")));
    assert_eq!(code(&result(closed_port().await, OwnershipProof::File).await), (Status::Critical, Some("refused")));
}

#[test]
fn tags_are_read_without_trust() {
    let tag = |text: &str| metas(text);
    assert_eq!(
        tag("<meta name='netwarden-challenge' content='a'><meta content=b name=netwarden-challenge>"),
        ["a", "b"]
    );
    for text in [
        "<!-- <meta name=netwarden-challenge content=a> -->",
        "<body><meta name=netwarden-challenge content=a>",
        "<meta name=other content=a>",
        "<meta name=netwarden-challenge",
        "<meta name=netwarden-challenge content>",
        "<",
        "<é",
        "<meta data-name=netwarden-challenge content=a>",
    ] {
        assert!(tag(text).is_empty(), "{text}");
    }
}
