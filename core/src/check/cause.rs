use std::fmt;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::{Status, TlsCause};

/// The part of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// The name was looked up.
    Resolve,
    /// The connection was opened.
    Connect,
    /// The TLS handshake.
    Tls,
    /// The request was sent.
    Send,
    /// The first byte of the answer was awaited.
    FirstByte,
    /// The rest of the answer was read.
    Transfer,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Resolve => "the name lookup",
            Self::Connect => "the connection",
            Self::Tls => "the TLS handshake",
            Self::Send => "sending the request",
            Self::FirstByte => "the first byte of the answer",
            Self::Transfer => "the rest of the answer",
        })
    }
}

/// Why a check is not OK. Its `Display` completes a sentence that starts with the target's name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum Cause {
    /// The name does not exist or has no address.
    NameNotFound {
        /// What the resolver said.
        reason: String,
    },
    /// The resolver could not be asked; this says nothing of the target.
    ResolverFailed {
        /// What the system said.
        reason: String,
    },
    /// The name has no address of the family that the spec asks for.
    NoAddress {
        /// `IPv4` or `IPv6`.
        family: String,
    },
    /// The address policy of the prober forbids the address; nothing was sent.
    AddressDenied {
        /// The address.
        address: IpAddr,
        /// What kind of address that is.
        reason: String,
    },
    /// The host answered that nothing listens at the port.
    Refused,
    /// Nothing came in time.
    TimedOut {
        /// What was awaited.
        phase: Phase,
        /// Milliseconds waited in all.
        after_ms: u64,
    },
    /// The network said that there is no way to the host.
    Unreachable {
        /// What it said.
        reason: String,
    },
    /// The peer closed or reset the connection too early.
    Closed {
        /// What was going on.
        phase: Phase,
    },
    /// The answer does not follow the protocol.
    Protocol {
        /// What is wrong with it.
        reason: String,
    },
    /// TLS failed, or the certificate is not right.
    Tls {
        /// Why.
        tls: TlsCause,
    },
    /// The certificate is right but expires too soon.
    CertificateExpires {
        /// Whole days left.
        days: i64,
    },
    /// The HTTP status is not one of those expected.
    StatusCode {
        /// The status.
        status: u16,
    },
    /// The text that must be there is not.
    KeywordMissing {
        /// The text.
        keyword: String,
    },
    /// The text that must not be there is.
    KeywordPresent {
        /// The text.
        keyword: String,
    },
    /// A header that must be there is not, or does not contain what it must.
    HeaderMismatch {
        /// The header's name.
        name: String,
        /// What it must contain, where that was asked for.
        expected: Option<String>,
        /// What it says, where it is there.
        found: Option<String>,
    },
    /// There were more redirects than allowed.
    TooManyRedirects {
        /// How many are allowed.
        limit: u32,
    },
    /// A redirect leads to where a check cannot follow.
    BadRedirect {
        /// Where to.
        location: String,
        /// Why not.
        reason: String,
    },
    /// It took too long.
    TooSlow {
        /// Milliseconds taken.
        total_ms: f64,
    },
    /// The answer is another than is expected.
    UnexpectedAnswer {
        /// What is expected.
        expected: String,
        /// What came.
        found: String,
    },
    /// The service says itself that it is not well.
    ServiceFailed {
        /// What it said.
        reason: String,
    },
    /// The user name or the password is not accepted.
    LoginRefused {
        /// What the service said.
        reason: String,
    },
    /// The service does not offer TLS after its own word for it (STARTTLS).
    StarttlsMissing,
    /// The login was not tried: its password would have gone to one whose certificate is wrong.
    CredentialsWithheld {
        /// What is wrong.
        reason: String,
    },
    /// The options of the prober have no secret of that name.
    SecretMissing {
        /// The name.
        name: String,
    },
    /// This program was built without what the check needs.
    FeatureMissing {
        /// The Cargo feature that has it.
        feature: String,
    },
    /// The proxy could not be used; this says nothing of the target.
    ProxyFailed {
        /// Why not.
        reason: String,
    },
    /// Nothing came back over UDP, which may be as it should be.
    Silent {
        /// Milliseconds waited.
        after_ms: u64,
    },
    /// Parts of the check are not as they should be.
    PartsFailed {
        /// How many.
        failed: u32,
        /// Of how many.
        total: u32,
    },
    /// The answer's signatures (DNSSEC) are missing or wrong.
    DnssecBogus {
        /// What is wrong.
        reason: String,
    },
    /// The zone is not signed (DNSSEC).
    DnssecInsecure,
    /// What the answer's signatures (DNSSEC) prove could not be told.
    DnssecIndeterminate {
        /// Why not.
        reason: String,
    },
    /// The name servers of a zone have different versions of it.
    SerialsDiffer {
        /// The serial number of the newest.
        newest: u32,
        /// The serial number of the oldest.
        oldest: u32,
    },
    /// The registration of a domain ends too soon, or has ended.
    DomainExpires {
        /// Whole days left; negative where it has ended.
        days: i64,
    },
    /// Packets were lost.
    PacketLoss {
        /// The part that was lost, in percent.
        percent: f64,
    },
    /// The answer is longer than the limit, so what is expected of it cannot be judged.
    AnswerTooLong {
        /// The limit in bytes.
        limit: u64,
    },
    /// The answer is compressed though that was not asked for, so what is expected of it cannot be judged.
    Encoded {
        /// The `Content-Encoding`.
        encoding: String,
    },
    /// The system does not let this program probe so.
    PermissionMissing {
        /// What to do about it.
        remedy: String,
    },
    /// This host could not probe: no socket, no source address.
    Local {
        /// What the system said.
        reason: String,
    },
    /// A measured value is where a threshold does not want it.
    ThresholdCrossed {
        /// The value.
        value: f64,
        /// Its unit.
        unit: String,
        /// The threshold, as the Monitoring Plugins guidelines write it.
        range: String,
    },
    /// The observation is of another kind than the spec, or there is none.
    NotEvaluated {
        /// Why.
        reason: String,
    },
}

impl Cause {
    /// The stable code of this cause, the same in every language.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NameNotFound { .. } => "name-not-found",
            Self::ResolverFailed { .. } => "resolver-failed",
            Self::NoAddress { .. } => "no-address",
            Self::AddressDenied { .. } => "address-denied",
            Self::Refused => "refused",
            Self::TimedOut { .. } => "timed-out",
            Self::Unreachable { .. } => "unreachable",
            Self::Closed { .. } => "closed",
            Self::Protocol { .. } => "protocol",
            Self::Tls { .. } => "tls",
            Self::CertificateExpires { .. } => "certificate-expires",
            Self::StatusCode { .. } => "status-code",
            Self::KeywordMissing { .. } => "keyword-missing",
            Self::KeywordPresent { .. } => "keyword-present",
            Self::HeaderMismatch { .. } => "header-mismatch",
            Self::TooManyRedirects { .. } => "too-many-redirects",
            Self::BadRedirect { .. } => "bad-redirect",
            Self::TooSlow { .. } => "too-slow",
            Self::UnexpectedAnswer { .. } => "unexpected-answer",
            Self::ServiceFailed { .. } => "service-failed",
            Self::LoginRefused { .. } => "login-refused",
            Self::StarttlsMissing => "starttls-missing",
            Self::CredentialsWithheld { .. } => "credentials-withheld",
            Self::SecretMissing { .. } => "secret-missing",
            Self::FeatureMissing { .. } => "feature-missing",
            Self::ProxyFailed { .. } => "proxy-failed",
            Self::Silent { .. } => "silent",
            Self::PartsFailed { .. } => "parts-failed",
            Self::DnssecBogus { .. } => "dnssec-bogus",
            Self::DnssecInsecure => "dnssec-insecure",
            Self::DnssecIndeterminate { .. } => "dnssec-indeterminate",
            Self::SerialsDiffer { .. } => "serials-differ",
            Self::DomainExpires { .. } => "domain-expires",
            Self::PacketLoss { .. } => "packet-loss",
            Self::AnswerTooLong { .. } => "answer-too-long",
            Self::Encoded { .. } => "encoded",
            Self::PermissionMissing { .. } => "permission-missing",
            Self::Local { .. } => "local",
            Self::ThresholdCrossed { .. } => "threshold-crossed",
            Self::NotEvaluated { .. } => "not-evaluated",
        }
    }

    /// What a failure of this kind is: unknown where it says nothing of the target, else critical.
    #[must_use]
    pub fn status(&self) -> Status {
        match self {
            Self::ResolverFailed { .. }
            | Self::AddressDenied { .. }
            | Self::AnswerTooLong { .. }
            | Self::Encoded { .. }
            | Self::PermissionMissing { .. }
            | Self::CredentialsWithheld { .. }
            | Self::SecretMissing { .. }
            | Self::FeatureMissing { .. }
            | Self::ProxyFailed { .. }
            | Self::Silent { .. }
            | Self::DnssecIndeterminate { .. }
            | Self::Local { .. }
            | Self::NotEvaluated { .. } => Status::Unknown,
            _ => Status::Critical,
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NameNotFound { reason } => write!(f, "is no known name: {reason}"),
            Self::ResolverFailed { reason } => write!(f, "could not be looked up: {reason}"),
            Self::NoAddress { family } => write!(f, "has no {family} address"),
            Self::AddressDenied { address, reason } => {
                write!(f, "was not probed: {address} is {reason}, which the address policy forbids")
            }
            Self::Refused => f.write_str("refused the connection"),
            Self::TimedOut { phase, after_ms } => write!(f, "timed out after {after_ms} ms, waiting for {phase}"),
            Self::Unreachable { reason } => write!(f, "is unreachable: {reason}"),
            Self::Closed { phase } => write!(f, "closed the connection during {phase}"),
            Self::Protocol { reason } => write!(f, "does not follow the protocol: {reason}"),
            Self::Tls { tls } => tls.fmt(f),
            Self::CertificateExpires { days: 1 } => f.write_str("has a certificate that expires in 1 day"),
            Self::CertificateExpires { days } => write!(f, "has a certificate that expires in {days} days"),
            Self::StatusCode { status } => write!(f, "answered {status}"),
            Self::KeywordMissing { keyword } => write!(f, "lacks the text {keyword:?}"),
            Self::KeywordPresent { keyword } => write!(f, "contains the text {keyword:?}"),
            Self::HeaderMismatch { name, expected: Some(expected), found: Some(found) } => {
                write!(f, "answered {name}: {found:?}, which lacks {expected:?}")
            }
            Self::HeaderMismatch { name, .. } => write!(f, "lacks the header {name}"),
            Self::TooManyRedirects { limit } => write!(f, "redirects more than {limit} times"),
            Self::BadRedirect { location, reason } => write!(f, "redirects to {location:?}: {reason}"),
            Self::TooSlow { total_ms } => write!(f, "took {total_ms:.0} ms"),
            Self::UnexpectedAnswer { expected, found } => write!(f, "answered {found:?}, not {expected}"),
            Self::ServiceFailed { reason } => write!(f, "says that it is not well: {reason}"),
            Self::LoginRefused { reason } => write!(f, "refused the login: {reason}"),
            Self::StarttlsMissing => f.write_str("does not offer TLS (STARTTLS)"),
            Self::CredentialsWithheld { reason } => write!(f, "was not logged in to: {reason}"),
            Self::SecretMissing { name } => {
                write!(f, "was not probed: the prober has no secret {name:?}; its options take one under that name")
            }
            Self::FeatureMissing { feature } => {
                write!(f, "was not probed: this program was built without the feature {feature:?} of netwarden")
            }
            Self::ProxyFailed { reason } => write!(f, "was not reached: {reason}"),
            Self::Silent { after_ms } => {
                write!(f, "said nothing within {after_ms} ms, which over UDP may be as it should be")
            }
            Self::PartsFailed { failed, total } => {
                write!(f, "has {failed} of {total} parts that are not as they should be")
            }
            Self::DnssecBogus { reason } => write!(f, "has signatures (DNSSEC) that are wrong: {reason}"),
            Self::DnssecInsecure => f.write_str("is not signed (DNSSEC)"),
            Self::DnssecIndeterminate { reason } => write!(f, "has signatures (DNSSEC) that were not judged: {reason}"),
            Self::SerialsDiffer { newest, oldest } => {
                write!(
                    f,
                    "has name servers of different versions: the newest has the serial number {newest}, the oldest {oldest}"
                )
            }
            Self::DomainExpires { days: 1 } => f.write_str("has a registration that ends in 1 day"),
            Self::DomainExpires { days: days @ 0.. } => write!(f, "has a registration that ends in {days} days"),
            Self::DomainExpires { days: -1 } => f.write_str("has a registration that ended 1 day ago"),
            Self::DomainExpires { days } => write!(f, "has a registration that ended {} days ago", days.unsigned_abs()),
            Self::PacketLoss { percent } => write!(f, "lost {percent:.0} % of the packets"),
            Self::AnswerTooLong { limit } => {
                write!(f, "cannot be judged: the answer is longer than the limit of {limit} bytes")
            }
            Self::Encoded { encoding } => {
                write!(f, "cannot be judged: the answer is encoded as {encoding} though that was not asked for")
            }
            Self::PermissionMissing { remedy } => write!(f, "was not probed: permission is missing; {remedy}"),
            Self::Local { reason } => write!(f, "was not probed: {reason}"),
            Self::ThresholdCrossed { value, unit, range } => {
                let space = if unit.is_empty() { "" } else { " " };
                write!(f, "is {}{space}{unit}; the threshold is {range}", (value * 1_000.0).round() / 1_000.0)
            }
            Self::NotEvaluated { reason } => write!(f, "was not judged: {reason}"),
        }
    }
}
