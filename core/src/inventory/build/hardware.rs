//! ENTITY-MIB and CISCO-STACKWISE-MIB: parts and stacks.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::inventory::{HardwareClass, HardwarePart, StackMember, StackRole};
use crate::mib::{CswSwitchInfoEntry, EntAliasMappingEntry, EntPhysicalEntry};
use crate::value::{IfIndex, Oid};

use super::reader::Reader;
use super::said;

/// Parts that hold each other in a longer row are taken for a circle.
const DEEPEST: usize = 32;

/// The parts by index, and the switches of a stack by number.
pub(super) fn read(reader: &mut Reader<'_>) -> (Vec<HardwarePart>, Vec<StackMember>) {
    let mut parents: HashMap<u32, u32> = HashMap::new();
    let mut parts: BTreeMap<u32, HardwarePart> = BTreeMap::new();
    for row in reader.rows::<EntPhysicalEntry>() {
        let index = row.ent_physical_index;
        if let Some(parent) = row.ent_physical_contained_in.filter(|parent| *parent != 0 && *parent != index) {
            parents.insert(index, parent);
        }
        let Some(kind) = class(row.ent_physical_class) else { continue };
        let name = row.ent_physical_name.and_then(said).or(row.ent_physical_descr.and_then(said));
        let part = HardwarePart {
            index,
            parent: None,
            kind,
            position: row.ent_physical_parent_rel_pos.and_then(|position| u32::try_from(position).ok()),
            name,
            model: row.ent_physical_model_name.and_then(said),
            serial_number: row.ent_physical_serial_num.and_then(said),
            software: row.ent_physical_software_rev.and_then(said),
            interfaces: Vec::new(),
        };
        parts.insert(index, part);
    }
    let mut interfaces: BTreeMap<u32, BTreeSet<IfIndex>> = BTreeMap::new();
    for row in reader.rows::<EntAliasMappingEntry>() {
        let Some(interface) = if_index(&row.ent_alias_mapping_identifier) else { continue };
        let physical = row.ent_physical_index;
        let holder = if parts.contains_key(&physical) { Some(physical) } else { above(physical, &parents, &parts) };
        if let Some(holder) = holder {
            interfaces.entry(holder).or_default().insert(interface);
        }
    }
    let above: Vec<(u32, Option<u32>)> = parts.keys().map(|index| (*index, above(*index, &parents, &parts))).collect();
    for (index, parent) in above {
        let Some(part) = parts.get_mut(&index) else { continue };
        part.parent = parent;
        part.interfaces = interfaces.remove(&index).unwrap_or_default().into_iter().collect();
    }
    let stack = stack(reader, &parts);
    (parts.into_values().collect(), stack)
}

/// The nearest part around another that is kept.
fn above(index: u32, parents: &HashMap<u32, u32>, parts: &BTreeMap<u32, HardwarePart>) -> Option<u32> {
    let mut at = index;
    for _ in 0..DEEPEST {
        at = *parents.get(&at)?;
        if parts.contains_key(&at) {
            return Some(at).filter(|holder| *holder != index);
        }
    }
    None
}

fn class(number: i32) -> Option<HardwareClass> {
    Some(match number {
        3 => HardwareClass::Chassis,
        6 => HardwareClass::PowerSupply,
        7 => HardwareClass::Fan,
        9 => HardwareClass::Module,
        11 => HardwareClass::Stack,
        _ => return None,
    })
}

/// The interface that an instance such as `ifIndex.3` stands for.
fn if_index(identifier: &Oid) -> Option<IfIndex> {
    const IF_INDEX: &[u32] = &[1, 3, 6, 1, 2, 1, 2, 2, 1, 1];
    match identifier.suffix_of(IF_INDEX)? {
        [index] if *index != 0 => Some(IfIndex(*index)),
        _ => None,
    }
}

/// The switches of a stack: by CISCO-STACKWISE-MIB, else the chassis that one stack holds, by their places.
fn stack(reader: &mut Reader<'_>, parts: &BTreeMap<u32, HardwarePart>) -> Vec<StackMember> {
    const PROVISIONED: i32 = 9;
    let mut members: BTreeMap<u32, StackMember> = BTreeMap::new();
    for row in reader.rows::<CswSwitchInfoEntry>() {
        let part = parts.get(&row.ent_physical_index);
        // A switch that is only configured is not there.
        if row.csw_switch_state.is_some_and(|state| state >= PROVISIONED) {
            continue;
        }
        let number = row.csw_switch_num_current;
        members.entry(number).or_insert(StackMember {
            number,
            role: match row.csw_switch_role {
                Some(1) => StackRole::Master,
                Some(2) => StackRole::Member,
                Some(4) => StackRole::Standby,
                _ => StackRole::Unknown,
            },
            mac: row.csw_switch_mac_address.filter(|mac| !mac.is_zero()),
            serial_number: part.and_then(|part| part.serial_number.clone()),
            model: part.and_then(|part| part.model.clone()),
        });
    }
    if members.is_empty() {
        let held = |part: &&HardwarePart| {
            let holder = part.parent.and_then(|parent| parts.get(&parent));
            part.kind == HardwareClass::Chassis && holder.is_some_and(|it| it.kind == HardwareClass::Stack)
        };
        for (part, count) in parts.values().filter(held).zip(1..) {
            let number = part.position.filter(|position| *position != 0).unwrap_or(count);
            members.entry(number).or_insert(StackMember {
                number,
                role: StackRole::Unknown,
                mac: None,
                serial_number: part.serial_number.clone(),
                model: part.model.clone(),
            });
        }
    }
    if members.len() > 1 { members.into_values().collect() } else { Vec::new() }
}
