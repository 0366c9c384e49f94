//! The page docs/accuracy.md.

use std::fmt::Write as _;

use netwarden::Result;
use netwarden::accuracy::{EDGES, Tally};

use crate::print::{any_order, measures};
use crate::run::{BASELINES, METRICS, Mean, Outcome, bins, mean, run};
use crate::scenario::{SWEEPS, Scenario, shapes, sizes, sweep, targets};

/// The page without its tables.
const PAGE: &str = include_str!("page.md");

/// Seeds that nobody tunes with.
const SEEDS: std::ops::RangeInclusive<u64> = 1000..=1004;

/// The whole page; `tell` hears what is being measured.
pub(crate) fn page(tell: &dyn Fn(&str)) -> Result<String> {
    let measure = |scenarios: Vec<Scenario>, thorough| -> Result<Vec<(Scenario, Vec<Outcome>)>> {
        let mut all = Vec::new();
        for scenario in scenarios {
            tell(&scenario.name);
            let outcomes = SEEDS.map(|seed| run(&scenario, seed, thorough)).collect::<Result<Vec<_>>>()?;
            all.push((scenario, outcomes));
        }
        Ok(all)
    };
    let (targets, shapes) = (measure(targets(), true)?, measure(shapes(), true)?);
    let mut sweeps = String::new();
    for name in SWEEPS {
        let _ = writeln!(sweeps, "\n### {name}\n\n{}", links(&measure(sweep(name).unwrap_or_default(), true)?));
    }
    let mut large = Vec::new();
    for scenario in sizes() {
        tell(&scenario.name);
        let outcome = run(&scenario, *SEEDS.start(), false)?;
        large.push((scenario, vec![outcome]));
    }
    let all: Vec<Outcome> = targets.iter().chain(&shapes).flat_map(|(_, outcomes)| outcomes.clone()).collect();
    Ok(PAGE
        .replace("{{targets}}", &links(&targets))
        .replace("{{shapes}}", &links(&shapes))
        .replace("{{rest}}", &rest(&shapes))
        .replace("{{calibration}}", &calibration(&all))
        .replace("{{sweeps}}", sweeps.trim())
        .replace("{{sizes}}", &sizes_table(&large)))
}

/// `.983 ± .004`
fn short(value: Option<Mean>) -> String {
    let cut = |number: f64| format!("{number:.3}").trim_start_matches('0').to_owned();
    value.map_or_else(|| "–".to_owned(), |it| format!("{} ± {}", cut(it.mean), cut(it.deviation)))
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
    let mut text = "| scenario | precision | recall | F1 | calibration error | abstained |".to_owned();
    text.extend(BASELINES.iter().map(|(name, _)| format!(" {name} |")));
    text.push_str("\n|---|---|---|---|---|---|---|---|---|\n");
    for (scenario, outcomes) in all {
        let [precision, recall, f1] = measures(outcomes, |outcome| Some(outcome.score.links));
        let error = mean(outcomes.iter().map(|outcome| outcome.score.calibration_error()));
        let abstained = mean(outcomes.iter().map(|outcome| Some(outcome.score.abstained))).map_or(0.0, |it| it.mean);
        let columns = [precision, recall, f1, error].map(short).join(" | ");
        let _ = write!(text, "| {} | {columns} | {abstained:.1} |", scenario.name);
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
    text.push_str(" hosts put nowhere | another order |\n|---|---|---|---|---|---|---|---|---|\n");
    for (scenario, outcomes) in all {
        let _ = write!(text, "| {} |", scenario.name);
        for (_, of) in others.clone() {
            let _ = write!(text, " {} |", pair(measures(outcomes, |outcome| Some(of(outcome)))));
        }
        let unplaced = mean(outcomes.iter().map(|outcome| Some(outcome.score.unplaced))).map_or(0.0, |it| it.mean);
        let _ = writeln!(text, " {unplaced:.1} | {} |", any_order(outcomes));
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
