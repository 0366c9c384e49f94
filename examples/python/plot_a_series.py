"""Draws a day of a port as SVG and PNG, and a map whose links show their traffic where they are clicked. Offline.

python examples/python/plot_a_series.py [FOLDER]   where the pictures go; without it a folder that is removed again
"""

import math
import sys
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

import netwarden as nw

if "--help" in sys.argv:
    print(__doc__)
    sys.exit()

MIDNIGHT = datetime(2026, 11, 23, tzinfo=timezone.utc)


def traffic(peak_mbit: float, phase: float) -> nw.Columns:
    """The octets of each minute of a day: little at night, much at work, and fifteen minutes that were missed."""

    def octets(minute: int) -> int:
        work = math.exp(-(((minute - 780 - phase) / 260) ** 2))
        return int(peak_mbit * 7_500_000 * (0.04 + work * (0.75 + 0.25 * (minute * minute % 97) / 97)))

    gap = (MIDNIGHT + timedelta(minutes=190), MIDNIGHT + timedelta(minutes=205), "missed")
    counts = [octets(minute) for minute in range(1440)]
    return nw.Columns.counted(counts, unit="octets", start=MIDNIGHT, step_ms=60_000, gaps=[gap])


def main(folder: Path) -> None:
    inward, outward = traffic(840, 0), traffic(310, 90)
    plot = nw.Plot("core1 Gi1/0/1", mirrored=True, percentile=95, utc_offset_minutes=60)
    plot = plot.area("in", inward).area("out", outward)
    (folder / "port.svg").write_text(plot.to_svg())
    (folder / "port.png").write_bytes(plot.to_png(scale=2))
    print(f"95 % of the time at most {(inward.scaled(8, 'bit/s').percentile(95) or 0) / 1e6:.0f} Mbit/s in")

    topology = nw.sim.world("campus").site().topology()
    charts = nw.Charts(utc_offset_minutes=60)
    for number, link in enumerate(topology.links):
        there, back = traffic(number % 9 * 90 + 20, 0), traffic(number % 5 * 40 + 5, 60)
        for end, received, sent in ((link.a, there, back), (link.b, back, there)):
            if end.port is not None:
                charts.traffic(end.node, end.port, received, sent)
    (folder / "campus.html").write_text(nw.Drawing(topology, title="Campus", charts=charts).to_html())
    print(f"{len(charts)} charts make the page {charts.octets // 1000} kB longer, {charts.left_out} left out")


if len(sys.argv) > 1:
    main(Path(sys.argv[1]))
else:
    with tempfile.TemporaryDirectory() as name:
        main(Path(name))
