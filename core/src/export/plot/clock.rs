//! The axis of time: ticks where people expect them, by the clock of the given offset.

use crate::series::{days_before, to_iso};
use crate::value::Timestamp;

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Steps in milliseconds.
const STEPS: [i64; 31] = [
    1,
    2,
    5,
    10,
    20,
    50,
    100,
    200,
    500,
    SECOND,
    2 * SECOND,
    5 * SECOND,
    10 * SECOND,
    15 * SECOND,
    30 * SECOND,
    MINUTE,
    2 * MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    4 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    7 * DAY,
    14 * DAY,
];
/// Longer steps, in months.
const LONG_STEPS: [i64; 13] = [1, 3, 6, 12, 24, 60, 120, 240, 600, 1_200, 2_400, 6_000, 12_000];

/// Most labels below a plot.
pub(super) const MOST: usize = 12;
/// About how wide a character is, in px.
pub(super) const CHARACTER: f64 = 6.2;
/// Least room between two labels, in px.
const BETWEEN: f64 = 12.0;

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tick {
    /// Milliseconds after the start of the plot.
    pub(super) at: f64,
    pub(super) label: String,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Millis(i64),
    Months(i64),
}

/// The ticks between two moments over so many px: the shortest step whose labels have room. None for times of years that
/// have not four digits.
pub(super) fn ticks(start: Timestamp, end: Timestamp, offset_minutes: i32, width: f64) -> Vec<Tick> {
    let (Some(from), Some(to)) = (local(start, offset_minutes), local(end, offset_minutes)) else { return Vec::new() };
    let span = to.saturating_sub(from).max(1) as f64;
    let steps = STEPS.iter().map(|step| Step::Millis(*step)).chain(LONG_STEPS.iter().map(|step| Step::Months(*step)));
    for step in steps {
        let marks: Vec<i64> = marks(step, from, to).take(MOST + 1).collect();
        if marks.len() > MOST {
            continue;
        }
        let ticks: Vec<Tick> =
            marks.iter().map(|mark| Tick { at: mark.saturating_sub(from) as f64, label: label(*mark, step) }).collect();
        if ticks.iter().zip(ticks.iter().skip(1)).all(|(a, b)| {
            let room = (b.at - a.at) / span * width;
            room >= (length(&a.label) + length(&b.label)) / 2.0 + BETWEEN
        }) {
            return ticks;
        }
    }
    Vec::new()
}

/// `2026-11-22 17:10 to 18:10, UTC+01:00`
pub(super) fn range(start: Timestamp, end: Timestamp, offset_minutes: i32) -> String {
    let (from, to) = (moment(start, offset_minutes), moment(end, offset_minutes));
    let to = match (from.split_once(' '), to.split_once(' ')) {
        (Some((day, _)), Some((same, clock))) if day == same => clock.to_owned(),
        _ => to,
    };
    let minutes = offset_minutes.unsigned_abs();
    let offset = match offset_minutes {
        0 => String::new(),
        _ => format!("{}{:02}:{:02}", if offset_minutes < 0 { '-' } else { '+' }, minutes / 60, minutes % 60),
    };
    format!("{from} to {to}, UTC{offset}")
}

/// `2026-11-22 17:10`, with seconds where there are some.
fn moment(time: Timestamp, offset_minutes: i32) -> String {
    let Some(local) = local(time, offset_minutes) else { return format!("{} ms", time.as_millis()) };
    let iso = to_iso(Timestamp::from_millis(local));
    let text = iso.trim_end_matches('Z').replace('T', " ");
    text.strip_suffix(":00").unwrap_or(&text).to_owned()
}

/// About how long a text is, in px.
pub(super) fn length(text: &str) -> f64 {
    text.chars().count() as f64 * CHARACTER
}

/// The clock of the offset, in milliseconds; `None` where the year has not four digits.
fn local(time: Timestamp, offset_minutes: i32) -> Option<i64> {
    let local = time.as_millis().checked_add(i64::from(offset_minutes) * MINUTE)?;
    to_iso(Timestamp::from_millis(local)).ends_with('Z').then_some(local)
}

fn marks(step: Step, from: i64, to: i64) -> Box<dyn Iterator<Item = i64>> {
    match step {
        Step::Millis(step) => {
            // Weeks begin on Mondays; 1970-01-05 was one.
            let anchor = if step % (7 * DAY) == 0 { 4 * DAY } else { 0 };
            let first = from + (anchor - from).rem_euclid(step);
            Box::new((0..).map(move |n| first + n * step).take_while(move |mark| *mark <= to))
        }
        Step::Months(step) => {
            let iso = to_iso(Timestamp::from_millis(from));
            let first = (part(&iso, 0, 4) * 12 + part(&iso, 5, 7) - 1).div_euclid(step) * step;
            let begin = |month: i64| days_before(month.div_euclid(12), month.rem_euclid(12)) * DAY;
            Box::new(
                (0..)
                    .map(move |n| begin(first + n * step))
                    .skip_while(move |mark| *mark < from)
                    .take_while(move |mark| *mark <= to),
            )
        }
    }
}

fn label(local: i64, step: Step) -> String {
    let iso = to_iso(Timestamp::from_millis(local));
    let (year, month, day) = (iso.get(..4).unwrap_or_default(), part(&iso, 5, 7), part(&iso, 8, 10));
    let month = usize::try_from(month - 1).ok().and_then(|month| MONTHS.get(month)).copied().unwrap_or_default();
    let clock = |end: usize| iso.get(11..end).unwrap_or_default().to_owned();
    match step {
        Step::Months(12..) => year.to_owned(),
        Step::Months(_) if month == "Jan" => year.to_owned(),
        Step::Months(_) => month.to_owned(),
        Step::Millis(step) if step >= DAY || local.rem_euclid(DAY) == 0 => format!("{day} {month}"),
        Step::Millis(MINUTE..) => clock(16),
        Step::Millis(SECOND..) => clock(19),
        Step::Millis(_) => format!("{}.{:03}", clock(19), local.rem_euclid(SECOND)),
    }
}

fn part(iso: &str, from: usize, to: usize) -> i64 {
    iso.get(from..to).and_then(|digits| digits.parse().ok()).unwrap_or(0)
}
