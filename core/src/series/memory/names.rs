use std::collections::BTreeMap;
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::series::{SeriesId, SeriesKey, SeriesKind, SeriesSpec};

/// The names of very many series, each text kept once: devices, objects and ports come up again and again.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    texts: Vec<Arc<str>>,
    numbers: BTreeMap<Arc<str>, u32>,
    keys: BTreeMap<[u32; 3], SeriesId>,
    specs: Vec<Spec>,
}

#[derive(Clone, Copy, Debug)]
struct Spec {
    /// Device, object and row.
    key: [u32; 3],
    unit: u32,
    kind: SeriesKind,
}

impl Names {
    /// The series of that key.
    pub(super) fn find(&self, series: &SeriesSpec) -> Result<Option<SeriesId>> {
        let number = |text: &str| self.numbers.get(text).copied();
        let key = &series.key;
        let (Some(device), Some(object), Some(row)) = (number(&key.device), number(&key.object), number(&key.row))
        else {
            return Ok(None);
        };
        let Some(found) = self.keys.get(&[device, object, row]).copied() else { return Ok(None) };
        let is_same =
            self.spec(found).is_some_and(|spec| spec.kind == series.kind && *self.text(spec.unit) == *series.unit);
        if is_same {
            return Ok(Some(found));
        }
        let there = self
            .spec(found)
            .map_or_else(String::new, |spec| format!("{} of {}", spec.kind.code(), self.text(spec.unit)));
        Err(Error::Invalid {
            argument: "series".into(),
            given: format!("{key}, a {} of {}", series.kind.code(), series.unit),
            expected: format!("it is there as a {there}"),
        })
    }

    /// A new one.
    pub(super) fn add(&mut self, series: &SeriesSpec) -> Result<SeriesId> {
        let id = u32::try_from(self.specs.len()).map(SeriesId).map_err(|_| too_many())?;
        let key = [self.number(&series.key.device)?, self.number(&series.key.object)?, self.number(&series.key.row)?];
        let unit = self.number(&series.unit)?;
        self.specs.push(Spec { key, unit, kind: series.kind });
        self.keys.insert(key, id);
        Ok(id)
    }

    pub(super) fn unit(&self, series: SeriesId) -> Arc<str> {
        self.spec(series).map_or_else(|| "".into(), |spec| self.text(spec.unit))
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (SeriesId, SeriesSpec)> + '_ {
        (0..).map(SeriesId).zip(&self.specs).map(|(id, Spec { key: [device, object, row], unit, kind })| {
            let key = SeriesKey::new(&*self.text(*device), &*self.text(*object), &*self.text(*row));
            (id, SeriesSpec { key, kind: *kind, unit: self.text(*unit).to_string() })
        })
    }

    fn spec(&self, series: SeriesId) -> Option<&Spec> {
        self.specs.get(usize::try_from(series.0).ok()?)
    }

    fn text(&self, number: u32) -> Arc<str> {
        let found = usize::try_from(number).ok().and_then(|number| self.texts.get(number));
        found.cloned().unwrap_or_else(|| "".into())
    }

    fn number(&mut self, text: &str) -> Result<u32> {
        if let Some(number) = self.numbers.get(text) {
            return Ok(*number);
        }
        let number = u32::try_from(self.texts.len()).map_err(|_| too_many())?;
        let text: Arc<str> = text.into();
        self.texts.push(text.clone());
        self.numbers.insert(text, number);
        Ok(number)
    }
}

fn too_many() -> Error {
    Error::Limit { what: "the store's number of names".into(), limit: format!("{} names", u32::MAX) }
}
