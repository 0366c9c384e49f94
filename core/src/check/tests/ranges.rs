use crate::check::{Perfdata, Status, ThresholdRange, Thresholds};

fn range(text: &str) -> ThresholdRange {
    text.parse().unwrap()
}

/// Monitoring Plugins guidelines, "Threshold and Ranges": text, values that do not alert, values that do.
const RANGES: &[(&str, &[f64], &[f64])] = &[
    ("10", &[0.0, 10.0, 5.5], &[-0.001, 10.001, -1.0]),
    ("10:", &[10.0, 1e12], &[9.999, -1.0]),
    ("~:10", &[10.0, -1e12], &[10.001]),
    ("10:20", &[10.0, 20.0, 15.0], &[9.999, 20.001]),
    ("@10:20", &[9.999, 20.001], &[10.0, 20.0, 15.0]),
    ("0", &[0.0], &[0.001, -0.001]),
    (":5", &[0.0, 5.0], &[-1.0, 6.0]),
    ("-5:-1", &[-5.0, -1.0], &[-5.1, -0.9, 0.0]),
    ("~:", &[-1e300, 0.0, 1e300], &[]),
    ("@~:0", &[0.5], &[0.0, -3.0]),
    ("@5", &[-1.0, 6.0], &[0.0, 5.0]),
    ("1.5:2.5", &[1.5, 2.5], &[1.49, 2.51]),
];

#[test]
fn ranges_alert_as_the_guidelines_say() {
    for (text, quiet, loud) in RANGES {
        for value in *quiet {
            assert!(!range(text).alerts(*value), "{text} must not alert at {value}");
        }
        for value in *loud {
            assert!(range(text).alerts(*value), "{text} must alert at {value}");
        }
    }
}

#[test]
fn what_is_no_number_alerts() {
    assert!(range("~:").alerts(f64::NAN));
    assert!(range("@10:20").alerts(f64::NAN));
}

#[test]
fn ranges_are_written_as_they_are_read() {
    for text in ["10", "10:", "~:10", "10:20", "@10:20", "0", "~:", "-5:-1", "@5", "1.5:2.5"] {
        assert_eq!(range(text).to_string(), text);
    }
    assert_eq!(range("0:7").to_string(), "7");
    assert_eq!(serde_json::to_string(&range("@1:2")).unwrap(), r#""@1:2""#);
}

#[test]
fn wrong_ranges_say_what_would_be_right() {
    for text in ["", ":", "@", "@:", "x", "1:x", "20:10", "10:~", "1 2", "inf", "nan:", "1:2:3", "~", "0x10", "1e999"] {
        let message = text.parse::<ThresholdRange>().unwrap_err().to_string();
        assert!(message.starts_with(&format!("\"{text}\" is not a valid threshold range: ")), "{message}");
    }
    let message = "20:10".parse::<ThresholdRange>().unwrap_err().to_string();
    assert_eq!(message, "\"20:10\" is not a valid threshold range: the start must not be above the end");
}

#[test]
fn critical_is_judged_before_warning() {
    let thresholds = Thresholds::parse("10", "20").unwrap();
    assert_eq!([5.0, 15.0, 25.0].map(|value| thresholds.judge(value)), [Status::Ok, Status::Warning, Status::Critical]);
    assert_eq!(Thresholds::default().judge(1e9), Status::Ok);
}

#[test]
fn perfdata_reads_and_writes() {
    for text in [
        "time=0.084s;1;2;0",
        "'/home dir'=4532MB;8765;9865;0;10957",
        "load1=0.5",
        "rta=U",
        "loss=20%;20;60;0;100",
        "'it''s'=3c",
        "temp=-3.5;~:0;@10:20;-40;125",
        "a=1;;5",
    ] {
        let read = Perfdata::parse_all(text).unwrap();
        assert_eq!(read.len(), 1, "{text}");
        assert_eq!(read[0].to_string(), text);
    }
}

#[test]
fn perfdata_reads_several_values_and_trailing_semicolons() {
    let read = Perfdata::parse_all("  a=1ms;;;; 'b c'=2% d=U;1;2 ").unwrap();
    let shown: Vec<String> = read.iter().map(ToString::to_string).collect();
    assert_eq!(shown, ["a=1ms", "'b c'=2%", "d=U;1;2"]);
    assert_eq!(Perfdata::parse_all("").unwrap(), []);
}

#[test]
fn wrong_perfdata_is_refused() {
    for text in [
        "a",
        "=1",
        "''=1",
        "'a=1",
        "'a'1",
        "a=",
        "a=1x",
        "a=x",
        "a=1;2;3;4;5;6",
        "a=1;9:1",
        "a=1;;;min",
        "a b=1",
        "a=Us",
    ] {
        assert!(Perfdata::parse_all(text).is_err(), "{text}");
    }
}

#[test]
fn a_label_never_breaks_the_line() {
    assert_eq!(Perfdata::new("a=b", 1.0, "").to_string(), "a_b=1;;;0");
    assert_eq!(Perfdata::new("", 1.0, "").to_string(), "''=1;;;0");
    assert_eq!(Perfdata::new("x", f64::NAN, "ms").to_string(), "x=U;;;0");
}
