//! Addresses of a name, by name servers that are given.

use std::fs::File;
use std::io::Read;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::time::Instant;

use hickory_net::proto::op::ResponseCode;
use hickory_net::proto::rr::{Name, RData, RecordType};

use super::super::dial::Stop;
use super::super::{Budget, ProbeOptions};
use super::exchange::{Exchange, Question};
use crate::check::{Cause, Connection, DnsTransport, Family, TlsRules};

/// The resolver's list of this system, where it has one (resolv.conf(5)).
const SYSTEM: &str = "/etc/resolv.conf";
/// As many as the system itself asks.
const MAX_SYSTEM: usize = 3;

/// An equal share of the time that is left, for one of `count` who are asked in turn.
pub(super) fn share(budget: Budget, count: usize) -> Budget {
    let gone = u64::try_from(budget.started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let left = budget.limit_ms.saturating_sub(gone);
    let count = u64::try_from(count).unwrap_or(1).max(1);
    Budget { started: Instant::now(), limit_ms: (left / count).max(1) }
}

/// The name servers of this system.
pub(super) fn system_servers() -> Vec<SocketAddr> {
    let mut text = String::new();
    if File::open(SYSTEM).and_then(|file| file.take(64 * 1024).read_to_string(&mut text)).is_err() {
        return Vec::new();
    }
    listed(&text)
}

/// The servers in the text of a resolv.conf.
pub(super) fn listed(text: &str) -> Vec<SocketAddr> {
    let words = text.lines().map(str::split_ascii_whitespace);
    words
        .filter_map(|mut words| if words.next() == Some("nameserver") { words.next() } else { None })
        .filter_map(|address| address.split('%').next()?.parse::<IpAddr>().ok())
        .map(|address| SocketAddr::new(address, 53))
        .take(MAX_SYSTEM)
        .collect()
}

/// The addresses of `host`, an ASCII name, as the first of `servers` that answers tells them; IPv4 first, and IPv6 only where
/// there is none.
///
/// Boxed, as every exchange may itself look up a name.
pub(in super::super) fn lookup<'a>(
    host: &'a str,
    servers: Vec<SocketAddr>,
    family: Family,
    source: Option<IpAddr>,
    options: &'a ProbeOptions,
    budget: Budget,
) -> Pin<Box<dyn Future<Output = Result<Vec<IpAddr>, Cause>> + Send + 'a>> {
    Box::pin(async move {
        let mut failure = Cause::ResolverFailed { reason: "no name server was asked".to_string() };
        for (index, server) in servers.iter().enumerate() {
            let share = share(budget, servers.len() - index);
            match asked(host, *server, family, source, options, share).await {
                Ok(addresses) => return Ok(addresses),
                Err(cause @ (Cause::NameNotFound { .. } | Cause::AddressDenied { .. })) => return Err(cause),
                Err(cause) => {
                    failure = Cause::ResolverFailed { reason: format!("the name server {server} {cause}") };
                }
            }
        }
        Err(failure)
    })
}

async fn asked(
    host: &str,
    server: SocketAddr,
    family: Family,
    source: Option<IpAddr>,
    options: &ProbeOptions,
    budget: Budget,
) -> Result<Vec<IpAddr>, Cause> {
    let name = super::name(host, false)?;
    let source = source.filter(|source| source.is_ipv4() == server.is_ipv4());
    let exchange = Exchange {
        options: options.clone(),
        connection: Connection { source, ..Connection::default() },
        rules: TlsRules::default(),
        host: server.ip().to_string(),
        port: server.port(),
        transport: DnsTransport::Udp,
        budget,
    };
    let records: &[RecordType] = match family {
        Family::Any => &[RecordType::A, RecordType::AAAA],
        Family::Ipv4 => &[RecordType::A],
        Family::Ipv6 => &[RecordType::AAAA],
    };
    for record in records {
        let found = addresses(&exchange, &name, *record, true).await?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

/// The addresses of one family that a server tells.
pub(super) async fn addresses(
    exchange: &Exchange,
    name: &Name,
    record: RecordType,
    recursion: bool,
) -> Result<Vec<IpAddr>, Cause> {
    let question = Question::new(name.clone(), record, recursion);
    let heard = match exchange.ask(&question).await.1 {
        Ok(heard) => heard,
        Err(Stop::Failed(cause)) => return Err(cause),
        Err(Stop::Distrusted) => return Err(Cause::ResolverFailed { reason: "its certificate is wrong".to_string() }),
    };
    match heard.message.metadata.response_code {
        ResponseCode::NoError => {}
        ResponseCode::NXDomain => return Err(Cause::NameNotFound { reason: "NXDOMAIN".to_string() }),
        code => return Err(Cause::ServiceFailed { reason: super::rcode(code) }),
    }
    let found = heard.message.answers.iter().filter_map(|record| match &record.data {
        RData::A(address) => Some(IpAddr::V4(address.0)),
        RData::AAAA(address) => Some(IpAddr::V6(address.0)),
        _ => None,
    });
    Ok(found.take(64).collect())
}
