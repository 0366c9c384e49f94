use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::clock::{EngineClock, MAX, WINDOW};
use super::keys::LocalizedKeys;
use super::protection::{Envelope, decipher, seal, verify};
use super::session::Refusal;
use super::user::UsmUser;
use crate::error::{Error, Result};
use crate::value::{Moment, Value, VarBind};
use crate::wire::pdu::{ErrorStatus, Pdu, PduKind, Response};
use crate::wire::v3::{DecodedScopedPdu, Protected, ReportCause, Scope, SecurityLevel, read};

/// An authoritative SNMP engine: the side that is asked, and that sends traps (RFC 3414 §3.2).
///
/// It opens requests and informs, seals the responses, and answers with a report where RFC 3414 has one:
///
/// ```text
/// datagram ── open ──> Incoming ── respond ──> datagram
///                 └──> Rejected { refusal, report: Some(datagram) }
/// ```
///
/// A user is served at the level that its passwords give, neither below nor above.
#[derive(Clone)]
pub struct Authority {
    id: Vec<u8>,
    clock: EngineClock,
    accounts: Vec<Account>,
    /// Makes salts: no value comes twice.
    counter: u64,
    statistics: UsmStatistics,
}

#[derive(Clone)]
struct Account {
    user: Arc<UsmUser>,
    keys: Option<LocalizedKeys>,
}

/// What an [`Authority`] refused (`usmStats`, RFC 3414 §5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsmStatistics {
    /// `usmStatsUnsupportedSecLevels`: messages of a level that is not the user's.
    pub unsupported_sec_levels: u32,
    /// `usmStatsNotInTimeWindows`: authentic messages with other boots, or a time more than 150 s off.
    pub not_in_time_windows: u32,
    /// `usmStatsUnknownUserNames`: messages of users that the engine does not have.
    pub unknown_user_names: u32,
    /// `usmStatsUnknownEngineIDs`: messages to other engines; discoveries among them.
    pub unknown_engine_ids: u32,
    /// `usmStatsWrongDigests`: messages with a wrong password, forged or damaged.
    pub wrong_digests: u32,
    /// `usmStatsDecryptionErrors`: messages that could not be decrypted.
    pub decryption_errors: u32,
}

/// A message that an engine accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incoming {
    /// `msgUserName`.
    pub user: Vec<u8>,
    /// How it was protected.
    pub level: SecurityLevel,
    /// `msgAuthoritativeEngineID`: the engine that opened it, or of a trap the one that sent it.
    pub engine_id: Vec<u8>,
    /// `msgMaxSize`: octets that the sender can receive.
    pub max_size: u32,
    /// Context and PDU.
    pub content: DecodedScopedPdu,
    pub(super) id: i32,
}

/// A message that an engine did not accept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// Why.
    pub refusal: Refusal,
    /// The report to send back, where the sender wants one and the standard has one.
    pub report: Option<Vec<u8>>,
}

impl Authority {
    /// An engine without users. `seed` starts the counter that makes salts: draw it at random, so that a restarted
    /// engine does not repeat them (RFC 3826 §3.1.2.1).
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] unless the id has 5 to 32 octets (`SnmpEngineID`, RFC 3411 §5).
    pub fn new(engine_id: impl Into<Vec<u8>>, clock: EngineClock, seed: u64) -> Result<Self> {
        let id = engine_id.into();
        if !(5..=32).contains(&id.len()) {
            let given = format!("{} octets", id.len());
            return Err(Error::invalid("engine id", given, "RFC 3411 §5 wants 5 to 32 octets"));
        }
        Ok(Self { id, clock, accounts: Vec::new(), counter: seed, statistics: UsmStatistics::default() })
    }

    /// Adds a user; one of the same name is replaced.
    #[must_use]
    pub fn user(mut self, user: impl Into<Arc<UsmUser>>) -> Self {
        let user = user.into();
        self.accounts.retain(|account| account.user.name() != user.name());
        let keys = user.localize(&self.id);
        self.accounts.push(Account { user, keys });
        self
    }

    /// `snmpEngineID`.
    #[must_use]
    pub fn engine_id(&self) -> &[u8] {
        &self.id
    }

    /// The engine's clock.
    #[must_use]
    pub fn clock(&self) -> EngineClock {
        self.clock
    }

    /// Sets the clock: after a restart, `boots` is one more and `time` is 0 (RFC 3414 §2.2.2).
    pub fn set_clock(&mut self, clock: EngineClock) {
        self.clock = clock;
    }

    /// What was refused so far.
    #[must_use]
    pub fn statistics(&self) -> UsmStatistics {
        self.statistics
    }

    /// Opens a request or an inform (RFC 3414 §3.2).
    ///
    /// # Errors
    ///
    /// Why it was refused, with the report to send back. It is counted; nothing else changed.
    pub fn open(&mut self, datagram: &[u8], now: Moment) -> Result<Incoming, Box<Rejected>> {
        let message = read(datagram).map_err(|error| Rejected::silently(Refusal::Malformed(error)))?;
        self.open_read(&message, now)
    }

    /// As [`Self::open`], of a message that was split already.
    pub(super) fn open_read(&mut self, message: &Protected<'_>, now: Moment) -> Result<Incoming, Box<Rejected>> {
        let header = &message.header;
        // (3)
        if header.engine_id != self.id {
            return Err(self.reject(message, Refusal::WrongEngine, ReportCause::UnknownEngineIds, None, now));
        }
        // (4)
        let Some(account) = self.accounts.iter().find(|account| account.user.name() == header.user) else {
            return Err(self.reject(message, Refusal::WrongUser, ReportCause::UnknownUserNames, None, now));
        };
        // (5)
        let expected = account.user.level();
        if header.level != expected {
            let refusal = Refusal::WrongLevel { expected, found: header.level };
            return Err(self.reject(message, refusal, ReportCause::UnsupportedSecLevels, None, now));
        }
        if let Some(keys) = &account.keys {
            // (6)
            if let Err(refusal) = verify(keys, message) {
                return Err(self.reject(message, refusal, ReportCause::WrongDigests, None, now));
            }
            // (7) (a)
            let (boots, time) = self.clock.at(now);
            if boots == MAX || header.boots != boots || header.time.abs_diff(time) > WINDOW {
                let refusal = Refusal::OutsideWindow { boots: header.boots, time: header.time };
                let keys = keys.clone();
                return Err(self.reject(message, refusal, ReportCause::NotInTimeWindows, Some(&keys), now));
            }
        }
        // (8)
        match decipher(account.keys.as_ref(), message) {
            Ok(content) => Ok(Incoming::new(message, content)),
            Err(_) if expected == SecurityLevel::AuthPriv => {
                Err(self.reject(message, Refusal::Undecipherable, ReportCause::DecryptionErrors, None, now))
            }
            Err(refusal) => Err(Rejected::silently(refusal)),
        }
    }

    /// Counts, and reports where RFC 3412 §7.1 (3) has it: to a confirmed PDU, or to one that cannot be read where the
    /// sender asks for reports.
    fn reject(
        &mut self,
        message: &Protected<'_>,
        refusal: Refusal,
        cause: ReportCause,
        keys: Option<&LocalizedKeys>,
        now: Moment,
    ) -> Box<Rejected> {
        let counter = self.statistics.counter(&cause);
        let count = counter.map_or(0, |counter| {
            *counter = counter.wrapping_add(1);
            *counter
        });
        let header = &message.header;
        let pdu = message.plain().and_then(|plain| Some(plain.ok()?.scoped.pdu));
        let confirmed = pdu.as_ref().is_none_or(|pdu| is_confirmed(pdu.kind()));
        let id = pdu.as_ref().and_then(Pdu::request_id).unwrap_or(0);
        let report = (header.reportable && confirmed).then(|| {
            let level = if keys.is_some() { SecurityLevel::AuthNoPriv } else { SecurityLevel::NoAuthNoPriv };
            let varbinds = vec![VarBind::new(cause.counter(), Value::Counter32(count))];
            let pdu = Pdu::Report(Response { id, status: ErrorStatus::NoError, index: 0, varbinds });
            let scope = Scope { engine_id: &self.id, name: &[], pdu: &pdu };
            seal(self.envelope(header.id, level, header.user, now), keys, scope, 0)
        });
        Box::new(Rejected { refusal, report: report.and_then(Result::ok) })
    }

    /// Seals the answer to a message, protected as the message was. `pdu` is a response, or a report such as one of
    /// [`ReportCause::UnknownContexts`].
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for any other PDU, for a user that the engine does not have, and for what BER cannot express.
    pub fn respond(&mut self, to: &Incoming, pdu: &Pdu, now: Moment) -> Result<Vec<u8>> {
        if !matches!(pdu, Pdu::Response(_) | Pdu::Report(_)) {
            return Err(Error::invalid("PDU", format!("{:?}", pdu.kind()), "a response or a report"));
        }
        let asked = &to.content.scoped;
        let scope = Scope { engine_id: &asked.context_engine_id, name: &asked.context_name, pdu };
        self.seal(to.id, to.level, &to.user, scope, now)
    }

    /// Seals a trap (`SNMPv2-Trap-PDU`) of this engine, as protected as the user can be.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for any other PDU, for an `id` below 0, for a user that the engine does not have, and for what
    /// BER cannot express.
    pub fn trap(&mut self, user: &[u8], context: &[u8], pdu: &Pdu, id: i32, now: Moment) -> Result<Vec<u8>> {
        if id < 0 {
            return Err(Error::invalid("message id", id.to_string(), "a number from 0 to 2147483647"));
        }
        if pdu.kind() != PduKind::Trap {
            return Err(Error::invalid("PDU", format!("{:?}", pdu.kind()), "a trap of v2"));
        }
        let account = self.accounts.iter().find(|account| account.user.name() == user);
        let level = account.map_or(SecurityLevel::NoAuthNoPriv, |account| account.user.level());
        let engine_id = self.id.clone();
        self.seal(id, level, user, Scope { engine_id: &engine_id, name: context, pdu }, now)
    }

    fn seal(&mut self, id: i32, level: SecurityLevel, user: &[u8], scope: Scope<'_>, now: Moment) -> Result<Vec<u8>> {
        self.counter = self.counter.wrapping_add(1);
        let account = self
            .accounts
            .iter()
            .find(|account| account.user.name() == user)
            .ok_or_else(|| Error::invalid("user", String::from_utf8_lossy(user), "a user of this engine"))?;
        seal(self.envelope(id, level, user, now), account.keys.as_ref(), scope, self.counter)
    }

    fn envelope<'a>(&'a self, id: i32, level: SecurityLevel, user: &'a [u8], now: Moment) -> Envelope<'a> {
        let (boots, time) = self.clock.at(now);
        // What an authority sends is not answered: nobody reports to it (RFC 3412 §6.4).
        Envelope { id, level, reportable: false, engine_id: &self.id, boots, time, user }
    }
}

/// The confirmed class (RFC 3411 §2.8).
fn is_confirmed(kind: PduKind) -> bool {
    matches!(kind, PduKind::Get | PduKind::GetNext | PduKind::GetBulk | PduKind::Set | PduKind::Inform)
}

impl Incoming {
    pub(super) fn new(message: &Protected<'_>, content: DecodedScopedPdu) -> Self {
        let header = &message.header;
        Self {
            user: header.user.to_vec(),
            level: header.level,
            engine_id: header.engine_id.to_vec(),
            max_size: header.max_size,
            content,
            id: header.id,
        }
    }
}

impl Rejected {
    pub(super) fn silently(refusal: Refusal) -> Box<Self> {
        Box::new(Self { refusal, report: None })
    }
}

impl UsmStatistics {
    fn counter(&mut self, cause: &ReportCause) -> Option<&mut u32> {
        Some(match cause {
            ReportCause::UnsupportedSecLevels => &mut self.unsupported_sec_levels,
            ReportCause::NotInTimeWindows => &mut self.not_in_time_windows,
            ReportCause::UnknownUserNames => &mut self.unknown_user_names,
            ReportCause::UnknownEngineIds => &mut self.unknown_engine_ids,
            ReportCause::WrongDigests => &mut self.wrong_digests,
            ReportCause::DecryptionErrors => &mut self.decryption_errors,
            _ => return None,
        })
    }
}

impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let users: Vec<&UsmUser> = self.accounts.iter().map(|account| &*account.user).collect();
        f.debug_struct("Authority")
            .field("engine_id", &self.id)
            .field("clock", &self.clock)
            .field("users", &users)
            .field("statistics", &self.statistics)
            .finish_non_exhaustive()
    }
}
