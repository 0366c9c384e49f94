use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

/// What a [`TrapListener`](super::TrapListener) received since it was started. Every datagram is in `received` and in
/// exactly one of the numbers after it, up to `queue_full`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrapStatistics {
    /// Datagrams received.
    pub received: u64,
    /// Notifications put into the queue, informs among them.
    pub accepted: u64,
    /// Informs that were acknowledged before: acknowledged again, delivered once.
    pub repeated: u64,
    /// Datagrams from addresses that are not allowed.
    pub denied_source: u64,
    /// Datagrams above the rate of their sender.
    pub throttled: u64,
    /// Datagrams that are not SNMP messages, or not whole ones.
    pub malformed: u64,
    /// Messages that are no notifications: requests, responses.
    pub no_notification: u64,
    /// Notifications with another community.
    pub denied_community: u64,
    /// Messages of v3 with an unknown user.
    pub unknown_user: u64,
    /// Messages of v3 that are protected less, or more, than their user is.
    pub wrong_level: u64,
    /// Messages of v3 with a wrong digest: another password, forged or damaged.
    pub wrong_digest: u64,
    /// Authentic messages of v3 that are too old, or were received before.
    pub replayed: u64,
    /// Messages of v3 that could not be decrypted: another privacy password or protocol.
    pub undecipherable: u64,
    /// Messages of v3 that ask for the engine id, or go to another one: they precede an inform and are answered.
    pub discoveries: u64,
    /// Notifications that found the queue full. Of these, traps are lost; informs come again, as they are not
    /// acknowledged.
    pub queue_full: u64,
    /// Informs acknowledged, those that came again among them.
    pub acknowledged: u64,
    /// Notifications that wait in the queue now.
    pub queued: u64,
}

macro_rules! counters {
    ($($name:ident)*) => {
        /// The same while it changes.
        #[derive(Debug, Default)]
        pub(super) struct Counters {
            $(pub(super) $name: AtomicU64,)*
        }

        impl Counters {
            /// All but the number of notifications that wait.
            pub(super) fn read(&self) -> TrapStatistics {
                TrapStatistics { $($name: self.$name.load(Ordering::Relaxed),)* queued: 0 }
            }
        }
    };
}

counters! { received accepted repeated denied_source throttled malformed no_notification denied_community unknown_user wrong_level wrong_digest replayed undecipherable discoveries queue_full acknowledged }

/// Adds one.
pub(super) fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}
