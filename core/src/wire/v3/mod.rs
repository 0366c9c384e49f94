//! SNMPv3 messages (RFC 3412 §6) with the parameters of the User-based Security Model (RFC 3414 §2.4).
//!
//! [`read`] finds the [`Header`] and what it protects, without keys; [`super::usm::UsmSession`] does the rest.

mod message;
mod report;
mod scoped;

pub use message::{Content, Header, Protected, SecurityLevel, message_id, read};
pub(crate) use message::{Payload, write};
pub use report::ReportCause;
pub use scoped::{DecodedScopedPdu, ScopedPdu};
pub(crate) use scoped::{Scope, read_scoped};

#[cfg(test)]
mod tests;
