"""The native half of netwarden; private. Use the package `netwarden`."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, ClassVar, final

from ._words import *

# ---- generated types ----

@final
class Alternative:
    """Another reading of the same evidence."""
    @property
    def a(self) -> End:
        """One end."""
        ...
    @property
    def b(self) -> End:
        """The other."""
        ...
    @property
    def confidence(self) -> float:
        """Its confidence, 0 to 1."""
        ...
    @property
    def text(self) -> str:
        """Why it lost."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class ArpEntry:
    """An ARP or ND entry (`ipNetToMediaTable`, `ipNetToPhysicalTable`)."""
    @property
    def interface(self) -> int:
        """The interface behind which the neighbor is."""
        ...
    @property
    def address(self) -> str:
        """Its IP address."""
        ...
    @property
    def mac(self) -> str:
        """Its MAC address."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class BridgeId:
    """A spanning tree bridge identifier (IEEE 802.1D §9.2.5): a priority and a MAC address."""
    @property
    def priority(self) -> int:
        """Priority, including the system id extension (VLAN or instance) in the low 12 bits."""
        ...
    @property
    def mac(self) -> str:
        """The bridge's address."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class BridgeInfo:
    """What a bridge says (BRIDGE-MIB, Q-BRIDGE-MIB)."""
    @property
    def base_mac(self) -> str | None:
        """`dot1dBaseBridgeAddress`."""
        ...
    @property
    def num_ports(self) -> int | None:
        """`dot1dBaseNumPorts`."""
        ...
    @property
    def ports(self) -> tuple[BridgePortInfo, ...]:
        """Ports and the interface that each stands for."""
        ...
    @property
    def spanning_trees(self) -> tuple[SpanningTree, ...]:
        """Spanning trees: one, or one per VLAN."""
        ...
    @property
    def fdb(self) -> tuple[FdbEntry, ...]:
        """The forwarding tables of all VLANs."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class BridgePortInfo:
    """A bridge port (`dot1dBasePortTable`, `dot1qPortVlanTable`)."""
    @property
    def port(self) -> int:
        """`dot1dBasePort`."""
        ...
    @property
    def interface(self) -> int | None:
        """`dot1dBasePortIfIndex`, where the agent says; else `None` (equal numbers are likely but not sure)."""
        ...
    @property
    def pvid(self) -> int | None:
        """`dot1qPvid`: VLAN of untagged frames."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class CdpNeighbor:
    """A row of `cdpCacheTable`."""
    @property
    def interface(self) -> int:
        """`cdpCacheIfIndex`: the local interface."""
        ...
    @property
    def device_id(self) -> str:
        """`cdpCacheDeviceId`: usually a host name, sometimes `name(serial)` or a MAC address."""
        ...
    @property
    def port(self) -> str:
        """`cdpCacheDevicePort`: the far interface's name, long or short."""
        ...
    @property
    def platform(self) -> str | None:
        """`cdpCachePlatform`."""
        ...
    @property
    def address(self) -> str | None:
        """`cdpCacheAddress`, where it is an IP address."""
        ...
    @property
    def capabilities(self) -> int | None:
        """`cdpCacheCapabilities`: bit 0 router, 1 transparent bridge, 2 source-route bridge, 3 switch, 4 host, 5 IGMP, 6 repeater, 7 phone."""
        ...
    @property
    def native_vlan(self) -> int | None:
        """`cdpCacheNativeVLAN`."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class DeviceSnapshot:
    """What one device said of itself in one visit: everything that topology, rates and reports need,
    in plain words with units, independent of the MIB it came from.
    """
    @property
    def id(self) -> str:
        """Stable within a site: the address that it was asked at, or the name of the recording."""
        ...
    @property
    def name(self) -> str:
        """For people: `sysName` of a live device, else the id; the recording's name for a recording."""
        ...
    @property
    def kind(self) -> DeviceKind:
        """What it seems to be, judged from services, bridge ports, interface types and capabilities."""
        ...
    @property
    def address(self) -> str | None:
        """The address that answered, where there is one."""
        ...
    @property
    def polled_at(self) -> datetime:
        """When the visit began."""
        ...
    @property
    def system(self) -> SystemInfo:
        """The `system` group."""
        ...
    @property
    def interfaces(self) -> tuple[Interface, ...]:
        """Interfaces by `ifIndex`, ascending."""
        ...
    @property
    def addresses(self) -> tuple[InterfaceAddress, ...]:
        """IP addresses of this device, with the interface that bears them."""
        ...
    @property
    def bridge(self) -> BridgeInfo | None:
        """Bridge data, where the device is a bridge."""
        ...
    @property
    def vlans(self) -> tuple[Vlan, ...]:
        """VLANs configured."""
        ...
    @property
    def lldp(self) -> LldpInfo | None:
        """LLDP's view of itself and its neighbors."""
        ...
    @property
    def cdp(self) -> tuple[CdpNeighbor, ...]:
        """CDP neighbors."""
        ...
    @property
    def arp(self) -> tuple[ArpEntry, ...]:
        """ARP and ND entries."""
        ...
    @property
    def lags(self) -> tuple[Lag, ...]:
        """Aggregated interfaces and their members."""
        ...
    @property
    def coverage(self) -> tuple[TableCoverage, ...]:
        """Which tables were read, how many rows, and why one is incomplete. Absence of a row means
        something only where its table is complete.
        """
        ...
    @property
    def faults(self) -> tuple[SnapshotFault, ...]:
        """Rows that did not parse, and other oddities; the rest of the snapshot stands."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class End:
    """One end of a link or a member of a segment."""
    @property
    def node(self) -> str:
        """The node's id."""
        ...
    @property
    def device(self) -> str:
        """The node's name."""
        ...
    @property
    def port(self) -> str | None:
        """`ifName`, or what neighbors call it; `None` where the port is not known."""
        ...
    @property
    def if_index(self) -> int | None:
        """`ifIndex`, where it is known."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class FdbEntry:
    """One learned or configured address (`dot1dTpFdbTable`, `dot1qTpFdbTable`)."""
    @property
    def mac(self) -> str:
        """The address."""
        ...
    @property
    def port(self) -> int:
        """Where it was seen; 0 means that the bridge knows the address but not the port."""
        ...
    @property
    def vlan(self) -> int | None:
        """The VLAN, where the table is per VLAN."""
        ...
    @property
    def status(self) -> FdbStatus:
        """How it got here."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Interface:
    """One interface (IF-MIB, RFC 2863)."""
    @property
    def index(self) -> int:
        """`ifIndex`."""
        ...
    @property
    def name(self) -> str:
        """`ifName`, else `ifDescr`, else the index in decimal."""
        ...
    @property
    def description(self) -> str | None:
        """`ifDescr`."""
        ...
    @property
    def alias(self) -> str | None:
        """`ifAlias`: what the operator wrote."""
        ...
    @property
    def if_type(self) -> int | None:
        """`ifType` by IANA number."""
        ...
    @property
    def mac(self) -> str | None:
        """`ifPhysAddress`, where it is a MAC address."""
        ...
    @property
    def speed_bps(self) -> int | None:
        """`ifHighSpeed` in bit/s where it is there, else `ifSpeed`."""
        ...
    @property
    def mtu(self) -> int | None:
        """`ifMtu` in octets."""
        ...
    @property
    def admin(self) -> IfStatus:
        """`ifAdminStatus`."""
        ...
    @property
    def oper(self) -> IfStatus:
        """`ifOperStatus`."""
        ...
    @property
    def last_change(self) -> timedelta | None:
        """`ifLastChange`: `sysUpTime` when the state last changed."""
        ...
    @property
    def counters(self) -> InterfaceCounters:
        """Counters at the time of the visit."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class InterfaceAddress:
    """An IP address of the device."""
    @property
    def interface(self) -> int:
        """The interface that bears it."""
        ...
    @property
    def address(self) -> str:
        """The address."""
        ...
    @property
    def prefix_len(self) -> int | None:
        """Length of the network prefix in bits, where the agent says."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class InterfaceCounters:
    """Counters of one interface. `None` means that the agent does not have the counter."""
    @property
    def in_octets_32(self) -> int | None:
        """`ifInOctets`."""
        ...
    @property
    def out_octets_32(self) -> int | None:
        """`ifOutOctets`."""
        ...
    @property
    def in_octets_64(self) -> int | None:
        """`ifHCInOctets`."""
        ...
    @property
    def out_octets_64(self) -> int | None:
        """`ifHCOutOctets`."""
        ...
    @property
    def in_errors(self) -> int | None:
        """`ifInErrors`."""
        ...
    @property
    def out_errors(self) -> int | None:
        """`ifOutErrors`."""
        ...
    @property
    def in_discards(self) -> int | None:
        """`ifInDiscards`."""
        ...
    @property
    def out_discards(self) -> int | None:
        """`ifOutDiscards`."""
        ...
    @property
    def discontinuity(self) -> timedelta | None:
        """`ifCounterDiscontinuityTime`: `sysUpTime` at the last discontinuity."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Lag:
    """An aggregated interface."""
    @property
    def interface(self) -> int:
        """The aggregate."""
        ...
    @property
    def members(self) -> tuple[int, ...]:
        """Its members, ascending."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Link:
    """A cable, or the layer 3 adjacency over one."""
    @property
    def id(self) -> str:
        """A hash of the two ends: stable between runs."""
        ...
    @property
    def a(self) -> End:
        """The lesser end."""
        ...
    @property
    def b(self) -> End:
        """The greater end."""
        ...
    @property
    def layer(self) -> Layer:
        """Which layer it belongs to."""
        ...
    @property
    def state(self) -> LinkState:
        """Whether it forwards."""
        ...
    @property
    def strength(self) -> Strength:
        """How good the evidence is, as a rank."""
        ...
    @property
    def confidence(self) -> float:
        """How sure it is, 0 to 1."""
        ...
    @property
    def vlans(self) -> tuple[int, ...]:
        """VLANs that it is known to carry, sorted."""
        ...
    @property
    def lag(self) -> str | None:
        """The aggregate that this cable belongs to: a name that all members share, `a's LAG = b's LAG`."""
        ...
    @property
    def because(self) -> tuple[Reason, ...]:
        """Why."""
        ...
    @property
    def contradicting(self) -> tuple[Reason, ...]:
        """What speaks against it."""
        ...
    @property
    def alternatives(self) -> tuple[Alternative, ...]:
        """What else could explain the same evidence."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class LldpInfo:
    """LLDP-MIB, local and remote systems."""
    @property
    def chassis(self) -> LldpId | None:
        """`lldpLocChassisId`."""
        ...
    @property
    def sys_name(self) -> str | None:
        """`lldpLocSysName`."""
        ...
    @property
    def capabilities(self) -> int | None:
        """`lldpLocSysCapEnabled`: bit 0 other, 1 repeater, 2 bridge, 3 access point, 4 router, 5 telephone, 6 DOCSIS, 7 station."""
        ...
    @property
    def ports(self) -> tuple[LldpLocalPort, ...]:
        """`lldpLocPortTable`."""
        ...
    @property
    def neighbors(self) -> tuple[LldpNeighbor, ...]:
        """`lldpRemTable` with its management addresses."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class LldpLocalPort:
    """A row of `lldpLocPortTable`."""
    @property
    def port(self) -> int:
        """`lldpLocPortNum`."""
        ...
    @property
    def id(self) -> LldpId:
        """The id that this port announces."""
        ...
    @property
    def description(self) -> str | None:
        """`lldpLocPortDesc`."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class LldpNeighbor:
    """A row of `lldpRemTable`: what was heard on one local port."""
    @property
    def local_port(self) -> int:
        """`lldpRemLocalPortNum`; 0 where the device does not know (seen on MikroTik and Juniper)."""
        ...
    @property
    def chassis(self) -> LldpId:
        """`lldpRemChassisId`."""
        ...
    @property
    def port(self) -> LldpId:
        """`lldpRemPortId`."""
        ...
    @property
    def port_description(self) -> str | None:
        """`lldpRemPortDesc`."""
        ...
    @property
    def sys_name(self) -> str | None:
        """`lldpRemSysName`."""
        ...
    @property
    def sys_description(self) -> str | None:
        """`lldpRemSysDesc`."""
        ...
    @property
    def capabilities(self) -> int | None:
        """`lldpRemSysCapEnabled`, bits as in `LldpInfo.capabilities`."""
        ...
    @property
    def addresses(self) -> tuple[str, ...]:
        """`lldpRemManAddrTable`."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Node:
    """A device of the topology."""
    @property
    def id(self) -> str:
        """Unique within the topology and stable between runs: the snapshot's id for a polled device;
        `lldp:…`, `cdp:…` or `mac:…` for one that was only heard of or seen.
        """
        ...
    @property
    def name(self) -> str:
        """For people, and unique within the topology."""
        ...
    @property
    def kind(self) -> DeviceKind:
        """What it seems to be."""
        ...
    @property
    def polled(self) -> bool:
        """Whether it answered itself."""
        ...
    @property
    def sys_name(self) -> str | None:
        """`sysName` as the device or its neighbor says."""
        ...
    @property
    def description(self) -> str | None:
        """`sysDescr` as the device or its neighbor says."""
        ...
    @property
    def vendor(self) -> str | None:
        """Maker."""
        ...
    @property
    def addresses(self) -> tuple[str, ...]:
        """IP addresses, sorted."""
        ...
    @property
    def macs(self) -> tuple[str, ...]:
        """MAC addresses that identify it, sorted."""
        ...
    @property
    def ports(self) -> tuple[Port, ...]:
        """Ports: all of a polled device, those that were named of others."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Port:
    """A port of a node."""
    @property
    def name(self) -> str:
        """`ifName`, or what neighbors call it."""
        ...
    @property
    def if_index(self) -> int | None:
        """`ifIndex`, where it is known."""
        ...
    @property
    def alias(self) -> str | None:
        """`ifAlias`."""
        ...
    @property
    def mac(self) -> str | None:
        """MAC address."""
        ...
    @property
    def speed_bps(self) -> int | None:
        """Speed in bit/s."""
        ...
    @property
    def up(self) -> bool | None:
        """Whether it is up, where that is known."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Progress:
    """How far a long work is."""
    @property
    def phase(self) -> str:
        """What is being done: `asking`, `reading`, …"""
        ...
    @property
    def done(self) -> int:
        """Steps done."""
        ...
    @property
    def total(self) -> int:
        """Steps in all, as far as is known now."""
        ...
    @property
    def found(self) -> int:
        """Devices found so far."""
        ...
    @property
    def elapsed_ms(self) -> int:
        """Milliseconds since the start."""
        ...
    @property
    def left_ms(self) -> int | None:
        """Milliseconds left, where that can be told."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Reason:
    """One statement by one table of one device, in words."""
    @property
    def source(self) -> str:
        """The kind of evidence: `lldp`, `cdp`, `stp`, `fdb`, `arp`, `lag`, `subnet`, …"""
        ...
    @property
    def device(self) -> str:
        """The id of the device that said it."""
        ...
    @property
    def row(self) -> str:
        """The MIB table and row: `lldpRemTable 0.5.1`."""
        ...
    @property
    def text(self) -> str:
        """A sentence for people."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Segment:
    """A medium with more than two members."""
    @property
    def id(self) -> str:
        """A hash of its members: stable between runs."""
        ...
    @property
    def name(self) -> str:
        """For people: `hub at s1 p3`."""
        ...
    @property
    def members(self) -> tuple[End, ...]:
        """Ports and hosts on it, sorted."""
        ...
    @property
    def confidence(self) -> float:
        """How sure it is, 0 to 1."""
        ...
    @property
    def because(self) -> tuple[Reason, ...]:
        """Why."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class SnapshotFault:
    """Something of one table that could not be used."""
    @property
    def table(self) -> str:
        """The MIB's name of the table."""
        ...
    @property
    def index(self) -> str:
        """The row's index, dotted."""
        ...
    @property
    def reason(self) -> str:
        """What is wrong."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class SpanningTree:
    """One spanning tree instance as one bridge sees it (`dot1dStp`)."""
    @property
    def vlan(self) -> int | None:
        """The VLAN that was asked for; `None` for the common tree."""
        ...
    @property
    def priority(self) -> int | None:
        """`dot1dStpPriority`: with the base address it makes this bridge's own id."""
        ...
    @property
    def root(self) -> BridgeId | None:
        """`dot1dStpDesignatedRoot`."""
        ...
    @property
    def root_cost(self) -> int | None:
        """`dot1dStpRootCost`."""
        ...
    @property
    def root_port(self) -> int | None:
        """`dot1dStpRootPort`; `None` or 0 on the root itself."""
        ...
    @property
    def ports(self) -> tuple[StpPort, ...]:
        """`dot1dStpPortTable`."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class StpPort:
    """One row of `dot1dStpPortTable`."""
    @property
    def port(self) -> int:
        """`dot1dStpPort`."""
        ...
    @property
    def state(self) -> StpState:
        """`dot1dStpPortState`."""
        ...
    @property
    def path_cost(self) -> int | None:
        """`dot1dStpPortPathCost`."""
        ...
    @property
    def designated_bridge(self) -> BridgeId | None:
        """`dot1dStpPortDesignatedBridge`: the bridge that leads this segment to the root."""
        ...
    @property
    def designated_port(self) -> int | None:
        """`dot1dStpPortDesignatedPort`: that bridge's port, as the two octets on the wire (priority
        and number, split 8+8 or 4+12).
        """
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class SystemInfo:
    """The `system` group of SNMPv2-MIB (RFC 3418)."""
    @property
    def description(self) -> str | None:
        """`sysDescr`."""
        ...
    @property
    def object_id(self) -> str | None:
        """`sysObjectID`: the maker's identification of the product."""
        ...
    @property
    def vendor(self) -> str | None:
        """The maker, from the enterprise number in `object_id` (IANA)."""
        ...
    @property
    def uptime(self) -> timedelta | None:
        """`sysUpTime`: time since the agent started, wrapping at 497 days."""
        ...
    @property
    def contact(self) -> str | None:
        """`sysContact`."""
        ...
    @property
    def name(self) -> str | None:
        """`sysName`."""
        ...
    @property
    def location(self) -> str | None:
        """`sysLocation`."""
        ...
    @property
    def services(self) -> int | None:
        """`sysServices`: bit 0 is layer 1, bit 1 layer 2, bit 2 layer 3, bit 6 applications."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class TableCoverage:
    """What was read of one table."""
    @property
    def table(self) -> str:
        """The MIB's name of the table, such as `lldpRemTable`."""
        ...
    @property
    def vlan(self) -> int | None:
        """The VLAN context it was asked in, if any."""
        ...
    @property
    def rows(self) -> int:
        """Rows obtained."""
        ...
    @property
    def complete(self) -> bool:
        """Whether the agent's whole table was read."""
        ...
    @property
    def reason(self) -> str | None:
        """Why not, in words."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class TargetFailure:
    """A target of which nothing was obtained."""
    @property
    def target(self) -> str:
        """The address, name or file."""
        ...
    @property
    def code(self) -> str:
        """The error's code: `timed-out`, `unreachable`, `denied`, `malformed`, …"""
        ...
    @property
    def reason(self) -> str:
        """The error's message."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Unused:
    """A statement that no link uses."""
    @property
    def reason(self) -> Reason:
        """The statement."""
        ...
    @property
    def why(self) -> str:
        """Why it was not used."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Vlan:
    """A VLAN of the device."""
    @property
    def id(self) -> int:
        """The id."""
        ...
    @property
    def name(self) -> str | None:
        """The name, where one is set."""
        ...
    @property
    def egress(self) -> tuple[int, ...]:
        """Ports that send the VLAN, tagged or not."""
        ...
    @property
    def untagged(self) -> tuple[int, ...]:
        """Ports that send it untagged."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

# ---- end of generated types ----
