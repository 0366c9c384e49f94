use super::columns::SeriesGap;
use super::{Columns, SeriesKind, Slot};
use crate::counter::Gap;
use crate::error::{Error, Result};

/// How much of a port's speed its traffic took, step by step: 1 is all of it. Ask once for each direction.
///
/// `traffic` is of octets or bits per second; `speed` is a gauge of bit/s in the same steps, so that a speed that changed
/// within a step has its part of it: the average is all bits through all that could have passed. Least, greatest and last
/// need one speed and are `NaN` where it changed. A step with traffic and without speed is a gap.
///
/// # Errors
/// `invalid` where units or steps do not fit.
pub fn utilisation(traffic: &Columns, speed: &Columns) -> Result<Columns> {
    let traffic = bits(traffic)?;
    if speed.kind != SeriesKind::Gauge || speed.unit != "bit/s" {
        return Err(unfit("speed", format!("a {} of {}", speed.kind.code(), speed.unit), "a gauge of bit/s"));
    }
    let apart = i128::from(traffic.start.as_millis()) - i128::from(speed.start.as_millis());
    let step = i128::from(traffic.step_ms.max(1));
    if traffic.step_ms != speed.step_ms || apart % step != 0 {
        let given = format!("steps of {} ms", speed.step_ms);
        return Err(unfit("speed", given, &format!("the traffic's own steps of {} ms", traffic.step_ms)));
    }
    let mut used = Columns {
        average: Vec::new(),
        min: Vec::new(),
        max: Vec::new(),
        last: Vec::new(),
        count: Vec::new(),
        coverage: Vec::new(),
        ..traffic.clone()
    };
    used.unit = "ratio".into();
    for (number, slot) in traffic.slots().enumerate() {
        let place = usize::try_from(number as i128 + apart / step).ok();
        let speed = place.and_then(|place| speed.slot(place)).filter(|speed| speed.is_value() && speed.average > 0.0);
        let unknown = Slot { count: slot.count, coverage: slot.coverage, ..Slot::NONE };
        if speed.is_none() && slot.is_value() {
            note_gap(&mut used, number);
        }
        used.push(speed.map_or(unknown, |speed| through(slot, speed)));
    }
    used.gaps.sort_by_key(|gap| (gap.from, gap.to));
    Ok(used)
}

fn through(slot: Slot, speed: Slot) -> Slot {
    #[allow(clippy::float_cmp)] // one and the same speed
    let over = if speed.min == speed.max { speed.average } else { f64::NAN };
    Slot {
        average: slot.average / speed.average,
        min: slot.min / over,
        max: slot.max / over,
        last: slot.last / over,
        ..slot
    }
}

fn note_gap(used: &mut Columns, step: usize) {
    let (from, to) = (used.time(step), used.time(step + 1));
    match used.gaps.last_mut() {
        Some(last) if last.to == from && last.reason == Gap::SpeedUnknown => last.to = to,
        _ => used.gaps.push(SeriesGap { from, to, reason: Gap::SpeedUnknown }),
    }
}

/// Traffic in bit/s.
pub(super) fn bits(traffic: &Columns) -> Result<Columns> {
    match traffic.unit.as_str() {
        "bit/s" => Ok(traffic.clone()),
        "octets/s" => Ok(traffic.clone().scaled(8.0, "bit/s")),
        unit => Err(unfit("traffic", unit.to_owned(), "octets/s or bit/s")),
    }
}

fn unfit(argument: &str, given: String, expected: &str) -> Error {
    Error::Invalid { argument: argument.into(), given, expected: expected.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Timestamp;

    fn columns(kind: SeriesKind, unit: &str, start: i64, slots: &[Slot]) -> Columns {
        let mut columns = Columns::new(kind, unit, Timestamp::from_millis(start), 60_000);
        slots.iter().for_each(|slot| columns.push(*slot));
        columns
    }

    /// A minute of so many megabits a second.
    fn mbit(mbit: u64) -> Slot {
        Slot::counted(mbit * 7_500_000, 60_000, 60_000)
    }

    #[test]
    fn a_speed_that_changes_counts_by_its_time() {
        let traffic =
            columns(SeriesKind::Counter, "octets", 60_000, &[mbit(50), mbit(275), mbit(500), mbit(1), Slot::NONE]);
        let speed = |mbit: f64| Slot::level(mbit * 1e6, 1.0);
        let changed = Slot { min: 1e8, max: 1e9, ..speed(550.0) };
        let speeds = columns(SeriesKind::Gauge, "bit/s", 0, &[speed(10.0), speed(100.0), changed, speed(1_000.0)]);
        let used = utilisation(&traffic, &speeds).unwrap();
        assert_eq!((used.unit.as_str(), &used.average[..3]), ("ratio", &[0.5, 0.5, 0.5][..]));
        assert_eq!((used.max[0], used.min[2], used.count[0]), (0.5, 0.5, 375_000_000));
        assert!(used.max[1].is_nan() && used.average[3].is_nan() && used.average[4].is_nan());
        let gap = SeriesGap { from: used.time(3), to: used.time(4), reason: Gap::SpeedUnknown };
        assert_eq!(used.gaps, [gap], "a step without traffic has its own reason");
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let traffic = columns(SeriesKind::Counter, "octets", 0, &[mbit(1)]);
        for (speed, says) in [
            (columns(SeriesKind::Gauge, "celsius", 0, &[]), "a gauge of bit/s"),
            (columns(SeriesKind::Gauge, "bit/s", 30_000, &[]), "own steps of 60000 ms"),
        ] {
            let error = utilisation(&traffic, &speed).unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
        let speed = columns(SeriesKind::Gauge, "bit/s", 0, &[]);
        assert!(utilisation(&speed, &speed).is_ok());
        assert!(utilisation(&columns(SeriesKind::Counter, "packets", 0, &[]), &speed).is_err());
    }
}
