"""Recording: templates polled, named and measured, again and again."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Iterable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, TypedDict

from . import _native
from ._native import Community, Measurements, RecordingStatistics, Site, UsmUser
from ._options import Template
from .poll import _targets
from .store import Store

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["RecordOptions", "Recording", "RecordingStatistics"]


class RecordOptions(TypedDict, total=False):
    """What to measure, and how."""

    credential: Community | UsmUser
    """The community `public` in v2c."""
    port: int
    """The UDP port, where an address has none; 161."""
    template: Template
    """What to measure; `measure.everything()`. Where groups of ports are in it, but not `ports`, which they follow, that
    is added, and kept out of the store."""
    remember_in: str | os.PathLike[str]
    """A file in which the last counters are remembered, so that the next run goes on from there without a spike and
    without a loss. It is written at most once a minute, and at the end; none."""
    names_every_ms: int
    """How often all names of rows are read again; an hour. They are read at once where a device restarted or rows came
    that have none."""
    timeout_ms: int
    """How long the first attempt waits for an answer; the engine's."""
    retries: int
    """How often a request is sent again; the engine's."""
    store: Store
    """Where the series are kept; nowhere. It can be read while it is written, and used again afterwards."""


class Recording:
    """What is measured, as it comes: one `Measurements` for each cycle of each group. Made by `Engine.record`.

    ``async for measured in engine.record(…)`` ends the recording when the loop ends, and waits until all is kept; ``for``
    does the same without asyncio, and so do ``async with`` and ``with``. What nobody fetches is measured and kept all the
    same, and counted in `RecordingStatistics.untold`.
    """

    __slots__ = ("_native",)

    def __init__(self, native: _native.Recording) -> None:
        self._native = native

    async def next(self) -> Measurements | None:
        """What the next cycle of a group came to; `None` once the recording has ended. Cancelling the task loses none."""
        return await self._native.next()

    def next_blocking(self) -> Measurements | None:
        """`next` without asyncio."""
        return self._native.next_blocking()

    def latest(self, group: str) -> Measurements | None:
        """What the last cycle of a group came to; `None` where it had none yet."""
        return self._native.latest(group)

    def statistics(self) -> RecordingStatistics:
        """How it goes; after its end, how it went."""
        return self._native.statistics()

    async def stop(self) -> None:
        """Ends the recording, and waits until everything measured is kept and the last counters are remembered.

        Who waits for the next one gets `None`. Raises what kept the last of it from being written, once.
        """
        await self._native.stop()

    def stop_blocking(self) -> None:
        """`stop` without asyncio."""
        self._native.stop_blocking()

    async def __aiter__(self) -> AsyncIterator[Measurements]:
        async with self:
            while (measured := await self.next()) is not None:
                yield measured

    def __iter__(self) -> Iterator[Measurements]:
        with self:
            while (measured := self.next_blocking()) is not None:
                yield measured

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop_blocking()


def _record_plan(targets: Site | Iterable[str], options: RecordOptions) -> tuple[_native.RecordPlan, Community | UsmUser]:
    template, store = options.get("template"), options.get("store")
    plan = _native.RecordPlan(
        _targets(targets),
        port=options.get("port", 161),
        template=None if template is None else json.dumps(template),
        remember_in=options.get("remember_in"),
        names_every_ms=options.get("names_every_ms"),
        timeout_ms=options.get("timeout_ms"),
        retries=options.get("retries"),
        store=None if store is None else store._native,
    )
    return plan, options.get("credential") or Community("public")
