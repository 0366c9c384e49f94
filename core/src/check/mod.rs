//! Checks as data: spec, observation, result, threshold. No I/O.
//!
//! A [`CheckSpec`] says what to try and what would be right, an [`Observation`] what was seen, and
//! [`evaluate`] judges the one by the other. A target that fails is a [`CheckResult`]; an error is
//! only a spec that makes no sense. `io::probe` makes observations; a program that has its own
//! prober can make them itself.
//!
//! ```
//! use netwarden::check::{self, Attempt, Cause, Observation, Status, TcpObservation, evaluate};
//!
//! let spec = check::tcp("mail.example.org:25").expect("220 ").spec()?;
//! let seen = Observation::Tcp(TcpObservation {
//!     attempt: Attempt { failure: Some(Cause::Refused), ..Attempt::default() },
//!     ..TcpObservation::default()
//! });
//! let result = evaluate(&spec, &seen);
//! assert_eq!(result.status, Status::Critical);
//! assert_eq!(result.to_string(), "CRITICAL mail.example.org:25 refused the connection");
//! # Ok::<(), netwarden::Error>(())
//! ```

mod cause;
mod connection;
mod form;
mod kinds;
mod observation;
pub(crate) mod octets;
mod perfdata;
mod policy;
mod result;
pub mod schedule;
mod secret;
pub(crate) mod setters;
mod sql;
mod threshold;
mod tls_cause;
pub(crate) mod validate;
mod verdict;
pub(crate) mod web;

pub use cause::{Cause, Phase};
pub use connection::{Connection, Family, Proxy, ProxyKind, TlsMode, TlsRules};
pub use form::{InputField, InputForm, InputType, InputValue, Inputs};
pub use kinds::*;
pub use observation::{Attempt, CertificateFacts, Timing, TlsFacts};
pub use perfdata::Perfdata;
pub use policy::AddressPolicy;
pub use result::{Assertion, CheckResult, Fact, Problem, Status, SubResult};
pub use secret::Secret;
pub use sql::{SqlAnswer, SqlRules};
pub use threshold::{ThresholdRange, Thresholds};
pub use tls_cause::TlsCause;
pub use web::{
    BodyRules, Header, HeaderMatch, Hop, HttpAuth, HttpLogin, HttpMethod, HttpVersion, JsonMatch, StatusRange,
};

#[cfg(test)]
mod tests;
