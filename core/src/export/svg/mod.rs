//! SVG: a drawing that needs nothing else, for light and dark grounds.

mod icons;

use std::fmt::Write;

use super::layout::{self, Card, HEAD, Layout, Path, Point, ROW, ROW_ICON, ROW_LINK, Row, Side, Slot, Wire};
use super::{palette, words, xml};
use crate::topology::{Layer, Link, LinkState, Node, Segment, Topology};

/// Longest text of a tooltip in characters; names may be 64 kB long.
const LONGEST_TITLE: usize = 400;
/// How round the corners of a wire are.
const ROUND: f64 = 7.0;

impl Topology {
    /// The topology as a drawing in SVG that stands alone: no script, no font, no other file.
    ///
    /// Devices are cards on layers around the core; end systems are rows on the card of the switch that they hang on,
    /// each with its port; shared segments are clouds. A confirmed link is solid, a one-sided one dashed, an inferred
    /// one dotted; opacity is confidence; members of an aggregate are thick; a blocked link is red, dashed and crossed.
    /// Every link has a `<title>` with one sentence about it. The colours follow `prefers-color-scheme`.
    #[must_use]
    pub fn to_svg(&self) -> String {
        let layout = layout::lay_out(self);
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        draw(self, &layout, Some(&palette::standalone()), &mut out);
        out.push('\n');
        out
    }
}

/// Appends the `<svg>` element.
pub(super) fn draw(topology: &Topology, layout: &Layout, style: Option<&str>, out: &mut String) {
    let (width, height) = (number(layout.width), number(layout.height));
    let label = format!(
        "Network map: {} devices, {} links, {} segments",
        topology.nodes.len(),
        topology.links.len(),
        topology.segments.len()
    );
    let size = if style.is_some() { format!(" width=\"{width}\" height=\"{height}\"") } else { String::new() };
    push(
        out,
        format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"map\" role=\"img\" aria-label=\"{label}\"{size} viewBox=\"0 0 {width} {height}\">\n<title>{label}</title>\n"
        ),
    );
    if let Some(style) = style {
        push(out, format_args!("<style>\n{style}</style>\n"));
    }
    out.push_str("<defs>");
    for (name, path) in icons::GLYPHS {
        push(out, format_args!("<symbol id=\"i-{name}\" viewBox=\"0 0 24 24\"><path d=\"{path}\"/></symbol>"));
    }
    out.push_str("</defs>\n");
    if style.is_some() {
        out.push_str("<rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n");
    }
    out.push_str("<g class=\"view\">\n<g class=\"wires\">\n");
    for path in &layout.paths {
        draw_wire(topology, path, out);
    }
    out.push_str("</g>\n<g class=\"cards\">\n");
    for card in &layout.cards {
        draw_card(topology, card, out);
    }
    out.push_str("</g>\n</g>\n</svg>");
}

fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = out.write_fmt(text);
}

/// A length with one decimal at most.
fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    let short = text.strip_suffix(".0").unwrap_or(&text);
    if short == "-0" { "0".into() } else { short.to_owned() }
}

fn title(text: &str) -> String {
    let mut cut: String = words::one_line(text).chars().filter(|c| !layout::turns(*c)).take(LONGEST_TITLE).collect();
    if text.chars().nth(LONGEST_TITLE).is_some() {
        cut.push('…');
    }
    format!("<title>{}</title>", xml::escape(&cut))
}

/// The classes, the identity and the sentence of what a wire stands for.
fn describe(topology: &Topology, wire: Wire) -> (String, String, String, f64) {
    match wire {
        Wire::Link(place) => match topology.links.get(place) {
            Some(link) => {
                let confidence = words::confidence(link.confidence);
                (link_classes(link), format!("data-link=\"{place}\""), words::sentence(link), confidence)
            }
            None => Default::default(),
        },
        Wire::Member { segment, member } => {
            let identity = format!("data-segment=\"{segment}\" data-member=\"{member}\"");
            let Some(cloud) = topology.segments.get(segment) else { return Default::default() };
            let who = cloud.members.get(member).map(ToString::to_string).unwrap_or_default();
            let sentence = format!("{who} is on {}", cloud.name);
            ("member".into(), identity, sentence, words::confidence(cloud.confidence))
        }
    }
}

fn link_classes(link: &Link) -> String {
    let mut classes = format!("link {}", link.strength);
    match link.layer {
        Layer::L2 => classes.push_str(" l2"),
        Layer::L3 => classes.push_str(" l3"),
    }
    match link.state {
        LinkState::Forwarding => classes.push_str(" forwarding"),
        LinkState::Blocked => classes.push_str(" blocked"),
        LinkState::Unknown => {}
    }
    if link.lag.is_some() {
        classes.push_str(" lag");
    }
    classes
}

/// Confidence as opacity: what is hardly believed is still to be seen.
fn opacity(confidence: f64) -> String {
    number_2(0.3 + 0.7 * confidence)
}

fn number_2(value: f64) -> String {
    format!("{value:.2}")
}

fn draw_wire(topology: &Topology, path: &Path, out: &mut String) {
    let (classes, identity, sentence, confidence) = describe(topology, path.wire);
    let points = path.points();
    let way = way(&points);
    push(
        out,
        format_args!(
            "<g class=\"{classes}\" {identity} data-a=\"{}\" data-b=\"{}\">{}<path class=\"hit\" d=\"{way}\"/><path class=\"line\" d=\"{way}\" opacity=\"{}\"/>",
            slot_data(&path.a),
            slot_data(&path.b),
            title(&sentence),
            opacity(confidence),
        ),
    );
    draw_port(&path.a, "a", out);
    draw_port(&path.b, "b", out);
    if classes.ends_with(" blocked") || classes.contains(" blocked ") {
        draw_cross(middle(&points), out);
    }
    out.push_str("</g>\n");
}

/// What a program needs to draw the wire anew when its card moves: card, side, place, and length of the straight part.
fn slot_data(slot: &Slot) -> String {
    let side = match slot.side {
        Side::Top => 't',
        Side::Right => 'r',
        Side::Bottom => 'b',
        Side::Left => 'l',
    };
    format!("{} {side} {} {} {}", slot.vertex, number(slot.at.x), number(slot.at.y), number(slot.stub))
}

fn draw_port(slot: &Slot, end: &str, out: &mut String) {
    if slot.label.is_empty() {
        return;
    }
    let Point { x, y } = slot.at;
    let place = match (slot.side, slot.turned) {
        (Side::Top, false) => format!("x=\"{}\" y=\"{}\"", number(x + 3.5), number(y - 5.0)),
        (Side::Bottom, false) => format!("x=\"{}\" y=\"{}\"", number(x + 3.5), number(y + 11.0)),
        (Side::Top, true) => format!("transform=\"translate({} {}) rotate(-90)\"", number(x - 2.5), number(y - 5.0)),
        (Side::Bottom, true) => {
            format!("text-anchor=\"end\" transform=\"translate({} {}) rotate(-90)\"", number(x - 2.5), number(y + 5.0))
        }
        (Side::Right, _) => format!("x=\"{}\" y=\"{}\"", number(x + 4.0), number(y - 2.5)),
        (Side::Left, _) => format!("text-anchor=\"end\" x=\"{}\" y=\"{}\"", number(x - 4.0), number(y - 2.5)),
    };
    push(
        out,
        format_args!("<g class=\"end-{end}\"><text class=\"port\" {place}>{}</text></g>", xml::escape(&slot.label)),
    );
}

fn draw_cross(at: Point, out: &mut String) {
    let (x, y) = (number(at.x), number(at.y));
    push(
        out,
        format_args!(
            "<g class=\"cross-mark\" transform=\"translate({x} {y})\"><circle class=\"cross-ground\" r=\"7\"/><path class=\"cross\" d=\"M-3-3L3 3M3-3L-3 3\"/></g>"
        ),
    );
}

/// A path through `points` with rounded corners.
fn way(points: &[Point]) -> String {
    let mut d = String::new();
    for (at, point) in points.iter().enumerate() {
        let (x, y) = (number(point.x), number(point.y));
        let around = (at.checked_sub(1).and_then(|before| points.get(before)), points.get(at + 1));
        match around {
            (None, _) => push(&mut d, format_args!("M{x} {y}")),
            (Some(_), None) => push(&mut d, format_args!("L{x} {y}")),
            (Some(before), Some(after)) => {
                let (enter, leave) = (toward(*point, *before), toward(*point, *after));
                push(
                    &mut d,
                    format_args!(
                        "L{} {}Q{x} {y} {} {}",
                        number(enter.x),
                        number(enter.y),
                        number(leave.x),
                        number(leave.y)
                    ),
                );
            }
        }
    }
    d
}

/// The point on the way from `from` to `to` where a rounded corner begins.
fn toward(from: Point, to: Point) -> Point {
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let length = (dx * dx + dy * dy).sqrt();
    if length <= f64::EPSILON {
        return from;
    }
    let part = (ROUND / length).min(0.5);
    Point { x: from.x + dx * part, y: from.y + dy * part }
}

/// The point half way along `points`.
fn middle(points: &[Point]) -> Point {
    let steps = || points.iter().zip(points.iter().skip(1));
    let length = |a: &Point, b: &Point| ((b.x - a.x).powi(2) + (b.y - a.y).powi(2)).sqrt();
    let mut left = steps().map(|(a, b)| length(a, b)).sum::<f64>() / 2.0;
    for (a, b) in steps() {
        let step = length(a, b);
        if step >= left && step > 0.0 {
            let part = left / step;
            return Point { x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part };
        }
        left -= step;
    }
    points.first().copied().unwrap_or(Point { x: 0.0, y: 0.0 })
}

fn draw_card(topology: &Topology, card: &Card, out: &mut String) {
    let (classes, identity, icon, about) = match topology.nodes.get(card.vertex) {
        Some(node) => {
            let kind = icons::of(node.kind);
            let heard = if node.polled { "" } else { " heard" };
            (format!("card {kind}{heard}"), format!("data-node=\"{}\"", card.vertex), kind, about_node(node))
        }
        None => {
            let place = card.vertex - topology.nodes.len();
            let about = topology.segments.get(place).map(about_segment).unwrap_or_default();
            ("card segment".into(), format!("data-cloud=\"{place}\""), "cloud", about)
        }
    };
    push(
        out,
        format_args!(
            "<g class=\"{classes}\" {identity} data-vertex=\"{}\" transform=\"translate({} {})\">{}<rect class=\"box\" width=\"{}\" height=\"{}\" rx=\"{}\"/>",
            card.vertex,
            number(card.x),
            number(card.y),
            title(&about),
            number(card.width),
            number(card.height),
            if icon == "cloud" { 18 } else { 7 },
        ),
    );
    push(
        out,
        format_args!(
            "<rect class=\"badge\" x=\"6\" y=\"6\" width=\"28\" height=\"28\" rx=\"6\"/><use class=\"icon\" href=\"#i-{icon}\" x=\"9\" y=\"9\" width=\"22\" height=\"22\"/>"
        ),
    );
    let line = if card.detail.is_empty() { HEAD / 2.0 + 4.5 } else { 18.0 };
    push(out, format_args!("<text class=\"name\" x=\"40\" y=\"{}\">{}</text>", number(line), xml::escape(&card.name)));
    if !card.detail.is_empty() {
        push(out, format_args!("<text class=\"detail\" x=\"40\" y=\"31\">{}</text>", xml::escape(&card.detail)));
    }
    for row in &card.rows {
        draw_row(topology, row, out);
    }
    if let Some((x, y)) = card.fold {
        let folded: Vec<String> = card.folded.iter().map(ToString::to_string).collect();
        push(
            out,
            format_args!(
                "<g class=\"fold\" data-folded=\"{}\"><text x=\"{}\" y=\"{}\">and {} more</text></g>",
                folded.join(" "),
                number(x),
                number(y + ROW * 0.7),
                card.folded.len()
            ),
        );
    }
    out.push_str("</g>\n");
}

fn draw_row(topology: &Topology, row: &Row, out: &mut String) {
    let Some(node) = topology.nodes.get(row.node) else { return };
    let kind = icons::of(node.kind);
    let (classes, identity, sentence, confidence) = describe(topology, row.wire);
    let (center, text) = (row.y + ROW / 2.0, row.y + ROW * 0.7);
    let start = row.x + row.port_width + 2.0;
    let (from, to, center) = (number(start), number(start + ROW_LINK - 4.0), number(center));
    push(
        out,
        format_args!(
            "<g class=\"row {kind}\" data-node=\"{}\">{}<g class=\"{classes}\" {identity}>{}<path class=\"hit\" d=\"M{} {center}H{to}\"/><path class=\"line\" d=\"M{from} {center}H{to}\" opacity=\"{}\"/>",
            row.node,
            title(&about_node(node)),
            title(&sentence),
            number(row.x),
            opacity(confidence),
        ),
    );
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

fn about_node(node: &Node) -> String {
    let mut text = format!("{}, {}", node.name, node.kind);
    for address in node.addresses.iter().take(3) {
        let _ = write!(text, ", {address}");
    }
    if let Some(vendor) = &node.vendor {
        let _ = write!(text, ", {vendor}");
    }
    if !node.polled {
        text.push_str(", did not answer itself");
    }
    text
}

fn about_segment(segment: &Segment) -> String {
    let confidence = words::confidence(segment.confidence);
    format!("{}, {} members, confidence {confidence:.3}", segment.name, segment.members.len())
}
