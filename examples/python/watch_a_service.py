"""Watches a service by intervals, with a check and a notifier of one's own."""

import socket

import netwarden as nw
from netwarden import check
from netwarden.custom import Answer, Ask, Notice

registry = nw.Registry()


@registry.check("door", title="Door", fields=[{"id": "minutes", "kind": "integer", "title": "Minutes it may stand open", "required": True}])
def door(ask: Ask) -> Answer:
    open_for = 7
    too_long = open_for > ask.input["minutes"]
    return Answer("warning" if too_long else "ok", f"open since {open_for} min", perfdata=f"open={open_for * 60}s")


@registry.notifier("terminal")
def terminal(ask: Ask, notice: Notice) -> None:
    print(f"  told: {notice.title}")


with socket.create_server(("127.0.0.1", 0)) as server:
    runner = nw.Runner(concurrency=16, probe={"registry": registry})
    runner.add("port", check.tcp(f"127.0.0.1:{server.getsockname()[1]}"), every_ms=200)
    runner.add("house", check.custom("door", target="front door", input={"minutes": 5}), every_ms=200)
    seen = set()
    for ran in runner:
        print(f"{ran.name}: {ran.result}")
        if ran.result.status != "ok":
            registry.notify_blocking("terminal", Notice(str(ran.result)))
            runner.retry_in(ran.name, 50)  # do not wait for the interval to be sure
        seen.add(ran.name)
        if seen == {"port", "house"}:
            break
    print(f"{runner.statistics().done} attempts")
