//! IMAP and POP3: Debian's `dovecot-imapd` and `dovecot-pop3d`.

use netwarden::check::{self, TlsMode};
use netwarden::io::probe::ProbeOptions;

use super::authority::{Authority, Flaw, Identity};
use super::server::{Server, Setup, run};
use super::{result, verdict};

/// A server whose port speaks `protocol`: `imap`, `pop3`.
fn dovecot(setup: Setup, identity: Option<&Identity>, protocol: &str) -> Server {
    let folder = setup.folder.path().display().to_string();
    std::fs::create_dir(setup.folder.path().join("mail")).unwrap();
    run("chown", &["nobody", &setup.path("mail")]);
    setup.write("users", "anna:{PLAIN}open sesame\n");
    let tls = identity.map_or("ssl = no".to_string(), |files| {
        format!("ssl = yes\nssl_cert = <{}\nssl_key = <{}", files.chain, files.key)
    });
    let text = format!(
        "base_dir = {folder}/run\nstate_dir = {folder}/state\nlog_path = /dev/stderr\nprotocols = {protocol}\n\
         listen = 127.0.0.1\ndisable_plaintext_auth = no\nmail_location = maildir:{folder}/mail\nfirst_valid_uid = 0\n{tls}\n\
         passdb {{\n driver = passwd-file\n args = {folder}/users\n}}\n\
         userdb {{\n driver = static\n args = uid=nobody gid=nogroup home={folder}/mail\n}}\n\
         service {protocol}-login {{\n inet_listener {protocol} {{\n  port = {}\n }}\n\
         inet_listener {protocol}s {{\n  port = 0\n }}\n}}\n",
        setup.port
    );
    let file = setup.write("dovecot.conf", &text);
    setup.start("dovecot", &["-F", "-c", &file])
}

#[tokio::test]
async fn mailboxes_open_to_their_owners() {
    let options = ProbeOptions::new();
    let imap = dovecot(Setup::new(), None, "imap");
    let good = result(check::imap(imap.target()).login("anna", "open sesame"), &options).await;
    assert_eq!(verdict(&good), "ok", "{good}");
    let wrong = result(check::imap(imap.target()).login("anna", "hunter2"), &options).await;
    assert_eq!(verdict(&wrong), "critical login-refused", "{wrong}");
    assert!(!format!("{wrong:?}").contains("hunter2"));
    let tls = result(check::imap(imap.target()).tls(TlsMode::Starttls), &options).await;
    assert_eq!(verdict(&tls), "critical starttls-missing", "{tls}");
    // One who asks for mails by POP3 at that port.
    let other = result(check::pop3(imap.target()), &options).await;
    assert!(verdict(&other).starts_with("critical "), "{other}");

    let pop3 = dovecot(Setup::new(), None, "pop3");
    let good = result(check::pop3(pop3.target()).login("anna", "open sesame"), &options).await;
    assert_eq!(verdict(&good), "ok", "{good}");
    let wrong = result(check::pop3(pop3.target()).login("anna", "hunter2"), &options).await;
    assert_eq!(verdict(&wrong), "critical login-refused", "{wrong}");
    let target = pop3.stop();
    assert_eq!(verdict(&result(check::pop3(target), &options).await), "critical refused");
}

#[tokio::test]
async fn over_tls_no_password_goes_to_a_server_with_a_wrong_certificate() {
    let authority = Authority::new();
    for flaw in [Flaw::None, Flaw::Expired] {
        for protocol in ["imap", "pop3"] {
            let setup = Setup::new();
            let identity = authority.identity(&setup, flaw);
            let server = dovecot(setup, Some(&identity), protocol);
            let spec = |ignore: bool| -> check::CheckSpec {
                let (target, mode) = (server.named(), TlsMode::Starttls);
                if protocol == "imap" {
                    check::imap(target).tls(mode).login("anna", "open sesame").ignore_certificate(ignore).into()
                } else {
                    check::pop3(target).tls(mode).login("anna", "open sesame").ignore_certificate(ignore).into()
                }
            };
            let came = result(spec(false), &authority.trusted()).await;
            let ignored = result(spec(true), &authority.trusted()).await;
            let (expected, withheld) =
                if flaw == Flaw::None { ("ok", "ok") } else { ("critical tls", "unknown credentials-withheld") };
            assert_eq!(verdict(&came), expected, "{protocol} {flaw:?}: {came}");
            assert_eq!(verdict(&ignored), withheld, "{protocol} {flaw:?}: {ignored}");
        }
    }
}
