use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use super::session::UsmSession;

/// A [`UsmSession`] that all who ask one agent share: requests under way at the same time, and later ones.
///
/// It belongs to one agent, not to one engine id: two agents that were given the same engine id by mistake each have
/// a clock of their own.
#[derive(Clone)]
pub struct UsmPeer(Arc<Mutex<UsmSession>>);

impl UsmPeer {
    /// Shares that session.
    #[must_use]
    pub fn new(session: UsmSession) -> Self {
        Self(Arc::new(Mutex::new(session)))
    }

    /// Runs `work` with the session, alone. It must not wait for anything.
    pub fn with<T>(&self, work: impl FnOnce(&mut UsmSession) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether both are the same session.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl From<UsmSession> for UsmPeer {
    fn from(session: UsmSession) -> Self {
        Self::new(session)
    }
}

impl fmt::Debug for UsmPeer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.with(|session| session.fmt(f))
    }
}

/// Message ids for the datagrams of one exchange (RFC 3412 §6.2): each is new and hard to guess.
///
/// ```
/// use netwarden::wire::usm::MessageIds;
///
/// let mut ids = MessageIds::tagged(7, 0x0123_4567_89ab_cdef);
/// let id = ids.next_id();
/// assert_eq!(id & 0xffff, 7); // by its lower half, an answer finds the exchange
/// ```
#[derive(Clone)]
pub struct MessageIds {
    tag: u16,
    random: fastrand::Rng,
}

impl MessageIds {
    /// Ids whose lower half is `tag`, and whose upper half is drawn from a generator that starts with `seed`: take
    /// that from the system's randomness, one for each exchange.
    #[must_use]
    pub fn tagged(tag: u16, seed: u64) -> Self {
        Self { tag, random: fastrand::Rng::with_seed(seed) }
    }

    /// The next one, never negative.
    pub fn next_id(&mut self) -> i32 {
        i32::from(self.random.u16(..) >> 1) << 16 | i32::from(self.tag)
    }
}

/// Without the state of the generator, which tells the ids to come.
impl fmt::Debug for MessageIds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MessageIds").field("tag", &self.tag).finish_non_exhaustive()
    }
}
