"""Simulated networks with known truth: real agents on loopback addresses, no hardware.

    >>> from netwarden import sim
    >>> with sim.start("two-switches") as network:
    ...     network.range
    '127.20.1.0/24'
"""

from collections.abc import Sequence

from ._native import SimulatedNetwork, UsmUser
from ._native import sim_names as names

__all__ = ["SimulatedNetwork", "names", "start"]


def start(
    name: str, *, port: int = 0, users: Sequence[UsmUser] = (), write_community: str | None = None
) -> SimulatedNetwork:
    """Starts the network of that name in the gallery; `port` 0 takes one that is free. Its agents also answer to `users`
    in SNMPv3, and take orders in the community `write_community` and, where there is one, from `users`.
    """
    return SimulatedNetwork.start(name, port=port, users=users, write_community=write_community)
