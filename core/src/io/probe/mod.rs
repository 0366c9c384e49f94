//! One attempt of a check: resolve, connect, speak, and say what was seen.
//!
//! There are no retries and no kept connections: a probe measures what a newcomer would meet.
//! Dropping the future ends the attempt.

mod amqp;
mod bson;
mod connect;
mod custom;
mod dial;
#[cfg(feature = "dns")]
mod dns;
mod domain;
mod fields;
mod ftp;
mod grpc;
mod http;
mod icmp;
mod imap;
mod kafka;
mod ldap;
mod lines;
mod memcached;
mod meter;
mod mongodb;
mod mqtt;
mod mssql;
mod mysql;
mod nats;
mod ntp;
mod ownership;
#[cfg(feature = "plugin")]
mod plugin;
mod pop3;
mod postgres;
mod proxy;
mod radius;
mod redis;
mod replies;
mod scram;
mod sip;
mod smtp;
mod soap;
mod ssh;
mod starttls;
mod sweep;
mod tcp;
mod telnet;
mod tls;
mod udp;
mod web;
mod websocket;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::check::{self, AddressPolicy, Cause, CheckResult, CheckSpec, Observation, Phase, Secret, evaluate};
use crate::error::{Error, Result};
use crate::io::custom::Registry;

pub use sweep::{Sweep, SweepBatch, SweepOptions, Swept, sweep};

/// How every probe of a program is made.
#[derive(Clone, Debug)]
pub struct ProbeOptions {
    policy: AddressPolicy,
    roots: Vec<CertificateDer<'static>>,
    public_roots: bool,
    user_agent: Arc<str>,
    secrets: Arc<BTreeMap<String, Secret>>,
    registry: Registry,
    #[cfg_attr(not(feature = "plugin"), allow(dead_code))] // given all the same
    plugins: Option<PathBuf>,
}

impl Default for ProbeOptions {
    /// Any address; the public roots that Mozilla trusts.
    fn default() -> Self {
        Self {
            policy: AddressPolicy::open(),
            roots: Vec::new(),
            public_roots: true,
            user_agent: concat!("netwarden/", env!("CARGO_PKG_VERSION")).into(),
            secrets: Arc::default(),
            registry: Registry::new(),
            plugins: None,
        }
    }
}

impl ProbeOptions {
    /// Any address; the public roots that Mozilla trusts.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Touches only what `policy` allows. Open by default; a prober that others give targets to needs
    /// [`AddressPolicy::closed`].
    #[must_use]
    pub fn policy(mut self, policy: AddressPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// Trusts the certificates in `pem` too, as issuers or, where a server sends one of them itself, as they are.
    ///
    /// # Errors
    /// [`Error::Invalid`] where it holds no certificate or one that cannot be read.
    pub fn trust_pem(mut self, pem: &str) -> Result<Self> {
        let before = self.roots.len();
        for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
            let certificate = certificate.map_err(|error| {
                Error::invalid("trusted certificate", "PEM text", format!("whole PEM sections are expected ({error})"))
            })?;
            self = self.trust_der(certificate.as_ref())?;
        }
        if self.roots.len() == before {
            let expected = "at least one section -----BEGIN CERTIFICATE----- is expected";
            return Err(Error::invalid("trusted certificate", "PEM text", expected));
        }
        Ok(self)
    }

    /// Trusts one certificate too, given in DER.
    ///
    /// # Errors
    /// [`Error::Invalid`] where it cannot be read.
    pub fn trust_der(mut self, der: &[u8]) -> Result<Self> {
        let certificate = CertificateDer::from(der.to_vec());
        tls::check_root(&certificate)
            .map_err(|reason| Error::invalid("trusted certificate", format!("{} bytes", der.len()), reason))?;
        self.roots.push(certificate);
        Ok(self)
    }

    /// Trusts only the certificates given, none of the public roots.
    #[must_use]
    pub fn only_given_roots(mut self) -> Self {
        self.public_roots = false;
        self
    }

    /// Gives `secret` to the specs that name it; they can then be kept in files without it.
    #[must_use]
    pub fn secret(mut self, name: impl Into<String>, secret: impl Into<Secret>) -> Self {
        Arc::make_mut(&mut self.secrets).insert(name.into(), secret.into());
        self
    }

    /// The checks that the program itself brings.
    #[must_use]
    pub fn registry(mut self, registry: Registry) -> Self {
        self.registry = registry;
        self
    }

    /// Lets checks run the monitoring plugins of `folder`; none are run by default.
    #[must_use]
    pub fn plugins(mut self, folder: impl Into<PathBuf>) -> Self {
        self.plugins = Some(folder.into());
        self
    }

    /// What `secret` is.
    fn reveal<'a>(&'a self, secret: &'a Secret) -> Result<&'a str, Cause> {
        let found = match secret.name() {
            Some(name) => self.secrets.get(name).and_then(Secret::given),
            None => secret.given(),
        };
        found.ok_or_else(|| Cause::SecretMissing { name: secret.name().unwrap_or_default().to_string() })
    }

    /// What `secret` is, for a protocol whose commands are lines: one with a line end would go on as a command.
    fn reveal_line<'a>(&'a self, secret: &'a Secret) -> Result<&'a str, Cause> {
        let text = self.reveal(secret)?;
        if text.chars().any(char::is_control) {
            let reason = "the password has control characters, which this protocol cannot carry".to_string();
            return Err(Cause::NotEvaluated { reason });
        }
        Ok(text)
    }

    /// The `User-Agent` of HTTP requests; `netwarden/` and the version by default.
    #[must_use]
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.user_agent = name.into().into();
        self
    }
}

/// Makes one attempt and judges it.
///
/// # Errors
/// [`Error::Invalid`] where the spec is wrong. A target that fails is a result.
pub async fn run(spec: &CheckSpec) -> Result<CheckResult> {
    run_with(spec, &ProbeOptions::default()).await
}

/// Makes one attempt as `options` say and judges it.
///
/// # Errors
/// As [`run`].
pub async fn run_with(spec: &CheckSpec, options: &ProbeOptions) -> Result<CheckResult> {
    Ok(evaluate(spec, &observe(spec, options).await?))
}

/// Makes one attempt and says what was seen, without judging it.
///
/// # Errors
/// As [`run`].
pub async fn observe(spec: &CheckSpec, options: &ProbeOptions) -> Result<Observation> {
    spec.validate()?;
    attempt(spec, options).await
}

impl CheckSpec {
    /// Makes one attempt and judges it: [`run`].
    ///
    /// # Errors
    /// As [`run`].
    pub async fn run(&self) -> Result<CheckResult> {
        run(self).await
    }
}

macro_rules! attempts {
    ($($(#[$doc:meta])* $kind:ident: $check:ident => $seen:ident in $probe:ident;)*) => {
        async fn attempt(spec: &CheckSpec, options: &ProbeOptions) -> Result<Observation> {
            Ok(match spec {
                $(CheckSpec::$kind(check) => Observation::$kind(Box::pin($probe::observe(check, options)).await?),)*
            })
        }

        $(impl check::$check {
            /// Makes one attempt and judges it: [`run`].
            ///
            /// # Errors
            /// As [`run`].
            pub async fn run(self) -> Result<CheckResult> {
                run(&self.into()).await
            }
        })*
    };
}

check::every_kind!(attempts);

/// A kind of check in a program that was built without what its attempts need: every result is UNKNOWN and names the feature.
macro_rules! absent {
    ($probe:ident: $check:ident => $seen:ident, $feature:literal) => {
        #[cfg(not(feature = $feature))]
        mod $probe {
            use crate::check::{Attempt, Cause, $check, $seen};

            #[allow(clippy::unused_async)]
            pub(super) async fn observe(_: &$check, _: &super::ProbeOptions) -> crate::error::Result<$seen> {
                let failure = Some(Cause::FeatureMissing { feature: $feature.to_string() });
                let attempt = Attempt { at: crate::io::wall_clock(), failure, ..Attempt::default() };
                Ok($seen { attempt, ..$seen::default() })
            }
        }
    };
}

absent! { dns: DnsCheck => DnsObservation, "dns" }
absent! { plugin: PluginCheck => PluginObservation, "plugin" }

/// The time that an attempt may take.
#[derive(Clone, Copy, Debug)]
struct Budget {
    started: Instant,
    limit_ms: u64,
}

impl Budget {
    fn start(limit_ms: u64) -> Self {
        Self { started: Instant::now(), limit_ms }
    }

    /// Waits for `work`, but not beyond the limit.
    async fn wait<T>(self, phase: Phase, work: impl Future<Output = T>) -> Result<T, Cause> {
        let deadline = self.started + Duration::from_millis(self.limit_ms);
        tokio::time::timeout_at(deadline.into(), work)
            .await
            .map_err(|_| Cause::TimedOut { phase, after_ms: self.limit_ms })
    }

    fn total_ms(self) -> f64 {
        ms(self.started.elapsed())
    }
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

#[cfg(test)]
mod tests;
