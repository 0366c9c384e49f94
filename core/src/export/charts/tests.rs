use serde_json::Value;

use super::*;
use crate::counter::Gap;
use crate::series::SeriesGap;
use crate::value::Timestamp;

const START: i64 = 1_795_305_600_000;

fn time(minute: i64) -> Timestamp {
    Timestamp::from_millis(START + minute * 60_000)
}

fn day(octets: impl Fn(u64) -> u64) -> Columns {
    let counts: Vec<u64> = (0..1440).map(octets).collect();
    Columns::counted("octets", time(0), 60_000, &counts, None).unwrap()
}

fn read(charts: &Charts) -> Value {
    serde_json::from_str(&charts.script()).unwrap()
}

/// What the letters of a curve say, as the page reads them.
fn values(curve: &Value, name: &str) -> Vec<Option<f64>> {
    let digit = |letter: u8| {
        b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".iter().position(|it| *it == letter).unwrap()
    };
    let (low, high) = (curve["low"].as_f64().unwrap(), curve["high"].as_f64().unwrap());
    let level = |pair: &[u8]| digit(pair[0]) * 64 + digit(pair[1]);
    let value = |level: usize| (level < 4095).then(|| low + (high - low) * (level as f64 / 4094.0).powi(2));
    curve[name].as_str().unwrap().as_bytes().chunks(2).map(level).map(value).collect()
}

#[test]
fn values_survive_to_a_part_in_four_thousand() {
    let traffic = day(|minute| 7_500_000 * (minute % 100 + 1));
    let gap = SeriesGap { from: time(600), to: time(660), reason: Gap::Missed };
    let holed = traffic.clone().with_gap(gap);
    let mut charts = Charts::new();
    charts.traffic("core1", "Gi1/0/1", &holed, &traffic);
    let told = read(&charts);
    let chart = &told["charts"][0][2];
    assert_eq!((&told["charts"][0][0], &told["charts"][0][1]), (&"core1".into(), &"Gi1/0/1".into()));
    assert_eq!((chart["from"].as_i64(), chart["to"].as_i64()), (Some(START), Some(START + 86_400_000)));
    assert_eq!((chart["mirrored"].as_bool(), chart["percentile"].as_str()), (Some(true), Some("95th")));
    assert_eq!(chart["holes"], serde_json::json!([[36_000_000.0, 39_600_000.0, "in: the sample was missed"]]));
    let curve = &chart["curves"][0];
    assert_eq!((curve["unit"][0].as_str(), curve["step_ms"].as_f64()), (Some("bit/s"), Some(300_000.0)));
    let (found, rolled) = (values(curve, "values"), holed.scaled(8.0, "bit/s").rolled_up(300_000, 1).unwrap());
    let most = values(curve, "most");
    assert_eq!(found.len(), 288);
    for step in 0..288 {
        let near = |found: Option<f64>, real: f64| match found {
            Some(found) => (found - real).abs() <= 1e8 / 4000.0,
            None => real.is_nan(),
        };
        assert!(near(found[step], rolled.average[step]), "{step}: {:?} {}", found[step], rolled.average[step]);
        assert!(near(most[step], rolled.max[step]), "{step}: {:?} {}", most[step], rolled.max[step]);
    }
    assert_eq!(curve["figures"], serde_json::json!(["40 Mbit/s", "50.5 Mbit/s", "100 Mbit/s", "96 Mbit/s"]));
}

#[test]
fn levels_below_zero_and_flat_ones() {
    let levels = Columns::levels("celsius", time(0), 60_000, &[-10.0, f64::NAN, 30.0], None).unwrap();
    let flat = Columns::levels("celsius", time(0), 60_000, &[0.0, 0.0], None).unwrap();
    let mut charts = Charts::new();
    charts.device(
        "core1",
        &Plot::new("heat").line("CPU", &levels).line("none", &flat).line("empty", &Columns::default()),
    );
    let told = read(&charts);
    let [row, curves] = [&told["charts"][0], &told["charts"][0][2]["curves"]];
    assert_eq!(row[1], "");
    assert_eq!(values(&curves[0], "values"), [Some(-10.0), None, Some(30.0)]);
    assert_eq!(values(&curves[1], "values"), [Some(0.0), Some(0.0)]);
    assert_eq!((&curves[2]["values"], &curves[0]["most"]), (&"".into(), &Value::Null));
}

#[test]
fn the_limit_holds_and_what_is_left_out_is_told() {
    let traffic = day(|minute| minute * 1000);
    let mut charts = Charts::new().most_octets(20_000);
    for port in 0..100 {
        charts.traffic("core1", &format!("Gi1/0/{port}"), &traffic, &traffic);
    }
    assert_eq!(charts.len() + charts.left_out(), 100);
    assert!(charts.len() >= 5, "{}", charts.len());
    let told = read(&charts);
    assert_eq!(told["charts"].as_array().unwrap().len(), charts.len());
    assert_eq!(told["missing"].as_array().unwrap().len(), charts.left_out());
    let missing = serde_json::to_string(&told["missing"]).unwrap().len() as u64;
    assert!(
        (charts.script().len() as u64) <= charts.octets() + missing + 40,
        "{} {}",
        charts.script().len(),
        charts.octets()
    );
}

#[test]
fn names_end_no_element() {
    let mut charts = Charts::new();
    let hostile = "</script><img src=x>[\"";
    charts.traffic(hostile, hostile, &day(|_| 1), &day(|_| 1));
    assert!(!charts.script().contains('<'));
    let told = read(&charts);
    assert_eq!((&told["charts"][0][0], &told["charts"][0][1]), (&hostile.into(), &hostile.into()));
}

#[test]
fn longer_series_are_put_together_into_steps_that_divide_a_day() {
    let hours = Columns::levels("percent", time(0), 3_600_000, &[1.0; 744], None).unwrap();
    let mut charts = Charts::new();
    charts.device("core1", &Plot::new("a month").line("CPU", &hours));
    assert_eq!(read(&charts)["charts"][0][2]["curves"][0]["step_ms"], 10_800_000.0);
}
