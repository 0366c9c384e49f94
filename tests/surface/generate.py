"""Writes the mirrors of the core's data types for every binding, from the core's own source.

    python3 tests/surface/generate.py           write them
    python3 tests/surface/generate.py --check   fail if a committed file differs

Written: data.rs of each binding, the types' half of _native.pyi, _words.py and types/data.d.ts; and the rows of MIB tables
(rows.py). Each data.rs names every field, so a core that gained one does not build with an old mirror.
"""

import keyword
import re
import subprocess
import sys
from pathlib import Path

from core_types import ROOT, Field, Type, Variant, closure, inner, kebab, read
from rows import kotlin_rows, node_rows, python_rows

ROOTS = [
    "inventory::Site",
    "inventory::Progress",
    "inventory::DeviceRates",
    "topology::Topology",
    "topology::Explanation",
    "topology::WhyNot",
    "topology::Path",
    "topology::NoPath",
    "topology::Contradiction",
    "topology::SinglePoint",
    "topology::Dependency",
    "topology::WhatIf",
    "topology::Change",
    "counter::Delta",
    "counter::Rate",
    "check::CheckResult",
    "check::Family",
    "check::InputField",
    "io::Delivery",
    "io::Ran",
    "io::Registered",
    "io::RunnerStatistics",
    "check::HttpMethod",
    "check::LdapScope",
    "check::OwnershipProof",
    "check::HttpAuth",
    "check::HttpMethod",
    "check::HttpVersion",
    "check::ProxyKind",
    "check::SoapVersion",
    "check::AnswerMatch",
    "check::DnsTransport",
    "check::DnssecRule",
    "check::RadiusReply",
    "check::SipTransport",
    "check::StarttlsProtocol",
    "check::TlsMode",
    "topology::Strategy",
    "evidence::Source",
    "io::EngineStatistics",
    "io::DeviceStatistics",
    "io::Changes",
    "io::TrapStatistics",
    "inventory::PolledRate",
    "inventory::MissedDevice",
    "inventory::PartialDevice",
    "inventory::ChosenRows",
    "error::Denial",
    "inventory::OrderReport",
    "mib::ObjectInfo",
    "mib::MibReport",
    "accuracy::Score",
    "export::Fold",
    "export::PortLoad",
    "export::Theme",
    "sim::PortTraffic",
    "sim::BlueprintRole",
    "sim::Shape",
    "sim::Truth",
    "sim::Vendor",
    "topology::ModelFault",
    "topology::Ownership",
    "counter::FollowedPorts",
    "counter::PageDelta",
    "counter::RowGap",
    "measure::CounterLimit",
    "measure::MeasuredGap",
    "measure::RowState",
    "io::RecordingStatistics",
    "series::Ack",
    "series::Bill",
    "series::SeriesGap",
    "series::SeriesSpec",
]
# Every kind of check: `Smtp`, `SmtpCheck`.
KINDS = re.findall(r"^ +(\w+): (\w+Check) => \w+ in \w+;$", (ROOT / "core/src/check/kinds.rs").read_text(), re.M)
# What a caller may say of a check; the first field is the check's argument, the rest are options.
INPUTS = [*(f"check::{check}" for _, check in KINDS), "check::Thresholds", "check::Header", "check::HeaderMatch", "check::JsonMatch", "check::Proxy"]
# What people say of a network: records that are given and come back.
MODELS = ["topology::Model", "topology::ModelDevice", "topology::ModelLink", "topology::ModelEnd", "topology::Rack", "topology::RackPlace", "topology::Note"]
# A network as data.
MODELS += [f"sim::Blueprint{part}" for part in ("", "Device", "Port", "Lag", "Route", "Cable", "Vlan", "Flow")]
# What a store keeps, and which of its series are meant.
STORED = [f"series::{part}" for part in ("ArchiveSpec", "Retention", "SeriesFilter")]
MODELS += STORED
# A network to be made, all of which has defaults.
INPUTS += ["sim::Plan", "sim::Sources", "sim::Conversations", *MODELS]
# What to measure, as data: records, and enums whose cases carry something.
MEASURED = [
    f"measure::{part}"
    for part in ("Template", "Group", "RowKind", "ColumnSpec", "Quantity", "Formula", "Term", "Selection", "PortKey", "Adaptive", "Watch", "RowFacts")
]
INPUTS += MEASURED
# Handles of the bindings: their parts are mirrored, they themselves are written by hand.
HANDLES = {"Site", "Topology"}
# What callers make themselves: an enum whose parts are texts. It carries no sentence in Node, which nobody would give.
GIVEN = {"Supposition"}
# Records that callers make themselves in Python, where a class has no constructor else.
MADE = {"SeriesKey", "SeriesSpec"}
# Bindings have no rooms, so of two names one gives way.
ALIASES = {"counter::Cause": "DiscontinuityCause", "sim::Kind": "TruthKind", "topology::Hop": "PathHop"}
# What the variants without names for their parts carry.
TUPLES = {"Delta::Advanced": "count", "Delta::Wrapped": "count", "Delta::Discontinuity": "cause"}
# What a 64-bit counter counted: BigInt in JavaScript. Other u64 stay below 2^53 and are numbers.
COUNTS = {"in_octets_64", "out_octets_64", "count", "octets"}
# Records that carry their sentence as `text` where a plain object cannot print itself.
TEXTS = {
    "CheckResult", "Explanation", "LagLoss", "Link", "Notification", "OrderReport", "Part", "Path", "Perfdata", "Progress",
    "SinglePoint", "VlanLoss", "WhatIf", "WhyNot",
}
# Methods of the core that are properties of the bindings: name, type, docs.
EXTRAS = {
    "CheckResult": [
        Field("plugin_output", "String", shown="String", doc=["The line that a monitoring plugin prints: the result and the performance data."])
    ],
    "DiscontinuityCause": [Field("code", "String", ["The stable code, the same in every language."], "String")],
    "Gap": [Field("code", "String", ["The stable code, the same in every language; a discontinuity has its cause's."], "String")],
    "Tally": [
        Field("precision", "Option<f64>", ["The share, 0 to 1, of those claimed that are right; nothing where none was claimed."], "Option<f64>"),
        Field("recall", "Option<f64>", ["The share, 0 to 1, of those that there are that was found; nothing where there is none."], "Option<f64>"),
        Field("f1", "Option<f64>", ["The harmonic mean of precision and recall, 0 where one is; nothing where there is nothing to find."], "Option<f64>"),
    ],
    "Score": [
        Field("calibration_error", "Option<f64>", ["The expected calibration error: by how much confidence and share of right ones differ, on average; nothing without links."], "Option<f64>")
    ],
}

NOTE = "Generated by tests/surface/generate.py from the types of the core. Do not edit."

# core type: (Python, TypeScript, Rust of the Node binding)
LEAVES = {
    "bool": ("bool", "boolean", "bool"),
    "u8": ("int", "number", "u32"),
    "u16": ("int", "number", "u32"),
    "u32": ("int", "number", "u32"),
    "i32": ("int", "number", "i32"),
    "u64": ("int", "number", "f64"),
    "usize": ("int", "number", "f64"),
    "i64": ("int", "number", "i64"),
    "f64": ("float", "number", "f64"),
    "String": ("str", "string", "String"),
    "DeviceId": ("str", "string", "String"),
    "VarBind": ("VarBind", "VarBind", "VarBind"),
    # Many at once: lib/pack.js takes them apart.
    "Vec<VarBind>": ("tuple[VarBind, ...]", "readonly VarBind[]", "Packed"),
    "MacAddr": ("str", "string", "String"),
    "IpAddr": ("str", "string", "String"),
    "Ipv4Addr": ("str", "string", "String"),
    "SocketAddr": ("str", "string", "String"),
    "Positions": ("Mapping[str, Sequence[float]]", "Readonly<Record<string, readonly [number, number]>>", "String"),
    "Oid": ("str", "string", "String"),
    "ThresholdRange": ("str", "string", "String"),
    "StatusRange": ("str", "string", "String"),
    "Secret": ("str | NamedSecret", "string | { readonly secret: string }", "String"),
    "Inputs": (
        "Mapping[str, str | float | bool | NamedSecret]",
        "Readonly<Record<string, string | number | boolean | { readonly secret: string }>>",
        "String",
    ),
    "ChassisId": ("LldpId", "LldpId", "LldpId"),
    "PortId": ("LldpId", "LldpId", "LldpId"),
    "IfIndex": ("int", "number", "u32"),
    "BridgePort": ("int", "number", "u32"),
    "LldpPortNum": ("int", "number", "u32"),
    "VlanId": ("int", "number", "u32"),
    "MaxRate": ("int | None", "number", "f64"),
    "TimeTicks": ("timedelta", "number", "u32"),
    "SmiType": ("PolledType", "'counter64' | 'counter32' | 'gauge32' | 'time-ticks' | 'integer'", "String"),
    "Timestamp": ("datetime", "Date", "DateTime<Utc>"),
}


def doc(lines: list[str], indent: str = "") -> str:
    return "".join(f"{indent}/// {line}".rstrip() + "\n" for line in spoken(lines))


def spoken(lines: list[str]) -> list[str]:
    """Docs without Rust's link syntax."""
    text = "\n".join(lines)
    text = re.sub(r"\[`(?:Self::)?([\w:]+)`\](?:\([\w:]+(?:\(\))?\))?", lambda m: f"`{m[1].replace('::', '.')}`", text)
    text = re.sub(r"\[([^\]`]+)\]\((?:Self::)?[\w:]+\)", r"\1", text)
    return text.split("\n") if text else []


def parts(item: Type) -> list[tuple[str, list[tuple[Variant, Field]]]]:
    """The names that variants of `item` carry, in order of first use, each with who carries it."""
    names: dict[str, list[tuple[Variant, Field]]] = {}
    for variant in item.variants:
        for each in variant.fields:
            names.setdefault(each.name, []).append((variant, each))
    return list(names.items())


def pattern(variant: Variant, bind: str = "") -> str:
    """Names every part of a variant; binds the one called `bind`."""
    if variant.tuple:
        return f"{variant.name}({', '.join(each.name if each.name == bind else '_' for each in variant.fields)})"
    if variant.fields:
        named = ", ".join(each.name if each.name == bind else f"{each.name}: _" for each in variant.fields)
        return f"{variant.name} {{ {named} }}"
    return variant.name


def pattern_all(variant: Variant) -> str:
    """Binds every part of a variant."""
    names = ", ".join(each.name for each in variant.fields)
    if not names:
        return variant.name
    return f"{variant.name}({names})" if variant.tuple else f"{variant.name} {{ {names} }}"


def words(item: Type) -> str:
    pairs = "".join(f'        {v.name} = "{v.word}",\n' for v in item.variants)
    return f"words! {{\n    {item.path} {{\n{pairs}    }}\n}}\n"


# ---- Python ------------------------------------------------------------------------------------

def python_rust(items: list[Type]) -> str:
    plain = {item.shown_name for item in items if item.plain}
    out = [
        f"//! {NOTE}\n\n#![allow(clippy::clone_on_copy, clippy::wrong_self_convention)] // one form for all types and names\n\n"
        "use pyo3::prelude::*;\n\nuse crate::convert::{{ToPy, repr, view, words}};\n"
    ]
    classes = []
    for item in items:
        if item.plain:
            out.append(words(item))
            continue
        classes.append(item.shown_name)
        if item.kind == "enum":
            out.append(python_variants(item))
            continue
        lines = [doc(item.doc, "    "), f"    {item.shown_name} = {item.path}, {'shown' if item.display else 'plain'} {{\n"]
        for group in ("leaf", "kept"):
            lines.append(f"        {group} {{\n")
            for each in item.fields:
                if kept(each, plain) == (group == "kept"):
                    word = f" as {pythonic(each.name)}" if keyword.iskeyword(each.name) else ""
                    lines.append(doc(each.doc, "            ") + f"            {each.name}{word},\n")
            lines.append("        }\n")
        lines.append("        also {\n")
        lines += [doc(each.doc, "            ") + f"            {each.name},\n" for each in EXTRAS.get(item.name, [])]
        lines.append("        }\n" + (python_maker(item, plain) if item.name in MADE else ""))
        out.append("view! {\n" + "".join(lines) + "    }\n}\n")
    adds = "".join(f"    module.add_class::<{name}>()?;\n" for name in classes)
    out.append(
        "/// Adds every class of this file.\n"
        "pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {\n" + adds + "    Ok(())\n}\n"
    )
    return "\n".join(out)


def python_maker(item: Type, plain: set[str]) -> str:
    """A constructor that takes all fields, in their order; a row may be left out."""

    def moved(each: Field) -> str:
        if kept(each, plain):
            return f"{each.name}: {each.name}.core.clone()"
        if each.type in plain:
            return f"{each.name}: {each.name}.parse().map_err(|error| crate::error::raise(&error))?"
        return f"{each.name}: {each.name}.into()" if each.type == "String" else each.name

    takes = ", ".join(
        f"{each.name}: {f'&{each.shown}' if kept(each, plain) else '&str' if each.type in plain | {'String'} else each.type}"
        for each in item.fields
    )
    signature = ", ".join(f'{each.name} = ""' if each.name == "row" else each.name for each in item.fields)
    rest = "".join(f", {each.name}: Default::default()" for each in item.fields if kept(each, plain))
    return (
        f"        new {{\n            #[new]\n            #[pyo3(signature = ({signature}))]\n"
        f"            fn new({takes}) -> PyResult<Self> {{\n"
        f"                let core = {item.path} {{ {', '.join(moved(each) for each in item.fields)} }};\n"
        f"                Ok(Self {{ core{rest} }})\n            }}\n        }}\n"
    )


def python_variants(item: Type) -> str:
    """An enum with data: one class with the parts of all variants."""
    name, tag = item.shown_name, item.tag
    codes = "".join(f'            Core::{pattern(v)} => "{v.word}",\n' for v in item.variants)
    getters = []
    for part, owners in parts(item):
        arms = "".join(f"            Core::{pattern(v, part)} => {part}.to_py(py),\n" for v, _ in owners)
        rest = "" if len(owners) == len(item.variants) else "            _ => Ok(py.None().into_bound(py)),\n"
        getters.append(
            f"{doc(part_doc(owners), '    ')}    #[getter{f'({pythonic(part)})' if keyword.iskeyword(part) else ''}]\n"
            f"    fn {part}<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {{\n"
            f"        type Core = {item.path};\n        match &self.core {{\n{arms}{rest}        }}\n    }}\n"
        )
    shown = "".join(f'            ("{pythonic(part)}", self.{part}(py)?),\n' for part, _ in parts(item))
    text = ""
    if item.display:
        text = (
            "    /// A sentence for people.\n    #[getter]\n    fn text(&self) -> String {\n        self.core.to_string()\n    }\n\n"
            "    fn __str__(&self) -> String {\n        self.core.to_string()\n    }\n\n"
        )
    for each in EXTRAS.get(name, []):
        text += (
            f"{doc(each.doc, '    ')}    #[getter]\n    fn {each.name}(&self) -> String {{\n"
            f"        self.core.{each.name}().into()\n    }}\n\n"
        )
    makers = "".join(
        f"{doc(v.doc, '    ')}    #[staticmethod]\n    fn {snake(v.name)}({', '.join(f'{each.name}: String' for each in given(item, v))}) -> Self {{\n"
        f"        Self {{ core: {item.path}::{pattern_all(v)} }}\n    }}\n\n"
        for v in item.variants
        if name in GIVEN
    )
    return (
        f"{doc(item.doc)}#[pyclass(frozen, eq, module = \"netwarden\")]\n#[derive(PartialEq)]\n"
        f"pub(crate) struct {name} {{\n    pub(crate) core: {item.path},\n}}\n\n"
        f"impl ToPy for {item.path} {{\n    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {{\n"
        f"        Ok(Bound::new(py, {name} {{ core: self.clone() }})?.into_any())\n    }}\n}}\n\n"
        f"#[pymethods]\nimpl {name} {{\n{makers}"
        f"    /// Which of the cases it is.\n    #[getter]\n    fn {tag}(&self) -> &'static str {{\n"
        f"        type Core = {item.path};\n        match &self.core {{\n{codes}        }}\n    }}\n\n"
        + "\n".join(getters)
        + f"\n{text}    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {{\n"
        f'        repr("{name}", &[\n            ("{tag}", self.{tag}().into_pyobject(py)?.into_any()),\n{shown}        ])\n    }}\n}}\n'
    )


def given(item: Type, variant: Variant) -> list[Field]:
    """What a caller gives to make it."""
    if other := [each for each in variant.fields if each.shown != "String"]:
        raise SystemExit(f"{item.name}::{variant.name}: {other[0].name} is no text: teach generate.py")
    return variant.fields


def pythonic(name: str) -> str:
    """The name, where Python has a meaning of its own for it with a line below: `from_`."""
    return f"{name}_" if keyword.iskeyword(name) else name


def snake(name: str) -> str:
    return kebab(name).replace("-", "_")


def part_doc(owners: list[tuple[Variant, Field]]) -> list[str]:
    """`timed-out, closed: what was awaited.`"""
    if len({tuple(each.doc) for _, each in owners}) == 1:
        head, *rest = owners[0][1].doc or [owners[0][0].doc[0]]
        return [f"{', '.join(f'`{v.word}`' for v, _ in owners)}: {head[0].lower()}{head[1:]}", *rest]
    lines = []
    for variant, each in owners:
        text = " ".join(each.doc or variant.doc)
        lines.append(f"`{variant.word}`: {text[0].lower()}{text[1:]}")
    return lines


def kept(each: Field, plain: set[str]) -> bool:
    """Whether the value is worth keeping once it was made: lists and records."""
    return "Vec<" in each.shown or inner(each.shown)[0] not in plain | set(LEAVES)


def python_type(text: str) -> str:
    if match := re.fullmatch(r"Result<(.+), (.+)>", text):
        return f"{python_type(match[1])} | {python_type(match[2])}"
    if match := re.fullmatch(r"Option<(.+)>", text):
        return python_type(match[1]) + " | None"
    if match := re.fullmatch(r"Vec<(.+)>", text):
        return f"tuple[{python_type(match[1])}, ...]"
    return LEAVES[text][0] if text in LEAVES else text


def python_doc(lines: list[str], indent: str) -> str:
    lines = spoken(lines)
    if len(lines) == 1:
        return f'{indent}"""{lines[0]}"""\n'
    body = "".join((indent + line).rstrip() + "\n" for line in lines[1:])
    return f'{indent}"""{lines[0]}\n{body}{indent}"""\n'


def python_stub(items: list[Type]) -> str:
    out = []
    for item in items:
        if item.plain:
            continue
        lines = [f"@final\nclass {item.shown_name}:\n", python_doc(item.doc, "    ")]
        getters = [(each.name, python_type(each.shown), each.doc) for each in item.fields + (EXTRAS.get(item.name, []) if item.kind == "struct" else [])]
        if item.kind == "enum":
            cases = ", ".join(f'"{v.word}"' for v in item.variants)
            getters.append((item.tag or "", f"Literal[{cases}]", ["Which of the cases it is."]))
            for part, owners in parts(item):
                types = list(dict.fromkeys(python_type(each.shown).removesuffix(" | None") for _, each in owners))
                always = len(owners) == len(item.variants) and not any("Option" in each.shown for _, each in owners)
                getters.append((part, " | ".join(types) + ("" if always else " | None"), part_doc(owners)))
            if item.display:
                getters.append(("text", "str", ["A sentence for people."]))
            getters += [(each.name, "str", each.doc) for each in EXTRAS.get(item.shown_name, [])]
        if item.name in MADE:
            takes = ", ".join(f"{each.name}: {python_type(each.shown)}" + (' = ""' if each.name == "row" else "") for each in item.fields)
            lines.append(f"    def __new__(cls, {takes}) -> {item.shown_name}: ...\n")
        for variant in item.variants if item.shown_name in GIVEN else []:
            takes = ", ".join(f"{each.name}: str" for each in variant.fields)
            lines.append(f"    @staticmethod\n    def {snake(variant.name)}({takes}) -> {item.shown_name}:\n")
            lines.append(python_doc(variant.doc, "        ") + "        ...\n")
        for name, type_, about in getters:
            lines.append(f"    @property\n    def {pythonic(name)}(self) -> {type_}:\n")
            lines.append(python_doc(about, "        ") + "        ...\n")
        # Where a property is called `object`, that is what the word means below it.
        other = "builtins.object" if any(name == "object" for name, _, _ in getters) else "object"
        lines.append(f"    def __eq__(self, other: {other}, /) -> bool: ...\n")
        lines.append("    __hash__: ClassVar[None]  # type: ignore[assignment]\n")
        out.append("".join(lines))
    return "\n".join(out)


def python_words(items: list[Type]) -> str:
    out = [f'"""{NOTE}"""\n\nfrom typing import Literal\n']
    enums = [item for item in items if item.plain]
    for item in enums:
        cases = ", ".join(f'"{v.word}"' for v in item.variants)
        out.append(f"{item.shown_name} = Literal[{cases}]\n" + python_doc(item.doc, ""))
    names = "".join(f'    "{item.shown_name}",\n' for item in enums)
    out.append(f"__all__ = [\n{names}]\n")
    return "\n".join(out)


def python_data(items: list[Type]) -> str:
    names = [item.shown_name for item in items if not item.plain]
    imports = "".join(f"    {name},\n" for name in names)
    listed = "".join(f'    "{name}",\n' for name in names)
    return f'"""{NOTE}"""\n\nfrom ._native import (\n{imports})\n\n__all__ = [\n{listed}]\n'


# ---- Node --------------------------------------------------------------------------------------

def camel(name: str) -> str:
    """As napi and uniffi write it: `in_octets_32` is `inOctets32`."""
    head, *rest = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in rest)


def node_rust_type(each: Field, text: str, plain: set[str]) -> str:
    if text == "u64" and each.name in COUNTS:
        return "BigInt"
    if text in LEAVES:
        return LEAVES[text][2]
    if match := re.fullmatch(r"Result<(.+), (.+)>", text):
        return f"Either<{node_rust_type(each, match[1], plain)}, {node_rust_type(each, match[2], plain)}>"
    if match := re.fullmatch(r"(Option|Vec)<(.+)>", text):
        return f"{match[1]}<{node_rust_type(each, match[2], plain)}>"
    if text in plain:
        return "String"
    return LEAVES[text][2] if text in LEAVES else text


def node_ts_type(each: Field, text: str) -> str:
    if text == "u64" and each.name in COUNTS:
        return "bigint"
    if text in LEAVES:
        return LEAVES[text][1]
    if match := re.fullmatch(r"Result<(.+), (.+)>", text):
        return f"{node_ts_type(each, match[1])} | {node_ts_type(each, match[2])}"
    if match := re.fullmatch(r"Option<(.+)>", text):
        return node_ts_type(each, match[1])
    if match := re.fullmatch(r"Vec<(.+)>", text):
        return f"readonly {node_ts_type(each, match[1])}[]"
    return LEAVES[text][1] if text in LEAVES else text


def node_rust(items: list[Type]) -> str:
    plain = {item.shown_name for item in items if item.plain}
    out = [
        f"//! {NOTE}\n\n"
        "use chrono::{DateTime, Utc};\nuse napi::bindgen_prelude::{BigInt, Either, Either3};\nuse napi_derive::napi;\n\n"
        "use crate::convert::{Js, LldpId, record, words};\nuse crate::pack::Packed;\n"
    ]
    for item in items:
        if item.plain:
            out.append(words(item))
            continue
        name = item.shown_name
        way = "object" if name in GIVEN else "object, object_from_js = false"
        lines = [doc(item.doc), f"#[napi({way})]\n", f"pub struct {name} {{\n"]
        if item.kind == "enum":
            out.append("".join(lines) + node_variants(item, plain))
            continue
        for each in item.fields:
            lines.append(doc(each.doc, "    ") + f"    pub {each.name}: {node_rust_type(each, each.shown, plain)},\n")
        also = ""
        if name in TEXTS:
            lines.append("    /// A sentence for people.\n    pub text: String,\n")
            also += ", text = to_string"
        for each in EXTRAS.get(name, []):
            lines.append(doc(each.doc, "    ") + f"    pub {each.name}: {node_rust_type(each, each.shown, plain)},\n")
            also += f", {each.name} = {each.name}"
        fields = ", ".join(each.name for each in item.fields)
        out.append("".join(lines) + f"}}\n\nrecord!({name} = {item.path} {{ {fields} }}{also});\n")
    return "\n".join(out)


def node_variants(item: Type, plain: set[str]) -> str:
    """An enum with data: one object with the parts of the variant that it is."""
    fields = [f"    /// Which of the cases it is.\n    pub {item.tag}: String,\n"]
    unions: dict[str, list[str]] = {}
    for part, owners in parts(item):
        types = list(dict.fromkeys(node_rust_type(each, bare(each), plain) for _, each in owners))
        if len(types) > 1 and set(types) <= {"u32", "i32", "f64"}:
            types = ["f64"]
        if len(types) > 1:
            unions[part] = types
        type_ = types[0] if len(types) == 1 else f"{either(types)}<{', '.join(types)}>"
        fields.append(doc(part_doc(owners), "    ") + f"    pub {part}: Option<{type_}>,\n")

    def shown(each: Field) -> str:
        if each.name not in unions:
            return f"{each.name}.js()"
        types = unions[each.name]
        return f"{either(types)}::{'ABC'[types.index(node_rust_type(each, bare(each), plain))]}({each.name}.js())"

    text = item.display and item.shown_name not in GIVEN
    if text:
        fields.append("    /// A sentence for people.\n    pub text: String,\n")
    extras = EXTRAS.get(item.shown_name, [])
    fields += [doc(each.doc, "    ") + f"    pub {each.name}: String,\n" for each in extras]
    nothing = "".join(f"            {part}: None,\n" for part, _ in parts(item))
    say = "            text: self.to_string(),\n" if text else ""
    say += "".join(f"            {each.name}: self.{each.name}().into(),\n" for each in extras)
    arms = []
    for variant in item.variants:
        sets = "".join(
            f"                made.{each.name} = {each.name}.js();\n"
            if each.shown.startswith("Option<")
            else f"                made.{each.name} = Some({shown(each)});\n"
            for each in variant.fields
        )
        arms.append(f"            Self::{pattern_all(variant)} => {{\n                made.{item.tag} = String::from(\"{variant.word}\");\n{sets}            }}\n")
    return (
        "".join(fields) + f"}}\n\nimpl Js<{item.shown_name}> for {item.path} {{\n    fn js(self) -> {item.shown_name} {{\n"
        f"        let mut made = {item.shown_name} {{\n            {item.tag}: String::new(),\n"
        f"{nothing}{say}        }};\n        match self {{\n{''.join(arms)}        }}\n        made\n    }}\n}}\n"
        + (node_given(item) if item.shown_name in GIVEN else "")
    )


def bare(each: Field) -> str:
    return re.sub(r"^Option<(.+)>$", r"\1", each.shown)


def either(types: list[str]) -> str:
    return {2: "Either", 3: "Either3"}[len(types)]


def node_given(item: Type) -> str:
    """From JavaScript to the core."""
    arms = ""
    for v in item.variants:
        sets = ", ".join(f"{each.name}: self.{each.name}.ok_or_else(|| missing(\"{each.name}\"))?" for each in given(item, v))
        arms += f'            "{v.word}" => Core::{v.name} {{ {sets} }},\n'
    what, words = item.name.lower(), ", ".join(v.word for v in item.variants)
    return (
        f"\nimpl {item.shown_name} {{\n    /// What the core takes, where all parts of that kind are there.\n"
        f"    pub(crate) fn core(self) -> netwarden::Result<{item.path}> {{\n        type Core = {item.path};\n"
        f'        let missing = |part: &str| netwarden::Error::invalid("{what}", format!("{{}} without {{part}}", self.{item.tag}), format!("a {{part}}"));\n'
        f"        Ok(match self.{item.tag}.as_str() {{\n{arms}"
        f'            other => return Err(netwarden::Error::invalid("{what}", other, "one of {words}")),\n        }})\n    }}\n}}\n'
    )


def node_doc(lines: list[str], indent: str = "") -> str:
    lines = spoken(lines)
    if not lines:
        return ""
    if len(lines) == 1:
        return f"{indent}/** {lines[0]} */\n"
    return f"{indent}/**\n" + "".join(f"{indent} * {line}".rstrip() + "\n" for line in lines) + f"{indent} */\n"


def node_types(items: list[Type]) -> str:
    out = [f"// {NOTE}\n\nimport type {{ LldpId, VarBind }} from './value.js'\n"]
    for item in items:
        name = item.shown_name
        if item.plain:
            cases = " | ".join(f"'{v.word}'" for v in item.variants)
            out.append(node_doc(item.doc) + f"export type {name} = {cases}\n")
            continue
        if item.kind == "enum":
            cases = ""
            for variant in item.variants:
                cases += f"  | {{\n{node_doc(variant.doc, '      ')}      readonly {item.tag}: '{variant.word}'\n"
                cases += "".join(node_field(each, "      ") for each in variant.fields)
                if item.display and name not in GIVEN:
                    cases += "      /** A sentence for people. */\n      readonly text: string\n"
                cases += "".join(node_field(each, "      ") for each in EXTRAS.get(name, []))
                cases += "    }\n"
            out.append(node_doc(item.doc) + f"export type {name} =\n{cases}")
            continue
        lines = [node_doc(item.doc), f"export interface {name} {{\n"]
        lines += [node_field(each, "  ") for each in item.fields]
        if name in TEXTS:
            lines.append("  /** A sentence for people. */\n  readonly text: string\n")
        lines += [node_field(each, "  ") for each in EXTRAS.get(name, [])]
        out.append("".join(lines) + "}\n")
    return "\n".join(out)


def node_field(each: Field, indent: str) -> str:
    mark = "?" if each.shown.startswith("Option<") or each.shown == "MaxRate" else ""
    return node_doc(each.doc, indent) + f"{indent}readonly {camel(each.name)}{mark}: {node_ts_type(each, each.shown)}\n"


# ---- Kotlin ------------------------------------------------------------------------------------

def kotlin_rust(items: list[Type]) -> str:
    # uniffi knows no `Result` inside a record: such a record gets a mirror of its own with `RateValue` in it.
    own = {item.name for item in items if any("Result<" in each.type for each in item.fields)}
    # A variant's part without a name would be called `v1` in Kotlin: such an enum gets a mirror with names.
    named = {item.name for item in items if any(variant.tuple for variant in item.variants)}
    rooms: dict[str, list[str]] = {}
    for item in items:
        alias = f" as Core{item.name}" if item.name in own | named else f" as {item.alias}" if item.alias else ""
        rooms.setdefault(item.module, []).append(item.name + alias)
    fields = [field for item in items for field in item.fields + [f for v in item.variants for f in v.fields]]
    used = {name for each in fields for name in inner(each.shown)}
    homes = {"MaxRate": "counter", "ThresholdRange": "check"}
    for name in used & set(LEAVES):
        if name[0].isupper() and name not in ("String", "IpAddr", "Ipv4Addr", "SocketAddr"):
            rooms.setdefault(homes.get(name, "value"), []).append(name)
    std = sorted(used & {"IpAddr", "Ipv4Addr", "SocketAddr"})
    uses = [f"use std::net::{{{', '.join(std)}}};\n\n"] if std else []
    uses += [f"use netwarden::{room}::{{{', '.join(sorted(names))}}};\n" for room, names in sorted(rooms.items())]
    out = [f"//! {NOTE}\n\n{''.join(uses)}\nuse crate::convert::RateValue;\n"]

    def type_of(each: Field) -> str:
        text = each.shown.replace("Result<f64, Gap>", "RateValue")
        return re.sub(r"\w+", lambda m: f"Core{m[0]}" if m[0] in own else m[0], text)

    for item in items:
        name = item.shown_name
        lines = [doc(item.doc)]
        if item.kind == "struct":
            lines.append("#[derive(uniffi::Record)]\n" if item.name in own else "#[uniffi::remote(Record)]\n")
            lines.append(f"pub struct {name} {{\n")
            lines += [doc(each.doc, "    ") + f"    pub {each.name}: {type_of(each)},\n" for each in item.fields]
        else:
            lines.append("#[derive(uniffi::Enum)]\n" if item.name in named else "#[uniffi::remote(Enum)]\n")
            lines.append(f"pub enum {name} {{\n")
            lines += [doc(v.doc, "    ") + f"    {v.name}{kotlin_variant(v)},\n" for v in item.variants]
        out.append("".join(lines) + "}\n")
        if item.name in named:
            arms = "".join(
                f"            Core{name}::{pattern_all(v)} => Self::{v.name}"
                + (f" {{ {', '.join(each.name for each in v.fields)} }}" if v.fields else "")
                + ",\n"
                for v in item.variants
            )
            out.append(
                f"impl From<Core{name}> for {name} {{\n    fn from(core: Core{name}) -> Self {{\n"
                f"        match core {{\n{arms}        }}\n    }}\n}}\n"
            )
        if item.name in own:
            out.append(
                f"uniffi::custom_type!(Core{name}, {name}, {{\n    remote,\n"
                f"    lower: |core| {kotlin_moved(item, f'Core{name}', name)},\n"
                f"    try_lift: |shown| Ok({kotlin_moved(item, name, f'Core{name}')}),\n}});\n"
            )
    return "\n".join(out)


def kotlin_moved(item: Type, origin: str, into: str) -> str:
    names = ", ".join(each.name for each in item.fields)
    sets = ", ".join(f"{each.name}: {each.name}.into()" if "Result<" in each.type else each.name for each in item.fields)
    source = "core" if origin.startswith("Core") else "shown"
    return f"{{ let {origin} {{ {names} }} = {source}; {into} {{ {sets} }} }}"


def kotlin_variant(variant: Variant) -> str:
    if not variant.fields:
        return ""
    return " {\n" + "".join(doc(each.doc, "        ") + f"        {each.name}: {each.shown},\n" for each in variant.fields) + "    }"


# ---- options -----------------------------------------------------------------------------------

def inputs() -> list[tuple[str, Type, list[Field]]]:
    """The options of each check and the records inside them, each with the fields that may be given."""
    core = read()
    found = []
    for key in INPUTS:
        item = next(item for item in closure(core, [key], set(LEAVES), {}, {}) if key.endswith(f"::{item.name}"))
        is_check = item.name.endswith("Check")
        name = item.name.replace("Check", "Options")
        fields = flattened(core, item)
        found.append((name, item, fields[1:] if is_check else fields))
    return found


def flattened(core: dict[str, Type], item: Type) -> list[Field]:
    """The fields of a record, those of its parts beside its own."""
    fields: list[Field] = []
    for each in item.fields:
        if each.flat:
            part = f"{item.room}::{each.type}"
            fields += next(found for found in closure(core, [part], set(LEAVES), {}, {}) if found.name == each.type).fields
        else:
            fields.append(each)
    return fields


def kinds() -> list[tuple[str, str, Field, list[str]]]:
    """Each kind of check: its function, its options, what it is called with, and what the core says of it."""
    found = []
    for (kind, check), (name, item, _) in zip(KINDS, inputs(), strict=False):
        function = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", kind).lower()
        file = (ROOT / f"core/src/check/kinds/{function}.rs").read_text()
        lines = re.search(r"((?:^///.*\n)+)(?:#\[.*\n)*pub fn " + function + r"\(", file, re.M)
        if not lines:
            raise SystemExit(f"core/src/check/kinds/{function}.rs: no function {function} with docs")
        said = [line.removeprefix("///").removeprefix(" ") for line in lines[1].splitlines()]
        found.append((function, name, item.fields[0], said[: said.index("")] if "" in said else said))
    return found


def python_checks() -> str:
    return "\n\n".join(
        f"def {name}({each.name}: {python_given(each)}, **options: Unpack[{options}]) -> CheckSpec:\n{python_doc(said, '    ')}"
        f'    return _spec("{pythonic_word(name)}", {{"{each.name}": {each.name}, **options}})\n'
        for name, options, each, said in kinds()
    )


def python_check_imports() -> str:
    names = sorted([name for name, item, _ in inputs() if item.room == "check"] + ["NamedSecret"])
    return "from ._options import (\n" + "".join(f"    {name},\n" for name in names) + ")\n"


def python_check_names() -> str:
    names = sorted([name for name, item, _ in inputs() if item.room == "check"] + ["NamedSecret", *(name for name, *_ in kinds())])
    return "__all__ += [\n" + "".join(f'    "{name}",\n' for name in names) + "]\n\n\n"


def node_check_imports() -> str:
    known = {"HttpOptions", "TcpOptions"}
    names = sorted({options for _, options, *_ in kinds()} - known)
    return f"import type {{ {', '.join(names)} }} from './data.js'\n"


def pythonic_word(name: str) -> str:
    return name.replace("_", "-")


def node_checks() -> str:
    return "\n".join(
        f"{node_doc(said)}export const {camel(name)} = ({camel(each.name)}, options = {{}}) => spec('{pythonic_word(name)}', {{ {camel(each.name)}, ...options }})\n"
        for name, options, each, said in kinds()
    )


def node_check_types() -> str:
    return "".join(
        f"{node_doc(said, '  ')}  {camel(name)}({camel(each.name)}: {node_ts_type(each, each.shown)}, options?: {options}): CheckSpec\n"
        for name, options, each, said in kinds()
    )


def kotlin_checks() -> str:
    out = ""
    for name, options, each, said in kinds():
        type_ = each.shown.replace("Vec<", "List<")
        about = re.sub(rf"`{each.name}`", f"[{camel(each.name)}]", " ".join(said))
        out += f"    /** {about} */\n    fun {camel(name)}({camel(each.name)}: {type_}, options: {options} = {options}()): CheckSpec =\n"
        out += f"        CheckSpec(guarded {{ native{camel('x_' + name)[1:]}({camel(each.name)}, options) }})\n\n"
    return out.rstrip("\n") + "\n"


def kotlin_natives() -> str:
    return "\n".join(
        f"{doc(said)}#[uniffi::export]\npub fn native_{name}({each.name}: {each.shown}, options: {options}) -> Result<Arc<NativeCheck>, NativeException> {{\n"
        f'    made("{pythonic_word(name)}", "{each.name}", &{each.name}, &options)\n}}\n'
        for name, options, each, said in kinds()
    )


def required(item: Type, each: Field) -> bool:
    """Headers have a name and a value, models what nothing is said instead of; everything else has a default."""
    if f"{item.room}::{item.name}" in MODELS + MEASURED:
        return not each.default
    return item.name in ("Header", "HeaderMatch", "JsonMatch", "Proxy") and not each.type.startswith("Option<")


def python_options() -> str:
    out = [
        f'"""{NOTE}"""\n\nfrom __future__ import annotations\n\nfrom collections.abc import Mapping, Sequence\n'
        "from typing import TYPE_CHECKING, Literal, TypedDict, Union\n\nWORDS"
        "if TYPE_CHECKING:\n    from typing_extensions import NotRequired\n",
        'class NamedSecret(TypedDict):\n    """A password, a key or a token that `ProbeOptions.secrets` gives, so that the check holds none."""\n\n    secret: str\n    """Its name."""\n',
        'PolledType = Literal["counter64", "counter32", "gauge32", "time-ticks", "integer"]\n"""The type of a column of numbers."""\n',
    ]
    for name, item, fields in inputs():
        if item.kind == "enum":
            out.append(python_cases(item))
            continue
        lines = [f"class {name}(TypedDict, total=False):\n", python_doc(option_doc(name, item), "    "), "\n"]
        strict = any(required(item, each) for each in fields)
        if strict:
            lines[0] = f"class {name}(TypedDict):\n"
        for each in fields:
            type_ = python_given(each)
            if strict and not required(item, each):
                type_ = f"NotRequired[{type_}]"
            lines.append(f"    {each.name}: {type_}\n" + python_doc(each.doc, "    "))
        out.append("".join(lines))
    names = ["NamedSecret"] + [each for name, item, _ in inputs() for each in [*case_names(item), name]]
    listed = "".join(f'    "{name}",\n' for name in names)
    out.append(f"__all__ = [\n{listed}]\n")
    text = "\n\n".join(out)
    used = sorted(item.shown_name for item in types() if item.plain and re.search(rf"^ +\w+: .*\b{item.shown_name}\b", text, re.M))
    return text.replace("WORDS", f"from ._words import {', '.join(used)}\n\n", 1)


def python_given(each: Field) -> str:
    """The type of what a caller gives: any sequence is as good as a tuple, and what is optional may be left out."""
    return re.sub(r"^tuple\[(.+), \.\.\.\]$", r"Sequence[\1]", python_type(re.sub(r"^Option<(.+)>$", r"\1", each.shown)))


def case_names(item: Type) -> list[str]:
    """`CounterFormula`: what the cases of an enum that is given are called in Python, which has no unions of objects."""
    return [variant.name + item.shown_name for variant in item.variants]


def python_cases(item: Type) -> str:
    """An enum whose cases carry something, as data: a dictionary for each case, told apart by its tag."""
    out = []
    for variant, name in zip(item.variants, case_names(item), strict=True):
        lines = [f"class {name}(TypedDict):\n", python_doc(variant.doc, "    "), "\n"]
        lines.append(f'    {item.tag}: Literal["{variant.word}"]\n    """Which of the cases it is."""\n')
        for each in variant.fields:
            type_ = f"NotRequired[{python_given(each)}]" if each.default else python_given(each)
            lines.append(f"    {each.name}: {type_}\n" + python_doc(each.doc, "    "))
        out.append("".join(lines))
    out.append(f"{item.shown_name} = Union[{', '.join(case_names(item))}]\n" + python_doc(item.doc, ""))
    return "\n\n".join(out)


def option_doc(name: str, item: Type) -> list[str]:
    return [f"Options of {item.doc[0][0].lower()}{item.doc[0][1:]}", ""] + ["What is not given has its default."] if name.endswith("Options") else item.doc


def node_options() -> str:
    out = []
    for name, item, fields in inputs():
        if item.kind == "enum":
            out.append(node_cases(item))
            continue
        lines = [node_doc(option_doc(name, item)), f"export interface {name} {{\n"]
        for each in fields:
            mark = "" if required(item, each) else "?"
            lines.append(node_doc(each.doc, "  ") + f"  readonly {camel(each.name)}{mark}: {node_ts_type(each, each.shown)}\n")
        out.append("".join(lines) + "}\n")
    return "\n".join(out)


def node_cases(item: Type) -> str:
    """An enum whose cases carry something, as data: a discriminated union."""
    cases = ""
    for variant in item.variants:
        cases += f"  | {{\n{node_doc(variant.doc, '      ')}      readonly {item.tag}: '{variant.word}'\n"
        for each in variant.fields:
            mark = "?" if each.default else ""
            cases += node_doc(each.doc, "      ") + f"      readonly {camel(each.name)}{mark}: {node_ts_type(each, each.shown)}\n"
        cases += "    }\n"
    return node_doc(item.doc) + f"export type {item.shown_name} =\n{cases}"


def kotlin_options() -> str:
    models = ", ".join(sorted(key.removeprefix("topology::") for key in MODELS if key.startswith("topology::")))
    stored = ", ".join(key.removeprefix("series::") for key in STORED)
    simulated = ", ".join(sorted(["Vendor", "BlueprintRole", *(key.removeprefix("sim::") for key in MODELS if key.startswith("sim::"))]))
    out = [
        f"//! {NOTE}\n\nuse std::net::{{IpAddr, Ipv4Addr}};\nuse std::sync::Arc;\n\nCHECKS\nuse netwarden::inventory::DeviceKind;\nuse netwarden::measure::CounterLimit;\n"
        f"use netwarden::series::{{{stored}}};\nuse netwarden::sim::netgen::Shape;\nuse netwarden::sim::{{{simulated}}};\nuse netwarden::topology::{{{models}, Positions}};\nuse serde::{{Deserialize, Serialize}};\n\nuse crate::check::{{Inputs, NativeCheck, Secret, made}};\nuse crate::error::NativeException;\nuse crate::poll::PolledType;\n"
    ]
    for name, item, fields in inputs():
        if f"{item.room}::{item.name}" in MEASURED:
            out.append(kotlin_measured(item))
            continue
        if f"{item.room}::{item.name}" in MODELS:
            out.append(kotlin_model(item))
            continue
        # What is inside of what is measured comes back.
        derived = "uniffi::Record, Serialize, Deserialize" if name == "Thresholds" else "uniffi::Record, Serialize"
        lines = [doc(option_doc(name, item)), f"#[derive({derived})]\npub struct {name} {{\n"]
        for each in fields:
            type_ = re.sub(r"^Option<(.+)>$", r"\1", each.shown)
            type_ = re.sub(r"\b(ThresholdRange|StatusRange|IpAddr)\b", "String", type_)
            lines.append(doc(each.doc, "    "))
            if required(item, each):
                lines.append(f"    pub {each.name}: {type_},\n")
            else:
                lines.append('    #[uniffi(default = None)]\n    #[serde(skip_serializing_if = "Option::is_none")]\n')
                lines.append(f"    pub {each.name}: Option<{type_}>,\n")
        out.append("".join(lines) + "}\n")
    text = "\n".join([*out, kotlin_natives()])
    plain = (item for item in types() if item.plain and item.room == "check")
    used = sorted(item.name for item in plain if re.search(rf"^ +pub \w+: .*\b{item.name}\b", text, re.M))
    return text.replace("CHECKS", f"use netwarden::check::{{{', '.join(used)}}};", 1)


def kotlin_model(item: Type) -> str:
    """A record that is given and comes back: the core's own, whose fields have defaults."""
    lines = [doc(item.doc), f"#[uniffi::remote(Record)]\npub struct {item.name} {{\n"]
    for each in item.fields:
        lines.append(doc(each.doc, "    "))
        if each.default:
            none = {"bool": " = false", "u32": " = 0"}.get(each.type, "")
            value = " = None" if each.type.startswith("Option<") else " = []" if each.type.startswith("Vec<") else none
            lines.append(f"    #[uniffi(default{value})]\n")
        lines.append(f"    pub {each.name}: {each.type},\n")
    return "".join(lines) + "}\n"


def kotlin_measured(item: Type) -> str:
    """Data that crosses as JSON within the binding: a mirror, so that what is not given has the core's default."""

    def fields(given: list[Field], indent: str, word: str) -> str:
        lines = ""
        for each in given:
            type_ = re.sub(r"\b(Oid|DeviceId|SmiType)\b", lambda m: "PolledType" if m[0] == "SmiType" else "String", each.shown)
            lines += doc(each.doc, indent)
            if type_.startswith("Vec<") and each.default:
                lines += f"{indent}#[uniffi(default = [])]\n{indent}#[serde(default)]\n"
            elif each.default:
                type_ = type_ if type_.startswith("Option<") else f"Option<{type_}>"
                lines += f'{indent}#[uniffi(default = None)]\n{indent}#[serde(default, skip_serializing_if = "Option::is_none")]\n'
            lines += f"{indent}{word}{each.name}: {type_},\n"
        return lines

    about = doc(item.doc)
    if item.kind == "struct":
        return f"{about}#[derive(uniffi::Record, Serialize, Deserialize)]\npub struct {item.shown_name} {{\n{fields(item.fields, '    ', 'pub ')}}}\n"
    cases = "".join(
        doc(variant.doc, "    ") + f"    {variant.name}" + (f" {{\n{fields(variant.fields, '        ', '')}    }}" if variant.fields else "") + ",\n"
        for variant in item.variants
    )
    derive = f'#[derive(uniffi::Enum, Serialize, Deserialize)]\n#[serde(tag = "{item.tag}", rename_all = "kebab-case")]\n'
    return f"{about}{derive}pub enum {item.shown_name} {{\n{cases}}}\n"


# ---- files -------------------------------------------------------------------------------------

def rustfmt(text: str) -> str:
    done = subprocess.run(
        ["rustfmt", "--edition", "2024", "--config-path", str(ROOT)], input=text, text=True, capture_output=True
    )
    if done.returncode != 0:
        raise SystemExit(done.stderr)
    return done.stdout


def between(file: Path | str, text: str, what: str = "types", comment: str = "#") -> str:
    """`file`, or its text, with what stands between its two marks replaced."""
    begin, end = f"{comment} ---- generated {what} ----\n", f"{comment} ---- end of generated {what} ----\n"
    head, rest = (file if isinstance(file, str) else file.read_text()).split(begin)
    return head + begin + "\n" + text + "\n" + end + rest.split(end)[1]


def types() -> list[Type]:
    """Every type that crosses, in the order of their names in the bindings."""
    found = closure(read(), ROOTS, set(LEAVES), ALIASES, TUPLES)
    return [item for item in found if item.shown_name not in HANDLES]


def files() -> dict[Path, str]:
    items = types()
    native = ROOT / "bindings-python/python/netwarden/_native.pyi"
    python_check = ROOT / "bindings-python/python/netwarden/check.py"
    node_check, node_check_type = ROOT / "bindings-node/lib/check.js", ROOT / "bindings-node/types/check.d.ts"
    kotlin_check = ROOT / "bindings-kotlin/src/main/kotlin/io/netwarden/Check.kt"
    return {
        ROOT / "bindings-python/src/data.rs": rustfmt(python_rust(items)),
        ROOT / "bindings-python/python/netwarden/_words.py": python_words(items),
        ROOT / "bindings-python/python/netwarden/_data.py": python_data(items),
        ROOT / "bindings-python/python/netwarden/_options.py": python_options(),
        native: between(native, python_stub(items)),
        python_check: between(between(python_check, python_check_imports(), "imports"), python_check_names() + python_checks() + "\n", "checks"),
        node_check: between(node_check, node_checks(), "checks", "//"),
        node_check_type: between(between(node_check_type, node_check_imports(), "imports", "//"), node_check_types(), "checks", "  //"),
        kotlin_check: between(kotlin_check, kotlin_checks(), "checks", "    //"),
        ROOT / "bindings-python/python/netwarden/_rows.py": python_rows(NOTE),
        ROOT / "bindings-node/types/rows.d.ts": node_rows(NOTE),
        ROOT / "bindings-kotlin/src/main/kotlin/io/netwarden/mib/Rows.kt": kotlin_rows(NOTE),
        ROOT / "bindings-node/src/data.rs": rustfmt(node_rust(items)),
        ROOT / "bindings-node/types/data.d.ts": node_types(items) + "\n" + node_options(),
        ROOT / "bindings-kotlin/src/data.rs": rustfmt(kotlin_rust(items)),
        ROOT / "bindings-kotlin/src/options.rs": rustfmt(kotlin_options()),
    }


def main() -> None:
    stale = {path: text for path, text in files().items() if not path.exists() or path.read_text() != text}
    if "--check" in sys.argv:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is not what tests/surface/generate.py writes")
        sys.exit(1 if stale else 0)
    for path, text in stale.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        print(f"wrote {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
