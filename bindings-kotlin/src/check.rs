//! `CheckSpec`: what to try and what would be right, and its judgement.

use std::collections::HashMap;
use std::sync::Arc;

use netwarden::Error;
use netwarden::check::{
    AddressPolicy, Cause, CheckResult, CheckSpec, InputValue, Observation, Perfdata, Status, StatusRange,
    ThresholdRange, Thresholds, TlsCause, evaluate,
};
use netwarden::io::probe;
use serde::Serialize;

use crate::custom::NativeRegistry;
use crate::error::NativeException;
use crate::live::Alive;

/// What to try and what would be right; `io.netwarden.CheckSpec` wraps it.
#[derive(uniffi::Object)]
pub struct NativeCheck {
    pub(crate) core: CheckSpec,
}

/// A check of its type, its argument and its options.
pub(crate) fn made(
    kind: &str,
    name: &str,
    argument: &impl Serialize,
    options: &impl Serialize,
) -> Result<Arc<NativeCheck>, NativeException> {
    let unfit = |error: serde_json::Error| wrong("check", kind, &error);
    let mut form = serde_json::to_value(options).map_err(unfit)?;
    form["type"] = kind.into();
    form[name] = serde_json::to_value(argument).map_err(unfit)?;
    NativeCheck::from_json(&form.to_string())
}

/// What is filled into the form of a check or a notifier of the program's own, by the ids of its fields.
pub type Inputs = HashMap<String, InputValue>;

/// What is filled into a field.
#[uniffi::remote(Enum)]
pub enum InputValue {
    /// Yes or no.
    Boolean(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// The name of a secret that `ProbeOptions.secrets` has.
    Secret {
        /// The name.
        secret: String,
    },
}

/// A password, a key or a token of a check.
#[derive(uniffi::Enum)]
#[uniffi::export(Display)]
pub enum Secret {
    /// Itself.
    Given {
        /// What it is.
        text: String,
    },
    /// One that `ProbeOptions.secrets` gives, so that the check holds none.
    Named {
        /// Under which name.
        name: String,
    },
}

impl std::fmt::Display for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Given { .. } => f.write_str("Secret(…)"),
            Self::Named { name } => write!(f, "Secret.Named({name})"),
        }
    }
}

impl Serialize for Secret {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Given { text } => serializer.serialize_str(text),
            Self::Named { name } => HashMap::from([("secret", name)]).serialize(serializer),
        }
    }
}

#[uniffi::export(async_runtime = "tokio")]
impl NativeCheck {
    #[uniffi::constructor]
    pub fn from_json(text: &str) -> Result<Arc<Self>, NativeException> {
        Ok(Arc::new(Self { core: CheckSpec::from_json(text)? }))
    }

    pub fn target(&self) -> String {
        self.core.target()
    }

    pub fn time_limit_ms(&self) -> u64 {
        self.core.time_limit_ms()
    }

    pub fn to_json(&self) -> Result<String, NativeException> {
        serde_json::to_string(&self.core).map_err(|error| wrong("check", &self.core.target(), &error))
    }

    pub fn evaluate(&self, observation: &str) -> Result<CheckResult, NativeException> {
        let seen: Observation =
            serde_json::from_str(observation).map_err(|error| wrong("observation", observation, &error))?;
        Ok(evaluate(&self.core, &seen))
    }

    pub async fn run(&self, options: ProbeOptions) -> Result<CheckResult, NativeException> {
        let _alive = Alive::new();
        Ok(probe::run_with(&self.core, &options.core()?).await?)
    }
}

/// How probes are made.
#[derive(uniffi::Record)]
pub struct ProbeOptions {
    /// Certificates to trust too, as PEM.
    #[uniffi(default = None)]
    pub trust_pem: Option<String>,
    /// Whether to trust only those, none of the public roots that Mozilla trusts.
    #[uniffi(default = false)]
    pub only_given_roots: bool,
    /// The `User-Agent` of HTTP requests; `netwarden/` and the version.
    #[uniffi(default = None)]
    pub user_agent: Option<String>,
    /// Whether to touch no private, local or special address. A prober that others give targets to needs it.
    #[uniffi(default = false)]
    pub closed: bool,
    /// Secrets by the names under which checks ask for them.
    #[uniffi(default = None)]
    pub secrets: Option<HashMap<String, String>>,
    /// The checks that the program itself brings; none.
    #[uniffi(default = None)]
    pub registry: Option<Arc<NativeRegistry>>,
    /// The folder of the monitoring plugins that checks may run; none are run.
    #[uniffi(default = None)]
    pub plugins: Option<String>,
}

impl ProbeOptions {
    pub(crate) fn core(self) -> Result<probe::ProbeOptions, Error> {
        let mut core = probe::ProbeOptions::new();
        if let Some(pem) = self.trust_pem {
            core = core.trust_pem(&pem)?;
        }
        if self.only_given_roots {
            core = core.only_given_roots();
        }
        if let Some(name) = self.user_agent {
            core = core.user_agent(name);
        }
        if self.closed {
            core = core.policy(AddressPolicy::closed());
        }
        for (name, secret) in self.secrets.unwrap_or_default() {
            core = core.secret(name, secret);
        }
        if let Some(folder) = self.plugins {
            core = core.plugins(folder);
        }
        if let Some(registry) = self.registry {
            core = core.registry(registry.core());
        }
        Ok(core)
    }
}

fn wrong(argument: &str, given: &str, error: &serde_json::Error) -> NativeException {
    Error::invalid(argument, given, error.to_string()).into()
}

/// `OK example.org 200 in 84 ms`
#[uniffi::export]
pub fn native_result_text(result: CheckResult) -> String {
    result.to_string()
}

/// Completes a sentence that begins with the target.
#[uniffi::export]
pub fn native_cause_text(cause: Cause) -> String {
    cause.to_string()
}

/// `refused`, `timed-out`, …
#[uniffi::export]
pub fn native_cause_code(cause: Cause) -> String {
    cause.code().to_owned()
}

/// Completes a sentence that begins with the target.
#[uniffi::export]
pub fn native_tls_cause_text(cause: TlsCause) -> String {
    cause.to_string()
}

/// `expired`, `name-mismatch`, …
#[uniffi::export]
pub fn native_tls_cause_code(cause: TlsCause) -> String {
    cause.code().to_owned()
}

/// The line that a monitoring plugin prints.
#[uniffi::export]
pub fn native_plugin_output(result: CheckResult) -> String {
    result.plugin_output()
}

#[uniffi::export]
pub fn native_ownership_token(secret: &str, account: &str, host: &str) -> Result<String, NativeException> {
    Ok(netwarden::check::ownership_token(secret, account, host)?)
}

#[uniffi::export]
pub fn native_threshold_range(text: &str) -> Result<String, NativeException> {
    Ok(text.parse::<ThresholdRange>()?.to_string())
}

#[uniffi::export]
pub fn native_status_range(text: &str) -> Result<String, NativeException> {
    Ok(text.parse::<StatusRange>()?.to_string())
}

#[uniffi::export]
pub fn native_alerts(range: &str, value: f64) -> Result<bool, NativeException> {
    Ok(range.parse::<ThresholdRange>()?.alerts(value))
}

#[uniffi::export]
pub fn native_judge(value: f64, warning: Option<String>, critical: Option<String>) -> Result<Status, NativeException> {
    let range = |text: Option<String>| text.map(|text| text.parse()).transpose();
    Ok(Thresholds { warning: range(warning)?, critical: range(critical)? }.judge(value))
}

#[uniffi::export]
pub fn native_perfdata(text: &str) -> Result<Vec<Perfdata>, NativeException> {
    Ok(Perfdata::parse_all(text)?)
}

/// `'label'=value[UOM];[warn];[crit];[min];[max]`
#[uniffi::export]
pub fn native_perfdata_text(value: Perfdata) -> String {
    value.to_string()
}
