//! What the ports of a topology carry, for a drawing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::counter::{Gap, InterfaceRate};
use crate::inventory::{DeviceRates, PollBatch, PolledRate};
use crate::topology::{End, Link, Topology};
use crate::value::IfIndex;

/// The traffic of ports between two visits, for the colours of a drawing.
///
/// A port without a rate is shown as unknown, with the reason, and never as idle.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Load {
    /// The ports, in any order; of several that are the same the last counts.
    pub ports: Vec<PortLoad>,
}

/// The traffic of one port.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PortLoad {
    /// The id of the device, as of the [`Node`](crate::topology::Node).
    pub device: String,
    /// The port's name, where it is known.
    pub port: Option<String>,
    /// Its `ifIndex`, where it is known. A link's end is found by it first, then by the name.
    pub if_index: Option<IfIndex>,
    /// The traffic in bit/s and as a part of the speed, or why there is none.
    pub rate: InterfaceRate,
}

impl Load {
    /// Adds the traffic of a port that something else measured, in bit/s. Its part of the speed is told by the speed of
    /// the link, where that is known.
    #[must_use]
    pub fn with(mut self, device: impl Into<String>, port: impl Into<String>, in_bps: f64, out_bps: f64) -> Self {
        let unknown = InterfaceRate::gap(Gap::SpeedUnknown);
        let rate = InterfaceRate { in_bps: Ok(in_bps), out_bps: Ok(out_bps), ..unknown };
        self.ports.push(PortLoad { device: device.into(), port: Some(port.into()), if_index: None, rate });
        self
    }

    /// From the rates between two discoveries: [`Site::rates_since`](crate::inventory::Site::rates_since).
    #[must_use]
    pub fn of_rates(rates: &[DeviceRates]) -> Self {
        let ports = rates.iter().flat_map(|device| {
            device.ports.iter().map(|port| PortLoad {
                device: device.device.0.clone(),
                port: Some(port.name.clone()),
                if_index: Some(port.index),
                rate: port.rate.clone(),
            })
        });
        Self { ports: ports.collect() }
    }

    /// From the rates between two polls: [`PollBatch::rates`] of `batch`.
    #[must_use]
    pub fn of_poll(batch: &PollBatch, rates: &[PolledRate]) -> Self {
        let ports = rates.iter().filter_map(|port| {
            let device = batch.devices.get(usize::try_from(port.device).ok()?)?.0.clone();
            Some(PortLoad { device, port: None, if_index: Some(port.index), rate: port.rate.clone() })
        });
        Self { ports: ports.collect() }
    }
}

/// One direction of a link.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Flow {
    /// Bit/s, or why that is not known; `None` where there is no word of either port.
    pub(super) bps: Option<Result<f64, Gap>>,
    /// The part of the speed, where it is known.
    pub(super) utilisation: Option<f64>,
}

/// Upper bounds of the classes of utilisation; the last class has none.
const BOUNDS: [f64; 7] = [0.01, 0.10, 0.25, 0.40, 0.55, 0.70, 0.85];
/// What the classes are called in a legend.
pub(super) const CLASSES: [&str; 8] =
    ["below 1 %", "to 10 %", "to 25 %", "to 40 %", "to 55 %", "to 70 %", "to 85 %", "above 85 %"];

impl Flow {
    pub(super) const UNKNOWN: Self = Self { bps: None, utilisation: None };

    /// The number of its class, 0 to 7; `None` where the utilisation is not known.
    pub(super) fn class(self) -> Option<usize> {
        self.utilisation.map(|part| BOUNDS.iter().take_while(|bound| part >= **bound).count())
    }

    /// `812 Mb/s, 81 %`, or `no rate: first sample`.
    pub(super) fn say(self) -> String {
        match (self.bps, self.utilisation) {
            (Some(Ok(bps)), Some(part)) => format!("{}, {}", bits(bps), percent(part)),
            (Some(Ok(bps)), None) => format!("{}, of an unknown speed", bits(bps)),
            (Some(Err(gap)), _) => format!("no rate: {gap}"),
            (None, _) => "no rate was given".into(),
        }
    }

    /// Several flows as one: the traffic of all, and the utilisation of the busiest.
    pub(super) fn joined(flows: impl Iterator<Item = Self>) -> Self {
        flows.fold(Self::UNKNOWN, |all, flow| Self {
            bps: match (all.bps, flow.bps) {
                (Some(Ok(a)), Some(Ok(b))) => Some(Ok(a + b)),
                (Some(Ok(a)), _) => Some(Ok(a)),
                (_, Some(Ok(b))) => Some(Ok(b)),
                (first, second) => first.or(second),
            },
            utilisation: match (all.utilisation, flow.utilisation) {
                (Some(a), Some(b)) => Some(a.max(b)),
                (a, b) => a.or(b),
            },
        })
    }
}

/// [`Load`] by port, and the speeds of ports.
#[derive(Debug)]
pub(super) struct Flows<'a> {
    by_index: BTreeMap<(&'a str, IfIndex), &'a InterfaceRate>,
    by_name: BTreeMap<(&'a str, &'a str), &'a InterfaceRate>,
}

impl<'a> Flows<'a> {
    pub(super) fn new(load: &'a Load) -> Self {
        let (mut by_index, mut by_name) = (BTreeMap::new(), BTreeMap::new());
        for port in &load.ports {
            by_index.extend(port.if_index.map(|index| ((port.device.as_str(), index), &port.rate)));
            by_name.extend(port.port.as_deref().map(|name| ((port.device.as_str(), name), &port.rate)));
        }
        Self { by_index, by_name }
    }

    fn rate(&self, end: &'a End) -> Option<&'a InterfaceRate> {
        let device = end.node.as_str();
        let by_index = end.if_index.and_then(|index| self.by_index.get(&(device, index)));
        by_index.or_else(|| self.by_name.get(&(device, end.port.as_deref()?))).copied()
    }

    /// What flows from the first end of a link to its second, and what flows back: as the sender counts it, else as the
    /// receiver does.
    pub(super) fn of(&self, speeds: &Speeds<'_>, link: &'a Link) -> (Flow, Flow) {
        let (a, b) = (self.rate(&link.a), self.rate(&link.b));
        let speed = speeds.of(link);
        (direction(a, b, speed), direction(b, a, speed))
    }
}

fn direction(sender: Option<&InterfaceRate>, receiver: Option<&InterfaceRate>, speed: Option<u64>) -> Flow {
    let sane = |value: &Result<f64, Gap>| value.is_ok_and(|value| value.is_finite() && value >= 0.0);
    let sent = sender.map(|rate| (rate.out_bps, rate.out_utilisation));
    let received = receiver.map(|rate| (rate.in_bps, rate.in_utilisation));
    let known = [sent, received].into_iter().flatten().find(|(bps, _)| sane(bps));
    let Some((bps, utilisation)) = known.or(sent).or(received) else { return Flow::UNKNOWN };
    if let (Ok(bps), true) = (bps, sane(&bps)) {
        let by_speed = speed.filter(|speed| *speed > 0).map(|speed| bps / speed as f64);
        let utilisation = utilisation.ok().filter(|part| part.is_finite() && *part >= 0.0).or(by_speed);
        return Flow { bps: Some(Ok(bps)), utilisation };
    }
    Flow { bps: bps.err().map(Err), utilisation: None }
}

/// The speeds of links: the lesser of what the two ports say.
#[derive(Debug)]
pub(super) struct Speeds<'a> {
    nodes: BTreeMap<&'a str, usize>,
    topology: &'a Topology,
}

impl<'a> Speeds<'a> {
    pub(super) fn new(topology: &'a Topology) -> Self {
        let nodes = topology.nodes.iter().enumerate().map(|(place, node)| (node.id.as_str(), place)).collect();
        Self { nodes, topology }
    }

    /// In bit/s; `None` where neither port says.
    pub(super) fn of(&self, link: &Link) -> Option<u64> {
        let speed = |end: &End| {
            let node = self.topology.nodes.get(*self.nodes.get(end.node.as_str())?)?;
            let wanted = end.port.as_deref()?;
            node.ports.iter().find(|port| port.name == wanted)?.speed_bps.filter(|speed| *speed > 0)
        };
        match (speed(&link.a), speed(&link.b)) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }
}

/// `812 Mb/s`: three digits and a unit.
pub(super) fn bits(bps: f64) -> String {
    let (value, unit) = match bps {
        1e12.. => (bps / 1e12, "Tb/s"),
        1e9.. => (bps / 1e9, "Gb/s"),
        1e6.. => (bps / 1e6, "Mb/s"),
        1e3.. => (bps / 1e3, "kb/s"),
        _ => (bps, "b/s"),
    };
    let text = match value {
        100.0.. => format!("{value:.0}"),
        10.0.. => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    };
    let short = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    format!("{short} {unit}")
}

/// `81 %`, `0.4 %`.
pub(super) fn percent(part: f64) -> String {
    let value = part * 100.0;
    if value > 0.0 && value < 9.95 { format!("{value:.1} %") } else { format!("{value:.0} %") }
}

#[cfg(test)]
mod tests;
