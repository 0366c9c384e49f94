"""Stores of series: in memory, and in files that outlive the program.

    >>> import netwarden as nw
    >>> from datetime import datetime, timezone
    >>> store = nw.MemoryStore()
    >>> port = store.declare(nw.SeriesSpec(nw.SeriesKey("core1", "ifHCInOctets", "Gi1/0/1"), "counter", "octets"))
    >>> store.append_counts(port, 30_000, 90_000, 6_001)
    Ack(accepted=1, late=0, unfit=0)
    >>> time = lambda seconds: datetime.fromtimestamp(seconds, timezone.utc)
    >>> read = store.read(port, time(0), time(120))
    >>> list(read.count), list(read.coverage), read.average[0]
    ([3000, 3001], [0.5, 0.5], 100.0)

Several threads may use one store. Calls let other threads run while they wait; asyncio programs call those of a
`SqliteStore` in ``asyncio.to_thread``. `Engine.record` takes a store, which can be read while it is written.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal

from . import _native
from ._native import Ack, Columns, Gap, MeasuredSeries, SeriesSpec
from ._options import ArchiveSpec, Retention, SeriesFilter

if TYPE_CHECKING:
    from typing_extensions import Buffer, Self, Unpack

__all__ = ["Ack", "ArchiveSpec", "MemoryStore", "Retention", "SeriesFilter", "SqliteStore", "Store"]


class Store:
    """Where series are kept: a `MemoryStore` or a `SqliteStore`.

    What was acknowledged is there for every later read. A series has a number for as long as the store lasts. Measurements
    come as columns: buffers, sequences, or one value for all; times are milliseconds since 1970. What is not after what the
    series already has is refused and counted as late: nothing is counted twice.
    """

    __slots__ = ("_native",)
    _native: _native.Store

    def __init__(self) -> None:
        raise TypeError("use MemoryStore() or SqliteStore.open(path)")

    def declare(self, series: SeriesSpec) -> int:
        """The number of the series of that key; it is made where there is none yet.

        Raises `InvalidError` where the key is there with another kind or unit, and `LimitError` where there are too many.
        """
        return self._native.declare(series)

    def declare_all(self, series: Iterable[SeriesSpec]) -> memoryview:
        """The numbers of all of these, in their order: a file waits for the disk once. Raises as `declare` does."""
        return self._native.declare_all(list(series))

    def append(self, measured: MeasuredSeries) -> Ack:
        """Declares a series that a format was read into, and takes in all of it, gaps too. Raises as `declare` does."""
        return self._native.append(measured)

    def append_counts(
        self,
        series: Buffer | Sequence[int] | int,
        from_ms: Buffer | Sequence[int] | int,
        to_ms: Buffer | Sequence[int] | int,
        counts: Buffer | Sequence[int] | int,
    ) -> Ack:
        """Takes in what counters counted, all or nothing: `RateColumn.count`, `MeasuredColumn.counts`.

        Raises `InvalidError` where a series was not declared, or the columns are of different lengths.
        """
        return self._native.append_counts(series, from_ms, to_ms, counts)

    def append_levels(
        self,
        series: Buffer | Sequence[int] | int,
        from_ms: Buffer | Sequence[int] | int,
        to_ms: Buffer | Sequence[int] | int,
        levels: Buffer | Sequence[float | None] | float,
    ) -> Ack:
        """The same of levels; what is no finite number is a gap."""
        return self._native.append_levels(series, from_ms, to_ms, levels)

    def append_gaps(
        self,
        series: Buffer | Sequence[int] | int,
        from_ms: Buffer | Sequence[int] | int,
        to_ms: Buffer | Sequence[int] | int,
        reason: Gap | str,
    ) -> Ack:
        """Takes in that there is no number, and why: a gap, or its code, such as ``restarted``."""
        return self._native.append_gaps(series, from_ms, to_ms, reason if isinstance(reason, str) else reason.code)

    def read(
        self,
        series: int,
        from_: datetime,
        to: datetime,
        *,
        step_ms: int | None = None,
        least_coverage_percent: int = 50,
    ) -> Columns:
        """A series over a span of time, in steps of `step_ms`, a multiple of an archive's, or else of the finest archive that
        reaches back so far. A step has values where at least `least_coverage_percent` of it was measured; its count is told
        anyway.

        Raises `InvalidError` where there is no such series or the step does not fit.
        """
        return self._native.read(series, from_, to, step_ms, least_coverage_percent)

    def series(self, **wanted: Unpack[SeriesFilter]) -> dict[int, SeriesSpec]:
        """The series that are meant, by their numbers, ascending; all of them unless said."""
        return dict(self._native.series(**wanted))

    def measured_until(self, series: int) -> datetime | None:
        """When the series was measured last: from there it goes on. `None` where it never was."""
        return self._native.measured_until(series)

    def retain(self, now: datetime) -> None:
        """Forgets what is older than the archives are to keep at `now`."""
        self._native.retain(now)

    @property
    def retention(self) -> Retention:
        """What is kept."""
        kept: Retention = json.loads(self._native.retention)
        return kept

    def __len__(self) -> int:
        return len(self._native)


class MemoryStore(Store):
    """Series in memory, in about one octet for each step of idle and two to five for each of busy interfaces."""

    __slots__ = ()

    def __init__(self, *, retention: Retention | None = None, most_series: int = 1_000_000) -> None:
        """An empty store. Raises `InvalidError`, with what would be right, where the retention cannot be kept to."""
        self._native = _native.Store.memory(_text(retention), most_series)

    def __repr__(self) -> str:
        return f"<MemoryStore of {len(self)} series>"


class SqliteStore(Store):
    """Series in a file of SQLite, which outlive the program: whatever was acknowledged is there, however the program ended.

    The file is for one program at a time. Beside it stands SQLite's log, ``-wal``, while it is open: who copies the file
    copies both, or calls `copy_to`. ``with SqliteStore.open(path) as store`` closes it at the end.
    """

    __slots__ = ()

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        *,
        retention: Retention | None = None,
        durability: Literal["disk", "system"] = "disk",
        most_series: int = 1_000_000,
        most_octets: int | None = None,
    ) -> Self:
        """Opens the file, or makes it where there is none.

        A new file keeps what `retention` says, an old one what it says itself; it can be told to keep more or fewer rows, but
        not other steps. With the durability ``disk`` an acknowledged append outlasts the end of the machine; with ``system``
        the end of the program. The file grows to at most `most_octets`.

        Raises `IoError` where the file is in use, or can be neither opened nor made; `MalformedError` where it is no store of
        series or damaged; `InvalidError` where it is another program's or the retention does not fit; `LimitError` where it has
        too many series.
        """
        made = cls.__new__(cls)
        made._native = _native.Store.sqlite(path, _text(retention), durability, most_series, most_octets)
        return made

    @property
    def path(self) -> Path:
        """Where the file is."""
        path = self._native.path
        assert path is not None
        return Path(path)

    def copy_to(self, path: str | os.PathLike[str]) -> None:
        """Writes everything to a new file, which is a store like this one. Raises `IoError` where the file is there already."""
        self._native.copy_to(path)

    def check(self) -> None:
        """Reads the whole file, whether it is as it was written. Raises `MalformedError` with the first thing that is not."""
        self._native.check()

    def close(self) -> None:
        """Closes it for all, once who uses it is done; every later call raises `InvalidError`."""
        self._native.close()

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return self._native.closed

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<SqliteStore {str(self.path)!r} of {len(self)} series>"


def _text(retention: Retention | None) -> str | None:
    return None if retention is None else json.dumps(retention)
