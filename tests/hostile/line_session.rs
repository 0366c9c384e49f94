//! A session over a simulated line, in virtual time: `wire`'s exchange does the work, no socket is involved.

use std::sync::Mutex;
use std::time::Duration;

use netwarden::io::{Query, Session, SessionFuture};
use netwarden::sim::{Delivery, Line, Source};
use netwarden::value::{Moment, Oid, Value, VarBind};
use netwarden::wire::{
    Answer, BulkRequest, CommunityString, Exchange, Message, Pdu, Progress, Request, RetryPolicy, Stepping, Version,
    Walk, WalkLimits,
};
use netwarden::{Error, Result};
use tokio::time::Instant;

/// What a walk may take here, so that an endless table ends soon.
pub(crate) const ROWS: usize = 1_000;
pub(crate) const BYTES: usize = 256 << 10;

#[derive(Debug)]
pub(crate) struct LineSession {
    state: Mutex<State>,
    any_source: bool,
    policy: RetryPolicy,
    started: Instant,
}

#[derive(Debug)]
struct State {
    line: Line,
    /// What is on its way, by the time of its arrival.
    coming: Vec<Delivery>,
    id: i32,
    version: Option<Version>,
    /// What walks have found out: variables per request, and whether GETBULK goes wrong.
    varbinds: Option<usize>,
    without_bulk: bool,
    sent: u32,
}

impl LineSession {
    /// Over that line; `tokio::time` must be paused.
    pub(crate) fn new(line: Line, any_source: bool) -> Self {
        let state =
            State { line, coming: Vec::new(), id: 1000, version: None, varbinds: None, without_bulk: false, sent: 0 };
        Self { state: Mutex::new(state), any_source, policy: RetryPolicy::new(), started: Instant::now() }
    }

    /// Datagrams sent so far.
    pub(crate) fn sent(&self) -> u32 {
        self.state.lock().unwrap().sent
    }

    fn now(&self) -> Moment {
        Moment::START + self.started.elapsed()
    }

    async fn ask(&self, version: Version, query: &Query) -> Result<Answer> {
        let id = {
            let mut state = self.state.lock().unwrap();
            state.id += 1;
            state.id
        };
        let pdu = pdu(version, query.clone(), id);
        let message = Message { version, community: CommunityString::new("public"), pdu };
        let mut exchange = Exchange::start(&message, self.policy, self.now())?;
        loop {
            let now = self.now();
            if let Some(datagram) = exchange.datagram_to_send(now) {
                let mut state = self.state.lock().unwrap();
                state.sent += 1;
                let mut answers = state.line.send(datagram, now);
                state.coming.append(&mut answers);
                state.coming.sort_by_key(|delivery| delivery.at);
            }
            if let Some(timeout) = exchange.timeout() {
                return Err(timeout.of_target(self.target()));
            }
            let due = exchange.next_deadline().unwrap_or(now);
            let arrived = {
                let mut state = self.state.lock().unwrap();
                let next = state.coming.first().is_some_and(|delivery| delivery.at <= due);
                next.then(|| state.coming.remove(0))
            };
            self.sleep_until(arrived.as_ref().map_or(due, |delivery| delivery.at)).await;
            let Some(delivery) = arrived.filter(|it| self.any_source || it.from == Source::Asked) else { continue };
            if let Progress::Answered(answer) = exchange.datagram_received(&delivery.datagram, self.now()) {
                return Ok(answer);
            }
        }
    }

    async fn sleep_until(&self, moment: Moment) {
        let wait: Duration = moment.since(self.now());
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
    }

    async fn ask_in_order(&self, query: Query) -> Result<Answer> {
        let known = self.state.lock().unwrap().version;
        let mut silence = None;
        for version in [Version::V2c, Version::V1] {
            if known.is_some_and(|known| known != version) {
                continue;
            }
            match self.ask(version, &query).await {
                Ok(answer) => {
                    self.state.lock().unwrap().version = Some(version);
                    return Ok(answer);
                }
                Err(error @ Error::TimedOut { .. }) => silence = silence.or(Some(error)),
                Err(error) => return Err(error),
            }
        }
        Err(silence.unwrap_or(Error::Cancelled))
    }
}

impl Session for LineSession {
    fn target(&self) -> String {
        "line".into()
    }

    fn exchange(&self, query: Query) -> SessionFuture<'_, Result<Answer>> {
        Box::pin(self.ask_in_order(query))
    }

    fn adapted(&self, limits: WalkLimits) -> WalkLimits {
        let limits = limits.rows(ROWS).bytes(BYTES).time(Duration::from_secs(60));
        let state = self.state.lock().unwrap();
        let limits = limits.answers(state.version.is_some());
        let limits = state.varbinds.map_or(limits, |varbinds| limits.varbinds(varbinds));
        match state.version {
            _ if state.without_bulk => limits.stepping(Stepping::Next),
            Some(Version::V1) => limits.stepping(Stepping::Next),
            _ => limits,
        }
    }

    fn learn(&self, walk: &Walk) {
        let mut state = self.state.lock().unwrap();
        state.varbinds = Some(walk.varbinds_per_request());
        state.without_bulk |= walk.stepping() == Stepping::Next;
    }
}

fn pdu(version: Version, query: Query, id: i32) -> Pdu {
    let unset = |names: Vec<Oid>| names.into_iter().map(|name| VarBind::new(name, Value::Null)).collect();
    match (version, query) {
        (_, Query::Set(varbinds)) => Pdu::Set(Request { id, varbinds }),
        (_, Query::Get(names)) => Pdu::Get(Request { id, varbinds: unset(names) }),
        (_, Query::GetNext(names)) | (Version::V1, Query::GetBulk { names, .. }) => {
            Pdu::GetNext(Request { id, varbinds: unset(names) })
        }
        (_, Query::GetBulk { non_repeaters, max_repetitions, names }) => {
            Pdu::GetBulk(BulkRequest { id, non_repeaters, max_repetitions, varbinds: unset(names) })
        }
    }
}
