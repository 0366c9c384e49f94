"""Engines and discovery: what touches the network."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, TypedDict

from . import _native
from ._native import Community, DeviceStatistics, EngineStatistics, Progress, Site, UsmUser
from .poll import Poll, PollBatch, PollOptions, _plan
from .record import Recording, RecordOptions, _record_plan
from .session import CollectOptions, Session, SessionOptions

if TYPE_CHECKING:
    from typing_extensions import Self, Unpack

__all__ = ["Community", "DiscoverOptions", "Engine", "EngineOptions", "UsmUser", "discover"]


class EngineOptions(TypedDict, total=False):
    """How an engine works. The defaults suit a network of thousands of devices."""

    receive_buffer: int
    """The receive buffer to ask for, in bytes; 4 MiB. What the system grants decides how many requests are under way at once."""
    per_device: int
    """How many requests one device gets at a time; 1, as many agents answer one after the other."""
    rate: int
    """The most datagrams that a driver sends in a second, repeated ones included; no limit."""
    timeout_ms: int
    """How long the first attempt waits for an answer; 1000. Each further one waits twice as long. Once a device has answered,
    its own pace replaces it, within 250 and 5000."""
    retries: int
    """How often a request is sent again; 2."""
    dead_after: int
    """After how many requests in a row without an answer a device counts as dead, and is asked once only; 2. 0 means never."""
    any_source: bool
    """Accepts answers from another address than the one that was asked; false."""
    bind: str
    """The local address to send from; any. It excludes the other address family."""
    drivers: int
    """How many drivers share the work, each with sockets of its own; 1, which is enough for some 100,000 requests a second."""
    own_threads: bool
    """Gives each driver a thread of its own, to use as many processors; false: they share the two threads of the library."""


class DiscoverOptions(TypedDict, total=False):
    """Whom to ask, with which credentials, how fast."""

    credentials: Sequence[Community | UsmUser]
    """Tried in this order; the one that a device answers to is used for all of it. The community `public` in v2c."""
    port: int
    """The UDP port to ask; 161."""
    concurrency: int
    """How many addresses are asked at a time; 1,024."""
    rate: int
    """The most datagrams that are sent in a second, repeated ones included; 2,000."""
    timeout_ms: int
    """How long the first attempt waits for an answer; 1000. Each further one waits twice as long."""
    retries: int
    """How often a request is sent again; once to find out whether somebody is there, twice for all that follows."""
    deadline_ms: int
    """The longest that the whole may take; no limit. The result is then what was found, marked as cancelled."""
    follow_neighbors: str
    """Also visits the neighbors of the devices found, as long as they are among these ranges; none."""
    only_interfaces: bool
    """Reads the `system` group and the interfaces with their counters, and nothing else: what rates need; False."""
    collect: CollectOptions
    """What the visit to one device may cost."""


class Engine:
    """Asks any number of agents over shared sockets. Nothing is global: two engines can live side by side.

    ``async with`` and ``with`` close it at the end.
    """

    __slots__ = ("_native",)

    def __init__(self, **options: Unpack[EngineOptions]) -> None:
        self._native = _native.Engine(**options)

    def session(
        self, address: str, credential: Community | UsmUser | None = None, **options: Unpack[SessionOptions]
    ) -> Session:
        """A session with the agent at `address`: `10.0.0.7`, `10.0.0.7:1161`, `[2001:db8::7]:1161`.

        Without `credential` it is the community `public` in v2c. Nothing is sent until something is asked. The sockets
        stay open as long as there is a session.

        Raises `InvalidError` where `address` is none.
        """
        return Session(self._native.session(address, credential or Community("public"), **options))

    async def discover(
        self,
        ranges: str | Iterable[str] | Site,
        *,
        on_progress: Callable[[Progress], object] | None = None,
        **options: Unpack[DiscoverOptions],
    ) -> Site:
        """Searches `ranges` for devices and reads them.

        A range is `10.0.0.0/24`, `10.0.0.1-10.0.0.20`, `10.0.0.5-20`, an address or a host name. Of a site, its devices are
        visited again, at the addresses that they have there; port and credentials are to be said again, as a site holds no
        secrets. `on_progress` is called at most ten times a second, in the event loop. Cancelling the task ends the search.

        Raises `InvalidError` for a range that is none and `LimitError` for more than 1,048,576 addresses. What fails
        on the way is in the result.
        """
        return await self._native.discover(_search(ranges, options), _in_loop(on_progress))

    def discover_blocking(
        self,
        ranges: str | Iterable[str] | Site,
        *,
        on_progress: Callable[[Progress], object] | None = None,
        **options: Unpack[DiscoverOptions],
    ) -> Site:
        """The same without asyncio. Ctrl-C ends the search, and so does an exception from `on_progress`."""
        return self._native.discover_blocking(_search(ranges, options), on_progress)

    def poll(self, targets: Site | Iterable[str], **options: Unpack[PollOptions]) -> Poll:
        """Polls the devices of a site, or those at these addresses, again and again.

        Each cycle brings one `PollBatch`; a device that does not answer is named in it. Raises `InvalidError` for what
        makes no sense.
        """
        plan, credential = _plan(targets, options)
        return Poll(self._native.poll(plan, credential))

    async def poll_once(self, targets: Site | Iterable[str], **options: Unpack[PollOptions]) -> PollBatch:
        """Polls once, as fast as the engine can. Raises as `poll` does."""
        plan, credential = _plan(targets, options)
        return await self._native.poll_once(plan, credential)

    def poll_once_blocking(self, targets: Site | Iterable[str], **options: Unpack[PollOptions]) -> PollBatch:
        """`poll_once` without asyncio."""
        plan, credential = _plan(targets, options)
        return self._native.poll_once_blocking(plan, credential)

    def record(self, targets: Site | Iterable[str], **options: Unpack[RecordOptions]) -> Recording:
        """Measures the devices of a site, or those at these addresses, by a template, again and again: polls them, reads
        the names of their rows, and tells what each cycle came to.

        Raises `InvalidError` for what makes no sense, and `IoError` where the file of the last counters cannot be read.
        """
        plan, credential = _record_plan(targets, options)
        return Recording(self._native.record(plan, credential))

    def statistics(self) -> EngineStatistics:
        """What was sent and received so far, to and from all devices."""
        return self._native.statistics()

    async def device_statistics(self, address: str, *, port: int = 161) -> DeviceStatistics | None:
        """What was sent to the agent at `address` and received from it, and how fast that is; `None` where nothing is
        remembered of it.
        """
        return await self._native.device_statistics(address, port=port)

    async def all_device_statistics(self) -> tuple[DeviceStatistics, ...]:
        """The same of every device that is remembered, by address."""
        return await self._native.all_device_statistics()

    def close(self) -> None:
        """Closes the sockets once nothing is under way."""
        self._native.close()

    @property
    def closed(self) -> bool:
        """Whether the engine was closed."""
        return self._native.closed

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


def discover(
    ranges: str | Iterable[str] | Site,
    *,
    on_progress: Callable[[Progress], object] | None = None,
    **options: Unpack[DiscoverOptions],
) -> Site:
    """Searches `ranges` with an engine of its own, without asyncio. See `Engine.discover`."""
    with Engine() as engine:
        return engine.discover_blocking(ranges, on_progress=on_progress, **options)


def _search(ranges: str | Iterable[str] | Site, options: DiscoverOptions) -> _native.Search:
    targets = ranges if isinstance(ranges, (str, Site)) else ",".join(ranges)
    return _native.Search(targets, **options)


def _in_loop(callback: Callable[[Progress], object] | None) -> Callable[[Progress], object] | None:
    """`callback`, called in the event loop instead of a thread of the runtime."""
    if callback is None:
        return None
    loop = asyncio.get_running_loop()

    def call(progress: Progress) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(callback, progress)

    return call
