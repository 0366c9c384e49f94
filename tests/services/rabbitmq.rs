//! AMQP 0-9-1: Debian's `rabbitmq-server`, and `epmd` that comes with it.

use netwarden::check;
use netwarden::io::probe::ProbeOptions;

use super::authority::{Authority, Flaw, Identity};
use super::server::{Server, Setup, free_port};
use super::{fact, result, verdict};

/// A broker with TLS at a port of its own, and the daemon that knows Erlang's nodes by name. It has the user `guest` alone.
struct Broker {
    server: Server,
    tls_port: u16,
    _names: Server,
}

/// Starts it without Debian's scripts, which switch to another user.
fn start(setup: Setup, identity: &Identity) -> Broker {
    let names = Setup::new();
    let port = names.port.to_string();
    let names = names.start("epmd", &["-port", &port, "-address", "127.0.0.1"]);
    let tls_port = free_port();
    setup.write(
        "rabbitmq.conf",
        &format!(
            "listeners.tcp.1 = 127.0.0.1:{}\nlisteners.ssl.1 = 127.0.0.1:{tls_port}\nssl_options.certfile = {}\n\
             ssl_options.keyfile = {}\nssl_options.verify = verify_none\nlog.console = true\nlog.file = false\n",
            setup.port, identity.chain, identity.key
        ),
    );
    let settings = [
        format!("HOME={}", setup.path("")),
        format!("RABBITMQ_NODENAME=test{}@localhost", setup.port),
        format!("RABBITMQ_DIST_PORT={}", free_port()),
        format!("RABBITMQ_CONFIG_FILE={}", setup.path("rabbitmq.conf")),
        format!("RABBITMQ_MNESIA_BASE={}", setup.path("mnesia")),
        format!("RABBITMQ_LOG_BASE={}", setup.path("logs")),
        format!("RABBITMQ_ENABLED_PLUGINS_FILE={}", setup.path("plugins")),
        format!("RABBITMQ_CONF_ENV_FILE={}", setup.path("none")),
        format!("ERL_EPMD_PORT={port}"),
        // Then the script gives way to the broker, which ends when it is told to.
        "RUNNING_UNDER_SYSTEMD=true".to_string(),
    ];
    let mut arguments: Vec<&str> = settings.iter().map(String::as_str).collect();
    arguments.push("/usr/lib/rabbitmq/bin/rabbitmq-server");
    Broker { server: setup.start("env", &arguments), tls_port, _names: names }
}

#[tokio::test]
async fn a_login_opens_a_virtual_host_or_is_refused() {
    let (authority, options) = (Authority::new(), ProbeOptions::new());
    let setup = Setup::new();
    let identity = authority.identity(&setup, Flaw::None);
    let broker = start(setup, &identity);
    let check = check::amqp(broker.server.target());
    let good = result(check.clone(), &options).await;
    assert_eq!(verdict(&good), "ok", "{good}");
    assert_eq!(fact(&good, "product"), "RabbitMQ");
    assert!(fact(&good, "version").starts_with("3."), "{:?}", good.facts);
    let good = result(check.clone().login("guest", "guest"), &options).await;
    assert_eq!(verdict(&good), "ok", "{good}");
    assert!(good.summary.ends_with("virtual host opened"), "{good}");
    let wrong = result(check.clone().login("guest", "hunter2"), &options).await;
    assert_eq!(verdict(&wrong), "critical login-refused", "{wrong}");
    let nowhere = result(check.login("guest", "guest").vhost("nowhere"), &options).await;
    assert_eq!(verdict(&nowhere), "critical unexpected-answer", "{nowhere}");

    let private = check::amqp(format!("localhost:{}", broker.tls_port)).tls(true).login("guest", "guest");
    let good = result(private, &authority.trusted()).await;
    assert_eq!(verdict(&good), "ok", "{good}");
    let target = broker.server.stop();
    assert_eq!(verdict(&result(check::amqp(target), &options).await), "critical refused");
}

#[tokio::test]
async fn over_tls_no_password_goes_to_a_broker_with_a_wrong_certificate() {
    let authority = Authority::new();
    let setup = Setup::new();
    let identity = authority.identity(&setup, Flaw::Expired);
    let broker = start(setup, &identity);
    let check = check::amqp(format!("localhost:{}", broker.tls_port)).tls(true).login("guest", "guest");
    let came = result(check.clone(), &authority.trusted()).await;
    assert_eq!(verdict(&came), "critical tls", "{came}");
    let came = result(check.ignore_certificate(true), &authority.trusted()).await;
    assert_eq!(verdict(&came), "unknown credentials-withheld", "{came}");
}
