//! What devices say unasked: traps and informs, of every version in one form.

mod kind;

use std::fmt;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::value::{Oid, TimeTicks, Timestamp, Value, VarBind};
use crate::wire::{
    self, Pdu, SNMP_TRAP_ADDRESS, SNMP_TRAP_COMMUNITY, SNMP_TRAP_ENTERPRISE, SNMP_TRAP_OID, SYS_UP_TIME, VarBindFault,
    Version,
};

pub use kind::{NotificationKind, OspfNbrState};

/// A trap or an inform that was received (RFC 1157 §4.1.6, RFC 3416 §4.2.6, §4.2.7).
///
/// One of SNMPv1 is told in the terms of v2 (RFC 3584 §3.1). A community never appears: `snmpTrapCommunity` is left out
/// of the variables.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notification {
    /// When it was received.
    pub received_at: Timestamp,
    /// The address that it came from.
    pub source: IpAddr,
    /// The address that the device gives itself: `agent-addr` of v1, `snmpTrapAddress` of what was passed on. Behind
    /// network address translation, or with several addresses, it differs from the source. Nothing proves it.
    pub agent: Option<IpAddr>,
    /// The version of the message.
    pub version: TrapVersion,
    /// Whether it is an inform, which was acknowledged.
    pub inform: bool,
    /// How it was protected.
    pub protection: Protection,
    /// The user of SNMPv3; `None` where there is a community instead.
    pub user: Option<String>,
    /// The context of SNMPv3, where it is not the default one.
    pub context: Option<String>,
    /// `sysUpTime` of the sender.
    pub uptime: Option<TimeTicks>,
    /// `snmpTrapOID`: what it is.
    pub trap_oid: Oid,
    /// `snmpTrapEnterprise`: `enterprise` of v1.
    pub enterprise: Option<Oid>,
    /// What it says, where it is a known one.
    pub kind: NotificationKind,
    /// Its variables, without those that are in the fields above.
    pub varbinds: Vec<VarBind>,
    /// Variables that could not be read, in words.
    pub faults: Vec<String>,
}

/// The version of SNMP that a notification came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrapVersion {
    /// SNMPv1.
    V1,
    /// SNMPv2c.
    V2c,
    /// SNMPv3.
    V3,
}

/// How a notification was protected, in the standard's order (RFC 3411 §3.4.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protection {
    /// Not at all, as every message with a community: anybody can have sent it.
    None,
    /// It comes from who knows the user's password, and is fresh.
    Authenticated,
    /// And nobody else could read it.
    Encrypted,
}

/// What is known of a notification beside its PDU.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// When it was received.
    pub received_at: Timestamp,
    /// The address that it came from.
    pub source: IpAddr,
    /// The version of the message.
    pub version: TrapVersion,
    /// How it was protected.
    pub protection: Protection,
    /// The user of SNMPv3.
    pub user: Option<String>,
    /// The context of SNMPv3, where it is not the default one.
    pub context: Option<String>,
}

impl Notification {
    /// Reads a datagram of v1 or v2c: for a product that has a socket of its own. The community is not looked at.
    ///
    /// # Errors
    ///
    /// [`Error::Malformed`] where it is not a notification, with the place.
    pub fn read(datagram: &[u8], source: IpAddr, received_at: Timestamp) -> Result<Self> {
        let decoded = wire::decode(datagram).map_err(|error| error.from_origin(source.to_string()))?;
        let version = match decoded.message.version {
            Version::V1 => TrapVersion::V1,
            Version::V2c => TrapVersion::V2c,
        };
        let sent = Sent { received_at, source, version, protection: Protection::None, user: None, context: None };
        Self::of(&decoded.message.pdu, &decoded.faults, sent)
    }

    /// What a PDU says. `faults` are its unreadable variables.
    ///
    /// # Errors
    ///
    /// [`Error::Malformed`] for a PDU that is no notification, and for one of v2 without `snmpTrapOID`.
    pub fn of(pdu: &Pdu, faults: &[VarBindFault], sent: Sent) -> Result<Self> {
        let malformed =
            |reason: String| Error::Malformed { origin: sent.source.to_string(), offset: "the PDU".to_owned(), reason };
        let varbinds = match pdu {
            Pdu::TrapV1(trap) => trap.to_v2(None),
            Pdu::Trap(request) | Pdu::Inform(request) => request.varbinds.clone(),
            other => return Err(malformed(format!("a trap or an inform is expected, {:?} is there", other.kind()))),
        };
        let find = |name: &[u32]| varbinds.iter().find(|varbind| varbind.name.arcs() == name).map(|found| &found.value);
        let trap_oid = match find(&SNMP_TRAP_OID) {
            Some(Value::ObjectId(oid)) => oid.clone(),
            _ => return Err(malformed("snmpTrapOID.0 is expected among the variables".to_owned())),
        };
        let uptime = match find(&SYS_UP_TIME) {
            Some(Value::TimeTicks(ticks)) => Some(*ticks),
            _ => None,
        };
        let agent = match find(&SNMP_TRAP_ADDRESS) {
            Some(Value::IpAddress(address)) if !address.is_unspecified() => Some((*address).into()),
            _ => None,
        };
        let enterprise = match find(&SNMP_TRAP_ENTERPRISE) {
            Some(Value::ObjectId(oid)) => Some(oid.clone()),
            _ => None,
        };
        let told = |name: &[u32]| {
            name == SYS_UP_TIME
                || name == SNMP_TRAP_OID
                || name == SNMP_TRAP_ADDRESS
                || name == SNMP_TRAP_ENTERPRISE
                || name == SNMP_TRAP_COMMUNITY
        };
        let varbinds: Vec<VarBind> = varbinds.into_iter().filter(|varbind| !told(varbind.name.arcs())).collect();
        let Sent { received_at, source, version, protection, user, context } = sent;
        Ok(Self {
            received_at,
            source,
            agent,
            version,
            inform: matches!(pdu, Pdu::Inform(_)),
            protection,
            user,
            context,
            uptime,
            kind: NotificationKind::of(&trap_oid, &varbinds),
            trap_oid,
            enterprise,
            varbinds,
            faults: faults.iter().map(ToString::to_string).collect(),
        })
    }
}

impl fmt::Display for Notification {
    /// `linkDown of Gi1/0/3 from 10.0.0.2`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            NotificationKind::Other => write!(f, "{} from {}", self.trap_oid, self.source)?,
            kind => write!(f, "{kind} from {}", self.source)?,
        }
        match self.agent {
            Some(agent) if agent != self.source => write!(f, ", of {agent}"),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
