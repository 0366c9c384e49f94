"""Polls interfaces again and again; the numbers come in columns.

python examples/python/poll.py [ADDRESS …]   without an address: a simulated campus, offline, every 1.2 s
"""

import asyncio
import sys
from collections.abc import Sequence

import netwarden as nw

if "--help" in sys.argv:
    print(__doc__)
    sys.exit()


async def watch(targets: "nw.Site | Sequence[str]", engine: nw.Engine, port: int, every_ms: int) -> None:
    earlier: "nw.PollBatch | None" = None
    async for batch in engine.poll(targets, port=port, every_ms=every_ms):
        octets = batch.column("ifHCInOctets")
        assert octets is not None
        # numpy.asarray(octets.values) and numpy.asarray(octets.valid) read the same memory.
        total = sum(count for count, valid in zip(octets.values, octets.valid) if valid)
        print(f"cycle {batch.cycle}: {len(batch)} ports, {len(batch.missed)} devices missed, {total} octets in")
        if earlier is not None:
            for port_rate in batch.rates(earlier)[:3]:
                rate = port_rate.rate.in_bps
                said = f"no rate, {rate}" if isinstance(rate, nw.Gap) else f"{rate:.0f} bit/s in"
                print(f"  {batch.devices[port_rate.device]} {port_rate.index}: {said}")
            return
        earlier = batch


async def main() -> None:
    async with nw.Engine() as engine:
        if len(sys.argv) > 1:
            await watch(sys.argv[1:], engine, 161, 60_000)
            return
        with nw.sim.start("campus") as network:
            site = await engine.discover(network.range, port=network.port)
            await watch(site, engine, network.port, 1200)


asyncio.run(main())
