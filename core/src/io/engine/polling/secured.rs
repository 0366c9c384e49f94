use std::sync::Arc;

use crate::error::{Error, Result};
use crate::io::engine::driver::Driver;
use crate::io::engine::work::{Job, Work};
use crate::value::Moment;
use crate::wire::{
    Answer, CommunityString, Message, Pdu, PollPlan, PollStep, ResponseView, TablePoll, Version, WalkEnd, encode,
};

use super::job::{Access, Turn};

/// The poll of one device in SNMPv3: it takes its turns as a walk does, as each message is sealed and opened.
#[derive(Debug)]
pub(in crate::io::engine) struct SecuredPoll {
    job: u32,
    target: u32,
    plan: Arc<PollPlan>,
    poll: TablePoll,
    begun: Moment,
    until: Moment,
    is_over: bool,
    /// Whether it was missed the last time: then it is only probed.
    is_probe: bool,
    error: Option<Error>,
}

impl SecuredPoll {
    /// What to ask next, with that request-id; `None` once the poll is over.
    pub(in crate::io::engine) fn next_request(&mut self, id: i32, now: Moment) -> Option<Pdu> {
        if now >= self.until && !self.is_over {
            self.poll.stop(&WalkEnd::TooLong { limit: self.until - self.begun });
            self.is_over = true;
        }
        if self.is_over { None } else { Some(self.poll.pdu(&self.plan, id)) }
    }

    pub(in crate::io::engine) fn settle(&mut self, outcome: Result<Answer>, now: Moment) {
        let step = match outcome {
            Ok(answer) => self.accept(answer, now),
            Err(error @ (Error::TimedOut { .. } | Error::Malformed { .. })) if !self.is_probe => {
                self.error = Some(error);
                self.poll.timed_out(&self.plan)
            }
            Err(error) => {
                self.error = Some(error);
                self.poll.stop(&WalkEnd::NoAnswer);
                PollStep::Done
            }
        };
        self.is_over |= step == PollStep::Done;
    }

    /// The machine reads octets: what was deciphered is put into them again.
    fn accept(&mut self, answer: Answer, now: Moment) -> PollStep {
        let octets = answer.octets;
        let pdu = Pdu::Response(answer.response);
        let message = Message { version: Version::V2c, community: CommunityString::new([]), pdu };
        match encode(&message) {
            Ok(encoded) => match ResponseView::read(&encoded) {
                Ok(view) => self.poll.accept(&self.plan, &view, octets, now),
                Err(_) => self.poll.timed_out(&self.plan),
            },
            Err(_) => self.poll.timed_out(&self.plan),
        }
    }
}

impl Driver {
    pub(super) fn start_secured(&mut self, number: u32, turn: &Turn) {
        let Some(job) = self.polling.jobs.get(&number) else { return };
        let Some(target) = job.targets.get(turn.target as usize) else { return };
        let Access::Usm(recipient) = &target.access else { return };
        let recipient = Arc::clone(recipient);
        let mut poll = self.polling.spare.pop().unwrap_or_default();
        turn.begin(&mut poll, &job.plan, target.memory);
        let secured = SecuredPoll {
            job: number,
            target: turn.target,
            plan: Arc::clone(&job.plan),
            poll,
            begun: self.now,
            until: turn.until,
            is_over: false,
            is_probe: target.missed > 0,
            error: None,
        };
        self.enqueue(Job { recipient, version: Version::V2c, work: Work::Poll(Box::new(secured)) });
        // Its turn may be now, and nothing else need happen before long.
        self.start_ready();
    }

    /// Takes what a poll in SNMPv3 brought.
    pub(in crate::io::engine) fn secured_is_over(&mut self, secured: SecuredPoll) {
        self.settle_poll(secured.job, secured.target, secured.poll, secured.error);
    }
}
