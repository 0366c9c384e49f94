use proptest::prelude::*;

use super::*;
use crate::counter::tests::replay;
use crate::counter::{CounterValue, Gap, MaxRate, Sample, rate};
use crate::value::{Moment, TimeTicks};

fn ticks() -> impl Strategy<Value = Option<TimeTicks>> {
    prop_oneof![
        1 => Just(None),
        4 => (0_u32..20_000).prop_map(|ticks| Some(TimeTicks(ticks))),
        1 => (u32::MAX - 9_000..=u32::MAX).prop_map(|ticks| Some(TimeTicks(ticks))),
    ]
}

fn sample() -> impl Strategy<Value = Sample<CounterValue>> {
    let value = prop_oneof![
        4 => (0_u64..6_000_000_000).prop_map(CounterValue::Counter64),
        1 => any::<u64>().prop_map(CounterValue::Counter64),
        4 => any::<u32>().prop_map(CounterValue::Counter32),
        1 => (0_u32..1_000).prop_map(CounterValue::Counter32),
    ];
    let time = prop_oneof![3 => Just(None), 1 => Just(Some(TimeTicks(7))), 1 => ticks()];
    let boots = prop_oneof![4 => Just(None), 1 => (1_u32..3).prop_map(Some)];
    (value, 0_u64..200_000, ticks(), time.clone(), time, boots).prop_map(
        |(value, at, uptime, discontinuity, last_change, engine_boots)| Sample {
            value,
            taken: Taken { at: Moment::from_millis(at), uptime, discontinuity, last_change, engine_boots },
        },
    )
}

fn limit() -> impl Strategy<Value = MaxRate> {
    prop_oneof![
        Just(MaxRate::unknown()),
        (1_u32..400_000).prop_map(MaxRate::from_high_speed),
        (0_u64..20_000_000).prop_map(MaxRate::from_bps),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, ..ProptestConfig::default() })]

    #[test]
    fn a_row_has_the_rate_of_its_two_samples(earlier in sample(), later in sample(), limit in limit()) {
        let mut bank = CounterBank::new(1, limit);
        let rates = replay(&mut bank, [&earlier, &later]);
        let scalar = rate(&earlier, &later, bank.limit(0));
        prop_assert_eq!(rates.of(0).unwrap(), scalar.map(|rate| rate.per_second));
        if let Ok(rate) = scalar {
            prop_assert_eq!((rates.count[0], u64::from(rates.interval_ms[0])), (rate.count, rate.interval_ms.min(u32::MAX.into())));
        }
        let kept = matches!(scalar, Err(Gap::OutOfOrder | Gap::SameInstant));
        prop_assert_eq!(bank.sample(0).unwrap(), if kept { earlier } else { later });
    }

    #[test]
    fn a_restart_of_the_program_changes_no_rate(earlier in sample(), later in sample(), limit in limit(), rows in 1_usize..4) {
        let mut bank = CounterBank::new(rows, limit);
        (0..rows).for_each(|row| bank.restore(row, &earlier));
        (0..rows).for_each(|row| assert_eq!(bank.sample(row), Some(earlier)));
        prop_assert!(bank.readings() <= 1 || earlier.taken.discontinuity.or(earlier.taken.last_change).is_some());
        let rates = replay(&mut bank, [&later]);
        let scalar = rate(&earlier, &later, bank.limit(0));
        prop_assert_eq!(rates.of(0).unwrap(), scalar.map(|rate| rate.per_second));
        for row in 1..rows {
            prop_assert_eq!(rates.of(row), Some(Err(Gap::Missed)));
            prop_assert_eq!(bank.sample(row), Some(earlier));
            bank.forget(row);
        }
    }

    #[test]
    fn a_limit_is_rounded_up_by_little(bps in any::<u64>()) {
        let asked = MaxRate::per_second(bps);
        let kept = CounterBank::new(1, asked).limit(0);
        let (asked, kept) = (asked.counts_per_second().unwrap_or(0), kept.counts_per_second().unwrap_or(0));
        prop_assert!(kept >= asked && kept - asked <= asked >> 25, "{} for {}", kept, asked);
    }

    #[test]
    fn what_is_counted_does_not_depend_on_how_often_it_is_read(
        steps in prop::collection::vec((1_u64..60, 0_u64..1_000_000_000, prop::bool::ANY), 1..40),
    ) {
        let (mut bank, mut rates) = (CounterBank::new(1, MaxRate::from_high_speed(100_000)), RateColumn::default());
        let (mut secs, mut octets, mut counted) = (0, 17, 0);
        for (number, (pause, more, read)) in [(0, 0, true)].iter().chain(&steps).enumerate() {
            (secs, octets) = (secs + pause, octets + more);
            if !read && number < steps.len() {
                continue;
            }
            let taken = Taken { at: Moment::from_secs(secs), uptime: Some(ticks_at(500 + secs)), ..Taken::default() };
            bank.advance(&CounterColumn::new(CounterValues::Counter64(&[octets]), &[Reading { rows: 1, taken }]), &mut rates);
            counted += rates.count[0];
        }
        prop_assert_eq!(counted, octets - 17);
    }
}

fn ticks_at(secs: u64) -> TimeTicks {
    TimeTicks(u32::try_from(secs * 100).unwrap())
}

fn at(secs: u64) -> Taken {
    Taken { at: Moment::from_secs(secs), uptime: Some(ticks_at(1_000 + secs)), ..Taken::default() }
}

#[test]
fn rows_of_one_agent_may_be_missed_each_by_itself() {
    let (mut bank, mut rates) = (CounterBank::new(4, MaxRate::unknown()), RateColumn::default());
    let mut read = |secs, values: [u64; 4], valid: u64, runs: &[usize]| {
        let readings: Vec<Reading> = runs.iter().map(|rows| Reading { rows: *rows, taken: at(secs) }).collect();
        let valid = [valid];
        let column =
            CounterColumn { valid: Some(&valid), ..CounterColumn::new(CounterValues::Counter64(&values), &readings) };
        bank.advance(&column, &mut rates);
        (0..4).map(|row| rates.of(row).unwrap().map_err(Gap::code)).collect::<Vec<_>>()
    };
    assert_eq!(read(0, [0, 0, 0, 0], 0b1111, &[2, 2]), [Err("first-sample"); 4]);
    assert_eq!(read(10, [10, 0, 30, 40], 0b1101, &[2, 2]), [Ok(1.0), Err("missed"), Ok(3.0), Ok(4.0)]);
    assert_eq!(read(20, [20, 40, 50, 0], 0b0111, &[2, 2]), [Ok(1.0), Ok(2.0), Ok(2.0), Err("missed")]);
    assert_eq!(read(30, [20, 40, 0, 0], 0b1111, &[2]), [Ok(0.0), Ok(0.0), Err("missed"), Err("missed")]);
    assert_eq!(read(40, [20, 50, 60, 70], 0b1111, &[1, 3]), [Ok(0.0), Ok(1.0), Ok(0.5), Ok(1.0)]);
    assert_eq!(read(40, [20, 50, 60, 70], 0b1111, &[4]), [Err("same-instant"); 4]);
    assert_eq!(read(30, [20, 50, 60, 70], 0b1111, &[4]), [Err("out-of-order"); 4]);
    assert_eq!(read(50, [20, 50, 60, 170], 0b1111, &[4]), [Ok(0.0), Ok(0.0), Ok(0.0), Ok(10.0)]);
}

#[test]
fn a_row_takes_24_octets_and_readings_are_not_piled_up() {
    assert_eq!(CounterBank::octets_per_row(), 24);
    let (mut bank, mut rates) = (CounterBank::new(100, MaxRate::unknown()), RateColumn::default());
    for cycle in 0..1_000 {
        // Every row is missed now and then.
        let valid = [u64::MAX << (cycle % 60), u64::MAX];
        let readings = [Reading { rows: 30, taken: at(cycle) }, Reading { rows: 70, taken: at(cycle) }];
        let values: Vec<u64> = (0..100).map(|row| row * cycle).collect();
        let column =
            CounterColumn { valid: Some(&valid), ..CounterColumn::new(CounterValues::Counter64(&values), &readings) };
        bank.advance(&column, &mut rates);
    }
    assert!(bank.readings() <= 100, "{}", bank.readings());
}

#[test]
fn words_of_a_narrow_counter_wrap_as_it_does() {
    let (mut bank, mut rates) = (CounterBank::new(1, MaxRate::from_high_speed(100)), RateColumn::default());
    for (secs, value) in [(0, u64::from(u32::MAX)), (10, 99)] {
        let readings = [Reading { rows: 1, taken: at(secs) }];
        bank.advance(&CounterColumn::new(CounterValues::Counter32InWords(&[value]), &readings), &mut rates);
    }
    assert_eq!((rates.of(0), rates.count[0]), (Some(Ok(10.0)), 100));
}

#[test]
fn a_forgotten_row_begins_anew() {
    let mut bank = CounterBank::new(1, MaxRate::unknown());
    let sample = |secs, value| Sample { value: CounterValue::Counter64(value), taken: at(secs) };
    replay(&mut bank, [&sample(0, 5)]);
    bank.forget(0);
    assert_eq!(bank.sample(0), None);
    assert_eq!(replay(&mut bank, [&sample(10, 50)]).of(0), Some(Err(Gap::FirstSample)));
    assert_eq!(replay(&mut bank, [&sample(20, 70)]).of(0), Some(Ok(2.0)));
}
