"""Asking one agent: over the network, out of a recording, or in memory."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal, TypedDict, TypeVar, overload

from . import _native
from ._native import (
    Community,
    DeviceSnapshot,
    ManagementPath,
    OrderReport,
    VarBind,
    VarBindFault,
    WalkedColumn,
    World,
)
from ._words import AdminStatus
from .mib import TableRead, _name, _shown

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = ["CollectOptions", "OrderOptions", "Session", "SessionOptions", "VarBindFault", "WalkOptions", "WalkedColumn"]

Row = TypeVar("Row")


class SessionOptions(TypedDict, total=False):
    """How to ask an agent over the network."""

    port: int
    """The UDP port, where the address has none; 161."""
    timeout_ms: int
    """How long the first attempt waits for an answer; 1000. Each further one waits twice as long."""
    retries: int
    """How often a request is sent again; 2."""


class WalkOptions(TypedDict, total=False):
    """What a walk may cost. Every limit protects against what an agent controls."""

    rows: int
    """The walk stops as soon as it has read more variables than this; 500,000."""
    bytes: int
    """The walk stops as soon as its variables take more octets of memory than this; 256 MiB."""
    time_ms: int
    """The walk stops after this time; 300,000."""
    repetitions: int
    """The largest max-repetitions to ask for, 1 to 127; 127."""
    stepping: Literal["bulk", "next"]
    """How to ask; `bulk`, which falls back to `next` where the agent is bad at it."""


class CollectOptions(TypedDict, total=False):
    """What the visit to one device may cost. The limits protect against what an agent controls; a table that reaches one is
    marked incomplete, with the reason.
    """

    rows: int
    """The most variables of one walk; 500,000. A large table has a walk for itself, the small ones share one."""
    bytes: int
    """The most octets of memory that the variables of one walk may take; 256 MiB."""
    time_ms: int
    """The longest that the visit may take; 300,000."""
    vlans: int
    """The most VLANs in whose context the bridge tables of a Cisco switch are asked for; 256."""


class OrderOptions(TypedDict, total=False):
    """How an order is given. The defaults do no harm."""

    force: bool
    """Gives the order even where it may cut the device off; False."""
    timeout_ms: int
    """How long to look whether the port is as ordered; 5000. Reading takes its own time besides."""
    wait_oper: bool
    """Whether to wait as long until `ifOperStatus` follows; False: a port without a cable never comes up."""
    reached_at: str
    """The device's own address by which it is reached, where that is not the one that the session asks: behind address
    translation, or in a recording's or a simulation's place.
    """
    reached_from: str
    """The address from which the device is reached, as it sees it; by default this machine's address towards it."""


class Session:
    """One agent and the right to ask it. Made by `Engine.session`, `Session.recorded` or `Session.simulated`.

    Names are object identifiers. Cancelling the task of a call ends it. The methods that end in ``_blocking`` do the
    same without asyncio; Ctrl-C ends them.

        >>> import netwarden as nw
        >>> session = nw.Session.simulated("two-switches", "s1")
        >>> print(session.get_blocking("1.3.6.1.2.1.1.5.0")[0])
        1.3.6.1.2.1.1.5.0 = s1
    """

    __slots__ = ("_native",)

    def __init__(self, native: _native.Session) -> None:
        self._native = native

    @classmethod
    def recorded(cls, path: str | PathLike[str], device: str | None = None) -> Session:
        """Answers as the agent did that a file, or a folder of several, recorded; `device` names one of several."""
        return cls(_native.Session.recorded(path, device))

    @classmethod
    def of_variables(cls, name: str, variables: Iterable[VarBind]) -> Session:
        """Answers as an agent of that name with these variables, in any order, such as those of `World.recording`."""
        return cls(_native.Session.of_variables(name, list(variables)))

    @classmethod
    def simulated(
        cls, network: str | World, device: str, credential: Community | None = None, *, write_community: str | None = None
    ) -> Session:
        """Asks a device of a network of the gallery (`sim.names()`), or of a world, directly, without sockets.

        Without `credential` it is the community `public` in v2c. What is silence on a network is `TimedOutError` at
        once. The device takes orders in the community `write_community`.
        """
        native = _native.Session.simulated(network, device, credential or Community("public"), write_community)
        return cls(native)

    @property
    def target(self) -> str:
        """What the agent is called in messages: its address, or its name."""
        return self._native.target

    async def get(self, names: str | Iterable[str]) -> tuple[VarBind, ...]:
        """Gets these variables, in this order; one that the agent does not have comes with an exception as its value.

        Raises `RefusedError` where the agent refuses, `TimedOutError`, `UnreachableError` or `MalformedError` where
        there is no answer.
        """
        return await self._native.get(_names(names))

    def get_blocking(self, names: str | Iterable[str]) -> tuple[VarBind, ...]:
        """`get` without asyncio."""
        return self._native.get_blocking(_names(names))

    async def get_next(self, names: str | Iterable[str]) -> tuple[VarBind, ...]:
        """Gets the variable that follows each of these. Raises as `get` does."""
        return await self._native.get_next(_names(names))

    def get_next_blocking(self, names: str | Iterable[str]) -> tuple[VarBind, ...]:
        """`get_next` without asyncio."""
        return self._native.get_next_blocking(_names(names))

    async def set(self, variables: VarBind | Iterable[VarBind]) -> tuple[VarBind, ...]:
        """Sets these variables, all or none, and returns them as the agent confirms them.

        A request that is not answered is sent again, and the agent may carry it out once more. That is harmless for a
        value that says what shall be; for one that does something each time take a session with `retries=0`.

        Raises:
            RefusedError: with the status and the variable; nothing was set.
            UnconfirmedError: no readable answer came. It may have been set: read it back.
            InvalidError: before anything is sent, where there is nothing to set or a value is none.
        """
        return await self._native.set(_variables(variables))

    def set_blocking(self, variables: VarBind | Iterable[VarBind]) -> tuple[VarBind, ...]:
        """`set` without asyncio."""
        return self._native.set_blocking(_variables(variables))

    async def set_if_admin_status(
        self, port: int | str, status: AdminStatus, **options: Unpack[OrderOptions]
    ) -> OrderReport:
        """Brings a port up or takes it down, and looks whether it is so then. `port` is its `ifIndex` or its name.

        A port is not taken down where the device is reached through it, or where that cannot be told, unless `force`
        says so. An order that was given but is not seen done is no error: the report's `outcome` says so.

        Raises:
            ProtectedError: it may cut the device off; nothing was ordered.
            InvalidError: there is no such port, or several.
            RefusedError, UnconfirmedError: as `set` does; and as `get` does where the device does not answer before.
        """
        options_ = _native.OrderOptions(**options)
        return await _native.set_if_admin_status(self._native, port, status, options_)

    def set_if_admin_status_blocking(
        self, port: int | str, status: AdminStatus, **options: Unpack[OrderOptions]
    ) -> OrderReport:
        """`set_if_admin_status` without asyncio."""
        return _native.set_if_admin_status_blocking(self._native, port, status, _native.OrderOptions(**options))

    async def management_path(
        self, *, reached_at: str | None = None, reached_from: str | None = None
    ) -> ManagementPath:
        """Through which ports the device is reached, as far as it shows that. Raises as `get` does."""
        options = _native.OrderOptions(reached_at=reached_at, reached_from=reached_from)
        return await _native.management_path(self._native, options)

    def management_path_blocking(
        self, *, reached_at: str | None = None, reached_from: str | None = None
    ) -> ManagementPath:
        """`management_path` without asyncio."""
        options = _native.OrderOptions(reached_at=reached_at, reached_from=reached_from)
        return _native.management_path_blocking(self._native, options)

    async def get_bulk(
        self, names: str | Iterable[str], *, non_repeaters: int = 0, max_repetitions: int = 10
    ) -> tuple[VarBind, ...]:
        """Gets the one variable that follows each of the first `non_repeaters` names, and up to `max_repetitions` that
        follow each of the others (RFC 3416 §4.2.3). In v1 it is `get_next`. Raises as `get` does.
        """
        return await self._native.get_bulk(_names(names), non_repeaters, max_repetitions)

    def get_bulk_blocking(
        self, names: str | Iterable[str], *, non_repeaters: int = 0, max_repetitions: int = 10
    ) -> tuple[VarBind, ...]:
        """`get_bulk` without asyncio."""
        return self._native.get_bulk_blocking(_names(names), non_repeaters, max_repetitions)

    async def walk(self, root: str, **limits: Unpack[WalkOptions]) -> WalkedColumn:
        """Reads everything below `root`; the result says whether that is all, and if not why. Raises as `get` does,
        where the agent answered nothing at all.
        """
        return (await self._native.walk_columns([root], _native.Limits(**limits)))[0]

    def walk_blocking(self, root: str, **limits: Unpack[WalkOptions]) -> WalkedColumn:
        """`walk` without asyncio."""
        return self._native.walk_columns_blocking([root], _native.Limits(**limits))[0]

    async def walk_columns(self, roots: Iterable[str], **limits: Unpack[WalkOptions]) -> tuple[WalkedColumn, ...]:
        """Reads everything below each root, side by side in the same requests. Raises as `walk` does."""
        return await self._native.walk_columns(_names(roots), _native.Limits(**limits))

    def walk_columns_blocking(self, roots: Iterable[str], **limits: Unpack[WalkOptions]) -> tuple[WalkedColumn, ...]:
        """`walk_columns` without asyncio."""
        return self._native.walk_columns_blocking(_names(roots), _native.Limits(**limits))

    @overload
    async def table(self, table: type[Row]) -> TableRead[Row]: ...
    @overload
    async def table(self, table: str) -> TableRead[dict[str, Any]]: ...
    async def table(self, table: str | type[Any]) -> TableRead[Any]:
        """Reads a table, or a group of scalars, as rows: those of `mib.IfEntry` are typed, those of `"IF-MIB::ifTable"` are the same without types.

        Raises `InvalidError` for a table that is not among `mib.names()`, and as `walk` does.
        """
        return _shown(await self._native.table(_name(table)))

    @overload
    def table_blocking(self, table: type[Row]) -> TableRead[Row]: ...
    @overload
    def table_blocking(self, table: str) -> TableRead[dict[str, Any]]: ...
    def table_blocking(self, table: str | type[Any]) -> TableRead[Any]:
        """`table` without asyncio."""
        return _shown(self._native.table_blocking(_name(table)))

    async def collect(self, *, only_interfaces: bool = False, **limits: Unpack[CollectOptions]) -> DeviceSnapshot:
        """Visits the agent as a discovery would, and under the id that one would give it: its address, or else `target`.

        With `only_interfaces`, only the `system` group and the interfaces with their counters are read: what rates need of
        a later moment. What could not be obtained is in `coverage`, with the reason. Raises as `get` does where the agent
        does not answer to its `system` group.
        """
        return await self._native.collect(limits, only_interfaces)

    def collect_blocking(self, *, only_interfaces: bool = False, **limits: Unpack[CollectOptions]) -> DeviceSnapshot:
        """`collect` without asyncio."""
        return self._native.collect_blocking(limits, only_interfaces)

    def __repr__(self) -> str:
        return f"<Session {self.target}>"


def _names(names: str | Iterable[str]) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def _variables(given: VarBind | Iterable[VarBind]) -> list[VarBind]:
    return [given] if isinstance(given, VarBind) else list(given)
