//! One attempt over a connection: where it stands, what was seen on the way, and what may still be said.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Instant;

use tokio::net::UdpSocket;

use super::connect::{Stream, connect_cause, open, resolve};
use super::{Budget, ProbeOptions, ms, proxy, tls};
use crate::check::{Attempt, Cause, Connection, Phase, TlsRules};
use crate::io::wall_clock;

/// Why an attempt goes no further.
#[derive(Debug)]
pub(super) enum Stop {
    /// Something failed.
    Failed(Cause),
    /// The certificate is wrong, and that counts: the facts of the attempt hold the verdict.
    Distrusted,
}

impl From<Cause> for Stop {
    fn from(cause: Cause) -> Self {
        Self::Failed(cause)
    }
}

impl Stop {
    /// The same where silence over UDP need not be a failure: it is one only where an answer is `awaited`.
    pub(super) fn or_silent(self, awaited: bool) -> Self {
        match self {
            Self::Failed(Cause::TimedOut { phase: Phase::FirstByte, after_ms }) if !awaited => {
                Self::Failed(Cause::Silent { after_ms })
            }
            other => other,
        }
    }
}

/// What a conversation comes to.
pub(super) type Said<T> = Result<T, Stop>;

/// An attempt under way.
#[derive(Debug)]
pub(super) struct Dial<'a> {
    pub options: &'a ProbeOptions,
    pub connection: &'a Connection,
    pub rules: &'a TlsRules,
    pub budget: Budget,
    pub attempt: Attempt,
}

impl<'a> Dial<'a> {
    pub(super) fn start(options: &'a ProbeOptions, connection: &'a Connection, rules: &'a TlsRules) -> Self {
        Self { options, connection, rules, budget: Budget::start(connection.timeout_ms), attempt: begun() }
    }

    /// An attempt that is a part of another, within its time.
    #[cfg(feature = "dns")]
    pub(super) fn within(
        options: &'a ProbeOptions,
        connection: &'a Connection,
        rules: &'a TlsRules,
        budget: Budget,
    ) -> Self {
        Self { options, connection, rules, budget, attempt: begun() }
    }

    /// The next of several connections of one attempt, which share its time.
    pub(super) fn next(&mut self, rules: &'a TlsRules) {
        self.attempt = Attempt { at: self.attempt.at, ..Attempt::default() };
        self.rules = rules;
    }

    /// Connects to `host`, through a proxy where the spec says so; with `tls`, the protocols to offer (ALPN), the handshake
    /// follows.
    pub(super) async fn connect(&mut self, host: &str, port: u16, tls: Option<&[&[u8]]>) -> Said<Stream> {
        let source = self.connection.source;
        let stream = match &self.connection.proxy {
            Some(given) if given.address.is_some() => {
                let (stream, peer, times) =
                    proxy::through(given, host, port, self.connection, self.options, self.budget).await?;
                self.attempt.peer = Some(peer);
                (self.attempt.timing.resolve_ms, self.attempt.timing.connect_ms) = times;
                stream
            }
            direct => {
                let (address, resolve_ms) =
                    resolve(host, port, self.connection.into(), self.options, self.budget).await?;
                self.attempt.timing.resolve_ms = resolve_ms;
                self.attempt.peer = Some(address);
                let started = Instant::now();
                let opened = self.budget.wait(Phase::Connect, open(address, source)).await?;
                let mut stream = opened.map_err(connect_cause)?;
                self.attempt.timing.connect_ms = Some(ms(started.elapsed()));
                if let Some(given) = direct {
                    proxy::announce(given.kind, &mut stream, self.budget).await?;
                }
                stream
            }
        };
        let stream = Stream::Plain(stream);
        match tls {
            Some(protocols) => self.secure(stream, host, protocols).await,
            None => Ok(stream),
        }
    }

    /// A UDP socket that speaks with `host` alone. Nothing is sent, so that nothing is known of the host yet.
    pub(super) async fn udp(&mut self, host: &str, port: u16) -> Said<UdpSocket> {
        let source = self.connection.source;
        let (address, resolve_ms) = resolve(host, port, self.connection.into(), self.options, self.budget).await?;
        self.attempt.timing.resolve_ms = resolve_ms;
        self.attempt.peer = Some(address);
        let any: IpAddr = if address.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
        let opening = async {
            let socket = UdpSocket::bind(SocketAddr::new(source.unwrap_or(any), 0)).await?;
            socket.connect(address).await?;
            Ok(socket)
        };
        Ok(opening.await.map_err(connect_cause)?)
    }

    /// The TLS handshake, at once or after the service's own word for it.
    pub(super) async fn secure(&mut self, stream: Stream, host: &str, protocols: &[&[u8]]) -> Said<Stream> {
        let Stream::Plain(stream) = stream else {
            return Err(Cause::Protocol { reason: "it offers TLS within TLS".to_string() }.into());
        };
        let started = Instant::now();
        let name = self.rules.server_name.as_deref().unwrap_or(host);
        let handshake = tls::Handshake::new(name, protocols)?;
        let outcome = self.budget.wait(Phase::Tls, handshake.run(stream)).await;
        let (facts, outcome) = match outcome {
            Ok(outcome) => (handshake.facts(outcome.as_ref().ok(), self.options), outcome),
            Err(late) => (handshake.facts(None, self.options), Err(late)),
        };
        let is_good = facts.verdict.is_none();
        // A peer that does not speak TLS has no facts.
        self.attempt.tls = (outcome.is_ok() || !facts.chain.is_empty()).then_some(facts);
        let stream = outcome?;
        self.attempt.timing.tls_ms = Some(ms(started.elapsed()));
        if is_good || self.rules.ignore_certificate { Ok(Stream::Tls(Box::new(stream))) } else { Err(Stop::Distrusted) }
    }

    /// Whether a password may be said: never to one whose certificate is wrong, not even where that is ignored.
    pub(super) fn may_log_in(&self) -> Result<(), Cause> {
        match self.attempt.tls.as_ref().and_then(|facts| facts.verdict.as_ref()) {
            Some(tls) => Err(Cause::CredentialsWithheld { reason: format!("it {tls}") }),
            None => Ok(()),
        }
    }

    /// The attempt with its end.
    pub(super) fn end(mut self, outcome: Said<()>) -> Attempt {
        self.attempt.failure = match outcome {
            Ok(()) | Err(Stop::Distrusted) => None,
            Err(Stop::Failed(cause)) => Some(cause),
        };
        self.attempt.timing.total_ms = self.budget.total_ms();
        self.attempt
    }
}

fn begun() -> Attempt {
    Attempt { at: wall_clock(), ..Attempt::default() }
}
