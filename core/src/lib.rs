//! Embeddable network monitoring: discovery, topology, rates and checks.

pub mod error;
pub mod inventory;
pub mod topology;
pub mod value;
pub mod wire;

pub use error::{Error, Result};
