//! Who keeps a file of SQLite locked.

use std::path::Path;

/// The process that holds a lock on the file, in words; `None` where the system does not tell.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(super) fn holder(path: &Path) -> Option<String> {
    use std::os::unix::fs::MetadataExt;

    // The file is not opened for it: to close it would undo this program's own locks.
    let inode = std::fs::metadata(path).ok()?.ino().to_string();
    let locks = std::fs::read_to_string("/proc/locks").ok()?;
    let pid = locks.lines().find_map(|line| lock_of(line, &inode))?;
    if pid == std::process::id() {
        return Some("this program, which has it open already".into());
    }
    let name = std::fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
    let name = name.trim();
    Some(if name.is_empty() { format!("process {pid}") } else { format!("process {pid} ({name})") })
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(super) fn holder(_path: &Path) -> Option<String> {
    None
}

/// The process of a line of `/proc/locks` that locks one of the octets that SQLite locks, for itself alone.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn lock_of(line: &str, inode: &str) -> Option<u32> {
    /// Where SQLite's locks begin, and how many octets they take.
    const LOCKS: std::ops::Range<u64> = 0x4000_0000..0x4000_0200;

    let mut words = line.split_whitespace().skip_while(|word| *word != "WRITE").skip(1);
    let pid = words.next()?.parse().ok()?;
    let is_file = words.next()?.rsplit(':').next() == Some(inode);
    let begins: u64 = words.next()?.parse().ok()?;
    (is_file && LOCKS.contains(&begins)).then_some(pid)
}

#[cfg(all(test, any(target_os = "linux", target_os = "android")))]
mod tests {
    use super::lock_of;

    #[test]
    fn a_lock_of_sqlite_is_known_by_its_place() {
        let line = "1: POSIX  ADVISORY  WRITE 3568 fd:00:2531452 1073741825 1073742335";
        assert_eq!(lock_of(line, "2531452"), Some(3568));
        assert_eq!(lock_of(line, "31452"), None);
        assert_eq!(lock_of("1: FLOCK  ADVISORY  WRITE 9 fd:00:2531452 0 EOF", "2531452"), None);
        assert_eq!(lock_of("2: POSIX  ADVISORY  READ 9 fd:00:2531452 1073741826 1073742335", "2531452"), None);
        assert_eq!(lock_of("", "1"), None);
    }
}
