use std::fmt;
use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use super::{Cause, Hop, Perfdata, Timing, TlsFacts};
use crate::value::Timestamp;

/// The status of a check, in the order of a plugin's exit codes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// 0: as it should be.
    #[default]
    Ok,
    /// 1: worth a look.
    Warning,
    /// 2: not as it should be.
    Critical,
    /// 3: it could not be told.
    Unknown,
}

impl Status {
    /// The exit code of a plugin with this status: 0 to 3.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Warning => 1,
            Self::Critical => 2,
            Self::Unknown => 3,
        }
    }

    /// The worse of two: OK, then WARNING, then UNKNOWN, then CRITICAL. What could not be told may
    /// be as bad as can be, so it is worse than a warning.
    #[must_use]
    pub fn worse(self, other: Self) -> Self {
        if other.severity() > self.severity() { other } else { self }
    }

    pub(super) fn severity(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Warning => 1,
            Self::Unknown => 2,
            Self::Critical => 3,
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ok => "OK",
            Self::Warning => "WARNING",
            Self::Critical => "CRITICAL",
            Self::Unknown => "UNKNOWN",
        })
    }
}

/// One thing that is not as it should be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// How bad it is.
    pub status: Status,
    /// What it is.
    pub cause: Cause,
}

/// Something good to know of the target, such as `server`: `Postfix`. Numbers are among the performance data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// What it is; the page of each kind of check lists them. A name may occur more than once.
    pub name: String,
    /// What the target said.
    pub value: String,
}

/// Something that the spec asserts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assertion {
    /// What is asserted: `body contains "Welcome"`.
    pub what: String,
    /// OK where it holds; UNKNOWN where it could not be judged.
    pub status: Status,
}

/// What a part of a check came to, such as a resource of a page or a step of several.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SubResult {
    /// Which part it is.
    pub name: String,
    /// Its status.
    pub status: Status,
    /// The cause of that status; `None` where it is OK.
    pub cause: Option<Cause>,
    /// A sentence for people, without the status.
    pub summary: String,
    /// How long each part of it took.
    pub timing: Timing,
}

/// What a check came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CheckResult {
    /// The worst status of all problems.
    pub status: Status,
    /// The cause of that status; `None` where it is OK.
    pub cause: Option<Cause>,
    /// A sentence for people, without the status.
    pub summary: String,
    /// What was checked.
    pub target: String,
    /// When the attempt began.
    pub at: Timestamp,
    /// The address and port that were tried; the port is 0 for ICMP.
    pub peer: Option<SocketAddr>,
    /// How long each part took.
    pub timing: Timing,
    /// What TLS said, where it was spoken.
    pub tls: Option<TlsFacts>,
    /// The redirects that were followed, in order.
    pub hops: Vec<Hop>,
    /// The HTTP status of the last answer, where there was one.
    pub http_status: Option<u16>,
    /// What is good to know of the target.
    #[serde(default)]
    pub facts: Vec<Fact>,
    /// What the spec asserts, and whether it holds.
    #[serde(default)]
    pub assertions: Vec<Assertion>,
    /// What its parts came to.
    #[serde(default)]
    pub parts: Vec<SubResult>,
    /// What was measured.
    pub perfdata: Vec<Perfdata>,
    /// Everything that is not as it should be, the worst first.
    pub problems: Vec<Problem>,
}

impl CheckResult {
    /// The line that a monitoring plugin prints: the result and the performance data.
    #[must_use]
    pub fn plugin_output(&self) -> String {
        let values: Vec<String> = self.perfdata.iter().map(ToString::to_string).collect();
        // A bar begins the performance data.
        let text = self.to_string().replace('|', "/");
        if values.is_empty() { text } else { format!("{text} | {}", values.join(" ")) }
    }
}

impl fmt::Display for CheckResult {
    /// `OK example.org 200 in 84 ms (dns 3, connect 11, tls 24, first byte 41), certificate 61 days`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.status, self.summary)
    }
}
