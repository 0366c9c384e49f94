//! The health of a gRPC server (`grpc.health.v1.Health/Check`).

use serde::{Deserialize, Serialize};

use super::{Judge, Spec};
use crate::check::connection::{Connection, TlsRules};
use crate::check::setters::setters;
use crate::check::validate::{bounded, host_and_port};
use crate::check::verdict::{Verdict, details, short};
use crate::check::{Attempt, Cause, HttpLogin};
use crate::error::Result;

/// A check of `target`, as `host:port`, by the health protocol of gRPC.
///
/// ```
/// use netwarden::check;
///
/// let spec = check::grpc("api.example.org:50051").service("shop.Cart").spec()?;
/// assert_eq!(spec.target(), "api.example.org:50051");
/// # Ok::<(), netwarden::Error>(())
/// ```
pub fn grpc(target: impl Into<String>) -> GrpcCheck {
    GrpcCheck { target: target.into(), ..GrpcCheck::default() }
}

/// A check by the health protocol of gRPC: a service must be SERVING.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct GrpcCheck {
    /// `host:port`; an IPv6 address stands in brackets.
    pub target: String,
    /// How to get there, and how long it may take.
    #[serde(flatten)]
    pub connection: Connection,
    /// Whether to speak TLS; else HTTP/2 is spoken by prior knowledge.
    pub tls: bool,
    /// What is expected of TLS.
    #[serde(flatten)]
    pub tls_rules: TlsRules,
    /// Who logs in, and how.
    #[serde(flatten)]
    pub login: HttpLogin,
    /// The service; the server as a whole by default.
    pub service: Option<String>,
}

setters! { GrpcCheck -> Grpc, connection, tls_rules, login {
    /// Speaks TLS.
    tls(speak: bool) tls = speak;
    /// Asks for the health of `service`.
    service(name: impl Into<String>) service = Some(name.into());
} }

impl GrpcCheck {
    /// The host and the port of the target.
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::error::Error::Invalid) where it is not `host:port`.
    pub fn host_and_port(&self) -> Result<(String, u16)> {
        host_and_port("target", &self.target, None)
    }
}

impl Spec for GrpcCheck {
    fn validate(&self) -> Result<()> {
        self.host_and_port()?;
        self.connection.validate()?;
        self.login.validate()?;
        self.tls_rules.validate(self.tls)?;
        self.service.as_deref().map_or(Ok(()), |service| bounded("service", service, 1024))
    }

    fn target(&self) -> String {
        self.target.clone()
    }

    fn time_limit_ms(&self) -> u64 {
        self.connection.timeout_ms
    }
}

/// What a gRPC server says of its health.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct GrpcObservation {
    /// What every attempt has.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// The HTTP status, where there was an answer; gRPC always has 200.
    pub http_status: Option<u16>,
    /// `grpc-status`: 0 is OK.
    pub grpc_status: Option<u32>,
    /// `grpc-message`: what the server says to it.
    pub message: String,
    /// `ServingStatus`: 0 UNKNOWN, 1 SERVING, 2 NOT_SERVING, 3 SERVICE_UNKNOWN.
    pub serving: Option<u64>,
}

impl Judge for GrpcCheck {
    type Seen = GrpcObservation;

    fn judge(&self, seen: &GrpcObservation, verdict: &mut Verdict) -> String {
        let attempt = &seen.attempt;
        verdict.tls(attempt.tls.as_ref(), &self.tls_rules);
        verdict.http_status = seen.http_status;
        verdict.time(attempt, self.connection.time);
        if attempt.failure.is_none() && !verdict.distrusts() {
            verdict.assert("SERVING", wrong(seen));
        }
        if let Some(serving) = seen.serving {
            verdict.fact("serving", serving_word(serving));
        }
        format!("is serving, answered in {} ms{}", short(attempt.timing.total_ms), details(attempt))
    }
}

fn wrong(seen: &GrpcObservation) -> Option<Cause> {
    let other = |found: &str| {
        let found = if seen.message.is_empty() { found.to_string() } else { format!("{found}: {}", seen.message) };
        Some(Cause::UnexpectedAnswer { expected: "SERVING".to_string(), found })
    };
    match (seen.http_status, seen.grpc_status, seen.serving) {
        (Some(200), Some(0), Some(1)) => None,
        (Some(200), Some(0), Some(2)) => Some(Cause::ServiceFailed { reason: "NOT_SERVING".to_string() }),
        (Some(200), Some(0), Some(serving)) => other(serving_word(serving)),
        // The code of gRPC that the health protocol has for a service that it does not know.
        (Some(200), Some(5), _) => other("SERVICE_UNKNOWN"),
        (Some(200), Some(12), _) => other("UNIMPLEMENTED"),
        (Some(200), Some(7 | 16), _) | (Some(401), ..) => Some(Cause::LoginRefused {
            reason: if seen.message.is_empty() {
                "it asks for another login".to_string()
            } else {
                seen.message.clone()
            },
        }),
        (Some(200), Some(0), None) => Some(Cause::Protocol { reason: "its answer has no health".to_string() }),
        (Some(200), Some(code), _) => {
            Some(Cause::ServiceFailed { reason: format!("gRPC status {code} {}", seen.message).trim_end().to_string() })
        }
        (Some(200), None, _) => Some(Cause::Protocol { reason: "its answer has no grpc-status".to_string() }),
        (Some(status), ..) => Some(Cause::StatusCode { status }),
        (None, ..) => Some(Cause::NotEvaluated { reason: "there is no answer".to_string() }),
    }
}

/// `ServingStatus` of grpc.health.v1.
const fn serving_word(serving: u64) -> &'static str {
    match serving {
        1 => "SERVING",
        2 => "NOT_SERVING",
        3 => "SERVICE_UNKNOWN",
        _ => "UNKNOWN",
    }
}
