"""Thousands of checks by their intervals."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from types import TracebackType
from typing import TYPE_CHECKING

from . import _native
from ._native import Ran, RunnerStatistics
from .check import CheckSpec, ProbeOptions, _prober

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["Ran", "Runner", "RunnerStatistics"]


class Runner:
    """Runs checks, each by its own interval, and brings their results in the order in which they end.

    `async for ran in runner` and `for ran in runner` end the runner when the loop ends. A reader that is slow makes no memory
    grow: as soon as `unread` results wait, no attempt is started until some are read, and the cycles that pass are counted.
    """

    __slots__ = ("_native",)

    def __init__(
        self,
        *,
        concurrency: int | None = None,
        per_host: int | None = None,
        unread: int | None = None,
        seed: int | None = None,
        probe: ProbeOptions | None = None,
    ) -> None:
        """At most `concurrency` attempts at once (256), `per_host` of one host (4), `unread` results unread (1,024).

        `seed` tells probers apart that have the same checks; `probe` says how each attempt is made.
        """
        self._native = _native.Runner(
            _prober(probe or {}), concurrency=concurrency, per_host=per_host, unread=unread, seed=seed
        )

    def add(self, name: str, check: CheckSpec, every_ms: int) -> None:
        """Adds a check. Its first attempt is within one interval. Raises `InvalidError` where the name is taken."""
        self._native.add(name, check._native, every_ms)

    def remove(self, name: str) -> bool:
        """Forgets a check and ends its attempt. Whether there was one."""
        return self._native.remove(name)

    def run_now(self, name: str) -> bool:
        """Runs a check before all that are due. Whether there is one."""
        return self._native.run_now(name)

    def retry_in(self, name: str, wait_ms: int) -> bool:
        """Runs a check before its next cycle, in `wait_ms`. Whether there is one."""
        return self._native.retry_in(name, wait_ms)

    def enable(self, name: str) -> bool:
        """Runs a check by its interval again. Whether there is one."""
        return self._native.enable(name)

    def disable(self, name: str) -> bool:
        """Runs a check only when asked to. Whether there is one."""
        return self._native.disable(name)

    async def next(self) -> Ran | None:
        """The next result; `None` once the runner is closed and all are read. Cancelling the task loses none."""
        return await self._native.next()

    def next_blocking(self) -> Ran | None:
        """`next` without asyncio."""
        return self._native.next_blocking()

    async def next_batch(self, most: int = 1_000) -> tuple[Ran, ...]:
        """The results that are there, `most` at most; waits for the first only. Empty once the runner is closed."""
        return await self._native.next_batch(most)

    def next_batch_blocking(self, most: int = 1_000) -> tuple[Ran, ...]:
        """`next_batch` without asyncio."""
        return self._native.next_batch_blocking(most)

    def statistics(self) -> RunnerStatistics:
        """What was done, and what is to be done."""
        return self._native.statistics()

    def close(self) -> None:
        """Ends all attempts; the results that are there can still be read."""
        self._native.close()

    async def __aiter__(self) -> AsyncIterator[Ran]:
        with self:
            while (ran := await self.next()) is not None:
                yield ran

    def __iter__(self) -> Iterator[Ran]:
        with self:
            while (ran := self.next_blocking()) is not None:
                yield ran

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
