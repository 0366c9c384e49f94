//! One visit to one device: which tables to ask for, in which order, within which limits.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::time::Duration;

use tokio::time::Instant;

use super::{Session, SessionExt, wall_clock};
use crate::error::{Error, Result};
use crate::inventory::{Collected, CollectedTable, DeviceSnapshot, TableRequest, build, tables, vlan_contexts};
use crate::mib::{IfEntry, IfXEntry, Row, System, Table, TableKind};
use crate::value::{DeviceId, Oid, Timestamp, Value, VarBind, VlanId};
use crate::wire::{WalkEnd, WalkLimits, WalkedColumn};

/// Tables that can be so large that each gets a walk, and the limits of one, for itself.
const LARGE: [&str; 4] = ["dot1qTpFdbTable", "dot1dTpFdbTable", "ipNetToMediaTable", "ipNetToPhysicalTable"];

/// Scalars in one request.
const SCALARS: usize = 16;

/// Questions in a row to which nothing may come before there is no point in asking on.
const PATIENCE: u32 = 2;

/// `sysUpTime` (RFC 3418).
const SYS_UP_TIME: &[u32] = &[1, 3, 6, 1, 2, 1, 1, 3];

/// The shortest time-out of the engine.
const UNNOTICED: Duration = Duration::from_millis(250);

/// What one visit may cost. The limits protect against what an agent controls; a table that reaches one is marked
/// incomplete, with the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CollectOptions {
    rows: usize,
    bytes: usize,
    time: Duration,
    vlans: usize,
}

impl CollectOptions {
    /// 500,000 variables and 256 MiB in each walk, 5 minutes in all, 256 VLAN contexts.
    #[must_use]
    pub const fn new() -> Self {
        Self { rows: 500_000, bytes: 256 << 20, time: Duration::from_secs(300), vlans: 256 }
    }

    /// The most variables of one walk. A large table has a walk for itself, the small ones share one.
    #[must_use]
    pub const fn rows(mut self, variables: usize) -> Self {
        self.rows = variables;
        self
    }

    /// The most octets of memory that the variables of one walk may take.
    #[must_use]
    pub const fn bytes(mut self, octets: usize) -> Self {
        self.bytes = octets;
        self
    }

    /// The longest that the visit may take.
    #[must_use]
    pub const fn time(mut self, time: Duration) -> Self {
        self.time = time;
        self
    }

    /// The most VLANs in whose context the bridge tables of a Cisco switch are asked for.
    #[must_use]
    pub const fn vlans(mut self, vlans: usize) -> Self {
        self.vlans = vlans;
        self
    }
}

impl Default for CollectOptions {
    fn default() -> Self {
        Self::new()
    }
}

/// Reads everything that a [`DeviceSnapshot`] is made of from one agent.
///
/// Small tables are read side by side in the same requests. What could not be obtained is in
/// [`DeviceSnapshot::coverage`] with the reason.
///
/// # Errors
/// Where the agent does not answer to its `system` group: as [`SessionExt::get`].
pub async fn collect<S: Session + ?Sized>(
    session: &S,
    id: DeviceId,
    address: Option<IpAddr>,
    options: CollectOptions,
) -> Result<DeviceSnapshot> {
    let (polled_at, collected) = visit(session, Extent::Whole, options).await?;
    Ok(build(id, None, address, polled_at, &collected))
}

/// Reads the `system` group and the interfaces with their counters again, and nothing else: what
/// [`rates`](crate::inventory::rates) needs of a later moment.
///
/// # Errors
/// Where the agent does not answer to its `system` group: as [`SessionExt::get`].
pub async fn collect_interfaces<S: Session + ?Sized>(
    session: &S,
    id: DeviceId,
    address: Option<IpAddr>,
    options: CollectOptions,
) -> Result<DeviceSnapshot> {
    let (polled_at, collected) = visit(session, Extent::Interfaces, options).await?;
    Ok(build(id, None, address, polled_at, &collected))
}

/// How much of a device a visit reads.
#[derive(Clone, Copy)]
enum Extent {
    Whole,
    Interfaces,
}

/// Visits, once more where the agent restarted meanwhile: tables of two lives do not belong together. Where it does so
/// again, they are marked, and nothing says which life's `sysUpTime` the counters go with.
async fn visit<S: Session + ?Sized>(
    session: &S,
    extent: Extent,
    options: CollectOptions,
) -> Result<(Timestamp, Collected)> {
    let polled_at = wall_clock();
    let mut first = Visit::new(session, None, options);
    first.read(extent).await?;
    if !first.has_restarted().await {
        return Ok((polled_at, first.collected));
    }
    let polled_again_at = wall_clock();
    let mut again = Visit::new(session, None, options);
    again.deadline = first.deadline;
    if again.read(extent).await.is_err() {
        first.mark_as_of_two_lives();
        return Ok((polled_at, first.collected));
    }
    if again.has_restarted().await {
        again.mark_as_of_two_lives();
    }
    Ok((polled_again_at, again.collected))
}

fn of(requests: &[&TableRequest]) -> Vec<Table> {
    requests.iter().map(|it| it.table).collect()
}

/// A visit in one context of one agent.
struct Visit<'a, S: ?Sized> {
    session: &'a S,
    vlan: Option<VlanId>,
    options: CollectOptions,
    started: Instant,
    /// The agent names its scalars without the `.0` of their instance.
    bare: bool,
    /// None where the clock does not reach so far.
    deadline: Option<Instant>,
    collected: Collected,
    /// Why there is no point in asking on.
    gone: Option<String>,
}

impl<'a, S: Session + ?Sized> Visit<'a, S> {
    fn new(session: &'a S, vlan: Option<VlanId>, options: CollectOptions) -> Self {
        let started = Instant::now();
        let deadline = started.checked_add(options.time);
        Self { session, vlan, options, started, bare: false, deadline, collected: Collected::default(), gone: None }
    }

    /// # Errors
    /// Where the agent does not answer to its `system` group.
    async fn read(&mut self, extent: Extent) -> Result<()> {
        self.system().await?;
        if let Extent::Interfaces = extent {
            self.rows(&[IfEntry::TABLE, IfXEntry::TABLE]).await;
            return Ok(());
        }
        let (scalars, rows): (Vec<&TableRequest>, Vec<&TableRequest>) = tables()
            .iter()
            .filter(|it| it.table.name != System::TABLE.name)
            .partition(|it| it.table.kind == TableKind::Scalars);
        let (large, small): (Vec<_>, Vec<_>) = rows.into_iter().partition(|it| LARGE.contains(&it.table.name));
        self.optional_scalars(&of(&scalars)).await;
        let (rare, common): (Vec<&TableRequest>, Vec<&TableRequest>) =
            small.into_iter().partition(|it: &&TableRequest| it.rare);
        // Those that hang on others come after them.
        let (first, then): (Vec<_>, Vec<_>) =
            common.into_iter().partition(|it: &&TableRequest| it.unless.is_none() && it.only_with.is_none());
        self.needed(first).await;
        self.without_rows(rare.iter().chain(&large).copied()).await;
        self.needed(rare).await;
        self.needed(then).await;
        for request in large {
            self.needed(vec![request]).await;
        }
        self.vlans().await;
        Ok(())
    }

    /// Walks those that are needed and not known yet, side by side.
    async fn needed(&mut self, mut requests: Vec<&TableRequest>) {
        let known = |it: &&TableRequest| self.collected.tables.iter().any(|table| table.table == it.table.name);
        requests.retain(|it| it.is_needed(&self.collected) && !known(it));
        if !requests.is_empty() {
            self.rows(&of(&requests)).await;
        }
    }

    /// Finds out which of the rare ones have no row: the variable that follows the name of such a table is beyond it.
    /// Of what is not told so, the columns are walked as of any other table.
    async fn without_rows(&mut self, requests: impl Iterator<Item = &TableRequest>) {
        let rare: Vec<Table> =
            requests.filter(|it| it.rare && it.is_needed(&self.collected)).map(|it| it.table).collect();
        let most = self.session.adapted(WalkLimits::new()).first_varbinds().min(SCALARS);
        for tables in rare.chunks(most) {
            if self.gone.is_some() || self.time_left().is_zero() {
                return;
            }
            let names: Vec<Oid> = tables.iter().map(|table| Oid::new(table.entry)).collect();
            let Ok(following) = self.session.get_next(&names).await else { return };
            if following.len() != tables.len() {
                return;
            }
            for (table, next) in tables.iter().zip(following) {
                let beyond = !next.value.is_exception()
                    && next.name.suffix_of(table.entry).is_none()
                    && next.name.arcs() > table.entry;
                if beyond || next.value == Value::EndOfMibView {
                    self.note(table.name, Vec::new(), None);
                }
            }
        }
    }

    /// The `system` group, also of an agent that names scalars without `.0`: one that says nothing of all that every
    /// agent has is asked so.
    async fn system(&mut self) -> Result<()> {
        let says_something = |it: &Self| it.collected.tables.iter().any(|table| !table.varbinds.is_empty());
        let answer = self.scalars(&[System::TABLE]).await;
        if says_something(self) || !matches!(answer, Ok(()) | Err(Error::Refused { .. })) {
            return answer;
        }
        let nothing = std::mem::take(&mut self.collected.tables);
        self.bare = true;
        if self.scalars(&[System::TABLE]).await.is_ok() && says_something(self) {
            return Ok(());
        }
        self.bare = false;
        self.collected.tables = nothing;
        answer
    }

    /// What to ask for a scalar whose name is `object`.
    fn scalar(&self, object: Oid) -> Oid {
        if self.bare { object } else { object.child(&[0]) }
    }

    /// Whether `sysUpTime` has gone back since the visit began. Who asks without a pause meets a restart as silence, so
    /// after less than the shortest time-out there is nothing to ask.
    async fn has_restarted(&self) -> bool {
        if self.gone.is_some() || self.started.elapsed() < UNNOTICED {
            return false;
        }
        let name = self.scalar(Oid::new(SYS_UP_TIME));
        let uptime = |varbinds: &[VarBind]| {
            varbinds.iter().filter(|it| it.name == name).find_map(|it| match it.value {
                Value::TimeTicks(ticks) => Some(ticks),
                _ => None,
            })
        };
        let Some(earlier) = self.collected.tables.iter().find_map(|it| uptime(&it.varbinds)) else { return false };
        let now = self.session.get(std::slice::from_ref(&name)).await.ok();
        now.and_then(|varbinds| uptime(&varbinds)).is_some_and(|now| now.is_after_restart(earlier))
    }

    fn mark_as_of_two_lives(&mut self) {
        for table in &mut self.collected.tables {
            table.complete = false;
            table.reason.get_or_insert_with(|| WalkEnd::Restarted.to_string());
            table.varbinds.retain(|it| it.name.suffix_of(SYS_UP_TIME).is_none());
        }
    }

    /// Gets groups of scalars, in as few requests as they fit into.
    async fn scalars(&mut self, groups: &[Table]) -> Result<()> {
        let objects = groups.iter().flat_map(|group| group.columns.iter().map(|column| group.column_oid(column)));
        let names: Vec<Oid> = objects.map(|object| self.scalar(object)).collect();
        let mut found = Vec::with_capacity(names.len());
        for part in names.chunks(SCALARS) {
            match self.session.get(part).await {
                // One variable that an agent stumbles over spoils the whole request: then each for itself.
                Err(Error::Refused { .. }) if part.len() > 1 => found.extend(self.one_by_one(part).await?),
                answer => found.extend(answer?),
            }
        }
        for group in groups {
            let of_group = |it: &VarBind| !it.value.is_exception() && group.split(&it.name).is_some();
            let varbinds = found.iter().filter(|it| of_group(it)).cloned().collect();
            self.note(group.name, varbinds, None);
        }
        Ok(())
    }

    /// Gets these variables, those left out that the agent refuses; an error where it refuses all.
    async fn one_by_one(&self, names: &[Oid]) -> Result<Vec<VarBind>> {
        let mut found = Vec::new();
        let mut refusal = None;
        for name in names {
            match self.session.get(std::slice::from_ref(name)).await {
                Ok(varbinds) => found.extend(varbinds),
                Err(error @ Error::Refused { .. }) => refusal = refusal.or(Some(error)),
                Err(error) => return Err(error),
            }
        }
        refusal.filter(|_| found.is_empty()).map_or(Ok(found), Err)
    }

    /// As [`Self::scalars`], where what the agent does not say is not missed.
    async fn optional_scalars(&mut self, groups: &[Table]) {
        let Err(error) = self.scalars(groups).await else { return };
        if let [group] = groups {
            self.lose(&error);
            return self.note(group.name, Vec::new(), Some(error.to_string()));
        }
        // What an agent does not answer in one request, it may answer group by group: it, or the way, may not bear an
        // answer of that size.
        let mut silences = 1;
        for group in groups {
            if let Some(reason) = self.gone.clone() {
                self.note(group.name, Vec::new(), Some(reason));
                continue;
            }
            let Err(error) = self.scalars(std::slice::from_ref(group)).await else {
                silences = 0;
                continue;
            };
            silences += 1;
            if silences > PATIENCE || !matches!(error, Error::TimedOut { .. }) {
                self.lose(&error);
            }
            self.note(group.name, Vec::new(), Some(error.to_string()));
        }
    }

    /// Walks tables side by side.
    async fn rows(&mut self, tables: &[Table]) {
        let left = self.time_left();
        if let Some(reason) = self.gone.clone() {
            for table in tables {
                self.note(table.name, Vec::new(), Some(reason.clone()));
            }
            return;
        }
        let limits = WalkLimits::new().rows(self.options.rows).bytes(self.options.bytes).time(left);
        let roots = tables.iter().flat_map(Table::requests).collect();
        match self.session.walk_columns(roots, limits).await {
            Ok(columns) => {
                let mut columns = columns.into_iter();
                for table in tables {
                    let mut varbinds = Vec::new();
                    let mut reason = None;
                    let mut of_table: Vec<WalkedColumn> = columns.by_ref().take(table.columns.len()).collect();
                    leave_out_phantoms(&mut of_table);
                    for column in of_table {
                        reason = reason.or_else(|| column.why_partial());
                        if matches!(column.end, WalkEnd::NoAnswer | WalkEnd::Cancelled) {
                            self.gone.get_or_insert_with(|| "the agent does not answer any more".to_owned());
                        }
                        varbinds.extend(column.varbinds);
                    }
                    self.note(table.name, varbinds, reason);
                }
            }
            Err(error) => {
                self.lose(&error);
                for table in tables {
                    self.note(table.name, Vec::new(), Some(error.to_string()));
                }
            }
        }
    }

    /// The time that the visit still has; at its end, there is no point in asking on.
    fn time_left(&mut self) -> Duration {
        let left = self.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        let left = left.unwrap_or(Duration::MAX);
        if left.is_zero() {
            self.gone.get_or_insert_with(|| format!("not done within {} ms", self.options.time.as_millis()));
        }
        left
    }

    /// The tables that a Cisco bridge has once per VLAN.
    async fn vlans(&mut self) {
        let vlans = vlan_contexts(&self.collected);
        let wanted: Vec<&TableRequest> =
            tables().iter().filter(|it| it.per_vlan && it.is_needed(&self.collected)).collect();
        let (scalars, rows): (Vec<Table>, Vec<Table>) =
            wanted.iter().map(|it| it.table).partition(|table| table.kind == TableKind::Scalars);
        let mut silent = 0;
        for (number, vlan) in vlans.into_iter().enumerate() {
            let Some(session) = self.session.in_vlan(vlan) else { return };
            let mut visit = Visit::new(&*session, Some(vlan), self.options);
            (visit.deadline, visit.bare) = (self.deadline, self.bare);
            self.time_left();
            visit.gone.clone_from(&self.gone);
            if number >= self.options.vlans {
                visit.gone = Some(format!("more than {} VLANs", self.options.vlans));
            } else if silent >= 2 {
                visit.gone.get_or_insert_with(|| "the agent did not answer in the context of two VLANs".to_owned());
            }
            if visit.gone.is_none() {
                visit.optional_scalars(&scalars).await;
            }
            visit.rows(&rows).await;
            let obtained = visit.collected.tables.iter().any(|it| it.complete);
            silent = if obtained { 0 } else { silent + 1 };
            self.collected.tables.append(&mut visit.collected.tables);
        }
    }

    fn lose(&mut self, error: &Error) {
        if !matches!(error, Error::Refused { .. }) {
            self.gone.get_or_insert_with(|| "the agent does not answer any more".to_owned());
        }
    }

    fn note(&mut self, table: &'static str, varbinds: Vec<VarBind>, reason: Option<String>) {
        let (vlan, complete) = (self.vlan, reason.is_none());
        self.collected.tables.push(CollectedTable { table, vlan, varbinds, complete, reason });
    }
}

/// A column that an agent makes up without end has rows that no other column of the table knows: these are none. Where
/// all columns reach the limit, the table is just large.
fn leave_out_phantoms(columns: &mut [WalkedColumn]) {
    let is_cut = |end: &WalkEnd| matches!(end, WalkEnd::TooManyRows { .. } | WalkEnd::TooManyBytes { .. });
    if !columns.iter().any(|column| is_cut(&column.end)) {
        return;
    }
    let whole = columns.iter().filter(|column| column.end.is_complete());
    let index = |name: &Oid, root: &Oid| name.suffix_of(root.arcs()).map(<[u32]>::to_vec);
    let known: BTreeSet<Vec<u32>> =
        whole.flat_map(|column| column.varbinds.iter().filter_map(|it| index(&it.name, &column.root))).collect();
    if known.is_empty() {
        return;
    }
    for column in columns.iter_mut().filter(|column| is_cut(&column.end)) {
        let WalkedColumn { root, varbinds, .. } = column;
        varbinds.retain(|it| index(&it.name, root).is_some_and(|index| known.contains(&index)));
    }
}

#[cfg(test)]
mod tests;
