"""Reads the public data types of the core: structs, enums, their fields and their docs.

The core is formatted by rustfmt and its output types are plain, so one item is one shape of lines.
A line of another shape inside a type that is asked for is an error, never skipped.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CORE = ROOT / "core" / "src"


@dataclass
class Field:
    """A field of a struct or of a variant."""

    name: str
    type: str
    doc: list[str]
    shown: str = ""
    default: bool = False
    flat: bool = False


@dataclass
class Variant:
    """A variant of an enum."""

    name: str
    doc: list[str]
    fields: list[Field] = field(default_factory=list)
    tuple: bool = False
    renamed: str | None = None

    @property
    def word(self) -> str:
        """The variant as JSON and every language write it."""
        return self.renamed or kebab(self.name)


@dataclass
class Type:
    """A struct or an enum of the core."""

    name: str
    room: str
    kind: str
    doc: list[str]
    fields: list[Field] = field(default_factory=list)
    variants: list[Variant] = field(default_factory=list)
    display: bool = False
    tag: str | None = None
    alias: str | None = None
    default: bool = False
    body: tuple[Path, int, list[str]] = (Path(), 0, [])

    @property
    def shown_name(self) -> str:
        """The name in the bindings, which have no rooms to tell two `Cause`s apart."""
        return self.alias or self.name

    @property
    def module(self) -> str:
        """Where it is found in the core."""
        return MODULES.get(f"{self.room}::{self.name}", self.room)

    @property
    def path(self) -> str:
        return f"netwarden::{self.module}::{self.name}"

    @property
    def plain(self) -> bool:
        """An enum whose variants carry nothing."""
        return self.kind == "enum" and not any(variant.fields for variant in self.variants)


# Types that are not at the door of their room.
MODULES = {
    "sim::Shape": "sim::netgen",
    "check::Occasion": "check::schedule",
    "io::Delivery": "io::custom",
    "io::Registered": "io::custom",
}
# Inputs that are built step by step: their fields are private, and the docs of each are those of its method.
BUILT = ["sim::Plan"]


def kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()


ITEM = re.compile(r"^pub (struct|enum) (\w+) \{$")
EMPTY = re.compile(r"^pub (struct|enum) (\w+);$")
FIELD = re.compile(r"^\s+(?:pub )?(?:r#)?(\w+): (.+),$")
VARIANT = re.compile(r"^    (\w+)(?:\((.+)\)| \{( \w.*)?|)(?: \})?,?(?: = \d+,)?$")
ATTRIBUTE = re.compile(r"^\s*#\[.*\]$")
RENAME = re.compile(r'rename = "([^"]+)"')
TAG = re.compile(r'tag = "([^"]+)"')


def read() -> dict[str, Type]:
    """All public data types below `core/src`, by `room::Name`."""
    found: dict[str, Type] = {}
    shown: set[tuple[str, str]] = set()
    for file in sorted(CORE.rglob("*.rs")):
        room = file.relative_to(CORE).parts[0].removesuffix(".rs")
        lines = file.read_text().splitlines()
        shown.update((room, name) for name in re.findall(r"^impl fmt::Display for (\w+)", "\n".join(lines), re.M))
        doc: list[str] = []
        tag: str | None = None
        sentence = default = False
        at = 0
        while at < len(lines):
            line = lines[at]
            at += 1
            if line.startswith("/// ") or line == "///":
                doc.append(line[4:])
            elif match := ITEM.match(line):
                end = lines.index("}", at)
                item = Type(match[2], room, match[1], doc, tag=tag, default=default)
                if sentence:
                    shown.add((room, item.name))
                item.body = (file, at, lines[at:end])
                found[f"{room}::{item.name}"] = item
                at, doc, tag, sentence, default = end + 1, [], None, False, False
            elif ATTRIBUTE.match(line):
                if match := TAG.search(line):
                    tag = match[1]
                sentence |= line.startswith("#[error(")
                default |= line.startswith("#[serde(default")
            elif line.strip():
                doc, tag, sentence, default = [], None, False, False
    for item in found.values():
        item.display = (item.room, item.name) in shown
    found |= statistics()
    for key in BUILT:
        build(found[key], found)
    return found


def build(item: Type, types: dict[str, Type]) -> None:
    """The fields of a builder, each with the docs of the method that sets it, or else of its type."""
    text = item.body[0].read_text()
    for line in item.body[2]:
        name, type_ = re.fullmatch(r"    (\w+): (.+),", line).groups()
        method = re.search(r"((?:    ///.*\n)+)(?:    #\[.*\]\n)*    pub fn " + name + r"\(mut self", text)
        doc = [each.strip().removeprefix("///").removeprefix(" ") for each in method[1].splitlines()] if method else []
        if not method and f"{item.room}::{type_}" not in types:
            raise SystemExit(f"{item.body[0]}: {item.name} has no method for {name}")
        doc = doc or types[f"{item.room}::{type_}"].doc
        item.fields.append(Field(name, type_, doc))


def statistics() -> dict[str, Type]:
    """The structs that the macro `statistics!` of the engine makes."""
    text = (CORE / "io/engine/statistics.rs").read_text()
    lists = re.findall(r"^    (?:both|engine) \{\n(.*?)^    \}", text, re.M | re.S)
    both, engine = (named(each) for each in lists)
    made = {}
    for doc, name, body in re.findall(r"^        /// ([^\n]*)\n[^{]*?pub struct (\w+Statistics) \{\n(.*?)^        \}", text, re.M | re.S):
        item = Type(name, "io", "struct", [doc])
        for line in re.split(r"(?<=,\n)", re.sub(r"\$\((.*?)\)\*\n", r"$\1,\n", body)):
            item.fields += (engine if "engine" in line else both) if "$" in line else named(line)
        made[f"io::{name}"] = item
    return made


def named(text: str) -> list[Field]:
    """Fields with their docs; one without a type is a `u64`."""
    fields, doc = [], []
    for line in map(str.strip, text.splitlines()):
        if line.startswith("///"):
            doc.append(line[4:])
        elif match := re.fullmatch(r"(?:pub )?(\w+)(?:: (.+))?,", line):
            fields.append(Field(match[1], match[2] or "u64", doc))
            doc = []
    return fields


def parse(item: Type) -> Type:
    """Reads the body of a type that is asked for."""
    if item.fields or item.variants:
        return item
    file, start, body = item.body
    doc: list[str] = []
    renamed: str | None = None
    default = flat = False
    open_variant: Variant | None = None
    for offset, line in enumerate(body):
        bare = line.strip()
        if bare.startswith("///"):
            doc.append(bare[4:])
        elif ATTRIBUTE.match(line):
            if match := RENAME.search(line):
                renamed = match[1]
            default = default or bare.startswith("#[serde(default")
            flat = flat or bare == "#[serde(flatten)]"
        elif not bare:
            continue
        elif open_variant and bare == "},":
            open_variant = None
        elif open_variant and (match := FIELD.match(line)):
            open_variant.fields.append(Field(match[1], match[2], doc, default=default))
            doc, default = [], False
        elif item.kind == "struct" and (match := FIELD.match(line)) and bare.startswith("pub "):
            item.fields.append(Field(match[1], match[2], doc, default=default or item.default, flat=flat))
            doc, renamed, default, flat = [], None, False, False
        elif item.kind == "enum" and (match := VARIANT.match(line)):
            variant = Variant(match[1], doc, renamed=renamed)
            doc, renamed = [], None
            if match[2]:
                variant.tuple = True
                variant.fields = [Field(f"v{n}", text.strip(), []) for n, text in enumerate(match[2].split(", "))]
            elif bare.endswith("{"):
                open_variant = variant
            elif match[3]:
                pairs = match[3].strip().removesuffix("}").split(", ")
                variant.fields = [Field(*pair.strip().split(": "), []) for pair in pairs]
            item.variants.append(variant)
        else:
            raise SystemExit(f"{file}:{start + offset + 1}: not the shape of a plain {item.kind}: {line}")
    return item


def inner(type_: str) -> list[str]:
    """The names of types inside `Option<…>`, `Vec<…>`, `Box<…>` and `Result<…>`."""
    return re.findall(r"\w+", re.sub(r"\b(Option|Vec|Box|Result)<", "<", type_))


def closure(
    types: dict[str, Type], roots: list[str], leaves: set[str], aliases: dict[str, str], tuples: dict[str, str]
) -> list[Type]:
    """`roots` and every type that they contain, sorted by name.

    `aliases` gives a type of the core another name, `tuples` a name to what a variant carries without one.
    """
    wanted: dict[str, Type] = {}
    queue = [tuple(root.split("::")) for root in roots]
    while queue:
        room, name = queue.pop()
        if name in leaves:
            continue
        # A room names its own types without a path, and imports names that are unique in the core.
        key = f"{room}::{name}"
        if key not in types:
            others = [other for other in types if other.endswith(f"::{name}")]
            # Of several the one that the bindings offer.
            others = [other for other in others if other in roots] if len(others) > 1 else others
            if len(others) != 1:
                raise SystemExit(f"{name}, used in {room}: neither a type of the core nor a known leaf: teach generate.py")
            key = others[0]
        if key in wanted:
            continue
        item = wanted[key] = parse(types[key])
        item.alias = aliases.get(key)
        for variant in item.variants:
            for each in variant.fields if variant.tuple else []:
                each.name = tuples[f"{item.name}::{variant.name}"]
        for each in item.fields + [field for variant in item.variants for field in variant.fields]:
            queue.extend((item.room, name) for name in inner(each.type))
            # What a field's type is called in the bindings.
            each.shown = re.sub(r"\w+", lambda m: aliases.get(f"{item.room}::{m[0]}", m[0]), each.type)
    return sorted(wanted.values(), key=lambda item: item.shown_name)
