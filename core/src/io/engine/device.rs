use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;

use smallvec::SmallVec;

use crate::wire::RoundTrips;

use super::slots::Place;
use super::statistics::{DeviceStatistics, Tally};
use super::work::Job;

/// Addresses that never answered and are remembered all the same, so that their statistics can be read.
const SILENT: usize = 16_384;

/// What is known of one device, and what waits for it.
#[derive(Debug)]
pub(super) struct Device {
    pub(super) address: SocketAddr,
    pub(super) round_trips: RoundTrips,
    pub(super) queue: VecDeque<Job>,
    /// Requests under way, and entries among those whose turn it is.
    pub(super) busy: u32,
    pub(super) under_way: SmallVec<[Place; 2]>,
    pub(super) tally: Tally,
    /// Requests in a row that nobody answered.
    pub(super) silences: u32,
    /// Whether it is among those that were silent from the start.
    listed: bool,
}

/// Which device: stays true as long as something waits for it or is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DeviceNumber(u32);

/// The devices of a driver by address and by number.
#[derive(Debug, Default)]
pub(super) struct Devices {
    numbers: HashMap<SocketAddr, DeviceNumber>,
    devices: Vec<Option<Device>>,
    free: Vec<DeviceNumber>,
    /// Those that were silent from the start, oldest first.
    silent: VecDeque<DeviceNumber>,
}

impl Device {
    fn new(address: SocketAddr) -> Self {
        Self {
            address,
            round_trips: RoundTrips::new(),
            queue: VecDeque::new(),
            busy: 0,
            under_way: SmallVec::new(),
            tally: Tally::default(),
            silences: 0,
            listed: false,
        }
    }

    fn has_answered(&self) -> bool {
        self.round_trips.smoothed().is_some() || self.tally.answered > 0
    }

    pub(super) fn statistics(&self) -> DeviceStatistics {
        DeviceStatistics::new(self.address, &self.tally, &self.round_trips, self.silences)
    }
}

impl Devices {
    pub(super) fn len(&self) -> usize {
        self.numbers.len()
    }

    /// The device at that address, made known if it is not.
    pub(super) fn number(&mut self, address: SocketAddr) -> DeviceNumber {
        if let Some(number) = self.numbers.get(&address) {
            return *number;
        }
        let number = self.free.pop().unwrap_or_else(|| {
            self.devices.push(None);
            // There is no memory for as many devices as would not fit.
            DeviceNumber(u32::try_from(self.devices.len() - 1).unwrap_or(u32::MAX))
        });
        if let Some(place) = self.devices.get_mut(number.0 as usize) {
            *place = Some(Device::new(address));
        }
        self.numbers.insert(address, number);
        number
    }

    pub(super) fn known(&self, address: &SocketAddr) -> Option<DeviceNumber> {
        self.numbers.get(address).copied()
    }

    pub(super) fn at(&mut self, number: DeviceNumber) -> Option<&mut Device> {
        self.devices.get_mut(number.0 as usize)?.as_mut()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Device> {
        self.devices.iter().flatten()
    }

    /// A device has no more to do. Of those that never answered, a scan meets many: the oldest is forgotten.
    pub(super) fn is_idle(&mut self, number: DeviceNumber) {
        match self.at(number) {
            Some(device) if !device.listed && !device.has_answered() => device.listed = true,
            _ => return,
        }
        self.silent.push_back(number);
        if self.silent.len() > SILENT {
            if let Some(oldest) = self.silent.pop_front() {
                self.forget(oldest);
            }
        }
    }

    fn forget(&mut self, number: DeviceNumber) {
        let Some(device) = self.at(number) else { return };
        device.listed = false;
        if device.busy > 0 || device.has_answered() {
            return;
        }
        let address = device.address;
        self.numbers.remove(&address);
        if let Some(place) = self.devices.get_mut(number.0 as usize) {
            *place = None;
        }
        self.free.push(number);
    }
}

#[cfg(test)]
mod tests {
    use super::{Devices, SILENT};

    #[test]
    fn of_those_that_never_answered_the_oldest_are_forgotten() {
        let mut devices = Devices::default();
        let address = |number: usize| format!("[2001:db8::{number:x}]:161").parse().unwrap();
        let old = devices.number(address(0));
        let good = devices.number(address(1));
        devices.at(good).unwrap().tally.answered = 1;
        devices.is_idle(old);
        devices.is_idle(good);
        let busy = devices.number(address(2));
        devices.is_idle(busy);
        devices.at(busy).unwrap().busy = 1;
        for number in 3..3 + SILENT {
            let number = devices.number(address(number));
            devices.is_idle(number);
            devices.is_idle(number);
        }
        assert_eq!(devices.len(), 2 + SILENT);
        assert_eq!((devices.known(&address(0)), devices.known(&address(1))), (None, Some(good)));
        assert_eq!(devices.known(&address(2)), Some(busy));
        let new = devices.number(address(0));
        assert_eq!(devices.at(new).unwrap().address, address(0));
    }

    #[test]
    fn a_device_at_rest_takes_few_bytes() {
        assert!(size_of::<super::Device>() <= 320, "{}", size_of::<super::Device>());
    }
}
