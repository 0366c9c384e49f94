//! SNMPv2-MIB (RFC 3418) and SNMP-FRAMEWORK-MIB (RFC 3411).

use crate::value::{Oid, TimeTicks};

row! {
    /// `system` (RFC 3418 §2): who the device is.
    System = "system", Scalars, [1, 3, 6, 1, 2, 1, 1];
    index ("0") {}
    required {}
    optional {
        /// `sysDescr`: hardware, software and networking software.
        sys_descr: String = "sysDescr" 1 DisplayString,
        /// `sysObjectID`: the maker's identification of the product.
        sys_object_id: Oid = "sysObjectID" 2 ObjectId,
        /// `sysUpTime`: hundredths of a second since the agent was initialised.
        sys_up_time: TimeTicks = "sysUpTime" 3 TimeTicks,
        /// `sysContact`: who is responsible.
        sys_contact: String = "sysContact" 4 DisplayString,
        /// `sysName`: by convention the fully qualified domain name.
        sys_name: String = "sysName" 5 DisplayString,
        /// `sysLocation`: where it stands.
        sys_location: String = "sysLocation" 6 DisplayString,
        /// `sysServices`: the sum of 2^(L − 1) over the layers L that it serves.
        sys_services: u32 = "sysServices" 7 Integer,
    }
}

row! {
    /// `snmpEngine` (RFC 3411 §5): the agent itself.
    SnmpEngine = "snmpEngine", Scalars, [1, 3, 6, 1, 6, 3, 10, 2, 1];
    index ("0") {}
    required {}
    optional {
        /// `snmpEngineID`: 5 to 32 octets.
        snmp_engine_id: Vec<u8> = "snmpEngineID" 1 OctetString,
    }
}
