//! What an order to a device did: the state before, what was ordered, the state after.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{IfStatus, ManagementPath};
use crate::error::Error;
use crate::value::{IfIndex, TimeTicks};

/// What `ifAdminStatus` can be set to (RFC 2863); testing(3) is not ordered by this library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AdminStatus {
    /// `up(1)`.
    Up,
    /// `down(2)`.
    Down,
}

impl AdminStatus {
    /// The number in the MIB.
    #[must_use]
    pub fn number(self) -> i32 {
        match self {
            Self::Up => 1,
            Self::Down => 2,
        }
    }

    /// The same as a state of an interface.
    #[must_use]
    pub fn status(self) -> IfStatus {
        match self {
            Self::Up => IfStatus::Up,
            Self::Down => IfStatus::Down,
        }
    }
}

impl fmt::Display for AdminStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if *self == Self::Up { "up" } else { "down" })
    }
}

impl FromStr for AdminStatus {
    type Err = Error;

    /// `up` or `down`.
    fn from_str(text: &str) -> Result<Self, Error> {
        match text {
            "up" => Ok(Self::Up),
            "down" => Ok(Self::Down),
            other => Err(Error::invalid("status to order", other, "up or down is expected")),
        }
    }
}

/// What one port said of itself at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortStatus {
    /// `ifAdminStatus`: what is wanted of it.
    pub admin: IfStatus,
    /// `ifOperStatus`: what it does.
    pub oper: IfStatus,
    /// `ifLastChange`: `sysUpTime` when it entered its operational state.
    pub last_change: Option<TimeTicks>,
}

/// What became of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OrderOutcome {
    /// The port was so already: nothing was set.
    Unchanged,
    /// The port says that it is so now.
    Done,
    /// It was set, but the port does not say that it is so, or says nothing more.
    Unverified,
}

/// What an order to switch a port did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderReport {
    /// The device: its address or name.
    pub target: String,
    /// The port's `ifIndex`.
    pub if_index: IfIndex,
    /// The port's `ifName`, else `ifDescr`, else its index.
    pub name: String,
    /// What was ordered.
    pub wanted: AdminStatus,
    /// What became of it.
    pub outcome: OrderOutcome,
    /// The port before.
    pub before: PortStatus,
    /// The port after; `None` where it was not changed, or where the device said nothing more.
    pub after: Option<PortStatus>,
    /// Whether it was ordered in spite of a danger, or without looking for one.
    pub forced: bool,
    /// Through which ports the device is reached, where that was looked for: before a port is taken down.
    pub path: Option<ManagementPath>,
    /// What is not as it should be, for people; `None` where all is well.
    pub remark: Option<String>,
    /// Milliseconds from the first question to the last answer.
    pub took_ms: u64,
}

impl fmt::Display for OrderReport {
    /// `sw1: Gi1/0/3 (ifIndex 10103) taken down; it was up (up), it is down (down)`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} (ifIndex {}) ", self.target, self.name, self.if_index.0)?;
        let PortStatus { admin, oper, .. } = self.before;
        match (self.outcome, self.wanted) {
            (OrderOutcome::Unchanged, wanted) => return write!(f, "was {wanted} already; in operation: {oper}"),
            (OrderOutcome::Done, AdminStatus::Up) => f.write_str("brought up")?,
            (OrderOutcome::Done, AdminStatus::Down) => f.write_str("taken down")?,
            (OrderOutcome::Unverified, wanted) => write!(f, "ordered {wanted}")?,
        }
        write!(f, "; it was {admin} (in operation: {oper})")?;
        if let Some(PortStatus { admin, oper, .. }) = self.after {
            write!(f, ", it is {admin} (in operation: {oper})")?;
        }
        match &self.remark {
            Some(remark) => write!(f, "; {remark}"),
            None => Ok(()),
        }
    }
}
