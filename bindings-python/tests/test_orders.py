"""Setting values, switching ports, names: over the network and in memory."""

import asyncio
from pathlib import Path

import netwarden as nw
import pytest
from netwarden import Names, SnmpValue, VarBind
from netwarden.errors import InvalidError, IoError, MalformedError, ProtectedError, RefusedError, UnconfirmedError
from test_runtime import settle

NAME = "1.3.6.1.2.1.1.5.0"
LOCATION = "1.3.6.1.2.1.1.6.0"
# How the server reaches the first of the two switches, as the world has it: port p2 leads to it.
FROM_THE_SERVER = {"reached_at": "10.20.1.1", "reached_from": "10.20.1.3"}


def text(name: str, value: "str | bytes") -> VarBind:
    return VarBind(name, SnmpValue("octet-string", value))


async def test_over_the_network_what_is_set_stays_set() -> None:
    with nw.sim.start("two-switches", write_community="private") as network:
        async with nw.Engine() as engine:
            address = network.range.replace(".0/24", ".1")
            session = engine.session(address, nw.Community("private"), port=network.port)
            reader = engine.session(address, port=network.port)
            given = [text(NAME, "Büro 4"), text(LOCATION, b"cellar")]
            assert await session.set(given) == tuple(given)
            assert await reader.get([NAME, LOCATION]) == tuple(given)
            assert await asyncio.to_thread(session.set_blocking, text(NAME, "s1")) == (text(NAME, "s1"),)
            with pytest.raises(RefusedError) as refused:
                await reader.set(text(NAME, "no"))
            assert (refused.value.status, refused.value.index) == ("noAccess", 1)
            assert (refused.value.variable, refused.value.meaning) == ("SNMPv2-MIB::sysName.0", "these credentials may not do that")
            report = await session.set_if_admin_status("p3", "down", reached_at="10.20.1.1", reached_from="10.20.1.3")
            assert (report.outcome, report.before.admin, report.if_index, report.wanted) == ("done", "up", 3, "down")
            assert report.after is not None and report.after.admin == "down" and report.path is not None
            assert [port.name for port in report.path.ports] == ["p2", "vlan1"] and not report.forced
            up = await asyncio.to_thread(session.set_if_admin_status_blocking, 3, "up")
            assert up.outcome == "done" and str(up).startswith(f"{session.target}: p3 (ifIndex 3) brought up")
            with pytest.raises(ProtectedError, match="is not among the addresses that it lists; force it"):
                await session.set_if_admin_status("p3", "down")
            assert (await session.set_if_admin_status("p3", "down", force=True)).forced
    await asyncio.to_thread(settle)


async def test_the_port_towards_whoever_asks_is_protected() -> None:
    session = nw.Session.simulated("two-switches", "s1", nw.Community("private"), write_community="private")
    with pytest.raises(ProtectedError) as protected:
        await session.set_if_admin_status("p2", "down", reached_at="10.20.1.1", reached_from="10.20.1.3")
    assert (protected.value.target, protected.value.what) == ("s1", "taking p2 (ifIndex 2) down")
    assert protected.value.reason.startswith("the device is reached through it: ")
    path = await session.management_path(**FROM_THE_SERVER)
    assert path == session.management_path_blocking(**FROM_THE_SERVER) and path.unknown is None
    with pytest.raises(InvalidError, match='"testing" is not a valid status to order: up or down is expected'):
        await session.set_if_admin_status("p3", "testing")  # type: ignore[arg-type]
    with pytest.raises(InvalidError, match='"s1" is not a valid reached_at: an IP address such as 10.0.0.7'):
        await session.set_if_admin_status("p3", "down", reached_at="s1")
    with pytest.raises(InvalidError, match="s1 has p1, p2, p3"):
        await session.set_if_admin_status("p77", "down", force=True)
    for index in (-1, 2**32):
        with pytest.raises(InvalidError, match=f'"{index}" is not a valid port: an ifIndex of 32 bits'):
            await session.set_if_admin_status(index, "down")


async def test_silence_may_have_been_done() -> None:
    async with nw.Engine() as engine:
        with nw.sim.start("two-switches", write_community="private") as network:
            address = network.range.replace(".0/24", ".1")
            session = engine.session(address, nw.Community("wrong"), port=network.port, timeout_ms=50, retries=0)
            with pytest.raises(UnconfirmedError, match="read it back") as unconfirmed:
                await session.set([text(NAME, "a"), text(LOCATION, "b")])
            assert unconfirmed.value.what == "setting SNMPv2-MIB::sysName.0 and 1 more"
            assert unconfirmed.value.reason.endswith(" ms (1 attempt)")


async def test_every_type_can_be_set_and_a_value_out_of_range_is_never_sent() -> None:
    ranges = {
        "integer": (-(2**31), 2**31 - 1, "a number from -2147483648 to 2147483647"),
        "counter32": (0, 2**32 - 1, "a number from 0 to 4294967295"),
        "gauge32": (0, 2**32 - 1, "a number from 0 to 4294967295"),
        "time-ticks": (0, 2**32 - 1, "a number from 0 to 4294967295"),
        "counter64": (0, 2**64 - 1, "a number from 0 to 18446744073709551615"),
    }
    for type_, (least, most, expected) in ranges.items():
        for value in (least, most):
            assert SnmpValue(type_, value).value == value  # type: ignore[arg-type]
        for value in (least - 1, most + 1, 0.5, "1"):
            with pytest.raises(InvalidError) as wrong:
                SnmpValue(type_, value)  # type: ignore[arg-type]
            assert (wrong.value.given, wrong.value.expected) == (str(value), expected)
    for type_, value in (("octet-string", b"\xff"), ("opaque", b""), ("object-id", "1.3.6"), ("ip-address", "10.0.0.7")):
        assert SnmpValue(type_, value).value == value  # type: ignore[arg-type]
    for type_, value in (("ip-address", "10.0.0.256"), ("object-id", "1.3.4294967296"), ("object-id", 5), ("octet-string", 5)):
        with pytest.raises(InvalidError):
            SnmpValue(type_, value)  # type: ignore[arg-type]
    async with nw.Engine() as engine:
        session = engine.session("127.0.0.1:9")
        for values in ([], [VarBind(NAME, SnmpValue("null"))], [text(NAME, b"x" * 65_536)]):
            with pytest.raises(InvalidError):
                await session.set(values)
        old = engine.session("127.0.0.1:9", nw.Community("private", version="1"))
        with pytest.raises(InvalidError, match="Counter64"):
            await old.set(VarBind(NAME, SnmpValue("counter64", 1)))
        assert engine.statistics().sent == 0


MODULE = """ACME-MIB DEFINITIONS ::= BEGIN
IMPORTS enterprises FROM SNMPv2-SMI;
acme OBJECT IDENTIFIER ::= { enterprises 99999 }
END
"""


def test_names_of_the_users_files(tmp_path: Path) -> None:
    (tmp_path / "acme.mib").write_text(MODULE)
    (tmp_path / "README").write_text("Modules of Acme.")
    names, untouched = Names(), Names()
    report = names.load(tmp_path, nw.MibFile("old.mib", MODULE.replace("cme", "ncient").replace("ACME", "OLD").replace("99999", "99998")))
    assert (report.modules, report.objects, report.faults) == (("ACME-MIB", "OLD-MIB"), 2, ())
    assert names.lookup("acme.1") == "1.3.6.1.4.1.99999.1" and "ACME-MIB" in names.modules
    assert len(names) == len(untouched) + 2
    with pytest.raises(InvalidError):
        untouched.lookup("acme.1")
    with pytest.raises(IoError, match="none.mib"):
        names.load(str(tmp_path / "none.mib"))
    with pytest.raises(MalformedError, match="README is malformed at line 1"):
        names.load(tmp_path / "README")
    assert (nw.MibFile("a", "b").name, nw.MibFile("a", b"b").text) == ("a", b"b")
    assert repr(Names()) == f"<Names {len(untouched)} objects>"
