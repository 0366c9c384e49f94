//! TDS, the protocol of Microsoft SQL Server: `PRELOGIN` ([MS-TDS] 2.2.6.5) and its answer.

use super::ProbeOptions;
use super::dial::{Dial, Said};
use super::fields::{Fields, strange};
use super::lines::Talk;
use crate::check::{Cause, MssqlCheck, MssqlObservation, TlsRules};
use crate::error::Result;

/// Bytes of all answers at most; an answer has some fifty.
const MAX_BYTES: usize = 8 * 1024;

const PRELOGIN: u8 = 0x12;
const ANSWER: u8 = 0x04;
const LAST: u8 = 1;
// Options.
const VERSION: u8 = 0;
const ENCRYPTION: u8 = 1;
const INSTANCE: u8 = 2;
const END: u8 = 0xFF;

pub(super) async fn observe(check: &MssqlCheck, options: &ProbeOptions) -> Result<MssqlObservation> {
    let (host, port) = check.host_and_port()?;
    let mut seen = MssqlObservation::default();
    let rules = TlsRules::default();
    let mut dial = Dial::start(options, &check.connection, &rules);
    let outcome = converse(check, &host, port, &mut dial, &mut seen).await;
    seen.attempt = dial.end(outcome);
    Ok(seen)
}

async fn converse(
    check: &MssqlCheck,
    host: &str,
    port: u16,
    dial: &mut Dial<'_>,
    seen: &mut MssqlObservation,
) -> Said<()> {
    let stream = dial.connect(host, port, None).await?;
    let mut talk = Talk::new(stream, dial.budget, MAX_BYTES);
    talk.send(&prelogin(check.instance.as_deref().unwrap_or_default())).await?;
    let head = talk.bytes(8).await;
    talk.fill(&mut dial.attempt.timing);
    let head = head?;
    let mut fields = Fields::new("SQL Server", &head);
    let (kind, status, length) = (fields.u8()?, fields.u8()?, fields.u16()?);
    match length.checked_sub(8) {
        Some(rest) if kind == ANSWER && status & LAST != 0 => {
            read(&talk.bytes(rest.into()).await?, check, seen)?;
            Ok(())
        }
        _ => Err(strange("SQL Server", "something else than an answer to PRELOGIN").into()),
    }
}

/// Our version is 0; encryption is as the server likes it; no thread, no MARS.
fn prelogin(instance: &str) -> Vec<u8> {
    let values: [(u8, &[u8]); 5] = [
        (VERSION, &[0; 6]),
        (ENCRYPTION, &[0]),
        (INSTANCE, &[instance.as_bytes(), &[0]].concat()),
        (3, &[0; 4]),
        (4, &[0]),
    ];
    let (mut options, mut data) = (Vec::new(), Vec::new());
    for (token, value) in values {
        let place = u16::try_from(values.len() * 5 + 1 + data.len()).unwrap_or(u16::MAX);
        let length = u16::try_from(value.len()).unwrap_or(u16::MAX);
        options.push(token);
        options.extend([place.to_be_bytes(), length.to_be_bytes()].concat());
        data.extend(value);
    }
    options.push(END);
    let length = u16::try_from(8 + options.len() + data.len()).unwrap_or(u16::MAX).to_be_bytes();
    [&[PRELOGIN, LAST][..], &length, &[0, 0, 1, 0], &options, &data].concat()
}

fn read(payload: &[u8], check: &MssqlCheck, seen: &mut MssqlObservation) -> Result<(), Cause> {
    let mut options = Fields::new("SQL Server", payload);
    loop {
        let token = options.u8()?;
        if token == END {
            break;
        }
        let (place, length) = (options.u16()?, options.u16()?);
        let mut value = Fields::new("SQL Server", payload);
        value.take(place.into())?;
        let mut value = Fields::new("SQL Server", value.take(length.into())?);
        match token {
            VERSION => seen.version = format!("{}.{}.{}", value.u8()?, value.u8()?, value.u16()?),
            ENCRYPTION => {
                seen.encryption = match value.u8()? {
                    0 => "login-only",
                    1 => "on",
                    2 => "not-supported",
                    3 => "required",
                    _ => return Err(options.strange("an unknown kind of encryption")),
                }
                .to_string();
            }
            INSTANCE if check.instance.is_some() && !value.is_empty() => seen.is_instance = Some(value.u8()? == 0),
            _ => {}
        }
    }
    match seen.version.is_empty() {
        true => Err(options.strange("an answer without a version")),
        false => Ok(()),
    }
}
