//! The text protocol of memcached (its doc/protocol.txt): `version`, `stats`.

use zeroize::Zeroizing;

use super::ProbeOptions;
use super::dial::{Dial, Said};
use super::lines::{Talk, shown};
use crate::check::{Cause, MemcachedCheck, MemcachedObservation};
use crate::error::Result;

/// Bytes of all answers at most; `stats` has some thousands.
const MAX_BYTES: usize = 256 * 1024;

pub(super) async fn observe(check: &MemcachedCheck, options: &ProbeOptions) -> Result<MemcachedObservation> {
    let (host, port) = check.host_and_port()?;
    let mut seen = MemcachedObservation::default();
    let mut dial = Dial::start(options, &check.connection, &check.tls_rules);
    let outcome = converse(check, &host, port, &mut dial, &mut seen).await;
    seen.attempt = dial.end(outcome);
    Ok(seen)
}

async fn converse(
    check: &MemcachedCheck,
    host: &str,
    port: u16,
    dial: &mut Dial<'_>,
    seen: &mut MemcachedObservation,
) -> Said<()> {
    let tls: Option<&[&[u8]]> = check.tls.then_some(&[]);
    let stream = dial.connect(host, port, tls).await?;
    let mut talk = Talk::new(stream, dial.budget, MAX_BYTES);
    if let (Some(user), Some(password)) = (&check.user, &check.password) {
        dial.may_log_in()?;
        let password = dial.options.reveal_line(password)?;
        // A login is the first thing that is set, under any key.
        let login = Zeroizing::new(format!("{user} {password}"));
        talk.say(&Zeroizing::new(format!("set login 0 0 {}\r\n{}", login.len(), *login))).await?;
        let answer = talk.line().await?;
        if answer != "STORED" {
            return Err(Cause::LoginRefused { reason: shown(&answer, 200) }.into());
        }
    }
    talk.say("version").await?;
    let answer = talk.line().await;
    talk.fill(&mut dial.attempt.timing);
    let answer = answer?;
    let Some(version) = answer.strip_prefix("VERSION ") else {
        return Err(refusal(&answer).into());
    };
    seen.version = shown(version, 100);
    talk.say("stats").await?;
    loop {
        let line = talk.line().await?;
        if line == "END" {
            break;
        }
        let Some((name, value)) = line.strip_prefix("STAT ").and_then(|stat| stat.split_once(' ')) else {
            return Err(refusal(&line).into());
        };
        seen.stats.push((shown(name, 100), shown(value, 200)));
    }
    // All was seen: a server that is gone by now is no worse for it.
    let _ = talk.say("quit").await;
    Ok(())
}

/// What it means that another line came than is expected.
fn refusal(line: &str) -> Cause {
    let reason = shown(line, 200);
    match line.split(' ').next() {
        Some("CLIENT_ERROR") if line.contains("unauthenticated") => Cause::LoginRefused { reason },
        Some("SERVER_ERROR" | "CLIENT_ERROR" | "ERROR") => Cause::ServiceFailed { reason },
        _ => Cause::Protocol { reason: format!("{reason:?} is not of the protocol of memcached") },
    }
}
