"""Polls: batches in columns, cancelled in every way."""

import asyncio
import gc

import netwarden as nw
import pytest
from test_runtime import settle


async def test_batches_are_columns(campus: nw.SimulatedNetwork, site: nw.Site) -> None:
    async with nw.Engine() as engine:
        batches = []
        async for batch in engine.poll(site, port=campus.port, every_ms=1200):
            batches.append(batch)
            if len(batches) == 2:
                break
        await asyncio.to_thread(settle)
    earlier, later = batches
    assert (earlier.cycle, later.cycle) == (0, 1) and later.time > earlier.time
    assert later.missed == () and later.partial == () and len(later) == sum(len(device.interfaces) for device in site.devices)
    octets = later.column("ifHCInOctets")
    assert octets is not None and octets.type == "counter64" and later.column("ifColour") is None
    assert (octets.values.format, octets.values.itemsize, octets.values.readonly) == ("Q", 8, True)
    assert octets.valid.format == "?" and len(octets.values) == len(octets.valid) == len(octets) == len(later)
    assert octets.values is octets.values and later.columns is later.columns
    status = later.column("ifOperStatus")
    assert status is not None and status.values.format == "q" and set(status.values) <= set(range(1, 8))
    device = later.devices[later.row_device[0]]
    ports = next(each for each in site.devices if each.id == device).interfaces
    assert list(later.index[: len(ports)]) == [port.index for port in ports] and len(later.index_ends) == 0
    assert all(later.uptime_valid) and min(later.uptime) > 0 and max(later.taken_ns) >= 0
    rates = later.rates(earlier)
    assert len(rates) == len(later) and any(isinstance(each.rate.in_bps, float) and each.rate.in_bps > 0 for each in rates)
    view = octets.values
    del earlier, later, batches, octets
    gc.collect()
    assert max(view) > 2**32


async def test_numpy_reads_without_copying(campus: nw.SimulatedNetwork, site: nw.Site) -> None:
    numpy = pytest.importorskip("numpy")
    async with nw.Engine() as engine:
        batch = await engine.poll_once(site, port=campus.port)
    column = batch.columns[0]
    values = numpy.asarray(column.values)
    assert values.dtype == numpy.uint64 and not values.flags.owndata and not values.flags.writeable
    assert numpy.asarray(column.valid).dtype == numpy.bool_


async def test_a_device_that_is_silent_is_named(campus: nw.SimulatedNetwork, site: nw.Site) -> None:
    async with nw.Engine() as engine:
        silent = "127.99.0.1:9"
        known = f"{site.devices[0].address}:{campus.port}"
        columns: "list[nw.poll.PollColumn]" = [{"name": "type", "oid": "1.3.6.1.2.1.2.2.1.3", "type": "integer"}]
        batch = await engine.poll_once([silent, known], columns=columns, timeout_ms=100, retries=0)
        assert batch.devices == (silent, known) and [column.name for column in batch.columns] == ["type"]
        (missed,) = batch.missed
        assert missed.device == 0 and missed.code in ("timed-out", "unreachable") and missed.cycles == 1
        assert set(batch.row_device) == {1}


def test_without_asyncio(campus: nw.SimulatedNetwork, site: nw.Site) -> None:
    with nw.Engine() as engine:
        assert len(engine.poll_once_blocking(site, port=campus.port)) > 0
        for batch in engine.poll(site, port=campus.port, every_ms=100):
            assert batch.cycle == 0
            break
        poll = engine.poll(site, port=campus.port)
        poll.cancel()
        assert poll.next_batch_blocking() is None
    settle()


async def test_cancelling_leaves_nothing_alive(campus: nw.SimulatedNetwork, site: nw.Site) -> None:
    async with nw.Engine() as engine:
        poll = engine.poll(site, port=campus.port, every_ms=3000)
        first = await poll.next_batch()
        assert first is not None and first.cycle == 0
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(poll.next_batch(), 0.05)
        await asyncio.to_thread(settle)
        waiting = asyncio.create_task(poll.next_batch())
        await asyncio.sleep(0.05)
        poll.cancel()
        assert await waiting is None and await poll.next_batch() is None
        await asyncio.to_thread(settle)
        with pytest.raises(nw.errors.InvalidError, match="interval"):
            engine.poll(site, every_ms=0)
        with pytest.raises(nw.errors.InvalidError, match="at least one device"):
            engine.poll([])


async def test_a_device_is_asked_for_what_was_chosen(campus: nw.SimulatedNetwork, site: nw.Site) -> None:
    async with nw.Engine() as engine:
        poll = engine.poll(site, port=campus.port, every_ms=200, choice="rest")
        resting = await poll.next_batch()
        assert resting is not None and len(resting) == 0 and resting.missed == () and resting.chosen == ()
        assert list(resting.resting) == list(range(len(resting.devices))) and resting.resting.format == "I"
        device = next(each for each in site.devices if len(each.interfaces) > 2)
        place = resting.devices.index(device.id)
        first, last = device.interfaces[0].index, device.interfaces[-1].index
        poll.choose(place, [last, str(first), 99_999])
        batch = await poll.next_batch()
        while batch is not None and place in batch.resting:
            batch = await poll.next_batch()
        assert batch is not None and list(batch.index) == [first, last] and set(batch.row_device) == {place}
        (chosen,) = batch.chosen
        assert (chosen.device, chosen.rows) == (place, 3)
        poll.choose(place, "all")
        while batch is not None and batch.chosen:
            batch = await poll.next_batch()
        assert batch is not None and len(batch) == len(device.interfaces)
        with pytest.raises(nw.errors.InvalidError, match="one of the"):
            poll.choose(len(site.devices), "rest")
        with pytest.raises(nw.errors.InvalidError, match="an index is expected"):
            poll.choose(0, ["seven"])
        with pytest.raises(TypeError):
            poll.choose(0, [1.5])  # type: ignore[list-item]
        poll.cancel()
        once = await engine.poll_once(site, port=campus.port, choice=[first])
        assert len(once.chosen) == len(once.devices) and set(once.index) == {first}
