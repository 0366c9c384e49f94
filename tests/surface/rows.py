"""Reads the row types of the core's MIB modules and writes them for every language. Run generate.py."""

import re
from dataclasses import dataclass

from core_types import CORE

ROW = re.compile(
    r"^row! \{\n((?:    ///[^\n]*\n)+)    (\w+) = \"(\w+)\", (\w+), .*?;\n"
    r"    index \(.*?\) \{(.*?)\}\n    required \{(.*?)\}\n    optional \{(.*?)\n?(?:    )?\}\n\}",
    re.M | re.S,
)
CELL = re.compile(r"((?:^ +///.*\n)*)^ +\w+: ([\w<>]+) = \"(\w+)\"", re.M)
MODULES = re.compile(r'^        "([\w-]+)": ([\w ]+);$', re.M)

# core type: (Python, TypeScript, Kotlin, accessor of Kotlin); everything else is written as text.
CELLS = {
    **dict.fromkeys(["u32", "IfIndex", "BridgePort", "LldpPortNum", "VlanId", "LldpCapabilities"], ("int", "number", "UInt", "uint")),
    "i32": ("int", "number", "Int", "int"),
    "u64": ("int", "bigint", "ULong", "count"),
    "Vec<u8>": ("bytes", "Uint8Array", "Octets", "octets"),
    "TimeTicks": ("timedelta", "number", "Duration", "ticks"),
}
TEXT = ("str", "string", "String", "text")


@dataclass
class Cell:
    name: str
    doc: list[str]
    types: tuple[str, str, str, str]
    always: bool


@dataclass
class Row:
    name: str
    table: str
    doc: list[str]
    cells: list[Cell]


def rows() -> list[Row]:
    """Every row type that the catalog lists, in its order."""
    found: dict[str, Row] = {}
    for file in sorted((CORE / "mib").glob("*_mib.rs")):
        text = file.read_text()
        read = [row(match) for match in ROW.finditer(text)]
        if len(read) != text.count("row! {"):
            raise SystemExit(f"{file}: not every row! has the shape that rows.py knows")
        found |= {each.name: each for each in read}
    listed = []
    for module, names in MODULES.findall((CORE / "mib/catalog.rs").read_text()):
        for name in names.split():
            each = found.pop(name)
            each.table = f"{module}::{each.table}"
            listed.append(each)
    if found:
        raise SystemExit(f"row types that core/src/mib/catalog.rs does not list: {sorted(found)}")
    return listed


def row(match: re.Match[str]) -> Row:
    about, name, table, _, index, required, optional = match.groups()
    cells = [cell(each, True) for part in (index, required) for each in CELL.finditer(part + "\n")]
    cells += [cell(each, False) for each in CELL.finditer(optional)]
    return Row(name, table, docs(about), cells)


def cell(match: re.Match[str], always: bool) -> Cell:
    return Cell(match[3], docs(match[1]), CELLS.get(match[2], TEXT), always)


def docs(text: str) -> list[str]:
    return [line.strip()[4:] for line in text.splitlines() if line.strip()]


def python_rows(note: str) -> str:
    out = [f'"""{note}"""\n\nfrom datetime import timedelta\nfrom typing import TypedDict\n']
    for each in rows():
        lines = [f"class {each.name}(TypedDict):\n", docstring(each.doc)]
        for it in each.cells:
            lines.append(f"    {it.name}: {it.types[0]}{'' if it.always else ' | None'}\n" + docstring(it.doc))
        out.append("".join(lines))
    names = "".join(f'    {each.name}: "{each.table}",\n' for each in rows())
    listed = "".join(f'    "{each.name}",\n' for each in rows())
    out.append(f'TABLES: dict[type, str] = {{\n{names}}}\n"""The table of each row type."""\n')
    return "\n\n".join(out) + f"\n__all__ = [\n{listed}]\n"


def docstring(lines: list[str]) -> str:
    if len(lines) == 1:
        return f'    """{lines[0]}"""\n'
    return f'    """{lines[0]}\n' + "".join(f"    {line}\n" for line in lines[1:]) + '    """\n'


def node_rows(note: str) -> str:
    out = [f"// {note}\n"]
    for each in rows():
        lines = [comment(each.doc, ""), f"export interface {each.name} {{\n"]
        for it in each.cells:
            lines.append(comment(it.doc, "  ") + f"  readonly {it.name}{'' if it.always else '?'}: {it.types[1]}\n")
        out.append("".join(lines) + "}\n")
    names = "".join(f"  readonly '{name}': {each.name}\n" for each in rows() for name in (each.table, each.table.split("::")[1]))
    out.append(f"/** The row type of each table, by its name with and without the module. */\nexport interface TableRows {{\n{names}}}\n")
    return "\n".join(out)


def kotlin_rows(note: str) -> str:
    out = [
        f"// {note}\npackage io.netwarden.mib\n\nimport io.netwarden.Octets\nimport io.netwarden.RowReader\n"
        "import io.netwarden.TableType\nimport java.time.Duration\n"
    ]
    for each in rows():
        lines = [comment(each.doc, ""), f"data class {each.name}(\n"]
        for it in each.cells:
            lines.append(comment(it.doc, "    ") + f"    val {it.name}: {it.types[2]}{'' if it.always else '?'},\n")
        lines.append(f') {{\n    /** What `Session.table` takes. */\n    companion object : TableType<{each.name}>("{each.table}") {{\n')
        lines.append(f"        override fun read(row: RowReader): {each.name} = {each.name}(\n")
        for it in each.cells:
            lines.append(f'            row.{it.types[3]}("{it.name}"){"!!" if it.always else ""},\n')
        out.append("".join(lines) + "        )\n    }\n}\n")
    return "\n".join(out)


def comment(lines: list[str], indent: str) -> str:
    if len(lines) == 1:
        return f"{indent}/** {lines[0]} */\n"
    return f"{indent}/**\n" + "".join(f"{indent} * {line}\n" for line in lines) + f"{indent} */\n"
