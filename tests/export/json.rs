use netwarden::inventory::Site;
use netwarden::sim::gallery;
use netwarden::topology::{Collectors, Topology, Tracker, TrackerOptions};
use netwarden::value::Timestamp;
use serde_json::Value;

use crate::{networks, sim_common};

#[test]
fn the_document_has_the_fields_of_the_contract() {
    let document: Value = serde_json::from_str(&networks::ten().to_json().unwrap()).unwrap();
    assert_eq!(document["schema"], 1);
    assert!(document["generator"].as_str().unwrap().starts_with("netwarden "));
    assert_eq!(document["strategy"], "default");
    let link = &document["links"][4];
    assert_eq!(link["a"], serde_json::json!({"node": "sw1", "device": "sw1", "port": "Gi0/24", "if_index": 3}));
    assert_eq!([&link["layer"], &link["state"], &link["strength"]], ["l2", "blocked", "confirmed"]);
    assert_eq!(link["vlans"], serde_json::json!([1, 10]));
    assert_eq!(document["nodes"][0]["addresses"], serde_json::json!(["10.0.0.0"]));
}

#[test]
fn reading_gives_back_what_was_written() {
    let topology = networks::ten();
    assert_eq!(Topology::from_json(&topology.to_json().unwrap()).unwrap(), topology);
    assert_eq!(Topology::from_json(&topology.to_json_pretty().unwrap()).unwrap(), topology);
}

#[test]
fn a_simulated_site_and_its_topology_read_back_equal() {
    let site = Site { cancelled: true, ..sim_common::site(&gallery::campus().unwrap()) };
    assert!(site.devices.len() > 5 && site.devices.iter().any(|device| device.bridge.is_some()));
    assert_eq!(Site::from_json(&site.to_json().unwrap()).unwrap(), site);
    let topology = site.topology();
    assert_eq!(Topology::from_json(&topology.to_json().unwrap()).unwrap(), topology);
}

#[test]
fn a_tracker_goes_on_where_it_was_stored() {
    let mut tracker = Tracker::new(TrackerOptions::new().observations(2).hold_ms(60_000));
    assert_eq!(Tracker::from_json(&tracker.to_json().unwrap()).unwrap(), tracker);
    let mut without = networks::ten();
    without.links.pop();
    tracker.observe(&networks::ten(), Timestamp::from_millis(0));
    tracker.observe(&without, Timestamp::from_millis(1_000));
    assert_eq!(tracker.pending().len(), 1);
    let stored = tracker.to_json().unwrap();
    assert_eq!(Tracker::from_json(&stored).unwrap(), tracker);

    let wrong = [
        ("[", "tracker JSON is malformed at line 1 column 1: EOF while parsing a list"),
        (r#"{"schema":2}"#, "tracker JSON is malformed at schema: version 2 is not known; this release reads 1"),
        (r#"{"schema":1}"#, "tracker JSON is malformed at line 1 column 12: missing field `options`"),
    ];
    for (text, message) in wrong {
        assert_eq!(Tracker::from_json(text).unwrap_err().to_string(), message);
    }
    let broken = stored.replacen(r#""confidence":0.93"#, r#""confidence":1.5"#, 1);
    assert!(Tracker::from_json(&broken).unwrap_err().to_string().contains("links[5].confidence"), "{broken}");
}

#[test]
fn collectors_go_on_where_they_were_stored() {
    let site = sim_common::site(&gallery::two_switches().unwrap());
    let [first, second] = [Site::of(site.devices[..1].to_vec()), Site::of(site.devices[1..].to_vec())];
    let mut collectors = Collectors::new();
    collectors.set("north", first);
    collectors.set("south", second);
    let stored = collectors.to_json().unwrap();
    let mut read = Collectors::from_json(&stored).unwrap();
    assert_eq!(read, collectors);
    assert_eq!(read.remove("south"), collectors.remove("south"));
    assert_eq!(read.merged(), collectors.merged());

    let wrong = [
        ("[", "collectors JSON is malformed at line 1 column 1: EOF while parsing a list"),
        (r#"{"schema":2}"#, "collectors JSON is malformed at schema: version 2 is not known; this release reads 1"),
        (r#"{"schema":1}"#, "collectors JSON is malformed at line 1 column 12: missing field `views`"),
    ];
    for (text, message) in wrong {
        assert_eq!(Collectors::from_json(text).unwrap_err().to_string(), message);
    }
}

#[test]
fn a_confidence_that_is_no_number_from_0_to_1_is_refused_with_its_place() {
    for wrong in [f64::NAN, f64::INFINITY, -0.1, 1.1] {
        let mut topology = networks::ten();
        topology.links[2].confidence = wrong;
        let message = topology.to_json().unwrap_err().to_string();
        assert!(
            message.ends_with("not a valid links[2].confidence: a confidence is a number from 0 to 1"),
            "{message}"
        );
    }
}

#[test]
fn what_cannot_be_read_is_refused_with_its_place() {
    let good = networks::ten().to_json().unwrap();
    let cases = [
        ("[", "topology JSON is malformed at line 1 column 1: EOF while parsing a list"),
        (r#"{"nodes":[]}"#, "topology JSON is malformed at schema: it is missing; 1 is expected"),
        (r#"{"schema":2}"#, "topology JSON is malformed at schema: version 2 is not known; this release reads 1"),
        (r#"{"schema":1}"#, "topology JSON is malformed at line 1 column 12: missing field `nodes`"),
    ];
    for (text, message) in cases {
        assert_eq!(Topology::from_json(text).unwrap_err().to_string(), message);
    }
    let changed = [
        (r#""confidence":0.93"#, r#""confidence":1.5"#, "links[5].confidence: 1.5 is wrong: a confidence is"),
        (r#""confidence":0.93"#, r#""confidence":null"#, "invalid type: null, expected f64"),
        (r#""id":"core1""#, r#""id":"gw1""#, "nodes[1].id: \"gw1\" is the id of an earlier node too"),
        (r#""node":"sw2""#, r#""node":"sw9""#, "links[3].b.node: no node has the id \"sw9\""),
    ];
    for (from, to, expected) in changed {
        let message = Topology::from_json(&good.replacen(from, to, 1)).unwrap_err().to_string();
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn fields_of_later_versions_are_ignored() {
    let text = networks::ten().to_json().unwrap().replacen("{", r#"{"later":[1],"#, 1);
    assert_eq!(Topology::from_json(&text).unwrap(), networks::ten());
}
