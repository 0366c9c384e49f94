"""The numbers of many devices, cycle by cycle, in columns that numpy and pyarrow read without copying."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from operator import index
from types import TracebackType
from typing import TYPE_CHECKING, Literal, TypedDict, Union

from . import _native
from ._native import Community, PollBatch, PolledColumn, Site, UsmUser
from ._options import PolledType

if TYPE_CHECKING:
    from typing_extensions import Self, Unpack

__all__ = ["Poll", "PollBatch", "PollChoice", "PollColumn", "PollOptions", "PolledColumn"]


PollChoice = Union[Literal["all", "rest"], Iterable[Union[int, str]]]
"""What a device is asked for: the whole table, nothing, or only the rows of these indexes, such as `49` or `"10.0.0.1"`."""


class PollColumn(TypedDict):
    """A column to be polled: a column of numbers of a table."""

    name: str
    """The name in the batches."""
    oid: str
    """The object identifier of the column, without index."""
    type: PolledType
    """The type that the MIB gives it."""


class PollOptions(TypedDict, total=False):
    """What to poll, and how often."""

    credential: Community | UsmUser
    """The community `public` in v2c."""
    port: int
    """The UDP port, where an address has none; 161."""
    every_ms: int
    """The time from the beginning of one cycle to that of the next; 60,000. Devices are asked evenly in its first part."""
    columns: Sequence[PollColumn]
    """At most 64, of tables with the same index; those of IF-MIB that traffic, errors and states follow from."""
    timeout_ms: int
    """How long the first attempt waits for an answer; 1000. Each further one waits twice as long."""
    retries: int
    """How often a request is sent again; 2. A device that was missed in the cycle before gets one datagram."""
    choice: PollChoice
    """What every device is asked for at first; `"all"`. `Poll.choose` changes it."""


class Poll:
    """The batches of a poll, one for each cycle. Made by `Engine.poll`.

    ``async for batch in engine.poll(…)`` ends the poll when the loop ends; ``for`` does the same without asyncio. What
    nobody fetches is dropped, and counted in `PollBatch.skipped`.
    """

    __slots__ = ("_native",)

    def __init__(self, native: _native.Poll) -> None:
        self._native = native

    async def next_batch(self) -> PollBatch | None:
        """The next batch; `None` once the poll was cancelled. Cancelling the task loses no batch."""
        return await self._native.next_batch()

    def next_batch_blocking(self) -> PollBatch | None:
        """`next_batch` without asyncio."""
        return self._native.next_batch_blocking()

    def choose(self, device: int, choice: PollChoice) -> None:
        """What the device at that position of `PollBatch.devices` is asked for, from its next turn on.

        A device that rests gets no datagram and is not missed; rows that a device does not have are absent.
        Raises `InvalidError` for a position that no device has, and for rows that cannot be.
        """
        self._native.choose(device, _rows(choice))

    def cancel(self) -> None:
        """Ends the poll; who waits for a batch gets `None`."""
        self._native.cancel()

    async def __aiter__(self) -> AsyncIterator[PollBatch]:
        try:
            while (batch := await self.next_batch()) is not None:
                yield batch
        finally:
            self.cancel()

    def __iter__(self) -> Iterator[PollBatch]:
        try:
            while (batch := self.next_batch_blocking()) is not None:
                yield batch
        finally:
            self.cancel()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cancel()


def _rows(choice: PollChoice) -> list[str] | None:
    """Everything is `None`, rest is no rows."""
    if choice == "all":
        return None
    if choice == "rest":
        return []
    if isinstance(choice, str):
        choice = [choice]
    return [row if isinstance(row, str) else str(index(row)) for row in choice]


def _targets(targets: Site | Iterable[str]) -> list[tuple[str, str]]:
    """Names and addresses: those of a site's devices, or addresses that are their own names."""
    if isinstance(targets, Site):
        return [(device.id, device.address) for device in targets.devices if device.address is not None]
    return [(address, address) for address in ([targets] if isinstance(targets, str) else targets)]


def _plan(targets: Site | Iterable[str], options: PollOptions) -> tuple[_native.PollPlan, Community | UsmUser]:
    plan = _native.PollPlan(
        _targets(targets),
        port=options.get("port", 161),
        every_ms=options.get("every_ms"),
        columns=[(each["name"], each["oid"], each["type"]) for each in options.get("columns", ())],
        timeout_ms=options.get("timeout_ms"),
        retries=options.get("retries"),
        rows=_rows(options.get("choice", "all")),
    )
    return plan, options.get("credential") or Community("public")
