//! Counts the calls that have begun and not ended, so that tests see cancelled work end.

use std::sync::atomic::{AtomicU32, Ordering};

static LIVE: AtomicU32 = AtomicU32::new(0);

pub(crate) struct Alive;

impl Alive {
    pub(crate) fn new() -> Self {
        LIVE.fetch_add(1, Ordering::SeqCst);
        Self
    }

    pub(crate) fn count() -> u32 {
        LIVE.load(Ordering::SeqCst)
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        LIVE.fetch_sub(1, Ordering::SeqCst);
    }
}
