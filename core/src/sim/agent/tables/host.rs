//! The `system` group, HOST-RESOURCES-MIB, Printer-MIB and the chassis of ENTITY-MIB.

use super::{ENTERPRISES, MIB2, Subject, join};
use crate::sim::agent::view::{Cell, Rows, gauge, int, octets, text, ticks};
use crate::sim::world::{Kind, Role, Vendor, scramble};
use crate::value::{Oid, Value};

/// `system` (RFC 3418).
pub(super) fn system(subject: Subject<'_>, rows: &mut Rows) {
    let node = subject.node;
    let group = join(&MIB2, &[1]);
    let services = match (node.role, node.kind()) {
        (Role::Switch, Kind::Router) => 6,
        (Role::Router, _) => 4,
        (Role::Host, _) => 76,
        (Role::Printer, _) => 72,
        _ => 2,
    };
    let object_id = match node.role {
        Role::Host if node.vendor != Vendor::Linux => &[8072, 3, 2, 255],
        _ => node.discovery.object_id().unwrap_or(node.vendor.object_id()),
    };
    rows.scalars(
        &group,
        [
            (1, text(&node.vendor.description(&node.name))),
            (2, Value::ObjectId(Oid::new(&join(&ENTERPRISES, object_id)))),
            (4, text("noc@example.net")),
            (5, text(&node.name)),
            (6, text(&node.location)),
            (7, int(services)),
            (8, ticks(0)),
        ],
    );
    rows.set(&join(&group, &[3]), &[0], Cell::Uptime);
}

pub(super) fn tables(subject: Subject<'_>, rows: &mut Rows) {
    match subject.node.role {
        Role::Printer => printer(subject, rows),
        Role::Host => {
            rows.set(&join(&MIB2, &[25, 1, 1]), &[0], Cell::Uptime);
            rows.set(&join(&MIB2, &[25, 1, 5]), &[0], gauge(1));
        }
        _ => chassis(subject, rows),
    }
}

/// Enough of HOST-RESOURCES-MIB (RFC 2790) and Printer-MIB (RFC 3805) to tell a printer.
fn printer(subject: Subject<'_>, rows: &mut Rows) {
    let host = join(&MIB2, &[25, 3]);
    let is_printer = Value::ObjectId(Oid::new(&join(&MIB2, &[25, 3, 1, 5])));
    let model = text("HP LaserJet 400 M401dn");
    rows.row(&join(&host, &[2, 1]), &[1], [(1, int(1)), (2, is_printer), (3, model.clone()), (5, int(2))]);
    rows.row(&join(&host, &[5, 1]), &[1], [(1, int(3)), (2, octets(&[0]))]);
    let printer = join(&MIB2, &[43]);
    rows.row(&join(&printer, &[5, 1, 1]), &[1], [(1, Value::Counter32(4)), (16, model), (17, serial(subject))]);
    rows.row(&join(&printer, &[10, 2, 1]), &[1, 1], [(3, int(7)), (4, Value::Counter32(28_411))]);
}

/// `entPhysicalEntry` (RFC 6933) of the chassis.
fn chassis(subject: Subject<'_>, rows: &mut Rows) {
    let columns = [
        (2, text(&subject.node.vendor.description(&subject.node.name))),
        (4, int(0)),
        (5, int(3)),
        (6, int(-1)),
        (7, text("chassis")),
        (11, serial(subject)),
    ];
    rows.row(&join(&MIB2, &[47, 1, 1, 1, 1]), &[1], columns);
}

fn serial(subject: Subject<'_>) -> Value {
    text(&format!("SIM{:08X}", scramble(subject.at as u64) & 0xffff_ffff))
}
