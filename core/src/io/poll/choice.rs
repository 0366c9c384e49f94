use std::sync::{Arc, Mutex, PoisonError};

use crate::error::{Error, Result};
use crate::inventory::RowIndexes;
use crate::value::Oid;

/// What a device is asked for in the cycles to come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PollChoice {
    /// The whole table.
    #[default]
    All,
    /// Nothing: the device rests, until something else is chosen. No datagram is sent to it, and it is not missed; the
    /// batches name it in [`PollBatch::resting`](crate::inventory::PollBatch::resting).
    Rest,
    /// These rows only, in any order: they are asked for by their names, with GET. Rows that the device does not have
    /// are absent from the batches. No rows are the same as [`Self::Rest`].
    Rows(Arc<RowIndexes>),
}

/// What each device of a poll is asked for. A cheap handle, which clones share with the poll.
#[derive(Clone, Debug)]
pub struct PollChoices(Arc<Mutex<Vec<PollChoice>>>);

impl PollChoice {
    /// These rows of a table whose indexes are single numbers, such as `ifIndex`.
    #[must_use]
    pub fn rows(indexes: impl IntoIterator<Item = u32>) -> Self {
        Self::Rows(Arc::new(indexes.into_iter().map(|index| [index]).collect()))
    }

    /// These rows, by their indexes as text: numbers separated by dots.
    ///
    /// # Errors
    /// [`Error::Invalid`] where a text is no index.
    pub fn parsed(indexes: impl IntoIterator<Item = impl AsRef<str>>) -> Result<Self> {
        let mut rows = RowIndexes::default();
        for text in indexes {
            let text = text.as_ref();
            let index: Oid = text.parse().map_err(|_| {
                Error::invalid("rows", text, "an index is expected: numbers separated by dots, such as 49")
            })?;
            rows.push(&index);
        }
        Ok(Self::Rows(Arc::new(rows)))
    }

    /// With rows that ascend, each once.
    fn checked(self) -> Result<Self> {
        let Self::Rows(rows) = self else { return Ok(self) };
        // Of a name, a column has two arcs at least.
        let is_possible = |index: &[u32]| (1..=Oid::MAX_ARCS - 2).contains(&index.len());
        if let Some(index) = rows.iter().find(|index| !is_possible(index)) {
            let expected =
                "an index of at least one number is expected, and of no more than fit in an object identifier";
            return Err(Error::invalid("rows", format!("{index:?}"), expected));
        }
        if rows.is_empty() {
            return Ok(Self::Rest);
        }
        if rows.iter().is_sorted_by(|a, b| a < b) {
            return Ok(Self::Rows(rows));
        }
        let mut indexes: Vec<&[u32]> = rows.iter().collect();
        indexes.sort_unstable();
        indexes.dedup();
        Ok(Self::Rows(Arc::new(indexes.into_iter().collect())))
    }
}

impl PollChoices {
    /// The same choice for so many devices.
    pub(super) fn new(devices: usize, first: PollChoice) -> Result<Self> {
        Ok(Self(Arc::new(Mutex::new(vec![first.checked()?; devices]))))
    }

    /// Chooses what a device is asked for, from its next turn on: what it is being asked goes on.
    ///
    /// # Errors
    /// [`Error::Invalid`] where the poll has no device at that position of
    /// [`PollBatch::devices`](crate::inventory::PollBatch::devices), and for an index that no row can have.
    pub fn choose(&self, device: u32, choice: PollChoice) -> Result<()> {
        let choice = choice.checked()?;
        let mut choices = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let devices = choices.len();
        let place = choices.get_mut(device as usize).ok_or_else(|| {
            Error::invalid("device", device.to_string(), format!("one of the {devices} devices, from 0, is expected"))
        })?;
        *place = choice;
        Ok(())
    }

    /// What is chosen for a device; `None` where the poll has no device at that position.
    #[must_use]
    pub fn of(&self, device: u32) -> Option<PollChoice> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(device as usize).cloned()
    }
}
