//! The serial number of a zone at each of its name servers.

use std::net::IpAddr;
use std::time::Instant;

use futures_util::future::join_all;
use hickory_net::proto::op::ResponseCode;
use hickory_net::proto::rr::{Name, RData, RecordType};

use super::super::dial::Stop;
use super::super::{ProbeOptions, ms};
use super::exchange::{Exchange, Question};
use super::lookup::addresses;
use crate::check::{Cause, SerialSeen};

/// Where name servers are asked.
pub(super) const PORT: u16 = 53;
/// Name servers of a zone, and addresses of each, that are asked at most.
const MAX_SERVERS: usize = 16;
const MAX_ADDRESSES: usize = 4;

/// What each name server of `zone` says: those of `exchanges` where there are several, else those that the zone names.
pub(super) async fn serials(
    zone: &Name,
    exchanges: &[&Exchange],
    options: &ProbeOptions,
    port: u16,
) -> Vec<SerialSeen> {
    match exchanges {
        [] => Vec::new(),
        [only] => {
            let named = match servers_of(zone, only).await {
                Ok(named) => named,
                Err(cause) => {
                    let server = only.host.clone();
                    return vec![SerialSeen { server, failure: Some(cause), ..SerialSeen::default() }];
                }
            };
            let asking = named.into_iter().map(|name| async move { of_server(zone, &name, only, options, port).await });
            join_all(asking).await.into_iter().flatten().collect()
        }
        several => {
            let asking = several.iter().map(|exchange| {
                let server = if exchange.port == PORT {
                    exchange.host.clone()
                } else {
                    format!("{}:{}", exchange.host, exchange.port)
                };
                async move { serial(zone, server, exchange).await }
            });
            join_all(asking).await
        }
    }
}

/// The names of the zone's servers.
async fn servers_of(zone: &Name, exchange: &Exchange) -> Result<Vec<Name>, Cause> {
    let heard = match exchange.ask(&Question::new(zone.clone(), RecordType::NS, true)).await.1 {
        Ok(heard) => heard,
        Err(Stop::Failed(cause)) => return Err(cause),
        Err(Stop::Distrusted) => return Ok(Vec::new()),
    };
    if heard.message.metadata.response_code != ResponseCode::NoError {
        return Err(Cause::ServiceFailed { reason: super::rcode(heard.message.metadata.response_code) });
    }
    let named = heard.message.answers.iter().filter_map(|record| match &record.data {
        RData::NS(name) if record.name == *zone => Some(name.0.clone()),
        _ => None,
    });
    Ok(named.take(MAX_SERVERS).collect())
}

/// What one server says at each of its addresses.
async fn of_server(
    zone: &Name,
    name: &Name,
    exchange: &Exchange,
    options: &ProbeOptions,
    port: u16,
) -> Vec<SerialSeen> {
    let shown = super::bare(&name.to_string());
    let (four, six) = futures_util::future::join(
        addresses(exchange, name, RecordType::A, true),
        addresses(exchange, name, RecordType::AAAA, true),
    )
    .await;
    let admitted = |address: &IpAddr| exchange.connection.family.admits(*address);
    let mut found: Vec<IpAddr> = Vec::new();
    let mut failure = None;
    for answer in [four, six] {
        match answer {
            Ok(addresses) => found.extend(addresses),
            Err(cause) => failure = Some(cause),
        }
    }
    found.retain(admitted);
    found.truncate(MAX_ADDRESSES);
    if found.is_empty() {
        let failure = failure.or_else(|| Some(Cause::NoAddress { family: "IP".to_string() }));
        return vec![SerialSeen { server: shown, failure, ..SerialSeen::default() }];
    }
    let asking = found.into_iter().map(|address| {
        let there = exchange.elsewhere(address.to_string(), port, options);
        let server = format!("{shown} ({address})");
        async move { serial(zone, server, &there).await }
    });
    join_all(asking).await
}

/// What a server says itself, without asking others.
async fn serial(zone: &Name, server: String, exchange: &Exchange) -> SerialSeen {
    let started = Instant::now();
    let (_, heard) = exchange.ask(&Question::new(zone.clone(), RecordType::SOA, false)).await;
    let mut seen = SerialSeen { server, total_ms: ms(started.elapsed()), ..SerialSeen::default() };
    match heard {
        Ok(heard) => {
            let meta = &heard.message.metadata;
            let serial = heard.message.answers.iter().find_map(|record| match &record.data {
                RData::SOA(soa) if record.name == *zone => Some(soa.serial),
                _ => None,
            });
            match serial {
                _ if meta.response_code != ResponseCode::NoError => {
                    seen.failure = Some(Cause::ServiceFailed { reason: super::rcode(meta.response_code) });
                }
                Some(serial) if meta.authoritative => seen.serial = Some(serial),
                _ => {
                    let reason = "it is not authoritative for the zone".to_string();
                    seen.failure = Some(Cause::ServiceFailed { reason });
                }
            }
        }
        Err(Stop::Failed(cause)) => seen.failure = Some(cause),
        Err(Stop::Distrusted) => {
            seen.failure = Some(Cause::ResolverFailed { reason: "its certificate is wrong".to_string() });
        }
    }
    seen
}
