use serde::{Deserialize, Serialize};

use super::calendar::days_before;
use super::columns::floor_to;
use super::percentile::percentile;
use super::utilisation::bits;
use super::{Columns, PercentileMethod};
use crate::error::{Error, Result};
use crate::value::Timestamp;

/// How a bill is made.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct BillingRules {
    /// Over which steps the traffic is averaged, in milliseconds; 5 minutes unless said.
    pub step_ms: u64,
    /// Which percentile is paid, 0 to 100; 95 unless said.
    pub percent: f64,
    /// How it is taken; the nearest rank unless said.
    pub method: PercentileMethod,
    /// How much of a step must have been measured so that it is on the bill, 0 to 100 percent; 50 unless said.
    pub least_coverage_percent: u8,
}

impl Default for BillingRules {
    fn default() -> Self {
        Self { step_ms: 300_000, percent: 95.0, method: PercentileMethod::NearestRank, least_coverage_percent: 50 }
    }
}

/// What is paid for a port's traffic over some time, such as a month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bill {
    /// From when on.
    pub from: Timestamp,
    /// Until when.
    pub to: Timestamp,
    /// By these rules.
    pub rules: BillingRules,
    /// How many steps the time has.
    pub steps: u64,
    /// What was received.
    pub input: BilledDirection,
    /// What was sent.
    pub output: BilledDirection,
    /// The greater of both directions' percentiles, bit/s; `None` where neither has one.
    pub greater_bps: Option<f64>,
    /// The percentile of the greater direction of each step, bit/s. Some contracts say this instead; it is never less.
    pub of_greater_bps: Option<f64>,
}

/// One direction of a [`Bill`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct BilledDirection {
    /// The percentile, bit/s; `None` where no step has a value.
    pub bps: Option<f64>,
    /// How many steps it was taken of.
    pub measured_steps: u64,
    /// How many steps were left out, since too little of them was measured. They count as no traffic nor as any other.
    pub excluded_steps: u64,
    /// All octets that were counted in that time, those of excluded steps, too.
    pub octets: u64,
}

/// What is to be paid for traffic in both directions from `from` until `to`.
///
/// The columns are of octets or bits per second, in steps of which those of the rules are a multiple. Steps without
/// values, and those that the columns do not reach, are excluded and counted.
///
/// # Errors
/// `invalid` where steps, times or units do not fit, or the percentile is out of its range.
pub fn bill(input: &Columns, output: &Columns, from: Timestamp, to: Timestamp, rules: BillingRules) -> Result<Bill> {
    let invalid = |argument: &str, given: String, expected: &str| Error::Invalid {
        argument: argument.into(),
        given,
        expected: expected.into(),
    };
    if !(0.0..=100.0).contains(&rules.percent) {
        return Err(invalid("percentile", rules.percent.to_string(), "0 to 100"));
    }
    let steps = step_number(to, rules.step_ms).saturating_sub(step_number(from, rules.step_ms));
    let steps = u64::try_from(steps).unwrap_or(0);
    let is_step = |time| floor_to(time, rules.step_ms) == time;
    if rules.step_ms == 0 || steps == 0 || !is_step(from) || !is_step(to) {
        let given = format!("{} to {} ms", from.as_millis(), to.as_millis());
        return Err(invalid("time", given, "whole steps of the bill, at least one"));
    }
    let prepared = |columns: &Columns| bits(columns)?.rolled_up(rules.step_ms, rules.least_coverage_percent);
    let (input, output) = (prepared(input)?, prepared(output)?);
    let (ins, outs) = (Within::new(&input, from, to), Within::new(&output, from, to));
    let direction = |within: &Within| {
        let mut values = within.bps.clone();
        let bps = percentile(&mut values, rules.percent, rules.method);
        let measured_steps = values.len() as u64;
        BilledDirection {
            bps,
            measured_steps,
            excluded_steps: steps.saturating_sub(measured_steps),
            octets: within.octets,
        }
    };
    let (billed_in, billed_out) = (direction(&ins), direction(&outs));
    let mut greater = ins.greater_of_each(&outs);
    Ok(Bill {
        from,
        to,
        rules,
        steps,
        greater_bps: greater_of(billed_in.bps, billed_out.bps),
        of_greater_bps: percentile(&mut greater, rules.percent, rules.method),
        input: billed_in,
        output: billed_out,
    })
}

/// A month of a calendar year whose clocks are `utc_offset_minutes` ahead of UTC: its beginning and that of the next.
///
/// # Errors
/// `invalid` where there is no such month (1 to 12), year (1970 to 9999) or offset (−1,440 to 1,440 minutes).
pub fn month(year: u16, month: u8, utc_offset_minutes: i16) -> Result<(Timestamp, Timestamp)> {
    if !(1..=12).contains(&month) || !(1970..=9999).contains(&year) || utc_offset_minutes.unsigned_abs() > 1_440 {
        return Err(Error::Invalid {
            argument: "month".into(),
            given: format!("{year}-{month:02} at {utc_offset_minutes} minutes from UTC"),
            expected: "a month 1 to 12 of a year 1970 to 9999 at -1440 to 1440 minutes".into(),
        });
    }
    let begin = |months: i64| {
        let (year, month) = (months.div_euclid(12), months.rem_euclid(12));
        let millis = days_before(year, month) * 86_400_000 - i64::from(utc_offset_minutes) * 60_000;
        Timestamp::from_millis(millis)
    };
    let months = i64::from(year) * 12 + i64::from(month) - 1;
    Ok((begin(months), begin(months + 1)))
}

fn step_number(time: Timestamp, step_ms: u64) -> i64 {
    time.as_millis().div_euclid(i64::try_from(step_ms.max(1)).unwrap_or(i64::MAX))
}

fn greater_of(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.max(b)),
        (one, other) => one.or(other),
    }
}

/// What of a direction is on the bill.
struct Within {
    /// The first step's number among all of the bill's.
    ahead: usize,
    bps: Vec<f64>,
    octets: u64,
}

impl Within {
    fn new(columns: &Columns, from: Timestamp, to: Timestamp) -> Self {
        let number =
            |time| step_number(time, columns.step_ms).saturating_sub(step_number(columns.start, columns.step_ms));
        let place = |time| usize::try_from(number(time)).unwrap_or(0).min(columns.len());
        let range = place(from)..place(to);
        let ahead = usize::try_from(-number(from)).unwrap_or(0);
        let octets =
            columns.count.get(range.clone()).unwrap_or_default().iter().fold(0, |sum: u64, n| sum.saturating_add(*n));
        Self { ahead, bps: columns.average.get(range).unwrap_or_default().to_vec(), octets }
    }

    fn greater_of_each(&self, other: &Self) -> Vec<f64> {
        let at = |within: &Self, step: usize| {
            step.checked_sub(within.ahead).and_then(|place| within.bps.get(place)).copied().unwrap_or(f64::NAN)
        };
        let end = (self.ahead + self.bps.len()).max(other.ahead + other.bps.len());
        // The greater of a number and NaN is the number.
        (self.ahead.min(other.ahead)..end).map(|step| at(self, step).max(at(other, step))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::series::{SeriesKind, Slot};

    const STEP: u64 = 300_000;

    fn time(steps: i64) -> Timestamp {
        Timestamp::from_millis(steps * 300_000)
    }

    /// Five-minute steps of so many bit/s; less than 0: nothing measured.
    fn traffic(start: i64, bps: impl IntoIterator<Item = i64>) -> Columns {
        let mut columns = Columns::new(SeriesKind::Counter, "octets", time(start), STEP);
        for bps in bps {
            let octets = u64::try_from(bps).map(|bps| bps * STEP / 8_000);
            columns.push(octets.map_or(Slot::NONE, |octets| Slot::counted(octets, STEP, STEP)));
        }
        columns
    }

    #[test]
    fn the_top_five_percent_are_free() {
        let bill = bill(
            &traffic(0, (1..=100).map(|n| n * 800)),
            &traffic(0, [4_000; 100]),
            time(0),
            time(100),
            BillingRules::default(),
        );
        let bill = bill.unwrap();
        assert_eq!((bill.input.bps, bill.output.bps), (Some(76_000.0), Some(4_000.0)));
        assert_eq!((bill.greater_bps, bill.of_greater_bps), (Some(76_000.0), Some(76_000.0)));
        assert_eq!((bill.steps, bill.input.measured_steps, bill.input.excluded_steps), (100, 100, 0));
        assert_eq!(bill.output.octets, 4_000 * 300 / 8 * 100);
    }

    #[test]
    fn what_was_not_measured_is_excluded_and_counted() {
        let input = traffic(10, [-1, 8_000, -1, 16_000]);
        let output = traffic(12, [80_000, 800]);
        let bill = bill(&input, &output, time(0), time(20), BillingRules::default()).unwrap();
        assert_eq!((bill.input.measured_steps, bill.input.excluded_steps), (2, 18));
        assert_eq!((bill.output.measured_steps, bill.output.excluded_steps), (2, 18));
        assert_eq!(
            (bill.input.bps, bill.output.bps, bill.greater_bps),
            (Some(16_000.0), Some(80_000.0), Some(80_000.0))
        );
        let median = BillingRules { percent: 50.0, ..BillingRules::default() };
        // 8, 80 and 16 kbit/s are the greater ones.
        assert_eq!(super::bill(&input, &output, time(0), time(20), median).unwrap().of_greater_bps, Some(16_000.0));
        let none = super::bill(&input, &output, time(0), time(5), BillingRules::default()).unwrap();
        assert_eq!((none.input.bps, none.greater_bps, none.of_greater_bps, none.input.octets), (None, None, None, 0));
    }

    #[test]
    fn a_bill_cuts_out_its_time() {
        let input = traffic(0, [80_000, 8_000, 8_000, 80_000]);
        let bill = bill(&input, &input, time(1), time(3), BillingRules::default()).unwrap();
        assert_eq!((bill.input.bps, bill.input.octets, bill.steps), (Some(8_000.0), 600_000, 2));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let fine = traffic(0, [8_000; 4]);
        let rules = BillingRules::default();
        let temperature = Columns { unit: "celsius".into(), ..fine.clone() };
        for (bill, says) in [
            (bill(&fine, &temperature, time(0), time(4), rules), "octets/s or bit/s"),
            (bill(&fine, &fine, time(4), time(4), rules), "at least one"),
            (bill(&fine, &fine, Timestamp::from_millis(1), time(4), rules), "whole steps"),
            (bill(&fine, &fine, time(0), time(4), BillingRules { step_ms: 0, ..rules }), "whole steps"),
            (
                bill(&fine, &fine, time(0), time(4), BillingRules { step_ms: 150_000, ..rules }),
                "a multiple of 300000 ms",
            ),
            (bill(&fine, &fine, time(0), time(4), BillingRules { percent: 101.0, ..rules }), "0 to 100"),
        ] {
            let error = bill.unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
    }

    #[test]
    fn months_begin_and_end_by_the_calendar() {
        for (year, number, offset, begin, end) in [
            (1970, 1, 0, 0, 2_678_400),
            (2000, 2, 0, 949_363_200, 951_868_800),
            (2024, 2, 0, 1_706_745_600, 1_709_251_200),
            (2026, 11, 0, 1_793_491_200, 1_796_083_200),
            (2026, 12, 60, 1_796_079_600, 1_798_758_000),
            (2100, 2, 0, 4_105_123_200, 4_107_542_400),
        ] {
            let (from, to) = month(year, number, offset).unwrap();
            assert_eq!((from.as_millis(), to.as_millis()), (begin * 1000, end * 1000), "{year}-{number}");
        }
        assert!(month(2026, 13, 0).is_err() && month(1969, 1, 0).is_err() && month(2026, 1, 2_000).is_err());
    }
}
