//! Agents that count LLDP ports from another number in `lldpRemTable` than in `lldpLocPortTable`.
//!
//! What a device announces of its own port is certain: it travelled in the frame. The local port
//! number of a row is the agent's bookkeeping. Where two devices hear each other once, each row tells
//! which of the other's ports was heard, and so by how much the other's numbers are off.

use std::collections::{BTreeMap, BTreeSet};

use super::heard::Heard;
use super::model::{Net, Spot};
use crate::evidence::Statement;
use crate::value::LldpPortNum;

/// Votes that a device needs, its own and those of devices with the same description.
const VOTES: usize = 2;

/// Corrects the local ports of all LLDP rows of devices whose numbers are off by the same amount
/// everywhere that it can be told.
pub(super) fn correct(heard: &mut [Heard<'_>], net: &mut Net<'_>) {
    let mut votes = votes(heard, net);
    // An agent that says 0 on every row does not tell the port: that is no number to count from.
    let counts = counting(heard);
    votes.retain(|node, _| counts.contains(node));
    let models = models(heard, net);
    let model = |node: usize| models.get(&node).cloned();
    let mut of_model: BTreeMap<Option<String>, BTreeMap<i64, usize>> = BTreeMap::new();
    for (node, offsets) in &votes {
        for offset in offsets {
            *of_model.entry(model(*node)).or_default().entry(*offset).or_default() += 1;
        }
    }
    for (node, offsets) in votes {
        let distinct: BTreeSet<i64> = offsets.iter().copied().collect();
        let one = if distinct.len() == 1 { distinct.first().copied() } else { None };
        let Some(offset) = one.filter(|offset| *offset != 0) else { continue };
        let description = model(node);
        let others = of_model.get(&description).filter(|_| description.is_some());
        let support = others.and_then(|offsets| offsets.get(&offset)).copied().unwrap_or(offsets.len());
        if support < VOTES {
            continue;
        }
        for row in heard.iter_mut().filter(|row| row.from.node == node) {
            let Statement::LldpSays(says) = row.claim.statement else { continue };
            let number = u32::try_from(i64::from(says.local_port.0) + offset).unwrap_or(0);
            row.from.port = net.nodes[node].ports.heard_on(LldpPortNum(number)).or(row.from.port);
        }
    }
    trust_announcements(heard, net);
}

/// Devices that say more than 0 of a port that they heard something on.
fn counting(heard: &[Heard<'_>]) -> BTreeSet<usize> {
    let says = |row: &&Heard<'_>| matches!(row.claim.statement, Statement::LldpSays(says) if says.local_port.0 != 0);
    heard.iter().filter(says).map(|row| row.from.node).collect()
}

/// Where two devices hear each other once and the numbers still disagree, the announced ports stand.
fn trust_announcements(heard: &mut [Heard<'_>], net: &Net<'_>) {
    let pairs = pairs(heard);
    for ((from, to), rows) in &pairs {
        let (Some([answer]), [row]) = (pairs.get(&(*to, *from)).map(Vec::as_slice), rows.as_slice()) else { continue };
        if let ([announced], [_]) = (heard[*answer].ports.clone().as_slice(), heard[*row].ports.as_slice()) {
            let there = Spot { node: *from, port: Some(*announced) };
            if net.physical(heard[*row].from) != net.physical(there) {
                heard[*row].from = there;
            }
        }
    }
}

/// LLDP rows by the devices that hear and are heard.
fn pairs(heard: &[Heard<'_>]) -> BTreeMap<(usize, usize), Vec<usize>> {
    let mut pairs: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for (at, row) in heard.iter().enumerate() {
        if matches!(row.claim.statement, Statement::LldpSays(_)) {
            pairs.entry((row.from.node, row.to)).or_default().push(at);
        }
    }
    pairs
}

/// What each polled device is, by its own words or those of its neighbors.
fn models(heard: &[Heard<'_>], net: &Net<'_>) -> BTreeMap<usize, String> {
    let own = net.nodes.iter().take(net.polled).enumerate();
    let mut models: BTreeMap<usize, String> =
        own.filter_map(|(at, node)| Some((at, node.description.clone()?))).collect();
    for row in heard.iter().filter(|row| row.to < net.polled) {
        if let Statement::LldpSays(says) = row.claim.statement {
            if let Some(description) = &says.sys_description {
                models.entry(row.to).or_insert_with(|| description.clone());
            }
        }
    }
    models
}

/// For each polled device: by how much each row's number is off, where one row each way tells.
fn votes(heard: &[Heard<'_>], net: &Net<'_>) -> BTreeMap<usize, Vec<i64>> {
    let pairs = pairs(heard);
    let mut votes: BTreeMap<usize, Vec<i64>> = BTreeMap::new();
    for ((from, to), rows) in &pairs {
        let (Some(answers), [row]) = (pairs.get(&(*to, *from)), rows.as_slice()) else { continue };
        let [answer] = answers.as_slice() else { continue };
        let (row, answer) = (&heard[*row], &heard[*answer]);
        let (Statement::LldpSays(says), [announced]) = (row.claim.statement, answer.ports.as_slice()) else { continue };
        let there = Spot { node: *from, port: Some(*announced) };
        if net.physical(there) == net.physical(row.from) {
            votes.entry(*from).or_default().push(0);
        } else if let Some(number) = net.nodes[*from].ports.lldp_number(*announced) {
            votes.entry(*from).or_default().push(i64::from(number.0) - i64::from(says.local_port.0));
        }
    }
    votes
}
