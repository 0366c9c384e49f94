"""Columns in and out of numpy, and what the vectors cannot ask."""

from datetime import datetime, timedelta, timezone

import netwarden as nw
import numpy
import pytest
from netwarden.errors import InvalidError

START = datetime(2026, 11, 22, tzinfo=timezone.utc)


def test_columns_are_read_by_numpy_without_copying() -> None:
    octets = numpy.arange(1440, dtype=numpy.uint64) * 60_000
    made = nw.Columns.counted(octets, unit="octets", start=START, step_ms=60_000)
    average = numpy.asarray(made.average)
    assert average.dtype == numpy.float64 and made.average is made.average
    assert numpy.array_equal(average, octets / 60)
    assert numpy.array_equal(numpy.asarray(made.count), octets)
    assert made.average.readonly
    assert made.total() == int(octets.sum())


@pytest.mark.parametrize("kind", [numpy.float64, numpy.float32])
def test_levels_are_taken_as_arrays(kind: type) -> None:
    levels = numpy.array([1.5, numpy.nan, 3.0], dtype=kind)
    made = nw.Columns.levels(levels[::-1], unit="celsius", start=START, step_ms=60_000)
    assert made.average.tolist()[::2] == [3.0, 1.5]
    assert made.average_of_all() == 2.25


@pytest.mark.parametrize("kind", [numpy.uint64, numpy.uint32, numpy.int64, numpy.int32])
def test_counts_of_any_width(kind: type) -> None:
    made = nw.Columns.counted(numpy.array([1, 2], dtype=kind), unit="packets", start=START, step_ms=1000)
    assert made.count.tolist() == [1, 2]


def test_a_bank_takes_arrays() -> None:
    bank = nw.CounterBank(1000, max_rate=125_000_000)
    rows = numpy.arange(1000, dtype=numpy.uint64)
    for second in (0, 60):
        at = [nw.Reading(1000, at=timedelta(seconds=second))]
        rates = bank.advance(at, counter64=rows * (second + 1), valid=numpy.arange(1000) % 2 == 0)
    assert len(bank) == 1000 and len(rates) == 1000
    assert numpy.array_equal(numpy.asarray(rates.per_second)[::2], rows[::2])
    assert [each.row for each in rates.gaps] == list(range(1, 1000, 2))
    bank.set_limit(3, max_rate=1000)
    bank.push(max_rate=7)
    bank.forget(0)
    assert (bank.limit(3), bank.limit(1000), bank.limit(5)) == (1000, 7, bank.limit(6))


def test_what_is_wrong_is_said() -> None:
    made = nw.Columns.levels([1.0], unit="volts", start=START, step_ms=1000)
    with pytest.raises(InvalidError, match="nearest-rank or interpolated"):
        made.percentile(95, method="median")  # type: ignore[arg-type]
    with pytest.raises(InvalidError, match="such as missed"):
        nw.Columns.levels([1.0], unit="volts", start=START, step_ms=1000, gaps=[(START, START, "gone")])
    with pytest.raises(InvalidError, match="integers from 0"):
        nw.Columns.counted(["x"], unit="octets", start=START, step_ms=1000)  # type: ignore[list-item]
    with pytest.raises(InvalidError, match="auto, light, dark"):
        nw.Plot(theme="red")  # type: ignore[arg-type]
    with pytest.raises(InvalidError, match="counter32 or counter64"):
        nw.CounterBank(1).advance([])


def test_what_is_shown() -> None:
    made = nw.Columns.counted([1, 2], unit="octets", start=START, step_ms=60_000)
    assert repr(made) == "<Columns of 2 steps of 60000 ms in octets/s, 0 gaps>"
    assert repr(nw.Plot("a").line("in", made)) == '<Plot "a" of 1 curves>'
    assert nw.Plot("a").line("in", made)._repr_svg_().startswith("<?xml")
