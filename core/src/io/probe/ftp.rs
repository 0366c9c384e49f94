//! RFC 959, with AUTH TLS (RFC 4217) and SIZE (RFC 3659). Only the control connection is used.

use zeroize::Zeroizing;

use super::ProbeOptions;
use super::dial::{Dial, Said};
use super::lines::Talk;
use super::replies::{Reply, reply, say};
use crate::check::{Cause, FtpCheck, FtpObservation, Secret, TlsMode};
use crate::error::Result;

/// Bytes of all answers at most.
const MAX_BYTES: usize = 64 * 1024;

pub(super) async fn observe(check: &FtpCheck, options: &ProbeOptions) -> Result<FtpObservation> {
    let (host, port) = check.host_and_port()?;
    let mut seen = FtpObservation::default();
    let mut dial = Dial::start(options, &check.connection, &check.tls_rules);
    let outcome = converse(check, &host, port, &mut dial, &mut seen).await;
    seen.attempt = dial.end(outcome);
    Ok(seen)
}

async fn converse(check: &FtpCheck, host: &str, port: u16, dial: &mut Dial<'_>, seen: &mut FtpObservation) -> Said<()> {
    let implicit: Option<&[&[u8]]> = (check.tls == TlsMode::Implicit).then_some(&[]);
    let stream = dial.connect(host, port, implicit).await?;
    let mut talk = Talk::new(stream, dial.budget, MAX_BYTES);
    let greeting = reply(&mut talk).await?;
    talk.fill(&mut dial.attempt.timing);
    seen.greeting = greeting.text();
    match greeting.code {
        // Ready in so many minutes.
        120 => return Err(Cause::ServiceFailed { reason: greeting.shown() }.into()),
        _ => greeting.expect(220)?,
    }
    if check.tls == TlsMode::Starttls {
        let answer = say(&mut talk, "AUTH TLS").await?;
        match answer.code {
            234 => {}
            421 | 431 => return Err(Cause::ServiceFailed { reason: answer.shown() }.into()),
            _ => return Err(Cause::StarttlsMissing.into()),
        }
        let stream = dial.secure(talk.into_stream()?, host, &[]).await?;
        talk = Talk::new(stream, dial.budget, MAX_BYTES);
    }
    if let (Some(user), Some(password)) = (&check.user, &check.password) {
        dial.may_log_in()?;
        let accepted = log_in(&mut talk, user, password, dial.options).await?;
        seen.logged_in = Some(accepted.is_ok());
        accepted?;
    }
    if let Some(path) = &check.path {
        look_for(&mut talk, path, seen).await?;
    }
    // All was seen: a server that is curt at the end is no worse for it.
    let _ = say(&mut talk, "QUIT").await;
    Ok(())
}

/// `USER` and `PASS` (RFC 959 §5.4): whether they are accepted.
async fn log_in(
    talk: &mut Talk,
    user: &str,
    password: &Secret,
    options: &ProbeOptions,
) -> Result<Result<(), Cause>, Cause> {
    let password = options.reveal_line(password)?;
    let mut answer = say(talk, &format!("USER {user}")).await?;
    if answer.code == 331 {
        answer = say(talk, &Zeroizing::new(format!("PASS {password}"))).await?;
    }
    Ok(match answer.code {
        230 | 202 => Ok(()),
        // 332 and 532: a third word is wanted, an account. 534: not without TLS.
        332 | 530 | 532 | 534 => Err(Cause::LoginRefused { reason: answer.shown() }),
        _ => Err(answer.failure(230)),
    })
}

/// Whether there is a file, by its size, or a directory, by going there.
async fn look_for(talk: &mut Talk, path: &str, seen: &mut FtpObservation) -> Result<(), Cause> {
    // In text mode servers may refuse to tell sizes.
    say(talk, "TYPE I").await?;
    let size = say(talk, &format!("SIZE {path}")).await?;
    if size.code == 213 {
        seen.size = size.text().trim().parse().ok();
        seen.found = Some(true);
        return Ok(());
    }
    leave(&size)?;
    let there = say(talk, &format!("CWD {path}")).await?;
    leave(&there)?;
    seen.found = Some(matches!(there.code, 250 | 200));
    match seen.found {
        Some(true) => Ok(()),
        _ => Err(Cause::UnexpectedAnswer { expected: format!("the path {path}"), found: there.shown() }),
    }
}

/// A server may take its leave at any time.
fn leave(answer: &Reply) -> Result<(), Cause> {
    if answer.code == 421 { Err(Cause::ServiceFailed { reason: answer.shown() }) } else { Ok(()) }
}
