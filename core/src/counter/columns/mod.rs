//! Rates of very many counters at once: columns in, columns out, nothing allocated per sample.

mod bank;
mod limit;
mod rates;
mod span;

use super::Taken;

pub use bank::CounterBank;
pub use rates::{RateColumn, RowGap};

/// What was read of one counter on many rows, such as `ifHCInOctets` of all interfaces of all devices.
///
/// Row `n` is the same counter in every batch that one [`CounterBank`] is given. Columns that are shorter than the rows
/// that were read leave the others unread.
#[derive(Clone, Copy, Debug)]
pub struct CounterColumn<'a> {
    /// The values, with their width.
    pub values: CounterValues<'a>,
    /// Which rows have a value: row `n` at bit `n % 64` of word `n / 64`. `None`: all have one.
    pub valid: Option<&'a [u64]>,
    /// `ifCounterDiscontinuityTime` of each row, in hundredths of a second. `None`: that of [`Reading::taken`].
    pub discontinuity: Option<&'a [u32]>,
    /// `ifLastChange` of each row, in hundredths of a second. `None`: that of [`Reading::taken`].
    pub last_change: Option<&'a [u32]>,
    /// When the rows were read: runs of rows that came together, in order. Rows after the last run were not read.
    pub readings: &'a [Reading],
}

/// The values of a [`CounterColumn`].
#[derive(Clone, Copy, Debug)]
pub enum CounterValues<'a> {
    /// Of a `Counter32`.
    Counter32(&'a [u32]),
    /// Of a `Counter32`, each in the low half of a word, as the columns of a poll have them.
    Counter32InWords(&'a [u64]),
    /// Of a `Counter64`.
    Counter64(&'a [u64]),
}

/// So many rows of one agent that one answer brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// How many rows, from where the reading before ended.
    pub rows: usize,
    /// When, by every clock.
    pub taken: Taken,
}

/// Whether a row is meant, of bits in words.
pub(crate) fn bit(words: &[u64], row: usize) -> bool {
    words.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
}

#[cfg(test)]
mod tests;
