//! Traps of SNMPv1 in the terms of v2 (RFC 3584 §3.1).

use super::pdu::{CommunityString, TrapV1};
use crate::value::{Oid, Value, VarBind};

/// `sysUpTime.0` (RFC 3418): the first variable of a notification.
pub const SYS_UP_TIME: [u32; 9] = [1, 3, 6, 1, 2, 1, 1, 3, 0];
/// `snmpTrapOID.0` (RFC 3418): the second variable of a notification.
pub const SNMP_TRAP_OID: [u32; 11] = [1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0];
/// `snmpTrapEnterprise.0` (RFC 3418): `enterprise` of a v1 trap.
pub const SNMP_TRAP_ENTERPRISE: [u32; 11] = [1, 3, 6, 1, 6, 3, 1, 1, 4, 3, 0];
/// `snmpTrapAddress.0` (RFC 3584 §3.1 (4)): `agent-addr` of a v1 trap.
pub const SNMP_TRAP_ADDRESS: [u32; 10] = [1, 3, 6, 1, 6, 3, 18, 1, 3, 0];
/// `snmpTrapCommunity.0` (RFC 3584 §3.1 (4)): the community of a v1 trap, a secret.
pub const SNMP_TRAP_COMMUNITY: [u32; 10] = [1, 3, 6, 1, 6, 3, 18, 1, 4, 0];

/// `snmpTraps` (RFC 3418): the generic traps are below it.
const SNMP_TRAPS: [u32; 9] = [1, 3, 6, 1, 6, 3, 1, 1, 5];

impl TrapV1 {
    /// `snmpTrapOID` of this trap: one of `snmpTraps` for a generic trap, else `enterprise.0.specific`
    /// (RFC 3584 §3.1 (2), (3)).
    #[must_use]
    pub fn trap_oid(&self) -> Oid {
        match u32::try_from(self.generic) {
            Ok(generic @ 0..=5) => Oid::new(&SNMP_TRAPS).child(&[generic + 1]),
            // A specific trap is 0 or more; what is below is kept apart as the octets have it.
            _ => self.enterprise.child(&[0, u32::from_ne_bytes(self.specific.to_ne_bytes())]),
        }
    }

    /// The variables of the v2 notification that says the same (RFC 3584 §3.1): `sysUpTime.0`, `snmpTrapOID.0`, the
    /// trap's own, then `snmpTrapAddress.0`, `snmpTrapCommunity.0` where a community is given, and
    /// `snmpTrapEnterprise.0`. What the trap has itself is not put there twice.
    #[must_use]
    pub fn to_v2(&self, community: Option<&CommunityString>) -> Vec<VarBind> {
        let mut varbinds = Vec::with_capacity(self.varbinds.len() + 5);
        varbinds.push(VarBind::new(Oid::new(&SYS_UP_TIME), Value::TimeTicks(self.uptime)));
        varbinds.push(VarBind::new(Oid::new(&SNMP_TRAP_OID), Value::ObjectId(self.trap_oid())));
        varbinds.extend(self.varbinds.iter().cloned());
        let community = community.map(|community| Value::OctetString(community.as_bytes().to_vec()));
        let more = [
            (&SNMP_TRAP_ADDRESS[..], Some(Value::IpAddress(self.agent))),
            (&SNMP_TRAP_COMMUNITY[..], community),
            (&SNMP_TRAP_ENTERPRISE[..], Some(Value::ObjectId(self.enterprise.clone()))),
        ];
        for (name, value) in more {
            let Some(value) = value else { continue };
            if !self.varbinds.iter().any(|varbind| varbind.name.arcs() == name) {
                varbinds.push(VarBind::new(Oid::new(name), value));
            }
        }
        varbinds
    }
}
