use std::time::Duration;

use crate::value::Moment;

use super::work::LARGE;

/// More answers than this found waiting at once: the driver is what is slow, and more under way would only wait in line,
/// each in memory that has left the caches by the time it is read.
const DEEP: usize = 64;
/// Waiting this long for the network with more to ask: what is under way is too little to keep the driver busy, or will
/// not be answered at all.
pub(super) const LULL: Duration = Duration::from_micros(500);

/// How many bytes of answers may be on their way: no more than the receive buffer has room for, and no more than keep
/// the driver busy.
#[derive(Debug)]
pub(super) struct Window {
    most: usize,
    size: usize,
    used: usize,
    /// Since when something waits for room.
    full: Option<Moment>,
}

impl Window {
    /// `most` is the receive buffer, in bytes as the system accounts for them.
    pub(super) fn new(most: usize) -> Self {
        let most = most.max(LARGE);
        Self { most, size: most.min(DEEP * LARGE), used: 0, full: None }
    }

    /// Whether an answer of that weight has room. A single one always has.
    pub(super) fn has_room(&self, weight: usize) -> bool {
        self.used + weight <= self.size || self.used == 0
    }

    /// An answer of that weight may come from now on.
    pub(super) fn take(&mut self, weight: usize) {
        self.used += weight;
    }

    /// It came, or will not come any more as far as can be told.
    pub(super) fn give(&mut self, weight: usize) {
        self.used -= weight;
    }

    /// Something waits for room.
    pub(super) fn note_wait(&mut self, now: Moment) {
        self.full.get_or_insert(now);
    }

    /// Whether something waits for room.
    pub(super) fn waits(&self) -> bool {
        self.full.is_some()
    }

    /// When the wait for room has taken so long that there should be more of it.
    pub(super) fn due(&self) -> Option<Moment> {
        self.full.filter(|_| self.size < self.most).map(|since| since + LULL)
    }

    /// Learns how many answers there were since the last time.
    pub(super) fn observe(&mut self, answers: usize, now: Moment) {
        if answers > DEEP {
            self.size = (self.size - self.size / 8).max(self.most.min(DEEP * LARGE));
        } else if self.due().is_some_and(|due| due <= now) {
            self.size = self.size.saturating_mul(2).min(self.most);
        }
        self.full = None;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{DEEP, LARGE, LULL, Moment, Window};

    fn fill(window: &mut Window) -> usize {
        let mut taken = 0;
        while window.has_room(LARGE) {
            window.take(LARGE);
            taken += 1;
        }
        (0..taken).for_each(|_| window.give(LARGE));
        taken
    }

    #[test]
    fn it_grows_while_the_driver_waits_for_the_network_and_shrinks_when_answers_wait_for_the_driver() {
        let mut window = Window::new(1_000 * LARGE);
        let mut now = Moment::from_secs(1);
        assert_eq!(fill(&mut window), DEEP);
        for expected in [128_usize, 256, 512, 1_000, 1_000] {
            window.note_wait(now);
            assert_eq!(window.due().is_some(), expected < 1_000 || fill(&mut window) < 1_000);
            now = now + LULL;
            window.observe(0, now);
            assert_eq!(fill(&mut window), expected);
        }
        for _ in 0..100 {
            window.observe(DEEP + 1, now);
        }
        assert_eq!(fill(&mut window), DEEP);
    }

    #[test]
    fn it_stays_where_it_is_when_answers_keep_coming_or_nothing_waits() {
        let mut window = Window::new(1_000 * LARGE);
        let now = Moment::from_secs(1);
        window.note_wait(now);
        window.observe(DEEP, now + LULL / 2);
        window.observe(0, now + Duration::from_secs(60));
        assert_eq!((fill(&mut window), window.due()), (DEEP, None));
    }

    #[test]
    fn it_never_exceeds_the_buffer_and_a_single_answer_always_has_room() {
        let mut small = Window::new(2 * LARGE);
        let mut now = Moment::START;
        for _ in 0..9 {
            small.note_wait(now);
            now = now + LULL;
            small.observe(DEEP + 1, now);
        }
        assert_eq!(fill(&mut small), 2);
        assert_eq!(fill(&mut Window::new(1)), 1);
    }
}
