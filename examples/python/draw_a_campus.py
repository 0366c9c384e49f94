"""Makes a campus to order, infers who is cabled to whom, says how right that is, and draws it with its load. Offline.

python examples/python/draw_a_campus.py [FOLDER]   where the drawings go; without it a folder that is removed again
"""

import sys
import tempfile
from pathlib import Path

import netwarden as nw

if "--help" in sys.argv:
    print(__doc__)
    sys.exit()


def main(folder: Path) -> None:
    world = nw.sim.generate(shape="campus", switches=14, hosts_per_switch=3, in_band=True, lags=0.3, traffic={}, seed=7)
    earlier, later = world.site(), world.site(at_ms=60_000)  # two visits, a minute apart
    topology = later.topology()

    truth, score = world.truth, world.score(later, topology)
    blocked = sum(link.state == "blocked" for link in truth.links)
    print(f"{len(truth.devices)} devices, {len(truth.links)} cables, {blocked} of them blocked")
    for what, tally in (("links", score.links), ("hosts", score.hosts), ("aggregates", score.lag)):
        precision, recall = tally.precision or 0.0, tally.recall or 0.0
        print(f"{what}: {tally.claimed:.0f} claimed, {precision:.0%} of them right, {recall:.0%} of what there is found")

    # A patch panel, which no device tells of, between the cores and their routers; and where people want the first core.
    first = next(node for node in topology.nodes if node.polled)
    models = nw.Models()
    models.put({
        "name": "as built",
        "devices": [{"id": "panel-1", "kind": "repeater", "description": "row 3, rack 12"}],
        "links": [{"a": {"device": "panel-1", "port": "1"}, "b": {"device": first.id}, "note": "patch list"}],
    })
    applied = models.apply(["as built"], topology)
    assert not applied.faults

    drawing = nw.Drawing(
        applied.topology,
        title="Campus, a minute's load",
        theme="light",
        load=nw.Load.between(earlier, later),
        positions={first.id: (40.0, 40.0)},
    )
    (folder / "campus.svg").write_text(drawing.to_svg())
    (folder / "campus.html").write_text(drawing.to_html())
    (folder / "campus.png").write_bytes(drawing.to_png(scale=2))
    for file in sorted(folder.iterdir()):
        print(f"{file.name}: {file.stat().st_size} octets")


if len(sys.argv) > 1:
    main(Path(sys.argv[1]))
else:
    with tempfile.TemporaryDirectory() as name:
        main(Path(name))
