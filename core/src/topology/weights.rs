//! How sure each kind of evidence makes a link: every number of the inference, in one place.
//!
//! Those of forwarding tables and spanning tree are measured on generated networks. The others are judgements: they order
//! links sensibly, but a link of theirs at 0.9 is not known to be right nine times out of ten. [`VERSION`] changes whenever
//! a number does.

/// The version of the numbers below.
pub const VERSION: u32 = 7;

/// Both ends hear each other by one protocol.
pub(super) const TWO_SIDED: f64 = 0.998;
/// Both ends hear each other, by more than one protocol or with the spanning tree agreeing.
pub(super) const TWO_SIDED_AGREED: f64 = 0.999;
/// One end hears the other, which was not asked.
pub(super) const ONE_SIDED: f64 = 0.95;
/// One end hears the other, which was asked but does not speak the protocol.
pub(super) const ONE_SIDED_SILENT: f64 = 0.9;
/// One end hears the other, which was asked, speaks the protocol and did not hear the first.
pub(super) const ONE_SIDED_CONTRADICTED: f64 = 0.6;
/// Taken off where the port of one end is not known.
pub(super) const PORT_UNKNOWN: f64 = 0.05;
/// Taken off where bridge port numbers are taken for interface numbers, for each end.
pub(super) const PORT_ASSUMED: f64 = 0.03;
/// Several neighbors on one port that all hear each other: a shared medium.
pub(super) const SHARED_MEDIUM: f64 = 0.95;
/// As above, but not all of them hear each other.
pub(super) const SHARED_MEDIUM_PARTIAL: f64 = 0.8;
/// Cables between two devices whose ports cannot be told apart: paired in the order of the ports.
pub(super) const PARALLEL_UNDECIDED: f64 = 0.5;
/// An end system that is announced on a telephone's port.
pub(super) const BEHIND_A_PHONE: f64 = 0.7;
/// One end hears the other and the spanning tree agrees.
pub(super) const ONE_SIDED_AND_STP: f64 = 0.98;
/// Joined on the designated bridge and port of the spanning tree.
pub(super) const STP_LINK: f64 = 0.985;
/// A blocked port and the only port that is left over for it.
pub(super) const LEFT_OVER: f64 = 0.75;
/// As above, where the two bridges are cabled otherwise too.
pub(super) const LEFT_OVER_PARALLEL: f64 = 0.85;
/// Several bridge ports with one designated port.
pub(super) const STP_MEDIUM: f64 = 0.93;
/// Two facing ports with no bridge between them, at most.
pub(super) const FDB_LINK: f64 = 0.995;
/// Taken of a facing where ports face each other in part only: in which order the bridges are is not known.
pub(super) const FACING_UNORDERED: f64 = 0.4;
/// How the logarithm of the odds of a facing follows from that of the share of samples in which it is: see [`facing`].
pub(super) const FACING_OFFSET: f64 = 0.0;
/// As above.
pub(super) const FACING_SLOPE: f64 = 1.2;
/// One end system on a port with no bridge behind it.
pub(super) const HOST: f64 = 0.997;
/// As above, but other such ports saw it too.
pub(super) const HOST_SEEN_TWICE: f64 = 0.75;
/// One of those other ports.
pub(super) const HOST_ELSEWHERE: f64 = 0.2;
/// How probable it is that an end system is on one of the places that the ports of all others point to.
pub(super) const ON_ANY_OF_THEM: f64 = 0.97;
/// A share among these places that is a clear majority: see [`on_switch`].
pub(super) const CLEAR_MAJORITY: f64 = 0.535;
/// An unmanaged medium that is this likely to be where an end system is has it as a member.
pub(super) const ON_THE_MEDIUM: f64 = 0.9;
/// An end system on the only port of a switch that is up and that nothing is known of, against being on that switch.
pub(super) const HOST_ON_FREE_PORT: f64 = 0.8;
/// A switch that is this likely is the only one that an address can be on.
pub(super) const ON_ONE_SWITCH: f64 = 0.8;
/// How many end systems there may be, not seen where they are, on a bridge that was not asked.
pub(super) const ON_AN_UNASKED_NODE: f64 = 4.0;
/// As above, on a switch that has no free port.
pub(super) const ON_NO_FREE_PORT: f64 = 0.1;
/// As above, beyond a port that leads to switches, no one knows how.
pub(super) const BEYOND_A_PORT: f64 = 4.0;
/// A machine on its hypervisor, by the makers of both addresses.
pub(super) const ON_A_HYPERVISOR: f64 = 0.85;
/// A station behind an access point, by the maker of the latter's address.
pub(super) const BEHIND_AN_ACCESS_POINT: f64 = 0.75;
/// Several end systems on a port with no bridge behind it, or between two bridges.
pub(super) const HUB: f64 = 0.98;
/// Behind a bridge, telephone or access point that was not asked: on it, or further away.
pub(super) const BEHIND_UNASKED: f64 = 0.6;
/// On the port of an end system, which may host it or share the port with it.
pub(super) const BEHIND_END_SYSTEM: f64 = 0.4;
/// One address in this many must be between the ends of a cable to make it a medium.
pub(super) const BETWEEN_ONE_IN: usize = 10;
/// As above, where there are two at least, and few cables have any.
pub(super) const BETWEEN_SEVERAL_IN: usize = 50;
/// Where fewer than one in this many is between the ends, the link stays beside the medium.
pub(super) const MOSTLY_BETWEEN: usize = 2;
/// Addresses between the ends of a link that stays: a small switch or hub on the way.
pub(super) const HUB_ON_A_LINK: f64 = 0.85;
/// A bridge sees addresses of another one whose own table does not tell where the first is.
pub(super) const SEEN_FROM_ONE_SIDE: f64 = 0.7;
/// Two ports of one device name each other.
pub(super) const LOOPED_BACK: f64 = 0.85;
/// Both routers have each other as neighbors, and packets pass.
pub(super) const ROUTING_BOTH: f64 = 0.998;
/// Both name each other and are not up with each other.
pub(super) const ROUTING_DOWN: f64 = 0.9;
/// One has the other as a neighbor, which was not asked.
pub(super) const ROUTING_ONE: f64 = 0.95;
/// One has the other as a neighbor, which was asked and says nothing of the protocol.
pub(super) const ROUTING_ONE_SILENT: f64 = 0.9;
/// One has the other as a neighbor, which was asked and has others.
pub(super) const ROUTING_DENIED: f64 = 0.6;
/// One names the other and hears nothing of it.
pub(super) const ROUTING_DOWN_ONE: f64 = 0.7;
/// Two interfaces alone in a subnet for two.
pub(super) const POINT_TO_POINT: f64 = 0.9;
/// As above, and one of the two is down.
pub(super) const POINT_TO_POINT_DOWN: f64 = 0.6;
/// Two routed ports in a subnet for two, each seen by the other, and by no bridge.
pub(super) const ROUTED_FOR_TWO: f64 = 0.95;
/// As above, but the addresses are those of other ports too, so that bridges cannot tell.
pub(super) const ROUTED_FOR_TWO_UNWATCHED: f64 = 0.85;
/// Two routed ports in a subnet for two, one of which sees the other.
pub(super) const ROUTED_ONE_SIDED: f64 = 0.8;
/// Two routed ports that see each other alone, in a subnet with room for more, and that no bridge sees.
pub(super) const ROUTED_ALONE: f64 = 0.8;
/// As above, but one of the two has forgotten the other.
pub(super) const ROUTED_ALONE_ONE_SIDED: f64 = 0.7;
/// Two routed ports that see each other alone, without bridges that could tell.
pub(super) const ROUTED_ALONE_UNWATCHED: f64 = 0.6;
/// Several routed ports that see each other and that no bridge sees.
pub(super) const ROUTED_MEDIUM: f64 = 0.75;

// What follows are the odds of the joint inference over forwarding tables.

/// At first, a wrong row is taken to be this power of one half as likely as a right one.
pub(super) const WRONG_ROW_HALVINGS: i32 = 8;
/// How likely an end system is on a hidden node, against being on a bridge.
pub(super) const ON_HIDDEN_NODE: f32 = 0.1;
/// As above, but between the two ends of a cable.
pub(super) const ON_A_CABLE: f32 = 0.05;
/// As above, where a hub is between them.
pub(super) const ON_A_HUB: f32 = 0.9;
/// Logarithm of how likely a hub is between the ends of a cable.
pub(super) const HUB_ON_CABLE: f64 = -7.0;
/// Rows, none of them wrong, that are taken to have been seen before.
pub(super) const ROWS_BEFOREHAND: f64 = 100.0;
/// Logarithm of how likely a port faces two others through a hidden node, against facing one: at first, and at least.
pub(super) const HIDDEN_NODE: f64 = -4.0;
/// As above, at most.
pub(super) const HIDDEN_NODE_AT_MOST: f64 = -1.0;
/// How much more likely hidden nodes must turn out to be, so that this counts: some in the first tree are none.
pub(super) const HIDDEN_NODE_STEP: f64 = 1.5;
/// Hidden nodes that are taken to have been seen before, and the cables beside them.
pub(super) const HIDDEN_BEFOREHAND: f64 = 0.4;
/// As above.
pub(super) const CABLES_BEFOREHAND: f64 = 20.0;
/// Logarithm of how likely a port that has no rows leads to a bridge, against not being there.
pub(super) const TRUNK_WITHOUT_ROWS: f64 = -2.5;
/// As above, one address being behind it: most such ports have an end system.
pub(super) const TRUNK_WITH_ONE_ROW: f64 = -2.0;
/// As above, two addresses.
pub(super) const TRUNK_WITH_TWO_ROWS: f64 = 1.0;
/// As above, more addresses.
pub(super) const TRUNK_WITH_MORE_ROWS: f64 = 1.5;
/// A port with this many times fewer addresses than another is not tried as the only one to lead to all others.
pub(super) const UPLINK_MANY_TIMES: usize = 8;
/// With fewer addresses behind all ports, the one that leads to others may be one that has none.
pub(super) const UPLINK_AT_LEAST: usize = 3;
/// A bridge that is this likely where it is stays there while others are sampled.
pub(super) const CERTAIN_PLACE: f64 = 0.9995;
/// Samples of each chain.
pub(super) const SAMPLES: u32 = 8;
/// Chains, each from another start.
pub(super) const CHAINS: u32 = 3;
/// How much a chain counts: the power of its likelihood.
pub(super) const CHAIN_TEMPER: f64 = 0.5;
/// Where tables are full: the share of a bridge's addresses that must next be seen on one port, for that to be its
/// parent beyond doubt.
pub(super) const NESTED_AT_LEAST: f64 = 0.95;
/// Where some of them are seen elsewhere: so many must name the parent, and so many times more than name any other.
pub(super) const OUTVOTED_BY: u32 = 5;
pub(super) const OUTVOTED_TIMES: u32 = 3;
/// So many bridges, or addresses, must agree on what is where the anchor is.
pub(super) const BESIDE_FOR: u32 = 3;
/// So probable must it be that bridges have the addresses of those that they are on the way to, for their absence to tell.
pub(super) const TRAILS_COMPLETE: f64 = 0.96;
/// Of ports with many others on them, this many face each other in so many words.
pub(super) const MEMBERS_IN_PAIRS: usize = 64;
/// With more islands, only the quick way is gone.
pub(super) const BRIDGES_IN_DOUBT: usize = 250;
/// With more addresses times the square of islands, one chain must do.
pub(super) const WORK_OF_MORE_CHAINS: usize = 8_000_000;
/// Addresses times the square of islands that are looked at without leaving some out.
pub(super) const JOINT_WORK: usize = 20_000_000;
/// With a greater share of wrong rows in one tree for all VLANs, a tree for each is tried.
pub(super) const UNEXPLAINED_BY_ONE_TREE: f64 = 0.01;
/// Two ports that are this likely to face each other are cabled.
pub(super) const FACING_AT_LEAST: f64 = 0.5;
/// Added to that where the place of every bridge is in doubt, and in part where that of some is.
pub(super) const FACING_IN_DOUBT: f64 = 0.18;
/// A port that is this likely to face any bridge leads to bridges.
pub(super) const FACED_AT_LEAST: f64 = 0.5;
/// Two ports that are less likely to be cabled than that, but more than this, are told of as left aside.
pub(super) const DOUBTFUL_AT_LEAST: f64 = 0.3;
/// Less is not told of at all.
pub(super) const WORTH_TELLING: f64 = 0.02;

/// How sure it is that an end system is on a switch, or on an unmanaged medium with it, from how likely that is: the same;
/// but hardly more than half is not a majority.
pub(super) fn on_switch(share: f64) -> f64 {
    if share < CLEAR_MAJORITY { share.min(0.5) } else { share }
}

/// From the share of samples in which ports face each other to how often they do, as measured on generated networks:
/// where one other place is likely too, the samples say too little of the better one.
pub(super) fn facing(share: f64) -> f64 {
    let odds = (share.clamp(1e-6, 1.0 - 1e-6) / (1.0 - share.clamp(1e-6, 1.0 - 1e-6))).ln();
    let often = 1.0 / (1.0 + (-(FACING_OFFSET + FACING_SLOPE * odds)).exp());
    often.min(FDB_LINK)
}

/// How likely a hidden node is, given how many hidden nodes and cables there are.
pub(super) fn hidden_node(hidden: usize, cables: usize) -> f64 {
    let float = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    let odds = (float(hidden) + HIDDEN_BEFOREHAND) / (float(cables) + CABLES_BEFOREHAND);
    odds.ln().clamp(HIDDEN_NODE, HIDDEN_NODE_AT_MOST)
}

/// The power of one half that a wrong row is as likely as, given how many rows there are to each wrong one.
#[allow(clippy::cast_possible_truncation)] // between 6 and 13
pub(super) fn wrong_row_halvings(rows_to_a_wrong_one: f64) -> i32 {
    ((rows_to_a_wrong_one * 3.0).ln().clamp(4.0, 9.0) / std::f64::consts::LN_2).round() as i32
}
