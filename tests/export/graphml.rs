use std::collections::BTreeSet;

use roxmltree::Document;

use crate::networks::{self, Builder};
use netwarden::inventory::DeviceKind;

#[test]
fn ten_devices() {
    insta::assert_snapshot!(networks::ten().to_graphml());
}

#[test]
fn every_key_is_declared_and_every_edge_has_its_nodes() {
    for topology in [networks::ten(), networks::fabric(2, 4), networks::hostile()] {
        let text = topology.to_graphml();
        let document = Document::parse(&text).unwrap();
        let all = |tag: &'static str, name: &'static str| -> Vec<&str> {
            document
                .descendants()
                .filter(|node| node.has_tag_name(tag))
                .filter_map(|node| node.attribute(name))
                .collect()
        };
        let unique = |values: &[&str]| values.iter().collect::<BTreeSet<_>>().len() == values.len();
        let (keys, nodes) = (all("key", "id"), all("node", "id"));
        assert!(unique(&keys) && unique(&nodes) && unique(&all("edge", "id")));
        assert!(all("data", "key").iter().all(|key| keys.contains(key)));
        assert!(all("edge", "source").iter().chain(&all("edge", "target")).all(|id| nodes.contains(id)));
        assert_eq!(nodes.len(), topology.nodes.len() + topology.segments.len());
        let plain = |c: char| c.is_ascii_alphanumeric() || ".:-_".contains(c);
        assert!(nodes.iter().all(|id| id.chars().all(plain)));
    }
}

#[test]
fn ids_that_differ_stay_different() {
    let mut net = Builder::default();
    net.devices(DeviceKind::Bridge, &["a b", "a_b", "a_x20_b", "a\tb"]);
    let text = net.build().to_graphml();
    let document = Document::parse(&text).unwrap();
    let ids: BTreeSet<_> =
        document.descendants().filter(|node| node.has_tag_name("node")).map(|node| node.attribute("id")).collect();
    assert_eq!(ids.len(), 4);
}
