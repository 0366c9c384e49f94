//! Columns of counters against a loop over the same columns that asks nothing.

use netwarden::counter::{CounterBank, CounterColumn, CounterValues, MaxRate, RateColumn, Reading, Taken};
use netwarden::value::{Moment, TimeTicks};

use super::{PORTS, measure};

/// Rows that come with one answer, as of a switch.
const ROWS: usize = 50;

pub(super) fn measure_all() {
    println!(
        "{PORTS} counters in columns, {ROWS} of one answer, {} octets of state each",
        CounterBank::octets_per_row()
    );
    let mut wide: Vec<u64> = (0..u64::from(PORTS)).map(|port| port * 1_000_003).collect();
    let mut before = wide.clone();
    let mut per_second = vec![0.0; wide.len()];
    let floor = measure("plain loop, no rule", || {
        wide.iter_mut().for_each(|value| *value += 6_000_000);
        for ((rate, value), earlier) in per_second.iter_mut().zip(&wide).zip(&mut before) {
            *rate = (value - *earlier) as f64 / 60.0;
            *earlier = *value;
        }
        per_second.iter().sum()
    });
    let mut clock = Clock { secs: 0 };
    let limit = MaxRate::from_high_speed(10_000);
    let (mut bank, mut rates) = (CounterBank::new(wide.len(), limit), RateColumn::default());
    let rules = measure("CounterBank, 64 bits", || {
        wide.iter_mut().for_each(|value| *value += 6_000_000);
        bank.advance(&CounterColumn::new(CounterValues::Counter64(&wide), &clock.readings()), &mut rates);
        rates.per_second.iter().filter(|rate| !rate.is_nan()).sum()
    });
    let mut narrow: Vec<u32> = (0..PORTS).map(|port| port.wrapping_mul(1_000_003)).collect();
    let limit = MaxRate::from_high_speed(100);
    let (mut bank, mut rates) = (CounterBank::new(narrow.len(), limit), RateColumn::default());
    let any = measure("CounterBank, 32 bits", || {
        narrow.iter_mut().for_each(|value| *value = value.wrapping_add(6_000_000));
        bank.advance(&CounterColumn::new(CounterValues::Counter32(&narrow), &clock.readings()), &mut rates);
        rates.per_second.iter().filter(|rate| !rate.is_nan()).sum()
    });
    println!("the rules cost {:.1} and {:.1} times the plain loop", floor / rules, floor / any);
}

/// Polls every minute.
struct Clock {
    secs: u64,
}

impl Clock {
    fn readings(&mut self) -> Vec<Reading> {
        self.secs += 60;
        let uptime = TimeTicks(u32::try_from(self.secs * 100).unwrap_or(0) + 500_000);
        let taken = Taken { at: Moment::from_secs(self.secs), uptime: Some(uptime), ..Taken::default() };
        let runs = usize::try_from(PORTS).unwrap_or(0).div_ceil(ROWS);
        vec![Reading { rows: ROWS, taken }; runs]
    }
}
