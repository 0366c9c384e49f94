use serde::{Deserialize, Serialize};

/// How a maker's devices name and number things, and which tables their agents have. The habits are
/// those of real product families; the texts are made up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Vendor {
    /// The plain reading of the standards: every number equal, Q-BRIDGE tables, ids by MAC and name.
    /// The enterprise number is the one for examples (RFC 5612).
    Example,
    /// CDP; `ifIndex` 10101 and up against bridge port 1; FDB and spanning tree per VLAN by
    /// `community@vlan`; long and short interface names.
    Cisco,
    /// Ports named by number; port ids of subtype local.
    Hp,
    /// `ge-0/0/0` and up; the port id is the `ifIndex` as text, of subtype local; bridge ports from 513.
    Juniper,
    /// Port ids like `bridge/ether1`; `lldpRemLocalPortNum` is 0; one FDB without VLANs.
    Mikrotik,
    /// No `dot1dBasePortIfIndex`; port ids by `ifAlias` or number; one FDB without VLANs.
    Netgear,
    /// net-snmp on an end system: `lo` is interface 1; port ids by MAC; the new IP tables.
    Linux,
    /// An access point: chassis id by network address, bridge ports without interfaces.
    Ubiquiti,
    /// A printer's network card.
    LaserJet,
}

/// How an LLDP agent names its chassis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sim) enum ChassisStyle {
    Mac,
    Address,
    LocalName,
}

/// How an LLDP agent names its ports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sim) enum PortStyle {
    Name,
    BridgedName,
    LocalNumber,
    LocalIfIndex,
    Mac,
    Alias,
}

/// Which forwarding tables an agent shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sim) enum FdbStyle {
    /// `dot1dTpFdbTable`, all VLANs thrown together.
    Plain,
    /// `dot1dTpFdbTable` of the VLAN in `community@vlan`.
    PerVlanCommunity,
    /// `dot1qTpFdbTable`.
    PerVlanTable,
}

impl Vendor {
    pub(in crate::sim) fn oui(self) -> [u8; 3] {
        match self {
            Self::Example => [0x00, 0x00, 0x5e],
            Self::Cisco => [0x58, 0xac, 0x78],
            Self::Hp => [0x3c, 0xd9, 0x2b],
            Self::Juniper => [0x00, 0x05, 0x85],
            Self::Mikrotik => [0x4c, 0x5e, 0x0c],
            Self::Netgear => [0x20, 0x4e, 0x7f],
            Self::Linux => [0x00, 0x16, 0x3e],
            Self::Ubiquiti => [0x24, 0xa4, 0x3c],
            Self::LaserJet => [0x00, 0x1e, 0x0b],
        }
    }

    /// `sysObjectID` below `enterprises`.
    pub(in crate::sim) fn object_id(self) -> &'static [u32] {
        match self {
            Self::Example => &[32473, 1, 1],
            Self::Cisco => &[9, 1, 1208],
            Self::Hp => &[11, 2, 3, 7, 11, 160],
            Self::Juniper => &[2636, 1, 1, 1, 2, 31],
            Self::Mikrotik => &[14988, 1],
            Self::Netgear => &[4526, 100, 4, 10],
            Self::Linux => &[8072, 3, 2, 10],
            Self::Ubiquiti => &[41112, 1, 6],
            Self::LaserJet => &[11, 2, 3, 9, 1],
        }
    }

    pub(in crate::sim) fn description(self, name: &str) -> String {
        match self {
            Self::Example => "Example Networks simulated device, version 1.0".to_owned(),
            Self::Cisco => "Cisco IOS Software, C2960S Software (simulated), Version 15.2(2)E".to_owned(),
            Self::Hp => "HP ProCurve Switch 2610-24 (simulated), revision R.11.25".to_owned(),
            Self::Juniper => "Juniper Networks, Inc. ex4200-24t (simulated), kernel JUNOS 12.3R6".to_owned(),
            Self::Mikrotik => "RouterOS CRS125-24G-1S (simulated)".to_owned(),
            Self::Netgear => "GS724T - 24-Port Gigabit Smart Switch (simulated)".to_owned(),
            Self::Linux => format!("Linux {name} 6.1.0-18-amd64 #1 SMP x86_64 (simulated)"),
            Self::Ubiquiti => "UAP-AC-Pro 6.5.28 (simulated)".to_owned(),
            Self::LaserJet => "HP ETHERNET MULTI-ENVIRONMENT, PID:HP LaserJet 400 M401dn (simulated)".to_owned(),
        }
    }

    pub(in crate::sim) fn port_name(self, number: u32) -> String {
        match self {
            Self::Example => format!("p{number}"),
            Self::Cisco => format!("Gi1/0/{number}"),
            Self::Hp => number.to_string(),
            Self::Juniper => format!("ge-0/0/{}", number.saturating_sub(1)),
            Self::Mikrotik => format!("ether{number}"),
            Self::Netgear => format!("g{number}"),
            Self::Linux | Self::Ubiquiti | Self::LaserJet => format!("eth{}", number.saturating_sub(1)),
        }
    }

    /// `ifDescr` of the interface named `name`.
    pub(in crate::sim) fn port_description(self, name: &str) -> String {
        const LONG: [(&str, &str); 4] =
            [("Gi", "GigabitEthernet"), ("Te", "TenGigabitEthernet"), ("Fa", "FastEthernet"), ("Po", "Port-channel")];
        match self {
            Self::Example => name.strip_prefix('p').map_or_else(|| name.to_owned(), |number| format!("Port {number}")),
            Self::Cisco => LONG
                .iter()
                .find_map(|(short, long)| {
                    let rest = name.strip_prefix(short)?;
                    rest.starts_with(|first: char| first.is_ascii_digit()).then(|| format!("{long}{rest}"))
                })
                .unwrap_or_else(|| name.to_owned()),
            Self::Netgear => name
                .strip_prefix('g')
                .map_or_else(|| name.to_owned(), |number| format!("Slot: 0 Port: {number} Gigabit")),
            _ => name.to_owned(),
        }
    }

    /// `ifIndex` of the physical port at that position, from 1.
    pub(in crate::sim) fn if_index(self, position: u32) -> u32 {
        position.saturating_add(match self {
            Self::Cisco => 10_100,
            Self::Juniper => 500,
            Self::Mikrotik | Self::Linux => 1,
            _ => 0,
        })
    }

    /// `dot1dBasePort` of the physical port at that position, from 1.
    pub(in crate::sim) fn bridge_port(self, position: u32) -> u32 {
        position.saturating_add(if self == Self::Juniper { 512 } else { 0 })
    }

    /// `lldpLocPortNum` of a port.
    pub(in crate::sim) fn lldp_port(self, position: u32, if_index: u32) -> u32 {
        if matches!(self, Self::Cisco | Self::Netgear) { position } else { if_index }
    }

    /// `ifIndex` and name of the interface that bears the address in `vlan`.
    pub(in crate::sim) fn vlan_interface(self, vlan: u16) -> (u32, String) {
        let number = u32::from(vlan);
        match self {
            Self::Cisco => (number, format!("Vl{vlan}")),
            Self::Hp if vlan == 1 => (5001, "DEFAULT_VLAN".to_owned()),
            Self::Juniper => (40_000 + number, format!("vlan.{vlan}")),
            Self::Mikrotik if vlan == 1 => (5001, "bridge".to_owned()),
            Self::Ubiquiti => (5000 + number, format!("br{}", number.saturating_sub(1))),
            _ => (5000 + number, format!("vlan{vlan}")),
        }
    }

    /// `ifIndex` of the aggregate at that position, from 1.
    pub(in crate::sim) fn lag_if_index(self, position: u32) -> u32 {
        position.saturating_add(if self == Self::Cisco { 5000 } else { 1000 })
    }

    pub(in crate::sim) fn chassis_style(self) -> ChassisStyle {
        match self {
            Self::Ubiquiti => ChassisStyle::Address,
            Self::Netgear => ChassisStyle::LocalName,
            _ => ChassisStyle::Mac,
        }
    }

    pub(in crate::sim) fn port_style(self) -> PortStyle {
        match self {
            Self::Hp => PortStyle::LocalNumber,
            Self::Juniper => PortStyle::LocalIfIndex,
            Self::Mikrotik => PortStyle::BridgedName,
            Self::Netgear => PortStyle::Alias,
            Self::Linux | Self::Ubiquiti => PortStyle::Mac,
            _ => PortStyle::Name,
        }
    }

    pub(in crate::sim) fn fdb_style(self) -> FdbStyle {
        match self {
            Self::Cisco => FdbStyle::PerVlanCommunity,
            Self::Mikrotik | Self::Netgear | Self::Ubiquiti | Self::Linux | Self::LaserJet => FdbStyle::Plain,
            Self::Example | Self::Hp | Self::Juniper => FdbStyle::PerVlanTable,
        }
    }

    /// Whether `dot1dBasePortIfIndex` is there.
    pub(in crate::sim) fn maps_bridge_ports(self) -> bool {
        !matches!(self, Self::Netgear | Self::Ubiquiti)
    }
}
