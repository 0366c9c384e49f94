"""net-snmp's commands as processes, one after the other: cli.py CASE PORT SECONDS IN_FLIGHT. CPU is that of the children."""

import json
import resource
import subprocess
import sys
import time

case, port, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
columns = [f"1.3.6.1.2.1.31.1.1.1.{column}" for column in (6, 7, 8, 10, 11, 12)]
common = ["-m", "", "-M", "/nonexistent", "-On", "-Oq", "-t1", "-r1"]
v2c = [*common, "-v2c", "-c", "public", f"127.1.0.1:{port}"]
user = ["-v3", "-l", "authPriv", "-u", "bench", "-a", "SHA", "-A", "authentication", "-x", "AES", "-X", "confidentiality"]
runs, expected = {
    "get": ([["snmpget", *v2c, "1.3.6.1.2.1.1.3.0"]], 1),
    "bulk": ([["snmpbulkget", "-Cn0", "-Cr10", *v2c, *columns]], 60),
    "walk": ([["snmpbulkwalk", "-Cr49", *v2c, column] for column in columns], 288),
    "v3": ([["snmpget", *common, *user, f"127.0.0.1:{port}", "1.3.6.1.2.1.1.3.0"]], 1),
}[case]


def spent():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


tally = {"requests": 0, "varbinds": 0, "errors": 0}
cpu, start = spent(), time.monotonic()
while time.monotonic() < start + seconds:
    lines = 0
    for command in runs:
        done = subprocess.run(command, capture_output=True, text=True)
        lines += sum(1 for line in done.stdout.splitlines() if line.startswith(".1.3.6."))
        tally["requests"] += 1
    tally["varbinds"] += lines
    tally["errors"] += lines != expected
tally |= {"cpu": spent() - cpu, "wall": time.monotonic() - start}
print(json.dumps(tally))
