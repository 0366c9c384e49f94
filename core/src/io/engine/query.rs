use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use crate::value::{Oid, Value, VarBind};
use crate::wire::{BulkRequest, Pdu, Request, RetryPolicy};

use super::{Pacer, Security};

/// What to ask of an agent: names of variables, by one of the three reading requests; or values to set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Query {
    /// `GetRequest`: exactly these variables.
    Get(Vec<Oid>),
    /// `GetNextRequest`: the variables that follow these.
    GetNext(Vec<Oid>),
    /// `GetBulkRequest` (RFC 3416 §4.2.3), v2c and later.
    GetBulk {
        /// Of how many of the names, from the first, only the one variable that follows is wanted.
        non_repeaters: u32,
        /// How many variables that follow each of the others are wanted.
        max_repetitions: u32,
        /// The names.
        names: Vec<Oid>,
    },
    /// `SetRequest` (RFC 3416 §4.2.5): all of these values, or none. A repeated request may be carried out again.
    Set(Vec<VarBind>),
}

impl Query {
    pub(crate) fn into_pdu(self, id: i32) -> Pdu {
        let unset = |names: Vec<Oid>| names.into_iter().map(|name| VarBind::new(name, Value::Null)).collect();
        match self {
            Self::Get(names) => Pdu::Get(Request { id, varbinds: unset(names) }),
            Self::GetNext(names) => Pdu::GetNext(Request { id, varbinds: unset(names) }),
            Self::GetBulk { non_repeaters, max_repetitions, names } => {
                Pdu::GetBulk(BulkRequest { id, non_repeaters, max_repetitions, varbinds: unset(names) })
            }
            Self::Set(varbinds) => Pdu::Set(Request { id, varbinds }),
        }
    }
}

/// Whom to ask and how: what the requests of one session have in common.
#[derive(Debug)]
pub(crate) struct Recipient {
    pub(crate) address: SocketAddr,
    pub(crate) security: Security,
    pub(crate) retry: RetryPolicy,
    /// Spaces the datagrams of one piece of work.
    pub(crate) pacer: Option<Arc<Pacer>>,
    /// How many requests in a row nobody answered: a wrong community is silence too, so it is counted here and not
    /// for the device.
    silences: AtomicU32,
    /// Whether it has answered to this.
    heard: AtomicBool,
}

impl Recipient {
    pub(crate) fn new(address: SocketAddr, security: Security, retry: RetryPolicy, pacer: Option<Arc<Pacer>>) -> Self {
        Self { address, security, retry, pacer, silences: AtomicU32::new(0), heard: AtomicBool::new(false) }
    }

    /// The same, of which nothing is known yet.
    pub(crate) fn anew(&self) -> Self {
        Self::new(self.address, self.security.clone(), self.retry, self.pacer.clone())
    }

    pub(super) fn silences(&self) -> u32 {
        self.silences.load(Ordering::Relaxed)
    }

    pub(super) fn answered(&self) {
        // Written only where it changes: the line is shared with the session.
        if self.silences() != 0 {
            self.silences.store(0, Ordering::Relaxed);
        }
        if !self.has_answered() {
            self.heard.store(true, Ordering::Relaxed);
        }
    }

    pub(crate) fn has_answered(&self) -> bool {
        self.heard.load(Ordering::Relaxed)
    }

    pub(super) fn silent(&self) {
        self.silences.store(self.silences().saturating_add(1), Ordering::Relaxed);
    }
}
