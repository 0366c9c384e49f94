use std::collections::{HashSet, VecDeque};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::Discovery;
use crate::error::{Error, Result};
use crate::io::engine::Pacer;
use crate::io::{AddressRange, CollectOptions, Credential, Engine, TargetSpec};
use crate::wire::RetryPolicy;

/// Whom to ask next.
#[derive(Clone, Debug)]
pub(super) enum Candidate {
    /// An address; `named` if the caller named it alone, so that its silence is a failure.
    Address { address: IpAddr, named: bool },
    /// A name to resolve.
    Host(String),
}

/// What a discovery has to do, and with what.
pub(super) struct Plan {
    pub(super) visitor: Visitor,
    pub(super) concurrency: usize,
    pub(super) deadline: Option<Duration>,
    pub(super) cancel: CancellationToken,
    /// Candidates that are still to be asked, in order.
    pub(super) candidates: VecDeque<Candidate>,
    /// Where neighbors may be followed to.
    follow: Vec<AddressRange>,
    /// Addresses that were or will be asked.
    known: HashSet<IpAddr>,
    /// Names that will be asked, in lower case.
    hosts: HashSet<String>,
}

/// What every visit needs.
#[derive(Clone)]
pub(super) struct Visitor {
    pub(super) engine: Engine,
    pub(super) credentials: Arc<[Credential]>,
    pub(super) port: u16,
    pub(super) probe: RetryPolicy,
    pub(super) retry: RetryPolicy,
    pub(super) pacer: Option<Arc<Pacer>>,
    pub(super) collect: CollectOptions,
    pub(super) only_interfaces: bool,
    /// When the discovery began.
    pub(super) started: Instant,
}

impl Plan {
    pub(super) fn new(
        discovery: &Discovery,
        engine: Engine,
        specs: &[TargetSpec],
        follow: &[TargetSpec],
        credentials: Vec<Credential>,
    ) -> Result<Self> {
        let total = specs.iter().fold(0_u128, |sum, spec| match spec {
            TargetSpec::Range(range) => sum.saturating_add(range.len()),
            TargetSpec::Host(_) => sum.saturating_add(1),
        });
        if total > u128::from(Discovery::MOST_ADDRESSES) {
            return Err(Error::Limit {
                what: format!("asking {total} addresses"),
                limit: format!("{} in one discovery", Discovery::MOST_ADDRESSES),
            });
        }
        let follow = follow.iter().map(|spec| match spec {
            TargetSpec::Range(range) => Ok(*range),
            TargetSpec::Host(name) => {
                Err(Error::invalid("range", name, "addresses are expected here, not a host name"))
            }
        });
        let policy = RetryPolicy::new().timeout(discovery.timeout);
        let mut plan = Self {
            visitor: Visitor {
                engine,
                credentials: credentials.into(),
                port: discovery.port,
                probe: policy.retries(discovery.retries.unwrap_or(1)),
                retry: policy.retries(discovery.retries.unwrap_or(2)),
                pacer: discovery.rate.map(|rate| Arc::new(Pacer::new(rate))),
                collect: discovery.collect,
                only_interfaces: discovery.only_interfaces,
                started: Instant::now(),
            },
            concurrency: discovery.concurrency,
            deadline: discovery.deadline,
            cancel: discovery.cancel.clone(),
            candidates: VecDeque::new(),
            follow: follow.collect::<Result<_>>()?,
            known: HashSet::new(),
            hosts: HashSet::new(),
        };
        for spec in specs {
            plan.add(spec);
        }
        Ok(plan)
    }

    fn add(&mut self, spec: &TargetSpec) {
        match spec {
            TargetSpec::Range(range) => {
                let named = range.first() == range.last();
                for address in range.addresses() {
                    if self.known.insert(address) {
                        self.candidates.push_back(Candidate::Address { address, named });
                    }
                }
            }
            TargetSpec::Host(name) => {
                if self.hosts.insert(name.to_ascii_lowercase()) {
                    self.candidates.push_back(Candidate::Host(name.clone()));
                }
            }
        }
    }

    /// Adds addresses that a device knows of; those that may not be visited are left out. Says how many were added.
    pub(super) fn follow(&mut self, addresses: impl IntoIterator<Item = IpAddr>) -> u64 {
        let mut added = 0;
        for address in addresses {
            let allowed = self.follow.iter().any(|range| range.contains(address));
            let room = u64::try_from(self.known.len()).is_ok_and(|known| known < Discovery::MOST_ADDRESSES);
            if allowed && room && self.known.insert(address) {
                self.candidates.push_back(Candidate::Address { address, named: false });
                added += 1;
            }
        }
        added
    }

    pub(super) fn follows(&self) -> bool {
        !self.follow.is_empty()
    }
}

impl Visitor {
    pub(super) fn socket_address(&self, address: IpAddr) -> SocketAddr {
        SocketAddr::new(address, self.port)
    }
}
