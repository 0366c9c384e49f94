use netwarden::topology::{Model, ModelDevice, ModelEnd, ModelLink, Models, Note, Positions, Rack, RackPlace};
use serde_json::{Value, json};

const SCHEMA: &str = include_str!("../../docs/schema/model.schema.json");

fn is_valid(document: &Value) -> bool {
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("model.json", serde_json::from_str(SCHEMA).unwrap()).unwrap();
    let index = compiler.compile("model.json", &mut schemas).unwrap();
    schemas.validate(document, index).is_ok()
}

fn models() -> Models {
    let end = |device: &str, port: Option<&str>| ModelEnd { device: device.into(), port: port.map(str::to_owned) };
    let mut plan = Model::new("plan");
    plan.devices.push(ModelDevice {
        id: "modem".into(),
        kind: Some(netwarden::inventory::DeviceKind::AccessPoint),
        addresses: vec!["192.0.2.7".parse().unwrap()],
        ports: vec!["line".into()],
        ..ModelDevice::default()
    });
    plan.links.push(ModelLink {
        a: end("modem", Some("line")),
        b: end("core1", None),
        lag: None,
        note: Some("seen".into()),
    });
    let places = vec![RackPlace { device: "core1".into(), unit: 40, height: 2 }];
    plan.racks.push(Rack { name: "A1".into(), location: None, units: 42, places });
    plan.positions = Positions::new().with("core1", 120.0, 40.5);
    plan.notes.push(Note { about: None, text: "drawn by hand".into() });
    plan.hidden.push("pc7".into());
    Models { models: vec![plan, Model::new("as built")] }
}

#[test]
fn models_are_written_by_the_schema_and_read_back() {
    let text = models().to_json().unwrap();
    assert!(is_valid(&serde_json::from_str(&text).unwrap()));
    assert_eq!(Models::from_json(&text).unwrap(), models());
    assert!(is_valid(&serde_json::from_str(&Models::new().to_json().unwrap()).unwrap()));
}

#[test]
fn a_person_writes_what_is_needed_only() {
    let text = r#"{"schema": 1, "models": [{"name": "m", "links": [{"a": {"device": "s1"}, "b": {"device": "s2"}}]}]}"#;
    assert!(is_valid(&serde_json::from_str(text).unwrap()));
    assert_eq!(Models::from_json(text).unwrap().models[0].links[0].b.device, "s2");
}

#[test]
fn the_schema_refuses_what_the_reader_refuses() {
    let good: Value = serde_json::from_str(&models().to_json().unwrap()).unwrap();
    let changes = [
        ("/schema", json!(2)),
        ("/models/0/name", json!(" ")),
        ("/models/0/devices/0/id", json!("")),
        ("/models/0/devices/0/kind", json!("switch")),
        ("/models/0/racks/0/places/0/unit", json!(0)),
        ("/models/0/positions/core1", json!([1])),
        ("/models/0/links/0/a", json!("core1")),
    ];
    for (place, value) in changes {
        let mut changed = good.clone();
        *changed.pointer_mut(place).unwrap() = value;
        assert!(!is_valid(&changed), "{place}");
        assert!(Models::from_json(&changed.to_string()).is_err(), "{place}");
    }
    let mut twice = models();
    twice.models[1].name = "plan".into();
    let message = twice.to_json().unwrap_err().to_string();
    assert_eq!(message, "\"plan\" is not a valid models[1].name: a name that no other model has");
}
