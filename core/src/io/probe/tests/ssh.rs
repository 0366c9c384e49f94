use std::net::SocketAddr;
use std::time::Duration;

use super::servers::{closed_port, greeter, server};
use crate::check::{self, Cause, CheckResult, Phase, SshCheck, Status};
use crate::io::probe::run_with;
use tokio::io::AsyncWriteExt;

fn quick(address: SocketAddr) -> SshCheck {
    check::ssh(address.to_string()).timeout(Duration::from_millis(500))
}

async fn result(check: SshCheck) -> CheckResult {
    run_with(&check.into(), &crate::io::probe::ProbeOptions::new()).await.unwrap()
}

fn code(result: &CheckResult) -> (Status, Option<&'static str>) {
    (result.status, result.cause.as_ref().map(Cause::code))
}

fn list(names: &str) -> Vec<u8> {
    [&u32::try_from(names.len()).unwrap().to_be_bytes()[..], names.as_bytes()].concat()
}

fn packet(payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len() + 5).unwrap().to_be_bytes();
    [&length[..], &[4], payload, &[0; 4]].concat()
}

fn kexinit(lists: &[u8]) -> Vec<u8> {
    packet(&[&[20][..], &[7; 16], lists].concat())
}

async fn speaking(words: &str, bytes: Vec<u8>) -> SocketAddr {
    greeter(Box::leak([words.as_bytes(), &bytes].concat().into_boxed_slice())).await
}

const OPENSSH: &str = "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n";

#[tokio::test]
async fn the_software_and_the_algorithms_are_facts() {
    let lists = [list("curve25519-sha256,sntrup761x25519-sha512"), list("ssh-ed25519"), list("aes128-ctr")].concat();
    let address = speaking(&format!("be welcome\r\n{OPENSSH}"), kexinit(&lists)).await;
    let seen = result(quick(address).expect("OpenSSH")).await;
    assert_eq!(code(&seen), (Status::Ok, None), "{seen}");
    assert!(seen.summary.contains("is OpenSSH_9.2p1 in "), "{seen}");
    let facts: Vec<_> = seen.facts.iter().map(|fact| (fact.name.as_str(), fact.value.as_str())).collect();
    let expected = [
        ("protocol", "2.0"),
        ("software", "OpenSSH_9.2p1"),
        ("comments", "Debian-2"),
        ("banner", "be welcome"),
        ("key_exchange", "curve25519-sha256"),
        ("key_exchange", "sntrup761x25519-sha512"),
        ("host_key", "ssh-ed25519"),
    ];
    assert_eq!(facts, expected);
    let other = result(quick(address).expect("dropbear")).await;
    assert_eq!(other.cause, Some(Cause::KeywordMissing { keyword: "dropbear".into() }));
}

#[tokio::test]
async fn what_is_wrong_has_a_cause_of_its_own() {
    let old = result(quick(greeter(b"SSH-1.5-Cisco-1.25\r\n").await)).await;
    let found = "SSH-1.5-Cisco-1.25".to_string();
    assert_eq!(old.cause, Some(Cause::UnexpectedAnswer { expected: "SSH 2.0".into(), found }));
    let mail = result(quick(greeter(b"220 mail.example.org ESMTP\r\n").await)).await;
    assert_eq!(code(&mail), (Status::Critical, Some("protocol")), "{mail}");
    assert!(mail.summary.contains("220 mail.example.org"), "{mail}");
    let full = server(|mut stream| async move {
        let _ = stream.write_all(b"Exceeded MaxStartups\r\n").await;
    });
    let full = result(quick(full.await)).await;
    assert_eq!(full.cause, Some(Cause::ServiceFailed { reason: "Exceeded MaxStartups".into() }));
    let silent = result(quick(greeter(b"").await)).await;
    assert_eq!(silent.cause, Some(Cause::TimedOut { phase: Phase::FirstByte, after_ms: 500 }));
    let half = result(quick(greeter(OPENSSH.as_bytes()).await)).await;
    assert_eq!(half.cause, Some(Cause::TimedOut { phase: Phase::Transfer, after_ms: 500 }));
    assert_eq!(result(quick(closed_port().await)).await.cause, Some(Cause::Refused));
    assert!(check::ssh("h:x").spec().is_err() && check::ssh("h").expect("").spec().is_err());
}

#[tokio::test]
async fn a_first_packet_that_lies_is_a_breach_of_protocol() {
    let beyond = [&100_u32.to_be_bytes()[..], b"short"].concat();
    for bytes in [
        vec![0xff; 64],
        vec![0; 64],
        [&12_u32.to_be_bytes()[..], &[255; 12]].concat(),
        packet(&[21; 32]),
        kexinit(b""),
        kexinit(&beyond),
        kexinit(&list("only-one")),
    ] {
        let seen = result(quick(speaking(OPENSSH, bytes.clone()).await)).await;
        assert_eq!(code(&seen), (Status::Critical, Some("protocol")), "{seen} {bytes:?}");
    }
    for endless in ["talk\r\n".repeat(5000), "x".repeat(100_000)] {
        let seen = result(quick(speaking(&endless, Vec::new()).await)).await;
        assert_eq!(code(&seen), (Status::Critical, Some("protocol")), "{seen}");
    }
}
