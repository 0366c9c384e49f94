//! What people know and no device says: models that lie over an inferred topology.

mod apply;
mod collectors;

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

pub(super) use self::apply::says;
pub use self::collectors::{Collectors, Merged, Ownership};
use super::graph::Topology;
use super::positions::Positions;
use crate::error::Error;
use crate::inventory::DeviceKind;

/// What people add to a network: devices, ports and cables that no device tells of, racks, places on a map, notes, and
/// what is not to be shown. It has a name, so that several can lie side by side: [`Models`].
///
/// A device is given by the id or else the name that it has in the topology or in this model. What is given and is not
/// there is told by [`Model::apply`] and changes nothing, so a model outlives the network that it was drawn for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// Unique among models: `plan`, `as built`.
    pub name: String,
    /// Devices that are not there otherwise, and what is to be added to those that are.
    #[serde(default)]
    pub devices: Vec<ModelDevice>,
    /// Cables.
    #[serde(default)]
    pub links: Vec<ModelLink>,
    /// Racks.
    #[serde(default)]
    pub racks: Vec<Rack>,
    /// Places on a map.
    #[serde(default)]
    pub positions: Positions,
    /// Notes.
    #[serde(default)]
    pub notes: Vec<Note>,
    /// Devices by id or name, links and segments by id, that are not to be shown.
    #[serde(default)]
    pub hidden: Vec<String>,
}

/// A device of a model: a new one, or what is to be added to one that is there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelDevice {
    /// The id of the device: that of one which is there, or a new one.
    pub id: String,
    /// What to call it; as before, or else the id, where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is; as before, or else unknown, where nothing is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<DeviceKind>,
    /// What it is, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// IP addresses that it has besides.
    #[serde(default)]
    pub addresses: Vec<IpAddr>,
    /// Ports that it has besides, by name.
    #[serde(default)]
    pub ports: Vec<String>,
}

/// A cable of a model.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelLink {
    /// One end.
    pub a: ModelEnd,
    /// The other end.
    pub b: ModelEnd,
    /// The aggregate that it is a member of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lag: Option<String>,
    /// How people know: `patch list of 2024`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// An end of a cable of a model.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelEnd {
    /// The device, by id or name.
    pub device: String,
    /// The port by name; it is added where the device does not have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<String>,
}

/// A rack.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rack {
    /// Unique within the model.
    pub name: String,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Height in rack units.
    pub units: u32,
    /// What is in it.
    #[serde(default)]
    pub places: Vec<RackPlace>,
}

/// A device in a rack.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RackPlace {
    /// The device, by id or name.
    pub device: String,
    /// The lowest unit that it takes; 1 is at the bottom.
    pub unit: u32,
    /// How many units it takes, at least 1.
    pub height: u32,
}

/// A note.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// What it is about: a device by id or name, a link or a segment by id; `None` for the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// The note.
    pub text: String,
}

/// A topology with models laid over it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Applied {
    /// The topology, in canonical order.
    pub topology: Topology,
    /// What of the models could not be applied.
    pub faults: Vec<ModelFault>,
}

/// What of a model could not be applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelFault {
    /// The model.
    pub model: String,
    /// Where in it: `links[3].a`.
    pub place: String,
    /// What is wrong.
    pub reason: String,
}

/// Several models side by side. It is written as and read from JSON by `to_json` and `from_json`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Models {
    /// The models; their order is that in which they are applied.
    pub models: Vec<Model>,
}

impl Models {
    /// None.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The model of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Model> {
        self.models.iter().find(|model| model.name == name)
    }

    /// Adds a model, in place of one of the same name.
    pub fn put(&mut self, model: Model) {
        match self.models.iter_mut().find(|known| known.name == model.name) {
            Some(known) => *known = model,
            None => self.models.push(model),
        }
    }

    /// Takes a model away; whether there was one of that name.
    pub fn remove(&mut self, name: &str) -> bool {
        let count = self.models.len();
        self.models.retain(|model| model.name != name);
        self.models.len() < count
    }

    /// Lays the models of these names over a topology, in this order; what one adds the next may use.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a name that no model has.
    pub fn apply<S: AsRef<str>>(&self, names: &[S], topology: &Topology) -> Result<Applied, Error> {
        let mut applied = Applied { topology: topology.clone(), faults: Vec::new() };
        for name in names {
            let name = name.as_ref();
            let model = self.get(name).ok_or_else(|| {
                let names: Vec<&str> = self.models.iter().map(|model| model.name.as_str()).collect();
                Error::invalid("model", name, format!("one of {}", names.join(", ")))
            })?;
            let next = model.apply(&applied.topology);
            applied.topology = next.topology;
            applied.faults.extend(next.faults);
        }
        Ok(applied)
    }

    /// Whether each model makes sense by itself.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] with the place, as [`Model::check`], and for two models of one name.
    pub fn check(&self) -> Result<(), Error> {
        for (at, model) in self.models.iter().enumerate() {
            if self.models.iter().take(at).any(|other| other.name == model.name) {
                return Err(Error::invalid(
                    format!("models[{at}].name"),
                    &model.name,
                    "a name that no other model has",
                ));
            }
            model.check()?;
        }
        Ok(())
    }
}

impl Model {
    /// An empty model of that name.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// Whether the model makes sense by itself.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] with the place: an empty name or id, two devices of one id, a cable from a device to itself,
    /// a device in a rack where the rack ends or another device is.
    pub fn check(&self) -> Result<(), Error> {
        let wrong = |place: String, given: &str, expected: &str| Err(Error::invalid(place, given, expected));
        if self.name.trim().is_empty() {
            return wrong("name of a model".to_owned(), &self.name, "a name that is not empty");
        }
        for (at, device) in self.devices.iter().enumerate() {
            let before = || self.devices.iter().take(at).any(|other| other.id == device.id);
            if device.id.trim().is_empty() || before() {
                return wrong(format!("devices[{at}].id"), &device.id, "an id that no other device of the model has");
            }
        }
        for (at, link) in self.links.iter().enumerate() {
            if link.a.device.trim() == link.b.device.trim() {
                return wrong(format!("links[{at}].b.device"), &link.b.device, "another device than that of the end a");
            }
        }
        for (at, rack) in self.racks.iter().enumerate() {
            for (place, device) in rack.places.iter().enumerate() {
                let top = device.unit.saturating_add(device.height).saturating_sub(1);
                let given = format!("{} to {top}", device.unit);
                let name = format!("racks[{at}].places[{place}]");
                if device.unit == 0 || device.height == 0 || top > rack.units {
                    return wrong(name, &given, &format!("units from 1 to {}", rack.units));
                }
                let overlaps = |other: &&RackPlace| {
                    let end = other.unit.saturating_add(other.height);
                    other.unit <= top && device.unit < end
                };
                if let Some(other) = rack.places.iter().take(place).find(overlaps) {
                    return wrong(name, &given, &format!("units that {} does not take", other.device));
                }
            }
        }
        Ok(())
    }
}
