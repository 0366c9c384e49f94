"""What is offered is what the manifest says, and what is generated is up to date."""

import subprocess
import sys

import pytest
from conftest import ROOT


@pytest.mark.parametrize("command", ["generate.py --check", "check.py rust", "check.py python"])
def test_surface(command: str) -> None:
    script, *arguments = command.split()
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "surface" / script), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
