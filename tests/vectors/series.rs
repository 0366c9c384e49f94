//! Series, their figures and formats, charts, and counters in columns.
//!
//! The cases are written by `NETWARDEN_WRITE_VECTORS=1 cargo test -p netwarden --test vectors series`.

use std::fs;
use std::path::Path;

use netwarden::counter::{
    CounterBank, CounterColumn, CounterValues, MaxRate, PageReading, PageRules, PortIdentity, RateColumn, Reading,
    Taken, follow, page_delta,
};
use netwarden::export::Plot;
use netwarden::series::formats::{self, MeasuredSeries, RemoteWriter, SeriesColumns};
use netwarden::series::{BillingRules, Columns, SeriesGap, SeriesKey, bill, month, utilisation};
use netwarden::value::{IfIndex, Moment, TimeTicks, Timestamp};
use netwarden::{Error, Result};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{error, read, replay};

const ABOUT: &str = "Series made of a program's own numbers, what is worked out of them, the formats that they are \
    exchanged in, and charts. Counts are decimal text, since they may exceed 2^53; what is no number is null; times are \
    milliseconds since 1970; gaps are [from, to, code]. Charts are told by the SHA-256 of their SVG in UTF-8. Then counters \
    in columns, which port is which, and pages of printers.";

fn time(value: &Value) -> Timestamp {
    Timestamp::from_millis(value.as_i64().unwrap())
}

fn numbers(value: &Value) -> Option<Vec<f64>> {
    let number = |value: &Value| value.as_f64().unwrap_or(f64::NAN);
    value.as_array().map(|values| values.iter().map(number).collect())
}

fn counts(value: &Value) -> Vec<u64> {
    value.as_array().unwrap().iter().map(|count| count.as_str().unwrap().parse().unwrap()).collect()
}

fn columns(given: &Value) -> Result<Columns> {
    let (unit, start, step) = (given["unit"].as_str().unwrap(), time(&given["start"]), read(&given["step_ms"]));
    let coverage = numbers(&given["coverage"]);
    let mut made = match given.get("counts") {
        Some(values) => Columns::counted(unit, start, step, &counts(values), coverage.as_deref())?,
        None => Columns::levels(unit, start, step, &numbers(&given["levels"]).unwrap(), coverage.as_deref())?,
    };
    if let (Some(min), Some(max)) = (numbers(&given["min"]), numbers(&given["max"])) {
        made = made.with_extremes(&min, &max)?;
    }
    for gap in given["gaps"].as_array().into_iter().flatten() {
        let reason = gap[2].as_str().unwrap().parse()?;
        made = made.with_gap(SeriesGap { from: time(&gap[0]), to: time(&gap[1]), reason });
    }
    if let Some(scaled) = given.get("scaled") {
        made = made.scaled(scaled[0].as_f64().unwrap(), scaled[1].as_str().unwrap());
    }
    match given.get("rolled_up") {
        Some(rolled) => made.rolled_up(read(&rolled[0]), read(&rolled[1])),
        None => Ok(made),
    }
}

fn form(columns: &Columns) -> Value {
    json!({
        "kind": columns.kind,
        "unit": columns.unit,
        "start": columns.start.as_millis(),
        "end": columns.end().as_millis(),
        "step_ms": columns.step_ms,
        "average": columns.average,
        "min": columns.min,
        "max": columns.max,
        "last": columns.last,
        "count": columns.count.iter().map(u64::to_string).collect::<Vec<_>>(),
        "coverage": columns.coverage,
        "gaps": columns.gaps.iter().map(gap).collect::<Vec<_>>(),
        "total": columns.total().to_string(),
        "average_of_all": columns.average_of_all(),
    })
}

fn gap(gap: &SeriesGap) -> Value {
    json!([gap.from.as_millis(), gap.to.as_millis(), gap.reason.code()])
}

fn figures(input: &Value) -> Result<Value> {
    let columns = columns(&input["columns"])?;
    let percentile =
        |asked: &Value| Ok(json!(columns.percentile(asked[0].as_f64().unwrap(), asked[1].as_str().unwrap().parse()?)));
    let asked: Result<Vec<Value>> = input["percentiles"].as_array().into_iter().flatten().map(percentile).collect();
    Ok(json!({"columns": form(&columns), "percentiles": asked?}))
}

fn series(input: &Value) -> Result<Vec<SeriesColumns>> {
    let one = |given: &Value| {
        let word = |name: &str| given[name].as_str().unwrap();
        let key = SeriesKey::new(word("device"), word("object"), word("row"));
        Ok(SeriesColumns { key, columns: columns(&given["columns"])? })
    };
    input["series"].as_array().unwrap().iter().map(one).collect()
}

fn told(series: &SeriesColumns) -> Value {
    let SeriesKey { device, object, row } = &series.key;
    json!({"device": device, "object": object, "row": row, "columns": form(&series.columns)})
}

fn told_measured(measured: &MeasuredSeries) -> Result<Value> {
    let SeriesKey { device, object, row } = &measured.series.key;
    let columns = form(&measured.columns(60_000)?);
    Ok(json!({"device": device, "object": object, "row": row, "unit": measured.series.unit, "columns": columns}))
}

fn format(input: &Value) -> Result<Value> {
    let series = series(input)?;
    let names: Vec<&str> = series.iter().map(|one| one.key.object.as_str()).collect();
    let sources: Vec<(&str, &Columns)> = names.iter().copied().zip(series.iter().map(|one| &one.columns)).collect();
    let text = match input["format"].as_str().unwrap() {
        "json" => formats::to_json(&series),
        "csv" => formats::to_csv(&series),
        "openmetrics" => formats::to_openmetrics(&series),
        "influx" => formats::to_influx(&series),
        "rrd-dump" => formats::to_rrd_dump(&sources)?,
        other => panic!("unknown format {other}"),
    };
    let again = parsed(input["format"].as_str().unwrap(), &text)?;
    Ok(json!({"text": text, "read": again}))
}

fn parsed(format: &str, text: &str) -> Result<Value> {
    let steps = |series: Vec<SeriesColumns>| Ok(series.iter().map(told).collect());
    let moments = |series: Vec<MeasuredSeries>| series.iter().map(told_measured).collect();
    let found: Result<Vec<Value>> = match format {
        "json" => steps(formats::from_json(text)?),
        "csv" => steps(formats::from_csv(text)?),
        "rrd-dump" => steps(formats::from_rrd_dump(text)?),
        "openmetrics" => moments(formats::from_openmetrics(text)?),
        "influx" => moments(formats::from_influx(text)?),
        other => panic!("unknown format {other}"),
    };
    Ok(Value::from(found?))
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

fn remote_write(input: &Value) -> Result<Value> {
    let (series, mut writer) = (series(input)?, RemoteWriter::default());
    let bodies = [formats::to_remote_write(&series)?, writer.body(&series)?, writer.body(&series)?];
    Ok(json!({"bodies": bodies.map(|body| hex(&body))}))
}

fn billed(input: &Value) -> Result<Value> {
    let usual = BillingRules::default();
    let method = input["method"].as_str().map(str::parse).transpose()?;
    let rules = BillingRules {
        percent: input["percent"].as_f64().unwrap_or(usual.percent),
        method: method.unwrap_or(usual.method),
        ..usual
    };
    let bill =
        bill(&columns(&input["in"])?, &columns(&input["out"])?, time(&input["from"]), time(&input["to"]), rules)?;
    let direction = |it: netwarden::series::BilledDirection| json!({"bps": it.bps, "measured_steps": it.measured_steps, "excluded_steps": it.excluded_steps, "octets": it.octets.to_string()});
    Ok(json!({
        "steps": bill.steps, "in": direction(bill.input), "out": direction(bill.output), "greater_bps": bill.greater_bps,
        "of_greater_bps": bill.of_greater_bps, "percent": bill.rules.percent, "method": bill.rules.method,
    }))
}

fn chart(input: &Value) -> Result<Value> {
    let curves: Vec<(&Value, Columns)> = input["curves"]
        .as_array()
        .unwrap()
        .iter()
        .map(|curve| Ok((curve, columns(&curve["columns"])?)))
        .collect::<Result<_>>()?;
    let options = &input["options"];
    let mut plot = Plot::new(input["title"].as_str().unwrap())
        .size(
            options["width"].as_u64().map_or(800, |width| u32::try_from(width).unwrap()),
            read::<Option<u32>>(&options["height"]).unwrap_or(300),
        )
        .band(options["band"].as_bool().unwrap_or(false))
        .mirrored(options["mirrored"].as_bool().unwrap_or(false))
        .utc_offset(read::<Option<i32>>(&options["utc_offset_minutes"]).unwrap_or(0))
        .theme(options["theme"].as_str().unwrap_or("auto").parse()?);
    if let Some(percent) = options["percentile"].as_f64() {
        plot = plot.percentile(percent);
    }
    for (curve, columns) in &curves {
        let name = curve["name"].as_str().unwrap();
        plot = if curve["style"] == "area" { plot.area(name, columns) } else { plot.line(name, columns) };
    }
    Ok(json!({"sha256": hex(&Sha256::digest(plot.to_svg()))}))
}

fn bank(input: &Value) -> Result<Value> {
    let limit = input["max_rate"].as_u64().map_or(MaxRate::unknown(), MaxRate::per_second);
    let mut bank = CounterBank::new(read(&input["rows"]), limit);
    let mut said = Vec::new();
    for batch in input["batches"].as_array().unwrap() {
        let reading = |given: &Value| {
            let at = Moment::from_millis(read(&given["at_ms"]));
            let uptime = read::<Option<u32>>(&given["uptime_ticks"]).map(TimeTicks);
            Reading { rows: read(&given["rows"]), taken: Taken { at, uptime, ..Taken::default() } }
        };
        let readings: Vec<Reading> = batch["readings"].as_array().unwrap().iter().map(reading).collect();
        let narrow = batch.get("counter32").map(counts);
        let wide = batch.get("counter64").map(counts);
        let valid = read::<Option<Vec<bool>>>(&batch["valid"]);
        let bits =
            valid.map(|rows| vec![rows.iter().enumerate().fold(0, |word, (row, is)| word | (u64::from(*is) << row))]);
        let values = match (&narrow, &wide) {
            (Some(narrow), _) => CounterValues::Counter32InWords(narrow),
            (None, Some(wide)) => CounterValues::Counter64(wide),
            _ => panic!("no values"),
        };
        let mut rates = RateColumn::default();
        let column = CounterColumn { valid: bits.as_deref(), ..CounterColumn::new(values, &readings) };
        bank.advance(&column, &mut rates);
        said.push(json!({
            "per_second": rates.per_second.iter().map(|rate| rate.is_finite().then_some(*rate)).collect::<Vec<_>>(),
            "count": rates.count.iter().map(u64::to_string).collect::<Vec<_>>(),
            "interval_ms": rates.interval_ms,
            "gaps": rates.gaps.iter().map(|it| json!([it.row, it.gap.code(), it.gap.to_string()])).collect::<Vec<_>>(),
        }));
    }
    Ok(json!({"batches": said}))
}

fn followed(input: &Value) -> Result<Value> {
    let port = |given: &Value| {
        let mac = given["mac"].as_str().map(str::parse).transpose()?;
        let (name, alias) = (read(&given["name"]), read(&given["alias"]));
        Ok(PortIdentity { index: IfIndex(read(&given["index"])), name, alias, mac })
    };
    let ports = |name: &str| input[name].as_array().unwrap().iter().map(port).collect::<Result<Vec<_>>>();
    let found = follow(&ports("earlier")?, &ports("later")?);
    let one = |port: &netwarden::counter::FollowedPort| json!([port.identity, port.earlier]);
    Ok(json!({"ports": found.ports.iter().map(one).collect::<Vec<_>>(), "gone": found.gone}))
}

fn pages(input: &Value) -> Value {
    let reading = |name: &str| {
        let given = &input[name];
        PageReading {
            manufacturer: read(&given["manufacturer"]),
            serial: read(&given["serial"]),
            pages: read(&given["pages"]),
            at: Moment::from_millis(read(&given["at_ms"])),
        }
    };
    let rules = PageRules { last_count: read(&input["last_count"]), ..PageRules::default() };
    json!({"delta": page_delta(&reading("earlier"), &reading("later"), rules)})
}

fn answer(call: &str, input: &Value) -> Value {
    let came = match call {
        "columns" => figures(input),
        "series-format" => format(input),
        "series-read" => {
            parsed(input["format"].as_str().unwrap(), input["text"].as_str().unwrap()).map(|read| json!({"read": read}))
        }
        "remote-write" => remote_write(input),
        "bill" => billed(input),
        "utilisation" => columns(&input["traffic"])
            .and_then(|traffic| Ok(json!({"columns": form(&utilisation(&traffic, &columns(&input["speed"])?)?)}))),
        "month" => month(read(&input["year"]), read(&input["month"]), read(&input["utc_offset_minutes"]))
            .map(|(from, to)| json!({"from": from.as_millis(), "to": to.as_millis()})),
        "plot" => chart(input),
        "bank" => bank(input),
        "follow" => followed(input),
        "pages" => Ok(pages(input)),
        other => panic!("unknown call {other}"),
    };
    // As text, so that what is no number is null.
    let came: std::result::Result<Value, Error> = came;
    came.unwrap_or_else(|wrong| error(&wrong))
}

#[test]
fn series_and_charts() {
    if std::env::var_os("NETWARDEN_WRITE_VECTORS").is_some() {
        write();
    }
    replay("series", |call, input, _| answer(call, input));
}

fn write() {
    let line = |(name, call, input): (&str, &str, Value)| {
        format!("    {}", json!({"name": name, "call": call, "expect": answer(call, &input), "input": input}))
    };
    let lines: Vec<String> = cases().into_iter().map(line).collect();
    let about = json!(ABOUT);
    let text = format!(
        "{{\n  \"suite\": \"series\",\n  \"version\": 1,\n  \"about\": {about},\n  \"cases\": [\n{}\n  ]\n}}\n",
        lines.join(",\n")
    );
    fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/series.json"), text).unwrap();
}

/// 2026-11-22T17:10:00Z, a multiple of ten minutes.
const START: i64 = 1_795_367_400_000;

fn cases() -> Vec<(&'static str, &'static str, Value)> {
    let octets = json!({"unit": "octets", "start": START, "step_ms": 60_000, "counts": ["6000", "18446744073709551615", "1", "0", "90000"],
        "coverage": [1.0, 1.0, 0.5, 0.0, 1.0], "gaps": [[START + 150_000, START + 240_000, "restarted"]]});
    let heat = json!({"unit": "celsius", "start": START, "step_ms": 60_000, "levels": [21.5, null, -3.25, 40.0, 22.0],
        "min": [20.0, null, -4.0, 39.0, 22.0], "max": [22.0, null, -3.0, 42.5, 23.0]});
    let minutes = |counts: [u64; 12]| json!({"unit": "octets", "start": START, "step_ms": 300_000, "counts": counts.map(|count| count.to_string())});
    let (inward, outward) = (minutes(std::array::from_fn(|n| 37_500_000 * (n as u64 + 1))), minutes([375_000_000; 12]));
    let with = |given: &Value, name: &str, value: Value| {
        let mut given = given.clone();
        given[name] = value;
        given
    };
    let two = json!([
        {"device": "core1", "object": "ifHCInOctets", "row": "Gi1/0/1", "columns": with(&octets, "counts", json!(["6000", "600", "1", "0", "90000"]))},
        {"device": "core1", "object": "heat", "row": "CPU, \"left\"", "columns": heat},
    ]);
    let percentiles = json!([[95, "nearest-rank"], [50, "interpolated"], [101, "nearest-rank"]]);
    let mut cases = vec![
        (
            "counts become rates, and stay exact beyond 2^53",
            "columns",
            json!({"columns": octets, "percentiles": percentiles}),
        ),
        ("levels with their extremes", "columns", json!({"columns": heat, "percentiles": percentiles})),
        ("octets/s as bit/s", "columns", json!({"columns": with(&octets, "scaled", json!([8, "bit/s"]))})),
        ("longer steps", "columns", json!({"columns": with(&octets, "rolled_up", json!([300_000, 50]))})),
        (
            "levels in longer steps that need more than there is",
            "columns",
            json!({"columns": with(&heat, "rolled_up", json!([300_000, 81]))}),
        ),
        ("a step that is no multiple", "columns", json!({"columns": with(&octets, "rolled_up", json!([90_000, 50]))})),
        ("a start within a step", "columns", json!({"columns": with(&octets, "start", json!(START + 1))})),
        ("a coverage for other steps", "columns", json!({"columns": with(&octets, "coverage", json!([1.0]))})),
        ("no steps", "columns", json!({"columns": with(&octets, "counts", json!([])), "percentiles": []})),
    ];
    for (name, format) in [
        ("as JSON", "json"),
        ("as CSV", "csv"),
        ("as OpenMetrics", "openmetrics"),
        ("as lines of InfluxDB", "influx"),
        ("as a dump of RRDtool", "rrd-dump"),
    ] {
        cases.push((name, "series-format", json!({"format": format, "series": two})));
    }
    if let Some(last) = cases.iter_mut().find(|case| case.0 == "no steps") {
        last.2["columns"]["coverage"] = Value::Null;
    }
    let named = |name: &str| json!([{"device": "", "object": name, "row": "", "columns": octets}]);
    cases.extend([
        ("a name that RRDtool does not take", "series-format", json!({"format": "rrd-dump", "series": named("a name")})),
        ("no JSON", "series-read", json!({"format": "json", "text": "["})),
        ("no CSV", "series-read", json!({"format": "csv", "text": "a,b\n"})),
        ("no OpenMetrics", "series-read", json!({"format": "openmetrics", "text": "a{ 1 1\n# EOF\n"})),
        ("no line of InfluxDB", "series-read", json!({"format": "influx", "text": "weather\n"})),
        ("a gauge of somebody else's", "series-read", json!({"format": "influx", "text": "weather,host=roof temperature=21.5 1795367400000000000\nweather,host=roof temperature=22.5 1795367460000000000\n"})),
        ("no dump", "series-read", json!({"format": "rrd-dump", "text": "<rrd>"})),
        ("as remote write, once and again", "remote-write", json!({"series": two})),
        ("a bill", "bill", json!({"in": inward, "out": outward, "from": START, "to": START + 3_600_000})),
        ("a bill of the median between", "bill", json!({"in": inward, "out": outward, "from": START - 300_000, "to": START + 3_600_000, "percent": 50, "method": "interpolated"})),
        ("a bill of half steps", "bill", json!({"in": inward, "out": outward, "from": START + 1, "to": START + 3_600_000})),
        ("how much of a speed that changed", "utilisation", json!({"traffic": with(&octets, "counts", json!(["750000", "600", "1", "0", "90000"])),
            "speed": {"unit": "bit/s", "start": START, "step_ms": 60_000, "levels": [100_000.0, 1e6, null, 1e6, 1e7]}})),
        ("how much of a temperature", "utilisation", json!({"traffic": octets, "speed": heat})),
        ("a month an hour ahead of UTC", "month", json!({"year": 2026, "month": 12, "utc_offset_minutes": 60})),
        ("a month that there is not", "month", json!({"year": 2026, "month": 13, "utc_offset_minutes": 0})),
        ("a chart of two directions", "plot", json!({"title": "core1 Gi1/0/1", "options": {"mirrored": true, "percentile": 95, "utc_offset_minutes": 60},
            "curves": [{"name": "in", "style": "area", "columns": inward}, {"name": "out", "style": "area", "columns": outward}]})),
        ("a chart of a level in the dark", "plot", json!({"title": "", "options": {"theme": "dark", "band": true, "width": 480, "height": 200},
            "curves": [{"name": "CPU", "style": "line", "columns": heat}]})),
        ("rates in columns, 64 bits", "bank", json!({"rows": 4, "max_rate": 125_000_000, "batches": [
            {"readings": [{"rows": 2, "at_ms": 0, "uptime_ticks": 90_000}, {"rows": 2, "at_ms": 5}], "counter64": ["10", "9007199254740993", "30", "5"]},
            {"readings": [{"rows": 2, "at_ms": 60_000, "uptime_ticks": 96_000}, {"rows": 2, "at_ms": 60_005}],
                "counter64": ["610", "9007199254741593", "7", "6"], "valid": [true, true, true, false]}]})),
        ("rates in columns, 32 bits", "bank", json!({"rows": 3, "max_rate": 12_500_000, "batches": [
            {"readings": [{"rows": 3, "at_ms": 0, "uptime_ticks": 500_000}], "counter32": ["4294967000", "1", "100"]},
            {"readings": [{"rows": 2, "at_ms": 10_000, "uptime_ticks": 501_000}], "counter32": ["1000", "21", "100"]}]})),
        ("ports after a card was exchanged", "follow", json!({
            "earlier": [{"index": 1, "name": "eth0", "mac": "00:00:5e:00:53:01"}, {"index": 2, "name": "eth1"}, {"index": 3, "name": "eth2"}, {"index": 9}],
            "later": [{"index": 2, "name": "eth0", "mac": "00:00:5e:00:53:01"}, {"index": 5, "name": "eth1"}, {"index": 3, "name": "ge0"}, {"index": 4, "name": "ge1", "alias": "x"}, {"index": 9}]})),
        ("a port with half a MAC address", "follow", json!({"earlier": [{"index": 1, "mac": "00:00"}], "later": []})),
        ("pages", "pages", json!({"earlier": {"pages": 1_000, "at_ms": 0, "serial": "X1"}, "later": {"pages": 1_020, "at_ms": 3_600_000, "serial": "X1"}})),
        ("pages past the last count", "pages", json!({"earlier": {"pages": 999_990, "at_ms": 0}, "later": {"pages": 9, "at_ms": 3_600_000}, "last_count": 999_999})),
        ("pages lost with the power", "pages", json!({"earlier": {"pages": 1_000, "at_ms": 0}, "later": {"pages": 990, "at_ms": 60_000}})),
        ("pages of a printer asleep", "pages", json!({"earlier": {"pages": 1_000, "at_ms": 0}, "later": {"at_ms": 60_000}})),
        ("pages of another printer", "pages", json!({"earlier": {"pages": 1_000, "at_ms": 0, "serial": "X1", "manufacturer": "Acme"}, "later": {"pages": 1_001, "at_ms": 60_000, "serial": "X2", "manufacturer": "Acme"}})),
    ]);
    cases
}
