"""Counts for `tests/run`, and what the tests share."""

import json
import os
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VECTORS: "Counter[str]" = Counter()


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
