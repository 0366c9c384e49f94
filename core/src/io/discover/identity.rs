use std::collections::BTreeSet;
use std::net::IpAddr;
use std::time::Duration;

use super::id_of;
use crate::inventory::{DeviceSnapshot, InterfaceAddress};
use crate::mib::{Row, Rows, System};
use crate::value::{IfIndex, MacAddr, Moment, Oid, Value, VarBind};

/// `snmpEngineID.0` (RFC 3411), `lldpLocChassisId.0` (IEEE 802.1AB) and `dot1dBaseBridgeAddress.0` (RFC 4188).
const KEYS: [&[u32]; 3] =
    [&[1, 3, 6, 1, 6, 3, 10, 2, 1, 1, 0], &[1, 0, 8802, 1, 1, 2, 1, 3, 2, 0], &[1, 3, 6, 1, 2, 1, 17, 1, 1, 0]];

/// How far two readings of one agent's start may lie apart: its clock and the way there and back are not exact.
const START_TOLERANCE_MS: u64 = 2_000;

/// What tells whether two addresses belong to one agent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Identity {
    name: Option<String>,
    description: Option<String>,
    product: Option<Oid>,
    /// When the agent started, in milliseconds on the local clock; before its start it is negative.
    started_ms: Option<i64>,
    /// The values of [`KEYS`].
    keys: [Option<Vec<u8>>; 3],
}

/// The variables to ask for.
pub(super) fn names() -> Vec<Oid> {
    System::TABLE.requests().into_iter().chain(KEYS.iter().map(|key| Oid::new(key))).collect()
}

impl Identity {
    /// Reads what an agent said at that moment.
    pub(super) fn read(said: &[VarBind], at: Moment) -> Self {
        let Some(system) = Rows::<System>::read(said).rows.into_iter().next() else { return Self::default() };
        let millis = |span: Duration| i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        let started_ms =
            system.sys_up_time.map(|uptime| millis(at - Moment::START).saturating_sub(millis(uptime.duration())));
        let key = |name: &[u32]| match said.iter().find(|it| *it.name == *name).map(|it| &it.value) {
            // Short ones and zeros are what agents send that do not know.
            Some(Value::OctetString(octets)) if octets.len() >= 5 && octets.iter().any(|octet| *octet != 0) => {
                Some(octets.clone())
            }
            _ => None,
        };
        let said = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        Self {
            name: said(system.sys_name),
            description: said(system.sys_descr),
            product: system.sys_object_id,
            started_ms,
            keys: KEYS.map(key),
        }
    }

    /// The name, without which two addresses are never taken for one agent.
    pub(super) fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Whether both are surely one agent: by a key that is meant to be unique, against which nothing speaks.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let both = || self.keys.iter().zip(&other.keys).filter_map(|(a, b)| Some((a.as_ref()?, b.as_ref()?)));
        self.may_be_same(other) && both().next().is_some() && both().all(|(a, b)| a == b)
    }

    /// Whether nothing speaks against it and the weak keys agree: name, maker's text, product and time of start.
    pub(super) fn may_be_same(&self, other: &Self) -> bool {
        let near = match (self.started_ms, other.started_ms) {
            (Some(a), Some(b)) => a.abs_diff(b) <= START_TOLERANCE_MS,
            _ => false,
        };
        let differ = self.keys.iter().zip(&other.keys).any(|(a, b)| a.is_some() && b.is_some() && a != b);
        near && !differ
            && self.name.is_some()
            && (&self.name, &self.description, &self.product) == (&other.name, &other.description, &other.product)
    }
}

/// Whether two snapshots show the same interfaces: names, numbers and at least one MAC address.
pub(super) fn same_interfaces(a: &DeviceSnapshot, b: &DeviceSnapshot) -> bool {
    let shape = |device: &DeviceSnapshot| -> BTreeSet<(u32, String, Option<MacAddr>)> {
        device.interfaces.iter().map(|it| (it.index.0, it.name.clone(), it.mac)).collect()
    };
    let has_mac = a.interfaces.iter().any(|it| it.mac.is_some_and(|mac| !mac.is_zero()));
    has_mac && shape(a) == shape(b)
}

/// Gives a device its name and address: the least of those that it answers at. The others are among its addresses.
pub(super) fn settle(device: &mut DeviceSnapshot, answered_at: &BTreeSet<IpAddr>) {
    let Some(first) = answered_at.first().copied() else { return };
    let named_by_id = device.name == device.id.0;
    device.id = id_of(first);
    device.address = Some(first);
    if named_by_id {
        device.name.clone_from(&device.id.0);
    }
    for address in answered_at {
        if !device.addresses.iter().any(|it| it.address == *address) {
            // Nobody knows behind which interface: a translated address, or a table that is not there.
            device.addresses.push(InterfaceAddress { interface: IfIndex(0), address: *address, prefix_len: None });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Identity, KEYS, Moment, names};
    use crate::io::testing::system;
    use crate::value::{Oid, Value, VarBind};

    fn identity(name: &str, keys: [&[u8]; 3], at: Moment) -> Identity {
        let keys = KEYS.iter().zip(keys).filter(|(_, key)| !key.is_empty());
        let keys = keys.map(|(name, key)| VarBind::new(Oid::new(name), Value::OctetString(key.to_vec())));
        Identity::read(&system(name).into_iter().chain(keys).collect::<Vec<_>>(), at)
    }

    #[test]
    fn what_is_asked_for_includes_all_keys() {
        assert!(KEYS.iter().all(|key| names().contains(&Oid::new(key))));
    }

    #[test]
    fn only_a_strong_key_makes_two_addresses_one_device() {
        let at = Moment::from_secs(5);
        let strong: [&[u8]; 3] = [b"engine", b"", b"bridge"];
        let one = identity("r1", strong, at);
        assert!(one.is_same(&identity("r1", strong, at)));
        assert!(one.is_same(&identity("r1", [b"engine", b"chassis", b""], at)));
        let cases: [(&str, Identity); 6] = [
            ("another name", identity("r2", strong, at)),
            ("another bridge", identity("r1", [b"engine", b"", b"other!"], at)),
            ("no key in common", identity("r1", [b"", b"chassis", b""], at)),
            ("another start", identity("r1", strong, at + Duration::from_secs(3))),
            ("keys that mean nothing", identity("r1", [b"\0\0\0\0\0\0", b"", b""], at)),
            ("nothing said", Identity::default()),
        ];
        for (why, other) in cases {
            assert!(!one.is_same(&other), "{why}");
        }
        let weak = identity("r1", [b"", b"", b""], at);
        assert!(!weak.is_same(&weak) && weak.may_be_same(&weak));
        assert!(!Identity::default().may_be_same(&Identity::default()));
    }
}
