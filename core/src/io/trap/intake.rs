//! A datagram in, a verdict out: no socket here.

use std::net::SocketAddr;
use std::sync::Arc;

use super::TrapOptions;
use super::guard::{Allowed, InformKey, Informs, Rates};
use super::statistics::{Counters, count};
use crate::inventory::{Notification, Protection, Sent, TrapVersion};
use crate::value::{Moment, Timestamp};
use crate::wire::{self, CommunityString, DecodeErrorKind, Decoded, Message, Pdu, Version};
#[cfg(feature = "v3")]
use crate::wire::{
    usm::{KnownEngine, NotificationReceiver, Notified, Refusal},
    v3::SecurityLevel,
};

/// What is to be done about a datagram.
#[derive(Debug)]
pub(super) enum Verdict {
    /// Nothing.
    Ignore,
    /// Only to answer: a report, or the acknowledgement of an inform that came again.
    Answer(Vec<u8>),
    /// To deliver, and only then to acknowledge.
    Deliver { notification: Box<Notification>, acknowledgement: Option<(InformKey, Vec<u8>)> },
}

#[derive(Debug)]
pub(super) struct Intake {
    allowed: Vec<Allowed>,
    communities: Option<Vec<CommunityString>>,
    #[cfg(feature = "v3")]
    receiver: Option<NotificationReceiver>,
    rates: Rates,
    informs: Informs,
    pub(super) counters: Arc<Counters>,
}

impl Intake {
    pub(super) fn new(options: TrapOptions, #[cfg(feature = "v3")] receiver: Option<NotificationReceiver>) -> Self {
        Self {
            allowed: options.allowed,
            communities: options.communities,
            #[cfg(feature = "v3")]
            receiver,
            rates: Rates::new(options.per_second, options.burst),
            informs: Informs::new(options.inform_window),
            counters: Arc::default(),
        }
    }

    #[cfg(feature = "v3")]
    pub(super) fn known_engines(&self, now: Moment, wall: Timestamp) -> Vec<KnownEngine> {
        self.receiver.as_ref().map(|receiver| receiver.known_engines(now, wall)).unwrap_or_default()
    }

    pub(super) fn take(&mut self, datagram: &[u8], from: SocketAddr, now: Moment, at: Timestamp) -> Verdict {
        let counters = Arc::clone(&self.counters);
        count(&counters.received);
        let from = SocketAddr::new(from.ip().to_canonical(), from.port());
        if !self.allowed.is_empty() && !self.allowed.iter().any(|allowed| allowed.contains(from.ip())) {
            count(&counters.denied_source);
            return Verdict::Ignore;
        }
        if !self.rates.admits(from.ip(), now) {
            count(&counters.throttled);
            return Verdict::Ignore;
        }
        match wire::decode(datagram) {
            Ok(decoded) => self.take_community(decoded, from, now, at),
            #[cfg(feature = "v3")]
            Err(error) if error.kind == DecodeErrorKind::Version(3) => self.take_v3(datagram, from, now, at),
            #[cfg(not(feature = "v3"))]
            Err(error) if error.kind == DecodeErrorKind::Version(3) => {
                count(&counters.unknown_user);
                Verdict::Ignore
            }
            Err(_) => {
                count(&counters.malformed);
                Verdict::Ignore
            }
        }
    }

    /// Remembers an inform that was delivered and acknowledged.
    pub(super) fn delivered(&mut self, key: InformKey, now: Moment) {
        self.informs.remember(key, now);
    }

    fn take_community(&mut self, decoded: Decoded, from: SocketAddr, now: Moment, at: Timestamp) -> Verdict {
        let Message { version, community, pdu } = decoded.message;
        if !matches!(pdu, Pdu::TrapV1(_) | Pdu::Trap(_) | Pdu::Inform(_)) {
            count(&self.counters.no_notification);
            return Verdict::Ignore;
        }
        let known = self.communities.as_ref().is_none_or(|known| known.contains(&community));
        if !known {
            count(&self.counters.denied_community);
            return Verdict::Ignore;
        }
        let version = match version {
            Version::V1 => TrapVersion::V1,
            Version::V2c => TrapVersion::V2c,
        };
        let sent = Sent {
            received_at: at,
            source: from.ip(),
            version,
            protection: Protection::None,
            user: None,
            context: None,
        };
        let Ok(notification) = Notification::of(&pdu, &decoded.faults, sent) else {
            count(&self.counters.malformed);
            return Verdict::Ignore;
        };
        let acknowledgement = match &pdu {
            Pdu::Inform(request) => {
                let response = Pdu::Response(request.acknowledgement());
                wire::encode(&Message { version: Version::V2c, community, pdu: response }).ok()
            }
            _ => None,
        };
        self.deliver(notification, &pdu, acknowledgement, from, now)
    }

    #[cfg(feature = "v3")]
    fn take_v3(&mut self, datagram: &[u8], from: SocketAddr, now: Moment, at: Timestamp) -> Verdict {
        let Some(receiver) = &mut self.receiver else {
            count(&self.counters.unknown_user);
            return Verdict::Ignore;
        };
        let (incoming, acknowledgement) = match receiver.open(datagram, now) {
            Ok(Notified::Trap(trap)) => (trap, None),
            Ok(Notified::Inform { inform, acknowledgement }) => (inform, Some(acknowledgement)),
            Err(rejected) => {
                let counters = &self.counters;
                count(match &rejected.refusal {
                    Refusal::Malformed(_) => &counters.malformed,
                    Refusal::WrongUser => &counters.unknown_user,
                    Refusal::WrongLevel { .. } => &counters.wrong_level,
                    Refusal::WrongDigest => &counters.wrong_digest,
                    Refusal::OutsideWindow { .. } | Refusal::Replayed => &counters.replayed,
                    Refusal::Undecipherable => &counters.undecipherable,
                    Refusal::WrongEngine => &counters.discoveries,
                    _ => &counters.no_notification,
                });
                return rejected.report.map_or(Verdict::Ignore, Verdict::Answer);
            }
        };
        let scoped = incoming.content.scoped;
        let text = |octets: &[u8]| String::from_utf8_lossy(octets).into_owned();
        let sent = Sent {
            received_at: at,
            source: from.ip(),
            version: TrapVersion::V3,
            protection: match incoming.level {
                SecurityLevel::NoAuthNoPriv => Protection::None,
                SecurityLevel::AuthNoPriv => Protection::Authenticated,
                SecurityLevel::AuthPriv => Protection::Encrypted,
            },
            user: Some(text(&incoming.user)),
            context: Some(text(&scoped.context_name)).filter(|context| !context.is_empty()),
        };
        let Ok(notification) = Notification::of(&scoped.pdu, &incoming.content.faults, sent) else {
            count(&self.counters.malformed);
            return Verdict::Ignore;
        };
        self.deliver(notification, &scoped.pdu, acknowledgement, from, now)
    }

    fn deliver(
        &mut self,
        notification: Notification,
        pdu: &Pdu,
        acknowledgement: Option<Vec<u8>>,
        from: SocketAddr,
        now: Moment,
    ) -> Verdict {
        let notification = Box::new(notification);
        let Some(datagram) = acknowledgement else {
            return Verdict::Deliver { notification, acknowledgement: None };
        };
        // What it says, without the parts of the message that each sending makes anew.
        let said = Message { version: Version::V2c, community: CommunityString::new([]), pdu: pdu.clone() };
        let key = Informs::key(from, pdu.request_id().unwrap_or(0), &wire::encode(&said).unwrap_or_default());
        if self.informs.knows(&key, now) {
            count(&self.counters.repeated);
            count(&self.counters.acknowledged);
            return Verdict::Answer(datagram);
        }
        Verdict::Deliver { notification, acknowledgement: Some((key, datagram)) }
    }
}
