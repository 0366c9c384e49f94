//! The house rule: a room may import only rooms on floors below its own.
//! The floors are drawn in `docs/architecture.md`; this file is the same picture, checked.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

const FLOORS: &[&[&str]] = &[
    &["error"],
    &["value"],
    &["wire", "mib", "counter"],
    &["series"],
    &["sim", "inventory", "history", "check"],
    &["evidence", "alert", "measure"],
    &["topology"],
    &["export", "accuracy"],
    &["io"],
];

#[test]
fn rooms_import_only_downwards() {
    let mut faults = Vec::new();
    visit(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), None, &mut faults);
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

fn visit(dir: &Path, room: Option<&str>, faults: &mut Vec<String>) {
    for path in fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()) {
        let stem = path.file_stem().unwrap().to_str().unwrap();
        if path.is_dir() {
            visit(&path, room.or(Some(stem)), faults);
        } else if !matches!(stem, "lib" | "tests") && path.extension().is_some_and(|kind| kind == "rs") {
            read(&path, room.unwrap_or(stem), faults);
        }
    }
}

fn read(file: &Path, room: &str, faults: &mut Vec<String>) {
    let here = floor(room).unwrap_or_else(|| panic!("room `{room}` has no floor yet: add it to FLOORS"));
    for (number, line) in fs::read_to_string(file).unwrap().lines().enumerate() {
        if line.trim_start().starts_with("//") {
            continue;
        }
        for path in line.split("crate::").skip(1) {
            let other = path.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
            if other != room && floor(other).is_none_or(|there| there >= here) {
                let fault = format!("{}:{}: `{room}` must not import `crate::{other}…`", file.display(), number + 1);
                faults.push(fault);
            }
        }
    }
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}
