//! `CheckSpec`: what to try and what would be right, and its judgement.

use napi::bindgen_prelude::{Env, Result};
use napi_derive::napi;
use netwarden::Error;
use netwarden::check::{Observation, StatusRange, ThresholdRange, Thresholds, evaluate};

use crate::convert::Js;
use crate::data::{CheckResult, Perfdata};
use crate::error::raise;

/// What to try and what would be right.
#[napi]
pub struct CheckSpec {
    core: netwarden::check::CheckSpec,
}

#[napi]
impl CheckSpec {
    #[napi(factory)]
    pub fn from_json(env: &Env, text: String) -> Result<Self> {
        let read = || {
            let core: netwarden::check::CheckSpec =
                serde_json::from_str(&text).map_err(|error| wrong("check", &text, &error))?;
            core.validate()?;
            Ok(Self { core })
        };
        read().map_err(|error| raise(env, &error))
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
}

fn wrong(argument: &str, given: &str, error: &serde_json::Error) -> Error {
    Error::invalid(argument, given, error.to_string())
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
