use std::time::{SystemTime, UNIX_EPOCH};

use crate::value::Timestamp;

/// The wall clock, in milliseconds since 1970; 0 on a clock that is before that.
#[must_use]
pub fn wall_clock() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
