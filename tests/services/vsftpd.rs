//! FTP: Debian's `vsftpd`.

use netwarden::check::{self, TlsMode};
use netwarden::io::probe::ProbeOptions;

use super::server::{Server, Setup};
use super::{fact, result, verdict};

fn vsftpd() -> Server {
    let setup = Setup::new();
    for folder in ["empty", "pub"] {
        std::fs::create_dir(setup.folder.path().join(folder)).unwrap();
    }
    setup.write("pub/README", "hello\n");
    let text = format!(
        "listen=YES\nlisten_address=127.0.0.1\nlisten_port={}\nbackground=NO\nanonymous_enable=YES\nlocal_enable=YES\n\
         anon_root={}\nsecure_chroot_dir={}\nftpd_banner=Test files\nseccomp_sandbox=NO\n",
        setup.port,
        setup.path("pub"),
        setup.path("empty"),
    );
    let file = setup.write("vsftpd.conf", &text);
    setup.start("vsftpd", &[&file])
}

#[tokio::test]
async fn files_are_there_for_those_who_may_see_them() {
    let server = vsftpd();
    let options = ProbeOptions::new();
    let anyone = check::ftp(server.target()).login("anonymous", "a@example.org");
    let good = result(anyone.clone().path("/README").expect("Test files"), &options).await;
    assert_eq!(verdict(&good), "ok", "{good}");
    assert_eq!(fact(&good, "size"), "6");
    let missing = result(anyone.clone().path("/LICENSE"), &options).await;
    assert!(verdict(&missing).starts_with("critical "), "{missing}");
    let other = result(anyone.expect("Other files"), &options).await;
    assert_eq!(verdict(&other), "critical keyword-missing", "{other}");
    let wrong = result(check::ftp(server.target()).login("nobody-of-that-name", "hunter2"), &options).await;
    assert_eq!(verdict(&wrong), "critical login-refused", "{wrong}");
    assert!(!format!("{wrong:?}").contains("hunter2"));
    let tls = result(check::ftp(server.target()).tls(TlsMode::Starttls), &options).await;
    assert_eq!(verdict(&tls), "critical starttls-missing", "{tls}");
    let target = server.stop();
    assert_eq!(verdict(&result(check::ftp(target), &options).await), "critical refused");
}
