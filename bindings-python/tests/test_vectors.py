"""Replays tests/vectors/*.json, the cases that every language replays."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import measure_calls
import pytest
import questions
import series_calls
import store_calls
import world_calls
from conftest import ROOT, VECTORS
from netwarden import Community, Delta, Gap, MibFile, Names, NetwardenError, Sample, Session, SnmpValue, VarBind
from netwarden import check, counter, mib, trap, value
from netwarden.errors import InvalidError, RefusedError

FILES = sorted((ROOT / "tests" / "vectors").glob("*.json"))


def noun(read: Callable[[str], str]) -> Callable[[Any, Any], Any]:
    def call(given: Any, expect: Any) -> Any:
        try:
            return {"value": read(given["text"])}
        except NetwardenError as error:
            return {"error": {"code": error.code, "message": str(error)}}

    return call


def sample(given: Any) -> Sample:
    def ticks(name: str) -> "timedelta | None":
        count = given.get(f"{name}_ticks")
        return None if count is None else timedelta(milliseconds=10 * count)

    number = {given["type"]: int(given["value"])}
    return Sample(
        **number,
        at=timedelta(milliseconds=given["at_ms"]),
        uptime=ticks("uptime"),
        discontinuity=ticks("discontinuity"),
        last_change=ticks("last_change"),
        engine_boots=given.get("engine_boots"),
    )


def delta_form(delta: Delta) -> Any:
    if delta.kind in ("advanced", "wrapped"):
        return {"kind": delta.kind, "count": str(delta.count)}
    if delta.kind == "discontinuity":
        assert delta.cause is not None
        return {"kind": delta.kind, "cause": delta.cause.kind}
    if delta.kind == "ambiguous":
        return {"kind": delta.kind, "fewest_wraps": delta.fewest_wraps, "most_wraps": delta.most_wraps}
    return {"kind": delta.kind}


def rate(given: Any, expect: Any) -> Any:
    earlier, later, limit = sample(given["earlier"]), sample(given["later"]), given["max_per_second"]
    came: dict[str, Any] = {"delta": delta_form(counter.delta(earlier, later, max_rate=limit))}
    found = counter.rate(earlier, later, max_rate=limit)
    if isinstance(found, Gap):
        return came | {"gap": {"code": found.code, "text": str(found)}}
    parts = ("per_second", "interval_ms", "base", "drift_ms")
    return came | {"rate": {part: getattr(found, part) for part in parts}}


def alerts(given: Any, expect: Any) -> Any:
    for name, alert in (("quiet", False), ("loud", True)):
        for number in given[name]:
            assert check.alerts(given["range"], number) is alert, number
    return {}


def judge(given: Any, expect: Any) -> Any:
    return {"status": check.judge(given["value"], **given["thresholds"])}


def perfdata(given: Any, expect: Any) -> Any:
    try:
        values = check.perfdata(given["text"])
    except NetwardenError as error:
        return {"error": {"code": error.code}}
    names = ("label", "value", "unit", "warning", "critical", "min", "max")
    forms = [{name: getattr(each, name) for name in names} for each in values]
    return {"values": forms, "text": " ".join(map(str, values))}


def validate(given: Any, expect: Any) -> Any:
    try:
        return {"target": check.CheckSpec.from_json(json.dumps(given["spec"])).target}
    except InvalidError as error:
        return {"error": {"code": error.code, "field": error.argument}}


def evaluate(given: Any, expect: Any) -> Any:
    spec = check.CheckSpec.from_json(json.dumps(given["spec"]))
    result = spec.evaluate(json.dumps(given["observation"]))
    came = {
        "status": result.status,
        "cause": result.cause.code if result.cause else None,
        "summary": result.summary,
        "problems": [problem.cause.code for problem in result.problems],
    }
    return came | ({"plugin_output": result.plugin_output} if "plugin_output" in expect else {})


def notification(given: Any, expect: Any) -> Any:
    try:
        it = trap.read(bytes.fromhex(given["datagram"]), given["source"])
    except NetwardenError as error:
        return {"error": {"code": error.code, "message": str(error)}}
    kind = {name: getattr(it.kind, name) for name in expect.get("kind", {})}
    return {
        "text": str(it),
        "kind": kind,
        "trap_oid": it.trap_oid,
        "agent": it.agent,
        "uptime": None if it.uptime is None else round(it.uptime.total_seconds() * 100),
        "version": it.version,
        "inform": it.inform,
        "enterprise": it.enterprise,
        "varbinds": [[varbind.name, str(varbind.value)] for varbind in it.varbinds],
    }


def coded(call: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    def replay(given: Any, expect: Any) -> Any:
        try:
            return call(given)
        except NetwardenError as error:
            return {"error": {"code": error.code}}

    return replay


def snmp_value(given: Any) -> SnmpValue:
    text = given.get("value")
    if text is None:
        return SnmpValue(given["type"])
    if given["type"] in ("octet-string", "opaque"):
        return SnmpValue(given["type"], bytes.fromhex(text[2:]))
    return SnmpValue(given["type"], text if given["type"] in ("object-id", "ip-address") else int(text))


def cell(name: str, found: Any) -> Any:
    if isinstance(found, bytes):
        return "0x" + found.hex()
    if isinstance(found, timedelta):
        return round(found / timedelta(milliseconds=10))
    return str(found) if name.startswith("ifHC") else found


def table(given: Any) -> Any:
    varbinds = [VarBind(each["name"], snmp_value(each)) for each in given["varbinds"]]
    read = mib.read(given["table"], varbinds)
    rows = [{name: cell(name, found) for name, found in row.items() if found is not None} for row in read.rows]
    return {"name": read.name, "rows": rows, "faults": [str(fault) for fault in read.faults]}


def simulated(given: Any) -> Session:
    return Session.simulated(given["network"], given["device"], Community(given.get("community", "public")))


def walk(given: Any) -> Any:
    walked = simulated(given).walk_blocking(given["root"], **{key: given[key] for key in ("rows", "stepping") if key in given})
    names = [varbind.name for varbind in walked]
    ends = {"first": names[0] if names else None, "last": names[-1] if names else None}
    return {"complete": walked.complete, "end": walked.end, "reason": walked.reason, "count": len(walked), **ends}


def ask(given: Any) -> Any:
    session = simulated(given)
    if given["ask"] == "get-bulk":
        counts = {key: given[key] for key in ("non_repeaters", "max_repetitions")}
        found = session.get_bulk_blocking(given["names"], **counts)
    else:
        found = (session.get_blocking if given["ask"] == "get" else session.get_next_blocking)(given["names"])
    return {"varbinds": [{"name": each.name, "text": each.value.text} for each in found]}


def told(call: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    """With what the error says, and the parts of a refusal."""

    def replay(given: Any, expect: Any) -> Any:
        try:
            return call(given)
        except RefusedError as error:
            parts = {part: getattr(error, part) for part in ("status", "index", "variable", "meaning")}
            return {"error": {"code": error.code, "message": str(error)} | parts}
        except NetwardenError as error:
            return {"error": {"code": error.code, "message": str(error)}}

    return replay


def writable(given: Any) -> Session:
    return Session.simulated(given["network"], given["device"], Community(given["community"]), write_community="private")


def set_(given: Any) -> Any:
    varbinds = [VarBind(each["name"], snmp_value(each)) for each in given["varbinds"]]
    return {"varbinds": [{"name": each.name, "text": each.value.text} for each in writable(given).set_blocking(varbinds)]}


def path_form(path: Any) -> Any:
    ports = [{"if_index": each.if_index, "name": each.name, "because": each.because} for each in path.ports]
    return {"ports": ports, "unknown": path.unknown}


def order(given: Any) -> Any:
    it = writable(given).set_if_admin_status_blocking(given["port"], given["status"], **given["options"])
    return {
        "text": str(it),
        "target": it.target,
        "if_index": it.if_index,
        "name": it.name,
        "wanted": it.wanted,
        "outcome": it.outcome,
        "before": [it.before.admin, it.before.oper],
        "after": None if it.after is None else [it.after.admin, it.after.oper],
        "forced": it.forced,
        "path": None if it.path is None else path_form(it.path),
        "remark": it.remark,
    }


NAMES = Names()


def describe(given: Any) -> Any:
    it = NAMES.describe(given["name"])
    if it is None:
        return {"object": None}
    labels = [[each.number, each.name] for each in it.labels]
    parts = {"name": it.name, "oid": it.oid, "kind": it.kind, "labels": labels}
    return {"object": parts | {"display_hint": it.display_hint, "index": list(it.index)}}


def load(given: Any) -> Any:
    names = Names()
    report = names.load(*(MibFile(each["name"], each["text"]) for each in given["files"]), lenient=given["lenient"])
    parts = ("file", "line", "module", "reason", "missing_module")
    return {
        "modules": list(report.modules),
        "objects": report.objects,
        "faults": [{part: getattr(fault, part) for part in parts} for fault in report.faults],
        "shown": [names.show(each["name"], snmp_value(each)) for each in given["show"]],
    }


CALLS: dict[str, Callable[[Any, Any], Any]] = {
    "oid": noun(value.oid),
    "mac": noun(value.mac),
    "status-range": noun(check.status_range),
    "threshold-range": noun(check.threshold_range),
    "rate": rate,
    "alerts": alerts,
    "judge": judge,
    "perfdata": perfdata,
    "validate": validate,
    "evaluate": evaluate,
    "notification": notification,
    "value": coded(lambda given: {"text": snmp_value(given).text}),
    "table": coded(table),
    "walk": coded(walk),
    "ask": coded(ask),
    "set": told(set_),
    "order": told(order),
    "path": told(lambda given: path_form(writable(given).management_path_blocking(**given["options"]))),
    "lookup": told(lambda given: {"oid": NAMES.lookup(given["name"])}),
    "name-of": told(lambda given: {"name": NAMES.name_of(given["oid"])}),
    "show": told(lambda given: {"text": NAMES.show(given["name"], snmp_value(given))}),
    "describe": told(describe),
    "load": told(load),
    **{name: told(call) for name, call in world_calls.CALLS.items()},
    **series_calls.CALLS,
    **measure_calls.CALLS,
    **store_calls.CALLS,
    **questions.CALLS,
}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_vectors(file: Path) -> None:
    suite = json.loads(file.read_text())
    assert suite["version"] == 1
    wrong = []
    for case in suite["cases"]:
        came = CALLS[case["call"]](case["input"], case["expect"])
        VECTORS[file.name] += 1
        if came != case["expect"]:
            wrong.append(f"{case['name']}\n  expected {case['expect']}\n  came     {came}")
    assert not wrong, "\n".join([f"{len(wrong)} of {len(suite['cases'])} cases differ:", *wrong])


def test_there_are_vectors() -> None:
    assert FILES
