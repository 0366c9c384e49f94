//! The User-based Security Model (RFC 3414, RFC 3826, RFC 7860).
//!
//! A [`UsmUser`] holds the keys that follow from the passwords: 1 MiB is hashed per password, once. A [`UsmSession`]
//! is the side of one who asks: it knows one engine, its id, its clock and the keys localised to it, seals requests and
//! opens what comes back. An [`Authority`] is the side of one who is asked. A [`NotificationReceiver`] opens traps and
//! informs of any number of senders. Time and seeds are arguments.

mod authority;
mod clock;
mod digest;
mod keyring;
mod keys;
mod known;
mod peer;
mod privacy;
mod protection;
mod receiver;
mod session;
mod user;
mod words;

pub use authority::{Authority, Incoming, Rejected, UsmStatistics};
pub use clock::EngineClock;
pub use digest::AuthProtocol;
pub use keys::LocalizedKeys;
pub use known::KnownEngine;
pub use peer::{MessageIds, UsmPeer};
pub use privacy::{KeyExtension, PrivacyProtocol};
pub use receiver::{NotificationReceiver, Notified};
pub use session::{Opened, Refusal, Report, Sealed, UsmSession};
pub use user::UsmUser;

#[cfg(test)]
mod tests;
