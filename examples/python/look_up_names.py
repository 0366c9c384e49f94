"""Names for numbers and numbers for names: those that are compiled in, and those of MIB files.

python examples/python/look_up_names.py [FILE OR FOLDER …]
"""

import sys

import netwarden as nw

if "--help" in sys.argv:
    print(__doc__)
    sys.exit()

ACME = """ACME-MIB DEFINITIONS ::= BEGIN
IMPORTS OBJECT-TYPE, enterprises FROM SNMPv2-SMI;
acme OBJECT IDENTIFIER ::= { enterprises 99999 }
acmeMode OBJECT-TYPE SYNTAX INTEGER { idle(1), running(2) } MAX-ACCESS read-only STATUS current
    DESCRIPTION "How it runs." ::= { acme 1 }
END
"""

names = nw.Names()
octets = names.lookup("IF-MIB::ifHCInOctets.3")
print(f"{octets} is {names.name_of(octets)}")
learned = names.lookup("dot1dTpFdbPort.00:1e:58:a3:2f:cd")
print(f"{learned} is {names.name_of(learned)}")
print(f"7 of ifOperStatus is {names.show('ifOperStatus.3', nw.SnmpValue('integer', 7))}")
try:
    names.lookup("ifhcinoctets.3")
except nw.errors.InvalidError as error:
    print(error)

if len(sys.argv) > 1:
    report = names.load(*sys.argv[1:], lenient=True)
    for fault in report.faults:
        print(f"{fault.file} line {fault.line}: {fault.reason}")
else:
    report = names.load(nw.MibFile("acme.mib", ACME))
    print(f"acmeMode.0 = {names.show('acmeMode.0', nw.SnmpValue('integer', 2))}")
print(f"{report.objects} objects of {', '.join(report.modules)}")
