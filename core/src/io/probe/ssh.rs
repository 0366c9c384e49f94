//! RFC 4253 as far as `SSH_MSG_KEXINIT`.

use super::ProbeOptions;
use super::dial::{Dial, Said};
use super::lines::{Talk, shown};
use crate::check::{Cause, Phase, SshCheck, SshObservation, TlsRules};
use crate::error::Result;

/// Bytes of all that is read at most.
const MAX_BYTES: usize = 64 * 1024;
/// Lines before the identification at most.
const MAX_LINES: usize = 64;
/// A packet is not longer (RFC 4253 §6.1).
const MAX_PACKET: usize = 35_000;
/// Names in a list of algorithms at most.
const MAX_NAMES: usize = 64;
const MSG_KEXINIT: u8 = 20;

pub(super) async fn observe(check: &SshCheck, options: &ProbeOptions) -> Result<SshObservation> {
    let (host, port) = check.host_and_port()?;
    let mut seen = SshObservation::default();
    let rules = TlsRules::default();
    let mut dial = Dial::start(options, &check.connection, &rules);
    let outcome = converse(&host, port, &mut dial, &mut seen).await;
    seen.attempt = dial.end(outcome);
    Ok(seen)
}

async fn converse(host: &str, port: u16, dial: &mut Dial<'_>, seen: &mut SshObservation) -> Said<()> {
    let stream = dial.connect(host, port, None).await?;
    let mut talk = Talk::new(stream, dial.budget, MAX_BYTES);
    let outcome = identification(&mut talk, seen).await;
    talk.fill(&mut dial.attempt.timing);
    outcome?;
    let version = seen.identification.split('-').nth(1).unwrap_or_default();
    if !matches!(version, "2.0" | "1.99") {
        let found = seen.identification.clone();
        return Err(Cause::UnexpectedAnswer { expected: "SSH 2.0".to_string(), found }.into());
    }
    talk.say(concat!("SSH-2.0-netwarden_", env!("CARGO_PKG_VERSION"))).await?;
    (seen.key_exchange, seen.host_keys) = algorithms(&mut talk).await?;
    Ok(())
}

/// Reads up to the line that begins with `SSH-`; a server may say other things before (RFC 4253 §4.2).
async fn identification(talk: &mut Talk, seen: &mut SshObservation) -> Result<(), Cause> {
    loop {
        let line = match talk.line().await {
            Ok(line) => line,
            Err(Cause::Closed { .. } | Cause::TimedOut { phase: Phase::Transfer, .. }) if !seen.banner.is_empty() => {
                return Err(unidentified(seen));
            }
            Err(cause) => return Err(cause),
        };
        let line = shown(&line, 255);
        if line.starts_with("SSH-") {
            seen.identification = line;
            return Ok(());
        }
        seen.banner.push(line);
        if seen.banner.len() > MAX_LINES {
            return Err(unidentified(seen));
        }
    }
}

/// What it means that other lines came, but no identification.
fn unidentified(seen: &mut SshObservation) -> Cause {
    let banner = std::mem::take(&mut seen.banner);
    let first = banner.first().map(String::as_str).unwrap_or_default();
    // What OpenSSH says where it has too many who ask.
    if first.starts_with("Exceeded MaxStartups") || first.starts_with("Not allowed at this time") {
        return Cause::ServiceFailed { reason: first.to_string() };
    }
    Cause::Protocol { reason: format!("no identification of SSH follows {:?}", shown(first, 80)) }
}

/// The first packet: the names of the algorithms for keys and for host keys (RFC 4253 §7.1).
async fn algorithms(talk: &mut Talk) -> Result<(Vec<String>, Vec<String>), Cause> {
    let strange = |what: &str| Cause::Protocol { reason: format!("its first packet {what}") };
    let head = talk.bytes(4).await?;
    let length = head.iter().fold(0_usize, |sum, byte| (sum << 8) | usize::from(*byte));
    if !(12..=MAX_PACKET).contains(&length) {
        return Err(strange(&format!("has {length} bytes, not 12 to {MAX_PACKET}")));
    }
    let packet = talk.bytes(length).await?;
    let padding = packet.first().map_or(0, |byte| usize::from(*byte));
    let payload = packet.get(1..length.saturating_sub(padding)).ok_or_else(|| strange("is all padding"))?;
    if payload.first() != Some(&MSG_KEXINIT) {
        return Err(strange("is not SSH_MSG_KEXINIT"));
    }
    // After the message's number and the cookie.
    let rest = payload.get(17..).unwrap_or_default();
    let cut = || strange("ends within its lists of algorithms");
    let (key_exchange, rest) = names(rest).ok_or_else(cut)?;
    let (host_keys, _) = names(rest).ok_or_else(cut)?;
    Ok((key_exchange, host_keys))
}

/// A name-list and what follows it (RFC 4251 §5).
fn names(bytes: &[u8]) -> Option<(Vec<String>, &[u8])> {
    let (head, rest) = bytes.split_at_checked(4)?;
    let length = head.iter().fold(0_usize, |sum, byte| (sum << 8) | usize::from(*byte));
    let (list, rest) = rest.split_at_checked(length)?;
    let list = String::from_utf8_lossy(list);
    let found = list.split(',').filter(|name| !name.is_empty()).take(MAX_NAMES);
    Some((found.map(|name| shown(name, 64)).collect(), rest))
}
