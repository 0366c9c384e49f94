//! One file per kind of evidence: each adds what it concludes to the network so far.

pub(super) mod fdb;
pub(super) mod hosts;
pub(super) mod l3;
pub(super) mod lacp;
pub(super) mod left_over;
pub(super) mod manual;
pub(super) mod neighbors;
mod pairing;
pub(super) mod state;
pub(super) mod stp;
pub(super) mod stp_segments;
