//! Who may send, and how much.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;
use std::time::Duration;

use ipnet::IpNet;

use crate::error::{Error, Result};
use crate::io::AddressRange;
use crate::value::Moment;

/// Addresses that may send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Allowed {
    Network(IpNet),
    Range(AddressRange),
}

impl Allowed {
    /// Reads `10.0.0.0/8`, all of its addresses, or what [`AddressRange`] reads.
    pub(super) fn parse(text: &str) -> Result<Self> {
        match IpNet::from_str(text.trim()) {
            Ok(network) => Ok(Self::Network(network)),
            Err(_) if text.contains('/') => Err(text
                .parse::<AddressRange>()
                .err()
                .unwrap_or_else(|| Error::invalid("range", text, "such as 10.0.0.0/8"))),
            Err(_) => Ok(Self::Range(text.parse()?)),
        }
    }

    pub(super) fn contains(&self, address: IpAddr) -> bool {
        match self {
            Self::Network(network) => network.contains(&address),
            Self::Range(range) => range.contains(address),
        }
    }
}

/// A bucket of tokens for each sender.
#[derive(Debug)]
pub(super) struct Rates {
    per_second: f64,
    burst: f64,
    buckets: HashMap<IpAddr, Bucket>,
    /// Of all those for which there is no room.
    others: Bucket,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    tokens: f64,
    filled: Moment,
}

impl Rates {
    /// Senders that have a bucket of their own.
    const MOST: usize = 65_536;

    pub(super) fn new(per_second: u32, burst: u32) -> Self {
        let burst = f64::from(burst.max(1));
        let others = Bucket { tokens: burst, filled: Moment::START };
        Self { per_second: f64::from(per_second.max(1)), burst, buckets: HashMap::new(), others }
    }

    /// Whether one more datagram of that sender is within its rate.
    pub(super) fn admits(&mut self, sender: IpAddr, now: Moment) -> bool {
        let (per_second, burst) = (self.per_second, self.burst);
        let level = |bucket: &Bucket| (bucket.tokens + now.since(bucket.filled).as_secs_f64() * per_second).min(burst);
        if self.buckets.len() >= Self::MOST && !self.buckets.contains_key(&sender) {
            // A full bucket is as good as none.
            self.buckets.retain(|_, bucket| level(bucket) < burst);
        }
        let room = self.buckets.len() < Self::MOST || self.buckets.contains_key(&sender);
        let bucket = if room {
            self.buckets.entry(sender).or_insert(Bucket { tokens: burst, filled: now })
        } else {
            &mut self.others
        };
        *bucket = Bucket { tokens: level(bucket), filled: now };
        let admitted = bucket.tokens >= 1.0;
        if admitted {
            bucket.tokens -= 1.0;
        }
        admitted
    }
}

/// An inform: its sender, its request id, and what it says, as a restarted sender counts its ids from the start.
pub(super) type InformKey = (SocketAddr, i32, u64);

/// Informs that were delivered lately.
#[derive(Debug)]
pub(super) struct Informs {
    window: Duration,
    known: HashSet<InformKey>,
    order: VecDeque<(Moment, InformKey)>,
}

impl Informs {
    /// Informs that are remembered at most; the oldest is forgotten first.
    const MOST: usize = 65_536;

    pub(super) fn new(window: Duration) -> Self {
        Self { window, known: HashSet::new(), order: VecDeque::new() }
    }

    pub(super) fn key(sender: SocketAddr, id: i32, varbinds: &[u8]) -> InformKey {
        let mut hasher = DefaultHasher::new();
        varbinds.hash(&mut hasher);
        (sender, id, hasher.finish())
    }

    pub(super) fn knows(&mut self, key: &InformKey, now: Moment) -> bool {
        while self.order.front().is_some_and(|(at, _)| now.since(*at) > self.window) {
            self.forget_oldest();
        }
        self.known.contains(key)
    }

    pub(super) fn remember(&mut self, key: InformKey, now: Moment) {
        if self.known.insert(key) {
            self.order.push_back((now, key));
        }
        if self.order.len() > Self::MOST {
            self.forget_oldest();
        }
    }

    fn forget_oldest(&mut self) {
        if let Some((_, key)) = self.order.pop_front() {
            self.known.remove(&key);
        }
    }
}
