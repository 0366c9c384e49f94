//! RFC 6455: the handshake and whole messages of text.

use std::fmt::Write;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha1::{Digest as _, Sha1};
use url::Position;
use zeroize::Zeroizing;

use super::ProbeOptions;
use super::dial::{Dial, Said};
use super::lines::Talk;
use crate::check::{Cause, WebsocketCheck, WebsocketObservation};
use crate::error::Result;

/// Bytes and lines of the answer's head at most.
const MAX_HEAD: usize = 64 * 1024;
const MAX_HEADERS: usize = 128;
/// What a server proves that it knows (RFC 6455 §1.3).
const GUID: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
/// How long the server's own close is awaited.
const FAREWELL: Duration = Duration::from_secs(1);

pub(super) async fn observe(check: &WebsocketCheck, options: &ProbeOptions) -> Result<WebsocketObservation> {
    let mut seen = WebsocketObservation::default();
    let mut dial = Dial::start(options, &check.connection, &check.tls_rules);
    let outcome = converse(check, &mut dial, &mut seen).await;
    seen.attempt = dial.end(outcome);
    Ok(seen)
}

async fn converse(check: &WebsocketCheck, dial: &mut Dial<'_>, seen: &mut WebsocketObservation) -> Said<()> {
    let url = check.parsed_url().map_err(|error| Cause::Local { reason: error.to_string() })?;
    let is_secure = url.scheme() == "wss";
    let host = url.host_str().unwrap_or_default();
    let port = url.port_or_known_default().unwrap_or(if is_secure { 443 } else { 80 });
    let protocols: &[&[u8]] = &[b"http/1.1"];
    let stream = dial.connect(host, port, is_secure.then_some(protocols)).await?;
    if check.login.is_some() {
        dial.may_log_in()?;
    }
    let key = STANDARD.encode(random::<16>()?);
    let mut head = Zeroizing::new(format!(
        "GET {} HTTP/1.1\r\nHost: {}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n",
        &url[Position::BeforePath..Position::AfterQuery],
        &url[Position::BeforeHost..Position::AfterPort],
    ));
    if !check.headers.iter().any(|header| header.name.eq_ignore_ascii_case("user-agent")) {
        let agent: String = dial.options.user_agent.chars().filter(|letter| !letter.is_control()).collect();
        let _ = write!(head, "User-Agent: {agent}\r\n");
    }
    if let Some(protocol) = &check.protocol {
        let _ = write!(head, "Sec-WebSocket-Protocol: {protocol}\r\n");
    }
    for header in &check.headers {
        let _ = write!(head, "{}: {}\r\n", header.name, header.value);
    }
    let login = &check.login;
    if let Some(token) = &login.token {
        let _ = write!(head, "Authorization: Bearer {}\r\n", dial.options.reveal_line(token)?);
    } else if let (Some(user), Some(password)) = (&login.user, &login.password) {
        let pair = Zeroizing::new(format!("{user}:{}", dial.options.reveal(password)?));
        let _ = write!(head, "Authorization: Basic {}\r\n", *Zeroizing::new(STANDARD.encode(&*pair)));
    }
    head.push_str("\r\n");
    let limit = usize::try_from(check.max_bytes).unwrap_or(usize::MAX);
    let mut talk = Talk::new(stream, dial.budget, limit.saturating_add(MAX_HEAD));
    talk.send(head.as_bytes()).await?;
    let opened = open(&mut talk, &key, seen).await;
    talk.fill(&mut dial.attempt.timing);
    if !opened? {
        return Ok(());
    }
    if let Some(text) = &check.send {
        talk.send(&frame(TEXT, text.as_bytes())?).await?;
    }
    if let Some(wanted) = &check.expect {
        messages(&mut talk, wanted, limit, seen).await?;
    }
    // All was seen: a server that is curt at the end is no worse for it.
    if seen.closed.is_none() && talk.send(&frame(CLOSE, &1000_u16.to_be_bytes())?).await.is_ok() {
        let _ = tokio::time::timeout(FAREWELL, talk.bytes(2)).await;
    }
    Ok(())
}

/// Reads the head of the answer; whether it opens.
async fn open(talk: &mut Talk, key: &str, seen: &mut WebsocketObservation) -> Result<bool, Cause> {
    let first = talk.line().await?;
    let status =
        first.strip_prefix("HTTP/1.").and_then(|rest| rest.get(2..5)).and_then(|code| code.parse::<u16>().ok());
    let Some(status) = status else {
        return Err(Cause::Protocol { reason: "what it sends is not HTTP/1".to_string() });
    };
    seen.status = Some(status);
    let (mut accept, mut upgrade) = (None, false);
    for count in 0.. {
        let line = talk.line().await?;
        if line.is_empty() {
            break;
        }
        if count >= MAX_HEADERS {
            return Err(Cause::Protocol { reason: format!("it has more than {MAX_HEADERS} headers") });
        }
        let (name, value) = line.split_once(':').unwrap_or((line.as_str(), ""));
        let value = value.trim();
        match name.to_ascii_lowercase().as_str() {
            "sec-websocket-accept" => accept = Some(value.to_string()),
            "sec-websocket-protocol" => seen.protocol = Some(value.chars().take(100).collect()),
            "upgrade" => upgrade = value.eq_ignore_ascii_case("websocket"),
            _ => {}
        }
    }
    if status != 101 {
        return Ok(false);
    }
    // RFC 6455 §4.1
    let proof = STANDARD.encode(Sha1::digest(format!("{key}{GUID}")));
    if !upgrade || accept.as_deref() != Some(proof.as_str()) {
        let reason = "it answers 101, but not to this handshake (Upgrade, Sec-WebSocket-Accept)".to_string();
        return Err(Cause::Protocol { reason });
    }
    Ok(true)
}

const CONTINUATION: u8 = 0;
const TEXT: u8 = 1;
const BINARY: u8 = 2;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;

/// Reads messages until one has what is wanted, or the server closes.
async fn messages(talk: &mut Talk, wanted: &str, limit: usize, seen: &mut WebsocketObservation) -> Result<(), Cause> {
    let protocol = |reason: &str| Err(Cause::Protocol { reason: reason.to_string() });
    let mut message: Option<Vec<u8>> = None;
    loop {
        let (kind, is_last, payload) = read(talk, limit).await?;
        match (kind, message.as_mut()) {
            (TEXT | BINARY, None) => message = Some(payload),
            (CONTINUATION, Some(begun)) => begun.extend_from_slice(&payload),
            (PING, _) => {
                talk.send(&frame(PONG, &payload)?).await?;
                continue;
            }
            (PONG, _) => continue,
            (CLOSE, _) => {
                // RFC 6455 §7.1.5: 1005 where no code came.
                seen.closed = Some(payload.first_chunk::<2>().map_or(1005, |code| u16::from_be_bytes(*code)));
                return Ok(());
            }
            (CONTINUATION, None) => return protocol("a frame goes on with no message"),
            (TEXT | BINARY, Some(_)) => return protocol("a message begins within another"),
            _ => return protocol("a frame is of no known kind"),
        }
        if is_last {
            let text = String::from_utf8_lossy(&message.take().unwrap_or_default()).into_owned();
            let is_it = text.contains(wanted);
            seen.messages.push(text);
            if is_it {
                return Ok(());
            }
        }
    }
}

/// A frame (RFC 6455 §5.2): its kind, whether it is the last of its message, its payload.
async fn read(talk: &mut Talk, limit: usize) -> Result<(u8, bool, Vec<u8>), Cause> {
    let protocol = |reason: &str| Cause::Protocol { reason: reason.to_string() };
    let head = talk.bytes(2).await?;
    let &[first, second] = head.as_slice() else { return Err(protocol("a frame is too short")) };
    let (kind, is_last) = (first & 0x0f, first & 0x80 != 0);
    if first & 0x70 != 0 {
        return Err(protocol("a frame uses an extension that was not agreed on"));
    }
    if second & 0x80 != 0 {
        return Err(protocol("a frame of the server is masked"));
    }
    let extra = match second {
        126 => 2,
        127 => 8,
        _ => 0,
    };
    let wide = talk.bytes(extra).await?.into_iter().fold(0_u64, |length, byte| (length << 8) | u64::from(byte));
    let length = if extra == 0 { u64::from(second) } else { wide };
    if kind >= CLOSE && (length > 125 || !is_last) {
        return Err(protocol("a control frame is too long or not whole"));
    }
    let length = usize::try_from(length).ok().filter(|length| *length <= limit);
    let length = length.ok_or(Cause::AnswerTooLong { limit: limit as u64 })?;
    Ok((kind, is_last, talk.bytes(length).await?))
}

/// A frame of ours, masked as a client's must be (RFC 6455 §5.3).
fn frame(kind: u8, payload: &[u8]) -> Result<Vec<u8>, Cause> {
    let mut bytes = vec![0x80 | kind];
    match (u8::try_from(payload.len()), u16::try_from(payload.len())) {
        (Ok(length), _) if length < 126 => bytes.push(0x80 | length),
        (_, Ok(length)) => {
            bytes.push(0x80 | 126);
            bytes.extend_from_slice(&length.to_be_bytes());
        }
        _ => {
            bytes.push(0x80 | 127);
            bytes.extend_from_slice(&(payload.len() as u64).to_be_bytes());
        }
    }
    let mask = random::<4>()?;
    bytes.extend_from_slice(&mask);
    bytes.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    Ok(bytes)
}

fn random<const N: usize>() -> Result<[u8; N], Cause> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| Cause::Local { reason: error.to_string() })?;
    Ok(bytes)
}
