"""The calls of tests/vectors/topology.json."""

from collections.abc import Callable
from datetime import datetime, timezone
from functools import cache
from typing import Any

from conftest import ROOT
from netwarden import Change, LiveTopology, NetwardenError, Site, Supposition, Topology, Tracker

NETWORKS = ROOT / "tests" / "vectors" / "networks"


@cache
def network(name: str) -> Topology:
    return Topology.from_json((NETWORKS / f"{name}.topology.json").read_text())


@cache
def site(name: str) -> Site:
    return Site.from_json((NETWORKS / f"{name}.site.json").read_text())


def form(value: Any, like: Any) -> Any:
    """The parts of a record that `like` names, as JSON has them."""
    if isinstance(like, dict):
        return {name: form(getattr(value, {"from": "from_"}.get(name, name)), part) for name, part in like.items()}
    if isinstance(like, list):
        assert len(value) == len(like), (value, like)
        return [form(each, part) for each, part in zip(value, like)]
    return value


def told(answer: Any, expect: Any) -> Any:
    """With the sentence."""
    text = list(map(str, answer)) if isinstance(answer, tuple) else str(answer)
    return {"answer": form(answer, expect["answer"]), "text": text}


def asked(ask: Callable[[Topology, Any], Any]) -> Callable[[Any, Any], Any]:
    def call(given: Any, expect: Any) -> Any:
        try:
            answer = ask(network(given["network"]), given)
        except NetwardenError as error:
            return {"error": {"code": error.code, "message": str(error)}}
        return told(answer, expect)

    return call


def infer(given: Any, expect: Any) -> Any:
    found = Topology.infer(site(given["network"]).devices)
    assert found == site(given["network"]).topology() == Topology.infer(site(given["network"]))
    ends = [[f"{end.device} {end.port}" if end.port else end.device for end in (it.a, it.b)] for it in found.links]
    return {"nodes": len(found.nodes), "links": [" ── ".join(each) for each in ends]}


def explain(given: Any, expect: Any) -> Any:
    answer = network(given["network"]).explain(given["a"], given["b"])
    return {"text": None if answer is None else str(answer)}


def dependencies(given: Any, expect: Any) -> Any:
    came = asked(lambda topology, it: topology.dependencies(it["station"]))(given, expect)
    came.pop("text", None)
    return came


def supposition(kind: str, **parts: str) -> Supposition:
    made: Supposition = getattr(Supposition, kind.replace("-", "_"))(**parts)
    return made


def track(given: Any, expect: Any) -> Any:
    tracker, told = Tracker(observations=given["observations"]), []
    for name, at in given["seen"]:
        tracker = Tracker.from_json(tracker.to_json())
        changes = tracker.observe(network(name), datetime.fromtimestamp(at / 1000, timezone.utc))
        told.append({"changes": list(map(str, changes)), "pending": [each.name for each in tracker.pending]})
    return {"told": told, "unchanged": tracker.topology() == network(given["seen"][0][0])}


def live(given: Any, expect: Any) -> Any:
    topology = LiveTopology()
    topology.update(site(given["network"]))
    changes: tuple[Change, ...] = topology.update(site(given["later"]).devices, removed=given["removed"])
    return {"changes": list(map(str, changes)), "same": topology.topology() == Topology.infer(topology.devices)}


CALLS: dict[str, Callable[[Any, Any], Any]] = {
    "infer": infer,
    "explain": explain,
    "why-not": asked(lambda topology, it: topology.why_not(it["a"], it["b"])),
    "way": asked(lambda topology, it: topology.path(it["a"], it["b"], vlan=it.get("vlan"))),
    "contradictions": asked(lambda topology, it: topology.contradictions()),
    "single-points": asked(lambda topology, it: topology.single_points_of_failure()),
    "upstream": asked(lambda topology, it: topology.upstream_of(it["station"], it["device"])),
    "dependents": asked(lambda topology, it: topology.dependents_of(it["station"], it["device"])),
    "dependencies": dependencies,
    "what-if": asked(
        lambda topology, it: topology.what_if([supposition(**each) for each in it["supposed"]], station=it.get("station"))
    ),
    "diff": asked(lambda topology, it: topology.diff(network(it["later"]), removed=it["removed"])),
    "track": track,
    "live": live,
}
