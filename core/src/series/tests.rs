use proptest::prelude::*;

use super::*;
use crate::counter::Gap;
use crate::value::Timestamp;

fn minute_columns(slots: &[Slot]) -> Columns {
    let mut columns = Columns::new(SeriesKind::Counter, "octets", Timestamp::from_millis(0), 60_000);
    slots.iter().for_each(|slot| columns.push(*slot));
    columns
}

#[test]
fn columns_survive_json_with_gaps_as_null() {
    let mut columns = minute_columns(&[Slot::counted(600, 60_000, 60_000), Slot::NONE]);
    let time = Timestamp::from_millis;
    columns.gaps.push(SeriesGap { from: time(60_000), to: time(120_000), reason: Gap::Missed });
    let json = serde_json::to_string(&columns).unwrap();
    assert_eq!(
        json,
        r#"{"kind":"counter","unit":"octets/s","start":0,"step_ms":60000,"average":[10.0,null],"min":[10.0,null],"#
            .to_owned()
            + r#""max":[10.0,null],"last":[10.0,null],"count":[600,0],"coverage":[1.0,0.0],"#
            + r#""gaps":[{"from":60000,"to":120000,"reason":{"reason":"missed"}}]}"#
    );
    let back: Columns = serde_json::from_str(&json).unwrap();
    assert!(back.average[1].is_nan() && back.gaps == columns.gaps && back.count == columns.count);
    assert_eq!(serde_json::to_string(&back).unwrap(), json);
}

#[test]
fn columns_are_made_of_a_programs_own_numbers() {
    let time = Timestamp::from_millis;
    let made = Columns::counted("octets", time(60_000), 60_000, &[600, 300, 7], Some(&[1.0, 0.5, 0.0])).unwrap();
    assert_eq!((&made.average[..2], made.total(), made.kind), (&[10.0, 10.0][..], 907, SeriesKind::Counter));
    assert!(made.average[2].is_nan() && made.coverage == [1.0, 0.5, 0.0]);
    let levels = Columns::levels("celsius", time(0), 60_000, &[20.0, f64::NAN, f64::INFINITY], None).unwrap();
    assert_eq!((levels.unit.as_str(), levels.average[0], levels.average_of_all()), ("celsius", 20.0, Some(20.0)));
    assert_eq!(levels.coverage, [1.0, 0.0, 0.0]);
    let wide = levels.with_extremes(&[19.0, 1.0, 1.0], &[f64::NAN, 1.0, 1.0]).unwrap();
    assert_eq!((wide.min[0], wide.max[0]), (19.0, 20.0));
    assert!(wide.min[1].is_nan());
    let gap = SeriesGap { from: time(60_000), to: time(150_000), reason: Gap::Missed };
    let holed = made.with_gap(gap);
    assert!(holed.average[0].is_nan() && holed.average[1].is_finite(), "the second step is there in part");
    assert_eq!((holed.total(), holed.gaps), (907, vec![gap]));
    let counted = |start, step, coverage| Columns::counted("octets", time(start), step, &[1], coverage);
    for (wrong, says) in [
        (counted(1, 60_000, None), "start"),
        (counted(0, 0, None), "at least 1 ms"),
        (counted(0, 60_000, Some(&[][..])), "1, one for each step"),
        (holed_extremes(), "2, one for each step"),
    ] {
        let error = wrong.unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
}

fn holed_extremes() -> crate::Result<Columns> {
    Columns::levels("volts", Timestamp::from_millis(0), 1_000, &[1.0, 2.0], None)?.with_extremes(&[1.0], &[1.0, 2.0])
}

#[test]
fn percentiles_are_named_by_their_method() {
    let of = |values: &[f64], percent, method| {
        let slots: Vec<Slot> = values.iter().map(|value| Slot::level(*value, 1.0)).collect();
        minute_columns(&slots).percentile(percent, method)
    };
    use PercentileMethod::{Interpolated, NearestRank};
    let five = [15.0, 20.0, 35.0, 40.0, 50.0];
    for (percent, nearest, between) in [
        (0.0, 15.0, 15.0),
        (30.0, 20.0, 23.0),
        (40.0, 20.0, 29.0),
        (50.0, 35.0, 35.0),
        (95.0, 50.0, 48.0),
        (100.0, 50.0, 50.0),
    ] {
        assert_eq!(of(&five, percent, NearestRank), Some(nearest), "{percent}");
        assert_eq!(of(&five, percent, Interpolated), Some(between), "{percent}");
    }
    let twenty: Vec<f64> = (1..=20).map(f64::from).collect();
    assert_eq!(of(&twenty, 95.0, NearestRank), Some(19.0));
    assert_eq!(of(&[f64::NAN, 7.0, f64::NAN], 95.0, NearestRank), Some(7.0));
    assert_eq!(of(&[f64::NAN], 95.0, NearestRank), None);
    assert_eq!(of(&five, 101.0, NearestRank), None);
    assert_eq!(of(&five, f64::NAN, Interpolated), None);
}

#[test]
fn a_roll_up_has_values_where_enough_was_measured() {
    let half = Slot::counted(300, 30_000, 60_000);
    let full = Slot::counted(1_200, 60_000, 60_000);
    let columns = minute_columns(&[full, half, Slot::NONE, Slot::NONE, half, Slot::NONE]);
    let rolled = columns.rolled_up(120_000, 50).unwrap();
    assert_eq!(rolled.count, [1_500, 0, 300]);
    assert_eq!(rolled.coverage, [0.75, 0.0, 0.25]);
    assert_eq!((rolled.average[0], rolled.min[0], rolled.max[0], rolled.last[0]), (1_500.0 / 90.0, 10.0, 20.0, 10.0));
    assert!(rolled.average[1].is_nan() && rolled.average[2].is_nan());
    assert_eq!(columns.rolled_up(120_000, 25).unwrap().average[2], 10.0);
    assert_eq!(columns.rolled_up(90_000, 50).unwrap_err().code(), "invalid");
}

#[test]
fn steps_of_a_roll_up_begin_at_their_multiples() {
    let mut columns = minute_columns(&[Slot::counted(60, 60_000, 60_000); 4]);
    columns.start = Timestamp::from_millis(-60_000);
    let rolled = columns.rolled_up(120_000, 0).unwrap();
    assert_eq!((rolled.start.as_millis(), rolled.count), (-120_000, vec![60, 120, 60]));
}

#[test]
fn a_retention_that_cannot_be_kept_is_refused() {
    assert!(Retention::default().check().is_ok() && Retention::for_billing().check().is_ok());
    let check = |archives: &[(u64, u64)]| {
        let archives = archives.iter().map(|(step_ms, rows)| ArchiveSpec { step_ms: *step_ms, rows: *rows }).collect();
        Retention { archives }.check().map_err(|error| error.to_string())
    };
    assert!(check(&[(1_000, 1)]).is_ok());
    for (archives, says) in [
        (&[][..], "at least one"),
        (&[(999, 1)][..], "1,000 ms to 31 days"),
        (&[(60_000, 0)][..], "1 to 10,000,000 rows"),
        (&[(60_000, 10), (90_000, 10)][..], "multiple of the one before"),
        (&[(60_000, 10), (60_000, 20)][..], "multiple of the one before"),
    ] {
        let error = check(archives).unwrap_err();
        assert!(error.contains(says), "{error}");
    }
}

proptest! {
    #[test]
    fn roll_ups_conserve_what_was_counted(
        steps in prop::collection::vec((any::<u32>(), 0_u64..=60_000), 0..100),
        start in -1_000_i64..1_000,
        times in 1_u64..20,
        again in 1_u64..5,
    ) {
        let slots: Vec<Slot> =
            steps.iter().map(|(count, covered)| Slot::counted((*count).into(), *covered, 60_000)).collect();
        let mut columns = minute_columns(&slots);
        columns.start = Timestamp::from_millis(start * 60_000);
        let once = columns.rolled_up(60_000 * times, 50).unwrap();
        let twice = once.rolled_up(60_000 * times * again, 50).unwrap();
        prop_assert_eq!(once.total(), columns.total());
        prop_assert_eq!(twice.total(), columns.total());
        let covered = |columns: &Columns| (0..columns.len()).map(|step| columns.covered_ms(step)).sum::<u64>();
        prop_assert_eq!(covered(&once), covered(&columns));
        prop_assert_eq!(&twice.count, &columns.rolled_up(60_000 * times * again, 50).unwrap().count);
    }
}
