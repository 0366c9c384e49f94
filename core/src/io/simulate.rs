//! A simulated network on the loopback interface: real datagrams, no hardware.

mod traps;
mod web;

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, AtomicU64, Ordering};

use ipnet::Ipv4Net;
use tokio::net::{TcpListener, UdpSocket};
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::error::{Error, Result};
use crate::sim::{Agent, Delivery, Faults, Kind, Line, Source, World};
use crate::value::Moment;

/// Octets of the largest request that is read; no agent that is simulated takes a longer one.
const MAX_REQUEST: usize = 4096;

/// Answers on their way that one device may have; more are lost, as in a full queue.
const MAX_ON_THE_WAY: usize = 1024;

/// How often another port is tried where one is taken at some address.
const PORT_ATTEMPTS: u32 = 16;

/// How a simulated network is put on the loopback interface.
#[derive(Clone, Debug, Default)]
pub struct SimulationOptions {
    port: u16,
    faults: Faults,
}

impl SimulationOptions {
    /// Any free port, no faults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The UDP port of every device; 0, the default, takes one that is free at all addresses.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// What goes wrong; nothing by default.
    #[must_use]
    pub fn faults(mut self, faults: Faults) -> Self {
        self.faults = faults;
        self
    }
}

/// The agents of a [`World`], each at its own address inside 127.0.0.0/8 and all at one port, answering
/// until this is dropped or stopped. Hosts and printers also show a web page at the same port in TCP, so
/// that there is something to check.
///
/// ```
/// use netwarden::io::{SimulatedNetwork, SimulationOptions};
/// use netwarden::sim::gallery;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> netwarden::Result<()> {
/// let network = SimulatedNetwork::start(gallery::ring()?, SimulationOptions::new()).await?;
/// println!("ask {} at UDP port {}", network.range(), network.port());
/// network.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct SimulatedNetwork {
    world: Arc<World>,
    port: u16,
    started: Instant,
    answered: Arc<AtomicU64>,
    /// The agents by name, for what they tell unasked.
    agents: BTreeMap<String, Agent>,
    /// The id of the next notification.
    told: AtomicI32,
    tasks: JoinSet<()>,
}

impl SimulatedNetwork {
    /// Opens the sockets and begins to answer.
    ///
    /// # Errors
    /// [`Error::Invalid`] without a tokio runtime; [`Error::Io`] where a port is taken, or where the
    /// system lacks an address: Linux and Windows have all of 127.0.0.0/8,
    /// macOS needs an alias for each.
    pub async fn start(world: World, options: SimulationOptions) -> Result<Self> {
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(Error::invalid("runtime", "none", "a tokio runtime with I/O and time"));
        }
        let mut devices = Vec::new();
        for agent in world.agents() {
            let Some(address) = agent.address() else { continue };
            let page = matches!(agent.kind(), Kind::Host | Kind::Printer);
            devices.push((address, page, options.faults.line(agent)));
        }
        let places: Vec<(Ipv4Addr, bool)> = devices.iter().map(|(address, page, _)| (*address, *page)).collect();
        let (port, sockets) = bind_all(&places, options.port)?;
        let (started, answered) = (Instant::now(), Arc::new(AtomicU64::new(0)));
        let mut tasks = JoinSet::new();
        let mut agents = BTreeMap::new();
        for ((_, _, line), sockets) in devices.into_iter().zip(sockets) {
            agents.insert(line.agent().name().to_owned(), line.agent().clone());
            let registered = |error| Error::io("registering a socket", error);
            let socket = UdpSocket::from_std(sockets.udp).map_err(registered)?;
            if let Some(listener) = sockets.tcp {
                let listener = TcpListener::from_std(listener).map_err(registered)?;
                tasks.spawn(web::serve(listener, line.agent().name().into()));
            }
            let responder = Responder { line, socket, elsewhere: [None, None], started, on_the_way: VecDeque::new() };
            tasks.spawn(responder.run(Arc::clone(&answered)));
        }
        let told = AtomicI32::new(1);
        Ok(Self { world: Arc::new(world), port, started, answered, agents, told, tasks })
    }

    /// The UDP port at which every device answers.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Where the devices are asked: [`World::range`].
    #[must_use]
    pub fn range(&self) -> Ipv4Net {
        self.world.range()
    }

    /// The world, to compare what was found with what is true.
    #[must_use]
    pub fn world(&self) -> &World {
        &self.world
    }

    /// The world's time now.
    #[must_use]
    pub fn now(&self) -> Moment {
        Moment::START + self.started.elapsed()
    }

    /// Datagrams sent so far.
    #[must_use]
    pub fn answered(&self) -> u64 {
        self.answered.load(Ordering::Relaxed)
    }

    /// Stops answering and closes the sockets; when this returns, the port is free.
    pub async fn stop(mut self) {
        self.tasks.shutdown().await;
    }
}

/// What one device listens on.
struct Sockets {
    udp: std::net::UdpSocket,
    tcp: Option<std::net::TcpListener>,
}

/// Binds all addresses to one port, in UDP, and in TCP where asked for.
fn bind_all(places: &[(Ipv4Addr, bool)], port: u16) -> Result<(u16, Vec<Sockets>)> {
    let mut attempt = 1;
    loop {
        match bind_each(places, port) {
            Err(Error::Io { source, .. })
                if port == 0 && attempt < PORT_ATTEMPTS && source.kind() == io::ErrorKind::AddrInUse =>
            {
                attempt += 1;
            }
            done => return done,
        }
    }
}

fn bind_each(places: &[(Ipv4Addr, bool)], mut port: u16) -> Result<(u16, Vec<Sockets>)> {
    let mut sockets = Vec::with_capacity(places.len());
    for &(address, page) in places {
        let udp = bind(address, port)?;
        port = udp.local_addr().map_err(|error| Error::io("reading a socket's address", error))?.port();
        let tcp = if page { Some(listen(address, port)?) } else { None };
        sockets.push(Sockets { udp, tcp });
    }
    Ok((port, sockets))
}

fn bind(address: Ipv4Addr, port: u16) -> Result<std::net::UdpSocket> {
    let socket =
        std::net::UdpSocket::bind((address, port)).and_then(|socket| socket.set_nonblocking(true).map(|()| socket));
    socket.map_err(|error| not_bound("UDP", address, port, error))
}

fn listen(address: Ipv4Addr, port: u16) -> Result<std::net::TcpListener> {
    let listener = std::net::TcpListener::bind((address, port))
        .and_then(|listener| listener.set_nonblocking(true).map(|()| listener));
    listener.map_err(|error| not_bound("TCP", address, port, error))
}

fn not_bound(protocol: &str, address: Ipv4Addr, port: u16, error: io::Error) -> Error {
    let hint = match error.kind() {
        io::ErrorKind::AddrNotAvailable => {
            format!(" (where only 127.0.0.1 exists, as on macOS, first run: sudo ifconfig lo0 alias {address})")
        }
        _ => String::new(),
    };
    Error::io(format!("opening {protocol} port {port} at {address}{hint}"), error)
}

/// One device's socket.
struct Responder {
    line: Line,
    socket: UdpSocket,
    /// The sockets for answers from a wrong port and a wrong address, opened when the first one is due.
    elsewhere: [Option<UdpSocket>; 2],
    started: Instant,
    /// Answers that are not due yet, first due first.
    on_the_way: VecDeque<(Delivery, SocketAddr)>,
}

impl Responder {
    async fn run(mut self, answered: Arc<AtomicU64>) {
        let mut buffer = vec![0; MAX_REQUEST];
        loop {
            let due = self.on_the_way.front().map(|(delivery, _)| self.instant(delivery.at));
            let sleep = async {
                match due {
                    Some(due) => tokio::time::sleep_until(due).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                received = self.socket.recv_from(&mut buffer) => match received {
                    Ok((length, from)) => self.receive(buffer.get(..length).unwrap_or_default(), from),
                    // An earlier answer met a closed port; the socket lives on.
                    Err(_) => tokio::task::yield_now().await,
                },
                () = sleep => {}
            }
            self.deliver(&answered).await;
        }
    }

    fn now(&self) -> Moment {
        Moment::START + self.started.elapsed()
    }

    fn instant(&self, moment: Moment) -> Instant {
        self.started + moment.since(Moment::START)
    }

    fn receive(&mut self, datagram: &[u8], from: SocketAddr) {
        let now = self.now();
        for delivery in self.line.send(datagram, now) {
            if self.on_the_way.len() < MAX_ON_THE_WAY {
                let at = self.on_the_way.partition_point(|(other, _)| other.at <= delivery.at);
                self.on_the_way.insert(at, (delivery, from));
            }
        }
    }

    /// Sends what is due.
    async fn deliver(&mut self, answered: &AtomicU64) {
        let now = self.now();
        while self.on_the_way.front().is_some_and(|(delivery, _)| delivery.at <= now) {
            let Some((delivery, to)) = self.on_the_way.pop_front() else { return };
            let socket = match delivery.from {
                Source::Asked => &self.socket,
                Source::OtherPort => self.elsewhere(false),
                Source::OtherAddress => self.elsewhere(true),
            };
            // What cannot be sent is lost, as on any network.
            if socket.send_to(&delivery.datagram, to).await.is_ok() {
                answered.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    fn elsewhere(&mut self, other_address: bool) -> &UdpSocket {
        let Self { socket, elsewhere, .. } = self;
        let [port, address] = elsewhere;
        let place = if other_address { address } else { port };
        if place.is_none() {
            let Ok(SocketAddr::V4(own)) = socket.local_addr() else { return socket };
            let [a, b, c, d] = own.ip().octets();
            let from = if other_address { Ipv4Addr::new(a, b, c, d ^ 0x80) } else { *own.ip() };
            *place = bind(from, 0).ok().and_then(|socket| UdpSocket::from_std(socket).ok());
        }
        place.as_ref().unwrap_or(socket)
    }
}

#[cfg(test)]
mod tests;
