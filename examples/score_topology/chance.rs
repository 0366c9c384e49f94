//! The calibration error that chance alone makes.

use netwarden::accuracy::ConfidenceBin;

/// The calibration error to be expected where every confidence is exactly how often it is right: few conclusions come out a
/// few more or less right than that. `None` without any. A bin counts as that many conclusions of its average confidence.
pub(crate) fn calibration_error(bins: &[ConfidenceBin]) -> Option<f64> {
    let all: f64 = bins.iter().map(|bin| bin.links).sum();
    let off: f64 =
        bins.iter().filter(|bin| bin.links > 0.0).map(|bin| deviation(bin.links, bin.sure / bin.links)).sum();
    (all > 0.0).then(|| off / all)
}

/// By how much the successes of so many trials differ from the expected number, on average (de Moivre).
fn deviation(trials: f64, probability: f64) -> f64 {
    if !(0.0..1.0).contains(&probability) || probability == 0.0 {
        return 0.0;
    }
    let above = (trials * probability).floor() + 1.0;
    let (mut choose, mut at) = (0.0, 1.0);
    while at <= above {
        choose += ((trials - above + at) / at).ln();
        at += 1.0;
    }
    let log = choose + above * probability.ln() + (trials - above + 1.0) * (1.0 - probability).ln();
    2.0 * above * log.exp()
}
