use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicUsize, Ordering};

use smallvec::{SmallVec, smallvec};

use super::ext::follow;
use super::{Session, SessionFuture};
use crate::error::{Error, Result};
use crate::io::engine::{Pacer, Recipient, Security, shown};
use crate::io::{Credential, Engine, Query};
use crate::value::{Oid, SmiType, VlanId};
use crate::wire::{Answer, RetryPolicy, Stepping, Version, Walk, WalkLimits};

/// Asks one agent over an [`Engine`]'s sockets. It remembers which version answers and how much the agent can
/// answer at once. Clones share what is remembered.
#[derive(Clone, Debug)]
pub struct UdpSession {
    engine: Engine,
    /// Which to try, in order. The PDUs of v3 are those of v2c.
    versions: SmallVec<[Version; 2]>,
    recipient: Arc<Recipient>,
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
        let (versions, security) = match credential {
            Credential::Community(community) => {
                (community.versions().collect(), Security::Community(community.string().clone()))
            }
            Credential::Usm(usm) => {
                let peer = self.peer(Arc::clone(usm.user()));
                (smallvec![Version::V2c], Security::Usm(peer, usm.context_name().to_vec()))
            }
        };
        UdpSession {
            engine: self.clone(),
            recipient: Arc::new(Recipient::new(address, security, self.retry(), None)),
            versions,
            learned: Arc::default(),
        }
    }
}

impl UdpSession {
    /// How long this session waits and how often it asks again; the engine's policy unless set.
    #[must_use]
    pub fn retry(self, retry: RetryPolicy) -> Self {
        self.with(|recipient| recipient.retry = retry)
    }

    /// How long this session waits and how often it asks again.
    #[must_use]
    pub fn retry_policy(&self) -> RetryPolicy {
        self.recipient.retry
    }

    /// The address that is asked.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.recipient.address
    }

    pub(crate) fn paced(self, pacer: Option<Arc<Pacer>>) -> Self {
        self.with(|recipient| recipient.pacer = pacer)
    }

    fn with(mut self, change: impl FnOnce(&mut Recipient)) -> Self {
        let mut recipient = self.recipient.anew();
        change(&mut recipient);
        self.recipient = Arc::new(recipient);
        self
    }

    async fn ask(&self, version: Version, query: Query) -> Result<Answer> {
        let query = match (version, query) {
            // RFC 3584 §4: v1 has no bulk requests.
            (Version::V1, Query::GetBulk { names, .. }) => Query::GetNext(names),
            // RFC 3584 §4.2.2: nor Counter64.
            (Version::V1, Query::Set(values)) if values.iter().any(|it| it.value.smi_type() == SmiType::Counter64) => {
                return Err(Error::invalid("value to set", "Counter64", "SNMPv1 does not have that type"));
            }
            (_, query) => query,
        };
        self.engine.ask(&self.recipient, version, query).await
    }

    async fn ask_in_order(&self, query: Query) -> Result<Answer> {
        if matches!(query, Query::Set(_))
            && self.versions.len() > 1
            && self.learned.version.load(Ordering::Relaxed) == 0
        {
            // What is set in a version that the agent may not have could be set once more in the next: a question that
            // changes nothing finds the version first.
            self.ask_each(Query::Get(vec![sys_up_time()])).await?;
        }
        self.ask_each(query).await
    }

    async fn ask_each(&self, query: Query) -> Result<Answer> {
        if let Some(version) = self.version() {
            return self.ask(version, query).await;
        }
        let mut silence = None;
        for (number, version) in (1..).zip(self.versions.iter().copied()) {
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

    /// The version to ask in, where there is no doubt.
    fn version(&self) -> Option<Version> {
        let known = usize::from(self.learned.version.load(Ordering::Relaxed));
        match (known.checked_sub(1), self.versions.as_slice()) {
            (Some(before), versions) => versions.get(before).copied(),
            (None, [only]) => Some(*only),
            (None, _) => None,
        }
    }
}

impl Session for UdpSession {
    fn target(&self) -> String {
        shown(self.recipient.address)
    }

    fn ends(&self) -> Option<(IpAddr, Option<IpAddr>)> {
        let asked = self.recipient.address;
        Some((asked.ip(), local_address(asked).ok().filter(|address| !address.is_unspecified())))
    }

    fn exchange(&self, query: Query) -> SessionFuture<'_, Result<Answer>> {
        Box::pin(self.ask_in_order(query))
    }

    /// The engine's driver takes the walk, step by step, without a word to this task.
    fn follow(&self, walk: Walk) -> SessionFuture<'_, Result<Walk>> {
        match self.version() {
            Some(version) => Box::pin(self.engine.walk(&self.recipient, version, walk)),
            None => Box::pin(follow(self, walk)),
        }
    }

    fn in_vlan(&self, vlan: VlanId) -> Option<Box<dyn Session>> {
        let security = self.recipient.security.in_vlan(vlan);
        Some(Box::new(self.clone().with(|recipient| recipient.security = security)))
    }

    fn adapted(&self, limits: WalkLimits) -> WalkLimits {
        let limits = limits.answers(self.recipient.has_answered());
        let limits = match self.learned.varbinds.load(Ordering::Relaxed) {
            0 => limits,
            varbinds => limits.varbinds(varbinds),
        };
        if self.version() == Some(Version::V1) || self.learned.without_bulk.load(Ordering::Relaxed) {
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

/// The address that this machine has towards another: connecting a UDP socket sends nothing.
fn local_address(towards: SocketAddr) -> io::Result<IpAddr> {
    let any: IpAddr = if towards.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    let socket = UdpSocket::bind((any, 0))?;
    socket.connect(towards)?;
    Ok(socket.local_addr()?.ip())
}

/// `sysUpTime.0`, which every agent has.
fn sys_up_time() -> Oid {
    Oid::new(&[1, 3, 6, 1, 2, 1, 1, 3, 0])
}
