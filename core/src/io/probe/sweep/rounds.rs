use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use super::SweepOptions;
use crate::io::AddressRange;
use crate::value::Moment;

/// Whom to ask when: all addresses in rounds, and those that stay silent in further rounds.
#[derive(Debug)]
pub(super) struct Rounds {
    ranges: Vec<(u32, AddressRange)>,
    total: u32,
    /// Rounds for all, and all rounds.
    count: u16,
    rounds: u16,
    timeout: Duration,
    interval: Duration,
    round: u16,
    /// The next address of this round.
    cursor: u32,
    began: Moment,
    last_sent: Moment,
    /// When each address was asked in each round, in nanoseconds; 0 where it was not, `ANSWERED` once it has answered.
    sent_at: Vec<Vec<u64>>,
    tallies: Vec<Tally>,
    pub(super) requests: u64,
    pub(super) decided: u32,
    pub(super) found: u32,
}

const ANSWERED: u64 = u64::MAX;

/// What is known of an address.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tally {
    pub(super) sent: u16,
    pub(super) received: u16,
    is_decided: bool,
    pub(super) rtt_sum_ms: f32,
    pub(super) rtt_min_ms: f32,
    pub(super) rtt_max_ms: f32,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Ask that address, in that round.
    Ask(u32, u16),
    /// Nothing before that moment.
    Wait(Moment),
    /// All are decided.
    Over,
}

impl Rounds {
    pub(super) fn new(ranges: &[AddressRange], options: &SweepOptions, now: Moment) -> Self {
        let mut total = 0_u32;
        let ranges = ranges.iter().map(|range| {
            let first = total;
            // The number of all was looked at before.
            total = total.saturating_add(u32::try_from(range.len()).unwrap_or(u32::MAX));
            (first, *range)
        });
        let ranges = ranges.collect();
        let tally = Tally {
            sent: 0,
            received: 0,
            is_decided: false,
            rtt_sum_ms: 0.0,
            rtt_min_ms: f32::INFINITY,
            rtt_max_ms: 0.0,
        };
        Self {
            ranges,
            total,
            count: options.requests,
            rounds: options.requests.saturating_add(options.retries),
            timeout: options.timeout,
            interval: options.interval,
            round: 0,
            cursor: 0,
            began: now,
            last_sent: now,
            sent_at: Vec::new(),
            tallies: vec![tally; total as usize],
            requests: 0,
            decided: 0,
            found: 0,
        }
    }

    pub(super) fn total(&self) -> u32 {
        self.total
    }

    pub(super) fn tally(&self, index: u32) -> Option<&Tally> {
        self.tallies.get(index as usize)
    }

    /// Requests that are still to be sent at most, and how often an answer is still waited for.
    pub(super) fn outlook(&self) -> (u64, u32) {
        let silent = u64::from(self.total - self.found);
        let here = u64::from(self.total - self.cursor);
        let (counted, retries) = match self.round < self.count {
            true => (self.count - self.round - 1, self.rounds - self.count),
            false => (0, self.rounds - self.round.min(self.rounds - 1) - 1),
        };
        let waits = if silent > 0 { u32::from(retries) + 1 } else { u32::from(self.decided < self.total) };
        (here + u64::from(counted) * u64::from(self.total) + u64::from(retries) * silent, waits)
    }

    pub(super) fn address(&self, index: u32) -> Option<IpAddr> {
        let at = self.ranges.partition_point(|(first, _)| *first <= index).checked_sub(1)?;
        let (first, range) = self.ranges.get(at)?;
        let offset = index - first;
        Some(match range.first() {
            IpAddr::V4(first) => Ipv4Addr::from(u32::from(first).checked_add(offset)?).into(),
            IpAddr::V6(first) => Ipv6Addr::from(u128::from(first).checked_add(offset.into())?).into(),
        })
    }

    /// What to do now. `decided` learns of the addresses of which nothing more will come.
    pub(super) fn next(&mut self, now: Moment, decided: &mut Vec<u32>) -> Next {
        loop {
            while self.cursor < self.total {
                let index = self.cursor;
                let Some(tally) = self.tallies.get(index as usize) else { break };
                // A retry is for those that never answered, and could be asked.
                let is_wanted = self.round < self.count || !tally.is_decided;
                if is_wanted {
                    return Next::Ask(index, self.round);
                }
                self.cursor += 1;
            }
            if self.decided == self.total {
                return Next::Over;
            }
            let is_counted = self.round + 1 < self.count;
            let until = if is_counted { self.began + self.interval } else { self.last_sent + self.timeout };
            if now < until {
                return Next::Wait(until);
            }
            if !is_counted {
                let is_last = self.round + 1 >= self.rounds;
                for (index, tally) in (0..).zip(&mut self.tallies) {
                    if !tally.is_decided && (is_last || tally.received > 0 || tally.sent == 0) {
                        tally.is_decided = true;
                        decided.push(index);
                        self.decided += 1;
                    }
                }
                if self.decided == self.total {
                    return Next::Over;
                }
            }
            self.round += 1;
            self.cursor = 0;
            self.began = now;
            self.last_sent = now;
        }
    }

    /// The address that was next was asked.
    pub(super) fn asked(&mut self, index: u32, now: Moment) {
        let (round, total) = (usize::from(self.round), self.total as usize);
        while self.sent_at.len() <= round {
            self.sent_at.push(vec![0; total]);
        }
        if let Some(at) = self.sent_at.get_mut(round).and_then(|round| round.get_mut(index as usize)) {
            *at = now.as_nanos().clamp(1, ANSWERED - 1);
        }
        if let Some(tally) = self.tallies.get_mut(index as usize) {
            tally.sent += 1;
        }
        self.requests += 1;
        self.last_sent = now;
        self.cursor = index + 1;
    }

    /// The address that was next is not asked.
    pub(super) fn passed_over(&mut self, index: u32) {
        self.cursor = index + 1;
    }

    /// The system did not send what was to be sent to that address in that round.
    pub(super) fn unsent(&mut self, index: u32, round: u16) {
        let at = self.sent_at.get_mut(usize::from(round)).and_then(|round| round.get_mut(index as usize));
        if let Some(at) = at.filter(|at| **at != 0 && **at != ANSWERED) {
            *at = 0;
            self.requests -= 1;
            if let Some(tally) = self.tallies.get_mut(index as usize) {
                tally.sent -= 1;
            }
        }
    }

    /// An address answered: whether that was news. `decided` learns of it where nothing more will come.
    pub(super) fn answered(&mut self, index: u32, round: u16, now: Moment, decided: &mut Vec<u32>) -> bool {
        let at = self.sent_at.get_mut(usize::from(round)).and_then(|round| round.get_mut(index as usize));
        let Some(at) = at.filter(|at| **at != 0 && **at != ANSWERED) else { return false };
        let rtt_ms = now.since(Moment::from_nanos(*at)).as_secs_f32() * 1_000.0;
        *at = ANSWERED;
        let Some(tally) = self.tallies.get_mut(index as usize).filter(|tally| !tally.is_decided) else { return false };
        self.found += u32::from(tally.received == 0);
        tally.received += 1;
        tally.rtt_sum_ms += rtt_ms;
        tally.rtt_min_ms = tally.rtt_min_ms.min(rtt_ms);
        tally.rtt_max_ms = tally.rtt_max_ms.max(rtt_ms);
        // All that was counted has come, or a retry has shown that it is there.
        if tally.received >= self.count || self.round >= self.count {
            tally.is_decided = true;
            self.decided += 1;
            decided.push(index);
        }
        true
    }
}
