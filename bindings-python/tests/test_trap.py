"""Traps: listening, waiting, closing, and which cable it was."""

import asyncio
import json
import socket

import netwarden as nw
import pytest
from conftest import ROOT

CASES = json.loads((ROOT / "tests/vectors/notifications.json").read_text())["cases"]
LINK_DOWN = bytes.fromhex(next(case for case in CASES if case["name"].startswith("RFC 2863"))["input"]["datagram"])


def send(listener: nw.TrapListener, datagram: bytes) -> None:
    host, port = listener.addresses[0].rsplit(":", 1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as device:
        device.sendto(datagram, (host, int(port)))


def test_traps_come_in_async_for_and_close_ends_it() -> None:
    async def main() -> list[str]:
        async with nw.TrapListener(listen="127.0.0.1:0") as listener:
            send(listener, LINK_DOWN)
            send(listener, LINK_DOWN)
            found = []
            async for notification in listener:
                found.append(str(notification))
                if len(found) == 2:
                    waiting = asyncio.create_task(listener.next())
                    await asyncio.sleep(0.05)
                    listener.close()
                    assert await waiting is None
            assert listener.closed
            return found

    assert asyncio.run(main()) == ["linkDown of Gi1/0/3 from 127.0.0.1"] * 2


def test_blocking_statistics_and_denials() -> None:
    with nw.TrapListener(listen=["127.0.0.1:0"], communities=["secret"]) as listener:
        send(listener, LINK_DOWN)
        send(listener, LINK_DOWN.replace(b"public", b"secret"))
        notification = listener.next_blocking()
        assert notification is not None
        assert notification.kind.kind == "link-down" and notification.kind.interface == 3
        assert notification.protection == "none" and notification.version == "v2c"
        statistics = listener.statistics()
        assert (statistics.received, statistics.accepted, statistics.denied_community) == (2, 1, 1)


def test_changes_are_joined_and_wait_for_quiet() -> None:
    with nw.TrapListener(listen="127.0.0.1:0") as listener:
        send(listener, LINK_DOWN)
        send(listener, LINK_DOWN)
        changes = listener.next_changes_blocking(100)
        assert changes is not None
        assert (len(changes.notifications), changes.senders, changes.links) == (2, ("127.0.0.1",), ())


def test_what_is_wrong_is_said() -> None:
    with pytest.raises(nw.errors.InvalidError, match="not a valid listening address"):
        nw.TrapListener(listen="nowhere")
    with nw.TrapListener(listen="127.0.0.1:0") as listener, pytest.raises(nw.errors.IoError, match="another program"):
        nw.TrapListener(listen=listener.addresses[0])
