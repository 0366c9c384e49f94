//! Columns of numbers in which `NaN` is no number: JSON has `null` for it.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A number or `NaN`, as a number or `null`.
#[derive(Clone, Copy)]
struct OrNull(f64);

impl Serialize for OrNull {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_finite() { serializer.serialize_f64(self.0) } else { serializer.serialize_none() }
    }
}

impl<'de> Deserialize<'de> for OrNull {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Option::<f64>::deserialize(deserializer)?.unwrap_or(f64::NAN)))
    }
}

#[allow(clippy::ptr_arg)] // serde's signature
pub(crate) fn serialize<S: Serializer>(values: &Vec<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(values.iter().map(|value| OrNull(*value)))
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<f64>, D::Error> {
    Ok(Vec::<OrNull>::deserialize(deserializer)?.into_iter().map(|value| value.0).collect())
}
