use super::clock::{CHARACTER, MOST, ticks};
use super::unit::{Unit, ordinal};
use super::*;
use crate::counter::Gap;
use crate::series::{SeriesGap, SeriesKind, Slot};
use crate::value::Timestamp;

/// 2026-11-22T00:00:00Z, a Sunday.
const MIDNIGHT: i64 = 1_795_305_600_000;
const MINUTE: u64 = 60_000;
const DAY: i64 = 86_400_000;

fn levels(values: &[f64]) -> Columns {
    let mut columns = Columns::new(SeriesKind::Gauge, "bit/s", Timestamp::from_millis(MIDNIGHT), MINUTE);
    for value in values {
        columns.push(if value.is_nan() { Slot::NONE } else { Slot::level(*value, 1.0) });
    }
    columns
}

/// The attribute `d` of the first path of a class.
fn path(svg: &str, class: &str) -> String {
    let document = roxmltree::Document::parse(svg).unwrap();
    let found = document.descendants().find(|node| node.attribute("class") == Some(class));
    found.and_then(|node| node.attribute("d")).unwrap_or_default().to_owned()
}

/// The texts of a class.
fn texts(svg: &str, class: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(svg).unwrap();
    let of = document.descendants().filter(|node| node.has_tag_name("text") && node.attribute("class") == Some(class));
    of.map(|node| node.text().unwrap_or_default().to_owned()).collect()
}

/// Left, right, top and bottom of the grid.
fn grid(svg: &str) -> [f64; 4] {
    let lines: Vec<[f64; 3]> = svg
        .lines()
        .filter_map(|line| line.strip_prefix("<path class=\"grid\" d=\"M")?.strip_suffix("\"/>"))
        .filter_map(|d| {
            let (x, rest) = d.split_once(' ')?;
            let (y, right) = rest.split_once('H')?;
            Some([x.parse().unwrap(), y.parse().unwrap(), right.parse().unwrap()])
        })
        .collect();
    let (bottom, top) = (lines.first().unwrap(), lines.last().unwrap());
    [bottom[0], bottom[2], top[1], bottom[1]]
}

#[test]
fn values_are_where_the_axes_say() {
    let columns = levels(&[0.0, 50e6, 100e6, 25e6]);
    let svg = Plot::new("traffic").line("in", &columns).size(800, 300).to_svg();
    let [left, right, top, bottom] = grid(&svg);
    assert_eq!(texts(&svg, "dim value"), ["0", "20", "40", "60", "80", "100"]);
    assert!(texts(&svg, "dim").contains(&"Mbit/s".to_owned()));
    let at = |part: f64, share: f64| {
        let (x, y) = (left + (right - left) * part, bottom - (bottom - top) * share);
        format!("{} {}", crate::export::svg::number(x), crate::export::svg::number(y))
    };
    let [first, second, third, fourth] = [at(0.125, 0.0), at(0.375, 0.5), at(0.625, 1.0), at(0.875, 0.25)];
    let edge = at(0.0, 0.0);
    assert_eq!(path(&svg, "line s0"), format!("M{edge}L{first}L{second}L{third}L{fourth}H{right}"));
}

#[test]
fn octets_are_drawn_as_bits_and_figures_are_right() {
    let mut columns = Columns::new(SeriesKind::Counter, "octets", Timestamp::from_millis(MIDNIGHT), MINUTE);
    for mbit in 1..=100_u64 {
        columns.push(Slot::counted(mbit * 7_500_000, MINUTE, MINUTE));
    }
    let svg = Plot::new("").area("in", &columns).percentile(95.0).to_svg();
    assert_eq!(texts(&svg, "value"), ["95 Mbit/s", "100 Mbit/s", "50.5 Mbit/s", "100 Mbit/s"]);
    assert_eq!(texts(&svg, "mark"), ["95th 95 Mbit/s"]);
    let [_, right, top, bottom] = grid(&svg);
    let y = crate::export::svg::number(bottom - (bottom - top) * 0.95);
    assert!(path(&svg, "percentile s0").ends_with(&format!(" {y}H{right}")), "{}", path(&svg, "percentile s0"));
    assert!(path(&svg, "area f0").ends_with('Z'));
}

#[test]
fn a_gap_breaks_the_path_and_says_why() {
    let mut columns = levels(&[1.0, 2.0, f64::NAN, 3.0, 4.0, f64::NAN]);
    let time = |step: i64| Timestamp::from_millis(MIDNIGHT + 60_000 * step);
    columns.gaps.push(SeriesGap { from: time(2), to: time(3), reason: Gap::Missed });
    let svg = Plot::new("gap").line("in", &columns).to_svg();
    assert_eq!(path(&svg, "line s0").matches('M').count(), 2);
    let document = roxmltree::Document::parse(&svg).unwrap();
    let holes: Vec<_> = document.descendants().filter(|node| node.attribute("class") == Some("gap")).collect();
    let reasons: Vec<_> = holes.iter().filter_map(|hole| hole.first_element_child()?.text()).collect();
    assert_eq!(reasons, ["the sample was missed", "no values"]);
    let [left, right, ..] = grid(&svg);
    let x: f64 = holes[0].attribute("x").unwrap().parse().unwrap();
    let width: f64 = holes[0].attribute("width").unwrap().parse().unwrap();
    assert!((x - (left + (right - left) / 3.0)).abs() < 0.11 && (width - (right - left) / 6.0).abs() < 0.11);

    let both = Plot::new("").line("in", &columns).line("out", &columns).to_svg();
    assert!(both.contains("<title>in, out: the sample was missed</title>"));
}

#[test]
fn a_spike_survives_and_the_output_is_bounded() {
    let mut values = vec![10.0; 200_000];
    values[123_456] = 1000.0;
    values[50_123] = 0.0;
    let columns = levels(&values);
    let svg = Plot::new("").line("in", &columns).size(800, 300).to_svg();
    let [.., top, bottom] = grid(&svg);
    let line = path(&svg, "line s0");
    let vertical = |y: f64| format!("V{}", crate::export::svg::number(y));
    assert!(line.contains(&vertical(top)), "the spike is drawn");
    assert!(line.contains(&vertical(bottom)), "the dip is drawn");
    assert!(line.matches(['L', 'V']).count() <= 800);

    // Every second step missing: as many gaps as values.
    let sparse: Vec<f64> = (0..200_000).map(|step| if step % 2 == 0 { f64::NAN } else { f64::from(step) }).collect();
    let sparse = levels(&sparse);
    let svg = Plot::new("").area("in", &sparse).band(true).size(800, 300).to_svg();
    assert!(svg.len() < 60_000, "{}", svg.len());
}

#[test]
fn mirrored_curves_go_down_and_count_up() {
    let (inward, outward) = (levels(&[40.0, 40.0]), levels(&[20.0, 20.0]));
    let svg = Plot::new("").area("in", &inward).area("out", &outward).mirrored(true).to_svg();
    assert_eq!(texts(&svg, "dim value"), ["20", "10", "0", "10", "20", "30", "40"]);
    let [left, _, top, bottom] = grid(&svg);
    let start = |y: f64| format!("M{left} {}", crate::export::svg::number(y));
    assert!(path(&svg, "line s0").starts_with(&start(top)));
    assert!(path(&svg, "line s1").starts_with(&start(bottom)));
}

#[test]
fn ticks_are_few_apart_and_where_people_expect_them() {
    let labels = |span: i64, offset: i32, width: f64| -> Vec<String> {
        let (start, end) = (Timestamp::from_millis(MIDNIGHT), Timestamp::from_millis(MIDNIGHT + span));
        ticks(start, end, offset, width).into_iter().map(|tick| tick.label).collect()
    };
    assert_eq!(labels(3_600_000, 60, 700.0).join(" "), "01:00 01:10 01:20 01:30 01:40 01:50 02:00");
    assert_eq!(labels(DAY, 0, 500.0).join(" "), "22 Nov 03:00 06:00 09:00 12:00 15:00 18:00 21:00 23 Nov");
    assert_eq!(labels(7 * DAY, 0, 700.0).len(), 8);
    assert_eq!(labels(30 * DAY, 0, 700.0).join(" "), "23 Nov 30 Nov 7 Dec 14 Dec 21 Dec");
    assert_eq!(labels(300 * DAY, 0, 700.0).join(" "), "Dec 2027 Feb Mar Apr May Jun Jul Aug Sep");
    assert_eq!(labels(3000 * DAY, 0, 700.0).join(" "), "2027 2028 2029 2030 2031 2032 2033 2034 2035");
    assert_eq!(labels(5, 0, 700.0).get(1).unwrap(), "00:00:00.001");

    let mut span = 1_i64;
    while span < 200_000 * DAY {
        for (width, offset) in [(250.0, 0), (700.0, 330), (8000.0, -570)] {
            let start = Timestamp::from_millis(MIDNIGHT + 12_345);
            let end = Timestamp::from_millis(MIDNIGHT + 12_345 + span);
            let ticks = ticks(start, end, offset, width);
            assert!(ticks.len() <= MOST);
            assert!(span < 10 || !ticks.is_empty(), "{span}");
            for (a, b) in ticks.iter().zip(ticks.iter().skip(1)) {
                let room = (b.at - a.at) / span as f64 * width;
                let half = |label: &str| label.chars().count() as f64 * CHARACTER / 2.0;
                assert!(room > half(&a.label) + half(&b.label), "{span}: {} {}", a.label, b.label);
            }
        }
        span = span * 3 / 2 + 1;
    }
}

#[test]
fn units_read_as_people_write_them() {
    for (unit, value, text) in [
        ("bit/s", 0.0, "0 bit/s"),
        ("bit/s", 12_345_678.0, "12.35 Mbit/s"),
        ("bit/s", 999_999.0, "1 Mbit/s"),
        ("octets", 1_500.0, "1.5 kB"),
        ("celsius", 24.5, "24.5 °C"),
        ("percent", 1e4, "10000 %"),
        ("volts", 0.012, "12 mV"),
        ("packets/s", 1_234.0, "1.234 k packets/s"),
        ("packets/s", 0.25, "0.25 packets/s"),
        ("bit/s", 1e300, "1.00e270 Qbit/s"),
        ("", 3.0, "3"),
    ] {
        assert_eq!(Unit::of(unit).text(value), text);
    }
    for (percent, text) in
        [(95.0, "95th"), (99.9, "99.9th"), (1.0, "1st"), (12.0, "12th"), (92.0, "92nd"), (0.0, "0th")]
    {
        assert_eq!(ordinal(percent), text);
    }
}

#[test]
fn names_are_never_markup() {
    let mut columns = levels(&[1.0, f64::NAN]);
    columns.unit = "<b>&\"'\u{202e}\0".repeat(10);
    let hostile = "</text><script>alert(1)</script>&\"'\u{202e}\u{1b}[2J\n".repeat(500);
    let plot = Plot::new(hostile.clone()).line(hostile.clone(), &columns).area(hostile, &columns);
    for width in [320, 800] {
        let svg = plot.clone().size(width, 200).percentile(95.0).to_svg();
        let document = roxmltree::Document::parse(&svg).unwrap();
        assert!(!document.descendants().any(|node| node.has_tag_name("script") || node.has_tag_name("b")));
        assert!(!svg.contains('\u{202e}') && svg.len() < 20_000);
    }
}

#[test]
fn whatever_it_is_given_it_draws() {
    let mut far = levels(&[f64::MAX, f64::MIN, f64::INFINITY, 5e-324]);
    far.start = Timestamp::from_millis(i64::MIN);
    far.step_ms = u64::MAX;
    far.gaps.push(SeriesGap { from: far.start, to: Timestamp::from_millis(i64::MAX), reason: Gap::NoCounter });
    let mut ragged = levels(&[1.0, 2.0, 3.0]);
    ragged.min.truncate(1);
    ragged.step_ms = 0;
    let cases =
        [levels(&[]), levels(&[7.0]), levels(&[0.0; 20]), levels(&[f64::NAN; 5]), levels(&[-5.0, 5.0]), far, ragged];
    for (index, columns) in cases.iter().enumerate() {
        for is_mirrored in [false, true] {
            let plot = Plot::new("x").line("a", columns).area("b", columns).mirrored(is_mirrored).band(true);
            let svg = plot.percentile(f64::NAN).percentile(95.0).utc_offset(i32::MAX).size(0, u32::MAX).to_svg();
            assert!(roxmltree::Document::parse(&svg).is_ok(), "{index}");
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{index}: {svg}");
        }
    }
    let zero = Plot::new("").line("in", &cases[2]).to_svg();
    assert_eq!(texts(&zero, "dim value").first().unwrap(), "0");
    let [left, right, _, bottom] = grid(&zero);
    assert!(path(&zero, "line s0").starts_with(&format!("M{left} {bottom}")));
    assert!(path(&zero, "line s0").ends_with(&format!("H{right}")));
    assert_eq!(texts(&Plot::new("").line("in", &cases[0]).to_svg(), "mark"), ["no values"]);
    assert!(roxmltree::Document::parse(&Plot::new("").to_svg()).is_ok());

    let mut many = Plot::new("");
    for _ in 0..20 {
        many = many.line("in", &cases[1]);
    }
    assert!(many.to_svg().contains("6 more are not drawn"));
}

#[test]
fn it_follows_light_and_dark_and_is_the_same_each_time() {
    let columns = levels(&[1.0, 2.0]);
    let svg = |theme| Plot::new("").line("in", &columns).theme(theme).to_svg();
    assert_eq!(svg(Theme::Auto), svg(Theme::Auto));
    assert!(svg(Theme::Auto).contains("prefers-color-scheme: dark"));
    assert!(!svg(Theme::Light).contains("prefers-color-scheme"));
    assert_ne!(svg(Theme::Light), svg(Theme::Dark));
    assert!(!svg(Theme::Auto).contains("var(--"));
}
