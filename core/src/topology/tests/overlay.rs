use super::built::net;
use super::fixture::device;
use crate::inventory::{DeviceKind, Site, TargetFailure};
use crate::topology::{
    Applied, Collectors, Model, ModelDevice, ModelEnd, ModelLink, Models, Note, Rack, RackPlace, Strength,
};
use crate::value::Timestamp;

fn end(text: &str) -> ModelEnd {
    let mut words = text.split_whitespace();
    ModelEnd { device: words.next().unwrap().to_owned(), port: words.next().map(str::to_owned) }
}

fn cable(a: &str, b: &str) -> ModelLink {
    ModelLink { a: end(a), b: end(b), lag: None, note: Some("patch list".to_owned()) }
}

fn links(applied: &Applied) -> Vec<String> {
    applied.topology.links().map(ToString::to_string).collect()
}

fn faults(applied: &Applied) -> Vec<String> {
    applied.faults.iter().map(|fault| format!("{} {}: {}", fault.model, fault.place, fault.reason)).collect()
}

#[test]
fn an_empty_model_changes_nothing() {
    let site = net("sw1 p1 -- sw2 p1\nhub: sw1 p3, pc1, pc2");
    assert_eq!(Model::new("empty").apply(&site), Applied { topology: site, faults: Vec::new() });
}

#[test]
fn devices_ports_and_cables_are_added() {
    let site = net("sw1 p1 -- sw2 p1");
    let mut model = Model::new("plan");
    model.devices.push(ModelDevice {
        id: "modem".to_owned(),
        name: Some("provider's modem".to_owned()),
        kind: Some(DeviceKind::Repeater),
        ports: vec!["line".to_owned()],
        ..ModelDevice::default()
    });
    model.devices.push(ModelDevice { id: "sw2".to_owned(), name: Some("core".to_owned()), ..ModelDevice::default() });
    model.links = vec![cable("provider's", "sw1"), cable("modem line", "core wan"), cable("sw9", "sw1")];
    let applied = model.apply(&site);
    assert_eq!(
        links(&applied),
        ["provider's modem line ── core wan  confirmed, 1.000", "sw1 p1 ── core p1  confirmed, 0.900",]
    );
    assert_eq!(
        faults(&applied),
        ["plan links[0].a: there is no device \"provider's\"", "plan links[2].a: there is no device \"sw9\"",]
    );
    let topology = &applied.topology;
    assert_eq!(topology.node("modem").unwrap().kind, DeviceKind::Repeater);
    assert!(topology.node("core").unwrap().ports.iter().any(|port| port.name == "wan"));
    assert_eq!(
        topology.links[0].because[0].text,
        "people say that provider's modem line is cabled to core wan: patch list"
    );
    assert!(topology.nodes.windows(2).all(|pair| pair[0].id < pair[1].id));
    assert_eq!(model.apply(topology).topology.links.len(), 2, "twice is once");
}

#[test]
fn a_cable_that_is_there_is_confirmed_and_one_that_cannot_be_is_contradicted() {
    let site = net("sw1 p1 -- sw2 p1 claimed\nsw1 p2 -- sw3 p1");
    let mut model = Model::new("m");
    model.links = vec![cable("sw1 p1", "sw2"), cable("sw1 p2", "sw4")];
    model.devices.push(ModelDevice { id: "sw4".to_owned(), ..ModelDevice::default() });
    let applied = model.apply(&site);
    assert_eq!(
        links(&applied),
        ["sw1 p1 ── sw2 p1  confirmed, 1.000", "sw1 p2 ── sw3 p1  confirmed, 0.900", "sw1 p2 ── sw4  confirmed, 1.000",]
    );
    let [agreed, inferred, manual] = applied.topology.links.as_slice() else { panic!() };
    assert_eq!(agreed.because.len(), 2);
    assert_eq!(inferred.contradicting, manual.because);
    assert_eq!(manual.contradicting, inferred.because);
    assert!(
        applied
            .topology
            .explain(manual)
            .to_string()
            .contains("\n  because: people say that sw1 p2 is cabled to sw4: patch list (of model:m)")
    );
    assert_eq!(manual.strength, Strength::Confirmed);
}

#[test]
fn what_is_hidden_goes_with_what_hangs_on_it() {
    let site = net("sw1 p1 -- sw2 p1\nsw1 p2 -- sw3 p1\nhub: sw1 p3, pc1, pc2\nhub2: sw3 p3, pc3");
    let mut model = Model::new("m");
    model.hidden = vec!["sw2".to_owned(), "sw1 p2--sw3 p1".to_owned(), "pc3".to_owned(), "nothing".to_owned()];
    let applied = model.apply(&site);
    assert_eq!(links(&applied), [""; 0]);
    let segments: Vec<&str> = applied.topology.segments.iter().map(|segment| segment.id.as_str()).collect();
    assert_eq!(segments, ["hub"]);
    assert_eq!(faults(&applied), ["m hidden[3]: there is no device, link or segment \"nothing\""]);
}

#[test]
fn several_models_lie_over_one_another_in_the_order_given() {
    let mut models = Models::new();
    let mut first = Model::new("rooms");
    first.devices.push(ModelDevice { id: "panel".to_owned(), ..ModelDevice::default() });
    let mut second = Model::new("cables");
    second.links.push(cable("panel 1", "sw1"));
    models.put(first);
    models.put(second.clone());
    models.put(second);
    assert_eq!(models.models.len(), 2);
    let site = net("sw1");
    assert_eq!(links(&models.apply(&["rooms", "cables"], &site).unwrap()).len(), 1);
    assert_eq!(models.apply(&["cables"], &site).unwrap().faults.len(), 1);
    let message = models.apply(&["cable"], &site).unwrap_err().to_string();
    assert!(message.contains("\"cable\" is not a valid model: one of rooms, cables"), "{message}");
    assert!(models.remove("rooms") && !models.remove("rooms"));
}

#[test]
fn racks_and_notes_are_checked() {
    let mut model = Model::new("m");
    let place = |device: &str, unit, height| RackPlace { device: device.to_owned(), unit, height };
    model.racks.push(Rack {
        name: "A1".to_owned(),
        units: 42,
        places: vec![place("sw1", 42, 1), place("sw7", 1, 2)],
        ..Rack::default()
    });
    model.notes.push(Note { about: Some("sw8".to_owned()), text: "to be replaced".to_owned() });
    model.check().unwrap();
    assert_eq!(
        faults(&model.apply(&net("sw1"))),
        [
            "m racks[0].places[1].device: there is no device \"sw7\"",
            "m notes[0].about: there is no device, link or segment \"sw8\"",
        ]
    );
    let wrong = |places: Vec<RackPlace>| {
        let mut model = model.clone();
        model.racks[0].places = places;
        model.check().unwrap_err().to_string()
    };
    assert!(
        wrong(vec![place("sw1", 42, 2)]).contains("\"42 to 43\" is not a valid racks[0].places[0]: units from 1 to 42")
    );
    assert!(wrong(vec![place("sw1", 3, 2), place("sw2", 4, 1)]).contains("units that sw1 does not take"));
    assert!(wrong(vec![place("sw1", 0, 1)]).contains("units from 1 to 42"));
    assert!(Model::new(" ").check().is_err());
    model.links.push(cable("sw1", "sw1 p2"));
    assert!(model.check().is_err());
}

fn view(devices: &[(&str, &str, i64)]) -> Site {
    let snapshot = |(name, mac, at): &(&str, &str, i64)| {
        let mut snapshot = device(name).interface_mac(1, "p1", mac).done();
        snapshot.polled_at = Timestamp::from_millis(*at);
        snapshot
    };
    Site { devices: devices.iter().map(snapshot).collect(), ..Site::default() }
}

const ONE: &str = "02:00:00:00:00:01";
const TWO: &str = "02:00:00:00:00:02";

fn seen(collectors: &Collectors) -> Vec<String> {
    let merged = collectors.merged();
    let lines = merged.owners.iter().map(|it| format!("{} by {}", it.device, it.collectors.join(" ")));
    lines.collect()
}

#[test]
fn a_device_is_gone_once_no_collector_sees_it() {
    let mut collectors = Collectors::new();
    assert_eq!(collectors.set("north", view(&[("core", ONE, 5), ("n1", TWO, 5)])), []);
    assert_eq!(collectors.set("south", view(&[("core", ONE, 9)])), []);
    assert_eq!(seen(&collectors), ["core by north south", "n1 by north"]);
    let merged = collectors.merged().site;
    let core = merged.devices.iter().find(|device| device.id.0 == "core").unwrap();
    assert_eq!(core.polled_at.as_millis(), 9, "as it was seen last");

    let gone = collectors.set("north", view(&[]));
    assert_eq!(gone.iter().map(|id| id.0.as_str()).collect::<Vec<_>>(), ["n1"]);
    assert_eq!(seen(&collectors), ["core by south"]);
    assert_eq!(collectors.remove("south").len(), 1);
    assert_eq!(collectors.names().collect::<Vec<_>>(), ["north"]);
}

#[test]
fn a_device_that_was_tried_in_vain_stays() {
    let mut collectors = Collectors::new();
    collectors.set("north", view(&[("core", ONE, 5), ("n1", TWO, 5)]));
    let mut later = view(&[("core", ONE, 7)]);
    let failure =
        |target: &str| TargetFailure { target: target.to_owned(), code: "timed-out".to_owned(), reason: String::new() };
    later.failures.push(failure("n1"));
    assert_eq!(collectors.set("north", later), []);
    assert_eq!(seen(&collectors), ["core by north", "n1 by north"]);
}

#[test]
fn two_devices_of_one_address_are_told_apart_by_their_collectors() {
    let mut collectors = Collectors::new();
    collectors.set("north", view(&[("10.0.0.1", ONE, 5)]));
    collectors.set("south", view(&[("10.0.0.1", TWO, 5)]));
    assert_eq!(seen(&collectors), ["north/10.0.0.1 by north", "south/10.0.0.1 by south"]);
}
