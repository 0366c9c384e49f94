use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use super::{Cause, TlsCause};
use crate::value::Timestamp;

/// What one attempt saw, without judgement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Observation {
    /// Echo requests and replies.
    Icmp(IcmpObservation),
    /// A connection and what came over it.
    Tcp(TcpObservation),
    /// An HTTP exchange, with the redirects before it.
    Http(HttpObservation),
}

impl Observation {
    /// What every attempt has.
    #[must_use]
    pub fn attempt(&self) -> &Attempt {
        match self {
            Self::Icmp(seen) => &seen.attempt,
            Self::Tcp(seen) => &seen.attempt,
            Self::Http(seen) => &seen.attempt,
        }
    }
}

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

/// Echo requests and replies (RFC 792, RFC 4443).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct IcmpObservation {
    /// What every attempt has.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// Requests sent.
    pub sent: u32,
    /// Requests answered.
    pub received: u32,
    /// Further answers to a request that was answered already.
    pub duplicates: u32,
    /// Round-trip times of the answers in the order of their requests, in milliseconds.
    pub rtts_ms: Vec<f64>,
}

/// A connection and what came over it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TcpObservation {
    /// What every attempt has.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// What the peer sent, as text; bytes that are no UTF-8 are replaced.
    pub received: String,
    /// Bytes read.
    pub bytes: u64,
    /// Whether reading ended at the limit of bytes.
    pub truncated: bool,
}

/// An HTTP exchange (RFC 9110), with the redirects before it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct HttpObservation {
    /// What every attempt has; `peer`, `tls` and the parts of `timing` are of the last hop.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// The redirects that were followed, in order.
    pub hops: Vec<Hop>,
    /// The URL of the last request.
    pub url: String,
    /// The status of the last answer, where there was one.
    pub status: Option<u16>,
    /// The headers of the last answer.
    pub headers: Vec<Header>,
    /// The body as text; bytes that are no UTF-8 are replaced.
    pub body: String,
    /// Bytes of the body that were read.
    pub bytes: u64,
    /// Whether reading ended at the limit of bytes.
    pub truncated: bool,
}

/// A redirect that was followed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hop {
    /// The URL that was asked.
    pub url: String,
    /// The address that answered.
    pub peer: Option<SocketAddr>,
    /// The status: 301, 302, 303, 307 or 308.
    pub status: u16,
    /// Where it sent us, as it said it.
    pub location: String,
    /// How long each part took.
    pub timing: Timing,
}

/// A header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// Its name; case does not matter.
    pub name: String,
    /// Its value.
    pub value: String,
}
