//! The rates of very many counters at once. Numbers cross as octets.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use netwarden::counter::{self, CounterColumn, CounterValues, RowGap, Taken};
use netwarden::value::{Moment, TimeTicks};

use crate::counter::limit;
use crate::octets::{doubles, read32, read64, words32, words64};

/// So many rows of one agent that one answer brought, and when by every clock that can tell.
#[derive(uniffi::Record)]
pub struct Reading {
    /// How many rows, from where the reading before ended.
    pub rows: u32,
    /// The local clock, from any start.
    pub at: Duration,
    /// `sysUpTime.0` of the same answer.
    #[uniffi(default = None)]
    pub uptime: Option<TimeTicks>,
    /// `ifCounterDiscontinuityTime` (RFC 2863), where it is that of all its rows.
    #[uniffi(default = None)]
    pub discontinuity: Option<TimeTicks>,
    /// `ifLastChange`, where it is that of all its rows.
    #[uniffi(default = None)]
    pub last_change: Option<TimeTicks>,
    /// `snmpEngineBoots` (RFC 3411).
    #[uniffi(default = None)]
    pub engine_boots: Option<u32>,
}

impl From<Reading> for counter::Reading {
    fn from(given: Reading) -> Self {
        let Reading { rows, at, uptime, discontinuity, last_change, engine_boots } = given;
        let taken = Taken { at: Moment::START + at, uptime, discontinuity, last_change, engine_boots };
        Self { rows: usize::try_from(rows).unwrap_or(usize::MAX), taken }
    }
}

/// The rates of a column of counters.
#[derive(uniffi::Record)]
pub struct NativeRates {
    pub per_second: Vec<u8>,
    pub count: Vec<u8>,
    pub interval_ms: Vec<u8>,
    pub gaps: Vec<RowGap>,
}

/// The last readings of many counters of one kind; `io.netwarden.CounterBank` wraps it.
#[derive(uniffi::Object)]
pub struct NativeBank {
    core: Mutex<counter::CounterBank>,
}

impl NativeBank {
    fn locked<T>(&self, work: impl FnOnce(&mut counter::CounterBank) -> T) -> T {
        work(&mut self.core.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn row(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[uniffi::export]
impl NativeBank {
    #[uniffi::constructor]
    pub fn new(rows: u32, max_rate: Option<u64>) -> Arc<Self> {
        Arc::new(Self { core: Mutex::new(counter::CounterBank::new(row(rows), limit(max_rate))) })
    }

    pub fn advance(
        &self,
        readings: Vec<Reading>,
        values: Vec<u8>,
        is_wide: bool,
        valid: Option<Vec<u8>>,
        discontinuity: Option<Vec<u8>>,
        last_change: Option<Vec<u8>>,
    ) -> NativeRates {
        let readings: Vec<counter::Reading> = readings.into_iter().map(Into::into).collect();
        let word = |flags: &[u8]| {
            flags.iter().enumerate().fold(0_u64, |word, (bit, flag)| word | (u64::from(*flag != 0) << bit))
        };
        let valid: Option<Vec<u64>> = valid.map(|flags| flags.chunks(64).map(word).collect());
        let (values, discontinuity) = (read64(&values), discontinuity.as_deref().map(read32));
        let last_change = last_change.as_deref().map(read32);
        let column = CounterColumn {
            values: if is_wide { CounterValues::Counter64(&values) } else { CounterValues::Counter32InWords(&values) },
            valid: valid.as_deref(),
            discontinuity: discontinuity.as_deref(),
            last_change: last_change.as_deref(),
            readings: &readings,
        };
        let mut rates = counter::RateColumn::default();
        self.locked(|bank| bank.advance(&column, &mut rates));
        NativeRates {
            per_second: doubles(&rates.per_second),
            count: words64(rates.count.into_iter()),
            interval_ms: words32(&rates.interval_ms),
            gaps: rates.gaps,
        }
    }

    pub fn push(&self, max_rate: Option<u64>) {
        self.locked(|bank| bank.push(limit(max_rate)));
    }

    pub fn set_limit(&self, row_number: u32, max_rate: Option<u64>) {
        self.locked(|bank| bank.set_limit(row(row_number), limit(max_rate)));
    }

    pub fn limit(&self, row_number: u32) -> Option<u64> {
        self.locked(|bank| bank.limit(row(row_number))).counts_per_second()
    }

    pub fn forget(&self, row_number: u32) {
        self.locked(|bank| bank.forget(row(row_number)));
    }

    pub fn size(&self) -> u32 {
        u32::try_from(self.locked(|bank| bank.len())).unwrap_or(u32::MAX)
    }
}
