//! Mermaid, which Markdown pages of many sites draw.

use std::collections::HashMap;
use std::fmt::Write;

use super::words;
use crate::inventory::DeviceKind;
use crate::topology::{End, Layer, Link, LinkState, Node, Strength, Topology};

impl Topology {
    /// The topology as a flowchart of Mermaid.
    ///
    /// Cables carry the names of their ports. Members of an aggregate are thick, what one end says or what is inferred is
    /// dotted, blocked cables are red and adjacencies of layer 3 purple; a shared medium is a hexagon, what was not asked
    /// has a dashed border. Names are escaped: none can end a label or become markup.
    #[must_use]
    pub fn to_mermaid(&self) -> String {
        let mut out = String::from("flowchart LR\n");
        let mut places: HashMap<&str, usize> = HashMap::with_capacity(self.nodes.len());
        for (at, node) in self.nodes.iter().enumerate() {
            places.entry(node.id.as_str()).or_insert(at);
            let (open, close) = shape(node.kind);
            push(&mut out, &format!("n{at}{open}{}{close}{}", label(&node.name), class(node)));
        }
        for (at, segment) in self.segments.iter().enumerate() {
            push(&mut out, &format!("s{at}{{{{{}}}}}:::medium", label(&segment.name)));
        }
        let place = |end: &End| places.get(end.node.as_str()).copied();
        let (mut blocked, mut routed) = (Vec::new(), Vec::new());
        let mut drawn = 0_usize;
        for link in &self.links {
            let (Some(a), Some(b)) = (place(&link.a), place(&link.b)) else { continue };
            push(&mut out, &format!("n{a} {}{} n{b}", line(link), ports(link)));
            match (link.state, link.layer) {
                (LinkState::Blocked, _) => blocked.push(drawn),
                (_, Layer::L3) => routed.push(drawn),
                (_, Layer::L2) => {}
            }
            drawn += 1;
        }
        for (at, segment) in self.segments.iter().enumerate() {
            for end in &segment.members {
                if let Some(node) = place(end) {
                    let port = end.port.as_deref().map(|port| format!("|{}|", label(port))).unwrap_or_default();
                    push(&mut out, &format!("s{at} -.-{port} n{node}"));
                }
            }
        }
        push(&mut out, "classDef unasked stroke-dasharray: 4 3");
        push(&mut out, "classDef medium fill:#f5f5f5,stroke-dasharray: 2 2");
        styled(&mut out, &blocked, "stroke:#c62828");
        styled(&mut out, &routed, "stroke:#6a4fb3");
        out
    }
}

fn push(out: &mut String, statement: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "  {statement}");
}

fn styled(out: &mut String, links: &[usize], style: &str) {
    if !links.is_empty() {
        let numbers: Vec<String> = links.iter().map(ToString::to_string).collect();
        push(out, &format!("linkStyle {} {style}", numbers.join(",")));
    }
}

fn class(node: &Node) -> &'static str {
    if node.polled { "" } else { ":::unasked" }
}

fn line(link: &Link) -> &'static str {
    match (link.lag.is_some(), link.strength) {
        (true, _) => "===",
        (false, Strength::Confirmed) => "---",
        (false, Strength::Claimed | Strength::Inferred | Strength::Guessed) => "-.-",
    }
}

/// `|"Gi1/0/1 · Te1/1"|`; nothing where neither port is known.
fn ports(link: &Link) -> String {
    let name = |end: &End| end.port.clone().unwrap_or_else(|| "?".to_owned());
    if link.a.port.is_none() && link.b.port.is_none() {
        return String::new();
    }
    format!("|{}|", label(&format!("{} · {}", name(&link.a), name(&link.b))))
}

/// A quoted label on one line. Whatever Mermaid or Markdown could take for markup is written as its number.
fn label(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in words::one_line(text).chars() {
        match c {
            '"' | '#' | '&' | '<' | '>' | '`' | '\\' | '*' | '_' | '[' | ']' | '{' | '}' | '|' | ';' => {
                let _ = write!(out, "#{};", u32::from(c));
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

fn shape(kind: DeviceKind) -> (&'static str, &'static str) {
    match kind {
        DeviceKind::Router => ("((", "))"),
        DeviceKind::Bridge => ("[", "]"),
        DeviceKind::Repeater => ("[/", "/]"),
        DeviceKind::AccessPoint => (">", "]"),
        DeviceKind::Host | DeviceKind::Printer | DeviceKind::Phone => ("(", ")"),
        DeviceKind::Unknown => ("([", "])"),
    }
}
