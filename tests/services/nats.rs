//! NATS: Debian's `nats-server`.

use netwarden::check::{self, TlsMode};
use netwarden::io::probe::ProbeOptions;

use super::authority::{Authority, Flaw};
use super::server::{Server, Setup};
use super::{fact, result, verdict};

fn start(setup: Setup, more: &[&str]) -> Server {
    let port = setup.port.to_string();
    let mut arguments = vec!["-a", "127.0.0.1", "-p", &port, "-n", "bus1"];
    arguments.extend_from_slice(more);
    setup.start("nats-server", &arguments)
}

#[tokio::test]
async fn a_server_says_what_it_is_and_is_judged() {
    let setup = Setup::new();
    let store = setup.path("store");
    let server = start(setup, &["-js", "-sd", &store]);
    let options = ProbeOptions::new();
    let good = result(check::nats(server.target()).jetstream(true).expect_name("bus1"), &options).await;
    assert_eq!(verdict(&good), "ok", "{good}");
    assert_eq!((fact(&good, "server_name"), fact(&good, "jetstream")), ("bus1", "on"));
    assert!(fact(&good, "version").contains('.'));
    let other = result(check::nats(server.target()).expect_name("bus2"), &options).await;
    assert_eq!(verdict(&other), "critical unexpected-answer", "{other}");
    let private = result(check::nats(server.target()).tls(TlsMode::Starttls), &options).await;
    assert_eq!(verdict(&private), "critical starttls-missing", "{private}");
    let target = server.stop();
    assert_eq!(verdict(&result(check::nats(target), &options).await), "critical refused");
    let without = start(Setup::new(), &[]);
    let without = result(check::nats(without.target()).jetstream(true), &options).await;
    assert_eq!(verdict(&without), "critical unexpected-answer", "{without}");
}

#[tokio::test]
async fn tokens_and_passwords_open_it_or_not() {
    let options = ProbeOptions::new();
    let server = start(Setup::new(), &["--auth", "sesame"]);
    let check = check::nats(server.target());
    assert_eq!(verdict(&result(check.clone().token("sesame"), &options).await), "ok");
    assert_eq!(verdict(&result(check.clone().token("hunter2"), &options).await), "critical login-refused");
    assert_eq!(verdict(&result(check, &options).await), "critical login-refused");
    let server = start(Setup::new(), &["--user", "anna", "--pass", "se\"sa\\me"]);
    let check = check::nats(server.target());
    assert_eq!(verdict(&result(check.clone().login("anna", "se\"sa\\me"), &options).await), "ok");
    assert_eq!(verdict(&result(check.login("anna", "hunter2"), &options).await), "critical login-refused");
}

#[tokio::test]
async fn over_tls_no_token_goes_to_a_server_with_a_wrong_certificate() {
    let authority = Authority::new();
    for (flaw, expected, ignored) in
        [(Flaw::None, "ok", "ok"), (Flaw::WrongName, "critical tls", "unknown credentials-withheld")]
    {
        let setup = Setup::new();
        let identity = authority.identity(&setup, flaw);
        let server =
            start(setup, &["--auth", "sesame", "--tls", "--tlscert", &identity.chain, "--tlskey", &identity.key]);
        let check = check::nats(server.named()).token("sesame");
        let plain = result(check.clone(), &authority.trusted()).await;
        assert_eq!(verdict(&plain), "critical unexpected-answer", "{plain}");
        let check = check.tls(TlsMode::Starttls);
        let came = result(check.clone(), &authority.trusted()).await;
        assert_eq!(verdict(&came), expected, "{came}");
        let came = result(check.ignore_certificate(true), &authority.trusted()).await;
        assert_eq!(verdict(&came), ignored, "{came}");
    }
}
