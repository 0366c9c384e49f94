//! The two example programs as a user runs them: the main job offline, and every way to get it wrong.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)] // a test may wait

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use serde_json::Value;

/// An example that `cargo test` has built beside this test.
fn example(name: &str) -> Command {
    let deps = std::env::current_exe().unwrap();
    let mut program = deps.parent().unwrap().parent().unwrap().join("examples").join(name);
    program.set_extension(std::env::consts::EXE_EXTENSION);
    assert!(program.exists(), "{} is built by `cargo test`", program.display());
    Command::new(program)
}

fn run(command: &mut Command) -> Output {
    command.stdin(Stdio::null()).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Runs it, expects that exit status, and returns what it said on standard error.
fn fails(command: &mut Command, status: i32) -> String {
    let ran = run(command);
    let said = text(&ran.stderr);
    assert_eq!(ran.status.code(), Some(status), "{said}");
    assert!(!said.contains("panicked"), "{said}");
    said
}

#[test]
fn without_arguments_it_maps_the_simulated_campus() {
    let folder = tempfile::tempdir().unwrap();
    let ran = run(example("map_a_site").args(["--interval", "1"]).current_dir(folder.path()));
    let report = text(&ran.stdout);
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    for part in
        ["20 devices of 254 addresses", "21 were found; 0 wrong ones", "0 without a rate", "10 checks", "because: "]
    {
        assert!(report.contains(part), "`{part}` is missing in:\n{report}");
    }
    let progress = text(&ran.stderr);
    assert!(progress.contains("asking ") && progress.contains(" left"), "{progress}");
    let page = fs::read_to_string(folder.path().join("site.html")).unwrap();
    assert!(page.starts_with("<!doctype html>") || page.starts_with("<!DOCTYPE html>"));
}

#[test]
fn the_json_keeps_its_contract() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.json");
    let ran = run(example("map_a_site").args(["--simulate", "ring", "--interval", "0", "--quiet", "--json"]).arg(&out));
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    let map: Value = serde_json::from_str(&fs::read_to_string(out).unwrap()).unwrap();
    assert!(map["segments"].is_array());
    let nodes: HashMap<&Value, &Value> =
        map["nodes"].as_array().unwrap().iter().map(|node| (&node["id"], node)).collect();
    for node in nodes.values() {
        assert!(node["id"].is_string() && node["name"].is_string() && node["kind"].is_string());
    }
    let links = map["links"].as_array().unwrap();
    assert!(links.iter().any(|link| link["state"] == "blocked"), "a ring has a blocked link");
    for link in links {
        for end in ["a", "b"] {
            assert!(link[end]["device"].is_string(), "{link}");
            let named = link[end]["port"].is_string();
            assert!(
                named || nodes[&link[end]["node"]]["polled"] == false,
                "a device that answers names its port: {link}"
            );
        }
        assert_eq!(link["layer"], "l2");
        assert!(!link["because"].as_array().unwrap().is_empty());
    }
}

#[test]
fn a_wrong_argument_is_told_and_ends_with_2() {
    for (arguments, expected) in [
        (&["10.0.0.0/99"][..], "10.0.0.0/99"),
        (&["127.0.0.1", "--port", "0"], "port"),
        (&["--simulate", "atlantis"], "campus"),
        (&["--nonsense"], "--nonsense"),
    ] {
        let said = fails(example("map_a_site").args(arguments), 2);
        assert!(said.contains(expected), "{arguments:?}: {said}");
    }
}

#[test]
fn nobody_there_is_told_and_ends_with_1() {
    let said = fails(
        example("map_a_site").args(["127.99.0.0/29", "--port", "9", "--timeout", "0.3", "--quiet", "--json", "-"]),
        1,
    );
    assert!(said.contains("6 addresses were asked"), "{said}");
    let said = fails(
        example("map_a_site").args(["127.99.0.1", "--port", "9", "--timeout", "0.3", "--quiet", "--json", "-"]),
        1,
    );
    assert!(said.contains("127.99.0.1"), "{said}");
}

#[test]
fn a_wrong_community_is_told_without_repeating_it() {
    let said = fails(
        example("map_a_site").args([
            "--simulate",
            "two-switches",
            "--community",
            "hunter2",
            "--timeout",
            "0.3",
            "--json",
            "-",
        ]),
        1,
    );
    assert!(said.contains("community") && !said.contains("hunter2"), "{said}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_told_and_ends_with_1() {
    let said = fails(
        example("map_a_site").args(["--simulate", "two-switches", "--interval", "0", "--quiet", "--html", "/dev/full"]),
        1,
    );
    assert!(said.contains("/dev/full") && said.contains("No space left"), "{said}");
}

#[test]
#[cfg(unix)]
fn ctrl_c_ends_with_what_was_found_so_far() {
    let folder = tempfile::tempdir().unwrap();
    let child = example("map_a_site")
        .args(["--interval", "60"])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_secs(6));
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let ran = child.wait_with_output().unwrap();
    assert_eq!(ran.status.code(), Some(130), "{}", text(&ran.stderr));
    assert!(text(&ran.stdout).contains("20 devices"), "{}", text(&ran.stdout));
    assert!(folder.path().join("site.html").exists());
}

fn recording(folder: &Path, name: &str, content: &str) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, content).unwrap();
    path
}

#[test]
fn recordings_that_cannot_be_read_are_told_and_end_with_1() {
    let said = fails(example("infer_walks").arg("/nonexistent-folder"), 1);
    assert!(said.contains("/nonexistent-folder"), "{said}");

    let empty = tempfile::tempdir().unwrap();
    let said = fails(example("infer_walks").arg(empty.path()), 1);
    assert!(said.contains(&empty.path().display().to_string()), "{said}");

    let broken = tempfile::tempdir().unwrap();
    recording(broken.path(), "good.txt", ".1.3.6.1.2.1.1.5.0 = STRING: \"good\"\n");
    fs::create_dir(broken.path().join("bad.txt")).unwrap();
    fs::write(broken.path().join("bad.txt/inner.txt"), [0xff, 0x00, 0x10]).unwrap();
    let said = fails(example("infer_walks").arg(broken.path()), 1);
    assert!(said.contains("bad.txt"), "{said}");
}

#[test]
fn a_truncated_recording_is_told_with_its_line_and_ends_with_1() {
    let folder = tempfile::tempdir().unwrap();
    recording(folder.path(), "cut.txt", ".1.3.6.1.2.1.1.5.0 = STRING: \"cut\"\n.1.3.6.1.2.1.1.6.0 = STRING: \"ra");
    let said = fails(example("infer_walks").arg(folder.path()), 1);
    assert!(said.contains("cut.txt") && said.contains("line 2") && said.contains("truncated"), "{said}");
}

#[test]
fn wrong_arguments_of_infer_walks_end_with_2() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&["--format", "papyrus"][..], &["--hide", "rumour"], &["--strategy", "guess"], &["--what"]] {
        let said = fails(example("infer_walks").arg(folder.path()).args(arguments), 2);
        assert!(said.contains(arguments[arguments.len() - 1]), "{arguments:?}: {said}");
    }
}
