//! PostgreSQL: Debian's `postgresql`.

use std::fs;
use std::process::Command;

use netwarden::check::{self, PostgresCheck, Thresholds, TlsMode};
use netwarden::io::probe::ProbeOptions;

use super::authority::{Authority, Flaw};
use super::server::{Server, Setup, run};
use super::{fact, result, verdict};

/// A program of the newest version that is there: Debian keeps them apart.
fn program(name: &str) -> String {
    let versions = fs::read_dir("/usr/lib/postgresql").unwrap().map(|version| version.unwrap().path());
    versions.max().unwrap().join("bin").join(name).display().to_string()
}

/// Starts a server that knows `anna`; it refuses root, and so does everything that it reads.
fn start(setup: Setup, flaw: Option<Flaw>, authority: &Authority) -> Server {
    let (port, data, sockets) = (setup.port.to_string(), setup.path("data"), setup.path(""));
    let password = setup.write("password", "sesame\n");
    let mut arguments = vec!["-D", &data, "-p", &port, "-h", "127.0.0.1", "-k", &sockets, "-c", "fsync=off"];
    let settings = flaw.map(|flaw| {
        let identity = authority.identity(&setup, flaw);
        run("chmod", &["600", &identity.key]);
        [format!("ssl_cert_file={}", identity.chain), format!("ssl_key_file={}", identity.key)]
    });
    if let Some([chain, key]) = &settings {
        arguments.extend(["-c", "ssl=on", "-c", chain, "-c", key]);
    }
    run("chown", &["-R", "postgres", &sockets]);
    let other = ["--reuid=postgres", "--regid=postgres", "--clear-groups"];
    let pwfile = format!("--pwfile={password}");
    let init = program("initdb");
    let init = [
        &init,
        "-D",
        &data,
        "-U",
        "anna",
        "--auth=scram-sha-256",
        &pwfile,
        "--no-sync",
        "--encoding=UTF8",
        "--locale=C",
    ];
    run("setpriv", &[&other[..], &init].concat());
    // It listens before it is ready.
    let is_ready = || {
        let asked = Command::new(program("pg_isready")).args(["-q", "-h", "127.0.0.1", "-p", &port]).status();
        asked.is_ok_and(|status| status.success())
    };
    setup.start_until("setpriv", &[&other[..], &[&program("postgres")], &arguments].concat(), is_ready)
}

fn asking(server: &Server, query: &str) -> PostgresCheck {
    check::postgres(server.target()).login("anna", "sesame").database("postgres").query(query)
}

#[tokio::test]
async fn a_query_is_asked_and_its_answer_judged() {
    let (server, options) = (start(Setup::new(), None, &Authority::new()), ProbeOptions::new());
    let alive = result(check::postgres(server.target()), &options).await;
    assert_eq!(verdict(&alive), "ok", "{alive}");
    let good = result(
        asking(&server, "SELECT 6 * 7, 'x'").expect("42").value(Thresholds::parse("50", "60").unwrap()),
        &options,
    )
    .await;
    assert_eq!(verdict(&good), "ok", "{good}");
    assert!(!fact(&good, "version").is_empty());
    assert_eq!(fact(&good, "value"), "42");
    let cases: [(PostgresCheck, &str); 8] = [
        (asking(&server, "SELECT 6 * 7").expect("43"), "critical unexpected-answer"),
        (asking(&server, "SELECT 6 * 7").value(Thresholds::parse("40", "60").unwrap()), "warning threshold-crossed"),
        (asking(&server, "SELECT 'x'").value(Thresholds::parse("40", "60").unwrap()), "unknown not-evaluated"),
        (asking(&server, "SELECT NULL").expect("x"), "critical unexpected-answer"),
        (
            asking(&server, "SELECT generate_series(1, 9)").rows(Thresholds::parse("5", "20").unwrap()),
            "warning threshold-crossed",
        ),
        (asking(&server, "CREATE TABLE mine (a int)"), "critical unexpected-answer"),
        (asking(&server, "COMMIT; CREATE TABLE mine (a int)"), "critical unexpected-answer"),
        (asking(&server, "SELECT repeat('x', 2000000)"), "unknown answer-too-long"),
    ];
    for (check, expected) in cases {
        let came = result(check.clone(), &options).await;
        assert_eq!(verdict(&came), expected, "{check:?} {came}");
    }
    let slow = asking(&server, "SELECT pg_sleep(30)").timeout(std::time::Duration::from_secs(1));
    assert_eq!(verdict(&result(slow, &options).await), "critical timed-out");
    let wrong = result(check::postgres(server.target()).login("anna", "hunter2"), &options).await;
    assert_eq!(verdict(&wrong), "critical login-refused", "{wrong}");
    let stranger = result(check::postgres(server.target()).login("nobody", "hunter2"), &options).await;
    assert_eq!(verdict(&stranger), "critical login-refused", "{stranger}");
    let nowhere = result(asking(&server, "SELECT 1").database("nowhere"), &options).await;
    assert_eq!(verdict(&nowhere), "critical unexpected-answer", "{nowhere}");
    let private = result(check::postgres(server.target()).tls(TlsMode::Starttls), &options).await;
    assert_eq!(verdict(&private), "critical starttls-missing", "{private}");
    let target = server.stop();
    assert_eq!(verdict(&result(check::postgres(target), &options).await), "critical refused");
}

#[tokio::test]
async fn over_tls_no_password_goes_to_a_server_with_a_wrong_certificate() {
    let authority = Authority::new();
    for (flaw, expected, ignored) in
        [(Flaw::None, "ok", "ok"), (Flaw::Expired, "critical tls", "unknown credentials-withheld")]
    {
        let server = start(Setup::new(), Some(flaw), &authority);
        let check = check::postgres(server.named()).tls(TlsMode::Starttls).login("anna", "sesame").database("postgres");
        let came = result(check.clone(), &authority.trusted()).await;
        assert_eq!(verdict(&came), expected, "{came}");
        let came = result(check.ignore_certificate(true), &authority.trusted()).await;
        assert_eq!(verdict(&came), ignored, "{came}");
    }
}
