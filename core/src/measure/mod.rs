//! What to measure of devices, and what the polled numbers come to: from batches of a poll to named series.
//!
//! A [`Template`] says what to ask, as data: groups of columns with an interval each, which rows, under which names, and
//! what follows from the numbers. A [`Meter`] is one group at work: it takes [`PollBatch`](crate::inventory::PollBatch)es,
//! knows the rows by name, keeps the last counters, and says [`Measurements`]: rates, levels, gaps with reasons, and
//! results where a threshold watches. It also says which rows are worth asking next ([`Meter::choices`]). No I/O:
//! `io::Recorder` polls, reads names, and writes to a store.

mod formula;
mod glob;
mod measured;
mod memory;
mod meter;
mod ports;
mod reading;
mod selection;
pub mod standard;
mod template;
mod watch;

pub use formula::{CounterLimit, Formula, Term};
pub use measured::{MeasuredColumn, MeasuredGap, MeasuredRows, Measurements, RowState};
pub use memory::{CounterMemory, DeviceMemory, MeterMemory, RowMemory};
pub use meter::{Meter, RowChoice};
pub use ports::PortTable;
pub use selection::{PortKey, RowFacts, Selection};
pub use template::{Adaptive, ColumnSpec, Group, Quantity, RowKind, Template};
pub use watch::Watch;

#[cfg(test)]
mod tests;
