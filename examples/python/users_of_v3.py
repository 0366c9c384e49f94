"""SNMPv3: a user who reads, what a device says of a wrong password, and an inform that is acknowledged.

python examples/python/users_of_v3.py   a simulated network, offline
"""

import asyncio

import netwarden as nw

UPTIME = "1.3.6.1.2.1.1.3.0"


def user(password: str) -> nw.UsmUser:
    return nw.UsmUser(
        "monitor", auth="sha-256", auth_password=password, privacy="aes-128", privacy_password="wood-and-water"
    )


async def main() -> None:
    # A user is made once and shared: its passwords cost some milliseconds, each device some microseconds.
    monitor = user("maplesyrup")
    print(monitor)
    with nw.sim.start("ring", users=[monitor]) as network:
        async with nw.Engine() as engine:
            # Credentials are tried in this order; a device that refuses one is asked with the next.
            site = await engine.discover(
                network.range, port=network.port, credentials=[monitor, nw.Community("public")]
            )
            print(f"{len(site.devices)} devices")

            address = str(site.devices[0].address)
            (uptime,) = await engine.session(address, monitor, port=network.port).get(UPTIME)
            print(f"{site.devices[0].name} has been up for {uptime.value.duration}")

            try:
                await engine.session(address, user("mapleleaves"), port=network.port).get(UPTIME)
            except nw.errors.DeniedError as error:
                print(f"{error.denial}: {error}")

            batch = await engine.poll_once(site, credential=monitor, port=network.port)
            print(f"{len(batch)} ports polled, {len(batch.missed)} devices missed")

        # On a real network this is port 162, which needs privilege: nw.TrapListener(users=[monitor]).
        async with nw.TrapListener(listen="127.0.0.1:0", users=[monitor]) as listener:
            network.cut("s1", "p1", to=listener.addresses[0], user=monitor, inform=True)
            inform = await listener.next()
            assert inform is not None
            print(f"{inform}, {inform.protection}, by {inform.user}")


asyncio.run(main())
