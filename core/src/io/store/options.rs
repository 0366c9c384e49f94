use std::str::FromStr;

use crate::error::Error;
use crate::series::Retention;

/// What an acknowledged [`append`](crate::series::Store::append) outlasts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// The end of the program, however it ends, and of the machine: the disk has said that it has written
    /// (`synchronous=FULL`). An append waits for that, once.
    #[default]
    Disk,
    /// The end of the program, however it ends. Where the machine ends, the last appends may be missing, wholly each, and
    /// the file is sound (`synchronous=NORMAL`).
    System,
}

impl FromStr for Durability {
    type Err = Error;

    fn from_str(word: &str) -> Result<Self, Error> {
        match word {
            "disk" => Ok(Self::Disk),
            "system" => Ok(Self::System),
            _ => Err(Error::invalid("durability", word, "disk or system")),
        }
    }
}

/// How a [`SqliteStore`](super::SqliteStore) is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SqliteOptions {
    pub(super) retention: Option<Retention>,
    pub(super) durability: Durability,
    pub(super) most_series: usize,
    pub(super) most_octets: Option<u64>,
    pub(super) log_octets: Option<u64>,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self::new()
    }
}

impl SqliteOptions {
    /// A new file keeps what [`Retention::default`] says and an old one what it says itself, for at most 1,000,000 series.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            retention: None,
            durability: Durability::Disk,
            most_series: 1_000_000,
            most_octets: None,
            log_octets: None,
        }
    }

    /// What is kept. An old file can be told to keep more or fewer rows, but not other steps.
    #[must_use]
    pub fn retention(mut self, retention: Retention) -> Self {
        self.retention = Some(retention);
        self
    }

    /// What an acknowledged append outlasts.
    #[must_use]
    pub const fn durability(mut self, durability: Durability) -> Self {
        self.durability = durability;
        self
    }

    /// Of at most so many series.
    #[must_use]
    pub const fn most_series(mut self, most: usize) -> Self {
        self.most_series = most;
        self
    }

    /// The file grows to at most so many octets; what would make it larger is refused as if the disk were full. SQLite's
    /// log beside it is not counted: some 16 MB, more after a large batch.
    #[must_use]
    pub const fn most_octets(mut self, most: u64) -> Self {
        self.most_octets = Some(most);
        self
    }

    /// So many octets of measurements wait to be packed.
    #[cfg(test)]
    pub(super) const fn log_octets(mut self, most: u64) -> Self {
        self.log_octets = Some(most);
        self
    }
}
