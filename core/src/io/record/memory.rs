use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::measure::MeterMemory;

/// The layout of the file.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct File {
    netwarden_counters: u32,
    groups: Vec<MeterMemory>,
}

/// What the last run remembered; nothing where there is no file.
pub(super) fn read(path: &Path) -> Result<Vec<MeterMemory>> {
    let text = match fs::read(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        read => read.map_err(|error| Error::io(format!("reading {}", path.display()), error))?,
    };
    let invalid = |expected: &str| Error::invalid("file of the last counters", path.display().to_string(), expected);
    let file: File = serde_json::from_slice(&text)
        .map_err(|error| invalid(&format!("a file that a recorder wrote is expected: {error}")))?;
    if file.netwarden_counters != VERSION {
        return Err(invalid(&format!("layout {VERSION} is expected, not {}", file.netwarden_counters)));
    }
    Ok(file.groups)
}

/// Writes it whole, or leaves the file as it was.
pub(super) fn write(path: &Path, groups: Vec<MeterMemory>) -> Result<()> {
    let failed = |error| Error::io(format!("writing {}", path.display()), error);
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let new: PathBuf = path.with_file_name(name);
    let written = (|| {
        let mut file = BufWriter::new(fs::File::create(&new)?);
        serde_json::to_writer(&mut file, &File { netwarden_counters: VERSION, groups })?;
        file.flush()?;
        file.get_ref().sync_all()?;
        fs::rename(&new, path)
    })();
    if written.is_err() {
        // What is left of it helps nobody.
        let _ = fs::remove_file(&new);
    }
    written.map_err(failed)
}
