use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::Arc;

use super::authority::{Authority, Incoming, Rejected};
use super::clock::EngineClock;
use super::keys::LocalizedKeys;
use super::known::KnownEngine;
use super::protection::{decipher, verify};
use super::session::Refusal;
use super::user::UsmUser;
use crate::error::Result;
use crate::value::{Moment, Timestamp};
use crate::wire::pdu::{Pdu, PduKind};
use crate::wire::v3::{Protected, SecurityLevel, read};

/// Messages per engine that are remembered, to tell those that come again.
const REMEMBERED: usize = 256;
/// Octets of a digest that are compared; the shortest has as many.
const DIGEST: usize = 12;

/// Receives notifications of SNMPv3: of traps the sender is the authoritative engine, of informs the receiver is
/// (RFC 3412 §7.1, RFC 3414 §1.5.1).
///
/// The clock of each sender follows its authenticated traps and never goes back, so a trap that is recorded and sent
/// again is refused: at once while it is among the last 256 of its engine, and else once it is 150 seconds old
/// (RFC 3414 §3.2 (7) (b)). The first trap of an engine is believed about the time, as there is nothing to hold against
/// it: store [`Self::known_engines`], and give them back by [`Self::remember`] after a restart. Traps of users without passwords prove nothing and are not remembered.
#[derive(Clone)]
pub struct NotificationReceiver {
    authority: Authority,
    users: Vec<Arc<UsmUser>>,
    engines: BTreeMap<Vec<u8>, Sender>,
    most_engines: usize,
}

/// An engine that has sent an authenticated trap.
#[derive(Clone)]
struct Sender {
    clock: EngineClock,
    heard: Moment,
    keys: BTreeMap<Vec<u8>, LocalizedKeys>,
    recent: VecDeque<[u8; DIGEST]>,
    /// Boots and time up to which everything was heard before this receiver began.
    heard_before: Option<(u32, u32)>,
}

/// A notification that was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notified {
    /// A trap: nobody waits for an answer.
    Trap(Incoming),
    /// An inform, and the response that acknowledges it (RFC 3413 §3.4): to be sent at once.
    Inform {
        /// The inform.
        inform: Incoming,
        /// The datagram to send back.
        acknowledgement: Vec<u8>,
    },
}

impl NotificationReceiver {
    /// A receiver whose own engine is `authority`, without its users, and that accepts notifications of `users`. It
    /// remembers the clocks of at most `most_engines` senders; beyond them the one that was silent longest is forgotten.
    #[must_use]
    pub fn new(authority: Authority, users: impl IntoIterator<Item = Arc<UsmUser>>, most_engines: usize) -> Self {
        let users: Vec<_> = users.into_iter().collect();
        let authority = users.iter().fold(authority, |authority, user| authority.user(Arc::clone(user)));
        Self { authority, users, engines: BTreeMap::new(), most_engines: most_engines.max(1) }
    }

    /// The receiver's own engine, with what it refused of informs.
    #[must_use]
    pub fn authority(&self) -> &Authority {
        &self.authority
    }

    /// How many senders' clocks are known.
    #[must_use]
    pub fn engines(&self) -> usize {
        self.engines.len()
    }

    /// The clocks of the senders, by engine id, to be stored; `wall` is what the wall clock says `now`.
    #[must_use]
    pub fn known_engines(&self, now: Moment, wall: Timestamp) -> Vec<KnownEngine> {
        self.engines.iter().map(|(id, sender)| KnownEngine::new(id, sender.clock, now, wall)).collect()
    }

    /// Goes on from what was stored: of that engine, only traps that are later than the last one heard then are
    /// believed. What is known of it already stays where it is later.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`](crate::Error::Invalid) for what no engine can have said.
    pub fn remember(&mut self, engine: &KnownEngine, now: Moment) -> Result<()> {
        engine.check()?;
        let heard = (engine.boots, engine.time);
        if self.engines.get(&engine.engine_id).is_some_and(|sender| (sender.clock.boots, sender.clock.time) >= heard) {
            return Ok(());
        }
        if !self.engines.contains_key(&engine.engine_id) {
            self.make_room();
        }
        // The clock stands where it was: the wall clock may be wrong, and must not make genuine traps look late.
        let clock = EngineClock { boots: engine.boots, time: engine.time, received: now };
        let (keys, recent) = (BTreeMap::new(), VecDeque::new());
        let sender = Sender { clock, heard: now, keys, recent, heard_before: Some(heard) };
        self.engines.insert(engine.engine_id.clone(), sender);
        Ok(())
    }

    #[cfg(test)]
    pub(super) fn known(&self) -> impl Iterator<Item = &[u8]> {
        self.engines.keys().map(Vec::as_slice)
    }

    /// Opens a trap or an inform.
    ///
    /// # Errors
    ///
    /// Why it was refused, with the report to send back: a discovery, which precedes an inform, is refused with one.
    pub fn open(&mut self, datagram: &[u8], now: Moment) -> Result<Notified, Box<Rejected>> {
        let message = read(datagram).map_err(|error| Rejected::silently(Refusal::Malformed(error)))?;
        let header = &message.header;
        // A trap is of another engine, its sender's, and wants no reports (RFC 3412 §6.4), though some senders say so.
        if !header.engine_id.is_empty() && header.engine_id != self.authority.engine_id() {
            match self.open_trap(&message, now) {
                Ok(trap) => return Ok(Notified::Trap(trap)),
                Err(refusal) if !header.reportable => return Err(Rejected::silently(refusal)),
                // An inform for the engine that was here before, as a rule: the report tells of this one.
                Err(_) => {}
            }
        }
        let inform = self.authority.open_read(&message, now)?;
        let Pdu::Inform(request) = &inform.content.scoped.pdu else {
            let kind = inform.content.scoped.pdu.kind();
            return Err(Rejected::silently(Refusal::NotAnAnswer(kind)));
        };
        let response = request.acknowledgement();
        let sealed = self.authority.respond(&inform, &Pdu::Response(response), now);
        match sealed {
            Ok(acknowledgement) => Ok(Notified::Inform { inform, acknowledgement }),
            Err(_) => Err(Rejected::silently(Refusal::NotAnAnswer(PduKind::Inform))),
        }
    }

    /// RFC 3414 §3.2, the sender being authoritative.
    fn open_trap(&mut self, message: &Protected<'_>, now: Moment) -> Result<Incoming, Refusal> {
        let header = &message.header;
        let user = self.users.iter().find(|user| user.name() == header.user).ok_or(Refusal::WrongUser)?;
        let expected = user.level();
        if header.level != expected {
            return Err(Refusal::WrongLevel { expected, found: header.level });
        }
        let content = if expected == SecurityLevel::NoAuthNoPriv {
            decipher(None, message)?
        } else {
            let user = Arc::clone(user);
            self.authenticate(&user, message, now)?;
            let sender = self.engines.get(header.engine_id);
            decipher(sender.and_then(|sender| sender.keys.get(header.user)), message).map_err(|refusal| {
                if expected == SecurityLevel::AuthPriv { Refusal::Undecipherable } else { refusal }
            })?
        };
        match content.scoped.pdu.kind() {
            PduKind::Trap => Ok(Incoming::new(message, content)),
            other => Err(Refusal::NotAnAnswer(other)),
        }
    }

    /// Verifies the digest, the clock, and that the message is new; remembers all three.
    fn authenticate(&mut self, user: &UsmUser, message: &Protected<'_>, now: Moment) -> Result<(), Refusal> {
        let header = &message.header;
        let known = self.engines.get(header.engine_id).and_then(|sender| sender.keys.get(header.user));
        match known {
            Some(keys) => verify(keys, message)?,
            None => {
                // Whoever sends from ever new engine ids gets no more than two hashes out of this.
                let keys = user.localize_authentication(header.engine_id).ok_or(Refusal::WrongDigest)?;
                verify(&keys, message)?;
            }
        }
        let digest = fingerprint(header.authentication);
        let (boots, time) = (header.boots, header.time);
        if !self.engines.contains_key(header.engine_id) {
            self.make_room();
        }
        let sender = self.engines.entry(header.engine_id.to_vec()).or_insert_with(|| Sender {
            clock: EngineClock { boots, time, received: now },
            heard: now,
            keys: BTreeMap::new(),
            recent: VecDeque::new(),
            heard_before: None,
        });
        if sender.heard_before.is_some_and(|heard| (boots, time) <= heard) {
            return Err(Refusal::OutsideWindow { boots, time });
        }
        if !sender.clock.accept(boots, time, now) {
            return Err(Refusal::OutsideWindow { boots, time });
        }
        if sender.recent.contains(&digest) {
            return Err(Refusal::Replayed);
        }
        if sender.recent.len() == REMEMBERED {
            sender.recent.pop_front();
        }
        sender.recent.push_back(digest);
        sender.heard = now;
        if !sender.keys.contains_key(header.user) {
            let keys = user.localize(header.engine_id).ok_or(Refusal::WrongDigest)?;
            sender.keys.insert(header.user.to_vec(), keys);
        }
        Ok(())
    }

    fn make_room(&mut self) {
        if self.engines.len() < self.most_engines {
            return;
        }
        let silent = self.engines.iter().min_by_key(|(_, sender)| sender.heard).map(|(id, _)| id.clone());
        if let Some(id) = silent {
            self.engines.remove(&id);
        }
    }
}

fn fingerprint(digest: &[u8]) -> [u8; DIGEST] {
    let mut start = [0; DIGEST];
    for (octet, found) in start.iter_mut().zip(digest) {
        *octet = *found;
    }
    start
}

impl fmt::Debug for NotificationReceiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NotificationReceiver")
            .field("authority", &self.authority)
            .field("users", &self.users)
            .field("engines", &self.engines.len())
            .finish_non_exhaustive()
    }
}
