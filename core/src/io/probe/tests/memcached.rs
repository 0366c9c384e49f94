use std::time::Duration;

use super::servers::{closed_port, code, fact, greeter, scripted, silent};
use crate::check::{self, CheckResult, MemcachedCheck, Status, Thresholds};
use crate::io::probe::run;

const RULES: &[(&str, &str)] = &[
    ("version", "VERSION 1.6.18\r\n"),
    (
        "stats",
        "STAT curr_connections 7\r\nSTAT bytes 2048\r\nSTAT get_hits 90\r\nSTAT get_misses 10\r\nSTAT odd a b c\r\nEND\r\n",
    ),
];

async fn result(check: MemcachedCheck) -> CheckResult {
    run(&check.timeout(Duration::from_millis(500)).into()).await.unwrap()
}

#[tokio::test]
async fn what_it_counts_is_judged() {
    let (there, asked) = scripted("", RULES).await;
    let there = there.to_string();
    let wide = Thresholds::parse("80:", "50:").unwrap();
    let good =
        result(check::memcached(&there).hit_ratio(wide).connections(Thresholds::parse("10", "20").unwrap())).await;
    assert_eq!(code(&good), (Status::Ok, None), "{good}");
    assert_eq!(fact(&good, "version"), Some("1.6.18"));
    for shown in ["connections=7;10;20", "memory=2048B", "hit_ratio=90%;80:;50:"] {
        assert!(good.perfdata.iter().any(|value| value.to_string() == shown), "{shown}: {:?}", good.perfdata);
    }
    assert_eq!(asked.heads()[..2], ["version", "stats"]);

    let full = result(check::memcached(&there).memory(Thresholds::parse("1000", "2000").unwrap())).await;
    assert_eq!(code(&full), (Status::Critical, Some("threshold-crossed")), "{full}");
    let poor = result(check::memcached(&there).hit_ratio(Thresholds::parse("95:", "50:").unwrap())).await;
    assert_eq!(code(&poor), (Status::Warning, Some("threshold-crossed")), "{poor}");
}

#[tokio::test]
async fn what_was_not_counted_yet_is_unknown() {
    let rules = &[("version", "VERSION 1\r\n"), ("stats", "STAT get_hits 0\r\nSTAT get_misses 0\r\nEND\r\n")];
    let (there, _) = scripted("", rules).await;
    let fresh = result(check::memcached(there.to_string()).hit_ratio(Thresholds::parse("80:", "50:").unwrap())).await;
    assert_eq!(code(&fresh), (Status::Unknown, Some("not-evaluated")), "{fresh}");
    assert_eq!(code(&result(check::memcached(there.to_string())).await), (Status::Ok, None));
}

#[tokio::test]
async fn a_login_is_the_first_thing_set() {
    const LOGIN: &[(&str, &str)] = &[("set login 0 0 11", ""), ("anna sesame", "STORED\r\n"), RULES[0], RULES[1]];
    let (there, asked) = scripted("", LOGIN).await;
    let good = result(check::memcached(there.to_string()).login("anna", "sesame")).await;
    assert_eq!(code(&good), (Status::Ok, None), "{good}");
    assert_eq!(asked.heads()[..2], ["set login 0 0 11", "anna sesame"]);

    let rules = &[("set", ""), ("anna", "CLIENT_ERROR authentication failure\r\n")];
    let (there, _) = scripted("", rules).await;
    let refused = result(check::memcached(there.to_string()).login("anna", "wrong")).await;
    assert_eq!(code(&refused), (Status::Critical, Some("login-refused")), "{refused}");
    let (there, _) = scripted("", &[("version", "CLIENT_ERROR unauthenticated\r\n")]).await;
    let refused = result(check::memcached(there.to_string())).await;
    assert_eq!(code(&refused), (Status::Critical, Some("login-refused")), "{refused}");
}

#[tokio::test]
async fn what_is_no_memcached_is_told() {
    let cases: &[(&'static [u8], &str)] = &[
        (b"SERVER_ERROR out of memory\r\n", "service-failed"),
        (b"ERROR\r\n", "service-failed"),
        (b"220 mail ESMTP\r\n", "protocol"),
        (b"VERSION 1\r\nnonsense\r\n", "protocol"),
        (b"VERSION 1\r\nSTAT cut 1\r\n", "timed-out"),
    ];
    for (says, cause) in cases {
        let there = greeter(says).await.to_string();
        assert_eq!(code(&result(check::memcached(there)).await), (Status::Critical, Some(*cause)), "{says:?}");
    }
    assert_eq!(code(&result(check::memcached(closed_port().await.to_string())).await).1, Some("refused"));
    assert_eq!(code(&result(check::memcached(silent().await.to_string())).await).1, Some("timed-out"));
    let endless: &'static [u8] =
        Box::leak(format!("VERSION 1\r\n{}", "STAT a b\r\n".repeat(40_000)).into_boxed_str()).as_bytes();
    let long = result(check::memcached(greeter(endless).await.to_string()).timeout(Duration::from_secs(5))).await;
    assert_eq!(code(&long).1, Some("answer-too-long"), "{long}");
}
