"""Compares what each language really offers with the manifest, in both directions.

    python3 tests/surface/check.py [rust] [python] [node] [kotlin]      exit status 1 where something differs

Without languages it takes Rust and those whose suites have run (target/counts), and compares too how many cases of the
shared vectors each suite replayed.

The manifest is api.json (calls and options) and what generate.py reads from the core (data types). Rust, Node's types
and Kotlin are read from their sources; Python and Node's values are asked while they run.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from core_types import CORE, ROOT, Type
from generate import EXTRAS, GIVEN, TEXTS, camel, case_names, inputs, kinds, parts, pythonic, snake, types

API = json.loads((Path(__file__).parent / "api.json").read_text())
# Every kind of check has a function of its own, which generate.py writes.
API["calls"] += [{"name": f"check.{name}", "rust": f"check::{name}", "kotlin": f"Check.{camel(name)}"} for name, *_ in kinds()]
ERRORS = json.loads((Path(__file__).parent / "errors.json").read_text())["errors"]
Names = set[str]


def expected(language: str) -> Names:
    """Every name that the manifest says `language` has: calls, `Type.field`, `Options.option`."""
    spell = pythonic if language == "python" else camel
    found: Names = set()
    for call in API["calls"]:
        own = call.get(language, call["name"]) if language != "python" else call["name"]
        if own is None:
            if not call.get("why"):
                raise SystemExit(f"api.json: {call['name'] or call['rust']} is not in {language}; say why")
            continue
        head, dot, tail = own.rpartition(".")
        found.add(own if language in call else f"{head}{dot}{spell(tail)}")
    for name, options in (API["records"] | API["options"]).items():
        found |= {f"{name}.{spell(option)}" for option in options.get(language, options["names"])}
    for name, item, fields in inputs():
        found |= {f"{name}.{spell(each.name)}" for each in fields}
        if item.kind == "enum":
            found |= given_cases(item, language, spell)
    for item in types():
        name = item.shown_name
        if item.plain:
            found |= {f"{name}={screaming(v.name) if language == 'kotlin' else v.word}" for v in item.variants}
            continue
        extras = {each.name for each in EXTRAS.get(name, [])}
        if language == "kotlin":
            # What is computed is an extension property there; they are looked up by name only.
            found |= {f"{name}.{spell(each.name)}" for each in item.fields}
            found |= {f"{name}={v.name}" for v in item.variants}
            found |= {f"{name}={v.name}.{spell(each.name)}" for v in item.variants for each in v.fields}
            continue
        found |= {f"{name}.{spell(each.name)}" for each in item.fields}
        if item.kind == "enum":
            found |= {f"{name}.{spell(item.tag or '')}"} | {f"{name}.{spell(part)}" for part, _ in parts(item)}
            extras |= {"text"} if item.display and (language == "python" or name not in GIVEN) else set()
            extras |= {snake(v.name) for v in item.variants} if language == "python" and name in GIVEN else set()
        elif language == "node" and name in TEXTS:
            extras.add("text")
        found |= {f"{name}.{spell(extra)}" for extra in extras}
    return found


def given_cases(item: Type, language: str, spell: Callable[[str], str]) -> Names:
    """The cases of an enum that is given as data: a dictionary for each in Python, a union in Node, a sealed class in Kotlin."""
    parts = [(variant, each.name) for variant in item.variants for each in variant.fields]
    if language == "node":
        return {f"{item.shown_name}.{item.tag}"} | {f"{item.shown_name}.{spell(part)}" for _, part in parts}
    if language == "python":
        return {f"{name}.{item.tag}" for name in case_names(item)} | {f"{variant.name}{item.shown_name}.{part}" for variant, part in parts}
    return {f"{item.shown_name}={variant.name}" for variant in item.variants} | {
        f"{item.shown_name}={variant.name}.{spell(part)}" for variant, part in parts
    }


def screaming(name: str) -> str:
    """`LowerLayerDown` is `LOWER_LAYER_DOWN`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).upper()


# ---- what is really there ----------------------------------------------------------------------

def rust() -> Names:
    """Public functions: `Type::name` and `room::name`."""
    found: Names = set()
    for file in CORE.rglob("*.rs"):
        room = file.relative_to(CORE).parts[0].removesuffix(".rs")
        owner, trait = "", False
        for line in file.read_text().splitlines():
            if match := re.match(r"impl(?:<.*>)? (?:\S+ for )?(\w+)(?:<.*>)? \{", line):
                owner, trait = match[1], False
            elif match := re.match(r"pub trait (\w+)", line):
                owner, trait = match[1], True
            elif line.startswith("}"):
                owner = ""
            elif match := re.match(r"    (?:pub )?(?:const |async )*fn (\w+)", line):
                if owner and (trait or line.startswith("    pub ") or match[1] == "from_str"):
                    found.add(f"{owner}::{match[1]}")
            elif match := re.match(r"pub (?:const |async )*fn (\w+)", line):
                found.add(f"{room}::{match[1]}")
    return found


def error_parts() -> list[list[str]]:
    """Each variant of the core's `Error` with its fields."""
    body = re.search(r"^pub enum Error \{\n(.*?)^\}", (CORE / "error.rs").read_text(), re.M | re.S)
    found: list[list[str]] = []
    for line in (body[1] if body else "").splitlines():
        if match := re.match(r"    (\w+)(?: \{|,)$", line):
            found.append([match[1]])
        elif match := re.match(r"        (\w+): [^\"]*,$", line):
            found[-1].append(match[1])
    return found


def check_rust() -> list[str]:
    real = rust()
    wrong = []
    wrapped = {call["rust"] for call in API["calls"]}
    for name in sorted(wrapped | set(API["rust_alone"])):
        if "::" in name and name not in real:
            wrong.append(f"{name}: in api.json, not in the core")
    handles = {"Topology", "LiveTopology", "Tracker", "Site", "Engine", "EngineOptions", "Discovery", "DiscoveryRun", "CheckSpec", "ProbeOptions"}
    handles |= {"SimulatedNetwork", "Community", "counter", "UdpSession", "RecordedSession", "SimulatedSession", "SessionExt"}
    handles |= {"Charts", "Columns", "CounterBank", "Plot", "RemoteWriter", "MeasuredSeries", "MemoryStore", "SeriesColumns", "SharedStore", "SqliteStore", "Store", "Recorder", "RecordingView"}
    handles |= {"Drawing", "Load", "Models", "Model", "Collectors", "Judge", "World"}
    options = {f"{row['rust']}::{name}" for row in API["options"].values() for name in row["names"]}
    for name in sorted(real):
        if name.split("::")[0] in handles and name not in wrapped | options | set(API["rust_alone"]):
            wrong.append(f"{name}: in the core, not in api.json; wrap it, or say in rust_alone why not")
    listed = re.search(r"const CODES: .*?= \[(.*?)\];", (CORE / "error.rs").read_text(), re.S)
    codes = re.findall(r'"([a-z-]+)"', listed[1] if listed else "")
    if codes != [row["code"] for row in ERRORS]:
        wrong.append(f"errors.json has other codes than the core: {codes}")
    for row, parts in zip(ERRORS, error_parts(), strict=True):
        # What the system said, an error of its own, crosses as words.
        own = [row["rust"], *("reason" if part == "source" else part for part in parts[1:])]
        if parts[0] != row["rust"] or own[1:] != row["parts"]:
            wrong.append(f"errors.json has other parts of {row['rust']} than the core: {own}")
    return wrong


PYTHON = """
import dataclasses, inspect, json, typing, netwarden as nw
from netwarden import _options
found = set()
modules = [(nw.check, "check."), (nw.counter, "counter."), (nw.measure, "measure."), (nw.mib, "mib."), (nw.models, ""), (nw.poll, ""), (nw.record, ""), (nw.series, "series."), (nw.session, ""), (nw.store, "")]
modules += [(nw.sim, "sim."), (nw.trap, "trap."), (nw.value, "value.")]
for module, prefix in [(nw, ""), *modules]:
    for name in module.__all__:
        value = getattr(module, name)
        if inspect.ismodule(value) or typing.is_typeddict(value) or typing.get_origin(value) is typing.Union or (module is not nw and getattr(nw, name, None) is value):
            continue
        if inspect.isclass(value):
            if issubclass(value, Exception) or name == "LldpId":
                continue
            # What it has of its own: what all stores do is told once.
            others = [base for base in value.__mro__[1:] if base.__module__.startswith("netwarden")]
            members = [m for m in dir(value) if not m.startswith("_") and not any(hasattr(base, m) for base in others)]
            if dataclasses.is_dataclass(value):
                members += [field.name for field in dataclasses.fields(value)]
            found |= {f"{name}.{m}" for m in members}
            if name in ("Charts", "Collectors", "Community", "CounterBank", "Drawing", "Engine", "LiveTopology", "Load", "MemoryStore", "Models", "Names", "PageReading", "Plot", "PortIdentity", "Reading", "Registry", "RemoteWriter", "Runner", "Sample", "SeriesColumns", "SeriesKey", "SeriesSpec", "SnmpValue", "Tracker", "TrapListener", "UsmUser", "VarBind"):
                found.add(name)
        elif typing.get_origin(value) is typing.Literal:
            found |= {f"{name}={word}" for word in typing.get_args(value)}
        elif callable(value):
            found.add(prefix + name)
sessions = (nw.session.CollectOptions, nw.session.OrderOptions, nw.session.SessionOptions, nw.session.WalkOptions, nw.poll.PollOptions, nw.poll.PollColumn, nw.record.RecordOptions)
for options in (nw.io.EngineOptions, nw.io.DiscoverOptions, nw.check.ProbeOptions, *sessions, *(getattr(_options, n) for n in _options.__all__)):
    if not typing.is_typeddict(options):
        continue
    found |= {f"{options.__name__}.{name}" for name in options.__annotations__}
print(json.dumps(sorted(found)))
"""

NODE = """
import * as nw from './index.js'
const found = new Set()
for (const [name, value] of Object.entries(nw)) {
  if (value.prototype instanceof Error) continue
  if (typeof value === 'function' && String(value).startsWith('class')) {
    for (const each of [...Object.getOwnPropertyNames(value.prototype), ...Object.getOwnPropertyNames(value)])
      if (!['constructor', 'length', 'name', 'prototype', 'toString'].includes(each) || (each === 'name' && 'name' in value.prototype)) found.add(`${name}.${each}`)
  } else if (typeof value === 'function') found.add(name)
  else for (const each of Object.keys(value)) if (typeof value[each] === 'function' && !value[each].prototype?.constructor?.toString().startsWith('class')) found.add(`${name}.${each}`)
}
console.log(JSON.stringify([...found]))
"""


def python() -> Names:
    command = [sys.executable, "-c", PYTHON]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT / "bindings-python/python")
    return set(json.loads(done.stdout))


def node() -> Names:
    command = ["node", "--input-type=module", "-e", NODE]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT / "bindings-node")
    found = set(json.loads(done.stdout))
    declared: Names = set()
    folder = ROOT / "bindings-node"
    for file in [folder / "index.d.ts", *sorted((folder / "types").glob("*.d.ts"))]:
        if file.name == "rows.d.ts":
            continue
        text = file.read_text()
        for match in re.finditer(r"^export (?:abstract )?(interface|type|class|const) (\w+)(.*?)(?=^export |\Z)", text, re.M | re.S):
            kind, name, body = match.groups()
            body = re.sub(r"/\*.*?\*/", "", body, flags=re.S)
            if name in ("NetwardenError", "Sample", "Community", "UsmUser", "Credential", "LldpId", "TopologyOptions", "RateOptions", "ErrorCode"):
                continue
            if name in ("PollChoice", "SnmpType", "SnmpContent"):
                continue
            name = {"SnmpTyped": "SnmpValue"}.get(name, name)
            if kind == "type" and "{" not in body:
                declared |= {f"{name}={word}" for word in re.findall(r"'([^']+)'", body)}
                continue
            members = re.findall(r"^ +(?:static |readonly )*(\w+)\??(?::|\()", body, re.M)
            declared |= {f"{name}.{member}" for member in members if member != "toString"} - {f"{name}.constructor"}
    missing = {name for name in found if name not in declared and "." in name}
    if missing:
        raise SystemExit(f"node: not declared in types/*.d.ts: {sorted(missing)}")
    return found | declared


def kotlin() -> Names:
    found: Names = set()
    generated = ROOT / "bindings-kotlin/target/generated-sources/uniffi/io/netwarden/netwarden.kt"
    text = generated.read_text().replace("`", "")
    ours = {item.shown_name for item in types()} | {name for name, _, _ in inputs()} | set(API["options"]) | set(API["records"])
    ours -= {"SnmpValue"}
    for match in re.finditer(r"^data class (\w+) ?\((.*?)^\)", text, re.M | re.S):
        if match[1] in ours:
            found |= {f"{match[1]}.{name}" for name in re.findall(r"^ +(?:val|var) (\w+):", match[2], re.M)}
    for match in re.finditer(r"^enum class (\w+) \{(.*?)^\}", text, re.M | re.S):
        if match[1] in ours:
            body = re.sub(r"/\*.*?\*/", "", match[2], flags=re.S).split(";")[0]
            found |= {f"{match[1]}={word}" for word in re.findall(r"^\s+([A-Z][A-Z0-9_]*)\b", body, re.M)}
    for match in re.finditer(r"^sealed class (\w+).*?\{(.*?)^\}", text, re.M | re.S):
        if match[1] not in ours:
            continue
        for case in re.finditer(r"^    (?:data class (\w+)\((.*?)\) : |object (\w+))", match[2], re.M | re.S):
            name = case[1] or case[3]
            found.add(f"{match[1]}={name}")
            found |= {f"{match[1]}={name}.{part}" for part in re.findall(r"val (\w+):", case[2] or "")}
    for file in (ROOT / "bindings-kotlin/src/main/kotlin/io/netwarden").glob("*.kt"):
        owner = ""
        for line in file.read_text().replace("`", "").splitlines():
            if match := re.match(r"(?:sealed )?(class|object) (\w+)(?:<\w+>)?( private)?( internal)?", line):
                owner = match[2]
                # Nobody makes what is sealed.
                if match[1] == "class" and not (match[3] or match[4] or line.startswith("sealed ")):
                    found.add(owner)
                if inside := re.search(r"val (\w+): SnmpVersion", line):
                    found.add(f"{owner}.{inside[1]}")
                if " private constructor" in line and re.search(r"^    constructor\(", file.read_text(), re.M):
                    found.add(owner)
            elif line.startswith("}"):
                owner = ""
            elif match := re.match(r"    (?:    )?(?:override |suspend )*(?:fun|val) (\w+)", line):
                if owner and match[1] not in ("toString", "equals", "hashCode") and not line.startswith("        val"):
                    found.add(f"{owner}.{match[1]}")
    return {name for name in found if not name.startswith(("NetwardenException", "DiscoveryEvent"))}


def suites() -> dict[str, dict[str, int]]:
    """The languages whose suites have run, with the cases that each replayed by file."""
    folder = Path(os.environ.get("NETWARDEN_COUNTS_DIR") or Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target") / "counts")
    counts = [json.loads(file.read_text()) for file in sorted(folder.glob("*.json"))]
    return {row["language"]: row.get("vectors", {}) for row in counts if row["language"] in ("python", "node", "kotlin")}


def check_vectors(replayed: dict[str, dict[str, int]]) -> list[str]:
    files = sorted((ROOT / "tests/vectors").glob("*.json"))
    cases = {file.name: len(json.loads(file.read_text())["cases"]) for file in files}
    return [f"{language} replayed {counts} of the vectors, not {cases}" for language, counts in replayed.items() if counts != cases]


def main() -> None:
    wrong = []
    replayed = {} if sys.argv[1:] else suites()
    languages = sys.argv[1:] or ["rust", *replayed]
    wrong += check_vectors(replayed)
    for language in languages:
        if language == "rust":
            wrong += check_rust()
            continue
        real = {"python": python, "node": node, "kotlin": kotlin}[language]()
        said = expected(language)
        if language == "kotlin":
            # The binding crate exports it as it is, so no facade names it.
            real.add("version")
        wrong += [f"{language} lacks {name}" for name in sorted(said - real)]
        wrong += [f"{language} has {name}, the manifest does not" for name in sorted(real - said)]
    print("\n".join(wrong) or f"the surface is as the manifest says: {', '.join(languages)}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
