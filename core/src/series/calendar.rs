//! Days of the Gregorian calendar, and times as ISO 8601 writes them.

use crate::value::Timestamp;

const DAY_MS: i64 = 86_400_000;
/// Days before each month of a year that is no leap year.
const BEFORE: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/// Days from 1970-01-01 until the first of a month, 0 to 11.
pub(crate) fn days_before(year: i64, month: i64) -> i64 {
    let past = year - 1;
    let days = past * 365 + past.div_euclid(4) - past.div_euclid(100) + past.div_euclid(400) - 719_162;
    let within = usize::try_from(month).ok().and_then(|month| BEFORE.get(month)).copied().unwrap_or(0);
    days + within + i64::from(is_leap(year) && month > 1)
}

/// `2026-11-22T17:10:00Z`, with milliseconds where there are some. Times of years that have not four digits are numbers
/// of milliseconds since 1970.
pub(crate) fn to_iso(time: Timestamp) -> String {
    let (days, millis) = (time.as_millis().div_euclid(DAY_MS), time.as_millis().rem_euclid(DAY_MS));
    // The mean length of a year says it to within one.
    let about = 1970 + days.saturating_mul(400).div_euclid(146_097);
    let year = (about.saturating_sub(1)..=about.saturating_add(1))
        .rev()
        .find(|year| (0..=9999).contains(year) && days_before(*year, 0) <= days);
    let Some(year) = year.filter(|year| days < days_before(year + 1, 0)) else { return time.as_millis().to_string() };
    let month = (0..12).rev().find(|month| days_before(year, *month) <= days).unwrap_or(0);
    let day = days - days_before(year, month) + 1;
    let (seconds, millis) = (millis / 1000, millis % 1000);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let part = if millis == 0 { String::new() } else { format!(".{millis:03}") };
    format!("{year:04}-{:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{part}Z", month + 1)
}

/// The time of a text that [`to_iso`] writes; `None` where it is none.
pub(super) fn from_iso(text: &str) -> Option<Timestamp> {
    if let Ok(millis) = text.parse() {
        return Some(Timestamp::from_millis(millis));
    }
    let (date, clock) = text.strip_suffix('Z')?.split_once('T')?;
    let (clock, millis) = match clock.split_once('.') {
        Some((clock, part)) if (1..=3).contains(&part.len()) => (clock, number(&format!("{part:0<3}"), 0, 999)?),
        Some(_) => return None,
        None => (clock, 0),
    };
    let [year, month, day] = parts(date, '-')?;
    let [hour, minute, second] = parts(clock, ':')?;
    let (year, month) = (number(year, 0, 9999)?, number(month, 1, 12)?);
    let days = days_before(year, month - 1) + number(day, 1, 31)? - 1;
    let is_there = days < days_before(year + month / 12, month % 12);
    let seconds = number(hour, 0, 23)? * 3600 + number(minute, 0, 59)? * 60 + number(second, 0, 59)?;
    is_there.then(|| Timestamp::from_millis(days * DAY_MS + seconds * 1000 + millis))
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn parts(text: &str, between: char) -> Option<[&str; 3]> {
    let mut parts = text.split(between);
    let found = [parts.next()?, parts.next()?, parts.next()?];
    parts.next().is_none().then_some(found)
}

fn number(text: &str, least: i64, most: i64) -> Option<i64> {
    let is_plain = text.bytes().all(|digit| digit.is_ascii_digit());
    text.parse().ok().filter(|number| is_plain && (least..=most).contains(number))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn times_read_as_iso_8601() {
        for (millis, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00Z"),
            (1_795_367_429_050, "2026-11-22T17:10:29.050Z"),
            (4_107_542_399_000, "2100-02-28T23:59:59Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
            (253_402_300_800_000, "253402300800000"),
            (i64::MIN, "-9223372036854775808"),
        ] {
            assert_eq!(to_iso(Timestamp::from_millis(millis)), text);
            assert_eq!(from_iso(text), Some(Timestamp::from_millis(millis)), "{text}");
        }
        for wrong in
            ["", "2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01", "+1-1-1T1:1:1Z"]
        {
            assert_eq!(from_iso(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(millis in prop_oneof![any::<i64>(), -62_000_000_000_000_i64..253_402_300_800_000]) {
            let time = Timestamp::from_millis(millis);
            prop_assert_eq!(from_iso(&to_iso(time)), Some(time));
        }
    }
}
