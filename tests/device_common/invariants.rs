//! What must hold for whatever a device's tables say.

use std::net::IpAddr;

use netwarden::inventory::{Collected, CollectedTable, DeviceSnapshot, Site, build, tables};
use netwarden::mib::{Syntax, TableKind};
use netwarden::topology::{LiveTopology, Options, Topology};
use netwarden::value::{DeviceId, Oid, TimeTicks, Timestamp, Value, VarBind, VlanId};

/// Devices in one site.
const DEVICES: u8 = 3;

/// Whatever the tables of some devices say, each becomes a snapshot that JSON carries. `script` is what they say.
pub(crate) fn device_is_sound(script: &[u8]) {
    for device in devices(script) {
        let ascending = device.interfaces.windows(2).all(|pair| pair[0].index < pair[1].index);
        assert!(ascending, "interfaces come by ifIndex, each once");
        let json = serde_json::to_string(&device).expect("a snapshot is data");
        assert_eq!(serde_json::from_str::<DeviceSnapshot>(&json).expect("and comes back"), device);
    }
}

/// And together they become a topology, the same in whatever order they come and when they come one by one, that every
/// format can be made of.
pub(crate) fn topology_of_devices_is_sound(script: &[u8]) {
    let devices = devices(script);
    let mut live = LiveTopology::new(Options::new());
    for device in devices.iter().rev() {
        live.replace(device.clone());
    }
    let topology = Site { devices, ..Site::default() }.topology();
    topology_is_sound(&topology);
    assert_eq!(live.topology(), topology, "the order of the devices does not matter");
}

fn devices(script: &[u8]) -> Vec<DeviceSnapshot> {
    let mut script = script.iter().copied();
    let mut devices = Vec::new();
    for number in 1..=DEVICES {
        if script.len() == 0 {
            break;
        }
        let address = IpAddr::from([10, 0, 0, number]);
        let collected = collected(&mut script);
        let id = DeviceId(address.to_string());
        devices.push(build(id, None, Some(address), Timestamp::from_millis(1), &collected));
    }
    devices
}

fn topology_is_sound(topology: &Topology) {
    let json = topology.to_json().expect("a topology is data");
    assert_eq!(&Topology::from_json(&json).expect("and comes back"), topology);
    for link in topology.links() {
        assert!(!topology.explain(link).to_string().is_empty());
    }
    for segment in &topology.segments {
        assert!(!topology.explain_segment(segment).to_string().is_empty());
    }
    assert!(topology.to_dot().ends_with("}\n"));
    assert!(topology.to_graphml().ends_with("</graphml>\n"));
}

/// One device's tables. A cell is a table, a column, an index or a repetition of the last one, and a value.
fn collected(script: &mut impl Iterator<Item = u8>) -> Collected {
    let requests = tables();
    let mut found: Vec<Vec<VarBind>> = vec![Vec::new(); requests.len()];
    let mut index = vec![0];
    // The whole of tables that have nothing, or only what was read of them.
    let complete = script.next().unwrap_or(0) & 1 == 0;
    while let Some(choice) = script.next().filter(|choice| *choice != 0xff) {
        let at = usize::from(choice) % requests.len();
        let column = script.next().unwrap_or(0);
        let Some((table, varbinds)) = requests.get(at).map(|it| it.table).zip(found.get_mut(at)) else {
            return Collected::default();
        };
        let Some(column) = table.columns.get(usize::from(column) % table.columns.len()) else { continue };
        match script.next().unwrap_or(0) {
            0x80.. => {}
            form @ 0x40.. => index = (0..form % 9).map(|_| number(script)).collect(),
            form => index = script.take(usize::from(form % 32)).map(u32::from).collect(),
        }
        let arcs = if table.kind == TableKind::Scalars { &[0] } else { index.as_slice() };
        let value = value(column.syntax, script);
        varbinds.push(VarBind { name: table.column_oid(column).child(arcs), value });
    }
    let each = requests.iter().zip(found).enumerate().map(|(at, (request, varbinds))| CollectedTable {
        table: request.table.name,
        vlan: (request.per_vlan && at % 2 == 0).then_some(VlanId(10)),
        complete: complete || !varbinds.is_empty(),
        reason: None,
        varbinds,
    });
    Collected { tables: each.collect() }
}

/// As a rule a value of that type, now and then another.
fn value(syntax: Syntax, script: &mut impl Iterator<Item = u8>) -> Value {
    let form = script.next().unwrap_or(0);
    let syntax = match form {
        0..0xe0 => syntax,
        0xe0..0xe8 => Syntax::Integer,
        0xe8..0xf0 => Syntax::OctetString,
        0xf0..0xf4 => Syntax::ObjectId,
        0xf4..0xf8 => Syntax::Counter64,
        _ => return if form & 1 == 0 { Value::Null } else { Value::NoSuchInstance },
    };
    match syntax {
        Syntax::Integer if form & 1 == 0 => Value::Integer(i32::from(script.next().unwrap_or(0))),
        Syntax::Integer => Value::Integer(i32::from_be_bytes(number(script).to_be_bytes())),
        Syntax::Counter32 => Value::Counter32(number(script)),
        Syntax::Gauge32 => Value::Gauge32(number(script)),
        Syntax::TimeTicks => Value::TimeTicks(TimeTicks(number(script))),
        Syntax::Counter64 => Value::Counter64(u64::from(number(script)) << 32 | u64::from(number(script))),
        Syntax::IpAddress => Value::IpAddress(number(script).into()),
        Syntax::ObjectId => {
            let arcs = script.next().unwrap_or(0) % 16;
            Value::ObjectId([1, 3].into_iter().chain((0..arcs).map(|_| number(script))).collect::<Oid>())
        }
        _ => {
            let octets = usize::from(script.next().unwrap_or(0));
            Value::OctetString(script.take(octets).collect())
        }
    }
}

fn number(script: &mut impl Iterator<Item = u8>) -> u32 {
    u32::from_be_bytes([0; 4].map(|zero: u8| script.next().unwrap_or(zero)))
}
