use std::path::Path;

use super::{RecordedDevice, read_folder};
use crate::error::Result;
use crate::inventory::{Collected, DeviceSnapshot, Site, SnapshotFault, TargetFailure, build, tables};
use crate::io::parallel;
use crate::value::{DeviceId, Oid, Timestamp};

impl Site {
    /// Reads a folder of recordings: a file, or a subfolder of files, for each device.
    ///
    /// `snmpwalk -On` text, `.properties` with the same lines and `.snmprec` are read. The device's id and name are
    /// the file's name without `.txt`, `.snmpwalk`, `.walk`, `.snmprec`, `.properties` and `.snmp`; `NAME@10.txt`
    /// and `NAME.vlan10.txt` are what device `NAME` answered in the context of VLAN 10. Lines that cannot be read
    /// are faults of the snapshot. A file of which nothing could be read, and one that stops before its end, are in
    /// [`Site::failures`]; of the latter, what precedes the end is used. A file stops before its end where that is
    /// within a line or a value, where the recorder says that it gave up, and where the last line has no line end,
    /// could have been longer, and another file of the folder does end with one.
    ///
    /// ```no_run
    /// # fn main() -> netwarden::Result<()> {
    /// let site = netwarden::inventory::Site::from_recordings("walks")?;
    /// println!("{} devices, {} failures", site.devices.len(), site.failures.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`read_folder`].
    pub fn from_recordings(dir: impl AsRef<Path>) -> Result<Self> {
        let (recorded, mut failures) = read_folder(dir.as_ref())?;
        let asked = u64::try_from(recorded.len() + failures.len()).unwrap_or(u64::MAX);
        failures.extend(recorded.iter().flat_map(|device| device.truncated.iter().cloned()));
        let devices = parallel::map(recorded, RecordedDevice::into_snapshot);
        Ok(Self { devices, failures, asked, cancelled: false })
    }
}

impl RecordedDevice {
    /// What the recordings of this device say. Nobody knows when they were made: `polled_at` is 0.
    #[must_use]
    pub fn into_snapshot(self) -> DeviceSnapshot {
        let mut collected = Collected::default();
        let last = self.varbinds.last().map(|varbind| varbind.name.clone());
        collected.add_recording(None, self.varbinds);
        for (vlan, varbinds) in self.vlans {
            collected.add_recording(Some(vlan), varbinds);
        }
        if let (Some(truncated), Some(last)) = (self.truncated.first(), last) {
            mark_incomplete(&mut collected, &last, truncated);
        }
        let address = self.address.map(Into::into);
        let id = DeviceId(self.name.clone());
        let mut snapshot = build(id, Some(self.name), address, Timestamp::default(), &collected);
        let faults = self.faults.into_iter().map(|(file, fault)| SnapshotFault {
            table: "recording".into(),
            index: format!("{file} line {}", fault.line),
            reason: fault.reason,
        });
        snapshot.faults.extend(faults);
        snapshot
    }
}

/// The table in which a recording stops is not complete.
fn mark_incomplete(collected: &mut Collected, last: &Oid, why: &TargetFailure) {
    let within = |name: &str| tables().iter().any(|it| it.table.name == name && last.starts_with(it.table.entry));
    for table in collected.tables.iter_mut().filter(|table| table.vlan.is_none() && within(table.table)) {
        table.complete = false;
        table.reason = Some(why.reason.clone());
    }
}
