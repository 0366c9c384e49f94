use super::{PollBatch, PolledColumn, RowIndexes};
use crate::counter::{Cause, Gap};
use crate::value::{DeviceId, IfIndex, Moment, SmiType, TimeTicks, Value, VarBind, oid};
use crate::wire::{
    CommunityString, ErrorStatus, Message, Pdu, PollLimits, PollMemory, PollPlan, PollStep, Response, ResponseView,
    TablePoll, Version, encode,
};

fn batch(names: &[(&str, u32, SmiType)], devices: &[&str]) -> PollBatch {
    let column = |(name, id, kind): &(&str, u32, SmiType)| PolledColumn {
        name: (*name).to_owned(),
        oid: oid(&[1, 3, 6, 1, 2, 1, 31, 1, 1, 1, *id]),
        kind: *kind,
        values: Vec::new(),
        valid: Vec::new(),
    };
    PollBatch {
        devices: devices.iter().map(|name| DeviceId((*name).to_owned())).collect(),
        columns: names.iter().map(column).collect(),
        ..PollBatch::default()
    }
}

const OCTETS: [(&str, u32, SmiType); 3] = [
    ("ifHCInOctets", 6, SmiType::Counter64),
    ("ifHCOutOctets", 10, SmiType::Counter64),
    ("ifHighSpeed", 15, SmiType::Gauge32),
];

#[test]
fn rows_of_any_index_are_found_by_number() {
    let mut batch = batch(&OCTETS[..1], &["a"]);
    for (number, index) in [&[7][..], &[8], &[9, 1], &[10], &[], &[11, 1, 2]].into_iter().enumerate() {
        batch.push(0, index, Moment::START, (number % 2 == 0).then_some(5), &[number as u64], u64::from(number < 3));
    }
    let indexes: Vec<&[u32]> = (0..7).map(|row| batch.index.of(row)).collect();
    assert_eq!(indexes, [&[7][..], &[8], &[9, 1], &[10], &[], &[11, 1, 2], &[]]);
    assert_eq!((0..7).map(|row| batch.columns[0].value(row)).collect::<Vec<_>>()[1..4], [Some(1), Some(2), None]);
    assert_eq!((batch.uptime_of(0).map(|it| it.0), batch.uptime_of(1)), (Some(5), None));
}

#[test]
fn many_rows_keep_their_bits() {
    let mut batch = batch(&OCTETS[..2], &["a"]);
    for row in 0..1000_u32 {
        batch.push(
            0,
            &[row],
            Moment::START,
            None,
            &[row.into(), 1],
            u64::from(row % 3 == 0) | u64::from(row % 5 == 0) << 1,
        );
    }
    for row in 0..1000_usize {
        assert_eq!(batch.columns[0].value(row), (row % 3 == 0).then_some(row as u64));
        assert_eq!(batch.columns[1].value(row), (row % 5 == 0).then_some(1));
        assert_eq!(batch.index.of(row), [u32::try_from(row).unwrap()]);
    }
    assert!(batch.index.ends.is_empty());
}

#[test]
fn rates_join_devices_by_name_and_interfaces_by_number() {
    let mut earlier = batch(&OCTETS, &["a", "b", "c", "gone"]);
    let mut later = batch(&OCTETS, &["b", "a", "c"]);
    let (then, now) = (Moment::from_secs(100), Moment::from_secs(160));
    for (device, index, octets) in [(0, 1, 0), (0, 2, 500), (1, 1, 1_000), (2, 1, 9), (3, 1, 1)] {
        earlier.push(device, &[index], then, Some(100_000), &[octets, 0, 1_000], 0b111);
    }
    for (device, index, octets) in [(1, 2, 500 + 7_500), (1, 3, 5), (0, 1, 10)] {
        later.push(device, &[index], now, Some(106_000), &[octets, 0, 1_000], 0b111);
    }
    let rates: Vec<(u32, IfIndex, Result<f64, Gap>)> =
        later.rates(&earlier).into_iter().map(|it| (it.device, it.index, it.rate.in_bps)).collect();
    let reset = Err(Gap::Discontinuity { cause: Cause::Decreased });
    assert_eq!(
        rates,
        [
            (1, IfIndex(2), Ok(1_000.0)),
            (1, IfIndex(3), Err(Gap::FirstSample)),
            (0, IfIndex(1), reset),
            (1, IfIndex(1), Err(Gap::Missed)),
            (2, IfIndex(1), Err(Gap::Missed)),
        ]
    );
}

#[test]
fn a_batch_survives_json() {
    let mut batch = batch(&OCTETS, &["a"]);
    batch.push(0, &[1], Moment::from_secs(1), Some(1), &[u64::MAX, 1, 2], 0b101);
    let json = serde_json::to_string(&batch).unwrap();
    assert_eq!(serde_json::from_str::<PollBatch>(&json).unwrap(), batch);
}

/// The rows of a device by index, and the cells that it lacks: row and column.
type Device<'a> = (&'a [&'a [u32]], &'a [(usize, usize)]);

#[test]
fn what_a_poll_has_read_is_appended_as_row_by_row() {
    let columns = OCTETS.map(|(_, id, kind)| (oid(&[1, 3, 6, 1, 2, 1, 31, 1, 1, 1, id]), kind));
    let plan = PollPlan::new(columns.clone(), PollLimits::new()).unwrap();
    let devices: [Device<'_>; 5] = [
        (&[&[1], &[2], &[3]], &[]),
        (&[], &[]),
        (&[&[4], &[5, 1], &[70_000]], &[(1, 2)]),
        (&[&[1], &[2], &[3], &[4]], &[(0, 0), (0, 1), (3, 2)]),
        (&[&[9]], &[]),
    ];
    let (mut at_once, mut by_row) = (batch(&OCTETS, &["a"]), batch(&OCTETS, &["a"]));
    for (device, (rows, holes)) in (0..).zip(devices.iter().cycle().take(100)) {
        let mut poll = TablePoll::default();
        poll.begin(&plan, PollMemory::of_v1());
        let mut next = [0; 3];
        loop {
            // What GETNEXT of the open columns answers.
            let asked = poll.pdu(&plan, 1).varbinds().to_vec();
            let mut varbinds = vec![VarBind::new(oid(&[1, 3, 6, 1, 2, 1, 1, 3, 0]), Value::TimeTicks(TimeTicks(7)))];
            for name in asked.iter().skip(1).map(|varbind| &varbind.name) {
                let place = columns.iter().position(|(root, _)| name.starts_with(root)).unwrap();
                while holes.contains(&(next[place], place)) {
                    next[place] += 1;
                }
                let (root, kind) = &columns[place];
                let row = next[place];
                next[place] += 1;
                let value = match (rows.get(row), kind) {
                    (None, _) => Value::EndOfMibView,
                    (_, SmiType::Gauge32) => Value::Gauge32(device),
                    _ => Value::Counter64(row as u64 * 1_000),
                };
                let name = rows.get(row).map_or_else(|| name.clone(), |index| root.child(index));
                varbinds.push(VarBind::new(name, value));
            }
            let response = Response { id: 1, status: ErrorStatus::NoError, index: 0, varbinds };
            let message = Message {
                version: Version::V2c,
                community: CommunityString::new("public"),
                pdu: Pdu::Response(response),
            };
            let octets = encode(&message).unwrap();
            let view = ResponseView::read(&octets).unwrap();
            if poll.accept(&plan, &view, octets.len(), Moment::from_secs(device.into())) == PollStep::Done {
                break;
            }
        }
        at_once.append(device, &poll);
        for row in poll.rows() {
            by_row.push(device, row.index, row.taken, row.uptime, row.cells, row.valid);
        }
    }
    assert_eq!(at_once, by_row);
    assert_eq!(at_once.len(), 20 * (3 + 3 + 4 + 1));
}

#[test]
fn indexes_are_made_of_any_lists() {
    let single = RowIndexes::from_iter([[3], [1], [2]]);
    assert_eq!((single.len(), &single.arcs, single.ends.is_empty()), (3, &vec![3, 1, 2], true));
    let lists: [&[u32]; 4] = [&[3], &[10, 0, 0, 1], &[], &[7]];
    let mixed: RowIndexes = lists.into_iter().collect();
    assert_eq!((mixed.len(), mixed.iter().collect::<Vec<_>>()), (4, lists.to_vec()));
    assert!(RowIndexes::default().is_empty() && RowIndexes::default().iter().next().is_none());
}
