//! Folding: many cards become one card of a group, so that a large network can be looked at.
//!
//! Groups nest: a frame, which is the whole drawing or the inside of a group, has about [`MOST_CARDS`] cards at most.
//! [`divide`] makes the groups, of what [`labels`] says or by structure; [`tell`] gives them names and says what is in
//! them.

mod divide;
mod labels;
mod tell;

use std::collections::BTreeMap;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::layout::Graph;
use crate::error::{Error, Result};
use crate::inventory::DeviceKind;
use crate::topology::Topology;

/// How the devices of a drawing are put together into groups.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fold {
    /// Nothing up to about sixty switches and routers; above that by the structure of the network: what hangs together
    /// without its core is a group, as a building is. Above a few hundred devices end systems are counted on the card
    /// of their switch instead of listed.
    #[default]
    Auto,
    /// Every device is drawn.
    None,
    /// By the sites that [`Drawing::sites`](super::Drawing::sites) gives; devices without one stand for themselves.
    /// Where there are no sites, as [`Self::Auto`].
    BySite,
    /// By the VLAN that the fewest others share with a device.
    ByVlan,
    /// By what devices do: routers, core, distribution and access switches, access points.
    ByRole,
    /// Switches that hang from the same switches, below those.
    ByParent,
}

impl FromStr for Fold {
    type Err = Error;

    /// Reads a word: `auto`, `none`, `by-site`, `by-vlan`, `by-role`, `by-parent`.
    fn from_str(text: &str) -> Result<Self> {
        match text {
            "auto" => Ok(Self::Auto),
            "none" => Ok(Self::None),
            "by-site" => Ok(Self::BySite),
            "by-vlan" => Ok(Self::ByVlan),
            "by-role" => Ok(Self::ByRole),
            "by-parent" => Ok(Self::ByParent),
            _ => Err(Error::invalid("fold", text, "one of auto, none, by-site, by-vlan, by-role, by-parent")),
        }
    }
}

/// Cards of a frame from which on it is folded.
const MOST_CARDS: usize = 60;
/// Cards and end systems of a frame above which end systems are counted instead of listed, and devices of a topology
/// above which they are in every frame.
const MOST_LISTED: usize = 250;
const MOST_DEVICES: usize = 3000;

/// A set of devices that is drawn as one card.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// Stable as long as its first device is: `group:0:dist-a1`.
    pub(super) id: String,
    pub(super) name: String,
    /// What leads it.
    pub(super) kind: DeviceKind,
    /// How many devices it stands for, end systems included.
    pub(super) devices: usize,
    /// `8 switches, 114 end systems`.
    pub(super) counts: String,
    /// `6 blocked, 1 did not answer`, or nothing.
    pub(super) states: String,
    /// The cards in it that are cabled to others outside, ascending.
    entries: Vec<usize>,
}

/// The groups of a drawing. Groups are vertices too: they count on from the nodes and segments.
#[derive(Clone, Debug)]
pub(super) struct Folding {
    pub(super) groups: Vec<Group>,
    /// For every node, segment and group: the group that it is in.
    pub(super) home: Vec<Option<usize>>,
    /// The vertex of the first group.
    first: usize,
    /// Whether end systems are listed in the whole drawing, and in each group.
    listed: Vec<bool>,
}

impl Folding {
    /// The groups of `topology`, of which `graph` is the whole graph.
    pub(super) fn new(topology: &Topology, graph: &Graph, fold: Fold, sites: &BTreeMap<String, String>) -> Self {
        let first = graph.kinds.len();
        let mut folding = Self { groups: Vec::new(), home: vec![None; first], first, listed: Vec::new() };
        if fold != Fold::None {
            let labels = labels::labels(topology, graph, fold, sites);
            divide::divide(topology, graph, labels.as_ref(), &mut folding);
            tell::tell(topology, graph, &mut folding);
        }
        let mut sizes = vec![0; folding.groups.len() + 1];
        let frame = |home: Option<usize>| home.map_or(0, |group| group + 1 - first);
        for card in graph.cards.iter().copied() {
            sizes[frame(folding.home[card])] += 1 + graph.rows[card].len();
        }
        let few = |size: &usize| *size <= MOST_LISTED && topology.nodes.len() <= MOST_DEVICES;
        folding.listed = sizes.iter().map(|size| fold == Fold::None || few(size)).collect();
        folding
    }

    /// The group that is this vertex.
    pub(super) fn group(&self, vertex: usize) -> Option<&Group> {
        self.groups.get(vertex.checked_sub(self.first)?)
    }

    /// The vertices of all groups, with the groups.
    pub(super) fn all(&self) -> impl Iterator<Item = (usize, &Group)> {
        (self.first..).zip(&self.groups)
    }

    /// What stands for `vertex` in a frame: itself, or the group there that it is in; nothing where it is elsewhere.
    pub(super) fn shown_as(&self, vertex: usize, scope: Option<usize>) -> Option<usize> {
        let mut shown = vertex;
        loop {
            match self.home.get(shown).copied().flatten() {
                home if home == scope => return Some(shown),
                Some(group) => shown = group,
                None => return None,
            }
        }
    }

    /// Whether the end systems of a frame are listed.
    pub(super) fn hosts(&self, scope: Option<usize>) -> bool {
        self.listed.get(scope.map_or(0, |group| group + 1 - self.first)).copied().unwrap_or(true)
    }

    /// The cards of the inside of a group that lead out of it, by their place in that frame. None where most do.
    pub(super) fn entries(&self, scope: Option<usize>, frame: &Graph) -> Vec<usize> {
        let Some(group) = scope.and_then(|group| self.group(group)) else { return Vec::new() };
        let place = |card: &usize| frame.global.binary_search(&self.shown_as(*card, scope)?).ok();
        let mut all: Vec<usize> = group.entries.iter().filter_map(place).collect();
        all.sort_unstable();
        all.dedup();
        if all.len() * 2 > frame.cards.len() && all.len() > 4 { Vec::new() } else { all }
    }

    /// The id of a vertex, by which it keeps its place.
    pub(super) fn id<'a>(&'a self, topology: &'a Topology, vertex: usize) -> Option<&'a str> {
        let nodes = topology.nodes.len();
        match self.group(vertex) {
            Some(group) => Some(&group.id),
            None if vertex < nodes => topology.nodes.get(vertex).map(|node| node.id.as_str()),
            None => topology.segments.get(vertex - nodes).map(|segment| segment.id.as_str()),
        }
    }
}

#[cfg(test)]
mod tests;
