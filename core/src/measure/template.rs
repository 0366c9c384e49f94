use serde::{Deserialize, Serialize};

use super::{Formula, Selection, Watch, reading};
use crate::error::{Error, Result};
use crate::value::{Oid, SmiType};

/// What to measure of devices: groups of columns, each with an interval of its own.
///
/// A template is data: [`standard`](super::standard) has ready ones, and one's own is written in JSON or built here. A
/// device that lacks a group's table is asked for it seldom, and nothing else comes of it; so one template serves all.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Its name.
    pub name: String,
    /// Its groups, of different names.
    pub groups: Vec<Group>,
}

/// Columns of one table that are asked together, and what follows from them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Its name, such as `traffic`.
    pub name: String,
    /// From the beginning of one cycle to that of the next, in milliseconds; at least 10.
    pub interval_ms: u64,
    /// What its rows are, and whence their names.
    #[serde(default)]
    pub rows: RowKind,
    /// What is asked of each row: 1 to 64 columns with one index.
    pub columns: Vec<ColumnSpec>,
    /// What follows from them.
    pub quantities: Vec<Quantity>,
    /// Which rows.
    #[serde(default)]
    pub selection: Selection,
    /// When rows are asked less often.
    #[serde(default)]
    pub adaptive: Adaptive,
    /// Thresholds.
    #[serde(default)]
    pub watches: Vec<Watch>,
}

/// What the rows of a group are, and whence their names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum RowKind {
    /// Scalars, or a table whose index is name enough. Scalars have no name, other rows their index in dotted form.
    #[default]
    Plain,
    /// Interfaces, by `ifIndex`, followed by `ifName`, `ifDescr`, `ifAlias` and `ifPhysAddress`.
    Ports,
    /// Rows named by the first of these columns, of the same index, that has a text.
    Named {
        /// The columns, without index.
        columns: Vec<Oid>,
    },
}

/// A column to ask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnSpec {
    /// The MIB's name, such as `ifHCInOctets`.
    pub name: String,
    /// Its object identifier, without index.
    pub oid: Oid,
    /// The type that the MIB gives it: `Counter64`, `Counter32`, `Gauge32`, `TimeTicks` or `INTEGER`.
    pub kind: SmiType,
    /// The least value that means something; what is below is absent, such as -2 for "unknown". Of an `INTEGER`.
    #[serde(default)]
    pub least: Option<i32>,
}

/// Something that is measured of each row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quantity {
    /// What it is, such as `in_octets`: with the device and the row the key of its series.
    pub object: String,
    /// The unit: of counts what is counted, such as `octets`; of levels that of the level, such as `celsius`.
    pub unit: String,
    /// How it follows from the columns.
    pub formula: Formula,
    /// Whether it is worth a series; what follows from others, such as utilisation, need not be kept.
    #[serde(default = "yes")]
    pub keep: bool,
}

/// When rows of a group are asked less often. Which rows rest, and why, is told in
/// [`Measurements::state`](super::Measurements::state).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Adaptive {
    /// Whether a port that is down rests until it is up, after it was read once more. Of [`RowKind::Ports`].
    pub rests_while_down: bool,
    /// After so many readings without any change a row is asked half as often, and so on; 0 is never.
    pub calm_after: u32,
    /// The longest time between two readings of a calm row, in milliseconds.
    pub at_most_ms: u64,
    /// How often a device is asked for rows that it lacked or that were left out, in milliseconds; whether it has got a
    /// table that it lacked, after a cycle or two at first, then after twice as long each time, up to this.
    pub look_again_ms: u64,
}

const fn yes() -> bool {
    true
}

impl Default for Adaptive {
    /// Ports that are down rest; what is calm does not; an hour until what is absent is looked for again.
    fn default() -> Self {
        Self { rests_while_down: true, calm_after: 0, at_most_ms: 3_600_000, look_again_ms: 3_600_000 }
    }
}

impl Adaptive {
    /// Everything is asked in every cycle.
    pub const OFF: Self = Self { rests_while_down: false, calm_after: 0, at_most_ms: 0, look_again_ms: 0 };
}

impl ColumnSpec {
    /// A column.
    #[must_use]
    pub fn new(name: impl Into<String>, oid: Oid, kind: SmiType) -> Self {
        Self { name: name.into(), oid, kind, least: None }
    }
}

impl Quantity {
    /// Something that is measured and kept.
    #[must_use]
    pub fn new(object: impl Into<String>, unit: impl Into<String>, formula: Formula) -> Self {
        Self { object: object.into(), unit: unit.into(), formula, keep: true }
    }
}

impl Template {
    /// No groups yet.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), groups: Vec::new() }
    }

    /// Reads a template in JSON, and looks whether everything in it fits together.
    ///
    /// # Errors
    /// `invalid`, with the place and what would be right there, for what is no template; as [`Self::check`] for one that
    /// does not fit together.
    pub fn from_json(text: &str) -> Result<Self> {
        let template: Self = reading::read("template", text)?;
        template.check()?;
        Ok(template)
    }

    /// With one group more.
    #[must_use]
    pub fn group(mut self, group: Group) -> Self {
        self.groups.push(group);
        self
    }

    /// The group of that name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.name == name)
    }

    /// The groups of these names only.
    ///
    /// # Errors
    /// `invalid`, with the names that there are, for one that there is not.
    pub fn only(mut self, names: &[&str]) -> Result<Self> {
        if let Some(unknown) = names.iter().find(|name| self.named(name).is_none()) {
            let there: Vec<&str> = self.groups.iter().map(|group| group.name.as_str()).collect();
            return Err(Error::invalid(
                "group",
                (*unknown).to_owned(),
                format!("one of {} is expected", there.join(", ")),
            ));
        }
        self.groups.retain(|group| names.contains(&group.name.as_str()));
        Ok(self)
    }

    /// Every group at that interval.
    #[must_use]
    pub fn every_ms(mut self, interval_ms: u64) -> Self {
        self.groups.iter_mut().for_each(|group| group.interval_ms = interval_ms);
        self
    }

    /// Whether everything in it fits together.
    ///
    /// # Errors
    /// `invalid`, with what would be right, for the first thing that does not.
    pub fn check(&self) -> Result<()> {
        for (place, group) in self.groups.iter().enumerate() {
            if self.groups.iter().take(place).any(|other| other.name == group.name) {
                return Err(Error::invalid("group", group.name.clone(), "each group has a name of its own"));
            }
            group.check()?;
        }
        Ok(())
    }
}

impl Group {
    /// Whether page counters are in it, of which it must be known whose they are.
    pub(crate) fn counts_pages(&self) -> bool {
        self.quantities.iter().any(|quantity| matches!(quantity.formula, Formula::Pages { .. }))
    }

    /// Whether everything in it fits together.
    ///
    /// # Errors
    /// `invalid`, with what would be right, for the first thing that does not.
    pub fn check(&self) -> Result<()> {
        let invalid =
            |given: &str, expected: &str| Err(Error::invalid("group", format!("{}: {given}", self.name), expected));
        if self.name.is_empty() {
            return invalid("no name", "a group has a name");
        }
        if self.interval_ms < 10 {
            return invalid(&format!("an interval of {} ms", self.interval_ms), "at least 10 ms");
        }
        if self.columns.is_empty() || self.columns.len() > 64 {
            return invalid(&format!("{} columns", self.columns.len()), "1 to 64 columns");
        }
        if let RowKind::Named { columns } = &self.rows {
            if columns.is_empty() || columns.len() > 8 {
                return invalid(&format!("{} columns of names", columns.len()), "1 to 8 columns of names");
            }
        }
        let column = |name: &str| self.columns.iter().find(|column| column.name == name);
        for (place, quantity) in self.quantities.iter().enumerate() {
            let object = &quantity.object;
            if self.quantities.iter().take(place).any(|other| other.object == *object) {
                return invalid(object, "each quantity has a name of its own");
            }
            for name in quantity.formula.columns() {
                let Some(column) = column(name) else {
                    return invalid(&format!("{object} of {name}"), "a column of the group");
                };
                let is_counter = matches!(column.kind, SmiType::Counter32 | SmiType::Counter64);
                if matches!(quantity.formula, Formula::Counter { .. }) && !is_counter {
                    return invalid(&format!("{object} of {name}"), "a Counter32 or Counter64");
                }
            }
            match &quantity.formula {
                Formula::Counter { columns, .. } if columns.is_empty() || columns.len() > 8 => {
                    return invalid(&format!("{object} of {} columns", columns.len()), "1 to 8 columns");
                }
                Formula::Utilisation { of } => {
                    let is_counter = |it: &Quantity| it.object == *of && matches!(it.formula, Formula::Counter { .. });
                    if !self.quantities.iter().any(is_counter) {
                        return invalid(
                            &format!("{object} of {of}"),
                            "a counter of octets among the group's quantities",
                        );
                    }
                }
                _ => {}
            }
        }
        let is_quantity = |watch: &&Watch| self.quantities.iter().any(|quantity| quantity.object == watch.object);
        match self.watches.iter().find(|watch| !is_quantity(watch)) {
            Some(watch) => invalid(&format!("a threshold of {}", watch.object), "a quantity of the group"),
            None => Ok(()),
        }
    }
}
