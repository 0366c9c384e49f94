//! Where people have put devices on a map.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Places on a map that a person chose, by the id of a [`Node`](super::Node), a [`Segment`](super::Segment) or a group
/// of a drawing: x to the right and y downward of the card's top left corner, in pixels at scale 1. Ids are stable, so
/// places outlive a new inference; those of what is not there are kept and do nothing.
///
/// As JSON: `{"core1": [120.0, 40.0]}`, which is what an interactive page saves too.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Positions(pub BTreeMap<String, (f64, f64)>);

impl Positions {
    /// No places.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds or moves a place.
    #[must_use]
    pub fn with(mut self, id: impl Into<String>, x: f64, y: f64) -> Self {
        self.0.insert(id.into(), (x, y));
        self
    }

    /// The place of `id`, where it has one that is a number within a billion pixels.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<(f64, f64)> {
        let sane = |value: f64| value.abs() <= 1e9;
        self.0.get(id).copied().filter(|(x, y)| sane(*x) && sane(*y))
    }
}
