//! SIP: Debian's `kamailio`.

use netwarden::check::{self, SipTransport, StatusRange};
use netwarden::io::probe::ProbeOptions;

use super::server::{Server, Setup};
use super::{fact, result, verdict};

fn kamailio() -> Server {
    let setup = Setup::new();
    let port = setup.port;
    let configuration = format!(
        r#"#!KAMAILIO
debug=1
log_stderror=yes
fork=no
children=1
listen=udp:127.0.0.1:{port}
listen=tcp:127.0.0.1:{port}
loadmodule "pv.so"
loadmodule "sl.so"
loadmodule "textops.so"
request_route {{
  if ($rU == "busy") {{ sl_send_reply("503", "Busy"); exit; }}
  if ($rU == "silent") {{ drop; }}
  append_to_reply("Allow: INVITE, OPTIONS\r\n");
  sl_send_reply("200", "OK");
}}
"#
    );
    let file = setup.write("kamailio.cfg", &configuration);
    let folder = setup.folder.path().display().to_string();
    // Without forks only the first socket is served.
    setup.start("kamailio", &["-f", &file, "-DD", "-E", "-w", &folder, "-Y", &folder])
}

#[tokio::test]
async fn a_server_answers_over_datagrams_and_connections() {
    let server = kamailio();
    let options = ProbeOptions::new();
    for transport in [SipTransport::Udp, SipTransport::Tcp] {
        let check = check::sip(server.target()).transport(transport).timeout(std::time::Duration::from_secs(2));
        let good = result(check.clone(), &options).await;
        assert_eq!(verdict(&good), "ok", "{transport:?}: {good}");
        assert!(good.summary.contains("answered 200 OK"), "{good}");
        assert!(fact(&good, "server").to_lowercase().contains("kamailio"), "{good:?}");
        assert_eq!(fact(&good, "allow"), "INVITE");
        let busy = check.clone().uri("sip:busy@localhost");
        let came = result(busy.clone(), &options).await;
        assert_eq!(verdict(&came), "critical unexpected-answer", "{transport:?}: {came}");
        let known = result(busy.statuses(vec![StatusRange { first: 503, last: 503 }]), &options).await;
        assert_eq!(verdict(&known), "ok", "{known}");
        let silent = result(check.uri("sip:silent@localhost"), &options).await;
        assert_eq!(verdict(&silent), "critical timed-out", "{transport:?}: {silent}");
    }
    // It speaks no TLS at that port.
    let tls = result(check::sip(server.target()).transport(SipTransport::Tls), &options).await;
    assert!(verdict(&tls).starts_with("critical"), "{tls}");
    let target = server.stop();
    assert_eq!(verdict(&result(check::sip(&target), &options).await), "critical refused");
}
