//! An agent: a request in, the answer out, at a moment.

mod notify;
mod orders;
mod quirks;
#[cfg(feature = "v3")]
mod secure;
mod tables;
mod view;

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use super::world::{Kind, Node, Place, Traffic, World};
use crate::error::Result;
use crate::value::{Moment, Oid, SmiType, TimeTicks, Value, VarBind};
use crate::wire::{self, BulkRequest, ErrorStatus, Message, Pdu, Request, Response, Version};

pub use notify::{Event, TrapForm};
use orders::{Orders, Switch};
pub use quirks::Quirks;
use view::{Cell, Count, View};

/// What every agent must be able to send (RFC 3417 §3.2 recommends 1472 octets).
const MAX_MESSAGE: usize = 1472;

/// Average octets in a packet, for packet counters.
const OCTETS_PER_PACKET: u64 = 700;

/// The SNMP agent of one device: v1, v2c (RFC 1157, RFC 3416), and v3 where the device has users (RFC 3414).
///
/// It owns all that it says, so that it can live in a task of its own.
///
/// ```
/// use netwarden::sim::gallery;
/// use netwarden::value::{Moment, Value, VarBind, oid};
/// use netwarden::wire::{CommunityString, Message, Pdu, Request, Version};
///
/// let world = gallery::by_name("two-switches")?;
/// let agent = world.agent("s1")?;
/// let sys_name = VarBind::new(oid(&[1, 3, 6, 1, 2, 1, 1, 5, 0]), Value::Null);
/// let request = Message {
///     version: Version::V2c,
///     community: CommunityString::new("public"),
///     pdu: Pdu::Get(Request { id: 7, varbinds: vec![sys_name] }),
/// };
/// let answer = agent.respond(&request, Moment::START).unwrap();
/// assert_eq!(answer.pdu.varbinds()[0].value, Value::OctetString(b"s1".to_vec()));
/// # Ok::<(), netwarden::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Agent {
    name: String,
    kind: Kind,
    address: Option<Ipv4Addr>,
    community: Vec<u8>,
    write_community: Option<Vec<u8>>,
    view: View,
    contexts: BTreeMap<u16, View>,
    /// By position: the interface's name.
    ports: Vec<String>,
    /// By position: `ifIndex`.
    indexes: Vec<u32>,
    /// By position: the interface's physical ports, and what they carry.
    traffic: Vec<Vec<(usize, Traffic)>>,
    switches: Vec<Switch>,
    orders: Arc<Orders>,
    uptime: Duration,
    quirks: Quirks,
    #[cfg(feature = "v3")]
    engine: Option<secure::Engine>,
}

impl World {
    /// The agent of one device.
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::Error::Invalid) where there is no such device.
    pub fn agent(&self, device: &str) -> Result<Agent> {
        let (at, node) = self.node(device)?;
        Ok(Agent::new(self, at, node))
    }

    /// The agents of all devices that have one, in the order of the devices.
    pub fn agents(&self) -> impl Iterator<Item = Agent> + '_ {
        self.nodes.iter().enumerate().filter(|(_, node)| node.agent).map(|(at, node)| Agent::new(self, at, node))
    }
}

impl Agent {
    fn new(world: &World, at: usize, node: &Node) -> Self {
        let (view, contexts) = tables::views(world, at);
        Self {
            name: node.name.clone(),
            kind: node.kind(),
            address: node.asked_at(),
            community: node.community.clone(),
            write_community: node.write_community.clone(),
            view,
            contexts,
            ports: node.interfaces.iter().map(|interface| interface.name.clone()).collect(),
            indexes: node.interfaces.iter().map(|interface| interface.if_index).collect(),
            traffic: (0..node.interfaces.len())
                .map(|port| node.members(port).into_iter().zip(world.traffic_of(Place { node: at, port })).collect())
                .collect(),
            switches: Switch::all(at, node, &world.cables),
            orders: Arc::default(),
            uptime: node.uptime,
            quirks: Quirks::default(),
            #[cfg(feature = "v3")]
            engine: secure::Engine::of(node),
        }
        .with_quirks(node.quirks.clone())
    }

    /// Gives the agent bad habits, in place of those that it has.
    #[must_use]
    pub fn with_quirks(mut self, quirks: Quirks) -> Self {
        for root in &quirks.hidden {
            self.view.hide(root);
            self.contexts.values_mut().for_each(|view| view.hide(root));
        }
        self.quirks = quirks;
        self
    }

    /// All that it shows at that moment to one that asks with its community, or with that of a VLAN, in the order of a
    /// walk. `None` where it has no such context. What a whole walk brings, without the messages: habits that concern
    /// messages do not show.
    #[must_use]
    pub fn recording(&self, vlan: Option<u16>, now: Moment) -> Option<Vec<VarBind>> {
        let context = match vlan {
            Some(vlan) => Some(self.contexts.get(&vlan)?),
            None => self.contexts.get(&1),
        };
        let up_since = self.up_since(now)?;
        let asking =
            Asking { agent: self, context, may_write: false, version: Version::V2c, age: World::age(now), up_since };
        let mut all: BTreeMap<&Oid, &Cell> = BTreeMap::new();
        for view in asking.views() {
            for (name, cell) in view.all(asking.age) {
                all.entry(name).or_insert(cell);
            }
        }
        let shown =
            all.into_iter().filter_map(|(name, cell)| Some(VarBind::new(name.clone(), asking.value(name, cell)?)));
        Some(shown.collect())
    }

    /// The device's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The address at which it is asked on this machine: see [`World::range`].
    #[must_use]
    pub fn address(&self) -> Option<Ipv4Addr> {
        self.address
    }

    /// What the device is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// How long it takes for each answer.
    pub(in crate::sim) fn slowness(&self) -> Duration {
        self.quirks.slow
    }

    /// How many instances it shows, contexts included.
    #[must_use]
    pub fn instances(&self) -> usize {
        self.view.len() + self.contexts.values().map(View::len).sum::<usize>()
    }

    /// Answers a datagram; `None` is silence: not SNMP, not a request, the wrong community, or restarting. SNMPv3 is
    /// answered where the device has users, with reports too.
    #[must_use]
    pub fn answer(&self, datagram: &[u8], now: Moment) -> Option<Vec<u8>> {
        match wire::decode(datagram) {
            Ok(request) if request.faults.is_empty() => wire::encode(&self.respond(&request.message, now)?).ok(),
            Ok(_) => None, // RFC 1157 §4.1: a message that does not parse is dropped
            #[cfg(feature = "v3")]
            Err(error) if error.kind == wire::DecodeErrorKind::Version(3) => self.answer_v3(datagram, now),
            Err(_) => None,
        }
    }

    /// Answers a message of v1 or v2c, as [`Self::answer`] does.
    #[must_use]
    pub fn respond(&self, message: &Message, now: Moment) -> Option<Message> {
        let asking = self.asking(message, now)?;
        let fit = |response| Message { pdu: Pdu::Response(response), ..message.clone() };
        let limit = self.quirks.max_message.unwrap_or(MAX_MESSAGE);
        let fits = |response: &Response| wire::encode(&fit(response.clone())).is_ok_and(|bytes| bytes.len() <= limit);
        Some(fit(asking.answer(&message.pdu, &fits)?))
    }

    /// Who asks, of what, when; `None` where nobody is entitled or nobody is at home.
    fn asking(&self, message: &Message, now: Moment) -> Option<Asking<'_>> {
        if (self.quirks.v1_only && message.version != Version::V1) || self.quirks.v3_only {
            return None;
        }
        let up = self.up_since(now)?;
        let given = message.community.as_bytes();
        let (context, may_write) = match self.context(given, &self.community) {
            Some(context) => (context, false),
            None => (self.context(given, self.write_community.as_deref()?)?, true),
        };
        Some(Asking { agent: self, context, may_write, version: message.version, age: World::age(now), up_since: up })
    }

    /// What `community`, or one of its VLANs, sees besides what all see; `None` where `given` is neither.
    fn context(&self, given: &[u8], community: &[u8]) -> Option<Option<&View>> {
        match given.strip_prefix(community)? {
            [] => Some(self.contexts.get(&1)),
            [b'@', digits @ ..] => Some(Some(self.contexts.get(&std::str::from_utf8(digits).ok()?.parse().ok()?)?)),
            _ => None,
        }
    }

    /// The age of the world at which the agent last started; `None` while it is starting.
    fn up_since(&self, now: Moment) -> Option<Duration> {
        let first = World::HISTORY.saturating_sub(self.uptime);
        let Some(&restart) = self.quirks.restarts.iter().filter(|&&restart| restart <= now).max() else {
            return Some(first);
        };
        let back = restart + self.quirks.restart_takes;
        (back <= now).then(|| World::age(back))
    }
}

/// One request on its way through the agent.
struct Asking<'a> {
    agent: &'a Agent,
    context: Option<&'a View>,
    may_write: bool,
    version: Version,
    age: Duration,
    up_since: Duration,
}

impl Asking<'_> {
    /// Answers a request with what `fits` into a message.
    fn answer(&self, pdu: &Pdu, fits: &dyn Fn(&Response) -> bool) -> Option<Response> {
        let response = match pdu {
            Pdu::Get(request) => self.get(request),
            Pdu::GetNext(request) => self.get_next(request),
            Pdu::GetBulk(request) if self.version != Version::V1 && !self.agent.quirks.bulk_deaf => self.bulk(request),
            Pdu::Set(request) => self.set(request),
            _ => return None,
        };
        if fits(&response) {
            return Some(response);
        }
        if let Pdu::GetBulk(_) = pdu {
            // RFC 3416 §4.2.3: as many variables as fit, from the first.
            let count = (0..response.varbinds.len()).collect::<Vec<_>>().partition_point(|&count| {
                let varbinds = response.varbinds.iter().take(count + 1).cloned().collect();
                fits(&Response { varbinds, ..response.clone() })
            });
            let varbinds = response.varbinds.into_iter().take(count).collect();
            return Some(Response { varbinds, status: ErrorStatus::NoError, ..response });
        }
        // RFC 3416 §4.2.1: tooBig with no variables; RFC 1157 §4.1.2: with those of the request.
        let varbinds = if self.version == Version::V1 { pdu.varbinds().to_vec() } else { Vec::new() };
        Some(Response { id: response.id, status: ErrorStatus::TooBig, index: 0, varbinds })
    }

    /// RFC 3416 §4.2.1, RFC 1157 §4.1.2.
    fn get(&self, request: &Request) -> Response {
        let mut varbinds = Vec::with_capacity(request.varbinds.len());
        for (at, varbind) in (1..).zip(&request.varbinds) {
            let found = self.find(&varbind.name).and_then(|cell| self.value(&varbind.name, cell));
            let value = match found {
                Some(value) => value,
                None if self.version == Version::V1 => return no_such_name(request, at),
                None if self.views().any(|view| view.has_object_of(&varbind.name)) => Value::NoSuchInstance,
                None => Value::NoSuchObject,
            };
            varbinds.push(VarBind::new(varbind.name.clone(), value));
        }
        Response { id: request.id, status: ErrorStatus::NoError, index: 0, varbinds }
    }

    /// RFC 3416 §4.2.2, RFC 1157 §4.1.3.
    fn get_next(&self, request: &Request) -> Response {
        let mut varbinds = Vec::with_capacity(request.varbinds.len());
        for (at, varbind) in (1..).zip(&request.varbinds) {
            match self.next(&varbind.name) {
                Some(next) => varbinds.push(next),
                None if self.version == Version::V1 => return no_such_name(request, at),
                None => varbinds.push(VarBind::new(varbind.name.clone(), Value::EndOfMibView)),
            }
        }
        Response { id: request.id, status: ErrorStatus::NoError, index: 0, varbinds }
    }

    /// RFC 3416 §4.2.3.
    fn bulk(&self, request: &BulkRequest) -> Response {
        let fixed = usize::try_from(request.non_repeaters).unwrap_or(usize::MAX).min(request.varbinds.len());
        let (once, repeated) = request.varbinds.split_at(fixed);
        let mut varbinds: Vec<VarBind> = once.iter().map(|varbind| self.next_or_end(&varbind.name)).collect();
        let mut row: Vec<Oid> = repeated.iter().map(|varbind| varbind.name.clone()).collect();
        let limit = self.agent.quirks.max_repetitions.unwrap_or(u32::MAX).min(request.max_repetitions);
        // A variable takes seven octets at least, so beyond this nothing fits.
        let most = self.agent.quirks.max_message.unwrap_or(MAX_MESSAGE) / 7 + 1;
        for _ in 0..limit {
            if row.is_empty() || varbinds.len() > most {
                break;
            }
            let mut ended = true;
            for name in &mut row {
                let next = self.next_or_end(name);
                ended &= next.value == Value::EndOfMibView;
                name.clone_from(&next.name);
                varbinds.push(next);
            }
            if ended {
                break;
            }
        }
        Response { id: request.id, status: ErrorStatus::NoError, index: 0, varbinds }
    }

    fn next_or_end(&self, name: &Oid) -> VarBind {
        self.next(name).unwrap_or_else(|| VarBind::new(name.clone(), Value::EndOfMibView))
    }

    fn views(&self) -> impl Iterator<Item = &View> {
        std::iter::once(&self.agent.view).chain(self.context)
    }

    fn find(&self, name: &Oid) -> Option<&Cell> {
        self.views().find_map(|view| view.get(name, self.age))
    }

    fn next(&self, name: &Oid) -> Option<VarBind> {
        if let Some(trap) = self.agent.quirks.after(name) {
            return Some(trap);
        }
        let mut from = name.clone();
        loop {
            let (here, cell) =
                self.views().filter_map(|view| view.next(&from, self.age)).min_by_key(|(here, _)| *here)?;
            if let Some(value) = self.value(here, cell) {
                return Some(VarBind::new(here.clone(), value));
            }
            from = here.clone();
        }
    }

    /// What a cell says now; `None` where this version or this agent cannot say it.
    fn value(&self, name: &Oid, cell: &Cell) -> Option<Value> {
        let value = match cell {
            Cell::Fixed(value) => self.agent.orders.value(name).unwrap_or_else(|| value.clone()),
            Cell::AdminStatus { port } => self.admin_status(*port),
            Cell::OperStatus { port } => self.oper_status(*port),
            Cell::LastChange { port } => self.last_change(*port),
            Cell::Aging { value, .. } => value.clone(),
            Cell::Uptime => Value::TimeTicks(ticks_of(self.age.saturating_sub(self.up_since))),
            Cell::Counter { port, count, wide } => {
                let number = self.count(*port, *count);
                let narrow = u32::try_from(number & u64::from(u32::MAX)).unwrap_or(0);
                if *wide { Value::Counter64(number) } else { Value::Counter32(narrow) }
            }
            Cell::Discontinuity { port } => {
                let break_at = self.discontinuity(*port).filter(|&at| at > self.up_since);
                Value::TimeTicks(break_at.map_or(TimeTicks(0), |at| ticks_of(at.saturating_sub(self.up_since))))
            }
        };
        let wide = value.smi_type() == SmiType::Counter64;
        // RFC 3584 §4.2.2.1: v1 has no Counter64; such instances are passed over.
        (!wide || (self.version != Version::V1 && !self.agent.quirks.no_counter64)).then_some(value)
    }

    /// A counter since the agent started or the interface was last replaced.
    fn count(&self, port: usize, count: Count) -> u64 {
        let since = self.discontinuity(port).unwrap_or_default().max(self.up_since);
        let traffic = self.agent.traffic.get(port).map_or(&[][..], Vec::as_slice);
        let octets = traffic.iter().fold(0_u64, |sum, (member, traffic)| {
            let load = match count {
                Count::InOctets | Count::InPackets => &traffic.ins,
                Count::OutOctets | Count::OutPackets => &traffic.outs,
            };
            let spans = self.spans_on(&[port, *member], since).into_iter();
            spans.fold(sum, |sum, (from, to)| sum.saturating_add(load.octets(to).saturating_sub(load.octets(from))))
        });
        match count {
            Count::InOctets | Count::OutOctets => octets,
            Count::InPackets | Count::OutPackets => octets / OCTETS_PER_PACKET,
        }
    }

    /// The age at which the interface was last replaced.
    fn discontinuity(&self, port: usize) -> Option<Duration> {
        let name = self.agent.ports.get(port)?;
        let replaced = self.agent.quirks.replaced.iter();
        replaced.filter(|(at, _)| at == name).map(|(_, when)| World::age(*when)).filter(|&at| at <= self.age).max()
    }
}

fn ticks_of(span: Duration) -> TimeTicks {
    let hundredths = span.as_millis() / 10 % (u128::from(u32::MAX) + 1);
    TimeTicks(u32::try_from(hundredths).unwrap_or(0))
}

fn no_such_name(request: &Request, index: u32) -> Response {
    Response { id: request.id, status: ErrorStatus::NoSuchName, index, varbinds: request.varbinds.clone() }
}

#[cfg(test)]
mod tests;
