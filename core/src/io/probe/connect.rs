//! The one connector: resolve, choose an address by policy, connect, speak TLS where asked.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpSocket, TcpStream, lookup_host};
use tokio_rustls::client::TlsStream;

use super::{Budget, ProbeOptions, ms, tls};
use crate::check::{Attempt, Cause, Family, Phase};

/// Where to connect and how.
#[derive(Debug)]
pub(super) struct Route<'a> {
    /// A name or an address.
    pub host: &'a str,
    pub port: u16,
    pub family: Family,
    pub source: Option<IpAddr>,
    /// The name to ask TLS for, where TLS is to be spoken.
    pub tls: Option<&'a str>,
    /// Protocols to offer in TLS (ALPN).
    pub protocols: &'a [&'a [u8]],
    /// Whether a wrong certificate ends the attempt before anything is said.
    pub needs_good_certificate: bool,
}

/// Connects, and notes in `attempt` what was seen on the way, also where it fails.
///
/// `Ok(None)` where the certificate is wrong and that counts: the facts hold the verdict.
pub(super) async fn connect(
    route: &Route<'_>,
    options: &ProbeOptions,
    budget: Budget,
    attempt: &mut Attempt,
) -> Result<Option<Stream>, Cause> {
    let (address, resolve_ms) = resolve(route.host, route.port, route.family, route.source, options, budget).await?;
    attempt.timing.resolve_ms = resolve_ms;
    attempt.peer = Some(address);

    let started = Instant::now();
    let stream = budget.wait(Phase::Connect, open(address, route.source)).await?.map_err(connect_cause)?;
    attempt.timing.connect_ms = Some(ms(started.elapsed()));
    let Some(name) = route.tls else {
        return Ok(Some(Stream::Plain(stream)));
    };

    let started = Instant::now();
    let handshake = tls::Handshake::new(name, route.protocols)?;
    let outcome = budget.wait(Phase::Tls, handshake.run(stream)).await;
    let (facts, outcome) = match outcome {
        Ok(outcome) => (handshake.facts(outcome.as_ref().ok(), options), outcome),
        Err(late) => (handshake.facts(None, options), Err(late)),
    };
    let is_good = facts.verdict.is_none();
    // A peer that does not speak TLS has no facts.
    attempt.tls = (outcome.is_ok() || !facts.chain.is_empty()).then_some(facts);
    let stream = outcome?;
    attempt.timing.tls_ms = Some(ms(started.elapsed()));
    Ok((is_good || !route.needs_good_certificate).then(|| Stream::Tls(Box::new(stream))))
}

/// The address to use, and how long the lookup took where there was one.
pub(super) async fn resolve(
    host: &str,
    port: u16,
    family: Family,
    source: Option<IpAddr>,
    options: &ProbeOptions,
    budget: Budget,
) -> Result<(SocketAddr, Option<f64>), Cause> {
    let literal = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    let (found, resolve_ms) = match literal.parse::<IpAddr>() {
        Ok(address) => (vec![SocketAddr::new(address, port)], None),
        Err(_) => {
            let started = Instant::now();
            let name = ascii_name(host)?;
            let found = budget.wait(Phase::Resolve, lookup_host((name.as_str(), port))).await?.map_err(lookup_cause)?;
            (found.collect(), Some(ms(started.elapsed())))
        }
    };
    let same_family = |address: IpAddr| source.is_none_or(|source| source.is_ipv4() == address.is_ipv4());
    let mut admitted = found.iter().filter(|found| family.admits(found.ip()) && same_family(found.ip())).peekable();
    let Some(first) = admitted.peek().copied().copied() else {
        let family = match (family, source) {
            (Family::Ipv4, _) | (Family::Any, Some(IpAddr::V4(_))) => "IPv4",
            (Family::Ipv6, _) | (Family::Any, Some(IpAddr::V6(_))) => "IPv6",
            (Family::Any, None) => "IP",
        };
        return Err(Cause::NoAddress { family: family.to_string() });
    };
    match admitted.find(|found| options.policy.forbids(found.ip()).is_none()) {
        Some(allowed) => Ok((*allowed, resolve_ms)),
        None => {
            let reason = options.policy.forbids(first.ip()).unwrap_or("forbidden").to_string();
            Err(Cause::AddressDenied { address: first.ip(), reason })
        }
    }
}

/// A name in the letters of the DNS (IDNA).
fn ascii_name(host: &str) -> Result<String, Cause> {
    match url::Host::parse(host) {
        Ok(name) => Ok(name.to_string()),
        Err(error) => Err(Cause::NameNotFound { reason: error.to_string() }),
    }
}

async fn open(address: SocketAddr, source: Option<IpAddr>) -> io::Result<TcpStream> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    if let Some(source) = source {
        socket.bind(SocketAddr::new(source, 0))?;
    }
    let stream = socket.connect(address).await?;
    // A probe's messages are small and must not wait for one another.
    stream.set_nodelay(true)?;
    Ok(stream)
}

pub(super) fn connect_cause(error: io::Error) -> Cause {
    match error.kind() {
        ErrorKind::ConnectionRefused => Cause::Refused,
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted => Cause::Closed { phase: Phase::Connect },
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown | ErrorKind::TimedOut => {
            Cause::Unreachable { reason: plain(&error) }
        }
        _ => Cause::Local { reason: plain(&error) },
    }
}

pub(super) fn lookup_cause(error: io::Error) -> Cause {
    let reason = plain(&error);
    // getaddrinfo's error number is lost on the way here; its text is what is left. EAI_AGAIN and
    // EAI_SYSTEM speak of the resolver, not of the name.
    let of_resolver = ["Temporary failure", "emporarily", "try again", "System error"];
    if error.raw_os_error().is_some() || of_resolver.iter().any(|text| reason.contains(text)) {
        Cause::ResolverFailed { reason }
    } else {
        Cause::NameNotFound { reason }
    }
}

/// What the system said, without the number.
pub(super) fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    text.strip_prefix("failed to lookup address information: ").unwrap_or(text).to_string()
}

/// What a failed read or write means.
pub(super) fn stream_cause(error: &io::Error, phase: Phase) -> Cause {
    if let Some(tls) = tls::late_cause(error) {
        return Cause::Tls { tls };
    }
    match error.kind() {
        ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted
        | ErrorKind::BrokenPipe
        | ErrorKind::UnexpectedEof => Cause::Closed { phase },
        ErrorKind::TimedOut | ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => {
            Cause::Unreachable { reason: plain(error) }
        }
        _ => Cause::Protocol { reason: plain(error) },
    }
}

/// A connection, with TLS or without.
#[derive(Debug)]
pub(super) enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl AsyncRead for Stream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(cx, buffer),
            Self::Tls(stream) => Pin::new(stream).poll_read(cx, buffer),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(cx, bytes),
            Self::Tls(stream) => Pin::new(stream).poll_write(cx, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Self::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}
