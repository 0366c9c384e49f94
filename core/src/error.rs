//! One error type, grouped by who must act.
//!
//! A bad device is data, not an error: rows that do not parse become faults of the snapshot.
//! `Err` means that nothing was obtained. Secrets never appear here.

use std::{fmt, io};

use serde::{Deserialize, Serialize};

/// What went wrong, grouped by who must act on it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The network or the host must act: nothing answered at that address.
    #[error("{target} cannot be reached: {reason}")]
    Unreachable {
        /// Address or name.
        target: String,
        /// What the network said.
        reason: String,
    },
    /// The network or the host must act: no answer in time.
    #[error(
        "{target} did not answer within {after_ms} ms ({attempts} {}{}{})",
        if *attempts == 1 { "attempt" } else { "attempts" },
        if hint.is_empty() { "" } else { "; " },
        hint
    )]
    TimedOut {
        /// Address or name.
        target: String,
        /// Milliseconds waited in all.
        after_ms: u64,
        /// Requests sent.
        attempts: u32,
        /// What the silence may mean, where something speaks for it; else empty.
        hint: &'static str,
    },
    /// The owner of the credentials must act.
    #[error("{target} denies access: {denial}")]
    Denied {
        /// Address or name.
        target: String,
        /// Why, as the agent reports it.
        denial: Denial,
    },
    /// The agent answered that it will not do this (RFC 3416 §3 error-status).
    #[error("{target} refuses: {status} at variable {index}{}{}", after(", ", variable.as_deref()), after(": ", *meaning))]
    Refused {
        /// Address or name.
        target: String,
        /// The error-status by name, such as `genErr`.
        status: String,
        /// The error-index: 1 is the first variable, 0 none.
        index: u32,
        /// The variable that the index names, such as `IF-MIB::ifAdminStatus.3` or, where no name is known, its numbers.
        variable: Option<String>,
        /// What the status means, for people, such as `it cannot be written`.
        meaning: Option<&'static str>,
    },
    /// The caller must look: what was ordered may have been done, once or more often, or not at all.
    #[error("{target} did not confirm {what}: {reason}; it may have been done all the same, read it back")]
    Unconfirmed {
        /// Address or name.
        target: String,
        /// What was ordered, such as `setting IF-MIB::ifAdminStatus.3`.
        what: String,
        /// What came instead of an answer, such as `no answer within 7000 ms (3 attempts)`.
        reason: String,
    },
    /// The caller must decide: the order was not given, as it may cut the device off.
    #[error("{target}: {what} is not ordered, {reason}; force it if that is meant")]
    Protected {
        /// Address or name.
        target: String,
        /// What was not ordered, such as `taking port Gi1/0/1 (ifIndex 10101) down`.
        what: String,
        /// Why it may cut the device off.
        reason: String,
    },
    /// The maker of the device or of the file must act: the bytes are wrong.
    #[error("{origin} is malformed at {offset}: {reason}")]
    Malformed {
        /// What was read: an address, a file, a message.
        origin: String,
        /// Where: a byte offset or a line number, in words (`byte 17`, `line 3`).
        offset: String,
        /// What is wrong there.
        reason: String,
    },
    /// A limit that was set to protect the caller was reached.
    #[error("{what} exceeds the limit of {limit}")]
    Limit {
        /// What was limited.
        what: String,
        /// The limit with its unit.
        limit: String,
    },
    /// The caller must act: an argument is wrong.
    #[error("\"{given}\" is not {} {argument}: {expected}", article(argument))]
    Invalid {
        /// The argument.
        argument: String,
        /// What was given.
        given: String,
        /// What would be right.
        expected: String,
    },
    /// The operating system must act.
    #[error("{what}: {source}")]
    Io {
        /// What was tried on what, such as `writing site.html`.
        what: String,
        /// The system's answer.
        #[source]
        source: io::Error,
    },
    /// The caller asked to stop.
    #[error("cancelled")]
    Cancelled,
}

/// Why an SNMPv3 agent denies access: what its report counts (RFC 3414 §3.2, RFC 3412 §7.1, RFC 3413 §3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Denial {
    /// `usmStatsUnsupportedSecLevels`: the user may not ask at this security level.
    UnsupportedSecurityLevel,
    /// `usmStatsNotInTimeWindows`: the agent is never content with the time.
    NotInTimeWindow,
    /// `usmStatsUnknownUserNames`: the agent does not know the user.
    UnknownUser,
    /// `usmStatsUnknownEngineIDs`: the agent does not accept the engine id that it told.
    UnknownEngineId,
    /// `usmStatsWrongDigests`: the authentication password or protocol is wrong.
    WrongDigest,
    /// `usmStatsDecryptionErrors`: the privacy password or protocol is wrong.
    DecryptionError,
    /// `snmpUnknownSecurityModels`: the agent does not have the User-based Security Model.
    UnknownSecurityModel,
    /// `snmpInvalidMsgs`: the agent cannot read the message.
    InvalidMessage,
    /// `snmpUnknownPDUHandlers`: the agent handles no such request.
    UnknownPduHandler,
    /// `snmpUnavailableContexts`: the context is not there now.
    UnavailableContext,
    /// `snmpUnknownContexts`: the agent does not have the context.
    UnknownContext,
    /// Something that no standard has here.
    Other,
}

impl Denial {
    /// The stable word of this cause, the same in every language: `unknown-user`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::UnsupportedSecurityLevel => "unsupported-security-level",
            Self::NotInTimeWindow => "not-in-time-window",
            Self::UnknownUser => "unknown-user",
            Self::UnknownEngineId => "unknown-engine-id",
            Self::WrongDigest => "wrong-digest",
            Self::DecryptionError => "decryption-error",
            Self::UnknownSecurityModel => "unknown-security-model",
            Self::InvalidMessage => "invalid-message",
            Self::UnknownPduHandler => "unknown-pdu-handler",
            Self::UnavailableContext => "unavailable-context",
            Self::UnknownContext => "unknown-context",
            Self::Other => "other",
        }
    }
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnsupportedSecurityLevel => "the agent does not allow this security level to the user",
            Self::NotInTimeWindow => "the engine boots or time of the request are not those of the agent",
            Self::UnknownUser => "the agent does not know the user name",
            Self::UnknownEngineId => "the engine id of the request is not that of the agent",
            Self::WrongDigest => "the authentication password or protocol is wrong",
            Self::DecryptionError => "the privacy password or protocol is wrong",
            Self::UnknownSecurityModel => "the agent does not have the User-based Security Model",
            Self::InvalidMessage => "the agent cannot read the message",
            Self::UnknownPduHandler => "the agent has no handler for the PDU",
            Self::UnavailableContext => "the context is not available now",
            Self::UnknownContext => "the agent does not know the context",
            Self::Other => "the agent reports without saying why",
        })
    }
}

/// A result of this library.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Every code that [`Self::code`] can return, in the order of the variants.
    pub const CODES: [&'static str; 11] = [
        "unreachable",
        "timed-out",
        "denied",
        "refused",
        "unconfirmed",
        "protected",
        "malformed",
        "limit",
        "invalid",
        "io",
        "cancelled",
    ];

    /// The stable code of this error, the same in every language.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreachable { .. } => "unreachable",
            Self::TimedOut { .. } => "timed-out",
            Self::Denied { .. } => "denied",
            Self::Refused { .. } => "refused",
            Self::Unconfirmed { .. } => "unconfirmed",
            Self::Protected { .. } => "protected",
            Self::Malformed { .. } => "malformed",
            Self::Limit { .. } => "limit",
            Self::Invalid { .. } => "invalid",
            Self::Io { .. } => "io",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether the same call may succeed later without anybody changing anything.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::TimedOut { .. })
    }

    /// An [`Error::Invalid`].
    pub fn invalid(argument: impl Into<String>, given: impl Into<String>, expected: impl Into<String>) -> Self {
        Self::Invalid { argument: argument.into(), given: given.into(), expected: expected.into() }
    }

    /// An [`Error::Io`].
    pub fn io(what: impl Into<String>, source: io::Error) -> Self {
        Self::Io { what: what.into(), source }
    }
}

/// `a range`, `a valid timeout_ms`: most arguments are called by their field, which is no word for a kind of thing.
fn article(argument: &str) -> &'static str {
    if argument == "range" { "a" } else { "a valid" }
}

/// What follows, where there is something.
fn after(separator: &str, text: Option<&str>) -> String {
    text.map(|text| format!("{separator}{text}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Denial, Error};

    #[test]
    fn codes_are_listed_in_the_order_of_the_variants() {
        let all = [
            Error::Unreachable { target: String::new(), reason: String::new() },
            Error::TimedOut { target: String::new(), after_ms: 0, attempts: 0, hint: "" },
            Error::Denied { target: String::new(), denial: Denial::Other },
            Error::Refused { target: String::new(), status: String::new(), index: 0, variable: None, meaning: None },
            Error::Unconfirmed { target: String::new(), what: String::new(), reason: String::new() },
            Error::Protected { target: String::new(), what: String::new(), reason: String::new() },
            Error::Malformed { origin: String::new(), offset: String::new(), reason: String::new() },
            Error::Limit { what: String::new(), limit: String::new() },
            Error::invalid("", "", ""),
            Error::io("", std::io::Error::other("")),
            Error::Cancelled,
        ];
        assert_eq!(all.map(|error| error.code()), Error::CODES);
    }

    #[test]
    fn the_word_of_a_denial_is_what_it_serialises_to() {
        let all = [
            Denial::UnsupportedSecurityLevel,
            Denial::NotInTimeWindow,
            Denial::UnknownUser,
            Denial::UnknownEngineId,
            Denial::WrongDigest,
            Denial::DecryptionError,
            Denial::UnknownSecurityModel,
            Denial::InvalidMessage,
            Denial::UnknownPduHandler,
            Denial::UnavailableContext,
            Denial::UnknownContext,
            Denial::Other,
        ];
        for cause in all {
            assert_eq!(serde_json::to_value(cause).unwrap(), cause.word());
        }
    }

    #[test]
    fn a_silence_may_come_with_a_hint() {
        let silence = |hint| Error::TimedOut { target: "10.0.0.1".into(), after_ms: 3000, attempts: 2, hint };
        assert_eq!(silence("").to_string(), "10.0.0.1 did not answer within 3000 ms (2 attempts)");
        let hinted = silence("it may sleep").to_string();
        assert_eq!(hinted, "10.0.0.1 did not answer within 3000 ms (2 attempts; it may sleep)");
    }

    #[test]
    fn an_invalid_argument_says_what_would_be_right() {
        let error = Error::invalid("range", "10.0.0.0/99", "the prefix of an IPv4 network is 0 to 32");
        assert_eq!(error.to_string(), "\"10.0.0.0/99\" is not a range: the prefix of an IPv4 network is 0 to 32");
    }
}
