//! How many wires of a drawing cross, counted on the drawing itself.

use netwarden::export::{Drawing, Fold};
use netwarden::sim;
use netwarden::topology::Topology;
use roxmltree::Document;

use crate::networks;
use crate::sim_common;

type Point = (f64, f64);

/// The corners of a path of `M`, `L` and `Q`.
fn points(path: &str) -> Vec<Point> {
    let mut all = Vec::new();
    for step in path.split(['M', 'L', 'Q']) {
        let numbers: Vec<f64> = step.split_whitespace().map(|number| number.parse().unwrap()).collect();
        if let [.., x, y] = numbers[..] {
            all.push((x, y));
        }
    }
    all
}

fn cross((a, b): (Point, Point), (c, d): (Point, Point)) -> bool {
    let side = |p: Point, q: Point, r: Point| (q.0 - p.0) * (r.1 - p.1) - (q.1 - p.1) * (r.0 - p.0);
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}

fn crossings(svg: &str) -> usize {
    let document = Document::parse(svg).unwrap();
    let wires: Vec<Vec<Point>> = document
        .descendants()
        .filter(|node| node.has_attribute("data-a"))
        .filter(|node| !node.attribute("class").unwrap().contains(" l3"))
        .filter_map(|node| node.children().find(|child| child.attribute("class") == Some("line")))
        .map(|line| points(line.attribute("d").unwrap()))
        .collect();
    let steps = |wire: &Vec<Point>| wire.iter().copied().zip(wire.iter().copied().skip(1)).collect::<Vec<_>>();
    let steps: Vec<Vec<(Point, Point)>> = wires.iter().map(steps).collect();
    let mut count = 0;
    for (number, one) in steps.iter().enumerate() {
        for other in &steps[number + 1..] {
            count +=
                one.iter().map(|step| other.iter().filter(|against| cross(*step, **against)).count()).sum::<usize>();
        }
    }
    count
}

/// Crossings that two layers of `upper` and `lower` cards have, each cabled to each, in the best order.
fn of_all_with_all(upper: usize, lower: usize) -> usize {
    upper * (upper - 1) / 2 * (lower * (lower - 1) / 2)
}

#[test]
fn no_drawing_has_more_crossings_than_it_must_or_not_many() {
    let fabric = of_all_with_all(4, 12);
    let sim = |world| sim_common::site(&world).topology();
    let gallery: [(&str, Topology, Fold, usize); 13] = [
        ("ten", networks::ten(), Fold::Auto, 0),
        ("tree", networks::tree(4, 5, 2), Fold::Auto, 0),
        ("simulated ring", sim(sim::gallery::ring().unwrap()), Fold::Auto, 0),
        ("ring of 4", networks::ring(4), Fold::Auto, 0),
        ("ring of 5", networks::ring(5), Fold::Auto, 0),
        ("ring of 17", networks::ring(17), Fold::Auto, 0),
        ("ring of 40", networks::ring(40), Fold::Auto, 0),
        ("ring of 60", networks::ring(60), Fold::Auto, 0),
        ("ring of 1000, folded", networks::ring(1000), Fold::Auto, 0),
        ("spines and leaves", networks::fabric(4, 12), Fold::Auto, fabric),
        // Two cores with four distribution switches, and two of those with three access switches, twice.
        ("campus", networks::campus(2, 3, 4), Fold::Auto, of_all_with_all(2, 4) + 2 * of_all_with_all(2, 3)),
        ("campus of a thousand, folded", networks::campus(8, 6, 19), Fold::Auto, of_all_with_all(2, 8)),
        // The wires to the lower rows of a building's switches cross some to the first.
        ("campus of two hundred", networks::campus(4, 5, 8), Fold::None, 90),
    ];
    let too_many: Vec<String> = gallery
        .iter()
        .filter_map(|(name, topology, fold, most)| {
            let count = crossings(&Drawing::of(topology).fold(*fold).to_svg());
            (count > *most).then(|| format!("{name}: {count} instead of {most}"))
        })
        .collect();
    assert!(too_many.is_empty(), "{}", too_many.join("; "));
}

#[test]
fn crossings_are_counted() {
    let wire = |d: &str| format!("<g data-a=\"\" class=\"link\"><path class=\"line\" d=\"{d}\"/></g>");
    let svg = |wires: &[&str]| format!("<svg>{}</svg>", wires.iter().map(|d| wire(d)).collect::<String>());
    assert_eq!(crossings(&svg(&["M0 0L10 10", "M0 10L10 0"])), 1);
    assert_eq!(crossings(&svg(&["M0 0L4 -3Q5 0 9 -9", "M0 10L10 20"])), 0);
}
