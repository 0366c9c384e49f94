use serde_json::{Value, json};

use super::*;

/// Switches of these names, cabled as told.
fn network(names: &[String], cables: &[(usize, usize)]) -> Topology {
    // As JSON, so that a field that is added later takes its default.
    let node = |name: &String| {
        json!({
            "id": name, "name": name, "kind": "bridge", "polled": true, "sys_name": null, "description": null,
            "vendor": null, "addresses": [], "macs": [], "ports": [],
        })
    };
    let end = |place: usize| json!({ "node": names[place], "device": names[place], "port": null, "if_index": null });
    let link = |(number, (a, b)): (usize, &(usize, usize))| {
        json!({
            "id": number.to_string(), "a": end(*a), "b": end(*b), "layer": "l2", "state": "forwarding",
            "strength": "confirmed", "confidence": 1.0, "vlans": [], "lag": null, "because": [], "contradicting": [],
            "alternatives": [],
        })
    };
    let nodes: Vec<Value> = names.iter().map(node).collect();
    let links: Vec<Value> = cables.iter().enumerate().map(link).collect();
    let all = json!({ "nodes": nodes, "links": links, "segments": [], "unused": [], "strategy": "default" });
    serde_json::from_value(all).unwrap()
}

fn folded(topology: &Topology, fold: Fold, sites: &BTreeMap<String, String>) -> Folding {
    Folding::new(topology, &Graph::of(topology), fold, sites)
}

fn frame_sizes(topology: &Topology, folding: &Folding) -> Vec<usize> {
    let mut sizes = vec![0; folding.groups.len() + 1];
    for vertex in 0..topology.nodes.len() + folding.groups.len() {
        sizes[folding.home[vertex].map_or(0, |group| group + 1 - topology.nodes.len())] += 1;
    }
    sizes
}

fn numbered(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("s{number}")).collect()
}

#[test]
fn few_cards_are_not_folded() {
    let star: Vec<(usize, usize)> = (1..MOST_CARDS).map(|leaf| (0, leaf)).collect();
    let topology = network(&numbered(MOST_CARDS), &star);
    assert!(folded(&topology, Fold::Auto, &BTreeMap::new()).groups.is_empty());
}

#[test]
fn no_frame_of_any_shape_is_much_larger_than_wanted() {
    let chain = |count: usize| (1..count).map(|at| (at - 1, at)).collect::<Vec<_>>();
    let star = |count: usize| (1..count).map(|leaf| (0, leaf)).collect::<Vec<_>>();
    let binary = |count: usize| (1..count).map(|at| ((at - 1) / 2, at)).collect::<Vec<_>>();
    let grid = |side: usize| {
        let at = |x: usize, y: usize| y * side + x;
        let all = (0..side).flat_map(move |y| (0..side).map(move |x| (x, y)));
        all.flat_map(move |(x, y)| {
            let right = (x + 1 < side).then(|| (at(x, y), at(x + 1, y)));
            right.into_iter().chain((y + 1 < side).then(|| (at(x, y), at(x, y + 1))))
        })
        .collect::<Vec<_>>()
    };
    for (name, count, cables) in [
        ("chain", 700, chain(700)),
        ("star", 700, star(700)),
        ("binary tree", 700, binary(700)),
        ("grid", 625, grid(25)),
        ("nothing cabled", 700, Vec::new()),
        ("all with all", 90, (0..90).flat_map(|a| (a + 1..90).map(move |b| (a, b))).collect()),
    ] {
        let topology = network(&numbered(count), &cables);
        let sizes = frame_sizes(&topology, &folded(&topology, Fold::Auto, &BTreeMap::new()));
        let largest = sizes.iter().max().unwrap();
        assert!(*largest <= 2 * MOST_CARDS, "{name}: {largest}");
        assert!(sizes[0] > 1, "{name}");
    }
}

#[test]
fn sites_are_groups_and_what_has_no_site_stands_for_itself() {
    let topology = network(&numbered(6), &[(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)]);
    let site = |place: usize| if place < 2 { "Berlin" } else { "Bonn" };
    let sites = (0..5).map(|place| (format!("s{place}"), site(place).to_owned())).collect();
    let folding = folded(&topology, Fold::BySite, &sites);
    let names: Vec<&str> = folding.groups.iter().map(|group| group.name.as_str()).collect();
    assert_eq!(names, ["Berlin", "Bonn"]);
    assert_eq!(folding.groups[1].counts, "3 switches");
    assert_eq!(folding.shown_as(5, None), Some(5));
    assert_eq!(folding.shown_as(4, None), Some(7));
    assert_eq!(folding.shown_as(4, Some(7)), Some(4));
    assert_eq!(folding.shown_as(4, Some(6)), None);
}

#[test]
fn the_beginning_of_names_is_a_name_and_never_ends_within_a_number() {
    let prefix = |names: &[&str]| tell::prefix(names.iter().copied());
    assert_eq!(prefix(&["b3", "b3-s0", "b3-s17"]), "b3");
    assert_eq!(prefix(&["acc-1", "acc-10"]), "acc");
    assert_eq!(prefix(&["acc-11", "acc-12"]), "acc");
    assert_eq!(prefix(&["münchen-1", "münster-1"]), "mün");
    assert_eq!(prefix(&[]), "");
}

#[test]
fn ids_of_groups_differ_and_stay_when_a_device_joins() {
    let star = |count: usize| (1..count).map(|leaf| (0, leaf)).collect::<Vec<_>>();
    let ids = |count: usize| {
        let topology = network(&numbered(count), &star(count));
        let folding = folded(&topology, Fold::Auto, &BTreeMap::new());
        folding.groups.into_iter().map(|group| group.id).collect::<std::collections::BTreeSet<String>>()
    };
    let topology = network(&numbered(300), &star(300));
    assert_eq!(ids(300).len(), folded(&topology, Fold::Auto, &BTreeMap::new()).groups.len());
    assert!(ids(300).intersection(&ids(299)).count() > 0);
}

#[test]
fn choices_are_read_by_the_words_that_json_has() {
    use crate::export::Theme;
    for fold in [Fold::Auto, Fold::None, Fold::BySite, Fold::ByVlan, Fold::ByRole, Fold::ByParent] {
        let word = serde_json::to_value(fold).unwrap();
        assert_eq!(word.as_str().unwrap().parse::<Fold>().unwrap(), fold);
    }
    for theme in [Theme::Auto, Theme::Light, Theme::Dark] {
        let word = serde_json::to_value(theme).unwrap();
        assert_eq!(word.as_str().unwrap().parse::<Theme>().unwrap(), theme);
    }
    assert!("by-colour".parse::<Fold>().unwrap_err().to_string().contains("by-role"));
    assert!("grey".parse::<Theme>().unwrap_err().to_string().contains("dark"));
}
