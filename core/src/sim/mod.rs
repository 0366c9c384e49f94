//! A network in memory that answers SNMP as agents do, with known truth and seeded faults.
//!
//! A [`World`] is devices and cables. From them it works out what the devices would have settled on:
//! spanning tree, LLDP and CDP neighbors, forwarding tables learned from traffic, ARP, counters. Each
//! device's [`Agent`] then answers GET, GETNEXT and GETBULK about it, and [`World::truth`] says what a
//! perfect observer would conclude. Nothing is shared with the code that infers: judge and judged differ.
//!
//! [`gallery`] has ready worlds; a [`Blueprint`] is one as data; [`netgen`] makes large ones to order, with forwarding tables as full of gaps and
//! errors as wanted. Your own reads as a list:
//!
//! ```
//! use netwarden::sim::{Device, TruthState, Vendor, World};
//!
//! let world = World::builder("lab")
//!     .device(Device::switch("s1").ports(8).bridge_priority(4096))
//!     .device(Device::switch("s2").vendor(Vendor::Cisco).ports(8).access("Gi1/0/5", 1))
//!     .device(Device::host("pc").silent())
//!     .cable("s1", "p1", "s2", "Gi1/0/1")
//!     .cable("s1", "p2", "s2", "Gi1/0/2")
//!     .cable("s2", "Gi1/0/5", "pc", "eth0")
//!     .flow("pc", "s1", 2_000_000)
//!     .build()?;
//!
//! let truth = world.truth();
//! let blocked = truth.links.iter().find(|link| link.state == TruthState::Blocked).unwrap();
//! assert_eq!((&*blocked.a.port, &*blocked.b.port), ("p2", "Gi1/0/2")); // it would be a loop
//! assert_eq!(truth.hosts[0].attached_to[0].port, "Gi1/0/5");
//! # Ok::<(), netwarden::Error>(())
//! ```
//!
//! What to know when writing one:
//!
//! - **Ports** are named by the maker: `p1` for [`Vendor::Example`], `Gi1/0/1` for [`Vendor::Cisco`];
//!   [`Device::port`] adds one of any name and speed. A hub's and an unmanaged switch's are `1`, `2`, …
//! - **VLANs**: every port is in VLAN 1 untagged until [`Device::access`] or [`Device::trunk`] says
//!   otherwise; both ends of a cable must agree on the untagged one. An end system is in the VLAN of the
//!   port that it is plugged into.
//! - **Addresses** are handed out from the world's network, or from the VLAN's part of it
//!   ([`WorldBuilder::vlan`]): gateways first, then all others in the order in which they were added.
//!   On this machine a device with 10.99.0.7 is asked at 127.99.0.7 ([`World::range`]).
//! - **Traffic**: each station exchanges frames with its gateway, or with the next station where there is
//!   none. [`WorldBuilder::flow`] and [`WorldBuilder::load`] add to that. Octets are exact integrals, so
//!   what goes out of one end of a cable comes in at the other.
//! - **Time** is an argument: the same world at the same [`Moment`](crate::value::Moment) gives the same bytes.
//! - **SNMPv3**: [`WorldBuilder::user`] gives all agents a user, [`Device::user`] one of them; each device is an engine of
//!   its own ([`Agent::engine_id`]).
//! - **Bad habits** of an agent are [`Quirks`]; bad networks are [`Faults`]; what breaks the standards is a [`Misdeed`].
//! - **Forwarding tables** are full unless [`WorldBuilder::learning`] and [`WorldBuilder::wrong_rows`] say otherwise.
//! - **Load**: [`Canned`] answers for thousands of like devices, fast enough to measure a poller.

mod agent;
mod blueprint;
mod canned;
mod faults;
pub mod gallery;
pub mod netgen;
mod world;

pub use agent::{Agent, Event, Quirks, TrapForm};
pub use blueprint::{
    Blueprint, BlueprintCable, BlueprintDevice, BlueprintFlow, BlueprintLag, BlueprintPort, BlueprintRole,
    BlueprintRoute, BlueprintVlan,
};
pub use canned::Canned;
pub use faults::{Delivery, End, Faults, LengthForm, Line, Misdeed, Part, Path, Requests, Source};
pub use world::{
    Conversations, Device, Discovery, Drops, Kind, Learning, LinkKind, PortTraffic, Truth, TruthAdjacency, TruthDevice,
    TruthEnd, TruthHop, TruthHost, TruthLag, TruthLink, TruthMedium, TruthMember, TruthRouting, TruthSegment,
    TruthState, TruthSubnet, Vendor, World, WorldBuilder,
};

#[cfg(test)]
mod tests;
