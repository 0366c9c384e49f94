#!/usr/bin/env python3
"""A small network of real agents in network namespaces: `lab.py up`, `lab.py down`, `lab.py cut DEVICE PORT`.

Three Linux bridges in a ring with spanning tree (so one port blocks), each with net-snmp's snmpd, lldpd and a
BRIDGE-MIB agent; a router; a host that speaks LLDP; silent hosts, two of them behind an unmanaged switch.
Management is out of band: 10.98.0.0/24, asked from the namespace `nwlab-nms`. The true wiring is printed as JSON.

Needs root, iproute2, snmpd and lldpd. Everything made here carries the prefix `nwlab-` or lives in /run/netwarden-lab.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

PREFIX = "nwlab-"
RUN = Path("/run/netwarden-lab")
HERE = Path(__file__).resolve().parent

# name: (role, last octet of the management address or 0, speaks LLDP, data address or None)
DEVICES = {
    "sw1": ("bridge", 11, True, None),
    "sw2": ("bridge", 12, True, None),
    "sw3": ("bridge", 13, True, None),
    "rtr": ("router", 21, True, "10.97.0.1/24"),
    "talker": ("host", 0, True, "10.97.0.31/24"),
    "quiet": ("host", 0, False, "10.97.0.32/24"),
    "left": ("host", 0, False, "10.97.0.33/24"),
    "right": ("host", 0, False, "10.97.0.34/24"),
    "dumb": ("unmanaged", 0, False, None),
}
CABLES = [
    ("sw1", "p1", "sw2", "p1"),
    ("sw2", "p2", "sw3", "p1"),
    ("sw3", "p2", "sw1", "p2"),
    ("sw1", "p3", "rtr", "e0"),
    ("sw2", "p3", "talker", "eth0"),
    ("sw2", "p4", "quiet", "eth0"),
    ("sw3", "p3", "dumb", "d0"),
    ("dumb", "d1", "left", "eth0"),
    ("dumb", "d2", "right", "eth0"),
]
# Bridges that announce their ports by MAC address instead of by name.
MAC_PORT_IDS = {"sw2"}


def run(*command, check=True):
    result = subprocess.run(command, capture_output=True, text=True)
    if check and result.returncode:
        sys.exit(f"lab: {' '.join(command)}: {result.stderr.strip()}")
    return result.stdout


def inside(device, *command, check=True):
    return run("ip", "netns", "exec", PREFIX + device, *command, check=check)


def daemon(device, tag, shell):
    """Starts a daemon of its own mount and host name spaces, and notes its process id."""
    home = RUN / device
    (home / "agentx").mkdir(parents=True, exist_ok=True)
    (home / "lldpd").mkdir(exist_ok=True)
    os.chmod(home / "agentx", 0o777)
    shutil.chown(home / "lldpd", "_lldpd")
    setup = (
        f"hostname {device}; mkdir -p /var/agentx /run/lldpd; mount --bind {home}/agentx /var/agentx; "
        f"mount --bind {home}/lldpd /run/lldpd; exec {shell}"
    )
    with open(home / f"{tag}.log", "ab") as log:
        process = subprocess.Popen(
            ["ip", "netns", "exec", PREFIX + device, "unshare", "-m", "-u", "sh", "-c", setup],
            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            env={**os.environ, "MIBS": "", "SNMP_PERSISTENT_DIR": str(home)},
        )
    (RUN / "pids" / f"{device}.{tag}").write_text(str(process.pid))


def ports_of(device):
    found = {}
    for a, a_port, b, b_port in CABLES:
        if a == device:
            found[a_port] = (b, b_port)
        if b == device:
            found[b_port] = (a, a_port)
    return found


def managed(device):
    return DEVICES[device][1] != 0


def build_wires():
    for name in [*DEVICES, "mgmt", "nms"]:
        run("ip", "netns", "add", PREFIX + name)
        run("ip", "-n", PREFIX + name, "link", "set", "lo", "up")
    for number, (a, a_port, b, b_port) in enumerate(CABLES):
        run("ip", "link", "add", a_port, "address", f"02:aa:00:00:{number:02x}:01", "netns", PREFIX + a, "type", "veth",
            "peer", "name", b_port, "address", f"02:aa:00:00:{number:02x}:02", "netns", PREFIX + b)
    run("ip", "-n", PREFIX + "mgmt", "link", "add", "brm", "type", "bridge", "forward_delay", "0")
    run("ip", "-n", PREFIX + "mgmt", "link", "set", "brm", "up")
    for name, octet in [*((name, DEVICES[name][1]) for name in DEVICES if managed(name)), ("nms", 250)]:
        run("ip", "link", "add", "mgmt0", "address", f"02:bb:00:00:00:{octet:02x}", "netns", PREFIX + name, "type", "veth",
            "peer", "name", f"m-{name}", "netns", PREFIX + "mgmt")
        run("ip", "-n", PREFIX + "mgmt", "link", "set", f"m-{name}", "master", "brm", "up")
        run("ip", "-n", PREFIX + name, "addr", "add", f"10.98.0.{octet}/24", "dev", "mgmt0")
        run("ip", "-n", PREFIX + name, "link", "set", "mgmt0", "up")
    for name, (role, _, _, address) in DEVICES.items():
        ns = ["ip", "-n", PREFIX + name]
        if role in ("bridge", "unmanaged"):
            stp = "1" if role == "bridge" else "0"
            run(*ns, "link", "add", "br0", "type", "bridge", "stp_state", stp, "forward_delay", "200", "hello_time", "100",
                "max_age", "600", "priority", "4096" if name == "sw1" else "32768")
            if role == "unmanaged":  # passes LLDP on, as cheap switches do
                inside(name, "sh", "-c", "echo 0x4000 > /sys/class/net/br0/bridge/group_fwd_mask")
            for port in ports_of(name):
                run(*ns, "link", "set", port, "master", "br0", "up")
            run(*ns, "link", "set", "br0", "up")
        else:
            for port in ports_of(name):
                run(*ns, "addr", "add", address, "dev", port)
                run(*ns, "link", "set", port, "up")
        if role == "router":
            inside(name, "sysctl", "-qw", "net.ipv4.ip_forward=1")


# What lets snmpd look at its own ports every second and tell of those that went down or came up.
MONITOR = """createUser internal
rouser internal noauth
iquerySecName internal
notificationEvent linkUpTrap .1.3.6.1.6.3.1.1.5.4 .1.3.6.1.2.1.2.2.1.1 .1.3.6.1.2.1.2.2.1.7 .1.3.6.1.2.1.2.2.1.8
notificationEvent linkDownTrap .1.3.6.1.6.3.1.1.5.3 .1.3.6.1.2.1.2.2.1.1 .1.3.6.1.2.1.2.2.1.7 .1.3.6.1.2.1.2.2.1.8
monitor -r 1 -e linkUpTrap "linkUp" .1.3.6.1.2.1.2.2.1.8 != 2
monitor -r 1 -e linkDownTrap "linkDown" .1.3.6.1.2.1.2.2.1.8 == 2
"""


def start_agents(sinks):
    for name, (role, octet, lldp, _) in DEVICES.items():
        home = RUN / name
        home.mkdir(parents=True, exist_ok=True)
        ports = ",".join(ports_of(name))
        if managed(name):
            bridge = f"pass_persist .1.3.6.1.2.1.17 {sys.executable} {HERE}/bridge_mib.py br0\n" if role == "bridge" else ""
            (home / "snmpd.conf").write_text(
                f"agentaddress udp:161\nmaster agentx\nagentXPerms 0777 0777\nsysServices {2 if role == 'bridge' else 76}\n"
                f"sysLocation rack {octet}\nrocommunity public\n{bridge}"
                + (MONITOR + sinks[name] if name in sinks else ""))
            daemon(name, "snmpd", f"snmpd -f -Lo -C -c {home}/snmpd.conf -p {home}/snmpd.pid")
            wait(lambda: (home / "agentx" / "master").exists(), f"snmpd of {name}", home / "snmpd.log")
        if lldp:
            subtype = "macaddress" if name in MAC_PORT_IDS else "ifname"
            (home / "lldpd.conf").write_text(
                f"configure system hostname {name}\nconfigure lldp tx-interval 1\nconfigure lldp portidsubtype {subtype}\n"
                "configure system ip management pattern 10.98.*\n")
            agentx = "-x" if managed(name) else ""
            daemon(name, "lldpd", f"lldpd -d {agentx} -u {home}/lldpd/lldpd.socket -I {ports} -O {home}/lldpd.conf")


def wait(ready, what, log=None, seconds=30):
    for _ in range(seconds * 10):
        if ready():
            return
        time.sleep(0.1)
    tail = log.read_text(errors="replace")[-600:] if log and log.exists() else ""
    sys.exit(f"lab: {what} was not ready after {seconds} s\n{tail}")


def bridge_links(device):
    found = json.loads(inside(device, "bridge", "-j", "-d", "link") or "[]")
    return {link["ifname"]: link["state"] for link in found if link.get("master") == "br0"}


def neighbors_heard(device):
    socket = RUN / device / "lldpd" / "lldpd.socket"
    out = run("lldpcli", "-u", str(socket), "-f", "json0", "show", "neighbors", check=False)
    try:
        return sum(len(lldp.get("interface", [])) for lldp in json.loads(out).get("lldp", []))
    except (json.JSONDecodeError, AttributeError):
        return 0


def settle():
    bridges = [name for name, device in DEVICES.items() if device[0] == "bridge"]

    def stable():
        states = [state for name in bridges for state in bridge_links(name).values()]
        return "blocking" in states and not {"listening", "learning", "disabled"} & set(states)

    wait(stable, "spanning tree", seconds=60)
    speakers = [name for name, device in DEVICES.items() if device[2]]
    expected = sum(1 for a, _, b, _ in CABLES for end, other in ((a, b), (b, a)) if end in speakers and other in speakers)
    wait(lambda: sum(map(neighbors_heard, speakers)) >= expected, "LLDP")
    pings = [
        subprocess.Popen(["ip", "netns", "exec", PREFIX + name, "ping", "-c", "3", "-i", "0.3", "-W", "1", "10.97.0.1"],
                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for name, device in DEVICES.items() if device[0] == "host"
    ]
    for ping in pings:
        ping.wait()


def truth():
    macs = {}
    for name in DEVICES:
        for link in json.loads(inside(name, "ip", "-j", "link")):
            macs[name, link["ifname"]] = link["address"]
    blocked = [[name, port] for name, device in DEVICES.items() if device[0] == "bridge"
               for port, state in bridge_links(name).items() if state == "blocking"]
    return {
        "range": "10.98.0.0/24",
        "namespace": PREFIX + "nms",
        "snmp": sorted(name for name in DEVICES if managed(name)),
        "links": [[a, a_port, b, b_port] for a, a_port, b, b_port in CABLES if "dumb" not in (a, b)],
        "shared": {"device": "sw3", "port": "p3", "hosts": [macs["left", "eth0"], macs["right", "eth0"]]},
        "silent": {"quiet": {"mac": macs["quiet", "eth0"], "ip": "10.97.0.32", "switch": "sw2", "port": "p4"}},
        "blocked": blocked,
    }


def up(sinks=None):
    """Builds the network; `sinks` are lines of snmpd's configuration that send traps, by device."""
    if os.geteuid():
        sys.exit("lab: network namespaces need root")
    missing = [tool for tool in ("ip", "bridge", "snmpd", "lldpd", "ping") if not shutil.which(tool, path=os.environ["PATH"] + ":/usr/sbin:/sbin")]
    if missing:
        sys.exit(f"lab: missing {', '.join(missing)}: apt-get install iproute2 iputils-ping snmpd lldpd")
    down()
    (RUN / "pids").mkdir(parents=True)
    build_wires()
    start_agents(sinks or {})
    settle()
    wiring = truth()
    (RUN / "wiring.json").write_text(json.dumps(wiring, indent=1))
    return wiring


def down():
    """Ends what `up` started, by process id, and deletes the namespaces."""
    namespaces = [line.split()[0] for line in run("ip", "netns", "list").splitlines() if line.startswith(PREFIX)]
    ours = {int(pid) for ns in namespaces for pid in run("ip", "netns", "pids", ns, check=False).split()}
    for step in (signal.SIGTERM, signal.SIGKILL):
        for pid in ours:
            try:
                os.kill(pid, step)
            except ProcessLookupError:
                pass
        for _ in range(20):
            ours = {pid for pid in ours if Path(f"/proc/{pid}").exists()}
            if not ours:
                break
            time.sleep(0.1)
    for ns in namespaces:
        run("ip", "netns", "del", ns)
    shutil.rmtree(RUN, ignore_errors=True)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["up"]:
            print(json.dumps(up(), indent=1))
        case ["down"]:
            down()
        case ["cut", device, port]:
            run("ip", "-n", PREFIX + device, "link", "set", port, "down")
        case _:
            sys.exit(__doc__)
