use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

macro_rules! statistics {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// What a [`TrapListener`](super::TrapListener) received since it was started. Every datagram is in `received`
        /// and in exactly one of the numbers after it, up to `queue_full`.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        pub struct TrapStatistics {
            $($(#[$doc])* pub $name: u64,)*
        }

        #[derive(Debug, Default)]
        pub(super) struct Counters {
            $(pub(super) $name: AtomicU64,)*
        }

        impl Counters {
            pub(super) fn read(&self) -> TrapStatistics {
                TrapStatistics { $($name: self.$name.load(Ordering::Relaxed),)* }
            }
        }
    };
}

statistics! {
    /// Datagrams received.
    received,
    /// Notifications put into the queue, informs among them.
    accepted,
    /// Informs that were acknowledged before: acknowledged again, delivered once.
    repeated,
    /// Datagrams from addresses that are not allowed.
    denied_source,
    /// Datagrams above the rate of their sender.
    throttled,
    /// Datagrams that are not SNMP messages, or not whole ones.
    malformed,
    /// Messages that are no notifications: requests, responses.
    no_notification,
    /// Notifications with another community.
    denied_community,
    /// Messages of v3 with an unknown user.
    unknown_user,
    /// Messages of v3 that are protected less, or more, than their user is.
    wrong_level,
    /// Messages of v3 with a wrong digest: another password, forged or damaged.
    wrong_digest,
    /// Authentic messages of v3 that are too old, or were received before.
    replayed,
    /// Messages of v3 that could not be decrypted: another privacy password or protocol.
    undecipherable,
    /// Messages of v3 that ask for the engine id, or go to another one: they precede an inform and are answered.
    discoveries,
    /// Notifications that found the queue full. Of these, traps are lost; informs come again, as they are not
    /// acknowledged.
    queue_full,
    /// Informs acknowledged, those that came again among them.
    acknowledged,
    /// Notifications that wait in the queue now.
    queued,
}

/// Adds one.
pub(super) fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}
