"""Checks and notifiers that the program itself brings, by names.

    >>> import netwarden as nw
    >>> registry = nw.Registry()
    >>> @registry.check("door", title="Door", fields=[{"id": "door", "kind": "choice", "options": ["front", "back"]}])
    ... def door(ask):
    ...     return nw.custom.Answer("warning", f"the {ask.input['door']} door is open", perfdata="open=180s")
    >>> spec = nw.check.custom("door", target="house", input={"door": "front"})
    >>> print(spec.run_blocking(registry=registry))
    WARNING house says that it is not well: the front door is open
"""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypedDict, TypeVar, Union

from . import _native
from ._native import Delivery, InputField, Registered
from ._options import NamedSecret
from ._words import InputType, Status

__all__ = ["Answer", "Ask", "Delivery", "Field", "InputField", "Notice", "Registered", "Registry"]


class Field(TypedDict, total=False):
    """What a check or a notifier asks for: one field of its form."""

    id: str
    """The name by which the input is given."""
    kind: InputType
    """What it takes; a text. A secret is given by the name under which `secrets` has it."""
    title: str
    """What people read above the field."""
    description: str
    """What people read beside it."""
    options: list[str]
    """What a choice may be."""
    required: bool
    """Whether it must be filled in; false."""


@dataclass(frozen=True)
class Ask:
    """What a check or a notifier is given."""

    target: str
    """What is checked or told of, for people."""
    timeout_ms: int
    """How long it may take; then it is given up."""
    input: Mapping[str, Any] = field(repr=False)
    """What was filled in, by the ids of the form; a secret stands in it as it is."""


@dataclass(frozen=True)
class Answer:
    """What a check of the program's own found."""

    status: Status
    """What it is."""
    summary: str = ""
    """A sentence for people."""
    perfdata: str = ""
    """What it measured, as a monitoring plugin writes it: `open=180s;60;120`."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """What is good to know."""


@dataclass(frozen=True)
class Notice:
    """What people are told."""

    title: str
    """In a few words."""
    text: str = ""
    """All that is to be said."""
    result: Mapping[str, Any] | None = None
    """The result that it is about, as it is in JSON, where there is one."""


Check = Callable[[Ask], Union[Answer, Awaitable[Answer]]]
Notifier = Callable[[Ask, Notice], Union[None, Awaitable[None]]]
_C = TypeVar("_C", bound=Check)
_N = TypeVar("_N", bound=Notifier)


class Registry:
    """The checks and the notifiers that a program brings.

    A function runs on a thread of its own, a coroutine in an event loop of its own there. What it raises makes the result
    UNKNOWN; what takes longer than its time is given up, though Python cannot end a thread.
    """

    __slots__ = ("_native",)

    def __init__(self) -> None:
        self._native = _native.Registry()

    def check(self, name: str, *, title: str = "", description: str = "", fields: Iterable[Field] = ()) -> Callable[[_C], _C]:
        """Registers the function below it as a check. Raises `InvalidError` where the name is taken or the form is wrong."""

        def register(function: _C) -> _C:
            self.add_check(name, function, title=title, description=description, fields=fields)
            return function

        return register

    def notifier(self, name: str, *, title: str = "", description: str = "", fields: Iterable[Field] = ()) -> Callable[[_N], _N]:
        """Registers the function below it as a notifier. Raises as `check`."""

        def register(function: _N) -> _N:
            self.add_notifier(name, function, title=title, description=description, fields=fields)
            return function

        return register

    def add_check(
        self, name: str, function: Check, *, title: str = "", description: str = "", fields: Iterable[Field] = ()
    ) -> None:
        """Registers a check, enabled. Raises `InvalidError` where the name is taken or the form is wrong."""

        def call(ask: str) -> str:
            answer = _run(function(Ask(**json.loads(ask))))
            if not isinstance(answer, Answer):
                raise TypeError(f"the check {name!r} answered {type(answer).__name__}, not netwarden.custom.Answer")
            facts = [{"name": name, "value": str(value)} for name, value in answer.facts.items()]
            return json.dumps(
                {"status": answer.status, "summary": answer.summary, "perfdata": answer.perfdata, "facts": facts}
            )

        self._native.add_check(name, call, title, description, json.dumps(list(fields)))

    def add_notifier(
        self, name: str, function: Notifier, *, title: str = "", description: str = "", fields: Iterable[Field] = ()
    ) -> None:
        """Registers a notifier, enabled. Raises as `add_check`."""

        def call(ask: str, notice: str) -> str:
            _run(function(Ask(**json.loads(ask)), Notice(**json.loads(notice))))
            return ""

        self._native.add_notifier(name, call, title, description, json.dumps(list(fields)))

    def checks(self) -> tuple[Registered, ...]:
        """The checks, by their names."""
        return self._native.checks()

    def notifiers(self) -> tuple[Registered, ...]:
        """The notifiers, by their names."""
        return self._native.notifiers()

    def enable_check(self, name: str, enabled: bool) -> bool:
        """Lets a check be used, or not: attempts are UNKNOWN then. Whether there is one."""
        return self._native.enable_check(name, enabled)

    def enable_notifier(self, name: str, enabled: bool) -> bool:
        """Lets a notifier be used, or not: nothing is delivered then. Whether there is one."""
        return self._native.enable_notifier(name, enabled)

    def remove_check(self, name: str) -> bool:
        """Forgets a check. Whether there was one."""
        return self._native.remove_check(name)

    def remove_notifier(self, name: str) -> bool:
        """Forgets a notifier. Whether there was one."""
        return self._native.remove_notifier(name)

    def check_schema(self, name: str) -> dict[str, Any] | None:
        """What a check asks for, as JSON Schema."""
        text = self._native.check_schema(name)
        return None if text is None else json.loads(text)

    def notifier_schema(self, name: str) -> dict[str, Any] | None:
        """What a notifier asks for, as JSON Schema."""
        text = self._native.notifier_schema(name)
        return None if text is None else json.loads(text)

    async def notify(
        self,
        name: str,
        notice: Notice,
        *,
        input: Mapping[str, str | float | bool | NamedSecret] | None = None,
        secrets: Mapping[str, str] | None = None,
        timeout_ms: int = 10_000,
    ) -> Delivery:
        """Tells a notice by the notifier `name`. One that fails is a delivery with its reason.

        Raises `InvalidError` where there is no such notifier, or it asks for something else.
        """
        return await self._native.notify(name, _told(notice, input, secrets, timeout_ms))

    def notify_blocking(
        self,
        name: str,
        notice: Notice,
        *,
        input: Mapping[str, str | float | bool | NamedSecret] | None = None,
        secrets: Mapping[str, str] | None = None,
        timeout_ms: int = 10_000,
    ) -> Delivery:
        """`notify` without asyncio."""
        return self._native.notify_blocking(name, _told(notice, input, secrets, timeout_ms))


def _run(said: Any) -> Any:
    """What a function returned, or its coroutine does."""
    if not inspect.isawaitable(said):
        return said

    async def wait() -> Any:
        return await said

    return asyncio.run(wait())


def _told(
    notice: Notice,
    given: Mapping[str, str | float | bool | NamedSecret] | None,
    secrets: Mapping[str, str] | None,
    timeout_ms: int,
) -> str:
    shown = {"title": notice.title, "text": notice.text, "result": notice.result}
    return json.dumps(
        {"notice": shown, "input": dict(given or {}), "secrets": dict(secrets or {}), "timeout_ms": timeout_ms}
    )
