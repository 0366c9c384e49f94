use crate::error::{Error, Result};
use crate::value::Moment;
use crate::wire::{Answer, Pdu, Step, Walk};

/// A walk while it is asked: the machine, and what became of its requests.
///
/// Whoever asks takes [`Self::next_request`] and hands its outcome to [`Self::settle`], until there is none.
#[derive(Debug)]
pub(crate) struct Walking {
    walk: Walk,
    answered: bool,
    failure: Option<Error>,
    over: bool,
}

impl Walking {
    pub(crate) fn new(walk: Walk) -> Self {
        Self { walk, answered: false, failure: None, over: false }
    }

    /// What to ask next, with that request-id; `None` once the walk is over.
    pub(crate) fn next_request(&mut self, id: i32, now: Moment) -> Option<Pdu> {
        if self.over { None } else { self.walk.next_request(id, now) }
    }

    pub(crate) fn settle(&mut self, outcome: Result<Answer>) {
        let step = match outcome {
            Ok(answer) => {
                self.answered = true;
                self.walk.accept(answer)
            }
            // It may answer when asked for less.
            Err(error @ Error::TimedOut { .. }) => {
                self.failure = Some(error);
                self.walk.timed_out()
            }
            Err(error @ Error::Malformed { .. }) => {
                self.failure = Some(error);
                self.walk.unreadable()
            }
            Err(error) => {
                self.failure = Some(error);
                self.over = true;
                return;
            }
        };
        self.over = matches!(step, Step::Stopped(_));
    }

    /// The walk as far as it came.
    ///
    /// # Errors
    /// What went wrong, where the agent answered nothing at all.
    pub(crate) fn finish(self) -> Result<Walk> {
        match self.failure {
            Some(error) if !self.answered => Err(error),
            _ => Ok(self.walk),
        }
    }
}
