"""Stores of series: threads, arrays of numpy, closing, and a recording that is read while it runs."""

import subprocess
import sys
import threading
from datetime import datetime, timedelta, timezone
from pathlib import Path

import netwarden as nw
import numpy
import pytest
from netwarden import measure, series
from netwarden.errors import InvalidError, IoError, LimitError, MalformedError

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def port(row: int = 1) -> nw.SeriesSpec:
    return nw.SeriesSpec(nw.SeriesKey("core1", "ifHCInOctets", f"Gi1/0/{row}"), "counter", "octets")


def time(seconds: int) -> datetime:
    return EPOCH + timedelta(seconds=seconds)


def test_columns_are_arrays_of_numpy() -> None:
    store = nw.MemoryStore()
    ids = numpy.asarray(store.declare_all(port(row) for row in range(1000)))
    assert ids.dtype == numpy.uint32 and len(store) == 1000
    counts = numpy.arange(1000, dtype=numpy.uint64) * 60
    ack = store.append_counts(ids, numpy.int64(0).item(), numpy.full(1000, 60_000, dtype=numpy.int64), counts)
    assert (ack.accepted, ack.late, ack.unfit) == (1000, 0, 0)
    assert list(store.read(7, time(0), time(60)).average) == [7.0]
    gauge = store.declare(nw.SeriesSpec(nw.SeriesKey("core1", "heat"), "gauge", "celsius"))
    levels = numpy.array([41.5, numpy.nan])
    assert store.append_levels(gauge, numpy.array([0, 60_000]), numpy.array([60_000, 120_000]), levels).accepted == 2
    assert store.append_gaps(gauge, 120_000, 180_000, store.read(gauge, time(0), time(120)).gaps[0].reason).accepted == 1
    assert len(store.read(gauge, time(0), time(180)).gaps) == 1


def test_what_a_format_was_read_into_is_taken_in() -> None:
    columns = nw.Columns.counted([6_000, 9_000], unit="octets", start=EPOCH, step_ms=60_000)
    measured = nw.SeriesColumns(columns, device="core1", object="ifHCInOctets", row="Gi1/0/1").measured()
    store = nw.MemoryStore(retention=series.retention_for_billing())
    assert store.append(measured).accepted == 2 and store.append(measured).late == 2
    assert store.series() == {0: port()}
    assert [archive["step_ms"] for archive in store.retention["archives"]] == [60_000, 300_000, 600_000, 3_600_000]
    assert store.read(0, time(0), time(120)).total() == 15_000


def test_threads_use_one_store(tmp_path: Path) -> None:
    with nw.SqliteStore.open(tmp_path / "series.db", durability="system") as store:
        totals: list[int] = []

        def write(row: int) -> None:
            id = store.declare(port(row))
            for minute in range(50):
                assert store.append_counts(id, minute * 60_000, (minute + 1) * 60_000, 6).accepted == 1
            totals.append(store.read(id, time(0), time(3_000)).total())

        threads = [threading.Thread(target=write, args=(row,)) for row in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert totals == [300] * 4 and len(store) == 4


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    path = tmp_path / "series.db"
    store = nw.SqliteStore.open(path)
    store.append_counts(store.declare(port()), 0, 60_000, 6)
    with pytest.raises(IoError, match="in use by this program"):
        nw.SqliteStore.open(path)
    store.copy_to(tmp_path / "copy.db")
    with pytest.raises(IoError, match="copy.db"):
        store.copy_to(tmp_path / "copy.db")
    store.check()
    assert not store.closed and store.path == path and repr(store) == f"<SqliteStore {str(path)!r} of 1 series>"
    store.close()
    store.close()
    assert store.closed and len(store) == 1
    for call in (lambda: store.read(0, time(0), time(60)), lambda: store.declare(port(2)), store.check, lambda: store.append_counts(0, 60_000, 90_000, 1)):
        with pytest.raises(InvalidError, match="a store that is open"):
            call()
    for again in (path, tmp_path / "copy.db"):
        with nw.SqliteStore.open(again) as store:
            assert store.measured_until(0) == time(60)


def test_what_is_wrong_is_told(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="SqliteStore.open"):
        nw.Store()
    with pytest.raises(InvalidError, match="counter or gauge"):
        nw.SeriesSpec(nw.SeriesKey("core1", "heat"), "level", "celsius")  # type: ignore[arg-type]
    with pytest.raises(InvalidError, match="disk or system"):
        nw.SqliteStore.open(tmp_path / "series.db", durability="never")  # type: ignore[arg-type]
    with pytest.raises(InvalidError, match="retention"):
        nw.MemoryStore(retention={"archives": [{"step_ms": 60_000}]})  # type: ignore[typeddict-item]
    (tmp_path / "text.db").write_text("no database, " * 100)
    with pytest.raises(MalformedError, match="no database of SQLite"):
        nw.SqliteStore.open(tmp_path / "text.db")
    with pytest.raises(LimitError, match="0 series"):
        nw.MemoryStore(most_series=0).declare(port())
    store = nw.MemoryStore()
    id = store.declare(port())
    with pytest.raises(InvalidError, match="integers"):
        store.append_counts(id, 0, 60_000, ["x"])  # type: ignore[list-item]
    with pytest.raises(InvalidError, match="such as missed"):
        store.append_gaps(id, 0, 60_000, "gone")
    assert store.measured_until(id) is None and repr(store) == "<MemoryStore of 1 series>"


@pytest.mark.parametrize("kind", ["memory", "file"])
def test_a_recording_is_read_while_it_runs(kind: str, campus: nw.SimulatedNetwork, site: nw.Site, tmp_path: Path) -> None:
    store: nw.Store = nw.MemoryStore() if kind == "memory" else nw.SqliteStore.open(tmp_path / "series.db")
    template = measure.interfaces_only(groups=["traffic"], every_ms=200)
    with nw.Engine() as engine:
        recording = engine.record(site, port=campus.port, template=template, store=store)
        for _ in recording:
            found = store.series(object="in_octets")
            untils = [until for until in map(store.measured_until, found) if until]
            if len(untils) > 4 and len(untils) == len(found):
                break
        assert recording.statistics().accepted > 0 and recording.statistics().store_error is None
    id, spec = next(iter(found.items()))
    assert spec.kind == "counter" and spec.unit == "octets" and spec.key.device in {device.id for device in site.devices}
    until = store.measured_until(id)
    assert until is not None and store.read(id, until - timedelta(minutes=5), until).total() > 0
    with nw.Engine() as engine:
        for _ in engine.record(site, port=campus.port, template=template, store=store):
            again = store.measured_until(id)
            assert again is not None
            if again > until:
                break
    if isinstance(store, nw.SqliteStore):
        store.close()


def test_a_recording_whose_store_is_closed_says_so(campus: nw.SimulatedNetwork, site: nw.Site, tmp_path: Path) -> None:
    store = nw.SqliteStore.open(tmp_path / "series.db")
    template = measure.interfaces_only(groups=["traffic"], every_ms=200)
    with nw.Engine() as engine:
        recording = engine.record(site, port=campus.port, template=template, store=store)
        while not recording.statistics().accepted:
            assert recording.next_blocking() is not None
        store.close()
        while not recording.statistics().store_error:
            assert recording.next_blocking() is not None
        with pytest.raises(InvalidError, match="a store that is open"):
            recording.stop_blocking()


def test_ctrl_c_ends_a_recording_and_closes_its_file(tmp_path: Path) -> None:
    path = tmp_path / "series.db"
    program = f"""
import os, signal, threading, netwarden as nw
from netwarden import measure, sim
signal.signal(signal.SIGINT, signal.default_int_handler)
template = measure.interfaces_only(groups=["traffic"], every_ms=200)
network = sim.start("ring")
try:
    with nw.Engine() as engine, nw.SqliteStore.open({str(path)!r}) as store:
        site = engine.discover_blocking(network.range, port=network.port)
        for _ in engine.record(site, port=network.port, template=template, store=store):
            if len(store) > 0:
                threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()
except KeyboardInterrupt:
    print("interrupted", store.closed)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (0, "interrupted True\n"), done.stderr
    with nw.SqliteStore.open(path) as store:
        assert any(store.measured_until(id) for id in store.series())


def test_what_was_acknowledged_outlives_a_kill(tmp_path: Path) -> None:
    program = f"""
import os, signal, netwarden as nw
store = nw.SqliteStore.open({str(tmp_path / "series.db")!r})
id = store.declare(nw.SeriesSpec(nw.SeriesKey("core1", "ifHCInOctets", "Gi1/0/1"), "counter", "octets"))
store.append_counts(id, 0, 60_000, 6)
os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode < 0, done.stderr
    with nw.SqliteStore.open(tmp_path / "series.db") as store:
        assert store.read(0, time(0), time(60)).total() == 6
