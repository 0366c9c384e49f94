//! Changes that lasted, and what comes and goes.

mod held;
mod signature;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use self::signature::{Differing, Key};
use super::diff::{Change, Diff};
use super::element::{Element, ElementKind};
use super::graph::{End, Topology};
use crate::value::Timestamp;

/// When a change counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackerOptions {
    /// Observations in a row that must show a change before it is reported; 1 reports at once. 2 if not set.
    pub observations: u32,
    /// Milliseconds for which a change must have lasted before it is reported, if fewer observations than that show it;
    /// `None`, if not set, counts observations only.
    pub hold_ms: Option<u64>,
    /// Changes within the window that make something flapping; then only that is reported, until it had less than half
    /// as many. 6 if not set; at least 2.
    pub flap_changes: u32,
    /// The window in milliseconds. An hour if not set.
    pub flap_window_ms: u64,
}

impl Default for TrackerOptions {
    fn default() -> Self {
        Self { observations: 2, hold_ms: None, flap_changes: 6, flap_window_ms: 3_600_000 }
    }
}

impl TrackerOptions {
    /// The defaults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reports a change that this many observations in a row show.
    #[must_use]
    pub fn observations(mut self, observations: u32) -> Self {
        self.observations = observations.max(1);
        self
    }

    /// Reports a change that lasted so long, if it was not reported before.
    #[must_use]
    pub fn hold_ms(mut self, hold_ms: u64) -> Self {
        self.hold_ms = Some(hold_ms);
        self
    }

    /// Takes what changes so often within so many milliseconds to be flapping.
    #[must_use]
    pub fn flapping(mut self, changes: u32, window_ms: u64) -> Self {
        self.flap_changes = changes.max(2);
        self.flap_window_ms = window_ms;
        self
    }
}

/// Follows a network from topology to topology and reports changes that lasted.
///
/// A device that does not answer keeps its links: only [`Change::NoAnswer`] is reported. One that was taken away
/// ([`Tracker::remove`]) goes with all that only it said, at once. It can be stored and read back as JSON.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tracker {
    options: TrackerOptions,
    /// What was reported so far, as a topology; `None` before the first.
    reported: Option<Topology>,
    /// What differs from it, or did lately.
    watched: BTreeMap<Key, Watch>,
    /// Devices that answered once and were not taken away.
    known: BTreeSet<String>,
    /// Devices that were taken away and did not answer since.
    removed: BTreeSet<String>,
}

/// Something that differs from what was reported, or did lately.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Watch {
    element: Element,
    /// How it was last, where that is not as reported; empty where it was not there.
    last: Option<String>,
    since: Timestamp,
    /// Observations in a row that showed it so.
    seen: u32,
    /// When it changed, within the window.
    changes: Vec<Timestamp>,
    flapping: bool,
}

impl Tracker {
    /// Follows nothing yet: the first topology is the one that changes are told against.
    #[must_use]
    pub fn new(options: TrackerOptions) -> Self {
        Self { options, ..Self::default() }
    }

    /// What was reported so far, as a topology.
    #[must_use]
    pub fn topology(&self) -> Option<&Topology> {
        self.reported.as_ref()
    }

    /// What differs from what was reported, and has not lasted yet.
    #[must_use]
    pub fn pending(&self) -> Vec<Element> {
        let pending = self.watched.values().filter(|watch| watch.last.is_some());
        pending.map(|watch| watch.element.clone()).collect()
    }

    /// A device, by id, was taken away: it is not to be asked any more. What only it said goes with it.
    pub fn remove(&mut self, device: &str) {
        self.known.remove(device);
        self.removed.insert(device.to_owned());
    }

    /// Looks at the topology of `now`, and tells what changed and lasted, in canonical order. The times of observations
    /// shall not go back.
    pub fn observe(&mut self, latest: &Topology, now: Timestamp) -> Vec<Change> {
        for node in latest.nodes.iter().filter(|node| node.polled) {
            self.removed.remove(&node.id);
            if !self.known.contains(&node.id) {
                self.known.insert(node.id.clone());
            }
        }
        let Some(reported) = self.reported.take() else {
            self.reported = Some(latest.clone());
            return Vec::new();
        };
        let seen = held::with_unrefuted(&reported, latest, &self.known, &self.removed);
        let differing = Differing::of(&reported, &seen);
        let mut changes = self.watch(&differing, now);
        let ripe = self.ripe(&differing, now);
        if ripe.is_empty() {
            self.reported = Some(reported);
        } else {
            let next = merged(&reported, &seen, &differing, &ripe);
            changes.extend(Diff::new().removed(self.removed.iter().cloned()).between(&reported, &next));
            self.reported = Some(next);
        }
        super::diff::in_order(changes)
    }

    /// Takes note of what differs, and tells what flaps.
    fn watch(&mut self, differing: &Differing, now: Timestamp) -> Vec<Change> {
        for (key, (element, _)) in &differing.0 {
            self.watched.entry(key.clone()).or_insert_with(|| Watch {
                element: element.clone(),
                last: None,
                since: now,
                seen: 0,
                changes: Vec::new(),
                flapping: false,
            });
        }
        let mut told = Vec::new();
        let (limit, window) = (self.options.flap_changes.max(2), self.options.flap_window_ms);
        for (key, watch) in &mut self.watched {
            let signature = differing.0.get(key).map(|(_, signature)| signature.clone());
            if watch.last == signature {
                watch.seen = watch.seen.saturating_add(1);
            } else {
                (watch.last, watch.since, watch.seen) = (signature, now, 1);
                watch.changes.push(now);
            }
            watch.changes.retain(|at| age(*at, now) <= window);
            let changes = u32::try_from(watch.changes.len()).unwrap_or(u32::MAX);
            if !watch.flapping && changes >= limit {
                watch.flapping = true;
                told.push(Change::Flapping { element: watch.element.clone(), changes, window_ms: window });
            } else if watch.flapping && changes.saturating_mul(2) < limit {
                watch.flapping = false;
                told.push(Change::Steady { element: watch.element.clone() });
            }
            // The oldest count no more once there are enough.
            let surplus = watch.changes.len().saturating_sub(limit as usize);
            watch.changes.drain(..surplus);
        }
        self.watched.retain(|_, watch| watch.last.is_some() || !watch.changes.is_empty() || watch.flapping);
        told
    }

    /// What lasted, and is as reported from now on.
    fn ripe(&mut self, differing: &Differing, now: Timestamp) -> BTreeSet<Key> {
        let mut ripe = BTreeSet::new();
        for (key, watch) in &mut self.watched {
            let lasted = watch.seen >= self.options.observations.max(1)
                || self.options.hold_ms.is_some_and(|hold| age(watch.since, now) >= hold);
            let taken_away = differing.taken_away(key, &self.removed);
            if watch.last.is_some() && ((lasted && !watch.flapping) || taken_away) {
                ripe.insert(key.clone());
                (watch.last, watch.seen) = (None, 1);
            }
        }
        ripe
    }
}

fn age(since: Timestamp, now: Timestamp) -> u64 {
    u64::try_from(now.as_millis().saturating_sub(since.as_millis())).unwrap_or(0)
}

/// `reported` with what is ripe as it is seen now, and with the details of what did not change.
fn merged(reported: &Topology, seen: &Topology, differing: &Differing, ripe: &BTreeSet<Key>) -> Topology {
    let mut next = Topology {
        subnets: seen.subnets.clone(),
        ambiguous: seen.ambiguous.clone(),
        unused: seen.unused.clone(),
        strategy: seen.strategy.clone(),
        ..Topology::default()
    };
    let now = |kind, id: &str| {
        let key = Key { kind, id: id.to_owned() };
        !differing.0.contains_key(&key) || ripe.contains(&key)
    };
    let (link, segment) = (ElementKind::Link, ElementKind::Segment);
    next.links.extend(reported.links.iter().filter(|it| !now(link, &it.id)).cloned());
    next.links.extend(seen.links.iter().filter(|it| now(link, &it.id)).cloned());
    next.segments.extend(reported.segments.iter().filter(|it| !now(segment, &it.id)).cloned());
    next.segments.extend(seen.segments.iter().filter(|it| now(segment, &it.id)).cloned());
    // A node that a link leads to is there with it.
    let needed: BTreeSet<&str> = {
        let of_links = next.links.iter().flat_map(|link| [&link.a, &link.b]);
        let ends: Vec<&End> = of_links.chain(next.segments.iter().flat_map(|segment| &segment.members)).collect();
        ends.into_iter().map(|end| end.node.as_str()).collect()
    };
    let mut nodes = BTreeMap::new();
    for node in &reported.nodes {
        if !now(ElementKind::Device, &node.id) || needed.contains(node.id.as_str()) {
            nodes.insert(node.id.clone(), node.clone());
        }
    }
    for node in &seen.nodes {
        let is_new = needed.contains(node.id.as_str()) && !nodes.contains_key(&node.id);
        if now(ElementKind::Device, &node.id) || is_new {
            nodes.insert(node.id.clone(), node.clone());
        }
    }
    for subnet in &mut next.subnets {
        subnet.members.retain(|member| nodes.contains_key(&member.end.node));
    }
    next.nodes = nodes.into_values().collect();
    next.links.sort_by(|x, y| (&x.a, &x.b, x.layer, &x.id).cmp(&(&y.a, &y.b, y.layer, &y.id)));
    next.segments.sort_by(|x, y| (&x.members, &x.id).cmp(&(&y.members, &y.id)));
    next
}
