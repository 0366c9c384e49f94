use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{DeviceSnapshot, Interface, InterfaceCounters, Site};
use crate::counter::{Cause, CounterValue, Gap, InterfaceRate, InterfaceSample, Taken, interface_rate};
use crate::value::{DeviceId, IfIndex, Moment};

/// The traffic of one port between two visits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PortRate {
    /// The interface's name, by which it was followed.
    pub name: String,
    /// Its `ifIndex` at the later visit; at the earlier one where it is gone.
    pub index: IfIndex,
    /// Its `ifIndex` at the earlier visit, where that was another: the device was re-indexed.
    pub index_before: Option<IfIndex>,
    /// The traffic, or why there is none.
    pub rate: InterfaceRate,
}

/// The traffic of one device between two visits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeviceRates {
    /// The device.
    pub device: DeviceId,
    /// Its ports, as [`rates`] has them.
    pub ports: Vec<PortRate>,
}

impl Site {
    /// The traffic of every device that is in `earlier` too, under the same id, from then to now.
    ///
    /// The local time between two visits is that of [`DeviceSnapshot::polled_at`]; where one of them
    /// is not known, as of a recording, the agent's clock alone decides.
    #[must_use]
    pub fn rates_since(&self, earlier: &Self) -> Vec<DeviceRates> {
        let before: BTreeMap<&DeviceId, &DeviceSnapshot> =
            earlier.devices.iter().map(|device| (&device.id, device)).collect();
        let pairs = self.devices.iter().filter_map(|device| Some((*before.get(&device.id)?, device)));
        pairs
            .map(|(past, device)| DeviceRates {
                device: device.id.clone(),
                ports: rates(past, device, elapsed(past, device)),
            })
            .collect()
    }
}

/// From one visit to the other by the local clock; zero where it cannot be told.
fn elapsed(past: &DeviceSnapshot, device: &DeviceSnapshot) -> Duration {
    let (from, to) = (past.polled_at.as_millis(), device.polled_at.as_millis());
    if from == 0 || to == 0 {
        return Duration::ZERO;
    }
    u64::try_from(to.saturating_sub(from)).map_or(Duration::ZERO, Duration::from_millis)
}

/// The traffic of every port between two visits of one device, `elapsed` apart by the local clock.
///
/// A port is followed by its name, since `ifIndex` may change at a reboot; among ports of equal
/// names, by name and index. Under another index its counters are new ones, so that there is no rate
/// once. Where a port has no other name than its index, another MAC address or description under it
/// is another port. 64-bit counters are preferred, per direction, where both
/// visits have them; [`InterfaceRate::width`] says where only 32 bits serve.
///
/// Ports come in the order of the later visit; ports that are gone follow, as missed. Use
/// `Duration::ZERO` where the local time between the visits is not known: then the agent's clock
/// alone decides, and a restart cannot be told from an old answer.
#[must_use]
pub fn rates(earlier: &DeviceSnapshot, later: &DeviceSnapshot, elapsed: Duration) -> Vec<PortRate> {
    let mut before: BTreeMap<&str, Vec<&Interface>> = BTreeMap::new();
    for interface in &earlier.interfaces {
        before.entry(own_name(interface)).or_default().push(interface);
    }
    let mut now: BTreeMap<&str, usize> = BTreeMap::new();
    for interface in &later.interfaces {
        *now.entry(own_name(interface)).or_default() += 1;
    }
    let is_single = |name: &str| now.get(name) == Some(&1);

    let mut found = Vec::with_capacity(later.interfaces.len());
    for interface in &later.interfaces {
        let name = own_name(interface);
        let past = match before.get_mut(name) {
            None => None,
            Some(ports) if ports.len() == 1 && is_single(name) => ports.pop(),
            Some(ports) => {
                ports.iter().position(|port| port.index == interface.index).map(|place| ports.swap_remove(place))
            }
        };
        let rate = match past {
            None => InterfaceRate::gap(Gap::FirstSample),
            Some(past) if past.index != interface.index || is_replaced(past, interface) => {
                InterfaceRate::gap(Gap::Discontinuity { cause: Cause::Replaced })
            }
            Some(past) => {
                let wide = Width::common(&past.counters, &interface.counters);
                interface_rate(
                    &sample(earlier, past, Moment::START, wide),
                    &sample(later, interface, Moment::START + elapsed, wide),
                )
            }
        };
        let index_before = past.map(|past| past.index).filter(|index| *index != interface.index);
        found.push(PortRate { name: interface.name.clone(), index: interface.index, index_before, rate });
    }
    let mut gone: Vec<&Interface> = before.into_values().flatten().collect();
    gone.sort_by_key(|port| port.index);
    found.extend(gone.into_iter().map(|port| PortRate {
        name: port.name.clone(),
        index: port.index,
        index_before: None,
        rate: InterfaceRate::gap(Gap::Missed),
    }));
    found
}

/// Whether the number alone was followed and something else answers under it now.
fn is_replaced(past: &Interface, interface: &Interface) -> bool {
    let differs = |a: Option<&str>, b: Option<&str>| matches!((a, b), (Some(a), Some(b)) if a != b);
    interface.name == interface.index.to_string()
        && (matches!((past.mac, interface.mac), (Some(a), Some(b)) if a != b)
            || differs(past.description.as_deref(), interface.description.as_deref())
            || differs(past.alias.as_deref(), interface.alias.as_deref()))
}

/// The name that the device gave: of several interfaces of one name, a snapshot adds the number to all but one, and
/// which one that is may change from visit to visit.
fn own_name(interface: &Interface) -> &str {
    let number = format!(" ({})", interface.index);
    interface.name.strip_suffix(&number).unwrap_or(&interface.name)
}

/// Which directions have 64 bits at both visits.
#[derive(Clone, Copy)]
pub(super) struct Width {
    input: bool,
    output: bool,
}

impl Width {
    pub(super) fn common(past: &InterfaceCounters, now: &InterfaceCounters) -> Self {
        Self {
            input: past.in_octets_64.is_some() && now.in_octets_64.is_some(),
            output: past.out_octets_64.is_some() && now.out_octets_64.is_some(),
        }
    }

    /// The octet counters of that width, in and out.
    pub(super) fn octets(self, counters: &InterfaceCounters) -> (Option<CounterValue>, Option<CounterValue>) {
        let pick = |wide: bool, full: Option<u64>, narrow: Option<u32>| {
            if wide { full.map(CounterValue::Counter64) } else { narrow.map(CounterValue::Counter32) }
        };
        (
            pick(self.input, counters.in_octets_64, counters.in_octets_32),
            pick(self.output, counters.out_octets_64, counters.out_octets_32),
        )
    }
}

fn sample(device: &DeviceSnapshot, interface: &Interface, at: Moment, wide: Width) -> InterfaceSample {
    let counters = &interface.counters;
    let (in_octets, out_octets) = wide.octets(counters);
    InterfaceSample {
        taken: Taken {
            at,
            uptime: device.system.uptime,
            discontinuity: counters.discontinuity,
            last_change: interface.last_change,
            engine_boots: None,
        },
        speed_bps: interface.speed_bps,
        in_octets,
        out_octets,
    }
}

#[cfg(test)]
mod tests;
