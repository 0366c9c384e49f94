use std::time::Duration;

use super::rtt::RoundTrips;

/// How often a request is sent and how long each attempt waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    timeout: Duration,
    longest: Duration,
    retries: u32,
}

impl RetryPolicy {
    /// The longest that an attempt may be made to wait: 5 minutes.
    pub const LONGEST: Duration = Duration::from_secs(300);

    /// The first timeout is 1 s, as nothing is known of the agent; 2 retries; no attempt waits longer than 5 s.
    #[must_use]
    pub const fn new() -> Self {
        Self { timeout: RoundTrips::INITIAL, longest: RoundTrips::LONGEST, retries: 2 }
    }

    /// How long the first attempt waits; each further one waits twice as long as the one before.
    #[must_use]
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// No attempt waits longer than this; at most [`Self::LONGEST`], so that a request ends whatever is asked.
    #[must_use]
    pub const fn longest(mut self, longest: Duration) -> Self {
        self.longest = if longest.as_nanos() > Self::LONGEST.as_nanos() { Self::LONGEST } else { longest };
        self
    }

    /// How often the request is sent again after the first time.
    #[must_use]
    pub const fn retries(mut self, retries: u32) -> Self {
        self.retries = retries;
        self
    }

    /// How long the first attempt waits.
    #[must_use]
    pub const fn first_timeout(&self) -> Duration {
        self.timeout
    }

    /// How often the request is sent again after the first time.
    #[must_use]
    pub const fn most_retries(&self) -> u32 {
        self.retries
    }

    pub(crate) fn wait(&self, attempt: u32) -> Duration {
        self.timeout.saturating_mul(1_u32.checked_shl(attempt.saturating_sub(1)).unwrap_or(u32::MAX)).min(self.longest)
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}
