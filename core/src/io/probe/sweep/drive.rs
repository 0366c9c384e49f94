use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::UdpSocket;
use tokio::time::{Instant, sleep_until};

use super::echo::Echo;
use super::rounds::{Next, Rounds};
use super::{Shared, SweepOptions};
use crate::error::Result;
use crate::io::engine::{Event, Inbox, Outbox, Pacer};
use crate::value::Moment;

/// Requests between two looks at the answers.
const BURST: usize = 64;
/// How often the progress is told where nothing else is.
const TELL: Duration = Duration::from_millis(100);

/// The one task of a sweep.
#[derive(Debug)]
pub(super) struct Driver {
    pub(super) rounds: Rounds,
    pub(super) options: SweepOptions,
    pub(super) shared: Arc<Shared>,
    pub(super) echo: Echo,
    pub(super) v4: Option<Channel>,
    pub(super) v6: Option<Channel>,
    pub(super) inbox: Inbox,
    pub(super) pacer: Option<Pacer>,
    /// The turn of the next request, where it was given one.
    pub(super) turn: Option<Moment>,
    pub(super) origin: Instant,
    pub(super) decided: Vec<u32>,
}

#[derive(Debug)]
pub(super) struct Channel {
    socket: UdpSocket,
    outbox: Outbox<(u32, u16)>,
}

impl Channel {
    pub(super) fn open(v4: bool, id: u16) -> Result<Self> {
        Ok(Self { socket: super::socket::open(v4, id)?, outbox: Outbox::default() })
    }

    fn is_blocked(&self) -> bool {
        !self.outbox.is_empty()
    }
}

impl Driver {
    pub(super) async fn run(mut self) {
        loop {
            self.receive();
            let next = self.fill();
            self.send();
            self.tell();
            match next {
                Next::Over => return,
                // Others have their turn too.
                Next::Ask(..) if !self.is_blocked() => tokio::task::yield_now().await,
                Next::Ask(..) => self.wait(Instant::now() + TELL).await,
                Next::Wait(until) => {
                    let until = self.origin + (until - Moment::START);
                    self.wait(until.min(Instant::now() + TELL)).await;
                }
            }
        }
    }

    fn now(&self) -> Moment {
        Moment::START + self.origin.elapsed()
    }

    fn is_blocked(&self) -> bool {
        [&self.v4, &self.v6].into_iter().flatten().any(Channel::is_blocked)
    }

    /// Puts requests into the outboxes whose turn it is: what is to be done then.
    fn fill(&mut self) -> Next {
        let now = self.now();
        if self.is_blocked() {
            return Next::Ask(0, 0);
        }
        for _ in 0..BURST {
            let next = self.rounds.next(now, &mut self.decided);
            let Next::Ask(index, round) = next else { return next };
            let Some(address) = self.rounds.address(index) else { return Next::Over };
            let channel = if address.is_ipv4() { &mut self.v4 } else { &mut self.v6 };
            let (Some(channel), None) = (channel, self.options.policy.forbids(address)) else {
                self.rounds.passed_over(index);
                continue;
            };
            if let Some(pacer) = &self.pacer {
                let turn = self.turn.take().unwrap_or_else(|| pacer.reserve(now));
                if turn > now {
                    self.turn = Some(turn);
                    return Next::Wait(turn);
                }
            }
            let request = self.echo.request(address.is_ipv4(), index, round);
            channel.outbox.push((index, round), SocketAddr::new(address, 0), request);
            self.rounds.asked(index, now);
        }
        Next::Ask(0, 0)
    }

    fn send(&mut self) {
        let mut failed: Vec<((u32, u16), io::Error)> = Vec::new();
        for Channel { socket, outbox } in [&mut self.v4, &mut self.v6].into_iter().flatten() {
            outbox.send(socket, &mut failed);
        }
        for ((index, round), error) in failed {
            self.rounds.unsent(index, round);
            self.shared.fault(&error);
        }
    }

    fn receive(&mut self) {
        let now = self.now();
        let Self { v4, v6, inbox, echo, rounds, decided, .. } = self;
        for (channel, is_v4) in [(v4, true), (v6, false)] {
            let Some(Channel { socket, .. }) = channel else { continue };
            inbox.receive(socket, is_v4, |event| {
                let Event::Datagram(datagram, from) = event else { return };
                let Some((index, round)) = echo.answered(datagram, from.ip()) else { return };
                // Whoever answers for another one is not who was asked.
                if rounds.address(index).map(canonical) == Some(canonical(from.ip())) {
                    rounds.answered(index, round, now, decided);
                }
            });
        }
    }

    fn tell(&mut self) {
        let elapsed = self.origin.elapsed();
        self.shared.tell(&self.rounds, &mut self.decided, elapsed, self.options.timeout);
    }

    async fn wait(&self, until: Instant) {
        tokio::select! {
            () = ready(self.v4.as_ref()) => {}
            () = ready(self.v6.as_ref()) => {}
            () = sleep_until(until) => {}
        }
    }
}

/// Waits until a socket has answers, or takes requests where it did not.
async fn ready(channel: Option<&Channel>) {
    match channel {
        None => std::future::pending().await,
        Some(channel) if channel.is_blocked() => tokio::select! {
            _ = channel.socket.readable() => {}
            _ = channel.socket.writable() => {}
        },
        Some(channel) => drop(channel.socket.readable().await),
    }
}

/// Without what only one side of a conversation knows.
fn canonical(address: IpAddr) -> IpAddr {
    address.to_canonical()
}
