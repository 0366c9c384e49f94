//! Dates as registries write them, to a second; what says no zone is UTC.

use crate::value::Timestamp;

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// `2027-03-15T04:00:00Z`, `15.03.2027`, `15-Mar-2027`, `2027/03/31`, `20270315`, `March 15 2027`, and with a time behind.
pub(super) fn parse(text: &str) -> Option<Timestamp> {
    let text: String = text.trim().chars().take(64).collect();
    let words = words(&text);
    let number = |at: usize| words.get(at)?.parse::<i64>().ok();
    let digits =
        |at: usize| words.get(at).filter(|word| word.bytes().all(|byte| byte.is_ascii_digit())).map(|word| word.len());
    let month = |at: usize| {
        let name = words.get(at)?.get(..3)?.to_ascii_lowercase();
        MONTHS.iter().position(|month| *month == name).and_then(|index| i64::try_from(index + 1).ok())
    };
    let skip = usize::from(digits(0).is_none() && month(0).is_none());
    let (year, month, day, rest) = match (digits(skip), digits(skip + 1), digits(skip + 2)) {
        (Some(8), ..) => {
            let word = words.get(skip)?;
            (word.get(..4)?.parse().ok()?, word.get(4..6)?.parse().ok()?, word.get(6..)?.parse().ok()?, skip + 1)
        }
        (Some(4), Some(_), Some(_)) => (number(skip)?, number(skip + 1)?, number(skip + 2)?, skip + 3),
        (Some(4), None, Some(_)) => (number(skip)?, month(skip + 1)?, number(skip + 2)?, skip + 3),
        (Some(1 | 2), Some(1 | 2), Some(4)) => (number(skip + 2)?, number(skip + 1)?, number(skip)?, skip + 3),
        (Some(1 | 2), None, Some(4)) => (number(skip + 2)?, month(skip + 1)?, number(skip)?, skip + 3),
        (None, Some(1 | 2), Some(4)) => (number(skip + 2)?, month(skip)?, number(skip + 1)?, skip + 3),
        _ => return None,
    };
    if !((1980..=2999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day)) {
        return None;
    }
    let from = if words.get(rest).is_some_and(|word| word.eq_ignore_ascii_case("t")) { rest + 1 } else { rest };
    let time = |at: usize, most: i64| number(from + at).filter(|value| (0..=most).contains(value)).unwrap_or_default();
    let seconds = (time(0, 23) * 60 + time(1, 59)) * 60 + time(2, 60);
    Some(Timestamp::from_millis((days(year, month, day) * 86_400 + seconds) * 1000))
}

/// Runs of digits and of letters.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for part in text.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|part| !part.is_empty()) {
        let mut rest = part;
        while let Some(first) = rest.bytes().next() {
            let end =
                rest.bytes().position(|byte| byte.is_ascii_digit() != first.is_ascii_digit()).unwrap_or(rest.len());
            let (word, tail) = rest.split_at(end);
            words.push(word);
            rest = tail;
        }
    }
    words
}

/// Days since 1970 of a date of the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    // Years begin in March, so that the day of a leap year is the last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 - 719_468
}
