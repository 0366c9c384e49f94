//! Templates, what is wrong in one, and which rows a selection means.
//!
//! The cases are written by `NETWARDEN_WRITE_VECTORS=1 cargo test -p netwarden --test vectors measure`.

use std::fs;
use std::path::Path;

use netwarden::Result;
use netwarden::measure::{RowFacts, Selection, Template, standard};
use netwarden::value::DeviceId;
use serde_json::{Value, json};

use super::{error, read, replay};

const ABOUT: &str = "The ready templates by their groups, what is told of a template that is wrong, and which rows a \
    selection means. Data is written as in JSON; languages that write names in camelCase give it so.";

fn ready(input: &Value) -> Result<Value> {
    let template = match input["template"].as_str().unwrap() {
        "everything" => standard::everything(),
        "interfaces-only" => standard::interfaces_only(),
        other => panic!("unknown template {other}"),
    };
    let names: Option<Vec<String>> = read(&input["groups"]);
    let template = match names {
        Some(names) => template.only(&names.iter().map(String::as_str).collect::<Vec<_>>())?,
        None => template,
    };
    let template = match read::<Option<u64>>(&input["every_ms"]) {
        Some(millis) => template.every_ms(millis),
        None => template,
    };
    template.check()?;
    let groups = template.groups.iter().map(|group| {
        let quantities = group.quantities.iter().map(|it| json!([it.object, it.unit, it.keep]));
        json!({
            "name": group.name,
            "interval_ms": group.interval_ms,
            "columns": group.columns.iter().map(|column| json!([column.name, column.oid])).collect::<Vec<_>>(),
            "quantities": quantities.collect::<Vec<_>>(),
        })
    });
    Ok(json!({"name": template.name, "groups": groups.collect::<Vec<_>>()}))
}

fn admits(input: &Value) -> Result<Value> {
    let selection = Selection::from_json(&input["selection"].to_string())?;
    let row = RowFacts::from_json(&input["row"].to_string())?;
    Ok(json!({"admits": selection.admits(&DeviceId(input["device"].as_str().unwrap().into()), &row)}))
}

fn answer(call: &str, input: &Value) -> Value {
    let done = match call {
        "template" => ready(input),
        "check-template" => Template::from_json(&input["template"].to_string()).map(|_| json!({})),
        "admits" => admits(input),
        other => panic!("unknown call {other}"),
    };
    done.unwrap_or_else(|wrong| error(&wrong))
}

/// A group of one's own, with something changed.
fn own(change: impl FnOnce(&mut Value)) -> Value {
    let mut group = json!({
        "name": "fans",
        "interval_ms": 30_000,
        "columns": [{"name": "fanSpeed", "oid": "1.3.6.1.4.1.99999.1.2", "kind": "integer", "least": 0}],
        "quantities": [{"object": "fan", "unit": "rpm", "formula": {"kind": "level", "terms": [{"column": "fanSpeed", "factor": 60.0}]}}],
        "watches": [{"object": "fan", "thresholds": {"critical": "600:"}}],
    });
    change(&mut group);
    json!({"template": {"name": "own", "groups": [group]}})
}

fn cases() -> Vec<(&'static str, &'static str, Value)> {
    let row = |name: &str| json!({"index": [7], "name": name, "alias": "to dist2", "if_type": 6, "speed_bps": 10_000_000_000_u64});
    let of = |selection: Value, row: Value| json!({"selection": selection, "device": "core1", "row": row});
    let port = |port: &str| json!({"ports": [{"device": "core1", "port": port}]});
    vec![
        ("everything of any device", "template", json!({"template": "everything"})),
        ("ports only", "template", json!({"template": "interfaces-only"})),
        (
            "some groups, faster",
            "template",
            json!({"template": "everything", "groups": ["traffic", "cpu"], "every_ms": 10_000}),
        ),
        ("a group that there is not", "template", json!({"template": "interfaces-only", "groups": ["trafic"]})),
        ("faster than anybody can be asked", "template", json!({"template": "interfaces-only", "every_ms": 5})),
        ("a template of one's own", "check-template", own(|_| ())),
        ("a field that there is not", "check-template", own(|group| group["colums"] = json!([]))),
        (
            "a field that is missing",
            "check-template",
            own(|group| {
                group["quantities"][0].as_object_mut().unwrap().remove("unit");
            }),
        ),
        (
            "a formula that there is not",
            "check-template",
            own(|group| group["quantities"][0]["formula"]["kind"] = json!("guess")),
        ),
        ("a type that there is not", "check-template", own(|group| group["columns"][0]["kind"] = json!("float"))),
        (
            "a column of no group",
            "check-template",
            own(|group| group["quantities"][0]["formula"]["terms"][0]["column"] = json!("fanSped")),
        ),
        (
            "a level that is to be counted",
            "check-template",
            own(|group| group["quantities"][0]["formula"] = json!({"kind": "counter", "columns": ["fanSpeed"]})),
        ),
        (
            "a threshold that is none",
            "check-template",
            own(|group| group["watches"][0]["thresholds"]["critical"] = json!("much")),
        ),
        ("a threshold of nothing", "check-template", own(|group| group["watches"][0]["object"] = json!("fun"))),
        ("any row", "admits", of(json!({}), row("Te1/1"))),
        ("a name", "admits", of(json!({"names": ["gi*", "te1/?"]}), row("Te1/1"))),
        ("another name", "admits", of(json!({"names": ["gi*"]}), row("Te1/1"))),
        ("what people call it", "admits", of(json!({"names": ["to *"]}), row("Te1/1"))),
        ("not what people call it", "admits", of(json!({"not_names": ["to *"]}), row("Te1/1"))),
        ("a device", "admits", of(json!({"devices": ["core*"], "if_types": [6, 161]}), row("Te1/1"))),
        ("another device", "admits", of(json!({"devices": ["dist*"]}), row("Te1/1"))),
        ("a speed", "admits", of(json!({"least_speed_bps": 10_000_000_000_u64}), row("Te1/1"))),
        ("too fast", "admits", of(json!({"most_speed_bps": 1_000_000_000}), row("Te1/1"))),
        (
            "a speed that nobody knows",
            "admits",
            of(json!({"least_speed_bps": 1}), json!({"index": [7], "name": "Te1/1"})),
        ),
        ("a port", "admits", of(port("Te1/1"), row("Te1/1"))),
        ("another port", "admits", of(port("Te1/2"), row("Te1/1"))),
        ("no port at all", "admits", of(json!({"ports": []}), row("Te1/1"))),
    ]
}

#[test]
fn measure() {
    if std::env::var_os("NETWARDEN_WRITE_VECTORS").is_some() {
        write();
    }
    replay("measure", |call, input, _| answer(call, input));
}

fn write() {
    let line = |(name, call, input): (&str, &str, Value)| {
        format!("    {}", json!({"name": name, "call": call, "expect": answer(call, &input), "input": input}))
    };
    let lines: Vec<String> = cases().into_iter().map(line).collect();
    let about = json!(ABOUT);
    let text = format!(
        "{{\n  \"suite\": \"measure\",\n  \"version\": 1,\n  \"about\": {about},\n  \"cases\": [\n{}\n  ]\n}}\n",
        lines.join(",\n")
    );
    fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/measure.json"), text).unwrap();
}
