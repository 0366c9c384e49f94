//! Notifications: their names, and the objects that they carry.

use crate::value::Oid;

/// A notification of a MIB (`NOTIFICATION-TYPE`, RFC 2578 §8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotificationType {
    /// Its MIB and name, such as `IF-MIB::linkDown`.
    pub name: &'static str,
    /// Its value of `snmpTrapOID`.
    pub oid: &'static [u32],
}

macro_rules! notifications {
    ($($(#[$doc:meta])* $constant:ident = $name:literal [$($arc:literal),+];)*) => {
        impl NotificationType {
            $($(#[$doc])* pub const $constant: Self = Self { name: $name, oid: &[$($arc),+] };)*

            /// All that are known here.
            pub const ALL: &'static [Self] = &[$(Self::$constant),*];
        }
    };
}

notifications! {
    /// `coldStart` (RFC 3418): the agent starts and its configuration may have changed.
    COLD_START = "SNMPv2-MIB::coldStart" [1, 3, 6, 1, 6, 3, 1, 1, 5, 1];
    /// `warmStart` (RFC 3418): the agent starts with the configuration that it had.
    WARM_START = "SNMPv2-MIB::warmStart" [1, 3, 6, 1, 6, 3, 1, 1, 5, 2];
    /// `linkDown` (RFC 2863): an interface is about to go down.
    LINK_DOWN = "IF-MIB::linkDown" [1, 3, 6, 1, 6, 3, 1, 1, 5, 3];
    /// `linkUp` (RFC 2863): an interface came up.
    LINK_UP = "IF-MIB::linkUp" [1, 3, 6, 1, 6, 3, 1, 1, 5, 4];
    /// `authenticationFailure` (RFC 3418): somebody asked the agent without being entitled.
    AUTHENTICATION_FAILURE = "SNMPv2-MIB::authenticationFailure" [1, 3, 6, 1, 6, 3, 1, 1, 5, 5];
    /// `egpNeighborLoss` (RFC 1213): a peer of EGP is gone.
    EGP_NEIGHBOR_LOSS = "RFC1213-MIB::egpNeighborLoss" [1, 3, 6, 1, 6, 3, 1, 1, 5, 6];
    /// `newRoot` (RFC 4188): the sender is the new root of the spanning tree.
    NEW_ROOT = "BRIDGE-MIB::newRoot" [1, 3, 6, 1, 2, 1, 17, 0, 1];
    /// `topologyChange` (RFC 4188): a port of the sender began or ceased to forward.
    TOPOLOGY_CHANGE = "BRIDGE-MIB::topologyChange" [1, 3, 6, 1, 2, 1, 17, 0, 2];
    /// `lldpRemTablesChange` (IEEE 802.1AB-2005).
    LLDP_REM_TABLES_CHANGE = "LLDP-MIB::lldpRemTablesChange" [1, 0, 8802, 1, 1, 2, 0, 0, 1];
    /// `lldpV2RemTablesChange` (IEEE 802.1AB-2016).
    LLDP_V2_REM_TABLES_CHANGE = "LLDP-V2-MIB::lldpV2RemTablesChange" [1, 3, 111, 2, 802, 1, 1, 13, 0, 0, 1];
    /// `ospfNbrStateChange` (RFC 4750).
    OSPF_NBR_STATE_CHANGE = "OSPF-TRAP-MIB::ospfNbrStateChange" [1, 3, 6, 1, 2, 1, 14, 16, 2, 2];
    /// `printerV2Alert` (RFC 3805).
    PRINTER_V2_ALERT = "Printer-MIB::printerV2Alert" [1, 3, 6, 1, 2, 1, 43, 18, 2, 0, 1];
}

impl NotificationType {
    /// The notification of that `snmpTrapOID`. The 0 before the last arc is not compared: RFC 3584 §3.1 puts one there
    /// for a trap of v1 also where the MIB has none, and some agents leave it out where the MIB has one.
    #[must_use]
    pub fn of(trap_oid: &Oid) -> Option<Self> {
        let wanted = plain(trap_oid.arcs());
        Self::ALL.iter().find(|known| plain(known.oid).eq(wanted.clone())).copied()
    }
}

/// The arcs without a 0 before the last.
fn plain(arcs: &[u32]) -> impl Iterator<Item = &u32> + Clone {
    let zero = arcs.len().checked_sub(2).filter(|at| arcs.get(*at) == Some(&0)).unwrap_or(usize::MAX);
    arcs.iter().enumerate().filter(move |(at, _)| *at != zero).map(|(_, arc)| arc)
}
