"""Checks: what to try, what would be right, and what it came to.

A target that fails is a result; an error is only a check that makes no sense.

    >>> from netwarden import check
    >>> check.tcp("mail.example.org:25", expect="220 ").target
    'mail.example.org:25'
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, TypedDict

from . import _native
from ._native import (
    Assertion,
    Cause,
    CertificateFacts,
    CheckResult,
    Fact,
    Hop,
    Perfdata,
    Problem,
    SubResult,
    Timing,
    TlsCause,
    TlsFacts,
    alerts,
    judge,
    ownership_token,
    perfdata,
    status_range,
    threshold_range,
)
# ---- generated imports ----

from ._options import (
    AmqpOptions,
    CustomOptions,
    DnsOptions,
    DomainOptions,
    FtpOptions,
    GrpcOptions,
    Header,
    HeaderMatch,
    HttpOptions,
    IcmpOptions,
    ImapOptions,
    JsonMatch,
    KafkaOptions,
    LdapOptions,
    MemcachedOptions,
    MongodbOptions,
    MqttOptions,
    MssqlOptions,
    MysqlOptions,
    NamedSecret,
    NatsOptions,
    NtpOptions,
    OwnershipOptions,
    PluginOptions,
    Pop3Options,
    PostgresOptions,
    Proxy,
    RadiusOptions,
    RedisOptions,
    SipOptions,
    SmtpOptions,
    SoapOptions,
    SshOptions,
    TcpOptions,
    TelnetOptions,
    Thresholds,
    UdpOptions,
    WebsocketOptions,
)

# ---- end of generated imports ----

if TYPE_CHECKING:
    from collections.abc import Mapping

    from typing_extensions import Unpack

    from .custom import Registry

__all__ = [
    "Assertion",
    "Cause",
    "CertificateFacts",
    "CheckResult",
    "CheckSpec",
    "Fact",
    "Hop",
    "Perfdata",
    "ProbeOptions",
    "Problem",
    "SubResult",
    "Timing",
    "TlsCause",
    "TlsFacts",
    "alerts",
    "https",
    "judge",
    "ownership_token",
    "perfdata",
    "status_range",
    "threshold_range",
    "tls",
]


class CheckSpec:
    """What to try and what would be right. Made by the functions of this module."""

    __slots__ = ("_native",)

    def __init__(self, native: _native.CheckSpec) -> None:
        self._native = native

    @classmethod
    def from_json(cls, text: str) -> CheckSpec:
        """Reads a check: an object whose `type` names one of the functions of this module. Raises `InvalidError`."""
        return cls(_native.CheckSpec.from_json(text))

    @property
    def target(self) -> str:
        """What is checked, for people: `example.org`, `mail.example.org:25`."""
        return self._native.target

    @property
    def time_limit_ms(self) -> int:
        """Milliseconds after which an attempt has ended in any case."""
        return self._native.time_limit_ms

    def to_json(self) -> str:
        """The check as one line of JSON, every default filled in."""
        return self._native.to_json()

    def evaluate(self, observation: str) -> CheckResult:
        """Judges what another prober saw, given as the JSON of an observation."""
        return self._native.evaluate(observation)

    async def run(self, **options: Unpack[ProbeOptions]) -> CheckResult:
        """Makes one attempt and judges it. Cancelling ends the attempt."""
        return await self._native.run(_prober(options))

    def run_blocking(self, **options: Unpack[ProbeOptions]) -> CheckResult:
        """The same without asyncio; Ctrl-C ends the attempt."""
        return self._native.run_blocking(_prober(options))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CheckSpec) and self._native == other._native

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<CheckSpec {self.target}>"


class ProbeOptions(TypedDict, total=False):
    """How probes are made."""

    trust_pem: str
    """Certificates to trust too, as PEM."""
    only_given_roots: bool
    """Whether to trust only those, none of the public roots that Mozilla trusts; false."""
    user_agent: str
    """The `User-Agent` of HTTP requests; `netwarden/` and the version."""
    secrets: Mapping[str, str]
    """Secrets by the names under which checks ask for them; they can then be kept in files without them."""
    closed: bool
    """Whether to touch no private, local or special address; false. A prober that others give targets to needs it."""
    registry: Registry
    """The checks that the program itself brings; none."""
    plugins: str | os.PathLike[str]
    """The folder of the monitoring plugins that checks may run; none are run."""


# ---- generated checks ----

__all__ += [
    "AmqpOptions",
    "CustomOptions",
    "DnsOptions",
    "DomainOptions",
    "FtpOptions",
    "GrpcOptions",
    "Header",
    "HeaderMatch",
    "HttpOptions",
    "IcmpOptions",
    "ImapOptions",
    "JsonMatch",
    "KafkaOptions",
    "LdapOptions",
    "MemcachedOptions",
    "MongodbOptions",
    "MqttOptions",
    "MssqlOptions",
    "MysqlOptions",
    "NamedSecret",
    "NatsOptions",
    "NtpOptions",
    "OwnershipOptions",
    "PluginOptions",
    "Pop3Options",
    "PostgresOptions",
    "Proxy",
    "RadiusOptions",
    "RedisOptions",
    "SipOptions",
    "SmtpOptions",
    "SoapOptions",
    "SshOptions",
    "TcpOptions",
    "TelnetOptions",
    "Thresholds",
    "UdpOptions",
    "WebsocketOptions",
    "amqp",
    "custom",
    "dns",
    "domain",
    "ftp",
    "grpc",
    "http",
    "icmp",
    "imap",
    "kafka",
    "ldap",
    "memcached",
    "mongodb",
    "mqtt",
    "mssql",
    "mysql",
    "nats",
    "ntp",
    "ownership",
    "plugin",
    "pop3",
    "postgres",
    "radius",
    "redis",
    "sip",
    "smtp",
    "soap",
    "ssh",
    "tcp",
    "telnet",
    "udp",
    "websocket",
]


def custom(check: str, **options: Unpack[CustomOptions]) -> CheckSpec:
    """A check by what the program has registered as `check`."""
    return _spec("custom", {"check": check, **options})


def plugin(program: str, **options: Unpack[PluginOptions]) -> CheckSpec:
    """A check by the monitoring plugin `program`, the name of a file in the prober's folder of plugins."""
    return _spec("plugin", {"program": program, **options})


def icmp(host: str, **options: Unpack[IcmpOptions]) -> CheckSpec:
    """A check of `host` by echo requests: five, 200 ms apart."""
    return _spec("icmp", {"host": host, **options})


def tcp(target: str, **options: Unpack[TcpOptions]) -> CheckSpec:
    """A check of `target`, as `host:port`, by a TCP connection."""
    return _spec("tcp", {"target": target, **options})


def udp(target: str, **options: Unpack[UdpOptions]) -> CheckSpec:
    """A check of `target`, as `host:port`, by a datagram."""
    return _spec("udp", {"target": target, **options})


def http(url: str, **options: Unpack[HttpOptions]) -> CheckSpec:
    """A check of `url`, which begins with `http://` or `https://`."""
    return _spec("http", {"url": url, **options})


def grpc(target: str, **options: Unpack[GrpcOptions]) -> CheckSpec:
    """A check of `target`, as `host:port`, by the health protocol of gRPC."""
    return _spec("grpc", {"target": target, **options})


def soap(url: str, **options: Unpack[SoapOptions]) -> CheckSpec:
    """A check of `url`, which begins with `http://` or `https://`, by a call of a SOAP service."""
    return _spec("soap", {"url": url, **options})


def websocket(url: str, **options: Unpack[WebsocketOptions]) -> CheckSpec:
    """A check of `url`, which begins with `ws://` or `wss://`, by the opening of a WebSocket."""
    return _spec("websocket", {"url": url, **options})


def smtp(target: str, **options: Unpack[SmtpOptions]) -> CheckSpec:
    """A check of `target`, as `host` or `host:port`, by a conversation with a mail server."""
    return _spec("smtp", {"target": target, **options})


def imap(target: str, **options: Unpack[ImapOptions]) -> CheckSpec:
    """A check of `target`, as `host` or `host:port`, by a conversation with an IMAP server."""
    return _spec("imap", {"target": target, **options})


def pop3(target: str, **options: Unpack[Pop3Options]) -> CheckSpec:
    """A check of `target`, as `host` or `host:port`, by a conversation with a POP3 server."""
    return _spec("pop3", {"target": target, **options})


def ftp(target: str, **options: Unpack[FtpOptions]) -> CheckSpec:
    """A check of `target`, as `host` or `host:port`, by a conversation with an FTP server."""
    return _spec("ftp", {"target": target, **options})


def ldap(target: str, **options: Unpack[LdapOptions]) -> CheckSpec:
    """A check of `target`, as `host` or `host:port`, by a conversation with a directory server."""
    return _spec("ldap", {"target": target, **options})


def dns(name: str, **options: Unpack[DnsOptions]) -> CheckSpec:
    """A check of what name servers say of `name`: its IPv4 addresses, where nothing else is asked for."""
    return _spec("dns", {"name": name, **options})


def ownership(host: str, **options: Unpack[OwnershipOptions]) -> CheckSpec:
    """A check whether who was given `token` for `host` could place it there."""
    return _spec("ownership", {"host": host, **options})


def domain(name: str, **options: Unpack[DomainOptions]) -> CheckSpec:
    """A check of the registration of the domain `name`."""
    return _spec("domain", {"name": name, **options})


def ntp(target: str, **options: Unpack[NtpOptions]) -> CheckSpec:
    """A check of `target`, as `host` or `host:port`, by the time that a server tells."""
    return _spec("ntp", {"target": target, **options})


def radius(target: str, **options: Unpack[RadiusOptions]) -> CheckSpec:
    """A check of `target`, as `host` or `host:port`, by a question to a RADIUS server, which knows us by `secret`."""
    return _spec("radius", {"target": target, **options})


def sip(target: str, **options: Unpack[SipOptions]) -> CheckSpec:
    """A check of `target`, as `host` or `host:port`, by what a SIP server says of itself (`OPTIONS`)."""
    return _spec("sip", {"target": target, **options})


def ssh(target: str, **options: Unpack[SshOptions]) -> CheckSpec:
    """A check of `target`, as `host` or `host:port`, by the first words of an SSH server."""
    return _spec("ssh", {"target": target, **options})


def telnet(target: str, **options: Unpack[TelnetOptions]) -> CheckSpec:
    """A check of `target`, as `host` or `host:port`, by a conversation with a Telnet server."""
    return _spec("telnet", {"target": target, **options})


def amqp(target: str, **options: Unpack[AmqpOptions]) -> CheckSpec:
    """A check of `target`, as `host` or `host:port`, by a conversation with an AMQP 0-9-1 broker."""
    return _spec("amqp", {"target": target, **options})


def kafka(target: str, **options: Unpack[KafkaOptions]) -> CheckSpec:
    """A check of `target`, as `host` or `host:port`, by a conversation with a Kafka broker."""
    return _spec("kafka", {"target": target, **options})


def memcached(target: str, **options: Unpack[MemcachedOptions]) -> CheckSpec:
    """A check of `target`, as `host` or `host:port`, by a conversation with a memcached server."""
    return _spec("memcached", {"target": target, **options})


def mongodb(target: str, **options: Unpack[MongodbOptions]) -> CheckSpec:
    """A check of `target`, as `host` or `host:port`, by a conversation with a MongoDB server."""
    return _spec("mongodb", {"target": target, **options})


def mqtt(target: str, **options: Unpack[MqttOptions]) -> CheckSpec:
    """A check of `target`, as `host` or `host:port`, by a conversation with an MQTT broker."""
    return _spec("mqtt", {"target": target, **options})


def mssql(target: str, **options: Unpack[MssqlOptions]) -> CheckSpec:
    """A check of `target`, as `host` or `host:port`, by the first words of a Microsoft SQL Server."""
    return _spec("mssql", {"target": target, **options})


def mysql(target: str, **options: Unpack[MysqlOptions]) -> CheckSpec:
    """A check of `target`, as `host` or `host:port`, by a conversation with a MySQL or MariaDB server."""
    return _spec("mysql", {"target": target, **options})


def nats(target: str, **options: Unpack[NatsOptions]) -> CheckSpec:
    """A check of `target`, as `host` or `host:port`, by a conversation with a NATS server."""
    return _spec("nats", {"target": target, **options})


def postgres(target: str, **options: Unpack[PostgresOptions]) -> CheckSpec:
    """A check of `target`, as `host` or `host:port`, by a conversation with a PostgreSQL server."""
    return _spec("postgres", {"target": target, **options})


def redis(target: str, **options: Unpack[RedisOptions]) -> CheckSpec:
    """A check of `target`, as `host` or `host:port`, by a conversation with a Redis server."""
    return _spec("redis", {"target": target, **options})


# ---- end of generated checks ----


def tls(target: str, **options: Unpack[TcpOptions]) -> CheckSpec:
    """A check of `target`, as `host:port`, by a TLS connection: the certificate counts."""
    return _spec("tcp", {"target": target, "tls": True, **options})


def https(rest: str, **options: Unpack[HttpOptions]) -> CheckSpec:
    """A check of `https://` and `rest`: a host, and whatever follows it in a URL."""
    return http(f"https://{rest}", **options)


def _prober(options: ProbeOptions) -> _native.Prober:
    """How probes are made, as the core has it."""
    registry = options.get("registry")
    return _native.Prober(
        trust_pem=options.get("trust_pem"),
        only_given_roots=options.get("only_given_roots", False),
        user_agent=options.get("user_agent"),
        closed=options.get("closed", False),
        secrets=options.get("secrets"),
        registry=None if registry is None else registry._native,
        plugins=options.get("plugins"),
    )


def _spec(kind: str, given: dict[str, object]) -> CheckSpec:
    """What is not given is left to the core, so its defaults are the only ones."""
    return CheckSpec.from_json(json.dumps({"type": kind, **given}))
