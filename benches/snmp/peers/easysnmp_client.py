"""easysnmp, which wraps net-snmp's library: easysnmp_client.py sync CASE PORT SECONDS IN_FLIGHT. One request at a time."""

import os

os.environ["MIBS"] = ""

from easysnmp import Session
from easysnmp.exceptions import EasySNMPError
from measure import COLUMNS, PASSWORD, PRIVACY, REPETITIONS, ROWS, UPTIME, USER, case, device, meter, port

common = {"hostname": device(0), "remote_port": port, "timeout": 1, "retries": 1, "use_numeric": True}
if case == "v3":
    session = Session(
        version=3, security_level="auth_with_privacy", security_username=USER, auth_protocol="SHA", auth_password=PASSWORD,
        privacy_protocol="AES", privacy_password=PRIVACY, **common,
    )  # fmt: skip
else:
    session = Session(version=2, community="public", **common)


def ask():
    if case in ("get", "v3"):
        meter.count(1, [int(session.get(UPTIME).value)])
    elif case == "bulk":
        meter.count(1, [int(variable.value) for variable in session.get_bulk(COLUMNS, 0, REPETITIONS)])
    else:
        meter.count(
            len(COLUMNS),
            [int(variable.value) for column in COLUMNS for variable in session.bulkwalk(column, max_repetitions=ROWS + 1)],
        )


meter.start()
while meter.goes_on():
    try:
        ask()
    except EasySNMPError:
        meter.errors += 1
meter.report()
