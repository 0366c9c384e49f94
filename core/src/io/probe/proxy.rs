//! Connections through a proxy: HTTP CONNECT, SOCKS 5, and the PROXY protocol.

use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::connect::{Lookup, connect_cause, open, plain, resolve, stream_cause};
use super::{Budget, ProbeOptions, ms};
use crate::check::validate::host_and_port;
use crate::check::{Cause, Connection, Family, Phase, Proxy, ProxyKind};

/// Bytes of a proxy's answer to CONNECT at most.
const MAX_ANSWER: usize = 16 * 1024;

/// Milliseconds of the lookup and of the connection.
pub(super) type Times = (Option<f64>, Option<f64>);

fn failed(reason: impl Into<String>) -> Cause {
    Cause::ProxyFailed { reason: reason.into() }
}

/// A connection to `host` through `proxy`, and the proxy's address.
///
/// Where some addresses are forbidden, the name is looked up here, so that the policy sees the address that is used.
pub(super) async fn through(
    proxy: &Proxy,
    host: &str,
    port: u16,
    connection: &Connection,
    options: &ProbeOptions,
    budget: Budget,
) -> Result<(TcpStream, SocketAddr, Times), Cause> {
    let wrong = || failed("the proxy has no address");
    let (name, proxy_port) =
        host_and_port("proxy", proxy.address.as_deref().ok_or_else(wrong)?, None).map_err(|_| wrong())?;
    let asked = match options.policy.is_open() {
        // In a URL an IPv6 address stands in brackets.
        true => host.trim_start_matches('[').trim_end_matches(']').to_string(),
        false => {
            resolve(host, port, Lookup { source: None, ..connection.into() }, options, budget).await?.0.ip().to_string()
        }
    };
    let source = connection.source;
    let (peer, resolve_ms) =
        resolve(&name, proxy_port, Lookup { family: Family::Any, ..connection.into() }, options, budget)
            .await
            .map_err(|cause| match cause {
                denied @ Cause::AddressDenied { .. } => denied,
                cause => failed(format!("the proxy {name} {cause}")),
            })?;
    let started = Instant::now();
    let opened = budget.wait(Phase::Connect, open(peer, source)).await?;
    let mut stream = opened.map_err(|error| failed(format!("the proxy {peer} {}", connect_cause(error))))?;
    let connect_ms = Some(ms(started.elapsed()));
    let speaking = async {
        match proxy.kind {
            ProxyKind::HttpConnect => http_connect(proxy, &asked, port, options, &mut stream).await,
            _ => socks(proxy, &asked, port, options, &mut stream).await,
        }
    };
    budget.wait(Phase::Connect, speaking).await??;
    Ok((stream, peer, (resolve_ms, connect_ms)))
}

fn broken(error: std::io::Error) -> Cause {
    failed(format!("the proxy ended the connection: {}", plain(&error)))
}

/// RFC 9110 §9.3.6.
async fn http_connect(
    proxy: &Proxy,
    host: &str,
    port: u16,
    options: &ProbeOptions,
    stream: &mut TcpStream,
) -> Result<(), Cause> {
    let authority = if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") };
    let mut request = format!("CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n");
    if let (Some(user), Some(password)) = (&proxy.user, &proxy.password) {
        let login = STANDARD.encode(format!("{user}:{}", options.reveal(password)?));
        request.push_str(&format!("Proxy-Authorization: Basic {login}\r\n"));
    }
    request.push_str("\r\n");
    stream.write_all(request.as_bytes()).await.map_err(broken)?;
    // Byte by byte: what follows the head belongs to the target.
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() >= MAX_ANSWER {
            return Err(failed(format!("the proxy's answer is longer than {MAX_ANSWER} bytes")));
        }
        head.push(stream.read_u8().await.map_err(broken)?);
    }
    let line = String::from_utf8_lossy(head.split(|byte| *byte == b'\r').next().unwrap_or_default()).into_owned();
    let mut words = line.splitn(3, ' ');
    match (words.next(), words.next().and_then(|status| status.parse::<u16>().ok())) {
        (Some("HTTP/1.1" | "HTTP/1.0"), Some(200..=299)) => Ok(()),
        (Some("HTTP/1.1" | "HTTP/1.0"), Some(407)) => Err(failed("the proxy asks for another user or password (407)")),
        (Some("HTTP/1.1" | "HTTP/1.0"), Some(status)) => Err(failed(format!("the proxy answered {status} to CONNECT"))),
        _ => Err(failed("what the proxy sends is not HTTP/1")),
    }
}

/// RFC 1928, with the login of RFC 1929.
async fn socks(
    proxy: &Proxy,
    host: &str,
    port: u16,
    options: &ProbeOptions,
    stream: &mut TcpStream,
) -> Result<(), Cause> {
    const NONE: u8 = 0;
    const LOGIN: u8 = 2;
    let login = proxy.user.as_ref().zip(proxy.password.as_ref());
    let methods: &[u8] = if login.is_some() { &[5, 2, NONE, LOGIN] } else { &[5, 1, NONE] };
    stream.write_all(methods).await.map_err(broken)?;
    let mut chosen = [0; 2];
    stream.read_exact(&mut chosen).await.map_err(broken)?;
    match (chosen, login) {
        ([5, NONE], _) => {}
        ([5, LOGIN], Some((user, password))) => {
            let password = options.reveal(password)?;
            let (Ok(user_length), Ok(length)) = (u8::try_from(user.len()), u8::try_from(password.len())) else {
                return Err(failed("SOCKS takes a user and a password of at most 255 bytes"));
            };
            let mut message = zeroize::Zeroizing::new(vec![1, user_length]);
            message.extend_from_slice(user.as_bytes());
            message.push(length);
            message.extend_from_slice(password.as_bytes());
            stream.write_all(&message).await.map_err(broken)?;
            let mut answer = [0; 2];
            stream.read_exact(&mut answer).await.map_err(broken)?;
            if answer != [1, 0] {
                return Err(failed("the proxy refuses the user or the password"));
            }
        }
        ([5, _], _) => return Err(failed("the proxy asks for a login that this check does not have")),
        _ => return Err(failed("what the proxy sends is not SOCKS 5")),
    }
    let mut request = vec![5, 1, 0];
    match host.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => request.extend([&[1][..], &address.octets()].concat()),
        Ok(IpAddr::V6(address)) => request.extend([&[4][..], &address.octets()].concat()),
        Err(_) => {
            let length = u8::try_from(host.len()).map_err(|_| failed("SOCKS takes a name of at most 255 bytes"))?;
            request.extend([&[3, length][..], host.as_bytes()].concat());
        }
    }
    request.extend(port.to_be_bytes());
    stream.write_all(&request).await.map_err(broken)?;
    let mut answer = [0; 4];
    stream.read_exact(&mut answer).await.map_err(broken)?;
    let rest = match answer {
        [5, 0, _, 1] => 4,
        [5, 0, _, 4] => 16,
        [5, 0, _, 3] => usize::from(stream.read_u8().await.map_err(broken)?),
        // What the proxy met at the target is the target's.
        [5, 3 | 4, ..] => return Err(Cause::Unreachable { reason: "the proxy has no way to it".to_string() }),
        [5, 5, ..] => return Err(Cause::Refused),
        [5, 2, ..] => return Err(failed("the proxy's rules forbid the target")),
        [5, code, ..] => return Err(failed(format!("the proxy answered with the error {code}"))),
        _ => return Err(failed("what the proxy sends is not SOCKS 5")),
    };
    let mut bound = vec![0; rest + 2];
    stream.read_exact(&mut bound).await.map_err(broken)?;
    Ok(())
}

/// Says for whom we come: the PROXY protocol, of which the target must be told before anything else.
pub(super) async fn announce(kind: ProxyKind, stream: &mut TcpStream, budget: Budget) -> Result<(), Cause> {
    let local = |error: std::io::Error| Cause::Local { reason: plain(&error) };
    let (from, to) = (stream.local_addr().map_err(local)?, stream.peer_addr().map_err(local)?);
    let message = if kind == ProxyKind::ProtocolV1 { version_1(from, to) } else { version_2(from, to) };
    let sending = stream.write_all(&message);
    budget.wait(Phase::Send, sending).await?.map_err(|error| stream_cause(&error, Phase::Send))
}

pub(super) fn version_1(from: SocketAddr, to: SocketAddr) -> Vec<u8> {
    let family = if from.is_ipv4() { "TCP4" } else { "TCP6" };
    format!("PROXY {family} {} {} {} {}\r\n", from.ip(), to.ip(), from.port(), to.port()).into_bytes()
}

pub(super) fn version_2(from: SocketAddr, to: SocketAddr) -> Vec<u8> {
    let mut message = b"\r\n\r\n\0\r\nQUIT\n\x21".to_vec();
    match (from.ip(), to.ip()) {
        (IpAddr::V4(from), IpAddr::V4(to)) => {
            message.extend([0x11, 0, 12]);
            message.extend([from.octets(), to.octets()].concat());
        }
        (from, to) => {
            let six = |address: IpAddr| match address {
                IpAddr::V4(address) => address.to_ipv6_mapped().octets(),
                IpAddr::V6(address) => address.octets(),
            };
            message.extend([0x21, 0, 36]);
            message.extend([six(from), six(to)].concat());
        }
    }
    message.extend(from.port().to_be_bytes());
    message.extend(to.port().to_be_bytes());
    message
}
