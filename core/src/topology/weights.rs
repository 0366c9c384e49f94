//! How sure each kind of evidence makes a link: every number of the inference, in one place.
//!
//! These are judgements, not measurements: they order links sensibly, but a link at 0.9 is not yet
//! known to be right nine times out of ten. [`VERSION`] changes whenever a number does.

/// The version of the numbers below.
pub const VERSION: u32 = 1;

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
pub(super) const STP_LINK: f64 = 0.97;
/// A blocked port and the only port that is left over for it.
pub(super) const LEFT_OVER: f64 = 0.75;
/// As above, where the two bridges are cabled otherwise too.
pub(super) const LEFT_OVER_PARALLEL: f64 = 0.85;
/// Several bridge ports with one designated port.
pub(super) const STP_MEDIUM: f64 = 0.93;
/// A bridge sees an address of another bridge behind a port.
pub(super) const FACE_BY_ADDRESS: f64 = 0.98;
/// The share of common addresses that two facing ports must explain; the rest may be wrong or stale.
pub(super) const COVER_AT_LEAST: f64 = 0.9;
/// The doubt that remains where two facing ports explain one address more than the next best pair
/// does; it shrinks as the margin grows.
pub(super) const COVER_DOUBT: f64 = 0.3;
/// Two facing ports with no bridge between them.
pub(super) const FDB_LINK: f64 = 0.95;
/// Several ports that all face each other with no bridge between any two.
pub(super) const FDB_MEDIUM: f64 = 0.9;
/// As above, but the forwarding tables do not tell in which order the bridges are.
pub(super) const FDB_MEDIUM_UNORDERED: f64 = 0.5;
/// How much it takes away from a link if all bridges around may be between its ends.
pub(super) const UNPLACED_DOUBT: f64 = 0.6;
/// One end system on a port with no bridge behind it.
pub(super) const HOST: f64 = 0.95;
/// As above, but other such ports saw it too.
pub(super) const HOST_SEEN_TWICE: f64 = 0.75;
/// One of those other ports.
pub(super) const HOST_ELSEWHERE: f64 = 0.2;
/// Several end systems on a port with no bridge behind it, or between two bridges.
pub(super) const HUB: f64 = 0.85;
/// Behind a bridge, telephone or access point that was not asked: on it, or further away.
pub(super) const BEHIND_UNASKED: f64 = 0.6;
/// On the port of an end system, which may host it or share the port with it.
pub(super) const BEHIND_END_SYSTEM: f64 = 0.4;
/// One address in this many must be between the ends of a cable to make it a medium.
pub(super) const BETWEEN_ONE_IN: usize = 10;
/// Where fewer than one in this many is between the ends, the link stays beside the medium.
pub(super) const MOSTLY_BETWEEN: usize = 2;
/// Addresses between the ends of a link that stays: a small switch or hub on the way.
pub(super) const HUB_ON_A_LINK: f64 = 0.7;
/// A bridge sees addresses of another one whose own table does not tell where the first is.
pub(super) const SEEN_FROM_ONE_SIDE: f64 = 0.7;
/// A face that follows from the faces of other bridges.
pub(super) const FACE_IMPLIED: f64 = 0.95;
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
