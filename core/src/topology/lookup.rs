//! Indexes over the ports of a node.

use smallvec::SmallVec;

use super::hash::{Map, stable_hash};
use super::names::{interface_key, plain};
use super::ports::{PortAt, PortModel};

/// Ports by a number that each has alone. Tables are mostly in the order of the numbers.
#[derive(Clone, Debug, Default)]
pub(super) struct Numbers {
    ascending: Vec<(u32, PortAt)>,
    others: Map<u32, PortAt>,
}

impl Numbers {
    /// Adds a number, unless there is one already.
    pub(super) fn insert(&mut self, number: u32, at: PortAt) {
        if self.ascending.last().is_none_or(|(last, _)| *last < number) {
            self.ascending.push((number, at));
        } else if self.get(number).is_none() {
            self.others.insert(number, at);
        }
    }

    pub(super) fn get(&self, number: u32) -> Option<PortAt> {
        // Numbers that count from 1 without gaps are where they say.
        let direct = (number as usize).checked_sub(1).and_then(|at| self.ascending.get(at));
        if let Some((_, at)) = direct.filter(|(found, _)| *found == number) {
            return Some(*at);
        }
        if let Ok(found) = self.ascending.binary_search_by_key(&number, |(number, _)| *number) {
            return self.ascending.get(found).map(|(_, at)| *at);
        }
        if self.others.is_empty() { None } else { self.others.get(&number).copied() }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, PortAt)> + '_ {
        self.ascending.iter().copied().chain(self.others.iter().map(|(number, at)| (*number, *at)))
    }
}

/// In what capacity a text names a port.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Name,
    Description,
    /// A name or description, reduced.
    Key,
    Alias,
    Announced,
}

/// Ports by texts, of which only hashes are kept: a device that makes two of its own collide confuses itself alone.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    sorted: Vec<(u64, PortAt)>,
    /// What was added since they were sorted.
    late: Map<u64, SmallVec<[PortAt; 2]>>,
    is_sorted: bool,
}

impl Texts {
    pub(super) fn add_port(&mut self, port: &PortModel<'_>, at: PortAt) {
        if !port.name.is_empty() {
            self.add(Kind::Name, &plain(&port.name), at);
            self.add(Kind::Key, &interface_key(&port.name), at);
        }
        if let Some(description) = port.description {
            self.add(Kind::Description, &plain(description), at);
            self.add(Kind::Key, &interface_key(description), at);
        }
        if let Some(alias) = port.alias {
            self.add(Kind::Alias, &plain(alias), at);
        }
    }

    pub(super) fn add(&mut self, kind: Kind, text: &str, at: PortAt) {
        self.add_bytes(kind, text.as_bytes(), at);
    }

    pub(super) fn add_bytes(&mut self, kind: Kind, bytes: &[u8], at: PortAt) {
        let hash = hash(kind, bytes);
        if self.is_sorted {
            self.late.entry(hash).or_default().push(at);
        } else {
            self.sorted.push((hash, at));
        }
    }

    /// To be asked from now on.
    pub(super) fn sorted(mut self) -> Self {
        self.sorted.sort_unstable();
        self.sorted.dedup();
        self.is_sorted = true;
        self
    }

    /// The ports of that text, the first first.
    pub(super) fn of(&self, kind: Kind, text: &str) -> Vec<PortAt> {
        self.of_bytes(kind, text.as_bytes())
    }

    /// The first port of that text, whatever their number.
    pub(super) fn first(&self, kind: Kind, bytes: &[u8]) -> Option<PortAt> {
        let hash = hash(kind, bytes);
        let first = self.sorted.get(self.sorted.partition_point(|(other, _)| *other < hash));
        let sorted = first.filter(|(other, _)| *other == hash).map(|(_, at)| *at);
        sorted.or_else(|| self.late.get(&hash)?.first().copied())
    }

    pub(super) fn of_bytes(&self, kind: Kind, bytes: &[u8]) -> Vec<PortAt> {
        let hash = hash(kind, bytes);
        let first = self.sorted.partition_point(|(other, _)| *other < hash);
        let same = self.sorted.iter().skip(first).take_while(|(other, _)| *other == hash).map(|(_, at)| *at);
        let mut found: Vec<PortAt> = same.collect();
        if let Some(late) = self.late.get(&hash) {
            found.extend(late);
            found.sort_unstable();
            found.dedup();
        }
        found
    }
}

fn hash(kind: Kind, bytes: &[u8]) -> u64 {
    stable_hash([[kind as u8].as_slice(), bytes])
}
