use std::sync::Mutex;
use std::time::Duration;

use crate::value::Moment;

/// Spaces datagrams: the generic cell rate algorithm (ITU-T I.371) with a tolerance of 5 ms.
#[derive(Debug)]
pub(crate) struct Pacer {
    step: Duration,
    next: Mutex<Moment>,
}

const TOLERANCE: Duration = Duration::from_millis(5);

impl Pacer {
    /// At most so many in a second; 0 counts as 1.
    pub(crate) fn new(per_second: u32) -> Self {
        Self { step: Duration::from_secs(1) / per_second.max(1), next: Mutex::new(Moment::START) }
    }

    /// The earliest moment for one more datagram, which is then taken.
    pub(crate) fn reserve(&self, now: Moment) -> Moment {
        let mut next = self.next.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let earliest = Moment::START + (now - Moment::START).saturating_sub(TOLERANCE);
        let turn = (*next).max(earliest);
        *next = turn + self.step;
        turn.max(now)
    }
}

#[cfg(test)]
mod tests {
    use super::{Moment, Pacer};

    #[test]
    fn a_second_holds_no_more_than_the_rate_and_the_tolerance() {
        let pacer = Pacer::new(1000);
        let now = Moment::from_secs(9);
        let turns: Vec<Moment> = (0..3000).map(|_| pacer.reserve(now)).collect();
        assert!(turns.is_sorted());
        let within =
            |millis: u64| turns.iter().filter(|turn| **turn < now + std::time::Duration::from_millis(millis)).count();
        assert_eq!((within(1), within(1000), within(2000)), (6, 1005, 2005));
    }

    #[test]
    fn idle_time_is_not_saved_up() {
        let pacer = Pacer::new(10);
        pacer.reserve(Moment::from_secs(1));
        let late = Moment::from_secs(100);
        assert_eq!(pacer.reserve(late), late);
        assert!(pacer.reserve(late) > late);
    }
}
