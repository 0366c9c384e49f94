use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

use crate::wire::RoundTrips;

macro_rules! statistics {
    (both { $($(#[$doc:meta])* $name:ident,)* } engine { $($(#[$engine_doc:meta])* $engine_name:ident,)* }) => {
        /// What an [`Engine`](super::Engine) sent and received since it was made.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        pub struct EngineStatistics {
            $($(#[$doc])* pub $name: u64,)*
            $($(#[$engine_doc])* pub $engine_name: u64,)*
        }

        /// What an [`Engine`](super::Engine) sent to one device and received from it, and how fast that is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub struct DeviceStatistics {
            /// The device's address and port.
            pub address: SocketAddr,
            $($(#[$doc])* pub $name: u64,)*
            /// Requests in a row that nobody answered, up to now.
            pub silences: u32,
            /// The smoothed round trip in microseconds (SRTT of RFC 6298), once one was measured.
            pub round_trip_us: Option<u64>,
            /// How much round trips vary, in microseconds (RTTVAR of RFC 6298), once one was measured.
            pub variation_us: Option<u64>,
            /// How long the next request would wait for its answer before it is sent again, in milliseconds (RTO of
            /// RFC 6298).
            pub timeout_ms: u64,
        }

        /// The counts of a driver, written by it alone and read by anybody.
        #[derive(Debug, Default)]
        pub(super) struct Counters {
            $(pub(super) $name: AtomicU64,)*
            $(pub(super) $engine_name: AtomicU64,)*
        }

        impl Counters {
            pub(super) fn add_to(&self, sum: &mut EngineStatistics) {
                $(sum.$name += self.$name.load(Ordering::Relaxed);)*
                $(sum.$engine_name += self.$engine_name.load(Ordering::Relaxed);)*
            }
        }

        /// The counts of a device.
        #[derive(Clone, Copy, Debug, Default)]
        pub(super) struct Tally {
            $(pub(super) $name: u64,)*
        }

        impl DeviceStatistics {
            pub(super) fn new(address: SocketAddr, tally: &Tally, round_trips: &RoundTrips, silences: u32) -> Self {
                let micros = |span: std::time::Duration| u64::try_from(span.as_micros()).unwrap_or(u64::MAX);
                Self {
                    address,
                    $($name: tally.$name,)*
                    silences,
                    round_trip_us: round_trips.smoothed().map(micros),
                    variation_us: round_trips.variation().map(micros),
                    timeout_ms: u64::try_from(round_trips.timeout().as_millis()).unwrap_or(u64::MAX),
                }
            }
        }
    };
}

statistics! {
    both {
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
        /// Requests given up, as the system could not send them, or as the network told that it does not deliver them
        /// (ICMP; on Linux and Android).
        unreachable,
        /// Datagrams received that answer no request: unknown id, wrong source, version or community.
        stray,
        /// Datagrams received for a request that was over: duplicates, and answers after the last deadline.
        late,
        /// Datagrams received that are not SNMP messages, or not whole ones.
        malformed,
    }
    engine {
        /// Datagrams dropped by the sockets, as their receive buffers were full; known on Linux and Android only. Their
        /// requests are sent again.
        dropped,
        /// Requests whose caller no longer waits.
        abandoned,
        /// Requests under way now.
        in_flight,
        /// Requests and walks that wait for their turn now.
        queued,
        /// Devices whose pace and statistics are remembered now.
        devices,
        /// The receive buffers that the system granted, in bytes, one for each driver.
        receive_buffer,
    }
}

/// Adds one.
pub(super) fn count(counter: &AtomicU64) {
    add(counter, 1);
}

pub(super) fn add(counter: &AtomicU64, more: u64) {
    // One task alone writes: it needs no atomic addition, which costs more.
    counter.store(counter.load(Ordering::Relaxed).wrapping_add(more), Ordering::Relaxed);
}

/// Sets a counter that goes up and down.
pub(super) fn level(counter: &AtomicU64, level: usize) {
    counter.store(u64::try_from(level).unwrap_or(u64::MAX), Ordering::Relaxed);
}

/// Adds one to a count of the engine and to the same count of a device, where that is known.
macro_rules! tally {
    ($driver:ident, $number:expr, $name:ident) => {{
        $crate::io::engine::statistics::count(&$driver.counters.$name);
        if let Some(device) = $number.and_then(|number| $driver.devices.at(number)) {
            device.tally.$name += 1;
        }
    }};
}
pub(super) use tally;
