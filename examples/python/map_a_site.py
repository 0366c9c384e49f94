"""Finds the devices of a network by SNMP and tells who is cabled to whom.

python examples/python/map_a_site.py [RANGE [COMMUNITY]]   without a range: a simulated campus, offline
"""

import asyncio
import sys

import netwarden as nw

if "--help" in sys.argv:
    print(__doc__)
    sys.exit()


async def map_site(ranges: str, port: int, community: str) -> None:
    async with nw.Engine() as engine:
        site = await engine.discover(
            ranges,
            port=port,
            credentials=[nw.Community(community)],
            on_progress=lambda progress: print(progress, file=sys.stderr),
        )
    topology = site.topology()
    print(f"{len(site.devices)} devices, {len(site.failures)} failures, {len(topology.links)} links")
    for link in topology.links:
        print(link)
    first = topology.links[0]
    print(topology.explain(first.a.node, first.b.node))


def main() -> None:
    if len(sys.argv) > 1:
        asyncio.run(map_site(sys.argv[1], 161, sys.argv[2] if len(sys.argv) > 2 else "public"))
        return
    with nw.sim.start("campus") as network:
        asyncio.run(map_site(network.range, network.port, "public"))


main()
