use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use super::clock::{EngineClock, MAX};
use super::keyring::{Keyring, Which};
use super::known::KnownEngine;
use super::protection::{Envelope, MAX_SIZE, decipher, seal, verify};
use super::user::UsmUser;
use crate::error::{Error, Result};
use crate::value::{Moment, Timestamp};
use crate::wire::fault::DecodeError;
use crate::wire::pdu::{Pdu, PduKind, Request};
use crate::wire::v3::{DecodedScopedPdu, Header, Payload, Protected, ReportCause, Scope, SecurityLevel, read, write};

/// Messages whose answers are still welcome; the oldest is forgotten first.
const PENDING: usize = 16;
/// Steps towards an engine without a response from it, before what it reports is reported.
const STEPS: u8 = 8;

/// One user's conversation with one SNMP engine: discovery, clock, keys (RFC 3414 §3, §4).
///
/// ```text
///          seal            open
/// unknown ──────> probe ────────> discovered: the engine's id; its clock is a guess as yet
/// known   ──────> request ──────> Response: done · SealAgain: the clock or the id was corrected · Report: a cause
/// ```
///
/// Nothing that is not authenticated changes what authentication established: the clock follows authenticated messages
/// only, and the engine id stays once the engine has proved that it knows the keys. A refused datagram changes nothing at
/// all: go on waiting for the right one.
///
/// A clone makes the same salts as the original: use one of the two.
#[derive(Clone)]
pub struct UsmSession {
    user: Arc<UsmUser>,
    engine: Option<Engine>,
    /// The keys of the engine that was forgotten last: as a rule it is the one that is found again.
    parted: Option<Keyring>,
    /// Makes salts: no value comes twice.
    counter: u64,
    pending: VecDeque<Pending>,
    /// Steps since the last response.
    steps: u8,
}

#[derive(Clone)]
struct Engine {
    keys: Keyring,
    clock: EngineClock,
    /// Whether the clock comes from an authenticated message. Before that it is a guess.
    proven: bool,
    /// Whether it ever responded.
    answered: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Pending {
    id: i32,
    probe: bool,
    keys: Which,
}

/// A datagram to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// Its octets.
    pub datagram: Vec<u8>,
    /// It asks for the engine id (RFC 3414 §4). The PDU is not in it: [`Opened::SealAgain`] follows.
    pub is_discovery: bool,
}

/// What a datagram said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    /// The response, protected as far as the user can be. Compare its `request-id` with that of the request.
    Response(DecodedScopedPdu),
    /// The engine is known better now, its id or its clock: seal the same PDU again, with a new message id.
    SealAgain,
    /// The agent says why it does not respond. One that is not authenticated may be forged: the response is still
    /// welcome if it comes.
    Report(Report),
}

/// A report of an agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Why it does not respond.
    pub cause: ReportCause,
    /// Whether the agent proved that the report is its own. Unknown users, wrong digests and unknown engine ids cannot
    /// be reported with proof.
    pub authenticated: bool,
}

/// Why a datagram is not the answer. It changed nothing; another one may be the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is not an SNMPv3 message of the User-based Security Model.
    #[error("{0}")]
    Malformed(DecodeError),
    /// Nothing with this message id awaits an answer: it is late, replayed or forged.
    #[error("no request with message id {0} awaits an answer")]
    UnexpectedId(i32),
    /// It names another engine.
    #[error("the message comes from another engine")]
    WrongEngine,
    /// It names another user.
    #[error("the message names another user")]
    WrongUser,
    /// It is protected less, or more, than the request was.
    #[error("a message of {} is expected, this is {}", expected.name(), found.name())]
    WrongLevel {
        /// The level of the request.
        expected: SecurityLevel,
        /// The level of the message.
        found: SecurityLevel,
    },
    /// Its digest is not that of the user: forged or damaged.
    #[error("the digest is wrong")]
    WrongDigest,
    /// Authentic, but too old or of an earlier start of the engine: replayed (RFC 3414 §3.2 (7) (b)).
    #[error("the message is outside the time window: boots {boots}, time {time} s")]
    OutsideWindow {
        /// Its engine boots.
        boots: u32,
        /// Its engine time in seconds.
        time: u32,
    },
    /// Authentic, but the very same message was received before: replayed, or doubled by the network.
    #[error("the message was received before")]
    Replayed,
    /// Its cipher text cannot be decrypted: not whole blocks, or a salt of the wrong length.
    #[error("the cipher text is not one of the privacy protocol")]
    Undecipherable,
    /// It is no answer at all.
    #[error("a response or a report is expected, not {0:?}")]
    NotAnAnswer(PduKind),
}

impl From<DecodeError> for Refusal {
    fn from(error: DecodeError) -> Self {
        Self::Malformed(error)
    }
}

impl UsmSession {
    /// A session with an engine that is yet unknown. `seed` starts the counter that makes salts: draw it at random, so
    /// that sessions of the same user do not repeat each other's salts (RFC 3826 §3.1.2.1).
    #[must_use]
    pub fn new(user: Arc<UsmUser>, seed: u64) -> Self {
        Self { user, engine: None, parted: None, counter: seed, pending: VecDeque::new(), steps: 0 }
    }

    /// The user.
    #[must_use]
    pub fn user(&self) -> &Arc<UsmUser> {
        &self.user
    }

    /// `snmpEngineID` of the agent, once discovered.
    #[must_use]
    pub fn engine_id(&self) -> Option<&[u8]> {
        self.engine.as_ref().map(|engine| engine.keys.engine_id())
    }

    /// The engine's clock, once an authenticated message established it.
    #[must_use]
    pub fn clock(&self) -> Option<EngineClock> {
        self.engine.as_ref().filter(|engine| engine.proven).map(|engine| engine.clock)
    }

    /// What is known of the engine's clock, to be stored; `wall` is what the wall clock says `now`. `None` where no
    /// authenticated message established it.
    #[must_use]
    pub fn known_engine(&self, now: Moment, wall: Timestamp) -> Option<KnownEngine> {
        Some(KnownEngine::new(self.engine_id()?, self.clock()?, now, wall))
    }

    /// Goes on from what was stored: nothing needs to be discovered, and what the engine said before that is refused.
    /// Where it was replaced or its clock was set, that is found out as it is later.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for what no engine can have said.
    pub fn remember(&mut self, engine: &KnownEngine, now: Moment, wall: Timestamp) -> Result<()> {
        engine.check()?;
        self.rediscover();
        let keys = Keyring::new(&self.user, &engine.engine_id);
        let proven = self.user.level() != SecurityLevel::NoAuthNoPriv;
        self.engine = Some(Engine { keys, clock: engine.clock(now, wall), proven, answered: false });
        Ok(())
    }

    /// Whether the engine, as it is known, ever responded.
    #[must_use]
    pub fn has_answered(&self) -> bool {
        self.engine.as_ref().is_some_and(|engine| engine.answered)
    }

    /// Forgets the engine: the next datagram discovers it anew. For an agent that keeps silent or reports
    /// [`ReportCause::UnknownEngineIds`] because it was replaced, or lost its count of starts.
    pub fn rediscover(&mut self) {
        if let Some(engine) = self.engine.take() {
            self.parted = Some(engine.keys);
        }
        self.pending.clear();
        self.steps = 0;
    }

    /// The next datagram on the way to an answer to `pdu`: a discovery while the engine is unknown, else the request.
    /// `context` is the `contextName`, as a rule empty. Give each datagram its own `id`, hard to guess, also those sent
    /// again; answers to the last 16 are accepted.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a PDU that is not a request, for an `id` below 0, and for what BER cannot express.
    pub fn seal(&mut self, pdu: &Pdu, context: &[u8], id: i32, now: Moment) -> Result<Sealed> {
        if id < 0 {
            return Err(Error::invalid("message id", id.to_string(), "a number from 0 to 2147483647"));
        }
        if !matches!(pdu, Pdu::Get(_) | Pdu::GetNext(_) | Pdu::GetBulk(_) | Pdu::Set(_) | Pdu::Inform(_)) {
            return Err(Error::invalid("PDU", format!("{:?}", pdu.kind()), "a request that is answered"));
        }
        let (datagram, keys) = match &mut self.engine {
            None => (probe(id)?, Which::default()),
            Some(engine) => {
                self.counter = self.counter.wrapping_add(1);
                let keys = engine.keys.take_turn(&self.user);
                (engine.seal(&self.user, (context, pdu), keys, id, self.counter, now)?, keys)
            }
        };
        let pending = Pending { id, probe: self.engine.is_none(), keys };
        self.pending.retain(|other| other.id != id);
        if self.pending.len() == PENDING {
            self.pending.pop_front();
        }
        self.pending.push_back(pending);
        Ok(Sealed { datagram, is_discovery: pending.probe })
    }

    /// Opens a datagram that may be the answer.
    ///
    /// # Errors
    ///
    /// Why it is not the answer; the session is then as it was before.
    pub fn open(&mut self, datagram: &[u8], now: Moment) -> Result<Opened, Refusal> {
        let message = read(datagram)?;
        let id = message.header.id;
        let pending = *self.pending.iter().find(|pending| pending.id == id).ok_or(Refusal::UnexpectedId(id))?;
        if pending.probe {
            return self.open_discovery(&message, now);
        }
        let Some(engine) = &self.engine else { return Err(Refusal::UnexpectedId(id)) };
        let decoded = engine.unprotect(&self.user, pending.keys, &message)?;
        match ReportCause::of(&decoded.scoped.pdu) {
            Some(cause) => self.open_report(&message.header, cause, pending.keys, now),
            None => self.open_response(&message.header, decoded, pending.keys, now),
        }
    }

    /// RFC 3414 §4: the report tells the engine id. Nothing of it is authentic: boots and time are only the guess that
    /// the first request tries.
    fn open_discovery(&mut self, message: &Protected<'_>, now: Moment) -> Result<Opened, Refusal> {
        let header = &message.header;
        let expected = SecurityLevel::NoAuthNoPriv;
        let plain = message.plain().filter(|_| header.level == expected);
        let decoded = plain.ok_or(Refusal::WrongLevel { expected, found: header.level })??;
        let pdu = &decoded.scoped.pdu;
        let cause = ReportCause::of(pdu).ok_or(Refusal::NotAnAnswer(pdu.kind()))?;
        // Some agents look at the user, which is empty here, before they look at the engine id.
        let tells = matches!(cause, ReportCause::UnknownEngineIds | ReportCause::UnknownUserNames);
        if !tells || header.engine_id.is_empty() {
            return Ok(Opened::Report(Report { cause, authenticated: false }));
        }
        self.forget(header.id);
        match &self.engine {
            // Another request discovered it meanwhile.
            Some(engine) if engine.keys.engine_id() == header.engine_id => Ok(Opened::SealAgain),
            Some(_) => Err(Refusal::WrongEngine),
            None => Ok(self.meet(header, cause, now)),
        }
    }

    fn meet(&mut self, header: &Header<'_>, cause: ReportCause, now: Moment) -> Opened {
        if !self.may_step() {
            return Opened::Report(Report { cause, authenticated: false });
        }
        let clock = EngineClock { boots: header.boots, time: header.time, received: now };
        let keys = self.parted.take().filter(|keys| keys.engine_id() == header.engine_id);
        let keys = keys.unwrap_or_else(|| Keyring::new(&self.user, header.engine_id));
        self.engine = Some(Engine { keys, clock, proven: false, answered: false });
        Opened::SealAgain
    }

    fn open_report(
        &mut self,
        header: &Header<'_>,
        cause: ReportCause,
        keys: Which,
        now: Moment,
    ) -> Result<Opened, Refusal> {
        let Some(engine) = &mut self.engine else { return Err(Refusal::UnexpectedId(header.id)) };
        let authenticated = header.level != SecurityLevel::NoAuthNoPriv;
        if !authenticated {
            if cause == ReportCause::DecryptionErrors && engine.keys.refuse(keys) {
                self.forget(header.id);
                return Ok(Opened::SealAgain);
            }
            let another = !header.engine_id.is_empty() && header.engine_id != engine.keys.engine_id();
            if cause == ReportCause::UnknownEngineIds && another && !engine.proven {
                self.forget(header.id);
                return Ok(self.meet(header, cause, now));
            }
            return Ok(Opened::Report(Report { cause, authenticated }));
        }
        if cause == ReportCause::NotInTimeWindows {
            // The report answers a message id that is asked just now, and each is answered once: it is fresh even where
            // the clock goes back, as with an agent that lost its count of starts.
            engine.clock = EngineClock { boots: header.boots, time: header.time, received: now };
            engine.proven = true;
            let hopeless = header.boots == MAX;
            self.forget(header.id);
            return Ok(if !hopeless && self.may_step() {
                Opened::SealAgain
            } else {
                Opened::Report(Report { cause, authenticated })
            });
        }
        engine.accept(header, now)?;
        self.forget(header.id);
        Ok(Opened::Report(Report { cause, authenticated }))
    }

    fn open_response(
        &mut self,
        header: &Header<'_>,
        decoded: DecodedScopedPdu,
        keys: Which,
        now: Moment,
    ) -> Result<Opened, Refusal> {
        let Some(engine) = &mut self.engine else { return Err(Refusal::UnexpectedId(header.id)) };
        let expected = self.user.level();
        if header.level != expected {
            return Err(Refusal::WrongLevel { expected, found: header.level });
        }
        let Pdu::Response(_) = decoded.scoped.pdu else {
            return Err(Refusal::NotAnAnswer(decoded.scoped.pdu.kind()));
        };
        if header.engine_id != engine.keys.engine_id() {
            return Err(Refusal::WrongEngine);
        }
        if header.user != self.user.name() {
            return Err(Refusal::WrongUser);
        }
        if expected != SecurityLevel::NoAuthNoPriv {
            engine.accept(header, now)?;
        }
        engine.answered = true;
        engine.keys.settle(keys);
        self.forget(header.id);
        self.steps = 0;
        Ok(Opened::Response(decoded))
    }

    fn forget(&mut self, id: i32) {
        self.pending.retain(|pending| pending.id != id);
    }

    fn may_step(&mut self) -> bool {
        self.steps = self.steps.saturating_add(1);
        self.steps <= STEPS
    }
}

impl Engine {
    /// RFC 3414 §3.1.
    fn seal(
        &self,
        user: &UsmUser,
        (name, pdu): (&[u8], &Pdu),
        keys: Which,
        id: i32,
        counter: u64,
        now: Moment,
    ) -> Result<Vec<u8>> {
        let (boots, time) = self.clock.at(now);
        let (level, engine_id, user) = (user.level(), self.keys.engine_id(), user.name());
        let envelope = Envelope { id, level, reportable: true, engine_id, boots, time, user };
        seal(envelope, self.keys.keys(keys), Scope { engine_id, name, pdu }, counter)
    }

    /// RFC 3414 §3.2 (5), (6), (8): verifies, decrypts and reads. A message without protection is read as it is.
    fn unprotect(&self, user: &UsmUser, keys: Which, message: &Protected<'_>) -> Result<DecodedScopedPdu, Refusal> {
        let header = &message.header;
        if let Some(plain) = message.plain().filter(|_| header.level == SecurityLevel::NoAuthNoPriv) {
            return Ok(plain?);
        }
        let wrong_level = Refusal::WrongLevel { expected: user.level(), found: header.level };
        let Some(keys) = self.keys.keys(keys).filter(|_| header.level <= user.level()) else { return Err(wrong_level) };
        if header.engine_id != self.keys.engine_id() {
            return Err(Refusal::WrongEngine);
        }
        if header.user != user.name() {
            return Err(Refusal::WrongUser);
        }
        verify(keys, message)?;
        decipher(Some(keys), message)
    }

    /// RFC 3414 §3.2 (7): the clock of an authenticated message.
    fn accept(&mut self, header: &Header<'_>, now: Moment) -> Result<(), Refusal> {
        let (boots, time) = (header.boots, header.time);
        if !self.proven {
            self.clock = EngineClock { boots, time, received: now };
            self.proven = true;
        }
        if self.clock.accept(boots, time, now) { Ok(()) } else { Err(Refusal::OutsideWindow { boots, time }) }
    }
}

/// RFC 3414 §4: a request without user, engine and variables, which the agent answers with its engine id.
fn probe(id: i32) -> Result<Vec<u8>> {
    let header = Header {
        id,
        max_size: MAX_SIZE,
        level: SecurityLevel::NoAuthNoPriv,
        reportable: true,
        engine_id: &[],
        boots: 0,
        time: 0,
        user: &[],
        authentication: &[],
        privacy: &[],
    };
    let pdu = Pdu::Get(Request { id, varbinds: Vec::new() });
    Ok(write(&header, Payload::Plain(Scope { engine_id: &[], name: &[], pdu: &pdu }))?.0)
}

impl fmt::Debug for UsmSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UsmSession")
            .field("user", &self.user)
            .field("engine_id", &self.engine_id())
            .field("clock", &self.clock())
            .field("pending", &self.pending.len())
            .finish_non_exhaustive()
    }
}
