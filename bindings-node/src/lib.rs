//! The native half of the npm package `netwarden`. It only translates: everything useful is in the core.
#![allow(missing_debug_implementations, unreachable_pub)] // what crosses is public and made by napi's macros
#![allow(missing_docs)] // the facade documents what users see

mod bank;
mod cancel;
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
mod order;
mod pack;
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

use napi::bindgen_prelude::{Env, PromiseRaw, Result};
use napi_derive::napi;

/// The version of the library.
#[napi]
pub fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

/// Calls into this package that have begun and not ended.
#[napi]
pub fn live_tasks() -> u32 {
    live::Alive::count()
}

/// Waits; lets the tests see how calls are cancelled.
#[napi]
pub fn wait<'env>(env: &'env Env, milliseconds: u32, cancel: Option<&cancel::Cancel>) -> Result<PromiseRaw<'env, ()>> {
    let work = async move {
        tokio::time::sleep(Duration::from_millis(u64::from(milliseconds))).await;
        Ok(())
    };
    error::promise(env, cancel::Cancel::watch(cancel, work), |()| ())
}
