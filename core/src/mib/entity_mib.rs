//! ENTITY-MIB (RFC 6933) and CISCO-STACKWISE-MIB: what a device is made of.

use crate::value::{MacAddr, Oid};

row! {
    /// `entPhysicalTable` (RFC 6933 §3): chassis, modules, power supplies and the like.
    EntPhysicalEntry = "entPhysicalTable", Rows, [1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1];
    index ("entPhysicalIndex") {
        /// `entPhysicalIndex`.
        ent_physical_index: u32 = "entPhysicalIndex",
    }
    required {
        /// `entPhysicalClass`: other(1), unknown(2), chassis(3), backplane(4), container(5), powerSupply(6), fan(7),
        /// sensor(8), module(9), port(10), stack(11), cpu(12).
        ent_physical_class: i32 = "entPhysicalClass" 5 Integer,
    }
    optional {
        /// `entPhysicalDescr`.
        ent_physical_descr: String = "entPhysicalDescr" 2 DisplayString,
        /// `entPhysicalContainedIn`: what holds it; 0 where nothing does.
        ent_physical_contained_in: u32 = "entPhysicalContainedIn" 4 Integer,
        /// `entPhysicalParentRelPos`: its place among those that the same one holds; −1 where it has none.
        ent_physical_parent_rel_pos: i32 = "entPhysicalParentRelPos" 6 Integer,
        /// `entPhysicalName`: its name in the device's own commands.
        ent_physical_name: String = "entPhysicalName" 7 DisplayString,
        /// `entPhysicalSoftwareRev`.
        ent_physical_software_rev: String = "entPhysicalSoftwareRev" 10 DisplayString,
        /// `entPhysicalSerialNum`.
        ent_physical_serial_num: String = "entPhysicalSerialNum" 11 DisplayString,
        /// `entPhysicalModelName`.
        ent_physical_model_name: String = "entPhysicalModelName" 13 DisplayString,
    }
}

row! {
    /// `entAliasMappingTable` (RFC 6933 §3): which interface a physical port is.
    EntAliasMappingEntry = "entAliasMappingTable", Rows, [1, 3, 6, 1, 2, 1, 47, 1, 3, 2, 1];
    index ("entPhysicalIndex.entAliasLogicalIndexOrZero") {
        /// `entPhysicalIndex`.
        ent_physical_index: u32 = "entPhysicalIndex",
        /// `entAliasLogicalIndexOrZero`: 0 where it holds for all logical entities.
        ent_alias_logical_index_or_zero: u32 = "entAliasLogicalIndexOrZero",
    }
    required {
        /// `entAliasMappingIdentifier`: as a rule an instance of `ifIndex`.
        ent_alias_mapping_identifier: Oid = "entAliasMappingIdentifier" 2 ObjectId,
    }
    optional {}
}

row! {
    /// `cswSwitchInfoTable` (CISCO-STACKWISE-MIB): the switches of a stack.
    CswSwitchInfoEntry = "cswSwitchInfoTable", Rows, [1, 3, 6, 1, 4, 1, 9, 9, 500, 1, 2, 1, 1];
    index ("entPhysicalIndex") {
        /// `entPhysicalIndex` of the switch's chassis.
        ent_physical_index: u32 = "entPhysicalIndex",
    }
    required {
        /// `cswSwitchNumCurrent`: its number in the stack.
        csw_switch_num_current: u32 = "cswSwitchNumCurrent" 1 Gauge32,
    }
    optional {
        /// `cswSwitchRole`: master(1), member(2), notMember(3), standby(4).
        csw_switch_role: i32 = "cswSwitchRole" 3 Integer,
        /// `cswSwitchState`: waiting(1), progressing(2), added(3), ready(4), sdmMismatch(5), verMismatch(6),
        /// featureMismatch(7), newMasterInit(8), provisioned(9), invalid(10), removed(11).
        csw_switch_state: i32 = "cswSwitchState" 6 Integer,
        /// `cswSwitchMacAddress`.
        csw_switch_mac_address: MacAddr = "cswSwitchMacAddress" 7 MacAddress,
    }
}
