//! The user's MIB files, from where they lie.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::mib::{LARGEST_MIB_FILE, MOST_MIB_FILES, MibFile};

/// Reads MIB files for [`Names::load`](crate::mib::Names::load). Of a folder, those that lie in it are read, in the order of
/// their names, and what has no MIB module is left out; its subfolders are not entered.
///
/// ```no_run
/// use netwarden::io::read_mib_files;
/// use netwarden::mib::{MibStrictness, Names};
///
/// let mut names = Names::new();
/// names.load(&read_mib_files(["/usr/share/snmp/mibs", "acme.mib"])?, MibStrictness::Strict)?;
/// # Ok::<(), netwarden::Error>(())
/// ```
///
/// # Errors
/// [`Error::Io`] with the path that cannot be read; [`Error::Limit`] above 20,000 files or 16 MiB in one;
/// [`Error::Invalid`] where a folder has no MIB file.
pub fn read_mib_files<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) -> Result<Vec<MibFile>> {
    let mut files = Vec::new();
    for path in paths {
        let path = path.as_ref();
        if path.is_dir() {
            let before = files.len();
            for path in files_in(path)? {
                let file = read(&path)?;
                if has_module(&file.text) {
                    keep(&mut files, file)?;
                }
            }
            if files.len() == before {
                return Err(Error::invalid(
                    "folder of MIB files",
                    path.display().to_string(),
                    "no file in it has a MIB module",
                ));
            }
        } else {
            let file = read(path)?;
            keep(&mut files, file)?;
        }
    }
    Ok(files)
}

fn keep(files: &mut Vec<MibFile>, file: MibFile) -> Result<()> {
    if files.len() >= MOST_MIB_FILES {
        return Err(Error::Limit { what: "number of MIB files".to_owned(), limit: format!("{MOST_MIB_FILES} files") });
    }
    files.push(file);
    Ok(())
}

fn files_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let failed = |error| Error::io(format!("reading {}", folder.display()), error);
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn read(path: &Path) -> Result<MibFile> {
    let failed = |error| Error::io(format!("reading {}", path.display()), error);
    let mut text = Vec::new();
    let most = u64::try_from(LARGEST_MIB_FILE).unwrap_or(u64::MAX);
    File::open(path).map_err(failed)?.take(most.saturating_add(1)).read_to_end(&mut text).map_err(failed)?;
    if text.len() > LARGEST_MIB_FILE {
        return Err(Error::Limit { what: format!("MIB file {}", path.display()), limit: "16 MiB".to_owned() });
    }
    Ok(MibFile { name: path.display().to_string(), text })
}

fn has_module(text: &[u8]) -> bool {
    text.windows(b"DEFINITIONS".len()).any(|word| word == b"DEFINITIONS")
}

#[cfg(test)]
mod tests;
