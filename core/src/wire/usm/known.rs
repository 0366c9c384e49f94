use serde::{Deserialize, Serialize};

use super::clock::{EngineClock, MAX};
use crate::error::{Error, Result};
use crate::value::{Moment, Timestamp};

/// What authenticated messages told of an SNMP engine's clock, to be stored while the program does not run.
///
/// It holds no secret, but whoever can change it can keep genuine traps of the engine from being believed.
///
/// ```
/// use netwarden::value::Timestamp;
/// use netwarden::wire::usm::KnownEngine;
///
/// let heard_at = Timestamp::from_millis(1_700_000_000_000);
/// let engine = KnownEngine { engine_id: vec![0x80, 0, 0x1f, 0x88, 4, 7], boots: 12, time: 86_400, heard_at };
/// let stored = serde_json::to_string(&engine).unwrap();
/// assert_eq!(stored, r#"{"engine_id":"80001f880407","boots":12,"time":86400,"heard_at":1700000000000}"#);
/// assert_eq!(serde_json::from_str::<KnownEngine>(&stored).unwrap(), engine);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct KnownEngine {
    /// `snmpEngineID`: 5 to 32 octets. JSON has them in hexadecimal.
    #[serde(with = "hexadecimal")]
    pub engine_id: Vec<u8>,
    /// `snmpEngineBoots`: how often the engine was started.
    pub boots: u32,
    /// `latestReceivedEngineTime` (RFC 3414 §2.3): seconds since it was.
    pub time: u32,
    /// When that was received, by the wall clock.
    pub heard_at: Timestamp,
}

impl KnownEngine {
    /// What `clock` says, `now` being `wall` by the wall clock.
    pub(super) fn new(engine_id: &[u8], clock: EngineClock, now: Moment, wall: Timestamp) -> Self {
        let ago = i64::try_from(now.since(clock.received).as_millis()).unwrap_or(i64::MAX);
        let heard_at = Timestamp::from_millis(wall.as_millis().saturating_sub(ago));
        Self { engine_id: engine_id.to_vec(), boots: clock.boots, time: clock.time, heard_at }
    }

    /// The engine's clock now, if it ran on since, and `wall` is right.
    pub(super) fn clock(&self, now: Moment, wall: Timestamp) -> EngineClock {
        let passed = wall.as_millis().saturating_sub(self.heard_at.as_millis()).max(0) / 1000;
        let time = u64::from(self.time).saturating_add(u64::try_from(passed).unwrap_or_default());
        let time = u32::try_from(time).unwrap_or(MAX).min(MAX);
        EngineClock { boots: self.boots, time, received: now }
    }

    /// # Errors
    ///
    /// [`Error::Invalid`] for what no engine can have said.
    pub(super) fn check(&self) -> Result<()> {
        let length = self.engine_id.len();
        if !(5..=32).contains(&length) {
            return Err(Error::invalid("engine id", format!("{length} octets"), "5 to 32 octets (RFC 3411 §5)"));
        }
        if self.boots > MAX || self.time > MAX {
            let given = format!("{} boots, {} s", self.boots, self.time);
            return Err(Error::invalid("engine clock", given, "numbers up to 2147483647 (RFC 3414 §2.2.1)"));
        }
        Ok(())
    }
}

mod hexadecimal {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(octets: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        let text: String = octets.iter().map(|octet| format!("{octet:02x}")).collect();
        serializer.serialize_str(&text)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        let digits: Option<Vec<u8>> =
            text.chars().map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
        let digits = digits.filter(|digits| digits.len() % 2 == 0);
        let digits = digits.ok_or_else(|| D::Error::custom("an even number of hexadecimal digits is expected"))?;
        Ok(digits.chunks_exact(2).map(|pair| pair.iter().fold(0, |octet, digit| octet << 4 | digit)).collect())
    }
}
