#!/usr/bin/env python3
"""Makes enterprises.tsv, if-types.tsv and oui.tsv, which core/src/mib/names.rs includes.

    make-names.py enterprises /usr/share/misc/enterprise-numbers.txt > enterprises.tsv
    make-names.py if-types    .../pysnmp_mibs/IANAifType-MIB.py      > if-types.tsv
    make-names.py oui         .../oui-data/index.json                > oui.tsv

Sources: two registries of IANA, whose contents IANA dedicates to the public domain (CC0 1.0), and the public
listing of the IEEE Registration Authority:
- Private Enterprise Numbers: the registry's text as the Debian package `ipmitool` ships it unchanged
  (1.8.19-4+deb12u2: registry of 2024-05-16).
- IANAifType-MIB: as compiled in the Python package `pysnmp-mibs` (0.1.6: revision of 2014-09-24 and the
  assignments up to 280).
- MA-L, MA-M and MA-S assignments: as the npm package `oui-data` (2.1.9, BSD-2-Clause) has them.

Lines are `number<TAB>name`, ascending by number, or `prefix<TAB>name` with the prefix in hexadecimal digits,
ascending as text. Entries without a holder, or with one that the registry keeps private, are left out.
"""

import json
import re
import sys


def enterprises(text):
    number = None
    for line in text.splitlines():
        if re.fullmatch(r"\d+", line):
            number = int(line)
        elif number is not None:
            yield number, line
            number = None


def if_types(text):
    body = re.search(r"class IANAifType\(.*?NamedValues\((.*?)\)\)\s*\n", text, re.S).group(1)
    for name, number in re.findall(r'\("?([A-Za-z0-9]+)"?,\s*(\d+)\)', body):
        yield int(number), name


def oui(text):
    for prefix, holder in json.loads(text).items():
        yield prefix.lower(), holder.splitlines()[0]


def main():
    what, path = sys.argv[1:]
    text = open(path, encoding="utf-8", errors="replace").read()
    found = {}
    for number, name in {"enterprises": enterprises, "if-types": if_types, "oui": oui}[what](text):
        name = " ".join(name.split())
        if name and name.strip("-").lower() not in {"none", "private", "reserved", "unassigned"}:
            found.setdefault(number, name)
    for number, name in sorted(found.items()):
        print(f"{number}\t{name}")


main()
