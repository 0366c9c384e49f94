"""Recordings: templates measured on a simulated network, stopped in every way."""

import asyncio
import gc
from pathlib import Path

import netwarden as nw
import pytest
from netwarden import measure
from test_runtime import settle


def is_whole(measured: nw.Measurements) -> bool:
    """Whether every row that was read has a rate."""
    column = measured.column("in_octets")
    read = [row for row, state in enumerate(measured.states) if state == "read"]
    return column is not None and bool(read) and all(column.values[row] >= 0 for row in read)


async def test_what_is_measured_is_named(campus: nw.SimulatedNetwork, site: nw.Site) -> None:
    template = measure.interfaces_only(every_ms=200)
    template["groups"][1]["watches"] = [{"object": "in_utilisation", "thresholds": {"critical": "~:-1"}}]
    async with nw.Engine() as engine:
        recording = engine.record(site, port=campus.port, template=template)
        async for measured in recording:
            if measured.group == "traffic" and is_whole(measured):
                break
        statistics = recording.statistics()
        assert statistics.cycles > 1 and statistics.store_error is None and statistics.unnamed_devices == 0
        ports = recording.latest("ports")
        assert ports is not None and recording.latest("fans") is None
        await recording.stop()
        assert await recording.next() is None
        await asyncio.to_thread(settle)
    assert len(measured) == len(measured.names) == len(measured.states) == len(measured.row_device) == len(measured.taken_ms)
    assert set(measured.devices) == {device.id for device in site.devices} and measured.missed == measured.partial == ()
    row = measured.states.index("read")
    device, name = measured.devices[measured.row_device[row]], measured.names[row]
    interfaces = next(each for each in site.devices if each.id == device).interfaces
    assert name in {port.name for port in interfaces} and measured.find(device, name) == row
    assert measured.index(row) is not None and measured.index(len(measured)) is None
    octets = measured.column("in_octets")
    assert octets is not None and (octets.object, octets.kind, octets.unit, octets.keep) == ("in_octets", "counter", "octets", True)
    assert measured.value(device, name, "in_octets") == octets.values[row] and octets.counts[row] > 0
    assert 0 < octets.since_ms[row] < measured.taken_ms[row]
    assert measured.value(device, "no port", "in_octets") is None and measured.column("colour") is None
    assert octets.values.format == "d" and octets.values is octets.values and measured.columns is measured.columns
    status = ports.column("oper_status")
    assert status is not None and status.kind == "gauge" and len(status.counts) == 0
    assert any(result.status == "critical" and device in result.target for result in measured.results)


async def test_only_what_is_selected_is_asked(campus: nw.SimulatedNetwork, site: nw.Site) -> None:
    uplinks = site.topology().uplinks()
    assert uplinks and set(uplinks[0]) == {"device", "port"}
    template = measure.everything(groups=["traffic"], every_ms=200)
    template["groups"][0]["selection"] = {"ports": uplinks}
    async with nw.Engine() as engine, engine.record(site, port=campus.port, template=template) as recording:
        while measured := await recording.next():
            if measured.group == "traffic" and is_whole(measured):
                break
    assert measured is not None
    read = {(measured.devices[measured.row_device[row]], name) for row, name in enumerate(measured.names) if measured.states[row] == "read"}
    assert read <= {(port["device"], port["port"]) for port in uplinks} and "left-out" in measured.states


async def test_the_first_reading_is_a_gap_with_its_reason(campus: nw.SimulatedNetwork, site: nw.Site) -> None:
    template = measure.interfaces_only(groups=["traffic"], every_ms=200)
    async with nw.Engine() as engine, engine.record(site, port=campus.port, template=template) as recording:
        while measured := await recording.next():
            column = measured.column("in_octets")
            if column is not None and column.gaps:
                break
    assert measured is not None and column is not None
    gap = column.gaps[0]
    assert gap.reason.code == "first-sample" and column.values[gap.row] != column.values[gap.row]
    device, name = measured.devices[measured.row_device[gap.row]], measured.names[gap.row]
    assert measured.value(device, name, "in_octets") == gap.reason


def test_the_next_run_goes_on(campus: nw.SimulatedNetwork, site: nw.Site, tmp_path: Path) -> None:
    memory = tmp_path / "counters.json"
    template = measure.interfaces_only(groups=["traffic"], every_ms=200)
    with nw.Engine() as engine:
        for measured in engine.record(site, port=campus.port, template=template, remember_in=memory):
            if measured.group == "traffic" and is_whole(measured):
                break
        gc.collect()
        assert memory.exists()
        for measured in engine.record(site, port=campus.port, template=template, remember_in=memory):
            if measured.group == "traffic" and "read" in measured.states:
                break
    column = measured.column("in_octets")
    assert column is not None and any(rate >= 0 for rate in column.values), "the first reading has rates already"
    settle()


async def test_cancelling_leaves_nothing_alive(campus: nw.SimulatedNetwork, site: nw.Site) -> None:
    async with nw.Engine() as engine:
        recording = engine.record(site, port=campus.port, template=measure.interfaces_only())
        waiting = asyncio.ensure_future(recording.next())
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        late = asyncio.ensure_future(forever(recording))
        await asyncio.sleep(0.05)
        await asyncio.gather(recording.stop(), recording.stop())
        await late
        engine.record(site, port=campus.port)
        gc.collect()
        await asyncio.to_thread(settle)


async def forever(recording: nw.Recording) -> None:
    while await recording.next() is not None:
        pass


async def test_a_wrong_start_is_told(site: nw.Site, tmp_path: Path) -> None:
    async with nw.Engine() as engine:
        with pytest.raises(nw.errors.InvalidError, match="targets"):
            engine.record([])
        with pytest.raises(nw.errors.InvalidError, match="group fans.*columns"):
            engine.record(site, template={"name": "own", "groups": [{"name": "fans", "interval_ms": 1000, "colums": []}]})  # type: ignore[typeddict-unknown-key, typeddict-item]
        file = tmp_path / "counters.json"
        file.write_text("{}")
        with pytest.raises(nw.NetwardenError, match="counters.json"):
            engine.record(site, remember_in=file)
