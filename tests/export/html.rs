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
    assert_eq!(page.matches("<script").count(), 2);
    assert_eq!(page.matches("</script").count(), 2);
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
