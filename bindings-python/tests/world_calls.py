"""The calls of tests/vectors/worlds.json and drawings.json."""

import json
import struct
from typing import Any

from netwarden import Collectors, Drawing, LiveTopology, Load, Models, Session, Site, Topology, World, sim


def world(given: Any) -> World:
    if "blueprint" in given:
        return sim.build(given["blueprint"])
    return sim.world(given["network"]) if "network" in given else sim.generate(**given["plan"])


def generate(given: Any) -> Any:
    made = world(given)
    truth, site = made.truth, made.site()
    score = made.score(site, site.topology())
    parts = ("right", "claimed", "found", "there", "precision", "recall", "f1")
    return {
        "name": made.name,
        "devices": len(made.device_names),
        "agents": len(site.devices),
        "hosts": len(truth.hosts),
        "links": len(truth.links),
        "blocked": sum(link.state == "blocked" for link in truth.links),
        "aggregated": sum(link.lag is not None for link in truth.links),
        "media": len(truth.media),
        "found": {part: getattr(score.links, part) for part in parts},
        "bins": len(score.bins),
    }


def recording(given: Any) -> Any:
    found = world(given).recording(given["device"], vlan=given["vlan"], at_ms=given["at_ms"])
    if found is None:
        return {"count": None}
    return {"count": len(found), "first": f"{found[0].name} {found[0].value.text}", "last": found[-1].name}


def traffic(given: Any) -> Any:
    seen = world(given).traffic(given["device"], given["port"], at_ms=given["at_ms"])
    return {"in_bps": seen.in_bps, "out_bps": seen.out_bps}


def cable(given: Any) -> Any:
    made = world(given)
    far = made.other_end(given["device"], given["port"])
    other = None if far is None else [far.device, far.port]
    return {"network": made.network, "address": made.address(given["device"]), "other_end": other}


def pairs(given: Any) -> Any:
    made = world(given)
    tally = made.score_pairs(made.site(), [((a, b), (c, d)) for a, b, c, d in given["pairs"]])
    return {part: getattr(tally, part) for part in ("right", "claimed", "found", "there", "precision", "recall", "f1")}


def visit(given: Any) -> Any:
    made, name = world(given), given["device"]
    recorded = made.recording(name) if given["replayed"] else None
    session = Session.simulated(made, name) if recorded is None else Session.of_variables(name, recorded)
    device = session.collect_blocking(only_interfaces=given["only_interfaces"])
    neighbors = None if device.lldp is None else len(device.lldp.neighbors)
    return {"id": device.id, "name": device.name, "interfaces": len(device.interfaces), "neighbors": neighbors}


def subnets(given: Any) -> Any:
    topology = world(given).site().topology()
    return {"subnets": [[subnet.prefix, len(subnet.members)] for subnet in topology.subnets]}


def adjacencies(given: Any) -> Any:
    links = [link for link in world(given).site().topology().links if link.adjacencies]
    return {
        "links": [
            [link.a.device, link.b.device, [[each.protocol, each.state] for each in link.adjacencies]] for link in links
        ]
    }


def lldpd(given: Any) -> Any:
    (device,) = Site.from_lldpd(given["text"], id=given["id"]).devices
    heard = device.lldp.neighbors if device.lldp else ()
    return {"id": device.id, "name": device.name, "heard": [[each.sys_name, each.port.text] for each in heard]}


def machines(names: "list[str]") -> Site:
    def machine(name: str) -> Site:
        chassis = {"chassis": {name: {"id": {"type": "local", "value": name}}}}
        return Site.from_lldpd(json.dumps({"local-chassis": chassis}), id=name)

    first, *others = map(machine, names)
    for other in others:
        first = first.updated(other)
    return first


def collect(given: Any) -> Any:
    collectors = Collectors()
    gone = []
    for step in given["steps"]:
        collectors = Collectors.from_json(collectors.to_json())
        done = collectors.set(step["set"], machines(step["devices"])) if "set" in step else collectors.remove(step["remove"])
        gone.append(list(done))
    merged = collectors.merged()
    return {
        "gone": gone,
        "names": list(collectors.names),
        "devices": [device.id for device in merged.site.devices],
        "owners": [[owner.device, list(owner.collectors)] for owner in merged.owners],
    }


def model(given: Any) -> Any:
    models = Models()
    for each in given["models"]:
        models.put(each)
    models.check()
    assert Models.from_json(models.to_json()) == models
    inferred = world(given).site().topology()
    applied = models.apply(given["names"], inferred)
    links = [link for link in applied.topology.links if any(reason.source == "manual" for reason in link.because)]
    return {
        "names": list(models.names),
        "added": [node.name for node in applied.topology.nodes if inferred.node(node.id) is None],
        "links": [[link.a.device, link.b.device] for link in links],
        "faults": [[fault.model, fault.place, fault.reason] for fault in applied.faults],
    }


def known(given: Any) -> Any:
    site = world(given).site()
    topology, live = site.topology(cables=given["cables"]), LiveTopology(cables=given["cables"])
    live.update(site)
    assert live.topology() == topology == Topology.infer(site, cables=given["cables"])
    links = [link for link in topology.links if any(reason.source == "manual" for reason in link.because)]
    return {"links": [[link.a.device, link.a.port, link.b.device, link.b.port] for link in links]}


def load(given: Any, made: World, site: Site) -> "Load | None":
    if "load_until_ms" in given:
        return Load.between(site, made.site(at_ms=given["load_until_ms"]))
    if "load" not in given:
        return None
    found = Load()
    for port in given["load"]:
        found = found.with_port(*port)
    return found


def draw(given: Any) -> Any:
    made = world(given)
    site = made.site()
    topology = site.topology()
    options = {name: given[name] for name in ("title", "theme", "fold", "positions", "sites") if name in given}
    drawing = Drawing(topology, load=load(given, made, site), **options)
    if given["format"] == "png":
        picture, plain = (struct.unpack(">II", drawing.to_png(scale=scale)[16:24]) for scale in (given["scale"], 1.0))
        return {"times": [round(side / other) for side, other in zip(picture, plain, strict=True)]}
    text = {"svg": drawing.to_svg, "html": drawing.to_html, "mermaid": topology.to_mermaid}[given["format"]]()
    return {"found": [each in text for each in given["look_for"]]}


CALLS = {
    "generate": generate,
    "recording": recording,
    "traffic": traffic,
    "cable": cable,
    "pairs": pairs,
    "visit": visit,
    "subnets": subnets,
    "adjacencies": adjacencies,
    "lldpd": lldpd,
    "collect": collect,
    "model": model,
    "known": known,
    "draw": draw,
}
