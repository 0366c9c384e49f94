"""Stores of series, and what a threshold says: calls of the vectors."""

import math
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import netwarden as nw
from netwarden import NetwardenError, measure
from series_calls import millis, numbers, time, told


class Opened:
    """A store that can be opened again, where it is a file."""

    def __init__(self, given: Any, folder: str) -> None:
        self.options = {name: given[name] for name in ("retention", "most_series") if name in given}
        self.path = Path(folder) / "series.db"
        self.store: nw.Store
        if given["store"] == "memory":
            self.store = nw.MemoryStore(**self.options)
        else:
            self.store = nw.SqliteStore.open(self.path, **self.options)

    def reopen(self, given: Any) -> None:
        assert isinstance(self.store, nw.SqliteStore)
        self.store.close()
        self.store = nw.SqliteStore.open(self.path, **self.options)

    def read(self, given: Any) -> Any:
        options = {name: given[name] for name in ("step_ms", "least_coverage_percent") if name in given}
        return form(self.store.read(given["series"], time(given["from"]), time(given["to"]), **options))

    def append_counts(self, given: Any) -> Any:
        counts = [int(count) for count in given["counts"]]
        return ack(self.store.append_counts(given["series"], given["from_ms"], given["to_ms"], counts))

    def append_levels(self, given: Any) -> Any:
        levels = [math.nan if level is None else level for level in given["levels"]]
        return ack(self.store.append_levels(given["series"], given["from_ms"], given["to_ms"], levels))

    def append_gaps(self, given: Any) -> Any:
        return ack(self.store.append_gaps(given["series"], given["from_ms"], given["to_ms"], given["reason"]))

    def series(self, given: Any) -> Any:
        found = self.store.series(**given)
        return [[id, it.key.device, it.key.object, it.key.row, it.kind, it.unit] for id, it in found.items()]

    def measured_until(self, given: Any) -> Any:
        until = self.store.measured_until(given["series"])
        return None if until is None else millis(until)

    def call(self, name: str, given: Any) -> Any:
        calls: dict[str, Callable[[Any], Any]] = {
            "declare": lambda given: self.store.declare(spec(given["series"])),
            "declare-all": lambda given: list(self.store.declare_all(spec(each) for each in given["series"])),
            "append-counts": self.append_counts,
            "append-levels": self.append_levels,
            "append-gaps": self.append_gaps,
            "read": self.read,
            "series": self.series,
            "measured-until": self.measured_until,
            "retain": lambda given: self.store.retain(time(given["now"])),
            "reopen": self.reopen,
        }
        try:
            return calls[name](given)
        except NetwardenError as error:
            return {"error": {"code": error.code, "message": str(error)}}


def spec(given: Any) -> nw.SeriesSpec:
    device, object, row, kind, unit = given
    return nw.SeriesSpec(nw.SeriesKey(device, object, row), kind, unit)


def ack(it: nw.Ack) -> list[int]:
    return [it.accepted, it.late, it.unfit]


def form(it: nw.Columns) -> Any:
    return {
        "unit": it.unit,
        "start": millis(it.start),
        "step_ms": it.step_ms,
        **{name: numbers(getattr(it, name)) for name in ("average", "max", "coverage")},
        "count": [str(count) for count in it.count],
        "gaps": [[millis(gap.from_), millis(gap.to), gap.reason.code] for gap in it.gaps],
    }


def stored(given: Any) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        opened = Opened(given, folder)
        answers = [opened.call(name, step) for name, step in given["steps"]]
        if isinstance(opened.store, nw.SqliteStore):
            opened.store.close()
    return {"answers": answers}


def judged(given: Any) -> Any:
    result = measure.judge(given["watch"], given["target"], given["unit"], given["measured"], time(0))
    cause = result.cause.code if result.cause else None
    return {"status": result.status, "cause": cause, "summary": result.summary, "target": result.target}


CALLS = {"store": told(stored), "watch": told(judged)}
