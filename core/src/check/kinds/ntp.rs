//! A time server (NTP version 4, RFC 5905).

use serde::{Deserialize, Serialize};

use super::{Judge, Spec};
use crate::check::connection::Connection;
use crate::check::setters::setters;
use crate::check::validate::host_and_port;
use crate::check::verdict::{Verdict, details, round, short};
use crate::check::{Attempt, Cause, Perfdata, Thresholds};
use crate::error::Result;

/// A check of `target`, as `host` or `host:port`, by the time that a server tells.
///
/// ```
/// use netwarden::check::{self, Thresholds};
///
/// let spec = check::ntp("time.example.org").offset(Thresholds::parse("50", "500")?).spec()?;
/// assert_eq!(spec.target(), "time.example.org");
/// # Ok::<(), netwarden::Error>(())
/// ```
pub fn ntp(target: impl Into<String>) -> NtpCheck {
    NtpCheck { target: target.into(), ..NtpCheck::default() }
}

/// A check by one request for the time, over UDP. A server whose clock is not synchronised is critical.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct NtpCheck {
    /// `host` or `host:port`; an IPv6 address stands in brackets. The port is 123.
    pub target: String,
    /// How to get there, and how long it may take. UDP knows no proxies.
    #[serde(flatten)]
    pub connection: Connection,
    /// Judges by how many milliseconds its clock and ours differ, either way. None by default.
    pub offset: Thresholds,
    /// Judges how many steps it is from a reference clock, 1 to 15. None by default.
    pub stratum: Thresholds,
}

setters! { NtpCheck -> Ntp, connection {
    /// Judges by how many milliseconds its clock and ours differ, either way.
    offset(thresholds: Thresholds) offset = thresholds;
    /// Judges how many steps it is from a reference clock.
    stratum(thresholds: Thresholds) stratum = thresholds;
} }

impl NtpCheck {
    /// The host and the port of the target.
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::error::Error::Invalid) where it is neither `host` nor `host:port`.
    pub fn host_and_port(&self) -> Result<(String, u16)> {
        host_and_port("target", &self.target, Some(123))
    }
}

impl Spec for NtpCheck {
    fn validate(&self) -> Result<()> {
        self.host_and_port()?;
        self.connection.validate_datagrams("NTP")
    }

    fn target(&self) -> String {
        self.target.clone()
    }

    fn time_limit_ms(&self) -> u64 {
        self.connection.timeout_ms
    }
}

/// The answer of a time server.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct NtpObservation {
    /// What every attempt has.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// Milliseconds by which its clock is ahead of ours; `None` where it told no time.
    pub offset_ms: Option<f64>,
    /// Milliseconds of the way there and back, without its own work.
    pub delay_ms: Option<f64>,
    /// Steps from a reference clock: 1 for one that has its own, 16 for one that is not synchronised.
    pub stratum: Option<u8>,
    /// The leap indicator: 0 for none, 1 and 2 for a second more and less at the day's end, 3 for a clock that is not synchronised.
    pub leap: u8,
    /// What it takes its time from: `GPS` at stratum 1, else an address.
    pub reference: String,
    /// By how many milliseconds its clock may be wrong against the reference clock.
    pub root_dispersion_ms: Option<f64>,
}

impl Judge for NtpCheck {
    type Seen = NtpObservation;

    fn judge(&self, seen: &NtpObservation, verdict: &mut Verdict) -> String {
        let attempt = &seen.attempt;
        let mut what = "answered".to_string();
        if let Some(stratum) = seen.stratum {
            verdict.fact("stratum", stratum);
            verdict.fact("leap", seen.leap);
            if !seen.reference.is_empty() {
                verdict.fact("reference", &seen.reference);
            }
            if seen.leap == 3 || stratum >= 16 {
                verdict.fail(Cause::ServiceFailed { reason: "its clock is not synchronised".to_string() });
            }
            verdict.judged("stratum", f64::from(stratum), "", &self.stratum);
            what.push_str(&format!(" at stratum {stratum}"));
        }
        if let Some(offset) = seen.offset_ms {
            verdict.fact("offset_ms", round(offset));
            verdict.judged("offset", offset.abs(), "ms", &self.offset);
            let way = if offset < 0.0 { "behind" } else { "ahead" };
            what.push_str(&format!(", {} ms {way}", short(offset.abs())));
        }
        let others = [("delay", seen.delay_ms), ("root_dispersion", seen.root_dispersion_ms)];
        for (label, value) in others.into_iter().filter_map(|(label, value)| Some((label, value?))) {
            verdict.measured(Perfdata::new(label, round(value), "ms"));
        }
        verdict.time(attempt, self.connection.time);
        format!("{what} in {} ms{}", short(attempt.timing.total_ms), details(attempt))
    }
}
