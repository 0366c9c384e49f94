"""Replays tests/vectors/*.json, the cases that every language replays."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, VECTORS
from netwarden import Community, Delta, Gap, NetwardenError, Sample, Session, SnmpValue, VarBind
from netwarden import check, counter, mib, trap, value
from netwarden.errors import InvalidError

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
