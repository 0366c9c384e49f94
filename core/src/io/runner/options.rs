use crate::check::schedule::Limits;
use crate::io::probe::ProbeOptions;

/// How a [`Runner`](super::Runner) runs its checks.
#[derive(Clone, Debug)]
pub struct RunnerOptions {
    pub(super) probe: ProbeOptions,
    pub(super) limits: Limits,
    pub(super) unread: usize,
    pub(super) seed: u64,
}

impl RunnerOptions {
    /// 256 attempts at once, 4 of one host, 1,024 results unread, probes as they are by default.
    #[must_use]
    pub fn new() -> Self {
        Self { probe: ProbeOptions::new(), limits: Limits::default(), unread: 1_024, seed: 0 }
    }

    /// How each attempt is made: roots of trust, address policy, user agent.
    #[must_use]
    pub fn probe(mut self, options: ProbeOptions) -> Self {
        self.probe = options;
        self
    }

    /// At most so many attempts at once, at least 1. Each holds a socket, so the system's limit of open files
    /// (`ulimit -n`) bounds it: 1,024 in many systems, of which 256 leave enough to the rest of the program. It bounds
    /// what can be done in an outage too: where every attempt takes a timeout of 10 s, 256 at once are 25 a second.
    #[must_use]
    pub fn concurrency(mut self, attempts: usize) -> Self {
        self.limits.concurrency = attempts.max(1);
        self
    }

    /// At most so many attempts at once of checks of the same host, at least 1; 4 by default.
    #[must_use]
    pub fn per_host(mut self, attempts: usize) -> Self {
        self.limits.per_host = attempts.max(1);
        self
    }

    /// So many results may wait to be read, at least 1; 1,024 by default, one to five kilobytes each. With more, no
    /// attempt is started until some are read.
    #[must_use]
    pub fn unread(mut self, results: usize) -> Self {
        self.unread = results.max(1);
        self
    }

    /// Tells the moments of this prober's checks from those of another one with checks of the same names, so that both
    /// do not come together; 0 by default.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }
}

impl Default for RunnerOptions {
    fn default() -> Self {
        Self::new()
    }
}
