"""pysnmp with asyncio: pysnmp_client.py async CASE PORT SECONDS IN_FLIGHT. v2c by its lighter v1arch interface, MIBs not looked up."""

import asyncio

from measure import COLUMNS, PASSWORD, PRIVACY, REPETITIONS, ROWS, UPTIME, USER, case, device, in_flight, meter, port
from pysnmp.smi.rfc1902 import ObjectIdentity, ObjectType

if case == "v3":
    import pysnmp.hlapi.v3arch.asyncio as snmp
else:
    import pysnmp.hlapi.v1arch.asyncio as snmp


def opening():
    """What stands in front of the target, and behind it, in every call."""
    if case != "v3":
        return (snmp.SnmpDispatcher(), snmp.CommunityData("public", mpModel=1)), ()
    user = snmp.UsmUserData(
        USER, PASSWORD, PRIVACY, authProtocol=snmp.USM_AUTH_HMAC96_SHA, privProtocol=snmp.USM_PRIV_CFB128_AES
    )
    return (snmp.SnmpEngine(), user), (snmp.ContextData(),)


def names(*texts):
    return [ObjectType(ObjectIdentity(text)) for text in texts]


async def ask(front, target, back):
    if case in ("get", "v3"):
        error, status, _, varbinds = await snmp.get_cmd(*front, target, *back, *names(UPTIME), lookupMib=False)
        requests = 1
    elif case == "bulk":
        error, status, _, varbinds = await snmp.bulk_cmd(
            *front, target, *back, 0, REPETITIONS, *names(*COLUMNS), lookupMib=False
        )
        requests = 1
    else:
        error = status = None
        varbinds, requests = [], len(COLUMNS)
        for column in COLUMNS:
            walk = snmp.bulk_walk_cmd(
                *front, target, *back, 0, ROWS + 1, *names(column), lookupMib=False, lexicographicMode=False
            )
            async for error, status, _, part in walk:
                if error or status:
                    break
                varbinds += part
    if error or status:
        meter.errors += 1
    else:
        meter.count(requests, (int(value) for _, value in varbinds))


async def device_task(front, target, back):
    while meter.goes_on():
        await ask(front, target, back)


async def main():
    front, back = opening()
    targets = [
        await snmp.UdpTransportTarget.create((device(number), port), timeout=2, retries=1) for number in range(in_flight)
    ]
    meter.start()
    if case == "v3":
        await ask(front, targets[0], back)  # finds the engine
    meter.start()
    await asyncio.gather(*(device_task(front, target, back) for target in targets))
    meter.report()


asyncio.run(main())
