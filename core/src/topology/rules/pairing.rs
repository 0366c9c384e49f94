//! The neighbor rows of two devices, joined: which row of one answers which row of the other.

use std::collections::HashMap;

use crate::topology::heard::Heard;
use crate::topology::model::{Net, Spot};
use crate::topology::ports::PortAt;

/// Rows of one side that do not name their counterpart exactly and are still compared one by one. Two
/// devices with more of them are not cabled, they are broken or hostile.
const UNDECIDED: usize = 256;

/// A cable between two devices as their neighbor rows describe it.
#[derive(Clone, Debug)]
pub(super) struct Edge {
    pub(super) a: Spot,
    pub(super) b: Spot,
    /// Positions of the rows of `a`'s device that hear `b`.
    pub(super) forth: Vec<usize>,
    /// Positions of the rows of `b`'s device that hear `a`.
    pub(super) back: Vec<usize>,
    /// Whether other rows could have been joined just as well.
    pub(super) arbitrary: bool,
}

impl Edge {
    pub(super) fn is_two_sided(&self) -> bool {
        !self.forth.is_empty() && !self.back.is_empty()
    }
}

/// Rows of one device that say the same: by several protocols, or several times.
#[derive(Clone, Debug)]
struct Side {
    from: Option<PortAt>,
    to: Vec<PortAt>,
    rows: Vec<usize>,
    joined: bool,
}

/// The cables between devices `a` and `b`. `forth` are the rows of `a` that hear `b`, `back` the
/// rows of `b` that hear `a`.
pub(super) fn pair(
    a: usize,
    b: usize,
    forth: &[usize],
    back: &[usize],
    heard: &[Heard<'_>],
    net: &Net<'_>,
) -> Vec<Edge> {
    let mut there = sides(forth, heard, net);
    let mut back = sides(back, heard, net);
    let mut edges = Vec::new();
    let mut join = |there: &mut Side, back: &mut Side, arbitrary: bool| {
        there.joined = true;
        back.joined = true;
        let single = |ports: &[PortAt]| if ports.len() == 1 { ports.first().copied() } else { None };
        edges.push(Edge {
            a: Spot { node: a, port: there.from.or_else(|| single(&back.to)) },
            b: Spot { node: b, port: back.from.or_else(|| single(&there.to)) },
            forth: there.rows.clone(),
            back: back.rows.clone(),
            arbitrary,
        });
    };
    // Rows that name each other exactly; a port may take part twice where a medium is shared.
    let mut answers: HashMap<(PortAt, PortAt), Vec<usize>> = HashMap::new();
    for (at, side) in back.iter().enumerate() {
        if let (Some(from), [to]) = (side.from, side.to.as_slice()) {
            answers.entry((*to, from)).or_default().push(at);
        }
    }
    for there in &mut there {
        let (Some(from), [to]) = (there.from, there.to.as_slice()) else { continue };
        for at in answers.get(&(from, *to)).into_iter().flatten() {
            join(there, &mut back[*at], false);
        }
    }
    // Rows that can mean each other and nothing else, until that decides nothing more.
    let open = |sides: &[Side]| sides.iter().filter(|side| !side.joined).count();
    let few = open(&there) <= UNDECIDED && open(&back) <= UNDECIDED;
    for fits in [names_each_other as fn(&Side, &Side) -> bool, may_mean_each_other].into_iter().filter(|_| few) {
        while let Some((x, y)) = sole_partners(&there, &back, fits) {
            join(&mut there[x], &mut back[y], false);
        }
    }
    // Several cables whose ports cannot be told apart: in the order of the ports.
    for there in there.iter_mut().filter(|_| few) {
        let partner = back.iter_mut().find(|back| !there.joined && !back.joined && names_each_other(there, back));
        if let Some(back) = partner {
            join(there, back, true);
        }
    }
    if few {
        absorb(&mut there, &mut edges, false);
        absorb(&mut back, &mut edges, true);
    }
    one_sided(&there, a, b, &mut edges, false);
    one_sided(&back, b, a, &mut edges, true);
    edges
}

/// Groups rows by the port that they were heard on and the ports that they can mean.
fn sides(rows: &[usize], heard: &[Heard<'_>], net: &Net<'_>) -> Vec<Side> {
    let mut sorted: Vec<Side> = rows
        .iter()
        .map(|row| {
            let (from, to) = (heard[*row].from, heard[*row].to);
            let mut ports: Vec<PortAt> =
                heard[*row].ports.iter().map(|port| net.nodes[to].ports.physical(*port)).collect();
            ports.sort_unstable();
            ports.dedup();
            Side { from: net.physical(from).port, to: ports, rows: vec![*row], joined: false }
        })
        .collect();
    // The most definite first; a row that names no port of the far end joins the others of its port.
    sorted.sort_by(|x, y| {
        (x.from.is_none(), x.from, x.to.is_empty(), x.to.len(), &x.to, &x.rows).cmp(&(
            y.from.is_none(),
            y.from,
            y.to.is_empty(),
            y.to.len(),
            &y.to,
            &y.rows,
        ))
    });
    let mut sides: Vec<Side> = Vec::new();
    let mut by_port: HashMap<Option<PortAt>, Vec<usize>> = HashMap::new();
    for side in sorted {
        let known = by_port.entry(side.from).or_default();
        let overlaps = |at: &&usize| side.to.is_empty() || sides[**at].to.iter().any(|port| side.to.contains(port));
        match known.iter().find(overlaps).copied().filter(|_| !side.to.is_empty() || known.len() == 1) {
            Some(at) => sides[at].rows.extend(side.rows),
            None => {
                known.push(sides.len());
                sides.push(side);
            }
        }
    }
    sides
}

/// Each names, among others perhaps, the port on which the other was heard.
fn names_each_other(there: &Side, back: &Side) -> bool {
    let names = |port: Option<PortAt>, ports: &[PortAt]| port.is_some_and(|port| ports.contains(&port));
    names(there.from, &back.to) && names(back.from, &there.to)
}

/// As above, but a port that is not known may be any.
fn may_mean_each_other(there: &Side, back: &Side) -> bool {
    let may =
        |port: Option<PortAt>, ports: &[PortAt]| port.is_none_or(|port| ports.is_empty() || ports.contains(&port));
    may(there.from, &back.to) && may(back.from, &there.to)
}

/// A row on each side that fit each other, one of them having no other choice.
fn sole_partners(there: &[Side], back: &[Side], fits: fn(&Side, &Side) -> bool) -> Option<(usize, usize)> {
    let sole = |choices: Vec<usize>| if choices.len() == 1 { choices.first().copied() } else { None };
    let free = |sides: &[Side]| -> Vec<usize> { (0..sides.len()).filter(|at| !sides[*at].joined).collect() };
    for x in free(there) {
        if let Some(y) = sole(free(back).into_iter().filter(|y| fits(&there[x], &back[*y])).collect()) {
            return Some((x, y));
        }
    }
    for y in free(back) {
        if let Some(x) = sole(free(there).into_iter().filter(|x| fits(&there[*x], &back[y])).collect()) {
            return Some((x, y));
        }
    }
    None
}

/// Adds a row that lacks a port to the cable that it must be about.
fn absorb(sides: &mut [Side], edges: &mut [Edge], backwards: bool) {
    for side in sides.iter_mut().filter(|side| !side.joined && (side.from.is_none() || side.to.is_empty())) {
        let fits = |edge: &&mut Edge| {
            let (from, to) = if backwards { (edge.b, edge.a) } else { (edge.a, edge.b) };
            side.from.is_none_or(|port| from.port == Some(port))
                && (side.to.is_empty() || to.port.is_some_and(|port| side.to.contains(&port)))
        };
        if edges.iter_mut().filter(fits).count() == 1 {
            for edge in edges.iter_mut().filter(fits) {
                let rows = if backwards { &mut edge.back } else { &mut edge.forth };
                rows.extend(side.rows.iter().copied());
            }
            side.joined = true;
        }
    }
}

/// What is left stands alone. Of several ports that it can mean, those that are taken are left out.
fn one_sided(sides: &[Side], from: usize, to: usize, edges: &mut Vec<Edge>, backwards: bool) {
    for side in sides.iter().filter(|side| !side.joined) {
        let taken = |port: &PortAt| {
            let spot = Spot { node: to, port: Some(*port) };
            edges.iter().any(|edge| edge.a == spot || edge.b == spot)
        };
        let free: Vec<PortAt> = side.to.iter().copied().filter(|port| side.to.len() == 1 || !taken(port)).collect();
        let port = if free.len() == 1 { free.first().copied() } else { None };
        let near = Spot { node: from, port: side.from };
        let far = Spot { node: to, port };
        let rows = side.rows.clone();
        edges.push(if backwards {
            Edge { a: far, b: near, forth: Vec::new(), back: rows, arbitrary: false }
        } else {
            Edge { a: near, b: far, forth: rows, back: Vec::new(), arbitrary: false }
        });
    }
}
