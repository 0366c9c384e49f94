"""Checks: what to try, what would be right, and what it came to.

A target that fails is a result; an error is only a check that makes no sense.

    >>> from netwarden import check
    >>> check.tcp("mail.example.org:25", expect="220 ").target
    'mail.example.org:25'
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ._native import (
    Cause,
    CertificateFacts,
    CheckResult,
    CheckSpec,
    Hop,
    Perfdata,
    Problem,
    Timing,
    TlsCause,
    TlsFacts,
    alerts,
    judge,
    perfdata,
    status_range,
    threshold_range,
)
from ._options import Header, HeaderMatch, HttpOptions, IcmpOptions, TcpOptions, Thresholds

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = [
    "Cause",
    "CertificateFacts",
    "CheckResult",
    "CheckSpec",
    "Header",
    "HeaderMatch",
    "Hop",
    "HttpOptions",
    "IcmpOptions",
    "Perfdata",
    "Problem",
    "TcpOptions",
    "Thresholds",
    "Timing",
    "TlsCause",
    "TlsFacts",
    "alerts",
    "http",
    "https",
    "icmp",
    "judge",
    "perfdata",
    "status_range",
    "tcp",
    "threshold_range",
    "tls",
]


def icmp(host: str, **options: Unpack[IcmpOptions]) -> CheckSpec:
    """A check of `host` by echo requests: five, 200 ms apart."""
    return _spec("icmp", {"host": host, **options})


def tcp(target: str, **options: Unpack[TcpOptions]) -> CheckSpec:
    """A check of `target`, as `host:port`, by a TCP connection."""
    return _spec("tcp", {"target": target, **options})


def tls(target: str, **options: Unpack[TcpOptions]) -> CheckSpec:
    """A check of `target`, as `host:port`, by a TLS connection: the certificate counts."""
    return _spec("tcp", {"target": target, "tls": True, **options})


def http(url: str, **options: Unpack[HttpOptions]) -> CheckSpec:
    """A check of `url`, which begins with `http://` or `https://`."""
    return _spec("http", {"url": url, **options})


def https(rest: str, **options: Unpack[HttpOptions]) -> CheckSpec:
    """A check of `https://` and `rest`: a host, and whatever follows it in a URL."""
    return http(f"https://{rest}", **options)


def _spec(kind: str, given: dict[str, object]) -> CheckSpec:
    """What is not given is left to the core, so its defaults are the only ones."""
    return CheckSpec.from_json(json.dumps({"type": kind, **given}))
