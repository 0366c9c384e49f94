use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::check::{Status, Thresholds};
use crate::counter::{Cause, Gap, PortIdentity};
use crate::inventory::{ChosenRows, MissedDevice, PollBatch, PolledColumn};
use crate::series::{MemoryStore, ReadSpan, Retention, SeriesId, Store};
use crate::value::{DeviceId, IfIndex, Moment, SmiType, Timestamp};

const START: i64 = 1_700_000_040_000;
const MINUTE: u64 = 60;

/// Cells of a row by the name of their column.
type Cells<'a> = &'a [(&'a str, u64)];

fn ids(names: &[&str]) -> Vec<DeviceId> {
    names.iter().map(|name| DeviceId((*name).to_owned())).collect()
}

/// A batch of a group, `secs` after the start, from agents that started a day before.
fn batch(group: &Group, devices: &[&str], secs: u64, rows: &[(u32, &[u32], Cells<'_>)]) -> PollBatch {
    let uptime = u32::try_from((86_400 + secs) * 100).unwrap();
    batch_of(group, devices, secs, Some(uptime), rows)
}

fn batch_of(
    group: &Group,
    devices: &[&str],
    secs: u64,
    uptime: Option<u32>,
    rows: &[(u32, &[u32], Cells<'_>)],
) -> PollBatch {
    let column = |column: &ColumnSpec| PolledColumn {
        name: column.name.clone(),
        oid: column.oid.clone(),
        kind: column.kind,
        values: Vec::new(),
        valid: Vec::new(),
    };
    let mut batch = PollBatch {
        cycle: secs * 1000 / group.interval_ms,
        time: Timestamp::from_millis(START + i64::try_from(secs).unwrap() * 1000),
        started: Moment::from_secs(1_000 + secs),
        devices: ids(devices),
        columns: group.columns.iter().map(column).collect(),
        ..PollBatch::default()
    };
    for (device, index, cells) in rows {
        let cells: BTreeMap<&str, u64> = cells.iter().copied().collect();
        let found = |(place, column): (usize, &ColumnSpec)| cells.get(column.name.as_str()).map(|cell| (place, *cell));
        let found: Vec<(usize, u64)> = group.columns.iter().enumerate().filter_map(found).collect();
        let mut values = vec![0; group.columns.len()];
        let mut valid = 0;
        for (place, cell) in found {
            values[place] = cell;
            valid |= 1 << place;
        }
        batch.push(*device, index, Moment::from_secs(1_000 + secs), uptime, &values, valid);
    }
    batch
}

fn port(index: u32, name: &str) -> RowFacts {
    RowFacts { speed_bps: Some(1_000_000_000), if_type: Some(6), ..RowFacts::new(&[index], name) }
}

fn traffic_of(devices: &[&str], ports: &[RowFacts]) -> Meter {
    let mut meter = Meter::new(standard::traffic(), ids(devices)).unwrap();
    for device in 0..u32::try_from(devices.len()).unwrap() {
        meter.name_rows(device, ports);
    }
    meter
}

/// The ports 1 and 2 with the same cells.
fn both<'a>(cells: Cells<'a>) -> [(u32, &'a [u32], Cells<'a>); 2] {
    [(0, &[1], cells), (0, &[2], cells)]
}

fn wide(octets: u64) -> [(&'static str, u64); 2] {
    [("ifHCInOctets", octets), ("ifHCOutOctets", octets / 2)]
}

#[test]
fn traffic_is_named_and_bounded_and_said_in_percent() {
    let group = standard::traffic();
    let mut meter = traffic_of(&["a"], &[port(1, "Gi1"), port(2, "Gi2")]);
    let first = meter.take(&batch(&group, &["a"], 0, &[(0, &[1], &wide(1_000)), (0, &[2], &wide(500))]));
    assert_eq!(first.column("in_octets").unwrap().of(0), Some(Err(Gap::FirstSample)));
    assert_eq!(first.column("in_utilisation").unwrap().of(0), Some(Err(Gap::FirstSample)));
    let later = [(0, &[1][..], &wide(1_000 + 7_500_000_000)[..]), (0, &[2], &wide(500))];
    let later = meter.take(&batch(&group, &["a"], MINUTE, &later));
    let value = |name: &str, object: &str| later.value(&DeviceId("a".into()), name, object);
    assert_eq!(value("Gi1", "in_octets"), Some(Ok(125_000_000.0)));
    assert_eq!(value("Gi1", "in_utilisation"), Some(Ok(100.0)));
    assert_eq!(value("Gi2", "in_octets"), Some(Ok(0.0)));
    assert_eq!(later.column("in_octets").unwrap().counts, [7_500_000_000, 0]);
    assert_eq!(later.state, [RowState::Read, RowState::Read]);
    assert!(!later.column("in_utilisation").unwrap().keep);
    assert_eq!(later.rows.key(0, "in_octets").unwrap().to_string(), "a in_octets Gi1");
}

#[test]
fn nothing_is_made_of_rows_after_a_restart_until_they_were_named_again() {
    let group = standard::traffic();
    let mut meter = traffic_of(&["a"], &[port(1, "Gi1"), port(2, "Gi2")]);
    let (one, two, three, four) = (wide(1_000), wide(100), wide(700), wide(1_300));
    meter.take(&batch(&group, &["a"], 0, &both(&one)));
    // Back after 10 s, with the ports the other way round.
    let restarted = meter.take(&batch_of(&group, &["a"], MINUTE, Some(1_000), &both(&two)));
    let gap = Gap::Discontinuity { cause: Cause::Restarted { up_ms: Some(10_000) } };
    assert_eq!(restarted.column("in_octets").unwrap().of(0), Some(Err(gap)));
    assert_eq!((restarted.state[0], meter.unnamed()), (RowState::Unsure, vec![0]));
    meter.name_rows(0, &[port(2, "Gi1"), port(1, "Gi2")]);
    let named = meter.take(&batch_of(&group, &["a"], 2 * MINUTE, Some(7_000), &both(&three)));
    let replaced = Gap::Discontinuity { cause: Cause::Replaced };
    assert_eq!(named.column("in_octets").unwrap().of(0), Some(Err(replaced)));
    assert_eq!(named.rows.index.of(0), [2]);
    let after = meter.take(&batch_of(&group, &["a"], 3 * MINUTE, Some(13_000), &both(&four)));
    assert_eq!(after.column("in_octets").unwrap().of(0), Some(Ok(10.0)));
}

#[test]
fn a_port_without_64_bits_is_measured_by_32_and_stays_so() {
    let slow = |index, name| RowFacts { speed_bps: Some(100_000_000), ..port(index, name) };
    let mut meter = traffic_of(&["a"], &[slow(1, "Fa1"), slow(2, "Fa2")]);
    let at = |meter: &mut Meter, minute: u64, narrow: u64, wide: Option<u64>| {
        let mut other = vec![("ifInOctets", 5)];
        other.extend(wide.map(|wide| ("ifHCInOctets", wide)));
        let rows = [(0, &[1][..], &[("ifInOctets", narrow)][..]), (0, &[2], &other)];
        let measured = meter.take(&batch(&standard::traffic(), &["a"], minute * MINUTE, &rows));
        let column = measured.column("in_octets").unwrap();
        (column.of(0), column.of(1))
    };
    at(&mut meter, 0, u64::from(u32::MAX), Some(60));
    assert_eq!(at(&mut meter, 1, 599, Some(120)), (Some(Ok(10.0)), Some(Ok(1.0))));
    // One cell is missing once: no other counter takes its place.
    assert_eq!(at(&mut meter, 2, 1_199, None), (Some(Ok(10.0)), Some(Err(Gap::NoCounter))));
    assert_eq!(at(&mut meter, 3, 1_199, Some(360)), (Some(Ok(0.0)), Some(Ok(2.0))));
    for minute in 4..6 {
        assert_eq!(at(&mut meter, minute, 1_199, None).1, Some(Err(Gap::NoCounter)));
    }
    let changed = Gap::Discontinuity { cause: Cause::WidthChanged };
    assert_eq!(at(&mut meter, 6, 1_199, None).1, Some(Err(changed)), "the device lost it");
    assert_eq!(at(&mut meter, 7, 1_199, None).1, Some(Ok(0.0)));
}

#[test]
fn ports_that_are_down_rest_after_they_were_read_once_more() {
    let group = standard::traffic();
    let down = |name: &str, is_down| RowFacts { is_down, ..port(if name == "Gi1" { 1 } else { 2 }, name) };
    let mut meter = traffic_of(&["a"], &[port(1, "Gi1"), port(2, "Gi2")]);
    let (one, two, three) = (wide(0), wide(600), wide(1_800));
    meter.take(&batch(&group, &["a"], 0, &both(&one)));
    assert_eq!(meter.choices(), []);
    meter.name_rows(0, &[down("Gi1", true), down("Gi2", false)]);
    assert_eq!(meter.choices(), [], "once more");
    let last = meter.take(&batch(&group, &["a"], MINUTE, &both(&two)));
    assert_eq!(last.column("in_octets").unwrap().of(0), Some(Ok(10.0)));
    let choices = meter.choices();
    assert_eq!(choices, [(0, RowChoice::Rows([[2]].into_iter().collect()))]);
    let mut chosen = batch(&group, &["a"], 2 * MINUTE, &[(0, &[2], &three)]);
    chosen.chosen.push(ChosenRows { device: 0, rows: 1 });
    let rested = meter.take(&chosen);
    assert_eq!(rested.state, [RowState::Down, RowState::Read]);
    assert_eq!(rested.column("in_octets").unwrap().of(0), None, "it was not asked");
    meter.name_rows(0, &[down("Gi1", false), down("Gi2", false)]);
    assert_eq!(meter.choices(), [(0, RowChoice::All)]);
    let back = meter.take(&batch(&group, &["a"], 3 * MINUTE, &both(&three)));
    let column = back.column("in_octets").unwrap();
    assert_eq!((column.of(0), column.counts[0]), (Some(Ok(10.0)), 1_200), "nothing is lost");
}

#[test]
fn what_does_not_change_is_asked_less_often_and_at_once_again_when_it_does() {
    let mut group = standard::storage();
    group.adaptive = Adaptive { calm_after: 2, at_most_ms: 240_000, ..Adaptive::default() };
    let mut meter = Meter::new(group.clone(), ids(&["a"])).unwrap();
    let disk = |used| [("hrStorageAllocationUnits", 1_024), ("hrStorageSize", 1_000), ("hrStorageUsed", used)];
    let first = meter.take(&batch(&group, &["a"], 0, &[(0, &[1], &disk(500))]));
    assert_eq!((first.unnamed, meter.unnamed()), (1, vec![0]));
    meter.name_rows(0, &[RowFacts::new(&[1], "/")]);
    let mut asked = Vec::new();
    let mut resting = false;
    for minute in 1..20 {
        let used = if minute >= 15 { 600 } else { 500 };
        let cells = disk(used);
        let row: [(u32, &[u32], Cells<'_>); 1] = [(0, &[1], &cells)];
        let mut next = batch(&group, &["a"], minute * MINUTE, if resting { &[] } else { &row });
        if resting {
            next.resting.push(0);
        }
        let measured = meter.take(&next);
        assert_eq!(measured.state[0], if resting { RowState::Calm } else { RowState::Read });
        if !resting {
            asked.push(minute);
            let share = measured.value(&DeviceId("a".into()), "/", "storage_share");
            assert_eq!(share, Some(Ok(if used == 600 { 60.0 } else { 50.0 })));
        }
        for (_, choice) in meter.choices() {
            resting = choice == RowChoice::Rest;
        }
    }
    assert_eq!(asked, [1, 2, 3, 5, 7, 11, 15, 16, 17, 19], "1 and 2 cycles apart, then 4, until it changes");
}

#[test]
fn a_device_without_the_table_is_left_in_peace_and_looked_at_again() {
    let mut group = standard::ups();
    group.adaptive.look_again_ms = 5 * 60_000;
    let mut meter = Meter::new(group.clone(), ids(&["a", "b"])).unwrap();
    let mut seen = Vec::new();
    let mut resting = false;
    for minute in 0..20 {
        let charge = [("upsEstimatedChargeRemaining", 99)];
        let mut next = batch(&group, &["a", "b"], minute * MINUTE, &[(1, &[0], &charge)]);
        if resting {
            next.resting.push(0);
        } else {
            seen.push(minute);
        }
        let measured = meter.take(&next);
        assert_eq!(measured.value(&DeviceId("b".into()), "", "ups_charge"), Some(Ok(99.0)));
        for (device, choice) in meter.choices() {
            assert_eq!(device, 0);
            resting = choice == RowChoice::Rest;
        }
    }
    assert_eq!(seen, [0, 2, 4, 8, 13, 18], "then every five minutes");
}

#[test]
fn thresholds_become_results() {
    let mut group = standard::traffic();
    let thresholds = Thresholds::parse("80", "95").unwrap();
    group.watches.push(Watch { object: "in_utilisation".into(), names: vec!["Gi1".into()], thresholds });
    let mut meter = Meter::new(group.clone(), ids(&["a"])).unwrap();
    meter.name_rows(0, &[port(1, "Gi1"), port(2, "Gi2")]);
    let (zero, full) = (wide(0), wide(6_750_000_000));
    assert_eq!(meter.take(&batch(&group, &["a"], 0, &both(&zero))).results, [], "a first sample is no trouble");
    let measured = meter.take(&batch(&group, &["a"], MINUTE, &both(&full)));
    assert_eq!(measured.results.len(), 1);
    assert_eq!(measured.results[0].status, Status::Warning);
    assert_eq!(measured.results[0].summary, "a in_utilisation Gi1 is 90 percent; the threshold is 80");
    let mut missed = batch(&group, &["a"], 2 * MINUTE, &[]);
    missed.missed.push(MissedDevice { device: 0, code: "timed-out".into(), reason: String::new(), cycles: 1 });
    assert_eq!(meter.take(&missed).results[0].status, Status::Unknown);
}

#[test]
fn a_new_run_goes_on_from_what_the_last_one_remembered() {
    let group = standard::traffic();
    let ports = [port(1, "Gi1"), port(2, "Gi2"), port(3, "Gi3")];
    let mut meter = traffic_of(&["a"], &ports);
    let (one, two) = (wide(1_000), wide(37_000));
    let three = |cells| [&both(cells)[..], &[(0, &[3], cells)]].concat();
    meter.take(&batch(&group, &["a"], 0, &three(&one)));
    let memory = serde_json::to_string(&meter.memory()).unwrap();

    let mut next = traffic_of(&["a"], &[]);
    next.restore(serde_json::from_str(&memory).unwrap());
    next.name_rows(0, &[port(1, "Gi1"), port(3, "Gi2"), port(2, "Gi3")]);
    // The new run's clock that never steps began anew.
    let mut later = batch(&group, &["a"], 3_600, &three(&two));
    later.started = Moment::from_secs(5);
    later.taken.iter_mut().for_each(|taken| *taken = Moment::from_secs(5));
    let measured = next.take(&later);
    let column = measured.column("in_octets").unwrap();
    assert_eq!((column.of(0), column.counts[0]), (Some(Ok(10.0)), 36_000));
    assert_eq!(column.since[0], Timestamp::from_millis(START));
    let row = measured.rows.find(&DeviceId("a".into()), "Gi2").unwrap();
    assert_eq!(column.of(row), Some(Err(Gap::FirstSample)), "another index, another counter");
}

#[test]
fn pages_are_counted_by_their_own_rules() {
    let group = standard::printer_pages();
    let mut meter = Meter::new(group.clone(), ids(&["printer"])).unwrap();
    let mut at = |secs: u64, uptime: u32, pages: u64, serial: &str| {
        let cells = [("prtMarkerLifeCount", pages)];
        let measured = meter.take(&batch_of(&group, &["printer"], secs, Some(uptime), &[(0, &[1, 1], &cells)]));
        for device in meter.unnamed() {
            meter.set_serial(device, Some(serial.into()));
        }
        measured.column("pages").unwrap().of(0).map(|it| it.map(|rate| (rate * 300.0).round()))
    };
    let gap = |cause| Some(Err(Gap::Discontinuity { cause }));
    assert_eq!(at(0, 100_000, 1_000, "X1"), Some(Err(Gap::FirstSample)));
    assert_eq!(at(300, 130_000, 1_030, "X1"), Some(Ok(30.0)));
    assert_eq!(at(600, 1_000, 1_020, "X1"), gap(Cause::Restarted { up_ms: Some(10_000) }), "whose pages?");
    assert_eq!(at(900, 31_000, 1_025, "X1"), gap(Cause::RolledBack));
    assert_eq!(at(1_200, 61_000, 1_055, "X1"), Some(Ok(30.0)));
    assert_eq!(at(1_500, 91_000, 9, "X1"), gap(Cause::Reset));
    at(1_800, 1_000, 40, "X2");
    assert_eq!(at(2_100, 31_000, 50, "X2"), gap(Cause::Replaced));
    assert_eq!(at(2_400, 61_000, 60, "X2"), Some(Ok(10.0)));
}

#[test]
fn the_clock_of_series_is_steady_and_a_step_is_told() {
    let group = standard::uptime();
    let mut meter = Meter::new(group.clone(), ids(&["a"])).unwrap();
    let mut at = |secs: u64, off_ms: i64| {
        let mut next = batch(&group, &["a"], secs, &[(0, &[0], &[("sysUpTime", 4_200)])]);
        next.time = Timestamp::from_millis(next.time.as_millis() + off_ms);
        let measured = meter.take(&next);
        (measured.clock_step_ms, measured.taken[0].as_millis() - START - i64::try_from(secs).unwrap() * 1000)
    };
    assert_eq!(at(0, 0), (0, 0));
    assert_eq!(at(60, 300), (0, 0), "a little is no step");
    assert_eq!(at(120, 3_600_000), (3_600_000, 3_600_000));
    assert_eq!(at(180, 3_600_000), (0, 3_600_000));
    assert_eq!(at(240, 0), (-3_600_000, 0));
}

#[test]
fn the_table_of_ports_tells_what_meters_have_to_know() {
    let group = standard::ports();
    let mut table = PortTable::new(ids(&["a"]));
    let identity = |index, name: &str| PortIdentity {
        index: IfIndex(index),
        name: Some(name.into()),
        alias: Some(format!("to {name}")),
        mac: None,
    };
    table.name_ports(0, vec![identity(1, "Gi1"), identity(2, "Gi2")]);
    let state = |oper, mbit| [("ifOperStatus", oper), ("ifHighSpeed", mbit), ("ifType", 6)];
    let rows = |oper| batch(&group, &["a"], 0, &[(0, &[1], &state(oper, 1_000)), (0, &[2], &state(1, 10_000))]);
    assert_eq!(table.take(&rows(1)), [0]);
    assert_eq!(table.take(&rows(1)), [] as [u32; 0]);
    assert_eq!(table.take(&rows(7)), [0]);
    let facts = table.facts(0);
    assert_eq!((facts[0].is_down, facts[0].speed_bps, facts[1].is_down), (true, Some(1_000_000_000), false));
    assert_eq!((facts[0].alias.as_deref(), facts[0].if_type), (Some("to Gi1"), Some(6)));
    table.name_ports(0, vec![identity(2, "Gi1"), identity(3, "Gi2")]);
    assert!(table.facts(0).iter().all(|port| port.is_new_counter));
    table.settle(0);
    assert!(!table.facts(0)[0].is_new_counter && table.facts(0)[0].is_down);
}

#[test]
fn a_batch_of_strangers_and_a_broken_one_harm_nobody() {
    let group = standard::traffic();
    let mut meter = traffic_of(&["a"], &[port(1, "Gi1")]);
    let rows = wide(5);
    let mut strange = batch(&group, &["x", "y"], 0, &[(0, &[1], &rows), (1, &[1, 2], &rows), (9, &[1], &rows)]);
    strange.resting = vec![0, 77];
    strange.chosen = vec![ChosenRows { device: 88, rows: 1 }];
    let measured = meter.take(&strange);
    assert_eq!((measured.unnamed, measured.column("in_octets").unwrap().of(0)), (0, None));
    assert_eq!(meter.take(&PollBatch::default()).columns.len(), 4);
    meter.name_rows(7, &[port(1, "Gi1")]);
    meter.set_serial(7, None);
    meter.could_not_name(7);
}

proptest! {
    /// However the readings fall, and whatever is missed: what the series has is what the counter counted.
    #[test]
    fn what_is_appended_is_what_was_counted(
        steps in proptest::collection::vec((1_u64..4, 0_u64..5_000_000_000, 0..10_u8), 2..40),
    ) {
        let group = standard::traffic();
        let mut meter = traffic_of(&["a"], &[port(1, "Gi1")]);
        let mut store = MemoryStore::new(Retention::default()).unwrap();
        let (mut minute, mut octets, mut first, mut last) = (0_u64, 17_u64, None, 0);
        let mut id: Option<SeriesId> = None;
        for (minutes, count, luck) in steps {
            minute += minutes;
            octets += count.min(minutes * 60 * 125_000_000);
            let cells = wide(octets);
            let row: [(u32, &[u32], Cells<'_>); 1] = [(0, &[1], &cells)];
            let is_missed = luck == 0;
            let measured = meter.take(&batch(&group, &["a"], minute * MINUTE, if is_missed { &[] } else { &row }));
            let column = measured.column("in_octets").unwrap();
            let series = *id.get_or_insert_with(|| store.declare(&column.series(&measured.rows, 0).unwrap()).unwrap());
            if let Some(append) = column.append(0, series, measured.taken[0]) {
                let ack = store.append(&[append]).unwrap();
                prop_assert_eq!((ack.accepted, ack.late, ack.unfit), (1, 0, 0));
            }
            if !is_missed {
                first.get_or_insert(octets);
                last = octets;
            }
        }
        if let (Some(series), Some(first)) = (id, first) {
            let span = ReadSpan::new(Timestamp::from_millis(START), Timestamp::from_millis(START + 200 * 60_000));
            let columns = store.read(series, &span.step_ms(60_000)).unwrap();
            prop_assert_eq!(columns.total(), u128::from(last - first));
        }
    }
}

#[test]
fn a_device_that_makes_up_names_does_not_fill_the_memory() {
    let mut meter = traffic_of(&["a"], &[]);
    for round in 0..40_u32 {
        let ports: Vec<RowFacts> = (1..=2_000).map(|index| port(index, &format!("{round} {index}"))).collect();
        meter.name_rows(0, &ports);
    }
    assert_eq!(meter.rows().len(), 65_536);
}

/// The page that people read has every group, and its own template works.
#[test]
fn the_page_says_what_there_is() {
    let page = include_str!("../../../docs/measuring.md");
    for group in &standard::everything().groups {
        assert!(page.contains(&format!("`{}`", group.name)), "{} is not in docs/measuring.md", group.name);
    }
    let json = page.split("```json").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let template: Template = serde_json::from_str(json).unwrap();
    template.check().unwrap();
    assert_eq!(template.groups[0].adaptive, Adaptive::default());
}

#[test]
fn a_template_that_does_not_fit_together_is_told() {
    let told = |change: fn(&mut Group)| {
        let mut group = standard::traffic();
        change(&mut group);
        Template::new("mine").group(group).check().unwrap_err().to_string()
    };
    for (wrong, says) in [
        (told(|it| it.name.clear()), "a group has a name"),
        (told(|it| it.interval_ms = 0), "at least 10 ms"),
        (told(|it| it.columns.clear()), "1 to 64 columns"),
        (told(|it| it.rows = RowKind::Named { columns: Vec::new() }), "1 to 8 columns of names"),
        (told(|it| it.quantities[0].object = "out_octets".into()), "a name of its own"),
        (told(|it| it.quantities[0].formula = Formula::level("ifMtu", 1.0)), "a column of the group"),
        (told(|it| it.columns[0].kind = SmiType::Gauge32), "a Counter32 or Counter64"),
        (told(|it| it.quantities[2].formula = Formula::Utilisation { of: "x".into() }), "a counter of octets"),
        (told(|it| it.watches.push(Watch { object: "x".into(), ..Watch::default() })), "a quantity of the group"),
    ] {
        assert!(wrong.contains(says) && wrong.contains("group"), "{wrong}");
    }
    let twice = Template::new("mine").group(standard::load()).group(standard::load());
    assert!(twice.check().unwrap_err().to_string().contains("a name of its own"));
}
