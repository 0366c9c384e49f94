"""What to measure of devices, as data, and what a cycle of it came to.

    >>> from netwarden import measure
    >>> template = measure.everything(groups=["traffic", "cpu"])
    >>> [quantity["object"] for quantity in template["groups"][0]["quantities"]][:2]
    ['in_octets', 'out_octets']
    >>> template["groups"][0]["selection"] = {"names": ["Te*"], "least_speed_bps": 10_000_000_000}
    >>> measure.check(template)

`Engine.record` measures by a template.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from . import _native
from ._native import CheckResult, Gap, MeasuredColumn, MeasuredGap, Measurements
from ._options import (
    Adaptive,
    ColumnSpec,
    CounterFormula,
    Formula,
    Group,
    LevelFormula,
    NamedRowKind,
    PagesFormula,
    PlainRowKind,
    PortKey,
    PortsRowKind,
    ProductFormula,
    Quantity,
    RowFacts,
    RowKind,
    Selection,
    SensorFormula,
    ShareFormula,
    Template,
    Term,
    Thresholds,
    UtilisationFormula,
    Watch,
)

__all__ = [
    "Adaptive",
    "ColumnSpec",
    "CounterFormula",
    "Formula",
    "Group",
    "LevelFormula",
    "MeasuredColumn",
    "MeasuredGap",
    "Measurements",
    "NamedRowKind",
    "PagesFormula",
    "PlainRowKind",
    "PortKey",
    "PortsRowKind",
    "ProductFormula",
    "Quantity",
    "RowFacts",
    "RowKind",
    "Selection",
    "SensorFormula",
    "ShareFormula",
    "Template",
    "Term",
    "Thresholds",
    "UtilisationFormula",
    "Watch",
    "admits",
    "check",
    "everything",
    "interfaces_only",
    "judge",
]


def everything(*, groups: Iterable[str] | None = None, every_ms: int | None = None) -> Template:
    """Everything of any device: ports with traffic, packets, errors and discards; processors, load, memory, storage, disks;
    sensors; UPSs; printers; and what some makers have instead. What a device lacks is looked for once an hour.

    With `groups`, these only; with `every_ms`, each at that interval instead of its own. Raises `InvalidError`, with the
    names that there are, for a group that there is not.
    """
    template: Template = json.loads(_native.measure_everything(_list(groups), every_ms))
    return template


def interfaces_only(*, groups: Iterable[str] | None = None, every_ms: int | None = None) -> Template:
    """Ports only: states, traffic, errors and discards. The rest as in `everything`."""
    template: Template = json.loads(_native.measure_interfaces_only(_list(groups), every_ms))
    return template


def check(template: Template) -> None:
    """Raises `InvalidError`, with the place and what would be right there, where a template is none or does not fit
    together: a quantity of a column that is not in its group, two groups of one name.
    """
    _native.measure_check(json.dumps(template))


def admits(selection: Selection, device: str, row: RowFacts) -> bool:
    """Whether a row of a device is meant by a selection. What a rule asks for and nobody knows does not hold.

    Raises `InvalidError` where one of them has what no selection or no row has.
    """
    return _native.measure_admits(json.dumps(selection), device, json.dumps(row))


def judge(watch: Watch, target: str, unit: str, measured: float | Gap | str, at: datetime) -> CheckResult:
    """What a threshold says of one measurement of `target`, such as ``core1 in_utilisation Gi1/0/1``; unknown where it is a
    gap, or the code of one.

    Raises `InvalidError` where the threshold or the code is none.
    """
    return _native.measure_judge(json.dumps(watch), target, unit, measured, at)


def _list(groups: Iterable[str] | None) -> list[str] | None:
    return None if groups is None else [groups] if isinstance(groups, str) else list(groups)
