//! For products that use the package [`snmp2`](https://docs.rs/snmp2) already: its types in ours and back, and a session
//! over its `AsyncSession`, so that its answers feed discovery, tables, rates and topology.

use std::fmt;
use std::future::Future;
use std::io;
use std::net::Ipv4Addr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use ::snmp2::{AsyncSession, Oid as TheirOid, Pdu, Value as TheirValue, Version};
use tokio::sync::Mutex;

use super::{Session, SessionFuture};
use crate::error::{Error, Result};
use crate::io::Query;
use crate::value::{Oid, TimeTicks, Value, VarBind};
use crate::wire::{Answer, ErrorStatus, Response};

/// Their object identifier as ours.
///
/// # Errors
/// [`Error::Invalid`] where an arc is beyond 32 bits, or where there are more than 128.
pub fn oid(theirs: &TheirOid<'_>) -> Result<Oid> {
    let invalid =
        || Error::invalid("object identifier", theirs.to_string(), "at most 128 arcs of 32 bits are expected");
    let arcs = theirs.iter().ok_or_else(invalid)?;
    let ours: Oid = arcs.map(|arc| u32::try_from(arc).map_err(|_| invalid())).collect::<Result<_>>()?;
    if ours.len() > Oid::MAX_ARCS { Err(invalid()) } else { Ok(ours) }
}

/// Our object identifier as theirs.
///
/// # Errors
/// [`Error::Invalid`] where theirs cannot hold it: with fewer than two arcs, or where those are none of the tree's.
pub fn their_oid(ours: &Oid) -> Result<TheirOid<'static>> {
    let arcs: Vec<u64> = ours.iter().map(|arc| u64::from(*arc)).collect();
    TheirOid::from(&arcs).map_err(|_| {
        Error::invalid("object identifier", ours.to_string(), "two arcs or more are expected, the first below 3")
    })
}

/// Their value as ours.
///
/// # Errors
/// [`Error::Invalid`] where SNMP has no such type: `BOOLEAN`, sequences, whole PDUs, integers beyond 32 bits.
pub fn value(theirs: &TheirValue<'_>) -> Result<Value> {
    Ok(match theirs {
        TheirValue::Integer(number) => Value::Integer(
            i32::try_from(*number)
                .map_err(|_| Error::invalid("value", number.to_string(), "an INTEGER has 32 bits (RFC 2578 §7.1.1)"))?,
        ),
        TheirValue::OctetString(octets) => Value::OctetString(octets.to_vec()),
        TheirValue::Null => Value::Null,
        TheirValue::ObjectIdentifier(name) => Value::ObjectId(oid(name)?),
        TheirValue::IpAddress(octets) => Value::IpAddress(Ipv4Addr::from(*octets)),
        TheirValue::Counter32(number) => Value::Counter32(*number),
        TheirValue::Unsigned32(number) => Value::Gauge32(*number),
        TheirValue::Timeticks(number) => Value::TimeTicks(TimeTicks(*number)),
        TheirValue::Opaque(octets) => Value::Opaque(octets.to_vec()),
        TheirValue::Counter64(number) => Value::Counter64(*number),
        TheirValue::NoSuchObject => Value::NoSuchObject,
        TheirValue::NoSuchInstance => Value::NoSuchInstance,
        TheirValue::EndOfMibView => Value::EndOfMibView,
        other => {
            let kind = format!("{other:?}");
            let kind = kind.split(':').next().unwrap_or_default();
            return Err(Error::invalid("value", kind, "a type of the SMI is expected (RFC 2578 §7.1)"));
        }
    })
}

/// Our value as theirs, which borrows its octets.
///
/// # Errors
/// As [`their_oid`].
pub fn their_value(ours: &Value) -> Result<TheirValue<'_>> {
    Ok(match ours {
        Value::Integer(number) => TheirValue::Integer(i64::from(*number)),
        Value::OctetString(octets) => TheirValue::OctetString(octets),
        Value::Null => TheirValue::Null,
        Value::ObjectId(name) => TheirValue::ObjectIdentifier(their_oid(name)?),
        Value::IpAddress(address) => TheirValue::IpAddress(address.octets()),
        Value::Counter32(number) => TheirValue::Counter32(*number),
        Value::Gauge32(number) => TheirValue::Unsigned32(*number),
        Value::TimeTicks(ticks) => TheirValue::Timeticks(ticks.0),
        Value::Opaque(octets) => TheirValue::Opaque(octets),
        Value::Counter64(number) => TheirValue::Counter64(*number),
        Value::NoSuchObject => TheirValue::NoSuchObject,
        Value::NoSuchInstance => TheirValue::NoSuchInstance,
        Value::EndOfMibView => TheirValue::EndOfMibView,
    })
}

/// The variables of their answer as ours: what to feed `Rows::read`, and so rates and topology.
///
/// Their list ends without a word at the first variable that they cannot read: compare the number with what was asked.
///
/// # Errors
/// As [`oid`] and [`value`].
pub fn varbinds(theirs: &Pdu<'_>) -> Result<Vec<VarBind>> {
    theirs.varbinds.clone().map(|(name, it)| Ok(VarBind::new(oid(&name)?, value(&it)?))).collect()
}

/// Their answer as ours.
///
/// # Errors
/// As [`varbinds`].
pub fn response(theirs: &Pdu<'_>) -> Result<Response> {
    Ok(Response {
        id: theirs.req_id,
        status: ErrorStatus::from_number(i32::try_from(theirs.error_status).unwrap_or(i32::MAX)),
        index: theirs.error_index,
        varbinds: varbinds(theirs)?,
    })
}

/// A new `AsyncSession`, ready to be asked.
pub type Connecting = Pin<Box<dyn Future<Output = io::Result<AsyncSession>> + Send>>;

/// Asks one agent over an `snmp2::AsyncSession`, one request at a time.
///
/// What theirs lacks is added as far as it can be from outside: a time limit, repeats, walks and tables
/// ([`SessionExt`](super::SessionExt)). A session that failed to get its answer is dropped, and the next request gets a
/// new one with a socket of its own, as a late answer would put theirs out of step for good.
///
/// What stays as it is in `snmp2` 0.5: a socket for each agent; a repeat has another request id, so that a late answer
/// to the first one is lost, and a SET is not repeated; a variable that cannot be read hides those after it, which ends
/// as [`Error::Malformed`] where the number of variables is known. [`UdpSession`](super::UdpSession) has none of that.
///
/// ```
/// use netwarden::io::snmp2::Snmp2Session;
///
/// let session = Snmp2Session::new("10.0.0.1", || {
///     Box::pin(snmp2::AsyncSession::new_v2c("10.0.0.1:161", b"public", 1))
/// });
/// # let _ = session;
/// ```
#[derive(Clone)]
pub struct Snmp2Session {
    target: Arc<str>,
    timeout: Duration,
    retries: u32,
    connect: Arc<dyn Fn() -> Connecting + Send + Sync>,
    /// Their session, while it is in step.
    session: Arc<Mutex<Option<Box<AsyncSession>>>>,
}

impl Snmp2Session {
    /// A session that makes its `AsyncSession`s by `connect`: at the first request, and after each that failed. In SNMPv3
    /// `connect` also calls their `init`. `target` is what messages call the agent.
    #[must_use]
    pub fn new(target: impl Into<Arc<str>>, connect: impl Fn() -> Connecting + Send + Sync + 'static) -> Self {
        Self {
            target: target.into(),
            timeout: Duration::from_secs(1),
            retries: 2,
            connect: Arc::new(connect),
            session: Arc::default(),
        }
    }

    /// How long each attempt waits; 1 s.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How often a request is sent again after the first time; 2. A SET is not.
    #[must_use]
    pub fn retries(mut self, retries: u32) -> Self {
        self.retries = retries;
        self
    }

    async fn ask(&self, query: Query) -> Result<Answer> {
        let attempts = if matches!(query, Query::Set(_)) { 1 } else { self.retries.saturating_add(1) };
        let mut held = self.session.lock().await;
        for attempt in 1..=attempts {
            // Taken out, so that a caller who goes away in the middle leaves no session that is out of step.
            let exchange = async {
                let mut session = match held.take() {
                    Some(session) => session,
                    None => Box::new((self.connect)().await.map_err(|error| self.unreachable(error.to_string()))?),
                };
                let response = once(&mut session, &query).await;
                Ok::<_, Error>((session, response))
            };
            let Ok(done) = tokio::time::timeout(self.timeout, exchange).await else { continue };
            let (session, response) = done?;
            match response {
                Ok(response) => {
                    *held = Some(session);
                    let mut answer = Answer::from(response?);
                    answer.attempts = attempt;
                    return Ok(answer);
                }
                // Another request's answer: the session is out of step.
                Err(::snmp2::Error::RequestIdMismatch | ::snmp2::Error::CommunityMismatch) => {}
                Err(::snmp2::Error::Send | ::snmp2::Error::Receive) if attempt < attempts => {}
                Err(error @ (::snmp2::Error::Send | ::snmp2::Error::Receive)) => {
                    return Err(self.unreachable(error.to_string()));
                }
                Err(error) => {
                    let (origin, reason) = (self.target(), error.to_string());
                    return Err(Error::Malformed { origin, offset: "byte 0".to_owned(), reason });
                }
            }
        }
        let after_ms = u64::try_from(self.timeout.as_millis()).unwrap_or(u64::MAX).saturating_mul(u64::from(attempts));
        Err(Error::TimedOut { target: self.target(), after_ms, attempts, hint: "" })
    }

    fn unreachable(&self, reason: String) -> Error {
        Error::Unreachable { target: self.target(), reason }
    }
}

/// One request of theirs: the outer error says that the session is spoilt, the inner one what is wrong with the answer.
async fn once(session: &mut AsyncSession, query: &Query) -> std::result::Result<Result<Response>, ::snmp2::Error> {
    let names = match query {
        Query::Get(names) | Query::GetNext(names) | Query::GetBulk { names, .. } => names.clone(),
        Query::Set(values) => values.iter().map(|it| it.name.clone()).collect(),
    };
    let theirs: Vec<TheirOid<'_>> = match names.iter().map(their_oid).collect::<Result<_>>() {
        Ok(theirs) => theirs,
        Err(error) => return Ok(Err(error)),
    };
    let all: Vec<&TheirOid<'_>> = theirs.iter().collect();
    let count = u32::try_from(all.len()).unwrap_or(u32::MAX);
    match (query, session.version()) {
        (Query::Get(_), _) => Ok(whole(&session.get_many(&all).await?, Some(all.len()))),
        (Query::Set(values), _) => {
            let values: Vec<TheirValue<'_>> =
                match values.iter().map(|it| their_value(&it.value)).collect::<Result<_>>() {
                    Ok(values) => values,
                    Err(error) => return Ok(Err(error)),
                };
            let pairs: Vec<(&TheirOid<'_>, TheirValue<'_>)> = all.into_iter().zip(values).collect();
            Ok(whole(&session.set(&pairs).await?, None))
        }
        // They have no GETNEXT of several names: a bulk request that repeats nothing is one.
        (Query::GetNext(_), Version::V2C | Version::V3) => {
            Ok(whole(&session.getbulk(&all, count, 0).await?, Some(all.len())))
        }
        (Query::GetBulk { non_repeaters, max_repetitions, .. }, Version::V2C | Version::V3) => {
            Ok(whole(&session.getbulk(&all, *non_repeaters, *max_repetitions).await?, None))
        }
        (Query::GetNext(_) | Query::GetBulk { .. }, Version::V1) => {
            let mut found = Response { id: 0, status: ErrorStatus::NoError, index: 0, varbinds: Vec::new() };
            for (index, name) in (1..).zip(all) {
                match whole(&session.getnext(name).await?, Some(1)) {
                    Ok(response) if response.status == ErrorStatus::NoError => found.varbinds.extend(response.varbinds),
                    Ok(response) => return Ok(Ok(Response { index, ..response })),
                    Err(error) => return Ok(Err(error)),
                }
            }
            Ok(Ok(found))
        }
    }
}

/// Their answer, where it has as many variables as it must.
fn whole(theirs: &Pdu<'_>, expected: Option<usize>) -> Result<Response> {
    let response = response(theirs)?;
    match expected {
        Some(expected) if response.status == ErrorStatus::NoError && response.varbinds.len() < expected => {
            let reason = format!("{} variables can be read of {expected} that were asked for", response.varbinds.len());
            Err(Error::Malformed { origin: "an answer read by snmp2".to_owned(), offset: "byte 0".to_owned(), reason })
        }
        _ => Ok(response),
    }
}

impl Session for Snmp2Session {
    fn target(&self) -> String {
        self.target.to_string()
    }

    fn exchange(&self, query: Query) -> SessionFuture<'_, Result<Answer>> {
        Box::pin(self.ask(query))
    }
}

impl fmt::Debug for Snmp2Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snmp2Session")
            .field("target", &self.target)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
