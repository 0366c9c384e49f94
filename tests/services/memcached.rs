//! memcached: Debian's `memcached`.

use netwarden::check::{self, Thresholds};
use netwarden::io::probe::ProbeOptions;

use super::authority::{Authority, Flaw};
use super::server::{Server, Setup};
use super::{fact, result, verdict};

fn start(setup: Setup, more: &[&str]) -> Server {
    let port = setup.port.to_string();
    // As root it wants to know whom it shall be.
    let mut arguments = vec!["-u", "root", "-l", "127.0.0.1", "-p", &port, "-U", "0"];
    arguments.extend_from_slice(more);
    setup.start("memcached", &arguments)
}

#[tokio::test]
async fn a_server_says_what_it_counts_and_is_judged() {
    let server = start(Setup::new(), &[]);
    let options = ProbeOptions::new();
    let good =
        result(check::memcached(server.target()).connections(Thresholds::parse("100", "500").unwrap()), &options).await;
    assert_eq!(verdict(&good), "ok", "{good}");
    assert!(fact(&good, "version").starts_with("1."), "{:?}", good.facts);
    let connections = good.perfdata.iter().find(|value| value.label == "connections").unwrap();
    assert!(connections.value >= Some(1.0), "{connections}");
    let crowded = check::memcached(server.target()).connections(Thresholds::parse("0", "900").unwrap());
    assert_eq!(verdict(&result(crowded, &options).await), "warning threshold-crossed");
    let unread = check::memcached(server.target()).hit_ratio(Thresholds::parse("80:", "50:").unwrap());
    assert_eq!(verdict(&result(unread, &options).await), "unknown not-evaluated");
    let target = server.stop();
    assert_eq!(verdict(&result(check::memcached(target), &options).await), "critical refused");
}

#[tokio::test]
async fn a_password_is_asked_for_and_a_wrong_one_refused() {
    let setup = Setup::new();
    let users = setup.write("users", "anna:sesame\n");
    let server = start(setup, &["-Y", &users]);
    let options = ProbeOptions::new();
    let check = check::memcached(server.target());
    assert_eq!(verdict(&result(check.clone().login("anna", "sesame"), &options).await), "ok");
    assert_eq!(verdict(&result(check.clone().login("anna", "hunter2"), &options).await), "critical login-refused");
    assert_eq!(verdict(&result(check, &options).await), "critical login-refused");
}

#[tokio::test]
async fn over_tls_no_password_goes_to_a_server_with_a_wrong_certificate() {
    let authority = Authority::new();
    for (flaw, expected, ignored) in
        [(Flaw::None, "ok", "ok"), (Flaw::Expired, "critical tls", "unknown credentials-withheld")]
    {
        let setup = Setup::new();
        let identity = authority.identity(&setup, flaw);
        let users = setup.write("users", "anna:sesame\n");
        let (chain, key) = (format!("ssl_chain_cert={}", identity.chain), format!("ssl_key={}", identity.key));
        let server = start(setup, &["-Y", &users, "-Z", "-o", &chain, "-o", &key]);
        let check = check::memcached(server.named()).tls(true).login("anna", "sesame");
        let came = result(check.clone(), &authority.trusted()).await;
        assert_eq!(verdict(&came), expected, "{came}");
        assert_eq!(verdict(&result(check.ignore_certificate(true), &authority.trusted()).await), ignored);
    }
}
