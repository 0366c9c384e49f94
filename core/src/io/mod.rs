//! Everything that touches the outside world: sockets, clocks, randomness, files.
#![allow(clippy::disallowed_methods)] // the only room that reads clocks

mod parallel;
pub mod recorded;
mod target;

pub use target::{AddressRange, TargetSpec};
