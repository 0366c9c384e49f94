use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

macro_rules! statistics {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// What an [`Engine`](super::Engine) sent and received since it was made.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        pub struct EngineStatistics {
            $($(#[$doc])* pub $name: u64,)*
        }

        #[derive(Debug, Default)]
        pub(super) struct Counters {
            $(pub(super) $name: AtomicU64,)*
        }

        impl Counters {
            pub(super) fn read(&self) -> EngineStatistics {
                EngineStatistics { $($name: self.$name.load(Ordering::Relaxed),)* }
            }
        }
    };
}

statistics! {
    /// Datagrams sent, repeated ones included.
    sent,
    /// Datagrams sent again because no answer came in time.
    retransmitted,
    /// Datagrams received.
    received,
    /// Requests answered.
    answered,
    /// Requests given up, as no answer came in time.
    timed_out,
    /// Requests given up, as the system could not send them.
    unreachable,
    /// Requests whose caller no longer waits.
    abandoned,
    /// Datagrams received that answer no request: unknown id, wrong source, version or community.
    stray,
    /// Datagrams received for a request that was over: duplicates, and answers after the last deadline.
    late,
    /// Datagrams received that are not SNMP messages, or not whole ones.
    malformed,
    /// Requests under way now.
    in_flight,
    /// Requests that wait for their turn now.
    queued,
    /// Devices whose pace is remembered now.
    devices,
    /// The receive buffer that the system granted, in bytes.
    receive_buffer,
}

impl Counters {
    pub(super) fn new(receive_buffer: usize) -> Self {
        let counters = Self::default();
        counters.receive_buffer.store(u64::try_from(receive_buffer).unwrap_or(u64::MAX), Ordering::Relaxed);
        counters
    }
}

/// Adds one.
pub(super) fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

/// Sets a counter that goes up and down.
pub(super) fn level(counter: &AtomicU64, level: usize) {
    counter.store(u64::try_from(level).unwrap_or(u64::MAX), Ordering::Relaxed);
}
