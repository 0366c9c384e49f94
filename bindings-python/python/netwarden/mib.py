"""Tables by their names, with rows under MIB names.

    >>> from netwarden import SnmpValue, VarBind, mib
    >>> varbinds = [VarBind("1.3.6.1.2.1.31.1.1.1.6.2", SnmpValue("counter64", 2**60))]
    >>> mib.read(mib.IfXEntry, varbinds).rows[0]["ifHCInOctets"]
    1152921504606846976

Names for numbers, and numbers for names:

    >>> mib.Names().name_of("1.3.6.1.2.1.31.1.1.1.6.2")
    'IF-MIB::ifHCInOctets.2'
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, overload

from . import _native, _rows
from ._native import MibFile, Names, RowFault, VarBind
from ._native import table_names as names
from ._rows import *

__all__ = [*_rows.__all__, "MibFile", "Names", "RowFault", "TableRead", "names", "read"]

Row = TypeVar("Row")


@dataclass(frozen=True)
class TableRead(Generic[Row]):
    """A table as rows: dictionaries with the MIB's names as keys, the index among them.

    A cell is an `int`, a `str` (text, and addresses, object identifiers and bridge ids as text), `bytes`, a
    `timedelta`, or `None` where the agent does not have it.
    """

    name: str
    """The table: `IF-MIB::ifTable`."""
    rows: tuple[Row, ...]
    """The rows, by index, ascending."""
    complete: bool
    """Whether the agent's whole table was read."""
    reason: str | None
    """Why not, in words."""
    faults: tuple[RowFault, ...]
    """Rows and cells that could not be read; at most 256."""
    more_faults: int
    """Faults beyond that number."""


@overload
def read(table: type[Row], varbinds: Iterable[VarBind]) -> TableRead[Row]: ...
@overload
def read(table: str, varbinds: Iterable[VarBind]) -> TableRead[dict[str, Any]]: ...
def read(table: str | type[Any], varbinds: Iterable[VarBind]) -> TableRead[Any]:
    """The rows of `table` that are among `varbinds`, which may come in any order and mixed with others.

    Raises `InvalidError` for a table that is not among `names()`.
    """
    return _shown(_native.read_rows(_name(table), list(varbinds)))


def _name(table: str | type[Any]) -> str:
    return table if isinstance(table, str) else _rows.TABLES.get(table, table.__name__)


def _shown(read: _native.Table) -> TableRead[Any]:
    return TableRead(read.name, read.rows, read.complete, read.reason, read.faults, read.more_faults)
