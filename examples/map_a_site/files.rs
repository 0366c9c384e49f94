//! Files that are whole or not there.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use netwarden::{Error, Result};

/// Writes a file beside its place and moves it there, so that a full disk leaves no half of one and
/// an older one stays. A device or a pipe is written as it is; `-` is the standard output.
pub(crate) fn write(path: &str, text: &str) -> Result<()> {
    let failed = |error| Error::io(format!("writing {path}"), error);
    if path == "-" {
        return super::common::print(text).map_err(failed);
    }
    let place = Path::new(path);
    if place.metadata().is_ok_and(|found| !found.is_file()) {
        let mut file = fs::OpenOptions::new().write(true).open(place).map_err(failed)?;
        return file.write_all(text.as_bytes()).and_then(|()| file.flush()).map_err(failed);
    }
    let mut name = place.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = place.with_file_name(name);
    let written = fs::File::create(&part).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&part, place)
    });
    if written.is_err() {
        // What is left of it helps nobody; the error to tell is the first one.
        let _ = fs::remove_file(&part);
    }
    written.map_err(failed)?;
    eprintln!("wrote {path}");
    Ok(())
}
