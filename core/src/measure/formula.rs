use serde::{Deserialize, Serialize};

/// What follows from the cells of a row. Columns are named as in [`Group::columns`](super::Group::columns).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Formula {
    /// What a counter counts, per second. Of several columns a row is measured by the first that it has: 64 bits before 32.
    Counter {
        /// The columns, the best first.
        columns: Vec<String>,
        /// What bounds the rate, so that a wrap of 32 bits can be told from a reset.
        #[serde(default)]
        limit: CounterLimit,
    },
    /// What a printer's page counter counts, per second: by the rules of [`page_delta`](crate::counter::page_delta()).
    Pages {
        /// The column.
        column: String,
    },
    /// A level: the sum of its terms.
    Level {
        /// What is added up.
        terms: Vec<Term>,
    },
    /// One column times another, times a factor: used blocks times the size of a block.
    Product {
        /// The one.
        column: String,
        /// The other.
        by: String,
        /// The factor.
        factor: f64,
    },
    /// The part of a whole, in percent; no value where the whole is 0.
    Share {
        /// The part: the sum of its terms.
        part: Vec<Term>,
        /// The whole: the sum of its terms.
        whole: Vec<Term>,
    },
    /// A sensor of ENTITY-SENSOR-MIB (RFC 3433 §2) or of a MIB made after it, where it measures what is wanted.
    Sensor {
        /// `entPhySensorValue`.
        value: String,
        /// `entPhySensorType`.
        measures: String,
        /// Which type is meant: 3 and 4 volts of alternating and direct current, 5 amperes, 6 watts, 7 hertz, 8 degrees
        /// Celsius, 9 percent of relative humidity, 10 revolutions per minute, 11 cubic metres per minute.
        wanted: i64,
        /// `entPhySensorScale`: 9 is units, 8 thousandths, 10 thousands.
        scale: String,
        /// `entPhySensorPrecision`: how many of the digits are decimals.
        precision: String,
    },
    /// How much of a port's speed a counter of octets of the same group takes, in percent.
    Utilisation {
        /// The object of the counter.
        of: String,
    },
}

/// A column times a factor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// The column.
    pub column: String,
    /// The factor.
    pub factor: f64,
}

/// What bounds the rate of a counter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CounterLimit {
    /// Nothing is known: a counter of 32 bits that decreases is a gap.
    #[default]
    None,
    /// Octets, at most what the port's speed allows.
    Octets,
    /// Packets of at least 84 octets on the wire (64, preamble and gap; IEEE 802.3), at the port's speed.
    Packets,
}

impl Term {
    /// A column times a factor.
    #[must_use]
    pub fn new(column: impl Into<String>, factor: f64) -> Self {
        Self { column: column.into(), factor }
    }
}

impl Formula {
    /// The level of a column, times a factor.
    #[must_use]
    pub fn level(column: impl Into<String>, factor: f64) -> Self {
        Self::Level { terms: vec![Term::new(column, factor)] }
    }

    /// Whether it counts, or else is a level.
    #[must_use]
    pub const fn counts(&self) -> bool {
        matches!(self, Self::Counter { .. } | Self::Pages { .. })
    }

    /// The columns that it reads.
    pub(super) fn columns(&self) -> Vec<&str> {
        match self {
            Self::Counter { columns, .. } => columns.iter().map(String::as_str).collect(),
            Self::Pages { column } => vec![column],
            Self::Level { terms } => terms.iter().map(|term| term.column.as_str()).collect(),
            Self::Product { column, by, .. } => vec![column, by],
            Self::Share { part, whole } => part.iter().chain(whole).map(|term| term.column.as_str()).collect(),
            Self::Sensor { value, measures, scale, precision, .. } => vec![value, measures, scale, precision],
            Self::Utilisation { .. } => Vec::new(),
        }
    }
}

/// A sensor's value in its unit: RFC 3433 §2, `EntitySensorDataScale` and `EntitySensorPrecision`.
///
/// `None` for a scale or a precision that the RFC does not have.
pub(super) fn sensor_value(value: f64, scale: i64, precision: i64) -> Option<f64> {
    // yocto(1) … units(9) … yotta(17), in thousands.
    let power = i32::try_from(scale).ok().filter(|scale| (1..=17).contains(scale))?;
    let decimals = i32::try_from(precision).ok().filter(|precision| (-8..=9).contains(precision))?;
    let exponent = (power - 9) * 3 - decimals.max(0);
    // A division by a whole power of ten is exact where the product with its inverse is not.
    Some(if exponent < 0 { value / 10_f64.powi(-exponent) } else { value * 10_f64.powi(exponent) })
}

#[cfg(test)]
mod tests {
    use super::sensor_value;

    #[test]
    fn a_sensor_is_read_by_its_scale_and_precision() {
        for (value, scale, precision, read) in [
            (235.0, 9, 1, Some(23.5)),
            (3_300.0, 8, 0, Some(3.3)),
            (12_050.0, 8, 0, Some(12.05)),
            (2.0, 10, 0, Some(2_000.0)),
            (42.0, 9, -1, Some(42.0)),
            (42.0, 0, 0, None),
            (42.0, 18, 0, None),
            (42.0, 9, 10, None),
        ] {
            assert_eq!(sensor_value(value, scale, precision), read, "{value} {scale} {precision}");
        }
    }
}
