//! DOT, the language of Graphviz: `dot -Tsvg site.dot`.

use std::fmt::Write;

use super::words;
use crate::inventory::DeviceKind;
use crate::topology::{End, Layer, Link, LinkState, Segment, Strength, Topology};

impl Topology {
    /// The topology as an undirected graph in the DOT language.
    ///
    /// Ports stand at the ends of the edges. Blocked links are dashed and red, one-sided ones dashed, inferred ones
    /// dotted, members of an aggregate thick; a shared segment is a dashed ellipse. Every name is quoted, so it can
    /// neither end a string nor be taken for an escape of Graphviz.
    #[must_use]
    pub fn to_dot(&self) -> String {
        let mut out = String::from(concat!(
            "graph netwarden {\n",
            "  graph [overlap=false, splines=true, outputorder=edgesfirst];\n",
            "  node [fontname=\"sans-serif\", fontsize=11];\n",
            "  edge [fontname=\"sans-serif\", fontsize=8, arrowhead=none];\n",
        ));
        for node in &self.nodes {
            let style = if node.polled { "filled" } else { "filled,dashed" };
            let label = label(&node.name);
            let (shape, colour, kind) = (shape(node.kind), colour(node.kind), words::kind(node.kind));
            let line = format!(
                "{} [label={label}, shape={shape}, style=\"{style}\", fillcolor=\"{colour}\", tooltip={}, class=\"{kind}\"]",
                id(&["node", &node.id]),
                quoted(&words::one_line(&format!("{}, {}", node.name, node.kind))),
            );
            push(&mut out, &line);
        }
        for segment in &self.segments {
            push_segment(&mut out, segment);
        }
        for link in &self.links {
            push_link(&mut out, link);
        }
        out.push_str("}\n");
        out
    }
}

fn push_segment(out: &mut String, segment: &Segment) {
    let cloud = id(&["segment", &segment.id]);
    let label = label(&segment.name);
    push(out, &format!("{cloud} [label={label}, shape=ellipse, style=dashed, class=\"segment\"]"));
    for member in &segment.members {
        let line = format!("{cloud} -- {} [style=dotted, headlabel={}]", id(&["node", &member.node]), port(member));
        push(out, &line);
    }
}

fn push_link(out: &mut String, link: &Link) {
    let style = match (link.state, link.strength) {
        (LinkState::Blocked, _) | (_, Strength::Claimed) => "dashed",
        (_, Strength::Confirmed) => "solid",
        (_, Strength::Inferred | Strength::Guessed) => "dotted",
    };
    let colour = match (link.state, link.layer) {
        (LinkState::Blocked, _) => "#c62828",
        (_, Layer::L3) => "#6a4fb3",
        (_, Layer::L2) => "#37474f",
    };
    let width = if link.lag.is_some() { 3 } else { 1 };
    // Cables make the picture; what they carry is drawn over it.
    let drawn_over = if link.layer == Layer::L3 { ", constraint=false, weight=0" } else { "" };
    let line = format!(
        "{} -- {} [id={}, taillabel={}, headlabel={}, style={style}, color=\"{colour}\", penwidth={width}, tooltip={}\
         {drawn_over}]",
        id(&["node", &link.a.node]),
        id(&["node", &link.b.node]),
        quoted(&link.id),
        port(&link.a),
        port(&link.b),
        label(&words::sentence(link)),
    );
    push(out, &line);
}

fn push(out: &mut String, statement: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "  {statement};");
}

/// A quoted id: `"node:sw1"`. The prefix keeps nodes and segments apart.
fn id(parts: &[&str]) -> String {
    quoted(&parts.join(":"))
}

fn port(end: &End) -> String {
    label(end.port.as_deref().unwrap_or_default())
}

/// A quoted label: one line, and no character entity of Graphviz (`&lt;`) unless the name itself shall show it.
fn label(text: &str) -> String {
    quoted(&words::one_line(text).replace('&', "&amp;"))
}

/// A double-quoted string of DOT. Backslashes are doubled: a single one would escape the closing quote or be read as an
/// escape such as `\N`; a NUL would end the file for Graphviz.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\0' => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

fn shape(kind: DeviceKind) -> &'static str {
    match kind {
        DeviceKind::Router => "circle",
        DeviceKind::Bridge => "box",
        DeviceKind::Repeater => "parallelogram",
        DeviceKind::AccessPoint => "trapezium",
        DeviceKind::Host | DeviceKind::Printer | DeviceKind::Phone => "note",
        DeviceKind::Unknown => "ellipse",
    }
}

fn colour(kind: DeviceKind) -> &'static str {
    match kind {
        DeviceKind::Router => "#d9e2ff",
        DeviceKind::Bridge => "#d3f0e6",
        DeviceKind::Repeater => "#efe3d3",
        DeviceKind::AccessPoint => "#fde7c8",
        DeviceKind::Host | DeviceKind::Printer | DeviceKind::Phone => "#f2f2f2",
        DeviceKind::Unknown => "#ffffff",
    }
}
