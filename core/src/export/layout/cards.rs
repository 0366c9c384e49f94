//! The size of a card: a head with icon and name, and below it a row for every end system.

use super::graph::Graph;
use super::text;
use super::{Card, Row};
use crate::export::fold::Folding;
use crate::topology::Topology;

/// Height of a card's head and of a row.
pub(in crate::export) const HEAD: f64 = 40.0;
pub(in crate::export) const ROW: f64 = 17.0;
/// Font sizes of names, of the line below a name, and of ports and rows.
const NAME_SIZE: f64 = 12.5 * BOLD;
const SMALL_SIZE: f64 = 9.5;
const ROW_SIZE: f64 = 10.5;
/// How much wider a semi-bold face is.
const BOLD: f64 = 1.1;
/// Where a row's link begins, how long it is, and where its name begins after it.
pub(in crate::export) const ROW_LINK: f64 = 14.0;
pub(in crate::export) const ROW_ICON: f64 = 15.0;

/// How far the cards look out that stand behind a group's card; its height has room for them.
pub(in crate::export) const BEHIND: f64 = 8.0;

const ROWS_PER_COLUMN: usize = 8;
const MOST_ROWS: usize = 24;
const WIDEST_NAME: f64 = 190.0;
const WIDEST_GROUP_NAME: f64 = 230.0;
const WIDEST_ROW_NAME: f64 = 120.0;
const WIDEST_ROW_PORT: f64 = 56.0;
const NARROWEST: f64 = 96.0;
/// Space between a card's edge and what is in it.
const PAD: f64 = 8.0;

/// The card of `vertex`, at no place yet and as wide as its texts need. Without `hosts` its end systems are one line.
pub(super) fn card(topology: &Topology, folding: &Folding, graph: &Graph, vertex: usize, hosts: bool) -> Card {
    let global = graph.global[vertex];
    if let Some(group) = folding.group(global) {
        return group_card(global, &group.name, &group.counts, &group.states);
    }
    let (name, detail) = match topology.nodes.get(global) {
        Some(node) => {
            let address = node.addresses.iter().find(|address| address.is_ipv4()).or(node.addresses.first());
            let mac = node.macs.first().filter(|mac| mac.to_string() != node.name);
            let detail = address.map(ToString::to_string).or_else(|| mac.map(ToString::to_string));
            (node.name.as_str(), detail.unwrap_or_default())
        }
        None => match topology.segments.get(global - topology.nodes.len()) {
            Some(segment) => (segment.name.as_str(), format!("{} members", segment.members.len())),
            None => ("", String::new()),
        },
    };
    let name = text::fit(name, NAME_SIZE, WIDEST_NAME);
    let head = 52.0 + text::width(&name, NAME_SIZE).max(text::width(&detail, SMALL_SIZE));
    let all = &graph.rows[vertex];
    let shown = match (hosts, all.len() > MOST_ROWS) {
        (false, _) => 0,
        (true, true) => MOST_ROWS - 1,
        (true, false) => all.len(),
    };
    let folded: Vec<usize> = all.iter().skip(shown).map(|(node, _)| *node).collect();
    let lines = shown + usize::from(!folded.is_empty());
    let columns = lines.div_ceil(ROWS_PER_COLUMN).max(1);
    let per_column = lines.div_ceil(columns);

    let ports: Vec<String> = all.iter().take(shown).map(|(_, edge)| row_port(topology, graph, *edge, vertex)).collect();
    let port_width = ports.iter().map(|port| text::width(port, SMALL_SIZE)).fold(0.0, f64::max);
    let names: Vec<String> = all
        .iter()
        .take(shown)
        .map(|(node, _)| {
            let name = topology.nodes.get(*node).map_or("", |node| node.name.as_str());
            text::fit(name, ROW_SIZE, WIDEST_ROW_NAME)
        })
        .collect();
    let mut name_width = names.iter().map(|name| text::width(name, ROW_SIZE)).fold(0.0, f64::max);
    if !folded.is_empty() {
        name_width = name_width.max(if shown == 0 { 60.0 } else { 70.0 });
    }
    let column = port_width + ROW_LINK + ROW_ICON + name_width + 2.0 * PAD;
    let body = if lines == 0 { 0.0 } else { columns as f64 * column };
    let width = head.max(body).max(NARROWEST);
    let stretch = if lines == 0 { 0.0 } else { width / columns as f64 };
    let at = |line: usize| {
        ((line / per_column.max(1)) as f64 * stretch, (line % per_column.max(1)) as f64 * ROW + HEAD + 3.0)
    };
    let rows = all
        .iter()
        .take(shown)
        .zip(ports.into_iter().zip(names))
        .enumerate()
        .map(|(line, ((node, edge), (port, name)))| {
            let (x, y) = at(line);
            Row { node: *node, wire: graph.edges[*edge].wire, port, name, x: x + PAD, y, port_width }
        })
        .collect();
    let height = if lines == 0 { HEAD } else { HEAD + 3.0 + per_column as f64 * ROW + 4.0 };
    let fold = (!folded.is_empty()).then(|| at(shown)).map(|(x, y)| (x + PAD + port_width, y));
    Card { vertex: global, name, detail, width, height, rows, folded, fold, ..Card::default() }
}

/// A card that stands for a group: its name, what is in it, and what is not as it should be.
fn group_card(vertex: usize, name: &str, counts: &str, states: &str) -> Card {
    let name = text::fit(name, NAME_SIZE, WIDEST_GROUP_NAME);
    let texts = [text::width(&name, NAME_SIZE), text::width(counts, SMALL_SIZE), text::width(states, SMALL_SIZE)];
    let width = 64.0 + texts.into_iter().fold(0.0, f64::max);
    let height = BEHIND + if states.is_empty() { HEAD } else { HEAD + 12.0 };
    Card { vertex, name, detail: counts.into(), states: states.into(), width, height, ..Card::default() }
}

/// The port that a row hangs on, as it is shown; a cloud has none, so there the row's own.
fn row_port(topology: &Topology, graph: &Graph, edge: usize, vertex: usize) -> String {
    let edge = &graph.edges[edge];
    let end =
        graph.end_at(topology, edge, vertex, edge.b == vertex).or_else(|| graph.end_at(topology, edge, edge.b, true));
    let port = end.and_then(|end| end.port.as_deref()).unwrap_or_default();
    text::fit(&text::short_port(port), SMALL_SIZE, WIDEST_ROW_PORT)
}
