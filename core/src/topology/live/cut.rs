//! Both sides of an update, cut down to what differs and to what a comparison looks at besides: the links and media at
//! nodes about which something differs, and the other ends of these.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use crate::topology::diff::joined;
use crate::topology::graph::{Link, Node, Reason, Segment, Topology};
use crate::topology::hash::Set;
use crate::topology::union::show_names;
use crate::value::MacAddr;

/// One side.
#[derive(Default)]
struct Side<'t> {
    nodes: Vec<&'t Node>,
    links: Vec<&'t Link>,
    segments: Vec<&'t Segment>,
}

/// Both sides.
pub(super) struct Cut<'t> {
    before: Side<'t>,
    after: Side<'t>,
    /// The ids of nodes about which something differs.
    touched: BTreeSet<&'t str>,
    /// Nodes of only one side.
    pub(super) alone: Vec<&'t Node>,
    /// Nodes elsewhere that a comparison has to know: the same on both sides but for how they are shown.
    others: BTreeMap<&'t str, &'t Node>,
}

impl<'t> Side<'t> {
    fn of(parts: impl Iterator<Item = &'t Topology>) -> Self {
        let mut side = Self::default();
        for part in parts {
            side.nodes.extend(&part.nodes);
            side.links.extend(&part.links);
            side.segments.extend(&part.segments);
        }
        side.nodes.sort_by(|x, y| x.id.cmp(&y.id));
        side.links.sort_by(|x, y| order(x, y));
        side.segments.sort_by(|x, y| (&x.members, &x.id).cmp(&(&y.members, &y.id)));
        side
    }
}

fn order(x: &Link, y: &Link) -> std::cmp::Ordering {
    (&x.a, &x.b, x.layer, &x.id).cmp(&(&y.a, &y.b, y.layer, &y.id))
}

/// What is not equal to its like on the other side, of both sides, and whether it has none.
fn differing<'t, T: PartialEq>(
    before: &[&'t T],
    after: &[&'t T],
    order: impl Fn(&T, &T) -> std::cmp::Ordering,
    id: impl Fn(&'t T) -> &'t str,
) -> Vec<(&'t T, bool)> {
    let mut found = Vec::new();
    let (mut left, mut new) = (vec![true; before.len()], vec![true; after.len()]);
    for (b, a) in joined(before, after, |x, y| order(x, y), |item| id(item)) {
        if let (Some(was), Some(now)) = (before.get(b), after.get(a)) {
            (left[b], new[a]) = (false, false);
            if was != now {
                found.extend([(*was, false), (*now, false)]);
            }
        }
    }
    found.extend(before.iter().zip(left).filter(|(_, left)| *left).map(|(item, _)| (*item, true)));
    found.extend(after.iter().zip(new).filter(|(_, new)| *new).map(|(item, _)| (*item, true)));
    found
}

impl<'t> Cut<'t> {
    pub(super) fn of(before: &'t [Topology], after: &[&'t Topology]) -> Self {
        let (before, after) = (Side::of(before.iter()), Side::of(after.iter().copied()));
        let mut cut = Self { before, after, touched: BTreeSet::new(), alone: Vec::new(), others: BTreeMap::new() };
        let by_id = |x: &Node, y: &Node| x.id.cmp(&y.id);
        for (node, alone) in differing(&cut.before.nodes, &cut.after.nodes, by_id, |node| node.id.as_str()) {
            cut.touched.insert(node.id.as_str());
            cut.alone.extend(alone.then_some(node));
        }
        for (link, _) in differing(&cut.before.links, &cut.after.links, order, |link| link.id.as_str()) {
            cut.touched.extend([link.a.node.as_str(), link.b.node.as_str()]);
            cut.touched.extend(devices(&link.because));
        }
        let by_members = |x: &Segment, y: &Segment| (&x.members, &x.id).cmp(&(&y.members, &y.id));
        for (segment, _) in
            differing(&cut.before.segments, &cut.after.segments, by_members, |segment| segment.id.as_str())
        {
            cut.touched.extend(segment.members.iter().map(|end| end.node.as_str()));
            cut.touched.extend(devices(&segment.because));
        }
        cut
    }

    /// Whether nothing differs.
    pub(super) fn is_empty(&self) -> bool {
        self.touched.is_empty() && self.others.is_empty()
    }

    /// Nodes about which something differs, those of both sides.
    pub(super) fn touched(&self) -> impl Iterator<Item = &'t Node> + '_ {
        let both = self.before.nodes.iter().chain(&self.after.nodes).copied();
        both.filter(|node| self.touched.contains(node.id.as_str()))
    }

    /// Nodes of these names are shown otherwise.
    pub(super) fn renames(&mut self, names: &BTreeSet<&str>) {
        let both = self.before.nodes.iter().chain(&self.after.nodes);
        self.touched.extend(both.filter(|node| names.contains(node.name.as_str())).map(|node| node.id.as_str()));
    }

    /// Adds a node of a part that is the same before and after.
    pub(super) fn add_other(&mut self, node: &'t Node) {
        self.others.insert(&node.id, node);
    }

    /// Something differs about the node of that id; whether it is in these parts.
    pub(super) fn touch(&mut self, id: &str) -> bool {
        let find = |nodes: &[&'t Node]| {
            let at = nodes.binary_search_by(|node| node.id.as_str().cmp(id)).ok()?;
            nodes.get(at).map(|node| node.id.as_str())
        };
        let found = find(&self.before.nodes).or_else(|| find(&self.after.nodes));
        self.touched.extend(found);
        found.is_some()
    }

    /// Nodes of these parts that have an address or a name of one of those are looked at with them.
    pub(super) fn touch_akin(&mut self, nodes: &[&Node]) {
        let macs: Set<MacAddr> = nodes.iter().flat_map(|node| node.macs.iter().copied()).collect();
        let addresses: Set<IpAddr> = nodes.iter().flat_map(|node| node.addresses.iter().copied()).collect();
        let names: Set<&str> = nodes.iter().filter_map(|node| node.sys_name.as_deref()).collect();
        let akin = |node: &&Node| {
            node.macs.iter().any(|mac| macs.contains(mac))
                || node.addresses.iter().any(|address| addresses.contains(address))
                || node.sys_name.as_deref().is_some_and(|name| names.contains(name))
        };
        let both = self.before.nodes.iter().chain(&self.after.nodes).copied();
        self.touched.extend(both.filter(akin).map(|node| node.id.as_str()));
    }

    /// The side before or after, where a name is shown with its node's id if `repeated` says so.
    pub(super) fn side(&self, later: bool, repeated: &dyn Fn(&str) -> bool) -> Topology {
        let side = if later { &self.after } else { &self.before };
        let touches = |id: &String| self.touched.contains(id.as_str());
        let mut cut = Topology {
            links: side
                .links
                .iter()
                .filter(|link| touches(&link.a.node) || touches(&link.b.node))
                .map(|link| (*link).clone())
                .collect(),
            segments: side
                .segments
                .iter()
                .filter(|segment| segment.members.iter().any(|end| touches(&end.node)))
                .map(|segment| (*segment).clone())
                .collect(),
            ..Topology::default()
        };
        let mut wanted: BTreeSet<&str> = self.touched.clone();
        wanted.extend(cut.links.iter().flat_map(|link| [link.a.node.as_str(), link.b.node.as_str()]));
        wanted.extend(cut.segments.iter().flat_map(|segment| &segment.members).map(|end| end.node.as_str()));
        let nodes: Vec<&Node> = side.nodes.iter().filter(|node| wanted.contains(node.id.as_str())).copied().collect();
        let others = self.others.values().copied();
        cut.nodes = nodes.into_iter().chain(others).map(portless).collect();
        show_names(&mut cut, repeated);
        cut
    }
}

/// A node without what no comparison looks at.
fn portless(node: &Node) -> Node {
    Node {
        id: node.id.clone(),
        name: node.name.clone(),
        sys_name: node.sys_name.clone(),
        addresses: node.addresses.clone(),
        macs: node.macs.clone(),
        coverage: node.coverage.clone(),
        kind: node.kind,
        polled: node.polled,
        description: None,
        vendor: None,
        ports: Vec::new(),
    }
}

/// The devices that gave reasons.
pub(super) fn devices(reasons: &[Reason]) -> impl Iterator<Item = &str> {
    reasons.iter().map(|reason| reason.device.as_str())
}
