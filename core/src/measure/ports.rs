use std::collections::HashMap;

use super::RowFacts;
use crate::counter::{FollowedPort, Identity, PortIdentity, follow};
use crate::inventory::{PollBatch, PolledColumn};
use crate::value::DeviceId;

/// `ifOperStatus`: up(1), testing(3), unknown(4) and dormant(5) may let something pass; down(2), notPresent(6) and
/// lowerLayerDown(7) do not.
const DOWN: [u64; 3] = [2, 6, 7];

/// The ports of many devices: their names, and their states as the poll of [`standard::ports`](super::standard::ports) brings them.
///
/// It says what a [`Meter`](super::Meter) of [`RowKind::Ports`](super::RowKind::Ports) has to know of its rows.
#[derive(Debug, Default)]
pub struct PortTable {
    devices: Vec<DeviceId>,
    ports: Vec<Vec<Port>>,
}

#[derive(Clone, Debug)]
struct Port {
    identity: PortIdentity,
    name: String,
    is_new_counter: bool,
    if_type: Option<u32>,
    speed_bps: Option<u64>,
    is_down: bool,
}

impl PortTable {
    /// No ports yet of these devices.
    #[must_use]
    pub fn new(devices: impl IntoIterator<Item = DeviceId>) -> Self {
        let devices: Vec<DeviceId> = devices.into_iter().collect();
        Self { ports: devices.iter().map(|_| Vec::new()).collect(), devices }
    }

    /// What a device says of its ports now; which of them is which of before is found by [`follow`].
    pub fn name_ports(&mut self, device: u32, identities: Vec<PortIdentity>) {
        let Some(ports) = self.ports.get_mut(device as usize) else { return };
        let before: Vec<PortIdentity> = ports.iter().map(|port| port.identity.clone()).collect();
        let followed = follow(&before, &identities);
        let is_first = before.is_empty();
        let found =
            identities.into_iter().zip(followed.ports).map(|(identity, FollowedPort { identity: kept, earlier })| {
                let past = earlier.and_then(|earlier| ports.get(earlier));
                let own = identity.name.clone().filter(|name| !name.trim().is_empty());
                Port {
                    name: own.unwrap_or_else(|| identity.index.to_string()),
                    is_new_counter: !is_first && !matches!(kept, Identity::Same | Identity::New),
                    if_type: past.and_then(|port| port.if_type),
                    speed_bps: past.and_then(|port| port.speed_bps),
                    is_down: past.is_some_and(|port| port.is_down),
                    identity,
                }
            });
        *ports = found.collect();
        ports.sort_by_key(|port| port.identity.index);
    }

    /// Takes the states and speeds of a batch of [`standard::ports`](super::standard::ports); says which devices have others than before, by
    /// position.
    pub fn take(&mut self, batch: &PollBatch) -> Vec<u32> {
        let own: HashMap<&DeviceId, u32> = self.devices.iter().zip(0..).collect();
        let column = |name| batch.column(name);
        let columns = [column("ifOperStatus"), column("ifType"), column("ifHighSpeed"), column("ifSpeed")];
        let mut changed = Vec::new();
        for (row, position) in batch.row_device.iter().enumerate() {
            let place = batch.devices.get(*position as usize).and_then(|device| own.get(device).copied());
            let (Some(place), [index]) = (place, batch.index.of(row)) else { continue };
            let Some(ports) = self.ports.get_mut(place as usize) else { continue };
            let found = ports.binary_search_by_key(index, |port| port.identity.index.0).ok();
            let Some(port) = found.and_then(|found| ports.get_mut(found)) else { continue };
            if port.take(columns, row) && changed.last() != Some(&place) {
                changed.push(place);
            }
        }
        changed
    }

    /// What is known of a device's ports. Counters that are others are told once.
    pub fn facts(&self, device: u32) -> Vec<RowFacts> {
        let Some(ports) = self.ports.get(device as usize) else { return Vec::new() };
        let facts = ports.iter().map(|port| RowFacts {
            alias: port.identity.alias.clone(),
            if_type: port.if_type,
            speed_bps: port.speed_bps,
            is_down: port.is_down,
            is_new_counter: port.is_new_counter,
            ..RowFacts::new(&[port.identity.index.0], port.name.clone())
        });
        facts.collect()
    }

    /// Every meter was told which counters are others.
    pub fn settle(&mut self, device: u32) {
        for port in self.ports.get_mut(device as usize).into_iter().flatten() {
            port.is_new_counter = false;
        }
    }
}

impl Port {
    /// Takes its cells; says whether anything that matters is other than before.
    fn take(&mut self, [oper, if_type, high, low]: [Option<&PolledColumn>; 4], row: usize) -> bool {
        let cell = |column: Option<&PolledColumn>| column?.value(row);
        let narrow = |column| cell(column).and_then(|value| u32::try_from(value).ok());
        let is_down = cell(oper).map_or(self.is_down, |oper| DOWN.contains(&oper));
        let if_type = narrow(if_type).or(self.if_type);
        let speed_bps = crate::inventory::speed(narrow(low), narrow(high)).or(self.speed_bps);
        let is_other = (is_down, if_type, speed_bps) != (self.is_down, self.if_type, self.speed_bps);
        (self.is_down, self.if_type, self.speed_bps) = (is_down, if_type, speed_bps);
        is_other
    }
}
