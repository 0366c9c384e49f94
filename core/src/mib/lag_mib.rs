//! IEEE8023-LAG-MIB (IEEE 802.3 clause 30.7, now IEEE 802.1AX annex D).

use crate::value::{IfIndex, MacAddr};

row! {
    /// `dot3adAggPortTable` (IEEE8023-LAG-MIB): ports that may join an aggregate.
    Dot3adAggPortEntry = "dot3adAggPortTable", Rows, [1, 2, 840, 10006, 300, 43, 1, 2, 1, 1];
    index ("dot3adAggPortIndex") {
        /// `dot3adAggPortIndex`: the port's `ifIndex`.
        dot3ad_agg_port_index: IfIndex = "dot3adAggPortIndex",
    }
    required {}
    optional {
        /// `dot3adAggPortActorSystemID`: the system that this port belongs to.
        dot3ad_agg_port_actor_system_id: MacAddr = "dot3adAggPortActorSystemID" 3 MacAddress,
        /// `dot3adAggPortActorOperKey`: ports with the same key can be aggregated.
        dot3ad_agg_port_actor_oper_key: u32 = "dot3adAggPortActorOperKey" 5 Integer,
        /// `dot3adAggPortPartnerOperSystemID`: the system at the far end; zero where there is none.
        dot3ad_agg_port_partner_oper_system_id: MacAddr = "dot3adAggPortPartnerOperSystemID" 9 MacAddress,
        /// `dot3adAggPortPartnerOperKey`.
        dot3ad_agg_port_partner_oper_key: u32 = "dot3adAggPortPartnerOperKey" 11 Integer,
        /// `dot3adAggPortSelectedAggID`: the aggregate that it wants; 0 for none.
        dot3ad_agg_port_selected_agg_id: IfIndex = "dot3adAggPortSelectedAggID" 12 Integer,
        /// `dot3adAggPortAttachedAggID`: the aggregate that it is in; 0 for none.
        dot3ad_agg_port_attached_agg_id: IfIndex = "dot3adAggPortAttachedAggID" 13 Integer,
        /// `dot3adAggPortActorPort`: this port's number in the protocol.
        dot3ad_agg_port_actor_port: u32 = "dot3adAggPortActorPort" 14 Integer,
        /// `dot3adAggPortPartnerOperPort`: the far port's number in the protocol.
        dot3ad_agg_port_partner_oper_port: u32 = "dot3adAggPortPartnerOperPort" 17 Integer,
        /// `dot3adAggPortPartnerOperState`: `LacpState` of the partner; the seventh bit is `defaulted`.
        dot3ad_agg_port_partner_oper_state: Vec<u8> = "dot3adAggPortPartnerOperState" 23 OctetString,
    }
}
