use netwarden::topology::{Layer, LinkState, Topology};

use crate::networks;

#[test]
fn every_device_link_and_member_is_one_statement() {
    let topology = networks::ten();
    let text = topology.to_mermaid();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "flowchart LR");
    let members: usize = topology.segments.iter().map(|segment| segment.members.len()).sum();
    let of = |link: &&netwarden::topology::Link| link.state == LinkState::Blocked || link.layer == Layer::L3;
    let styles = lines.iter().filter(|line| line.starts_with("  linkStyle ")).count();
    assert!(styles > 0 || !topology.links.iter().any(|link| of(&link)));
    let statements = topology.nodes.len() + topology.segments.len() + topology.links.len() + members;
    assert_eq!(lines.len(), 1 + statements + 2 + styles);
    assert_eq!(Topology::default().to_mermaid().lines().count(), 3);
}

#[test]
fn cables_show_their_ports_and_their_state() {
    let mut topology = networks::ten();
    topology.links.truncate(1);
    topology.segments.clear();
    let link = &mut topology.links[0];
    (link.a.port, link.b.port, link.lag, link.state) = (Some("Gi1/0/1".into()), None, None, LinkState::Blocked);
    let (a, b) = (link.a.node.clone(), link.b.node.clone());
    let at = |id: &str| topology.nodes.iter().position(|node| node.id == id).unwrap();
    let text = topology.to_mermaid();
    let expected = format!("  n{} ---|\"Gi1/0/1 · ?\"| n{}\n", at(&a), at(&b));
    assert!(text.contains(&expected), "{text}");
    assert!(text.ends_with("  linkStyle 0 stroke:#c62828\n"), "{text}");
}

#[test]
fn every_label_is_one_quoted_string_without_markup() {
    let text = networks::hostile().to_mermaid();
    for line in text.lines().skip(1).filter(|line| line.contains('"')) {
        let mut parts = line.split('"');
        let (before, label, after) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
        assert_eq!(parts.next(), None, "one label in a line: {line}");
        assert!(before.is_ascii() && after.is_ascii(), "{line}");
        assert!(!label.contains(['<', '>', '`', '|', '[', '{', '&', '\\']), "{line}");
        let mut numbers = label.split('#').skip(1);
        assert!(numbers.all(|it| it.split_once(';').is_some_and(|(it, _)| it.parse::<u32>().is_ok())), "{line}");
    }
}
