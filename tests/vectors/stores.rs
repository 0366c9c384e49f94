//! Stores of series in memory and in files, and what a threshold says.
//!
//! The cases are written by `NETWARDEN_WRITE_VECTORS=1 cargo test -p netwarden --test vectors stores`.

use std::fs;
use std::path::Path;

use netwarden::Result;
use netwarden::io::{SqliteOptions, SqliteStore};
use netwarden::series::{
    Ack, Append, Columns, MemoryStore, ReadSpan, Retention, SeriesFilter, SeriesId, SeriesKey, SeriesSpec, Store,
};
use netwarden::value::Timestamp;
use serde_json::{Value, json};

use super::{error, read, replay};

const ABOUT: &str = "What stores of series answer. `store` is memory, or sqlite: a file of the language's own that is new for each case. \
    `steps` are calls in their order, each with its answer or error; `reopen` closes the store and opens it again. Columns of series \
    are numbers, one for each or one for all; times are milliseconds since 1970; counts are decimal text. Then what a threshold says of \
    a measurement: a number, or the code of a gap.";

/// 2026-11-22T17:10:00Z, a multiple of ten minutes.
const START: i64 = 1_795_367_400_000;

/// A store that can be opened again, where it is a file.
struct Opened {
    store: Box<dyn Store>,
    retention: Option<Retention>,
    folder: Option<tempfile::TempDir>,
}

impl Opened {
    fn new(input: &Value) -> Result<Self> {
        let retention: Option<Retention> = read(&input["retention"]);
        let most: Option<usize> = read(&input["most_series"]);
        if input["store"] == "memory" {
            let store = MemoryStore::new(retention.clone().unwrap_or_default())?.most_series(most.unwrap_or(1_000_000));
            return Ok(Self { store: Box::new(store), retention, folder: None });
        }
        let folder = tempfile::tempdir().unwrap();
        let mut opened =
            Self { store: Box::new(MemoryStore::new(Retention::default())?), retention, folder: Some(folder) };
        opened.reopen()?;
        Ok(opened)
    }

    fn reopen(&mut self) -> Result<()> {
        if let Some(folder) = &self.folder {
            self.store = Box::new(MemoryStore::new(Retention::default())?);
            let options = SqliteOptions::new();
            let options = self.retention.clone().map_or(options.clone(), |retention| options.retention(retention));
            self.store = Box::new(SqliteStore::open(folder.path().join("series.db"), &options)?);
        }
        Ok(())
    }

    fn call(&mut self, call: &str, given: &Value) -> Result<Value> {
        let id = || SeriesId(read(&given["series"]));
        Ok(match call {
            "declare" => json!(self.store.declare(&spec(&given["series"]))?.0),
            "declare-all" => {
                let series: Vec<SeriesSpec> = given["series"].as_array().unwrap().iter().map(spec).collect();
                json!(self.store.declare_all(&series)?)
            }
            "append-counts" | "append-levels" | "append-gaps" => {
                let series: Vec<SeriesId> = read(&given["series"]);
                let (from, to) = (read::<Vec<i64>>(&given["from_ms"]), read::<Vec<i64>>(&given["to_ms"]));
                let batch = if let Some(counts) = given.get("counts") {
                    let counts: Vec<u64> =
                        read::<Vec<String>>(counts).iter().map(|count| count.parse().unwrap()).collect();
                    Append::counts(&series, &from, &to, &counts)
                } else if let Some(levels) = given.get("levels") {
                    let levels: Vec<f64> =
                        read::<Vec<Option<f64>>>(levels).into_iter().map(|it| it.unwrap_or(f64::NAN)).collect();
                    Append::levels(&series, &from, &to, &levels)
                } else {
                    Append::gaps(&series, &from, &to, &[given["reason"].as_str().unwrap().parse()?])
                };
                let Ack { accepted, late, unfit } = self.store.append(&batch?)?;
                json!([accepted, late, unfit])
            }
            "read" => {
                let span = ReadSpan {
                    from: Timestamp::from_millis(read(&given["from"])),
                    to: Timestamp::from_millis(read(&given["to"])),
                    step_ms: read(&given["step_ms"]),
                    least_coverage_percent: read::<Option<u8>>(&given["least_coverage_percent"]).unwrap_or(50),
                };
                form(&self.store.read(id(), &span)?)
            }
            "series" => {
                let filter: SeriesFilter = read(given);
                let found = self.store.series(&filter)?;
                let told = |(id, SeriesSpec { key, kind, unit }): &(SeriesId, SeriesSpec)| {
                    json!([id.0, key.device, key.object, key.row, kind, unit])
                };
                found.iter().map(told).collect()
            }
            "measured-until" => json!(self.store.measured_until(id())?.map(Timestamp::as_millis)),
            "retain" => {
                self.store.retain(Timestamp::from_millis(read(&given["now"])))?;
                Value::Null
            }
            "reopen" => {
                self.reopen()?;
                Value::Null
            }
            other => panic!("unknown step {other}"),
        })
    }
}

/// `[device, object, row, kind, unit]`
fn spec(given: &Value) -> SeriesSpec {
    let word = |number: usize| given[number].as_str().unwrap();
    SeriesSpec { key: SeriesKey::new(word(0), word(1), word(2)), kind: word(3).parse().unwrap(), unit: word(4).into() }
}

fn form(columns: &Columns) -> Value {
    let gaps = columns.gaps.iter().map(|gap| json!([gap.from.as_millis(), gap.to.as_millis(), gap.reason.code()]));
    json!({
        "unit": columns.unit,
        "start": columns.start.as_millis(),
        "step_ms": columns.step_ms,
        "average": columns.average,
        "max": columns.max,
        "count": columns.count.iter().map(u64::to_string).collect::<Vec<_>>(),
        "coverage": columns.coverage,
        "gaps": gaps.collect::<Vec<_>>(),
    })
}

fn stored(input: &Value) -> Result<Value> {
    let mut opened = Opened::new(input)?;
    let steps = input["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| opened.call(step[0].as_str().unwrap(), &step[1]).unwrap_or_else(|wrong| error(&wrong)));
    Ok(json!({"answers": steps.collect::<Vec<_>>()}))
}

fn judged(input: &Value) -> Result<Value> {
    let watch = netwarden::measure::Watch::from_json(&input["watch"].to_string())?;
    let measured = match input["measured"].as_str() {
        Some(code) => Err(code.parse()?),
        None => Ok(read(&input["measured"])),
    };
    let word = |name: &str| input[name].as_str().unwrap();
    let result = watch.judge(word("target").into(), word("unit"), measured, Timestamp::from_millis(START));
    let cause = result.cause.map(|cause| cause.code());
    Ok(json!({"status": result.status, "cause": cause, "summary": result.summary, "target": result.target}))
}

fn answer(call: &str, input: &Value) -> Value {
    let done = match call {
        "store" => stored(input),
        "watch" => judged(input),
        other => panic!("unknown call {other}"),
    };
    done.unwrap_or_else(|wrong| error(&wrong))
}

#[test]
fn stores() {
    if std::env::var_os("NETWARDEN_WRITE_VECTORS").is_some() {
        write();
    }
    replay("stores", |call, input, _| answer(call, input));
}

fn write() {
    let line = |(name, call, input): (&str, &str, Value)| {
        format!("    {}", json!({"name": name, "call": call, "expect": answer(call, &input), "input": input}))
    };
    let lines: Vec<String> = cases().into_iter().map(line).collect();
    let about = json!(ABOUT);
    let text = format!(
        "{{\n  \"suite\": \"stores\",\n  \"version\": 1,\n  \"about\": {about},\n  \"cases\": [\n{}\n  ]\n}}\n",
        lines.join(",\n")
    );
    fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/stores.json"), text).unwrap();
}

fn cases() -> Vec<(&'static str, &'static str, Value)> {
    let at = |secs: i64| START + secs * 1000;
    let octets = json!(["core1", "ifHCInOctets", "Gi1/0/1", "counter", "octets"]);
    let heat = json!(["core1", "temperature", "CPU", "gauge", "celsius"]);
    let other = json!(["dist2", "ifHCInOctets", "Gi1/0/1", "counter", "octets"]);
    // Ten seconds for ten minutes, a minute for an hour.
    let small = json!({"archives": [{"step_ms": 10_000, "rows": 60}, {"step_ms": 60_000, "rows": 60}]});
    let memory = |steps: Value| json!({"store": "memory", "retention": small, "steps": steps});
    let counted = |from: i64, to: i64, count: &str| json!(["append-counts", {"series": [0], "from_ms": [at(from)], "to_ms": [at(to)], "counts": [count]}]);
    let read = |series: u32, from: i64, to: i64| json!(["read", {"series": series, "from": at(from), "to": at(to)}]);
    let declare = |series: &Value| json!(["declare", {"series": series}]);
    let until = |series: u32| json!(["measured-until", {"series": series}]);
    let ends = json!([
        declare(&octets), declare(&heat),
        ["append-counts", {"series": [0], "from_ms": [at(0), at(60), at(120)], "to_ms": [at(60), at(120), at(180)], "counts": ["6001", "18446744073709551615", "0"]}],
        ["append-levels", {"series": [1], "from_ms": [at(0), at(60)], "to_ms": [at(60), at(120)], "levels": [41.5, null]}],
        ["append-gaps", {"series": [1, 0], "from_ms": [at(180)], "to_ms": [at(240)], "reason": "restarted"}],
        ["reopen", {}], declare(&heat), until(0), read(0, 0, 240), read(1, 0, 240), counted(0, 60, "6001"),
    ]);
    let watch = json!({"object": "in_utilisation", "thresholds": {"warning": "80", "critical": "95"}});
    let judge = |measured: Value| json!({"watch": watch, "target": "core1 in_utilisation Gi1/0/1", "unit": "percent", "measured": measured});
    vec![
        (
            "series are declared once",
            "store",
            memory(json!([
            declare(&octets), ["declare-all", {"series": [heat, octets, other, heat]}], declare(&other)])),
        ),
        (
            "a key with another kind",
            "store",
            memory(json!([
                declare(&octets),
                declare(&json!(["core1", "ifHCInOctets", "Gi1/0/1", "gauge", "octets"])),
                declare(&json!(["core1", "ifHCInOctets", "Gi1/0/1", "counter", "packets"]))
            ])),
        ),
        (
            "counts are spread over steps",
            "store",
            memory(json!([declare(&octets), until(0), counted(5, 25, "6001"), until(0), read(0, 0, 30)])),
        ),
        (
            "levels, and one that is no number",
            "store",
            memory(json!([
            declare(&heat), ["append-levels", {"series": [0], "from_ms": [at(0), at(10), at(20)], "to_ms": [at(10), at(20), at(30)], "levels": [41.5, null, 43.0]}], read(0, 0, 30)])),
        ),
        (
            "what comes late, what is no time, and what does not fit",
            "store",
            memory(json!([
            declare(&octets), counted(0, 60, "600"), counted(0, 60, "600"), counted(59, 70, "1"), counted(90, 80, "1"),
            ["append-levels", {"series": [0], "from_ms": [at(60)], "to_ms": [at(70)], "levels": [1.5]}], read(0, 0, 60)])),
        ),
        (
            "a hole, and a gap with its reason",
            "store",
            memory(json!([
            declare(&octets), counted(0, 10, "100"), counted(30, 40, "100"),
            ["append-gaps", {"series": [0], "from_ms": [at(40)], "to_ms": [at(60)], "reason": "restarted"}], counted(60, 70, "100"), read(0, 0, 70)])),
        ),
        (
            "columns of different lengths, and a series that there is not",
            "store",
            memory(json!([
            declare(&octets),
            ["append-counts", {"series": [0, 0, 0], "from_ms": [at(0)], "to_ms": [at(10)], "counts": ["1", "2"]}],
            ["append-counts", {"series": [7], "from_ms": [at(0)], "to_ms": [at(10)], "counts": ["1"]}], read(7, 0, 10), until(7)])),
        ),
        (
            "a coarser step, and one that does not fit",
            "store",
            memory(json!([
            declare(&octets), counted(0, 60, "600"), counted(60, 90, "600"),
            ["read", {"series": 0, "from": at(0), "to": at(120), "step_ms": 60_000}],
            ["read", {"series": 0, "from": at(0), "to": at(120), "step_ms": 15_000}]])),
        ),
        (
            "how much of a step must have been measured",
            "store",
            memory(json!([
            declare(&octets), counted(0, 15, "150"),
            ["read", {"series": 0, "from": at(0), "to": at(20), "least_coverage_percent": 51}],
            ["read", {"series": 0, "from": at(0), "to": at(20), "least_coverage_percent": 20}]])),
        ),
        (
            "which series are meant",
            "store",
            memory(json!([
            ["declare-all", {"series": [octets, heat, other]}], ["series", {}], ["series", {"device": "core1"}],
            ["series", {"object": "ifHCInOctets", "row": "Gi1/0/1"}], ["series", {"device": "core1", "row": "Gi1/0/2"}]])),
        ),
        (
            "what is old is forgotten",
            "store",
            memory(json!([
            declare(&octets), counted(0, 60, "600"), counted(60, 660, "6000"), ["retain", {"now": at(1_200)}], read(0, 600, 660),
            ["read", {"series": 0, "from": at(0), "to": at(660), "step_ms": 60_000}], ["retain", {"now": at(90_000)}], read(0, 0, 660)])),
        ),
        ("no archive at all", "store", json!({"store": "memory", "retention": {"archives": []}, "steps": []})),
        (
            "a step that is no multiple",
            "store",
            json!({"store": "memory", "steps": [],
            "retention": {"archives": [{"step_ms": 60_000, "rows": 60}, {"step_ms": 90_000, "rows": 60}]}}),
        ),
        (
            "too many series",
            "store",
            json!({"store": "memory", "most_series": 1, "steps": [declare(&octets), declare(&heat), declare(&octets)]}),
        ),
        ("a file has what was acknowledged", "store", json!({"store": "sqlite", "retention": small, "steps": ends})),
        ("within a threshold", "watch", judge(json!(12.5))),
        ("above a threshold", "watch", judge(json!(96))),
        ("nothing to hold to a threshold", "watch", judge(json!("missed"))),
    ]
}
