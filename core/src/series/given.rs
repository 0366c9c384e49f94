use super::{Append, Measured, SeriesId};
use crate::counter::Gap;
use crate::error::{Error, Result};
use crate::value::Timestamp;

impl Append {
    /// Measurements of counters as columns: one element for each, or one for all. Times are milliseconds since 1970.
    ///
    /// ```
    /// use netwarden::series::{Append, Measured, SeriesId};
    ///
    /// let batch = Append::counts(&[SeriesId(0), SeriesId(1)], &[0], &[60_000], &[6_000, 0])?;
    /// assert_eq!((batch[1].to.as_millis(), batch[1].value), (60_000, Measured::Count(0)));
    /// # Ok::<(), netwarden::Error>(())
    /// ```
    ///
    /// # Errors
    /// `invalid` where the columns are of different lengths.
    pub fn counts(series: &[SeriesId], from_ms: &[i64], to_ms: &[i64], counts: &[u64]) -> Result<Vec<Self>> {
        columns(series, from_ms, to_ms, counts, "counts", Measured::Count)
    }

    /// Measurements of gauges as columns: one element for each, or one for all. Times are milliseconds since 1970; what is no
    /// finite number is a gap.
    ///
    /// # Errors
    /// `invalid` where the columns are of different lengths.
    pub fn levels(series: &[SeriesId], from_ms: &[i64], to_ms: &[i64], levels: &[f64]) -> Result<Vec<Self>> {
        columns(series, from_ms, to_ms, levels, "levels", Measured::Level)
    }

    /// Times without numbers as columns: one element for each, or one for all. Times are milliseconds since 1970.
    ///
    /// # Errors
    /// `invalid` where the columns are of different lengths.
    pub fn gaps(series: &[SeriesId], from_ms: &[i64], to_ms: &[i64], reasons: &[Gap]) -> Result<Vec<Self>> {
        columns(series, from_ms, to_ms, reasons, "reasons", Measured::Gap)
    }
}

fn columns<T: Copy>(
    series: &[SeriesId],
    from_ms: &[i64],
    to_ms: &[i64],
    values: &[T],
    name: &str,
    measured: impl Fn(T) -> Measured,
) -> Result<Vec<Append>> {
    let lengths = [("series", series.len()), ("from", from_ms.len()), ("to", to_ms.len()), (name, values.len())];
    let most = lengths.iter().map(|(_, length)| *length).max().unwrap_or(0);
    // Where one of them is empty, there is nothing of any.
    let fits = |length: usize| length == most || (length == 1 && most > 0);
    if let Some((name, length)) = lengths.into_iter().find(|(_, length)| !fits(*length)) {
        return Err(Error::invalid(
            name,
            format!("{length} elements"),
            format!("{most}, one for each, or one for all"),
        ));
    }
    let append = |row: usize| {
        let time = |of: &[i64]| at(of, row).map(Timestamp::from_millis);
        let value = measured(at(values, row)?);
        Some(Append { series: at(series, row)?, from: time(from_ms)?, to: time(to_ms)?, value })
    };
    Ok((0..most).filter_map(append).collect())
}

/// The element of a row, or the one that there is for all.
fn at<T: Copy>(of: &[T], row: usize) -> Option<T> {
    of.get(if of.len() == 1 { 0 } else { row }).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_of_one_length_or_one_for_all() {
        let id = SeriesId;
        let batch = Append::levels(&[id(3)], &[0, 10], &[10, 20], &[1.5, 2.5]).unwrap();
        let told: Vec<_> =
            batch.iter().map(|each| (each.series.0, each.from.as_millis(), each.to.as_millis())).collect();
        assert_eq!(told, [(3, 0, 10), (3, 10, 20)]);
        assert_eq!(batch[1].value, Measured::Level(2.5));
        assert_eq!(Append::counts(&[], &[], &[], &[]).unwrap(), []);
        let gaps = Append::gaps(&[id(3), id(4)], &[0], &[10], &[Gap::Missed]).unwrap();
        assert_eq!((gaps.len(), gaps[1].value), (2, Measured::Gap(Gap::Missed)));
        let error = Append::counts(&[id(1), id(2), id(3)], &[0], &[1], &[5, 6]).unwrap_err();
        assert_eq!(error.to_string(), "\"2 elements\" is not a valid counts: 3, one for each, or one for all");
        assert!(Append::counts(&[], &[0], &[1], &[5]).is_err());
    }
}
