//! What changed between two topologies.

mod attachment;
mod change;
mod links;
mod matching;
mod media;
mod words;

use std::collections::BTreeSet;

pub use self::change::Change;
pub(in crate::topology) use self::change::in_order;
use self::links::Links;
pub(in crate::topology) use self::links::band;
use self::matching::Matching;
pub(in crate::topology) use self::matching::joined;
use super::graph::{Reason, Topology};

/// What changed from `before` to `after`, in canonical order: see [`Diff`].
#[must_use]
pub fn diff(before: &Topology, after: &Topology) -> Vec<Change> {
    Diff::new().between(before, after)
}

/// Compares topologies.
///
/// Devices are the same if their id is, else if a MAC address, an IP address or a `sysName` that only one device has
/// says so (the latter two not where both have MAC addresses); then links and media are compared by their ends. What a
/// device said that does not answer now, or whose table was not read to its end, is not refuted: such links are
/// [`Change::Unseen`], not removed, unless the device was taken away.
#[derive(Clone, Debug, Default)]
pub struct Diff {
    removed: BTreeSet<String>,
}

impl Diff {
    /// No device was taken away.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Devices that were taken away, by id: they are removed with all that only they said, where else they would be
    /// taken to be silent.
    #[must_use]
    pub fn removed<I: IntoIterator<Item = S>, S: Into<String>>(mut self, devices: I) -> Self {
        self.removed.extend(devices.into_iter().map(Into::into));
        self
    }

    /// What changed from `before` to `after`, in canonical order. O(nodes + links).
    #[must_use]
    pub fn between(&self, before: &Topology, after: &Topology) -> Vec<Change> {
        let compared = Compared::of(before, after, &self.removed);
        let mut changes = Vec::new();
        compared.nodes(&mut changes);
        let moved = attachment::moves(&compared, &mut changes);
        links::changes(&compared, &moved, &mut changes);
        media::changes(&compared, &moved, &mut changes);
        in_order(changes)
    }
}

/// Two topologies side by side.
pub(in crate::topology) struct Compared<'t> {
    before: &'t Topology,
    after: &'t Topology,
    removed: &'t BTreeSet<String>,
    nodes: Matching,
    links: Links,
    /// The segment after, by that before.
    media: Vec<Option<usize>>,
}

impl<'t> Compared<'t> {
    pub(in crate::topology) fn of(before: &'t Topology, after: &'t Topology, removed: &'t BTreeSet<String>) -> Self {
        let nodes = Matching::of(before, after);
        let links = Links::of(before, after, &nodes);
        let media = media::matched(before, after, &nodes);
        Self { before, after, removed, nodes, links, media }
    }

    /// The devices that gave one of these reasons and cannot be asked whether it still holds, by position before.
    fn silent(&self, reasons: &[Reason]) -> BTreeSet<usize> {
        let said =
            reasons.iter().filter_map(|reason| Some((self.nodes.before_by_id(self.before, &reason.device)?, reason)));
        said.filter(|(at, reason)| self.is_silent(*at, &reason.source)).map(|(at, _)| at).collect()
    }

    fn is_silent(&self, at: usize, source: &str) -> bool {
        let Some(node) = self.before.nodes.get(at) else { return false };
        if self.removed.contains(&node.id) {
            return false;
        }
        let now = self.nodes.after_of(at).and_then(|now| self.after.nodes.get(now));
        match now.filter(|now| now.polled) {
            None => true,
            Some(now) => now.coverage.iter().any(|read| read.source.name() == source && !read.complete),
        }
    }

    /// Whether a device that answered before does not now, without having been taken away.
    fn fell_silent(&self, at: usize) -> bool {
        self.before.nodes.get(at).is_some_and(|node| node.polled) && self.is_silent(at, "")
    }

    /// Whether a node before is none after.
    pub(in crate::topology) fn is_gone(&self, at: usize) -> bool {
        self.nodes.after_of(at).is_none()
    }
}
