//! The User-based Security Model (RFC 3414, RFC 3826, RFC 7860) from the side of one who asks.
//!
//! A [`UsmUser`] holds the keys that follow from the passwords: 1 MiB is hashed per password, once. A [`UsmSession`]
//! knows one engine: its id, its clock and the keys localised to it. It seals requests and opens what comes back.
//! Time and seeds are arguments.

mod clock;
mod digest;
mod keys;
mod privacy;
mod session;
mod user;

pub use clock::EngineClock;
pub use digest::AuthProtocol;
pub use keys::LocalizedKeys;
pub use privacy::{KeyExtension, PrivacyProtocol};
pub use session::{Opened, Refusal, Report, Sealed, UsmSession};
pub use user::UsmUser;

#[cfg(test)]
mod tests;
