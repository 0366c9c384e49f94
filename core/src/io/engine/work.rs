use std::sync::Arc;

use tokio::sync::oneshot;

use crate::error::Result;
use crate::io::walking::Walking;
use crate::value::Moment;
use crate::wire::{Answer, Pdu, Version, Walk};

use super::polling::SecuredPoll;
use super::query::{Query, Recipient};
use super::security::Security;

/// Bytes of receive buffer that Linux charges for an answer of up to 1,500 octets.
pub(super) const LARGE: usize = 3_328;
/// The same for an answer of up to about 250 octets.
pub(super) const SMALL: usize = 832;

/// Something to do for somebody, and with whom.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) recipient: Arc<Recipient>,
    pub(super) version: Version,
    pub(super) work: Work,
}

impl Job {
    /// Whether so many requests in a row were in vain that it is asked once only. 0 is never.
    pub(super) fn is_dead(&self, after: u32) -> bool {
        after > 0 && self.recipient.silences() >= after
    }
}

/// What is to be done: one request after the other, each with one outcome.
#[derive(Debug)]
pub(super) enum Work {
    /// One request.
    Ask { query: Option<Query>, reply: oneshot::Sender<Result<Answer>> },
    /// As many requests as a walk takes.
    Walk { walking: Box<Walking>, reply: oneshot::Sender<Result<Walk>> },
    /// As many requests as the poll of one device takes, in SNMPv3.
    Poll(Box<SecuredPoll>),
}

impl Job {
    /// Bytes of the window that the next answer may need.
    pub(super) fn weight(&self) -> usize {
        match self.recipient.security {
            Security::Community(_) => self.work.weight(),
            // What SNMPv3 adds is longer than most answers to a few variables.
            Security::Usm(..) => LARGE,
        }
    }
}

impl Work {
    /// The next request, with that id; `None` where there is no more to ask.
    pub(super) fn next_request(&mut self, id: i32, now: Moment) -> Option<Pdu> {
        match self {
            Self::Ask { query, .. } => query.take().map(|query| query.into_pdu(id)),
            Self::Walk { walking, .. } => walking.next_request(id, now),
            Self::Poll(poll) => poll.next_request(id, now),
        }
    }

    /// Takes the outcome of the request before. What is left may have more to ask.
    pub(super) fn settle(self, outcome: Result<Answer>, now: Moment) -> Option<Self> {
        match self {
            Self::Ask { reply, .. } => {
                let _ = reply.send(outcome); // a caller that went away wants nothing
                None
            }
            Self::Walk { mut walking, reply } => {
                walking.settle(outcome);
                Some(Self::Walk { walking, reply })
            }
            Self::Poll(mut poll) => {
                poll.settle(outcome, now);
                Some(Self::Poll(poll))
            }
        }
    }

    /// Ends what has no more to ask; what a poll brought is for the driver.
    pub(super) fn finish(self) -> Option<Box<SecuredPoll>> {
        match self {
            Self::Ask { .. } => {}
            Self::Walk { walking, reply } => {
                let _ = reply.send(walking.finish());
            }
            Self::Poll(poll) => return Some(poll),
        }
        None
    }

    /// Whether nobody waits for it any more.
    pub(super) fn is_abandoned(&self) -> bool {
        match self {
            Self::Ask { reply, .. } => reply.is_closed(),
            Self::Walk { reply, .. } => reply.is_closed(),
            // It must come back to its job, which ends by itself.
            Self::Poll(_) => false,
        }
    }

    fn weight(&self) -> usize {
        match self {
            Self::Ask { query: Some(Query::Get(names) | Query::GetNext(names)), .. } if names.len() <= 4 => SMALL,
            Self::Ask { query: Some(Query::Set(varbinds)), .. } if varbinds.len() <= 4 => SMALL,
            _ => LARGE,
        }
    }
}
