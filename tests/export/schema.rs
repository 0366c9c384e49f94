use netwarden::sim::gallery::campus;
use netwarden::topology::Topology;
use serde_json::{Value, json};

use crate::{networks, sim_common};

const SCHEMA: &str = include_str!("../../docs/schema/topology.schema.json");

/// Whether `document` is valid by the schema, as another implementation sees it.
fn is_valid(document: &Value) -> bool {
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("topology.json", serde_json::from_str(SCHEMA).unwrap()).unwrap();
    let index = compiler.compile("topology.json", &mut schemas).unwrap();
    schemas.validate(document, index).is_ok()
}

fn document(topology: &Topology) -> Value {
    serde_json::from_str(&topology.to_json().unwrap()).unwrap()
}

#[test]
fn what_is_written_is_valid() {
    for topology in [
        Topology::default(),
        networks::ten(),
        networks::fabric(2, 3),
        networks::hostile(),
        sim_common::site(&campus().unwrap()).topology(),
    ] {
        assert!(is_valid(&document(&topology)));
    }
}

#[test]
fn the_schema_refuses_what_the_reader_refuses() {
    let good = document(&networks::ten());
    let changes = [
        ("/schema", json!(2)),
        ("/links/0/confidence", json!(1.1)),
        ("/links/0/confidence", json!(null)),
        ("/links/0/state", json!("up")),
        ("/links/0/a/if_index", json!(-1)),
        ("/nodes/0/kind", json!("switch")),
        ("/nodes/0/macs/0", json!("2")),
        ("/nodes", json!({})),
    ];
    for (place, value) in changes {
        let mut changed = good.clone();
        *changed.pointer_mut(place).unwrap() = value;
        assert!(!is_valid(&changed), "{place}");
        assert!(Topology::from_json(&changed.to_string()).is_err(), "{place}");
    }
}

#[test]
fn the_example_in_the_docs_is_valid_but_for_the_device_left_out() {
    let page = include_str!("../../docs/topology-json.md");
    let example = page.split_once("```json\n").unwrap().1.split_once("```").unwrap().0;
    assert!(is_valid(&serde_json::from_str(example).unwrap()));
    let message = Topology::from_json(example).unwrap_err().to_string();
    assert_eq!(message, "topology JSON is malformed at links[0].a.node: no node has the id \"10.0.0.1\"");
}
