use serde::{Deserialize, Serialize};

use super::{glob, reading};
use crate::error::Result;
use crate::value::DeviceId;

/// Which rows of a group are measured: those for which all holds that is said.
///
/// In names, `*` stands for any characters and `?` for one; case does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Selection {
    /// Of these devices; of all where empty.
    pub devices: Vec<String>,
    /// With one of these names; with any where empty. A port's alias (`ifAlias`) counts as a name.
    pub names: Vec<String>,
    /// With none of these names.
    pub not_names: Vec<String>,
    /// Of these kinds (`ifType`: 6 Ethernet, 53 VLAN, 161 LAG …); of all where empty.
    pub if_types: Vec<u32>,
    /// Of none of these kinds.
    pub not_if_types: Vec<u32>,
    /// At least so fast, in bit/s.
    pub least_speed_bps: Option<u64>,
    /// At most so fast, in bit/s.
    pub most_speed_bps: Option<u64>,
    /// One of these ports, such as all uplinks of a topology; any where absent.
    pub ports: Option<Vec<PortKey>>,
}

/// A port of a device, by its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PortKey {
    /// The device.
    pub device: DeviceId,
    /// The port's name: `ifName`, else `ifDescr`.
    pub port: String,
}

/// What is known of a row besides its numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RowFacts {
    /// The arcs of its index.
    pub index: Vec<u32>,
    /// Its name, which outlives its index.
    pub name: String,
    /// What people call it, such as `ifAlias`.
    pub alias: Option<String>,
    /// `ifType` of a port.
    pub if_type: Option<u32>,
    /// A port's speed, bit/s.
    pub speed_bps: Option<u64>,
    /// Whether a port is down, so that nothing passes.
    pub is_down: bool,
    /// Whether its counters are others than those under its name before, whatever its index says.
    pub is_new_counter: bool,
}

impl RowFacts {
    /// A row of that index and name.
    #[must_use]
    pub fn new(index: &[u32], name: impl Into<String>) -> Self {
        Self { index: index.to_vec(), name: name.into(), ..Self::default() }
    }

    /// Reads a row in JSON.
    ///
    /// # Errors
    /// `invalid`, with what is wrong.
    pub fn from_json(text: &str) -> Result<Self> {
        reading::read("row", text)
    }
}

impl Selection {
    /// Reads a selection in JSON.
    ///
    /// # Errors
    /// `invalid`, with what is wrong.
    pub fn from_json(text: &str) -> Result<Self> {
        reading::read("selection", text)
    }

    /// These ports only.
    #[must_use]
    pub fn of_ports(ports: impl IntoIterator<Item = PortKey>) -> Self {
        let mut ports: Vec<PortKey> = ports.into_iter().collect();
        ports.sort_unstable();
        ports.dedup();
        Self { ports: Some(ports), ..Self::default() }
    }

    /// Whether a row of a device is meant. What a rule asks for and nobody knows does not hold.
    #[must_use]
    pub fn admits(&self, device: &DeviceId, row: &RowFacts) -> bool {
        let named = |pattern: &String| {
            glob::admits(pattern, &row.name) || row.alias.as_ref().is_some_and(|alias| glob::admits(pattern, alias))
        };
        let of_type = |types: &[u32]| row.if_type.is_some_and(|kind| types.contains(&kind));
        let is_port = |ports: &Vec<PortKey>| ports.iter().any(|port| port.device == *device && port.port == row.name);
        let speed_is = |is: &dyn Fn(u64) -> bool| row.speed_bps.is_some_and(is);
        (self.devices.is_empty() || self.devices.iter().any(|pattern| glob::admits(pattern, &device.0)))
            && (self.names.is_empty() || self.names.iter().any(named))
            && !self.not_names.iter().any(named)
            && (self.if_types.is_empty() || of_type(&self.if_types))
            && !of_type(&self.not_if_types)
            && self.least_speed_bps.is_none_or(|least| speed_is(&|speed| speed >= least))
            && self.most_speed_bps.is_none_or(|most| speed_is(&|speed| speed <= most))
            && self.ports.as_ref().is_none_or(is_port)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_meant_where_all_holds() {
        let device = DeviceId("core1".into());
        let port = RowFacts {
            alias: Some("to dist2".into()),
            if_type: Some(6),
            speed_bps: Some(10_000_000_000),
            ..RowFacts::new(&[7], "Te1/1")
        };
        let strings = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
        let all = Selection::default();
        let key = |port: &str| PortKey { device: device.clone(), port: port.into() };
        for (name, selection, is) in [
            ("all", all.clone(), true),
            ("device", Selection { devices: strings(&["core*"]), ..all.clone() }, true),
            ("other device", Selection { devices: strings(&["dist*"]), ..all.clone() }, false),
            ("name", Selection { names: strings(&["gi*", "te1/?"]), ..all.clone() }, true),
            ("alias", Selection { names: strings(&["to *"]), ..all.clone() }, true),
            ("not the alias", Selection { not_names: strings(&["to *"]), ..all.clone() }, false),
            ("kind", Selection { if_types: vec![6, 161], ..all.clone() }, true),
            ("not the kind", Selection { not_if_types: vec![6], ..all.clone() }, false),
            ("fast", Selection { least_speed_bps: Some(10_000_000_000), ..all.clone() }, true),
            ("slow", Selection { most_speed_bps: Some(1_000_000_000), ..all.clone() }, false),
            ("port", Selection::of_ports([key("Te1/1")]), true),
            ("other port", Selection::of_ports([key("Te1/2")]), false),
            ("none", Selection::of_ports([]), false),
        ] {
            assert_eq!(selection.admits(&device, &port), is, "{name}");
        }
        let unknown = RowFacts::new(&[7], "Te1/1");
        let fast = Selection { least_speed_bps: Some(1), ..all };
        assert!(!fast.admits(&device, &unknown), "what nobody knows does not hold");
    }
}
