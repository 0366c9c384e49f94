//! GraphML, which yEd, Gephi, NetworkX and igraph read.

use std::fmt::Write;

use super::{words, xml};
use crate::topology::{End, Link, Node, Segment, Topology};

/// Name, type and bearer of every attribute.
const KEYS: [(&str, &str, &str); 28] = [
    ("node", "id", "string"),
    ("node", "name", "string"),
    ("node", "kind", "string"),
    ("node", "polled", "boolean"),
    ("node", "sys_name", "string"),
    ("node", "description", "string"),
    ("node", "vendor", "string"),
    ("node", "addresses", "string"),
    ("node", "macs", "string"),
    ("node", "ports", "int"),
    ("node", "confidence", "double"),
    ("edge", "id", "string"),
    ("edge", "kind", "string"),
    ("edge", "a_port", "string"),
    ("edge", "a_if_index", "long"),
    ("edge", "b_port", "string"),
    ("edge", "b_if_index", "long"),
    ("edge", "layer", "string"),
    ("edge", "state", "string"),
    ("edge", "strength", "string"),
    ("edge", "confidence", "double"),
    ("edge", "vlans", "string"),
    ("edge", "lag", "string"),
    ("edge", "adjacencies", "string"),
    ("edge", "subnet", "string"),
    ("edge", "carried_by", "string"),
    ("edge", "because", "string"),
    ("edge", "contradicting", "string"),
];

impl Topology {
    /// The topology as an undirected graph in GraphML, with typed attributes.
    ///
    /// Nodes are devices (`kind` as in JSON) and shared segments (`kind` is `segment`); edges are links (`kind` is
    /// `link`) and memberships of segments (`kind` is `member`). Lists are separated by spaces, reasons by line breaks.
    /// Ids of elements are NMTOKENs: other characters are written as `_x…_` with their number in hexadecimal; the
    /// attribute `id` has the id as it is. Characters that XML 1.0 forbids become U+FFFD.
    #[must_use]
    pub fn to_graphml(&self) -> String {
        let mut out = String::from(concat!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
            "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" ",
            "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"",
            "http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n",
        ));
        for (bearer, name, kind) in KEYS {
            push(
                &mut out,
                format_args!(
                    "<key id=\"{bearer}.{name}\" for=\"{bearer}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>\n"
                ),
            );
        }
        out.push_str("<graph id=\"topology\" edgedefault=\"undirected\">\n");
        for node in &self.nodes {
            push_node(&mut out, node);
        }
        for segment in &self.segments {
            push_segment(&mut out, segment);
        }
        for link in &self.links {
            push_link(&mut out, link);
        }
        for segment in &self.segments {
            for (place, member) in segment.members.iter().enumerate() {
                push_member(&mut out, segment, place, member);
            }
        }
        out.push_str("</graph>\n</graphml>\n");
        out
    }
}

fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = out.write_fmt(text);
}

/// One `<data>` element; nothing where there is no value.
fn data(out: &mut String, key: &str, value: Option<&str>) {
    if let Some(value) = value {
        push(out, format_args!("<data key=\"{key}\">{}</data>", xml::escape(value)));
    }
}

fn number(out: &mut String, key: &str, value: Option<impl ToString>) {
    data(out, key, value.map(|value| value.to_string()).as_deref());
}

/// `prefix` and `id` as an NMTOKEN (XML 1.0 §2.3): different ids stay different.
fn token(prefix: &str, id: &str) -> String {
    let mut out = String::from(prefix);
    for c in id.chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '.' | ':' | '-') {
            out.push(c);
        } else {
            push(&mut out, format_args!("_x{:x}_", u32::from(c)));
        }
    }
    out
}

fn push_node(out: &mut String, node: &Node) {
    push(out, format_args!("<node id=\"{}\">", token("node:", &node.id)));
    data(out, "node.id", Some(&node.id));
    data(out, "node.name", Some(&node.name));
    data(out, "node.kind", Some(words::kind(node.kind)));
    number(out, "node.polled", Some(node.polled));
    data(out, "node.sys_name", node.sys_name.as_deref());
    data(out, "node.description", node.description.as_deref());
    data(out, "node.vendor", node.vendor.as_deref());
    data(out, "node.addresses", words::list(&node.addresses).as_deref());
    data(out, "node.macs", words::list(&node.macs).as_deref());
    number(out, "node.ports", Some(node.ports.len()));
    out.push_str("</node>\n");
}

fn push_segment(out: &mut String, segment: &Segment) {
    push(out, format_args!("<node id=\"{}\">", token("segment:", &segment.id)));
    data(out, "node.id", Some(&segment.id));
    data(out, "node.name", Some(&segment.name));
    data(out, "node.kind", Some("segment"));
    number(out, "node.confidence", Some(words::confidence(segment.confidence)));
    out.push_str("</node>\n");
}

fn push_link(out: &mut String, link: &Link) {
    let (id, a, b) = (token("link:", &link.id), token("node:", &link.a.node), token("node:", &link.b.node));
    push(out, format_args!("<edge id=\"{id}\" source=\"{a}\" target=\"{b}\">"));
    data(out, "edge.id", Some(&link.id));
    data(out, "edge.kind", Some("link"));
    data(out, "edge.a_port", link.a.port.as_deref());
    number(out, "edge.a_if_index", link.a.if_index);
    data(out, "edge.b_port", link.b.port.as_deref());
    number(out, "edge.b_if_index", link.b.if_index);
    data(out, "edge.layer", Some(words::layer(link.layer)));
    data(out, "edge.state", Some(words::state(link.state)));
    data(out, "edge.strength", Some(&link.strength.to_string()));
    number(out, "edge.confidence", Some(words::confidence(link.confidence)));
    data(out, "edge.vlans", words::list(&link.vlans).as_deref());
    data(out, "edge.lag", link.lag.as_deref());
    data(out, "edge.adjacencies", words::list(&link.adjacencies).as_deref());
    data(out, "edge.subnet", link.subnet.as_deref());
    data(out, "edge.carried_by", words::list(&link.carried_by).as_deref());
    data(out, "edge.because", words::reasons(&link.because, "\n").as_deref());
    data(out, "edge.contradicting", words::reasons(&link.contradicting, "\n").as_deref());
    out.push_str("</edge>\n");
}

fn push_member(out: &mut String, segment: &Segment, place: usize, member: &End) {
    let (a, b) = (token("segment:", &segment.id), token("node:", &member.node));
    push(out, format_args!("<edge id=\"{}-{place}\" source=\"{a}\" target=\"{b}\">", token("member:", &segment.id)));
    data(out, "edge.kind", Some("member"));
    data(out, "edge.b_port", member.port.as_deref());
    number(out, "edge.b_if_index", member.if_index);
    number(out, "edge.confidence", Some(words::confidence(segment.confidence)));
    out.push_str("</edge>\n");
}
