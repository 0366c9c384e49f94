//! The parts of a connection: look the name up, choose an address by policy, open a socket; and what failures mean.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpSocket, TcpStream, lookup_host};
use tokio_rustls::client::TlsStream;

use super::{Budget, ProbeOptions, ms, tls};
use crate::check::{Cause, Connection, Family, Phase};

/// How a name is looked up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lookup<'a> {
    pub family: Family,
    pub source: Option<IpAddr>,
    /// Where the system's resolver is not to be asked.
    pub name_servers: Option<&'a Connection>,
}

impl<'a> From<&'a Connection> for Lookup<'a> {
    fn from(connection: &'a Connection) -> Self {
        let name_servers = (!connection.name_servers.is_empty()).then_some(connection);
        Self { family: connection.family, source: connection.source, name_servers }
    }
}

/// The address to use, and how long the lookup took where there was one.
pub(super) async fn resolve(
    host: &str,
    port: u16,
    lookup: Lookup<'_>,
    options: &ProbeOptions,
    budget: Budget,
) -> Result<(SocketAddr, Option<f64>), Cause> {
    let Lookup { family, source, .. } = lookup;
    let literal = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    let (found, resolve_ms) = match literal.parse::<IpAddr>() {
        Ok(address) => (vec![SocketAddr::new(address, port)], None),
        Err(_) => {
            let started = Instant::now();
            let name = ascii_name(host)?;
            let found = match lookup.name_servers {
                Some(connection) => by_servers(&name, port, connection, lookup, options, budget).await?,
                None => {
                    let looking = lookup_host((name.as_str(), port));
                    budget.wait(Phase::Resolve, looking).await?.map_err(lookup_cause)?.collect()
                }
            };
            (found, Some(ms(started.elapsed())))
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

/// The addresses that the name servers of the spec tell.
#[cfg(feature = "dns")]
async fn by_servers(
    name: &str,
    port: u16,
    connection: &Connection,
    lookup: Lookup<'_>,
    options: &ProbeOptions,
    budget: Budget,
) -> Result<Vec<SocketAddr>, Cause> {
    let servers =
        connection.name_server_addresses().map_err(|error| Cause::ResolverFailed { reason: error.to_string() })?;
    let found = super::dns::lookup(name, servers, lookup.family, lookup.source, options, budget).await?;
    Ok(found.into_iter().map(|address| SocketAddr::new(address, port)).collect())
}

#[cfg(not(feature = "dns"))]
#[allow(clippy::unused_async)]
async fn by_servers(
    _: &str,
    _: u16,
    _: &Connection,
    _: Lookup<'_>,
    _: &ProbeOptions,
    _: Budget,
) -> Result<Vec<SocketAddr>, Cause> {
    Err(Cause::FeatureMissing { feature: "dns".to_string() })
}

/// A name in the letters of the DNS (IDNA).
fn ascii_name(host: &str) -> Result<String, Cause> {
    match url::Host::parse(host) {
        Ok(name) => Ok(name.to_string()),
        Err(error) => Err(Cause::NameNotFound { reason: error.to_string() }),
    }
}

pub(super) async fn open(address: SocketAddr, source: Option<IpAddr>) -> io::Result<TcpStream> {
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

/// What a failed read or write of a datagram means; an answer by ICMP that nothing listens is one.
pub(super) fn datagram_cause(error: &io::Error, phase: Phase) -> Cause {
    match error.kind() {
        ErrorKind::ConnectionRefused => Cause::Refused,
        _ => stream_cause(error, phase),
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
