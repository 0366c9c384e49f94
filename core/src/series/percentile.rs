use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// How a percentile is taken of values that fall between ranks. Bills name one; so does the result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PercentileMethod {
    /// The value at rank ⌈p/100 · n⌉ of the sorted values: one that was measured. The way of bills: the top 5 % are
    /// thrown away, what is then the highest is paid.
    #[default]
    NearestRank,
    /// Between the two values around rank p/100 · (n − 1), counted from 0: the way of spreadsheets, of numpy's
    /// `linear`, and of Prometheus.
    Interpolated,
}

impl FromStr for PercentileMethod {
    type Err = Error;

    fn from_str(word: &str) -> Result<Self, Error> {
        match word {
            "nearest-rank" => Ok(Self::NearestRank),
            "interpolated" => Ok(Self::Interpolated),
            _ => Err(Error::invalid("method", word, "nearest-rank or interpolated")),
        }
    }
}

/// The percentile, `percent` from 0 to 100, of the values that are numbers; `None` where there is none, or `percent` is
/// out of its range. The values are put in another order.
pub(super) fn percentile(values: &mut Vec<f64>, percent: f64, method: PercentileMethod) -> Option<f64> {
    values.retain(|value| value.is_finite());
    if values.is_empty() || !(0.0..=100.0).contains(&percent) {
        return None;
    }
    values.sort_unstable_by(f64::total_cmp);
    let (first, last) = (values.first().copied()?, values.last().copied()?);
    match method {
        PercentileMethod::NearestRank => {
            // 95 % of 20 values is rank 19, though 0.95 · 20 is a little more in floating point.
            let rank = (percent * values.len() as f64 / 100.0 - 1e-9).ceil().max(1.0);
            Some(at(values, rank - 1.0).unwrap_or(last))
        }
        PercentileMethod::Interpolated => {
            let rank = percent / 100.0 * (values.len() - 1) as f64;
            let (below, above) = (at(values, rank.floor()).unwrap_or(first), at(values, rank.ceil()).unwrap_or(last));
            Some(below + (above - below) * rank.fract())
        }
    }
}

fn at(values: &[f64], rank: f64) -> Option<f64> {
    // A rank is below the number of values, which is below 2^53.
    #[allow(clippy::cast_possible_truncation)]
    values.get(rank as usize).copied()
}
