//! Telnet: Debian's `inetutils-telnetd`, which is started for each connection, with a login of the test's own.

use std::net::TcpListener;
use std::os::fd::OwnedFd;
use std::process::{Command, Stdio};
use std::time::Duration;

use netwarden::check::{self, TelnetCheck};
use netwarden::io::probe::ProbeOptions;

use super::server::{find, set_mode};
use super::{fact, result, verdict};

const LOGIN: &str = "#!/bin/sh
printf 'test host\\nlogin: '; read -r user
stty -echo; printf 'Password: '; read -r password; stty echo
if [ \"$user $password\" = 'anna sesame' ]; then printf '\\ntest$ '; read -r line
else printf '\\nLogin incorrect\\nlogin: '; read -r line; fi
";

/// Serves `connections`, and ends.
fn telnetd(connections: usize) -> (String, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let login = folder.path().join("login");
    std::fs::write(&login, LOGIN).unwrap();
    set_mode(folder.path(), 0o755);
    set_mode(&login, 0o755);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let target = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for stream in listener.incoming().take(connections) {
            let socket = OwnedFd::from(stream.unwrap());
            let mut child = Command::new(find("telnetd"))
                .args(["-h", "-E", &login.display().to_string()])
                .stdin(Stdio::from(socket.try_clone().unwrap()))
                .stdout(Stdio::from(socket))
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            std::thread::spawn(move || child.wait());
        }
    });
    (target, folder)
}

fn quick(target: &str) -> TelnetCheck {
    check::telnet(target).timeout(Duration::from_secs(5))
}

#[tokio::test]
async fn a_server_negotiates_and_lets_in_who_may() {
    let (target, _folder) = telnetd(4);
    let options = ProbeOptions::new();
    let good = result(quick(&target).login("anna", "sesame").prompt("test$ "), &options).await;
    assert_eq!(verdict(&good), "ok", "{good}: {:?}", good.facts);
    assert!(good.summary.ends_with("logged in, awaits commands"), "{good}");
    assert!(fact(&good, "option").parse::<u8>().is_ok());
    let wrong = result(quick(&target).login("anna", "hunter2").prompt("test$ "), &options).await;
    assert_eq!(verdict(&wrong), "critical login-refused", "{wrong}");
    assert!(!format!("{wrong:?}").contains("hunter2"));
    let greeted = result(quick(&target).expect("test host"), &options).await;
    assert_eq!(verdict(&greeted), "ok", "{greeted}");
    let other = result(quick(&target).expect("another host").timeout(Duration::from_secs(2)), &options).await;
    assert_eq!(verdict(&other), "critical keyword-missing", "{other}");
}
