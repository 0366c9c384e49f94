//! SSH: Debian's `openssh-server`.

use netwarden::check;
use netwarden::io::probe::ProbeOptions;

use super::server::{Setup, find, run};
use super::{fact, result, verdict};

#[tokio::test]
async fn a_server_says_what_it_is() {
    let setup = Setup::new();
    let key = setup.path("host_key");
    run("ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-f", &key]);
    // What it gives its rights up in.
    std::fs::create_dir_all("/run/sshd").unwrap();
    let (port, pid) = (setup.port, setup.path("pid"));
    let text = format!("Port {port}\nListenAddress 127.0.0.1\nHostKey {key}\nPidFile {pid}\n");
    let file = setup.write("sshd_config", &text);
    // It starts itself anew for each connection, by its whole path.
    let program = find("sshd").display().to_string();
    let server = setup.start(&program, &["-D", "-e", "-f", &file]);
    let options = ProbeOptions::new();
    let good = result(check::ssh(server.target()).expect("OpenSSH"), &options).await;
    assert_eq!(verdict(&good), "ok", "{good}");
    assert_eq!(fact(&good, "protocol"), "2.0");
    assert!(fact(&good, "software").starts_with("OpenSSH_"));
    assert_eq!(fact(&good, "host_key"), "ssh-ed25519");
    let other = result(check::ssh(server.target()).expect("Dropbear"), &options).await;
    assert_eq!(verdict(&other), "critical keyword-missing", "{other}");
    let target = server.stop();
    assert_eq!(verdict(&result(check::ssh(target), &options).await), "critical refused");
}
