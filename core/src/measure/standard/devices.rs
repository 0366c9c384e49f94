use super::{MINUTE_MS, column, level, natural};
use crate::measure::{Adaptive, ColumnSpec, Formula, Group, Quantity, RowKind, Term};
use crate::value::Oid;
use crate::value::SmiType::{Counter32, Integer};

/// `entPhysicalName` and `entPhysicalDescr` (ENTITY-MIB, RFC 6933): the names of what `entPhysicalIndex` counts.
pub(super) fn physical() -> RowKind {
    const ENTRY: [u32; 11] = [1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1];
    let column = |id| Oid::new(&[&ENTRY[..], &[id]].concat());
    RowKind::Named { columns: vec![column(7), column(2)] }
}

/// Sensors of a table whose columns are like those of ENTITY-SENSOR-MIB, whatever their names.
pub(super) fn sensor_group(name: &str, entry: &[u32], columns: [&str; 4], rows: RowKind) -> Group {
    let [kind, scale, precision, value] = columns;
    let columns: Vec<ColumnSpec> =
        (1..).zip(columns).map(|(id, name)| column(name, &[entry, &[id]].concat(), Integer)).collect();
    let quantity = |(object, unit, wanted): (&str, &str, i64)| {
        let formula = Formula::Sensor {
            value: value.into(),
            measures: kind.into(),
            wanted,
            scale: scale.into(),
            precision: precision.into(),
        };
        Quantity::new(object, unit, formula)
    };
    let kinds = [
        ("voltage_ac", "volts", 3),
        ("voltage_dc", "volts", 4),
        ("current", "amperes", 5),
        ("power", "watts", 6),
        ("frequency", "hertz", 7),
        ("temperature", "celsius", 8),
        ("humidity", "percent", 9),
        ("fan_speed", "rpm", 10),
        ("airflow", "cubic-metres/minute", 11),
    ];
    Group {
        name: name.into(),
        interval_ms: MINUTE_MS,
        rows,
        columns,
        quantities: kinds.into_iter().map(quantity).collect(),
        ..Group::default()
    }
}

/// `sensors`: temperatures, voltages, currents, powers, fans (ENTITY-SENSOR-MIB, RFC 3433).
#[must_use]
pub fn sensors() -> Group {
    let columns = ["entPhySensorType", "entPhySensorScale", "entPhySensorPrecision", "entPhySensorValue"];
    sensor_group("sensors", &[1, 3, 6, 1, 2, 1, 99, 1, 1, 1], columns, physical())
}

const UPS: [u32; 8] = [1, 3, 6, 1, 2, 1, 33, 1];

/// `ups`: the battery of a UPS (UPS-MIB, RFC 1628).
#[must_use]
pub fn ups() -> Group {
    let battery = |name: &str, id: u32| natural(name, &[&UPS[..], &[2, id]].concat());
    Group {
        name: "ups".into(),
        interval_ms: MINUTE_MS,
        columns: vec![
            battery("upsSecondsOnBattery", 2),
            battery("upsEstimatedMinutesRemaining", 3),
            battery("upsEstimatedChargeRemaining", 4),
            battery("upsBatteryVoltage", 5),
            column("upsBatteryCurrent", &[&UPS[..], &[2, 6]].concat(), Integer),
            column("upsBatteryTemperature", &[&UPS[..], &[2, 7]].concat(), Integer),
        ],
        quantities: vec![
            level("ups_on_battery", "seconds", "upsSecondsOnBattery", 1.0),
            level("ups_runtime", "seconds", "upsEstimatedMinutesRemaining", 60.0),
            level("ups_charge", "percent", "upsEstimatedChargeRemaining", 1.0),
            level("ups_battery_voltage", "volts", "upsBatteryVoltage", 0.1),
            level("ups_battery_current", "amperes", "upsBatteryCurrent", 0.1),
            level("ups_temperature", "celsius", "upsBatteryTemperature", 1.0),
        ],
        ..Group::default()
    }
}

/// `ups-lines`: the output lines of a UPS (`upsOutputTable`, UPS-MIB, RFC 1628).
#[must_use]
pub fn ups_lines() -> Group {
    let line = |name: &str, id: u32| natural(name, &[&UPS[..], &[4, 4, 1, id]].concat());
    Group {
        name: "ups-lines".into(),
        interval_ms: MINUTE_MS,
        columns: vec![
            line("upsOutputVoltage", 2),
            line("upsOutputCurrent", 3),
            line("upsOutputPower", 4),
            line("upsOutputPercentLoad", 5),
        ],
        quantities: vec![
            level("ups_output_voltage", "volts", "upsOutputVoltage", 1.0),
            level("ups_output_current", "amperes", "upsOutputCurrent", 0.1),
            level("ups_output_power", "watts", "upsOutputPower", 1.0),
            level("ups_output_load", "percent", "upsOutputPercentLoad", 1.0),
        ],
        ..Group::default()
    }
}

/// `printer-pages`: impressions of each marker (`prtMarkerLifeCount`, Printer-MIB, RFC 3805), by the rules for page counters:
/// no wrap is ever guessed.
#[must_use]
pub fn printer_pages() -> Group {
    Group {
        name: "printer-pages".into(),
        interval_ms: 5 * MINUTE_MS,
        columns: vec![column("prtMarkerLifeCount", &[1, 3, 6, 1, 2, 1, 43, 10, 2, 1, 4], Counter32)],
        quantities: vec![Quantity::new("pages", "pages", Formula::Pages { column: "prtMarkerLifeCount".into() })],
        ..Group::default()
    }
}

/// `printer-supplies`: how much is left of toner, ink, drums and the like, in percent of what fits in
/// (`prtMarkerSuppliesTable`, Printer-MIB, RFC 3805).
#[must_use]
pub fn printer_supplies() -> Group {
    const ENTRY: [u32; 10] = [1, 3, 6, 1, 2, 1, 43, 11, 1, 1];
    let of = |id: u32| [&ENTRY[..], &[id]].concat();
    let share = Formula::Share {
        part: vec![Term::new("prtMarkerSuppliesLevel", 1.0)],
        whole: vec![Term::new("prtMarkerSuppliesMaxCapacity", 1.0)],
    };
    Group {
        name: "printer-supplies".into(),
        interval_ms: 5 * MINUTE_MS,
        rows: RowKind::Named { columns: vec![Oid::new(&of(6))] },
        columns: vec![natural("prtMarkerSuppliesMaxCapacity", &of(8)), natural("prtMarkerSuppliesLevel", &of(9))],
        quantities: vec![Quantity::new("supply_left", "percent", share)],
        adaptive: Adaptive { calm_after: 3, ..Adaptive::default() },
        ..Group::default()
    }
}
