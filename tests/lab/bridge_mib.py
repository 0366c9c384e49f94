#!/usr/bin/env python3
"""BRIDGE-MIB and Q-BRIDGE-MIB FDB (RFC 4188, RFC 4363) of a Linux bridge, for snmpd's `pass_persist`.

The kernel's own view, read anew at most once a second. The protocol is three lines in, three lines out: see
snmpd.conf(5), `pass_persist`.
"""

import json
import subprocess
import sys
import time
from bisect import bisect_right
from pathlib import Path

ROOT = (1, 3, 6, 1, 2, 1, 17)
STP_STATES = {0: 1, 1: 3, 2: 4, 3: 5, 4: 2}  # kernel's BR_STATE_* to dot1dStpPortState


def octets(data):
    return "octet", " ".join(f"{byte:02x}" for byte in data)


def mac_octets(text):
    return bytes(int(part, 16) for part in text.split(":"))


def bridge_id(text):
    priority, address = text.split(".")
    return octets(bytes.fromhex(priority) + bytes.fromhex(address))


class Bridge:
    def __init__(self, name):
        self.name = name
        self.sys = Path("/sys/class/net")

    def read(self, *parts):
        return self.sys.joinpath(*parts).read_text().strip()

    def ports(self):
        members = (self.sys / self.name / "brif").iterdir()
        return {member.name: int(self.read(member.name, "brport", "port_no"), 16) for member in members}

    def objects(self):
        """Every object as {suffix: (type, value)}."""
        found = {}
        ports = self.ports()
        bridge = lambda leaf: self.read(self.name, "bridge", leaf)
        found[1, 1, 0] = octets(mac_octets(self.read(self.name, "address")))
        found[1, 2, 0] = "integer", len(ports)
        found[1, 3, 0] = "integer", 2
        if bridge("stp_state") != "0":
            found[2, 1, 0] = "integer", 3
            found[2, 2, 0] = "integer", bridge("priority")
            found[2, 5, 0] = bridge_id(bridge("root_id"))
            found[2, 6, 0] = "integer", bridge("root_path_cost")
            found[2, 7, 0] = "integer", bridge("root_port")
        for name, number in ports.items():
            found[1, 4, 1, 1, number] = "integer", number
            found[1, 4, 1, 2, number] = "integer", self.read(name, "ifindex")
            if bridge("stp_state") != "0":
                self.stp_port(found, name, number)
        self.forwarding(found, ports)
        return found

    def stp_port(self, found, name, number):
        port = lambda leaf: self.read(name, "brport", leaf)
        row = (2, 15, 1)
        found[*row, 1, number] = "integer", number
        found[*row, 2, number] = "integer", port("priority")
        found[*row, 3, number] = "integer", STP_STATES[int(port("state"))]
        found[*row, 4, number] = "integer", 1
        found[*row, 5, number] = "integer", port("path_cost")
        found[*row, 6, number] = bridge_id(port("designated_root"))
        found[*row, 7, number] = "integer", port("designated_cost")
        found[*row, 8, number] = bridge_id(port("designated_bridge"))
        found[*row, 9, number] = octets(int(port("designated_port")).to_bytes(2, "big"))

    def forwarding(self, found, ports):
        shown = subprocess.run(["bridge", "-j", "fdb", "show", "br", self.name], capture_output=True, text=True).stdout
        for entry in json.loads(shown or "[]"):
            address = tuple(mac_octets(entry["mac"]))
            if entry.get("master") != self.name or "vlan" in entry or address[0] & 1:
                continue
            status = 4 if entry.get("state") == "permanent" else 3
            found[4, 3, 1, 1, *address] = octets(bytes(address))
            found[4, 3, 1, 2, *address] = "integer", ports.get(entry["ifname"], 0)
            found[4, 3, 1, 3, *address] = "integer", status


def answer(bridge):
    objects, order, read_at = {}, [], 0.0
    for line in iter(sys.stdin.readline, ""):
        command = line.strip().lower()
        if command == "ping":
            print("PONG", flush=True)
            continue
        if command not in ("get", "getnext", "set"):
            continue
        name = tuple(int(arc) for arc in sys.stdin.readline().strip().strip(".").split("."))
        if command == "set":
            sys.stdin.readline()
            print("not-writable", flush=True)
            continue
        if time.monotonic() - read_at > 1:
            objects = {ROOT + suffix: value for suffix, value in bridge.objects().items()}
            order, read_at = sorted(objects), time.monotonic()
        if command == "getnext":
            position = bisect_right(order, name)
            name = order[position] if position < len(order) else None
        if name in objects:
            kind, value = objects[name]
            print("." + ".".join(map(str, name)), kind, value, sep="\n", flush=True)
        else:
            print("NONE", flush=True)


if __name__ == "__main__":
    answer(Bridge(sys.argv[1]))
