//! Recordings of agents: `snmpwalk -On` text, `.properties` with the same lines, and `.snmprec`.
//!
//! A recording is foreign data: a line that cannot be read becomes a [`RecordingFault`] with its
//! number, everything else is used. Bytes need not be UTF-8. A file that ends in the middle of a
//! line or of a value is reported as [`RecordingEnd::Truncated`], never passed off as whole.

mod folder;
mod lines;
mod site;
mod snmprec;
mod value;
mod walk;

use std::borrow::Cow;
use std::fmt;
use std::path::Path;

use crate::error::{Error, Result};
use crate::value::VarBind;

pub use folder::{RecordedDevice, read_folder};

/// The most faults of one recording that are kept; the rest is counted.
const MAX_FAULTS: usize = 1_000;

/// The largest recording that is read, in bytes.
const MAX_BYTES: u64 = 1 << 30;

/// How a recording is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RecordingFormat {
    /// `.1.3.6.1.2.1.1.5.0 = STRING: "core1"`, what `snmpwalk -On` prints.
    Walk,
    /// `1.3.6.1.2.1.1.5.0|4|core1`, what snmpsim reads.
    SnmpRec,
}

/// What one file says that an agent answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Recording {
    /// The variables in the order of the file. Exceptions such as `No Such Object` are left out.
    pub varbinds: Vec<VarBind>,
    /// Lines that could not be read, in order; at most 1,000 are kept.
    pub faults: Vec<RecordingFault>,
    /// How many lines could not be read in all.
    pub fault_count: u64,
    /// Whether the recording reaches its own end.
    pub end: RecordingEnd,
    /// Whether the last line has a line end.
    pub line_ended: bool,
}

/// A line of a recording that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordingFault {
    /// The line, 1 is the first.
    pub line: u64,
    /// What is wrong there.
    pub reason: String,
}

impl fmt::Display for RecordingFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.reason)
    }
}

/// Whether a recording reaches its own end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordingEnd {
    /// The last value is whole.
    Complete,
    /// The last line has no line end, and its value could have been longer: `INTEGER: 1` may be
    /// what is left of `INTEGER: 12`. Some writers leave the last line end out.
    Open {
        /// The last line.
        line: u64,
    },
    /// The file stops within a line or a value, or the recorder says that it gave up.
    Truncated {
        /// The line where it stops.
        line: u64,
        /// What is missing.
        reason: String,
    },
}

impl Recording {
    /// Reads a recording from memory. Never fails: what cannot be read becomes faults.
    #[must_use]
    pub fn parse(bytes: &[u8], format: RecordingFormat) -> Self {
        let bytes = decoded(bytes);
        let mut recording = match format {
            RecordingFormat::Walk => walk::parse(&bytes),
            RecordingFormat::SnmpRec => snmprec::parse(&bytes),
        };
        recording.line_ended = bytes.ends_with(b"\n");
        recording
    }

    /// Reads the recording in a file; the format follows from the content.
    ///
    /// # Errors
    /// [`Error::Io`] where the file cannot be read, [`Error::Limit`] where it is larger than 1 GiB,
    /// [`Error::Invalid`] where it is no regular file, [`Error::Malformed`] where no line of it is a variable.
    pub fn read(path: &Path) -> Result<Self> {
        let origin = path.display().to_string();
        let failed = |source| Error::io(format!("reading {origin}"), source);
        let metadata = std::fs::metadata(path).map_err(failed)?;
        // A pipe may never end, and reading from a device may do anything.
        if !metadata.is_file() {
            return Err(Error::invalid("recording", origin, "a regular file is expected"));
        }
        if metadata.len() > MAX_BYTES {
            return Err(Error::Limit { what: origin, limit: "1 GiB per recording".into() });
        }
        let bytes = std::fs::read(path).map_err(failed)?;
        let recording = Self::parse(&bytes, RecordingFormat::of(&bytes));
        if recording.varbinds.is_empty() {
            return Err(recording.nothing(origin, &bytes));
        }
        Ok(recording)
    }

    fn nothing(&self, origin: String, bytes: &[u8]) -> Error {
        let (line, reason) = match (self.faults.first(), &self.end) {
            _ if bytes.is_empty() => (1, "the file is empty".to_owned()),
            _ if decoded(bytes).contains(&0) => (1, "this is no text, so it is no recording".to_owned()),
            (_, RecordingEnd::Truncated { line, reason }) => (*line, format!("the recording is truncated: {reason}")),
            (Some(fault), _) => (fault.line, fault.reason.clone()),
            (None, _) => (1, "no line is a variable such as `.1.3.6.1.2.1.1.5.0 = STRING: \"core1\"`".to_owned()),
        };
        Error::Malformed { origin, offset: format!("line {line}"), reason }
    }

    fn new() -> Self {
        Self { varbinds: Vec::new(), faults: Vec::new(), fault_count: 0, end: RecordingEnd::Complete, line_ended: true }
    }

    fn fault(&mut self, line: u64, reason: impl Into<String>) {
        self.fault_count += 1;
        if self.faults.len() < MAX_FAULTS {
            self.faults.push(RecordingFault { line, reason: reason.into() });
        }
    }
}

impl RecordingFormat {
    /// The format that the first line with a variable has; [`Self::Walk`] where none has.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let bytes = decoded(bytes.get(..bytes.len().min(65_536)).unwrap_or_default());
        let decides = |line: &[u8]| {
            let digits = line.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
            match line.get(digits) {
                Some(b'|') if digits > 0 => Some(Self::SnmpRec),
                Some(b' ' | b'=') if digits > 0 => Some(Self::Walk),
                _ => None,
            }
        };
        bytes.split(|byte| *byte == b'\n').find_map(decides).unwrap_or(Self::Walk)
    }
}

/// The bytes without a byte order mark; UTF-16, which PowerShell's `>` writes, becomes UTF-8.
fn decoded(bytes: &[u8]) -> Cow<'_, [u8]> {
    let wide = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = rest.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect::<String>().into_bytes()
    };
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => Cow::Borrowed(rest),
        [0xFF, 0xFE, rest @ ..] => Cow::Owned(wide(rest, u16::from_le_bytes)),
        [0xFE, 0xFF, rest @ ..] => Cow::Owned(wide(rest, u16::from_be_bytes)),
        _ => Cow::Borrowed(bytes),
    }
}

#[cfg(test)]
mod tests;
