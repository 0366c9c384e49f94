"""What a counter or a level did over time: columns that numpy reads without copying, bills, and formats.

    >>> import netwarden as nw
    >>> from datetime import datetime, timezone
    >>> start = datetime(2026, 11, 22, tzinfo=timezone.utc)
    >>> traffic = nw.Columns.counted([6_000, 9_000], unit="octets", start=start, step_ms=60_000)
    >>> list(traffic.average), traffic.total()
    ([100.0, 150.0], 15000)
    >>> traffic.scaled(8, "bit/s").percentile(95)
    1200.0
"""

from __future__ import annotations

import json

from . import _native
from ._native import (
    Bill,
    BilledDirection,
    BillingRules,
    Columns,
    MeasuredSeries,
    RemoteWriter,
    SeriesColumns,
    SeriesGap,
    SeriesKey,
    SeriesSpec,
    bill,
    from_csv,
    from_influx,
    from_json,
    from_openmetrics,
    from_rrd_dump,
    month,
    to_csv,
    to_influx,
    to_json,
    to_openmetrics,
    to_remote_write,
    to_rrd_dump,
    utilisation,
)
from ._options import Retention

__all__ = [
    "Bill",
    "BilledDirection",
    "BillingRules",
    "Columns",
    "MeasuredSeries",
    "RemoteWriter",
    "SeriesColumns",
    "SeriesGap",
    "SeriesKey",
    "SeriesSpec",
    "bill",
    "default_retention",
    "from_csv",
    "from_influx",
    "from_json",
    "from_openmetrics",
    "from_rrd_dump",
    "month",
    "retention_for_billing",
    "to_csv",
    "to_influx",
    "to_json",
    "to_openmetrics",
    "to_remote_write",
    "to_rrd_dump",
    "utilisation",
]


def default_retention() -> Retention:
    """What a store keeps unless said: 1 minute for 2 days, 10 minutes for 35 days, 1 hour for 2 years."""
    kept: Retention = json.loads(_native.default_retention())
    return kept


def retention_for_billing() -> Retention:
    """The same, and 5 minutes for 40 days: what a bill of a month by the 95th percentile is made of."""
    kept: Retention = json.loads(_native.retention_for_billing())
    return kept
