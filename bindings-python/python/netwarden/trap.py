"""Traps and informs: what devices say unasked."""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType
from typing import TYPE_CHECKING

from . import _native
from ._native import Changes, Notification, Topology, TrapStatistics, UsmUser
from ._native import read_notification as read

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["TrapListener", "read"]


class TrapListener:
    """Receives the traps and informs of devices: SNMPv1, v2c and v3, over IPv4 and IPv6.

    Informs are acknowledged at once. Nothing that arrives ends it: what is malformed, denied or too much is counted.
    ``async for`` and ``for`` bring the notifications; ``async with`` and ``with`` close it at the end.

    `listen` are addresses and ports; without any, it is port 162, which needs privilege. `communities` are those that
    are accepted; `public` without any and without users. `users` are those of SNMPv3 that are accepted, from any engine, at
    exactly the level that their passwords give. `engine_id` is the `snmpEngineID` by which informs of v3 address the
    listener, and `engine_boots` how often it was started with it: to be stored, and one more at each start; without it, each
    start has an id of its own, which senders find out by themselves. `allow` are networks, ranges and addresses that may send; all without any.
    `queue` is how many notifications wait, 10,000; when there are as many, what comes is not taken. `rate` is how many
    datagrams a second, and how many at once, one sender may send; 100 and 1,000. `inform_window_ms` is how long an
    inform is known again; 60,000.

    Raises `InvalidError` for an option that is wrong and `IoError` where a socket cannot be opened.
    """

    __slots__ = ("_native",)

    def __init__(
        self,
        *,
        listen: str | Iterable[str] = (),
        communities: Iterable[str] = (),
        any_community: bool = False,
        users: Iterable[UsmUser] = (),
        engine_id: bytes | None = None,
        engine_boots: int = 1,
        allow: str | Iterable[str] = (),
        queue: int | None = None,
        rate: tuple[int, int] | None = None,
        inform_window_ms: int | None = None,
    ) -> None:
        self._native = _native.TrapListener(
            listen=_list(listen),
            communities=list(communities),
            any_community=any_community,
            users=list(users),
            engine_id=engine_id,
            engine_boots=engine_boots,
            allow=_list(allow),
            queue=queue,
            rate=rate,
            inform_window_ms=inform_window_ms,
        )

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where it listens."""
        return tuple(self._native.addresses)

    @property
    def engine_id(self) -> bytes | None:
        """The `snmpEngineID` by which informs of v3 address it; `None` without users."""
        return self._native.engine_id

    def statistics(self) -> TrapStatistics:
        """What was received, and what became of it."""
        return self._native.statistics()

    async def next(self) -> Notification | None:
        """The next notification, in the order of arrival; `None` once the listener was closed."""
        return await self._native.next()

    def next_blocking(self) -> Notification | None:
        """The same without asyncio. Ctrl-C ends the waiting."""
        return self._native.next_blocking()

    async def next_changes(self, quiet_ms: int = 2000, *, topology: Topology | None = None) -> Changes | None:
        """Waits for a notification, and then until none came for `quiet_ms`, or for ten times as long at most.

        One cut cable is told by several devices. With `topology` the result names the cables. `None` once the listener
        was closed.
        """
        return await self._native.next_changes(quiet_ms, topology)

    def next_changes_blocking(self, quiet_ms: int = 2000, *, topology: Topology | None = None) -> Changes | None:
        """The same without asyncio. Ctrl-C ends the waiting."""
        return self._native.next_changes_blocking(quiet_ms, topology)

    def close(self) -> None:
        """Closes the sockets; who waits gets `None`."""
        self._native.close()

    @property
    def closed(self) -> bool:
        """Whether the listener was closed."""
        return self._native.closed

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Notification:
        notification = await self.next()
        if notification is None:
            raise StopAsyncIteration
        return notification

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Notification:
        notification = self.next_blocking()
        if notification is None:
            raise StopIteration
        return notification

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _list(given: str | Iterable[str]) -> list[str]:
    return [given] if isinstance(given, str) else list(given)
