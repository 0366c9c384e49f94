use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// A series within one [`Store`](super::Store), for as long as the store lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SeriesId(pub u32);

/// What a series is of. It outlives restarts of the device, of its numbers, and of the program.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SeriesKey {
    /// The device, such as the text of its [`DeviceId`](crate::value::DeviceId).
    pub device: String,
    /// What is measured: a MIB name such as `ifHCInOctets`, or a word of the product's own.
    pub object: String,
    /// Which of the device's: the name of a port, a disk, a sensor. Not `ifIndex`, which changes. Empty for what a device
    /// has once.
    pub row: String,
}

/// What the values of a series are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SeriesKind {
    /// Counts of things that happened: octets, packets, errors, pages. Read as counts per second, and exactly.
    #[default]
    Counter,
    /// A level that is at one height at a time: a temperature, a load, a speed. Read as it is.
    Gauge,
}

/// A series as it is declared to a [`Store`](super::Store).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesSpec {
    /// What it is of.
    pub key: SeriesKey,
    /// Counts or levels.
    pub kind: SeriesKind,
    /// The unit of what is counted, or of the level: `octets`, `packets`, `percent`, `celsius`, `bit/s`.
    pub unit: String,
}

impl SeriesKey {
    /// The series of an object of a device's row.
    #[must_use]
    pub fn new(device: impl Into<String>, object: impl Into<String>, row: impl Into<String>) -> Self {
        Self { device: device.into(), object: object.into(), row: row.into() }
    }
}

impl fmt::Display for SeriesKey {
    /// `core1 ifHCInOctets Gi1/0/1`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.device, self.object)?;
        if self.row.is_empty() { Ok(()) } else { write!(f, " {}", self.row) }
    }
}

impl FromStr for SeriesKind {
    type Err = Error;

    fn from_str(word: &str) -> Result<Self, Error> {
        match word {
            "counter" => Ok(Self::Counter),
            "gauge" => Ok(Self::Gauge),
            _ => Err(Error::invalid("kind", word, "counter or gauge")),
        }
    }
}

impl SeriesKind {
    /// The stable name, the same in every language.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
        }
    }

    /// The unit that values are read in, from the unit of what is counted: `octets` become `octets/s`.
    #[must_use]
    pub fn unit_of_values(self, unit: &str) -> String {
        match self {
            Self::Counter => format!("{unit}/s"),
            Self::Gauge => unit.to_owned(),
        }
    }
}
