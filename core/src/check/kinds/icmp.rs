//! Echo requests to a host.

use std::fmt::Write;
use std::net::IpAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Judge, Spec};
use crate::check::connection::Family;
use crate::check::setters::{millis, setters};
use crate::check::validate::{host, within};
use crate::check::verdict::{Verdict, round, short};
use crate::check::{Attempt, Cause, Perfdata, Status, ThresholdRange, Thresholds};
use crate::error::Result;

const MAX_TIMEOUT_MS: u64 = 600_000;

/// A check of `host` by echo requests: five, 200 ms apart.
pub fn icmp(host: impl Into<String>) -> IcmpCheck {
    IcmpCheck { host: host.into(), ..IcmpCheck::default() }
}

/// A check by echo requests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct IcmpCheck {
    /// A name or an address.
    pub host: String,
    /// Requests to send, 1 to 1000. Five: one lost packet is no alarm, two are.
    pub count: u32,
    /// Milliseconds from one request to the next, 1 to 60,000. 200: below it, some routers limit.
    pub interval_ms: u64,
    /// Milliseconds to wait for the answer to the last request, 1 to 600,000. 2000: thrice round the Earth.
    pub timeout_ms: u64,
    /// Bytes of payload, 16 to 1400. 56, as everybody.
    pub payload_bytes: u32,
    /// Which addresses of the name may be used.
    pub family: Family,
    /// The address to send from, where it matters.
    pub source: Option<IpAddr>,
    /// Judges the mean round-trip time in milliseconds. None by default.
    pub rtt: Thresholds,
    /// Judges the loss in percent. By default above 20 is a warning and above 60 critical. All lost is always critical.
    pub loss: Thresholds,
}

impl Default for IcmpCheck {
    fn default() -> Self {
        let above = |percent| Some(ThresholdRange::up_to(percent));
        Self {
            host: String::new(),
            count: 5,
            interval_ms: 200,
            timeout_ms: 2000,
            payload_bytes: 56,
            family: Family::Any,
            source: None,
            rtt: Thresholds::default(),
            loss: Thresholds { warning: above(20.0), critical: above(60.0) },
        }
    }
}

setters! { IcmpCheck -> Icmp {
    /// Sends `count` requests.
    count(count: u32) count = count;
    /// Sends a request every `time`.
    interval(time: Duration) interval_ms = millis(time);
    /// Waits `time` for the answer to the last request.
    timeout(time: Duration) timeout_ms = millis(time);
    /// Sends `bytes` of payload.
    payload(bytes: u32) payload_bytes = bytes;
    /// Uses addresses of `family` only.
    family(family: Family) family = family;
    /// Sends from `address`.
    source(address: IpAddr) source = Some(address);
    /// Judges the mean round-trip time in milliseconds.
    rtt(thresholds: Thresholds) rtt = thresholds;
    /// Judges the loss in percent.
    loss(thresholds: Thresholds) loss = thresholds;
} }

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

impl Spec for IcmpCheck {
    fn validate(&self) -> Result<()> {
        host("host", &self.host)?;
        within("count", u64::from(self.count), 1, 1000, "")?;
        within("interval_ms", self.interval_ms, 1, 60_000, " ms")?;
        within("timeout_ms", self.timeout_ms, 1, MAX_TIMEOUT_MS, " ms")?;
        within("payload_bytes", u64::from(self.payload_bytes), 16, 1400, " bytes")
    }

    fn target(&self) -> String {
        self.host.clone()
    }

    fn time_limit_ms(&self) -> u64 {
        let sending = self.interval_ms.saturating_mul(u64::from(self.count.saturating_sub(1)));
        sending.saturating_add(self.timeout_ms)
    }
}

impl Judge for IcmpCheck {
    type Seen = IcmpObservation;

    fn judge(&self, seen: &IcmpObservation, verdict: &mut Verdict) -> String {
        let failed = seen.attempt.failure.is_some();
        if seen.sent == 0 {
            if !failed {
                verdict.add(Status::Unknown, Cause::NotEvaluated { reason: "no packet was sent".to_string() });
            }
            return String::new();
        }
        let lost = seen.sent.saturating_sub(seen.received);
        let percent = f64::from(lost) * 100.0 / f64::from(seen.sent);
        if !failed {
            let status = if seen.received == 0 { Status::Critical } else { self.loss.judge(percent) };
            verdict.add(status, Cause::PacketLoss { percent });
        }
        let perf = |label: &str, value: f64, unit: &str| Perfdata::new(label, round(value), unit);
        let rtt = Rtt::of(&seen.rtts_ms);
        if let Some(rtt) = &rtt {
            if !failed {
                verdict.add(self.rtt.judge(rtt.mean), Cause::TooSlow { total_ms: rtt.mean });
            }
            let thresholds = self.rtt;
            let mean = perf("rtt", rtt.mean, "ms");
            for value in [
                Perfdata { warning: thresholds.warning, critical: thresholds.critical, ..mean },
                perf("rtt_min", rtt.min, "ms"),
                perf("rtt_max", rtt.max, "ms"),
                perf("rtt_mdev", rtt.mdev, "ms"),
            ] {
                verdict.measured(value);
            }
        }
        let loss = Perfdata { max: Some(100.0), ..perf("loss", percent, "%") };
        verdict.measured(Perfdata { warning: self.loss.warning, critical: self.loss.critical, ..loss });

        let mut good = format!("answered {} of {}", seen.received, seen.sent);
        if let Some(rtt) = rtt {
            let _ = write!(good, " in {} ms (min {}, max {})", short(rtt.mean), short(rtt.min), short(rtt.max));
        }
        if seen.duplicates > 0 {
            let _ = write!(good, ", {} duplicates", seen.duplicates);
        }
        good
    }
}

/// Round-trip times in milliseconds.
struct Rtt {
    min: f64,
    mean: f64,
    max: f64,
    /// The standard deviation, as ping calls it.
    mdev: f64,
}

impl Rtt {
    fn of(times: &[f64]) -> Option<Self> {
        if times.is_empty() {
            return None;
        }
        let count = times.len() as f64;
        let mean = times.iter().sum::<f64>() / count;
        let variance = times.iter().map(|time| (time - mean) * (time - mean)).sum::<f64>() / count;
        let min = times.iter().copied().fold(f64::INFINITY, f64::min);
        let max = times.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        Some(Self { min, mean, max, mdev: variance.sqrt() })
    }
}
