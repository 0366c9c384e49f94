"""Counts for `tests/run`, and what the tests share."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import netwarden as nw
import pytest

ROOT = Path(__file__).resolve().parents[2]
VECTORS: "Counter[str]" = Counter()


@pytest.fixture(scope="module")
def campus() -> Iterator[nw.SimulatedNetwork]:
    with nw.sim.start("campus") as network:
        yield network


@pytest.fixture(scope="module")
def site(campus: nw.SimulatedNetwork) -> nw.Site:
    return nw.discover(campus.range, port=campus.port)


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    stats = terminalreporter.stats
    passed = len(stats.get("passed", []))
    failed = len(stats.get("failed", [])) + len(stats.get("error", []))
    skipped = len(stats.get("skipped", []))
    file = os.environ.get("NETWARDEN_COUNTS")
    if file:
        counts = {"language": "python", "passed": passed, "failed": failed, "skipped": skipped, "vectors": VECTORS}
        Path(file).write_text(json.dumps(counts) + "\n")
    terminalreporter.write_line(f"python: {passed} passed, {failed} failed, {skipped} skipped")
