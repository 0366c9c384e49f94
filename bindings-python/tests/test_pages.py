"""The Python of the pages runs: the blocks of a page, one after the other."""

import re
from pathlib import Path

import pytest
from conftest import ROOT

PAGES = ("bindings-python/README.md", "docs/questions.md", "docs/drawing.md", "docs/plots.md", "docs/simulation.md")


@pytest.mark.parametrize("page", PAGES)
def test_the_python_of_a_page_runs(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = (ROOT / page).read_text()
    blocks = re.findall(r"^```python\n(.*?)^```$", text, re.M | re.S)
    assert blocks
    exec(compile("\n".join(blocks), page, "exec"), {"__name__": "page"})
