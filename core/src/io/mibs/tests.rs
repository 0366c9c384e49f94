use super::*;
use crate::mib::{MibStrictness, Names};

const MODULE: &str = "ACME-MIB DEFINITIONS ::= BEGIN IMPORTS enterprises FROM SNMPv2-SMI;\nacme OBJECT IDENTIFIER ::= { enterprises 99999 } END\n";

#[test]
fn a_folder_is_read_without_what_is_no_mib() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("acme.mib"), MODULE).unwrap();
    fs::write(folder.path().join("README"), "Modules of Acme.").unwrap();
    fs::create_dir(folder.path().join("old")).unwrap();
    let files = read_mib_files([folder.path()]).unwrap();
    assert_eq!(files.len(), 1);
    assert!(files[0].name.ends_with("acme.mib"), "{}", files[0].name);
    let mut names = Names::new();
    assert_eq!(names.load(&files, MibStrictness::Strict).unwrap().modules, ["ACME-MIB"]);
    assert_eq!(names.lookup("acme.7").unwrap().to_string(), "1.3.6.1.4.1.99999.7");
}

#[test]
fn a_file_that_is_named_is_read_whatever_it_has() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("README");
    fs::write(&path, "Modules of Acme.").unwrap();
    assert_eq!(read_mib_files([&path]).unwrap()[0].text, b"Modules of Acme.");
    let error = read_mib_files([folder.path()]).unwrap_err();
    assert_eq!(error.code(), "invalid");
    assert!(error.to_string().ends_with("no file in it has a MIB module"), "{error}");
}

#[test]
fn what_is_not_there_or_too_large_says_which_file() {
    let folder = tempfile::tempdir().unwrap();
    let error = read_mib_files([folder.path().join("none.mib")]).unwrap_err();
    assert_eq!(error.code(), "io");
    assert!(error.to_string().contains("none.mib"), "{error}");
    let large = folder.path().join("large.mib");
    File::create(&large).unwrap().set_len(17 << 20).unwrap();
    let error = read_mib_files([&large]).unwrap_err();
    assert_eq!(error.code(), "limit");
    assert!(error.to_string().contains("large.mib"), "{error}");
}
