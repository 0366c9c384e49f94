use std::fmt;
use std::time::Duration;

use super::super::fault::{DecodeError, VarBindFault};
use super::super::pdu::ErrorStatus;
use crate::value::{Oid, Value, VarBind};

/// Why a walk stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WalkEnd {
    /// The next name is beyond the subtree: everything was read.
    OutOfSubtree,
    /// `endOfMibView` (RFC 3416 §4.2.2): everything was read.
    EndOfMibView,
    /// `noSuchName` (RFC 1157 §4.1.3), or `noSuchObject` or `noSuchInstance` in its place: everything was read.
    NoSuchName,
    /// The agent went back or stood still, against RFC 3416 §4.2.2. To go on could take for ever.
    NotIncreasing {
        /// The name that does not follow the one before.
        at: Oid,
    },
    /// The agent has more variables than the limit.
    TooManyRows {
        /// The limit.
        limit: usize,
    },
    /// The variables take more memory than the limit.
    TooManyBytes {
        /// The limit.
        limit: usize,
    },
    /// The walk took more time than the limit.
    TooLong {
        /// The limit.
        limit: Duration,
    },
    /// The agent refuses to go on, even one variable at a time.
    AgentError {
        /// Its error-status.
        status: ErrorStatus,
    },
    /// The agent answers without any variable.
    EmptyAnswer,
    /// What follows cannot be read, not even its name.
    Unreadable {
        /// What is wrong with the octets.
        error: DecodeError,
    },
    /// The agent does not answer any more.
    NoAnswer,
    /// The agent restarted in between, as its `sysUpTime` says: what was read before and after is not of one moment.
    Restarted,
    /// The caller stopped asking.
    Cancelled,
}

impl WalkEnd {
    /// The stable code of this end, the same in every language.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::OutOfSubtree => "out-of-subtree",
            Self::EndOfMibView => "end-of-mib-view",
            Self::NoSuchName => "no-such-name",
            Self::NotIncreasing { .. } => "not-increasing",
            Self::TooManyRows { .. } => "too-many-rows",
            Self::TooManyBytes { .. } => "too-many-bytes",
            Self::TooLong { .. } => "too-long",
            Self::AgentError { .. } => "agent-error",
            Self::EmptyAnswer => "empty-answer",
            Self::Unreadable { .. } => "unreadable",
            Self::NoAnswer => "no-answer",
            Self::Restarted => "restarted",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether the agent has nothing more below this root. If not, the result is partial.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        matches!(self, Self::OutOfSubtree | Self::EndOfMibView | Self::NoSuchName)
    }
}

impl fmt::Display for WalkEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutOfSubtree => f.write_str("complete: the next name is beyond the subtree"),
            Self::EndOfMibView => f.write_str("complete: end of the MIB view"),
            Self::NoSuchName => f.write_str("complete: no such name"),
            Self::NotIncreasing { at } => write!(f, "partial: {at} does not follow the name before it"),
            Self::TooManyRows { limit } => write!(f, "partial: more than {limit} variables"),
            Self::TooManyBytes { limit } => write!(f, "partial: more than {limit} octets"),
            Self::TooLong { limit } => write!(f, "partial: not done within {} ms", limit.as_millis()),
            Self::AgentError { status } => write!(f, "partial: the agent answers {status}"),
            Self::EmptyAnswer => f.write_str("partial: the agent answers without variables"),
            Self::Unreadable { error } => write!(f, "partial: {error}"),
            Self::NoAnswer => f.write_str("partial: the agent does not answer any more"),
            Self::Restarted => f.write_str("partial: the agent restarted while it was read"),
            Self::Cancelled => f.write_str("partial: cancelled"),
        }
    }
}

/// What a walk read below one root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WalkedColumn {
    /// The root.
    pub root: Oid,
    /// The variables, in increasing order of their names.
    pub varbinds: Vec<VarBind>,
    /// The variables that the agent sent but that cannot be read.
    pub faults: Vec<VarBindFault>,
    /// Why it stopped.
    pub end: WalkEnd,
}

impl WalkedColumn {
    /// Whether everything below the root was read: the walk came to its end, and nothing on the way was unreadable.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.end.is_complete() && self.faults.is_empty()
    }

    /// Why this is not everything, in words; `None` where it is.
    #[must_use]
    pub fn why_partial(&self) -> Option<String> {
        match self.faults.first() {
            _ if self.is_complete() => None,
            Some(fault) if self.end.is_complete() => {
                Some(format!("{} variables cannot be read; the first is {fault}", self.faults.len()))
            }
            _ => Some(self.end.to_string()),
        }
    }
}

/// One root while it is walked.
#[derive(Clone, Debug)]
pub(super) struct Column {
    root: Oid,
    varbinds: Vec<VarBind>,
    faults: Vec<VarBindFault>,
    /// The last name whose value could not be read.
    skipped: Option<Oid>,
    /// Variables of this answer of which not even the name could be read. They are asked for again, unless the
    /// column moves on behind them.
    nameless: Vec<VarBindFault>,
    octets: usize,
    /// An answer mixed it up with others: it is asked for alone.
    pub(super) doubted: bool,
    pub(super) end: Option<WalkEnd>,
}

/// What one variable did to a column.
pub(super) enum Taken {
    /// The column moved on; the variable takes so many octets.
    Moved(usize),
    /// The column is at its end.
    Ended,
    /// Unreadable, name included.
    Nameless,
}

impl Column {
    pub(super) fn new(root: Oid) -> Self {
        Self {
            root,
            varbinds: Vec::new(),
            faults: Vec::new(),
            skipped: None,
            nameless: Vec::new(),
            octets: 0,
            doubted: false,
            end: None,
        }
    }

    /// The name after which to go on.
    pub(super) fn cursor(&self) -> &Oid {
        let read = self.varbinds.last().map_or(&self.root, |varbind| &varbind.name);
        self.skipped.as_ref().map_or(read, |skipped| skipped.max(read))
    }

    /// A new answer begins.
    pub(super) fn begin(&mut self) {
        self.nameless.clear();
    }

    /// Takes a variable whose name follows [`Self::cursor`].
    pub(super) fn take(&mut self, varbind: VarBind) -> Taken {
        let is_inside = varbind.name.starts_with(&self.root);
        match varbind.value {
            // An exception has the name that was asked with (RFC 3416 §4.2.2). Of a later row it says only that the row
            // has no value: that is no end.
            ref value if value.is_exception() && is_inside && varbind.name > *self.cursor() => {
                self.skipped = Some(varbind.name);
                return self.moved(0);
            }
            // RFC 3416 §4.2.2: no name follows.
            Value::EndOfMibView => return self.finish(WalkEnd::EndOfMibView),
            Value::NoSuchObject | Value::NoSuchInstance => return self.finish(WalkEnd::NoSuchName),
            _ => {}
        }
        if !is_inside {
            return self.finish(WalkEnd::OutOfSubtree);
        }
        let octets = varbind.octets();
        self.varbinds.push(varbind);
        self.moved(octets)
    }

    /// Takes note of one that cannot be read; its name, where there is one, follows [`Self::cursor`].
    pub(super) fn skip(&mut self, fault: VarBindFault) -> Taken {
        let Some(name) = fault.name.clone() else {
            self.nameless.push(fault);
            return Taken::Nameless;
        };
        if !name.starts_with(&self.root) {
            return self.finish(WalkEnd::OutOfSubtree);
        }
        let octets = size_of::<VarBindFault>() + name.heap_octets();
        self.skipped = Some(name);
        let taken = self.moved(octets);
        self.faults.push(fault);
        taken
    }

    /// The column moves on, and takes so many more octets.
    fn moved(&mut self, octets: usize) -> Taken {
        let octets = octets + self.pass_nameless();
        self.octets = self.octets.saturating_add(octets);
        Taken::Moved(octets)
    }

    /// How many variables it took, readable or not.
    pub(super) fn rows(&self) -> usize {
        self.varbinds.len() + self.faults.len()
    }

    /// How many octets of memory they take.
    pub(super) fn octets(&self) -> usize {
        self.octets
    }

    /// The column moves on behind what could not be read: those rows are missing.
    fn pass_nameless(&mut self) -> usize {
        let octets = self.nameless.len() * size_of::<VarBindFault>();
        self.faults.append(&mut self.nameless);
        octets
    }

    fn finish(&mut self, end: WalkEnd) -> Taken {
        self.pass_nameless();
        self.end.get_or_insert(end);
        Taken::Ended
    }

    /// Whether what cannot be read may be one of its rows.
    pub(super) fn may_go_on_with(&self, fault: &VarBindFault) -> bool {
        fault.name.as_ref().is_none_or(|name| !self.is_outside(name))
    }

    pub(super) fn is_outside(&self, name: &Oid) -> bool {
        !name.starts_with(&self.root)
    }

    pub(super) fn into_walked(self) -> WalkedColumn {
        let end = self.end.unwrap_or(WalkEnd::Cancelled);
        WalkedColumn { root: self.root, varbinds: self.varbinds, faults: self.faults, end }
    }
}
