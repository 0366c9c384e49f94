//! The whole network as it was last asked for: an update takes out of it what was replaced and puts in what came for it.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::LiveTopology;
use crate::inventory::DeviceSnapshot;
use crate::topology::ambiguous;
use crate::topology::graph::{Topology, Unused};
use crate::topology::hash::Set;
use crate::topology::infer::add_layer_3;
use crate::topology::union::{link_order, segment_order, show_names, union, unused_order};

/// Parts that were replaced by others.
#[derive(Default)]
pub(super) struct Replaced {
    /// Their numbers, and what they were.
    pub(super) numbers: Vec<u32>,
    pub(super) before: Vec<Topology>,
    /// The numbers of those that came for them.
    pub(super) after: Vec<u32>,
}

/// What was last given out, and what is not in it yet.
#[derive(Clone, Debug, Default)]
pub(super) struct Whole {
    last: Option<Arc<Topology>>,
    /// Whether nothing was updated since.
    is_current: bool,
    /// Whether it is nothing but its parts: layer 3 added none but subnets.
    plain: bool,
    /// Parts that are in `last` and are none any more.
    gone: Vec<Topology>,
    /// Parts that are not in `last`.
    fresh: BTreeSet<u32>,
}

impl Whole {
    /// Takes note of an update.
    pub(super) fn replace(&mut self, replaced: Replaced) {
        self.is_current = false;
        let Some(last) = self.last.as_ref().filter(|_| self.plain) else { return self.forget() };
        for (number, part) in replaced.numbers.into_iter().zip(replaced.before) {
            if !self.fresh.remove(&number) {
                self.gone.push(part);
            }
        }
        self.fresh.extend(replaced.after);
        // Where most of it is replaced, putting it together anew is as fast.
        if self.gone.iter().map(|part| part.nodes.len()).sum::<usize>() * 2 > last.nodes.len() {
            *self = Self::default();
        }
    }

    /// Lets go of it: the next is put together anew.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// What was last given out, if it is still true.
    pub(super) fn current(&self) -> Option<Arc<Topology>> {
        self.last.clone().filter(|_| self.is_current)
    }

    /// What was last given out without the parts that are gone, and the numbers of those that are to be put in.
    pub(super) fn take(&mut self) -> Option<(Arc<Topology>, BTreeSet<u32>)> {
        let mut last = self.last.take()?;
        let (gone, fresh) = (std::mem::take(&mut self.gone), std::mem::take(&mut self.fresh));
        if !gone.iter().all(speaks_for_itself) {
            return None;
        }
        if !gone.is_empty() {
            take_out(Arc::make_mut(&mut last), &gone);
        }
        Some((last, fresh))
    }

    /// Keeps what is given out now.
    pub(super) fn keep(&mut self, whole: &Arc<Topology>, plain: bool) {
        *self = Self { last: Some(Arc::clone(whole)), is_current: true, plain, ..Self::default() };
    }
}

/// Whether all statements without use are of polled devices of the part, so that it is known whose they are.
fn speaks_for_itself(part: &Topology) -> bool {
    let polled = |id: &str| {
        let at = part.nodes.binary_search_by(|node| node.id.as_str().cmp(id)).ok();
        at.and_then(|at| part.nodes.get(at)).is_some_and(|node| node.polled)
    };
    let mut same = "";
    part.unused.iter().all(|unused| {
        let known = unused.reason.device == same || polled(&unused.reason.device);
        same = &unused.reason.device;
        known
    })
}

fn take_out(whole: &mut Topology, gone: &[Topology]) {
    let nodes: Set<&str> = gone.iter().flat_map(|part| &part.nodes).map(|node| node.id.as_str()).collect();
    whole.nodes.retain(|node| !nodes.contains(node.id.as_str()));
    whole.links.retain(|link| !nodes.contains(link.a.node.as_str()));
    whole.segments.retain(|segment| segment.members.iter().all(|end| !nodes.contains(end.node.as_str())));
    whole.unused.retain(|unused| !nodes.contains(unused.reason.device.as_str()));
}

/// Puts parts into a whole that does not have them.
fn put_in(whole: &mut Topology, mut parts: Topology) {
    parts.nodes.sort_by(|x, y| x.id.cmp(&y.id));
    parts.links.sort_by(link_order);
    parts.segments.sort_by(segment_order);
    parts.unused.sort_by(unused_order);
    merge(&mut whole.nodes, parts.nodes, |x, y| x.id.cmp(&y.id));
    merge(&mut whole.links, parts.links, link_order);
    merge(&mut whole.segments, parts.segments, segment_order);
    merge::<Unused>(&mut whole.unused, parts.unused, unused_order);
}

/// Merges a few into many, both in order: each is moved once.
fn merge<T>(many: &mut Vec<T>, few: Vec<T>, order: impl Fn(&T, &T) -> Ordering) {
    if few.is_empty() {
        return;
    }
    let places: Vec<usize> = few.iter().map(|new| many.partition_point(|old| order(old, new).is_le())).collect();
    let mut merged = Vec::with_capacity(many.len() + few.len());
    let (mut old, mut taken) = (std::mem::take(many).into_iter(), 0);
    for (new, place) in few.into_iter().zip(places) {
        merged.extend(old.by_ref().take(place - taken));
        merged.push(new);
        taken = place;
    }
    merged.extend(old);
    *many = merged;
}

impl LiveTopology {
    /// The whole network: a copy. Who asks after every update is better off with [`Self::current`].
    #[must_use]
    pub fn topology(&self) -> Topology {
        let mut whole = union(self.in_order().into_iter().cloned(), &self.options);
        self.finish(&mut whole);
        whole
    }

    /// The whole network, shared: the same as [`Self::topology`].
    ///
    /// It is kept, and the next call changes in it what updates changed since, without a copy if nobody holds it any
    /// more. Where routers have neighbors, or a name that several devices have comes or goes, it is put together anew
    /// after an update.
    pub fn current(&mut self) -> Arc<Topology> {
        if let Some(current) = self.whole.current() {
            return current;
        }
        let mut whole =
            self.patched().unwrap_or_else(|| Arc::new(union(self.in_order().into_iter().cloned(), &self.options)));
        let plain = self.finish(Arc::make_mut(&mut whole));
        self.whole.keep(&whole, plain);
        whole
    }

    /// What was given out before with the parts that came since, but for layer 3.
    fn patched(&mut self) -> Option<Arc<Topology>> {
        let (mut whole, fresh) = self.whole.take()?;
        let mut parts = Topology::default();
        for domain in fresh.iter().filter_map(|number| self.domains.get(number)) {
            if !speaks_for_itself(&domain.part) {
                return None;
            }
            parts.nodes.extend(domain.part.nodes.iter().cloned());
            parts.links.extend(domain.part.links.iter().cloned());
            parts.segments.extend(domain.part.segments.iter().cloned());
            parts.unused.extend(domain.part.unused.iter().cloned());
        }
        show_names(&mut parts, &|name| self.names.count(name) > 1);
        put_in(Arc::make_mut(&mut whole), parts);
        Some(whole)
    }

    /// Adds to the union of all domains what concerns all. Whether layer 3 added nothing but subnets.
    fn finish(&self, whole: &mut Topology) -> bool {
        let size = |whole: &Topology| [whole.nodes.len(), whole.links.len(), whole.segments.len(), whole.unused.len()];
        let before = size(whole);
        let devices: Vec<&DeviceSnapshot> = self.devices().collect();
        add_layer_3(whole, &devices, &self.options);
        whole.ambiguous =
            ambiguous::list(&self.everyone, |slot| self.entry(slot).map(|entry| entry.device.id.0.as_str()));
        size(whole) == before
    }
}
