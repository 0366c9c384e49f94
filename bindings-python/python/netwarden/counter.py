"""Counters to deltas to rates, without the classic lies.

A counter that decreases is a question, not a wrap. Where it cannot be answered there is a `Gap` with its reason, never
a number and never 0.
"""

from ._native import (
    CounterBank,
    Delta,
    DiscontinuityCause,
    FollowedPort,
    FollowedPorts,
    Gap,
    Identity,
    PageDelta,
    PageReading,
    PortIdentity,
    Rate,
    RateColumn,
    Reading,
    RowGap,
    Sample,
    delta,
    follow,
    page_delta,
    rate,
)

__all__ = [
    "CounterBank",
    "Delta",
    "DiscontinuityCause",
    "FollowedPort",
    "FollowedPorts",
    "Gap",
    "Identity",
    "PageDelta",
    "PageReading",
    "PortIdentity",
    "Rate",
    "RateColumn",
    "Reading",
    "RowGap",
    "Sample",
    "delta",
    "follow",
    "page_delta",
    "rate",
]
