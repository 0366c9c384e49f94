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
