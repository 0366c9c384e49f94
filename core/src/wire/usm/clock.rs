use crate::value::Moment;

/// `snmpEngineBoots` and `snmpEngineTime` are at most this (RFC 3414 §2.2.1).
pub(super) const MAX: u32 = 0x7fff_ffff;
/// Seconds that a message may be late (RFC 3414 §2.2.3).
pub(super) const WINDOW: u32 = 150;

/// The clock of an authoritative engine as it was last seen, carried on by the local one (RFC 3414 §2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EngineClock {
    /// `snmpEngineBoots`: how often the engine was started.
    pub boots: u32,
    /// `latestReceivedEngineTime`: seconds since it was.
    pub time: u32,
    /// When that was received.
    pub received: Moment,
}

impl EngineClock {
    /// Boots and time of the engine now.
    #[must_use]
    pub fn at(&self, now: Moment) -> (u32, u32) {
        let seconds = u64::from(self.time).saturating_add(now.since(self.received).as_secs());
        match u32::try_from(seconds) {
            Ok(time @ 0..=MAX) => (self.boots, time),
            // RFC 3414 §2.2.1: the time starts again and the engine counts one more start.
            _ => {
                let rounds = seconds / u64::from(MAX);
                let boots = u64::from(self.boots).saturating_add(rounds).min(u64::from(MAX));
                let time = u32::try_from(seconds % u64::from(MAX)).unwrap_or(MAX);
                (u32::try_from(boots).unwrap_or(MAX), time)
            }
        }
    }

    /// RFC 3414 §3.2 (7) (b): takes over a newer time of an *authenticated* message, and says whether the message is
    /// within the time window.
    #[must_use]
    pub fn accept(&mut self, boots: u32, time: u32, now: Moment) -> bool {
        if boots > self.boots || (boots == self.boots && time > self.time) {
            *self = Self { boots, time, received: now };
        }
        let (local_boots, local_time) = self.at(now);
        // At its largest number of starts an engine is beyond authentication (RFC 3414 §2.2.1).
        local_boots != MAX && boots == local_boots && time.saturating_add(WINDOW) >= local_time
    }
}
