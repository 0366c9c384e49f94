//! Which shared medium before is which after, and what changed of it.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::attachment::Moves;
use super::links::{Port, port};
use super::matching::{Matching, joined};
use super::{Change, Compared};
use crate::topology::element::Element;
use crate::topology::graph::{End, Segment, Topology};

/// The segment after for each segment before: of the same members, else the one that shares most ports with it.
pub(super) fn matched(before: &Topology, after: &Topology, nodes: &Matching) -> Vec<Option<usize>> {
    let mut media = vec![None; before.segments.len()];
    let mut taken = vec![false; after.segments.len()];
    let order = |x: &Segment, y: &Segment| (&x.members, &x.id).cmp(&(&y.members, &y.id));
    for (b, a) in joined(&before.segments, &after.segments, order, |segment| segment.id.as_str()) {
        media[b] = Some(a);
        taken[a] = true;
    }
    if media.iter().all(Option::is_some) || taken.iter().all(|taken| *taken) {
        return media;
    }
    let mut at_port: HashMap<Port<'_>, Vec<usize>> = HashMap::new();
    for (at, segment) in after.segments.iter().enumerate().filter(|(at, _)| !taken[*at]) {
        for end in segment.members.iter().filter(|end| end.port.is_some()) {
            at_port.entry(port(&end.node, end)).or_default().push(at);
        }
    }
    for (b, segment) in before.segments.iter().enumerate() {
        if media[b].is_some() {
            continue;
        }
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for end in &segment.members {
            let here = at_port.get(&port(nodes.now(end, before, after), end));
            here.into_iter().flatten().filter(|at| !taken[**at]).for_each(|at| *shared.entry(*at).or_default() += 1);
        }
        let best = shared.into_iter().max_by(|(a, x), (b, y)| x.cmp(y).then(b.cmp(a)));
        if let Some((a, _)) = best {
            media[b] = Some(a);
            taken[a] = true;
        }
    }
    media
}

/// Members that left a medium, and that joined one; those of media that are gone or new included.
pub(super) fn turnover(compared: &Compared<'_>) -> (Vec<End>, Vec<End>) {
    let (mut left, mut joined) = (Vec::new(), Vec::new());
    let mut known = vec![false; compared.after.segments.len()];
    for (b, a) in compared.media.iter().enumerate() {
        let Some(was) = compared.before.segments.get(b) else { continue };
        match a.and_then(|a| compared.after.segments.get(a).map(|now| (a, now))) {
            Some((a, now)) => {
                known[a] = true;
                let (went, came) = members(compared, was, now);
                left.extend(went);
                joined.extend(came);
            }
            None => left.extend(was.members.iter().cloned()),
        }
    }
    for segment in compared.after.segments.iter().enumerate().filter(|(at, _)| !known[*at]).map(|(_, it)| it) {
        joined.extend(segment.members.iter().cloned());
    }
    (left, joined)
}

/// Who left a medium, and who joined it.
fn members(compared: &Compared<'_>, was: &Segment, now: &Segment) -> (Vec<End>, Vec<End>) {
    if was.members == now.members {
        return (Vec::new(), Vec::new());
    }
    let before: HashSet<Port<'_>> = was.members.iter().map(|end| port(compared.now(end), end)).collect();
    let after: HashSet<Port<'_>> = now.members.iter().map(|end| port(&end.node, end)).collect();
    let left = was.members.iter().filter(|end| !after.contains(&port(compared.now(end), end)));
    let joined = now.members.iter().filter(|end| !before.contains(&port(&end.node, end)));
    (left.cloned().collect(), joined.cloned().collect())
}

impl Compared<'_> {
    /// Media before, by position, that are not there any more although nobody refutes them.
    pub(in crate::topology) fn unseen_media(&self) -> Vec<usize> {
        let gone = (0..self.media.len()).filter(|at| self.media[*at].is_none());
        gone.filter(|at| self.before.segments.get(*at).is_some_and(|it| !self.silent(&it.because).is_empty())).collect()
    }
}

/// What changed of the media, but for hosts that moved.
pub(super) fn changes(compared: &Compared<'_>, moves: &Moves, changes: &mut Vec<Change>) {
    let unseen: HashSet<usize> = compared.unseen_media().into_iter().collect();
    let mut known = vec![false; compared.after.segments.len()];
    for (b, a) in compared.media.iter().enumerate() {
        let Some(was) = compared.before.segments.get(b) else { continue };
        let Some((a, now)) = a.and_then(|a| compared.after.segments.get(a).map(|now| (a, now))) else {
            let element = Element::of_segment(was);
            changes.push(if unseen.contains(&b) {
                Change::Unseen { element, silent: compared.silent_elements(&was.because) }
            } else {
                Change::SegmentRemoved { segment: element }
            });
            continue;
        };
        known[a] = true;
        let (mut left, mut joined) = members(compared, was, now);
        left.retain(|end| !moves.hosts.contains(compared.now(end)));
        joined.retain(|end| !moves.hosts.contains(&end.node));
        if !left.is_empty() && !compared.silent(&was.because).is_empty() {
            left.clear();
        }
        if !left.is_empty() || !joined.is_empty() {
            changes.push(Change::SegmentChanged { segment: Element::of_segment(now), joined, left });
        }
    }
    for segment in compared.after.segments.iter().enumerate().filter(|(at, _)| !known[*at]).map(|(_, it)| it) {
        changes.push(Change::SegmentAdded { segment: Element::of_segment(segment) });
    }
}
