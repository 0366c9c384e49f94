//! Embeddable network monitoring: discovery, topology, rates and checks.

pub mod check;
pub mod counter;
pub mod error;
pub mod evidence;
pub mod export;
pub mod inventory;
#[cfg(feature = "io")]
pub mod io;
pub mod mib;
pub mod sim;
pub mod topology;
pub mod value;
pub mod wire;

pub use error::{Error, Result};
