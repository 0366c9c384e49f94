"""Takes a port of a switch down and brings it up again. The port through which the switch is reached stays as it is.

python examples/python/switch_a_port.py [ADDRESS COMMUNITY PORT up|down]   without arguments: a simulated switch, offline
"""

import asyncio
import sys

import netwarden as nw
from netwarden.errors import ProtectedError, RefusedError

if "--help" in sys.argv:
    print(__doc__)
    sys.exit()


async def main() -> None:
    if len(sys.argv) > 4:
        address, community, port, status = sys.argv[1:5]
        async with nw.Engine() as engine:
            session = engine.session(address, nw.Community(community))
            print(await session.set_if_admin_status(port, "up" if status == "up" else "down"))
        return

    session = nw.Session.simulated("two-switches", "s1", nw.Community("private"), write_community="private")
    # On a network the session knows both addresses; in memory somebody has to say them.
    at, by = "10.20.1.1", "10.20.1.3"
    for reached in (await session.management_path(reached_at=at, reached_from=by)).ports:
        print(f"reached through {reached.name}: {reached.because}")
    report = await session.set_if_admin_status("p3", "down", reached_at=at, reached_from=by)
    print(f"{report.outcome}: {report}")
    print(await session.set_if_admin_status("p3", "up"))
    try:
        await session.set_if_admin_status("p2", "down", reached_at=at, reached_from=by)
    except ProtectedError as error:
        print(f"{error.code}: {error}")

    # Any variable can be set, by its number; several are set all or none.
    names = nw.Names()
    location = nw.VarBind(names.lookup("sysLocation.0"), nw.SnmpValue("octet-string", "cellar"))
    uptime = nw.VarBind(names.lookup("sysUpTime.0"), nw.SnmpValue("time-ticks", 0))
    print(*await session.set(location))
    try:
        await session.set([location, uptime])
    except RefusedError as error:
        print(f"{error.code}: {error.status} at {error.index}, {error.variable}: {error.meaning}")


asyncio.run(main())
