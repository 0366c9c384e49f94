"""The stubs say what is there, the examples are well typed and run."""

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

PACKAGE = Path(__file__).resolve().parents[1]
EXAMPLES = sorted((ROOT / "examples" / "python").glob("*.py"))


def run(*command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *command], cwd=PACKAGE, capture_output=True, text=True, timeout=120, check=False
    )


def test_the_stubs_are_what_is_there() -> None:
    done = run("-m", "mypy.stubtest", "--concise", "--allowlist", "tests/stubtest-allowlist.txt", "netwarden._native")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_package_and_the_examples_are_well_typed() -> None:
    done = run("-m", "mypy", "--strict", "python/netwarden", *map(str, EXAMPLES))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_examples_run(example: Path) -> None:
    done = run(str(example))
    assert done.returncode == 0 and done.stdout, done.stderr
    assert len(example.read_text().splitlines()) <= 60


@pytest.mark.parametrize("module", ["netwarden", "netwarden.check", "netwarden.measure", "netwarden.mib", "netwarden.models", "netwarden.series", "netwarden.session", "netwarden.sim", "netwarden.store"])
def test_the_docs_are_true(module: str) -> None:
    program = f"import doctest, importlib, sys; sys.exit(doctest.testmod(importlib.import_module({module!r})).failed)"
    done = run("-c", program)
    assert done.returncode == 0, done.stdout
