//! Checks against the real servers of each protocol, on loopback. Not part of a plain `cargo test`: each file names the
//! Debian package that it needs.
//!
//! `cargo test -p netwarden --features all-checks --test services redis`
#![allow(clippy::unwrap_used, clippy::disallowed_methods, clippy::indexing_slicing)] // a test may wait and panic

mod authority;
mod chrony;
mod dns;
mod dovecot;
mod freeradius;
mod kamailio;
mod mariadb;
mod memcached;
mod mosquitto;
mod nats;
mod nginx;
mod postgres;
mod rabbitmq;
mod redis;
mod server;
mod slapd;
mod sshd;
mod telnetd;
mod vsftpd;

use std::time::Duration;

use netwarden::check::{CheckResult, CheckSpec};
use netwarden::io::probe::{ProbeOptions, run_with};

/// The result of one attempt.
async fn result(spec: impl Into<CheckSpec>, options: &ProbeOptions) -> CheckResult {
    let spec = spec.into();
    tokio::time::timeout(Duration::from_secs(60), run_with(&spec, options)).await.expect("an attempt ends").unwrap()
}

/// Status and the code of the cause: `ok`, `critical refused`.
fn verdict(result: &CheckResult) -> String {
    let cause = result.cause.as_ref().map(|cause| format!(" {}", cause.code())).unwrap_or_default();
    format!("{}{cause}", result.status.to_string().to_lowercase())
}

/// What the fact `name` of a result says.
fn fact<'a>(result: &'a CheckResult, name: &str) -> &'a str {
    let found = result.facts.iter().find(|fact| fact.name == name);
    found.map(|fact| fact.value.as_str()).unwrap_or_else(|| panic!("no {name} in {:?}", result.facts))
}
