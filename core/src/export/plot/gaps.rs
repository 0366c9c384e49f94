//! Times without numbers, with their reasons.

use super::curve::since;
use crate::series::Columns;
use crate::value::Timestamp;

/// Most reasons in one tooltip.
const MOST_REASONS: usize = 4;

/// A stretch of the plot, in milliseconds after its start.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Hole {
    pub(super) from: f64,
    pub(super) to: f64,
    /// Which curve lacks what, and why.
    reasons: Vec<(usize, String)>,
    /// There were more.
    is_cut: bool,
}

/// The holes of all curves between `origin` and `span` later. Those that are not a `pixel` apart are one.
pub(super) fn holes(curves: &[&Columns], origin: Timestamp, span: f64, pixel: f64) -> Vec<Hole> {
    let mut found: Vec<Hole> = Vec::new();
    for (curve, columns) in curves.iter().enumerate() {
        for gap in &columns.gaps {
            let (from, to) = (since(origin, gap.from).max(0.0), since(origin, gap.to).min(span));
            if to > from {
                found.push(Hole { from, to, reasons: vec![(curve, gap.reason.to_string())], is_cut: false });
            }
        }
        found.extend(empty_steps(columns, origin));
    }
    found.sort_by(|a, b| a.from.total_cmp(&b.from));
    let mut joined: Vec<Hole> = Vec::new();
    for hole in found {
        match joined.last_mut() {
            Some(before) if hole.from < before.to + pixel => before.join(hole),
            _ => joined.push(hole),
        }
    }
    joined
}

/// Where steps have no values, whatever the reason.
fn empty_steps(columns: &Columns, origin: Timestamp) -> Vec<Hole> {
    let mut holes: Vec<Hole> = Vec::new();
    let mut was_empty = false;
    for (step, slot) in columns.slots().enumerate() {
        let is_empty = !slot.is_value();
        let to = since(origin, columns.time(step + 1));
        match holes.last_mut() {
            Some(hole) if is_empty && was_empty => hole.to = to,
            _ if is_empty => {
                let from = since(origin, columns.time(step));
                holes.push(Hole { from, to, reasons: Vec::new(), is_cut: false });
            }
            _ => {}
        }
        was_empty = is_empty;
    }
    holes
}

impl Hole {
    fn join(&mut self, later: Self) {
        self.to = self.to.max(later.to);
        self.is_cut |= later.is_cut;
        for reason in later.reasons {
            if self.reasons.contains(&reason) {
                continue;
            }
            if self.reasons.len() < MOST_REASONS {
                self.reasons.push(reason);
            } else {
                self.is_cut = true;
            }
        }
    }

    /// `in, out: the sample was missed`. A plot of one curve does not name it.
    pub(super) fn reason(&self, names: &[&str]) -> String {
        let mut told: Vec<(&str, Vec<&str>)> = Vec::new();
        for (curve, reason) in &self.reasons {
            let name = names.get(*curve).copied().unwrap_or_default();
            match told.iter_mut().find(|(known, _)| known == reason) {
                Some((_, of)) => of.push(name),
                None => told.push((reason, vec![name])),
            }
        }
        let mut text = if told.is_empty() { "no values".to_owned() } else { String::new() };
        for (reason, of) in told {
            if !text.is_empty() {
                text.push_str("; ");
            }
            if names.len() > 1 {
                text.push_str(&of.join(", "));
                text.push_str(": ");
            }
            text.push_str(reason);
        }
        if self.is_cut {
            text.push_str("; …");
        }
        text
    }
}
