//! One error type, grouped by who must act.
//!
//! A bad device is data, not an error: rows that do not parse become faults of the snapshot.
//! `Err` means that nothing was obtained. Secrets never appear here.

use std::io;

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
    #[error("{target} did not answer within {after_ms} ms ({attempts} {})", if *attempts == 1 { "attempt" } else { "attempts" })]
    TimedOut {
        /// Address or name.
        target: String,
        /// Milliseconds waited in all.
        after_ms: u64,
        /// Requests sent.
        attempts: u32,
    },
    /// The owner of the credentials must act.
    #[error("{target} denies access: {reason}")]
    Denied {
        /// Address or name.
        target: String,
        /// Why, without any secret.
        reason: String,
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
    use super::Error;

    #[test]
    fn codes_are_listed_in_the_order_of_the_variants() {
        let all = [
            Error::Unreachable { target: String::new(), reason: String::new() },
            Error::TimedOut { target: String::new(), after_ms: 0, attempts: 0 },
            Error::Denied { target: String::new(), reason: String::new() },
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
    fn an_invalid_argument_says_what_would_be_right() {
        let error = Error::invalid("range", "10.0.0.0/99", "the prefix of an IPv4 network is 0 to 32");
        assert_eq!(error.to_string(), "\"10.0.0.0/99\" is not a range: the prefix of an IPv4 network is 0 to 32");
    }
}
