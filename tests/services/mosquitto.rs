//! MQTT: Debian's `mosquitto`.

use netwarden::check::{self, MqttCheck};
use netwarden::io::probe::ProbeOptions;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::authority::{Authority, Flaw};
use super::server::{Server, Setup, run};
use super::{fact, result, verdict};

fn start(setup: Setup, more: &str) -> Server {
    let configuration = format!("user root\nlistener {} 127.0.0.1\n{more}\n", setup.port);
    let configuration = setup.write("mosquitto.conf", &configuration);
    setup.start("mosquitto", &["-c", &configuration])
}

/// Leaves `site/state` with the text `online` at the broker.
async fn keep_a_message(server: &Server) {
    let mut stream = tokio::net::TcpStream::connect(server.target()).await.unwrap();
    stream.write_all(b"\x10\x0e\0\x04MQTT\x04\x02\0\x3c\0\x02me").await.unwrap();
    let mut welcome = [0; 4];
    stream.read_exact(&mut welcome).await.unwrap();
    assert_eq!(welcome, [0x20, 2, 0, 0]);
    stream.write_all(b"\x31\x12\0\x0asite/stateonline\xc0\0").await.unwrap();
    let mut pong = [0; 2];
    stream.read_exact(&mut pong).await.unwrap();
}

#[tokio::test]
async fn a_retained_message_is_read_in_both_versions() {
    let server = start(Setup::new(), "allow_anonymous true");
    keep_a_message(&server).await;
    let options = ProbeOptions::new();
    for v5 in [false, true] {
        let check = check::mqtt(server.target()).v5(v5);
        assert_eq!(verdict(&result(check.clone(), &options).await), "ok");
        let good = result(check.clone().topic("site/+").expect("online"), &options).await;
        assert_eq!(verdict(&good), "ok", "{good}");
        assert_eq!((fact(&good, "topic"), fact(&good, "message")), ("site/state", "online"));
        let other = result(check.clone().topic("site/state").expect("offline"), &options).await;
        assert_eq!(verdict(&other), "critical keyword-missing", "{other}");
        let none = result(check.topic("nothing/here").expect("online"), &options).await;
        assert_eq!(verdict(&none), "critical keyword-missing", "{none}");
    }
    let target = server.stop();
    assert_eq!(verdict(&result(check::mqtt(target), &options).await), "critical refused");
}

#[tokio::test]
async fn a_password_is_asked_for_and_a_wrong_one_refused() {
    let setup = Setup::new();
    let users = setup.write("users", "");
    run("mosquitto_passwd", &["-b", &users, "anna", "sesame"]);
    let rules = setup.write("rules", "user anna\ntopic read site/#\n");
    let server = start(setup, &format!("allow_anonymous false\npassword_file {users}\nacl_file {rules}"));
    let options = ProbeOptions::new();
    for v5 in [false, true] {
        let check = |password: &str| check::mqtt(server.target()).v5(v5).login("anna", password);
        let good = result(check("sesame").topic("site/state"), &options).await;
        assert_eq!(verdict(&good), "ok", "{good}");
        let wrong = result(check("hunter2"), &options).await;
        assert_eq!(verdict(&wrong), "critical login-refused", "{wrong}");
        let nobody = result(check::mqtt(server.target()).v5(v5), &options).await;
        assert_eq!(verdict(&nobody), "critical login-refused", "{nobody}");
    }
}

#[tokio::test]
async fn over_tls_no_password_goes_to_a_server_with_a_wrong_certificate() {
    let authority = Authority::new();
    for (flaw, expected, ignored) in
        [(Flaw::None, "ok", "ok"), (Flaw::SelfSigned, "critical tls", "unknown credentials-withheld")]
    {
        let setup = Setup::new();
        let identity = authority.identity(&setup, flaw);
        let users = setup.write("users", "");
        run("mosquitto_passwd", &["-b", &users, "anna", "sesame"]);
        let tls = format!("certfile {}\nkeyfile {}", identity.chain, identity.key);
        let server = start(setup, &format!("allow_anonymous false\npassword_file {users}\n{tls}"));
        let check: MqttCheck = check::mqtt(server.named()).tls(true).login("anna", "sesame");
        let came = result(check.clone(), &authority.trusted()).await;
        assert_eq!(verdict(&came), expected, "{came}");
        let came = result(check.ignore_certificate(true), &authority.trusted()).await;
        assert_eq!(verdict(&came), ignored, "{came}");
    }
}
