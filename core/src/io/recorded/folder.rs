//! A folder of recordings is a network: a file, or a subfolder of files, for each device.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};

use super::{Recording, RecordingEnd, RecordingFault};
use crate::error::{Error, Result};
use crate::inventory::TargetFailure;
use crate::io::parallel;
use crate::value::{VarBind, VlanId};

/// Endings of file names that are not part of a device's name.
const EXTENSIONS: [&str; 6] = ["txt", "snmpwalk", "walk", "snmprec", "properties", "snmp"];

/// Files that lie beside recordings and are none.
const OTHERS: [&str; 5] = ["readme", "license", "licence", "notice", "changelog"];

/// What the recordings of one device hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RecordedDevice {
    /// The recording's name: the file's name without `.txt`, `.snmpwalk`, `.walk`, `.snmprec`,
    /// `.properties` and `.snmp`.
    pub name: String,
    /// The address in the name, where there is exactly one: `Bagmane_10.205.56.20`.
    pub address: Option<Ipv4Addr>,
    /// What the agent answered without a VLAN context.
    pub varbinds: Vec<VarBind>,
    /// What it answered as `community@vlan`: `NAME@10.txt` or `NAME.vlan10.txt`.
    pub vlans: BTreeMap<VlanId, Vec<VarBind>>,
    /// Lines that could not be read, with the file's name.
    pub faults: Vec<(String, RecordingFault)>,
    /// Files that stop before their end, and how.
    pub truncated: Vec<TargetFailure>,
}

/// One file of a device.
struct Part {
    file: String,
    vlan: Option<VlanId>,
    recording: Recording,
}

/// Reads the recordings in `dir`, sorted by name, or the one in a file; beside them what could not be read, and why.
///
/// Files whose content is nothing like a recording are left out unless their name says that they
/// are one; so are hidden files and `README`s.
///
/// # Errors
/// [`Error::Io`] where the folder cannot be read, [`Error::Invalid`] where nothing in it is a
/// recording or an attempt at one.
pub fn read_folder(dir: &Path) -> Result<(Vec<RecordedDevice>, Vec<TargetFailure>)> {
    let mut failures = Vec::new();
    let mut parts: BTreeMap<String, Vec<Part>> = BTreeMap::new();
    let files: Vec<_> = devices(dir)?
        .into_iter()
        .flat_map(|(name, files)| files.into_iter().map(move |file| (name.clone(), file)))
        .collect();
    let read =
        parallel::map(files, |(name, (path, vlan))| (name, part(&path, vlan).map_err(|error| failure(&path, &error))));
    for (name, part) in read {
        match part {
            Ok(Some(part)) => parts.entry(name).or_default().push(part),
            Ok(None) => {}
            Err(failure) => failures.push(failure),
        }
    }
    if parts.is_empty() && failures.is_empty() {
        let expected = "files of `snmpwalk -On` text or .snmprec are expected in it";
        return Err(Error::invalid("folder of recordings", dir.display().to_string(), expected));
    }
    // Some writers leave the last line end out; where the others of a folder do not, it was lost.
    let line_ends_are_usual = parts.values().flatten().any(|part| part.recording.line_ended);
    let devices = parts.into_iter().map(|(name, parts)| device(name, parts, line_ends_are_usual)).collect();
    Ok((devices, failures))
}

/// The files of each device by its name, with the VLAN that they were asked in.
type Files = BTreeMap<String, Vec<(PathBuf, Option<VlanId>)>>;

fn devices(dir: &Path) -> Result<Files> {
    let mut devices = Files::new();
    for path in entries(dir)? {
        let own = file_name(&path);
        if path.is_dir() {
            let files = entries(&path)?.into_iter().filter(|file| !file.is_dir());
            devices.entry(own).or_default().extend(files.map(|file| {
                let vlan = split_vlan(&without_extensions(&file_name(&file))).1;
                (file, vlan)
            }));
        } else {
            let (name, vlan) = split_vlan(&without_extensions(&own));
            devices.entry(name).or_default().push((path, vlan));
        }
    }
    Ok(devices)
}

/// What is in `dir`, sorted by name, without hidden files.
fn entries(dir: &Path) -> Result<Vec<PathBuf>> {
    if dir.is_file() {
        return Ok(vec![dir.to_owned()]);
    }
    let failed = |source| Error::io(format!("reading the folder {}", dir.display()), source);
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(failed)? {
        paths.push(entry.map_err(failed)?.path());
    }
    paths.retain(|path| {
        let name = file_name(path).to_lowercase();
        !name.starts_with('.') && !OTHERS.iter().any(|other| name.starts_with(other))
    });
    paths.sort();
    Ok(paths)
}

fn part(path: &Path, vlan: Option<VlanId>) -> Result<Option<Part>> {
    let file = file_name(path);
    let recording = match Recording::read(path) {
        Ok(recording) => recording,
        Err(Error::Malformed { .. }) if without_extensions(&file) == file => return Ok(None),
        Err(error) => return Err(error),
    };
    Ok(Some(Part { file, vlan, recording }))
}

fn device(name: String, parts: Vec<Part>, line_ends_are_usual: bool) -> RecordedDevice {
    let mut device = RecordedDevice { address: address(&name), name, ..RecordedDevice::default() };
    for Part { file, vlan, recording, .. } in parts {
        let mut varbinds = recording.varbinds;
        let truncated = match recording.end {
            RecordingEnd::Complete => None,
            RecordingEnd::Open { .. } if !line_ends_are_usual => None,
            RecordingEnd::Open { line } => {
                // Its last value may be the start of a longer one.
                varbinds.pop();
                Some((line, "the last line has no end".to_owned()))
            }
            RecordingEnd::Truncated { line, reason } => Some((line, reason)),
        };
        if let Some((line, reason)) = truncated {
            let reason = format!("the recording is truncated at line {line}: {reason}; what precedes it is used");
            device.truncated.push(TargetFailure { target: file.clone(), code: "malformed".into(), reason });
        }
        device.faults.extend(recording.faults.into_iter().map(|fault| (file.clone(), fault)));
        match vlan {
            Some(vlan) => device.vlans.entry(vlan).or_default().append(&mut varbinds),
            None => device.varbinds.append(&mut varbinds),
        }
    }
    device
}

fn failure(path: &Path, error: &Error) -> TargetFailure {
    TargetFailure { target: file_name(path), code: error.code().into(), reason: error.to_string() }
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// `NMM-R1.snmpwalk.txt` → `NMM-R1`; `10.0.0.1` stays.
fn without_extensions(name: &str) -> String {
    let mut name = name;
    while let Some((stem, extension)) = name.rsplit_once('.') {
        if stem.is_empty() || !EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(extension)) {
            break;
        }
        name = stem;
    }
    name.to_owned()
}

/// `sw1@10` and `sw1.vlan10` → `sw1` and VLAN 10.
fn split_vlan(name: &str) -> (String, Option<VlanId>) {
    for mark in ["@vlan", "@", ".vlan"] {
        let Some((device, number)) = name.rsplit_once(mark) else { continue };
        let plain = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        let vlan = number.parse().ok().filter(|number| plain && (1..=4094).contains(number));
        if let (Some(vlan), false) = (vlan, device.is_empty()) {
            return (without_extensions(device), Some(VlanId(vlan)));
        }
    }
    (name.to_owned(), None)
}

/// The one IPv4 address in a name, where no letter or digit touches it.
fn address(name: &str) -> Option<Ipv4Addr> {
    let words = name.split(|c: char| !(c.is_alphanumeric() || c == '.'));
    let mut found = words.filter_map(|word| word.parse::<Ipv4Addr>().ok());
    let first = found.next()?;
    let of_a_device = !(first.is_unspecified() || first.is_multicast() || first.is_broadcast() || first.is_loopback());
    (found.next().is_none() && of_a_device).then_some(first)
}
