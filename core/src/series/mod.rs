//! Rates over time: what was counted in equal steps, kept for as long as it is wanted, and read as columns.
//!
//! A [`Store`] keeps series. Each is fed with what was measured from one moment to another ([`Append`]); a count is
//! spread over the steps that it crosses so that no octet is lost or made, and a time without a number is kept as a
//! [`SeriesGap`] with its reason. What is read comes as [`Columns`]: AVERAGE, MIN, MAX, LAST, exact counts and coverage.
//!
//! All times are wall-clock times, and steps begin at multiples of their length since 1970-01-01T00:00:00Z. Who feeds a
//! series takes care that this clock does not step: the moment of a reading is the start of the program by the wall
//! clock and what passed since by the one that never steps.

mod billing;
mod calendar;
mod cell;
pub mod chunk;
mod columns;
pub mod formats;
mod given;
mod key;
mod memory;
pub(crate) mod nan;
mod percentile;
pub(crate) mod ring;
mod spread;
mod store;
mod utilisation;

pub(crate) use calendar::{days_before, to_iso};

pub use billing::{Bill, BilledDirection, BillingRules, bill, month};
pub use cell::{Cell, CellShape};
pub use columns::{Columns, SeriesGap, Slot};
pub use key::{SeriesId, SeriesKey, SeriesKind, SeriesSpec};
pub use memory::MemoryStore;
pub use percentile::PercentileMethod;
pub use store::{Ack, Append, ArchiveSpec, Measured, ReadSpan, Retention, SeriesFilter, Store};
pub use utilisation::utilisation;

#[cfg(test)]
mod tests;
