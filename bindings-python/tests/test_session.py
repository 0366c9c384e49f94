"""Sessions: over the network, with simulated agents, out of recordings."""

import asyncio
import time
from datetime import timedelta
from pathlib import Path

import netwarden as nw
import pytest
from netwarden import _native, mib
from test_runtime import settle

NAME = "1.3.6.1.2.1.1.5.0"
UPTIME = "1.3.6.1.2.1.1.3.0"
NOTHING = "1.3.6.1.2.1.99.1.0"


def first_address(network: nw.SimulatedNetwork) -> str:
    return nw.discover(network.range, port=network.port).devices[0].id


async def test_over_the_network_as_in_memory(campus: nw.SimulatedNetwork) -> None:
    async with nw.Engine() as engine:
        site = await engine.discover(campus.range, port=campus.port)
        device = next(each for each in site.devices if each.name == "core1")
        session = engine.session(f"{device.address}", port=campus.port, timeout_ms=2000, retries=1)
        name, missing = await session.get([NAME, NOTHING])
        assert (name.name, name.value.type, name.value.value, name.value.text) == (NAME, "octet-string", b"core1", "core1")
        assert missing.value.is_exception and missing.value.type == "no-such-object" and missing.value.value is None
        simulated = nw.Session.simulated("campus", "core1")
        read = await session.table(mib.IfXEntry)
        assert read.complete and read.reason is None and read.faults == ()
        same = await simulated.table("IF-MIB::ifXTable")
        assert [row["ifName"] for row in read.rows] == [row["ifName"] for row in same.rows]
        counts = [row["ifHCInOctets"] for row in read.rows]
        assert all(isinstance(count, int) for count in counts) and max(map(int, filter(None, counts))) > 2**32


async def test_values_have_their_types() -> None:
    session = nw.Session.simulated("campus", "core1")
    assert (session.target, repr(session)) == ("core1", "<Session core1>")
    (uptime,) = await session.get(UPTIME)
    assert uptime.value.type == "time-ticks" and isinstance(uptime.value.value, int)
    assert uptime.value.duration == timedelta(milliseconds=10 * uptime.value.value)
    assert (await session.get_next(["1.3.6.1.2.1.1.4.0"]))[0].name == NAME
    bulk = await session.get_bulk([NAME, "1.3.6.1.2.1.2.2.1.2"], non_repeaters=1, max_repetitions=4)
    assert len(bulk) == 5
    (interfaces,) = (await session.table(mib.IfEntry)).rows[:1]
    assert isinstance(interfaces["ifPhysAddress"], bytes) and isinstance(interfaces["ifLastChange"], timedelta)
    assert eval(repr(uptime), {"VarBind": nw.VarBind, "SnmpValue": nw.SnmpValue}) == uptime  # noqa: S307


def test_without_asyncio() -> None:
    session = nw.Session.simulated("campus", "core1")
    assert session.get_blocking(NAME)[0].value.text == "core1"
    assert session.get_next_blocking("1.3.6.1.2.1.1.4.0")[0].name == NAME
    assert len(session.get_bulk_blocking("1.3.6.1.2.1.1", max_repetitions=3)) == 3
    descriptions, types = session.walk_columns_blocking(["1.3.6.1.2.1.2.2.1.2", "1.3.6.1.2.1.2.2.1.3"])
    assert len(descriptions) == len(types) == len(session.table_blocking("ifTable").rows)
    assert [each.name for each in descriptions] == [each.name for each in descriptions.varbinds]


async def test_what_is_partial_says_so() -> None:
    session = nw.Session.simulated("campus", "core1")
    whole = await session.walk("1.3.6.1.2.1.2.2")
    assert whole.complete and whole.reason is None and whole.end in ("out-of-subtree", "end-of-mib-view")
    part = await session.walk("1.3.6.1.2.1.2.2", rows=20, stepping="next")
    assert not part.complete and part.end == "too-many-rows" and part.reason == "partial: more than 20 variables"
    assert part.varbinds == whole.varbinds[: len(part)]
    with pytest.raises(nw.errors.TimedOutError, match="core1 did not answer"):
        await nw.Session.simulated("campus", "core1", nw.Community("wrong")).walk("1.3.6.1.2.1.1")


def test_recordings_answer(tmp_path: Path) -> None:
    lines = [f".{NAME} = STRING: \"s1\"", ".1.3.6.1.2.1.2.2.1.2.1 = STRING: \"eth0\"", ".1.3.6.1.2.1.2.2.1.3.1 = STRING: \"six\""]
    (tmp_path / "s1.snmpwalk").write_text("\n".join(lines) + "\n")
    session = nw.Session.recorded(tmp_path / "s1.snmpwalk")
    read = session.table_blocking(mib.IfEntry)
    assert [row["ifDescr"] for row in read.rows] == ["eth0"]
    (fault,) = read.faults
    assert (fault.table, fault.index, fault.column) == ("ifTable", "1", "ifType") and "INTEGER is expected" in str(fault)
    with pytest.raises(nw.errors.InvalidError, match="one of s1"):
        nw.Session.recorded(tmp_path, "s2")


def test_rows_of_variables_from_elsewhere() -> None:
    varbinds = [nw.VarBind("1.3.6.1.2.1.2.2.1.2.7", nw.SnmpValue("octet-string", "eth7"))]
    assert mib.read("ifTable", varbinds).rows[0]["ifDescr"] == "eth7"
    assert "IF-MIB::ifTable" in mib.names()
    with pytest.raises(nw.errors.InvalidError, match="IF-MIB::ifXTable"):
        mib.read("ifxtable", varbinds)


@pytest.mark.parametrize(
    ("type_", "value"),
    [("counter32", -1), ("integer", 2**31), ("octet-string", 5), ("ip-address", "::1"), ("null", 0), ("gauge32", None)],
)
def test_a_wrong_value_says_what_would_be_right(type_: str, value: object) -> None:
    with pytest.raises(nw.errors.InvalidError, match=f'is not a valid {type_} value'):
        nw.SnmpValue(type_, value)  # type: ignore[arg-type]


async def test_wrong_arguments_say_what_would_be_right() -> None:
    async with nw.Engine() as engine:
        with pytest.raises(nw.errors.InvalidError, match="IP address, alone or with a port"):
            engine.session("core1")
        session = engine.session("127.0.0.1")
        for call in (session.get("sysName.0.x"), session.table("nothing"), session.walk("1.3", stepping="back")):  # type: ignore[typeddict-item]
            with pytest.raises(nw.errors.InvalidError):
                await call


async def test_silence_is_a_typed_error_and_cancelling_drops_the_work() -> None:
    async with nw.Engine() as engine:
        session = engine.session("127.99.0.1:9", timeout_ms=100, retries=0)
        with pytest.raises((nw.errors.TimedOutError, nw.errors.UnreachableError)) as raised:
            await session.get(NAME)
        assert raised.value.retryable
        slow = engine.session("127.99.0.2:9", timeout_ms=60_000)
        task = asyncio.create_task(slow.get(NAME))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises((asyncio.CancelledError, nw.errors.UnreachableError)):
            await task
        await asyncio.to_thread(settle)
        assert engine.statistics().sent >= 1
        (device, other) = await engine.all_device_statistics()
        assert (device.address, other.address) == ("127.99.0.1:9", "127.99.0.2:9") and device.timed_out + device.unreachable == 1
        assert await engine.device_statistics("127.99.0.1:9") == device
        assert await engine.device_statistics("127.99.0.3") is None


def test_a_big_walk_crosses_at_once(tmp_path: Path) -> None:
    lines = (f".1.3.6.1.2.1.17.4.3.1.2.0.0.0.0.{at // 256}.{at % 256} = INTEGER: {at % 48}\n" for at in range(50_000))
    (tmp_path / "big.snmpwalk").write_text("".join(lines))
    session = nw.Session.recorded(tmp_path / "big.snmpwalk")
    walked = session.walk_blocking("1.3.6.1.2.1.17.4.3.1.2")
    started = time.perf_counter()
    assert len(walked.varbinds) == 50_000 and walked.varbinds is walked.varbinds
    assert time.perf_counter() - started < 2
    assert _native.live_tasks() == 0
