//! What a device is made of, and whom its ports are bundled with.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::value::{IfIndex, MacAddr};

/// A part of a device that has a life of its own (`entPhysicalTable`, RFC 6933): no sensors, containers and ports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HardwarePart {
    /// `entPhysicalIndex`.
    pub index: u32,
    /// The part that holds it, directly or through containers; `None` at the top.
    pub parent: Option<u32>,
    /// `entPhysicalClass`.
    pub kind: HardwareClass,
    /// `entPhysicalParentRelPos`: its place among those that the same part holds.
    pub position: Option<u32>,
    /// `entPhysicalName`, else `entPhysicalDescr`.
    pub name: Option<String>,
    /// `entPhysicalModelName`.
    pub model: Option<String>,
    /// `entPhysicalSerialNum`.
    pub serial_number: Option<String>,
    /// `entPhysicalSoftwareRev`.
    pub software: Option<String>,
    /// The interfaces on it, ascending (`entAliasMappingTable`).
    pub interfaces: Vec<IfIndex>,
}

/// `entPhysicalClass` of parts that are kept, in the standard's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HardwareClass {
    /// `chassis(3)`: a box; a stack has several.
    Chassis,
    /// `powerSupply(6)`.
    PowerSupply,
    /// `fan(7)`.
    Fan,
    /// `module(9)`: a card, a transceiver.
    Module,
    /// `stack(11)`: what holds the chassis of a stack.
    Stack,
}

impl fmt::Display for HardwareClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Chassis => "chassis",
            Self::PowerSupply => "power supply",
            Self::Fan => "fan",
            Self::Module => "module",
            Self::Stack => "stack",
        })
    }
}

/// A switch of a stack: one of several boxes that answer as one device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StackMember {
    /// Its number in the stack, as port names have it.
    pub number: u32,
    /// Whether it leads.
    pub role: StackRole,
    /// Its own address, where the agent says.
    pub mac: Option<MacAddr>,
    /// Its serial number.
    pub serial_number: Option<String>,
    /// Its model.
    pub model: Option<String>,
}

/// The part that a switch plays in its stack.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StackRole {
    /// It leads.
    Master,
    /// It follows.
    Member,
    /// It leads if the master fails.
    Standby,
    /// The agent does not say.
    #[default]
    Unknown,
}

impl fmt::Display for StackRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Master => "master",
            Self::Member => "member",
            Self::Standby => "standby",
            Self::Unknown => "unknown",
        })
    }
}

/// What LACP knows of one port and of its partner (`dot3adAggPortTable`, IEEE 802.1AX).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LacpPort {
    /// The port.
    pub interface: IfIndex,
    /// The aggregate that it is attached to, where there is one.
    pub aggregate: Option<IfIndex>,
    /// `dot3adAggPortActorSystemID`: the system that announces itself here.
    pub system: MacAddr,
    /// `dot3adAggPortActorOperKey`.
    pub key: u32,
    /// `dot3adAggPortActorPort`: the number that the port announces.
    pub port: u32,
    /// `dot3adAggPortPartnerOperSystemID`: the system at the far end.
    pub partner_system: MacAddr,
    /// `dot3adAggPortPartnerOperKey`.
    pub partner_key: u32,
    /// `dot3adAggPortPartnerOperPort`: the number that the far port announces.
    pub partner_port: u32,
}
