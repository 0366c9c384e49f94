//! Redis: Debian's `redis-server`.

use netwarden::check::{self, Thresholds};
use netwarden::io::probe::ProbeOptions;

use super::authority::{Authority, Flaw};
use super::server::{Server, Setup};
use super::{fact, result, verdict};

fn plain(more: &[&str]) -> Server {
    let setup = Setup::new();
    let port = setup.port.to_string();
    let mut arguments = vec!["--port", &port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
    arguments.extend_from_slice(more);
    setup.start("redis-server", &arguments)
}

#[tokio::test]
async fn a_server_says_what_it_is_and_is_judged() {
    let server = plain(&[]);
    let good = result(check::redis(server.target()).role("master"), &ProbeOptions::new()).await;
    assert_eq!(verdict(&good), "ok", "{good}");
    assert_eq!(fact(&good, "role"), "master");
    assert!(fact(&good, "version").contains('.'));
    let replica = result(check::redis(server.target()).role("slave"), &ProbeOptions::new()).await;
    assert_eq!(verdict(&replica), "critical unexpected-answer", "{replica}");
    let crowded = check::redis(server.target()).clients(Thresholds::parse("0", "9000").unwrap());
    assert_eq!(verdict(&result(crowded, &ProbeOptions::new()).await), "warning threshold-crossed");
    let target = server.stop();
    assert_eq!(verdict(&result(check::redis(target), &ProbeOptions::new()).await), "critical refused");
}

#[tokio::test]
async fn a_password_is_asked_for_and_a_wrong_one_refused() {
    let server = plain(&["--requirepass", "open sesame"]);
    let login = |password: &str| check::redis(server.target()).password(password);
    assert_eq!(verdict(&result(login("open sesame"), &ProbeOptions::new()).await), "ok");
    let wrong = result(login("hunter2"), &ProbeOptions::new()).await;
    assert_eq!(verdict(&wrong), "critical login-refused");
    assert!(!format!("{wrong:?}").contains("hunter2"));
    assert_eq!(verdict(&result(check::redis(server.target()), &ProbeOptions::new()).await), "critical login-refused");
}

#[tokio::test]
async fn over_tls_no_password_goes_to_a_server_with_a_wrong_certificate() {
    let authority = Authority::new();
    for (flaw, expected) in [(Flaw::None, "ok"), (Flaw::Expired, "critical tls"), (Flaw::WrongName, "critical tls")] {
        let setup = Setup::new();
        let (identity, root, port) = (authority.identity(&setup, flaw), authority.root(&setup), setup.port.to_string());
        let server = setup.start(
            "redis-server",
            &[
                "--port",
                "0",
                "--tls-port",
                &port,
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--tls-auth-clients",
                "no",
                "--tls-cert-file",
                &identity.chain,
                "--tls-key-file",
                &identity.key,
                "--tls-ca-cert-file",
                &root,
                "--requirepass",
                "open sesame",
            ],
        );
        let check = check::redis(server.named()).tls(true).password("open sesame");
        let came = result(check.clone(), &authority.trusted()).await;
        assert_eq!(verdict(&came), expected, "{flaw:?}: {came}");
        let ignored = result(check.ignore_certificate(true), &authority.trusted()).await;
        let withheld = if flaw == Flaw::None { "ok" } else { "unknown credentials-withheld" };
        assert_eq!(verdict(&ignored), withheld, "{flaw:?}: {ignored}");
    }
}
