use std::time::Duration;

use crate::sim::faults::Path;
use crate::value::{Moment, Oid, Value, VarBind};

/// Bad habits of one agent, each seen on real devices. The default has none.
///
/// ```
/// use netwarden::sim::Quirks;
///
/// let old = Quirks::new().without_counter64().bulk_deaf();
/// # let _ = old;
/// ```
#[derive(Clone, Debug, Default)]
pub struct Quirks {
    pub(super) no_counter64: bool,
    pub(super) bulk_deaf: bool,
    pub(super) v1_only: bool,
    pub(super) v3_only: bool,
    pub(super) forgets_boots: bool,
    pub(super) clock_jumps: Vec<(Moment, Duration)>,
    pub(super) max_message: Option<usize>,
    pub(super) max_repetitions: Option<u32>,
    pub(super) restarts: Vec<Moment>,
    pub(super) restart_takes: Duration,
    pub(super) replaced: Vec<(String, Moment)>,
    paths: Vec<(Oid, Path)>,
    pub(super) hidden: Vec<Oid>,
    pub(super) slow: Duration,
}

impl Quirks {
    /// None.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Has 32-bit counters only.
    #[must_use]
    pub fn without_counter64(mut self) -> Self {
        self.no_counter64 = true;
        self
    }

    /// Does not answer GETBULK.
    #[must_use]
    pub fn bulk_deaf(mut self) -> Self {
        self.bulk_deaf = true;
        self
    }

    /// Answers v1 only.
    #[must_use]
    pub fn v1_only(mut self) -> Self {
        self.v1_only = true;
        self
    }

    /// Answers v3 only.
    #[must_use]
    pub fn v3_only(mut self) -> Self {
        self.v3_only = true;
        self
    }

    /// Does not count its starts: `snmpEngineBoots` stays as it is at every restart, as with agents that cannot
    /// store it (RFC 3414 §2.2.2).
    #[must_use]
    pub fn forgets_boots(mut self) -> Self {
        self.forgets_boots = true;
        self
    }

    /// Its `snmpEngineTime` leaps ahead by `span` at that moment. `sysUpTime` does not.
    #[must_use]
    pub fn engine_time_jumps(mut self, moment: Moment, span: Duration) -> Self {
        self.clock_jumps.push((moment, span));
        self
    }

    /// Sends no message longer than this, in octets; the default is 1472.
    #[must_use]
    pub fn max_message(mut self, octets: usize) -> Self {
        self.max_message = Some(octets);
        self
    }

    /// Repeats no more than this often, whatever GETBULK asks for.
    #[must_use]
    pub fn max_repetitions(mut self, repetitions: u32) -> Self {
        self.max_repetitions = Some(repetitions);
        self
    }

    /// Restarts at that moment: `sysUpTime` and all counters begin at zero.
    #[must_use]
    pub fn restart_at(mut self, moment: Moment) -> Self {
        self.restarts.push(moment);
        self
    }

    /// How long it is silent at each restart; the default is not at all.
    #[must_use]
    pub fn restart_takes(mut self, span: Duration) -> Self {
        self.restart_takes = span;
        self
    }

    /// Somebody swaps the card of that port: its counters begin at zero and
    /// `ifCounterDiscontinuityTime` tells.
    #[must_use]
    pub fn replace_port(mut self, port: &str, moment: Moment) -> Self {
        self.replaced.push((port.to_owned(), moment));
        self
    }

    /// What is below `root` never ends: every GETNEXT finds one more row.
    #[must_use]
    pub fn endless_below(self, root: Oid) -> Self {
        self.path_below(root, Path::Endless)
    }

    /// GETNEXT below `root` returns the name that it was asked with.
    #[must_use]
    pub fn stands_still_below(self, root: Oid) -> Self {
        self.path_below(root, Path::StandsStill)
    }

    /// GETNEXT below `root` finds this instead of what is there.
    #[must_use]
    pub fn path_below(mut self, root: Oid, path: Path) -> Self {
        self.paths.push((root, path));
        self
    }

    /// Shows nothing of what is below `root`: a MIB that it does not have, or that its view leaves out (RFC 3415).
    #[must_use]
    pub fn hides_below(mut self, root: Oid) -> Self {
        self.hidden.push(root);
        self
    }

    /// Takes that long for every answer.
    #[must_use]
    pub fn slow(mut self, span: Duration) -> Self {
        self.slow = span;
        self
    }

    /// What a quirk makes of GETNEXT, where one applies.
    pub(super) fn after(&self, name: &Oid) -> Option<VarBind> {
        let (root, path) = self.paths.iter().find(|(root, _)| name.starts_with(root))?;
        let value = match path {
            Path::EndlessLarge => Value::OctetString(vec![b'x'; 1024]),
            _ => Value::Integer(1),
        };
        Some(VarBind::new(path.after(name, root)?, value))
    }
}

impl Path {
    fn after(self, name: &Oid, root: &Oid) -> Option<Oid> {
        let (&last, front) = name.arcs().split_last()?;
        let row = name.suffix_of(root)?.first().copied();
        let beside = |last| Oid::new(front).child(&[last]);
        let long = |row: u32| root.child(&[row]).child(&vec![0; Oid::MAX_ARCS.saturating_sub(root.len() + 1)]);
        Some(match (self, row) {
            (Self::EndlessLong, row) => long(row.unwrap_or(0).saturating_add(1)),
            (Self::Backwards, None) => root.child(&[1000]),
            (_, None) => root.child(&[1]),
            (Self::StandsStill, _) => name.clone(),
            (Self::Endless | Self::EndlessLarge, _) => match last.checked_add(1) {
                Some(more) => beside(more),
                None => name.child(&[0]),
            },
            (Self::Deepening, Some(row)) if name.len() >= Oid::MAX_ARCS => root.child(&[row.saturating_add(1)]),
            (Self::Deepening, _) => name.child(&[1]),
            (Self::Backwards, _) => beside(last.saturating_sub(1)),
            (Self::Cycle { period }, _) => beside(last % period.max(1) + 1),
        })
    }
}
