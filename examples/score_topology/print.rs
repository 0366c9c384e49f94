//! Scores for people and for programs.

use std::fmt::Write as _;

use netwarden::accuracy::{ConfidenceBin, EDGES, Tally};
use serde_json::{Value, json};

use crate::chance;
use crate::run::{BASELINES, LAYER_3, METRICS, Mean, Outcome, bins, mean};
use crate::scenario::Scenario;

/// `0.983 ± 0.004`, `–` where there is nothing to say.
pub(crate) fn show(value: Option<Mean>) -> String {
    value.map_or_else(|| "–".to_owned(), |it| format!("{:.3} ± {:.3}", it.mean, it.deviation))
}

/// Precision, recall and F1.
pub(crate) fn measures(outcomes: &[Outcome], of: impl Fn(&Outcome) -> Option<Tally>) -> [Option<Mean>; 3] {
    [Tally::precision, Tally::recall, Tally::f1]
        .map(|measure| mean(outcomes.iter().map(|outcome| measure(of(outcome)?))))
}

/// Whether every order gave the same bytes.
pub(crate) fn any_order(outcomes: &[Outcome]) -> &'static str {
    let tried: Vec<bool> = outcomes.iter().filter_map(|outcome| outcome.any_order).collect();
    match tried.iter().all(|same| *same) {
        _ if tried.is_empty() => "–",
        true => "same",
        false => "DIFFERS",
    }
}

/// A scenario as text.
pub(crate) fn text(scenario: &Scenario, outcomes: &[Outcome]) -> String {
    let mut text = format!("{}: {}\n", scenario.name, scenario.about);
    let seeds: Vec<String> = outcomes.iter().map(|outcome| outcome.seed.to_string()).collect();
    let first = outcomes.first();
    let _ = writeln!(
        text,
        "seeds {}; {} devices asked, {} rows of forwarding tables",
        seeds.join(", "),
        first.map_or(0, |it| it.devices),
        first.map_or(0, |it| it.rows)
    );
    let _ = writeln!(text, "\n{:<22}{:<18}{:<18}{:<18}", "", "precision", "recall", "F1");
    let mut line = |name: &str, [precision, recall, f1]: [Option<Mean>; 3]| {
        let _ = writeln!(text, "{name:<22}{:<18}{:<18}{:<18}", show(precision), show(recall), show(f1));
    };
    for (name, of) in METRICS.into_iter().chain(LAYER_3) {
        line(name, measures(outcomes, |outcome| Some(of(outcome))));
    }
    for (name, of) in BASELINES {
        line(name, measures(outcomes, of));
    }
    let one = |of: fn(&Outcome) -> Option<f64>| mean(outcomes.iter().map(of));
    let by_chance = |of: fn(&Outcome) -> Option<f64>| show(one(of)) + " by chance alone";
    let error = show(one(|it| it.score.calibration_error()));
    let _ =
        writeln!(text, "\ncalibration error {error}; {}", by_chance(|it| chance::calibration_error(&it.score.bins)));
    let mut lower = 0.0;
    for (bin, upper) in bins(outcomes).iter().zip(EDGES) {
        if bin.links > 0.0 {
            let (sure, right) = (bin.sure / bin.links, bin.right / bin.links);
            let _ = writeln!(
                text,
                "  {lower:.2}–{:.2}  {:>6} links, said {sure:.3}, right {right:.3}",
                upper.min(1.0),
                bin.links
            );
        }
        lower = upper;
    }
    let error = show(one(|it| it.score.host_calibration_error()));
    let floor = by_chance(|it| chance::calibration_error(&it.score.host_bins));
    let _ = writeln!(text, "calibration error of hosts {error}; {floor}");
    let number = |of: fn(&Outcome) -> Option<f64>| one(of).map_or(0.0, |it| it.mean);
    let _ = writeln!(
        text,
        "abstentions {:.1}, hosts put nowhere {:.1}, in another order {}",
        number(|it| Some(it.score.abstained)),
        number(|it| Some(it.score.unplaced)),
        any_order(outcomes)
    );
    let _ = writeln!(
        text,
        "made and asked in {:.2} s, inferred in {:.3} s with {:.1} MB",
        number(|it| Some(it.asked_s)),
        number(|it| Some(it.infer_s)),
        number(|it| Some(it.infer_octets as f64 / 1e6))
    );
    text
}

/// A scenario as JSON.
pub(crate) fn json(scenario: &Scenario, outcomes: &[Outcome]) -> Value {
    let tally = |tally: Tally| {
        json!({
            "precision": tally.precision(), "recall": tally.recall(), "f1": tally.f1(),
            "claimed": tally.claimed, "right": tally.right, "there": tally.there, "found": tally.found,
        })
    };
    let outcome = |outcome: &Outcome| {
        let mut metrics: serde_json::Map<String, Value> =
            METRICS.iter().chain(&LAYER_3).map(|(name, of)| (name.replace(' ', "_"), tally(of(outcome)))).collect();
        for (name, of) in BASELINES {
            metrics.insert(name.replace(' ', "_"), of(outcome).map_or(Value::Null, tally));
        }
        let bins = |bins: &[ConfidenceBin]| -> Vec<Value> {
            let bins = bins.iter().zip(EDGES);
            bins.map(|(bin, below)| json!({ "below": below, "links": bin.links, "sure": bin.sure, "right": bin.right }))
                .collect()
        };
        json!({
            "seed": outcome.seed, "devices": outcome.devices, "rows": outcome.rows, "scores": metrics,
            "host_calibration_error": outcome.score.host_calibration_error(),
            "host_calibration_error_by_chance": chance::calibration_error(&outcome.score.host_bins),
            "calibration_error": outcome.score.calibration_error(), "reliability": bins(&outcome.score.bins),
            "calibration_error_by_chance": chance::calibration_error(&outcome.score.bins),
            "host_reliability": bins(&outcome.score.host_bins),
            "abstained": outcome.score.abstained, "unplaced": outcome.score.unplaced,
            "any_order": outcome.any_order, "asked_s": outcome.asked_s, "infer_s": outcome.infer_s,
            "infer_octets": outcome.infer_octets,
        })
    };
    json!({
        "scenario": scenario.name, "about": scenario.about, "plan": scenario.plan,
        "runs": outcomes.iter().map(outcome).collect::<Vec<_>>(),
    })
}
