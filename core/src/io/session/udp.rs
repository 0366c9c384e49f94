use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicUsize, Ordering};

use super::{Session, SessionFuture};
use crate::error::{Error, Result};
use crate::io::engine::{Outgoing, Pacer, shown};
use crate::io::{Community, Credential, Engine, Query};
use crate::value::VlanId;
use crate::wire::{Answer, CommunityString, RetryPolicy, Stepping, Version, Walk, WalkLimits};

/// Asks one agent over an [`Engine`]'s sockets. It remembers which version answers and how much the agent can
/// answer at once. Clones share what is remembered.
#[derive(Clone, Debug)]
pub struct UdpSession {
    engine: Engine,
    address: SocketAddr,
    community: Community,
    string: CommunityString,
    retry: RetryPolicy,
    pacer: Option<Arc<Pacer>>,
    learned: Arc<Learned>,
}

#[derive(Debug, Default)]
struct Learned {
    /// Which of the community's versions answered, counted from 1; 0 while none has.
    version: AtomicU8,
    /// Whether bulk requests go wrong.
    without_bulk: AtomicBool,
    /// Variables per request that the agent can bear; 0 while that is not known.
    varbinds: AtomicUsize,
}

impl Engine {
    /// A session with the agent at that address. Nothing is sent until something is asked.
    #[must_use]
    pub fn session(&self, address: SocketAddr, credential: &Credential) -> UdpSession {
        let Credential::Community(community) = credential;
        UdpSession {
            engine: self.clone(),
            address,
            community: community.clone(),
            string: community.string().clone(),
            retry: self.retry(),
            pacer: None,
            learned: Arc::default(),
        }
    }
}

impl UdpSession {
    /// How long this session waits and how often it asks again; the engine's policy unless set.
    #[must_use]
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// The address that is asked.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn paced(mut self, pacer: Option<Arc<Pacer>>) -> Self {
        self.pacer = pacer;
        self
    }

    async fn ask(&self, version: Version, query: Query) -> Result<Answer> {
        let query = match (version, query) {
            // RFC 3584 §4: v1 has no bulk requests.
            (Version::V1, Query::GetBulk { names, .. }) => Query::GetNext(names),
            (_, query) => query,
        };
        let request = Outgoing {
            address: self.address,
            version,
            community: self.string.clone(),
            query,
            retry: self.retry,
            pacer: self.pacer.clone(),
        };
        self.engine.request(request).await
    }

    async fn ask_in_order(&self, query: Query) -> Result<Answer> {
        let known = self.learned.version.load(Ordering::Relaxed);
        let mut silence = None;
        for (number, version) in (1..).zip(self.community.versions()) {
            if known != 0 && known != number {
                continue;
            }
            match self.ask(version, query.clone()).await {
                Err(error @ Error::TimedOut { .. }) => silence = silence.or(Some(error)),
                Ok(answer) => {
                    self.learned.version.store(number, Ordering::Relaxed);
                    return Ok(answer);
                }
                Err(error) => return Err(error),
            }
        }
        Err(silence.unwrap_or(Error::Cancelled))
    }

    fn asks_v1(&self) -> bool {
        let known = usize::from(self.learned.version.load(Ordering::Relaxed));
        self.community.versions().nth(known.saturating_sub(1)) == Some(Version::V1)
    }
}

impl Session for UdpSession {
    fn target(&self) -> String {
        shown(self.address)
    }

    fn exchange(&self, query: Query) -> SessionFuture<'_, Result<Answer>> {
        Box::pin(self.ask_in_order(query))
    }

    fn in_vlan(&self, vlan: VlanId) -> Option<Box<dyn Session>> {
        let string = Community::in_vlan(&self.string, vlan.0);
        Some(Box::new(Self { string, ..self.clone() }))
    }

    fn adapted(&self, limits: WalkLimits) -> WalkLimits {
        let limits = match self.learned.varbinds.load(Ordering::Relaxed) {
            0 => limits,
            varbinds => limits.varbinds(varbinds),
        };
        if self.asks_v1() || self.learned.without_bulk.load(Ordering::Relaxed) {
            limits.stepping(Stepping::Next)
        } else {
            limits
        }
    }

    fn learn(&self, walk: &Walk) {
        self.learned.varbinds.store(walk.varbinds_per_request(), Ordering::Relaxed);
        if walk.stepping() == Stepping::Next {
            self.learned.without_bulk.store(true, Ordering::Relaxed);
        }
    }
}
