"""From a range to a map, on a simulated network."""

import asyncio
import gc
import json
import threading
import time
from collections.abc import Callable
from pathlib import Path

import netwarden as nw
import pytest
from netwarden import _native


def cables(links: "list[tuple[str, str]]") -> "set[tuple[str, ...]]":
    return {tuple(sorted(link)) for link in links}


def test_the_map_of_the_campus_is_the_true_one(campus: nw.SimulatedNetwork, site: nw.Site) -> None:
    truth = json.loads(campus.truth_json())
    polled = {device["name"] for device in truth["devices"] if device["agent"]}
    assert {device.name for device in site.devices} == polled
    between = {(link["a"]["device"], link["b"]["device"]) for link in truth["links"]}
    true = cables([pair for pair in between if set(pair) <= polled])
    topology = site.topology()
    found = cables([(link.a.device, link.b.device) for link in topology.links])
    assert true <= found


def test_views_are_made_once_and_typed(site: nw.Site) -> None:
    topology = site.topology()
    assert topology.links is topology.links
    assert topology == site.topology()
    link = topology.links[0]
    assert link.strength in ("confirmed", "claimed", "inferred", "guessed")
    assert isinstance(link.because, tuple) and isinstance(link.because[0], nw.Reason)
    assert "──" in str(link) and str(link) in repr(link)
    with pytest.raises(AttributeError):
        link.id = "other"  # type: ignore[misc]
    device = site.devices[0]
    assert device.polled_at.tzinfo is not None
    assert device.interfaces[0].counters.in_octets_64 is not None
    del topology, site
    gc.collect()
    assert link.a.device


def test_why_a_link_is_there(site: nw.Site) -> None:
    topology = site.topology()
    link = topology.links[0]
    why = topology.explain(link.a.device, link.b.device)
    assert why is not None and why.because and "because" in str(why)
    assert topology.explain("nobody", "nowhere") is None


def test_evidence_can_be_hidden(site: nw.Site) -> None:
    default = site.topology()
    hidden = site.topology(hide=["lldp", "cdp"])
    sources = {reason.source for link in hidden.links for reason in link.because}
    assert sources and not sources & {"lldp", "cdp"}
    assert site.topology(strategy="stp-segments").strategy == "stp-segments"
    assert default.strategy == "default"
    with pytest.raises(nw.errors.InvalidError, match="one of"):
        site.topology(hide=["gossip"])  # type: ignore[list-item]


def test_what_was_written_is_read_back(site: nw.Site, tmp_path: Path) -> None:
    topology = site.topology()
    assert nw.Topology.from_json(topology.to_json()) == topology
    assert nw.Site.from_json(site.to_json()).devices == site.devices
    for ending in ("html", "svg", "png", "json", "mmd", "dot", "graphml", "csv"):
        topology.save(tmp_path / f"map.{ending}")
    assert (tmp_path / "map.mmd").read_text() == topology.to_mermaid()
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(nw.errors.InvalidError, match=r"\.png"):
        topology.save(tmp_path / "map.jpeg")
    assert (tmp_path / "map.svg").read_text() == topology.to_svg() == topology._repr_svg_()  # type: ignore[attr-defined]
    assert topology.links_csv().count("\r\n") == 1 + len(topology.links)
    with pytest.raises(nw.errors.MalformedError) as wrong:
        nw.Topology.from_json("{")
    assert wrong.value.offset.startswith("line 1")


def test_what_takes_long_lets_other_threads_run() -> None:
    site = nw.sim.generate(shape="tree", switches=150, hosts_per_switch=4, in_band=True).site()
    turns, done = 0, threading.Event()

    def count() -> None:
        nonlocal turns
        while not done.wait(0.001):
            turns += 1

    other = threading.Thread(target=count)
    other.start()
    topology = site.topology()
    works: list[Callable[[], object]] = [site.topology, topology.to_html, site.to_json, lambda: nw.LiveTopology().update(site)]
    for work in works:
        before = turns
        work()
        # One turn comes even where the lock is held all the time: as the call returns.
        assert turns > before + 2, work
    done.set()
    other.join()


def test_recordings_make_a_site(tmp_path: Path) -> None:
    (tmp_path / "s1.snmpwalk").write_text(
        '.1.3.6.1.2.1.1.5.0 = STRING: "s1"\n.1.3.6.1.2.1.2.2.1.2.1 = STRING: "eth0"\n.1.3.6.1.2.1.2.2.1.1.1 = INTEGER: 1\n'
    )
    site = nw.Site.from_recordings(tmp_path)
    assert [device.id for device in site.devices] == ["s1"]
    assert [interface.name for interface in site.devices[0].interfaces] == ["eth0"]
    with pytest.raises(nw.errors.IoError):
        nw.Site.from_recordings(tmp_path / "missing")


async def test_a_site_is_visited_again(campus: nw.SimulatedNetwork, site: nw.Site) -> None:
    async with nw.Engine() as engine:
        limits = nw.session.CollectOptions(rows=100_000, vlans=0)
        later = await engine.discover(site, port=campus.port, only_interfaces=True, collect=limits)
        assert [device.id for device in later.devices] == [device.id for device in site.devices]
        assert later.asked == len(site.devices) and all(device.lldp is None for device in later.devices)
        session = engine.session(f"{site.devices[0].address}:{campus.port}")
        device = await session.collect()
        assert (device.id, device.name) == (site.devices[0].id, site.devices[0].name)
        with pytest.raises(TypeError, match="none of rows"):
            await session.collect(colour=1)  # type: ignore[call-arg]
    assert nw.Topology.infer([device]).nodes


def test_rates_between_two_visits(campus: nw.SimulatedNetwork, site: nw.Site) -> None:
    time.sleep(1.1)
    later = nw.discover(campus.range, port=campus.port)
    rates = {each.device: each.ports for each in later.rates_since(site)}
    assert set(rates) == {device.id for device in site.devices}
    known = [port.rate.in_bps for ports in rates.values() for port in ports if isinstance(port.rate.in_bps, float)]
    assert known and all(bps >= 0 for bps in known)


async def test_discovery_tells_how_far_it_is(campus: nw.SimulatedNetwork) -> None:
    told: list[nw.Progress] = []
    threads: set[int] = set()

    def on_progress(progress: nw.Progress) -> None:
        told.append(progress)
        threads.add(threading.get_ident())

    async with nw.Engine() as engine:
        site = await engine.discover([campus.range], port=campus.port, on_progress=on_progress)
        assert len(site.devices) == told[-1].found and told[-1].done == told[-1].total
        assert threads == {threading.get_ident()}
    assert engine.closed
    with pytest.raises(nw.errors.InvalidError, match="open"):
        await engine.discover("127.0.0.1")


async def test_cancelling_a_discovery_drops_the_work() -> None:
    async with nw.Engine() as engine:
        # Nobody answers at these addresses, so that it would take long.
        task = asyncio.create_task(engine.discover("127.99.0.0/16", port=9, rate=10))
        await asyncio.sleep(0.2)
        assert _native.live_tasks() == 1
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        for _ in range(500):
            if _native.live_tasks() == 0:
                break
            await asyncio.sleep(0.01)
        assert _native.live_tasks() == 0


def test_an_exception_from_the_callback_ends_a_blocking_search(campus: nw.SimulatedNetwork) -> None:
    def on_progress(progress: nw.Progress) -> None:
        raise KeyError("enough")

    with pytest.raises(KeyError, match="enough"):
        nw.discover("127.99.0.0/16", port=9, rate=10, on_progress=on_progress)


def test_a_wrong_range_says_what_would_be_right() -> None:
    with pytest.raises(nw.errors.InvalidError) as wrong:
        nw.discover("10.0.0.0/99")
    assert str(wrong.value) == '"10.0.0.0/99" is not a range: the prefix of an IPv4 network is 0 to 32'
    assert (wrong.value.code, wrong.value.argument) == ("invalid", "range")
    with pytest.raises(nw.errors.InvalidError, match="campus"):
        nw.sim.start("atlantis")


def test_secrets_do_not_show() -> None:
    assert "hush" not in repr(nw.Community("hush"))


async def test_checks_run(campus: nw.SimulatedNetwork) -> None:
    server = await asyncio.start_server(lambda _, writer: writer.write(b"220 ready\r\n"), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    result = await nw.check.tcp(f"127.0.0.1:{port}", expect="220 ").run()
    assert result.status == "ok" and result.timing.total_ms > 0 and result.cause is None
    wrong = await nw.check.tcp(f"127.0.0.1:{port}", expect="hello", timeout_ms=300).run()
    assert wrong.status == "critical" and wrong.cause is not None
    server.close()
    await server.wait_closed()
    refused = await asyncio.to_thread(nw.check.http(f"http://127.0.0.1:{port}/").run_blocking)
    assert refused.cause is not None and refused.cause.code == "refused"
    assert str(refused).startswith("CRITICAL") and " | " in refused.plugin_output
    ping = await nw.check.icmp("127.0.0.1", count=1).run()
    assert ping.status in ("ok", "unknown")


def test_a_wrong_check_names_the_option() -> None:
    with pytest.raises(nw.errors.InvalidError) as wrong:
        nw.check.icmp("127.0.0.1", count=0)
    assert wrong.value.argument == "count"
    with pytest.raises(nw.errors.InvalidError, match="colour"):
        nw.check.http("http://localhost/", colour="red")  # type: ignore[call-arg]
