#[cfg(feature = "v3")]
mod secured;

use std::fmt;
use std::time::Duration;

use super::fault::{Anomaly, DecodeError, VarBindFault};
use super::message::{Peek, decode_pdu, encode, peek, slots};
use super::pdu::{CommunityString, ErrorStatus, Message, Pdu, PduKind, Response, Version};
use super::retry::RetryPolicy;
#[cfg(feature = "v3")]
use super::usm::{MessageIds, Refusal, UsmPeer};
use crate::error::{Denial, Error, Result};
use crate::value::{Moment, VarBind};
#[cfg(feature = "v3")]
use secured::{Opened, Secured};

/// One request's life: sent, sent again, answered or not. A pure machine without socket and clock.
///
/// ```text
///            datagram_to_send at the deadline, attempts left
///               ┌──────┐
///  start ──► Waiting ──┴─ datagram_received, all fields match ──► Answered
///             ▲ └──────── datagram_to_send at the last deadline ► TimedOut
///             └─ datagram_received, v3: something else is to be sent, or soon the last deadline comes
/// ```
///
/// The driver sends what [`Self::datagram_to_send`] returns, at the start and at each [`Self::next_deadline`], and
/// hands over what comes back. Every attempt carries the same request-id, so that a late answer to the first one
/// still counts. A datagram that does not match never ends the exchange: it is a [`Stray`] and counted.
///
/// In SNMPv3 what is sent first may be a discovery of the agent's engine (RFC 3414 §4): its answer makes the exchange
/// [`Progress::Advanced`], and the request itself is sent next.
#[derive(Clone)]
pub struct Exchange {
    protection: Protection,
    id: i32,
    policy: RetryPolicy,
    started: Moment,
    /// When the last datagram was sent.
    latest: Moment,
    /// How often the datagram that is due now was sent.
    sent: u32,
    /// Whether anything was sent yet.
    first_sent: bool,
    strays: u32,
    malformed: Option<DecodeError>,
    state: State,
}

#[derive(Clone)]
enum Protection {
    Community {
        datagram: Vec<u8>,
        version: Version,
        community: CommunityString,
    },
    #[cfg(feature = "v3")]
    Usm(Box<Secured>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Waiting { until: Moment },
    Answered,
    TimedOut { at: Moment },
}

/// What a datagram did to an [`Exchange`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It was not the answer; the exchange goes on as before.
    Stray(Stray),
    /// It was not the answer, but it brought the exchange on: [`Exchange::next_deadline`] is another one now. Only in
    /// SNMPv3.
    Advanced,
    /// It was the answer; the exchange is over.
    Answered(Answer),
}

/// Why a datagram is not the answer to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stray {
    /// It is not an SNMP message, or not a whole one.
    Malformed(DecodeError),
    /// It has another version.
    WrongVersion,
    /// It has another community.
    WrongCommunity,
    /// It is not a response.
    NotAResponse,
    /// It answers another request.
    WrongId,
    /// It is an SNMPv3 message that proves nothing, or too little.
    #[cfg(feature = "v3")]
    Refused(Refusal),
    /// The exchange was over already: a duplicate, or an answer after the last deadline.
    TooLate,
}

/// What an agent answered to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The answer, with every variable that can be read.
    pub response: Response,
    /// The variables that cannot be read, by position.
    pub faults: Vec<VarBindFault>,
    /// What the standard forbids but was understood.
    pub anomalies: Vec<Anomaly>,
    /// The size of the datagram; 0 where there was none, as with a recorded session.
    pub octets: usize,
    /// How often the request had been sent when the answer came.
    pub attempts: u32,
    /// The time from the request to its answer, known only if the request was sent once (RFC 6298 §3).
    pub round_trip: Option<Duration>,
}

/// What an answer says about the request as a whole (RFC 3416 §4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// `noError`: the variables are the answer.
    Success,
    /// `tooBig`: ask for less.
    TooBig,
    /// Any other status: nothing was done.
    Refused {
        /// The error-status.
        status: ErrorStatus,
        /// The error-index: 1 is the first variable, 0 none.
        index: u32,
    },
}

impl Answer {
    /// Whether the agent did what was asked.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match self.response.status {
            ErrorStatus::NoError => Verdict::Success,
            ErrorStatus::TooBig => Verdict::TooBig,
            status => Verdict::Refused { status, index: self.response.index },
        }
    }

    /// The variables as they were sent: each is readable or a fault, none is left out.
    pub fn slots(&self) -> impl Iterator<Item = std::result::Result<&VarBind, &VarBindFault>> {
        slots(&self.response.varbinds, &self.faults)
    }
}

/// An answer that did not come in a datagram: nothing to measure, nothing malformed.
impl From<Response> for Answer {
    fn from(response: Response) -> Self {
        Self { response, faults: Vec::new(), anomalies: Vec::new(), octets: 0, attempts: 1, round_trip: None }
    }
}

/// An exchange that ended without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeout {
    /// The time from the first attempt to the last deadline.
    pub after: Duration,
    /// How often the request was sent.
    pub attempts: u32,
    /// How many datagrams came that were not the answer.
    pub strays: u32,
    /// What was wrong with the last datagram that had the right request-id but could not be read.
    pub malformed: Option<DecodeError>,
    /// Why the agent does not answer, as its report says.
    pub denial: Option<Denial>,
    /// What the silence may mean beyond that nobody is there; may be empty.
    pub hint: &'static str,
}

impl Timeout {
    /// This end as an error: [`Error::Denied`] where the agent said why it does not answer, [`Error::Malformed`]
    /// where it did answer but unreadably, else [`Error::TimedOut`].
    #[must_use]
    pub fn of_target(self, target: impl Into<String>) -> Error {
        let target = target.into();
        match (self.denial, self.malformed) {
            (Some(denial), _) => Error::Denied { target, denial },
            (None, Some(error)) => error.from_origin(target),
            (None, None) => Error::TimedOut {
                target,
                after_ms: u64::try_from(self.after.as_millis()).unwrap_or(u64::MAX),
                attempts: self.attempts,
                hint: self.hint,
            },
        }
    }
}

impl Exchange {
    /// Encodes the request; the first attempt is due at once.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a PDU that nobody answers (a response, report or trap), and as
    /// [`encode`](super::encode).
    pub fn start(request: &Message, policy: RetryPolicy, now: Moment) -> Result<Self> {
        let id = answered_id(&request.pdu)?;
        let (version, community) = (request.version, request.community.clone());
        Ok(Self::with(Protection::Community { datagram: encode(request)?, version, community }, id, policy, now))
    }

    /// Asks in SNMPv3: the same, with a new message id from `ids` in each datagram. `context` is the `contextName`,
    /// as a rule empty.
    ///
    /// # Errors
    ///
    /// As [`Self::start`].
    #[cfg(feature = "v3")]
    pub fn start_v3(
        peer: UsmPeer,
        context: impl Into<Vec<u8>>,
        pdu: Pdu,
        ids: MessageIds,
        policy: RetryPolicy,
        now: Moment,
    ) -> Result<Self> {
        let id = answered_id(&pdu)?;
        let secured = Secured::new(peer, context.into(), pdu, ids)?;
        Ok(Self::with(Protection::Usm(Box::new(secured)), id, policy, now))
    }

    fn with(protection: Protection, id: i32, policy: RetryPolicy, now: Moment) -> Self {
        Self {
            protection,
            id,
            policy,
            started: now,
            latest: now,
            sent: 0,
            first_sent: false,
            strays: 0,
            malformed: None,
            state: State::Waiting { until: now },
        }
    }

    /// The request-id that the answer must have.
    #[must_use]
    pub fn request_id(&self) -> i32 {
        self.id
    }

    /// When [`Self::datagram_to_send`] is to be called next; `None` once the exchange is over.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Moment> {
        match self.state {
            State::Waiting { until } => Some(until),
            State::Answered | State::TimedOut { .. } => None,
        }
    }

    /// The datagram, where one is due at `now`: at the start, and whenever an attempt waited in vain. `None` if
    /// it is too early, or if the last attempt waited in vain: [`Self::timeout`] is then `Some`.
    pub fn datagram_to_send(&mut self, now: Moment) -> Option<&[u8]> {
        match self.state {
            State::Waiting { until } if until <= now => {}
            State::Waiting { .. } | State::Answered | State::TimedOut { .. } => return None,
        }
        #[cfg(feature = "v3")]
        if let Protection::Usm(secured) = &mut self.protection {
            if secured.starts_over() {
                self.sent = 0;
            }
        }
        if self.sent > self.policy.most_retries() || self.denial().is_some() {
            self.end(now);
            return None;
        }
        #[cfg(feature = "v3")]
        if let Protection::Usm(secured) = &mut self.protection {
            if secured.seal(now).is_err() {
                self.end(now);
                return None;
            }
        }
        self.sent = self.sent.saturating_add(1);
        if !self.first_sent {
            (self.started, self.first_sent) = (now, true);
        }
        self.latest = now;
        self.state = State::Waiting { until: now + self.policy.wait(self.sent) };
        match &mut self.protection {
            Protection::Community { datagram, .. } => Some(datagram),
            #[cfg(feature = "v3")]
            Protection::Usm(secured) => Some(secured.datagram()),
        }
    }

    fn end(&mut self, now: Moment) {
        self.state = State::TimedOut { at: now };
        #[cfg(feature = "v3")]
        if let Protection::Usm(secured) = &mut self.protection {
            secured.gave_up();
        }
    }

    /// Takes a datagram from the agent's address.
    pub fn datagram_received(&mut self, datagram: &[u8], now: Moment) -> Progress {
        let read = match &mut self.protection {
            Protection::Community { .. } => self.read(datagram),
            #[cfg(feature = "v3")]
            Protection::Usm(secured) => match self.state {
                State::Waiting { until } if self.first_sent => match secured.open(datagram, self.id, now) {
                    Opened::Answer(response, rest) => Ok((response, rest)),
                    Opened::SendAgain => {
                        self.sent = 0;
                        self.state = State::Waiting { until: now };
                        return Progress::Advanced;
                    }
                    Opened::EndBy(moment) => {
                        self.state = State::Waiting { until: moment.min(until) };
                        return Progress::Advanced;
                    }
                    Opened::Stray(stray, malformed) => {
                        self.malformed = malformed.or(self.malformed);
                        Err(stray)
                    }
                },
                _ => Err(Stray::TooLate),
            },
        };
        match read {
            Err(stray) => {
                self.strays = self.strays.saturating_add(1);
                Progress::Stray(stray)
            }
            Ok((response, rest)) => {
                self.state = State::Answered;
                Progress::Answered(Answer {
                    response,
                    faults: rest.faults,
                    anomalies: rest.anomalies,
                    octets: datagram.len(),
                    attempts: self.sent,
                    // RFC 6298 §3, Karn: nobody knows which of several attempts was answered.
                    round_trip: (self.sent == 1).then(|| now.since(self.latest)),
                })
            }
        }
    }

    fn read(&mut self, datagram: &[u8]) -> std::result::Result<(Response, Rest), Stray> {
        let head = peek(datagram).map_err(Stray::Malformed)?;
        self.check(&head)?;
        let (pdu, faults, anomalies) = decode_pdu(datagram).map_err(|error| {
            self.malformed = Some(error);
            Stray::Malformed(error)
        })?;
        match pdu {
            Pdu::Response(response) => Ok((response, Rest { faults, anomalies })),
            _ => Err(Stray::NotAResponse),
        }
    }

    /// RFC 3416 §4.2.1: a response has the request's id; RFC 1157 §4.1.2 and RFC 1901: and its version and community.
    fn check(&self, head: &Peek<'_>) -> std::result::Result<(), Stray> {
        if !matches!(self.state, State::Waiting { .. }) || self.sent == 0 {
            return Err(Stray::TooLate);
        }
        if head.kind != PduKind::Response {
            return Err(Stray::NotAResponse);
        }
        if head.request_id != Some(self.id) {
            return Err(Stray::WrongId);
        }
        match &self.protection {
            Protection::Community { version, community, .. } => {
                if head.version != *version {
                    return Err(Stray::WrongVersion);
                }
                if head.community != community.as_bytes() {
                    return Err(Stray::WrongCommunity);
                }
                Ok(())
            }
            #[cfg(feature = "v3")]
            Protection::Usm(_) => Err(Stray::WrongVersion),
        }
    }

    /// What the agent reported, if nothing can be done about it.
    fn denial(&self) -> Option<Denial> {
        match &self.protection {
            Protection::Community { .. } => None,
            #[cfg(feature = "v3")]
            Protection::Usm(secured) => secured.denial(),
        }
    }

    fn hint(&self) -> &'static str {
        match &self.protection {
            Protection::Community { .. } => "",
            #[cfg(feature = "v3")]
            Protection::Usm(secured) => secured.hint(),
        }
    }

    /// Whether those octets, quoted by an ICMP message, are the start of this exchange's datagram and reach beyond its
    /// request-id: so they come from somebody who saw it.
    #[must_use]
    pub fn is_quoted_by(&self, quote: &[u8]) -> bool {
        match &self.protection {
            Protection::Community { datagram, .. } => is_quote(quote, datagram, self.id),
            // The message id is within the first 32 octets; each datagram has another.
            #[cfg(feature = "v3")]
            Protection::Usm(secured) => quote.len() >= 32 && secured.datagram().starts_with(quote),
        }
    }

    /// How many datagrams came that were not the answer.
    #[must_use]
    pub fn strays(&self) -> u32 {
        self.strays
    }

    /// How the exchange ended, if it ended without an answer.
    #[must_use]
    pub fn timeout(&self) -> Option<Timeout> {
        match self.state {
            State::TimedOut { at } => Some(Timeout {
                after: at.since(self.started),
                attempts: self.sent,
                strays: self.strays,
                malformed: self.malformed,
                denial: self.denial(),
                hint: self.hint(),
            }),
            State::Waiting { .. } | State::Answered => None,
        }
    }
}

struct Rest {
    faults: Vec<VarBindFault>,
    anomalies: Vec<Anomaly>,
}

/// Whether those octets, quoted by an ICMP message, are the start of a datagram and reach beyond its request-id.
pub(crate) fn is_quote(quote: &[u8], datagram: &[u8], id: i32) -> bool {
    let id = id.to_be_bytes();
    let zeros = id.iter().take(3).take_while(|octet| **octet == 0).count();
    let id = id.get(zeros..).unwrap_or_default();
    datagram.starts_with(quote) && quote.windows(id.len()).any(|octets| octets == id)
}

/// The request-id of a PDU that is answered.
fn answered_id(pdu: &Pdu) -> Result<i32> {
    match pdu {
        Pdu::Get(asked) | Pdu::GetNext(asked) | Pdu::Set(asked) | Pdu::Inform(asked) => Ok(asked.id),
        Pdu::GetBulk(asked) => Ok(asked.id),
        Pdu::Response(_) | Pdu::Report(_) | Pdu::Trap(_) | Pdu::TrapV1(_) => {
            let given = format!("{:?}", pdu.kind());
            Err(Error::invalid("request", given, "Get, GetNext, GetBulk, Set or Inform is expected"))
        }
    }
}

/// Without the datagram, which holds the community.
impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Exchange");
        shown.field("id", &self.id);
        match &self.protection {
            Protection::Community { version, .. } => shown.field("version", version),
            #[cfg(feature = "v3")]
            Protection::Usm(secured) => shown.field("v3", secured),
        };
        shown
            .field("state", &self.state)
            .field("sent", &self.sent)
            .field("strays", &self.strays)
            .finish_non_exhaustive()
    }
}
