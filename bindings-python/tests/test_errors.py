"""Every code of tests/surface/errors.json has its class with its attributes."""

import json

import pytest
from conftest import ROOT
from netwarden import errors

TABLE = json.loads((ROOT / "tests" / "surface" / "errors.json").read_text())["errors"]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: str(row["code"]))
def test_the_class_of_a_code(row: "dict[str, object]") -> None:
    made = errors.CLASSES[str(row["code"])]
    assert made.__name__ == row["python"]
    assert [name for name in made.__annotations__ if name not in ("code", "retryable")] == row["parts"]


def test_there_is_no_other_class() -> None:
    assert sorted(errors.CLASSES) == sorted(str(row["code"]) for row in TABLE)
