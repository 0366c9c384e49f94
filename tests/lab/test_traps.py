#!/usr/bin/env python3
"""Traps and informs of net-snmp: `test_traps.py TRAP_RECEIVER_BINARY`, as root. See lab.py for the network.

First snmptrap and snmpinform of every version against the listener on the loopback interface; then real agents in
namespaces, of which one sends traps, one informs, and one both in v3, while cables are cut and mended.
"""

import json
import subprocess
import sys
import time
import unittest

import lab

BINARY = None
USERS = {
    "plain": ["-l", "noAuthNoPriv", "-u", "plain"],
    "signed": ["-l", "authNoPriv", "-u", "signed", "-a", "SHA", "-A", "maplesyrup"],
    "sealed": ["-l", "authPriv", "-u", "sealed", "-a", "SHA-256", "-A", "maplesyrup", "-x", "AES", "-X", "wood-and-water"],
}
SW3 = "0x80001f8804" + b"sw3".hex()
LISTENER = "0x8000000005" + b"listener".hex()  # as in trap_receiver.rs
LINK_DOWN = ".1.3.6.1.6.3.1.1.5.3"
IF_INDEX = [".1.3.6.1.2.1.2.2.1.1.7", "i", "7"]


class Receiver:
    """The listener, in a namespace where one is named."""

    def __init__(self, listen, *arguments, namespace=None):
        command = [BINARY, listen, *arguments]
        if namespace:
            command = ["ip", "netns", "exec", namespace, *command]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.address = self.process.stdout.readline().strip()

    def end(self):
        """Everything that arrived, and the statistics."""
        out, _ = self.process.communicate(timeout=20)
        *lines, statistics = map(json.loads, out.splitlines())
        return lines, statistics


def net_snmp(tool, *arguments):
    return subprocess.run([tool, *arguments], capture_output=True, text=True, timeout=30, env={"MIBS": "", "PATH": "/usr/bin:/bin"})


class CommandLine(unittest.TestCase):
    def setUp(self):
        self.receiver = Receiver("127.0.0.1:0")
        self.addCleanup(self.receiver.process.stdout.close)

    def send(self, tool, *arguments, to=None, ok=True):
        sent = net_snmp(tool, *arguments)
        self.assertEqual(sent.returncode == 0, ok, (tool, arguments, sent.stderr))

    def received(self):
        time.sleep(0.3)
        return self.receiver.end()

    def test_v1_generic_and_specific(self):
        to = self.receiver.address
        self.send("snmptrap", "-v1", "-c", "public", to, ".1.3.6.1.4.1.8072.3", "10.0.0.9", "2", "0", "4711", *IF_INDEX)
        self.send("snmptrap", "-v1", "-c", "public", to, ".1.3.6.1.4.1.8072.3", "10.0.0.9", "6", "17", "")
        self.send("snmptrap", "-v1", "-c", "wrong", to, ".1.3.6.1.4.1.8072.3", "10.0.0.9", "2", "0", "")
        (down, specific), statistics = self.received()
        self.assertEqual((down["kind"]["kind"], down["kind"]["interface"], down["uptime"]), ("link-down", 7, 4711))
        self.assertEqual((down["agent"], down["version"], down["enterprise"]), ("10.0.0.9", "v1", "1.3.6.1.4.1.8072.3"))
        self.assertEqual(specific["trap_oid"], "1.3.6.1.4.1.8072.3.0.17")
        self.assertEqual(statistics["denied_community"], 1)

    def test_v2c_trap_and_inform(self):
        to = self.receiver.address
        self.send("snmptrap", "-v2c", "-c", "public", to, "", LINK_DOWN, *IF_INDEX)
        self.send("snmpinform", "-v2c", "-c", "public", to, "", LINK_DOWN, *IF_INDEX)
        self.send("snmpinform", "-v2c", "-c", "wrong", "-r", "0", "-t", "0.3", to, "", LINK_DOWN, ok=False)
        lines, statistics = self.received()
        self.assertEqual([line["inform"] for line in lines], [False, True])
        self.assertEqual(statistics["acknowledged"], 1)

    def test_v3_traps_at_every_level(self):
        to = self.receiver.address
        for user in USERS:
            self.send("snmptrap", "-v3", "-e", "0x8000000001020304", *USERS[user], to, "", LINK_DOWN, *IF_INDEX)
        wrong = ["mapleleaves" if word == "maplesyrup" else word for word in USERS["signed"]]
        self.send("snmptrap", "-v3", "-e", "0x8000000001020304", *wrong, to, "", LINK_DOWN)
        lines, statistics = self.received()
        self.assertEqual([(line["user"], line["protection"]) for line in lines],
                         [("plain", "none"), ("signed", "authenticated"), ("sealed", "encrypted")])
        self.assertEqual(statistics["wrong_digest"], 1)

    def test_v3_informs_at_every_level_are_acknowledged(self):
        to = self.receiver.address
        for user in USERS:
            self.send("snmpinform", "-v3", *USERS[user], to, "", LINK_DOWN, *IF_INDEX)
        wrong = ["mapleleaves" if word == "maplesyrup" else word for word in USERS["sealed"]]
        self.send("snmpinform", "-v3", *wrong, "-r", "0", "-t", "0.5", to, "", LINK_DOWN, ok=False)
        lines, statistics = self.received()
        self.assertEqual([(line["user"], line["inform"]) for line in lines], [(user, True) for user in USERS])
        self.assertEqual((statistics["acknowledged"], statistics["discoveries"] >= 3), (3, True))


class RealAgents(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        sinks = {
            "sw1": "trap2sink 10.98.0.250:162 public\n",
            "sw2": "informsink 10.98.0.250:162 public\n",
            # Of a trap snmpd wants to be told its own engine id; of an inform the listener's, as nobody listens yet.
            "sw3": f"exactEngineID {SW3}\ntrapsess -v3 -e {SW3} {' '.join(USERS['sealed'])} 10.98.0.250:162\n",
            "rtr": f"trapsess -Ci -v3 -e {LISTENER} {' '.join(USERS['signed'])} 10.98.0.250:162\n",
        }
        lab.up(sinks)

    @classmethod
    def tearDownClass(cls):
        lab.down()

    def test_the_traps_of_cut_cables_arrive_typed_and_are_of_the_right_link(self):
        receiver = Receiver("0.0.0.0:162", "10.98.0.0/24", namespace=lab.PREFIX + "nms")
        self.addCleanup(receiver.process.stdout.close)
        cables = [("sw1", "p1", "sw2", "p1"), ("sw3", "p2", "sw1", "p2"), ("sw1", "p3", "rtr", "e0")]
        for state in ("down", "up"):
            for device, port, _, _ in cables:
                lab.run("ip", "-n", lab.PREFIX + device, "link", "set", port, state)
            time.sleep(5)
        lines, statistics = receiver.end()
        heard = {(line["kind"]["kind"], line["source"], frozenset(line["link"])) for line in lines if line["link"]}
        address = {name: f"10.98.0.{device[1]}" for name, device in lab.DEVICES.items()}
        for kind in ("link-down", "link-up"):
            for a, a_port, b, b_port in cables:
                for end in (a, b):
                    told = (kind, address[end], frozenset((f"{a} {a_port}", f"{b} {b_port}")))
                    self.assertIn(told, heard, statistics)
        forms = {(line["source"], line["version"], line["inform"], line["protection"]) for line in lines}
        self.assertLessEqual({
            (address["sw1"], "v2c", False, "none"), (address["sw2"], "v2c", True, "none"),
            (address["sw3"], "v3", False, "encrypted"), (address["rtr"], "v3", True, "authenticated"),
        }, forms)
        self.assertEqual([statistics[word] for word in ("malformed", "queue_full", "wrong_digest")], [0, 0, 0])


if __name__ == "__main__":
    BINARY = sys.argv.pop(1)
    unittest.main(verbosity=2)
