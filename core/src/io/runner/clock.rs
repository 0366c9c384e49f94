use std::time::Duration;

use tokio::time::Instant;

use crate::io::wall_clock;
use crate::value::{Moment, Timestamp};

/// A wall clock that gained this much more than the steady one was set, or the machine slept.
const LEAP_MS: i64 = 10_000;

/// A steady clock that sees how long the machine slept.
#[derive(Debug)]
pub(super) struct Clock {
    origin: Instant,
    ahead_ms: i64,
    slept: Duration,
}

impl Clock {
    /// A clock, what it says, and what the wall clock says.
    pub(super) fn start() -> (Self, Moment, Timestamp) {
        let wall = wall_clock();
        (Self { origin: Instant::now(), ahead_ms: wall.as_millis(), slept: Duration::ZERO }, Moment::START, wall)
    }

    pub(super) fn now(&mut self) -> Moment {
        self.at(Instant::now(), wall_clock())
    }

    fn at(&mut self, now: Instant, wall: Timestamp) -> Moment {
        let passed = now.saturating_duration_since(self.origin);
        let ahead_ms = wall.as_millis().saturating_sub(i64::try_from(passed.as_millis()).unwrap_or(i64::MAX));
        let leap = ahead_ms.saturating_sub(self.ahead_ms);
        if leap.abs() > LEAP_MS {
            self.ahead_ms = ahead_ms;
            self.slept += Duration::from_millis(u64::try_from(leap).unwrap_or(0));
        }
        Moment::START + passed + self.slept
    }

    /// When this clock will say `moment`, if the machine does not sleep.
    pub(super) fn instant(&self, moment: Moment) -> Instant {
        self.origin + (moment - Moment::START).saturating_sub(self.slept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn sleep_counts_and_a_wall_clock_that_is_set_back_does_not() {
        let (mut clock, start, wall) = Clock::start();
        let origin = clock.origin;
        let mut at = |steady_s: u64, wall_s: i64| {
            let wall = Timestamp::from_millis(wall.as_millis() + wall_s * 1_000);
            clock.at(origin + Duration::from_secs(steady_s), wall).since(start).as_secs()
        };
        // (what the steady clock has gained, what the wall clock has, what we make of it), in seconds
        for (steady, wall, expected) in [(5, 5, 5), (6, 14, 6), (7, 3_607, 3_607), (8, 3_608, 3_608)] {
            assert_eq!(at(steady, wall), expected);
        }
        for (steady, wall, expected) in [(9, -100, 3_609), (10, -99, 3_610), (20, 111, 3_820)] {
            assert_eq!(at(steady, wall), expected);
        }
        assert_eq!(clock.instant(Moment::from_secs(3_830)), origin + Duration::from_secs(30));
    }
}
