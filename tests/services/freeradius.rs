//! RADIUS: Debian's `freeradius`.

use std::time::Duration;

use netwarden::check::{self, RadiusCheck, RadiusReply};
use netwarden::io::probe::ProbeOptions;

use super::server::{Server, Setup};
use super::{fact, result, verdict};

fn freeradius() -> Server {
    let setup = Setup::new();
    let folder = setup.folder.path().display().to_string();
    let port = setup.port;
    setup.write(
        "users",
        "anna Cleartext-Password := \"open sesame, or not: a long one\"\n  Reply-Message := \"Hello anna\"\n",
    );
    setup.write(
        "radiusd.conf",
        &format!(
            "prefix = /usr\nraddbdir = {folder}\nlogdir = {folder}\nrun_dir = {folder}\nlibdir = /usr/lib/freeradius\n\
             pidfile = {folder}/pid\nsecurity {{\n status_server = yes\n}}\nlog {{\n destination = stdout\n}}\n\
             client test {{\n ipaddr = 127.0.0.1\n secret = sharedwithus\n}}\n\
             modules {{\n pap {{\n }}\n files {{\n  usersfile = {folder}/users\n }}\n}}\n\
             server default {{\n listen {{\n  type = auth\n  ipaddr = 127.0.0.1\n  port = {port}\n }}\n\
             authorize {{\n files\n pap\n }}\n authenticate {{\n Auth-Type PAP {{\n  pap\n }}\n }}\n}}\n"
        ),
    );
    let log = setup.folder.path().join("log");
    let is_ready = move || std::fs::read_to_string(&log).is_ok_and(|text| text.contains("Ready to process"));
    setup.start_until("freeradius", &["-f", "-l", "stdout", "-d", &folder], is_ready)
}

fn quick(server: &Server) -> RadiusCheck {
    check::radius(server.target()).secret("sharedwithus").timeout(Duration::from_secs(4))
}

#[tokio::test]
async fn a_server_says_who_may_come_in() {
    let server = freeradius();
    let options = ProbeOptions::new();
    // Two blocks of PAP.
    let good = result(quick(&server).login("anna", "open sesame, or not: a long one"), &options).await;
    assert_eq!(verdict(&good), "ok", "{good}");
    assert_eq!(fact(&good, "message"), "Hello anna");
    let well = result(quick(&server), &options).await;
    assert_eq!(verdict(&well), "ok", "{well}");
    assert!(well.summary.contains("is well"), "{well}");
    // Versions before 3.2.5 do not sign their answers so.
    assert!(matches!(fact(&well, "message_authenticator"), "valid" | "missing"));
    let wrong = result(quick(&server).login("anna", "hunter2"), &options).await;
    assert_eq!(verdict(&wrong), "critical login-refused", "{wrong}");
    let nobody = result(quick(&server).login("nobody", "hunter2").expect(RadiusReply::Reject), &options).await;
    assert_eq!(verdict(&nobody), "ok", "{nobody}");
    // It says nothing to one whose shared secret is another.
    let stranger = quick(&server).secret("other").timeout(Duration::from_secs(1));
    assert_eq!(verdict(&result(stranger, &options).await), "critical timed-out");
    let check = quick(&server);
    drop(server);
    assert_eq!(verdict(&result(check, &options).await), "critical refused");
}
