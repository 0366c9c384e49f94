use super::devices::{physical, sensor_group};
use super::{MINUTE_MS, column, level, natural};
use crate::measure::{Formula, Group, Quantity, RowKind, Term};
use crate::value::Oid;
use crate::value::SmiType::{Gauge32, TimeTicks};

const CISCO: [u32; 8] = [1, 3, 6, 1, 4, 1, 9, 9];
/// ENTITY-EXTENT-MIB of Huawei, and what H3C and HPE made of it.
const HUAWEI: [u32; 14] = [1, 3, 6, 1, 4, 1, 2011, 5, 25, 31, 1, 1, 1, 1];
const H3C: [u32; 13] = [1, 3, 6, 1, 4, 1, 25506, 2, 6, 1, 1, 1, 1];
const HP_SWITCH: [u32; 12] = [1, 3, 6, 1, 4, 1, 11, 2, 14, 11, 5, 1];
const APC: [u32; 10] = [1, 3, 6, 1, 4, 1, 318, 1, 1, 1];

fn cisco(rest: &[u32]) -> Vec<u32> {
    [&CISCO[..], rest].concat()
}

fn minutely(name: &str, rows: RowKind) -> Group {
    Group { name: name.into(), interval_ms: MINUTE_MS, rows, ..Group::default() }
}

fn named(oid: &[u32]) -> RowKind {
    RowKind::Named { columns: vec![Oid::new(oid)] }
}

/// The part of a pool that is used, where the MIB tells what is used and what is free.
fn used_and_free(used: &str, free: &str) -> Vec<Quantity> {
    let share =
        Formula::Share { part: vec![Term::new(used, 1.0)], whole: vec![Term::new(used, 1.0), Term::new(free, 1.0)] };
    vec![level("memory_used", "octets", used, 1.0), Quantity::new("memory_share", "percent", share)]
}

/// `cisco-cpu`: how busy each processor was in the last minute (CISCO-PROCESS-MIB).
#[must_use]
pub fn cisco_cpu() -> Group {
    Group {
        columns: vec![column("cpmCPUTotal1minRev", &cisco(&[109, 1, 1, 1, 1, 7]), Gauge32)],
        quantities: vec![level("cpu", "percent", "cpmCPUTotal1minRev", 1.0)],
        ..minutely("cisco-cpu", RowKind::Plain)
    }
}

/// `cisco-memory`: memory pools (CISCO-MEMORY-POOL-MIB).
#[must_use]
pub fn cisco_memory() -> Group {
    const ENTRY: [u32; 4] = [48, 1, 1, 1];
    let of = |id: u32| cisco(&[&ENTRY[..], &[id]].concat());
    Group {
        columns: vec![column("ciscoMemoryPoolUsed", &of(5), Gauge32), column("ciscoMemoryPoolFree", &of(6), Gauge32)],
        quantities: used_and_free("ciscoMemoryPoolUsed", "ciscoMemoryPoolFree"),
        ..minutely("cisco-memory", named(&of(2)))
    }
}

/// `cisco-temperature`: temperatures of older devices (CISCO-ENVMON-MIB).
#[must_use]
pub fn cisco_temperature() -> Group {
    Group {
        columns: vec![column("ciscoEnvMonTemperatureStatusValue", &cisco(&[13, 1, 3, 1, 3]), Gauge32)],
        quantities: vec![level("temperature", "celsius", "ciscoEnvMonTemperatureStatusValue", 1.0)],
        ..minutely("cisco-temperature", named(&cisco(&[13, 1, 3, 1, 2])))
    }
}

/// `cisco-sensors`: sensors, those of optics among them (CISCO-ENTITY-SENSOR-MIB, made like ENTITY-SENSOR-MIB).
#[must_use]
pub fn cisco_sensors() -> Group {
    let columns = ["entSensorType", "entSensorScale", "entSensorPrecision", "entSensorValue"];
    sensor_group("cisco-sensors", &cisco(&[91, 1, 1, 1, 1]), columns, physical())
}

/// `juniper`: processor, memory and temperature of each part (`jnxOperatingTable`, JUNIPER-MIB). A part without a sensor
/// or a processor says 0.
#[must_use]
pub fn juniper_operating() -> Group {
    const ENTRY: [u32; 11] = [1, 3, 6, 1, 4, 1, 2636, 3, 1, 13, 1];
    let of = |id: u32| [&ENTRY[..], &[id]].concat();
    Group {
        columns: vec![
            column("jnxOperatingTemp", &of(7), Gauge32),
            column("jnxOperatingCPU", &of(8), Gauge32),
            column("jnxOperatingBuffer", &of(11), Gauge32),
        ],
        quantities: vec![
            level("temperature", "celsius", "jnxOperatingTemp", 1.0),
            level("cpu", "percent", "jnxOperatingCPU", 1.0),
            level("memory_share", "percent", "jnxOperatingBuffer", 1.0),
        ],
        ..minutely("juniper", named(&of(5)))
    }
}

/// Processor, memory and temperature of entities, as Huawei and H3C have them; 0 where a part has none.
fn entities(name: &str, entry: &[u32], columns: [(&str, u32); 3]) -> Group {
    let [cpu, memory, temperature] = columns;
    let of = |(name, id): (&str, u32)| natural(name, &[entry, &[id]].concat());
    Group {
        columns: columns.into_iter().map(of).collect(),
        quantities: vec![
            level("cpu", "percent", cpu.0, 1.0),
            level("memory_share", "percent", memory.0, 1.0),
            level("temperature", "celsius", temperature.0, 1.0),
        ],
        ..minutely(name, physical())
    }
}

/// `huawei`: processor, memory and temperature of each entity (HUAWEI-ENTITY-EXTENT-MIB).
#[must_use]
pub fn huawei_entities() -> Group {
    let columns = [("hwEntityCpuUsage", 5), ("hwEntityMemUsage", 7), ("hwEntityTemperature", 11)];
    entities("huawei", &HUAWEI, columns)
}

/// `h3c`: processor, memory and temperature of each entity (HH3C-ENTITY-EXT-MIB).
#[must_use]
pub fn h3c_entities() -> Group {
    let columns = [("hh3cEntityExtCpuUsage", 6), ("hh3cEntityExtMemUsage", 8), ("hh3cEntityExtTemperature", 12)];
    entities("h3c", &H3C, columns)
}

/// `hp-cpu`: how busy the processor of a ProCurve or Aruba switch is (`hpSwitchCpuStat`, STATISTICS-MIB).
#[must_use]
pub fn hp_cpu() -> Group {
    Group {
        columns: vec![natural("hpSwitchCpuStat", &[&HP_SWITCH[..], &[9, 6, 1]].concat())],
        quantities: vec![level("cpu", "percent", "hpSwitchCpuStat", 1.0)],
        ..minutely("hp-cpu", RowKind::Plain)
    }
}

/// `hp-memory`: memory of a ProCurve or Aruba switch (`hpLocalMemTable`, NETSWITCH-MIB).
#[must_use]
pub fn hp_memory() -> Group {
    let of = |name: &str, id: u32| natural(name, &[&HP_SWITCH[..], &[1, 2, 1, 1, 1, id]].concat());
    Group {
        columns: vec![of("hpLocalMemFreeBytes", 6), of("hpLocalMemAllocBytes", 7)],
        quantities: used_and_free("hpLocalMemAllocBytes", "hpLocalMemFreeBytes"),
        ..minutely("hp-memory", RowKind::Plain)
    }
}

/// `fortinet`: processor, memory and sessions (FORTINET-FORTIGATE-MIB).
#[must_use]
pub fn fortinet_system() -> Group {
    let of = |name: &str, id: u32| column(name, &[1, 3, 6, 1, 4, 1, 12356, 101, 4, 1, id], Gauge32);
    Group {
        columns: vec![of("fgSysCpuUsage", 3), of("fgSysMemUsage", 4), of("fgSysSesCount", 8)],
        quantities: vec![
            level("cpu", "percent", "fgSysCpuUsage", 1.0),
            level("memory_share", "percent", "fgSysMemUsage", 1.0),
            level("sessions", "sessions", "fgSysSesCount", 1.0),
        ],
        ..minutely("fortinet", RowKind::Plain)
    }
}

/// `apc-ups`: a UPS of APC (PowerNet-MIB).
#[must_use]
pub fn apc_ups() -> Group {
    let of = |name: &str, rest: [u32; 3], kind| column(name, &[&APC[..], &rest].concat(), kind);
    Group {
        columns: vec![
            of("upsAdvBatteryCapacity", [2, 2, 1], Gauge32),
            of("upsAdvBatteryTemperature", [2, 2, 2], Gauge32),
            of("upsAdvBatteryRunTimeRemaining", [2, 2, 3], TimeTicks),
            of("upsAdvInputLineVoltage", [3, 2, 1], Gauge32),
            of("upsAdvOutputVoltage", [4, 2, 1], Gauge32),
            of("upsAdvOutputLoad", [4, 2, 3], Gauge32),
        ],
        quantities: vec![
            level("ups_charge", "percent", "upsAdvBatteryCapacity", 1.0),
            level("ups_temperature", "celsius", "upsAdvBatteryTemperature", 1.0),
            level("ups_runtime", "seconds", "upsAdvBatteryRunTimeRemaining", 0.01),
            level("ups_input_voltage", "volts", "upsAdvInputLineVoltage", 1.0),
            level("ups_output_voltage", "volts", "upsAdvOutputVoltage", 1.0),
            level("ups_output_load", "percent", "upsAdvOutputLoad", 1.0),
        ],
        ..minutely("apc-ups", RowKind::Plain)
    }
}
