//! Counters to deltas to rates, without the classic lies.
//!
//! A counter that decreases is a question, not a wrap. [`delta`] answers it from what the agent
//! says of its own time, and where it cannot be answered there is a [`Gap`] with its reason, never
//! a number and never 0.
//!
//! ```
//! use netwarden::counter::{Counter32, MaxRate, Sample, delta, rate, Delta};
//! use netwarden::value::{Moment, TimeTicks};
//!
//! let earlier = Sample::new(Counter32(4_294_967_000), Moment::from_secs(0)).uptime(TimeTicks(500_000));
//! let later = Sample::new(Counter32(1_000), Moment::from_secs(10)).uptime(TimeTicks(501_000));
//! let speed = MaxRate::from_high_speed(100); // ifHighSpeed: 100 Mb/s
//!
//! assert_eq!(delta(&earlier, &later, speed), Delta::Wrapped(1_296));
//! assert_eq!(rate(&earlier, &later, speed).unwrap().per_second, 129.6);
//!
//! // The same values from an agent that restarted 4 s before the second sample:
//! let restarted = Sample::new(Counter32(1_000), Moment::from_secs(10)).uptime(TimeTicks(400));
//! assert_eq!(rate(&earlier, &restarted, speed).unwrap_err().to_string(), "restarted 4 s ago");
//! ```

mod columns;
mod delta;
mod gap;
mod identity;
mod interface;
mod pages;
mod rate;
mod sample;

pub(crate) use columns::bit;
pub use columns::{CounterBank, CounterColumn, CounterValues, RateColumn, Reading, RowGap};
pub use delta::{Delta, delta};
pub use gap::{Cause, Gap};
pub use identity::{FollowedPort, FollowedPorts, Identity, PortIdentity, follow};
pub use interface::{CounterWidth, InterfaceRate, InterfaceSample, interface_rate};
pub use pages::{PageDelta, PageReading, PageRules, page_delta};
pub use rate::{Rate, TimeBase, rate, rate_between};
pub use sample::{Counter, Counter32, Counter64, CounterValue, MaxRate, Sample, Taken};

#[cfg(test)]
mod tests;
