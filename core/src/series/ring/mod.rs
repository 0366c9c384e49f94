//! One series in rings of steps: what every store keeps it in, so that all of them read alike.

mod archive;
#[cfg(feature = "sqlite")]
mod entries;
#[cfg(feature = "sqlite")]
mod octets;
mod series;
#[cfg(feature = "sqlite")]
mod state;

#[cfg(feature = "sqlite")]
pub(crate) use self::archive::{Archive, Packed};
#[cfg(feature = "sqlite")]
pub(crate) use self::entries::{Entry, SHARD, decode as decode_entries, encode as encode_entries};
#[cfg(feature = "sqlite")]
pub(crate) use self::octets::{Octets, put_octets, put_signed};
pub(crate) use self::series::{Series, Taken};

use super::{Retention, SeriesId};
use crate::error::Error;

/// Over how many of the finest steps one measurement can be spread: more than the minutes of two years.
const MOST_STEPS: u64 = 1_100_000;

/// The longest time that one measurement can be of.
pub(crate) fn longest_ms(retention: &Retention) -> u64 {
    let kept_ms = retention.archives.iter().map(|archive| archive.span_ms()).max().unwrap_or(0);
    let finest_ms = retention.archives.first().map_or(0, |archive| archive.step_ms);
    kept_ms.min(finest_ms.saturating_mul(MOST_STEPS))
}

/// A series that a store of so many does not have.
pub(crate) fn unknown(series: SeriesId, count: usize) -> Error {
    Error::invalid("series", series.0.to_string(), format!("one of the {count} series that were declared"))
}
