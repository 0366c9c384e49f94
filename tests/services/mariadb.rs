//! MySQL's protocol: Debian's `mariadb-server`.

use netwarden::check::{self, MysqlCheck, Thresholds};
use netwarden::io::probe::ProbeOptions;

use super::authority::{Authority, Flaw};
use super::server::{Server, Setup, run};
use super::{fact, result, verdict};

const USERS: &str =
    "CREATE DATABASE shop;\nCREATE USER anna@'%' IDENTIFIED BY 'sesame';\nGRANT ALL ON shop.* TO anna@'%';\n";

fn start(setup: Setup, more: &[String]) -> Server {
    let data = format!("--datadir={}", setup.path("data"));
    run(
        "mariadb-install-db",
        &["--no-defaults", &data, "--user=root", "--skip-test-db", "--auth-root-authentication-method=normal"],
    );
    let users = setup.write("users.sql", USERS);
    let settings = [
        "--no-defaults".to_string(),
        "--user=root".to_string(),
        data,
        format!("--port={}", setup.port),
        format!("--socket={}", setup.path("socket")),
        format!("--pid-file={}", setup.path("pid")),
        format!("--init-file={users}"),
        "--bind-address=127.0.0.1".to_string(),
        "--skip-name-resolve".to_string(),
    ];
    let arguments: Vec<&str> = settings.iter().chain(more).map(String::as_str).collect();
    setup.start("mariadbd", &arguments)
}

fn asking(server: &Server, query: &str) -> MysqlCheck {
    check::mysql(server.target()).login("anna", "sesame").database("shop").query(query)
}

#[tokio::test]
async fn a_query_is_asked_and_its_answer_judged() {
    let (server, options) = (start(Setup::new(), &[]), ProbeOptions::new());
    let alive = result(check::mysql(server.target()), &options).await;
    assert_eq!(verdict(&alive), "ok", "{alive}");
    assert_eq!(fact(&alive, "product"), "MariaDB");
    assert!(!fact(&alive, "version").starts_with("5.5.5-"), "{:?}", alive.facts);
    let good = result(
        asking(&server, "SELECT 6 * 7, 'x'").expect("42").value(Thresholds::parse("50", "60").unwrap()),
        &options,
    )
    .await;
    assert_eq!(verdict(&good), "ok", "{good}");
    let cases: [(MysqlCheck, &str); 9] = [
        (asking(&server, "SELECT 6 * 7").expect("43"), "critical unexpected-answer"),
        (asking(&server, "SELECT 6 * 7").value(Thresholds::parse("40", "60").unwrap()), "warning threshold-crossed"),
        (asking(&server, "SELECT 'x'").value(Thresholds::parse("40", "60").unwrap()), "unknown not-evaluated"),
        (asking(&server, "SELECT NULL").expect("x"), "critical unexpected-answer"),
        (
            asking(&server, "SELECT seq FROM seq_1_to_9").rows(Thresholds::parse("5", "20").unwrap()),
            "warning threshold-crossed",
        ),
        (asking(&server, "CREATE TABLE mine (a int)"), "critical unexpected-answer"),
        (asking(&server, "COMMIT; CREATE TABLE mine (a int)"), "critical unexpected-answer"),
        (asking(&server, "SELECT repeat('x', 2000000)"), "unknown answer-too-long"),
        (asking(&server, "LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE mine"), "critical unexpected-answer"),
    ];
    for (check, expected) in cases {
        let came = result(check.clone(), &options).await;
        assert_eq!(verdict(&came), expected, "{check:?} {came}");
    }
    let slow = asking(&server, "SELECT sleep(30)").timeout(std::time::Duration::from_secs(1));
    let slow = result(slow, &options).await;
    assert_eq!(verdict(&slow), "critical timed-out", "{slow}");
    let wrong = result(check::mysql(server.target()).login("anna", "hunter2"), &options).await;
    assert_eq!(verdict(&wrong), "critical login-refused", "{wrong}");
    let nowhere = result(asking(&server, "SELECT 1").database("nowhere"), &options).await;
    assert_eq!(verdict(&nowhere), "critical login-refused", "{nowhere}");
    let private = result(check::mysql(server.target()).tls(true), &options).await;
    assert_eq!(verdict(&private), "critical starttls-missing", "{private}");
    let target = server.stop();
    assert_eq!(verdict(&result(check::mysql(target), &options).await), "critical refused");
}

#[tokio::test]
async fn over_tls_no_password_goes_to_a_server_with_a_wrong_certificate() {
    let authority = Authority::new();
    for (flaw, expected, ignored) in
        [(Flaw::None, "ok", "ok"), (Flaw::Expired, "critical tls", "unknown credentials-withheld")]
    {
        let setup = Setup::new();
        let identity = authority.identity(&setup, flaw);
        let server = start(setup, &[format!("--ssl-cert={}", identity.chain), format!("--ssl-key={}", identity.key)]);
        let check = check::mysql(server.named()).tls(true).login("anna", "sesame");
        let came = result(check.clone(), &authority.trusted()).await;
        assert_eq!(verdict(&came), expected, "{came}");
        let came = result(check.ignore_certificate(true), &authority.trusted()).await;
        assert_eq!(verdict(&came), ignored, "{came}");
    }
}
