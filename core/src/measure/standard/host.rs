use super::{MINUTE_MS, column, level, natural};
use crate::measure::{Adaptive, CounterLimit, Formula, Group, Quantity, RowKind, Term};
use crate::value::Oid;
use crate::value::SmiType::{Counter32, Counter64, TimeTicks};

/// UCD-SNMP-MIB of net-snmp.
const UCD: [u32; 7] = [1, 3, 6, 1, 4, 1, 2021];

fn named(oid: &[u32]) -> RowKind {
    RowKind::Named { columns: vec![Oid::new(oid)] }
}

/// `uptime`: how long the agent has been up, in seconds (`sysUpTime`; back at 0 after 497.1 days).
#[must_use]
pub fn uptime() -> Group {
    Group {
        name: "uptime".into(),
        interval_ms: MINUTE_MS,
        columns: vec![column("sysUpTime", &[1, 3, 6, 1, 2, 1, 1, 3], TimeTicks)],
        quantities: vec![level("uptime", "seconds", "sysUpTime", 0.01)],
        ..Group::default()
    }
}

/// `cpu`: how busy each processor was in the last minute (`hrProcessorLoad`, HOST-RESOURCES-MIB, RFC 2790).
#[must_use]
pub fn processors() -> Group {
    Group {
        name: "cpu".into(),
        interval_ms: MINUTE_MS,
        columns: vec![natural("hrProcessorLoad", &[1, 3, 6, 1, 2, 1, 25, 3, 3, 1, 2])],
        quantities: vec![level("cpu", "percent", "hrProcessorLoad", 1.0)],
        ..Group::default()
    }
}

/// `load`: the average number of processes that run or wait to run, over 1, 5 and 15 minutes (`laLoadInt`, UCD-SNMP-MIB).
#[must_use]
pub fn load() -> Group {
    Group {
        name: "load".into(),
        interval_ms: MINUTE_MS,
        rows: named(&[&UCD[..], &[10, 1, 2]].concat()),
        columns: vec![natural("laLoadInt", &[&UCD[..], &[10, 1, 5]].concat())],
        quantities: vec![level("load", "processes", "laLoadInt", 0.01)],
        ..Group::default()
    }
}

/// `memory`: what is in use besides buffers and caches, and swap (UCD-SNMP-MIB).
#[must_use]
pub fn memory() -> Group {
    let kilobytes = |name: &str, id: u32| natural(name, &[&UCD[..], &[4, id]].concat());
    let used = vec![
        Term::new("memTotalReal", 1.0),
        Term::new("memAvailReal", -1.0),
        Term::new("memBuffer", -1.0),
        Term::new("memCached", -1.0),
    ];
    let octets = |terms: &[Term]| Formula::Level {
        terms: terms.iter().map(|term| Term::new(term.column.clone(), term.factor * 1024.0)).collect(),
    };
    let swapped = vec![Term::new("memTotalSwap", 1.0), Term::new("memAvailSwap", -1.0)];
    let share = |part: &[Term], whole: &str| Formula::Share { part: part.to_vec(), whole: vec![Term::new(whole, 1.0)] };
    Group {
        name: "memory".into(),
        interval_ms: MINUTE_MS,
        columns: vec![
            kilobytes("memTotalSwap", 3),
            kilobytes("memAvailSwap", 4),
            kilobytes("memTotalReal", 5),
            kilobytes("memAvailReal", 6),
            kilobytes("memBuffer", 14),
            kilobytes("memCached", 15),
        ],
        quantities: vec![
            Quantity::new("memory_used", "octets", octets(&used)),
            Quantity::new("memory_share", "percent", share(&used, "memTotalReal")),
            level("memory_buffers", "octets", "memBuffer", 1024.0),
            level("memory_cached", "octets", "memCached", 1024.0),
            Quantity::new("swap_used", "octets", octets(&swapped)),
            Quantity::new("swap_share", "percent", share(&swapped, "memTotalSwap")),
        ],
        ..Group::default()
    }
}

/// `system`: time of the processors by what they did, context switches, interrupts (UCD-SNMP-MIB). Ticks are hundredths of a
/// second of one processor: 100 ticks/s are one processor that does nothing else.
#[must_use]
pub fn system() -> Group {
    let raw = |name: &str, id: u32| column(name, &[&UCD[..], &[11, id]].concat(), Counter32);
    let counted = |object: &str, unit: &str, name: &str| {
        Quantity::new(object, unit, Formula::Counter { columns: vec![name.into()], limit: CounterLimit::None })
    };
    Group {
        name: "system".into(),
        interval_ms: MINUTE_MS,
        columns: vec![
            raw("ssCpuRawUser", 50),
            raw("ssCpuRawNice", 51),
            raw("ssCpuRawSystem", 52),
            raw("ssCpuRawIdle", 53),
            raw("ssCpuRawWait", 54),
            raw("ssCpuRawInterrupt", 56),
            raw("ssRawInterrupts", 59),
            raw("ssRawContexts", 60),
        ],
        quantities: vec![
            counted("cpu_user", "ticks", "ssCpuRawUser"),
            counted("cpu_nice", "ticks", "ssCpuRawNice"),
            counted("cpu_system", "ticks", "ssCpuRawSystem"),
            counted("cpu_idle", "ticks", "ssCpuRawIdle"),
            counted("cpu_wait", "ticks", "ssCpuRawWait"),
            counted("cpu_interrupt", "ticks", "ssCpuRawInterrupt"),
            counted("interrupts", "interrupts", "ssRawInterrupts"),
            counted("context_switches", "switches", "ssRawContexts"),
        ],
        ..Group::default()
    }
}

/// `storage`: file systems and memories, and how full they are (`hrStorageTable`, HOST-RESOURCES-MIB, RFC 2790). What stays
/// as it is, is asked for every 10 minutes at last.
#[must_use]
pub fn storage() -> Group {
    const ENTRY: [u32; 11] = [1, 3, 6, 1, 2, 1, 25, 2, 3, 1, 3];
    let of = |id: u32| [&ENTRY[..10], &[id]].concat();
    let product =
        |column: &str| Formula::Product { column: column.into(), by: "hrStorageAllocationUnits".into(), factor: 1.0 };
    Group {
        name: "storage".into(),
        interval_ms: MINUTE_MS,
        rows: named(&ENTRY),
        columns: vec![
            natural("hrStorageAllocationUnits", &of(4)),
            natural("hrStorageSize", &of(5)),
            natural("hrStorageUsed", &of(6)),
        ],
        quantities: vec![
            Quantity::new("storage_used", "octets", product("hrStorageUsed")),
            Quantity::new("storage_size", "octets", product("hrStorageSize")),
            Quantity::new(
                "storage_share",
                "percent",
                Formula::Share {
                    part: vec![Term::new("hrStorageUsed", 1.0)],
                    whole: vec![Term::new("hrStorageSize", 1.0)],
                },
            ),
        ],
        adaptive: Adaptive { calm_after: 5, at_most_ms: 10 * MINUTE_MS, ..Adaptive::default() },
        ..Group::default()
    }
}

/// `disks`: octets and operations read and written of each disk (`diskIOTable`, UCD-DISKIO-MIB).
#[must_use]
pub fn disks() -> Group {
    let of = |id: u32| [&UCD[..], &[13, 15, 1, 1, id]].concat();
    let counted = |object: &str, unit: &str, columns: &[&str]| {
        let columns = columns.iter().map(ToString::to_string).collect();
        Quantity::new(object, unit, Formula::Counter { columns, limit: CounterLimit::None })
    };
    Group {
        name: "disks".into(),
        interval_ms: MINUTE_MS,
        rows: named(&of(2)),
        columns: vec![
            column("diskIONRead", &of(3), Counter32),
            column("diskIONWritten", &of(4), Counter32),
            column("diskIOReads", &of(5), Counter32),
            column("diskIOWrites", &of(6), Counter32),
            column("diskIONReadX", &of(12), Counter64),
            column("diskIONWrittenX", &of(13), Counter64),
        ],
        quantities: vec![
            counted("disk_read_octets", "octets", &["diskIONReadX", "diskIONRead"]),
            counted("disk_written_octets", "octets", &["diskIONWrittenX", "diskIONWritten"]),
            counted("disk_reads", "operations", &["diskIOReads"]),
            counted("disk_writes", "operations", &["diskIOWrites"]),
        ],
        ..Group::default()
    }
}
