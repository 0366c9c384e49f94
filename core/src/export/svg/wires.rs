//! Wires: cables, layer 3 links, the members of a cloud, and bundles of all between two cards.

use super::super::layout::{Bundled, Layout, Path, Point, Side, Slot, Wire, aggregate};
use super::super::load::Flow;
use super::super::{words, xml};
use super::{Scene, number, push, title};
use crate::topology::{Layer, Link, LinkState};

/// How round the corners of a wire are.
const ROUND: f64 = 7.0;
/// Links of a bundle that its tooltip names.
const NAMED: usize = 6;
/// The widest bundle.
const WIDEST: f64 = 6.5;
/// An aggregate, before its members are counted.
const THINNEST_AGGREGATE: f64 = 2.1;
/// The space between the two directions of a wire's load.
const APART: f64 = 3.0;

/// What is said about a wire.
#[derive(Default)]
pub(super) struct Told {
    pub(super) classes: String,
    pub(super) identity: String,
    pub(super) sentence: String,
    pub(super) confidence: f64,
    pub(super) flows: Option<(Flow, Flow)>,
    /// Of a bundle: how many wires it stands for.
    count: Option<usize>,
    /// Whether it is all members of an aggregate.
    ring: bool,
    blocked: bool,
}

impl Scene<'_> {
    pub(super) fn told(&self, wire: Wire, bundles: &[Vec<Bundled>]) -> Told {
        match wire {
            Wire::Link(place) => match self.topology.links.get(place) {
                Some(link) => self.told_link(place, link),
                None => Told::default(),
            },
            Wire::Member { segment, member } => {
                let Some(cloud) = self.topology.segments.get(segment) else { return Told::default() };
                let who = cloud.members.get(member).map(ToString::to_string).unwrap_or_default();
                Told {
                    classes: "member".into(),
                    identity: format!("data-segment=\"{segment}\" data-member=\"{member}\""),
                    sentence: format!("{who} is on {}", cloud.name),
                    confidence: words::confidence(cloud.confidence),
                    ..Told::default()
                }
            }
            Wire::Bundle(place) => self.told_bundle(bundles.get(place).map_or(&[], Vec::as_slice)),
        }
    }

    fn told_link(&self, place: usize, link: &Link) -> Told {
        let mut sentence = words::sentence(link);
        let flows = self.flows.as_ref().map(|flows| flows.of(&self.speeds, link));
        if let Some((there, back)) = flows {
            sentence.push_str(&format!(". Sends {}; receives {}", there.say(), back.say()));
        }
        let mut classes = link_classes(link);
        match self.speeds.of(link) {
            Some(100_000_000_000..) => classes.push_str(" w4"),
            Some(25_000_000_000..) => classes.push_str(" w3"),
            Some(10_000_000_000..) => classes.push_str(" w2"),
            _ => {}
        }
        Told {
            classes,
            identity: format!("data-link=\"{place}\""),
            sentence,
            confidence: words::confidence(link.confidence),
            flows,
            count: None,
            ring: false,
            blocked: link.state == LinkState::Blocked,
        }
    }

    fn told_bundle(&self, wires: &[Bundled]) -> Told {
        let links: Vec<(usize, &Link, bool)> = wires
            .iter()
            .filter_map(|one| match one.wire {
                Wire::Link(place) => Some((place, self.topology.links.get(place)?, one.turned)),
                _ => None,
            })
            .collect();
        let blocked = links.iter().filter(|(_, link, _)| link.state == LinkState::Blocked).count();
        let lag = aggregate(self.topology, wires);
        let mut classes = String::from(if links.is_empty() { "member bundle" } else { "link bundle" });
        if let Some(strength) = links.iter().map(|(_, link, _)| link.strength).max() {
            classes.push_str(&format!(" {strength}"));
        }
        if !links.is_empty() && links.iter().all(|(_, link, _)| link.layer == Layer::L3) {
            classes.push_str(" l3");
        }
        if blocked > 0 && blocked == wires.len() {
            classes.push_str(" blocked");
        }
        if lag.is_some() {
            classes.push_str(" lag");
        }
        let mut sentence = format!("{} {}", wires.len(), if wires.len() == 1 { "link" } else { "links" });
        if let Some(lag) = lag {
            sentence = format!("Aggregate {lag} of {sentence}");
        }
        if blocked > 0 {
            sentence.push_str(&format!(", {blocked} blocked"));
        }
        let flows = self.flows.as_ref().map(|flows| {
            let all: Vec<(Flow, Flow)> = links
                .iter()
                .map(|(_, link, turned)| match (flows.of(&self.speeds, link), turned) {
                    ((there, back), false) => (there, back),
                    ((there, back), true) => (back, there),
                })
                .collect();
            (Flow::joined(all.iter().map(|flow| flow.0)), Flow::joined(all.iter().map(|flow| flow.1)))
        });
        if let Some((there, back)) = flows {
            sentence.push_str(&format!(". In all {}, and back {}, at the busiest", there.say(), back.say()));
        }
        for (number, (_, link, _)) in links.iter().take(NAMED).enumerate() {
            sentence.push_str(&format!("{} {} to {}", if number == 0 { ":" } else { ";" }, link.a, link.b));
        }
        if links.len() > NAMED {
            sentence.push_str(&format!("; and {} more", links.len() - NAMED));
        }
        let places: Vec<String> = links.iter().map(|(place, ..)| place.to_string()).collect();
        let confidence = links.iter().map(|(_, link, _)| words::confidence(link.confidence)).fold(0.0, f64::max);
        Told {
            classes,
            identity: format!("data-bundle=\"{}\"", places.join(" ")),
            sentence,
            confidence: if links.is_empty() { 1.0 } else { confidence },
            flows,
            count: Some(wires.len()),
            ring: lag.is_some(),
            blocked: blocked > 0 && blocked == wires.len(),
        }
    }

    pub(super) fn wire(&self, layout: &Layout, path: &Path, out: &mut String) {
        let told = self.told(path.wire, &layout.bundles);
        let points = path.points();
        let way = way(&points);
        push(
            out,
            format_args!(
                "<g class=\"{}\" {} data-a=\"{}\" data-b=\"{}\">{}<path class=\"hit\" d=\"{way}\"/>",
                told.classes,
                told.identity,
                slot_data(&path.a),
                slot_data(&path.b),
                title(&told.sentence)
            ),
        );
        if let Some((there, back)) = told.flows {
            let (first, second) = halves(&points);
            load(there, &first, out);
            load(back, &second, out);
        }
        let thin = if told.ring { THINNEST_AGGREGATE } else { 1.4 };
        let width = told.count.map(|count| (thin + (count as f64).log2() * 0.9).min(WIDEST));
        let style = width.map(|width| format!(" style=\"stroke-width:{}px\"", number(width))).unwrap_or_default();
        let opacity = opacity(told.confidence);
        push(out, format_args!("<path class=\"line\" d=\"{way}\" opacity=\"{opacity}\"{style}/>"));
        draw_port(&path.a, "a", out);
        draw_port(&path.b, "b", out);
        if told.blocked {
            draw_cross(middle(&points), out);
        } else if told.ring {
            draw_ring(&points, out);
        }
        out.push_str("</g>\n");
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
pub(super) fn opacity(confidence: f64) -> String {
    format!("{:.2}", 0.3 + 0.7 * confidence)
}

/// The colour of one direction, along the half of the wire that is next to its sender.
pub(super) fn load(flow: Flow, points: &[Point], out: &mut String) {
    let class = flow.class().map_or_else(|| "unknown".to_owned(), |class| format!("u{class}"));
    push(out, format_args!("<path class=\"load {class}\" d=\"{}\"/>", way(points)));
}

/// The two halves of a way, from its ends to just before its middle.
fn halves(points: &[Point]) -> (Vec<Point>, Vec<Point>) {
    let half = length(points) / 2.0 - APART / 2.0;
    let mut turned = points.to_vec();
    turned.reverse();
    (up_to(points, half), up_to(&turned, half))
}

/// The beginning of a way, as long as told.
fn up_to(points: &[Point], length: f64) -> Vec<Point> {
    let mut left = length;
    let mut part: Vec<Point> = points.first().copied().into_iter().collect();
    for (a, b) in points.iter().zip(points.iter().skip(1)) {
        let step = distance(a, b);
        if step >= left && step > 0.0 {
            let along = (left / step).max(0.0);
            part.push(Point { x: a.x + (b.x - a.x) * along, y: a.y + (b.y - a.y) * along });
            return part;
        }
        part.push(*b);
        left -= step;
    }
    part
}

fn distance(a: &Point, b: &Point) -> f64 {
    ((b.x - a.x).powi(2) + (b.y - a.y).powi(2)).sqrt()
}

fn length(points: &[Point]) -> f64 {
    points.iter().zip(points.iter().skip(1)).map(|(a, b)| distance(a, b)).sum()
}

/// The point half way along `points`.
fn middle(points: &[Point]) -> Point {
    up_to(points, length(points) / 2.0).last().copied().unwrap_or(Point { x: 0.0, y: 0.0 })
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
        (Side::Right, _) => format!("x=\"{}\" y=\"{}\"", number(x + 4.0), number(y - 4.0)),
        (Side::Left, _) => format!("text-anchor=\"end\" x=\"{}\" y=\"{}\"", number(x - 4.0), number(y - 4.0)),
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

/// The ring around the members of an aggregate, across the middle of the wire.
fn draw_ring(points: &[Point], out: &mut String) {
    let part = up_to(points, length(points) / 2.0);
    let [.., before, at] = part.as_slice() else { return };
    let angle = (at.y - before.y).atan2(at.x - before.x).to_degrees();
    let (x, y, angle) = (number(at.x), number(at.y), number(angle));
    push(
        out,
        format_args!("<ellipse class=\"ring\" rx=\"3.5\" ry=\"8\" transform=\"translate({x} {y}) rotate({angle})\"/>"),
    );
}

/// A path through `points` with rounded corners.
pub(super) fn way(points: &[Point]) -> String {
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
