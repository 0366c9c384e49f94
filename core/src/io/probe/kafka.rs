//! The protocol of Kafka: `ApiVersions`, `SaslHandshake`, `SaslAuthenticate`, `Metadata`.

use zeroize::Zeroizing;

use super::ProbeOptions;
use super::dial::{Dial, Said};
use super::fields::{Fields, strange};
use super::lines::{Talk, shown};
use crate::check::{Cause, KafkaCheck, KafkaObservation, KafkaPartition};
use crate::error::Result;

/// Bytes of all answers at most; a topic of a thousand partitions has some 40,000.
const MAX_BYTES: usize = 1024 * 1024;

const METADATA: i16 = 3;
const SASL_HANDSHAKE: i16 = 17;
const API_VERSIONS: i16 = 18;
const SASL_AUTHENTICATE: i16 = 36;
/// The versions of `Metadata` that are read: the first can be told to create no topic, the next after the last has another
/// form.
const METADATA_VERSIONS: (i16, i16) = (4, 8);

pub(super) async fn observe(check: &KafkaCheck, options: &ProbeOptions) -> Result<KafkaObservation> {
    let (host, port) = check.host_and_port()?;
    let mut seen = KafkaObservation::default();
    let mut dial = Dial::start(options, &check.connection, &check.tls_rules);
    let outcome = converse(check, &host, port, &mut dial, &mut seen).await;
    seen.attempt = dial.end(outcome);
    Ok(seen)
}

async fn converse(
    check: &KafkaCheck,
    host: &str,
    port: u16,
    dial: &mut Dial<'_>,
    seen: &mut KafkaObservation,
) -> Said<()> {
    let tls: Option<&[&[u8]]> = check.tls.then_some(&[]);
    let stream = dial.connect(host, port, tls).await?;
    let mut talk = Talk::new(stream, dial.budget, MAX_BYTES);
    let versions = ask(&mut talk, API_VERSIONS, 0, &[]).await;
    talk.fill(&mut dial.attempt.timing);
    let version = metadata_version(Fields::new("Kafka", &versions?))?;
    if let (Some(user), Some(password)) = (&check.user, &check.password) {
        dial.may_log_in()?;
        log_in(&mut talk, user, dial.options.reveal(password)?).await?;
    }
    let mut body = Vec::new();
    match &check.topic {
        Some(topic) => {
            body.extend(1_i32.to_be_bytes());
            body.extend(text(topic)?);
        }
        None => body.extend(0_i32.to_be_bytes()),
    }
    // Creates no topic; from version 8 on, tells no permissions.
    body.push(0);
    if version >= 8 {
        body.extend([0, 0]);
    }
    let answer = ask(&mut talk, METADATA, version, &body).await?;
    read_metadata(Fields::new("Kafka", &answer), version, seen)?;
    Ok(())
}

async fn log_in(talk: &mut Talk, user: &str, password: &str) -> Result<(), Cause> {
    let answer = ask(talk, SASL_HANDSHAKE, 1, &text("PLAIN")?).await?;
    let mut fields = Fields::new("Kafka", &answer);
    if fields.i16()? != 0 {
        let mut offered = Vec::new();
        for _ in 0..count(&mut fields)? {
            offered.push(nullable(&mut fields)?);
        }
        let reason = shown(&format!("it offers no PLAIN but {}", offered.join(", ")), 200);
        return Err(Cause::LoginRefused { reason });
    }
    let login = Zeroizing::new(format!("\0{user}\0{password}"));
    let length = i32::try_from(login.len()).map_err(|_| too_long())?;
    let body = Zeroizing::new([&length.to_be_bytes(), login.as_bytes()].concat());
    let answer = ask(talk, SASL_AUTHENTICATE, 0, &body).await?;
    let mut fields = Fields::new("Kafka", &answer);
    match fields.i16()? {
        0 => Ok(()),
        code => {
            let reason = shown(&nullable(&mut fields)?, 200);
            Err(Cause::LoginRefused { reason: if reason.is_empty() { format!("error {code}") } else { reason } })
        }
    }
}

/// Which version of `Metadata` to speak, by what the broker offers.
fn metadata_version(mut fields: Fields<'_>) -> Result<i16, Cause> {
    let code = fields.i16()?;
    if code != 0 {
        return Err(Cause::ServiceFailed { reason: format!("ApiVersions: error {code}") });
    }
    let (least, most) = METADATA_VERSIONS;
    for _ in 0..count(&mut fields)? {
        let (key, from, to) = (fields.i16()?, fields.i16()?, fields.i16()?);
        if key == METADATA {
            let version = from.max(least);
            let reason = format!("it speaks versions {from} to {to} of Metadata; {least} to {most} are known");
            return if version <= to.min(most) { Ok(version) } else { Err(Cause::Protocol { reason }) };
        }
    }
    Err(Cause::Protocol { reason: "it offers no Metadata".to_string() })
}

fn read_metadata(mut fields: Fields<'_>, version: i16, seen: &mut KafkaObservation) -> Result<(), Cause> {
    fields.take(4)?;
    let brokers = count(&mut fields)?;
    for _ in 0..brokers {
        fields.take(4)?;
        nullable(&mut fields)?;
        fields.take(4)?;
        nullable(&mut fields)?;
    }
    seen.brokers = Some(brokers);
    seen.cluster = shown(&nullable(&mut fields)?, 200);
    seen.controller = Some(fields.i32()?);
    for _ in 0..count(&mut fields)? {
        seen.topic_error = Some(fields.i16()?);
        nullable(&mut fields)?;
        fields.take(1)?;
        for _ in 0..count(&mut fields)? {
            fields.take(2)?;
            let (partition, leader) = (fields.i32()?, fields.i32()?);
            if version >= 7 {
                fields.take(4)?;
            }
            let (replicas, in_sync) = (nodes(&mut fields)?, nodes(&mut fields)?);
            if version >= 5 {
                nodes(&mut fields)?;
            }
            seen.partitions.push(KafkaPartition { partition, leader, replicas, in_sync });
        }
        if version >= 8 {
            fields.take(4)?;
        }
    }
    Ok(())
}

/// The length of an array; one that is null has none.
fn count(fields: &mut Fields<'_>) -> Result<u32, Cause> {
    Ok(u32::try_from(fields.i32()?).unwrap_or(0))
}

/// Reads a list of brokers; how many there are.
fn nodes(fields: &mut Fields<'_>) -> Result<u32, Cause> {
    let count = count(fields)?;
    fields.take(usize::try_from(count).unwrap_or(usize::MAX).saturating_mul(4))?;
    Ok(count)
}

/// A text; one that is null is empty.
fn nullable(fields: &mut Fields<'_>) -> Result<String, Cause> {
    let length = usize::try_from(fields.i16()?).unwrap_or(0);
    fields.text(length)
}

fn too_long() -> Cause {
    Cause::NotEvaluated { reason: "a text is longer than Kafka carries".to_string() }
}

fn text(text: &str) -> Result<Vec<u8>, Cause> {
    let length = i16::try_from(text.len()).map_err(|_| too_long())?;
    Ok([&length.to_be_bytes(), text.as_bytes()].concat())
}

/// Sends a request; the answer to it, after its head.
async fn ask(talk: &mut Talk, key: i16, version: i16, body: &[u8]) -> Result<Vec<u8>, Cause> {
    // What we are called to the broker's logs, and a number that the answer repeats.
    let head =
        [&key.to_be_bytes()[..], &version.to_be_bytes(), &i32::from(key).to_be_bytes(), &text("netwarden")?].concat();
    let length = u32::try_from(head.len() + body.len()).map_err(|_| too_long())?;
    talk.send(&Zeroizing::new([&length.to_be_bytes()[..], &head, body].concat())).await?;
    let bytes = talk.bytes(8).await?;
    let mut fields = Fields::new("Kafka", &bytes);
    let (length, number) = (fields.u32()?, fields.i32()?);
    if number != i32::from(key) || length < 4 {
        return Err(strange("Kafka", "an answer to something else"));
    }
    talk.bytes(usize::try_from(length - 4).unwrap_or(usize::MAX)).await
}
