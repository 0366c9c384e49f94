//! Orders: what changes a device and looks after it.

use std::net::IpAddr;

use napi::bindgen_prelude::{Either, Env, PromiseRaw, Result};
use napi_derive::napi;
use netwarden::Error;
use netwarden::inventory::AdminStatus;
use netwarden::io::{OrderOptions as Core, PortRef};
use netwarden::value::IfIndex;

use crate::cancel::Cancel;
use crate::convert::Js;
use crate::data::{ManagementPath, OrderReport};
use crate::error::{promise, raise};
use crate::io::span;
use crate::session::Session;

/// How an order is given.
#[napi(object, object_to_js = false)]
pub struct OrderOptions {
    pub force: Option<bool>,
    pub timeout_ms: Option<f64>,
    pub wait_oper: Option<bool>,
    pub reached_at: Option<String>,
    pub reached_from: Option<String>,
}

impl OrderOptions {
    fn core(self) -> netwarden::Result<Core> {
        let mut core = Core::new();
        if let Some(force) = self.force {
            core = core.force(force);
        }
        if let Some(millis) = self.timeout_ms {
            core = core.timeout(span("timeoutMs", millis)?);
        }
        if let Some(wait) = self.wait_oper {
            core = core.wait_oper(wait);
        }
        if let Some(text) = self.reached_at {
            core = core.reached_at(address("reachedAt", &text)?);
        }
        if let Some(text) = self.reached_from {
            core = core.reached_from(address("reachedFrom", &text)?);
        }
        Ok(core)
    }
}

fn address(argument: &str, text: &str) -> netwarden::Result<IpAddr> {
    text.parse().map_err(|_| Error::invalid(argument, text, "an IP address such as 10.0.0.7"))
}

/// A port: a number is its `ifIndex`, a string its name.
fn reference(port: Either<f64, String>) -> netwarden::Result<PortRef> {
    match port {
        Either::A(number) if number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number) => {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // checked
            let index = number as u32;
            Ok(IfIndex(index).into())
        }
        Either::A(number) => {
            Err(Error::invalid("port", number.to_string(), "an ifIndex of 32 bits, or the name of a port, is expected"))
        }
        Either::B(name) => Ok(name.into()),
    }
}

#[napi]
pub fn set_if_admin_status<'env>(
    env: &'env Env,
    session: &Session,
    port: Either<f64, String>,
    status: String,
    options: OrderOptions,
    cancel: Option<&Cancel>,
) -> Result<PromiseRaw<'env, OrderReport>> {
    let prepare = || Ok((reference(port)?, status.parse::<AdminStatus>()?, options.core()?));
    let (port, status, options) = prepare().map_err(|error| raise(env, &error))?;
    let core = session.core();
    let work = async move { netwarden::io::set_if_admin_status(&*core, port, status, options).await };
    promise(env, Cancel::watch(cancel, work), Js::js)
}

#[napi]
pub fn management_path<'env>(
    env: &'env Env,
    session: &Session,
    options: OrderOptions,
    cancel: Option<&Cancel>,
) -> Result<PromiseRaw<'env, ManagementPath>> {
    let options = options.core().map_err(|error| raise(env, &error))?;
    let core = session.core();
    let work = async move { netwarden::io::management_path(&*core, &options).await };
    promise(env, Cancel::watch(cancel, work), Js::js)
}
