use proptest::prelude::*;

use super::*;
use crate::value::{Moment, TimeTicks};

mod stories;

type Any = Sample<CounterValue>;

const fn c32(value: u32) -> CounterValue {
    CounterValue::Counter32(value)
}

const fn c64(value: u64) -> CounterValue {
    CounterValue::Counter64(value)
}

/// One row, read as these samples say, one after the other.
pub(super) fn replay<'a>(bank: &mut CounterBank, samples: impl IntoIterator<Item = &'a Any>) -> RateColumn {
    let mut rates = RateColumn::default();
    for sample in samples {
        let readings = [Reading { rows: 1, taken: sample.taken }];
        let (narrow, wide);
        let values = match sample.value.counter() {
            CounterValue::Counter32(value) => {
                narrow = [value];
                CounterValues::Counter32(&narrow)
            }
            CounterValue::Counter64(value) => {
                wide = [value];
                CounterValues::Counter64(&wide)
            }
        };
        bank.advance(&CounterColumn::new(values, &readings), &mut rates);
    }
    rates
}

/// `value` read at `secs` local seconds and `ticks` hundredths of the agent's uptime.
const fn at(value: CounterValue, secs: u64, ticks: u32) -> Any {
    Sample {
        value,
        taken: Taken {
            at: Moment::from_secs(secs),
            uptime: Some(TimeTicks(ticks)),
            discontinuity: None,
            last_change: None,
            engine_boots: None,
        },
    }
}

const fn without_uptime(mut sample: Any) -> Any {
    sample.taken.uptime = None;
    sample
}

const fn discontinuity(mut sample: Any, ticks: u32) -> Any {
    sample.taken.discontinuity = Some(TimeTicks(ticks));
    sample
}

const fn last_change(mut sample: Any, ticks: u32) -> Any {
    sample.taken.last_change = Some(TimeTicks(ticks));
    sample
}

const fn boots(mut sample: Any, boots: u32) -> Any {
    sample.taken.engine_boots = Some(boots);
    sample
}

const UP: u32 = 100_000_000; // 11.6 days
const MBIT_100: MaxRate = MaxRate::from_high_speed(100);
const GBIT: MaxRate = MaxRate::from_high_speed(1000);
const TOP: u32 = u32::MAX;

struct Case {
    name: &'static str,
    earlier: Any,
    later: Any,
    limit: MaxRate,
    delta: Delta,
    /// Counts per second, or the gap's code.
    rate: Result<f64, &'static str>,
}

const fn case(
    name: &'static str,
    earlier: Any,
    later: Any,
    limit: MaxRate,
    delta: Delta,
    rate: Result<f64, &'static str>,
) -> Case {
    Case { name, earlier, later, limit, delta, rate }
}

const fn lost(cause: Cause) -> Delta {
    Delta::Discontinuity(cause)
}

const fn restarted(up_ms: u64) -> Delta {
    lost(Cause::Restarted { up_ms: Some(up_ms) })
}

#[rustfmt::skip]
const CASES: &[Case] = &[
    // Normal
    case("64 bits advance", at(c64(1_000), 0, UP), at(c64(7_000), 60, UP + 6_000), GBIT, Delta::Advanced(6_000), Ok(100.0)),
    case("32 bits advance", at(c32(1_000), 0, UP), at(c32(7_000), 60, UP + 6_000), MBIT_100, Delta::Advanced(6_000), Ok(100.0)),
    case("an idle counter has a rate of 0", at(c64(5), 0, UP), at(c64(5), 60, UP + 6_000), GBIT, Delta::Advanced(0), Ok(0.0)),
    case("without uptime the local clock serves", without_uptime(at(c64(0), 0, 0)), without_uptime(at(c64(600), 60, 0)), GBIT, Delta::Advanced(600), Ok(10.0)),
    case("an uptime that is always 0 is none", at(c64(0), 0, 0), at(c64(600), 60, 0), GBIT, Delta::Advanced(600), Ok(10.0)),
    // Wraps of 32 bits
    case("32 bits wrap once", at(c32(TOP - 99), 0, UP), at(c32(500), 60, UP + 6_000), MBIT_100, Delta::Wrapped(600), Ok(10.0)),
    case("32 bits wrap by one", at(c32(TOP), 0, UP), at(c32(0), 1, UP + 100), MBIT_100, Delta::Wrapped(1), Ok(1.0)),
    case("32 bits decrease by more than the speed allows", at(c32(1_000_000), 0, UP), at(c32(500), 60, UP + 6_000), MBIT_100, lost(Cause::TooFast), Err("too-fast")),
    case("32 bits decrease without a known speed", at(c32(TOP), 0, UP), at(c32(5), 60, UP + 6_000), MaxRate::unknown(), lost(Cause::SpeedUnknown), Err("speed-unknown")),
    case("32 bits decrease without uptime", without_uptime(at(c32(TOP), 0, 0)), without_uptime(at(c32(5), 60, 0)), MBIT_100, lost(Cause::UptimeUnknown), Err("uptime-unknown")),
    case("32 bits decrease while uptime stands still", at(c32(TOP), 0, UP), at(c32(5), 60, UP), MBIT_100, lost(Cause::UptimeUnknown), Err("uptime-unknown")),
    case("32 bits decrease as the interface changes state", last_change(at(c32(TOP), 0, UP), 50), last_change(at(c32(5), 60, UP + 6_000), UP + 3_000), MBIT_100, lost(Cause::StateChanged), Err("state-changed")),
    case("32 bits wrap though the state changed long ago", last_change(at(c32(TOP), 0, UP), 50), last_change(at(c32(5), 60, UP + 6_000), 50), MBIT_100, Delta::Wrapped(6), Ok(0.1)),
    // Many wraps: 2^32 octets pass in 34.4 s at 1 Gb/s
    case("a gigabit port over 60 s may have wrapped twice", at(c32(TOP), 0, UP), at(c32(999), 60, UP + 6_000), GBIT, Delta::Ambiguous { fewest_wraps: 1, most_wraps: 2 }, Err("ambiguous")),
    case("a gigabit port over 60 s may have wrapped unseen", at(c32(0), 0, UP), at(c32(999), 60, UP + 6_000), GBIT, Delta::Ambiguous { fewest_wraps: 0, most_wraps: 1 }, Err("ambiguous")),
    case("a gigabit port over 10 s cannot wrap unseen", at(c32(0), 0, UP), at(c32(1_000), 10, UP + 1_000), GBIT, Delta::Advanced(1_000), Ok(100.0)),
    case("a 10-gigabit port over 300 s", at(c32(0), 0, UP), at(c32(0), 300, UP + 30_000), MaxRate::from_high_speed(10_000), Delta::Ambiguous { fewest_wraps: 0, most_wraps: 96 }, Err("ambiguous")),
    // Restarts
    case("a reboot: 64 bits", at(c64(9_000_000), 0, UP), at(c64(12_000), 60, 1_400), GBIT, restarted(14_000), Err("restarted")),
    case("a reboot: 32 bits near the top are no wrap", at(c32(TOP), 0, UP), at(c32(12_000), 60, 1_400), MBIT_100, restarted(14_000), Err("restarted")),
    case("a reboot though the counter grew", at(c64(10), 0, UP), at(c64(12_000), 60, 1_400), GBIT, restarted(14_000), Err("restarted")),
    case("a reboot though the uptime grew", at(c64(10), 0, 1_000), at(c64(12_000), 600, 30_000), GBIT, restarted(300_000), Err("restarted")),
    case("engine boots tell of a reboot", boots(at(c64(10), 0, 500), 7), boots(at(c64(20), 60, 5_900), 8), GBIT, restarted(59_000), Err("restarted")),
    case("equal engine boots change nothing", boots(at(c64(0), 0, UP), 7), boots(at(c64(60), 60, UP + 6_000), 7), GBIT, Delta::Advanced(60), Ok(1.0)),
    // sysUpTime wraps after 497.1 days
    case("uptime wraps, 64 bits go on", at(c64(100), 0, TOP - 2_999), at(c64(700), 60, 3_000), GBIT, Delta::Advanced(600), Ok(10.0)),
    case("uptime wraps and so do 32 bits", at(c32(TOP), 0, TOP - 2_999), at(c32(599), 60, 3_000), MBIT_100, Delta::Wrapped(600), Ok(10.0)),
    case("a restart near the uptime's wrap", at(c64(100), 0, TOP - 2_999), at(c64(700), 60, 100), GBIT, restarted(1_000), Err("restarted")),
    case("engine boots overrule a plausible wrap of uptime", boots(at(c64(100), 0, TOP - 2_999), 1), boots(at(c64(700), 60, 3_000), 2), GBIT, restarted(30_000), Err("restarted")),
    case("500 days between samples", at(c64(0), 0, UP), at(c64(43_200_000), 43_200_000, UP + 25_130_000), GBIT, Delta::Advanced(43_200_000), Ok(1.0)),
    // Declared discontinuities
    case("the discontinuity time moves", discontinuity(at(c64(5), 0, UP), 0), discontinuity(at(c64(9), 60, UP + 6_000), UP + 3_000), GBIT, lost(Cause::Declared), Err("declared")),
    case("the discontinuity time stays", discontinuity(at(c64(0), 0, UP), 70), discontinuity(at(c64(60), 60, UP + 6_000), 70), GBIT, Delta::Advanced(60), Ok(1.0)),
    case("a discontinuity time appears, within the interval", at(c64(0), 0, UP), discontinuity(at(c64(60), 60, UP + 6_000), UP + 1), GBIT, lost(Cause::Declared), Err("declared")),
    case("a discontinuity time appears, older than the interval", at(c64(0), 0, UP), discontinuity(at(c64(60), 60, UP + 6_000), UP), GBIT, Delta::Advanced(60), Ok(1.0)),
    // 64 bits never wrap
    case("64 bits decrease by one", at(c64(1_000), 0, UP), at(c64(999), 60, UP + 6_000), GBIT, lost(Cause::Decreased), Err("decreased")),
    case("64 bits decrease from the very top", at(c64(u64::MAX), 0, UP), at(c64(0), 60, UP + 6_000), GBIT, lost(Cause::Decreased), Err("decreased")),
    case("64 bits jump back after a line card's reboot", at(c64(0), 0, UP), at(c64(5_000_000_000_000_000), 60, UP + 6_000), GBIT, lost(Cause::TooFast), Err("too-fast")),
    case("64 bits pass a nominal speed", at(c64(0), 0, UP), at(c64(6_000_000_000), 60, UP + 6_000), MaxRate::from_bps(9_000), Delta::Advanced(6_000_000_000), Ok(100_000_000.0)),
    // Missed polls
    case("an hour of missed polls", at(c64(0), 0, UP), at(c64(3_600), 3_600, UP + 360_000), GBIT, Delta::Advanced(3_600), Ok(1.0)),
    // Duplicates, order, clock steps
    case("the same sample twice", at(c64(5), 60, UP), at(c64(5), 60, UP), GBIT, Delta::Advanced(0), Err("same-instant")),
    case("the agent repeats its answer", at(c64(5), 60, UP), at(c64(5), 75, UP), GBIT, Delta::Advanced(0), Err("same-instant")),
    case("an uptime that stands still while the counter counts", at(c64(0), 0, UP), at(c64(60), 60, UP), GBIT, Delta::Advanced(60), Ok(1.0)),
    case("the same instant, different values", without_uptime(at(c64(5), 60, 0)), without_uptime(at(c64(6), 60, 0)), GBIT, Delta::Advanced(1), Err("same-instant")),
    case("samples swapped", at(c64(7_000), 60, UP + 6_000), at(c64(1_000), 0, UP), GBIT, Delta::OutOfOrder, Err("out-of-order")),
    case("samples swapped, no uptime", without_uptime(at(c64(7_000), 60, 0)), without_uptime(at(c64(1_000), 0, 0)), GBIT, Delta::OutOfOrder, Err("out-of-order")),
    case("samples swapped across a reboot", boots(at(c64(1), 60, 900), 8), boots(at(c64(9_000), 0, UP), 7), GBIT, Delta::OutOfOrder, Err("out-of-order")),
    case("an old answer comes late", at(c64(7_000), 60, UP + 6_000), at(c64(1_000), 61, UP), GBIT, Delta::OutOfOrder, Err("out-of-order")),
    case("the local clock steps an hour forward", at(c64(0), 0, UP), at(c64(600), 3_660, UP + 6_000), GBIT, Delta::Advanced(600), Ok(10.0)),
    case("the local clock steps an hour back", at(c64(0), 3_600, UP), at(c64(600), 60, UP + 6_000), GBIT, Delta::Advanced(600), Ok(10.0)),
    // Widths
    case("the width changes up", at(c32(1_000), 0, UP), at(c64(7_000), 60, UP + 6_000), GBIT, lost(Cause::WidthChanged), Err("width-changed")),
    case("the width changes down", at(c64(1_000), 0, UP), at(c32(7_000), 60, UP + 6_000), GBIT, lost(Cause::WidthChanged), Err("width-changed")),
];

#[test]
fn every_case_has_its_delta_and_its_rate() {
    for case in CASES {
        assert_eq!(delta(&case.earlier, &case.later, case.limit), case.delta, "{}", case.name);
        let rate = rate(&case.earlier, &case.later, case.limit);
        let code = rate.map(|rate| rate.per_second).map_err(Gap::code);
        assert_eq!(code, case.rate, "{}", case.name);
    }
}

#[test]
fn typed_samples_agree_with_samples_of_run_time_width() {
    let taken = |ticks: u32| Taken {
        at: Moment::from_millis(u64::from(ticks) * 10),
        uptime: Some(TimeTicks(ticks)),
        ..Taken::default()
    };
    let (earlier, later) = (taken(UP), taken(UP + 6_000));
    let narrow = delta(
        &Sample { value: Counter32(TOP), taken: earlier },
        &Sample { value: Counter32(4), taken: later },
        MBIT_100,
    );
    assert_eq!(narrow, Delta::Wrapped(5));
    let wide = delta(
        &Sample { value: Counter64(TOP.into()), taken: earlier },
        &Sample { value: Counter64(4), taken: later },
        GBIT,
    );
    assert_eq!(wide, lost(Cause::Decreased));
}

#[test]
fn a_rate_says_whose_time_it_is_over_and_how_far_the_clocks_are_apart() {
    let agent = rate(&at(c64(0), 0, UP), &at(c64(600), 61, UP + 6_000), GBIT).unwrap();
    assert_eq!((agent.base, agent.interval_ms, agent.drift_ms), (TimeBase::Agent, 60_000, Some(-1_000)));
    let frozen = rate(&at(c64(0), 0, UP), &at(c64(600), 60, UP), GBIT).unwrap();
    assert_eq!((frozen.base, frozen.interval_ms, frozen.drift_ms), (TimeBase::Local, 60_000, Some(-60_000)));
    let local = rate(&without_uptime(at(c64(0), 0, 0)), &at(c64(600), 60, UP), GBIT).unwrap();
    assert_eq!((local.base, local.interval_ms, local.drift_ms), (TimeBase::Local, 60_000, None));
}

#[test]
fn polls_that_brought_nothing_are_gaps() {
    let sample = at(c64(0), 0, UP);
    assert_eq!(rate_between(None, Some(&sample), GBIT), Err(Gap::FirstSample));
    assert_eq!(rate_between(Some(&sample), None, GBIT), Err(Gap::Missed));
    assert_eq!(rate_between::<CounterValue>(None, None, GBIT), Err(Gap::Missed));
    assert!(rate_between(Some(&sample), Some(&at(c64(1), 1, UP + 100)), GBIT).is_ok());
}

#[test]
fn gaps_read_as_sentences() {
    let ambiguous = |fewest_wraps, most_wraps| Gap::Ambiguous {
        fewest_wraps,
        most_wraps,
        max_rate: MaxRate::from_high_speed(2_500),
    };
    let restarted = |up_ms| Gap::Discontinuity { cause: Cause::Restarted { up_ms } };
    for (gap, sentence) in [
        (ambiguous(1, 2), "1 or 2 wraps possible at 2.5 Gb/s"),
        (ambiguous(0, 96), "0 to 96 wraps possible at 2.5 Gb/s"),
        (restarted(Some(14_999)), "restarted 14 s ago"),
        (restarted(Some(180_000)), "restarted 3 min ago"),
        (restarted(Some(7_200_000)), "restarted 2 h ago"),
        (restarted(Some(200_000_000)), "restarted 2 d ago"),
        (restarted(None), "restarted between the samples"),
        (
            Gap::SpeedChanged { from_bps: 1_000_000_000, to_bps: 100_000_000 },
            "the speed changed from 1 Gb/s to 100 Mb/s",
        ),
        (Gap::FirstSample, "first sample"),
    ] {
        assert_eq!(gap.to_string(), sentence);
    }
}

fn port(at: u64, input: CounterValue, output: CounterValue) -> InterfaceSample {
    InterfaceSample {
        taken: Taken {
            at: Moment::from_secs(at),
            uptime: Some(TimeTicks(UP + u32::try_from(at).unwrap() * 100)),
            ..Taken::default()
        },
        speed_bps: Some(1_000_000_000),
        in_octets: Some(input),
        out_octets: Some(output),
    }
}

#[test]
fn an_interface_has_bits_and_utilisation_by_direction() {
    let rate = interface_rate(&port(0, c64(0), c64(50)), &port(60, c64(3_750_000_000), c64(20)));
    assert_eq!((rate.in_bps, rate.in_utilisation), (Ok(500_000_000.0), Ok(0.5)));
    let reset = Err(Gap::Discontinuity { cause: Cause::Decreased });
    assert_eq!((rate.out_bps, rate.out_utilisation), (reset, reset));
    assert_eq!((rate.interval_ms, rate.drift_ms, rate.width), (Some(60_000), Some(0), CounterWidth::Bits64));
}

#[test]
fn utilisation_needs_one_known_speed() {
    let (mut earlier, mut later) = (port(0, c64(0), c64(0)), port(60, c64(60), c64(60)));
    earlier.speed_bps = Some(100_000_000);
    let changed = Gap::SpeedChanged { from_bps: 100_000_000, to_bps: 1_000_000_000 };
    assert_eq!(interface_rate(&earlier, &later).in_utilisation, Err(changed));
    later.speed_bps = Some(0);
    let rate = interface_rate(&earlier, &later);
    assert_eq!((rate.in_bps, rate.in_utilisation), (Ok(8.0), Err(Gap::SpeedUnknown)));
}

#[test]
fn an_interface_says_where_counters_are_narrow_or_missing() {
    let mut narrow = port(10, c32(0), c64(0));
    assert_eq!(interface_rate(&port(0, c32(0), c64(0)), &narrow).width, CounterWidth::Bits32);
    narrow.in_octets = None;
    assert_eq!(interface_rate(&port(0, c32(0), c64(0)), &narrow).in_bps, Err(Gap::NoCounter));
}

#[test]
fn an_interface_rate_survives_json() {
    let rate = interface_rate(&port(0, c64(0), c64(50)), &port(60, c64(3_750_000_000), c64(20)));
    let json = serde_json::to_string(&rate).unwrap();
    assert!(
        json.starts_with(r#"{"in_bps":{"value":500000000.0},"out_bps":{"gap":{"reason":"discontinuity","#),
        "{json}"
    );
    assert_eq!(serde_json::from_str::<InterfaceRate>(&json).unwrap(), rate);
}

fn any_sample() -> impl Strategy<Value = Any> {
    let counter = prop_oneof![any::<u32>().prop_map(c32), any::<u64>().prop_map(c64)];
    let ticks = || proptest::option::of(any::<u32>().prop_map(TimeTicks));
    (counter, any::<u64>(), ticks(), ticks(), ticks(), proptest::option::of(any::<u32>())).prop_map(
        |(value, at, uptime, discontinuity, last_change, engine_boots)| Sample {
            value,
            taken: Taken { at: Moment::from_nanos(at), uptime, discontinuity, last_change, engine_boots },
        },
    )
}

proptest! {
    #[test]
    fn no_samples_panic_and_no_rate_is_negative(earlier in any_sample(), later in any_sample(), limit in any::<u64>()) {
        if let Ok(rate) = rate(&earlier, &later, MaxRate::per_second(limit)) {
            prop_assert!(rate.per_second >= 0.0 && rate.per_second.is_finite());
        }
    }

    /// A true counter, seen through 32 bits at any moments: what is counted over the parts is what is
    /// counted over the whole, and what truly passed.
    #[test]
    fn deltas_add_up_over_any_split(
        start in any::<u64>(),
        uptime in any::<u32>(),
        steps in prop::collection::vec((1_u64..20_000, 0_u64..1_250), 1..20),
        wide in any::<bool>(),
    ) {
        let limit = MaxRate::from_high_speed(100); // 12,500 octets in a millisecond
        let read = |count: u64, millis: u64| {
            let full = (start >> 8) + count;
            #[allow(clippy::cast_possible_truncation)]
            let value = if wide { c64(full) } else { c32(full as u32) };
            #[allow(clippy::cast_possible_truncation)]
            let ticks = uptime.wrapping_add((millis / 10) as u32);
            Any { value, taken: Taken { at: Moment::from_millis(millis), uptime: Some(TimeTicks(ticks)), ..Taken::default() } }
        };
        let first = read(0, 10_000_000);
        let (mut count, mut millis, mut sum, mut before) = (0, 10_000_000, 0, first);
        for (span, share) in steps {
            millis += span * 10;
            count += span * share * 100; // at most the line rate
            let now = read(count, millis);
            let part = delta(&before, &now, limit);
            // A start of the agent's clock within the parts is not in the series, so each part is a number.
            prop_assume!(part.counted().is_some());
            sum += part.counted().unwrap();
            before = now;
        }
        prop_assert_eq!(sum, count);
        if let Some(whole) = delta(&first, &before, limit).counted() {
            prop_assert_eq!(whole, sum);
        }
    }
}

#[test]
fn a_gap_is_known_by_its_code() {
    for code in [
        "first-sample",
        "missed",
        "no-counter",
        "out-of-order",
        "same-instant",
        "no-speed",
        "speed-changed",
        "ambiguous",
        "restarted",
        "declared",
        "decreased",
        "state-changed",
        "uptime-unknown",
        "speed-unknown",
        "too-fast",
        "width-changed",
        "replaced",
        "rolled-back",
        "reset",
    ] {
        assert_eq!(code.parse::<Gap>().unwrap().code(), code);
    }
    assert!("gone".parse::<Gap>().unwrap_err().to_string().contains("such as missed"));
}
