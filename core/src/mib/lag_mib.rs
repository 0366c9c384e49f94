//! IEEE8023-LAG-MIB (IEEE 802.3 clause 30.7, now IEEE 802.1AX annex D).

use crate::value::IfIndex;

row! {
    /// `dot3adAggPortTable` (IEEE8023-LAG-MIB): ports that may join an aggregate.
    Dot3adAggPortEntry = "dot3adAggPortTable", Rows, [1, 2, 840, 10006, 300, 43, 1, 2, 1, 1];
    index ("dot3adAggPortIndex") {
        /// `dot3adAggPortIndex`: the port's `ifIndex`.
        dot3ad_agg_port_index: IfIndex = "dot3adAggPortIndex",
    }
    required {}
    optional {
        /// `dot3adAggPortSelectedAggID`: the aggregate that it wants; 0 for none.
        dot3ad_agg_port_selected_agg_id: IfIndex = "dot3adAggPortSelectedAggID" 12 Integer,
        /// `dot3adAggPortAttachedAggID`: the aggregate that it is in; 0 for none.
        dot3ad_agg_port_attached_agg_id: IfIndex = "dot3adAggPortAttachedAggID" 13 Integer,
    }
}
