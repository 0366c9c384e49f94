"""Asks one agent for variables and for a table.

python examples/python/read_tables.py [ADDRESS [COMMUNITY]]   without an address: a simulated switch, offline
"""

import asyncio
import sys

import netwarden as nw
from netwarden import mib

if "--help" in sys.argv:
    print(__doc__)
    sys.exit()


async def main() -> None:
    async with nw.Engine() as engine:
        if len(sys.argv) > 1:
            community = nw.Community(sys.argv[2] if len(sys.argv) > 2 else "public")
            session = engine.session(sys.argv[1], community)
        else:
            session = nw.Session.simulated("campus", "core1")

        name, uptime = await session.get(["1.3.6.1.2.1.1.5.0", "1.3.6.1.2.1.1.3.0"])
        print(f"{name.value} has been up for {uptime.value.duration}")

        ports = await session.table(mib.IfXEntry)
        for port in ports.rows[:4]:
            print(f"{port['ifIndex']:4} {port['ifName']:10} {port['ifHCInOctets']} octets in, {port['ifHighSpeed']} Mb/s")
        print(f"{len(ports.rows)} interfaces" + (f", {ports.reason}" if ports.reason else ""))

        column = await session.walk("1.3.6.1.2.1.2.2.1.8")
        up = sum(varbind.value.value == 1 for varbind in column)
        print(f"{up} of {len(column)} are up; {'all was read' if column.complete else column.reason}")


asyncio.run(main())
