//! The SNMPv3 side of an exchange: what is sealed, and what an opened datagram means for it.

use std::time::Duration;

use super::{Rest, Stray};
use crate::error::{Denial, Result};
use crate::value::Moment;
use crate::wire::fault::DecodeError;
use crate::wire::pdu::{Pdu, Response};
use crate::wire::usm::{self, MessageIds, Refusal, Report, UsmPeer};
use crate::wire::v3::{ReportCause, Scope, SecurityLevel, read};

/// How long the answer may still come after a report that anybody can have sent.
const GRACE: Duration = Duration::from_millis(250);

/// Agents differ in what they do with what they cannot decrypt: some report it, some keep silent.
const PRIVATE: &str = "it told its engine id: it is busy, or the privacy password or protocol is wrong";
const PRESENT: &str = "it told its engine id: it is busy, or does not report what it refuses";

/// A request under the User-based Security Model.
#[derive(Clone, Debug)]
pub(super) struct Secured {
    peer: UsmPeer,
    context: Vec<u8>,
    pdu: Pdu,
    ids: MessageIds,
    datagram: Vec<u8>,
    /// The last report, until something better comes.
    report: Option<ReportCause>,
    /// Whether the engine was already discovered anew for this request.
    rediscovered: bool,
    /// Whether the agent said anything in this exchange.
    heard: bool,
    hint: &'static str,
}

/// What a datagram means for the exchange.
pub(super) enum Opened {
    Answer(Response, Rest),
    /// Another datagram is due now.
    SendAgain,
    /// Unless the answer comes by then, it does not come.
    EndBy(Moment),
    Stray(Stray, Option<DecodeError>),
}

impl Secured {
    pub(super) fn new(peer: UsmPeer, context: Vec<u8>, pdu: Pdu, ids: MessageIds) -> Result<Self> {
        // What cannot be encoded is said now.
        Scope { engine_id: &[], name: &context, pdu: &pdu }.encode()?;
        let datagram = Vec::new();
        Ok(Self { peer, context, pdu, ids, datagram, report: None, rediscovered: false, heard: false, hint: "" })
    }

    /// Makes the next datagram; an error only for what [`Self::new`] refuses.
    pub(super) fn seal(&mut self, now: Moment) -> Result<()> {
        let Self { peer, context, pdu, ids, .. } = self;
        self.datagram = peer.with(|session| session.seal(pdu, context, ids.next_id(), now))?.datagram;
        Ok(())
    }

    pub(super) fn datagram(&self) -> &[u8] {
        &self.datagram
    }

    pub(super) fn open(&mut self, datagram: &[u8], id: i32, now: Moment) -> Opened {
        let opened = match self.peer.with(|session| session.open(datagram, now)) {
            Ok(opened) => opened,
            Err(Refusal::Malformed(error)) => {
                // Where the head can be read it is the answer, and nothing more is to be had.
                return Opened::Stray(Stray::Malformed(error), read(datagram).is_ok().then_some(error));
            }
            Err(Refusal::UnexpectedId(_)) => return Opened::Stray(Stray::WrongId, None),
            Err(refusal) => return Opened::Stray(Stray::Refused(refusal), None),
        };
        self.heard = true;
        match opened {
            usm::Opened::SealAgain => {
                self.report = None;
                Opened::SendAgain
            }
            usm::Opened::Report(Report { cause, authenticated }) => {
                self.report = Some(cause);
                Opened::EndBy(if authenticated { now } else { now + GRACE })
            }
            usm::Opened::Response(decoded) => match decoded.scoped.pdu {
                Pdu::Response(response) if response.id == id => {
                    Opened::Answer(response, Rest { faults: decoded.faults, anomalies: decoded.anomalies })
                }
                Pdu::Response(_) => Opened::Stray(Stray::WrongId, None),
                _ => Opened::Stray(Stray::NotAResponse, None),
            },
        }
    }

    /// After a report that a discovery may mend, once: forgets the engine. An agent that was replaced, or whose
    /// reports of the time are not authenticated as RFC 3414 §3.2 (7) has it, is found again so.
    pub(super) fn starts_over(&mut self) -> bool {
        let mendable = matches!(self.report, Some(ReportCause::UnknownEngineIds | ReportCause::NotInTimeWindows));
        if !mendable || self.rediscovered || self.peer.with(|session| session.engine_id().is_none()) {
            return false;
        }
        self.rediscovered = true;
        self.report = None;
        self.peer.with(usm::UsmSession::rediscover);
        true
    }

    /// After the last deadline.
    pub(super) fn gave_up(&mut self) {
        self.hint = self.peer.with(|session| match (session.engine_id(), session.user().level()) {
            (Some(_), SecurityLevel::AuthPriv) if !session.has_answered() => PRIVATE,
            (Some(_), _) if !session.has_answered() => PRESENT,
            _ => "",
        });
        // An agent that keeps silent may have become another one.
        if !self.heard {
            self.peer.with(usm::UsmSession::rediscover);
        }
    }

    pub(super) fn denial(&self) -> Option<Denial> {
        self.report.as_ref().map(Denial::from)
    }

    pub(super) fn hint(&self) -> &'static str {
        self.hint
    }
}
