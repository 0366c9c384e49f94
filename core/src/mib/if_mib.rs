//! IF-MIB (RFC 2863).

use crate::value::{IfIndex, TimeTicks};

row! {
    /// `ifTable` (RFC 2863 §6): interfaces with their 32-bit counters.
    IfEntry = "ifTable", Rows, [1, 3, 6, 1, 2, 1, 2, 2, 1];
    index ("ifIndex") {
        /// `ifIndex`.
        if_index: IfIndex = "ifIndex",
    }
    required {}
    optional {
        /// `ifDescr`: the interface in the maker's words.
        if_descr: String = "ifDescr" 2 DisplayString,
        /// `ifType`: the number that IANA gave to the kind of interface.
        if_type: u32 = "ifType" 3 Integer,
        /// `ifMtu`: the largest packet, in octets.
        if_mtu: u32 = "ifMtu" 4 Integer,
        /// `ifSpeed`: bit/s; 4,294,967,295 where it is more.
        if_speed: u32 = "ifSpeed" 5 Gauge32,
        /// `ifPhysAddress`: the address below the network layer; empty where there is none.
        if_phys_address: Vec<u8> = "ifPhysAddress" 6 OctetString,
        /// `ifAdminStatus`: up(1), down(2), testing(3).
        if_admin_status: i32 = "ifAdminStatus" 7 Integer,
        /// `ifOperStatus`: up(1), down(2), testing(3), unknown(4), dormant(5), notPresent(6), lowerLayerDown(7).
        if_oper_status: i32 = "ifOperStatus" 8 Integer,
        /// `ifLastChange`: `sysUpTime` when it entered its operational state.
        if_last_change: TimeTicks = "ifLastChange" 9 TimeTicks,
        /// `ifInOctets`: octets received, framing included.
        if_in_octets: u32 = "ifInOctets" 10 Counter32,
        /// `ifInDiscards`: packets received and dropped without being wrong.
        if_in_discards: u32 = "ifInDiscards" 13 Counter32,
        /// `ifInErrors`: packets received with errors.
        if_in_errors: u32 = "ifInErrors" 14 Counter32,
        /// `ifOutOctets`: octets sent, framing included.
        if_out_octets: u32 = "ifOutOctets" 16 Counter32,
        /// `ifOutDiscards`: packets not sent without being wrong.
        if_out_discards: u32 = "ifOutDiscards" 19 Counter32,
        /// `ifOutErrors`: packets not sent for errors.
        if_out_errors: u32 = "ifOutErrors" 20 Counter32,
    }
}

row! {
    /// `ifXTable` (RFC 2863 §6): names and 64-bit counters.
    IfXEntry = "ifXTable", Rows, [1, 3, 6, 1, 2, 1, 31, 1, 1, 1];
    index ("ifIndex") {
        /// `ifIndex`.
        if_index: IfIndex = "ifIndex",
    }
    required {}
    optional {
        /// `ifName`: the name that the device's own commands use.
        if_name: String = "ifName" 1 DisplayString,
        /// `ifHCInOctets`: octets received, framing included.
        if_hc_in_octets: u64 = "ifHCInOctets" 6 Counter64,
        /// `ifHCOutOctets`: octets sent, framing included.
        if_hc_out_octets: u64 = "ifHCOutOctets" 10 Counter64,
        /// `ifHighSpeed`: Mbit/s, rounded.
        if_high_speed: u32 = "ifHighSpeed" 15 Gauge32,
        /// `ifAlias`: what the operator wrote.
        if_alias: String = "ifAlias" 18 DisplayString,
        /// `ifCounterDiscontinuityTime`: `sysUpTime` when a counter was last discontinuous.
        if_counter_discontinuity_time: TimeTicks = "ifCounterDiscontinuityTime" 19 TimeTicks,
    }
}

row! {
    /// `ifStackTable` (RFC 2863 §6): which interface runs on top of which.
    IfStackEntry = "ifStackTable", Rows, [1, 3, 6, 1, 2, 1, 31, 1, 2, 1];
    index ("ifStackHigherLayer.ifStackLowerLayer") {
        /// `ifStackHigherLayer`: 0 where nothing is above.
        if_stack_higher_layer: IfIndex = "ifStackHigherLayer",
        /// `ifStackLowerLayer`: 0 where nothing is below.
        if_stack_lower_layer: IfIndex = "ifStackLowerLayer",
    }
    required {}
    optional {
        /// `ifStackStatus`: active(1) and the other states of a row.
        if_stack_status: i32 = "ifStackStatus" 3 Integer,
    }
}
