use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use super::{Cause, TlsCause};
use crate::value::Timestamp;

/// What every attempt has.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Attempt {
    /// When it began.
    pub at: Timestamp,
    /// The address and port that were tried; the port is 0 for ICMP.
    pub peer: Option<SocketAddr>,
    /// How long each part took.
    pub timing: Timing,
    /// What TLS said, where it was spoken.
    pub tls: Option<TlsFacts>,
    /// What ended the attempt before its end, if anything.
    pub failure: Option<Cause>,
}

/// How long each part took, in milliseconds; `None` for a part that was not reached or does not exist.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Timing {
    /// Looking up the name; `None` for an address.
    pub resolve_ms: Option<f64>,
    /// Opening the connection.
    pub connect_ms: Option<f64>,
    /// The TLS handshake.
    pub tls_ms: Option<f64>,
    /// Sending the request.
    pub send_ms: Option<f64>,
    /// From the end of the request to the first byte of the answer: the server's work and one round trip.
    pub first_byte_ms: Option<f64>,
    /// From the first byte to the last.
    pub transfer_ms: Option<f64>,
    /// All of it, redirects included.
    pub total_ms: f64,
}

/// What TLS said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TlsFacts {
    /// `TLSv1.3`, `TLSv1.2`; `None` where the handshake failed.
    pub version: Option<String>,
    /// The cipher suite, by its IANA name.
    pub cipher: Option<String>,
    /// Whole days until the first certificate of the chain expires; negative where it has.
    pub days_left: Option<i64>,
    /// What is wrong with the certificate, if anything: the verdict by the trusted roots.
    pub verdict: Option<TlsCause>,
    /// Every certificate that the server sent, its own first.
    pub chain: Vec<CertificateFacts>,
}

/// A certificate (RFC 5280).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateFacts {
    /// The subject's distinguished name.
    pub subject: String,
    /// The issuer's distinguished name.
    pub issuer: String,
    /// The DNS names and addresses that it is for (`subjectAltName`).
    pub names: Vec<String>,
    /// The beginning of its validity.
    pub not_before: Timestamp,
    /// The end of its validity.
    pub not_after: Timestamp,
    /// The serial number in hexadecimal.
    pub serial: String,
    /// The key, such as `RSA 2048` or `EC P-256`.
    pub key: String,
    /// Whether it may issue certificates (`basicConstraints`).
    pub is_ca: bool,
}
