//! Replays `vectors/*.json`, the cases that every language of this library replays.
//!
//! A file is `{"suite", "version", "about", "cases": [{"name", "call", "input", "expect"}]}`. `call`
//! says what to call with `input`; `expect` is what must come of it. A case with an unknown call
//! fails, so that no language skips one in silence.

#![allow(clippy::unwrap_used)]

#[path = "vectors/measure.rs"]
mod measure;
#[path = "vectors/series.rs"]
mod series;
#[cfg(feature = "sqlite")]
#[path = "vectors/stores.rs"]
mod stores;
#[path = "vectors/topology.rs"]
mod topology;
#[path = "vectors/worlds.rs"]
mod worlds;

use std::fmt::Display;
use std::fs;
use std::path::Path;

use netwarden::check::{CheckSpec, Observation, Perfdata, StatusRange, ThresholdRange, Thresholds, evaluate};
use netwarden::counter::{Counter as _, CounterValue, Delta, MaxRate, Sample, Taken, delta, rate};
use netwarden::inventory::Notification;
use netwarden::value::{MacAddr, Moment, Oid, TimeTicks, Timestamp};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Replays a suite: `call` returns what came of a case, in the form of its `expect`.
fn replay(suite: &str, call: impl Fn(&str, &Value, &Value) -> Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors").join(format!("{suite}.json"));
    let file: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!((file["suite"].as_str(), file["version"].as_u64()), (Some(suite), Some(1)));
    let cases = file["cases"].as_array().unwrap();
    let mut wrong = Vec::new();
    for case in cases {
        let (name, expect) = (case["name"].as_str().unwrap(), &case["expect"]);
        let came = call(case["call"].as_str().unwrap(), &case["input"], expect);
        if !is_same(&came, expect) {
            wrong.push(format!("{name}\n  expected {expect}\n  came     {came}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases of {suite} differ:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// Equal, where 1 and 1.0 are.
fn is_same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| is_same(a, b)))
        }
        _ => a == b,
    }
}

fn read<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{error}: {value}"))
}

fn error(error: &netwarden::Error) -> Value {
    json!({"error": {"code": error.code(), "message": error.to_string()}})
}

#[test]
fn nouns() {
    fn noun<T: Display + std::str::FromStr<Err = netwarden::Error>>(text: &str) -> Value {
        match text.parse::<T>() {
            Ok(value) => json!({"value": value.to_string()}),
            Err(wrong) => error(&wrong),
        }
    }
    replay("nouns", |call, input, _| {
        let text = input["text"].as_str().unwrap();
        match call {
            "oid" => noun::<Oid>(text),
            "mac" => noun::<MacAddr>(text),
            "status-range" => noun::<StatusRange>(text),
            "threshold-range" => noun::<ThresholdRange>(text),
            other => panic!("unknown call {other}"),
        }
    });
}

fn sample(input: &Value) -> Sample<CounterValue> {
    let ticks = |name: &str| read::<Option<u32>>(&input[name]).map(TimeTicks);
    let text = input["value"].as_str().unwrap();
    let value = match input["type"].as_str() {
        Some("counter32") => CounterValue::Counter32(text.parse().unwrap()),
        Some("counter64") => CounterValue::Counter64(text.parse().unwrap()),
        other => panic!("unknown type {other:?}"),
    };
    let taken = Taken {
        at: Moment::from_millis(read(&input["at_ms"])),
        uptime: ticks("uptime_ticks"),
        discontinuity: ticks("discontinuity_ticks"),
        last_change: ticks("last_change_ticks"),
        engine_boots: read(&input["engine_boots"]),
    };
    Sample { value: value.counter(), taken }
}

#[test]
fn rates() {
    replay("rates", |call, input, _| {
        assert_eq!(call, "rate");
        let (earlier, later) = (sample(&input["earlier"]), sample(&input["later"]));
        let limit = read::<Option<u64>>(&input["max_per_second"]).map_or(MaxRate::unknown(), MaxRate::per_second);
        let delta = match delta(&earlier, &later, limit) {
            Delta::Advanced(count) => json!({"kind": "advanced", "count": count.to_string()}),
            Delta::Wrapped(count) => json!({"kind": "wrapped", "count": count.to_string()}),
            Delta::Discontinuity(cause) => json!({"kind": "discontinuity", "cause": cause.code()}),
            Delta::Ambiguous { fewest_wraps, most_wraps } => {
                json!({"kind": "ambiguous", "fewest_wraps": fewest_wraps, "most_wraps": most_wraps})
            }
            Delta::OutOfOrder => json!({"kind": "out-of-order"}),
        };
        match rate(&earlier, &later, limit) {
            Ok(rate) => json!({"delta": delta, "rate": {
                "per_second": rate.per_second,
                "interval_ms": rate.interval_ms,
                "base": rate.base,
                "drift_ms": rate.drift_ms,
            }}),
            Err(gap) => json!({"delta": delta, "gap": {"code": gap.code(), "text": gap.to_string()}}),
        }
    });
}

#[test]
fn checks() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors");
    let suites: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().to_str()?.strip_suffix(".json").map(str::to_string))
        .filter(|suite| suite == "checks" || suite.starts_with("checks-"))
        .collect();
    assert!(suites.len() > 10, "{suites:?}");
    for suite in suites {
        replay(&suite, check);
    }
}

fn check(call: &str, input: &Value, expect: &Value) -> Value {
    match call {
        "alerts" => {
            let range: ThresholdRange = read(&input["range"]);
            for (values, alerts) in [("quiet", false), ("loud", true)] {
                for value in read::<Vec<f64>>(&input[values]) {
                    assert_eq!(range.alerts(value), alerts, "{range} at {value}");
                }
            }
            json!({})
        }
        "judge" => {
            let status = read::<Thresholds>(&input["thresholds"]).judge(input["value"].as_f64().unwrap());
            json!({"status": status})
        }
        "perfdata" => match Perfdata::parse_all(input["text"].as_str().unwrap()) {
            Ok(values) => {
                let text: Vec<String> = values.iter().map(ToString::to_string).collect();
                json!({"values": values, "text": text.join(" ")})
            }
            Err(wrong) => json!({"error": {"code": wrong.code()}}),
        },
        "validate" => match CheckSpec::from_json(&input["spec"].to_string()) {
            Ok(spec) => json!({"target": spec.target()}),
            Err(netwarden::Error::Invalid { argument, .. }) => {
                json!({"error": {"code": "invalid", "field": argument}})
            }
            Err(other) => error(&other),
        },
        "evaluate" => {
            let result = evaluate(&read(&input["spec"]), &read::<Observation>(&input["observation"]));
            let problems: Vec<&str> = result.problems.iter().map(|problem| problem.cause.code()).collect();
            let mut came = json!({
                "status": result.status,
                "cause": result.cause.as_ref().map(|cause| cause.code()),
                "summary": result.summary,
                "problems": problems,
            });
            if expect.get("plugin_output").is_some() {
                came["plugin_output"] = result.plugin_output().into();
            }
            came
        }
        other => panic!("unknown call {other}"),
    }
}

#[test]
fn notifications() {
    replay("notifications", |call, input, _| {
        assert_eq!(call, "notification");
        let hex = input["datagram"].as_str().unwrap();
        let octet = |at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
        let datagram: Vec<u8> = (0..hex.len()).step_by(2).map(octet).collect();
        match Notification::read(&datagram, read(&input["source"]), Timestamp::default()) {
            Ok(it) => json!({
                "text": it.to_string(),
                "kind": it.kind,
                "trap_oid": it.trap_oid,
                "agent": it.agent,
                "uptime": it.uptime,
                "version": it.version,
                "inform": it.inform,
                "enterprise": it.enterprise,
                "varbinds": it.varbinds.iter().map(|it| json!([it.name, it.value.to_string()])).collect::<Vec<_>>(),
            }),
            Err(wrong) => error(&wrong),
        }
    });
}

mod snmp {
    use std::time::Duration;

    use netwarden::inventory::{AdminStatus, ManagementPath, PortStatus};
    use netwarden::io::{Community, OrderOptions, PortRef, SessionExt, SimulatedSession};
    use netwarden::io::{management_path, set_if_admin_status};
    use netwarden::mib::{CellValue, TableType};
    use netwarden::sim::gallery;
    use netwarden::value::{IfIndex, Oid, TimeTicks, Value as SnmpValue, VarBind};
    use netwarden::wire::{Stepping, WalkLimits};
    use netwarden::{Error, Result};
    use serde_json::{Map, Value, json};

    use super::{error, read, replay};

    fn hex(octets: &[u8]) -> String {
        octets.iter().fold("0x".to_owned(), |text, octet| text + &format!("{octet:02x}"))
    }

    fn octets(text: &str) -> Vec<u8> {
        let digits = text.strip_prefix("0x").unwrap().as_bytes();
        digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
    }

    pub(super) fn value(input: &Value) -> Result<SnmpValue> {
        let text = input["value"].as_str().unwrap_or_default();
        Ok(match input["type"].as_str().unwrap() {
            "integer" => SnmpValue::Integer(text.parse().unwrap()),
            "counter32" => SnmpValue::Counter32(text.parse().unwrap()),
            "gauge32" => SnmpValue::Gauge32(text.parse().unwrap()),
            "time-ticks" => SnmpValue::TimeTicks(TimeTicks(text.parse().unwrap())),
            "counter64" => SnmpValue::Counter64(text.parse().unwrap()),
            "octet-string" => SnmpValue::OctetString(octets(text)),
            "opaque" => SnmpValue::Opaque(octets(text)),
            "object-id" => SnmpValue::ObjectId(text.parse()?),
            "ip-address" => SnmpValue::IpAddress(text.parse().map_err(|_| Error::invalid("value", text, ""))?),
            "null" => SnmpValue::Null,
            "no-such-object" => SnmpValue::NoSuchObject,
            "no-such-instance" => SnmpValue::NoSuchInstance,
            "end-of-mib-view" => SnmpValue::EndOfMibView,
            other => panic!("unknown type {other}"),
        })
    }

    fn varbind(input: &Value) -> VarBind {
        VarBind::new(read(&input["name"]), value(input).unwrap())
    }

    fn cell(cell: CellValue) -> Value {
        match cell {
            CellValue::Integer(number) => json!(number),
            CellValue::Counter64(count) => json!(count.to_string()),
            CellValue::Text(text) => json!(text),
            CellValue::Octets(octets) => json!(hex(&octets)),
            CellValue::TimeTicks(ticks) => json!(ticks.0),
        }
    }

    fn table(input: &Value) -> Result<Value> {
        let table = TableType::named(input["table"].as_str().unwrap())?;
        let varbinds: Vec<VarBind> = input["varbinds"].as_array().unwrap().iter().map(varbind).collect();
        let found = table.read(&varbinds);
        let rows = found.rows.into_iter().map(|row| {
            let cells = table.fields.iter().zip(row.cells);
            cells.filter_map(|(field, found)| Some((field.name.to_owned(), cell(found?)))).collect::<Map<_, _>>()
        });
        let faults: Vec<String> = found.faults.iter().map(ToString::to_string).collect();
        Ok(json!({"name": table.name(), "rows": rows.collect::<Vec<_>>(), "faults": faults}))
    }

    fn session(input: &Value) -> Result<SimulatedSession> {
        let agent = gallery::by_name(input["network"].as_str().unwrap())?.agent(input["device"].as_str().unwrap())?;
        Ok(SimulatedSession::new(agent, &Community::new(input["community"].as_str().unwrap_or("public"))))
    }

    async fn walk(input: &Value) -> Result<Value> {
        let mut limits = WalkLimits::new().time(Duration::from_secs(60));
        if let Some(rows) = read::<Option<usize>>(&input["rows"]) {
            limits = limits.rows(rows);
        }
        if input["stepping"] == "next" {
            limits = limits.stepping(Stepping::Next);
        }
        let walked = session(input)?.walk(&input["root"].as_str().unwrap().parse()?, limits).await?;
        let name = |varbind: Option<&VarBind>| varbind.map(|varbind| varbind.name.to_string());
        Ok(json!({
            "complete": walked.is_complete(),
            "end": walked.end.code(),
            "reason": walked.why_partial(),
            "count": walked.varbinds.len(),
            "first": name(walked.varbinds.first()),
            "last": name(walked.varbinds.last()),
        }))
    }

    async fn ask(input: &Value) -> Result<Value> {
        let names: Vec<Oid> = read(&input["names"]);
        let session = session(input)?;
        let found = match input["ask"].as_str().unwrap() {
            "get" => session.get(&names).await?,
            "get-next" => session.get_next(&names).await?,
            _ => session.get_bulk(read(&input["non_repeaters"]), read(&input["max_repetitions"]), &names).await?,
        };
        let shown = found.iter().map(|found| json!({"name": found.name.to_string(), "text": found.value.to_string()}));
        Ok(json!({"varbinds": shown.collect::<Vec<_>>()}))
    }

    #[test]
    fn snmp() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        replay("snmp", |call, input, _| {
            let came = match call {
                "value" => value(input).map(|value| json!({"text": value.to_string()})),
                "table" => table(input),
                "walk" => runtime.block_on(walk(input)),
                "ask" => runtime.block_on(ask(input)),
                other => panic!("unknown call {other}"),
            };
            came.unwrap_or_else(|wrong| json!({"error": {"code": error(&wrong)["error"]["code"]}}))
        });
    }

    fn writable(input: &Value) -> Result<SimulatedSession> {
        let world = gallery::by_name(input["network"].as_str().unwrap())?.with_write_community("private");
        let agent = world.agent(input["device"].as_str().unwrap())?;
        Ok(SimulatedSession::new(agent, &Community::new(input["community"].as_str().unwrap())))
    }

    async fn set(input: &Value) -> Result<Value> {
        let given = input["varbinds"].as_array().unwrap().iter();
        let varbinds = given.map(|it| Ok(VarBind::new(it["name"].as_str().unwrap().parse()?, value(it)?)));
        let found = writable(input)?.set(&varbinds.collect::<Result<Vec<_>>>()?).await?;
        let shown = found.iter().map(|it| json!({"name": it.name.to_string(), "text": it.value.to_string()}));
        Ok(json!({"varbinds": shown.collect::<Vec<_>>()}))
    }

    fn options(input: &Value) -> OrderOptions {
        let given = &input["options"];
        let mut options = OrderOptions::new().force(given["force"] == true);
        if let Some(address) = read(&given["reached_at"]) {
            options = options.reached_at(address);
        }
        match read(&given["reached_from"]) {
            Some(address) => options.reached_from(address),
            None => options,
        }
    }

    fn path(path: &ManagementPath) -> Value {
        json!({"ports": path.ports, "unknown": path.unknown})
    }

    async fn order(input: &Value) -> Result<Value> {
        let port = match &input["port"] {
            Value::Number(index) => PortRef::Index(IfIndex(index.as_u64().unwrap().try_into().unwrap())),
            name => PortRef::Name(read(name)),
        };
        let status: AdminStatus = input["status"].as_str().unwrap().parse()?;
        let it = set_if_admin_status(&writable(input)?, port, status, options(input)).await?;
        let port = |it: PortStatus| json!([it.admin, it.oper]);
        Ok(json!({
            "text": it.to_string(),
            "target": it.target,
            "if_index": it.if_index,
            "name": it.name,
            "wanted": it.wanted,
            "outcome": it.outcome,
            "before": port(it.before),
            "after": it.after.map(port),
            "forced": it.forced,
            "path": it.path.as_ref().map(path),
            "remark": it.remark,
        }))
    }

    /// With what the error says, and the parts of a refusal.
    pub(super) fn told(came: Result<Value>) -> Value {
        came.unwrap_or_else(|wrong| {
            let mut shown = error(&wrong);
            if let Error::Refused { target: _, status, index, variable, meaning } = &wrong {
                let parts = [("status", json!(status)), ("index", json!(index))];
                for (part, value) in
                    parts.into_iter().chain([("variable", json!(variable)), ("meaning", json!(meaning))])
                {
                    shown["error"][part] = value;
                }
            }
            shown
        })
    }

    #[test]
    fn orders() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        replay("orders", |call, input, _| {
            told(runtime.block_on(async {
                match call {
                    "set" => set(input).await,
                    "order" => order(input).await,
                    "path" => Ok(path(&management_path(&writable(input)?, &options(input)).await?)),
                    other => panic!("unknown call {other}"),
                }
            }))
        });
    }
}

#[cfg(feature = "mibs")]
mod names {
    use netwarden::Result;
    use netwarden::mib::{MibFile, MibStrictness, Names};
    use netwarden::value::Oid;
    use serde_json::{Value, json};

    use super::snmp::{told, value};
    use super::{read, replay};

    fn shown(names: &Names, input: &Value) -> Result<String> {
        Ok(names.show(&names.lookup(input["name"].as_str().unwrap())?, &value(input)?))
    }

    fn describe(input: &Value) -> Result<Value> {
        let names = Names::standard();
        let found = names.describe(&names.lookup(input["name"].as_str().unwrap())?);
        Ok(json!({"object": found.map(|it| json!({
            "name": it.name,
            "oid": it.oid,
            "kind": it.kind,
            "labels": it.labels.iter().map(|it| json!([it.number, it.name])).collect::<Vec<_>>(),
            "display_hint": it.display_hint,
            "index": it.index,
        }))}))
    }

    fn load(input: &Value) -> Result<Value> {
        let file = |it: &Value| MibFile { name: read(&it["name"]), text: read::<String>(&it["text"]).into_bytes() };
        let files: Vec<MibFile> = input["files"].as_array().unwrap().iter().map(file).collect();
        let strictness = if input["lenient"] == true { MibStrictness::Lenient } else { MibStrictness::Strict };
        let mut names = Names::new();
        let report = names.load(&files, strictness)?;
        let values = input["show"].as_array().unwrap().iter().map(|it| shown(&names, it));
        let mut came = json!(report);
        came["shown"] = json!(values.collect::<Result<Vec<_>>>()?);
        Ok(came)
    }

    #[test]
    fn names() {
        replay("names", |call, input, _| {
            told(match call {
                "lookup" => Names::standard().lookup(input["name"].as_str().unwrap()).map(|oid| json!({"oid": oid})),
                "name-of" => {
                    let oid = input["oid"].as_str().unwrap().parse::<Oid>();
                    oid.map(|oid| json!({"name": Names::standard().name_of(&oid)}))
                }
                "show" => shown(Names::standard(), input).map(|text| json!({"text": text})),
                "describe" => describe(input),
                "load" => load(input),
                other => panic!("unknown call {other}"),
            })
        });
    }
}
