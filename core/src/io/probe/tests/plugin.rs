#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use crate::check::{self, CheckResult, PluginCheck, Status};
use crate::io::probe::{ProbeOptions, run_with};

/// A folder of plugins, each a script for `sh`.
fn folder(scripts: &[(&str, &str)]) -> (tempfile::TempDir, ProbeOptions) {
    let folder = tempfile::tempdir().unwrap();
    for (name, script) in scripts {
        let path = folder.path().join(name);
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let options = ProbeOptions::new().plugins(folder.path());
    (folder, options)
}

async fn result(check: PluginCheck, options: &ProbeOptions) -> CheckResult {
    run_with(&check.spec().unwrap(), options).await.unwrap()
}

#[tokio::test]
async fn exit_codes_text_and_performance_data_are_read() {
    let (_folder, options) = folder(&[
        ("check_all", r#"printf 'DISK OK - free | /=10MB;5;2;0;20\nmore\nlast | /home=7MB\n/var=3MB\n'"#),
        ("check_exit", "echo \"state $1\"; exit $1"),
        ("check_silent", "exit 2"),
        ("check_complains", "echo 'no such option' >&2; exit 3"),
        ("check_odd", "echo 'OK | what is this'; exit 0"),
        ("check_killed", "kill -9 $$"),
    ]);
    let all = result(check::plugin("check_all").target("disks"), &options).await;
    assert_eq!(all.to_string(), "OK disks says: DISK OK - free");
    let labels: Vec<&str> = all.perfdata.iter().map(|value| value.label.as_str()).collect();
    assert_eq!(labels, ["/", "/home", "/var"]);
    assert_eq!(all.facts.first().unwrap().value, "more\nlast");
    for (code, status, cause) in [
        ("0", Status::Ok, None),
        ("1", Status::Warning, Some("service-failed")),
        ("2", Status::Critical, Some("service-failed")),
        ("3", Status::Unknown, Some("not-evaluated")),
        ("7", Status::Unknown, Some("not-evaluated")),
    ] {
        let came = result(check::plugin("check_exit").arguments([code]), &options).await;
        assert_eq!((came.status, came.cause.as_ref().map(|cause| cause.code())), (status, cause), "{came}");
        assert!(came.to_string().contains(&format!("state {code}")), "{came}");
    }
    assert!(result(check::plugin("check_silent"), &options).await.to_string().contains("it says nothing"));
    assert!(result(check::plugin("check_complains"), &options).await.to_string().contains("no such option"));
    let odd = result(check::plugin("check_odd"), &options).await;
    assert_eq!((odd.status, odd.facts.first().unwrap().name.as_str()), (Status::Ok, "unreadable_perfdata"));
    assert!(result(check::plugin("check_killed"), &options).await.to_string().contains("signal"));
}

#[tokio::test]
async fn no_shell_and_nothing_of_our_environment() {
    let (_folder, options) = folder(&[("check_words", "echo \"$1 $HOME$CARGO_MANIFEST_DIR\"")]);
    let came = result(check::plugin("check_words").arguments(["$(id); `id` > /tmp/x"]), &options).await;
    assert_eq!(came.to_string(), "OK check_words says: $(id); `id` > /tmp/x");
}

#[tokio::test]
async fn what_never_ends_is_killed_with_its_children_and_what_prints_for_ever_is_cut() {
    let (folder, options) = folder(&[
        ("check_hangs", "sleep 60 & echo $! > \"$1\"; sleep 60"),
        ("check_prints", "head -c 10000000 /dev/zero | tr '\\0' a"),
    ]);
    let file = folder.path().join("child");
    let hangs =
        check::plugin("check_hangs").arguments([file.display().to_string()]).timeout(Duration::from_millis(400));
    let started = Instant::now();
    let came = result(hangs, &options).await;
    assert_eq!(came.cause.unwrap().code(), "timed-out");
    assert!(started.elapsed() < Duration::from_secs(20));
    let child = fs::read_to_string(file).unwrap();
    let stat = format!("/proc/{}/stat", child.trim());
    // Gone, or a zombie that init has not buried yet.
    let is_gone = || fs::read_to_string(&stat).map_or(true, |stat| stat.contains(") Z "));
    for _ in 0..200 {
        if is_gone() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(is_gone(), "the child of the plugin lives on");
    let printed = result(check::plugin("check_prints"), &options).await;
    assert_eq!(printed.status, Status::Ok);
    assert!(printed.summary.len() < 70_000);
}

#[tokio::test]
async fn nothing_runs_that_the_prober_does_not_offer() {
    let nowhere = result(check::plugin("check_disk"), &ProbeOptions::new()).await;
    assert!(nowhere.to_string().starts_with("UNKNOWN") && nowhere.to_string().contains("runs no plugins"), "{nowhere}");
    let (folder, options) = folder(&[("check_all", "exit 0")]);
    assert!(result(check::plugin("check_none"), &options).await.to_string().contains("there is no plugin"));
    fs::set_permissions(folder.path().join("check_all"), fs::Permissions::from_mode(0o644)).unwrap();
    assert!(result(check::plugin("check_all"), &options).await.to_string().contains("may not be executed"));
    for path in ["../check_all", "/bin/sh", "", "..", "a\0b"] {
        assert!(check::plugin(path).spec().is_err(), "{path:?}");
    }
}
