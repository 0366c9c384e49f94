use std::collections::BTreeSet;

use netwarden::inventory::DeviceKind;
use netwarden::sim;
use netwarden::topology::Topology;
use roxmltree::{Document, Node};

use crate::networks::{self, Builder};
use crate::sim_common;

fn gallery() -> Vec<(&'static str, Topology)> {
    vec![
        ("nothing", Topology::default()),
        ("ten", networks::ten()),
        ("campus", networks::campus(3, 4, 5)),
        ("campus of a thousand", networks::campus(8, 6, 19)),
        ("tree", networks::tree(6, 7, 3)),
        ("ring", networks::ring(40)),
        ("fabric", networks::fabric(4, 12)),
        ("star", networks::tree(1, 60, 40)),
        ("hostile", networks::hostile()),
        ("simulated campus", sim_common::site(&sim::gallery::campus().unwrap()).topology()),
    ]
}

fn number(node: Node<'_, '_>, name: &str) -> f64 {
    node.attribute(name).unwrap().parse().unwrap()
}

fn has_class(node: &Node<'_, '_>, class: &str) -> bool {
    node.attribute("class").is_some_and(|all| all.split(' ').any(|one| one == class))
}

/// Left, top, right and bottom of every card.
fn cards(document: &Document<'_>) -> Vec<[f64; 4]> {
    document
        .descendants()
        .filter(|node| has_class(node, "card"))
        .map(|card| {
            let place = card.attribute("transform").unwrap();
            let place: Vec<f64> = place
                .trim_start_matches("translate(")
                .trim_end_matches(')')
                .split(' ')
                .map(|part| part.parse().unwrap())
                .collect();
            let shape = card.children().find(|node| has_class(node, "box")).unwrap();
            [place[0], place[1], place[0] + number(shape, "width"), place[1] + number(shape, "height")]
        })
        .collect()
}

#[test]
fn every_device_is_drawn_once_or_folded() {
    for (name, topology) in gallery() {
        let text = topology.to_svg();
        let document = Document::parse(&text).unwrap();
        let mut seen = BTreeSet::new();
        for node in document.descendants() {
            let drawn = node.attribute("data-node").into_iter().filter(|_| !has_class(&node, "link"));
            let folded = node.attribute("data-folded").into_iter().flat_map(|all| all.split(' '));
            for number in drawn.chain(folded) {
                assert!(seen.insert(number.parse::<usize>().unwrap()), "{name}: device {number} twice");
            }
        }
        assert!(seen.into_iter().eq(0..topology.nodes.len()), "{name}");
    }
}

#[test]
fn every_link_is_drawn_once_with_a_sentence_unless_its_device_is_folded() {
    for (name, topology) in gallery() {
        let text = topology.to_svg();
        let document = Document::parse(&text).unwrap();
        let mut seen = BTreeSet::new();
        for node in document.descendants().filter(|node| node.has_attribute("data-link")) {
            let title = node.children().find(|child| child.has_tag_name("title")).unwrap().text().unwrap();
            assert!(title.contains(", confidence ") || title.ends_with('…'), "{name}: {title}");
            assert!(seen.insert(node.attribute("data-link").unwrap().to_owned()), "{name}");
        }
        let folded: usize = document
            .descendants()
            .filter_map(|node| node.attribute("data-folded"))
            .map(|all| all.split(' ').count())
            .sum();
        assert_eq!(seen.len() + folded, topology.links.len(), "{name}");
    }
}

/// Which cards overlap or leave the drawing, if any.
pub(crate) fn overlap(document: &Document<'_>) -> Option<String> {
    let (width, height) = (number(document.root_element(), "width"), number(document.root_element(), "height"));
    let cards = cards(document);
    for (place, [left, top, right, bottom]) in cards.iter().enumerate() {
        if *left < 0.0 || *top < 0.0 || *right > width || *bottom > height {
            return Some(format!("card {place} is outside"));
        }
        for (other, [l, t, r, b]) in cards.iter().enumerate().skip(place + 1) {
            if right >= l && r >= left && bottom >= t && b >= top {
                return Some(format!("cards {place} and {other} overlap"));
            }
        }
    }
    None
}

#[test]
fn cards_stay_inside_and_do_not_overlap() {
    for (name, topology) in gallery() {
        let text = topology.to_svg();
        assert_eq!(overlap(&Document::parse(&text).unwrap()), None, "{name}");
    }
}

#[test]
fn a_drawing_of_a_thousand_devices_has_the_shape_of_a_screen() {
    for topology in [networks::campus(8, 6, 19), networks::tree(10, 8, 11), networks::tree(1, 60, 40)] {
        let text = topology.to_svg();
        let document = Document::parse(&text).unwrap();
        let shape = number(document.root_element(), "width") / number(document.root_element(), "height");
        assert!((0.8..4.0).contains(&shape), "{shape}");
    }
}

#[test]
fn routers_stand_above_the_core_and_access_below() {
    let text = networks::campus(2, 3, 2).to_svg();
    let document = Document::parse(&text).unwrap();
    let cards = cards(&document);
    let names: Vec<&str> = document
        .descendants()
        .filter(|node| has_class(node, "card"))
        .map(|card| card.children().find(|node| has_class(node, "name")).unwrap().text().unwrap())
        .collect();
    let top = |name: &str| cards[names.iter().position(|other| *other == name).unwrap()][1];
    assert_eq!(top("edge1"), top("edge2"));
    assert_eq!(top("core1"), top("core2"));
    assert_eq!(top("dist-a1"), top("dist-b2"));
    assert!(top("edge1") < top("core1") && top("core1") < top("dist-a1") && top("dist-a1") < top("acc-a01"));
}

#[test]
fn the_same_topology_gives_the_same_bytes() {
    for (_, topology) in gallery() {
        assert_eq!(topology.to_svg(), topology.to_svg());
    }
}

#[test]
fn nothing_is_loaded_and_nothing_runs() {
    for (name, topology) in gallery() {
        let text = topology.to_svg();
        let document = Document::parse(&text).unwrap();
        for node in document.descendants().filter(Node::is_element) {
            assert!(
                !["script", "image", "foreignObject", "a", "animate", "set"].contains(&node.tag_name().name()),
                "{name}"
            );
            for attribute in node.attributes() {
                assert!(!attribute.name().starts_with("on"), "{name}");
                assert!(attribute.name() != "href" || attribute.value().starts_with("#i-"), "{name}");
            }
        }
    }
}

#[test]
fn a_name_of_64_kilobytes_is_cut_where_it_is_shown() {
    let mut net = Builder::default();
    net.device(&"x".repeat(65_536), DeviceKind::Bridge);
    let text = net.build().to_svg();
    assert!(text.len() < 20_000, "{}", text.len());
    assert!(text.contains('…'));
}

#[test]
fn characters_that_turn_the_direction_are_not_shown() {
    let mut net = Builder::default();
    net.device("core\u{202e}1eroc\u{202c}", DeviceKind::Bridge);
    assert!(!net.build().to_svg().contains(['\u{202e}', '\u{202c}']));
}

#[test]
fn ends_at_devices_that_are_not_there_are_left_out() {
    let mut topology = networks::ten();
    topology.nodes.truncate(3);
    let text = topology.to_svg();
    let document = Document::parse(&text).unwrap();
    assert_eq!(document.descendants().filter(|node| node.has_attribute("data-link")).count(), 3);
}

#[test]
fn a_cable_from_a_device_to_itself_is_drawn() {
    let mut net = Builder::default();
    net.device("loop", DeviceKind::Bridge);
    net.link(("loop", "1"), ("loop", "2"));
    let text = net.build().to_svg();
    let document = Document::parse(&text).unwrap();
    assert_eq!(document.descendants().filter(|node| node.has_attribute("data-link")).count(), 1);
}

#[test]
fn ten_devices() {
    let text = networks::ten().to_svg();
    let (before, rest) = text.split_once("<style>").unwrap();
    insta::assert_snapshot!(format!("{before}{}", rest.split_once("</style>").unwrap().1));
}
