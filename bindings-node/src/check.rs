//! `CheckSpec`: what to try and what would be right, and its judgement.

use std::collections::HashMap;

use napi::bindgen_prelude::{Env, PromiseRaw, Result};
use napi_derive::napi;
use netwarden::Error;
use netwarden::check::{AddressPolicy, Observation, StatusRange, ThresholdRange, Thresholds, evaluate};
use netwarden::io::probe;

use crate::cancel::Cancel;
use crate::convert::Js;
use crate::custom::Registry;
use crate::data::{CheckResult, Perfdata};
use crate::error::{promise, raise};

/// What to try and what would be right.
#[napi]
pub struct CheckSpec {
    pub(crate) core: netwarden::check::CheckSpec,
}

#[napi]
impl CheckSpec {
    #[napi(factory)]
    pub fn from_json(env: &Env, text: String) -> Result<Self> {
        let core = netwarden::check::CheckSpec::from_json(&text);
        core.map(|core| Self { core }).map_err(|error| raise(env, &error))
    }

    #[napi]
    pub fn target(&self) -> String {
        self.core.target()
    }

    #[napi]
    pub fn time_limit_ms(&self) -> f64 {
        self.core.time_limit_ms().js()
    }

    #[napi]
    pub fn to_json(&self, env: &Env) -> Result<String> {
        serde_json::to_string(&self.core).map_err(|error| raise(env, &wrong("check", &self.core.target(), &error)))
    }

    #[napi]
    pub fn evaluate(&self, env: &Env, observation: String) -> Result<CheckResult> {
        let seen: Observation = serde_json::from_str(&observation)
            .map_err(|error| raise(env, &wrong("observation", &observation, &error)))?;
        Ok(evaluate(&self.core, &seen).js())
    }

    #[napi]
    pub fn run<'env>(
        &self,
        env: &'env Env,
        options: ProbeOptions,
        registry: Option<&Registry>,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, CheckResult>> {
        let options = options.core(registry).map_err(|error| raise(env, &error))?;
        let spec = self.core.clone();
        let work = async move { probe::run_with(&spec, &options).await };
        promise(env, Cancel::watch(cancel, work), Js::js)
    }
}

/// How probes are made.
#[napi(object, object_to_js = false)]
pub struct ProbeOptions {
    pub trust_pem: Option<String>,
    pub only_given_roots: Option<bool>,
    pub user_agent: Option<String>,
    pub closed: Option<bool>,
    pub secrets: Option<HashMap<String, String>>,
    pub plugins: Option<String>,
}

impl ProbeOptions {
    pub(crate) fn core(self, registry: Option<&Registry>) -> netwarden::Result<probe::ProbeOptions> {
        let mut core = probe::ProbeOptions::new();
        if let Some(pem) = self.trust_pem {
            core = core.trust_pem(&pem)?;
        }
        if self.only_given_roots == Some(true) {
            core = core.only_given_roots();
        }
        if let Some(name) = self.user_agent {
            core = core.user_agent(name);
        }
        if self.closed == Some(true) {
            core = core.policy(AddressPolicy::closed());
        }
        for (name, secret) in self.secrets.unwrap_or_default() {
            core = core.secret(name, secret);
        }
        if let Some(folder) = self.plugins {
            core = core.plugins(folder);
        }
        if let Some(registry) = registry {
            core = core.registry(registry.core.clone());
        }
        Ok(core)
    }
}

fn wrong(argument: &str, given: &str, error: &serde_json::Error) -> Error {
    Error::invalid(argument, given, error.to_string())
}

#[napi]
pub fn ownership_token(env: &Env, secret: String, account: String, host: String) -> Result<String> {
    netwarden::check::ownership_token(&secret, &account, &host).map_err(|error| raise(env, &error))
}

#[napi]
pub fn threshold_range(env: &Env, text: String) -> Result<String> {
    text.parse::<ThresholdRange>().map(|range| range.to_string()).map_err(|error| raise(env, &error))
}

#[napi]
pub fn status_range(env: &Env, text: String) -> Result<String> {
    text.parse::<StatusRange>().map(|range| range.to_string()).map_err(|error| raise(env, &error))
}

#[napi]
pub fn alerts(env: &Env, range: String, value: f64) -> Result<bool> {
    range.parse::<ThresholdRange>().map(|range| range.alerts(value)).map_err(|error| raise(env, &error))
}

#[napi]
pub fn judge(env: &Env, value: f64, warning: Option<String>, critical: Option<String>) -> Result<String> {
    let range = |text: Option<String>| text.map(|text| text.parse()).transpose();
    let read = || Ok(Thresholds { warning: range(warning)?, critical: range(critical)? });
    read().map(|thresholds| thresholds.judge(value).js()).map_err(|error| raise(env, &error))
}

#[napi]
pub fn perfdata(env: &Env, text: String) -> Result<Vec<Perfdata>> {
    netwarden::check::Perfdata::parse_all(&text).map(Js::js).map_err(|error| raise(env, &error))
}
