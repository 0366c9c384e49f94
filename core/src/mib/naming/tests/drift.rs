//! The names of numbers and the docs of the row types say the same.

use std::fs;
use std::path::Path;

use crate::mib::naming::known;

/// `up(1)` in `/// ``ifAdminStatus``: up(1), down(2)`, with the object's name.
fn documented() -> Vec<(String, Vec<(i64, String)>)> {
    let mut found = Vec::new();
    for file in fs::read_dir(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/mib"))).unwrap() {
        let path = file.unwrap().path();
        if !path.to_str().unwrap().ends_with("_mib.rs") {
            continue;
        }
        let text = fs::read_to_string(path).unwrap();
        for line in text.lines().filter_map(|line| line.trim().strip_prefix("/// `")) {
            let Some((object, rest)) = line.split_once("`: ") else { continue };
            let label = |word: &str| {
                let (name, number) = word.trim_matches([',', '.', ':']).strip_suffix(')')?.split_once('(')?;
                Some((number.parse().ok()?, name.to_owned()))
            };
            let labels: Vec<(i64, String)> = rest.split(' ').filter_map(label).collect();
            if !labels.is_empty() {
                found.push((object.to_owned(), labels));
            }
        }
    }
    found
}

#[test]
fn labels_are_those_of_the_docs() {
    let documented = documented();
    assert!(documented.len() >= 14, "{documented:?}");
    // What the MIB has as BITS is a set, not one of several.
    for (object, labels) in documented.into_iter().filter(|(object, _)| !object.contains("SysCap")) {
        let known = known::labels(&object);
        for label in labels {
            assert!(known.contains(&label), "{object}: {label:?} is documented, {known:?} is known");
        }
    }
}
