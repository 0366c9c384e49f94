//! MQTT 3.1.1 and 5.0 (OASIS standards): CONNECT, SUBSCRIBE, PINGREQ, DISCONNECT.

use std::time::Duration;

use zeroize::Zeroizing;

use super::ProbeOptions;
use super::dial::{Dial, Said};
use super::fields::{Fields, strange};
use super::lines::{Talk, shown};
use crate::check::{Cause, MqttCheck, MqttObservation};
use crate::error::Result;

/// Bytes of all answers at most.
const MAX_BYTES: usize = 256 * 1024;
/// Packets that may come before the one that is awaited.
const MAX_PACKETS: usize = 64;
/// How long a retained message is awaited after the subscription was granted. A broker sends it at once.
const RETAINED: Duration = Duration::from_secs(2);

const CONNACK: u8 = 2;
const PUBLISH: u8 = 3;
const SUBACK: u8 = 9;
const PINGRESP: u8 = 13;
const DISCONNECT: u8 = 14;

pub(super) async fn observe(check: &MqttCheck, options: &ProbeOptions) -> Result<MqttObservation> {
    let (host, port) = check.host_and_port()?;
    let mut seen = MqttObservation::default();
    let mut dial = Dial::start(options, &check.connection, &check.tls_rules);
    let outcome = converse(check, &host, port, &mut dial, &mut seen).await;
    seen.attempt = dial.end(outcome);
    Ok(seen)
}

async fn converse(
    check: &MqttCheck,
    host: &str,
    port: u16,
    dial: &mut Dial<'_>,
    seen: &mut MqttObservation,
) -> Said<()> {
    let tls: Option<&[&[u8]]> = check.tls.then_some(&[b"mqtt"]);
    let stream = dial.connect(host, port, tls).await?;
    let mut talk = Talk::new(stream, dial.budget, MAX_BYTES);
    talk.send(&connect(check, dial)?).await?;
    let first = packet(&mut talk, &[CONNACK, DISCONNECT]).await;
    talk.fill(&mut dial.attempt.timing);
    let (kind, body) = first?;
    if kind >> 4 != CONNACK {
        return Err(unasked(kind, &body, check.v5).into());
    }
    let mut fields = Fields::new("MQTT", &body);
    fields.u8()?;
    let code = fields.u8()?;
    seen.code = Some(code);
    if code != 0 {
        return Err(refusal(code).into());
    }
    if let Some(topic) = &check.topic {
        let mut body = vec![0, 1];
        if check.v5 {
            body.push(0);
        }
        body.extend(text(topic.as_bytes())?);
        body.push(0);
        talk.send(&framed(0x82, &body)?).await?;
        let (_, body) = wait_for(&mut talk, SUBACK, check.v5, seen).await?;
        let granted = body.last().copied().ok_or_else(|| strange("MQTT", "an empty SUBACK"))?;
        if granted >= 0x80 {
            let expected = format!("a subscription to {topic:?}");
            return Err(Cause::UnexpectedAnswer { expected, found: format!("the code 0x{granted:02x}") }.into());
        }
    }
    talk.send(&[0xC0, 0]).await?;
    wait_for(&mut talk, PINGRESP, check.v5, seen).await?;
    if check.expect.is_some() && seen.message.is_none() {
        // Some brokers send what they keep a little later. That nothing comes is for the judgement.
        if let Ok(Err(cause)) = tokio::time::timeout(RETAINED, wait_for(&mut talk, PUBLISH, check.v5, seen)).await {
            return Err(cause.into());
        }
    }
    let _ = talk.send(&[0xE0, 0]).await;
    Ok(())
}

fn connect(check: &MqttCheck, dial: &Dial<'_>) -> Result<Zeroizing<Vec<u8>>, Cause> {
    let client = match &check.client_id {
        Some(name) => name.clone(),
        None => {
            let mut nonce = [0; 4];
            getrandom::fill(&mut nonce).map_err(|error| Cause::Local { reason: error.to_string() })?;
            format!("netwarden{:08x}", u32::from_be_bytes(nonce))
        }
    };
    // Clean session; we live for a minute without a word.
    let mut flags = 0x02;
    let mut payload = Zeroizing::new(text(client.as_bytes())?);
    if let (Some(user), Some(password)) = (&check.user, &check.password) {
        dial.may_log_in()?;
        flags |= 0xC0;
        payload.extend(text(user.as_bytes())?);
        payload.extend_from_slice(&Zeroizing::new(text(dial.options.reveal(password)?.as_bytes())?));
    }
    let mut body = Zeroizing::new(text(b"MQTT")?);
    body.extend_from_slice(&[if check.v5 { 5 } else { 4 }, flags, 0, 60]);
    if check.v5 {
        body.push(0);
    }
    body.extend_from_slice(&payload);
    Ok(Zeroizing::new(framed(0x10, &body)?))
}

/// A text with its length.
fn text(bytes: &[u8]) -> Result<Vec<u8>, Cause> {
    let too_long =
        |_| Cause::NotEvaluated { reason: "a text is longer than the 65,535 bytes that MQTT carries".into() };
    let length = u16::try_from(bytes.len()).map_err(too_long)?;
    Ok([&length.to_be_bytes(), bytes].concat())
}

/// A packet with its head (3.1.1 §2.2).
fn framed(kind: u8, body: &[u8]) -> Result<Vec<u8>, Cause> {
    let mut packet = vec![kind];
    let mut left = body.len();
    loop {
        let digit = u8::try_from(left % 128).unwrap_or_default();
        left /= 128;
        packet.push(if left > 0 { digit | 0x80 } else { digit });
        if left == 0 {
            break;
        }
    }
    packet.extend_from_slice(body);
    Ok(packet)
}

/// The next packet, of one of `kinds`: its first byte and what follows the length.
async fn packet(talk: &mut Talk, kinds: &[u8]) -> Result<(u8, Vec<u8>), Cause> {
    let byte = |bytes: Vec<u8>| bytes.first().copied().unwrap_or_default();
    let kind = byte(talk.bytes(1).await?);
    if !kinds.contains(&(kind >> 4)) {
        return Err(strange("MQTT", &format!("a packet that begins with 0x{kind:02x}")));
    }
    let mut length = 0_usize;
    for place in 0..4 {
        let digit = byte(talk.bytes(1).await?);
        length |= usize::from(digit & 0x7F) << (7 * place);
        if digit & 0x80 == 0 {
            return Ok((kind, talk.bytes(length).await?));
        }
    }
    Err(strange("MQTT", "a length of more than four bytes"))
}

/// Reads up to a packet of a kind; notes the first retained message on the way.
async fn wait_for(talk: &mut Talk, wanted: u8, v5: bool, seen: &mut MqttObservation) -> Result<(u8, Vec<u8>), Cause> {
    for _ in 0..MAX_PACKETS {
        let (kind, body) = packet(talk, &[PUBLISH, SUBACK, PINGRESP, DISCONNECT]).await?;
        let mut is_retained = false;
        if kind >> 4 == PUBLISH {
            is_retained = kind & 1 == 1;
            if is_retained && seen.message.is_none() {
                let (topic, message) = message(kind, &body, v5)?;
                (seen.topic, seen.message) = (Some(topic), Some(message));
            }
        }
        match kind >> 4 {
            found if found == wanted && (found != PUBLISH || is_retained) => return Ok((kind, body)),
            PUBLISH => {}
            _ => return Err(unasked(kind, &body, v5)),
        }
    }
    Err(Cause::Protocol { reason: format!("{MAX_PACKETS} packets came and none of them was the answer") })
}

/// The topic and the text of a PUBLISH (3.1.1 §3.3, 5.0 §3.3).
fn message(kind: u8, body: &[u8], v5: bool) -> Result<(String, String), Cause> {
    let mut fields = Fields::new("MQTT", body);
    let length = fields.u16()?;
    let topic = fields.text(length.into())?;
    if kind & 0x06 != 0 {
        fields.u16()?;
    }
    if v5 {
        let mut length = 0_usize;
        for place in 0..4 {
            let digit = fields.u8()?;
            length |= usize::from(digit & 0x7F) << (7 * place);
            if digit & 0x80 == 0 {
                break;
            }
        }
        fields.take(length)?;
    }
    Ok((shown(&topic, 500), String::from_utf8_lossy(fields.rest()).into_owned()))
}

/// Another packet came than is awaited.
fn unasked(kind: u8, body: &[u8], v5: bool) -> Cause {
    match (kind >> 4, body.first()) {
        (DISCONNECT, Some(code)) if v5 => refusal(*code),
        _ => strange("MQTT", &format!("a packet that begins with 0x{kind:02x} and was not asked for")),
    }
}

/// What a code other than 0 means (3.1.1 table 3.1, 5.0 §2.4).
fn refusal(code: u8) -> Cause {
    let meaning = match code {
        0x01 | 0x84 => "unsupported protocol version",
        0x02 | 0x85 => "client identifier not valid",
        0x03 | 0x88 => "server unavailable",
        0x04 | 0x86 => "bad user name or password",
        0x05 | 0x87 => "not authorized",
        0x80 => "unspecified error",
        0x81 => "malformed packet",
        0x82 => "protocol error",
        0x89 => "server busy",
        0x8A => "banned",
        0x8B => "server shutting down",
        0x8C => "bad authentication method",
        0x8E => "session taken over",
        0x97 => "quota exceeded",
        0x9F => "connection rate exceeded",
        _ => "another reason",
    };
    let reason = format!("{meaning} (code {code})");
    match code {
        0x04 | 0x05 | 0x86 | 0x87 | 0x8A | 0x8C => Cause::LoginRefused { reason },
        _ => Cause::ServiceFailed { reason },
    }
}
