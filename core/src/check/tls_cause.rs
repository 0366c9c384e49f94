use std::fmt;

use serde::{Deserialize, Serialize};

/// What is wrong with TLS or with the certificate. Its `Display` completes a sentence that starts with the target's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum TlsCause {
    /// The validity of a certificate is over.
    Expired,
    /// The validity of a certificate has not begun.
    NotYetValid,
    /// The certificate is for other names.
    NameMismatch {
        /// The name that was asked for.
        expected: String,
        /// The names that it is for.
        names: Vec<String>,
    },
    /// The chain ends at an issuer that is not trusted.
    UnknownIssuer {
        /// The issuer's name.
        issuer: String,
    },
    /// The server does not send the certificates between its own and a root.
    IncompleteChain {
        /// The issuer whose certificate is missing.
        issuer: String,
    },
    /// The certificate is signed by itself.
    SelfSigned,
    /// The certificate was revoked.
    Revoked,
    /// The key or the signature is too weak.
    WeakKey {
        /// What it is.
        reason: String,
    },
    /// The certificate cannot be read, breaks a rule of X.509, or is for another use.
    BadCertificate {
        /// What is wrong.
        reason: String,
    },
    /// The peer has only TLS 1.1 or older, or no common cipher.
    PeerTooOld {
        /// What was found.
        reason: String,
    },
    /// The peer does not speak TLS at that port.
    NotTls,
    /// The peer ended the handshake with an alert.
    Alert {
        /// The alert's name (RFC 8446 §6).
        alert: String,
    },
    /// The handshake failed in another way.
    HandshakeFailed {
        /// How.
        reason: String,
    },
}

impl TlsCause {
    /// The stable code of this cause, the same in every language.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::NotYetValid => "not-yet-valid",
            Self::NameMismatch { .. } => "name-mismatch",
            Self::UnknownIssuer { .. } => "unknown-issuer",
            Self::IncompleteChain { .. } => "incomplete-chain",
            Self::SelfSigned => "self-signed",
            Self::Revoked => "revoked",
            Self::WeakKey { .. } => "weak-key",
            Self::BadCertificate { .. } => "bad-certificate",
            Self::PeerTooOld { .. } => "peer-too-old",
            Self::NotTls => "not-tls",
            Self::Alert { .. } => "alert",
            Self::HandshakeFailed { .. } => "handshake-failed",
        }
    }
}

impl fmt::Display for TlsCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expired => f.write_str("has a certificate that has expired"),
            Self::NotYetValid => f.write_str("has a certificate that is not yet valid"),
            Self::NameMismatch { expected, names } if names.is_empty() => {
                write!(f, "has a certificate without names, not for {expected}")
            }
            Self::NameMismatch { expected, names } => {
                let shown: Vec<&str> = names.iter().take(3).map(String::as_str).collect();
                let more = if names.len() > shown.len() { ", …" } else { "" };
                write!(f, "has a certificate for {}{more}, not for {expected}", shown.join(", "))
            }
            Self::UnknownIssuer { issuer } => write!(f, "has a certificate of an issuer that is not trusted: {issuer}"),
            Self::IncompleteChain { issuer } => write!(f, "does not send the certificate of its issuer: {issuer}"),
            Self::SelfSigned => f.write_str("has a certificate that is signed by itself"),
            Self::Revoked => f.write_str("has a certificate that was revoked"),
            Self::WeakKey { reason } => write!(f, "has a certificate that is too weak: {reason}"),
            Self::BadCertificate { reason } => write!(f, "has a certificate that is wrong: {reason}"),
            Self::PeerTooOld { reason } => write!(f, "has no TLS 1.2 or later that this check knows: {reason}"),
            Self::NotTls => f.write_str("does not speak TLS"),
            Self::Alert { alert } => write!(f, "ended the TLS handshake with the alert {alert}"),
            Self::HandshakeFailed { reason } => write!(f, "failed the TLS handshake: {reason}"),
        }
    }
}
