//! RFC 3261 §11: `OPTIONS` over UDP, TCP or TLS.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::net::UdpSocket;

use super::connect::datagram_cause;
use super::dial::{Dial, Said};
use super::lines::{Talk, shown};
use super::{ProbeOptions, ms};
use crate::check::octets::to_hex;
use crate::check::{Cause, Phase, SipCheck, SipObservation, SipTransport};
use crate::error::Result;

/// Bytes of all answers over a connection at most.
const MAX_BYTES: usize = 64 * 1024;
/// Headers of one answer at most.
const MAX_HEADERS: usize = 256;
/// The estimate of a round trip, and the longest time between two requests (RFC 3261 §17.1.1.1).
const T1: Duration = Duration::from_millis(500);
const T2: Duration = Duration::from_secs(4);

pub(super) async fn observe(check: &SipCheck, options: &ProbeOptions) -> Result<SipObservation> {
    let (host, port) = check.host_and_port()?;
    let mut seen = SipObservation::default();
    let mut dial = Dial::start(options, &check.connection, &check.tls_rules);
    let outcome = match check.transport {
        SipTransport::Udp => by_datagrams(check, &host, port, &mut dial, &mut seen).await,
        SipTransport::Tcp | SipTransport::Tls => by_connection(check, &host, port, &mut dial, &mut seen).await,
    };
    seen.attempt = dial.end(outcome);
    Ok(seen)
}

async fn by_datagrams(
    check: &SipCheck,
    host: &str,
    port: u16,
    dial: &mut Dial<'_>,
    seen: &mut SipObservation,
) -> Said<()> {
    let socket = dial.udp(host, port).await?;
    let here = socket.local_addr().map_err(|error| Cause::Local { reason: error.to_string() })?;
    let request = Request::new(check, "UDP", &here.to_string(), host, port)?;
    let started = Instant::now();
    let mut pause = T1;
    let mut buffer = vec![0; 65_535];
    let (budget, mut sent) = (dial.budget, Duration::ZERO);
    let mut is_received = false;
    'sending: loop {
        let sending = socket.send(request.text.as_bytes());
        budget.wait(Phase::Send, sending).await?.map_err(|error| datagram_cause(&error, Phase::Send))?;
        seen.sent += 1;
        if seen.sent == 1 {
            sent = started.elapsed();
            dial.attempt.timing.send_ms = Some(ms(sent));
        }
        // An answer that is not the last one makes us patient (Timer E, RFC 3261 §17.1.2.2).
        let again = Instant::now() + if is_received { T2 } else { pause };
        pause = (pause * 2).min(T2);
        loop {
            let received = tokio::time::timeout_at(again.into(), receive(&socket, &mut buffer));
            let Ok(length) = budget.wait(Phase::FirstByte, received).await? else { continue 'sending };
            let text = String::from_utf8_lossy(buffer.get(..length?).unwrap_or_default()).into_owned();
            let Some(answer) = Answer::read(text.lines()) else { continue };
            if !answer.is_to(&request) {
                continue;
            }
            dial.attempt.timing.first_byte_ms.get_or_insert(ms(started.elapsed().saturating_sub(sent)));
            is_received = true;
            if answer.status >= 200 {
                answer.note(seen);
                return Ok(());
            }
        }
    }
}

async fn receive(socket: &UdpSocket, buffer: &mut [u8]) -> std::result::Result<usize, Cause> {
    socket.recv(buffer).await.map_err(|error| datagram_cause(&error, Phase::FirstByte))
}

async fn by_connection(
    check: &SipCheck,
    host: &str,
    port: u16,
    dial: &mut Dial<'_>,
    seen: &mut SipObservation,
) -> Said<()> {
    let tls: Option<&[&[u8]]> = (check.transport == SipTransport::Tls).then_some(&[]);
    let stream = dial.connect(host, port, tls).await?;
    let mut talk = Talk::new(stream, dial.budget, MAX_BYTES);
    // The answer comes over the same connection, whatever is said here (RFC 3261 §18.2.2).
    let name = if check.transport == SipTransport::Tls { "TLS" } else { "TCP" };
    let request = Request::new(check, name, "netwarden.invalid", host, port)?;
    talk.send(request.text.as_bytes()).await?;
    seen.sent = 1;
    loop {
        let mut lines = Vec::new();
        loop {
            let line = talk.line().await;
            talk.fill(&mut dial.attempt.timing);
            let line = line?;
            match (line.is_empty(), lines.is_empty()) {
                // Empty lines before an answer keep a connection alive (RFC 5626 §3.5.1).
                (true, true) => {}
                (true, false) => break,
                (false, _) if lines.len() > MAX_HEADERS => {
                    let reason = format!("an answer has more than {MAX_HEADERS} headers");
                    return Err(Cause::Protocol { reason }.into());
                }
                (false, is_first) => {
                    if is_first && !line.starts_with("SIP/2.0 ") {
                        let reason = format!("{:?} is no answer of SIP", shown(&line, 80));
                        return Err(Cause::Protocol { reason }.into());
                    }
                    lines.push(line);
                }
            }
        }
        let answer = Answer::read(lines.iter().map(String::as_str));
        let answer = answer.ok_or_else(|| Cause::Protocol { reason: "its answer has no status".to_string() })?;
        talk.bytes(answer.length).await?;
        if answer.is_to(&request) && answer.status >= 200 {
            answer.note(seen);
            return Ok(());
        }
    }
}

/// A request and what its answers repeat.
struct Request {
    text: String,
    branch: String,
    call: String,
}

impl Request {
    fn new(check: &SipCheck, transport: &str, here: &str, host: &str, port: u16) -> std::result::Result<Self, Cause> {
        let mut random = [0; 24];
        getrandom::fill(&mut random).map_err(|error| Cause::Local { reason: error.to_string() })?;
        let hex = to_hex(&random);
        let (branch, rest) = hex.split_at(16);
        let (tag, call) = rest.split_at(12);
        // The cookie of RFC 3261 begins every branch (§8.1.1.7).
        let branch = format!("z9hG4bK{branch}");
        let there = match host.parse::<std::net::IpAddr>() {
            Ok(address) => SocketAddr::new(address, port).to_string(),
            Err(_) => format!("{host}:{port}"),
        };
        let uri = check.uri.clone().unwrap_or_else(|| format!("sip:{there}"));
        let parameter =
            if transport == "UDP" { String::new() } else { format!(";transport={}", transport.to_lowercase()) };
        let text = format!(
            "OPTIONS {uri} SIP/2.0\r\nVia: SIP/2.0/{transport} {here};branch={branch};rport\r\nMax-Forwards: 70\r\n\
             From: <sip:netwarden@netwarden.invalid>;tag={tag}\r\nTo: <{uri}>\r\nCall-ID: {call}@netwarden.invalid\r\n\
             CSeq: 1 OPTIONS\r\nContact: <sip:netwarden@{here}{parameter}>\r\nAccept: application/sdp\r\n\
             User-Agent: netwarden/{}\r\nContent-Length: 0\r\n\r\n",
            env!("CARGO_PKG_VERSION"),
        );
        Ok(Self { text, branch, call: format!("{call}@netwarden.invalid") })
    }
}

/// What matters of an answer.
#[derive(Debug, Default, PartialEq)]
struct Answer {
    status: u16,
    reason: String,
    via: String,
    call: String,
    method: String,
    server: Option<String>,
    allow: Vec<String>,
    length: usize,
}

impl Answer {
    /// Reads a status line and headers up to an empty line.
    fn read<'a>(mut lines: impl Iterator<Item = &'a str>) -> Option<Self> {
        let (status, reason) = lines.next()?.strip_prefix("SIP/2.0 ")?.trim_end().split_at_checked(3)?;
        let status = status.parse().ok().filter(|status| (100..700).contains(status))?;
        let mut answer = Self { status, reason: shown(reason.trim(), 100), ..Self::default() };
        for line in lines.take(MAX_HEADERS).map(str::trim_end).take_while(|line| !line.is_empty()) {
            let Some((name, value)) = line.split_once(':') else { continue };
            let value = value.trim();
            match name.trim().to_ascii_lowercase().as_str() {
                "via" | "v" if answer.via.is_empty() => answer.via = value.to_string(),
                "call-id" | "i" => answer.call = value.to_string(),
                "cseq" => answer.method = value.split_whitespace().nth(1).unwrap_or_default().to_string(),
                "server" => answer.server = Some(shown(value, 200)),
                "user-agent" if answer.server.is_none() => answer.server = Some(shown(value, 200)),
                "allow" => answer.allow.extend(value.split(',').take(32).map(|method| shown(method.trim(), 32))),
                "content-length" | "l" => answer.length = value.parse().unwrap_or_default(),
                _ => {}
            }
        }
        Some(answer)
    }

    /// Whether it answers `request` (RFC 3261 §17.1.3).
    fn is_to(&self, request: &Request) -> bool {
        let branch = self.via.split(';').filter_map(|part| part.trim().strip_prefix("branch=")).next();
        branch == Some(&request.branch) && self.call == request.call && self.method == "OPTIONS"
    }

    fn note(self, seen: &mut SipObservation) {
        seen.status = Some(self.status);
        seen.reason = self.reason;
        seen.server = self.server;
        seen.allow = self.allow;
    }
}
