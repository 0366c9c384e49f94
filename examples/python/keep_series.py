"""A month of a port in a file, and what is to be paid for it. Offline: the traffic is made up."""

import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

import netwarden as nw
from netwarden import series

POLL_MS = 300_000
DAY_MS = 86_400_000


def millis(time: datetime) -> int:
    return (time - datetime(1970, 1, 1, tzinfo=timezone.utc)) // timedelta(milliseconds=1)


def port(object: str) -> nw.SeriesSpec:
    return nw.SeriesSpec(nw.SeriesKey("core1", object, "Gi1/0/1"), "counter", "octets")


def main(path: Path) -> None:
    begin, end = series.month(2026, 11, utc_offset_minutes=60)  # as clocks an hour ahead of UTC have it
    # Minutes for two days, five minutes for 40, hours for two years.
    with nw.SqliteStore.open(path, retention=series.retention_for_billing()) as store:
        input, output = store.declare_all([port("ifHCInOctets"), port("ifHCOutOctets")])
        for day in range(millis(begin), millis(end), DAY_MS):
            # One append for many measurements: each waits for the disk once.
            start = range(day, day + DAY_MS, POLL_MS)
            to = [each + POLL_MS for each in start]
            # 100 Mbit/s by day and 20 by night come in; a quarter of it goes out.
            octets = [(20 if (each - day) // 3_600_000 < 9 else 100) * 125_000 * 300 for each in start]
            store.append_counts(input, start, to, octets)
            store.append_counts(output, start, to, [each // 4 for each in octets])
    # Closed; what was acknowledged is there, however the program ends.

    with nw.SqliteStore.open(path) as store:
        both = store.declare_all([port("ifHCInOctets"), port("ifHCOutOctets")])
        traffic = [store.read(id, begin, end, step_ms=POLL_MS) for id in both]
        bill = series.bill(traffic[0], traffic[1], begin, end)
    print(f"{bill.input.measured_steps} of {bill.steps} steps measured")
    for name, bps in (("in", bill.input.bps), ("out", bill.output.bps), ("to be paid", bill.greater_bps)):
        print(f"{name}: {(bps or 0.0) / 1e6:.0f} Mbit/s")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(Path(folder) / "series.db")
