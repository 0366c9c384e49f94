//! One file per kind of evidence: each adds what it concludes to the network so far.

pub(super) mod neighbors;
mod pairing;
