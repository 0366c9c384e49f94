"""Simulated networks with known truth: real agents on loopback addresses, or in memory; no hardware.

    >>> from netwarden import sim
    >>> with sim.start("two-switches") as network:
    ...     network.range
    '127.20.1.0/24'

A network in memory needs no sockets at all:

    >>> world = sim.generate(shape="campus", switches=12, hosts_per_switch=2)
    >>> site = world.site()
    >>> world.score(site, site.topology()).links.f1
    1.0
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ._native import SimulatedNetwork, UsmUser, World
from ._native import sim_names as names
from ._options import (
    Blueprint,
    BlueprintCable,
    BlueprintDevice,
    BlueprintFlow,
    BlueprintLag,
    BlueprintPort,
    BlueprintRoute,
    BlueprintVlan,
    Conversations,
    Plan,
    Sources,
)

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = [
    "Blueprint",
    "BlueprintCable",
    "BlueprintDevice",
    "BlueprintFlow",
    "BlueprintLag",
    "BlueprintPort",
    "BlueprintRoute",
    "BlueprintVlan",
    "Conversations",
    "Plan",
    "SimulatedNetwork",
    "Sources",
    "World",
    "build",
    "generate",
    "names",
    "start",
    "world",
]


def start(
    name: str, *, port: int = 0, users: Sequence[UsmUser] = (), write_community: str | None = None
) -> SimulatedNetwork:
    """Starts the network of that name in the gallery; `port` 0 takes one that is free. Its agents also answer to `users`
    in SNMPv3, and take orders in the community `write_community` and, where there is one, from `users`.
    """
    return SimulatedNetwork.start(name, port=port, users=users, write_community=write_community)


def world(name: str) -> World:
    """The network of that name in the gallery, in memory."""
    return World.named(name)


def build(blueprint: Blueprint) -> World:
    """Makes a network of your own: devices, cables, VLANs, routers that speak OSPF, IS-IS and BGP.

        >>> switch = {"role": "switch", "ports": 4}
        >>> lab = {"name": "lab", "devices": [{"name": "s1", **switch}, {"name": "s2", **switch}]}
        >>> build({**lab, "cables": [{"a": "s1", "a_port": "p1", "b": "s2", "b_port": "p1"}]}).truth.links[0].state
        'forwarding'

    Raises `InvalidError` with what is wrong and what there is: a port that a device does not have, a cable too many in a
    port, VLANs that do not fit.
    """
    return World.build(json.dumps(blueprint))


def generate(**plan: Unpack[Plan]) -> World:
    """Makes a network to order: any number of switches in a shape, end systems, what the agents tell and what they leave
    out. The same plan gives the same network, to the byte.

    Raises `InvalidError` for a share outside 0 to 1 or a network without switches, and `LimitError` beyond a million
    devices.
    """
    return World.generate(json.dumps(plan))
