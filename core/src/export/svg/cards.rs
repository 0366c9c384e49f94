//! Cards: devices, clouds and groups, with the rows of their end systems.

use super::super::layout::{BEHIND, Card, HEAD, Point, ROW, ROW_ICON, ROW_LINK, Row, Wire};
use super::super::load::Flow;
use super::super::{words, xml};
use super::wires::{load, opacity};
use super::{Scene, icons, number, push, title};
use crate::inventory::DeviceKind;
use crate::topology::{Node, Segment};

impl Scene<'_> {
    pub(super) fn card(&self, card: &Card, out: &mut String) {
        let nodes = self.topology.nodes.len();
        let group = self.folding.group(card.vertex);
        let (classes, identity, icon, about) = match (self.topology.nodes.get(card.vertex), group) {
            (Some(node), _) => {
                let kind = icons::of(node.kind);
                let heard = match () {
                    () if node.polled => "",
                    () if is_hidden(node) => " heard hidden",
                    () => " heard",
                };
                (format!("card {kind}{heard}"), format!("data-node=\"{}\"", card.vertex), kind, about_node(node))
            }
            (None, Some(group)) => {
                let about = [group.name.as_str(), &group.counts, &group.states];
                let about: Vec<&str> = about.into_iter().filter(|part| !part.is_empty()).collect();
                let kind = icons::of(group.kind);
                (format!("card group {kind}"), format!("data-group=\"{}\"", card.vertex), kind, about.join(": "))
            }
            (None, None) => {
                let place = card.vertex - nodes;
                let about = self.topology.segments.get(place).map(about_segment).unwrap_or_default();
                ("card segment".into(), format!("data-cloud=\"{place}\""), "cloud", about)
            }
        };
        push(
            out,
            format_args!(
                "<g class=\"{classes}\" {identity} data-vertex=\"{}\" transform=\"translate({} {})\">{}",
                card.vertex,
                number(card.x),
                number(card.y),
                title(&about),
            ),
        );
        let behind = if group.is_some() { BEHIND } else { 0.0 };
        let (width, height) = (number(card.width), number(card.height - behind));
        if group.is_some() {
            for behind in [BEHIND, BEHIND / 2.0] {
                let by = number(behind);
                push(
                    out,
                    format_args!(
                        "<rect class=\"behind\" x=\"{by}\" y=\"{by}\" width=\"{width}\" height=\"{height}\" rx=\"7\"/>"
                    ),
                );
            }
        }
        let round = if icon == "cloud" { 18 } else { 7 };
        push(out, format_args!("<rect class=\"box\" width=\"{width}\" height=\"{height}\" rx=\"{round}\"/>"));
        push(
            out,
            format_args!(
                "<rect class=\"badge\" x=\"6\" y=\"6\" width=\"28\" height=\"28\" rx=\"6\"/><use class=\"icon\" href=\"#i-{icon}\" x=\"9\" y=\"9\" width=\"22\" height=\"22\"/>"
            ),
        );
        let line = if card.detail.is_empty() { HEAD / 2.0 + 4.5 } else { 18.0 };
        push(
            out,
            format_args!("<text class=\"name\" x=\"40\" y=\"{}\">{}</text>", number(line), xml::escape(&card.name)),
        );
        for (class, y, text) in [("detail", 31, &card.detail), ("states", 44, &card.states)] {
            if !text.is_empty() {
                push(out, format_args!("<text class=\"{class}\" x=\"40\" y=\"{y}\">{}</text>", xml::escape(text)));
            }
        }
        for row in &card.rows {
            self.row(row, out);
        }
        if let Some((x, y)) = card.fold {
            let folded: Vec<String> = card.folded.iter().map(ToString::to_string).collect();
            let text = match (card.rows.is_empty(), card.folded.len()) {
                (true, 1) => "1 end system".into(),
                (true, count) => format!("{count} end systems"),
                (false, count) => format!("and {count} more"),
            };
            push(
                out,
                format_args!(
                    "<g class=\"fold\" data-folded=\"{}\"><text x=\"{}\" y=\"{}\">{text}</text></g>",
                    folded.join(" "),
                    number(x),
                    number(y + ROW * 0.7),
                ),
            );
        }
        out.push_str("</g>\n");
    }

    fn row(&self, row: &Row, out: &mut String) {
        let Some(node) = self.topology.nodes.get(row.node) else { return };
        let kind = icons::of(node.kind);
        let told = self.told(row.wire, &[]);
        let (center, text) = (row.y + ROW / 2.0, row.y + ROW * 0.7);
        let start = row.x + row.port_width + 2.0;
        let end = start + ROW_LINK - 4.0;
        let (from, to, line) = (number(start), number(end), number(center));
        push(
            out,
            format_args!(
                "<g class=\"row {kind}\" data-node=\"{}\">{}<g class=\"{}\" {}>{}<path class=\"hit\" d=\"M{} {line}H{to}\"/>",
                row.node,
                title(&about_node(node)),
                told.classes,
                told.identity,
                title(&told.sentence),
                number(row.x),
            ),
        );
        if let Some((there, back)) = self.flows_of_row(row, told.flows) {
            let point = |x: f64| Point { x, y: center };
            let middle = (start + end) / 2.0;
            load(there, &[point(start), point(middle - 0.5)], out);
            load(back, &[point(end), point(middle + 0.5)], out);
        }
        let opacity = opacity(told.confidence);
        push(out, format_args!("<path class=\"line\" d=\"M{from} {line}H{to}\" opacity=\"{opacity}\"/>"));
        if !row.port.is_empty() {
            let x = number(row.x + row.port_width);
            let port = xml::escape(&row.port);
            push(
                out,
                format_args!("<text class=\"at\" text-anchor=\"end\" x=\"{x}\" y=\"{}\">{port}</text>", number(text)),
            );
        }
        let icon = start + ROW_LINK - 2.0;
        push(
            out,
            format_args!(
                "</g><use class=\"icon\" href=\"#i-{kind}\" x=\"{}\" y=\"{}\" width=\"13\" height=\"13\"/><text class=\"who\" x=\"{}\" y=\"{}\">{}</text></g>",
                number(icon),
                number(row.y + (ROW - 13.0) / 2.0),
                number(icon + ROW_ICON),
                number(text),
                xml::escape(&row.name)
            ),
        );
    }

    /// The flows of a row's wire, that from the switch first.
    fn flows_of_row(&self, row: &Row, flows: Option<(Flow, Flow)>) -> Option<(Flow, Flow)> {
        let (there, back) = flows?;
        let Wire::Link(link) = row.wire else { return None };
        let host_is_first = self.topology.links.get(link)?.a.node == self.topology.nodes.get(row.node)?.id;
        Some(if host_is_first { (back, there) } else { (there, back) })
    }
}

/// Whether nothing was ever heard of a node: that it is there follows from what is around it.
pub(super) fn is_hidden(node: &Node) -> bool {
    let passes_on = !matches!(node.kind, DeviceKind::Host | DeviceKind::Printer);
    !node.polled && passes_on && node.macs.is_empty() && node.addresses.is_empty() && node.sys_name.is_none()
}

fn about_node(node: &Node) -> String {
    let mut text = format!("{}, {}", node.name, node.kind);
    for address in node.addresses.iter().take(3) {
        push(&mut text, format_args!(", {address}"));
    }
    if let Some(vendor) = &node.vendor {
        push(&mut text, format_args!(", {vendor}"));
    }
    if is_hidden(node) {
        text.push_str(", must be there: nothing was heard of it");
    } else if !node.polled {
        text.push_str(", did not answer itself");
    }
    text
}

fn about_segment(segment: &Segment) -> String {
    let confidence = words::confidence(segment.confidence);
    format!("{}, {} members, confidence {confidence:.3}", segment.name, segment.members.len())
}
