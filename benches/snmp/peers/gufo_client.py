"""gufo_snmp: gufo_client.py sync|async CASE PORT SECONDS IN_FLIGHT. async is a session and a task per device."""

import asyncio

from gufo.snmp import Aes128Key, Sha1Key, SnmpVersion, User
from measure import COLUMNS, PASSWORD, PRIVACY, ROWS, UPTIME, USER, case, device, how, in_flight, meter, port

if how == "sync":
    from gufo.snmp.sync import SnmpSession
else:
    from gufo.snmp.aio import SnmpSession


def session(number):
    common = {"addr": device(number), "port": port, "timeout": 1.0}
    if case != "v3":
        return SnmpSession(community="public", version=SnmpVersion.v2c, **common)
    user = User(USER, auth_key=Sha1Key(PASSWORD.encode()), priv_key=Aes128Key(PRIVACY.encode()))
    return SnmpSession(user=user, version=SnmpVersion.v3, **common)


# Its GETBULK is an iterator over one subtree, so `bulk` asks for one column of 48 rows in one request.
def ask(session):
    if case in ("get", "v3"):
        meter.count(1, [session.get(UPTIME)])
    elif case == "bulk":
        meter.count(1, (value for _, value in session.getbulk(COLUMNS[0], max_repetitions=ROWS + 1)))
    else:
        meter.count(
            len(COLUMNS), [value for column in COLUMNS for _, value in session.getbulk(column, max_repetitions=ROWS + 1)]
        )


async def ask_async(session):
    if case in ("get", "v3"):
        meter.count(1, [await session.get(UPTIME)])
    elif case == "bulk":
        meter.count(1, [value async for _, value in session.getbulk(COLUMNS[0], max_repetitions=ROWS + 1)])
    else:
        numbers = []
        for column in COLUMNS:
            numbers += [value async for _, value in session.getbulk(column, max_repetitions=ROWS + 1)]
        meter.count(len(COLUMNS), numbers)


async def device_task(session):
    while meter.goes_on():
        try:
            await ask_async(session)
        except TimeoutError:
            meter.errors += 1


async def run_async():
    sessions = [session(number) for number in range(in_flight)]
    if case == "v3":
        await asyncio.gather(*(one.refresh() for one in sessions))
    meter.start()
    await asyncio.gather(*(device_task(one) for one in sessions))
    meter.report()


def run_sync():
    one = session(0)
    if case == "v3":
        one.refresh()
    meter.start()
    while meter.goes_on():
        try:
            ask(one)
        except TimeoutError:
            meter.errors += 1
    meter.report()


meter.expect("bulk", ROWS)
if how == "sync":
    run_sync()
else:
    asyncio.run(run_async())
