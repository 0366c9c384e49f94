//! The native half of `io.netwarden`. It only translates: everything useful is in the core.
#![allow(missing_docs, missing_debug_implementations, unreachable_pub, unsafe_code)] // uniffi's macros

mod bank;
mod check;
mod convert;
mod counter;
mod credential;
mod custom;
mod data;
mod error;
mod export;
mod inventory;
mod io;
mod live;
mod live_topology;
mod measure;
mod mib;
mod models;
mod names;
mod octets;
mod options;
mod order;
mod plot;
mod poll;
mod record;
mod runner;
mod series;
mod session;
mod sim;
mod store;
mod topology;
mod tracker;
mod trap;
mod value;
mod world;

use std::time::Duration;

use error::NativeException;

uniffi::setup_scaffolding!("netwarden");

/// The version of the library.
#[uniffi::export]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// Calls into this library that have begun and not ended.
#[uniffi::export]
pub fn native_live_tasks() -> u32 {
    live::Alive::count()
}

/// Waits; lets the tests see how calls are cancelled.
#[uniffi::export(async_runtime = "tokio")]
pub async fn native_wait(time: Duration) -> Result<(), NativeException> {
    let _alive = live::Alive::new();
    tokio::time::sleep(time).await;
    Ok(())
}
