//! What is in the middle of a shared medium, as far as those on it tell.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::makers::{is_virtual, is_wireless};
use super::model::{Medium, Net, Spot};

/// What seems to be in the middle of a shared medium.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SegmentKind {
    /// A hub or an unmanaged switch: nothing tells which.
    #[default]
    Hub,
    /// A switch that nobody can ask: a hub cannot be what it is.
    UnmanagedSwitch,
    /// An access point that nobody can ask.
    AccessPoint,
    /// The radio of an access point that was asked, with its stations.
    Radio,
    /// The switch inside a hypervisor, with its machines.
    Hypervisor,
}

impl fmt::Display for SegmentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Hub => "hub",
            Self::UnmanagedSwitch => "unmanaged switch",
            Self::AccessPoint => "access point",
            Self::Radio => "radio",
            Self::Hypervisor => "hypervisor",
        })
    }
}

/// Hubs end at 100 Mbit/s: of the standards for faster Ethernet none has a repeater that was ever built.
const FASTEST_HUB_BPS: u64 = 100_000_000;
/// `ifType` of a radio: ieee80211.
const RADIO: u32 = 71;
/// Fewer virtual or wireless stations may be anywhere.
const STATIONS: usize = 3;

/// What is in the middle, and why.
pub(super) fn kind_of(medium: &Medium, net: &Net<'_>) -> (SegmentKind, String) {
    let (ports, ends): (Vec<Spot>, Vec<Spot>) =
        medium.members.iter().partition(|spot| spot.node < net.polled && spot.port.is_some());
    if let Some(radio) = ports.iter().find(|spot| is_radio(**spot, net)) {
        return (SegmentKind::Radio, format!("{} is a radio", net.say(*radio)));
    }
    let of_macs = |is: fn(crate::value::MacAddr) -> bool| {
        let all = |spot: &&Spot| {
            let macs = &net.nodes[spot.node].macs;
            !macs.is_empty() && macs.iter().all(|mac| is(*mac))
        };
        ends.iter().filter(all).count()
    };
    let one_port = ports.len() == 1;
    let (machines, stations) = (of_macs(is_virtual), of_macs(is_wireless));
    if one_port && machines >= STATIONS && machines * 4 >= ends.len() * 3 {
        let why = format!("{machines} of the {} stations have addresses that hypervisors give", ends.len());
        return (SegmentKind::Hypervisor, why);
    }
    if one_port && stations >= STATIONS && stations * 2 > ends.len() {
        let why = format!("{stations} of the {} stations have addresses of wireless devices", ends.len());
        return (SegmentKind::AccessPoint, why);
    }
    by_speed(
        ports.into_iter().map(|spot| (net.say(spot), net.nodes[spot.node].ports.at(spot.port.unwrap_or(0)).speed_bps)),
    )
}

/// A hub, unless the ports on it are too fast for one, or not equally fast.
pub(super) fn by_speed(ports: impl Iterator<Item = (String, Option<u64>)>) -> (SegmentKind, String) {
    let mut known: Vec<(u64, String)> =
        ports.filter_map(|(name, speed)| Some((speed.filter(|it| *it > 0)?, name))).collect();
    known.sort_unstable();
    let megabits = |bps: u64| bps / 1_000_000;
    match (known.first(), known.last()) {
        (_, Some((speed, name))) if *speed > FASTEST_HUB_BPS => {
            (SegmentKind::UnmanagedSwitch, format!("{name} runs at {} Mbit/s, which no hub does", megabits(*speed)))
        }
        (Some((slow, one)), Some((fast, other))) if slow < fast => {
            let why = format!(
                "{one} runs at {} Mbit/s and {other} at {}, while a hub has one speed",
                megabits(*slow),
                megabits(*fast)
            );
            (SegmentKind::UnmanagedSwitch, why)
        }
        _ => (SegmentKind::Hub, "nothing tells a hub from an unmanaged switch".to_owned()),
    }
}

fn is_radio(spot: Spot, net: &Net<'_>) -> bool {
    let node = &net.nodes[spot.node];
    let index = spot.port.and_then(|port| node.ports.at(port).if_index);
    let interfaces = node.device.map_or(&[][..], |device| &device.interfaces);
    interfaces.iter().any(|interface| Some(interface.index) == index && interface.if_type == Some(RADIO))
}
