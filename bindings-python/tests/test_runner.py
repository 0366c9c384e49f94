"""Checks by their intervals, and checks and notifiers that a program in Python brings."""

import asyncio
import socket
import threading

import netwarden as nw
import pytest
from netwarden import check
from netwarden.custom import Answer, Notice


def listener() -> socket.socket:
    """A port that takes connections."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                listening.accept()[0].close()
            except OSError:
                return

    threading.Thread(target=serve, daemon=True).start()
    return listening


def test_checks_run_by_their_intervals_and_on_demand() -> None:
    with listener() as listening:
        runner = nw.Runner(concurrency=4, seed=7)
        runner.add("port", check.tcp(f"127.0.0.1:{listening.getsockname()[1]}"), 100)
        runner.add("late", check.tcp("127.0.0.1:1"), 3_600_000)
        with pytest.raises(nw.errors.InvalidError):
            runner.add("port", check.tcp("127.0.0.1:1"), 100)
        assert runner.run_now("late") and not runner.run_now("nobody")
        seen: dict[str, list[nw.Ran]] = {"port": [], "late": []}
        for ran in runner:
            seen[ran.name].append(ran)
            if len(seen["port"]) >= 3 and seen["late"]:
                break
        assert all(ran.result.status == "ok" and ran.occasion == "cycle" for ran in seen["port"])
        assert (seen["late"][0].occasion, seen["late"][0].result.cause.code) == ("demand", "refused")
        assert runner.statistics().done >= 4
        while runner.next_blocking() is not None:
            pass


def test_asyncio_reads_too_and_cancelling_loses_nothing() -> None:
    async def main() -> None:
        with nw.Runner() as runner:
            runner.add("late", check.tcp("127.0.0.1:1"), 3_600_000)
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(runner.next(), 0.05)
            assert runner.disable("late") and runner.run_now("late")
            (ran,) = await runner.next_batch()
            assert ran.name == "late"
            assert runner.retry_in("late", 1) in (True, False) and runner.remove("late") and not runner.enable("late")

    asyncio.run(main())


def door() -> nw.Registry:
    registry = nw.Registry()
    fields = [
        {"id": "door", "kind": "choice", "options": ["front", "back"], "required": True},
        {"id": "key", "kind": "secret"},
    ]

    @registry.check("door", title="Door", fields=fields)
    async def ask_door(ask: nw.custom.Ask) -> Answer:
        await asyncio.sleep(0)
        assert "hunter2" not in repr(ask)
        if ask.input["door"] == "back":
            raise ValueError("there is no back door")
        return Answer("warning", f"open, {ask.input.get('key')}", perfdata="open=180s;60", facts={"colour": "red"})

    return registry


def test_a_check_of_ones_own() -> None:
    registry = door()
    spec = check.custom("door", target="house", input={"door": "front", "key": {"secret": "house"}})
    result = spec.run_blocking(registry=registry, secrets={"house": "hunter2"})
    assert str(result) == "WARNING house says that it is not well: open, hunter2"
    assert [fact.value for fact in result.facts] == ["red"] and str(result.perfdata[0]).startswith("open=180s;60")
    failed = check.custom("door", input={"door": "back"}).run_blocking(registry=registry)
    assert failed.status == "unknown" and "there is no back door" in str(failed)
    with pytest.raises(nw.errors.InvalidError, match="front, back"):
        check.custom("door", input={"door": "cellar"}).run_blocking(registry=registry)
    (registered,) = registry.checks()
    assert (registered.title, registered.fields[0].kind, registered.enabled) == ("Door", "choice", True)
    assert registry.check_schema("door")["required"] == ["door"]
    assert registry.enable_check("door", False)
    assert "disabled" in str(spec.run_blocking(registry=registry))
    assert registry.remove_check("door") and not registry.remove_check("door")


def test_a_check_of_ones_own_runs_by_its_interval() -> None:
    runner = nw.Runner(probe={"registry": door()})
    runner.add("house", check.custom("door", input={"door": "front"}), 50)
    assert next(iter(runner)).result.status == "warning"


def test_a_check_that_answers_something_else_is_unknown() -> None:
    registry = nw.Registry()
    registry.add_check("odd", lambda ask: "fine")  # type: ignore[arg-type, return-value]
    result = check.custom("odd").run_blocking(registry=registry)
    assert result.status == "unknown" and "answered str" in str(result)


def test_a_notifier_of_ones_own() -> None:
    registry, told = nw.Registry(), []

    @registry.notifier("mailbox", fields=[{"id": "to", "required": True}])
    def mailbox(ask: nw.custom.Ask, notice: Notice) -> None:
        if ask.input["to"] == "nobody":
            raise LookupError("nobody is there")
        told.append((ask.input["to"], notice.title))

    notice = Notice("CRITICAL shop")
    assert registry.notify_blocking("mailbox", notice, input={"to": "anna"}).failure is None
    assert asyncio.run(_notify(registry, notice)) == "nobody is there"
    assert told == [("anna", "CRITICAL shop")]
    with pytest.raises(nw.errors.InvalidError, match="mailbox"):
        registry.notify_blocking("pigeon", notice)
    assert registry.notifier_schema("mailbox")["required"] == ["to"] and registry.notifier_schema("pigeon") is None
    assert registry.enable_notifier("mailbox", False) and not registry.notifiers()[0].enabled
    assert registry.remove_notifier("mailbox")


async def _notify(registry: nw.Registry, notice: Notice) -> "str | None":
    return (await registry.notify("mailbox", notice, input={"to": "nobody"})).failure
