//! The core's errors as they cross; the facade makes the sealed class `NetwardenException` of them.

use netwarden::{Denial, Error};

/// The core's error with its sentence. `source` has become words.
#[derive(Debug, thiserror::Error, uniffi::Error)]
#[error("{text}")]
pub enum NativeException {
    /// Nothing answered at that address.
    Unreachable { text: String, target: String, reason: String },
    /// No answer in time.
    TimedOut { text: String, target: String, after_ms: u64, attempts: u32, hint: Option<String> },
    /// The owner of the credentials must act.
    Denied { text: String, target: String, denial: Denial },
    /// The agent answered that it will not do this.
    Refused {
        text: String,
        target: String,
        status: String,
        index: u32,
        variable: Option<String>,
        meaning: Option<String>,
    },
    /// What was ordered may have been done, or not.
    Unconfirmed { text: String, target: String, what: String, reason: String },
    /// The order was not given, as it may cut the device off.
    Protected { text: String, target: String, what: String, reason: String },
    /// The bytes are wrong.
    Malformed { text: String, origin: String, offset: String, reason: String },
    /// A limit was reached.
    Limit { text: String, what: String, limit: String },
    /// An argument is wrong.
    Invalid { text: String, argument: String, given: String, expected: String },
    /// The operating system must act.
    Io { text: String, what: String, reason: String },
    /// The caller asked to stop.
    Cancelled { text: String },
    /// A code that this binding does not know; the test that replays the table of errors finds it.
    Other { text: String, code: String },
}

impl From<Error> for NativeException {
    fn from(error: Error) -> Self {
        let text = error.to_string();
        match error {
            Error::Unreachable { target, reason } => Self::Unreachable { text, target, reason },
            Error::TimedOut { target, after_ms, attempts, hint } => {
                let hint = Some(hint).filter(|hint| !hint.is_empty()).map(str::to_owned);
                Self::TimedOut { text, target, after_ms, attempts, hint }
            }
            Error::Denied { target, denial } => Self::Denied { text, target, denial },
            Error::Refused { target, status, index, variable, meaning } => {
                Self::Refused { text, target, status, index, variable, meaning: meaning.map(str::to_owned) }
            }
            Error::Unconfirmed { target, what, reason } => Self::Unconfirmed { text, target, what, reason },
            Error::Protected { target, what, reason } => Self::Protected { text, target, what, reason },
            Error::Malformed { origin, offset, reason } => Self::Malformed { text, origin, offset, reason },
            Error::Limit { what, limit } => Self::Limit { text, what, limit },
            Error::Invalid { argument, given, expected } => Self::Invalid { text, argument, given, expected },
            Error::Io { what, source } => Self::Io { text, what, reason: source.to_string() },
            Error::Cancelled => Self::Cancelled { text },
            other => Self::Other { text, code: other.code().to_owned() },
        }
    }
}
