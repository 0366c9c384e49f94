use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Cause, Gap};
use crate::value::{IfIndex, MacAddr};

/// What an agent says of one interface, by which it is known again.
///
/// `ifIndex` alone says nothing: agents number anew at a restart, and when a card is exchanged (RFC 2863 §3.1.5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortIdentity {
    /// `ifIndex`.
    pub index: IfIndex,
    /// `ifName`, else `ifDescr`; an empty one is none.
    pub name: Option<String>,
    /// `ifAlias`; an empty one is none.
    pub alias: Option<String>,
    /// `ifPhysAddress`; one of zeros, or of a group, is none.
    pub mac: Option<MacAddr>,
}

/// What became of an interface from one reading of a device to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Identity {
    /// The same port under the same number: its counters go on.
    Same,
    /// The same port under another number. Its series goes on; its counters do not, since an agent gives a number for
    /// as long as it runs, and a new one to what was made anew.
    Moved {
        /// The number that it had.
        from: IfIndex,
    },
    /// The same place, by its name, with other hardware in it: `ifPhysAddress` differs. Its series goes on; its counters
    /// are others.
    Swapped {
        /// The number that it had; it may be the same.
        from: IfIndex,
    },
    /// Another port has the number now: its series is another one.
    Replaced,
    /// A port, under a number, that was not there before.
    New,
    /// Several ports could be it, or nothing says which port it is.
    Ambiguous {
        /// How many of the earlier ports could be it, at least 1.
        candidates: u32,
    },
}

/// One interface of the later reading, and which of the earlier reading it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowedPort {
    /// What became of it.
    pub identity: Identity,
    /// Its position in the earlier reading, where it was in it: under [`Identity::Same`], [`Identity::Moved`] and
    /// [`Identity::Swapped`].
    pub earlier: Option<usize>,
}

/// How the interfaces of two readings of a device belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowedPorts {
    /// One for each interface of the later reading, in its order.
    pub ports: Vec<FollowedPort>,
    /// The positions of those in the earlier reading that are none of the later ones for sure, ascending.
    pub gone: Vec<usize>,
}

impl Identity {
    /// Why a counter of the interface does not go on; `None` where it does.
    #[must_use]
    pub const fn gap(self) -> Option<Gap> {
        match self {
            Self::Same => None,
            Self::New => Some(Gap::FirstSample),
            Self::Moved { .. } | Self::Swapped { .. } | Self::Replaced | Self::Ambiguous { .. } => {
                Some(Gap::Discontinuity { cause: Cause::Replaced })
            }
        }
    }
}

/// Which interface of an earlier reading each of a later one is.
///
/// What says most decides first: name and address and number together, then name with one of them, then the name alone
/// where only one has it; an interface that was renamed is known by its address. A number alone never decides. The
/// order of the readings changes nothing but the order of the answers.
///
/// ```
/// use netwarden::counter::{Identity, PortIdentity, follow};
/// use netwarden::value::IfIndex;
///
/// let port = |index, name: &str| PortIdentity { index: IfIndex(index), name: Some(name.into()), alias: None, mac: None };
/// let followed = follow(&[port(1, "eth0"), port(2, "eth1")], &[port(2, "eth0"), port(3, "eth1")]);
/// assert_eq!(followed.ports[0].identity, Identity::Moved { from: IfIndex(1) });
/// assert_eq!(followed.ports[1].earlier, Some(1));
/// ```
#[must_use]
pub fn follow(earlier: &[PortIdentity], later: &[PortIdentity]) -> FollowedPorts {
    let (before, now): (Vec<Said>, Vec<Said>) = (said(earlier), said(later));
    let mut pairs = Pairs { earlier_of: vec![None; now.len()], taken: vec![false; before.len()] };
    for by in BY_NAME {
        pairs.join(&before, &now, by, |_, _| true);
    }
    // What is left over under a name that both readings have is open, and no rename.
    let renamed = |a: &Said, b: &Said| a.name.is_none() || b.name.is_none() || a.name != b.name;
    for by in BY_ADDRESS {
        pairs.join(&before, &now, by, renamed);
    }
    let open = Open::new(&before, &pairs.taken);
    let held: Vec<u32> = {
        let mut held: Vec<u32> = before.iter().map(|port| port.index).collect();
        held.sort_unstable();
        held
    };
    let ports = now.iter().zip(&pairs.earlier_of).map(|(port, earlier)| {
        let identity = match earlier.and_then(|at| before.get(at)) {
            Some(past) => outcome(past, port),
            None => match open.candidates(port) {
                0 if held.binary_search(&port.index).is_ok() => Identity::Replaced,
                0 => Identity::New,
                candidates => Identity::Ambiguous { candidates },
            },
        };
        FollowedPort { identity, earlier: *earlier }
    });
    let ports: Vec<FollowedPort> = ports.collect();
    let left = Open::new(&now, &pairs.earlier_of.iter().map(Option::is_some).collect::<Vec<_>>());
    let is_gone = |(at, taken): (usize, &bool)| {
        (!taken && before.get(at).is_some_and(|port| left.candidates(port) == 0)).then_some(at)
    };
    FollowedPorts { gone: pairs.taken.iter().enumerate().filter_map(is_gone).collect(), ports }
}

fn outcome(past: &Said<'_>, port: &Said<'_>) -> Identity {
    let from = IfIndex(past.index);
    if matches!((past.mac, port.mac), (Some(a), Some(b)) if a != b) {
        Identity::Swapped { from }
    } else if past.index == port.index {
        Identity::Same
    } else {
        Identity::Moved { from }
    }
}

/// What an agent says of an interface, without what says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Said<'a> {
    index: u32,
    name: Option<&'a str>,
    alias: Option<&'a str>,
    mac: Option<MacAddr>,
}

fn said(ports: &[PortIdentity]) -> Vec<Said<'_>> {
    fn text(text: Option<&String>) -> Option<&str> {
        text.map(|text| text.trim()).filter(|text| !text.is_empty())
    }
    let mac = |mac: &MacAddr| !mac.is_zero() && !mac.is_group();
    let ports = ports.iter().map(|port| Said {
        index: port.index.0,
        name: text(port.name.as_ref()),
        alias: text(port.alias.as_ref()),
        mac: port.mac.filter(mac),
    });
    ports.collect()
}

/// By which of its marks, all of them needed, an interface is known again where they are of one only on either side.
#[derive(Clone, Copy, Debug)]
struct By {
    name: bool,
    mac: bool,
    index: bool,
    alias: bool,
    /// Whether the address may differ: then other hardware is in the same place.
    hardware_may_differ: bool,
}

const NONE: By = By { name: false, mac: false, index: false, alias: false, hardware_may_differ: false };

/// From what says most to what says least.
const BY_NAME: [By; 5] = [
    By { name: true, mac: true, index: true, ..NONE },
    By { name: true, mac: true, ..NONE },
    By { name: true, index: true, ..NONE },
    By { name: true, alias: true, ..NONE },
    By { name: true, hardware_may_differ: true, ..NONE },
];
const BY_ADDRESS: [By; 3] =
    [By { mac: true, index: true, ..NONE }, By { mac: true, alias: true, ..NONE }, By { mac: true, ..NONE }];

type Key<'a> = (Option<&'a str>, Option<MacAddr>, Option<u32>, Option<&'a str>);

impl By {
    /// The marks of an interface that count; `None` where it lacks one.
    fn key<'a>(self, port: &Said<'a>) -> Option<Key<'a>> {
        let lacks = (self.name && port.name.is_none())
            || (self.mac && port.mac.is_none())
            || (self.alias && port.alias.is_none());
        (!lacks).then(|| {
            (
                port.name.filter(|_| self.name),
                port.mac.filter(|_| self.mac),
                Some(port.index).filter(|_| self.index),
                port.alias.filter(|_| self.alias),
            )
        })
    }
}

/// What was joined so far.
struct Pairs {
    /// Of each later one: the earlier one.
    earlier_of: Vec<Option<usize>>,
    /// Of each earlier one: whether a later one is it.
    taken: Vec<bool>,
}

impl Pairs {
    /// Joins those that are not yet joined and have marks that no other such one on their side has.
    fn join(&mut self, before: &[Said<'_>], now: &[Said<'_>], by: By, fits: impl Fn(&Said<'_>, &Said<'_>) -> bool) {
        let mut found: BTreeMap<Key<'_>, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        for (at, port) in before.iter().enumerate().filter(|(at, _)| self.taken.get(*at) == Some(&false)) {
            if let Some(key) = by.key(port) {
                found.entry(key).or_default().0.push(at);
            }
        }
        for (at, port) in now.iter().enumerate().filter(|(at, _)| self.earlier_of.get(*at) == Some(&None)) {
            if let Some(key) = by.key(port) {
                found.entry(key).or_default().1.push(at);
            }
        }
        for sides in found.into_values() {
            let ([from], [to]) = (sides.0.as_slice(), sides.1.as_slice()) else { continue };
            let (Some(past), Some(port)) = (before.get(*from), now.get(*to)) else { continue };
            let other_hardware = matches!((past.mac, port.mac), (Some(a), Some(b)) if a != b);
            if (other_hardware && !by.hardware_may_differ) || !fits(past, port) {
                continue;
            }
            if let (Some(earlier), Some(taken)) = (self.earlier_of.get_mut(*to), self.taken.get_mut(*from)) {
                (*earlier, *taken) = (Some(*from), true);
            }
        }
    }
}

/// Interfaces of one side that were not joined, by what they could be known by.
struct Open<'a> {
    names: BTreeMap<&'a str, u32>,
    aliases: BTreeMap<&'a str, u32>,
    macs: BTreeMap<MacAddr, u32>,
    /// Those of which nothing but the number is said.
    bare: BTreeMap<u32, u32>,
}

impl<'a> Open<'a> {
    fn new(ports: &[Said<'a>], joined: &[bool]) -> Self {
        let mut open =
            Self { names: BTreeMap::new(), aliases: BTreeMap::new(), macs: BTreeMap::new(), bare: BTreeMap::new() };
        for (port, _) in ports.iter().zip(joined).filter(|(_, joined)| !**joined) {
            if let Some(name) = port.name {
                *open.names.entry(name).or_default() += 1;
            }
            if let Some(alias) = port.alias {
                *open.aliases.entry(alias).or_default() += 1;
            }
            if let Some(mac) = port.mac {
                *open.macs.entry(mac).or_default() += 1;
            }
            if port.is_bare() {
                *open.bare.entry(port.index).or_default() += 1;
            }
        }
        open
    }

    /// How many of these the interface could be.
    fn candidates(&self, port: &Said<'_>) -> u32 {
        let count = |found: Option<&u32>| found.copied().unwrap_or(0);
        let by_name = count(port.name.and_then(|name| self.names.get(name)));
        let by_alias = count(port.alias.and_then(|alias| self.aliases.get(alias)));
        let by_mac = count(port.mac.and_then(|mac| self.macs.get(&mac)));
        let by_number = if port.is_bare() { count(self.bare.get(&port.index)) } else { 0 };
        by_name.max(by_alias).max(by_mac).max(by_number)
    }
}

impl Said<'_> {
    fn is_bare(&self) -> bool {
        self.name.is_none() && self.mac.is_none() && self.alias.is_none()
    }
}

#[cfg(test)]
mod tests;
