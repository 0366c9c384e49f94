//! Questions to the topology of an invented office, and what changed there by the next day.
//!
//! What the files say is written by this test from the simulated office, and then compared with every language:
//!
//! ```text
//! NETWARDEN_WRITE_VECTORS=1 cargo test -p netwarden --test vectors topology
//! ```

use std::fs;
use std::path::{Path, PathBuf};

use netwarden::accuracy::visit;
use netwarden::inventory::{DeviceSnapshot, Site};
use netwarden::sim::{Device, Vendor, World};
use netwarden::topology::{
    Change, Diff, Element, LiveTopology, Options, Supposition, Topology, Tracker, TrackerOptions, infer,
};
use netwarden::value::{DeviceId, Moment, Timestamp, VlanId};
use serde::Serialize;
use serde_json::{Value, json};

use super::{error, read, replay};

const ABOUT: &str = "Questions to topologies of networks/: `office` and `office-later` are what a discovery brought on \
    two days (NAME.site.json), and what was inferred (NAME.topology.json). `answer` is the answer as JSON, `text` as \
    sentences. Written by tests/vectors/topology.rs.";

/// Two core switches with an aggregate between them, access switches with two ways up of which spanning tree blocks
/// one, a hub, a switch that nobody can ask, and two VLANs.
fn office(later: bool) -> World {
    let core = |name: &str, priority| {
        Device::switch(name)
            .vendor(Vendor::Cisco)
            .ports(12)
            .bridge_priority(priority)
            .lag("Po1", &["Gi1/0/1", "Gi1/0/2"])
            .trunk("Po1", &[10, 20])
            .trunk("Gi1/0/3", &[10, 20])
            .trunk("Gi1/0/4", &[10])
    };
    let access = |name: &str| {
        let switch = Device::switch(name).ports(12).trunk("p1", &[10, 20]).trunk("p2", &[10, 20]);
        ["p3", "p4", "p5", "p6"].into_iter().fold(switch, |switch, port| switch.access(port, 10)).access("p7", 20)
    };
    let host = |name: &str| Device::host(name).silent();
    let mut world = World::builder("office")
        .network("10.30.0.0/24")
        .vlan(1, "management", "10.30.0.0/26")
        .vlan(10, "office", "10.30.0.64/26")
        .vlan(20, "voice", "10.30.0.128/26")
        .device(core("core1", 4096))
        .device(core("core2", 8192))
        .device(access("acc1"))
        .device(access("acc2"))
        .device(Device::switch("attic").ports(5).access("p1", 10).access("p2", 10).silent())
        .device(Device::hub("hub", 5))
        .devices(["pc1", "pc2", "pc3", "pc4", "phone"].map(host))
        .device(Device::host("nms"))
        .cable("core1", "Gi1/0/1", "core2", "Gi1/0/1")
        .cable("core1", "Gi1/0/3", "acc1", "p1")
        .cable("core2", "Gi1/0/3", "acc1", "p2")
        .cable("core2", "Gi1/0/4", "acc2", "p1")
        .cable("core1", "Gi1/0/5", "nms", "eth0")
        .cable("acc1", "p4", "attic", "p1")
        .cable("attic", "p2", "pc2", "eth0")
        .cable("acc2", "p6", "hub", "1")
        .cable("hub", "2", "pc3", "eth0")
        .cable("hub", "3", "pc4", "eth0")
        .cable("acc1", "p7", "phone", "eth0");
    if later {
        world = world
            .device(Device::switch("acc3").ports(8).with_lldp())
            .cable("core1", "Gi1/0/4", "acc3", "p1")
            .cable("acc2", "p3", "pc1", "eth0");
    } else {
        world = world.cable("core1", "Gi1/0/2", "core2", "Gi1/0/2").cable("acc1", "p3", "pc1", "eth0");
    }
    world.build().unwrap()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors")
}

fn network(name: &str) -> Topology {
    let text = fs::read_to_string(folder().join(format!("networks/{name}.topology.json"))).unwrap();
    Topology::from_json(&text).unwrap()
}

fn site(name: &str) -> Site {
    Site::from_json(&fs::read_to_string(folder().join(format!("networks/{name}.site.json"))).unwrap()).unwrap()
}

fn told<T: Serialize + ToString>(answer: &T) -> Value {
    json!({"answer": answer, "text": answer.to_string()})
}

fn told_all<T: Serialize + ToString>(answers: &[T]) -> Value {
    json!({"answer": answers, "text": answers.iter().map(ToString::to_string).collect::<Vec<_>>()})
}

fn or_error<T>(outcome: netwarden::Result<T>, form: impl Fn(T) -> Value) -> Value {
    outcome.map_or_else(|wrong| error(&wrong), form)
}

fn answer(call: &str, input: &Value) -> Value {
    let text = |name: &str| input[name].as_str().unwrap_or_else(|| panic!("{call}: no {name}"));
    let topology = || network(text("network"));
    match call {
        "infer" => {
            let site = site(text("network"));
            let topology = infer(&site.devices, &Options::new());
            let sides = |link: &netwarden::topology::Link| format!("{} ── {}", link.a, link.b);
            json!({"nodes": topology.nodes.len(), "links": topology.links.iter().map(sides).collect::<Vec<_>>()})
        }
        "explain" => {
            let answer = topology().explain_between(text("a"), text("b"));
            json!({"text": answer.map(|answer| answer.to_string())})
        }
        "why-not" => or_error(topology().why_not(text("a"), text("b")), |answer| told(&answer)),
        "way" => match topology().path(text("a"), text("b"), read::<Option<u16>>(&input["vlan"]).map(VlanId)) {
            Ok(path) => told(&path),
            Err(reason) => told(&reason),
        },
        "contradictions" => told_all(&topology().contradictions()),
        "single-points" => told_all(&topology().single_points_of_failure()),
        "upstream" => or_error(topology().upstream_of(text("station"), text("device")), |found| told_all(&found)),
        "dependents" => or_error(topology().dependents_of(text("station"), text("device")), |found| told_all(&found)),
        "dependencies" => or_error(topology().dependencies(text("station")), |answer| json!({"answer": answer})),
        "what-if" => {
            let supposed: Vec<Supposition> = read(&input["supposed"]);
            or_error(topology().what_if(&supposed, input["station"].as_str()), |answer| told(&answer))
        }
        "diff" => {
            let removed: Vec<String> = read(&input["removed"]);
            told_all(&Diff::new().removed(removed).between(&topology(), &network(text("later"))))
        }
        "track" => track(input),
        "live" => live(input),
        other => panic!("unknown call {other}"),
    }
}

/// Each observation is of a tracker that was stored and read back.
fn track(input: &Value) -> Value {
    let options = TrackerOptions::new().observations(read(&input["observations"]));
    let mut tracker = Tracker::new(options);
    let told = read::<Vec<(String, i64)>>(&input["seen"]).into_iter().map(|(name, at)| {
        tracker = Tracker::from_json(&tracker.to_json().unwrap()).unwrap();
        let changes = tracker.observe(&network(&name), Timestamp::from_millis(at));
        let changes: Vec<String> = changes.iter().map(Change::to_string).collect();
        let pending: Vec<String> = tracker.pending().iter().map(Element::to_string).collect();
        json!({"changes": changes, "pending": pending})
    });
    let told: Vec<Value> = told.collect();
    json!({"told": told, "unchanged": tracker.topology() == Some(&network(input["seen"][0][0].as_str().unwrap()))})
}

fn live(input: &Value) -> Value {
    let mut live = LiveTopology::new(Options::new());
    let (first, then) = (site(input["network"].as_str().unwrap()), site(input["later"].as_str().unwrap()));
    let _ = live.update(first.devices, []);
    let removed: Vec<DeviceId> = read::<Vec<String>>(&input["removed"]).into_iter().map(DeviceId).collect();
    let changed: Vec<DeviceSnapshot> = then.devices;
    let same = infer(&changed, &Options::new());
    let changes = live.update(changed, removed.iter());
    json!({"changes": changes.iter().map(Change::to_string).collect::<Vec<_>>(), "same": live.topology() == same})
}

#[test]
fn topology() {
    if std::env::var_os("NETWARDEN_WRITE_VECTORS").is_some() {
        write();
    }
    replay("topology", |call, input, _| answer(call, input));
}

fn write() {
    for (name, later) in [("office", false), ("office-later", true)] {
        let site = visit(&office(later), Moment::START);
        let file = |kind: &str| folder().join(format!("networks/{name}.{kind}.json"));
        fs::write(file("site"), site.to_json().unwrap() + "\n").unwrap();
        fs::write(file("topology"), site.topology().to_json().unwrap() + "\n").unwrap();
    }
    let cases: Vec<Value> = questions()
        .into_iter()
        .map(|(name, call, input)| json!({"name": name, "call": call, "expect": answer(call, &input), "input": input}))
        .collect();
    let lines: Vec<String> = cases.iter().map(|case| format!("    {case}")).collect();
    let text = format!(
        "{{\n  \"suite\": \"topology\",\n  \"version\": 1,\n  \"about\": {},\n  \"cases\": [\n{}\n  ]\n}}\n",
        json!(ABOUT),
        lines.join(",\n")
    );
    fs::write(folder().join("topology.json"), text).unwrap();
}

fn questions() -> Vec<(&'static str, &'static str, Value)> {
    let lag = network("office").links.iter().find_map(|link| link.lag.clone()).unwrap();
    let blocked = network("office").link_between("core2", "acc1").unwrap().id.clone();
    let ask = |more: Value| {
        let mut input = json!({"network": "office"});
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };
    let pair = |a: &str, b: &str| ask(json!({"a": a, "b": b}));
    vec![
        ("the network of the first day", "infer", ask(json!({}))),
        ("why two switches are joined", "explain", pair("core1", "acc1")),
        ("nothing to explain where nothing joins them", "explain", pair("acc1", "acc2")),
        ("why the access switches are not cabled", "why-not", pair("acc1", "acc2")),
        ("why a port that is taken is not cabled to another device", "why-not", pair("core1 Gi1/0/3", "acc2 p1")),
        ("why there is no link where there is one", "why-not", pair("core1", "acc1")),
        ("why an access switch is not cabled to the far core", "why-not", pair("acc2", "core1")),
        ("a device that is not there", "why-not", pair("core1", "cellar")),
        ("one device twice", "why-not", pair("core1", "core1")),
        ("the way over an aggregate, and the other", "way", pair("acc1", "acc2")),
        ("the way from a device to itself", "way", pair("core1", "core1")),
        ("the way within a VLAN", "way", ask(json!({"a": "acc1", "b": "core1", "vlan": 20}))),
        ("no way in a VLAN that no link carries", "way", ask(json!({"a": "acc2", "b": "core1", "vlan": 30}))),
        ("no way to a device that is not there", "way", pair("core1", "cellar")),
        ("what contradicts itself", "contradictions", ask(json!({}))),
        ("single points of failure", "single-points", ask(json!({}))),
        ("what a device hangs on", "upstream", ask(json!({"station": "nms", "device": "acc2"}))),
        ("what the station itself hangs on", "upstream", ask(json!({"station": "nms", "device": "nms"}))),
        ("who is downstream of a switch", "dependents", ask(json!({"station": "nms", "device": "core2"}))),
        (
            "only its own hosts are downstream of an access switch",
            "dependents",
            ask(json!({"station": "nms", "device": "acc2"})),
        ),
        (
            "the downstream of a device that is not there",
            "dependents",
            ask(json!({"station": "nms", "device": "cellar"})),
        ),
        ("everybody's dependency", "dependencies", ask(json!({"station": "nms"}))),
        ("a station that is not there", "dependencies", ask(json!({"station": "cellar"}))),
        ("a core switch fails", "what-if", ask(json!({"supposed": [{"kind": "device-gone", "device": "core1"}]}))),
        (
            "a cable that is blocked is cut",
            "what-if",
            ask(json!({"supposed": [{"kind": "link-gone", "link": blocked}], "station": "nms"})),
        ),
        (
            "an aggregate is cut",
            "what-if",
            ask(json!({"supposed": [{"kind": "lag-gone", "lag": lag}], "station": "nms"})),
        ),
        (
            "a port goes down",
            "what-if",
            ask(json!({"supposed": [{"kind": "port-down", "device": "core2", "port": "Gi1/0/4"}], "station": "nms"})),
        ),
        (
            "a second way is laid",
            "what-if",
            ask(json!({"supposed": [{"kind": "link-added", "a": "core1", "b": "acc2"}]})),
        ),
        (
            "a switch is put up at two others",
            "what-if",
            ask(
                json!({"supposed": [{"kind": "device-added", "device": "acc9"}, {"kind": "link-added", "a": "acc9", "b": "acc1"}, {"kind": "link-added", "a": "acc9", "b": "acc2"}]}),
            ),
        ),
        (
            "a medium that is not there",
            "what-if",
            ask(json!({"supposed": [{"kind": "segment-gone", "segment": "nowhere"}]})),
        ),
        ("what changed since yesterday", "diff", ask(json!({"later": "office-later", "removed": []}))),
        (
            "what changed, the other way round",
            "diff",
            json!({"network": "office-later", "later": "office", "removed": []}),
        ),
        (
            "what changed where a device was taken away",
            "diff",
            json!({"network": "office-later", "later": "office", "removed": ["127.30.0.7"]}),
        ),
        ("nothing changed", "diff", ask(json!({"later": "office", "removed": []}))),
        (
            "a change that two observations show",
            "track",
            json!({"observations": 2, "seen": [["office", 0], ["office-later", 60_000], ["office-later", 120_000]]}),
        ),
        (
            "a change that did not last",
            "track",
            json!({"observations": 2, "seen": [["office", 0], ["office-later", 60_000], ["office", 120_000]]}),
        ),
        ("a network that is followed device by device", "live", ask(json!({"later": "office-later", "removed": []}))),
    ]
}
