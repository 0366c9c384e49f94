use tokio::time::Instant;

use super::{Query, Session};
use crate::error::{Error, Result};
use crate::io::walking::Walking;
use crate::mib::{NamedRow, Row, Rows, Table, TableKind, TableType};
use crate::value::{Moment, Oid, Value, VarBind};
use crate::wire::{ErrorStatus, Pdu, Verdict, Walk, WalkLimits, WalkedColumn};

/// The operations of every [`Session`].
pub trait SessionExt: Session {
    /// Gets these variables, in this order.
    ///
    /// One that the agent does not have is there with an exception as its value, also in v1, where the agent names
    /// the first such variable and nothing else. Where the answer would be too big, the names are asked in halves.
    /// A variable whose value cannot be read is left out; [`Session::exchange`] tells what is wrong with it.
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
    let answer = session.exchange(query).await?;
    match answer.verdict() {
        Verdict::Success => Ok(answer.response.varbinds),
        Verdict::TooBig => Err(refused(session, ErrorStatus::TooBig, answer.response.index)),
        Verdict::Refused { status, index } => Err(refused(session, status, index)),
    }
}

fn refused<S: Session + ?Sized>(session: &S, status: ErrorStatus, index: u32) -> Error {
    Error::Refused { target: session.target(), status: status.to_string(), index }
}

async fn get<S: Session + ?Sized>(session: &S, names: &[Oid]) -> Result<Vec<VarBind>> {
    let mut found = Vec::with_capacity(names.len());
    // Parts of the names that are still to be asked, the first one last.
    let mut parts = vec![names.to_vec()];
    while let Some(mut part) = parts.pop() {
        if part.is_empty() {
            continue;
        }
        let answer = session.exchange(Query::Get(part.clone())).await?;
        match answer.verdict() {
            Verdict::Success => found.extend(answer.response.varbinds),
            Verdict::TooBig if part.len() > 1 => {
                let rest = part.split_off(part.len() / 2);
                parts.extend([rest, part]);
            }
            // RFC 1157 §4.1.2: the index names the variable that is not there; the others are asked again.
            Verdict::Refused { status: ErrorStatus::NoSuchName, index } => {
                let at = usize::try_from(index).ok().and_then(|index| index.checked_sub(1));
                let Some(at) = at.filter(|at| *at < part.len()).or((part.len() == 1).then_some(0)) else {
                    return Err(refused(session, ErrorStatus::NoSuchName, index));
                };
                let rest = part.split_off(at + 1);
                let missing = part.pop();
                if part.is_empty() {
                    found.extend(missing.map(|name| VarBind::new(name, Value::NoSuchObject)));
                    parts.push(rest);
                } else {
                    parts.extend([rest, missing.into_iter().collect(), part]);
                }
            }
            Verdict::TooBig => return Err(refused(session, ErrorStatus::TooBig, answer.response.index)),
            Verdict::Refused { status, index } => return Err(refused(session, status, index)),
        }
    }
    Ok(found)
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
