//! HTTP for every check that speaks it: one request on a connection of its own, and the redirects that follow.

mod digest;
mod exchange;
mod journey;
mod pack;

pub(super) use journey::{Journey, Plan};

/// Bytes of the status line and the headers at most: more than any server that means well.
const MAX_HEAD_BYTES: usize = 64 * 1024;
/// Headers at most.
const MAX_HEADERS: usize = 128;
