use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::{Session, SessionFuture};
use crate::error::{Error, Result};
use crate::io::Query;
use crate::io::recorded::{RecordedDevice, read_folder};
use crate::value::{Oid, Value, VarBind, VlanId};
use crate::wire::{Answer, ErrorStatus, Response};

/// The most variables in one answer: about what fits into a UDP datagram.
const MOST_VARBINDS: usize = 1_000;

/// Answers out of a recording as the recorded agent would, in the manner of v2c.
#[derive(Clone, Debug)]
pub struct RecordedSession {
    name: Arc<str>,
    variables: Arc<[VarBind]>,
    vlans: Arc<BTreeMap<VlanId, Arc<[VarBind]>>>,
}

impl RecordedSession {
    /// An agent of that name with these variables, in any order; of two with one name the first counts.
    #[must_use]
    pub fn new(name: impl Into<Arc<str>>, variables: Vec<VarBind>) -> Self {
        Self { name: name.into(), variables: sorted(variables), vlans: Arc::default() }
    }

    /// The agent that a file, or a folder of several files, recorded; of several agents the one of that name.
    ///
    /// What is wrong with the recording is not told: [`Site::from_recordings`](crate::inventory::Site::from_recordings)
    /// does.
    ///
    /// # Errors
    /// As [`read_folder`]; [`Error::Malformed`] where nothing of the file can be read, and [`Error::Invalid`] where
    /// there are several agents and none of that name.
    pub fn open(path: impl AsRef<Path>, device: Option<&str>) -> Result<Self> {
        let path = path.as_ref();
        let (mut devices, failures) = read_folder(path)?;
        let names: Vec<String> = devices.iter().map(|each| each.name.clone()).collect();
        let only = if devices.len() == 1 { devices.pop() } else { None };
        let found = match device {
            None => only,
            Some(name) => only.into_iter().chain(devices).find(|each| each.name == name),
        };
        if let Some(found) = found {
            return Ok(found.into());
        }
        if let (true, Some(failure)) = (names.is_empty(), failures.into_iter().next()) {
            let origin = path.display().to_string();
            return Err(Error::Malformed { origin, offset: "line 1".into(), reason: failure.reason });
        }
        Err(Error::invalid("device", device.unwrap_or("none"), format!("one of {}", names.join(", "))))
    }

    fn answer(&self, query: Query) -> Result<Vec<VarBind>> {
        Ok(match query {
            Query::Set(_) => {
                return Err(Error::invalid(
                    "session to set with",
                    &*self.name,
                    "a recording only answers; ask the device",
                ));
            }
            Query::Get(names) => names.into_iter().map(|name| self.exactly(name)).collect(),
            Query::GetNext(names) => names.into_iter().map(|name| self.after(name)).collect(),
            Query::GetBulk { non_repeaters, max_repetitions, mut names } => {
                let once = usize::try_from(non_repeaters).unwrap_or(usize::MAX).min(names.len());
                let mut cursors = names.split_off(once);
                let mut found: Vec<VarBind> = names.into_iter().map(|name| self.after(name)).collect();
                for _ in 0..max_repetitions {
                    for cursor in &mut cursors {
                        let next = self.after(cursor.clone());
                        *cursor = next.name.clone();
                        found.push(next);
                    }
                    let over =
                        cursors.is_empty() || found.iter().rev().take(cursors.len()).all(|it| it.value.is_exception());
                    if over || found.len() >= MOST_VARBINDS {
                        break;
                    }
                }
                found.truncate(MOST_VARBINDS);
                found
            }
        })
    }

    /// RFC 3416 §4.2.1.
    fn exactly(&self, name: Oid) -> VarBind {
        match self.variables.binary_search_by(|variable| variable.name.cmp(&name)) {
            Ok(at) => self.variables.get(at).cloned().unwrap_or_else(|| VarBind::new(name, Value::NoSuchObject)),
            Err(_) => VarBind::new(name, Value::NoSuchObject),
        }
    }

    /// RFC 3416 §4.2.2.
    fn after(&self, name: Oid) -> VarBind {
        let at = self.variables.partition_point(|variable| variable.name <= name);
        self.variables.get(at).cloned().unwrap_or_else(|| VarBind::new(name, Value::EndOfMibView))
    }
}

fn sorted(mut variables: Vec<VarBind>) -> Arc<[VarBind]> {
    variables.retain(|variable| !variable.value.is_exception());
    variables.sort_by(|a, b| a.name.cmp(&b.name));
    variables.dedup_by(|later, first| later.name == first.name);
    variables.into()
}

impl From<RecordedDevice> for RecordedSession {
    fn from(device: RecordedDevice) -> Self {
        let vlans = device.vlans.into_iter().map(|(vlan, variables)| (vlan, sorted(variables))).collect();
        Self { name: device.name.into(), variables: sorted(device.varbinds), vlans: Arc::new(vlans) }
    }
}

impl Session for RecordedSession {
    fn target(&self) -> String {
        self.name.to_string()
    }

    fn exchange(&self, query: Query) -> SessionFuture<'_, Result<Answer>> {
        let response = |varbinds| Response { id: 0, status: ErrorStatus::NoError, index: 0, varbinds };
        Box::pin(std::future::ready(self.answer(query).map(|varbinds| Answer::from(response(varbinds)))))
    }

    fn in_vlan(&self, vlan: VlanId) -> Option<Box<dyn Session>> {
        let variables = Arc::clone(self.vlans.get(&vlan)?);
        let name = format!("{}@{vlan}", self.name).into();
        Some(Box::new(Self { name, variables, vlans: Arc::default() }))
    }
}
