use std::time::Duration;

/// How long to wait for one agent: the estimator of RFC 6298 over measured round trips.
///
/// The caller passes only round trips of requests that were sent once (Karn's algorithm, RFC 6298 §3);
/// [`Answer::round_trip`](super::Answer::round_trip) is already `None` for the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoundTrips {
    smoothed: Option<Smoothed>,
    timeout: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Smoothed {
    mean: Duration,
    variation: Duration,
}

impl Smoothed {
    /// RFC 6298 §2.3.
    fn timeout(self) -> Duration {
        (self.mean + self.variation * 4).clamp(RoundTrips::SHORTEST, RoundTrips::LONGEST)
    }
}

impl RoundTrips {
    /// The shortest timeout: below it, a busy agent's control plane looks like loss.
    pub const SHORTEST: Duration = Duration::from_millis(250);
    /// The longest timeout.
    pub const LONGEST: Duration = Duration::from_secs(5);
    /// The timeout before anything was measured (RFC 6298 §2.1).
    pub const INITIAL: Duration = Duration::from_secs(1);

    /// Nothing measured yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { smoothed: None, timeout: Self::INITIAL }
    }

    /// Takes a measured round trip into account.
    pub fn observe(&mut self, round_trip: Duration) {
        // A minute is far beyond the longest timeout; the limit keeps the sums within range.
        let measured = round_trip.min(Duration::from_secs(60));
        let smoothed = match self.smoothed {
            // RFC 6298 §2.2: the first measurement.
            None => Smoothed { mean: measured, variation: measured / 2 },
            // RFC 6298 §2.3: alpha = 1/8, beta = 1/4, the variation first.
            Some(old) => Smoothed {
                variation: (old.variation * 3 + old.mean.abs_diff(measured)) / 4,
                mean: (old.mean * 7 + measured) / 8,
            },
        };
        self.smoothed = Some(smoothed);
        self.timeout = smoothed.timeout();
    }

    /// Doubles the timeout after a request that nobody answered (RFC 6298 §5.5). The next measurement
    /// computes it anew.
    pub fn back_off(&mut self) {
        self.timeout = (self.timeout * 2).min(Self::LONGEST);
    }

    /// How long to wait for the first answer to the next request.
    #[must_use]
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// The timeout that follows from the round trips alone, whatever was in vain since; once something was measured.
    #[cfg(feature = "io")]
    pub(crate) fn estimate(&self) -> Option<Duration> {
        self.smoothed.map(Smoothed::timeout)
    }

    /// The smoothed round trip, once something was measured.
    #[must_use]
    pub fn smoothed(&self) -> Option<Duration> {
        self.smoothed.map(|smoothed| smoothed.mean)
    }

    /// How much round trips vary (RTTVAR of RFC 6298), once something was measured.
    #[must_use]
    pub fn variation(&self) -> Option<Duration> {
        self.smoothed.map(|smoothed| smoothed.variation)
    }
}

impl Default for RoundTrips {
    fn default() -> Self {
        Self::new()
    }
}
