"""The native half of netwarden; private. Use the package `netwarden`."""

import builtins
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from os import PathLike
from typing import Any, ClassVar, Literal, final

from typing_extensions import Buffer

from ._words import *
from ._options import Model, PortKey
from .session import CollectOptions

# ---- generated types ----

@final
class Ack:
    """What became of a batch."""
    @property
    def accepted(self) -> int:
        """How many were taken in."""
        ...
    @property
    def late(self) -> int:
        """How many were refused because the series has something of that time already, or they end before they begin."""
        ...
    @property
    def unfit(self) -> int:
        """How many were refused because they are longer than any archive keeps, or than 1,100,000 of the finest steps, or of
        another kind than the series.
        """
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Adjacency:
    """What two routers have with each other by one protocol."""
    @property
    def protocol(self) -> RoutingProtocol:
        """The protocol."""
        ...
    @property
    def state(self) -> RoutingState:
        """How far they have come; of two ends that differ, the lesser."""
        ...
    @property
    def area(self) -> str | None:
        """The OSPF area."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

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
class Ambiguous:
    """A key of identity that several polled devices have: it identifies none of them, and no neighbor row that has only
    this key is taken to be about one of them. Polled devices are never made one; where they share what one device alone
    should have, they may be the same one, asked at several addresses, and that is said.

    Addresses that routers share by design (VRRP, HSRP, GLBP, CARP), loopback and zero addresses, and the names, MAC
    addresses and serial numbers that makers give to all of their devices count as nobody's and are not listed.
    """
    @property
    def kind(self) -> AmbiguousKind:
        """What sort of key it is."""
        ...
    @property
    def key(self) -> str:
        """The key: `02:00:00:00:00:0a`, `192.0.2.1`, `core`."""
        ...
    @property
    def owners(self) -> tuple[str, ...]:
        """The ids of the devices that have it, sorted; the first 16 of them."""
        ...
    @property
    def count(self) -> int:
        """How many have it."""
        ...
    @property
    def why(self) -> str:
        """What follows."""
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
class Assertion:
    """Something that the spec asserts."""
    @property
    def what(self) -> str:
        """What is asserted: `body contains "Welcome"`."""
        ...
    @property
    def status(self) -> Status:
        """OK where it holds; UNKNOWN where it could not be judged."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Bill:
    """What is paid for a port's traffic over some time, such as a month."""
    @property
    def from_(self) -> datetime:
        """From when on."""
        ...
    @property
    def to(self) -> datetime:
        """Until when."""
        ...
    @property
    def rules(self) -> BillingRules:
        """By these rules."""
        ...
    @property
    def steps(self) -> int:
        """How many steps the time has."""
        ...
    @property
    def input(self) -> BilledDirection:
        """What was received."""
        ...
    @property
    def output(self) -> BilledDirection:
        """What was sent."""
        ...
    @property
    def greater_bps(self) -> float | None:
        """The greater of both directions' percentiles, bit/s; `None` where neither has one."""
        ...
    @property
    def of_greater_bps(self) -> float | None:
        """The percentile of the greater direction of each step, bit/s. Some contracts say this instead; it is never less."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class BilledDirection:
    """One direction of a `Bill`."""
    @property
    def bps(self) -> float | None:
        """The percentile, bit/s; `None` where no step has a value."""
        ...
    @property
    def measured_steps(self) -> int:
        """How many steps it was taken of."""
        ...
    @property
    def excluded_steps(self) -> int:
        """How many steps were left out, since too little of them was measured. They count as no traffic nor as any other."""
        ...
    @property
    def octets(self) -> int:
        """All octets that were counted in that time, those of excluded steps, too."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class BillingRules:
    """How a bill is made."""
    @property
    def step_ms(self) -> int:
        """Over which steps the traffic is averaged, in milliseconds; 5 minutes unless said."""
        ...
    @property
    def percent(self) -> float:
        """Which percentile is paid, 0 to 100; 95 unless said."""
        ...
    @property
    def method(self) -> PercentileMethod:
        """How it is taken; the nearest rank unless said."""
        ...
    @property
    def least_coverage_percent(self) -> int:
        """How much of a step must have been measured so that it is on the bill, 0 to 100 percent; 50 unless said."""
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
        """Spanning trees: one, one per VLAN, or one and its instances."""
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
class Cause:
    """Why a check is not OK. Its `Display` completes a sentence that starts with the target's name."""
    @property
    def code(self) -> Literal["name-not-found", "resolver-failed", "no-address", "address-denied", "refused", "timed-out", "unreachable", "closed", "protocol", "tls", "certificate-expires", "status-code", "keyword-missing", "keyword-present", "header-mismatch", "too-many-redirects", "bad-redirect", "too-slow", "unexpected-answer", "service-failed", "login-refused", "starttls-missing", "credentials-withheld", "secret-missing", "feature-missing", "proxy-failed", "silent", "parts-failed", "dnssec-bogus", "dnssec-insecure", "dnssec-indeterminate", "serials-differ", "domain-expires", "packet-loss", "answer-too-long", "encoded", "permission-missing", "local", "threshold-crossed", "not-evaluated"]:
        """Which of the cases it is."""
        ...
    @property
    def reason(self) -> str | None:
        """`name-not-found`: what the resolver said.
        `resolver-failed`: what the system said.
        `address-denied`: what kind of address that is.
        `unreachable`: what it said.
        `protocol`: what is wrong with it.
        `bad-redirect`: why not.
        `service-failed`: what it said.
        `login-refused`: what the service said.
        `credentials-withheld`: what is wrong.
        `proxy-failed`: why not.
        `dnssec-bogus`: what is wrong.
        `dnssec-indeterminate`: why not.
        `local`: what the system said.
        `not-evaluated`: why.
        """
        ...
    @property
    def family(self) -> str | None:
        """`no-address`: `IPv4` or `IPv6`."""
        ...
    @property
    def address(self) -> str | None:
        """`address-denied`: the address."""
        ...
    @property
    def phase(self) -> Phase | None:
        """`timed-out`: what was awaited.
        `closed`: what was going on.
        """
        ...
    @property
    def after_ms(self) -> int | None:
        """`timed-out`: milliseconds waited in all.
        `silent`: milliseconds waited.
        """
        ...
    @property
    def tls(self) -> TlsCause | None:
        """`tls`: why."""
        ...
    @property
    def days(self) -> int | None:
        """`certificate-expires`: whole days left.
        `domain-expires`: whole days left; negative where it has ended.
        """
        ...
    @property
    def status(self) -> int | None:
        """`status-code`: the status."""
        ...
    @property
    def keyword(self) -> str | None:
        """`keyword-missing`, `keyword-present`: the text."""
        ...
    @property
    def name(self) -> str | None:
        """`header-mismatch`: the header's name.
        `secret-missing`: the name.
        """
        ...
    @property
    def expected(self) -> str | None:
        """`header-mismatch`: what it must contain, where that was asked for.
        `unexpected-answer`: what is expected.
        """
        ...
    @property
    def found(self) -> str | None:
        """`header-mismatch`: what it says, where it is there.
        `unexpected-answer`: what came.
        """
        ...
    @property
    def limit(self) -> int | None:
        """`too-many-redirects`: how many are allowed.
        `answer-too-long`: the limit in bytes.
        """
        ...
    @property
    def location(self) -> str | None:
        """`bad-redirect`: where to."""
        ...
    @property
    def total_ms(self) -> float | None:
        """`too-slow`: milliseconds taken."""
        ...
    @property
    def feature(self) -> str | None:
        """`feature-missing`: the Cargo feature that has it."""
        ...
    @property
    def failed(self) -> int | None:
        """`parts-failed`: how many."""
        ...
    @property
    def total(self) -> int | None:
        """`parts-failed`: of how many."""
        ...
    @property
    def newest(self) -> int | None:
        """`serials-differ`: the serial number of the newest."""
        ...
    @property
    def oldest(self) -> int | None:
        """`serials-differ`: the serial number of the oldest."""
        ...
    @property
    def percent(self) -> float | None:
        """`packet-loss`: the part that was lost, in percent."""
        ...
    @property
    def encoding(self) -> str | None:
        """`encoded`: the `Content-Encoding`."""
        ...
    @property
    def remedy(self) -> str | None:
        """`permission-missing`: what to do about it."""
        ...
    @property
    def value(self) -> float | None:
        """`threshold-crossed`: the value."""
        ...
    @property
    def unit(self) -> str | None:
        """`threshold-crossed`: its unit."""
        ...
    @property
    def range(self) -> str | None:
        """`threshold-crossed`: the threshold, as the Monitoring Plugins guidelines write it."""
        ...
    @property
    def text(self) -> str:
        """A sentence for people."""
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
class CertificateFacts:
    """A certificate (RFC 5280)."""
    @property
    def subject(self) -> str:
        """The subject's distinguished name."""
        ...
    @property
    def issuer(self) -> str:
        """The issuer's distinguished name."""
        ...
    @property
    def names(self) -> tuple[str, ...]:
        """The DNS names and addresses that it is for (`subjectAltName`)."""
        ...
    @property
    def not_before(self) -> datetime:
        """The beginning of its validity."""
        ...
    @property
    def not_after(self) -> datetime:
        """The end of its validity."""
        ...
    @property
    def serial(self) -> str:
        """The serial number in hexadecimal."""
        ...
    @property
    def key(self) -> str:
        """The key, such as `RSA 2048` or `EC P-256`."""
        ...
    @property
    def is_ca(self) -> bool:
        """Whether it may issue certificates (`basicConstraints`)."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Change:
    """One difference between two topologies. It prints as a sentence."""
    @property
    def kind(self) -> Literal["node-added", "node-removed", "node-renamed", "node-identified", "nodes-merged", "node-split", "no-answer", "answers", "addresses-changed", "link-added", "link-removed", "unseen", "moved", "lag-member-lost", "lag-member-added", "state-changed", "strength-changed", "vlans-changed", "segment-added", "segment-removed", "segment-changed", "flapping", "steady"]:
        """Which of the cases it is."""
        ...
    @property
    def node(self) -> Element | None:
        """`node-added`: the node.
        `node-removed`: the node.
        `node-renamed`: the node.
        `node-identified`: the node.
        `nodes-merged`: the one.
        `no-answer`: the device.
        `answers`: the device.
        `addresses-changed`: the node.
        """
        ...
    @property
    def was(self) -> str | Element | tuple[Element, ...] | None:
        """`node-renamed`: its name before.
        `node-identified`: what it was.
        `nodes-merged`: what they were.
        `node-split`: what they were.
        """
        ...
    @property
    def nodes(self) -> tuple[Element, ...] | None:
        """`node-split`: the nodes."""
        ...
    @property
    def added(self) -> tuple[str, ...] | tuple[int, ...] | None:
        """`addresses-changed`, `vlans-changed`: those that came."""
        ...
    @property
    def removed(self) -> tuple[str, ...] | tuple[int, ...] | None:
        """`addresses-changed`, `vlans-changed`: those that went."""
        ...
    @property
    def link(self) -> Element | None:
        """`link-added`: the link.
        `link-removed`: the link.
        `lag-member-lost`: the member.
        `lag-member-added`: the member.
        `state-changed`: the link.
        `strength-changed`: the link.
        `vlans-changed`: the link.
        """
        ...
    @property
    def element(self) -> Element | None:
        """`unseen`: the link or the segment.
        `flapping`: the device, link or segment.
        `steady`: the device, link or segment.
        """
        ...
    @property
    def silent(self) -> tuple[Element, ...] | None:
        """`unseen`: the devices that do not answer, or not wholly."""
        ...
    @property
    def what(self) -> End | None:
        """`moved`: the end that stays."""
        ...
    @property
    def from_(self) -> End | None:
        """`moved`: the other end before."""
        ...
    @property
    def to(self) -> End | None:
        """`moved`: the other end after."""
        ...
    @property
    def lag(self) -> str | None:
        """`lag-member-lost`, `lag-member-added`: what its members are called."""
        ...
    @property
    def members(self) -> int | None:
        """`lag-member-lost`: how many are left.
        `lag-member-added`: how many there are.
        """
        ...
    @property
    def before(self) -> LinkState | Strength | None:
        """`state-changed`: before.
        `strength-changed`: the rank before.
        """
        ...
    @property
    def after(self) -> LinkState | Strength | None:
        """`state-changed`: after.
        `strength-changed`: the rank after.
        """
        ...
    @property
    def confidence_before(self) -> float | None:
        """`strength-changed`: the confidence before."""
        ...
    @property
    def confidence_after(self) -> float | None:
        """`strength-changed`: the confidence after."""
        ...
    @property
    def segment(self) -> Element | None:
        """`segment-added`, `segment-removed`, `segment-changed`: the segment."""
        ...
    @property
    def joined(self) -> tuple[End, ...] | None:
        """`segment-changed`: those that came."""
        ...
    @property
    def left(self) -> tuple[End, ...] | None:
        """`segment-changed`: those that went."""
        ...
    @property
    def changes(self) -> int | None:
        """`flapping`: changes within the window."""
        ...
    @property
    def window_ms(self) -> int | None:
        """`flapping`: the window in milliseconds."""
        ...
    @property
    def text(self) -> str:
        """A sentence for people."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Changes:
    """What devices said until they were quiet for a while (`TrapListener.next_changes`)."""
    @property
    def notifications(self) -> tuple[Notification, ...]:
        """All notifications, in the order of arrival."""
        ...
    @property
    def senders(self) -> tuple[str, ...]:
        """The addresses that told of a start, a link, a neighbor or the spanning tree, each once, ascending: the devices
        that are worth another visit. It is the address that a notification came from, never the one that it claims.
        """
        ...
    @property
    def links(self) -> tuple[LinkChange, ...]:
        """The cables that went down or came up, once `locate` was given a topology."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class CheckResult:
    """What a check came to."""
    @property
    def status(self) -> Status:
        """The worst status of all problems."""
        ...
    @property
    def cause(self) -> Cause | None:
        """The cause of that status; `None` where it is OK."""
        ...
    @property
    def summary(self) -> str:
        """A sentence for people, without the status."""
        ...
    @property
    def target(self) -> str:
        """What was checked."""
        ...
    @property
    def at(self) -> datetime:
        """When the attempt began."""
        ...
    @property
    def peer(self) -> str | None:
        """The address and port that were tried; the port is 0 for ICMP."""
        ...
    @property
    def timing(self) -> Timing:
        """How long each part took."""
        ...
    @property
    def tls(self) -> TlsFacts | None:
        """What TLS said, where it was spoken."""
        ...
    @property
    def hops(self) -> tuple[Hop, ...]:
        """The redirects that were followed, in order."""
        ...
    @property
    def http_status(self) -> int | None:
        """The HTTP status of the last answer, where there was one."""
        ...
    @property
    def facts(self) -> tuple[Fact, ...]:
        """What is good to know of the target."""
        ...
    @property
    def assertions(self) -> tuple[Assertion, ...]:
        """What the spec asserts, and whether it holds."""
        ...
    @property
    def parts(self) -> tuple[SubResult, ...]:
        """What its parts came to."""
        ...
    @property
    def perfdata(self) -> tuple[Perfdata, ...]:
        """What was measured."""
        ...
    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that is not as it should be, the worst first."""
        ...
    @property
    def plugin_output(self) -> str:
        """The line that a monitoring plugin prints: the result and the performance data."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class ChosenRows:
    """A device of which a poll asked for some rows only."""
    @property
    def device(self) -> int:
        """Its position in `PollBatch.devices`."""
        ...
    @property
    def rows(self) -> int:
        """How many rows were asked for, whether the device has them or not."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class ConfidenceBin:
    """Links of like confidence."""
    @property
    def links(self) -> float:
        """How many: links, and segments between ports."""
        ...
    @property
    def sure(self) -> float:
        """The sum of their confidences."""
        ...
    @property
    def right(self) -> float:
        """How many of them are right."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Contradiction:
    """Two statements, or a statement and a conclusion, that do not fit together."""
    @property
    def kind(self) -> ContradictionKind:
        """In what way."""
        ...
    @property
    def about(self) -> tuple[Element, ...]:
        """What it is about: links, segments, devices."""
        ...
    @property
    def text(self) -> str:
        """A sentence for people."""
        ...
    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The statements, where it is about such."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Delivery:
    """What became of a notice."""
    @property
    def failure(self) -> str | None:
        """Why it was not delivered; `None` where it was."""
        ...
    @property
    def took_ms(self) -> float:
        """How long it took, in milliseconds."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Delta:
    """What happened to a counter between two samples.

    After any of them the later sample is the next earlier one, except after `OutOfOrder`.
    """
    @property
    def kind(self) -> Literal["advanced", "wrapped", "discontinuity", "ambiguous", "out-of-order"]:
        """Which of the cases it is."""
        ...
    @property
    def count(self) -> int | None:
        """`advanced`, `wrapped`: it counted this much."""
        ...
    @property
    def cause(self) -> DiscontinuityCause | None:
        """`discontinuity`: the later value does not continue the earlier one."""
        ...
    @property
    def fewest_wraps(self) -> int | None:
        """`ambiguous`: the fewest wraps that explain the samples: 0 or 1."""
        ...
    @property
    def most_wraps(self) -> int | None:
        """`ambiguous`: the most wraps that the greatest rate allows."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Dependency:
    """A device, and the nearest thing that it cannot be reached without."""
    @property
    def device(self) -> Element:
        """The device."""
        ...
    @property
    def upstream(self) -> Element | None:
        """The nearest device or medium without which the station does not reach it; `None` for the station, and where
        `reachable` is false.
        """
        ...
    @property
    def link(self) -> Element | None:
        """The one link between the two, where there is no other."""
        ...
    @property
    def reachable(self) -> bool:
        """Whether any chain of links leads from the station to it."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Detour:
    """Another way between the ends of a path."""
    @property
    def hops(self) -> tuple[PathHop, ...]:
        """Link by link."""
        ...
    @property
    def unblocks(self) -> tuple[Element, ...]:
        """Blocked links that spanning tree would have to open."""
        ...
    @property
    def shared(self) -> tuple[Element, ...]:
        """What it shares with the path, and thus does not replace."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class DeviceCoverage:
    """What was read of a device at an end of a link."""
    @property
    def device(self) -> Element:
        """The device."""
        ...
    @property
    def polled(self) -> bool:
        """Whether it answered itself."""
        ...
    @property
    def sources(self) -> tuple[SourceCoverage, ...]:
        """What was read, by source; a source that is not listed was not asked for."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class DeviceRates:
    """The traffic of one device between two visits."""
    @property
    def device(self) -> str:
        """The device."""
        ...
    @property
    def ports(self) -> tuple[PortRate, ...]:
        """Its ports, as `rates` has them."""
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
    def discovered(self) -> tuple[DiscoveredNeighbor, ...]:
        """Neighbors by other discovery protocols of makers."""
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
    def routing(self) -> RoutingInfo | None:
        """Routing protocols, where any runs."""
        ...
    @property
    def lacp(self) -> tuple[LacpPort, ...]:
        """What LACP knows of ports that have a partner."""
        ...
    @property
    def hardware(self) -> tuple[HardwarePart, ...]:
        """What the device is made of."""
        ...
    @property
    def stack(self) -> tuple[StackMember, ...]:
        """The switches of a stack, by number; empty for a single device."""
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
class DeviceStatistics:
    """What an `Engine` sent to one device and received from it, and how fast that is."""
    @property
    def address(self) -> str:
        """The device's address and port."""
        ...
    @property
    def sent(self) -> int:
        """Datagrams sent, repeated ones included."""
        ...
    @property
    def retransmitted(self) -> int:
        """Datagrams sent again because no answer came in time."""
        ...
    @property
    def received(self) -> int:
        """Datagrams received."""
        ...
    @property
    def answered(self) -> int:
        """Requests answered."""
        ...
    @property
    def timed_out(self) -> int:
        """Requests given up, as no answer came in time."""
        ...
    @property
    def unreachable(self) -> int:
        """Requests given up, as the system could not send them, or as the network told that it does not deliver them
        (ICMP; on Linux and Android).
        """
        ...
    @property
    def stray(self) -> int:
        """Datagrams received that answer no request: unknown id, wrong source, version or community."""
        ...
    @property
    def late(self) -> int:
        """Datagrams received for a request that was over: duplicates, and answers after the last deadline."""
        ...
    @property
    def malformed(self) -> int:
        """Datagrams received that are not SNMP messages, or not whole ones."""
        ...
    @property
    def silences(self) -> int:
        """Requests in a row that nobody answered, up to now."""
        ...
    @property
    def round_trip_us(self) -> int | None:
        """The smoothed round trip in microseconds (SRTT of RFC 6298), once one was measured."""
        ...
    @property
    def variation_us(self) -> int | None:
        """How much round trips vary, in microseconds (RTTVAR of RFC 6298), once one was measured."""
        ...
    @property
    def timeout_ms(self) -> int:
        """How long the next request would wait for its answer before it is sent again, in milliseconds (RTO of
        RFC 6298).
        """
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class DiscontinuityCause:
    """Why a counter's later value does not continue its earlier one."""
    @property
    def kind(self) -> Literal["restarted", "declared", "decreased", "state-changed", "uptime-unknown", "speed-unknown", "too-fast", "width-changed", "replaced", "rolled-back", "reset"]:
        """Which of the cases it is."""
        ...
    @property
    def up_ms(self) -> int | None:
        """`restarted`: how long the agent had been up at the later sample, in milliseconds, where it says."""
        ...
    @property
    def text(self) -> str:
        """A sentence for people."""
        ...
    @property
    def code(self) -> str:
        """The stable code, the same in every language."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class DiscoveredNeighbor:
    """A neighbor by a maker's discovery protocol."""
    @property
    def protocol(self) -> DiscoveryProtocol:
        """How it was heard."""
        ...
    @property
    def interface(self) -> int:
        """The local interface; 0 where no interface has the slot and port that the table names."""
        ...
    @property
    def name(self) -> str | None:
        """Its name."""
        ...
    @property
    def mac(self) -> str | None:
        """The address of its chassis."""
        ...
    @property
    def port(self) -> str | None:
        """Its port, as it or the table names it: `ethernet1/1/2`, `1/2`."""
        ...
    @property
    def address(self) -> str | None:
        """Its IP address."""
        ...
    @property
    def platform(self) -> str | None:
        """Its hardware and software."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Element:
    """A device, a link or a shared medium of a topology."""
    @property
    def kind(self) -> ElementKind:
        """Which of them."""
        ...
    @property
    def id(self) -> str:
        """The id of the node, the link or the segment."""
        ...
    @property
    def name(self) -> str:
        """For people: `dist2`, `core1 Gi1/0/1 ── dist2 Te1/1`, `hub at s1 p3`."""
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
class EngineStatistics:
    """What an `Engine` sent and received since it was made."""
    @property
    def sent(self) -> int:
        """Datagrams sent, repeated ones included."""
        ...
    @property
    def retransmitted(self) -> int:
        """Datagrams sent again because no answer came in time."""
        ...
    @property
    def received(self) -> int:
        """Datagrams received."""
        ...
    @property
    def answered(self) -> int:
        """Requests answered."""
        ...
    @property
    def timed_out(self) -> int:
        """Requests given up, as no answer came in time."""
        ...
    @property
    def unreachable(self) -> int:
        """Requests given up, as the system could not send them, or as the network told that it does not deliver them
        (ICMP; on Linux and Android).
        """
        ...
    @property
    def stray(self) -> int:
        """Datagrams received that answer no request: unknown id, wrong source, version or community."""
        ...
    @property
    def late(self) -> int:
        """Datagrams received for a request that was over: duplicates, and answers after the last deadline."""
        ...
    @property
    def malformed(self) -> int:
        """Datagrams received that are not SNMP messages, or not whole ones."""
        ...
    @property
    def dropped(self) -> int:
        """Datagrams dropped by the sockets, as their receive buffers were full; known on Linux and Android only. Their
        requests are sent again.
        """
        ...
    @property
    def abandoned(self) -> int:
        """Requests whose caller no longer waits."""
        ...
    @property
    def in_flight(self) -> int:
        """Requests under way now."""
        ...
    @property
    def queued(self) -> int:
        """Requests and walks that wait for their turn now."""
        ...
    @property
    def devices(self) -> int:
        """Devices whose pace and statistics are remembered now."""
        ...
    @property
    def receive_buffer(self) -> int:
        """The receive buffers that the system granted, in bytes, one for each driver."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Explanation:
    """Why a link or a shared medium is in the topology, and what speaks against it.

    It prints as text of several lines for people.
    """
    @property
    def what(self) -> str:
        """What is concluded: `core1 Gi1/0/1 is cabled to dist2 Te1/1`."""
        ...
    @property
    def how_sure(self) -> str:
        """How sure it is, in words."""
        ...
    @property
    def confidence(self) -> float:
        """How sure it is, 0 to 1. Not calibrated yet: it ranks, it does not count."""
        ...
    @property
    def because(self) -> tuple[Reason, ...]:
        """The statements that speak for it."""
        ...
    @property
    def contradicting(self) -> tuple[Reason, ...]:
        """The statements that speak against it."""
        ...
    @property
    def alternatives(self) -> tuple[Alternative, ...]:
        """What else could explain the same statements."""
        ...
    @property
    def coverage(self) -> tuple[DeviceCoverage, ...]:
        """What was read of the devices at the ends."""
        ...
    @property
    def missing(self) -> tuple[MissingEvidence, ...]:
        """What is not known, or was looked for and is not there."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Fact:
    """Something good to know of the target, such as `server`: `Postfix`. Numbers are among the performance data."""
    @property
    def name(self) -> str:
        """What it is; the page of each kind of check lists them. A name may occur more than once."""
        ...
    @property
    def value(self) -> str:
        """What the target said."""
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
class FollowedPort:
    """One interface of the later reading, and which of the earlier reading it is."""
    @property
    def identity(self) -> Identity:
        """What became of it."""
        ...
    @property
    def earlier(self) -> int | None:
        """Its position in the earlier reading, where it was in it: under `Identity.Same`, `Identity.Moved` and
        `Identity.Swapped`.
        """
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class FollowedPorts:
    """How the interfaces of two readings of a device belong together."""
    @property
    def ports(self) -> tuple[FollowedPort, ...]:
        """One for each interface of the later reading, in its order."""
        ...
    @property
    def gone(self) -> tuple[int, ...]:
        """The positions of those in the earlier reading that are none of the later ones for sure, ascending."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Gap:
    """Why there is no rate. A missing rate is a gap with a reason, never 0."""
    @property
    def reason(self) -> Literal["first-sample", "missed", "no-counter", "out-of-order", "same-instant", "discontinuity", "ambiguous", "speed-unknown", "speed-changed"]:
        """Which of the cases it is."""
        ...
    @property
    def cause(self) -> DiscontinuityCause | None:
        """`discontinuity`: why not."""
        ...
    @property
    def fewest_wraps(self) -> int | None:
        """`ambiguous`: the fewest wraps that explain the samples: 0 or 1."""
        ...
    @property
    def most_wraps(self) -> int | None:
        """`ambiguous`: the most wraps that the counter's greatest rate allows."""
        ...
    @property
    def max_rate(self) -> int | None:
        """`ambiguous`: the greatest rate that this was judged by."""
        ...
    @property
    def from_bps(self) -> int | None:
        """`speed-changed`: the earlier speed, bit/s."""
        ...
    @property
    def to_bps(self) -> int | None:
        """`speed-changed`: the later speed, bit/s."""
        ...
    @property
    def text(self) -> str:
        """A sentence for people."""
        ...
    @property
    def code(self) -> str:
        """The stable code, the same in every language; a discontinuity has its cause's."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class HardwarePart:
    """A part of a device that has a life of its own (`entPhysicalTable`, RFC 6933): no sensors, containers and ports."""
    @property
    def index(self) -> int:
        """`entPhysicalIndex`."""
        ...
    @property
    def parent(self) -> int | None:
        """The part that holds it, directly or through containers; `None` at the top."""
        ...
    @property
    def kind(self) -> HardwareClass:
        """`entPhysicalClass`."""
        ...
    @property
    def position(self) -> int | None:
        """`entPhysicalParentRelPos`: its place among those that the same part holds."""
        ...
    @property
    def name(self) -> str | None:
        """`entPhysicalName`, else `entPhysicalDescr`."""
        ...
    @property
    def model(self) -> str | None:
        """`entPhysicalModelName`."""
        ...
    @property
    def serial_number(self) -> str | None:
        """`entPhysicalSerialNum`."""
        ...
    @property
    def software(self) -> str | None:
        """`entPhysicalSoftwareRev`."""
        ...
    @property
    def interfaces(self) -> tuple[int, ...]:
        """The interfaces on it, ascending (`entAliasMappingTable`)."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Hop:
    """A redirect that was followed."""
    @property
    def url(self) -> str:
        """The URL that was asked."""
        ...
    @property
    def peer(self) -> str | None:
        """The address that answered."""
        ...
    @property
    def status(self) -> int:
        """The status: 301, 302, 303, 307 or 308."""
        ...
    @property
    def location(self) -> str:
        """Where it sent us, as it said it."""
        ...
    @property
    def timing(self) -> Timing:
        """How long each part took."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Identity:
    """What became of an interface from one reading of a device to the next."""
    @property
    def kind(self) -> Literal["same", "moved", "swapped", "replaced", "new", "ambiguous"]:
        """Which of the cases it is."""
        ...
    @property
    def from_(self) -> int | None:
        """`moved`: the number that it had.
        `swapped`: the number that it had; it may be the same.
        """
        ...
    @property
    def candidates(self) -> int | None:
        """`ambiguous`: how many of the earlier ports could be it, at least 1."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class InputField:
    """A field of a form: what a person or a program fills in."""
    @property
    def id(self) -> str:
        """The name by which the input is given, such as `door`."""
        ...
    @property
    def kind(self) -> InputType:
        """What it takes."""
        ...
    @property
    def title(self) -> str:
        """What people read above the field."""
        ...
    @property
    def description(self) -> str:
        """What people read beside it."""
        ...
    @property
    def options(self) -> tuple[str, ...]:
        """What a choice may be."""
        ...
    @property
    def required(self) -> bool:
        """Whether it must be filled in."""
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
class InterfaceRate:
    """The traffic of one interface over an interval; what cannot be told is a `Gap` with its reason."""
    @property
    def in_bps(self) -> float | Gap:
        """Received, bit/s."""
        ...
    @property
    def out_bps(self) -> float | Gap:
        """Sent, bit/s."""
        ...
    @property
    def in_utilisation(self) -> float | Gap:
        """Received, as a part of the speed: 1 is all of it. More than 1 means that the agent's speed is nominal."""
        ...
    @property
    def out_utilisation(self) -> float | Gap:
        """Sent, as a part of the speed."""
        ...
    @property
    def interval_ms(self) -> int | None:
        """The time that the rates are over, in milliseconds, where there is one."""
        ...
    @property
    def drift_ms(self) -> int | None:
        """The agent's clock minus the local one over the interval, in milliseconds, where both are known."""
        ...
    @property
    def width(self) -> CounterWidth:
        """The width of the counters used: with 32 bits, fast interfaces have gaps."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class LacpPort:
    """What LACP knows of one port and of its partner (`dot3adAggPortTable`, IEEE 802.1AX)."""
    @property
    def interface(self) -> int:
        """The port."""
        ...
    @property
    def aggregate(self) -> int | None:
        """The aggregate that it is attached to, where there is one."""
        ...
    @property
    def system(self) -> str:
        """`dot3adAggPortActorSystemID`: the system that announces itself here."""
        ...
    @property
    def key(self) -> int:
        """`dot3adAggPortActorOperKey`."""
        ...
    @property
    def port(self) -> int:
        """`dot3adAggPortActorPort`: the number that the port announces."""
        ...
    @property
    def partner_system(self) -> str:
        """`dot3adAggPortPartnerOperSystemID`: the system at the far end."""
        ...
    @property
    def partner_key(self) -> int:
        """`dot3adAggPortPartnerOperKey`."""
        ...
    @property
    def partner_port(self) -> int:
        """`dot3adAggPortPartnerOperPort`: the number that the far port announces."""
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
class LagLoss:
    """An aggregate that loses members."""
    @property
    def lag(self) -> str:
        """What its members are called."""
        ...
    @property
    def before(self) -> int:
        """Cables before."""
        ...
    @property
    def after(self) -> int:
        """Cables after; 0 where it is lost."""
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
    def adjacencies(self) -> tuple[Adjacency, ...]:
        """Of a link of layer 3: what the two routers have with each other, by protocol. Empty for a cable, and where only a
        common subnet tells of the link.
        """
        ...
    @property
    def subnet(self) -> str | None:
        """Of a link of layer 3: the point-to-point subnet that both ends are in, `192.0.2.0/30`."""
        ...
    @property
    def carried_by(self) -> tuple[str, ...]:
        """Of a link of layer 3: the ids of the links and segments of layer 2 that carry it, in order from `a` to `b`; the
        members of an aggregate follow each other. Empty where the way is not known, as between BGP peers that other
        routers lie between.
        """
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
class LinkChange:
    """A cable that went down or came up, by what the devices at its ends said."""
    @property
    def link(self) -> str:
        """The id of the link."""
        ...
    @property
    def up(self) -> bool:
        """Whether it came up; else it went down."""
        ...
    @property
    def at(self) -> datetime:
        """When the first notification of it was received."""
        ...
    @property
    def ends(self) -> tuple[End, ...]:
        """The ends that said so, in the order in which they did."""
        ...
    @property
    def notifications(self) -> tuple[int, ...]:
        """The positions of the notifications in what was given."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class LldpDetails:
    """What a neighbor announced by the extensions of LLDP (IEEE 802.1, IEEE 802.3, ANSI/TIA-1057)."""
    @property
    def pvid(self) -> int | None:
        """`lldpXdot1RemPortVlanId`: the VLAN of the neighbor's untagged frames."""
        ...
    @property
    def vlans(self) -> tuple[int, ...]:
        """`lldpXdot1RemVlanNameTable`: VLANs that the neighbor has on the port, sorted."""
        ...
    @property
    def aggregated(self) -> bool | None:
        """`lldpXdot3RemLinkAggStatus`: whether the neighbor's port is part of an aggregate."""
        ...
    @property
    def aggregate(self) -> int | None:
        """`lldpXdot3RemLinkAggPortId`: the `ifIndex` of that aggregate on the neighbor."""
        ...
    @property
    def manufacturer(self) -> str | None:
        """`lldpXMedRemMfgName`: who made it."""
        ...
    @property
    def model(self) -> str | None:
        """`lldpXMedRemModelName`."""
        ...
    @property
    def serial_number(self) -> str | None:
        """`lldpXMedRemSerialNum`."""
        ...
    @property
    def software(self) -> str | None:
        """`lldpXMedRemSoftwareRev`."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class LldpInfo:
    """LLDP-MIB, local and remote systems."""
    @property
    def table(self) -> LldpTable:
        """Where the neighbors were read."""
        ...
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
    def interface(self) -> int | None:
        """The local interface, where the table says it; it then counts instead of `local_port`."""
        ...
    @property
    def chassis(self) -> LldpId:
        """`lldpRemChassisId`; without octets where the agent hides it."""
        ...
    @property
    def port(self) -> LldpId:
        """`lldpRemPortId`; without octets where the agent hides it."""
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
    @property
    def details(self) -> LldpDetails:
        """What it announced by extensions of LLDP."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class ManagementPath:
    """The interfaces through which a device is reached, as far as that can be told."""
    @property
    def ports(self) -> tuple[PathPort, ...]:
        """The interfaces, with what says so, by `ifIndex`, ascending."""
        ...
    @property
    def unknown(self) -> str | None:
        """Why there may be others; `None` where these are all."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class MeasuredGap:
    """A row without a value."""
    @property
    def row(self) -> int:
        """The row."""
        ...
    @property
    def reason(self) -> Gap:
        """Why it has none."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class MibFault:
    """Something that is wrong with a MIB file."""
    @property
    def file(self) -> str:
        """The file."""
        ...
    @property
    def line(self) -> int:
        """The line, from 1; 0 where the file as a whole is meant."""
        ...
    @property
    def module(self) -> str | None:
        """The module."""
        ...
    @property
    def reason(self) -> str:
        """What is wrong."""
        ...
    @property
    def missing_module(self) -> str | None:
        """The module that is imported from and that none of the files has."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class MibReport:
    """What `Names.load` found."""
    @property
    def modules(self) -> tuple[str, ...]:
        """The modules whose names are known now, by name."""
        ...
    @property
    def objects(self) -> int:
        """How many objects they have."""
        ...
    @property
    def faults(self) -> tuple[MibFault, ...]:
        """What is wrong with them; at most 1,000."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class MissedDevice:
    """A device of which a poll obtained nothing."""
    @property
    def device(self) -> int:
        """Its position in `PollBatch.devices`."""
        ...
    @property
    def code(self) -> str:
        """The error's code: `timed-out`, `unreachable`, `denied`, …"""
        ...
    @property
    def reason(self) -> str:
        """The error's message."""
        ...
    @property
    def cycles(self) -> int:
        """In how many cycles in a row it was missed, this one included."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class MissingEvidence:
    """Evidence that is not there, and why not."""
    @property
    def device(self) -> Element:
        """Who would have it."""
        ...
    @property
    def source(self) -> Source | None:
        """The source; `None` where the device was not asked for anything."""
        ...
    @property
    def kind(self) -> MissingKind:
        """Why it is not there."""
        ...
    @property
    def text(self) -> str:
        """A sentence for people."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class ModelFault:
    """What of a model could not be applied."""
    @property
    def model(self) -> str:
        """The model."""
        ...
    @property
    def place(self) -> str:
        """Where in it: `links[3].a`."""
        ...
    @property
    def reason(self) -> str:
        """What is wrong."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class NamedNumber:
    """A number with a name (RFC 2578 §7.1.1)."""
    @property
    def number(self) -> int:
        """The number."""
        ...
    @property
    def name(self) -> str:
        """Its name."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class NoPath:
    """Why there is no way."""
    @property
    def reason(self) -> NoPathReason:
        """The kind of reason."""
        ...
    @property
    def at(self) -> tuple[Element, ...]:
        """The links at which it ends: blocked ones, or those that do not carry the VLAN."""
        ...
    @property
    def text(self) -> str:
        """A sentence for people."""
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
    @property
    def coverage(self) -> tuple[SourceCoverage, ...]:
        """What was read of it, by source of evidence; empty where it was not polled. A source that is not listed was not
        asked for.
        """
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Notification:
    """A trap or an inform that was received (RFC 1157 §4.1.6, RFC 3416 §4.2.6, §4.2.7).

    One of SNMPv1 is told in the terms of v2 (RFC 3584 §3.1). A community never appears: `snmpTrapCommunity` is left out
    of the variables.
    """
    @property
    def received_at(self) -> datetime:
        """When it was received."""
        ...
    @property
    def source(self) -> str:
        """The address that it came from."""
        ...
    @property
    def agent(self) -> str | None:
        """The address that the device gives itself: `agent-addr` of v1, `snmpTrapAddress` of what was passed on. Behind
        network address translation, or with several addresses, it differs from the source. Nothing proves it.
        """
        ...
    @property
    def version(self) -> TrapVersion:
        """The version of the message."""
        ...
    @property
    def inform(self) -> bool:
        """Whether it is an inform, which was acknowledged."""
        ...
    @property
    def protection(self) -> Protection:
        """How it was protected."""
        ...
    @property
    def user(self) -> str | None:
        """The user of SNMPv3; `None` where there is a community instead."""
        ...
    @property
    def context(self) -> str | None:
        """The context of SNMPv3, where it is not the default one."""
        ...
    @property
    def uptime(self) -> timedelta | None:
        """`sysUpTime` of the sender."""
        ...
    @property
    def trap_oid(self) -> str:
        """`snmpTrapOID`: what it is."""
        ...
    @property
    def enterprise(self) -> str | None:
        """`snmpTrapEnterprise`: `enterprise` of v1."""
        ...
    @property
    def kind(self) -> NotificationKind:
        """What it says, where it is a known one."""
        ...
    @property
    def varbinds(self) -> tuple[VarBind, ...]:
        """Its variables, without those that are in the fields above."""
        ...
    @property
    def faults(self) -> tuple[str, ...]:
        """Variables that could not be read, in words."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class NotificationKind:
    """What a notification says, where it is a known one.

    A part is `None` where the device did not send it, or sent it as something else; the variables are in the
    notification in any case.
    """
    @property
    def kind(self) -> Literal["cold-start", "warm-start", "link-down", "link-up", "authentication-failure", "egp-neighbor-loss", "new-root", "topology-change", "lldp-rem-tables-change", "ospf-nbr-state-change", "printer-v2-alert", "other"]:
        """Which of the cases it is."""
        ...
    @property
    def interface(self) -> int | None:
        """`link-down`: `ifIndex`.
        `link-up`: `ifIndex`.
        `ospf-nbr-state-change`: `ospfNbrAddressLessIndex`: the interface of a neighbor without address; 0 where it has one.
        """
        ...
    @property
    def name(self) -> str | None:
        """`link-down`, `link-up`: `ifName`, which few devices send."""
        ...
    @property
    def description(self) -> str | None:
        """`link-down`: `ifDescr`, which many devices send though the MIB does not ask for it.
        `link-up`: `ifDescr`, which many devices send though the MIB does not ask for it.
        `printer-v2-alert`: `prtAlertDescription`, where the printer sends it.
        """
        ...
    @property
    def alias(self) -> str | None:
        """`link-down`, `link-up`: `ifAlias`."""
        ...
    @property
    def admin(self) -> IfStatus | None:
        """`link-down`, `link-up`: `ifAdminStatus`."""
        ...
    @property
    def oper(self) -> IfStatus | None:
        """`link-down`, `link-up`: `ifOperStatus`."""
        ...
    @property
    def neighbor(self) -> str | None:
        """`egp-neighbor-loss`: `egpNeighAddr`.
        `ospf-nbr-state-change`: `ospfNbrIpAddr`: the neighbor's address.
        """
        ...
    @property
    def inserts(self) -> int | None:
        """`lldp-rem-tables-change`: `lldpStatsRemTablesInserts`: neighbors that came."""
        ...
    @property
    def deletes(self) -> int | None:
        """`lldp-rem-tables-change`: `lldpStatsRemTablesDeletes`: neighbors that went."""
        ...
    @property
    def drops(self) -> int | None:
        """`lldp-rem-tables-change`: `lldpStatsRemTablesDrops`: neighbors that were not stored, for lack of room."""
        ...
    @property
    def ageouts(self) -> int | None:
        """`lldp-rem-tables-change`: `lldpStatsRemTablesAgeouts`: neighbors that fell silent."""
        ...
    @property
    def router_id(self) -> str | None:
        """`ospf-nbr-state-change`: `ospfRouterId` of the sender."""
        ...
    @property
    def neighbor_id(self) -> str | None:
        """`ospf-nbr-state-change`: `ospfNbrRtrId`: the neighbor's router id."""
        ...
    @property
    def state(self) -> OspfNbrState | None:
        """`ospf-nbr-state-change`: `ospfNbrState`."""
        ...
    @property
    def alert(self) -> int | None:
        """`printer-v2-alert`: `prtAlertIndex`."""
        ...
    @property
    def severity(self) -> int | None:
        """`printer-v2-alert`: `prtAlertSeverityLevel`: other(1), critical(3), warning(4), warningBinaryChangeEvent(5)."""
        ...
    @property
    def group(self) -> int | None:
        """`printer-v2-alert`: `prtAlertGroup`: the subunit, such as input(8) or marker supplies(11)."""
        ...
    @property
    def group_index(self) -> int | None:
        """`printer-v2-alert`: `prtAlertGroupIndex`: which of the group."""
        ...
    @property
    def location(self) -> int | None:
        """`printer-v2-alert`: `prtAlertLocation`."""
        ...
    @property
    def code(self) -> int | None:
        """`printer-v2-alert`: `prtAlertCode`: what happened, such as jam(8)."""
        ...
    @property
    def text(self) -> str:
        """A sentence for people."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class ObjectInfo:
    """An object by its name or its number."""
    @property
    def name(self) -> str:
        """The name with its module, such as `IF-MIB::ifHCInOctets`."""
        ...
    @property
    def oid(self) -> str:
        """The object identifier, without an instance."""
        ...
    @property
    def kind(self) -> ObjectKind:
        """What it is."""
        ...
    @property
    def labels(self) -> tuple[NamedNumber, ...]:
        """The names of its numbers, such as up of 1."""
        ...
    @property
    def display_hint(self) -> str | None:
        """How its values are shown (`DISPLAY-HINT`, RFC 2579 §3.1), where a module says so."""
        ...
    @property
    def index(self) -> tuple[str, ...]:
        """The names of the objects that its rows are told apart by."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class OrderReport:
    """What an order to switch a port did."""
    @property
    def target(self) -> str:
        """The device: its address or name."""
        ...
    @property
    def if_index(self) -> int:
        """The port's `ifIndex`."""
        ...
    @property
    def name(self) -> str:
        """The port's `ifName`, else `ifDescr`, else its index."""
        ...
    @property
    def wanted(self) -> AdminStatus:
        """What was ordered."""
        ...
    @property
    def outcome(self) -> OrderOutcome:
        """What became of it."""
        ...
    @property
    def before(self) -> PortStatus:
        """The port before."""
        ...
    @property
    def after(self) -> PortStatus | None:
        """The port after; `None` where it was not changed, or where the device said nothing more."""
        ...
    @property
    def forced(self) -> bool:
        """Whether it was ordered in spite of a danger, or without looking for one."""
        ...
    @property
    def path(self) -> ManagementPath | None:
        """Through which ports the device is reached, where that was looked for: before a port is taken down."""
        ...
    @property
    def remark(self) -> str | None:
        """What is not as it should be, for people; `None` where all is well."""
        ...
    @property
    def took_ms(self) -> int:
        """Milliseconds from the first question to the last answer."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Ownership:
    """Who sees a device."""
    @property
    def device(self) -> str:
        """The device's id in the merged site."""
        ...
    @property
    def collectors(self) -> tuple[str, ...]:
        """The collectors that see it, sorted."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class PageDelta:
    """What a page counter did between two readings."""
    @property
    def kind(self) -> Literal["advance", "nvram-rollback", "wrap", "reset", "device-replaced", "no-reading"]:
        """Which of the cases it is."""
        ...
    @property
    def pages(self) -> int | None:
        """`advance`, `wrap`: the pages."""
        ...
    @property
    def lost(self) -> int | None:
        """`nvram-rollback`: by how much less."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Part:
    """Devices and hosts that are connected with each other."""
    @property
    def devices(self) -> tuple[Element, ...]:
        """Devices of the network, in their order."""
        ...
    @property
    def hosts(self) -> tuple[Element, ...]:
        """End systems, in their order."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class PartialDevice:
    """A device of which a poll obtained some, but not all."""
    @property
    def device(self) -> int:
        """Its position in `PollBatch.devices`."""
        ...
    @property
    def reason(self) -> str:
        """Why."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Path:
    """The way that frames take from one device to another, and the ways that are left if it fails."""
    @property
    def from_(self) -> Element:
        """Where it begins."""
        ...
    @property
    def to(self) -> Element:
        """Where it ends."""
        ...
    @property
    def vlan(self) -> int | None:
        """The VLAN that was asked about."""
        ...
    @property
    def layer(self) -> Layer:
        """Layer 2 where switches alone carry it, layer 3 where it crosses a router."""
        ...
    @property
    def hops(self) -> tuple[PathHop, ...]:
        """Link by link; empty where both ends are one device."""
        ...
    @property
    def confidence(self) -> float:
        """The product of the hops' confidences, 0 to 1."""
        ...
    @property
    def alternatives(self) -> tuple[Detour, ...]:
        """Other ways, those first that share least with this one and with each other."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class PathHop:
    """One link, or one passage over a shared medium."""
    @property
    def from_(self) -> End:
        """The near end."""
        ...
    @property
    def to(self) -> End:
        """The far end."""
        ...
    @property
    def over(self) -> Element:
        """The link or the medium."""
        ...
    @property
    def parallel(self) -> tuple[Element, ...]:
        """Links beside it between the same devices, such as the other members of an aggregate."""
        ...
    @property
    def layer(self) -> Layer:
        """The layer of the link."""
        ...
    @property
    def state(self) -> LinkState:
        """Whether it forwards."""
        ...
    @property
    def routed(self) -> bool:
        """Whether the near device routes here: what follows may be in another VLAN."""
        ...
    @property
    def confidence(self) -> float:
        """How sure the link is, 0 to 1."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class PathPort:
    """One interface of a `ManagementPath`."""
    @property
    def if_index(self) -> int:
        """`ifIndex`."""
        ...
    @property
    def name(self) -> str:
        """`ifName`, else `ifDescr`, else the index."""
        ...
    @property
    def because(self) -> str:
        """What says that the device is reached through it."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Perfdata:
    """One measured value as the Monitoring Plugins guidelines write it:
    `'label'=value[UOM];[warn];[crit];[min];[max]`.
    """
    @property
    def label(self) -> str:
        """What was measured. An equals sign cannot be written in it."""
        ...
    @property
    def value(self) -> float | None:
        """The value; `None` is `U`, could not be determined."""
        ...
    @property
    def unit(self) -> str:
        """The unit of measurement: empty for a number of things, `s`, `ms`, `us`, `%`, `B`, `KB`, `MB`, `GB`, `TB`, or
        `c` for a continuous counter.
        """
        ...
    @property
    def warning(self) -> str | None:
        """The warning threshold."""
        ...
    @property
    def critical(self) -> str | None:
        """The critical threshold."""
        ...
    @property
    def min(self) -> float | None:
        """The least possible value, in the same unit."""
        ...
    @property
    def max(self) -> float | None:
        """The greatest possible value, in the same unit; implied for `%`."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class PolledRate:
    """The traffic of one interface between two batches."""
    @property
    def device(self) -> int:
        """The device's position in `PollBatch.devices` of the later batch."""
        ...
    @property
    def index(self) -> int:
        """`ifIndex`."""
        ...
    @property
    def rate(self) -> InterfaceRate:
        """The traffic, or why there is none."""
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
class PortLoad:
    """The traffic of one port."""
    @property
    def device(self) -> str:
        """The id of the device, as of the `Node`."""
        ...
    @property
    def port(self) -> str | None:
        """The port's name, where it is known."""
        ...
    @property
    def if_index(self) -> int | None:
        """Its `ifIndex`, where it is known. A link's end is found by it first, then by the name."""
        ...
    @property
    def rate(self) -> InterfaceRate:
        """The traffic in bit/s and as a part of the speed, or why there is none."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class PortRate:
    """The traffic of one port between two visits."""
    @property
    def name(self) -> str:
        """The interface's name, by which it was followed."""
        ...
    @property
    def index(self) -> int:
        """Its `ifIndex` at the later visit; at the earlier one where it is gone."""
        ...
    @property
    def index_before(self) -> int | None:
        """Its `ifIndex` at the earlier visit, where that was another: the device was re-indexed."""
        ...
    @property
    def rate(self) -> InterfaceRate:
        """The traffic, or why there is none."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class PortStatus:
    """What one port said of itself at one moment."""
    @property
    def admin(self) -> IfStatus:
        """`ifAdminStatus`: what is wanted of it."""
        ...
    @property
    def oper(self) -> IfStatus:
        """`ifOperStatus`: what it does."""
        ...
    @property
    def last_change(self) -> timedelta | None:
        """`ifLastChange`: `sysUpTime` when it entered its operational state."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class PortTraffic:
    """Traffic on one interface at one moment, and since the world began."""
    @property
    def in_bps(self) -> int:
        """Received now, in bit/s."""
        ...
    @property
    def out_bps(self) -> int:
        """Sent now, in bit/s."""
        ...
    @property
    def in_octets(self) -> int:
        """Octets received since `World.HISTORY` before the start."""
        ...
    @property
    def out_octets(self) -> int:
        """Octets sent since `World.HISTORY` before the start."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Problem:
    """One thing that is not as it should be."""
    @property
    def status(self) -> Status:
        """How bad it is."""
        ...
    @property
    def cause(self) -> Cause:
        """What it is."""
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
class Ran:
    """What an attempt of a check came to."""
    @property
    def name(self) -> str:
        """The name that the check was added by."""
        ...
    @property
    def occasion(self) -> Occasion:
        """Why the attempt was made."""
        ...
    @property
    def due(self) -> datetime:
        """When it was due."""
        ...
    @property
    def started(self) -> datetime:
        """When it was started."""
        ...
    @property
    def skipped(self) -> int:
        """Cycles of this check that got no attempt, since the attempt before."""
        ...
    @property
    def result(self) -> CheckResult:
        """What it came to. What the program itself could not do, such as an attempt that panicked, is UNKNOWN with the cause
        `local`.
        """
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Rate:
    """A rate, and what it was computed from."""
    @property
    def per_second(self) -> float:
        """Counts per second."""
        ...
    @property
    def count(self) -> int:
        """What was counted."""
        ...
    @property
    def wrapped(self) -> bool:
        """Whether a `Counter32` wrapped meanwhile."""
        ...
    @property
    def interval_ms(self) -> int:
        """The time that the rate is over, in milliseconds."""
        ...
    @property
    def base(self) -> TimeBase:
        """Whose time that is."""
        ...
    @property
    def drift_ms(self) -> int | None:
        """The agent's clock minus the local one over the interval, in milliseconds, where both are known: the answer's
        delay, the clocks' drift, or a step of one of them.
        """
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
class RecordingStatistics:
    """How a recording goes."""
    @property
    def cycles(self) -> int:
        """Cycles of all groups that were measured."""
        ...
    @property
    def skipped(self) -> int:
        """Cycles that were left out, as the one before took longer than its interval."""
        ...
    @property
    def untold(self) -> int:
        """Measurements that nobody fetched; they are recorded all the same."""
        ...
    @property
    def accepted(self) -> int:
        """How many readings the store took in."""
        ...
    @property
    def late(self) -> int:
        """How many it refused, as it has something of that time already."""
        ...
    @property
    def unfit(self) -> int:
        """How many it refused as too long, or of another kind than the series."""
        ...
    @property
    def waiting(self) -> int:
        """How many wait for a store that fails; at most 1,000,000."""
        ...
    @property
    def given_up(self) -> int:
        """How many were given up: the oldest where more would have waited, and those for which the store made no series."""
        ...
    @property
    def unnamed_devices(self) -> int:
        """Devices whose names could not be read the last time."""
        ...
    @property
    def store_error(self) -> str | None:
        """What the store said last, where it failed and has not taken in anything since."""
        ...
    @property
    def memory_error(self) -> str | None:
        """Why the last counters could not be remembered, where they could not."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Registered:
    """What is registered under a name."""
    @property
    def name(self) -> str:
        """The name."""
        ...
    @property
    def enabled(self) -> bool:
        """Whether it may be used."""
        ...
    @property
    def title(self) -> str:
        """What people call it."""
        ...
    @property
    def description(self) -> str:
        """What it does."""
        ...
    @property
    def fields(self) -> tuple[InputField, ...]:
        """What it asks for."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class RouterId:
    """The id by which a router is known to one protocol."""
    @property
    def protocol(self) -> RoutingProtocol:
        """The protocol."""
        ...
    @property
    def id(self) -> str:
        """`192.0.2.1`; of IS-IS the system id, `1920.0000.2001`."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class RoutingInfo:
    """What a router says of its routing protocols: who it is to them, whom it hears, which addresses it shares."""
    @property
    def ids(self) -> tuple[RouterId, ...]:
        """Its ids, one for each protocol that runs, by protocol."""
        ...
    @property
    def local_as(self) -> int | None:
        """Its autonomous system, where it speaks BGP."""
        ...
    @property
    def neighbors(self) -> tuple[RoutingNeighbor, ...]:
        """OSPF neighbors, IS-IS adjacencies, BGP peers."""
        ...
    @property
    def virtual_routers(self) -> tuple[VirtualRouter, ...]:
        """Addresses that it shares with other routers by VRRP or HSRP."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class RoutingNeighbor:
    """A neighbor by a routing protocol: a row of `ospfNbrTable`, `ospfv3NbrTable`, `isisISAdjTable` or `bgpPeerTable`."""
    @property
    def protocol(self) -> RoutingProtocol:
        """The protocol."""
        ...
    @property
    def table(self) -> str:
        """The MIB's name of the table that says so."""
        ...
    @property
    def interface(self) -> int | None:
        """The local interface towards it, where it is known."""
        ...
    @property
    def local_address(self) -> str | None:
        """The local address that it speaks to, where it is known."""
        ...
    @property
    def router_id(self) -> str | None:
        """Its router id; of IS-IS its system id. `None` while nothing was heard of it."""
        ...
    @property
    def addresses(self) -> tuple[str, ...]:
        """Its addresses towards this router, sorted."""
        ...
    @property
    def mac(self) -> str | None:
        """Its MAC address on a LAN (IS-IS)."""
        ...
    @property
    def remote_interface(self) -> int | None:
        """The number of its interface, where the protocol tells it (OSPFv3)."""
        ...
    @property
    def name(self) -> str | None:
        """Its host name, where the protocol tells it (IS-IS, RFC 5301)."""
        ...
    @property
    def area(self) -> str | None:
        """The OSPF area that both are in: `0.0.0.0`."""
        ...
    @property
    def remote_as(self) -> int | None:
        """Its autonomous system (BGP)."""
        ...
    @property
    def state(self) -> RoutingState:
        """How far they have come."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class RowGap:
    """A row without a rate."""
    @property
    def row(self) -> int:
        """The row."""
        ...
    @property
    def gap(self) -> Gap:
        """Why it has none."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class RunnerStatistics:
    """What a `Runner` has done, and what it has to do."""
    @property
    def checks(self) -> int:
        """Checks that it has, with those that are disabled."""
        ...
    @property
    def running(self) -> int:
        """Attempts that run."""
        ...
    @property
    def waiting(self) -> int:
        """Checks that are due and wait for their turn."""
        ...
    @property
    def lag_ms(self) -> float:
        """How long the one of them waits that waits longest, in milliseconds."""
        ...
    @property
    def started(self) -> int:
        """Attempts that were started."""
        ...
    @property
    def done(self) -> int:
        """Attempts that have ended."""
        ...
    @property
    def dropped(self) -> int:
        """Attempts that ended after their check was removed; their results are dropped."""
        ...
    @property
    def cycles(self) -> int:
        """Cycles that were due and got an attempt."""
        ...
    @property
    def skipped(self) -> int:
        """Cycles that were due and got none."""
        ...
    @property
    def unread(self) -> int:
        """Results that wait to be read."""
        ...
    @property
    def stalls(self) -> int:
        """How often attempts had to wait as too many results were unread."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Score:
    """All that is measured of one topology."""
    @property
    def links(self) -> Tally:
        """Pairs of adjacent ports."""
        ...
    @property
    def segments(self) -> Tally:
        """B-cubed over ports: how much of the inferred medium of a port is on its true one, and the reverse."""
        ...
    @property
    def hidden(self) -> Tally:
        """Media with something in the middle that was not asked."""
        ...
    @property
    def hosts(self) -> Tally:
        """End systems that some forwarding table knows, and where they are, as exactly as that is said: the port, or the
        switch alone.
        """
        ...
    @property
    def host_ports(self) -> Tally:
        """Those of which a port is said."""
        ...
    @property
    def host_candidates(self) -> Tally:
        """Those of which any place is given, however sure, and whether one of the places given is the switch they are on."""
        ...
    @property
    def identity(self) -> Tally:
        """Nodes that stand for one device, and devices that are one node."""
        ...
    @property
    def lag(self) -> Tally:
        """Cables that are members of an aggregate."""
        ...
    @property
    def blocked(self) -> Tally:
        """Cables that spanning tree blocks."""
        ...
    @property
    def subnets(self) -> Tally:
        """Interfaces of devices that were asked, in the subnets that they are in."""
        ...
    @property
    def adjacencies(self) -> Tally:
        """What two routers have with each other: their interfaces, and the protocol."""
        ...
    @property
    def ways(self) -> Tally:
        """Adjacencies that are carried by cables and media: those of which the way over layer 2 is the true one."""
        ...
    @property
    def bins(self) -> tuple[ConfidenceBin, ...]:
        """Links by their confidence: below 0.1, 0.2 … 0.9, 0.99, and all others."""
        ...
    @property
    def host_bins(self) -> tuple[ConfidenceBin, ...]:
        """Places of end systems by their confidence, likewise."""
        ...
    @property
    def abstained(self) -> float:
        """Links and segments of at most half a confidence."""
        ...
    @property
    def unplaced(self) -> float:
        """End systems that are in some table and were put nowhere."""
        ...
    @property
    def calibration_error(self) -> float | None:
        """The expected calibration error: by how much confidence and share of right ones differ, on average; nothing without links."""
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
        """For people: what it is and where, `hub at s1 p3`."""
        ...
    @property
    def kind(self) -> SegmentKind:
        """What seems to be in the middle."""
        ...
    @property
    def kind_because(self) -> str:
        """Why it seems to be that."""
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
class SeriesGap:
    """A time without numbers."""
    @property
    def from_(self) -> datetime:
        """From when on."""
        ...
    @property
    def to(self) -> datetime:
        """Until when."""
        ...
    @property
    def reason(self) -> Gap:
        """Why."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class SeriesKey:
    """What a series is of. It outlives restarts of the device, of its numbers, and of the program."""
    def __new__(cls, device: str, object: str, row: str = "") -> SeriesKey: ...
    @property
    def device(self) -> str:
        """The device, such as the text of its `DeviceId`."""
        ...
    @property
    def object(self) -> str:
        """What is measured: a MIB name such as `ifHCInOctets`, or a word of the product's own."""
        ...
    @property
    def row(self) -> str:
        """Which of the device's: the name of a port, a disk, a sensor. Not `ifIndex`, which changes. Empty for what a device
        has once.
        """
        ...
    def __eq__(self, other: builtins.object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class SeriesSpec:
    """A series as it is declared to a `Store`."""
    def __new__(cls, key: SeriesKey, kind: SeriesKind, unit: str) -> SeriesSpec: ...
    @property
    def key(self) -> SeriesKey:
        """What it is of."""
        ...
    @property
    def kind(self) -> SeriesKind:
        """Counts or levels."""
        ...
    @property
    def unit(self) -> str:
        """The unit of what is counted, or of the level: `octets`, `packets`, `percent`, `celsius`, `bit/s`."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class SinglePoint:
    """Something whose loss cuts others off."""
    @property
    def element(self) -> Element:
        """What it is."""
        ...
    @property
    def devices(self) -> int:
        """Devices of the network that lose the connection to the largest part that remains."""
        ...
    @property
    def hosts(self) -> int:
        """End systems that do."""
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
class SourceCoverage:
    """What was read of one source of evidence on one polled device, all its tables and VLAN contexts together."""
    @property
    def source(self) -> Source:
        """The source."""
        ...
    @property
    def rows(self) -> int:
        """Rows obtained of the tables that decide, such as `lldpRemTable`."""
        ...
    @property
    def complete(self) -> bool:
        """Whether these tables were read to their end, so that a row that is not there is not there on the device."""
        ...
    @property
    def reason(self) -> str | None:
        """Why not, in words."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class SpanningTree:
    """One spanning tree instance as one bridge sees it (`dot1dStp`, `ieee8021MstpTable`)."""
    @property
    def vlan(self) -> int | None:
        """The VLAN that was asked for; `None` for the common tree."""
        ...
    @property
    def instance(self) -> int | None:
        """The number of an MSTP instance (IEEE8021-MSTP-MIB); `None` for the common tree and the tree of a VLAN."""
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
class StackMember:
    """A switch of a stack: one of several boxes that answer as one device."""
    @property
    def number(self) -> int:
        """Its number in the stack, as port names have it."""
        ...
    @property
    def role(self) -> StackRole:
        """Whether it leads."""
        ...
    @property
    def mac(self) -> str | None:
        """Its own address, where the agent says."""
        ...
    @property
    def serial_number(self) -> str | None:
        """Its serial number."""
        ...
    @property
    def model(self) -> str | None:
        """Its model."""
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
class SubResult:
    """What a part of a check came to, such as a resource of a page or a step of several."""
    @property
    def name(self) -> str:
        """Which part it is."""
        ...
    @property
    def status(self) -> Status:
        """Its status."""
        ...
    @property
    def cause(self) -> Cause | None:
        """The cause of that status; `None` where it is OK."""
        ...
    @property
    def summary(self) -> str:
        """A sentence for people, without the status."""
        ...
    @property
    def timing(self) -> Timing:
        """How long each part of it took."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Subnet:
    """An IP subnet that polled devices are in. It is no medium: what joins its members is layer 2."""
    @property
    def prefix(self) -> str:
        """`192.0.2.0/24`"""
        ...
    @property
    def members(self) -> tuple[SubnetMember, ...]:
        """Interfaces with an address in it, by address. Addresses that several devices have are left out."""
        ...
    @property
    def virtual_addresses(self) -> tuple[VirtualAddress, ...]:
        """Addresses in it that routers share."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class SubnetMember:
    """An interface that is in a subnet."""
    @property
    def end(self) -> End:
        """The interface."""
        ...
    @property
    def address(self) -> str:
        """Its address."""
        ...
    @property
    def gateway(self) -> bool:
        """Whether the device routes, so that others can leave the subnet by it."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Supposition:
    """One thing that is supposed to happen. Devices are given by name or id."""
    @staticmethod
    def device_gone(device: str) -> Supposition:
        """A device fails or is taken away."""
        ...
    @staticmethod
    def link_gone(link: str) -> Supposition:
        """A cable, or one member of an aggregate, fails or is taken away."""
        ...
    @staticmethod
    def lag_gone(lag: str) -> Supposition:
        """All members of an aggregate fail."""
        ...
    @staticmethod
    def segment_gone(segment: str) -> Supposition:
        """A shared medium fails."""
        ...
    @staticmethod
    def port_down(device: str, port: str) -> Supposition:
        """A port goes down, and all that is connected there with it."""
        ...
    @staticmethod
    def device_added(device: str) -> Supposition:
        """A device is put up."""
        ...
    @staticmethod
    def link_added(a: str, b: str) -> Supposition:
        """A cable is drawn."""
        ...
    @property
    def kind(self) -> Literal["device-gone", "link-gone", "lag-gone", "segment-gone", "port-down", "device-added", "link-added"]:
        """Which of the cases it is."""
        ...
    @property
    def device(self) -> str | None:
        """`device-gone`: the device.
        `port-down`: the device.
        `device-added`: its name: none of a device that is there.
        """
        ...
    @property
    def link(self) -> str | None:
        """`link-gone`: the link's id."""
        ...
    @property
    def lag(self) -> str | None:
        """`lag-gone`: what its members are called: `Link.lag`."""
        ...
    @property
    def segment(self) -> str | None:
        """`segment-gone`: the segment's id."""
        ...
    @property
    def port(self) -> str | None:
        """`port-down`: the port's name."""
        ...
    @property
    def a(self) -> str | None:
        """`link-added`: one device; it may be one that an earlier supposition adds."""
        ...
    @property
    def b(self) -> str | None:
        """`link-added`: the other."""
        ...
    @property
    def text(self) -> str:
        """A sentence for people."""
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
    @property
    def engine_id(self) -> str | None:
        """`snmpEngineID` (RFC 3411) in hexadecimal: meant to be the agent's alone; copies of one disk image share theirs."""
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
class Tally:
    """Right ones among those claimed, and found ones among those that there are."""
    @property
    def right(self) -> float:
        """How many of those claimed are right."""
        ...
    @property
    def claimed(self) -> float:
        """How many the topology claims."""
        ...
    @property
    def found(self) -> float:
        """How many of those that there are the topology claims."""
        ...
    @property
    def there(self) -> float:
        """How many there are."""
        ...
    @property
    def precision(self) -> float | None:
        """The share, 0 to 1, of those claimed that are right; nothing where none was claimed."""
        ...
    @property
    def recall(self) -> float | None:
        """The share, 0 to 1, of those that there are that was found; nothing where there is none."""
        ...
    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall, 0 where one is; nothing where there is nothing to find."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class TargetFailure:
    """A target of which nothing, or not all that there was, was obtained."""
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
class Timing:
    """How long each part took, in milliseconds; `None` for a part that was not reached or does not exist."""
    @property
    def resolve_ms(self) -> float | None:
        """Looking up the name; `None` for an address."""
        ...
    @property
    def connect_ms(self) -> float | None:
        """Opening the connection."""
        ...
    @property
    def tls_ms(self) -> float | None:
        """The TLS handshake."""
        ...
    @property
    def send_ms(self) -> float | None:
        """Sending the request."""
        ...
    @property
    def first_byte_ms(self) -> float | None:
        """From the end of the request to the first byte of the answer: the server's work and one round trip."""
        ...
    @property
    def transfer_ms(self) -> float | None:
        """From the first byte to the last."""
        ...
    @property
    def total_ms(self) -> float:
        """All of it, redirects included."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class TlsCause:
    """What is wrong with TLS or with the certificate. Its `Display` completes a sentence that starts with the target's name."""
    @property
    def code(self) -> Literal["expired", "not-yet-valid", "name-mismatch", "unknown-issuer", "incomplete-chain", "self-signed", "revoked", "weak-key", "bad-certificate", "peer-too-old", "not-tls", "alert", "handshake-failed"]:
        """Which of the cases it is."""
        ...
    @property
    def expected(self) -> str | None:
        """`name-mismatch`: the name that was asked for."""
        ...
    @property
    def names(self) -> tuple[str, ...] | None:
        """`name-mismatch`: the names that it is for."""
        ...
    @property
    def issuer(self) -> str | None:
        """`unknown-issuer`: the issuer's name.
        `incomplete-chain`: the issuer whose certificate is missing.
        """
        ...
    @property
    def reason(self) -> str | None:
        """`weak-key`: what it is.
        `bad-certificate`: what is wrong.
        `peer-too-old`: what was found.
        `handshake-failed`: how.
        """
        ...
    @property
    def alert(self) -> str | None:
        """`alert`: the alert's name (RFC 8446 §6)."""
        ...
    @property
    def text(self) -> str:
        """A sentence for people."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class TlsFacts:
    """What TLS said."""
    @property
    def version(self) -> str | None:
        """`TLSv1.3`, `TLSv1.2`; `None` where the handshake failed."""
        ...
    @property
    def cipher(self) -> str | None:
        """The cipher suite, by its IANA name."""
        ...
    @property
    def days_left(self) -> int | None:
        """Whole days until the first certificate of the chain expires; negative where it has."""
        ...
    @property
    def verdict(self) -> TlsCause | None:
        """What is wrong with the certificate, if anything: the verdict by the trusted roots."""
        ...
    @property
    def chain(self) -> tuple[CertificateFacts, ...]:
        """Every certificate that the server sent, its own first."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class TrapStatistics:
    """What a `TrapListener` received since it was started. Every datagram is in `received` and in
    exactly one of the numbers after it, up to `queue_full`.
    """
    @property
    def received(self) -> int:
        """Datagrams received."""
        ...
    @property
    def accepted(self) -> int:
        """Notifications put into the queue, informs among them."""
        ...
    @property
    def repeated(self) -> int:
        """Informs that were acknowledged before: acknowledged again, delivered once."""
        ...
    @property
    def denied_source(self) -> int:
        """Datagrams from addresses that are not allowed."""
        ...
    @property
    def throttled(self) -> int:
        """Datagrams above the rate of their sender."""
        ...
    @property
    def malformed(self) -> int:
        """Datagrams that are not SNMP messages, or not whole ones."""
        ...
    @property
    def no_notification(self) -> int:
        """Messages that are no notifications: requests, responses."""
        ...
    @property
    def denied_community(self) -> int:
        """Notifications with another community."""
        ...
    @property
    def unknown_user(self) -> int:
        """Messages of v3 with an unknown user."""
        ...
    @property
    def wrong_level(self) -> int:
        """Messages of v3 that are protected less, or more, than their user is."""
        ...
    @property
    def wrong_digest(self) -> int:
        """Messages of v3 with a wrong digest: another password, forged or damaged."""
        ...
    @property
    def replayed(self) -> int:
        """Authentic messages of v3 that are too old, or were received before."""
        ...
    @property
    def undecipherable(self) -> int:
        """Messages of v3 that could not be decrypted: another privacy password or protocol."""
        ...
    @property
    def discoveries(self) -> int:
        """Messages of v3 that ask for the engine id, or go to another one: they precede an inform and are answered."""
        ...
    @property
    def queue_full(self) -> int:
        """Notifications that found the queue full. Of these, traps are lost; informs come again, as they are not
        acknowledged.
        """
        ...
    @property
    def acknowledged(self) -> int:
        """Informs acknowledged, those that came again among them."""
        ...
    @property
    def queued(self) -> int:
        """Notifications that wait in the queue now."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Truth:
    """What is true of a world, to judge conclusions by."""
    @property
    def world(self) -> str:
        """The world's name."""
        ...
    @property
    def devices(self) -> tuple[TruthDevice, ...]:
        """All devices, in the order in which they were added."""
        ...
    @property
    def links(self) -> tuple[TruthLink, ...]:
        """Cables between two devices that both have an address of their own, ascending by their ends."""
        ...
    @property
    def segments(self) -> tuple[TruthSegment, ...]:
        """Media with a hub, an unmanaged switch or a radio in the middle."""
        ...
    @property
    def hosts(self) -> tuple[TruthHost, ...]:
        """Where each end system is attached, ascending by name."""
        ...
    @property
    def media(self) -> tuple[TruthMedium, ...]:
        """What joins the ports of devices that answer, whatever is in between: see `TruthMedium`."""
        ...
    @property
    def forwarding_media(self) -> tuple[TruthMedium, ...]:
        """The same, of what passes users' frames in one VLAN at least: without blocked ports."""
        ...
    @property
    def subnets(self) -> tuple[TruthSubnet, ...]:
        """The subnets that somebody has an address in, by VLAN."""
        ...
    @property
    def adjacencies(self) -> tuple[TruthAdjacency, ...]:
        """What routers that answer have with each other, ascending by their ends."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class TruthAdjacency:
    """What two routers have with each other."""
    @property
    def a(self) -> TruthEnd:
        """The lesser end: the interface that bears the address."""
        ...
    @property
    def b(self) -> TruthEnd:
        """The greater end."""
        ...
    @property
    def protocols(self) -> tuple[TruthRouting, ...]:
        """The protocols that both speak with each other, ascending."""
        ...
    @property
    def over(self) -> tuple[TruthHop, ...]:
        """The way of frames from `a` to `b`, one hop for each segment; aggregates stand for their members. Empty where
        other routers lie in between.
        """
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class TruthDevice:
    """One device."""
    @property
    def name(self) -> str:
        """`sysName`."""
        ...
    @property
    def kind(self) -> TruthKind:
        """What it is."""
        ...
    @property
    def address(self) -> str | None:
        """Where it is asked on this machine."""
        ...
    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses that it bears, ascending; see `World.range`."""
        ...
    @property
    def mac(self) -> str | None:
        """The bridge address, or that of the first port."""
        ...
    @property
    def agent(self) -> bool:
        """Whether it answers SNMP."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class TruthEnd:
    """One end of a cable."""
    @property
    def device(self) -> str:
        """`sysName`."""
        ...
    @property
    def port(self) -> str:
        """`ifName`."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class TruthHop:
    """A step of a frame over one segment."""
    @property
    def a(self) -> TruthEnd:
        """The port that it leaves by."""
        ...
    @property
    def b(self) -> TruthEnd:
        """The port that it enters by."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class TruthHost:
    """An end system and its place."""
    @property
    def name(self) -> str:
        """Its name."""
        ...
    @property
    def mac(self) -> str:
        """Its MAC address."""
        ...
    @property
    def address(self) -> str | None:
        """Its IP address."""
        ...
    @property
    def vlan(self) -> int:
        """The VLAN that it is in."""
        ...
    @property
    def attached_to(self) -> tuple[TruthEnd, ...]:
        """The ports of bridges and routers on its segment: one, unless a hub joins several."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class TruthLag:
    """The aggregates that a cable is a member of."""
    @property
    def a(self) -> str:
        """That of the end a."""
        ...
    @property
    def b(self) -> str:
        """That of the end b."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class TruthLink:
    """One cable."""
    @property
    def a(self) -> TruthEnd:
        """The lesser end."""
        ...
    @property
    def b(self) -> TruthEnd:
        """The greater end."""
        ...
    @property
    def state(self) -> TruthState:
        """Whether users' frames pass."""
        ...
    @property
    def kind(self) -> LinkKind:
        """What it joins."""
        ...
    @property
    def lag(self) -> TruthLag | None:
        """The aggregates at both ends, where it is a member of one."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class TruthMedium:
    """All that lies between ports of forwarding devices which answer SNMP: a cable, or a cluster of hubs, silent
    switches, telephones and radios with all that is plugged into it. What a perfect observer who only has what agents
    say could conclude: nobody can tell what is inside.
    """
    @property
    def ports(self) -> tuple[TruthEnd, ...]:
        """The ports of forwarding devices that answer, ascending. An aggregate stands for its members."""
        ...
    @property
    def through(self) -> tuple[str, ...]:
        """Forwarding devices in between that do not answer, ascending."""
        ...
    @property
    def hosts(self) -> tuple[str, ...]:
        """End systems on it, ascending."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class TruthMember:
    """An interface with an address."""
    @property
    def end(self) -> TruthEnd:
        """The interface that bears the address."""
        ...
    @property
    def address(self) -> str:
        """The address."""
        ...
    @property
    def routes(self) -> bool:
        """Whether the device routes."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class TruthSegment:
    """A medium with more than two ends, or with something invisible in the middle."""
    @property
    def through(self) -> tuple[str, ...]:
        """The names of the hubs and unmanaged switches; the access point and its radio."""
        ...
    @property
    def members(self) -> tuple[TruthEnd, ...]:
        """The ports on it, ascending."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class TruthSubnet:
    """A subnet: that of a VLAN."""
    @property
    def prefix(self) -> str:
        """The prefix, such as `10.99.0.0/24`."""
        ...
    @property
    def vlan(self) -> int:
        """The VLAN."""
        ...
    @property
    def members(self) -> tuple[TruthMember, ...]:
        """Who has an address in it, ascending."""
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
class VirtualAddress:
    """An address that several routers share by VRRP or HSRP; it identifies none of them."""
    @property
    def address(self) -> str:
        """The address."""
        ...
    @property
    def protocol(self) -> VirtualRouterProtocol:
        """How they agree on who answers to it."""
        ...
    @property
    def group(self) -> int:
        """The VRRP virtual router id, or the HSRP group."""
        ...
    @property
    def master(self) -> End | None:
        """Who answers to it: the one that says so; `None` where none or more than one does."""
        ...
    @property
    def members(self) -> tuple[VirtualMember, ...]:
        """The polled routers that share it."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class VirtualMember:
    """A router that shares an address."""
    @property
    def end(self) -> End:
        """The interface."""
        ...
    @property
    def state(self) -> VirtualRouterState:
        """What it does."""
        ...
    @property
    def priority(self) -> int | None:
        """Its priority."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class VirtualRouter:
    """Addresses that several routers share on one interface of this one (VRRP-MIB, VRRPV3-MIB, CISCO-HSRP-MIB). They
    identify no device.
    """
    @property
    def protocol(self) -> VirtualRouterProtocol:
        """How the routers agree."""
        ...
    @property
    def interface(self) -> int:
        """The interface."""
        ...
    @property
    def group(self) -> int:
        """The VRRP virtual router id, or the HSRP group."""
        ...
    @property
    def addresses(self) -> tuple[str, ...]:
        """The shared addresses, sorted."""
        ...
    @property
    def state(self) -> VirtualRouterState:
        """What this router does."""
        ...
    @property
    def priority(self) -> int | None:
        """Its priority; by VRRP 255 where the address is its own."""
        ...
    @property
    def master(self) -> str | None:
        """The real address of the master, where this router knows it."""
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

@final
class VlanLoss:
    """A VLAN that falls apart: no way that remains carries it."""
    @property
    def vlan(self) -> int:
        """The VLAN."""
        ...
    @property
    def cut_off(self) -> tuple[Part, ...]:
        """What is in it and apart from the part of the station, or where that is not in it from the largest: the largest
        first. Who is in it follows from links that are known to carry it.
        """
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class WhatIf:
    """What follows from suppositions."""
    @property
    def supposed(self) -> tuple[Supposition, ...]:
        """What was supposed."""
        ...
    @property
    def station(self) -> Element | None:
        """From where it is judged; `None` where that is the largest part that remains."""
        ...
    @property
    def cut_off(self) -> tuple[Part, ...]:
        """What was connected and is not any more, the largest part first."""
        ...
    @property
    def joined(self) -> tuple[Part, ...]:
        """What becomes connected, the largest part first."""
        ...
    @property
    def devices(self) -> int:
        """Devices of the network that are gone or cut off."""
        ...
    @property
    def hosts(self) -> int:
        """End systems that are."""
        ...
    @property
    def lost_links(self) -> tuple[Element, ...]:
        """Links that are gone or lead nowhere."""
        ...
    @property
    def ports(self) -> tuple[End, ...]:
        """Ports of devices that remain connected which lose what was there."""
        ...
    @property
    def lags(self) -> tuple[LagLoss, ...]:
        """Aggregates that lose members."""
        ...
    @property
    def vlans(self) -> tuple[VlanLoss, ...]:
        """VLANs that fall apart although the devices in them stay connected, by number."""
        ...
    @property
    def unblocks(self) -> tuple[Element, ...]:
        """Links that spanning tree blocks and would open."""
        ...
    @property
    def single_points_before(self) -> int:
        """Single points of failure before."""
        ...
    @property
    def single_points_after(self) -> int:
        """Single points of failure after."""
        ...
    @property
    def new_single_points(self) -> tuple[SinglePoint, ...]:
        """Those that were none before, or cut off more than before: the worst first."""
        ...
    @property
    def resolved_single_points(self) -> tuple[SinglePoint, ...]:
        """Those that are there still and are none any more."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class WhyNot:
    """Why there is no cable between two devices or two ports, or that there is one.

    It prints as a sentence, and a line for each thing that speaks for or against.
    """
    @property
    def a(self) -> End:
        """The one that was asked about; a port only where one was named."""
        ...
    @property
    def b(self) -> End:
        """The other."""
        ...
    @property
    def verdict(self) -> WhyNotVerdict:
        """The short answer."""
        ...
    @property
    def evidence_for(self) -> tuple[Reason, ...]:
        """What speaks for a cable."""
        ...
    @property
    def evidence_against(self) -> tuple[Reason, ...]:
        """What speaks against it: ports that are taken, readings that won, tables that were read to their end and do not
        have the row that was looked for.
        """
        ...
    @property
    def missing(self) -> tuple[MissingEvidence, ...]:
        """What is not known and would settle it."""
        ...
    @property
    def would_be(self) -> tuple[str, ...]:
        """What would make it a link, a sentence each."""
        ...
    @property
    def nearest(self) -> Path | None:
        """How the two are connected instead, where they are."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

# ---- end of generated types ----

_SnmpType = Literal[
    "integer",
    "octet-string",
    "null",
    "object-id",
    "ip-address",
    "counter32",
    "gauge32",
    "time-ticks",
    "opaque",
    "counter64",
    "no-such-object",
    "no-such-instance",
    "end-of-mib-view",
]

@final
class LldpId:
    """An LLDP chassis or port id: what the sender says it is, and the octets."""

    @property
    def subtype(self) -> str:
        """What the sender says the octets are: `mac-address`, `interface-name`, …; `other` where no standard says."""
        ...
    @property
    def text(self) -> str:
        """For people: the MAC address, the IP address or the text, else the octets in hexadecimal."""
        ...
    @property
    def octets(self) -> bytes:
        """The octets as received."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Topology:
    """The inferred network: devices, the cables between them, shared segments, and what did not fit.

    The order of every list is canonical: the same evidence in any order gives the same topology.
    """

    @staticmethod
    def infer(
        devices: Site | Sequence[DeviceSnapshot],
        *,
        strategy: Strategy = "default",
        hide: Sequence[Source] = ...,
        cables: Sequence[Model] = ...,
    ) -> Topology:
        """The network that these devices describe: those of a site, or of several.

        `hide` leaves out sources of evidence. `cables` are models whose cables are taken as known: neither spanning tree nor
        forwarding tables are asked where they lead, and what forwarding tables say against them contradicts them. A device is
        given by its id or else its name. All else that a model says is for `Models.apply`.
        """
        ...
    @staticmethod
    def from_json(text: str) -> Topology:
        """Reads what `to_json` wrote. Raises `MalformedError` with the place and what is wrong there."""
        ...
    @property
    def nodes(self) -> tuple[Node, ...]:
        """Devices: polled ones, neighbors that were heard of, hosts that were only seen."""
        ...
    @property
    def links(self) -> tuple[Link, ...]:
        """Cables with two ends, redundant blocked ones included."""
        ...
    @property
    def segments(self) -> tuple[Segment, ...]:
        """Media with more than two members: a hub, an unmanaged switch, a radio cell."""
        ...
    @property
    def unused(self) -> tuple[Unused, ...]:
        """Statements that no link uses, each with the reason."""
        ...
    @property
    def ambiguous(self) -> tuple[Ambiguous, ...]:
        """Keys that should identify one device and that several have, with who they are."""
        ...
    @property
    def subnets(self) -> tuple[Subnet, ...]:
        """IP subnets of the polled devices, by prefix: who is in them, and by whom they are left."""
        ...
    @property
    def strategy(self) -> str:
        """The strategy that made this: `default`, `stp-segments`."""
        ...
    def node(self, name_or_id: str) -> Node | None:
        """The node of that id, or else of that name, `sysName`, IP or MAC address."""
        ...
    def link_between(self, a: str, b: str) -> Link | None:
        """The best link between two nodes, given by name or id: the strongest, then the surest."""
        ...
    def links_between(self, a: str, b: str) -> tuple[Link, ...]:
        """All links between two nodes, given by name or id."""
        ...
    def links_of(self, node: str) -> tuple[Link, ...]:
        """The links of a node, given by name or id."""
        ...
    def uplinks(self) -> tuple[PortKey, ...]:
        """The ports of polled devices from which a cable leads to another device that is no host, printer, telephone or
        access point: as `ports` of a selection, "all uplinks". Sorted."""
        ...
    def segments_of(self, node: str) -> tuple[Segment, ...]:
        """The shared media that a node is on, given by name or id."""
        ...
    def explain(self, a: str, b: str) -> Explanation | None:
        """Why these two nodes, given by name or id, are joined: by their best link, else by the medium that both are on."""
        ...
    def why_not(self, a: str, b: str) -> WhyNot:
        """Why `a` and `b` are not cabled, or that they are: what speaks for it and against it, what is not known, and how
        they are connected instead. Each is a device by name or id, or a port such as `core1 Gi1/0/1`.

        Raises `InvalidError` where there is no such device or port, and where both are one device.
        """
        ...
    def path(self, a: str, b: str, *, vlan: int | None = None) -> Path | NoPath:
        """The way that frames take from `a` to `b`, given by name or id, over links that are not blocked, and the ways that
        are left if it fails; or why there is none.

        With `vlan`, links that are known to carry others only are not used before the first router.
        """
        ...
    def contradictions(self) -> tuple[Contradiction, ...]:
        """Everything that does not fit together, such as a cable at a port that is down, or an address that two devices
        have.
        """
        ...
    def single_points_of_failure(self) -> tuple[SinglePoint, ...]:
        """Devices, media and links whose loss cuts something off from the largest part of what remains, the worst first.

        Parallel links, members of an aggregate and links that spanning tree blocks are redundancy.
        """
        ...
    def upstream_of(self, station: str, device: str) -> tuple[Element, ...]:
        """Everything without which `station` cannot reach `device`, both given by name or id, the nearest first. An alert
        about the device is to be held back while any of these is down.

        Raises `InvalidError` where there is no such device, or where no chain of links joins the two.
        """
        ...
    def dependents_of(self, station: str, device: str) -> tuple[Element, ...]:
        """The devices and hosts that `station` cannot reach without `device`, both given by name or id: who is downstream
        of it.
        """
        ...
    def dependencies(self, station: str) -> tuple[Dependency, ...]:
        """For every node, in their order, the nearest thing that `station`, given by name or id, cannot reach it without."""
        ...
    def what_if(self, supposed: Supposition | Sequence[Supposition], *, station: str | None = None) -> WhatIf:
        """What follows if all of `supposed` happens, in that order, seen from the device `station` or, without it, from the
        largest part that remains.

        Raises `InvalidError` for a device, port, link, aggregate or segment that is not there.
        """
        ...
    def diff(self, after: Topology, *, removed: Sequence[str] = ...) -> tuple[Change, ...]:
        """What changed from this topology to `after`, in canonical order.

        What a device said that does not answer now is not refuted: such links are `unseen`. Those of `removed`, by id, were
        taken away, and what only they said with them.
        """
        ...
    def to_json(self, *, pretty: bool = False) -> str:
        """The topology as JSON, on one line or, with `pretty`, indented for people. Equal topologies give equal text."""
        ...
    def to_dot(self) -> str:
        """The topology in Graphviz' language."""
        ...
    def to_graphml(self) -> str:
        """The topology as GraphML, for yEd, Gephi and others."""
        ...
    def to_mermaid(self) -> str:
        """The topology as a flowchart of Mermaid, which Markdown pages of many sites draw."""
        ...
    def devices_csv(self) -> str:
        """One line per device, as CSV (RFC 4180)."""
        ...
    def ports_csv(self) -> str:
        """One line per port, as CSV (RFC 4180)."""
        ...
    def links_csv(self) -> str:
        """One line per link, as CSV (RFC 4180)."""
        ...
    def save(self, path: str | PathLike[str]) -> None:
        """Writes the topology in the format that the name asks for: .html, .svg, .png (two pixels to one of the drawing, one
        where that would be too large), .json, .mmd or .mermaid, .dot or .gv, .graphml or .csv (links).

        Raises `InvalidError` for another name.
        """
        ...
    def to_svg(self) -> str:
        """The topology as a drawing. `Drawing` has the choices."""
        ...
    def to_html(self) -> str:
        """The topology as one interactive page without outside references. `Drawing` has the choices."""
        ...
    def to_png(self, *, scale: float = 1.0) -> bytes:
        """The topology as a PNG file: see `Drawing.to_png`."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class LiveTopology:
    """The topology of devices that come, change and go, kept up to date device by device. At every moment it is what
    `Topology.infer` makes of the same devices. What an update costs depends on what it touches, not on the whole network.

    `hide` leaves out sources of evidence; the cables of the models `cables` are taken as known, as by `Topology.infer`.
    """

    def __new__(
        cls, *, strategy: Strategy = "default", hide: Sequence[Source] = ..., cables: Sequence[Model] = ...
    ) -> LiveTopology: ...
    def replace(self, device: DeviceSnapshot) -> tuple[Change, ...]:
        """Adds a device, or puts this snapshot in the place of the one with the same id; returns what changed."""
        ...
    def remove(self, id: str) -> tuple[Change, ...]:
        """Removes the device of that id, with what only it said; returns what changed. Without it, nothing changes."""
        ...
    def update(self, replaced: Site | Sequence[DeviceSnapshot], *, removed: Sequence[str] = ...) -> tuple[Change, ...]:
        """Removes the devices of these ids, then adds or replaces others, at once; returns what changed, in canonical
        order. It is faster than one by one.
        """
        ...
    def topology(self) -> Topology:
        """The whole network, as it is now."""
        ...
    @property
    def devices(self) -> tuple[DeviceSnapshot, ...]:
        """The devices, by id."""
        ...
    def device(self, id: str) -> DeviceSnapshot | None:
        """The device of that id."""
        ...

@final
class Tracker:
    """Follows a network from topology to topology and reports changes that lasted.

    A device that does not answer keeps its links: only `no-answer` is reported. What comes and goes too often is `flapping`
    until it is `steady`. It can be stored as JSON and read back.

    A change counts once `observations` (2) in a row show it, or, with `hold_ms`, once it has lasted so many milliseconds.
    What changes `flap_changes` (6) times within `flap_window_ms` (an hour) is flapping.
    """

    def __new__(
        cls,
        *,
        observations: int | None = None,
        hold_ms: int | None = None,
        flap_changes: int | None = None,
        flap_window_ms: int | None = None,
    ) -> Tracker: ...
    @staticmethod
    def from_json(text: str) -> Tracker:
        """Reads what `to_json` wrote. Raises `MalformedError` with the place and what is wrong there."""
        ...
    def observe(self, latest: Topology, now: datetime | None = None) -> tuple[Change, ...]:
        """Looks at the topology of `now`, the current time if not given, and tells what changed and lasted, in canonical
        order. A time has a zone; the times of observations shall not go back. The first tells nothing.
        """
        ...
    def remove(self, device: str) -> None:
        """A device, by id, was taken away: it is not to be asked any more. What only it said goes with it."""
        ...
    def topology(self) -> Topology | None:
        """What was reported so far, as a topology; None before the first."""
        ...
    @property
    def pending(self) -> tuple[Element, ...]:
        """What differs from what was reported, and has not lasted yet."""
        ...
    def to_json(self) -> str:
        """What the tracker knows as one line of JSON, to go on from later."""
        ...

@final
class Site:
    """What a discovery, or a folder of recordings, brought: devices, and what failed and why."""

    @staticmethod
    def from_recordings(directory: str | PathLike[str]) -> Site:
        """Reads a folder of recordings: a file, or a subfolder of files, for each device.

        `snmpwalk -On` text, `.properties` with the same lines and `.snmprec` are read.
        """
        ...
    @staticmethod
    def from_lldpd(text: str, *, id: str = "collector", polled_at: datetime | None = None) -> Site:
        """The machine that a local lldpd runs on, with the neighbors that it heard: by `lldpctl -f json`, or `-f json0`,
        which always has the same shape. `updated` adds it to a site.

        Raises `InvalidError` where the text is not JSON, has neither `lldp` nor `local-chassis`, or is longer than
        16 MiB. Neighbors that cannot be read are left out.
        """
        ...
    @staticmethod
    def from_json(text: str) -> Site:
        """Reads what `to_json` wrote. Raises `MalformedError` with line and column."""
        ...
    @property
    def devices(self) -> tuple[DeviceSnapshot, ...]:
        """Devices that answered, by id."""
        ...
    @property
    def failures(self) -> tuple[TargetFailure, ...]:
        """Targets of which nothing was obtained, and why."""
        ...
    @property
    def asked(self) -> int:
        """Targets that were asked."""
        ...
    @property
    def cancelled(self) -> bool:
        """Whether the work was ended before its end; what was found so far is here."""
        ...
    def topology(
        self, *, strategy: Strategy = "default", hide: Sequence[Source] = ..., cables: Sequence[Model] = ...
    ) -> Topology:
        """The network that these devices describe. The options are those of `Topology.infer`."""
        ...
    def updated(self, later: Site) -> Site:
        """This site with what a later visit to some of the devices brought. A device that did not answer then stays as it
        was; its failure is added.
        """
        ...
    def rates_since(self, earlier: Site) -> tuple[DeviceRates, ...]:
        """The traffic of every device that is in `earlier` too, under the same id, from then to now.

        The local time between two visits is that of `polled_at`; where one of them is not known, as of a recording,
        the agent's clock alone decides.
        """
        ...
    def to_json(self) -> str:
        """The site as one line of JSON."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Sample:
    """One reading of one counter: its value with its width, and when it was read by every clock that can tell.

    Only `at` and one of `counter32` and `counter64` are required. The more the agent says, the more decreases can be
    explained: read `sysUpTime.0` in the same PDU as the counter.

    `at` is the local clock, from any start; `uptime` is `sysUpTime.0`; `discontinuity` is `ifCounterDiscontinuityTime`
    (RFC 2863); `last_change` is `ifLastChange`; `engine_boots` is `snmpEngineBoots` (RFC 3411).
    """

    def __new__(
        cls,
        *,
        at: timedelta,
        counter32: int | None = None,
        counter64: int | None = None,
        uptime: timedelta | None = None,
        discontinuity: timedelta | None = None,
        last_change: timedelta | None = None,
        engine_boots: int | None = None,
    ) -> Sample: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class CheckSpec:
    """What to try and what would be right. Made by the functions of `netwarden.check`."""

    @staticmethod
    def from_json(text: str) -> CheckSpec:
        """Reads a check: an object whose `type` is `icmp`, `tcp` or `http`. Raises `InvalidError`."""
        ...
    @property
    def target(self) -> str:
        """What is checked, for people: `example.org`, `mail.example.org:25`."""
        ...
    @property
    def time_limit_ms(self) -> int:
        """Milliseconds after which an attempt has ended in any case."""
        ...
    def to_json(self) -> str:
        """The check as one line of JSON, every default filled in."""
        ...
    def evaluate(self, observation: str) -> CheckResult:
        """Judges what another prober saw, given as the JSON of an observation."""
        ...
    def run(self, prober: Prober) -> Awaitable[CheckResult]: ...
    def run_blocking(self, prober: Prober) -> CheckResult: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Prober:
    """How probes are made."""

    def __new__(
        cls,
        *,
        trust_pem: str | None = None,
        only_given_roots: bool = False,
        user_agent: str | None = None,
        closed: bool = False,
        secrets: Mapping[str, str] | None = None,
        registry: Registry | None = None,
        plugins: str | PathLike[str] | None = None,
    ) -> Prober: ...

@final
class Registry:
    """The checks and the notifiers that a program brings; `netwarden.Registry` wraps it."""

    def __new__(cls) -> Registry: ...
    def add_check(self, name: str, function: Callable[[str], str], title: str, description: str, fields: str) -> None: ...
    def add_notifier(self, name: str, function: Callable[[str, str], str], title: str, description: str, fields: str) -> None: ...
    def checks(self) -> tuple[Registered, ...]: ...
    def notifiers(self) -> tuple[Registered, ...]: ...
    def enable_check(self, name: str, enabled: bool) -> bool: ...
    def enable_notifier(self, name: str, enabled: bool) -> bool: ...
    def remove_check(self, name: str) -> bool: ...
    def remove_notifier(self, name: str) -> bool: ...
    def check_schema(self, name: str) -> str | None: ...
    def notifier_schema(self, name: str) -> str | None: ...
    def notify(self, name: str, told: str) -> Awaitable[Delivery]: ...
    def notify_blocking(self, name: str, told: str) -> Delivery: ...

@final
class Runner:
    """Runs checks by their intervals; `netwarden.Runner` wraps it."""

    def __new__(
        cls,
        prober: Prober,
        *,
        concurrency: int | None = None,
        per_host: int | None = None,
        unread: int | None = None,
        seed: int | None = None,
    ) -> Runner: ...
    def add(self, name: str, check: CheckSpec, every_ms: int) -> None: ...
    def remove(self, name: str) -> bool: ...
    def run_now(self, name: str) -> bool: ...
    def retry_in(self, name: str, wait_ms: int) -> bool: ...
    def enable(self, name: str) -> bool: ...
    def disable(self, name: str) -> bool: ...
    def next(self) -> Awaitable[Ran | None]: ...
    def next_blocking(self) -> Ran | None: ...
    def next_batch(self, most: int) -> Awaitable[tuple[Ran, ...]]: ...
    def next_batch_blocking(self, most: int) -> tuple[Ran, ...]: ...
    def statistics(self) -> RunnerStatistics: ...
    def close(self) -> None: ...

@final
class Community:
    """A community, and the version to ask it in: `2c`, `1`, or `2c-or-1` for v1 where v2c brings no answer.

    The string is a secret: it never shows.
    """

    def __new__(cls, community: str, *, version: str = "2c") -> Community: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class TrapListener:
    """Receives the traps and informs of devices."""

    def __new__(
        cls,
        *,
        listen: Sequence[str] = ...,
        communities: Sequence[str] = ...,
        any_community: bool = False,
        users: Sequence[UsmUser] = ...,
        engine_id: bytes | None = None,
        engine_boots: int = 1,
        allow: Sequence[str] = ...,
        queue: int | None = None,
        rate: tuple[int, int] | None = None,
        inform_window_ms: int | None = None,
    ) -> TrapListener: ...
    @property
    def addresses(self) -> list[str]: ...
    @property
    def engine_id(self) -> bytes | None: ...
    def statistics(self) -> TrapStatistics: ...
    def next(self) -> Awaitable[Notification | None]: ...
    def next_blocking(self) -> Notification | None: ...
    def next_changes(self, quiet_ms: int, topology: Topology | None = None) -> Awaitable[Changes | None]: ...
    def next_changes_blocking(self, quiet_ms: int, topology: Topology | None = None) -> Changes | None: ...
    def close(self) -> None: ...
    @property
    def closed(self) -> bool: ...

def read_notification(datagram: bytes, source: str) -> Notification:
    """Reads a datagram of SNMPv1 or v2c that came from `source`, for a program that has a socket of its own.

    Raises `InvalidError` for a source that is no address and `MalformedError` where it is no notification.
    """
    ...

@final
class UsmUser:
    """A user of SNMPv3, and the context to ask in.

    `auth` is one of md5, sha-1, sha-224, sha-256, sha-384, sha-512; `privacy` one of des, 3des, aes-128, aes-192, aes-256,
    and aes-192-c, aes-256-c for Cisco's keys alone. Each comes with its password, of eight octets at least. Making a user
    takes some milliseconds: make it once. The passwords are not kept, and the keys never show.
    """

    def __new__(
        cls,
        name: str,
        *,
        auth: str | None = None,
        auth_password: str | None = None,
        privacy: str | None = None,
        privacy_password: str | None = None,
        context: str = "",
    ) -> UsmUser:
        """Raises `InvalidError` for a protocol that there is not, and for one without a password."""
        ...
    @property
    def name(self) -> str:
        """Its name."""
        ...
    @property
    def level(self) -> str:
        """How far its messages are protected: noAuthNoPriv, authNoPriv, authPriv."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Engine:
    """Asks any number of agents over shared sockets."""

    def __new__(
        cls,
        *,
        receive_buffer: int | None = None,
        per_device: int | None = None,
        rate: int | None = None,
        timeout_ms: int | None = None,
        retries: int | None = None,
        dead_after: int | None = None,
        any_source: bool | None = None,
        bind: str | None = None,
        drivers: int | None = None,
        own_threads: bool | None = None,
    ) -> Engine: ...
    def close(self) -> None: ...
    @property
    def closed(self) -> bool: ...
    def poll(self, plan: PollPlan, credential: Community | UsmUser) -> Poll: ...
    def record(self, plan: RecordPlan, credential: Community | UsmUser) -> Recording: ...
    def poll_once(self, plan: PollPlan, credential: Community | UsmUser) -> Awaitable[PollBatch]: ...
    def poll_once_blocking(self, plan: PollPlan, credential: Community | UsmUser) -> PollBatch: ...
    def statistics(self) -> EngineStatistics: ...
    def device_statistics(self, address: str, *, port: int = 161) -> Awaitable[DeviceStatistics | None]: ...
    def all_device_statistics(self) -> Awaitable[tuple[DeviceStatistics, ...]]: ...
    def session(
        self,
        address: str,
        credential: Community | UsmUser,
        *,
        port: int = 161,
        timeout_ms: int | None = None,
        retries: int | None = None,
    ) -> Session: ...
    def discover(
        self, search: Search, on_progress: Callable[[Progress], object] | None = None
    ) -> Awaitable[Site]: ...
    def discover_blocking(self, search: Search, on_progress: Callable[[Progress], object] | None = None) -> Site: ...

@final
class Search:
    """Whom to ask, with which credentials, how fast."""

    def __new__(
        cls,
        targets: str | Site,
        *,
        credentials: Sequence[Community | UsmUser] = ...,
        port: int | None = None,
        concurrency: int | None = None,
        rate: int | None = None,
        timeout_ms: int | None = None,
        retries: int | None = None,
        deadline_ms: int | None = None,
        follow_neighbors: str | None = None,
        only_interfaces: bool = False,
        collect: CollectOptions | None = None,
    ) -> Search: ...

@final
class Load:
    """The traffic of ports, for the colours of a drawing. A port without a rate is shown as unknown, and never as idle."""

    def __new__(cls) -> Load:
        """Of no port."""
        ...
    @staticmethod
    def between(earlier: Site, later: Site) -> Load:
        """From the rates between two discoveries."""
        ...
    @staticmethod
    def of_poll(earlier: PollBatch, later: PollBatch) -> Load:
        """From the rates between two polls."""
        ...
    def with_port(self, device: str, port: str, in_bps: float, out_bps: float) -> Load:
        """This load and the traffic of a port that something else measured, in bit/s. `device` is the id of its node. Its
        part of the speed is told by the speed of the link, where that is known.
        """
        ...
    @property
    def ports(self) -> tuple[PortLoad, ...]:
        """The ports; of several that are the same the last counts."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Charts:
    """Charts of ports and devices, which an interactive page shows where one is clicked. The page carries them itself.

    Of a port in both directions a day in 288 steps takes about 1.5 kB, twice as much where the greatest values of the steps
    differ from the averages. Charts that would pass the limit are left out, and the page says so.
    """

    def __new__(cls, *, steps: int = 288, most_octets: int = 16_000_000, utc_offset_minutes: int = 0) -> Charts:
        """No charts yet: of so many steps each, 12 to 5,000, and of so many octets in all at most.

        `utc_offset_minutes` is the clock of the charts of `traffic`, in minutes east of UTC.
        """
        ...
    def traffic(self, device: str, port: str, inward: Columns, outward: Columns) -> None:
        """Adds the traffic of a port, by the id of its node and its name: in above, out below, with the 95th percentile."""
        ...
    def port(self, device: str, port: str, plot: Plot) -> None:
        """Adds a chart of a port. Several are shown one below the other."""
        ...
    def device(self, device: str, plot: Plot) -> None:
        """Adds a chart of a device, by the id of its node."""
        ...
    @property
    def octets(self) -> int:
        """By how many octets they make the page longer."""
        ...
    @property
    def left_out(self) -> int:
        """How many were left out, since the page would have become too long."""
        ...
    def __len__(self) -> int: ...

@final
class Drawing:
    """A drawing of a topology: what is folded, coloured and pinned."""

    def __new__(
        cls,
        topology: Topology,
        *,
        title: str | None = None,
        theme: Theme = "auto",
        fold: Fold | None = None,
        positions: Mapping[str, Sequence[float]] | None = None,
        sites: Mapping[str, str] | Site | None = None,
        load: Load | None = None,
        charts: Charts | None = None,
        fonts: Sequence[bytes] = ...,
    ) -> Drawing:
        """A drawing with these choices.

        `title` stands above it, and is the page's. `theme` is the ground: `auto` is as the program that shows it prefers,
        and light in PNG. `fold` says how devices are put together into groups: by `sites` where there are any, else
        `auto`, which folds above sixty switches and routers. `positions` puts cards where people have put them, by the id
        of a node, segment or group, as an interactive page saves it; all others are laid out around those. `sites` is the
        site of each device by the id of its node, or a site whose devices say their location. `load` colours links by what
        they carry. `charts` are shown by the page where a device or a link is clicked. `fonts` are TTF or OTF files for
        characters that the built-in font of PNG lacks, which has Latin, Greek and Cyrillic.

        Raises `InvalidError` for an unknown word.
        """
        ...
    def to_svg(self) -> str:
        """The drawing in SVG: no script, no font, no other file. Groups are closed."""
        ...
    def to_html(self) -> str:
        """The drawing as one interactive page without outside references. Groups open where they are clicked."""
        ...
    def to_png(self, *, scale: float = 1.0) -> bytes:
        """The drawing as a PNG file, `scale` pixels to one of the drawing: 1 is for screens, 2 for dense screens and print.

        Raises `InvalidError` where `scale` is no number above 0, or the picture would have a side of more than 32,000
        pixels or more than 100 million pixels in all; the message says which scale would do.
        """
        ...

@final
class Columns:
    """A series over a span of time, step by step; step `n` begins at `start` and `n` times `step_ms`.

    `average`, `min`, `max`, `last` and `coverage` are buffers of float64, `count` of unsigned 64-bit integers: `numpy.asarray`
    reads them without copying. A step without a value is NaN, never 0.
    """

    @staticmethod
    def counted(
        counts: Buffer | Sequence[int],
        *,
        unit: str,
        start: datetime,
        step_ms: int,
        coverage: Buffer | Sequence[float] | None = None,
        gaps: Sequence[tuple[datetime, datetime, str]] = ...,
    ) -> Columns:
        """Steps in which so much was counted: `octets` become values in `octets/s`.

        `coverage` says which part of each step was measured, 0 to 1; all of it without it. A gap is from when, until when,
        and the code of the reason, such as `restarted`; steps within have no values. A buffer of integers of 64 or 32 bits
        is taken as a whole.

        Raises `InvalidError` where `start` is no multiple of the step since 1970 in UTC, a code is unknown, or the coverage
        is not of as many steps.
        """
        ...
    @staticmethod
    def levels(
        levels: Buffer | Sequence[float | None],
        *,
        unit: str,
        start: datetime,
        step_ms: int,
        min: Buffer | Sequence[float | None] | None = None,
        max: Buffer | Sequence[float | None] | None = None,
        coverage: Buffer | Sequence[float] | None = None,
        gaps: Sequence[tuple[datetime, datetime, str]] = ...,
    ) -> Columns:
        """Steps of a level, or of rates that something else has worked out: `celsius`, `bit/s`. NaN and `None` are no values.

        `min` and `max` are the least and the greatest of what each step was made of; all else is as in `counted`.
        """
        ...
    @property
    def kind(self) -> SeriesKind:
        """Counts per second, or levels."""
        ...
    @property
    def unit(self) -> str:
        """The unit of the values: `octets/s`, `bit/s`, `celsius`."""
        ...
    @property
    def start(self) -> datetime:
        """When the first step begins."""
        ...
    @property
    def end(self) -> datetime:
        """When the last step ends."""
        ...
    @property
    def step_ms(self) -> int:
        """How long each step is."""
        ...
    @property
    def average(self) -> memoryview:
        """The average over the time of the step that was measured."""
        ...
    @property
    def min(self) -> memoryview:
        """The least average of the finest steps within; of a gauge the least level."""
        ...
    @property
    def max(self) -> memoryview:
        """The greatest."""
        ...
    @property
    def last(self) -> memoryview:
        """The last."""
        ...
    @property
    def count(self) -> memoryview:
        """Exactly what was counted, whether or not the step was covered enough for values; 0 of a gauge."""
        ...
    @property
    def coverage(self) -> memoryview:
        """Which part of the step was measured, 0 to 1."""
        ...
    @property
    def gaps(self) -> tuple[SeriesGap, ...]:
        """What is missing and why, in the order of time; parts of steps, too."""
        ...
    def time(self, step: int) -> datetime:
        """When a step begins."""
        ...
    def total(self) -> int:
        """Everything that was counted, exactly."""
        ...
    def average_of_all(self) -> float | None:
        """The average over all that was measured; `None` where nothing was."""
        ...
    def percentile(self, percent: float, *, method: PercentileMethod = "nearest-rank") -> float | None:
        """A percentile, 0 to 100, of the averages of the steps that have values; `None` where none has."""
        ...
    def scaled(self, factor: float, unit: str) -> Columns:
        """The values times `factor`, in another unit: octets/s times 8 are `bit/s`. The counts stay what was counted."""
        ...
    def rolled_up(self, step_ms: int, *, least_coverage_percent: int = 50) -> Columns:
        """The same in longer steps. Counts add up exactly; a step has values where enough of it was measured.

        Raises `InvalidError` where `step_ms` is no multiple of the step.
        """
        ...
    def __len__(self) -> int: ...

@final
class SeriesColumns:
    """A series with its columns: what formats write and read."""

    def __new__(cls, columns: Columns, *, device: str, object: str, row: str = "") -> SeriesColumns:
        """Columns and what they are of: a device, an object such as `ifHCInOctets`, and the name of its port, disk or sensor."""
        ...
    @property
    def key(self) -> SeriesKey:
        """What it is of."""
        ...
    @property
    def columns(self) -> Columns:
        """Its steps."""
        ...
    def measured(self) -> MeasuredSeries:
        """What a store is told so that it has the same counts and averages."""
        ...

@final
class MeasuredSeries:
    """What was measured of a series, in the order of time: what comes of readings at moments.

    `from_ms`, `to_ms`, `count` and `level` are buffers with one number for each measurement.
    """

    @property
    def series(self) -> SeriesSpec:
        """The series."""
        ...
    @property
    def from_ms(self) -> memoryview:
        """From when on each was measured, in milliseconds since 1970."""
        ...
    @property
    def to_ms(self) -> memoryview:
        """Until when."""
        ...
    @property
    def count(self) -> memoryview:
        """What was counted; 0 of a gauge."""
        ...
    @property
    def level(self) -> memoryview:
        """The level; NaN of a counter."""
        ...
    @property
    def gaps(self) -> tuple[SeriesGap, ...]:
        """Times without numbers, and why."""
        ...
    def columns(self, step_ms: int) -> Columns:
        """What was measured, in steps of `step_ms`; a step has values where at least a half of it was measured.

        Raises `InvalidError` where nothing was measured, a step is not 1,000 ms to 31 days, or there are more than 10,000,000.
        """
        ...
    def __len__(self) -> int: ...

@final
class RemoteWriter:
    """Bodies of Prometheus remote write, one after the other: counters go on from one body to the next."""

    def __new__(cls) -> RemoteWriter: ...
    def body(self, series: Sequence[SeriesColumns]) -> bytes:
        """The body of a request with these series: protobuf in Snappy. Steps that were written before are left out."""
        ...

def to_json(series: Sequence[SeriesColumns]) -> str:
    """Series as JSON, which keeps everything."""
    ...

def from_json(text: str) -> tuple[SeriesColumns, ...]:
    """The series that `to_json` wrote. Raises `MalformedError` with the line."""
    ...

def to_csv(series: Sequence[SeriesColumns]) -> str:
    """Series as CSV (RFC 4180), one line for each step."""
    ...

def from_csv(text: str) -> tuple[SeriesColumns, ...]:
    """The series that `to_csv` wrote. Raises `MalformedError` with the line."""
    ...

def to_openmetrics(series: Sequence[SeriesColumns]) -> str:
    """Series as OpenMetrics text (version 1.0), with the labels `device`, `object` and `row`."""
    ...

def from_openmetrics(text: str) -> tuple[MeasuredSeries, ...]:
    """The counters and gauges of OpenMetrics text whose samples have times. Raises `MalformedError` with the line."""
    ...

def to_influx(series: Sequence[SeriesColumns]) -> str:
    """Series as InfluxDB line protocol, one line for each step of which something was measured."""
    ...

def from_influx(text: str) -> tuple[MeasuredSeries, ...]:
    """The numbers of InfluxDB line protocol. Raises `MalformedError` with the line."""
    ...

def to_remote_write(series: Sequence[SeriesColumns]) -> bytes:
    """One body of Prometheus remote write with these series alone."""
    ...

def to_rrd_dump(sources: Sequence[tuple[str, Columns]]) -> str:
    """Series as a dump that `rrdtool restore` takes: one data source for each, with its name of 1 to 19 characters.

    Raises `InvalidError` where the columns differ in start, step or length.
    """
    ...

def from_rrd_dump(text: str) -> tuple[SeriesColumns, ...]:
    """The series of a dump that `rrdtool dump` wrote: for each data source, each length of its rows.

    Raises `MalformedError` with the line.
    """
    ...

def utilisation(traffic: Columns, speed: Columns) -> Columns:
    """How much of a port's speed its traffic took, step by step: 1 is all of it. `speed` is a gauge of bit/s.

    Raises `InvalidError` where units or steps do not fit.
    """
    ...

def bill(
    input: Columns,
    output: Columns,
    from_: datetime,
    to: datetime,
    *,
    step_ms: int = 300_000,
    percent: float = 95.0,
    method: PercentileMethod = "nearest-rank",
    least_coverage_percent: int = 50,
) -> Bill:
    """What is to be paid for traffic in both directions. Steps without values are excluded and counted.

    Raises `InvalidError` where steps, times or units do not fit.
    """
    ...

def month(year: int, month: int, *, utc_offset_minutes: int = 0) -> tuple[datetime, datetime]:
    """When a month begins, and the next one, where clocks are so many minutes ahead of UTC.

    Raises `InvalidError` where there is no such month.
    """
    ...

@final
class Plot:
    """A chart of series over time: lines and areas, their gaps, and their figures. `line` and `area` give a chart with one more.

    Series of `octets/s` are drawn in bit/s. A time without values is hatched, with the reason as its tooltip.
    """

    def __new__(
        cls,
        title: str = "",
        *,
        width: int = 800,
        height: int = 300,
        percentile: float | None = None,
        band: bool = False,
        mirrored: bool = False,
        utc_offset_minutes: int = 0,
        theme: Theme = "auto",
    ) -> Plot:
        """A chart of nothing yet.

        `width` and `height` are in pixels, 320 to 8192 by 160 to 8192. `percentile` draws a dashed line at it. `band` fills what
        is between the least and the greatest value within each step. `mirrored` draws every second curve downward.
        `utc_offset_minutes` is the clock of the axis, in minutes east of UTC. Raises `InvalidError` for an unknown theme.
        """
        ...
    def line(self, name: str, columns: Columns) -> Plot:
        """With one line more. Of more than 14 curves the first 14 are drawn."""
        ...
    def area(self, name: str, columns: Columns) -> Plot:
        """With one line more, filled down to 0."""
        ...
    def to_svg(self) -> str:
        """A whole SVG document, which needs nothing else and has no script."""
        ...
    def to_png(self, *, scale: float = 1.0) -> bytes:
        """The chart as a PNG file, `scale` pixels to one of the chart; `auto` is light there.

        Raises `InvalidError` where `scale` is no number above 0, or the picture would be too large; the message says which
        scale would do.
        """
        ...

@final
class PortIdentity:
    """What an agent says of one interface, by which it is known again."""

    def __new__(
        cls, index: int, *, name: str | None = None, alias: str | None = None, mac: str | None = None
    ) -> PortIdentity:
        """`ifIndex`; `ifName`, else `ifDescr`; `ifAlias`; `ifPhysAddress`. Raises `InvalidError` for a wrong MAC address."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

def follow(earlier: Sequence[PortIdentity], later: Sequence[PortIdentity]) -> FollowedPorts:
    """Which interface of an earlier reading of a device each of a later one is; never by the bare `ifIndex`."""
    ...

@final
class PageReading:
    """One reading of a printer's page counter (`prtMarkerLifeCount`, RFC 3805)."""

    def __new__(
        cls, pages: int | None, *, at: timedelta, manufacturer: str | None = None, serial: str | None = None
    ) -> PageReading:
        """The count, `None` where the printer did not say it; when, by a local clock; who made it, and its serial number."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

def page_delta(
    earlier: PageReading,
    later: PageReading,
    *,
    last_count: int | None = None,
    most_per_minute: int = 300,
    most_lost: int = 200,
) -> PageDelta:
    """What the page counter did between two readings.

    `last_count` is the count after which its maker documents that it starts at 0; without it, it never wraps.
    """
    ...

@final
class Reading:
    """So many rows of one agent that one answer brought, and when by every clock that can tell."""

    def __new__(
        cls,
        rows: int,
        *,
        at: timedelta,
        uptime: timedelta | None = None,
        discontinuity: timedelta | None = None,
        last_change: timedelta | None = None,
        engine_boots: int | None = None,
    ) -> Reading:
        """`at` is the local clock, from any start; all else is as in `Sample`."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Store:
    """A store, in memory or in a file; `netwarden.Store` wraps it."""

    @staticmethod
    def memory(retention: str | None = None, most_series: int | None = None) -> Store: ...
    @staticmethod
    def sqlite(
        path: str | PathLike[str],
        retention: str | None = None,
        durability: str | None = None,
        most_series: int | None = None,
        most_octets: int | None = None,
    ) -> Store: ...
    def declare(self, series: SeriesSpec) -> int: ...
    def declare_all(self, series: Sequence[SeriesSpec]) -> memoryview: ...
    def append(self, measured: MeasuredSeries) -> Ack: ...
    def append_counts(
        self,
        series: Buffer | Sequence[int] | int,
        from_ms: Buffer | Sequence[int] | int,
        to_ms: Buffer | Sequence[int] | int,
        counts: Buffer | Sequence[int] | int,
    ) -> Ack: ...
    def append_levels(
        self,
        series: Buffer | Sequence[int] | int,
        from_ms: Buffer | Sequence[int] | int,
        to_ms: Buffer | Sequence[int] | int,
        levels: Buffer | Sequence[float | None] | float,
    ) -> Ack: ...
    def append_gaps(
        self,
        series: Buffer | Sequence[int] | int,
        from_ms: Buffer | Sequence[int] | int,
        to_ms: Buffer | Sequence[int] | int,
        reason: str,
    ) -> Ack: ...
    def read(
        self, series: int, from_: datetime, to: datetime, step_ms: int | None = None, least_coverage_percent: int = 50
    ) -> Columns: ...
    def series(
        self, device: str | None = None, object: str | None = None, row: str | None = None
    ) -> list[tuple[int, SeriesSpec]]: ...
    def measured_until(self, series: int) -> datetime | None: ...
    def retain(self, now: datetime) -> None: ...
    @property
    def retention(self) -> str: ...
    @property
    def path(self) -> str | None: ...
    def copy_to(self, path: str | PathLike[str]) -> None: ...
    def check(self) -> None: ...
    def close(self) -> None: ...
    @property
    def closed(self) -> bool: ...
    def __len__(self) -> int: ...

def default_retention() -> str: ...
def retention_for_billing() -> str: ...

@final
class CounterBank:
    """The last readings of very many counters of one kind: columns in, columns out. The verdicts are those of `counter.rate`."""

    def __new__(cls, rows: int, *, max_rate: int | None = None) -> CounterBank:
        """So many counters that count at most `max_rate` each in a second; none of them was seen yet."""
        ...
    def advance(
        self,
        readings: Sequence[Reading],
        *,
        counter32: Buffer | Sequence[int] | None = None,
        counter64: Buffer | Sequence[int] | None = None,
        valid: Buffer | Sequence[bool] | None = None,
        discontinuity: Buffer | Sequence[int] | None = None,
        last_change: Buffer | Sequence[int] | None = None,
    ) -> RateColumn:
        """Takes in what was read, and says the rate of every row since it was seen last.

        The readings are runs of rows that came together, in order. One of `counter32` and `counter64` has the values, row by
        row. `valid` says which rows have one, all without it. `discontinuity` and `last_change` are
        `ifCounterDiscontinuityTime` and `ifLastChange` of each row, in hundredths of a second.
        """
        ...
    def push(self, *, max_rate: int | None = None) -> None:
        """One counter more, at the end, that was not seen yet."""
        ...
    def set_limit(self, row: int, *, max_rate: int | None = None) -> None:
        """The most that a row counts in a second, from now on; unknown without it."""
        ...
    def limit(self, row: int) -> int | None:
        """The most that a row counts in a second, rounded up by less than one part in 2 ** 25; `None` where not known."""
        ...
    def forget(self, row: int) -> None:
        """Forgets what was seen of a row: another counter is there now."""
        ...
    def __len__(self) -> int: ...

@final
class RateColumn:
    """The rates of a column of counters. The buffers have one number for each row."""

    @property
    def per_second(self) -> memoryview:
        """Counts per second; NaN where there is a gap, never 0."""
        ...
    @property
    def count(self) -> memoryview:
        """What was counted; 0 where there is a gap."""
        ...
    @property
    def interval_ms(self) -> memoryview:
        """The time that the rate is over; 0 where there is a gap."""
        ...
    @property
    def gaps(self) -> tuple[RowGap, ...]:
        """Why there is no rate, in the order of the rows: each row without one is here once."""
        ...
    def __len__(self) -> int: ...

@final
class Models:
    """The native half of `netwarden.Models`; a model crosses as JSON."""

    def __new__(cls) -> Models: ...
    @staticmethod
    def from_json(text: str) -> Models: ...
    def to_json(self) -> str: ...
    @property
    def names(self) -> list[str]: ...
    def get(self, name: str) -> str | None: ...
    def put(self, text: str) -> None: ...
    def remove(self, name: str) -> bool: ...
    def check(self) -> None: ...
    def apply(self, names: Sequence[str], topology: Topology) -> tuple[Topology, tuple[ModelFault, ...]]: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Collectors:
    """The native half of `netwarden.Collectors`."""

    def __new__(cls) -> Collectors: ...
    @staticmethod
    def from_json(text: str) -> Collectors: ...
    def to_json(self) -> str: ...
    def set(self, collector: str, site: Site) -> tuple[str, ...]: ...
    def remove(self, collector: str) -> tuple[str, ...]: ...
    @property
    def names(self) -> list[str]: ...
    def merged(self) -> tuple[Site, tuple[Ownership, ...]]: ...

@final
class World:
    """A simulated network in memory: devices, cables, traffic, and all that the protocols between them have settled on.

    Time is an argument: the same world at the same moment gives the same bytes. Made by `sim.generate` and `sim.world`.
    """

    @staticmethod
    def generate(plan: str) -> World:
        """What `sim.generate` calls, with its plan as JSON."""
        ...
    @staticmethod
    def build(blueprint: str) -> World:
        """What `sim.build` calls, with its blueprint as JSON."""
        ...
    @staticmethod
    def named(name: str) -> World:
        """The network of that name in the gallery."""
        ...
    @property
    def name(self) -> str:
        """Its name."""
        ...
    @property
    def range(self) -> str:
        """Where the devices are asked on this machine once it is started."""
        ...
    @property
    def network(self) -> str:
        """The network that the devices' addresses lie in."""
        ...
    def address(self, device: str) -> str | None:
        """The address at which a device is asked on this machine once it is started, where it has one."""
        ...
    def other_end(self, device: str, port: str) -> TruthEnd | None:
        """The device and port at the other end of the cable in a port; `None` where there is no cable.

        Raises `InvalidError` where there is no such device or port.
        """
        ...
    @property
    def device_names(self) -> list[str]:
        """The names of all devices, in the order in which they were added."""
        ...
    @property
    def truth(self) -> Truth:
        """What is true of it, to judge conclusions by."""
        ...
    def site(self, *, at_ms: int = 0) -> Site:
        """What all agents say at that moment: what a discovery of it would bring. Of two visits, the rates between them
        come as of any other.
        """
        ...
    def recording(self, device: str, *, vlan: int | None = None, at_ms: int = 0) -> tuple[VarBind, ...] | None:
        """All that the agent of a device shows at that moment, in the order of a walk, in the context of a VLAN where it has
        such; `None` where it has not.

        Raises `InvalidError` where there is no such device.
        """
        ...
    def traffic(self, device: str, port: str, *, at_ms: int = 0) -> PortTraffic:
        """The true traffic of an interface, to compare measured rates with. Raises `InvalidError` where there is none."""
        ...
    def score(self, site: Site, topology: Topology) -> Score:
        """How right and how complete `topology` is, which was inferred from `site`, a visit to this world."""
        ...
    def score_pairs(self, site: Site, pairs: Sequence[tuple[tuple[str, str], tuple[str, str]]]) -> Tally:
        """How many of the pairs of ports that some other method claims to be adjacent are, so that it can be compared: each
        port is the name of its device and its own, as in `truth`. `site` is the visit that the method had.
        """
        ...
    def start(
        self, *, port: int = 0, users: Sequence[UsmUser] = ..., write_community: str | None = None
    ) -> SimulatedNetwork:
        """Starts its agents on loopback addresses, as `sim.start` does."""
        ...

@final
class SimulatedNetwork:
    """The agents of a simulated network, each at its own loopback address and all at one UDP port.

    They answer until the network is stopped; `with` stops it at the end.
    """

    @staticmethod
    def start(
        name: str, *, port: int = 0, users: Sequence[UsmUser] = ..., write_community: str | None = None
    ) -> SimulatedNetwork:
        """Starts the network of that name; `port` 0 takes one that is free. Its agents also answer to `users` in SNMPv3,
        and take orders in the community `write_community` and, where there is one, from `users`.
        """
        ...
    @property
    def name(self) -> str:
        """Its name in the gallery."""
        ...
    @property
    def range(self) -> str:
        """The network that the devices' addresses lie in: what to discover."""
        ...
    @property
    def port(self) -> int:
        """The UDP port at which every device answers."""
        ...
    def truth_json(self) -> str:
        """What is true of it, to compare with what was found: devices, links, segments and hosts, as JSON."""
        ...
    def stop(self) -> None:
        """Stops answering and closes the sockets."""
        ...
    def cut(
        self,
        device: str,
        port: str,
        *,
        to: str,
        version: Literal["1", "2c"] = "2c",
        user: UsmUser | None = None,
        inform: bool = False,
    ) -> None:
        """Cuts the cable in a port: the ports at both its ends go down, and every device there tells `to`, an address and a
        port such as `listener.addresses[0]`, in its community, or by `user` in SNMPv3; `inform` waits for the
        acknowledgement.

        Raises `InvalidError` for a port without a cable, `TimedOutError` for an inform that is not acknowledged and
        `DeniedError` for one of v3 that is refused.
        """
        ...
    def mend(
        self,
        device: str,
        port: str,
        *,
        to: str,
        version: Literal["1", "2c"] = "2c",
        user: UsmUser | None = None,
        inform: bool = False,
    ) -> None:
        """Mends the cable in a port: the reverse of `cut`."""
        ...
    def __enter__(self) -> SimulatedNetwork: ...
    def __exit__(self, *_raised: object) -> None: ...

@final
class SnmpValue:
    """A typed SMI value (RFC 2578 §7.1, RFC 3416 §3), or an exception in its place."""

    def __new__(cls, type: _SnmpType, value: int | bytes | str | None = None) -> SnmpValue:
        """A value of that type; `bytes`, or a `str` that is sent as UTF-8, for octets. Raises `InvalidError`."""
        ...
    @property
    def type(self) -> _SnmpType:
        """Its type, or which exception it is."""
        ...
    @property
    def value(self) -> int | bytes | str | None:
        """Numbers as `int`, a time in hundredths of a second; octets as `bytes`; addresses and object identifiers as `str`;
        `None` for `null` and exceptions."""
        ...
    @property
    def text(self) -> str:
        """The content for people: octets are their text where they are text, else hexadecimal (`00 1e 58`)."""
        ...
    @property
    def duration(self) -> timedelta | None:
        """`time-ticks` as a duration."""
        ...
    @property
    def is_exception(self) -> bool:
        """Whether this is `no-such-object`, `no-such-instance` or `end-of-mib-view`."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class VarBind:
    """A variable: a name and its value (RFC 3416 §3)."""

    def __new__(cls, name: str, value: SnmpValue) -> VarBind: ...
    @property
    def name(self) -> str:
        """The object identifier of the instance."""
        ...
    @property
    def value(self) -> SnmpValue:
        """Its value, or an exception."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class VarBindFault:
    """A variable that was sent but cannot be read. The message around it was kept."""

    @property
    def position(self) -> int:
        """Its place among all the variables of the message, readable or not, from 0."""
        ...
    @property
    def name(self) -> str | None:
        """Its name, where at least that can be read."""
        ...
    @property
    def error(self) -> str:
        """What is wrong, and where."""
        ...
    @property
    def rest_lost(self) -> bool:
        """Whether the octets after it could not be read either, so that variables may be missing."""
        ...
    @property
    def text(self) -> str:
        """A sentence for people."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class WalkedColumn:
    """What a walk read below one root. `len` and `for` are those of `varbinds`."""

    @property
    def root(self) -> str:
        """The root."""
        ...
    @property
    def varbinds(self) -> tuple[VarBind, ...]:
        """The variables, in increasing order of their names."""
        ...
    @property
    def complete(self) -> bool:
        """Whether everything below the root was read."""
        ...
    @property
    def reason(self) -> str | None:
        """Why not, in words."""
        ...
    @property
    def end(self) -> str:
        """The stable code of why the walk stopped: `out-of-subtree`, `end-of-mib-view`, `no-such-name` where all was read;
        `not-increasing`, `too-many-rows`, `too-many-bytes`, `too-long`, `agent-error`, `empty-answer`, `unreadable`,
        `no-answer`, `restarted`, `cancelled`."""
        ...
    @property
    def faults(self) -> tuple[VarBindFault, ...]:
        """The variables that the agent sent but that cannot be read."""
        ...
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[VarBind]: ...

@final
class RowFault:
    """A row, or a cell of a row, that could not be read."""

    @property
    def table(self) -> str:
        """The MIB's name of the table."""
        ...
    @property
    def index(self) -> str:
        """The row's index, dotted."""
        ...
    @property
    def column(self) -> str | None:
        """The MIB's name of the column; `None` where the index itself is wrong."""
        ...
    @property
    def found(self) -> str:
        """What was found, shortened."""
        ...
    @property
    def expected(self) -> str:
        """What would be right."""
        ...
    @property
    def text(self) -> str:
        """A sentence for people."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Table:
    """A table as rows; `netwarden.mib.TableRead` is made of it."""

    @property
    def name(self) -> str: ...
    @property
    def rows(self) -> tuple[dict[str, Any], ...]: ...
    @property
    def complete(self) -> bool: ...
    @property
    def reason(self) -> str | None: ...
    @property
    def faults(self) -> tuple[RowFault, ...]: ...
    @property
    def more_faults(self) -> int: ...

@final
class Limits:
    """What a walk may cost."""

    def __new__(
        cls,
        *,
        rows: int | None = None,
        bytes: int | None = None,
        time_ms: int | None = None,
        repetitions: int | None = None,
        stepping: str | None = None,
    ) -> Limits: ...

@final
class OrderOptions:
    """How an order is given."""

    def __new__(
        cls,
        *,
        force: bool | None = None,
        timeout_ms: int | None = None,
        wait_oper: bool | None = None,
        reached_at: str | None = None,
        reached_from: str | None = None,
    ) -> OrderOptions: ...

def set_if_admin_status(
    session: Session, port: int | str, status: str, options: OrderOptions
) -> Awaitable[OrderReport]: ...
def set_if_admin_status_blocking(
    session: Session, port: int | str, status: str, options: OrderOptions
) -> OrderReport: ...
def management_path(session: Session, options: OrderOptions) -> Awaitable[ManagementPath]: ...
def management_path_blocking(session: Session, options: OrderOptions) -> ManagementPath: ...

@final
class Session:
    """One agent and the right to ask it; `netwarden.Session` wraps it."""

    @staticmethod
    def recorded(path: str | PathLike[str], device: str | None = None) -> Session: ...
    @staticmethod
    def simulated(
        network: str | World, device: str, credential: Community, write_community: str | None = None
    ) -> Session: ...
    @staticmethod
    def of_variables(name: str, variables: Sequence[VarBind]) -> Session: ...
    @property
    def target(self) -> str: ...
    def get(self, names: Sequence[str]) -> Awaitable[tuple[VarBind, ...]]: ...
    def get_blocking(self, names: Sequence[str]) -> tuple[VarBind, ...]: ...
    def get_next(self, names: Sequence[str]) -> Awaitable[tuple[VarBind, ...]]: ...
    def get_next_blocking(self, names: Sequence[str]) -> tuple[VarBind, ...]: ...
    def get_bulk(
        self, names: Sequence[str], non_repeaters: int, max_repetitions: int
    ) -> Awaitable[tuple[VarBind, ...]]: ...
    def get_bulk_blocking(
        self, names: Sequence[str], non_repeaters: int, max_repetitions: int
    ) -> tuple[VarBind, ...]: ...
    def set(self, variables: Sequence[VarBind]) -> Awaitable[tuple[VarBind, ...]]: ...
    def set_blocking(self, variables: Sequence[VarBind]) -> tuple[VarBind, ...]: ...
    def walk_columns(self, roots: Sequence[str], limits: Limits) -> Awaitable[tuple[WalkedColumn, ...]]: ...
    def walk_columns_blocking(self, roots: Sequence[str], limits: Limits) -> tuple[WalkedColumn, ...]: ...
    def table(self, table: str) -> Awaitable[Table]: ...
    def table_blocking(self, table: str) -> Table: ...
    def collect(self, limits: CollectOptions, only_interfaces: bool) -> Awaitable[DeviceSnapshot]: ...
    def collect_blocking(self, limits: CollectOptions, only_interfaces: bool) -> DeviceSnapshot: ...

@final
class PollPlan:
    """What to poll, of whom, how often."""

    def __new__(
        cls,
        targets: Sequence[tuple[str, str]],
        *,
        port: int = 161,
        every_ms: int | None = None,
        columns: Sequence[tuple[str, str, str]] = ...,
        timeout_ms: int | None = None,
        retries: int | None = None,
        rows: Sequence[str] | None = None,
    ) -> PollPlan: ...

@final
class Poll:
    """The batches of a poll; `netwarden.Poll` wraps it."""

    def next_batch(self) -> Awaitable[PollBatch | None]: ...
    def next_batch_blocking(self) -> PollBatch | None: ...
    def choose(self, device: int, rows: Sequence[str] | None) -> None: ...
    def cancel(self) -> None: ...

@final
class RecordPlan:
    """What to record, of whom."""

    def __new__(
        cls,
        targets: Sequence[tuple[str, str]],
        *,
        port: int = 161,
        template: str | None = None,
        remember_in: str | PathLike[str] | None = None,
        names_every_ms: int | None = None,
        timeout_ms: int | None = None,
        retries: int | None = None,
        store: Store | None = None,
    ) -> RecordPlan: ...

@final
class Recording:
    """What is measured, as it comes; `netwarden.Recording` wraps it."""

    def next(self) -> Awaitable[Measurements | None]: ...
    def next_blocking(self) -> Measurements | None: ...
    def latest(self, group: str) -> Measurements | None: ...
    def statistics(self) -> RecordingStatistics: ...
    def stop(self) -> Awaitable[None]: ...
    def stop_blocking(self) -> None: ...

def measure_everything(groups: list[str] | None = None, every_ms: int | None = None) -> str: ...
def measure_interfaces_only(groups: list[str] | None = None, every_ms: int | None = None) -> str: ...
def measure_check(template: str) -> None: ...
def measure_admits(selection: str, device: str, row: str) -> bool: ...
def measure_judge(watch: str, target: str, unit: str, measured: float | Gap | str, at: datetime) -> CheckResult: ...

@final
class Measurements:
    """What one cycle of a group came to: for every row that is known, each quantity in a column.

    What is of rows has one length, `len(measured)`. Rows keep their places for as long as a recording lasts; new ones come
    at the end. Numbers are `memoryview`s, made on first use, that `numpy.asarray` takes without copying.
    """

    @property
    def group(self) -> str:
        """The group."""
        ...
    @property
    def cycle(self) -> int:
        """Counts the cycles from 0; those that were skipped count too."""
        ...
    @property
    def skipped(self) -> int:
        """Cycles that were left out just before this one, as the one before took longer than its interval or nobody
        fetched it."""
        ...
    @property
    def time(self) -> datetime:
        """When the cycle began."""
        ...
    @property
    def took_ms(self) -> int:
        """How long the cycle took."""
        ...
    @property
    def devices(self) -> tuple[str, ...]:
        """All devices that are measured, in the order in which they were given."""
        ...
    @property
    def row_device(self) -> memoryview:
        """Of each row: the position of its device in `devices`; 32 bits."""
        ...
    @property
    def names(self) -> tuple[str, ...]:
        """Of each row: its name; empty for what a device has once."""
        ...
    @property
    def states(self) -> tuple[RowState, ...]:
        """Of each row: what became of it in this cycle."""
        ...
    @property
    def taken_ms(self) -> memoryview:
        """Of each row: when it was read last, in milliseconds since 1970 in UTC; 0 where it never was; 64 bits."""
        ...
    @property
    def columns(self) -> tuple[MeasuredColumn, ...]:
        """The quantities, in the order of the group."""
        ...
    @property
    def results(self) -> tuple[CheckResult, ...]:
        """What the thresholds say of what was measured in this cycle."""
        ...
    @property
    def missed(self) -> tuple[MissedDevice, ...]:
        """Devices of which nothing was obtained."""
        ...
    @property
    def partial(self) -> tuple[PartialDevice, ...]:
        """Devices of which not all was obtained."""
        ...
    @property
    def unnamed(self) -> int:
        """How many rows were read whose names are not known yet; nothing is made of them."""
        ...
    @property
    def clock_step_ms(self) -> int:
        """By how much the wall clock was stepped since the cycle before; 0 where it was not."""
        ...
    def index(self, row: int) -> tuple[int, ...] | None:
        """The arcs of a row's index in its table; `None` where there is no such row."""
        ...
    def find(self, device: str, name: str) -> int | None:
        """The row of that name."""
        ...
    def column(self, object: str) -> MeasuredColumn | None:
        """The quantity of that name."""
        ...
    def value(self, device: str, name: str, object: str) -> float | Gap | None:
        """Counts per second or the level of one row, or why there is none; `None` where it was not asked for in this
        cycle or never had one."""
        ...
    def __len__(self) -> int: ...

@final
class MeasuredColumn:
    """One quantity of all rows of a `Measurements`."""

    @property
    def object(self) -> str:
        """What it is, such as `in_octets`."""
        ...
    @property
    def kind(self) -> SeriesKind:
        """Counts or levels."""
        ...
    @property
    def unit(self) -> str:
        """The unit of what is counted, or of the level."""
        ...
    @property
    def keep(self) -> bool:
        """Whether it is worth a series."""
        ...
    @property
    def values(self) -> memoryview:
        """Of each row: counts per second, or the level; NaN where there is none in this cycle; float64."""
        ...
    @property
    def counts(self) -> memoryview:
        """Of each row: what was counted, 0 where there is a gap; of levels empty; 64 bits."""
        ...
    @property
    def since_ms(self) -> memoryview:
        """Of each row: since when the value is, where there is one, in milliseconds since 1970 in UTC; 64 bits."""
        ...
    @property
    def gaps(self) -> tuple[MeasuredGap, ...]:
        """Why there is no value, in the order of the rows; rows that rested, and what a row never had, are not in it."""
        ...
    def __len__(self) -> int: ...

@final
class PollBatch:
    """What one cycle of a poll brought: the numbers of all devices, column by column.

    A row is one row of a table of one device, such as an interface. What is of rows has one length, `len(batch)`, and
    is a `memoryview`, made on first use: `numpy.asarray` and `pyarrow.py_buffer` take it without copying. What failed
    is in `missed` and `partial`.
    """

    @property
    def cycle(self) -> int:
        """Counts the cycles from 0; those that were skipped count too."""
        ...
    @property
    def skipped(self) -> int:
        """Cycles that were left out just before this one, as the one before took longer than its interval or nobody
        fetched it."""
        ...
    @property
    def time(self) -> datetime:
        """When the cycle began."""
        ...
    @property
    def took_ms(self) -> int:
        """How long the cycle took."""
        ...
    @property
    def devices(self) -> tuple[str, ...]:
        """All devices that are polled, answered or not, in the order in which they were given."""
        ...
    @property
    def row_device(self) -> memoryview:
        """Of each row: the position of its device in `devices`; 32 bits."""
        ...
    @property
    def index(self) -> memoryview:
        """The arcs of the rows' indexes, one after the other; 32 bits. Where every index has one arc, such as `ifIndex`,
        row `n` has the `n`th."""
        ...
    @property
    def index_ends(self) -> memoryview:
        """Where the arcs of each row end; empty where every index has one arc."""
        ...
    @property
    def taken_ns(self) -> memoryview:
        """Of each row: when its answer came, in nanoseconds since the cycle began; 64 bits."""
        ...
    @property
    def uptime(self) -> memoryview:
        """Of each row: `sysUpTime.0` of the same answer, in hundredths of a second; 32 bits; 0 where it is not known."""
        ...
    @property
    def uptime_valid(self) -> memoryview:
        """Which rows have an uptime."""
        ...
    @property
    def columns(self) -> tuple[PolledColumn, ...]:
        """The columns in the order in which they were given."""
        ...
    @property
    def missed(self) -> tuple[MissedDevice, ...]:
        """Devices of which nothing was obtained."""
        ...
    @property
    def partial(self) -> tuple[PartialDevice, ...]:
        """Devices of which not all was obtained."""
        ...
    @property
    def resting(self) -> memoryview:
        """Devices that were not asked, by choice: their positions in `devices`, ascending; 32 bits."""
        ...
    @property
    def chosen(self) -> tuple[ChosenRows, ...]:
        """Devices of which only some rows were asked for, by choice."""
        ...
    def column(self, name: str) -> PolledColumn | None:
        """The column of that name."""
        ...
    def rates(self, earlier: PollBatch) -> tuple[PolledRate, ...]:
        """The traffic of every interface from `earlier` to this batch; interfaces that are gone, or whose device was
        missed, follow as gaps."""
        ...
    def __len__(self) -> int: ...

@final
class PolledColumn:
    """One column of a `PollBatch`, with a value for every row."""

    @property
    def name(self) -> str:
        """The name, such as `ifHCInOctets`."""
        ...
    @property
    def oid(self) -> str:
        """The object identifier of the column, without index."""
        ...
    @property
    def type(self) -> str:
        """The type that the MIB gives it. A device that sends another width of a counter has no value here."""
        ...
    @property
    def values(self) -> memoryview:
        """A number for each row, 64 bits, signed where the type is `integer`; 0 where there is none."""
        ...
    @property
    def valid(self) -> memoryview:
        """Which rows have a value."""
        ...
    def __len__(self) -> int: ...

@final
class MibFile:
    """A MIB file's text, where it is not read from a path. It may have several modules."""

    def __new__(cls, name: str, text: str | bytes) -> MibFile: ...
    @property
    def name(self) -> str:
        """What to call it in messages: its path."""
        ...
    @property
    def text(self) -> bytes:
        """Its octets, mostly ASCII."""
        ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Names:
    """Names of objects and of their values: those of the tables that this library reads and of what is near them, and
    what the user's own MIB files add.

        >>> names = Names()
        >>> names.lookup("ifHCInOctets.3")
        '1.3.6.1.2.1.31.1.1.1.6.3'
    """

    def __new__(cls) -> Names: ...
    def lookup(self, name: str) -> str:
        """The number of a name: `IF-MIB::ifHCInOctets.3`, `ifHCInOctets.3`, `dot1dTpFdbPort.00:1e:58:a3:2f:cd`,
        `ipAddressIfIndex.ipv4."10.0.0.1"`, `1.3.6.1.2.1.1.5.0`.

        Raises `InvalidError` where the name is not known, where several modules have it and none is named, or where the
        index is none.
        """
        ...
    def name_of(self, oid: str) -> str | None:
        """The name of a number, such as `IF-MIB::ifHCInOctets.3`; None where nothing near it has one."""
        ...
    def describe(self, name: str) -> ObjectInfo | None:
        """What is known of an object, by its name or its number or those of one of its instances."""
        ...
    def show(self, name: str, value: SnmpValue) -> str:
        """A value of that object for people, with the names of its numbers: `lowerLayerDown(7)`."""
        ...
    @property
    def modules(self) -> tuple[str, ...]:
        """The modules, by name."""
        ...
    def load(self, *files: str | PathLike[str] | MibFile, lenient: bool = False) -> MibReport:
        """Adds the names of MIB files (SMIv1 and SMIv2), each a file, a folder of them, or a text. What they import from
        must be among them, but for the modules that define the language; their order does not matter.

        A fault raises `MalformedError` with the file and the line, and nothing is added. With `lenient` what can be
        understood is taken, and the faults are in the report.
        """
        ...
    def __len__(self) -> int: ...

def table_names() -> list[str]:
    """The names of all tables that are read as rows, such as `IF-MIB::ifTable`."""
    ...

def read_rows(table: str, varbinds: Sequence[VarBind]) -> Table:
    """The rows of `table` that are among `varbinds`."""
    ...

def sim_names() -> list[str]:
    """The names of the gallery."""
    ...

def delta(earlier: Sample, later: Sample, *, max_rate: int | None = None) -> Delta:
    """What a counter did from `earlier` to `later`, where it counts at most `max_rate` per second."""
    ...

def rate(earlier: Sample | None, later: Sample | None, *, max_rate: int | None = None) -> Rate | Gap:
    """The rate between two polls of which either may have brought nothing, or the reason why there is none."""
    ...

def ownership_token(secret: str, account: str, host: str) -> str:
    """The token of `account` for `host`, which follows from the service's `secret` of at least 16 bytes: what `check.ownership` looks
    for. Raises `InvalidError`.
    """
    ...

def threshold_range(text: str) -> str:
    """The canonical text of a threshold range, such as `10`, `10:`, `~:10`, `10:20` or `@10:20`. Raises `InvalidError`."""
    ...

def status_range(text: str) -> str:
    """The canonical text of a range of HTTP statuses, such as `200` or `200-299`. Raises `InvalidError`."""
    ...

def alerts(range: str, value: float) -> bool:
    """Whether `value` alerts by a threshold range as the Monitoring Plugins guidelines define it."""
    ...

def judge(value: float, *, warning: str | None = None, critical: str | None = None) -> Status:
    """What `value` is by these threshold ranges: `critical`, `warning` or `ok`."""
    ...

def perfdata(text: str) -> tuple[Perfdata, ...]:
    """Reads the performance data of a monitoring plugin. Raises `InvalidError`."""
    ...

def oid(text: str) -> str:
    """The canonical text of an object identifier, such as `1.3.6.1.2.1.1.5.0`. Raises `InvalidError`."""
    ...

def mac(text: str) -> str:
    """The canonical text of a MAC address, such as `00:1e:58:a3:2f:cd`. Raises `InvalidError`."""
    ...

def version() -> str:
    """The version of the library."""
    ...

def live_tasks() -> int:
    """Calls into this package that have begun and not ended."""
    ...

def shutdown() -> None:
    """Ends the runtime; `netwarden` calls it at exit."""
    ...

def wait(seconds: float) -> Awaitable[None]:
    """Waits; lets the tests see how calls are cancelled."""
    ...

def wait_blocking(seconds: float) -> None:
    """Waits, blocking; lets the tests see that Ctrl-C ends a call."""
    ...
