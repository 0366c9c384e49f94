use proptest::prelude::*;

use super::*;
use crate::counter::{Cause, Gap};
use crate::series::{MemoryStore, ReadSpan, Retention, SeriesGap, SeriesId, Slot};

/// What two reads of a store say, `NaN` being `NaN`.
fn assert_same(a: &[SeriesColumns], b: &[SeriesColumns]) {
    assert_eq!(to_json(a), to_json(b));
}

fn time(secs: i64) -> Timestamp {
    Timestamp::from_millis(secs * 1000)
}

/// A counter with a gap, and a gauge.
pub(super) fn two_series() -> Vec<SeriesColumns> {
    let mut octets = Columns::new(SeriesKind::Counter, "octets", time(1_795_367_400), 60_000);
    octets.push(Slot::counted(6_000, 60_000, 60_000));
    octets.push(Slot::counted(1, 30_000, 60_000));
    octets.push(Slot::NONE);
    octets.push(Slot { min: 0.25, max: 1e9, last: 17.5, ..Slot::counted(u64::MAX, 60_000, 60_000) });
    let restarted = Gap::Discontinuity { cause: Cause::Restarted { up_ms: None } };
    octets.gaps.push(SeriesGap { from: octets.time(2), to: octets.time(3), reason: restarted });
    let mut heat = Columns::new(SeriesKind::Gauge, "celsius", time(1_795_367_400), 60_000);
    heat.push(Slot::level(-3.5, 1.0));
    heat.push(Slot { average: 41.125, min: 40.0, max: 42.5, last: 41.0, count: 0, coverage: 1.0 });
    vec![
        SeriesColumns { key: SeriesKey::new("core1", "ifHCInOctets", "Gi1/0/1"), columns: octets },
        SeriesColumns { key: SeriesKey::new("core1", "entPhySensorValue", "CPU, \"left\"=x"), columns: heat },
    ]
}

#[test]
fn json_keeps_everything() {
    let series = two_series();
    assert_same(&from_json(&to_json(&series)).unwrap(), &series);
    for (wrong, says) in [
        ("", "line 1"),
        (r#"{"format":"x","version":1,"series":[]}"#, "x of version 1 is not netwarden-series of version 1"),
        (&to_json(&series).replace("[6000,1,0,", "[6000,1,"), "ifHCInOctets Gi1/0/1 are not of one length"),
        (&to_json(&series).replace("\"step_ms\":60000", "\"step_ms\":0"), "its step is 0"),
    ] {
        let error = from_json(wrong).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
}

#[test]
fn what_was_measured_becomes_columns() {
    for series in two_series() {
        let measured = series.measured();
        let columns = measured.columns(60_000).unwrap();
        assert_eq!(
            (columns.start, columns.len(), columns.total()),
            (series.columns.start, 4.min(series.columns.len()), series.columns.total())
        );
        assert_eq!((columns.unit, columns.gaps.last()), (series.columns.unit, series.columns.gaps.last()));
        assert!(measured.columns(1).is_err());
    }
    assert!(MeasuredSeries::default().columns(60_000).unwrap_err().to_string().contains("at least one measurement"));
}

#[test]
fn csv_is_a_line_for_each_step() {
    let series = two_series();
    let text = to_csv(&series);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[2],
        "core1,ifHCInOctets,Gi1/0/1,counter,octets/s,2026-11-22T17:11:00Z,60000,0.03333333333333333,0.03333333333333333,0.03333333333333333,0.03333333333333333,1,0.5,"
    );
    assert_eq!(lines[3], "core1,ifHCInOctets,Gi1/0/1,counter,octets/s,2026-11-22T17:12:00Z,60000,,,,,0,0,restarted");
    assert_eq!(
        lines[6],
        "core1,entPhySensorValue,\"CPU, \"\"left\"\"=x\",gauge,celsius,2026-11-22T17:11:00Z,60000,41.125,40,42.5,41,0,1,"
    );
    assert_same(&from_csv(&text).unwrap(), &series);
    assert_same(&from_csv(&text.replace("\r\n", "\n")).unwrap(), &series);
    let without_gap: Vec<&str> = lines.iter().copied().filter(|line| !line.ends_with("restarted")).collect();
    let read = from_csv(&without_gap.join("\n")).unwrap();
    assert_eq!((read[0].columns.count.as_slice(), read[0].columns.gaps.len()), ([6_000, 1, 0, u64::MAX].as_slice(), 0));
}

#[test]
fn a_wrong_line_of_csv_is_named() {
    let text = to_csv(&two_series());
    for (from, to, says) in [
        ("device,", "host,", "malformed at line 1: the header is not device"),
        (",counter,", ",count,", "line 2: \"count\" is no kind (counter or gauge)"),
        ("17:11:00Z", "17:11", "line 3: \"2026-11-22T17:11\" is no time"),
        ("17:12:00Z", "17:12:01Z", "line 4: the step does not follow"),
        ("17:13:00Z", "17:11:00Z", "line 5: the step is not after"),
        ("2026-11-22T17:13:00Z", "9999-11-22T17:13:00Z", "line 5: more than 1000000 steps were left out"),
        ("restarted", "tired", "\"tired\" is no code of a gap"),
        (",6000,1,", ",-6000,1,", "\"-6000\" is no count"),
        ("\"CPU", "CPU", "line 6: a quoted cell does not end"),
        (",1,0.5,", ",1,", "there are 13 cells, not 14"),
    ] {
        let error = from_csv(&text.replacen(from, to, 1)).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
}

#[test]
fn no_spreadsheet_takes_a_name_for_a_formula() {
    for name in ["=1+1", "+1", "-1", "@x", "'quoted", "＝1", "plain", ""] {
        let series = vec![SeriesColumns { key: SeriesKey::new(name, "x", name), ..two_series().remove(0) }];
        let text = to_csv(&series);
        let cell = text.lines().nth(1).unwrap();
        assert!(!cell.starts_with(['=', '+', '-', '@', '＝']), "{cell}");
        assert_same(&from_csv(&text).unwrap(), &series);
    }
}

#[test]
fn a_store_that_is_told_what_was_read_says_the_same() {
    let mut store = MemoryStore::new(Retention::default()).unwrap();
    for series in two_series() {
        let ack = series.measured().append_to(&mut store).unwrap();
        assert_eq!((ack.late, ack.unfit), (0, 0));
        let id = store.declare(&series.spec()).unwrap();
        let read = store.read(id, &ReadSpan::new(series.columns.start, series.columns.end())).unwrap();
        assert_eq!(
            (&read.count, &read.coverage, &read.unit),
            (&series.columns.count, &series.columns.coverage, &series.columns.unit)
        );
        assert_eq!(read.start, series.columns.start);
    }
}

/// What `rrdtool dump` of RRDtool 1.7.2 writes, without comments and rows of a DERIVE that was updated three times.
const DUMP: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE rrd SYSTEM "https://oss.oetiker.ch/rrdtool/rrdtool.dtd">
<!-- Round Robin Database Dump -->
<rrd>
	<version>0003</version>
	<step>60</step> <!-- Seconds -->
	<lastupdate>1795367550</lastupdate> <!-- 2026-11-22 17:12:30 UTC -->
	<ds>
		<name> in </name>
		<type> DERIVE </type>
		<minimal_heartbeat>120</minimal_heartbeat>
		<min>0.0000000000e+00</min>
		<max>NaN</max>
		<last_ds>900</last_ds>
		<value>2.0000000000e+02</value>
		<unknown_sec> 0 </unknown_sec>
	</ds>
	<rra>
		<cf>AVERAGE</cf>
		<pdp_per_row>1</pdp_per_row> <!-- 60 seconds -->
		<params><xff>5.0000000000e-01</xff></params>
		<database>
			<!-- 2026-11-22 17:11:00 UTC / 1795367460 --> <row><v>NaN</v></row>
			<!-- 2026-11-22 17:12:00 UTC / 1795367520 --> <row><v>1.0000000000e+01</v></row>
		</database>
	</rra>
	<rra>
		<cf>MAX</cf>
		<pdp_per_row>2</pdp_per_row> <!-- 120 seconds -->
		<database>
			<row><v>NaN</v></row>
			<row><v>1.0000000000e+01</v></row>
		</database>
	</rra>
	<rra>
		<cf>MAX</cf>
		<pdp_per_row>1</pdp_per_row>
		<database><row><v>NaN</v></row><row><v> nan </v></row><row><v>1.2e+01</v></row></database>
	</rra>
</rrd>
"#;

#[test]
fn a_dump_of_rrdtool_is_read_by_its_row_lengths() {
    let read = from_rrd_dump(DUMP).unwrap();
    let [minutes, pairs] = read.as_slice() else { panic!("{read:?}") };
    assert_eq!((minutes.key.object.as_str(), minutes.columns.kind), ("in", SeriesKind::Counter));
    let columns = &minutes.columns;
    assert_eq!((columns.start, columns.end(), columns.step_ms), (time(1_795_367_340), time(1_795_367_520), 60_000));
    assert_eq!((columns.average[2], columns.max[2]), (10.0, 12.0));
    assert_eq!(
        (columns.count.as_slice(), columns.coverage.as_slice()),
        ([0, 0, 600].as_slice(), [0.0, 0.0, 1.0].as_slice())
    );
    assert_eq!((pairs.columns.end(), pairs.columns.len(), pairs.columns.step_ms), (time(1_795_367_520), 2, 120_000));
    assert!(pairs.columns.average[1].is_nan() && pairs.columns.max[1] == 10.0);
}

#[test]
fn a_wrong_dump_is_refused_with_its_line() {
    for (from, to, says) in [
        ("<rrd>", "<rrd", "line 5"),
        ("<step>60", "<step>0", "line 4: <rrd>: <step> is \"0\", not a number from 1 to 2678400"),
        ("1.0000000000e+01", "ten", "line 24: <v>: \"ten\" is no number"),
        ("<cf>MAX</cf>", "", "<rra>: it has no <cf>"),
        ("<row><v>NaN</v></row>", "<row></row>", "<row>: it has 0 values for 1 data sources"),
    ] {
        let error = from_rrd_dump(&DUMP.replacen(from, to, 1)).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
}

#[test]
fn a_dump_is_read_as_it_was_written() {
    let series = two_series();
    let octets = &series[0].columns;
    let mut heat = series[1].columns.clone();
    let error = to_rrd_dump(&[("in", octets), ("heat", &heat)]).unwrap_err().to_string();
    assert!(error.contains("start, step and length"), "{error}");
    heat.push(Slot::NONE);
    heat.push(Slot::level(1e-300, 1.0));
    let read = from_rrd_dump(&to_rrd_dump(&[("in", octets), ("heat", &heat)]).unwrap()).unwrap();
    for (read, written) in read.iter().zip([octets, &heat]) {
        assert_eq!((read.columns.start, read.columns.kind), (written.start, written.kind));
        let text = |values: &[f64]| format!("{values:?}");
        for (read, written) in [
            (&read.columns.average, &written.average),
            (&read.columns.min, &written.min),
            (&read.columns.max, &written.max),
            (&read.columns.last, &written.last),
        ] {
            assert_eq!(text(read), text(written));
        }
    }
    for name in ["", "more than nineteen letters", "ö", "in"] {
        assert!(to_rrd_dump(&[("in", octets), (name, octets)]).is_err(), "{name}");
    }
    assert!(to_rrd_dump(&[]).is_err());
    assert!(to_rrd_dump(&[("x", &Columns { step_ms: 500, ..octets.clone() })]).is_err());
}

#[test]
fn a_dump_has_several_steps() {
    let mut store = MemoryStore::new(Retention::default()).unwrap();
    let start = 1_795_366_800_000;
    for object in ["in", "out"] {
        let key = SeriesKey::new("core1", object, "");
        let series = store.declare(&SeriesSpec { key, kind: SeriesKind::Counter, unit: "octets".into() }).unwrap();
        for minute in (0..125_i64).filter(|minute| *minute != 122) {
            let time = |minute| Timestamp::from_millis(start + minute * 60_000);
            let count = Measured::Count(600 * minute.unsigned_abs());
            store.append(&[Append { series, from: time(minute), to: time(minute + 1), value: count }]).unwrap();
        }
    }
    let span = ReadSpan::new(Timestamp::from_millis(start), Timestamp::from_millis(start + 125 * 60_000));
    let read = |series, minutes: u64| store.read(SeriesId(series), &span.step_ms(minutes * 60_000)).unwrap();
    let columns: Vec<(u32, Columns)> =
        [1, 10, 60].into_iter().flat_map(|step| [(0, read(0, step)), (1, read(1, step))]).collect();
    let named: Vec<(&str, &Columns)> =
        columns.iter().map(|(series, columns)| (if *series == 0 { "in" } else { "out" }, columns)).collect();
    let dump = to_rrd_dump(&named).unwrap();
    let back = from_rrd_dump(&dump).unwrap();
    assert_eq!(back.len(), 6);
    for (back, (name, written)) in back.iter().zip(&named) {
        let whole = back.columns.len();
        assert_eq!((back.key.object.as_str(), back.columns.start), (*name, written.start));
        assert_eq!(format!("{:?}", back.columns.average), format!("{:?}", &written.average[..whole]));
        assert_eq!(format!("{:?}", back.columns.max), format!("{:?}", &written.max[..whole]));
    }
    let lengths: Vec<usize> = back.iter().map(|series| series.columns.len()).collect();
    assert_eq!(lengths, [125, 125, 12, 12, 2, 2], "what is not over is no row");
    // Minutes 120, 121, 123 and 124 of an hour that is open: their sum, and one that is unknown.
    let hour = dump.split("<pdp_per_row>60</pdp_per_row>").nth(1).unwrap();
    assert!(hour.contains("<value>4.88e3</value><unknown_datapoints>1</unknown_datapoints>"), "{}", &hour[..400]);

    let text = |sources: &[(&str, &Columns)]| to_rrd_dump(sources).unwrap_err().to_string();
    assert!(text(&named[..3]).contains("in each step"));
    assert!(
        text(&[named[0], ("in", &read(0, 60).scaled(1.0, "x")), ("in", &read(0, 60))]).contains("once in each step")
    );
    let odd = Columns { step_ms: 90_000, ..read(0, 1) };
    assert!(text(&[named[0], ("in", &odd)]).contains("multiple of the shortest"));
    let late = Columns { start: Timestamp::from_millis(start + 7_200_000), ..read(0, 60) };
    assert!(text(&[named[0], ("in", &late)]).contains("whole steps until the end"));
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,80}", cells in prop::collection::vec("[a-z0-9\",.:TZ=-]{0,6}", 0..16)) {
        let header = to_csv(&[]);
        drop(from_csv(&text));
        drop(from_csv(&(header.clone() + &text)));
        drop(from_csv(&(header + &cells.join(","))));
        drop(from_json(&text));
        drop(from_rrd_dump(&text));
        drop(from_openmetrics(&format!("# TYPE a gauge\na{text}\n# EOF")));
        drop(from_influx(&text));
        drop(from_influx(&cells.join("=")));
        drop(from_rrd_dump(&DUMP.replacen("60", &text, 1)));
    }
}

/// What a store has of a series once it was told.
fn stored(measured: &MeasuredSeries, like: &Columns) -> Columns {
    let mut store = MemoryStore::new(Retention::default()).unwrap();
    let ack = measured.append_to(&mut store).unwrap();
    assert_eq!((ack.late, ack.unfit), (0, 0));
    let id = store.declare(&measured.series).unwrap();
    let span = ReadSpan::new(like.start, like.end()).step_ms(60_000);
    store.read(id, &span).unwrap()
}

#[test]
fn openmetrics_has_totals_that_begin_anew_after_a_gap() {
    let series = two_series();
    let text = to_openmetrics(&series);
    assert_eq!(
        text,
        r#"# TYPE entPhySensorValue_celsius gauge
# UNIT entPhySensorValue_celsius celsius
entPhySensorValue_celsius{device="core1",object="entPhySensorValue",row="CPU, \"left\"=x"} NaN 1795367400
entPhySensorValue_celsius{device="core1",object="entPhySensorValue",row="CPU, \"left\"=x"} -3.5 1795367460
entPhySensorValue_celsius{device="core1",object="entPhySensorValue",row="CPU, \"left\"=x"} 41.125 1795367520
# TYPE ifHCInOctets_octets counter
# UNIT ifHCInOctets_octets octets
ifHCInOctets_octets_total{device="core1",object="ifHCInOctets",row="Gi1/0/1"} 0 1795367400
ifHCInOctets_octets_created{device="core1",object="ifHCInOctets",row="Gi1/0/1"} 1795367400 1795367400
ifHCInOctets_octets_total{device="core1",object="ifHCInOctets",row="Gi1/0/1"} 6000 1795367460
ifHCInOctets_octets_total{device="core1",object="ifHCInOctets",row="Gi1/0/1"} 6001 1795367520
ifHCInOctets_octets_total{device="core1",object="ifHCInOctets",row="Gi1/0/1"} 0 1795367580
ifHCInOctets_octets_created{device="core1",object="ifHCInOctets",row="Gi1/0/1"} 1795367580 1795367580
ifHCInOctets_octets_total{device="core1",object="ifHCInOctets",row="Gi1/0/1"} 18446744073709551615 1795367640
# EOF
"#
    );
    let read = from_openmetrics(&text).unwrap();
    let [heat, octets] = read.as_slice() else { panic!("{read:?}") };
    assert_eq!((&octets.series, &heat.series), (&series[0].spec(), &series[1].spec()));
    let columns = stored(octets, &series[0].columns);
    assert_eq!(
        (&columns.count, columns.coverage.as_slice()),
        (&series[0].columns.count, [1.0, 1.0, 0.0, 1.0].as_slice())
    );
    assert_eq!(columns.gaps[0].reason, Gap::Missed);
    assert_eq!(stored(heat, &series[1].columns).average, series[1].columns.average);
}

#[test]
fn openmetrics_of_others_is_read() {
    let text = "# TYPE node_network_receive_bytes counter\n# HELP node_network_receive_bytes Received.\n\
        node_network_receive_bytes_total{device=\"eth0\",instance=\"web:9100\",le=\"\\\\a\\\"\"} 100.0 10.5 # {id=\"x\"} 1\n\
        node_network_receive_bytes_total{device=\"eth0\",instance=\"web:9100\",le=\"\\\\a\\\"\"} 1.6e2 20.5\n\
        node_network_receive_bytes_total{device=\"eth0\",instance=\"web:9100\",le=\"\\\\a\\\"\"} 5 30.5\n\
        # TYPE latency histogram\nlatency_bucket{le=\"+Inf\"} 4 10\n# TYPE heat gauge\nheat 20 10\nheat 21 20\n# EOF\n";
    let read = from_openmetrics(text).unwrap();
    let [heat, bytes] = read.as_slice() else { panic!("{read:?}") };
    assert_eq!(bytes.series.key, SeriesKey::new("eth0", "node_network_receive_bytes", "le=\\a\""));
    let ms = Timestamp::from_millis;
    let decreased = Measured::Gap(Gap::Discontinuity { cause: Cause::Decreased });
    assert_eq!(
        bytes.measured,
        [
            Measurement { from: ms(10_500), to: ms(20_500), value: Measured::Count(60) },
            Measurement { from: ms(20_500), to: ms(30_500), value: decreased },
        ]
    );
    assert_eq!(heat.measured, [Measurement { from: ms(10_000), to: ms(20_000), value: Measured::Level(21.0) }]);
}

#[test]
fn a_wrong_line_of_openmetrics_is_named() {
    for (text, says) in [
        ("# TYPE a gauge\na 1 1\n", "line 2: the text does not end with # EOF"),
        ("# TYPE a gauge\na 1\n# EOF", "line 2: the sample has no time"),
        ("# TYPE a gauge\na x 1\n# EOF", "line 2: \"x\" is no number"),
        ("# TYPE a gauge\na 1 2\na 1 1\n# EOF", "line 3: the sample is not after the one before"),
        ("# TYPE a counter\na 1 2\n# EOF", "ends with _total or _created"),
        ("# TYPE a counter\na_total -1 2\n# EOF", "\"-1\" is no total of a counter"),
        ("# TYPE a gauge\na{b=\"c} 1 2\n# EOF", "the labels are not"),
        ("# TYPE a gauge\na 1 2 3\n# EOF", "\"3\" follows the time"),
        ("# EOF\na 1 2", "line 2: something follows # EOF"),
        ("{} 1 2\n# EOF", "line 1: the line has no name"),
    ] {
        let error = from_openmetrics(text).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
}

#[test]
fn influx_lines_are_read_as_they_were_written() {
    let mut series = two_series();
    series[1].key.row = "C:\\ Label, \"left\"=x".into();
    let text = to_influx(&series);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 5);
    assert_eq!(
        lines[1],
        "ifHCInOctets,device=core1,kind=counter,row=Gi1/0/1,unit=octets coverage=0.5,step_ms=60000i,count=1i,\
         average=0.03333333333333333,min=0.03333333333333333,max=0.03333333333333333,last=0.03333333333333333 1795367460000000000"
    );
    assert!(lines[2].contains("count=18446744073709551615u"));
    assert!(
        lines[3].starts_with(r#"entPhySensorValue,device=core1,kind=gauge,row=C:\\\ Label\,\ "left"\=x,unit=celsius "#)
    );
    let read = from_influx(&text).unwrap();
    let [heat, octets] = read.as_slice() else { panic!("{read:?}") };
    assert_eq!((&octets.series, &heat.series), (&series[0].spec(), &series[1].spec()));
    let columns = stored(octets, &series[0].columns);
    assert_eq!((&columns.count, &columns.coverage), (&series[0].columns.count, &series[0].columns.coverage));
    assert_eq!(stored(heat, &series[1].columns).average, series[1].columns.average);
}

#[test]
fn influx_lines_of_others_are_gauges() {
    let text = "# a comment\n\ncpu,host=web,cpu=cpu\\ 0 usage=12.5,note=\"a b,c=\\\"d\",up=true,n=3i 1000000000\n\
        cpu,cpu=cpu\\ 0,host=web usage=13.5 2000000000\n";
    let read = from_influx(text).unwrap();
    let keys: Vec<String> = read.iter().map(|series| series.series.key.to_string()).collect();
    assert_eq!(keys, ["web cpu.n cpu=cpu 0", "web cpu.usage cpu=cpu 0"]);
    let level = Measurement { from: time(1), to: time(2), value: Measured::Level(13.5) };
    assert_eq!((read[0].measured.as_slice(), read[1].measured.as_slice()), ([].as_slice(), [level].as_slice()));
    for (text, says) in [
        ("cpu a=1", "line 1: the line is not measurement,tags fields time"),
        ("cpu,host a=1 1", "\"host\" is not name=value"),
        ("cpu a=1x 1", "\"1x\" is no number"),
        ("cpu a=1 now", "\"now\" is no time in nanoseconds"),
    ] {
        let error = from_influx(text).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
}

/// The fields of a message of Protocol Buffers: numbers of fields with varints, eight octets, or messages.
fn fields(mut octets: &[u8]) -> Vec<(u8, Vec<u8>)> {
    fn varint(octets: &mut &[u8]) -> u64 {
        let (mut number, mut shift) = (0, 0);
        loop {
            let octet = octets[0];
            *octets = &octets[1..];
            number |= u64::from(octet & 0x7f) << shift;
            shift += 7;
            if octet < 0x80 {
                return number;
            }
        }
    }
    let mut found = Vec::new();
    while let Some((tag, rest)) = octets.split_first() {
        octets = rest;
        let value = match tag & 7 {
            0 => varint(&mut octets).to_le_bytes().to_vec(),
            1 => {
                let (value, rest) = octets.split_at(8);
                octets = rest;
                value.to_vec()
            }
            2 => {
                let length = usize::try_from(varint(&mut octets)).unwrap();
                let (value, rest) = octets.split_at(length);
                octets = rest;
                value.to_vec()
            }
            other => panic!("wire type {other}"),
        };
        found.push((tag >> 3, value));
    }
    found
}

type Labels = Vec<(String, String)>;

/// What a body says of its first series: labels, and samples with their bits.
fn first_series(body: &[u8]) -> (Labels, Vec<(i64, u64)>) {
    let request = snap::raw::Decoder::new().decompress_vec(body).unwrap();
    let Some((1, series)) = fields(&request).into_iter().next() else { return (Vec::new(), Vec::new()) };
    let text = |octets: &[u8]| String::from_utf8(octets.to_vec()).unwrap();
    let eight = |octets: &[u8]| <[u8; 8]>::try_from(octets).unwrap();
    let (mut labels, mut samples) = (Vec::new(), Vec::new());
    for (number, part) in fields(&series) {
        let parts = fields(&part);
        match number {
            1 => labels.push((text(&parts[0].1), text(&parts[1].1))),
            _ => samples.push((i64::from_le_bytes(eight(&parts[1].1)), u64::from_le_bytes(eight(&parts[0].1)))),
        }
    }
    (labels, samples)
}

#[test]
fn remote_write_has_sorted_labels_and_stale_marks() {
    let series = two_series();
    let (labels, samples) = first_series(&to_remote_write(&series).unwrap());
    let text: Vec<String> = labels.iter().map(|(name, text)| format!("{name}={text}")).collect();
    assert_eq!(text, ["__name__=ifHCInOctets_octets_total", "device=core1", "object=ifHCInOctets", "row=Gi1/0/1"]);
    let bits = f64::to_bits;
    let start = 1_795_367_400_000;
    assert_eq!(
        samples,
        [
            (start, bits(0.0)),
            (start + 60_000, bits(6_000.0)),
            (start + 120_000, bits(6_001.0)),
            (start + 120_001, 0x7ff0_0000_0000_0002),
            (start + 180_000, bits(0.0)),
            (start + 240_000, bits(u64::MAX as f64)),
        ]
    );
}

#[test]
fn remote_writes_go_on_from_each_other() {
    let minutes = |from: i64, counts: &[Option<u64>]| {
        let mut columns = Columns::new(SeriesKind::Counter, "octets", time(from * 60), 60_000);
        for count in counts {
            columns.push(count.map_or(Slot::NONE, |count| Slot::counted(count, 60_000, 60_000)));
        }
        [SeriesColumns { key: SeriesKey::new("a", "b", ""), columns }]
    };
    let mut writer = RemoteWriter::default();
    let mut write = |from, counts: &[Option<u64>]| {
        let (_, samples) = first_series(&writer.body(&minutes(from, counts)).unwrap());
        samples.into_iter().map(|(at, value)| (at / 60_000, f64::from_bits(value))).collect::<Vec<_>>()
    };
    assert_eq!(write(0, &[Some(1), Some(2)]), [(0, 0.0), (1, 1.0), (2, 3.0)]);
    assert_eq!(write(2, &[Some(4)]), [(3, 7.0)], "adjacent");
    assert_eq!(write(1, &[Some(2), Some(4), Some(8)]), [(4, 15.0)], "overlapping");
    assert_eq!(write(0, &[Some(1)]), [], "old");
    assert_eq!(write(4, &[Some(1), None]).len(), 2, "a total and a stale mark");
    assert_eq!(write(6, &[Some(5)]), [(6, 0.0), (7, 5.0)], "after a gap");
    assert_eq!(write(9, &[Some(6)]), [(9, 0.0), (10, 6.0)], "after nothing");
}
