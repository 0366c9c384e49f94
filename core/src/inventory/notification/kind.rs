use std::fmt;
use std::net::{IpAddr, Ipv4Addr};

use serde::{Deserialize, Serialize};

use crate::inventory::IfStatus;
use crate::mib::{Cell, NotificationType};
use crate::value::{IfIndex, Oid, Value, VarBind};

/// What a notification says, where it is a known one.
///
/// A part is `None` where the device did not send it, or sent it as something else; the variables are in the
/// notification in any case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum NotificationKind {
    /// `coldStart`: the agent starts, and its configuration may have changed.
    ColdStart,
    /// `warmStart`: the agent starts with the configuration that it had.
    WarmStart,
    /// `linkDown`: an interface goes down.
    LinkDown {
        /// `ifIndex`.
        interface: Option<IfIndex>,
        /// `ifName`, which few devices send.
        name: Option<String>,
        /// `ifDescr`, which many devices send though the MIB does not ask for it.
        description: Option<String>,
        /// `ifAlias`.
        alias: Option<String>,
        /// `ifAdminStatus`.
        admin: IfStatus,
        /// `ifOperStatus`.
        oper: IfStatus,
    },
    /// `linkUp`: an interface came up.
    LinkUp {
        /// `ifIndex`.
        interface: Option<IfIndex>,
        /// `ifName`, which few devices send.
        name: Option<String>,
        /// `ifDescr`, which many devices send though the MIB does not ask for it.
        description: Option<String>,
        /// `ifAlias`.
        alias: Option<String>,
        /// `ifAdminStatus`.
        admin: IfStatus,
        /// `ifOperStatus`.
        oper: IfStatus,
    },
    /// `authenticationFailure`: somebody asked the agent without being entitled.
    AuthenticationFailure,
    /// `egpNeighborLoss`: a peer of EGP is gone.
    EgpNeighborLoss {
        /// `egpNeighAddr`.
        neighbor: Option<IpAddr>,
    },
    /// `newRoot`: the sender is the new root of the spanning tree.
    NewRoot,
    /// `topologyChange`: a port of the sender began or ceased to forward.
    TopologyChange,
    /// `lldpRemTablesChange`: the sender's LLDP neighbors changed. Each number counts since the agent started.
    LldpRemTablesChange {
        /// `lldpStatsRemTablesInserts`: neighbors that came.
        inserts: Option<u32>,
        /// `lldpStatsRemTablesDeletes`: neighbors that went.
        deletes: Option<u32>,
        /// `lldpStatsRemTablesDrops`: neighbors that were not stored, for lack of room.
        drops: Option<u32>,
        /// `lldpStatsRemTablesAgeouts`: neighbors that fell silent.
        ageouts: Option<u32>,
    },
    /// `ospfNbrStateChange`: an OSPF neighbor changed its state.
    OspfNbrStateChange {
        /// `ospfRouterId` of the sender.
        router_id: Option<IpAddr>,
        /// `ospfNbrIpAddr`: the neighbor's address.
        neighbor: Option<IpAddr>,
        /// `ospfNbrAddressLessIndex`: the interface of a neighbor without address; 0 where it has one.
        interface: Option<IfIndex>,
        /// `ospfNbrRtrId`: the neighbor's router id.
        neighbor_id: Option<IpAddr>,
        /// `ospfNbrState`.
        state: OspfNbrState,
    },
    /// `printerV2Alert`: a printer wants attention.
    PrinterV2Alert {
        /// `prtAlertIndex`.
        alert: Option<u32>,
        /// `prtAlertSeverityLevel`: other(1), critical(3), warning(4), warningBinaryChangeEvent(5).
        severity: Option<i32>,
        /// `prtAlertGroup`: the subunit, such as input(8) or marker supplies(11).
        group: Option<i32>,
        /// `prtAlertGroupIndex`: which of the group.
        group_index: Option<i32>,
        /// `prtAlertLocation`.
        location: Option<i32>,
        /// `prtAlertCode`: what happened, such as jam(8).
        code: Option<i32>,
        /// `prtAlertDescription`, where the printer sends it.
        description: Option<String>,
    },
    /// Another one: see the trap OID and the variables.
    Other,
}

/// `ospfNbrState` (RFC 4750), in the standard's order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OspfNbrState {
    /// `down(1)`.
    Down,
    /// `attempt(2)`.
    Attempt,
    /// `init(3)`.
    Init,
    /// `twoWay(4)`.
    TwoWay,
    /// `exchangeStart(5)`.
    ExchangeStart,
    /// `exchange(6)`.
    Exchange,
    /// `loading(7)`.
    Loading,
    /// `full(8)`.
    Full,
    /// The agent did not say.
    #[default]
    Unknown,
}

impl NotificationKind {
    /// What the variables of a notification say.
    pub(super) fn of(trap_oid: &Oid, varbinds: &[VarBind]) -> Self {
        let carried = Carried(varbinds);
        match NotificationType::of(trap_oid) {
            Some(NotificationType::COLD_START) => Self::ColdStart,
            Some(NotificationType::WARM_START) => Self::WarmStart,
            Some(NotificationType::LINK_DOWN) => {
                let Port { interface, name, description, alias, admin, oper } = carried.port();
                Self::LinkDown { interface, name, description, alias, admin, oper }
            }
            Some(NotificationType::LINK_UP) => {
                let Port { interface, name, description, alias, admin, oper } = carried.port();
                Self::LinkUp { interface, name, description, alias, admin, oper }
            }
            Some(NotificationType::AUTHENTICATION_FAILURE) => Self::AuthenticationFailure,
            Some(NotificationType::EGP_NEIGHBOR_LOSS) => {
                Self::EgpNeighborLoss { neighbor: carried.address(&[1, 3, 6, 1, 2, 1, 8, 5, 1, 2]) }
            }
            Some(NotificationType::NEW_ROOT) => Self::NewRoot,
            Some(NotificationType::TOPOLOGY_CHANGE) => Self::TopologyChange,
            Some(NotificationType::LLDP_REM_TABLES_CHANGE) => carried.lldp(&[1, 0, 8802, 1, 1, 2, 1, 2]),
            Some(NotificationType::LLDP_V2_REM_TABLES_CHANGE) => carried.lldp(&[1, 3, 111, 2, 802, 1, 1, 13, 1, 2]),
            Some(NotificationType::OSPF_NBR_STATE_CHANGE) => carried.ospf(),
            Some(NotificationType::PRINTER_V2_ALERT) => carried.printer(),
            _ => Self::Other,
        }
    }
}

/// An interface as a trap describes it.
struct Port {
    interface: Option<IfIndex>,
    name: Option<String>,
    description: Option<String>,
    alias: Option<String>,
    admin: IfStatus,
    oper: IfStatus,
}

struct Carried<'a>(&'a [VarBind]);

impl Carried<'_> {
    /// The first variable below an object, with its instance.
    fn below(&self, object: &[u32]) -> Option<(&[u32], &Value)> {
        self.0.iter().find_map(|varbind| Some((varbind.name.suffix_of(object)?, &varbind.value)))
    }

    fn read<T: Cell>(&self, object: &[u32]) -> Option<T> {
        T::decode(self.below(object)?.1).ok()?
    }

    /// An empty text says no more than none.
    fn text(&self, object: &[u32]) -> Option<String> {
        self.read::<String>(object).filter(|text| !text.is_empty())
    }

    fn address(&self, object: &[u32]) -> Option<IpAddr> {
        match self.below(object)?.1 {
            Value::IpAddress(address) => Some((*address).into()),
            Value::OctetString(octets) => {
                <[u8; 4]>::try_from(octets.as_slice()).ok().map(|four| Ipv4Addr::from(four).into())
            }
            _ => None,
        }
    }

    /// RFC 2863 §6. Some devices name the interface only by the instances of the variables.
    fn port(&self) -> Port {
        const IF_ENTRY: [u32; 9] = [1, 3, 6, 1, 2, 1, 2, 2, 1];
        const IF_X_ENTRY: [u32; 10] = [1, 3, 6, 1, 2, 1, 31, 1, 1, 1];
        let column = |entry: &[u32], number| [entry, &[number]].concat();
        let instance = || {
            let rows = self.0.iter().filter_map(|varbind| {
                varbind.name.suffix_of(&IF_ENTRY).or_else(|| varbind.name.suffix_of(&IF_X_ENTRY))
            });
            rows.filter_map(|suffix| match suffix {
                [_, index] => Some(IfIndex(*index)),
                _ => None,
            })
            .next()
        };
        let status = |number| self.read(&column(&IF_ENTRY, number)).map_or(IfStatus::Unknown, status);
        Port {
            interface: self.read(&column(&IF_ENTRY, 1)).or_else(instance),
            name: self.text(&column(&IF_X_ENTRY, 1)),
            description: self.text(&column(&IF_ENTRY, 2)),
            alias: self.text(&column(&IF_X_ENTRY, 18)),
            admin: status(7),
            oper: status(8),
        }
    }

    fn lldp(&self, statistics: &[u32]) -> NotificationKind {
        let counter = |number| self.read(&[statistics, &[number]].concat());
        NotificationKind::LldpRemTablesChange {
            inserts: counter(2),
            deletes: counter(3),
            drops: counter(4),
            ageouts: counter(5),
        }
    }

    /// RFC 4750.
    fn ospf(&self) -> NotificationKind {
        const OSPF: [u32; 7] = [1, 3, 6, 1, 2, 1, 14];
        let neighbor = |column| [&OSPF[..], &[10, 1, column]].concat();
        let state = self.read(&neighbor(6)).map_or(OspfNbrState::Unknown, |number: i32| match number {
            1 => OspfNbrState::Down,
            2 => OspfNbrState::Attempt,
            3 => OspfNbrState::Init,
            4 => OspfNbrState::TwoWay,
            5 => OspfNbrState::ExchangeStart,
            6 => OspfNbrState::Exchange,
            7 => OspfNbrState::Loading,
            8 => OspfNbrState::Full,
            _ => OspfNbrState::Unknown,
        });
        NotificationKind::OspfNbrStateChange {
            router_id: self.address(&[&OSPF[..], &[1, 1]].concat()),
            neighbor: self.address(&neighbor(1)),
            interface: self.read(&neighbor(2)),
            neighbor_id: self.address(&neighbor(3)),
            state,
        }
    }

    /// `prtAlertTable` (RFC 3805).
    fn printer(&self) -> NotificationKind {
        const ENTRY: [u32; 10] = [1, 3, 6, 1, 2, 1, 43, 18, 1, 1];
        let column = |number| [&ENTRY[..], &[number]].concat();
        NotificationKind::PrinterV2Alert {
            alert: self.read(&column(1)),
            severity: self.read(&column(2)),
            group: self.read(&column(4)),
            group_index: self.read(&column(5)),
            location: self.read(&column(6)),
            code: self.read(&column(7)),
            description: self.text(&column(8)),
        }
    }
}

fn status(number: i32) -> IfStatus {
    match number {
        1 => IfStatus::Up,
        2 => IfStatus::Down,
        3 => IfStatus::Testing,
        5 => IfStatus::Dormant,
        6 => IfStatus::NotPresent,
        7 => IfStatus::LowerLayerDown,
        _ => IfStatus::Unknown,
    }
}

impl fmt::Display for NotificationKind {
    /// `linkDown of Gi1/0/3`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let port = |f: &mut fmt::Formatter<'_>,
                    word,
                    name: &Option<String>,
                    other: &Option<String>,
                    index: &Option<IfIndex>| {
            match (name.as_ref().or(other.as_ref()), index) {
                (Some(name), _) => write!(f, "{word} of {name}"),
                (None, Some(index)) => write!(f, "{word} of interface {index}"),
                (None, None) => f.write_str(word),
            }
        };
        match self {
            Self::ColdStart => f.write_str("coldStart"),
            Self::WarmStart => f.write_str("warmStart"),
            Self::LinkDown { interface, name, description, .. } => port(f, "linkDown", name, description, interface),
            Self::LinkUp { interface, name, description, .. } => port(f, "linkUp", name, description, interface),
            Self::AuthenticationFailure => f.write_str("authenticationFailure"),
            Self::EgpNeighborLoss { neighbor: Some(neighbor) } => write!(f, "egpNeighborLoss of {neighbor}"),
            Self::EgpNeighborLoss { neighbor: None } => f.write_str("egpNeighborLoss"),
            Self::NewRoot => f.write_str("newRoot"),
            Self::TopologyChange => f.write_str("topologyChange"),
            Self::LldpRemTablesChange { .. } => f.write_str("lldpRemTablesChange"),
            Self::OspfNbrStateChange { neighbor, state, .. } => {
                f.write_str("ospfNbrStateChange")?;
                if let Some(neighbor) = neighbor {
                    write!(f, " of {neighbor}")?;
                }
                write!(f, ": {state}")
            }
            Self::PrinterV2Alert { description: Some(text), .. } => write!(f, "printerV2Alert: {text}"),
            Self::PrinterV2Alert { code: Some(code), .. } => write!(f, "printerV2Alert of code {code}"),
            Self::PrinterV2Alert { .. } => f.write_str("printerV2Alert"),
            Self::Other => f.write_str("notification"),
        }
    }
}

impl fmt::Display for OspfNbrState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Down => "down",
            Self::Attempt => "attempt",
            Self::Init => "init",
            Self::TwoWay => "two-way",
            Self::ExchangeStart => "exchange start",
            Self::Exchange => "exchange",
            Self::Loading => "loading",
            Self::Full => "full",
            Self::Unknown => "unknown",
        })
    }
}
