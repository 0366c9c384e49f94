//! SNMPv3: the agent as an authoritative engine (RFC 3414 §3.2).

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Agent, Asking, MAX_MESSAGE};
use crate::error::Result;
use crate::sim::world::{Node, World, scramble};
use crate::value::{Moment, Value, VarBind};
use crate::wire::usm::{Authority, EngineClock, Incoming, UsmUser};
use crate::wire::v3::ReportCause;
use crate::wire::{self, CommunityString, ErrorStatus, Message, Pdu, Response, Version};

/// Octets of a v3 message around its PDU, beside the context: no header is longer.
const HEADER: usize = 256;

/// The engine of one agent. All clones of the agent share it: it is one device.
#[derive(Clone)]
pub(super) struct Engine(Arc<Mutex<Authority>>);

impl Engine {
    /// The engine of a device that has users.
    pub(super) fn of(node: &Node) -> Option<Self> {
        if node.users.is_empty() {
            return None;
        }
        let clock = EngineClock { boots: 1, time: 0, received: Moment::START };
        let seed = node.name.bytes().fold(0, |seed, octet| scramble(seed ^ u64::from(octet)));
        let authority = Authority::new(engine_id(&node.name), clock, seed).ok()?;
        let authority = node.users.iter().fold(authority, |authority, user| authority.user(user.clone()));
        Some(Self(Arc::new(Mutex::new(authority))))
    }

    /// Does something with the engine, whose clock is set.
    pub(super) fn with<T>(&self, clock: EngineClock, run: impl FnOnce(&mut Authority) -> T) -> T {
        let mut authority = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        authority.set_clock(clock);
        run(&mut authority)
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fmt(f)
    }
}

/// `SnmpEngineID` (RFC 3411 §5) of the enterprise that is set aside for examples (RFC 5612): the name, or of a long
/// name its start and a hash.
fn engine_id(name: &str) -> Vec<u8> {
    const TEXT: u8 = 4;
    const MOST: usize = 27;
    let [a, b, c, d] = (0x8000_0000_u32 | 32_473).to_be_bytes();
    let mut id = vec![a, b, c, d, TEXT];
    if name.len() <= MOST {
        id.extend(name.bytes());
    } else {
        let hash = name.bytes().fold(0, |hash, octet| scramble(hash ^ u64::from(octet)));
        id.extend(name.bytes().take(MOST - 16));
        id.extend(format!("{hash:016x}").bytes());
    }
    id
}

impl Agent {
    /// The `snmpEngineID` of a device that answers in v3.
    #[must_use]
    pub fn engine_id(&self) -> Option<Vec<u8>> {
        self.engine.as_ref().map(|_| engine_id(&self.name))
    }

    /// `snmpEngineBoots` and `snmpEngineTime`; `None` while it is starting.
    pub(super) fn engine_clock(&self, now: Moment) -> Option<EngineClock> {
        let up_since = self.up_since(now)?;
        let restarts = self.quirks.restarts.iter().filter(|&&restart| restart <= now);
        let starts = if self.quirks.forgets_boots { 0 } else { restarts.count() };
        let jumps = self.quirks.clock_jumps.iter();
        let jumps = jumps.filter(|(at, _)| *at <= now && World::age(*at) >= up_since).map(|(_, span)| span.as_secs());
        let up = World::age(now).saturating_sub(up_since).as_secs();
        let time = jumps.fold(up, u64::saturating_add).min(0x7fff_ffff);
        let boots = u32::try_from(starts).unwrap_or(u32::MAX).saturating_add(3);
        Some(EngineClock { boots, time: u32::try_from(time).unwrap_or(0), received: now })
    }

    /// Answers a datagram of v3 with a response or a report; `None` is silence.
    pub(super) fn answer_v3(&self, datagram: &[u8], now: Moment) -> Option<Vec<u8>> {
        if self.quirks.v1_only {
            return None;
        }
        let clock = self.engine_clock(now)?;
        self.engine.as_ref()?.with(clock, |engine| match engine.open(datagram, now) {
            Ok(incoming) => {
                let pdu = match self.asking_v3(&incoming, engine.engine_id(), now)? {
                    Ok(asking) => {
                        let limit = usize::try_from(incoming.max_size).unwrap_or(usize::MAX);
                        let limit = limit.min(self.quirks.max_message.unwrap_or(MAX_MESSAGE));
                        let context = incoming.content.scoped.context_name.len();
                        let fits = |response: &Response| length(response).saturating_add(HEADER + context) <= limit;
                        Pdu::Response(asking.answer(&incoming.content.scoped.pdu, &fits)?)
                    }
                    Err(cause) => {
                        let id = incoming.content.scoped.pdu.request_id().unwrap_or(0);
                        let varbinds = vec![VarBind::new(cause.counter(), Value::Counter32(1))];
                        Pdu::Report(Response { id, status: ErrorStatus::NoError, index: 0, varbinds })
                    }
                };
                engine.respond(&incoming, &pdu, now).ok()
            }
            Err(rejected) => rejected.report,
        })
    }

    /// A trap by a user of the device; a device without users has an engine for it nevertheless.
    pub(super) fn trap_v3(&self, user: &Arc<UsmUser>, pdu: &Pdu, id: i32, now: Moment) -> Result<Vec<u8>> {
        let clock = self.engine_clock(now).unwrap_or(EngineClock { boots: 3, time: 0, received: now });
        let seal = |engine: &mut Authority| engine.trap(user.name(), b"", pdu, id, now);
        match &self.engine {
            Some(engine) => engine.with(clock, seal),
            None => seal(&mut Authority::new(engine_id(&self.name), clock, now.as_nanos())?.user(Arc::clone(user))),
        }
    }

    /// What is asked of which context (RFC 3413 §3.2); `vlan-10` is the bridge of one VLAN on a Cisco switch.
    fn asking_v3(&self, incoming: &Incoming, id: &[u8], now: Moment) -> Option<Result<Asking<'_>, ReportCause>> {
        let asked = &incoming.content.scoped;
        if !asked.context_engine_id.is_empty() && asked.context_engine_id != id {
            return Some(Err(ReportCause::UnknownPduHandlers));
        }
        let up_since = self.up_since(now)?;
        let context = match asked.context_name.as_slice() {
            [] => self.contexts.get(&1),
            name => {
                let vlan =
                    name.strip_prefix(b"vlan-").and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
                match vlan.and_then(|vlan: u16| self.contexts.get(&vlan)) {
                    Some(view) => Some(view),
                    None => return Some(Err(ReportCause::UnknownContexts)),
                }
            }
        };
        let may_write = self.write_community.is_some();
        Some(Ok(Asking { agent: self, context, may_write, version: Version::V2c, age: World::age(now), up_since }))
    }
}

/// Octets of a response, without the header of its message.
fn length(response: &Response) -> usize {
    let (version, community) = (Version::V2c, CommunityString::new([]));
    let message = Message { version, community, pdu: Pdu::Response(response.clone()) };
    wire::encode(&message).map_or(usize::MAX, |octets| octets.len())
}
