//! A meter at the scale of 10,000 devices with 48 ports: one cycle of `standard::traffic`, gaps, names and adaptivity included.

use std::hint::black_box;
use std::time::Instant;

use netwarden::inventory::{PollBatch, PolledColumn};
use netwarden::measure::{Meter, RowFacts, standard};
use netwarden::value::{DeviceId, Moment, Timestamp};

const DEVICES: u32 = 10_000;
const PORTS: u32 = 48;
const CYCLES: u64 = 4;

pub(crate) fn measure_all() {
    let devices: Vec<DeviceId> = (0..DEVICES).map(|device| DeviceId(format!("switch{device}"))).collect();
    let Ok(mut meter) = Meter::new(standard::traffic(), devices.iter().cloned()) else { return };
    let port =
        |port: u32| RowFacts { speed_bps: Some(1_000_000_000), ..RowFacts::new(&[port], format!("Gi1/0/{port}")) };
    let ports: Vec<RowFacts> = (1..=PORTS).map(port).collect();
    let started = Instant::now();
    for device in 0..DEVICES {
        meter.name_rows(device, &ports);
    }
    let rows = DEVICES * PORTS;
    println!("\n{rows} ports of {DEVICES} devices: named in {:.2} s", started.elapsed().as_secs_f64());
    let mut best = f64::INFINITY;
    for cycle in 0..CYCLES {
        let batch = batch(&devices, cycle);
        let started = Instant::now();
        let measured = meter.take(&batch);
        let choices = meter.choices();
        let took = started.elapsed().as_secs_f64();
        assert!(choices.is_empty());
        if cycle > 0 {
            let read =
                measured.columns.first().map_or(0, |column| column.values.iter().filter(|it| it.is_finite()).count());
            assert_eq!(read, rows as usize);
            best = best.min(took);
        }
        black_box(measured);
    }
    println!(
        "Meter::take of traffic, 4 quantities  {best:>8.3} s a cycle, {:.1} million values/s",
        f64::from(rows) * 4.0 / best / 1e6
    );
}

fn batch(devices: &[DeviceId], cycle: u64) -> PollBatch {
    let group = standard::traffic();
    let column = |column: &netwarden::measure::ColumnSpec| PolledColumn {
        name: column.name.clone(),
        oid: column.oid.clone(),
        kind: column.kind,
        values: Vec::new(),
        valid: Vec::new(),
    };
    let secs = 1_000 + cycle * 60;
    let mut batch = PollBatch {
        cycle,
        time: Timestamp::from_millis(1_700_000_000_000 + i64::try_from(cycle).unwrap_or(0) * 60_000),
        started: Moment::from_secs(secs),
        devices: devices.to_vec(),
        columns: group.columns.iter().map(column).collect(),
        ..PollBatch::default()
    };
    let uptime = u32::try_from(secs * 100).ok();
    for device in 0..DEVICES {
        for port in 1..=PORTS {
            let octets = u64::from(device + port) * 1_000 + cycle * 75_000_000;
            batch.push(device, &[port], Moment::from_secs(secs), uptime, &[octets, octets, 0, 0, 0, 0], 0b1111);
        }
    }
    batch
}
