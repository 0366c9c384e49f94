use std::net::IpAddr;

use tokio::time::Instant;

use super::id_of;
use super::identity::{Identity, names};
use super::plan::{Candidate, Visitor};
use crate::error::{Error, Result};
use crate::inventory::DeviceSnapshot;
use crate::io::{Query, Session, SessionExt, UdpSession, collect, collect_interfaces};
use crate::value::{Moment, Oid};

/// `sysUpTime.0` and `sysObjectID.0`: what every agent has.
const LIFE: [&[u32]; 2] = [&[1, 3, 6, 1, 2, 1, 1, 3, 0], &[1, 3, 6, 1, 2, 1, 1, 2, 0]];

/// Somebody who answers.
pub(super) struct Present {
    pub(super) address: IpAddr,
    pub(super) session: UdpSession,
    pub(super) identity: Identity,
}

/// What came of asking one candidate.
pub(super) enum Probed {
    /// Somebody is there.
    Present(Box<Present>),
    /// Nobody answers, or nothing can be sent there.
    Silent { target: String, named: bool, error: Error },
    /// Somebody is there, but answers nothing that can be used; or the name stands for nothing.
    Failed { target: String, error: Error },
}

impl Visitor {
    /// Asks whether somebody is there, and who.
    pub(super) async fn probe(self, candidate: Candidate) -> Probed {
        match candidate {
            Candidate::Address { address, named } => self.probe_address(address, named).await,
            Candidate::Host(name) => self.probe_host(name).await,
        }
    }

    async fn probe_address(&self, address: IpAddr, named: bool) -> Probed {
        let (mut silence, mut denial) = (None, None);
        for credential in self.credentials.iter() {
            let session = self.engine.session(self.socket_address(address), credential);
            let session = session.retry(self.probe).paced(self.pacer.clone());
            let life = Query::Get(LIFE.iter().map(|name| Oid::new(name)).collect());
            match session.exchange(life).await {
                Ok(_) => {
                    let session = session.retry(self.retry);
                    let identity = self.identity(&session).await;
                    return Probed::Present(Box::new(Present { address, session, identity }));
                }
                // Somebody is there, who may know another user.
                Err(error @ Error::Denied { .. }) => denial = denial.or(Some(error)),
                Err(error @ Error::TimedOut { hint, .. }) if !hint.is_empty() => denial = denial.or(Some(error)),
                Err(error @ Error::TimedOut { .. }) => silence = Some(error),
                Err(error @ Error::Unreachable { .. }) => {
                    return Probed::Silent { target: address.to_string(), named, error };
                }
                Err(error) => return Probed::Failed { target: address.to_string(), error },
            }
        }
        let target = address.to_string();
        match denial {
            Some(error) => Probed::Failed { target, error },
            None => Probed::Silent { target, named, error: silence.unwrap_or(Error::Cancelled) },
        }
    }

    async fn probe_host(&self, name: String) -> Probed {
        let resolved = tokio::net::lookup_host((name.as_str(), self.port)).await;
        let addresses = match resolved.map(Vec::from_iter) {
            Ok(addresses) => addresses,
            Err(error) => {
                let reason = format!("the name cannot be resolved: {error}");
                return Probed::Failed { target: name.clone(), error: Error::Unreachable { target: name, reason } };
            }
        };
        let mut last = None;
        for address in addresses {
            match self.probe_address(address.ip(), true).await {
                Probed::Silent { error, .. } => last = Some(error),
                Probed::Failed { error, .. } => return Probed::Failed { target: name, error },
                present => return present,
            }
        }
        let none = || Error::Unreachable { target: name.clone(), reason: "the name stands for no address".into() };
        let error = last.unwrap_or_else(none);
        Probed::Silent { target: name, named: true, error }
    }

    /// Who it is. What it does not say is not known; nothing here fails.
    async fn identity(&self, session: &UdpSession) -> Identity {
        let asked = Instant::now();
        let said = session.get(&names()).await.unwrap_or_default();
        let at = asked.saturating_duration_since(self.started) + asked.elapsed() / 2;
        Identity::read(&said, Moment::START + at)
    }

    pub(super) async fn collect(&self, present: &Present) -> Result<DeviceSnapshot> {
        let (session, id, address) = (&present.session, id_of(present.address), Some(present.address));
        if self.only_interfaces {
            collect_interfaces(session, id, address, self.collect).await
        } else {
            collect(session, id, address, self.collect).await
        }
    }
}

/// The addresses that a device knows its neighbors by.
pub(super) fn neighbors(snapshot: &DeviceSnapshot) -> impl Iterator<Item = IpAddr> + '_ {
    let lldp = snapshot.lldp.iter().flat_map(|lldp| &lldp.neighbors).flat_map(|neighbor| neighbor.addresses.clone());
    let cdp = snapshot.cdp.iter().filter_map(|neighbor| neighbor.address);
    let arp = snapshot.arp.iter().map(|entry| entry.address);
    lldp.chain(cdp).chain(arp)
}
