use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::topology::graph::Topology;

/// What an update made different, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Update {
    /// Nodes.
    pub nodes: Ids,
    /// Links.
    pub links: Ids,
    /// Segments.
    pub segments: Ids,
}

/// Ids of what came, went, and is otherwise than before, each list sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ids {
    /// What is new.
    pub added: Vec<String>,
    /// What is no more.
    pub removed: Vec<String>,
    /// What was there and differs in any field, evidence included.
    pub changed: Vec<String>,
}

impl Update {
    /// Whether nothing is different.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        [&self.nodes, &self.links, &self.segments]
            .iter()
            .all(|ids| ids.added.is_empty() && ids.removed.is_empty() && ids.changed.is_empty())
    }
}

/// The difference between parts of a topology.
pub(super) fn compare(before: &[Topology], after: &[&Topology]) -> Update {
    let after = || after.iter().copied();
    Update {
        nodes: ids(before.iter().flat_map(|part| &part.nodes), after().flat_map(|part| &part.nodes), |node| &node.id),
        links: ids(before.iter().flat_map(|part| &part.links), after().flat_map(|part| &part.links), |link| &link.id),
        segments: ids(
            before.iter().flat_map(|part| &part.segments),
            after().flat_map(|part| &part.segments),
            |segment| &segment.id,
        ),
    }
}

fn ids<'t, T: PartialEq + 't>(
    before: impl Iterator<Item = &'t T>,
    after: impl Iterator<Item = &'t T>,
    id: impl Fn(&T) -> &String,
) -> Ids {
    let mut old: HashMap<&str, &T> = before.map(|item| (id(item).as_str(), item)).collect();
    let mut ids = Ids::default();
    for item in after {
        match old.remove(id(item).as_str()) {
            None => ids.added.push(id(item).clone()),
            Some(before) if before != item => ids.changed.push(id(item).clone()),
            Some(_) => {}
        }
    }
    ids.removed = old.into_keys().map(str::to_owned).collect();
    [&mut ids.added, &mut ids.removed, &mut ids.changed].into_iter().for_each(|list| list.sort_unstable());
    ids
}

/// In which domains each name is, once for each node: a name that comes twice is shown with the node's id.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    domains: HashMap<String, SmallVec<[u32; 2]>>,
}

impl Names {
    pub(super) fn add(&mut self, domain: u32, part: &Topology) {
        for node in &part.nodes {
            match self.domains.get_mut(&node.name) {
                Some(domains) => domains.push(domain),
                None => drop(self.domains.insert(node.name.clone(), SmallVec::from_slice(&[domain]))),
            }
        }
    }

    pub(super) fn remove(&mut self, domain: u32, part: &Topology) {
        for node in &part.nodes {
            if let Some(domains) = self.domains.get_mut(&node.name) {
                if let Some(at) = domains.iter().position(|other| *other == domain) {
                    domains.swap_remove(at);
                }
                if domains.is_empty() {
                    self.domains.remove(&node.name);
                }
            }
        }
    }

    /// Adds to an update the nodes that stayed and are shown otherwise, because a namesake came or went elsewhere, with
    /// what they are on. These names are as they are after the update.
    pub(super) fn renamed<'t>(
        &self,
        before: &[Topology],
        after: &[&Topology],
        update: &mut Update,
        part: impl Fn(u32) -> Option<&'t Topology>,
    ) {
        let mut difference: HashMap<&str, isize> = HashMap::new();
        for node in after.iter().flat_map(|part| &part.nodes) {
            *difference.entry(&node.name).or_default() += 1;
        }
        for node in before.iter().flat_map(|part| &part.nodes) {
            *difference.entry(&node.name).or_default() -= 1;
        }
        let mut renamed: BTreeSet<(u32, &str)> = BTreeSet::new();
        for (name, difference) in difference.into_iter().filter(|(_, difference)| *difference != 0) {
            let domains = self.domains.get(name).map(SmallVec::as_slice).unwrap_or_default();
            let now = isize::try_from(domains.len()).unwrap_or(isize::MAX);
            if (now > 1) != (now - difference > 1) {
                renamed.extend(domains.iter().map(|domain| (*domain, name)));
            }
        }
        for (domain, name) in renamed {
            if let Some(part) = part(domain) {
                show_otherwise(part, name, update);
            }
        }
    }
}

fn show_otherwise(part: &Topology, name: &str, update: &mut Update) {
    for node in part.nodes.iter().filter(|node| node.name == name && node.id != name) {
        change(&mut update.nodes, &node.id);
        let links = part.links.iter().filter(|link| {
            let others = link.alternatives.iter().flat_map(|other| [&other.a, &other.b]);
            [&link.a, &link.b].into_iter().chain(others).any(|end| end.node == node.id)
        });
        links.for_each(|link| change(&mut update.links, &link.id));
        let on = part.segments.iter().filter(|segment| segment.members.iter().any(|end| end.node == node.id));
        on.for_each(|segment| change(&mut update.segments, &segment.id));
    }
}

fn change(ids: &mut Ids, id: &str) {
    let new = ids.added.binary_search_by(|other| other.as_str().cmp(id)).is_ok();
    if let (false, Err(at)) = (new, ids.changed.binary_search_by(|other| other.as_str().cmp(id))) {
        ids.changed.insert(at, id.to_owned());
    }
}
