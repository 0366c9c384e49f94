use std::collections::BTreeSet;

use netwarden::export::{Drawing, Fold, Theme};
use netwarden::inventory::DeviceKind;
use netwarden::sim;
use netwarden::topology::{Positions, Topology};
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
        ("routed", sim_common::site(&networks::routed()).topology()),
        ("generated office", sim_common::site(&networks::office()).topology()),
        ("generated, in part silent", sim_common::site(&networks::silent()).topology()),
    ]
}

/// Every device on its own.
fn unfolded(topology: &Topology) -> String {
    Drawing::of(topology).fold(Fold::None).to_svg()
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
        let text = unfolded(&topology);
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
        let text = unfolded(&topology);
        let document = Document::parse(&text).unwrap();
        let mut seen = BTreeSet::new();
        for node in document.descendants().filter(|node| node.has_attribute("data-link")) {
            let title = node.children().find(|child| child.has_tag_name("title")).unwrap().text().unwrap();
            assert!(title.contains(", confidence ") || title.ends_with('…'), "{name}: {title}");
            assert!(seen.insert(node.attribute("data-link").unwrap().to_owned()), "{name}");
        }
        // The members of an aggregate are one wire.
        for node in document.descendants().filter(|node| node.has_attribute("data-bundle")) {
            let title = node.children().find(|child| child.has_tag_name("title")).unwrap().text().unwrap();
            assert!(title.starts_with("Aggregate "), "{name}: {title}");
            for link in node.attribute("data-bundle").unwrap().split(' ') {
                assert!(seen.insert(link.to_owned()), "{name}");
            }
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
    let area: Vec<f64> =
        document.root_element().attribute("viewBox").unwrap().split(' ').map(|part| part.parse().unwrap()).collect();
    let [x, y, width, height] = area[..] else { panic!("{area:?}") };
    let cards = cards(document);
    for (place, [left, top, right, bottom]) in cards.iter().enumerate() {
        if *left < x || *top < y || *right > x + width || *bottom > y + height {
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
        for text in [topology.to_svg(), unfolded(&topology)] {
            assert_eq!(overlap(&Document::parse(&text).unwrap()), None, "{name}");
        }
    }
}

#[test]
fn a_drawing_of_a_thousand_devices_has_the_shape_of_a_screen() {
    for topology in [networks::campus(8, 6, 19), networks::tree(10, 8, 11), networks::tree(1, 60, 40)] {
        let text = unfolded(&topology);
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
    assert_eq!(document.descendants().filter(|node| node.has_attribute("data-link")).count(), 1);
    assert_eq!(document.descendants().filter(|node| node.has_attribute("data-bundle")).count(), 1);
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
fn a_thousand_devices_are_a_handful_of_groups() {
    for (topology, most) in
        [(networks::campus(8, 6, 19), 16), (networks::tree(10, 8, 11), 16), (networks::ring(1000), 40)]
    {
        let text = topology.to_svg();
        let document = Document::parse(&text).unwrap();
        let count = cards(&document).len();
        assert!((5..=most).contains(&count), "{count}");
    }
}

#[test]
fn a_group_says_what_is_in_it_and_a_bundle_what_it_stands_for() {
    let text = networks::campus(8, 6, 19).to_svg();
    for words in ["dist-a1 + dist-a2", "8 switches, 114 end systems", "6 blocked", "×2", "2 links"] {
        assert!(text.contains(words), "{words}");
    }
}

#[test]
fn a_pinned_card_stands_where_it_is_told_and_nothing_overlaps_it() {
    for (name, topology) in gallery() {
        let Some(node) = topology.nodes.iter().find(|node| node.polled) else { continue };
        let places = Positions::new().with(&node.id, -250.0, 333.0).with("not there", 1.0, 1.0);
        let text = Drawing::of(&topology).fold(Fold::None).pinned(places).to_svg();
        assert!(text.contains("translate(-250 333)"), "{name}");
        assert_eq!(overlap(&Document::parse(&text).unwrap()), None, "{name}");
    }
}

#[test]
fn pinned_cards_stay_when_devices_come_and_the_new_ones_stand_around_them() {
    let before = networks::campus(2, 3, 2);
    let text = Drawing::of(&before).to_svg();
    let document = Document::parse(&text).unwrap();
    let mut places = Positions::new();
    for card in document.descendants().filter(|node| node.has_attribute("data-node") && has_class(node, "card")) {
        let id = &before.nodes[card.attribute("data-node").unwrap().parse::<usize>().unwrap()].id;
        let place = card.attribute("transform").unwrap();
        let place: Vec<f64> = place[10..place.len() - 1].split(' ').map(|part| part.parse().unwrap()).collect();
        places = places.with(id, place[0], place[1]);
    }
    let after = networks::campus(3, 4, 3);
    let text = Drawing::of(&after).pinned(places.clone()).to_svg();
    for (id, (x, y)) in &places.0 {
        let node = after.nodes.iter().position(|node| node.id == *id).unwrap();
        assert!(text.contains(&format!("data-vertex=\"{node}\" transform=\"translate({x} {y})\"")), "{id}");
    }
    assert_eq!(overlap(&Document::parse(&text).unwrap()), None);
}

#[test]
fn places_that_are_no_numbers_do_nothing() {
    let topology = networks::ten();
    let places = Positions::new().with("core1", f64::NAN, 1.0).with("sw1", 1e300, 0.0);
    assert_eq!(Drawing::of(&topology).pinned(places).to_svg(), topology.to_svg());
}

#[test]
fn load_colours_both_directions_and_unknown_is_not_idle() {
    let topology = networks::ten();
    let mut load = networks::load(&topology);
    load.ports.retain(|port| port.device == "core1" || port.device == "gw1");
    let text = Drawing::of(&topology).load(load).to_svg();
    let document = Document::parse(&text).unwrap();
    let halves = |link: &str| -> Vec<String> {
        let wire = document.descendants().find(|node| node.attribute("data-link") == Some(link)).unwrap();
        let loads = wire.children().filter(|node| has_class(node, "load"));
        loads.map(|node| node.attribute("class").unwrap().into()).collect()
    };
    assert_eq!(halves("0"), ["load u0", "load u6"]);
    assert_eq!(halves("4"), ["load unknown", "load unknown"]);
    assert!(text.contains("no rate was given") && text.contains("800 Mb/s, 80 %"), "{text}");
}

#[test]
fn a_theme_is_the_only_one_of_its_drawing_and_a_title_is_escaped() {
    let topology = networks::ten();
    let text = Drawing::of(&topology).theme(Theme::Dark).title("<b>&").to_svg();
    assert!(!text.contains("@media") && text.contains("&lt;b&gt;&amp;") && !text.contains("<b>"));
}

#[test]
fn ten_thousand_devices_are_drawn_folded_with_a_bounded_size() {
    let topology = networks::campus(26, 20, 18);
    assert!(topology.nodes.len() > 9_900);
    let text = topology.to_svg();
    assert!(text.len() < 200_000, "{}", text.len());
}

#[test]
fn ten_devices() {
    let text = networks::ten().to_svg();
    let (before, rest) = text.split_once("<style>").unwrap();
    insta::assert_snapshot!(format!("{before}{}", rest.split_once("</style>").unwrap().1));
}

#[test]
fn an_aggregate_is_one_wire_with_a_ring_and_its_name_at_both_ends() {
    let text = networks::ten().to_svg();
    let document = Document::parse(&text).unwrap();
    let bundles: Vec<_> = document.descendants().filter(|node| node.has_attribute("data-bundle")).collect();
    let [wire] = bundles.as_slice() else { panic!("{} aggregates", bundles.len()) };
    let links = networks::ten().links;
    let members = wire.attribute("data-bundle").unwrap().split(' ').map(|at| &links[at.parse::<usize>().unwrap()]);
    assert!(members.clone().count() == 2 && members.clone().all(|link| link.lag.is_some()));
    assert_eq!(wire.children().filter(|node| has_class(node, "ring")).count(), 1);
    let ports: Vec<&str> =
        wire.descendants().filter(|node| has_class(node, "port")).filter_map(|it| it.text()).collect();
    assert_eq!(ports.len(), 2, "{ports:?}");
    let lag = members.clone().next().unwrap().lag.clone().unwrap();
    assert!(ports.iter().all(|port| lag.contains(port)), "{ports:?} of {lag}");
}

#[test]
fn what_was_never_heard_of_and_what_is_a_group_are_told_by_the_legend() {
    let mut topology = networks::ten();
    assert!(!topology.to_svg().contains("must be there"));
    let hidden = topology.nodes.iter_mut().find(|node| node.kind == DeviceKind::Bridge).unwrap();
    (hidden.polled, hidden.sys_name) = (false, None);
    hidden.macs.clear();
    hidden.addresses.clear();
    let text = topology.to_svg();
    assert!(text.contains("must be there, answers nobody") && text.contains("class=\"card bridge heard hidden\""));
    assert!(networks::campus(8, 6, 19).to_svg().contains("a group of devices"));
}
