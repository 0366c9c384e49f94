//! What managers have set: SET as RFC 3416 §4.2.5 has it, and what the device does of it.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use smallvec::{SmallVec, smallvec};

use crate::sim::world::{Cable, Medium, Node, Place};
use crate::value::{Oid, TimeTicks, Value, VarBind};
use crate::wire::{ErrorStatus, Request, Response, Version};

use super::Asking;

/// How often one port can be switched; then the agent lacks the resource.
const MOST_SWITCHES: usize = 1_000;

/// From when to when.
type Spans = SmallVec<[(Duration, Duration); 1]>;

/// What has been set of one device. All clones of its agent share it: it is one device.
#[derive(Debug, Default)]
pub(super) struct Orders {
    /// Whether there is anything, so that agents that nobody sets take no lock.
    any: AtomicBool,
    set: Mutex<Set>,
}

#[derive(Debug, Default)]
struct Set {
    values: BTreeMap<Oid, Value>,
    /// By position of the port: when it was switched and to what, ascending.
    switched: BTreeMap<usize, Vec<(Duration, bool)>>,
    /// By position of the port: when its cable was moved, and whether it was plugged in then, ascending.
    plugged: BTreeMap<usize, Vec<(Duration, bool)>>,
}

/// What a port needs in order to be up.
#[derive(Clone, Debug)]
pub(super) struct Switch {
    /// Whether it is on unless somebody switched it.
    on: bool,
    /// Whether it comes up when it is on.
    plugged: bool,
    /// The interface below it.
    over: Option<usize>,
    /// What it is an aggregate of.
    members: Vec<usize>,
    /// When it entered its state, before anybody switched it.
    changed: TimeTicks,
}

impl Switch {
    pub(super) fn all(at: usize, node: &Node, cables: &[Cable]) -> Vec<Self> {
        let switch = |(port, interface): (usize, &crate::sim::world::Interface)| {
            let here = Place { node: at, port };
            let cabled = interface.medium != Medium::Copper || cables.iter().any(|it| it.a == here || it.b == here);
            let members = match interface.medium {
                Medium::Aggregate => node.members(port).into_iter().filter(|&member| member != port).collect(),
                _ => Vec::new(),
            };
            let on = interface.admin_up;
            let plugged = interface.oper_up || (!on && cabled);
            let changed = TimeTicks(if interface.oper_up { 1234 } else { 0 });
            Self { on, plugged, over: interface.over, members, changed }
        };
        node.interfaces.iter().enumerate().map(switch).collect()
    }
}

/// What can be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Writable {
    Text { longest: usize },
    AdminStatus,
}

impl Writable {
    /// What `name` is an instance of, where something of that kind can be set.
    fn of(name: &Oid) -> Option<Self> {
        let longest = |longest| Some(Self::Text { longest });
        match name.arcs() {
            // sysContact, sysName, sysLocation (RFC 3418).
            [1, 3, 6, 1, 2, 1, 1, 4..=6, ..] => longest(255),
            // ifAdminStatus and ifAlias (RFC 2863).
            [1, 3, 6, 1, 2, 1, 2, 2, 1, 7, ..] => Some(Self::AdminStatus),
            [1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 18, ..] => longest(64),
            _ => None,
        }
    }

    /// Steps 3, 4 and 6 of RFC 3416 §4.2.5.
    fn check(self, value: &Value) -> Result<(), ErrorStatus> {
        match (self, value) {
            (Self::Text { longest }, Value::OctetString(octets)) if octets.len() > longest => {
                Err(ErrorStatus::WrongLength)
            }
            (Self::Text { .. }, Value::OctetString(octets)) if std::str::from_utf8(octets).is_err() => {
                Err(ErrorStatus::WrongValue)
            }
            (Self::Text { .. }, Value::OctetString(_)) | (Self::AdminStatus, Value::Integer(1 | 2)) => Ok(()),
            // Nothing here can be put to a test: testing(3) is as little possible as 4.
            (Self::AdminStatus, Value::Integer(_)) => Err(ErrorStatus::WrongValue),
            _ => Err(ErrorStatus::WrongType),
        }
    }
}

impl Orders {
    fn look<T>(&self, of: impl FnOnce(&Set) -> Option<T>) -> Option<T> {
        if !self.any.load(Ordering::Acquire) {
            return None;
        }
        of(&self.set.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// The value that was set.
    pub(super) fn value(&self, name: &Oid) -> Option<Value> {
        self.look(|set| set.values.get(name).cloned())
    }

    /// When a port was last switched, up to `age`, and to what.
    fn last(&self, port: usize, age: Duration) -> Option<(Duration, bool)> {
        self.look(|set| set.switched.get(&port)?.iter().rev().find(|(at, _)| *at <= age).copied())
    }

    /// When the cable of a port was last moved, up to `age`, and whether it was plugged in then.
    fn cable(&self, port: usize, age: Duration) -> Option<(Duration, bool)> {
        self.look(|set| set.plugged.get(&port)?.iter().rev().find(|(at, _)| *at <= age).copied())
    }

    /// Notes that a cable was moved; `false` where it was moved too often.
    pub(super) fn plug(&self, port: usize, plugged: bool, age: Duration) -> bool {
        let mut set = self.set.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let moves = set.plugged.entry(port).or_default();
        if moves.len() >= MOST_SWITCHES {
            return false;
        }
        moves.push((age, plugged));
        moves.sort_by_key(|(at, _)| *at);
        self.any.store(true, Ordering::Release);
        true
    }

    /// Ages between `since` and `age` at which a port was switched or its cable moved, in any order.
    fn between(&self, port: usize, since: Duration, age: Duration) -> Vec<Duration> {
        let inside = |at: &Duration| (since..age).contains(at);
        let found = self.look(|set| {
            let all = [set.switched.get(&port), set.plugged.get(&port)].into_iter().flatten().flatten();
            Some(all.map(|(at, _)| *at).filter(inside).collect())
        });
        found.unwrap_or_default()
    }
}

impl Asking<'_> {
    /// `ifAdminStatus`: up(1), down(2).
    pub(super) fn admin_status(&self, port: usize) -> Value {
        Value::Integer(if self.is_on(port, self.age) { 1 } else { 2 })
    }

    /// `ifOperStatus`: up(1), down(2), lowerLayerDown(7).
    pub(super) fn oper_status(&self, port: usize) -> Value {
        let below = self.switch(port).and_then(|switch| switch.over);
        Value::Integer(match below {
            _ if self.is_up(port, self.age) => 1,
            Some(below) if self.is_on(port, self.age) && !self.is_up(below, self.age) => 7,
            _ => 2,
        })
    }

    /// `ifLastChange`.
    pub(super) fn last_change(&self, port: usize) -> Value {
        let switch = self.switch(port);
        let below = switch.and_then(|switch| switch.over);
        let orders = &self.agent.orders;
        let moved = |port| [orders.last(port, self.age), orders.cable(port, self.age)].into_iter().flatten();
        let last = [Some(port), below].into_iter().flatten().flat_map(moved);
        Value::TimeTicks(match last.map(|(at, _)| at).max() {
            Some(at) => super::ticks_of(at.saturating_sub(self.up_since)),
            None => switch.map_or(TimeTicks(0), |switch| switch.changed),
        })
    }

    fn switch(&self, port: usize) -> Option<&Switch> {
        self.agent.switches.get(port)
    }

    fn is_on(&self, port: usize, age: Duration) -> bool {
        let switched = self.agent.orders.last(port, age).map(|(_, on)| on);
        switched.unwrap_or_else(|| self.switch(port).is_some_and(|switch| switch.on))
    }

    /// An interface runs over one other at most, and an aggregate's members over none: this ends.
    fn is_up(&self, port: usize, age: Duration) -> bool {
        let Some(switch) = self.switch(port) else { return false };
        self.is_on(port, age)
            && switch.over.is_none_or(|below| self.is_up(below, age))
            && match switch.members.as_slice() {
                [] => self.agent.orders.cable(port, age).map_or(switch.plugged, |(_, plugged)| plugged),
                members => members.iter().any(|&member| self.is_up(member, age)),
            }
    }

    /// The spans between `since` and now in which a port, and what it is a member of or over, was neither switched off nor cut.
    pub(super) fn spans_on(&self, ports: &[usize], since: Duration) -> Spans {
        let orders = &self.agent.orders;
        if !orders.any.load(Ordering::Acquire) {
            return smallvec![(since, self.age)];
        }
        let below = ports.iter().filter_map(|&port| self.switch(port)?.over);
        let ports: Vec<usize> = ports.iter().copied().chain(below).collect();
        let mut marks: Vec<Duration> = ports.iter().flat_map(|&port| orders.between(port, since, self.age)).collect();
        marks.extend([since, self.age]);
        marks.sort_unstable();
        let is_off = |port, at| [orders.last(port, at), orders.cable(port, at)].iter().flatten().any(|(_, on)| !on);
        let is_on = |at| !ports.iter().any(|&port| is_off(port, at));
        marks.iter().copied().zip(marks.iter().copied().skip(1)).filter(|(from, _)| is_on(*from)).collect()
    }

    /// RFC 3416 §4.2.5: every variable is checked before any is set.
    pub(super) fn set(&self, request: &Request) -> Response {
        let mut response =
            Response { id: request.id, status: ErrorStatus::NoError, index: 0, varbinds: request.varbinds.clone() };
        let refused = (1..).zip(&request.varbinds).find_map(|(at, it)| Some((at, self.check(it).err()?)));
        if let Some((index, status)) = refused {
            response.index = index;
            response.status = if self.version == Version::V1 { status.in_v1() } else { status };
            return response;
        }
        let mut set = self.agent.orders.set.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for varbind in &request.varbinds {
            match self.port_of(&varbind.name) {
                Some(port) => {
                    let switches = set.switched.entry(port).or_default();
                    switches.push((self.age, varbind.value == Value::Integer(1)));
                    switches.sort_by_key(|(at, _)| *at); // stable: of two at one moment the later order counts
                }
                None => {
                    set.values.insert(varbind.name.clone(), varbind.value.clone());
                }
            }
        }
        self.agent.orders.any.store(true, Ordering::Release);
        response
    }

    fn check(&self, varbind: &VarBind) -> Result<(), ErrorStatus> {
        if !self.may_write {
            return Err(ErrorStatus::NoAccess);
        }
        let writable = Writable::of(&varbind.name).ok_or(ErrorStatus::NotWritable)?;
        writable.check(&varbind.value)?;
        if self.find(&varbind.name).is_none() {
            return Err(ErrorStatus::NoCreation);
        }
        let full = |port| {
            let set = self.agent.orders.set.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            set.switched.get(&port).is_some_and(|switches| switches.len() >= MOST_SWITCHES)
        };
        match self.port_of(&varbind.name) {
            Some(port) if full(port) => Err(ErrorStatus::ResourceUnavailable),
            _ => Ok(()),
        }
    }

    /// The port whose `ifAdminStatus` is called `name`.
    fn port_of(&self, name: &Oid) -> Option<usize> {
        match self.find(name)? {
            super::Cell::AdminStatus { port } => Some(*port),
            _ => None,
        }
    }
}
