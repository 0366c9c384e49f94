//! Which link before is which link after, and what changed of it.

use std::collections::{HashMap, HashSet};

use super::attachment::Moves;
use super::matching::{Matching, joined};
use super::{Change, Compared};
use crate::topology::element::Element;
use crate::topology::graph::{End, Layer, Link, LinkState, Topology};

/// The link after for each link before, and the other way round, by position.
pub(in crate::topology) struct Links {
    forth: Vec<Option<usize>>,
    back: Vec<Option<usize>>,
}

/// A port of a node after: its id, and the port by name or else by number.
pub(super) type Port<'t> = (&'t str, String);

pub(super) fn port<'t>(node: &'t str, end: &End) -> Port<'t> {
    let number = || end.if_index.map(|index| index.to_string());
    (node, end.port.clone().or_else(number).unwrap_or_default())
}

impl Links {
    pub(super) fn of(before: &Topology, after: &Topology, nodes: &Matching) -> Self {
        let mut links = Self { forth: vec![None; before.links.len()], back: vec![None; after.links.len()] };
        let order = |x: &Link, y: &Link| (&x.a, &x.b, x.layer, &x.id).cmp(&(&y.a, &y.b, y.layer, &y.id));
        for (b, a) in joined(&before.links, &after.links, order, |link| link.id.as_str()) {
            links.pair(b, a);
        }
        let mut by_ends: HashMap<(Layer, [Port<'_>; 2]), Vec<usize>> = HashMap::new();
        for at in links.came() {
            let link = &after.links[at];
            let mut ends = [port(&link.a.node, &link.a), port(&link.b.node, &link.b)];
            ends.sort();
            by_ends.entry((link.layer, ends)).or_default().push(at);
        }
        if by_ends.is_empty() {
            return links;
        }
        for at in links.gone() {
            let link = &before.links[at];
            let now = |end| port(nodes.now(end, before, after), end);
            let mut ends = [now(&link.a), now(&link.b)];
            ends.sort();
            if let Some(found) = by_ends.get_mut(&(link.layer, ends)).filter(|found| !found.is_empty()) {
                let a = found.remove(0);
                links.pair(at, a);
            }
        }
        links
    }

    fn pair(&mut self, before: usize, after: usize) {
        self.forth[before] = Some(after);
        self.back[after] = Some(before);
    }

    /// Positions before of links that are not there any more.
    pub(super) fn gone(&self) -> Vec<usize> {
        (0..self.forth.len()).filter(|at| self.forth[*at].is_none()).collect()
    }

    /// Positions after of links that were not there.
    pub(super) fn came(&self) -> Vec<usize> {
        (0..self.back.len()).filter(|at| self.back[*at].is_none()).collect()
    }
}

impl Compared<'_> {
    /// Links before, by position, that are not there any more although nobody refutes them.
    pub(in crate::topology) fn unseen_links(&self) -> Vec<usize> {
        let mut gone = self.links.gone();
        gone.retain(|at| self.before.links.get(*at).is_some_and(|link| !self.silent(&link.because).is_empty()));
        if gone.is_empty() {
            return gone;
        }
        let new = self.links.came().into_iter().filter_map(|at| self.after.links.get(at));
        let members = self.after.segments.iter().flat_map(|segment| &segment.members);
        let taken: HashSet<Port<'_>> =
            new.flat_map(|link| [&link.a, &link.b]).chain(members).map(|end| port(&end.node, end)).collect();
        let is_taken = |end: &End| taken.contains(&port(self.now(end), end));
        gone.retain(|at| self.before.links.get(*at).is_some_and(|link| !is_taken(&link.a) && !is_taken(&link.b)));
        gone
    }

    /// Links, by positions before and after, that are weaker while devices that spoke for them are silent.
    pub(in crate::topology) fn weaker_links(&self) -> Vec<(usize, usize)> {
        let pairs = self.links.forth.iter().enumerate().filter_map(|(b, a)| Some((b, (*a)?)));
        let weaker = |(b, a): &(usize, usize)| {
            let pair = self.before.links.get(*b).zip(self.after.links.get(*a));
            pair.is_some_and(|(was, now)| {
                let less = now.strength < was.strength
                    || band(now.confidence) < band(was.confidence)
                    || (now.state == LinkState::Unknown && was.state != LinkState::Unknown)
                    || (now.lag.is_none() && was.lag.is_some())
                    || was.vlans.iter().any(|vlan| !now.vlans.contains(vlan));
                less && !self.silent(&was.because).is_empty()
            })
        };
        pairs.filter(weaker).collect()
    }

    /// The id after of the node of an end before.
    pub(in crate::topology) fn now<'e>(&'e self, end: &'e End) -> &'e str {
        self.nodes.now(end, self.before, self.after)
    }

    pub(super) fn silent_elements(&self, because: &[crate::topology::graph::Reason]) -> Vec<Element> {
        self.silent(because).into_iter().filter_map(|at| self.before.nodes.get(at)).map(Element::of_node).collect()
    }
}

/// What changed of the links that did not move.
pub(super) fn changes(compared: &Compared<'_>, moves: &Moves, changes: &mut Vec<Change>) {
    let (before, after) = (Lags::of(compared.before), Lags::of(compared.after));
    let unseen: HashSet<usize> = compared.unseen_links().into_iter().collect();
    for at in compared.links.gone() {
        let Some(link) = compared.before.links.get(at).filter(|_| !moves.links_before.contains(&at)) else { continue };
        let element = Element::of_link(link);
        if unseen.contains(&at) {
            changes.push(Change::Unseen { element, silent: compared.silent_elements(&link.because) });
            continue;
        }
        changes.push(match link.lag.as_ref().map(|lag| (lag, after.count(lag))) {
            Some((lag, members)) if members > 0 => Change::LagMemberLost { lag: lag.clone(), link: element, members },
            _ => Change::LinkRemoved { link: element },
        });
    }
    for at in compared.links.came() {
        let Some(link) = compared.after.links.get(at).filter(|_| !moves.links_after.contains(&at)) else { continue };
        let element = Element::of_link(link);
        changes.push(match link.lag.as_ref().filter(|lag| before.count(lag) > 0) {
            Some(lag) => Change::LagMemberAdded { lag: lag.clone(), link: element, members: after.count(lag) },
            None => Change::LinkAdded { link: element },
        });
    }
    for (b, a) in compared.links.forth.iter().enumerate() {
        let pair = a.and_then(|a| Some((compared.before.links.get(b)?, compared.after.links.get(a)?)));
        if let Some((was, link)) = pair {
            compared.link(was, link, &after, changes);
        }
    }
}

impl Compared<'_> {
    fn link(&self, was: &Link, link: &Link, lags: &Lags<'_>, changes: &mut Vec<Change>) {
        let same = was.state == link.state
            && was.strength == link.strength
            && band(was.confidence) == band(link.confidence)
            && was.vlans == link.vlans
            && was.lag.is_some() == link.lag.is_some();
        if same {
            return;
        }
        let element = || Element::of_link(link);
        // What a device said that is silent now is not refuted by its silence.
        let silence = !self.silent(&was.because).is_empty();
        if was.state != link.state && !(silence && link.state == LinkState::Unknown) {
            changes.push(Change::StateChanged { link: element(), before: was.state, after: link.state });
        }
        let (rank_before, rank_after) = ((was.strength, band(was.confidence)), (link.strength, band(link.confidence)));
        if rank_before != rank_after && !(silence && rank_after < rank_before) {
            changes.push(Change::StrengthChanged {
                link: element(),
                before: was.strength,
                after: link.strength,
                confidence_before: was.confidence,
                confidence_after: link.confidence,
            });
        }
        if was.vlans != link.vlans && !silence {
            let added = link.vlans.iter().filter(|vlan| !was.vlans.contains(vlan)).copied().collect();
            let removed = was.vlans.iter().filter(|vlan| !link.vlans.contains(vlan)).copied().collect();
            changes.push(Change::VlansChanged { link: element(), added, removed });
        }
        match (&was.lag, &link.lag) {
            (Some(lag), None) if !silence => {
                let members = lags.count(lag);
                changes.push(Change::LagMemberLost { lag: lag.clone(), link: element(), members });
            }
            (None, Some(lag)) => {
                let members = lags.count(lag);
                changes.push(Change::LagMemberAdded { lag: lag.clone(), link: element(), members });
            }
            _ => {}
        }
    }
}

/// The rank of a confidence.
pub(in crate::topology) fn band(confidence: f64) -> u8 {
    [0.5, 0.9, 0.99].into_iter().map(|floor| u8::from(confidence >= floor)).sum()
}

/// How many members each aggregate has.
struct Lags<'t>(HashMap<&'t str, u32>);

impl<'t> Lags<'t> {
    fn of(topology: &'t Topology) -> Self {
        let mut counts = HashMap::new();
        for lag in topology.links.iter().filter_map(|link| link.lag.as_deref()) {
            *counts.entry(lag).or_default() += 1;
        }
        Self(counts)
    }

    fn count(&self, lag: &str) -> u32 {
        self.0.get(lag).copied().unwrap_or(0)
    }
}
