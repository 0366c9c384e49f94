use std::fmt;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
#[cfg(feature = "v3")]
use std::sync::Arc;
use std::time::Duration;

use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::UdpSocket;

use super::guard::Allowed;
use crate::error::{Error, Result};
#[cfg(feature = "v3")]
use crate::value::Moment;
use crate::wire::CommunityString;
#[cfg(feature = "v3")]
use crate::wire::usm::{Authority, EngineClock, KnownEngine, NotificationReceiver, UsmUser};

/// Octets to receive that wait for the listener.
const RECEIVE_BUFFER: usize = 4 << 20;
/// Senders of v3 whose clocks are remembered.
#[cfg(feature = "v3")]
const MOST_ENGINES: usize = 65_536;

/// Where a [`TrapListener`](super::TrapListener) listens, and to whom. What is wrong with an option is said by
/// [`TrapListener::start`](super::TrapListener::start).
///
/// ```
/// use netwarden::io::TrapOptions;
///
/// let options = TrapOptions::new().listen("0.0.0.0:162").allow("10.0.0.0/8").community("public");
/// # let _ = options;
/// ```
#[derive(Clone)]
pub struct TrapOptions {
    listen: Vec<String>,
    pub(super) communities: Option<Vec<CommunityString>>,
    #[cfg(feature = "v3")]
    users: Vec<Arc<UsmUser>>,
    #[cfg(feature = "v3")]
    engine: Option<(Vec<u8>, u32)>,
    #[cfg(feature = "v3")]
    known: Vec<KnownEngine>,
    sources: Vec<String>,
    pub(super) allowed: Vec<Allowed>,
    pub(super) queue: usize,
    pub(super) per_second: u32,
    pub(super) burst: u32,
    pub(super) inform_window: Duration,
}

impl Default for TrapOptions {
    fn default() -> Self {
        Self::new()
    }
}

impl TrapOptions {
    /// The defaults, each described at its method.
    #[must_use]
    pub fn new() -> Self {
        Self {
            listen: Vec::new(),
            communities: Some(Vec::new()),
            #[cfg(feature = "v3")]
            users: Vec::new(),
            #[cfg(feature = "v3")]
            engine: None,
            #[cfg(feature = "v3")]
            known: Vec::new(),
            sources: Vec::new(),
            allowed: Vec::new(),
            queue: 10_000,
            per_second: 100,
            burst: 1000,
            inform_window: Duration::from_secs(60),
        }
    }

    /// An address and port to listen at, such as `0.0.0.0:162` or `[::1]:1162`; several calls add up. Without any, it
    /// is port 162 of all IPv4 addresses and, where the host has IPv6, of all of those. Ports below 1024 need
    /// privilege. Port 0 takes one that is free.
    #[must_use]
    pub fn listen(mut self, address: impl ToString) -> Self {
        self.listen.push(address.to_string());
        self
    }

    /// A community whose notifications are accepted; several calls add up. Without any community and any user, it is
    /// `public`. A community proves nothing: also say who may send, by [`Self::allow`].
    #[must_use]
    pub fn community(mut self, community: impl Into<Vec<u8>>) -> Self {
        self.communities.get_or_insert_default().push(CommunityString::new(community));
        self
    }

    /// Accepts every community.
    #[must_use]
    pub fn any_community(mut self) -> Self {
        self.communities = None;
        self
    }

    /// A user of SNMPv3 whose notifications are accepted, of any engine, at exactly the level that its passwords give;
    /// several calls add up.
    #[cfg(feature = "v3")]
    #[must_use]
    pub fn user(mut self, user: impl Into<Arc<UsmUser>>) -> Self {
        self.users.push(user.into());
        self
    }

    /// The `snmpEngineID` by which informs of v3 address the listener, and how often it was started with it
    /// (`snmpEngineBoots`, RFC 3414 §2.2): to be stored, and one more at each start. Without it, each start has an id
    /// of its own, which senders find out by themselves.
    #[cfg(feature = "v3")]
    #[must_use]
    pub fn engine(mut self, id: impl Into<Vec<u8>>, boots: u32) -> Self {
        self.engine = Some((id.into(), boots));
        self
    }

    /// What [`TrapListener::known_engines`](super::TrapListener::known_engines) said before a restart: of these senders,
    /// only traps that are later than what was heard then are believed. Without it, the first trap of each sender is,
    /// even one that was recorded long ago.
    #[cfg(feature = "v3")]
    #[must_use]
    pub fn known_engines(mut self, engines: impl IntoIterator<Item = KnownEngine>) -> Self {
        self.known.extend(engines);
        self
    }

    /// Addresses that may send: a network such as `10.0.0.0/8`, a range such as `10.0.0.5-10.0.0.20`, or an address;
    /// several calls add up. Without any, all may.
    #[must_use]
    pub fn allow(mut self, sources: impl ToString) -> Self {
        self.sources.push(sources.to_string());
        self
    }

    /// How many notifications wait for the caller; 10,000. When there are as many, those that come are not taken: the
    /// first ones of a storm tell its cause. Traps are then lost and counted; informs are not acknowledged, so their
    /// senders try again.
    #[must_use]
    pub fn queue(mut self, notifications: usize) -> Self {
        // The bound is that of the channel.
        self.queue = notifications.clamp(1, 1 << 24);
        self
    }

    /// How many datagrams one address may send: `per_second` for long and `burst` at once; 100 and 1,000, which a
    /// switch of 500 ports does not reach when it starts. 0 counts as 1. What is above is dropped and counted.
    #[must_use]
    pub fn rate(mut self, per_second: u32, burst: u32) -> Self {
        (self.per_second, self.burst) = (per_second, burst);
        self
    }

    /// How long an inform is remembered, so that one that comes again, as its acknowledgement was lost, is delivered
    /// once; 60 s.
    #[must_use]
    pub fn inform_window(mut self, window: Duration) -> Self {
        self.inform_window = window;
        self
    }

    /// Reads what was given as text, and fills in defaults.
    pub(super) fn checked(mut self) -> Result<Self> {
        self.allowed = self.sources.iter().map(|text| Allowed::parse(text)).collect::<Result<_>>()?;
        #[cfg(feature = "v3")]
        let no_user = self.users.is_empty();
        #[cfg(not(feature = "v3"))]
        let no_user = true;
        if let Some(communities) = &mut self.communities {
            if communities.is_empty() && no_user {
                communities.push(CommunityString::new("public"));
            }
        }
        Ok(self)
    }

    pub(super) fn open(&self) -> Result<Vec<UdpSocket>> {
        if self.listen.is_empty() {
            let mut sockets = vec![bind(SocketAddr::from((Ipv4Addr::UNSPECIFIED, 162)))?];
            // A host may lack IPv6.
            sockets.extend(bind(SocketAddr::from((Ipv6Addr::UNSPECIFIED, 162))));
            return Ok(sockets);
        }
        let parse = |text: &String| {
            let expected = "an address and a port such as 0.0.0.0:162 or [::]:162 is expected";
            text.trim().parse::<SocketAddr>().map_err(|_| Error::invalid("listening address", text, expected))
        };
        self.listen.iter().map(|text| bind(parse(text)?)).collect()
    }

    /// The receiver for v3, where there are users.
    #[cfg(feature = "v3")]
    pub(super) fn receiver(&self) -> Result<Option<NotificationReceiver>> {
        if self.users.is_empty() {
            return Ok(None);
        }
        let mut random = [0; 20];
        getrandom::fill(&mut random).map_err(|error| Error::io("drawing a random engine id", error.into()))?;
        let (seed, own) =
            random.split_first_chunk::<8>().map_or((0, &[][..]), |(seed, own)| (u64::from_ne_bytes(*seed), own));
        let (id, boots) = self.engine.clone().unwrap_or_else(|| {
            // SnmpEngineID (RFC 3411 §5): of no enterprise, and octets (5) that nobody else has drawn.
            ([&[0x80, 0, 0, 0, 5], own].concat(), 1)
        });
        let clock = EngineClock { boots, time: 0, received: Moment::START };
        let authority = Authority::new(id, clock, seed)?;
        let mut receiver = NotificationReceiver::new(authority, self.users.iter().cloned(), MOST_ENGINES);
        for engine in &self.known {
            receiver.remember(engine, Moment::START)?;
        }
        Ok(Some(receiver))
    }
}

fn bind(address: SocketAddr) -> Result<UdpSocket> {
    let open = || {
        let socket = Socket::new(Domain::for_address(address), Type::DGRAM, Some(Protocol::UDP))?;
        if address.is_ipv6() {
            socket.set_only_v6(true)?;
        }
        // Systems grant less without an error, or refuse and keep what they have: either will do.
        let _ = socket.set_recv_buffer_size(RECEIVE_BUFFER);
        socket.set_nonblocking(true)?;
        socket.bind(&address.into())?;
        UdpSocket::from_std(socket.into())
    };
    open().map_err(|error: io::Error| {
        let hint = match error.kind() {
            io::ErrorKind::PermissionDenied if address.port() < 1024 => {
                " (ports below 1024 need privilege: run as root, give the program the capability CAP_NET_BIND_SERVICE, or \
                 listen at a higher port and redirect 162 to it)"
            }
            io::ErrorKind::AddrInUse => " (another program listens there, such as snmptrapd)",
            io::ErrorKind::AddrNotAvailable => " (this host does not have the address)",
            _ => "",
        };
        Error::io(format!("listening at UDP {address}{hint}"), error)
    })
}

impl fmt::Debug for TrapOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let communities = self.communities.as_ref().map_or_else(|| "any".to_owned(), |some| some.len().to_string());
        let mut shown = f.debug_struct("TrapOptions");
        shown.field("listen", &self.listen).field("communities", &communities);
        #[cfg(feature = "v3")]
        shown.field("users", &self.users);
        shown.field("allow", &self.sources).field("queue", &self.queue).finish_non_exhaustive()
    }
}
