//! AMQP 0-9-1: the protocol header, `connection.start` to `connection.open`, `connection.close`.

use zeroize::Zeroizing;

use super::ProbeOptions;
use super::dial::{Dial, Said};
use super::fields::{Fields, strange};
use super::lines::{Talk, shown};
use crate::check::{AmqpCheck, AmqpObservation, Cause, Phase};
use crate::error::Result;

/// Bytes of all answers at most.
const MAX_BYTES: usize = 256 * 1024;
/// Frames that may come before the one that is awaited; a broker that waits sends heartbeats.
const MAX_FRAMES: usize = 16;

const HEADER: &[u8] = b"AMQP\x00\x00\x09\x01";
const FRAME_END: u8 = 0xCE;
// Methods of the class `connection` (10).
const START: u16 = 10;
const START_OK: u16 = 11;
const TUNE: u16 = 30;
const TUNE_OK: u16 = 31;
const OPEN: u16 = 40;
const OPEN_OK: u16 = 41;
const CLOSE: u16 = 50;
const CLOSE_OK: u16 = 51;

pub(super) async fn observe(check: &AmqpCheck, options: &ProbeOptions) -> Result<AmqpObservation> {
    let (host, port) = check.host_and_port()?;
    let mut seen = AmqpObservation::default();
    let mut dial = Dial::start(options, &check.connection, &check.tls_rules);
    let outcome = converse(check, &host, port, &mut dial, &mut seen).await;
    seen.attempt = dial.end(outcome);
    Ok(seen)
}

async fn converse(
    check: &AmqpCheck,
    host: &str,
    port: u16,
    dial: &mut Dial<'_>,
    seen: &mut AmqpObservation,
) -> Said<()> {
    let tls: Option<&[&[u8]]> = check.tls.then_some(&[]);
    let stream = dial.connect(host, port, tls).await?;
    let mut talk = Talk::new(stream, dial.budget, MAX_BYTES);
    talk.send(HEADER).await?;
    let head = talk.bytes(7).await;
    talk.fill(&mut dial.attempt.timing);
    let head = head?;
    if head.starts_with(b"AMQP") {
        // One that does not speak 0-9-1 says what it speaks (§4.2.2).
        let last = talk.bytes(1).await?;
        let version: Vec<String> = head.iter().skip(4).chain(&last).map(u8::to_string).collect();
        let expected = "AMQP 0-9-1".to_string();
        return Err(Cause::UnexpectedAnswer { expected, found: format!("AMQP {}", version.join("-")) }.into());
    }
    let body = match after_head(&mut talk, &head).await? {
        Some(body) => body,
        None => method(&mut talk).await?,
    };
    introduce(&mut expect(&body, START)?, seen)?;
    let (Some(user), Some(password)) = (&check.user, &check.password) else {
        return Ok(());
    };
    dial.may_log_in()?;
    if !seen.mechanisms.split(' ').any(|mechanism| mechanism == "PLAIN") {
        let reason = format!("it offers no PLAIN but {}", seen.mechanisms);
        return Err(Cause::LoginRefused { reason }.into());
    }
    let password = dial.options.reveal(password)?;
    talk.send(&start_ok(user, password)?).await?;
    let body = match method(&mut talk).await {
        Err(Cause::Closed { phase: Phase::FirstByte | Phase::Transfer }) => {
            let reason = "it closed the connection, as AMQP has it where a login is wrong".to_string();
            return Err(Cause::LoginRefused { reason }.into());
        }
        other => other?,
    };
    // Its own limits are as good for us, and nobody is to ask whether we live.
    let mut limits = expect(&body, TUNE).map_err(login_cause)?;
    let tune = framed(TUNE_OK, &[limits.take(6)?, &[0, 0]].concat())?;
    let vhost = check.vhost.as_deref().unwrap_or("/");
    let open = framed(OPEN, &[&short(vhost)?, &[0, 0][..]].concat())?;
    talk.send(&[tune, open].concat()).await?;
    let body = method(&mut talk).await?;
    expect(&body, OPEN_OK).map_err(|cause| match cause {
        Cause::ServiceFailed { reason } if reason.starts_with("530") || reason.starts_with("402") => {
            Cause::UnexpectedAnswer { expected: format!("the virtual host {vhost:?}"), found: reason }
        }
        other => other,
    })?;
    seen.opened = true;
    // All was seen: a broker that is curt at the end is no worse for it.
    let mut close = 200_u16.to_be_bytes().to_vec();
    close.extend(short("done")?);
    close.extend([0, 0, 0, 0]);
    if talk.send(&framed(CLOSE, &close)?).await.is_ok() {
        let _ = method(&mut talk).await;
    }
    Ok(())
}

/// What a refusal of the login means, which comes as a `connection.close`.
fn login_cause(cause: Cause) -> Cause {
    match cause {
        Cause::ServiceFailed { reason } if reason.starts_with("403") => Cause::LoginRefused { reason },
        other => other,
    }
}

/// The body of the frame with that head; `None` for a heartbeat.
async fn after_head(talk: &mut Talk, head: &[u8]) -> Result<Option<Vec<u8>>, Cause> {
    let mut fields = Fields::new("AMQP", head);
    let (kind, _, length) = (fields.u8()?, fields.u16()?, fields.u32()?);
    if !matches!(kind, 1 | 8) {
        return Err(strange("AMQP", &format!("a frame of the kind {kind}")));
    }
    let body = talk.bytes(usize::try_from(length).unwrap_or(usize::MAX)).await?;
    if talk.bytes(1).await?.first() != Some(&FRAME_END) {
        return Err(strange("AMQP", "a frame without its end"));
    }
    Ok((kind == 1).then_some(body))
}

/// The next method: its class, its number, its arguments.
async fn method(talk: &mut Talk) -> Result<Vec<u8>, Cause> {
    for _ in 0..MAX_FRAMES {
        let head = talk.bytes(7).await?;
        if let Some(body) = after_head(talk, &head).await? {
            return Ok(body);
        }
    }
    Err(strange("AMQP", "nothing but heartbeats"))
}

/// The arguments of the method `wanted`; a close is what its code says.
fn expect(body: &[u8], wanted: u16) -> Result<Fields<'_>, Cause> {
    let mut fields = Fields::new("AMQP", body);
    match (fields.u16()?, fields.u16()?) {
        (10, method) if method == wanted => Ok(fields),
        (10, CLOSE) => {
            let (code, length) = (fields.u16()?, fields.u8()?);
            let reason = format!("{code} {}", shown(&fields.text(length.into())?, 200));
            Err(Cause::ServiceFailed { reason })
        }
        (class, CLOSE_OK | _) => Err(strange("AMQP", &format!("an unexpected method of the class {class}"))),
    }
}

/// Notes what `connection.start` says.
fn introduce(start: &mut Fields<'_>, seen: &mut AmqpObservation) -> Result<(), Cause> {
    start.take(2)?;
    let length = start.u32()?;
    let mut table = Fields::new("AMQP", start.take(usize::try_from(length).unwrap_or(usize::MAX))?);
    while !table.is_empty() {
        let length = table.u8()?;
        let name = table.text(length.into())?;
        let value = match table.u8()? {
            b'S' | b'x' | b'F' | b'A' => {
                let length = table.u32()?;
                table.text(usize::try_from(length).unwrap_or(usize::MAX))?
            }
            kind => {
                table.take(match kind {
                    b'V' => 0,
                    b't' | b'b' | b'B' => 1,
                    b'U' | b'u' | b's' => 2,
                    b'I' | b'i' | b'f' => 4,
                    b'D' => 5,
                    b'L' | b'l' | b'd' | b'T' => 8,
                    _ => return Err(table.strange("a field of an unknown type")),
                })?;
                continue;
            }
        };
        let place = match name.as_str() {
            "product" => &mut seen.product,
            "version" => &mut seen.version,
            "cluster_name" => &mut seen.cluster,
            _ => continue,
        };
        *place = shown(&value, 200);
    }
    let length = start.u32()?;
    seen.mechanisms = shown(&start.text(usize::try_from(length).unwrap_or(usize::MAX))?, 200);
    Ok(())
}

fn start_ok(user: &str, password: &str) -> Result<Zeroizing<Vec<u8>>, Cause> {
    let capability = [&short("authentication_failure_close")?, &b"t\x01"[..]].concat();
    let properties =
        [&short("product")?, &b"S"[..], &long(b"netwarden")?, &short("capabilities")?, &b"F"[..], &long(&capability)?]
            .concat();
    let login = Zeroizing::new(format!("\0{user}\0{password}"));
    let login = Zeroizing::new(long(login.as_bytes())?);
    let parts: [&[u8]; 4] = [&long(&properties)?, &short("PLAIN")?, &login, &short("en_US")?];
    Ok(Zeroizing::new(framed(START_OK, &Zeroizing::new(parts.concat()))?))
}

fn too_long<E>(_: E) -> Cause {
    Cause::NotEvaluated { reason: "a text is longer than AMQP carries".to_string() }
}

fn short(text: &str) -> Result<Vec<u8>, Cause> {
    let length = u8::try_from(text.len()).map_err(too_long)?;
    Ok([&[length], text.as_bytes()].concat())
}

fn long(bytes: &[u8]) -> Result<Vec<u8>, Cause> {
    let length = u32::try_from(bytes.len()).map_err(too_long)?;
    Ok([&length.to_be_bytes(), bytes].concat())
}

/// A frame of channel 0 with a method of the class `connection`.
fn framed(method: u16, arguments: &[u8]) -> Result<Vec<u8>, Cause> {
    let payload = Zeroizing::new([&10_u16.to_be_bytes(), &method.to_be_bytes(), arguments].concat());
    Ok([&[1, 0, 0][..], &Zeroizing::new(long(&payload)?), &[FRAME_END]].concat())
}
