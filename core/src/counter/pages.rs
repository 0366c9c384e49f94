use serde::{Deserialize, Serialize};

use crate::value::Moment;

/// One reading of a printer's page counter, such as `prtMarkerLifeCount` (Printer-MIB, RFC 3805).
///
/// A page counter is no `Counter32`: it is kept in the printer's memory over restarts, loses some pages when power is
/// cut, and starts anew at a number of its maker's choice. None of that is guessed from `sysUpTime`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageReading {
    /// The maker, where it is known.
    pub manufacturer: Option<String>,
    /// The serial number, where it is known (`prtGeneralSerialNumber`).
    pub serial: Option<String>,
    /// The count; `None` where the printer did not say it, as while it warms up or sleeps. A negative answer, "other"
    /// (-1) or "unknown" (-2), is none.
    pub pages: Option<u64>,
    /// When, by the local clock.
    pub at: Moment,
}

/// What is known of a page counter's ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageRules {
    /// After which count the maker documents that the counter starts at 0: 999,999, 16,777,215 (2²⁴ − 1) … `None`: it does not.
    pub last_count: Option<u64>,
    /// The most pages a minute that the printer can do; 300 unless said.
    pub most_per_minute: u32,
    /// The most pages whose count is lost with the power; 200 unless said.
    pub most_lost: u32,
}

/// What a page counter did between two readings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum PageDelta {
    /// So many pages were counted.
    Advance {
        /// The pages.
        pages: u64,
    },
    /// The count is a little less than before: with the power went what was not yet stored. What was printed meanwhile
    /// is not known; from here on the count is good again.
    NvramRollback {
        /// By how much less.
        lost: u64,
    },
    /// The counter passed its last count and went on from 0.
    Wrap {
        /// The pages.
        pages: u64,
    },
    /// The count does not continue: it was set, or its memory was exchanged.
    Reset,
    /// Another printer answers here.
    DeviceReplaced,
    /// One of the readings has no count, or the later one is the older.
    NoReading,
}

impl Default for PageRules {
    fn default() -> Self {
        Self { last_count: None, most_per_minute: 300, most_lost: 200 }
    }
}

impl PageDelta {
    /// The pages that were counted, where that is known.
    #[must_use]
    pub const fn pages(self) -> Option<u64> {
        match self {
            Self::Advance { pages } | Self::Wrap { pages } => Some(pages),
            Self::NvramRollback { .. } | Self::Reset | Self::DeviceReplaced | Self::NoReading => None,
        }
    }
}

/// What the page counter did from `earlier` to `later`.
///
/// After all but [`PageDelta::NoReading`] the later reading is the next earlier one. A counter wraps only where its last
/// count is documented and the pages that follow could have been printed.
#[must_use]
pub fn page_delta(earlier: &PageReading, later: &PageReading, rules: PageRules) -> PageDelta {
    let (Some(from), Some(to)) = (earlier.pages, later.pages) else { return PageDelta::NoReading };
    if later.at < earlier.at {
        return PageDelta::NoReading;
    }
    if differ(earlier.serial.as_deref(), later.serial.as_deref())
        || differ(earlier.manufacturer.as_deref(), later.manufacturer.as_deref())
    {
        return PageDelta::DeviceReplaced;
    }
    // A minute of grace: a job that was counted at its end began before the earlier reading.
    let minutes = later.at.since(earlier.at).as_secs() / 60 + 2;
    let possible = |pages: u64| pages <= minutes.saturating_mul(rules.most_per_minute.into());
    if let Some(pages) = to.checked_sub(from) {
        return if possible(pages) { PageDelta::Advance { pages } } else { PageDelta::Reset };
    }
    let lost = from - to;
    if lost <= rules.most_lost.into() {
        return PageDelta::NvramRollback { lost };
    }
    match rules.last_count.and_then(|last| last.checked_sub(from)) {
        Some(rest) if possible(rest.saturating_add(to).saturating_add(1)) => {
            PageDelta::Wrap { pages: rest.saturating_add(to).saturating_add(1) }
        }
        _ => PageDelta::Reset,
    }
}

fn differ(earlier: Option<&str>, later: Option<&str>) -> bool {
    matches!((earlier, later), (Some(from), Some(to)) if from.trim() != to.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(secs: u64, pages: u64) -> PageReading {
        PageReading {
            serial: Some("X1".into()),
            pages: Some(pages),
            at: Moment::from_secs(secs),
            ..PageReading::default()
        }
    }

    #[test]
    fn every_case_has_its_answer() {
        let documented = PageRules { last_count: Some(999_999), ..PageRules::default() };
        let unknown = PageRules::default();
        let other = PageReading { serial: Some("X2".into()), ..reading(3_600, 1_020) };
        let none = PageReading { pages: None, ..reading(3_600, 0) };
        for (name, earlier, later, rules, delta) in [
            ("pages", reading(0, 1_000), reading(3_600, 1_020), unknown, PageDelta::Advance { pages: 20 }),
            ("an idle hour", reading(0, 1_000), reading(3_600, 1_000), unknown, PageDelta::Advance { pages: 0 }),
            ("a power cut", reading(0, 1_000), reading(3_600, 988), unknown, PageDelta::NvramRollback { lost: 12 }),
            ("a documented wrap", reading(0, 999_990), reading(3_600, 9), documented, PageDelta::Wrap { pages: 19 }),
            ("no documented wrap", reading(0, 999_990), reading(3_600, 9), unknown, PageDelta::Reset),
            ("a wrap of too many pages", reading(0, 900_000), reading(60, 9), documented, PageDelta::Reset),
            (
                "a count past the documented last one",
                reading(0, 2_000_000),
                reading(60, 9),
                documented,
                PageDelta::Reset,
            ),
            ("set to zero", reading(0, 50_000), reading(3_600, 0), documented, PageDelta::Reset),
            ("a board from a busier printer", reading(0, 1_000), reading(60, 900_000), unknown, PageDelta::Reset),
            ("another printer", reading(0, 1_000), other, unknown, PageDelta::DeviceReplaced),
            ("asleep", reading(0, 1_000), none, unknown, PageDelta::NoReading),
            ("the older reading", reading(60, 1_000), reading(0, 990), unknown, PageDelta::NoReading),
            ("far above", reading(0, 0), reading(60, u64::MAX), documented, PageDelta::Reset),
        ] {
            assert_eq!(page_delta(&earlier, &later, rules), delta, "{name}");
        }
    }

    #[test]
    fn a_lost_page_is_not_a_negative_one() {
        assert_eq!(PageDelta::NvramRollback { lost: 12 }.pages(), None);
        assert_eq!(PageDelta::Wrap { pages: 19 }.pages(), Some(19));
    }
}
