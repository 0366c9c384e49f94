use crate::counter::MaxRate;

/// Bits of the exponent in a [`Limit`].
const EXPONENT: u32 = 6;
/// Bits of the mantissa in a [`Limit`].
const MANTISSA: u32 = 32 - EXPONENT;

/// A [`MaxRate`] in four octets: rounded up by less than one part in 2²⁵; 0 is unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Limit(u32);

impl Limit {
    pub(super) fn new(limit: MaxRate) -> Self {
        let count = limit.counts_per_second().unwrap_or(0);
        let mut exponent = (u64::BITS - count.leading_zeros()).saturating_sub(MANTISSA);
        let mut mantissa = count.div_ceil(1 << exponent);
        if mantissa >> MANTISSA != 0 {
            mantissa = mantissa.div_ceil(2);
            exponent += 1;
        }
        // Both fit: the mantissa was shortened to its bits, and the exponent is at most 64 - 26 + 1.
        Self((exponent << MANTISSA) | u32::try_from(mantissa).unwrap_or(0))
    }

    pub(super) fn get(self) -> MaxRate {
        let mantissa = u64::from(self.0 & ((1 << MANTISSA) - 1));
        let exponent = self.0 >> MANTISSA;
        MaxRate::per_second(
            mantissa.checked_shl(exponent).filter(|count| count >> exponent == mantissa).unwrap_or(u64::MAX),
        )
    }

    /// The same for an estimate.
    #[inline]
    pub(super) fn estimate(self) -> f64 {
        let mantissa = f64::from(self.0 & ((1 << MANTISSA) - 1));
        // An exact power of two.
        mantissa * (1_u64 << (self.0 >> MANTISSA).min(63)) as f64
    }
}
