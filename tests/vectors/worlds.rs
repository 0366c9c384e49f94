//! Generated networks, scores, models, collectors and drawings.

use std::collections::BTreeMap;

use netwarden::accuracy::{Judge, visit};
use netwarden::export::{Drawing, Load};
use netwarden::inventory::{DeviceSnapshot, Site};
use netwarden::io::{CollectOptions, Community, RecordedSession, Session, SessionExt, SimulatedSession};
use netwarden::sim::netgen::Plan;
use netwarden::sim::{Blueprint, TruthState, World, gallery};
use netwarden::topology::{Collectors, LiveTopology, Model, Models, Options, Positions, Topology};
use netwarden::value::{DeviceId, Moment, Timestamp};
use netwarden::{Error, Result};
use serde_json::{Value, json};

use super::{error, read, replay};

/// A network of the gallery by its name, or one made by a blueprint or by a plan.
fn world(input: &Value) -> Result<World> {
    match (input["network"].as_str(), input.get("blueprint")) {
        (Some(name), _) => gallery::by_name(name),
        (None, Some(blueprint)) => read::<Blueprint>(blueprint).world(),
        (None, None) => read::<Plan>(&input["plan"]).world(),
    }
}

fn told(done: Result<Value>) -> Value {
    done.unwrap_or_else(|wrong| error(&wrong))
}

fn generate(input: &Value) -> Result<Value> {
    let world = world(input)?;
    let truth = world.truth();
    let site = visit(&world, Moment::START);
    let score = Judge::new(&world, &site.devices).score(&site.topology());
    let links = score.links;
    let of = |state| truth.links.iter().filter(|link| link.state == state).count();
    Ok(json!({
        "name": world.name(),
        "devices": world.device_names().count(),
        "agents": site.devices.len(),
        "hosts": truth.hosts.len(),
        "links": truth.links.len(),
        "blocked": of(TruthState::Blocked),
        "aggregated": truth.links.iter().filter(|link| link.lag.is_some()).count(),
        "media": truth.media.len(),
        "found": {"right": links.right, "claimed": links.claimed, "found": links.found, "there": links.there,
            "precision": links.precision(), "recall": links.recall(), "f1": links.f1()},
        "bins": score.bins.len(),
    }))
}

fn recording(input: &Value) -> Result<Value> {
    let vlan = read::<Option<u16>>(&input["vlan"]);
    let at = Moment::from_millis(input["at_ms"].as_u64().unwrap());
    let found = world(input)?.agent(input["device"].as_str().unwrap())?.recording(vlan, at);
    Ok(match found {
        Some(varbinds) => json!({
            "count": varbinds.len(),
            "first": varbinds.first().map(|it| format!("{} {}", it.name, it.value)),
            "last": varbinds.last().map(|it| it.name.to_string()),
        }),
        None => json!({"count": null}),
    })
}

fn traffic(input: &Value) -> Result<Value> {
    let (device, port) = (input["device"].as_str().unwrap(), input["port"].as_str().unwrap());
    let seen = world(input)?.traffic(device, port, Moment::from_millis(input["at_ms"].as_u64().unwrap()))?;
    Ok(json!({"in_bps": seen.in_bps, "out_bps": seen.out_bps}))
}

fn cable(input: &Value) -> Result<Value> {
    let (world, device) = (world(input)?, input["device"].as_str().unwrap());
    let far = world.other_end(device, input["port"].as_str().unwrap())?;
    Ok(json!({"network": world.network(), "address": world.address(device), "other_end": far}))
}

fn pairs(input: &Value) -> Result<Value> {
    let world = world(input)?;
    let given: Vec<(String, String, String, String)> = read(&input["pairs"]);
    let pair = |(a, b, c, d)| if (&a, &b) <= (&c, &d) { ((a, b), (c, d)) } else { ((c, d), (a, b)) };
    let site = visit(&world, Moment::START);
    let tally = Judge::new(&world, &site.devices).pairs(&given.into_iter().map(pair).collect());
    Ok(json!({"right": tally.right, "claimed": tally.claimed, "found": tally.found, "there": tally.there,
        "precision": tally.precision(), "recall": tally.recall(), "f1": tally.f1()}))
}

fn visited(input: &Value) -> Result<Value> {
    let (agent, name) = (world(input)?.agent(input["device"].as_str().unwrap())?, input["device"].as_str().unwrap());
    let session: Box<dyn Session> = if read(&input["replayed"]) {
        Box::new(RecordedSession::new(name, agent.recording(None, Moment::START).unwrap()))
    } else {
        Box::new(SimulatedSession::new(agent, &Community::new("public")))
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let device = runtime.block_on(async {
        let options = CollectOptions::new();
        if read(&input["only_interfaces"]) {
            session.collect_interfaces(options).await
        } else {
            session.collect(options).await
        }
    })?;
    let neighbors = device.lldp.as_ref().map(|lldp| lldp.neighbors.len());
    Ok(json!({"id": device.id.0, "name": device.name, "interfaces": device.interfaces.len(), "neighbors": neighbors}))
}

fn subnets(input: &Value) -> Result<Value> {
    let topology = visit(&world(input)?, Moment::START).topology();
    let form = |subnet: &netwarden::topology::Subnet| json!([subnet.prefix, subnet.members.len()]);
    Ok(json!({"subnets": topology.subnets.iter().map(form).collect::<Vec<_>>()}))
}

fn adjacencies(input: &Value) -> Result<Value> {
    let topology = visit(&world(input)?, Moment::START).topology();
    let form = |link: &netwarden::topology::Link| {
        let all = link.adjacencies.iter().map(|it| json!([it.protocol, it.state]));
        json!([link.a.device, link.b.device, all.collect::<Vec<_>>()])
    };
    let links = topology.links.iter().filter(|link| !link.adjacencies.is_empty());
    Ok(json!({"links": links.map(form).collect::<Vec<_>>()}))
}

fn lldpd(input: &Value) -> Result<Value> {
    let id = DeviceId(input["id"].as_str().unwrap().to_owned());
    let device = DeviceSnapshot::from_lldpd(id, Timestamp::from_millis(0), input["text"].as_str().unwrap())?;
    let heard = device.lldp.iter().flat_map(|lldp| &lldp.neighbors);
    let heard: Vec<Value> = heard.map(|it| json!([it.sys_name, it.port.to_string()])).collect();
    Ok(json!({"id": device.id.0, "name": device.name, "heard": heard}))
}

/// Machines of these names, as their lldpd tells of them.
fn machines(names: &Value) -> Result<Site> {
    let mut site = Site::default();
    for name in read::<Vec<String>>(names) {
        let text = json!({"local-chassis": {"chassis": {(&name): {"id": {"type": "local", "value": name}}}}});
        let id = DeviceId(name);
        site.update(Site::of([DeviceSnapshot::from_lldpd(id, Timestamp::from_millis(0), &text.to_string())?]));
    }
    Ok(site)
}

fn collect(input: &Value) -> Result<Value> {
    let mut collectors = Collectors::new();
    let mut gone = Vec::new();
    // What is stored and read back goes on as it was.
    for step in input["steps"].as_array().unwrap() {
        collectors = Collectors::from_json(&collectors.to_json()?)?;
        gone.push(match (step["set"].as_str(), step["remove"].as_str()) {
            (Some(name), _) => collectors.set(name, machines(&step["devices"])?),
            (_, name) => collectors.remove(name.unwrap()),
        });
    }
    let merged = collectors.merged();
    let owners = merged.owners.iter().map(|it| json!([it.device, it.collectors]));
    Ok(json!({
        "gone": gone,
        "names": collectors.names().collect::<Vec<_>>(),
        "devices": merged.site.devices.iter().map(|device| &device.id).collect::<Vec<_>>(),
        "owners": owners.collect::<Vec<_>>(),
    }))
}

fn model(input: &Value) -> Result<Value> {
    let mut models = Models::new();
    for each in input["models"].as_array().unwrap() {
        models.put(read(each));
    }
    models.check()?;
    let models = Models::from_json(&models.to_json()?)?;
    let inferred = visit(&world(input)?, Moment::START).topology();
    let applied = models.apply(&read::<Vec<String>>(&input["names"]), &inferred)?;
    let added = applied.topology.nodes.iter().filter(|node| inferred.node(&node.id).is_none());
    let said = |reason: &netwarden::topology::Reason| reason.source == "manual";
    let links = applied.topology.links.iter().filter(|link| link.because.iter().any(said));
    Ok(json!({
        "names": models.models.iter().map(|model| &model.name).collect::<Vec<_>>(),
        "added": added.map(|node| &node.name).collect::<Vec<_>>(),
        "links": links.map(|link| json!([link.a.device, link.b.device])).collect::<Vec<_>>(),
        "faults": applied.faults.iter().map(|it| json!([it.model, it.place, it.reason])).collect::<Vec<_>>(),
    }))
}

fn known(input: &Value) -> Result<Value> {
    let models: Vec<Model> = read(&input["cables"]);
    let options = models.iter().fold(Options::new(), Options::cables_of);
    let site = visit(&world(input)?, Moment::START);
    let topology = site.topology_with(&options);
    let mut live = LiveTopology::new(options);
    live.update(site.devices, []);
    assert_eq!(*live.current(), topology);
    let links = topology.links.iter().filter(|link| link.because.iter().any(|reason| reason.source == "manual"));
    let form = |link: &netwarden::topology::Link| json!([link.a.device, link.a.port, link.b.device, link.b.port]);
    Ok(json!({"links": links.map(form).collect::<Vec<_>>()}))
}

fn drawn(input: &Value) -> Result<Value> {
    let world = world(input)?;
    let site = visit(&world, Moment::START);
    let topology: Topology = site.topology();
    let mut drawing = Drawing::of(&topology).pinned(read::<Option<Positions>>(&input["positions"]).unwrap_or_default());
    if let Some(title) = input["title"].as_str() {
        drawing = drawing.title(title);
    }
    if let Some(theme) = input["theme"].as_str() {
        drawing = drawing.theme(theme.parse()?);
    }
    if let Some(sites) = read::<Option<BTreeMap<String, String>>>(&input["sites"]) {
        drawing = drawing.sites(sites);
    }
    if let Some(fold) = input["fold"].as_str() {
        drawing = drawing.fold(fold.parse()?);
    }
    if let Some(later) = input["load_until_ms"].as_u64() {
        let later = visit(&world, Moment::from_millis(later));
        drawing = drawing.load(Load::of_rates(&later.rates_since(&site)));
    }
    if let Some(ports) = read::<Option<Vec<(String, String, f64, f64)>>>(&input["load"]) {
        let load = ports
            .into_iter()
            .fold(Load::default(), |load, (device, port, ins, outs)| load.with(device, port, ins, outs));
        drawing = drawing.load(load);
    }
    let text = match input["format"].as_str().unwrap() {
        "svg" => drawing.to_svg(),
        "html" => drawing.to_html(),
        "mermaid" => topology.to_mermaid(),
        "png" => return picture(&drawing, input),
        other => panic!("unknown format {other}"),
    };
    let found = read::<Vec<String>>(&input["look_for"]);
    Ok(json!({"found": found.iter().map(|each| text.contains(each)).collect::<Vec<_>>()}))
}

/// Width and height at `scale`, as parts of those at 1.
#[cfg(feature = "png")]
fn picture(drawing: &Drawing<'_>, input: &Value) -> Result<Value> {
    #[allow(clippy::cast_possible_truncation)]
    let picture = drawing.to_png(input["scale"].as_f64().unwrap() as f32)?;
    let plain = drawing.to_png(1.0)?;
    let side = |file: &[u8], at: usize| f64::from(u32::from_be_bytes(file[at..at + 4].try_into().unwrap()));
    let times = |at| (side(&picture, at) / side(&plain, at)).round();
    Ok(json!({"times": [times(16), times(20)]}))
}

/// A library without pictures is not asked for any: what the vectors expect stands for it.
#[cfg(not(feature = "png"))]
fn picture(_: &Drawing<'_>, _: &Value) -> Result<Value> {
    Err(Error::Cancelled)
}

#[test]
fn worlds() {
    replay("worlds", |call, input, _| match call {
        "generate" => told(generate(input)),
        "recording" => told(recording(input)),
        "traffic" => told(traffic(input)),
        "cable" => told(cable(input)),
        "pairs" => told(pairs(input)),
        "visit" => told(visited(input)),
        "subnets" => told(subnets(input)),
        "adjacencies" => told(adjacencies(input)),
        "lldpd" => told(lldpd(input)),
        "collect" => told(collect(input)),
        "model" => told(model(input)),
        "known" => told(known(input)),
        other => panic!("unknown call {other}"),
    });
}

#[test]
fn drawings() {
    replay("drawings", |call, input, expect| {
        assert_eq!(call, "draw");
        match drawn(input) {
            Err(Error::Cancelled) => expect.clone(),
            done => told(done),
        }
    });
}
