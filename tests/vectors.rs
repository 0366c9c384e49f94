//! Replays `vectors/*.json`, the cases that every language of this library replays.
//!
//! A file is `{"suite", "version", "about", "cases": [{"name", "call", "input", "expect"}]}`. `call`
//! says what to call with `input`; `expect` is what must come of it. A case with an unknown call
//! fails, so that no language skips one in silence.

#![allow(clippy::unwrap_used)]

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
    replay("checks", |call, input, expect| match call {
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
        "validate" => {
            let spec: CheckSpec = read(&input["spec"]);
            match spec.validate() {
                Ok(()) => json!({"target": spec.target()}),
                Err(netwarden::Error::Invalid { argument, .. }) => {
                    json!({"error": {"code": "invalid", "field": argument}})
                }
                Err(other) => error(&other),
            }
        }
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
    });
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
