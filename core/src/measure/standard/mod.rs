//! Ready templates: what users of Cacti and MRTG expect to work at once.
//!
//! [`everything`] suits any device: what a device lacks is looked for once an hour. Or take the groups that are wanted:
//! `standard::everything().only(&["traffic", "cpu"])`.

mod devices;
mod host;
mod interfaces;
mod maker;

use super::{ColumnSpec, Formula, Quantity, Template};
use crate::value::{Oid, SmiType};

pub use devices::{printer_pages, printer_supplies, sensors, ups, ups_lines};
pub use host::{disks, load, memory, processors, storage, system, uptime};
pub use interfaces::{errors, packets, ports, traffic};
pub use maker::{
    apc_ups, cisco_cpu, cisco_memory, cisco_sensors, cisco_temperature, fortinet_system, h3c_entities, hp_cpu,
    hp_memory, huawei_entities, juniper_operating,
};

/// The name of the group of ports' states, which other groups of ports follow.
pub const PORTS: &str = "ports";

/// Everything of any device: ports with traffic, packets, errors and discards; processors, load, memory, storage, disks;
/// sensors; UPSs; printers; and what some makers have instead.
#[must_use]
pub fn everything() -> Template {
    let mut template = interfaces_only();
    template.name = "everything".into();
    template.groups.extend([
        packets(),
        uptime(),
        processors(),
        load(),
        memory(),
        system(),
        storage(),
        disks(),
        sensors(),
    ]);
    template.groups.extend([ups(), ups_lines(), apc_ups(), printer_pages(), printer_supplies()]);
    template.groups.extend([cisco_cpu(), cisco_memory(), cisco_temperature(), cisco_sensors(), juniper_operating()]);
    template.groups.extend([huawei_entities(), h3c_entities(), hp_cpu(), hp_memory(), fortinet_system()]);
    template
}

/// Ports only: states, traffic, errors and discards.
#[must_use]
pub fn interfaces_only() -> Template {
    Template::new("interfaces").group(ports()).group(traffic()).group(errors())
}

const MINUTE_MS: u64 = 60_000;

fn column(name: &str, oid: &[u32], kind: SmiType) -> ColumnSpec {
    ColumnSpec::new(name, Oid::new(oid), kind)
}

/// An `INTEGER` of which only what is at least 0 means something.
fn natural(name: &str, oid: &[u32]) -> ColumnSpec {
    ColumnSpec { least: Some(0), ..column(name, oid, SmiType::Integer) }
}

/// A level, times a factor.
fn level(object: &str, unit: &str, column: &str, factor: f64) -> Quantity {
    Quantity::new(object, unit, Formula::level(column, factor))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_group_fits_together_and_reads_no_column_twice() {
        let template = everything();
        template.check().unwrap();
        let text = serde_json::to_string(&template).unwrap();
        assert_eq!(serde_json::from_str::<Template>(&text).unwrap(), template);
        let mut objects = BTreeSet::new();
        for group in &template.groups {
            let read: BTreeSet<&Oid> = group.columns.iter().map(|column| &column.oid).collect();
            assert_eq!(read.len(), group.columns.len(), "{}", group.name);
            for quantity in &group.quantities {
                assert!(objects.insert((group.name.clone(), quantity.object.clone())));
                assert!(!quantity.unit.is_empty(), "{} {}", group.name, quantity.object);
            }
        }
    }

    #[test]
    fn groups_are_chosen_by_name() {
        let some = everything().only(&["traffic", "cpu"]).unwrap();
        assert_eq!(some.groups.len(), 2);
        let error = everything().only(&["trafic"]).unwrap_err().to_string();
        assert!(error.contains("trafic") && error.contains("traffic"), "{error}");
    }
}
