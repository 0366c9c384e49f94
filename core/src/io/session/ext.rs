use std::net::IpAddr;

use tokio::time::Instant;

use super::get::get;
use super::{Query, Session};
use crate::error::{Error, Result};
use crate::inventory::DeviceSnapshot;
use crate::io::walking::Walking;
use crate::io::{CollectOptions, collect, collect_interfaces};
use crate::mib::{NamedRow, Names, Row, Rows, Table, TableKind, TableType};
use crate::value::{DeviceId, Moment, Oid, Value, VarBind};
use crate::wire::{ErrorStatus, Pdu, Verdict, Walk, WalkLimits, WalkedColumn};

/// The operations of every [`Session`].
pub trait SessionExt: Session {
    /// Gets these variables, in this order.
    ///
    /// One that the agent does not have is there with an exception as its value, also in v1, where the agent names
    /// the first such variable and nothing else. Where the answer would be too big, the names are asked in halves.
    /// What an answer lacks is asked for again. A variable whose value cannot be read, or that comes under another name,
    /// is left out; [`Session::exchange`] tells what is wrong with it.
    ///
    /// # Errors
    /// [`Error::Refused`] where the agent refuses for another reason; [`Error::TimedOut`],
    /// [`Error::Unreachable`] and [`Error::Malformed`] where there is no answer.
    fn get(&self, names: &[Oid]) -> impl Future<Output = Result<Vec<VarBind>>> + Send {
        get(self, names)
    }

    /// Gets the variable that follows each of these.
    ///
    /// # Errors
    /// As [`Self::get`].
    fn get_next(&self, names: &[Oid]) -> impl Future<Output = Result<Vec<VarBind>>> + Send {
        let query = Query::GetNext(names.to_vec());
        async move { once(self, query).await }
    }

    /// Gets the one variable that follows each of the first `non_repeaters` names, and up to `max_repetitions`
    /// that follow each of the others (RFC 3416 §4.2.3). In v1 it is a [`Self::get_next`].
    ///
    /// # Errors
    /// As [`Self::get`].
    fn get_bulk(
        &self,
        non_repeaters: u32,
        max_repetitions: u32,
        names: &[Oid],
    ) -> impl Future<Output = Result<Vec<VarBind>>> + Send {
        let query = Query::GetBulk { non_repeaters, max_repetitions, names: names.to_vec() };
        async move { once(self, query).await }
    }

    /// Sets these variables, all or none (RFC 3416 §4.2.5), and returns them as the agent confirms them.
    ///
    /// Where no answer comes, the request is sent again with the same request id, and an agent that did answer may
    /// carry it out once more. That is harmless for a value that says what shall be (`ifAdminStatus` down); for one
    /// that does something each time (a counter to step, a row to make) take a session without repeats
    /// ([`RetryPolicy::retries`](crate::wire::RetryPolicy::retries)). Nothing is split: a SET that is too big for the
    /// agent is refused.
    ///
    /// # Errors
    /// [`Error::Refused`] names the status and the variable, and nothing was set (but see `undoFailed`);
    /// [`Error::Unconfirmed`] where no readable answer came: *it may have been set*, read it back;
    /// [`Error::Invalid`] where nothing is to be set, where a value is none (`NULL` or an exception), or has more than
    /// 65,535 octets; then nothing is sent;
    /// [`Error::Unreachable`] where it could not be sent.
    fn set(&self, varbinds: &[VarBind]) -> impl Future<Output = Result<Vec<VarBind>>> + Send {
        set(self, varbinds)
    }

    /// Reads everything below `root`; the result says whether that is all, and if not why.
    ///
    /// # Errors
    /// Where the agent answered nothing at all, as [`Self::get`].
    fn walk(&self, root: &Oid, limits: WalkLimits) -> impl Future<Output = Result<WalkedColumn>> + Send {
        let walk = Walk::new(root.clone(), self.adapted(limits));
        async move {
            let mut columns = run(self, walk).await?;
            columns.pop().ok_or_else(|| Error::invalid("walk", "nothing", "a root is expected"))
        }
    }

    /// Reads everything below each root, side by side in the same requests.
    ///
    /// # Errors
    /// Where the agent answered nothing at all, as [`Self::get`].
    fn walk_columns(
        &self,
        roots: Vec<Oid>,
        limits: WalkLimits,
    ) -> impl Future<Output = Result<Vec<WalkedColumn>>> + Send {
        let walk = Walk::columns(roots, self.adapted(limits));
        run(self, walk)
    }

    /// Reads a table, or a group of scalars, as typed rows.
    ///
    /// # Errors
    /// Where the agent answered nothing at all, as [`Self::get`].
    fn table<R: Row + Send>(&self) -> impl Future<Output = Result<TableRead<R>>> + Send {
        table(self, const { &R::TABLE }, Rows::read)
    }

    /// Reads a table, or a group of scalars, that is known by its name only: [`TableType::named`].
    ///
    /// # Errors
    /// As [`Self::table`].
    fn table_named(&self, named: &TableType) -> impl Future<Output = Result<TableRead<NamedRow>>> + Send {
        table(self, &named.table, |varbinds| named.read(varbinds))
    }

    /// Visits the agent as a discovery would, and under the id that one would give it: its address, or else what the
    /// session calls it. [`collect`](crate::io::collect()) takes another id.
    ///
    /// # Errors
    /// Where the agent does not answer to its `system` group: as [`Self::get`].
    fn collect(&self, options: CollectOptions) -> impl Future<Output = Result<DeviceSnapshot>> + Send {
        let (id, address) = identity(self);
        async move { collect(self, id, address, options).await }
    }

    /// The same with the `system` group and the interfaces with their counters alone: what rates need of a later moment.
    ///
    /// # Errors
    /// As [`Self::collect`].
    fn collect_interfaces(&self, options: CollectOptions) -> impl Future<Output = Result<DeviceSnapshot>> + Send {
        let (id, address) = identity(self);
        async move { collect_interfaces(self, id, address, options).await }
    }
}

fn identity<S: Session + ?Sized>(session: &S) -> (DeviceId, Option<IpAddr>) {
    let address = session.ends().map(|(asked, _)| asked);
    (DeviceId(address.map_or_else(|| session.target(), |address| address.to_string())), address)
}

impl<S: Session + ?Sized> SessionExt for S {}

/// A table as typed rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRead<R> {
    /// The rows, and what could not be read.
    pub rows: Rows<R>,
    /// Whether the agent's whole table was read.
    pub complete: bool,
    /// Why not, in words.
    pub reason: Option<String>,
}

async fn table<S: Session + ?Sized, R>(
    session: &S,
    table: &Table,
    read: impl FnOnce(&[VarBind]) -> Rows<R>,
) -> Result<TableRead<R>> {
    let requests = table.requests();
    if table.kind == TableKind::Scalars {
        let varbinds = get(session, &requests).await?;
        return Ok(TableRead { rows: read(&varbinds), complete: true, reason: None });
    }
    let columns = run(session, Walk::columns(requests, session.adapted(WalkLimits::new()))).await?;
    let partial = columns.iter().find_map(WalkedColumn::why_partial);
    let varbinds: Vec<VarBind> = columns.into_iter().flat_map(|column| column.varbinds).collect();
    Ok(TableRead { rows: read(&varbinds), complete: partial.is_none(), reason: partial })
}

async fn once<S: Session + ?Sized>(session: &S, query: Query) -> Result<Vec<VarBind>> {
    let asked = match &query {
        Query::Get(names) | Query::GetNext(names) | Query::GetBulk { names, .. } => names.clone(),
        Query::Set(varbinds) => varbinds.iter().map(|varbind| varbind.name.clone()).collect(),
    };
    let answer = session.exchange(query).await?;
    match answer.verdict() {
        Verdict::Success => Ok(answer.response.varbinds),
        Verdict::TooBig => Err(refused(session, ErrorStatus::TooBig, answer.response.index, &asked)),
        Verdict::Refused { status, index } => Err(refused(session, status, index, &asked)),
    }
}

/// The variable's name where it has one that says more than its numbers, else those.
fn named(variable: &Oid) -> String {
    Names::standard().name_of(variable).unwrap_or_else(|| variable.to_string())
}

pub(super) fn refused<S: Session + ?Sized>(session: &S, status: ErrorStatus, index: u32, asked: &[Oid]) -> Error {
    let at = usize::try_from(index).ok().and_then(|index| index.checked_sub(1));
    let variable = at.and_then(|at| asked.get(at)).map(named);
    Error::Refused { target: session.target(), status: status.to_string(), index, variable, meaning: status.meaning() }
}

/// Octets of an `OCTET STRING` or `Opaque` at most (RFC 2578 §7.1.2).
const MOST_OCTETS: usize = 65_535;

fn octets_of(value: &Value) -> usize {
    match value {
        Value::OctetString(octets) | Value::Opaque(octets) => octets.len(),
        _ => 0,
    }
}

async fn set<S: Session + ?Sized>(session: &S, varbinds: &[VarBind]) -> Result<Vec<VarBind>> {
    let Some(first) = varbinds.first() else {
        return Err(Error::invalid("list of variables to set", "", "at least one is expected"));
    };
    if let Some(nothing) = varbinds.iter().find(|it| it.value == Value::Null || it.value.is_exception()) {
        let given = format!("{} for {}", nothing.value.smi_type(), nothing.name);
        return Err(Error::invalid("value to set", given, "a value of the variable's type is expected"));
    }
    if let Some(long) = varbinds.iter().find(|it| octets_of(&it.value) > MOST_OCTETS) {
        let given = format!("{} octets for {}", octets_of(&long.value), long.name);
        return Err(Error::invalid("value to set", given, "at most 65535 octets are expected (RFC 2578 §7.1.2)"));
    }
    let unconfirmed = |reason| {
        let more = match varbinds.len() {
            1 => String::new(),
            more => format!(" and {} more", more - 1),
        };
        let what = format!("setting {}{more}", named(&first.name));
        Error::Unconfirmed { target: session.target(), what, reason }
    };
    match once(session, Query::Set(varbinds.to_vec())).await {
        Err(Error::TimedOut { after_ms, attempts, .. }) => {
            let sent = if attempts == 1 { "attempt" } else { "attempts" };
            Err(unconfirmed(format!("no answer within {after_ms} ms ({attempts} {sent})")))
        }
        // It answered, but nobody can read what.
        Err(Error::Malformed { offset, reason, .. }) => {
            Err(unconfirmed(format!("its answer is malformed at {offset}: {reason}")))
        }
        done => done,
    }
}

async fn run<S: Session + ?Sized>(session: &S, walk: Walk) -> Result<Vec<WalkedColumn>> {
    let walk = session.follow(walk).await?;
    session.learn(&walk);
    Ok(walk.finish())
}

/// Takes a walk one exchange after the other.
pub(super) async fn follow<S: Session + ?Sized>(session: &S, walk: Walk) -> Result<Walk> {
    let started = Instant::now();
    let mut walking = Walking::new(walk);
    while let Some(pdu) = walking.next_request(0, Moment::START + started.elapsed()) {
        walking.settle(session.exchange(query(pdu)).await);
    }
    walking.finish()
}

fn query(pdu: Pdu) -> Query {
    let names = |varbinds: Vec<VarBind>| varbinds.into_iter().map(|varbind| varbind.name).collect();
    match pdu {
        Pdu::GetBulk(request) => Query::GetBulk {
            non_repeaters: request.non_repeaters,
            max_repetitions: request.max_repetitions,
            names: names(request.varbinds),
        },
        Pdu::GetNext(request) => Query::GetNext(names(request.varbinds)),
        other => Query::Get(other.varbinds().iter().map(|varbind| varbind.name.clone()).collect()),
    }
}
