"""What people know and no device says, and one network seen by several collectors.

    >>> import netwarden as nw
    >>> models = nw.Models()
    >>> models.put({"name": "as built", "notes": [{"text": "the ring closes in June"}]})
    >>> models.names
    ('as built',)
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from . import _native
from ._native import ModelFault, Ownership, Site, Topology
from ._options import Model, ModelDevice, ModelEnd, ModelLink, Note, Rack, RackPlace

__all__ = [
    "Applied",
    "Collectors",
    "Merged",
    "Model",
    "ModelDevice",
    "ModelEnd",
    "ModelFault",
    "ModelLink",
    "Models",
    "Note",
    "Ownership",
    "Rack",
    "RackPlace",
]


@dataclass(frozen=True)
class Applied:
    """A topology with models laid over it."""

    topology: Topology
    """The topology, in canonical order."""
    faults: tuple[ModelFault, ...]
    """What of the models could not be applied."""


@dataclass(frozen=True)
class Merged:
    """The views of several collectors as one."""

    site: Site
    """All devices, each once, as it was seen last."""
    owners: tuple[Ownership, ...]
    """Who sees each device, by id."""


class Models:
    """Several models side by side, each by its name; their order is that in which they came."""

    __slots__ = ("_native",)

    def __init__(self) -> None:
        self._native = _native.Models()

    @staticmethod
    def from_json(text: str) -> Models:
        """Reads what `to_json` or a person wrote, by the schema in docs/schema/model.schema.json.

        Raises `MalformedError` with the place and what is wrong there.
        """
        made = Models()
        made._native = _native.Models.from_json(text)
        return made

    def to_json(self) -> str:
        """The models as JSON for people to read and edit. Raises as `check` does: what is written can be read."""
        return self._native.to_json()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the models."""
        return tuple(self._native.names)

    def get(self, name: str) -> Model | None:
        """The model of that name; a copy."""
        text = self._native.get(name)
        return None if text is None else json.loads(text)

    def put(self, model: Model) -> None:
        """Adds a model, in place of one of the same name. Raises `InvalidError` where a field is missing or of a wrong type."""
        self._native.put(json.dumps(model))

    def remove(self, name: str) -> bool:
        """Takes a model away; whether there was one of that name."""
        return self._native.remove(name)

    def check(self) -> None:
        """Raises `InvalidError` with the place where a model makes no sense by itself: an empty name, two devices of one
        id, a cable from a device to itself, a device in a rack where another one is.
        """
        self._native.check()

    def apply(self, names: Iterable[str], topology: Topology) -> Applied:
        """Lays the models of these names over a topology, in this order; what one adds the next may use.

        Devices that are there get the name, kind, addresses and ports given; others are added, not polled. A cable that
        is there gets the model as a reason; one that is not is added as confirmed, and where an inferred one ends at the
        same port each contradicts the other. Then what is hidden goes, with all that hangs on it.

        Raises `InvalidError` for a name that no model has.
        """
        return Applied(*self._native.apply(list(names), topology))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Models) and self._native == other._native

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<Models {', '.join(self.names)}>"


class Collectors:
    """What several collectors see, each by name, and who sees what.

    A device belongs to every collector that sees it. One that vanishes from the view of a collector is removed for that
    collector only; it is gone once nobody sees it.
    """

    __slots__ = ("_native",)

    def __init__(self) -> None:
        self._native = _native.Collectors()

    @staticmethod
    def from_json(text: str) -> Collectors:
        """Reads what `to_json` wrote. Raises `MalformedError` with line and column."""
        made = Collectors()
        made._native = _native.Collectors.from_json(text)
        return made

    def to_json(self) -> str:
        """What each collector sees as one line of JSON, to go on from later."""
        return self._native.to_json()

    def set(self, collector: str, site: Site) -> tuple[str, ...]:
        """Takes over what a collector sees now.

        Devices that it saw before and does not see any more are removed for it, but not those that it tried in vain:
        they stay as they were. Returns the ids, in the merged site, of devices that nobody sees any more.
        """
        return self._native.set(collector, site)

    def remove(self, collector: str) -> tuple[str, ...]:
        """Forgets a collector and what only it saw. Returns the ids of devices that nobody sees any more."""
        return self._native.remove(collector)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the collectors, sorted."""
        return tuple(self._native.names)

    def merged(self) -> Merged:
        """What all see, as one site: of a device that several see, what was seen last.

        Two devices that bear one id, as where networks use the same addresses, get the name of the collector in front:
        `north/10.0.0.1`.
        """
        return Merged(*self._native.merged())

    def __repr__(self) -> str:
        return f"<Collectors {', '.join(self.names)}>"
