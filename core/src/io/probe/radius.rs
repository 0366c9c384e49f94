//! RFC 2865, with `Message-Authenticator` (RFC 3579) and `Status-Server` (RFC 5997).

use std::time::Instant;

use hmac::{Mac, SimpleHmac};
use md5::{Digest, Md5};
use zeroize::Zeroizing;

use super::connect::datagram_cause;
use super::dial::{Dial, Said};
use super::lines::shown;
use super::{ProbeOptions, ms};
use crate::check::{Cause, Phase, RadiusCheck, RadiusObservation, RadiusReply, TlsRules};
use crate::error::Result;

/// A packet is not longer (RFC 2865 §3).
const MAX_PACKET: usize = 4096;
const HEADER: usize = 20;
const ACCESS_REQUEST: u8 = 1;
const STATUS_SERVER: u8 = 12;
const USER_NAME: u8 = 1;
const USER_PASSWORD: u8 = 2;
const REPLY_MESSAGE: u8 = 18;
const NAS_IDENTIFIER: u8 = 32;
const MESSAGE_AUTHENTICATOR: u8 = 80;

pub(super) async fn observe(check: &RadiusCheck, options: &ProbeOptions) -> Result<RadiusObservation> {
    let (host, port) = check.host_and_port()?;
    let mut seen = RadiusObservation::default();
    let rules = TlsRules::default();
    let mut dial = Dial::start(options, &check.connection, &rules);
    let outcome = ask(check, &host, port, &mut dial, &mut seen).await;
    seen.attempt = dial.end(outcome);
    Ok(seen)
}

async fn ask(
    check: &RadiusCheck,
    host: &str,
    port: u16,
    dial: &mut Dial<'_>,
    seen: &mut RadiusObservation,
) -> Said<()> {
    let options = dial.options;
    let secret = check.secret.as_ref().map(|secret| options.reveal(secret)).transpose()?.unwrap_or_default();
    let password = check.password.as_ref().map(|password| options.reveal(password)).transpose()?;
    if password.is_some_and(|password| password.len() > 128) || secret.is_empty() {
        let reason = "RADIUS carries passwords of at most 128 bytes, and no empty shared secret".to_string();
        return Err(Cause::NotEvaluated { reason }.into());
    }
    let socket = dial.udp(host, port).await?;
    let mut random = [0; 17];
    getrandom::fill(&mut random).map_err(|error| Cause::Local { reason: error.to_string() })?;
    let (identifier, authenticator) = (random[0], *random.last_chunk::<16>().unwrap_or(&[0; 16]));
    let request = request(check, identifier, &authenticator, secret, password);
    let started = Instant::now();
    dial.budget.wait(Phase::Send, socket.send(&request)).await?.map_err(|error| datagram_cause(&error, Phase::Send))?;
    let sent = started.elapsed();
    dial.attempt.timing.send_ms = Some(ms(sent));
    let mut buffer = [0; MAX_PACKET];
    let mut unsigned = false;
    loop {
        let received = dial.budget.wait(Phase::FirstByte, socket.recv(&mut buffer)).await;
        let length = match received {
            Err(_) if unsigned => {
                let reason = "its answer is not signed with this shared secret".to_string();
                return Err(Cause::Protocol { reason }.into());
            }
            received => received?.map_err(|error| datagram_cause(&error, Phase::FirstByte))?,
        };
        // What is no answer to this request may be anybody's, and is passed over (RFC 2865 §3).
        match read(buffer.get(..length).unwrap_or_default(), identifier, &authenticator, secret) {
            Some(Ok(answer)) => {
                dial.attempt.timing.first_byte_ms = Some(ms(started.elapsed().saturating_sub(sent)));
                (seen.reply, seen.messages, seen.is_signed) = (Some(answer.reply), answer.messages, answer.is_signed);
                return Ok(());
            }
            Some(Err(Unsigned)) => unsigned = true,
            None => {}
        }
    }
}

fn request(
    check: &RadiusCheck,
    identifier: u8,
    authenticator: &[u8; 16],
    secret: &str,
    password: Option<&str>,
) -> Zeroizing<Vec<u8>> {
    let code = if check.user.is_some() { ACCESS_REQUEST } else { STATUS_SERVER };
    let mut packet = Zeroizing::new(vec![code, identifier, 0, 0]);
    packet.extend_from_slice(authenticator);
    // First, so that nothing chosen by others stands before it.
    attribute(&mut packet, MESSAGE_AUTHENTICATOR, &[0; 16]);
    if let Some(user) = &check.user {
        attribute(&mut packet, USER_NAME, user.as_bytes());
    }
    if let Some(password) = password {
        attribute(&mut packet, USER_PASSWORD, &hidden(password.as_bytes(), secret.as_bytes(), authenticator));
    }
    attribute(&mut packet, NAS_IDENTIFIER, check.nas_identifier.as_deref().unwrap_or("netwarden").as_bytes());
    let length = u16::try_from(packet.len()).unwrap_or(u16::MAX).to_be_bytes();
    packet.splice(2..4, length);
    let signature = signature(&packet, secret);
    packet.splice(HEADER + 2..HEADER + 18, signature);
    packet
}

fn attribute(packet: &mut Vec<u8>, kind: u8, value: &[u8]) {
    packet.extend([kind, u8::try_from(value.len() + 2).unwrap_or(u8::MAX)]);
    packet.extend_from_slice(value.get(..253.min(value.len())).unwrap_or_default());
}

/// A password as PAP hides it (RFC 2865 §5.2).
fn hidden(password: &[u8], secret: &[u8], authenticator: &[u8; 16]) -> Vec<u8> {
    let mut padded = Zeroizing::new(password.to_vec());
    padded.resize(password.len().max(1).next_multiple_of(16), 0);
    let mut before: Vec<u8> = authenticator.to_vec();
    let mut all = Vec::new();
    for block in padded.chunks(16) {
        let mask = Md5::new().chain_update(secret).chain_update(&before).finalize();
        before = block.iter().zip(mask).map(|(octet, mask)| octet ^ mask).collect();
        all.extend_from_slice(&before);
    }
    all
}

/// HMAC-MD5 of a packet whose `Message-Authenticator` is all zeros.
fn signature(packet: &[u8], secret: &str) -> Vec<u8> {
    let Ok(mut mac) = <SimpleHmac<Md5> as Mac>::new_from_slice(secret.as_bytes()) else { return Vec::new() };
    mac.update(packet);
    mac.finalize().into_bytes().to_vec()
}

#[derive(Debug, PartialEq)]
struct Answer {
    reply: RadiusReply,
    messages: Vec<String>,
    is_signed: bool,
}

#[derive(Debug, PartialEq)]
struct Unsigned;

/// An answer to the request with this identifier and authenticator; `None` where it is another packet.
fn read(
    bytes: &[u8],
    identifier: u8,
    authenticator: &[u8; 16],
    secret: &str,
) -> Option<std::result::Result<Answer, Unsigned>> {
    let reply = match bytes.first()? {
        2 => RadiusReply::Accept,
        3 => RadiusReply::Reject,
        11 => RadiusReply::Challenge,
        _ => return None,
    };
    let length = usize::from(u16::from_be_bytes([*bytes.get(2)?, *bytes.get(3)?]));
    let packet = bytes.get(..length).filter(|packet| packet.len() >= HEADER && packet.get(1) == Some(&identifier))?;
    let (head, mut rest) = packet.split_at_checked(HEADER)?;
    let (code, response) = head.split_at_checked(4)?;
    // MD5(Code + ID + Length + RequestAuth + Attributes + Secret), RFC 2865 §3.
    let wanted = Md5::new().chain_update(code).chain_update(authenticator).chain_update(rest);
    if wanted.chain_update(secret).finalize().as_slice() != response {
        return Some(Err(Unsigned));
    }
    let (mut messages, mut is_signed) = (Vec::new(), false);
    while let Some((&kind, after)) = rest.split_first() {
        let (&length, after) = after.split_first()?;
        let (value, after) = after.split_at_checked(usize::from(length).checked_sub(2)?)?;
        match kind {
            REPLY_MESSAGE => messages.push(shown(&String::from_utf8_lossy(value), 253)),
            MESSAGE_AUTHENTICATOR => {
                let at = packet.len() - rest.len() + 2;
                let mut zeroed = [code, authenticator, packet.get(HEADER..)?].concat();
                zeroed.get_mut(at..at + 16)?.fill(0);
                if signature(&zeroed, secret) != value {
                    return Some(Err(Unsigned));
                }
                is_signed = true;
            }
            _ => {}
        }
        rest = after;
    }
    Some(Ok(Answer { reply, messages, is_signed }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::octets::from_hex;

    /// RFC 2865 §7.1: the user nemo telnets to a host.
    #[test]
    fn the_example_of_the_standard() {
        let authenticator: [u8; 16] = from_hex("", "0f403f9473978057bd83d5cb98f4227a").unwrap().try_into().unwrap();
        let password = hidden(b"arctangent", b"xyzzy5461", &authenticator);
        assert_eq!(password, from_hex("", "0dbe708d93d413ce3196e43f782a0aee").unwrap());
        let accept =
            from_hex("", "02000026 86fe220e7624ba2a1005f6bf9b55e0b2 060600000001 0f0600000000 0e06c0a80103").unwrap();
        let answer = Answer { reply: RadiusReply::Accept, messages: vec![], is_signed: false };
        assert_eq!(read(&accept, 0, &authenticator, "xyzzy5461"), Some(Ok(answer)));
        assert_eq!(read(&accept, 0, &authenticator, "other"), Some(Err(Unsigned)));
        assert_eq!(read(&accept, 1, &authenticator, "xyzzy5461"), None);
        for end in 0..accept.len() {
            assert!(!matches!(read(&accept[..end], 0, &authenticator, "xyzzy5461"), Some(Ok(_))));
        }
    }

    #[test]
    fn a_message_authenticator_must_be_right_where_there_is_one() {
        let (authenticator, secret) = ([7; 16], "shared");
        let mut answer = vec![3, 9, 0, 45];
        answer.extend_from_slice(&authenticator);
        attribute(&mut answer, REPLY_MESSAGE, b"hello");
        attribute(&mut answer, MESSAGE_AUTHENTICATOR, &[0; 16]);
        let sign = |mut answer: Vec<u8>, secret: &str| {
            answer.splice(29..45, signature(&answer, secret));
            let response = Md5::new().chain_update(&answer).chain_update("shared").finalize();
            answer.splice(4..20, response);
            answer
        };
        let read = |answer: Vec<u8>| read(&answer, 9, &authenticator, secret);
        let good = Answer { reply: RadiusReply::Reject, messages: vec!["hello".into()], is_signed: true };
        assert_eq!(read(sign(answer.clone(), secret)), Some(Ok(good)));
        assert_eq!(read(sign(answer, "forged")), Some(Err(Unsigned)));
    }
}
