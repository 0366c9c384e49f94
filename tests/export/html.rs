use std::collections::BTreeSet;

use netwarden::export::{Drawing, Fold};
use netwarden::topology::Topology;

use crate::networks;

fn embedded(page: &str) -> &str {
    let (_, rest) = page.split_once("<script type=\"application/json\" id=\"data\">").unwrap();
    rest.split_once("</script>").unwrap().0
}

#[test]
fn the_page_carries_the_whole_topology() {
    for topology in [networks::ten(), networks::hostile(), networks::fabric(2, 3)] {
        assert_eq!(Topology::from_json(embedded(&topology.to_html())).unwrap(), topology);
    }
}

#[test]
fn names_cannot_add_elements() {
    let page = networks::hostile().to_html();
    assert_eq!(page.matches("<script").count(), 3);
    assert_eq!(page.matches("</script").count(), 3);
    assert_eq!(page.matches("<img").count(), 0);
    assert_eq!(page.matches("<!--").count(), 0);
}

#[test]
fn nothing_refers_to_another_file() {
    let page = networks::ten().to_html();
    for word in ["src=", "url(", "@import", "<link", "fetch(", "import("] {
        assert!(!page.contains(word), "{word}");
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn a_confidence_that_json_cannot_carry_does_not_break_the_page() {
    let mut topology = networks::ten();
    topology.links[0].confidence = f64::NAN;
    topology.links[1].confidence = f64::INFINITY;
    let read = Topology::from_json(embedded(&topology.to_html())).unwrap();
    assert_eq!((read.links[0].confidence, read.links[1].confidence), (0.0, 1.0));
}

/// The numbers that an attribute has, of all elements.
fn numbers(page: &str, attribute: &str) -> Vec<usize> {
    let start = format!(" {attribute}=\"");
    page.split(&start)
        .skip(1)
        .flat_map(|rest| rest.split('"').next().unwrap().split(' '))
        .map(|n| n.parse().unwrap())
        .collect()
}

#[test]
fn the_groups_of_a_page_hold_every_device_once_however_it_is_folded() {
    for topology in [networks::campus(8, 6, 19), networks::ring(200), networks::tree(10, 8, 11), networks::hostile()] {
        for fold in [Fold::Auto, Fold::None, Fold::BySite, Fold::ByVlan, Fold::ByRole, Fold::ByParent] {
            let page = Drawing::of(&topology).fold(fold).to_html();
            let (drawing, _) = page.split_once("<script type=\"application/json\" id=\"data\">").unwrap();
            let mut all = numbers(drawing, "data-node");
            all.extend(numbers(drawing, "data-folded"));
            all.sort_unstable();
            assert!(
                all.iter().copied().eq(0..topology.nodes.len()),
                "{fold:?}: {} of {}",
                all.len(),
                topology.nodes.len()
            );
        }
    }
}

#[test]
fn the_frames_of_a_page_hold_every_link_once() {
    for topology in [networks::campus(8, 6, 19), networks::ring(200)] {
        let page = topology.to_html();
        let folded = numbers(&page, "data-folded").len();
        let all: Vec<usize> = numbers(&page, "data-link").into_iter().chain(numbers(&page, "data-bundle")).collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        assert_eq!(all.len() + folded, topology.links.len());
    }
}

#[test]
fn charts_make_the_page_as_much_longer_as_they_say() {
    let topology = networks::ten();
    let charts = networks::charts(&topology);
    let (plain, page) = (topology.to_html(), Drawing::of(&topology).charts(&charts).to_html());
    let longer = (page.len() - plain.len()) as u64;
    assert!(longer > charts.octets() - 100 && longer < charts.octets() + 100, "{longer} {}", charts.octets());
    assert_eq!(page.matches("<script").count(), 3);
    assert!(charts.octets() < charts.len() as u64 * 3_500, "{} {}", charts.octets(), charts.len());
}
