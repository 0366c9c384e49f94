//! Every name, port and text in every format: always well-formed, always the same meaning.

use netwarden::inventory::DeviceKind;
use netwarden::topology::Topology;
use proptest::prelude::*;
use roxmltree::Document;

use crate::csv::records;
use crate::dot::statements;
use crate::networks::Builder;

/// Any text, often with what formats treat as special.
fn text() -> impl Strategy<Value = String> {
    let special = proptest::sample::select(vec![
        "<",
        ">",
        "&",
        "\"",
        "'",
        "\\",
        "]]>",
        "-->",
        "</script>",
        "\n",
        "\r",
        "\0",
        "\u{1b}",
        "\u{202e}",
        "\u{fffe}",
        ",",
        ";",
        "=",
        "{",
        "}",
        "|",
        "@DATA@",
        "\u{2028}",
        "&amp;",
        "\u{85}",
    ]);
    let part = prop_oneof![special.prop_map(str::to_owned), any::<String>(), "[a-z0-9/]{1,9}"];
    proptest::collection::vec(part, 0..5).prop_map(|parts| parts.concat())
}

fn network() -> impl Strategy<Value = Topology> {
    (proptest::collection::vec(text(), 2..9), proptest::collection::vec((0usize..9, 0usize..9, text()), 0..16))
        .prop_map(|(names, cables)| {
            let mut net = Builder::default();
            let unique: Vec<String> =
                names.iter().enumerate().map(|(number, name)| format!("{name}{number}")).collect();
            let kinds = [DeviceKind::Bridge, DeviceKind::Host, DeviceKind::Router, DeviceKind::AccessPoint];
            for (number, name) in unique.iter().enumerate() {
                net.device(name, kinds[number % kinds.len()]);
            }
            for (from, to, port) in &cables {
                let (a, b) = (&unique[from % unique.len()], &unique[to % unique.len()]);
                let link = net.link((a, port), (b, port));
                link.lag = Some(port.clone());
                link.because[0].text.clone_from(port);
            }
            net.segment(&names[0], &[(&unique[0], &names[1]), (&unique[1], "")]);
            net.build()
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn json_reads_back_equal(topology in network()) {
        prop_assert_eq!(&Topology::from_json(&topology.to_json().unwrap()).unwrap(), &topology);
        prop_assert_eq!(&Topology::from_json(&topology.to_json_pretty().unwrap()).unwrap(), &topology);
    }

    #[test]
    fn drawings_stay_well_formed(topology in network()) {
        let text = topology.to_svg();
        let document = Document::parse(&text).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let links = document.descendants().filter(|node| node.has_attribute("data-link")).count();
        let bundled = document.descendants().filter_map(|node| node.attribute("data-bundle"));
        prop_assert_eq!(links + bundled.map(|all| all.split(' ').count()).sum::<usize>(), topology.links.len());
    }

    #[test]
    fn graphml_carries_every_name(topology in network()) {
        let text = topology.to_graphml();
        let document = Document::parse(&text).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let names: Vec<&str> = document
            .descendants()
            .filter(|node| node.attribute("key") == Some("node.name"))
            .map(|node| node.text().unwrap_or_default())
            .collect();
        let forbidden = |c: char| (c.is_control() && !"\t\n\r".contains(c)) || "\u{fffe}\u{ffff}".contains(c);
        let expected: Vec<String> = topology
            .nodes
            .iter()
            .map(|node| &node.name)
            .chain(topology.segments.iter().map(|segment| &segment.name))
            .map(|name| name.chars().map(|c| if forbidden(c) { '\u{fffd}' } else { c }).collect())
            .collect();
        prop_assert_eq!(names, expected);
    }

    #[test]
    fn dot_keeps_its_statements(topology in network()) {
        let members: usize = topology.segments.iter().map(|segment| segment.members.len() + 1).sum();
        prop_assert_eq!(statements(&topology.to_dot()), Ok(3 + topology.nodes.len() + topology.links.len() + members));
    }

    #[test]
    fn csv_keeps_its_records(topology in network()) {
        prop_assert_eq!(records(&topology.devices_csv()).len(), topology.nodes.len() + 1);
        prop_assert_eq!(records(&topology.links_csv()).len(), topology.links.len() + 1);
    }

    #[test]
    fn pages_have_three_scripts_and_the_whole_topology(topology in network()) {
        let page = topology.to_html();
        prop_assert_eq!(page.matches("<script").count(), 3);
        let (_, rest) = page.split_once("id=\"data\">").unwrap();
        prop_assert_eq!(&Topology::from_json(rest.split_once("</script>").unwrap().0).unwrap(), &topology);
    }
}

/// Cables between any cards: loops, parallels, parts.
fn tangle() -> impl Strategy<Value = Topology> {
    proptest::collection::vec((0usize..24, 0usize..24), 0..60).prop_map(|cables| {
        let mut net = Builder::default();
        let kinds = [DeviceKind::Bridge, DeviceKind::Bridge, DeviceKind::Router, DeviceKind::Host];
        for number in 0..24 {
            net.device(&format!("d{number}"), kinds[number % kinds.len()]);
        }
        for (number, (from, to)) in cables.iter().enumerate() {
            net.link((&format!("d{from}"), &format!("p{number}")), (&format!("d{to}"), &format!("q{number}")));
        }
        net.build()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn cards_of_any_network_do_not_overlap(topology in tangle()) {
        let text = topology.to_svg();
        let overlap = crate::svg::overlap(&Document::parse(&text).unwrap());
        prop_assert_eq!(overlap, None);
    }
}
