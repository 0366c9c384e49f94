//! The items of the suite, read from `items.json`.

use std::collections::BTreeMap;

use netwarden::sim::Misdeed;
use serde::Deserialize;

/// What an agent may do, and what must come of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Item {
    /// The part of the message, or of the way, that is struck.
    pub(crate) group: String,
    pub(crate) name: String,
    /// What it does, one after the other.
    pub(crate) misdeeds: Vec<Misdeed>,
    /// What comes of each operation, by its name: an error's code, or what was obtained.
    pub(crate) ends: BTreeMap<String, String>,
    /// The most datagrams that any operation may send.
    pub(crate) requests: u32,
    /// The most milliseconds that any operation may take.
    pub(crate) ms: u64,
    /// The most memory that any operation may hold, in KiB.
    pub(crate) kib: usize,
    /// What the library does about it, and why; where it was seen.
    pub(crate) why: String,
}

pub(crate) fn items() -> Vec<Item> {
    serde_json::from_str(include_str!("items.json")).expect("items.json is a list of items")
}
