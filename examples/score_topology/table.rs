//! The page docs/accuracy.md.

use std::fmt::Write as _;
use std::ops::RangeInclusive;

use netwarden::Result;
use netwarden::accuracy::{EDGES, Tally};

use crate::chance;
use crate::print::{any_order, json, measures};
use crate::run::{BASELINES, Extent, LAYER_3, METRICS, Mean, Outcome, bins, mean, run, run_all};
use crate::scenario::{SWEEPS, Scenario, shapes, sizes, sweep, targets};

/// The page without its tables.
const PAGE: &str = include_str!("page.md");

/// What is published: scenarios with what came of them, in the order of the page.
pub(crate) struct Measured {
    seeds: RangeInclusive<u64>,
    targets: Vec<Row>,
    shapes: Vec<Row>,
    sweeps: Vec<(&'static str, Vec<Row>)>,
    sizes: Vec<Row>,
}

/// How many of the large networks are on the page, the smallest first.
const PUBLISHED_SIZES: usize = 3;

/// A scenario with its outcomes, by seed.
pub(crate) type Row = (Scenario, Vec<Outcome>);

/// Measures all that is on the page; `tell` hears how far it is.
pub(crate) fn measure(seeds: RangeInclusive<u64>, tell: &(dyn Fn(&str) + Sync)) -> Result<Measured> {
    let swept: Vec<(&str, Vec<Scenario>)> =
        SWEEPS.iter().map(|name| (*name, sweep(name).unwrap_or_default())).collect();
    let mut all = [targets(), shapes()].concat();
    all.extend(swept.iter().flat_map(|(_, scenarios)| scenarios.iter().cloned()));
    let outcomes = run_all(&all, seeds.clone(), tell)?;
    let mut rows = all.into_iter().zip(outcomes);
    let mut take = |count: usize| rows.by_ref().take(count).collect::<Vec<Row>>();
    let (targets, shapes) = (take(targets().len()), take(shapes().len()));
    let sweeps = swept.iter().map(|(name, scenarios)| (*name, take(scenarios.len()))).collect();
    // Large ones alone, so that time and memory are their own.
    let mut large = Vec::new();
    for scenario in sizes().into_iter().take(PUBLISHED_SIZES) {
        tell(&scenario.name);
        let outcome = run(&scenario, *seeds.start(), Extent { others: false, order: false })?;
        large.push((scenario, vec![outcome]));
    }
    Ok(Measured { seeds, targets, shapes, sweeps, sizes: large })
}

impl Measured {
    /// The page docs/accuracy.md.
    pub(crate) fn page(&self) -> String {
        let mut sweeps = String::new();
        for (name, rows) in &self.sweeps {
            let _ = writeln!(sweeps, "\n### {name}\n\n{}", links(rows));
        }
        let all: Vec<Outcome> =
            self.targets.iter().chain(&self.shapes).flat_map(|(_, outcomes)| outcomes.clone()).collect();
        PAGE.replace("{{first}}", &self.seeds.start().to_string())
            .replace("{{last}}", &self.seeds.end().to_string())
            .replace("{{targets}}", &links(&self.targets))
            .replace("{{places}}", &rest(&self.targets))
            .replace("{{shapes}}", &links(&self.shapes))
            .replace("{{rest}}", &rest(&self.shapes))
            .replace("{{layer3}}", &layer_3(&self.shapes))
            .replace("{{calibration}}", &calibration(&all))
            .replace("{{sweeps}}", sweeps.trim())
            .replace("{{sizes}}", &sizes_table(&self.sizes))
    }

    /// The same as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        let rows = |rows: &[Row]| rows.iter().map(|(scenario, outcomes)| json(scenario, outcomes)).collect::<Vec<_>>();
        let sweeps: serde_json::Map<_, _> =
            self.sweeps.iter().map(|(name, of)| ((*name).to_owned(), rows(of).into())).collect();
        serde_json::json!({
            "seeds": [self.seeds.start(), self.seeds.end()], "targets": rows(&self.targets),
            "shapes": rows(&self.shapes), "sweeps": sweeps, "sizes": rows(&self.sizes),
        })
    }
}

/// `.983 ± .004`
fn short(value: Option<Mean>) -> String {
    let cut = |number: f64| format!("{number:.3}").trim_start_matches('0').to_owned();
    value.map_or_else(|| "–".to_owned(), |it| format!("{} ± {}", cut(it.mean), cut(it.deviation)))
}

/// `.983`
fn cut(value: Option<Mean>) -> String {
    value.map_or_else(|| "–".to_owned(), |it| format!("{:.3}", it.mean).trim_start_matches('0').to_owned())
}

/// `.98/.95`
fn pair([precision, recall, _]: [Option<Mean>; 3]) -> String {
    let cut = |value: Option<Mean>| {
        value.map_or_else(|| "–".to_owned(), |it| format!("{:.2}", it.mean).trim_start_matches('0').to_owned())
    };
    format!("{}/{}", cut(precision), cut(recall))
}

/// Links by this library and by the others.
fn links(all: &[(Scenario, Vec<Outcome>)]) -> String {
    let mut text = "| scenario | precision | recall | F1 | calibration error | by chance | abstained |".to_owned();
    text.extend(BASELINES.iter().map(|(name, _)| format!(" {name} |")));
    text.push_str("\n|---|---|---|---|---|---|---|---|---|---|\n");
    for (scenario, outcomes) in all {
        let [precision, recall, f1] = measures(outcomes, |outcome| Some(outcome.score.links));
        let error = mean(outcomes.iter().map(|outcome| outcome.score.calibration_error()));
        let abstained = mean(outcomes.iter().map(|outcome| Some(outcome.score.abstained))).map_or(0.0, |it| it.mean);
        let by_chance = cut(mean(outcomes.iter().map(|outcome| chance::calibration_error(&outcome.score.bins))));
        let columns = [precision, recall, f1, error].map(short).join(" | ");
        let _ = write!(text, "| {} | {columns} | {by_chance} | {abstained:.1} |", scenario.name);
        text.extend(BASELINES.iter().map(|(_, of)| format!(" {} |", pair(measures(outcomes, of)))));
        text.push('\n');
    }
    text
}

/// What is concluded besides links.
fn rest(all: &[(Scenario, Vec<Outcome>)]) -> String {
    let others = METRICS.iter().filter(|(name, _)| *name != "links");
    let mut text = "| scenario |".to_owned();
    text.extend(others.clone().map(|(name, _)| format!(" {name} |")));
    text.push_str(" hosts put nowhere | calibration of hosts | by chance | another order |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
    for (scenario, outcomes) in all {
        let _ = write!(text, "| {} |", scenario.name);
        for (_, of) in others.clone() {
            let _ = write!(text, " {} |", pair(measures(outcomes, |outcome| Some(of(outcome)))));
        }
        let unplaced = mean(outcomes.iter().map(|outcome| Some(outcome.score.unplaced))).map_or(0.0, |it| it.mean);
        let error = mean(outcomes.iter().map(|outcome| outcome.score.host_calibration_error()));
        let by_chance = cut(mean(outcomes.iter().map(|outcome| chance::calibration_error(&outcome.score.host_bins))));
        let _ = writeln!(text, " {unplaced:.1} | {} | {by_chance} | {} |", short(error), any_order(outcomes));
    }
    text
}

/// Layer 3, of the networks that route.
fn layer_3(all: &[(Scenario, Vec<Outcome>)]) -> String {
    let mut text = "| scenario |".to_owned();
    text.extend(LAYER_3.iter().map(|(name, _)| format!(" {name} |")));
    text.push_str("\n|---|---|---|---|\n");
    let routes = |outcome: &Outcome| outcome.score.adjacencies.there > 0.0;
    for (scenario, outcomes) in all.iter().filter(|(_, outcomes)| outcomes.iter().any(routes)) {
        let _ = write!(text, "| {} |", scenario.name);
        for (_, of) in LAYER_3 {
            let _ = write!(text, " {} |", pair(measures(outcomes, |outcome| Some(of(outcome)))));
        }
        text.push('\n');
    }
    text
}

/// The reliability table over everything.
fn calibration(all: &[Outcome]) -> String {
    let mut text = "| confidence | links and segments | said, on average | right |\n|---|---|---|---|\n".to_owned();
    let mut lower = 0.0;
    for (bin, upper) in bins(all).iter().zip(EDGES) {
        if bin.links > 0.0 {
            let (sure, right) = (bin.sure / bin.links, bin.right / bin.links);
            let _ = writeln!(text, "| {lower:.2} to {:.2} | {} | {sure:.3} | {right:.3} |", upper.min(1.0), bin.links);
        }
        lower = upper;
    }
    text
}

fn sizes_table(all: &[(Scenario, Vec<Outcome>)]) -> String {
    let mut text =
        "| scenario | rows | made and asked | inferred | memory | links |\n|---|---|---|---|---|---|\n".to_owned();
    for (scenario, outcomes) in all {
        let Some(outcome) = outcomes.first() else { continue };
        let _ = writeln!(
            text,
            "| {} | {} | {:.1} s | {:.2} s | {:.0} MB | {} |",
            scenario.name,
            outcome.rows,
            outcome.asked_s,
            outcome.infer_s,
            outcome.infer_octets as f64 / 1e6,
            pair([Tally::precision, Tally::recall, Tally::f1].map(|of| mean([of(outcome.score.links)].into_iter())))
        );
    }
    text
}
