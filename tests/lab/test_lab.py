#!/usr/bin/env python3
"""The main job against real agents: `test_lab.py MAP_A_SITE_BINARY`, as root. See lab.py for the network."""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import lab

BINARY = None


def map_a_site(*arguments):
    return subprocess.run(["ip", "netns", "exec", lab.PREFIX + "nms", BINARY, *arguments],
                          capture_output=True, text=True, timeout=120)


class RealAgents(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.truth = lab.up()
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "out.json"
            cls.ran = map_a_site(cls.truth["range"], "--community", "public", "--json", str(out))
            cls.map = json.loads(out.read_text()) if out.exists() else None

    @classmethod
    def tearDownClass(cls):
        lab.down()

    def setUp(self):
        self.assertEqual(self.ran.returncode, 0, self.ran.stderr)
        self.nodes = {node["id"]: node for node in self.map["nodes"]}

    def end(self, end):
        """A link's end as the lab's wiring names it: by name, or by MAC address for a silent host."""
        for mac in self.nodes[end["node"]].get("macs", []):
            for name, host in self.truth["silent"].items():
                if mac == host["mac"]:
                    return name, "eth0"
        return end["device"], end["port"]

    def links(self):
        return {frozenset((self.end(link["a"]), self.end(link["b"]))): link for link in self.map["links"] if link["layer"] == "l2"}

    def test_every_snmp_device_is_found(self):
        polled = sorted(node["name"] for node in self.map["nodes"] if node["polled"])
        self.assertEqual(polled, self.truth["snmp"])

    def test_the_links_are_the_cables_and_nothing_else(self):
        cables = {frozenset(((a, a_port), (b, b_port))) for a, a_port, b, b_port in self.truth["links"]}
        self.assertEqual(set(self.links()), cables)

    def test_cables_between_speakers_are_confirmed(self):
        for link in self.links().values():
            both = all(self.nodes[link[side]["node"]]["polled"] for side in "ab")
            if both:
                self.assertEqual(link["strength"], "confirmed", link)

    def test_blocked_links_are_blocked_and_the_rest_forwards(self):
        blocked = {tuple(end) for end in self.truth["blocked"]}
        bridges = {name for name, device in lab.DEVICES.items() if device[0] == "bridge"}
        self.assertTrue(blocked, "spanning tree blocks a port of a ring")
        for ends, link in self.links().items():
            if {name for name, _ in ends} <= bridges:
                self.assertEqual(link["state"], "blocked" if blocked & set(ends) else "forwarding", link)

    def test_a_silent_host_stands_on_its_port_with_its_address(self):
        for name, host in self.truth["silent"].items():
            node = next(node for node in self.map["nodes"] if host["mac"] in node["macs"])
            self.assertIn(host["ip"], node["addresses"])
            self.assertIn(frozenset(((host["switch"], host["port"]), (name, "eth0"))), self.links())

    def test_hosts_behind_an_unmanaged_switch_share_a_segment(self):
        shared = self.truth["shared"]
        for segment in self.map["segments"]:
            ends = [(end["device"], end["port"]) for end in segment["members"]]
            if (shared["device"], shared["port"]) in ends:
                macs = {mac for end in segment["members"] for mac in self.nodes[end["node"]]["macs"]}
                self.assertLessEqual(set(shared["hosts"]), macs)
                return
        self.fail(f"no segment at {shared['device']} {shared['port']}: {self.map['segments']}")

    def test_a_wrong_community_says_so(self):
        ran = map_a_site("10.98.0.11", "--community", "wrong")
        self.assertNotEqual(ran.returncode, 0)
        self.assertIn("10.98.0.11", ran.stderr)
        self.assertNotIn("wrong", ran.stderr.replace("wrong community", ""), "a community is a secret")

    def test_an_unreachable_host_says_so(self):
        ran = map_a_site("10.98.0.77", "--community", "public")
        self.assertNotEqual(ran.returncode, 0)
        self.assertIn("10.98.0.77", ran.stderr)


if __name__ == "__main__":
    BINARY = str(Path(sys.argv.pop(1)).resolve())
    unittest.main(verbosity=1)
