//! Words and colours that several formats share.

use crate::inventory::DeviceKind;
use crate::topology::{Layer, Link, LinkState, Reason};

/// The kebab-case word of a kind, as in JSON.
pub(super) fn kind(kind: DeviceKind) -> &'static str {
    match kind {
        DeviceKind::Repeater => "repeater",
        DeviceKind::Bridge => "bridge",
        DeviceKind::Router => "router",
        DeviceKind::Host => "host",
        DeviceKind::Printer => "printer",
        DeviceKind::AccessPoint => "access-point",
        DeviceKind::Phone => "phone",
        DeviceKind::Unknown => "unknown",
    }
}

pub(super) fn layer(layer: Layer) -> &'static str {
    match layer {
        Layer::L2 => "l2",
        Layer::L3 => "l3",
    }
}

pub(super) fn state(state: LinkState) -> &'static str {
    match state {
        LinkState::Forwarding => "forwarding",
        LinkState::Blocked => "blocked",
        LinkState::Unknown => "unknown",
    }
}

/// A confidence as it may be shown: within 0 to 1, and 0 where it is not a number.
pub(super) fn confidence(value: f64) -> f64 {
    if value.is_nan() { 0.0 } else { value.clamp(0.0, 1.0) }
}

/// One sentence about a link: `core1 Gi1/0/1 to dist2 Te1/1: blocked, confirmed, confidence 0.998, part of Po1 = Po1`.
pub(super) fn sentence(link: &Link) -> String {
    let mut text = format!("{} to {}: ", link.a, link.b);
    if link.layer == Layer::L3 {
        text.push_str("layer 3, ");
    }
    if link.state != LinkState::Unknown {
        text.push_str(state(link.state));
        text.push_str(", ");
    }
    text.push_str(&format!("{}, confidence {:.3}", link.strength, confidence(link.confidence)));
    if let Some(lag) = &link.lag {
        text.push_str(&format!(", part of {lag}"));
    }
    for adjacency in &link.adjacencies {
        text.push_str(&format!(", {} {}", adjacency.protocol, adjacency.state));
    }
    if let Some(subnet) = &link.subnet {
        text.push_str(&format!(", in {subnet}"));
    }
    if !link.carried_by.is_empty() {
        text.push_str(&format!(", over {} below", count(link.carried_by.len())));
    }
    text
}

fn count(links: usize) -> String {
    format!("{links} link{}", if links == 1 { "" } else { "s" })
}

/// `text` on one line: control characters become spaces, as in names that carry line breaks or terminal sequences.
pub(super) fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// `values` separated by spaces, where there are any.
pub(super) fn list<T: ToString>(values: &[T]) -> Option<String> {
    let words: Vec<String> = values.iter().map(ToString::to_string).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// The sentences of `reasons`, each with its source, where there are any.
pub(super) fn reasons(reasons: &[Reason], separator: &str) -> Option<String> {
    let words: Vec<String> = reasons.iter().map(|reason| format!("{}: {}", reason.source, reason.text)).collect();
    (!words.is_empty()).then(|| words.join(separator))
}
