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
    "from_csv",
    "from_influx",
    "from_json",
    "from_openmetrics",
    "from_rrd_dump",
    "month",
    "to_csv",
    "to_influx",
    "to_json",
    "to_openmetrics",
    "to_remote_write",
    "to_rrd_dump",
    "utilisation",
]
