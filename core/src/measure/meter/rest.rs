use super::{Device, Facts, Meter, RowChoice};
use crate::inventory::RowIndexes;
use crate::measure::Adaptive;

impl Meter {
    /// What to ask devices for in the next cycle, where that is another choice than before: by position.
    pub fn choices(&mut self) -> Vec<(u32, RowChoice)> {
        let mut changed = Vec::new();
        let (adaptive, interval, next) = (self.group.adaptive, self.group.interval_ms, self.next_cycle);
        for (place, device) in (0_u32..).zip(&mut self.devices) {
            let choice = choice(device, &self.facts, adaptive, interval, next);
            if choice != device.choice {
                device.choice = choice.clone();
                changed.push((place, choice));
            }
        }
        changed
    }

    /// The rows of a device that were not asked for, as others were chosen.
    pub(super) fn not_chosen(&self, place: u32) -> Vec<u32> {
        let Some(device) = self.device(place) else { return Vec::new() };
        let RowChoice::Rows(chosen) = &device.choice else { return Vec::new() };
        let mut chosen = (0..chosen.len()).map(|row| chosen.of(row)).peekable();
        let mut left = Vec::new();
        for (index, row) in &device.rows {
            while chosen.next_if(|it| *it < index.as_slice()).is_some() {}
            if chosen.next_if(|it| *it == index.as_slice()).is_none() {
                left.push(*row);
            }
        }
        left
    }

    /// A row was read, and has other numbers than before or the same.
    pub(super) fn was_read(&mut self, row: usize, changed: bool) {
        let (adaptive, interval) = (self.group.adaptive, self.group.interval_ms);
        let Some(facts) = self.facts.get_mut(row) else { return };
        facts.was_seen_down = facts.is_down;
        if changed || adaptive.calm_after == 0 {
            (facts.calm, facts.every) = (0, 1);
        } else {
            facts.calm = facts.calm.saturating_add(1);
            if facts.calm >= adaptive.calm_after {
                let most = cycles(adaptive.at_most_ms, interval);
                (facts.calm, facts.every) = (0, facts.every.saturating_mul(2).min(most));
            }
        }
        facts.due = self.next_cycle.saturating_add(facts.every - 1);
    }
}

fn choice(device: &mut Device, facts: &[Facts], adaptive: Adaptive, interval_ms: u64, next: u64) -> RowChoice {
    let most = cycles(adaptive.look_again_ms, interval_ms);
    if adaptive.look_again_ms > 0 {
        if !device.is_empty {
            device.patience = 1;
        }
        if device.look_again == 0 {
            // It has just been asked.
            device.look_again = next + if device.is_empty { 1 } else { most };
        } else if device.look_again <= next {
            // It may have got rows since: some agents have them only minutes after their start.
            device.patience = device.patience.saturating_mul(2).clamp(2, most.max(2));
            device.look_again = next + if device.is_empty { device.patience } else { most };
            return RowChoice::All;
        }
        if device.is_empty {
            return RowChoice::Rest;
        }
    }
    if device.wants_names || device.is_unsure || device.rows.is_empty() {
        return RowChoice::All;
    }
    let is_wanted = |row: u32| {
        facts.get(row as usize).is_some_and(|facts| {
            let rests = adaptive.rests_while_down && facts.is_down && facts.was_seen_down;
            !facts.is_gone && !facts.is_left_out && !rests && facts.due <= next
        })
    };
    let wanted: Vec<_> = device.rows.iter().filter(|(_, row)| is_wanted(*row)).collect();
    if wanted.len() == device.rows.len() {
        return RowChoice::All;
    }
    if wanted.is_empty() {
        return RowChoice::Rest;
    }
    let mut rows = RowIndexes::default();
    wanted.into_iter().for_each(|(index, _)| rows.push(index));
    RowChoice::Rows(rows)
}

/// How many cycles a time is, at least one.
fn cycles(span_ms: u64, interval_ms: u64) -> u64 {
    (span_ms / interval_ms.max(1)).max(1)
}
