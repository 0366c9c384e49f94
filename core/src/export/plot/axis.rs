//! The axis of values: round steps, and always with 0.

use super::unit::{Unit, plain};

/// Values beyond are drawn at it: differences of two of them are still numbers.
pub(super) const FAR: f64 = 1e300;
/// Less than this apart, values are one.
const NEAR: f64 = 1e-9;

#[derive(Clone, Debug)]
pub(super) struct ValueAxis {
    pub(super) low: f64,
    pub(super) high: f64,
    /// From the lowest up, with what stands beside them.
    pub(super) ticks: Vec<(f64, String)>,
    /// What stands above: `Mbit/s`.
    pub(super) unit: String,
}

impl ValueAxis {
    /// An axis with 0 and all values from `low` to `high`, of about `steps` steps of 1, 2 or 5 times a power of ten.
    /// A mirrored one counts upward in both directions.
    pub(super) fn new(low: f64, high: f64, steps: u32, unit: &Unit, is_mirrored: bool) -> Self {
        let (low, high) = (low.clamp(-FAR, 0.0), high.clamp(0.0, FAR));
        let (low, high) = if high - low < NEAR { (0.0, 1.0) } else { (low, high) };
        let step = round_step((high - low) / f64::from(steps.max(1)));
        let (first, last) = ((low / step + 1e-9).floor(), (high / step - 1e-9).ceil());
        let (divisor, unit) = unit.axis(first.abs().max(last.abs()) * step);
        let decimals = decimals_of(step / divisor);
        let ticks = (0..64)
            .map(|n| first + f64::from(n))
            .take_while(|n| *n <= last)
            .map(|n| {
                let value = n * step;
                let shown = if is_mirrored { value.abs() } else { value } / divisor;
                (value, if shown.abs() >= 1e6 { format!("{shown:.1e}") } else { plain(shown, decimals) })
            })
            .collect();
        Self { low: first * step, high: last * step, ticks, unit }
    }
}

/// The least of 1, 2, 5 times a power of ten that is not below `least`.
fn round_step(least: f64) -> f64 {
    let power = 10_f64.powf(least.log10().floor());
    let factor = [1.0, 2.0, 5.0].into_iter().find(|factor| factor * power >= least * (1.0 - 1e-9)).unwrap_or(10.0);
    factor * power
}

/// How many decimals tell steps apart, at most 12.
fn decimals_of(step: f64) -> usize {
    (0..12)
        .find(|decimals| step * 10_f64.powi(*decimals) >= 1.0 - 1e-9)
        .and_then(|n| usize::try_from(n).ok())
        .unwrap_or(12)
}
