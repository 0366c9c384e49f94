"""Series, their figures and formats, charts, and counters in columns: calls of the vectors."""

import hashlib
import math
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import netwarden as nw
from netwarden import NetwardenError, counter, series

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def time(millis: int) -> datetime:
    return EPOCH + timedelta(milliseconds=millis)


def millis(time: datetime) -> int:
    return (time - EPOCH) // timedelta(milliseconds=1)


def columns(given: Any) -> nw.Columns:
    common: dict[str, Any] = {"unit": given["unit"], "start": time(given["start"]), "step_ms": given["step_ms"]}
    common |= {"coverage": given.get("coverage"), "gaps": [(time(a), time(b), code) for a, b, code in given.get("gaps", [])]}
    if "counts" in given:
        made = nw.Columns.counted([int(count) for count in given["counts"]], **common)
    else:
        made = nw.Columns.levels(given["levels"], min=given.get("min"), max=given.get("max"), **common)
    if "scaled" in given:
        made = made.scaled(*given["scaled"])
    if "rolled_up" in given:
        step, percent = given["rolled_up"]
        made = made.rolled_up(step, least_coverage_percent=percent)
    return made


def numbers(buffer: memoryview) -> list[Any]:
    return [None if math.isnan(number) else number for number in buffer]


def form(it: nw.Columns) -> Any:
    assert len(it) == len(it.average) and it.time(len(it)) == it.end
    return {
        "kind": it.kind,
        "unit": it.unit,
        "start": millis(it.start),
        "end": millis(it.end),
        "step_ms": it.step_ms,
        **{name: numbers(getattr(it, name)) for name in ("average", "min", "max", "last", "coverage")},
        "count": [str(count) for count in it.count],
        "gaps": [[millis(gap.from_), millis(gap.to), gap.reason.code] for gap in it.gaps],
        "total": str(it.total()),
        "average_of_all": it.average_of_all(),
    }


def figures(given: Any) -> Any:
    made = columns(given["columns"])
    asked = [made.percentile(percent, method=method) for percent, method in given.get("percentiles", [])]
    return {"columns": form(made), "percentiles": asked}


def several(given: Any) -> list[nw.SeriesColumns]:
    keys = ("device", "object", "row")
    return [nw.SeriesColumns(columns(one["columns"]), **{key: one[key] for key in keys}) for one in given["series"]]


def steps(made: "tuple[nw.SeriesColumns, ...]") -> Any:
    keys = [{"device": one.key.device, "object": one.key.object, "row": one.key.row} for one in made]
    return [key | {"columns": form(one.columns)} for key, one in zip(keys, made, strict=True)]


def moments(made: "tuple[nw.MeasuredSeries, ...]") -> Any:
    found = []
    for one in made:
        assert len(one) == len(one.from_ms) == len(one.to_ms) == len(one.count) == len(one.level)
        key = one.series.key
        head = {"device": key.device, "object": key.object, "row": key.row, "unit": one.series.unit}
        found.append(head | {"columns": form(one.columns(60_000))})
    return found


READ: dict[str, Callable[[str], Any]] = {
    "json": lambda text: steps(series.from_json(text)),
    "csv": lambda text: steps(series.from_csv(text)),
    "rrd-dump": lambda text: steps(series.from_rrd_dump(text)),
    "openmetrics": lambda text: moments(series.from_openmetrics(text)),
    "influx": lambda text: moments(series.from_influx(text)),
}
WRITE: dict[str, Callable[[list[nw.SeriesColumns]], str]] = {
    "json": series.to_json,
    "csv": series.to_csv,
    "openmetrics": series.to_openmetrics,
    "influx": series.to_influx,
    "rrd-dump": lambda them: series.to_rrd_dump([(one.key.object, one.columns) for one in them]),
}


def written(given: Any) -> Any:
    text = WRITE[given["format"]](several(given))
    return {"text": text, "read": READ[given["format"]](text)}


def remote_write(given: Any) -> Any:
    them, writer = several(given), nw.RemoteWriter()
    bodies = [series.to_remote_write(them), writer.body(them), writer.body(them)]
    return {"bodies": [body.hex() for body in bodies]}


def billed(given: Any) -> Any:
    options = {name: given[name] for name in ("percent", "method") if name in given}
    bill = series.bill(columns(given["in"]), columns(given["out"]), time(given["from"]), time(given["to"]), **options)

    def direction(it: nw.BilledDirection) -> Any:
        counts = {name: getattr(it, name) for name in ("bps", "measured_steps", "excluded_steps")}
        return counts | {"octets": str(it.octets)}

    return {
        "steps": bill.steps,
        "in": direction(bill.input),
        "out": direction(bill.output),
        "greater_bps": bill.greater_bps,
        "of_greater_bps": bill.of_greater_bps,
        "percent": bill.rules.percent,
        "method": bill.rules.method,
    }


def month(given: Any) -> Any:
    begin, end = series.month(given["year"], given["month"], utc_offset_minutes=given["utc_offset_minutes"])
    return {"from": millis(begin), "to": millis(end)}


def plot(given: Any) -> Any:
    chart = nw.Plot(given["title"], **given["options"])
    for curve in given["curves"]:
        chart = (chart.area if curve["style"] == "area" else chart.line)(curve["name"], columns(curve["columns"]))
    return {"sha256": hashlib.sha256(chart.to_svg().encode()).hexdigest()}


def bank(given: Any) -> Any:
    counters = nw.CounterBank(given["rows"], max_rate=given.get("max_rate"))
    said = []
    for batch in given["batches"]:
        readings = []
        for each in batch["readings"]:
            uptime = timedelta(milliseconds=10 * each["uptime_ticks"]) if "uptime_ticks" in each else None
            readings.append(nw.Reading(each["rows"], at=timedelta(milliseconds=each["at_ms"]), uptime=uptime))
        values = {name: [int(count) for count in batch[name]] for name in ("counter32", "counter64") if name in batch}
        rates = counters.advance(readings, valid=batch.get("valid"), **values)
        said.append(
            {
                "per_second": numbers(rates.per_second),
                "count": [str(count) for count in rates.count],
                "interval_ms": list(rates.interval_ms),
                "gaps": [[each.row, each.gap.code, str(each.gap)] for each in rates.gaps],
            }
        )
    return {"batches": said}


def follow(given: Any) -> Any:
    def ports(name: str) -> list[nw.PortIdentity]:
        return [nw.PortIdentity(**each) for each in given[name]]

    found = counter.follow(ports("earlier"), ports("later"))
    parts = ("kind", "from_", "candidates")

    def identity(it: nw.Identity) -> Any:
        return {part.rstrip("_"): getattr(it, part) for part in parts if getattr(it, part) is not None}

    return {"ports": [[identity(port.identity), port.earlier] for port in found.ports], "gone": list(found.gone)}


def pages(given: Any) -> Any:
    def reading(it: Any) -> nw.PageReading:
        parts = {name: it[name] for name in ("manufacturer", "serial") if name in it}
        return nw.PageReading(it.get("pages"), at=timedelta(milliseconds=it["at_ms"]), **parts)

    delta = counter.page_delta(reading(given["earlier"]), reading(given["later"]), last_count=given.get("last_count"))
    parts = {part: getattr(delta, part) for part in ("kind", "pages", "lost")}
    return {"delta": {part: value for part, value in parts.items() if value is not None}}


def told(call: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    def replay(given: Any, expect: Any) -> Any:
        try:
            return call(given)
        except NetwardenError as error:
            return {"error": {"code": error.code, "message": str(error)}}

    return replay


CALLS = {
    "columns": told(figures),
    "series-format": told(written),
    "series-read": told(lambda given: {"read": READ[given["format"]](given["text"])}),
    "remote-write": told(remote_write),
    "bill": told(billed),
    "utilisation": told(
        lambda given: {"columns": form(series.utilisation(columns(given["traffic"]), columns(given["speed"])))}
    ),
    "month": told(month),
    "plot": told(plot),
    "bank": told(bank),
    "follow": told(follow),
    "pages": told(pages),
}
