//! Orders to Net-SNMP's agent in a network namespace: ports of it are taken down and brought up, and the kernel is asked
//! whether they are. Not part of a plain `cargo test`: it needs root and the packages iproute2 and snmpd.
//!
//! `cargo test -p netwarden --test orders`
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::disallowed_methods, clippy::print_stdout)] // a test may wait and tell

use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use netwarden::Error;
use netwarden::inventory::{AdminStatus, IfStatus, OrderOutcome};
use netwarden::io::{
    Community, Credential, Engine, OrderOptions, SessionExt, UdpSession, management_path, set_if_admin_status,
};
use netwarden::value::{IfIndex, Value, VarBind, oid};
use netwarden::wire::usm::{AuthProtocol, PrivacyProtocol, UsmUser};

/// Whoever asks, the device, and what its ports lead to.
const NAMESPACES: [&str; 3] = ["nwlab-asker", "nwlab-device", "nwlab-far"];
const ADDRESS: &str = "10.96.0.1";
/// Set for the process inside.
const INSIDE: &str = "NETWARDEN_ASKER";

/// Debian keeps snmpd where only root looks.
fn command(words: &str) -> Command {
    let mut words = words.split_whitespace();
    let mut command = Command::new(words.next().unwrap());
    command.args(words).env("PATH", format!("{}:/usr/sbin:/sbin", std::env::var("PATH").unwrap_or_default()));
    command
}

fn run(words: &str) -> String {
    let ran = command(words).output().unwrap_or_else(|error| panic!("{words}: {error}"));
    assert!(ran.status.success(), "{words}: {}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8_lossy(&ran.stdout).into_owned()
}

/// The namespaces and the agent; they end with the test.
struct Lab {
    agent: Child,
    folder: tempfile::TempDir,
}

impl Lab {
    fn new() -> Self {
        NAMESPACES.iter().for_each(|name| drop(run(&format!("ip netns add {name}"))));
        let [asker, device, far] = NAMESPACES;
        run(&format!("ip link add m0 netns {device} type veth peer name m0 netns {asker}"));
        for (name, address) in [(device, ADDRESS), (asker, "10.96.0.2")] {
            run(&format!("ip -n {name} addr add {address}/24 dev m0"));
            run(&format!("ip -n {name} link set m0 up"));
        }
        for port in ["p1", "p2"] {
            run(&format!("ip link add {port} netns {device} type veth peer name {port} netns {far}"));
            run(&format!("ip -n {far} link set {port} up"));
            run(&format!("ip -n {device} link set {port} up"));
        }
        let folder = tempfile::tempdir().unwrap();
        let config = "agentaddress udp:161\nrocommunity public\nrwcommunity private\n\
                      createUser writer SHA-256 maplesyrup AES wood-and-water\nrwuser writer priv\n";
        fs::write(folder.path().join("agent.conf"), config).unwrap();
        let agent = command(&format!("ip netns exec {device} snmpd -f -Lf snmpd.log -r -I -smux -C -c agent.conf"))
            .env("MIBS", "")
            .current_dir(folder.path())
            .env("SNMP_PERSISTENT_DIR", folder.path())
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        Self { agent: agent.unwrap(), folder }
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        let _ = self.agent.kill();
        let _ = self.agent.wait();
        for name in NAMESPACES {
            let _ = command(&format!("ip netns del {name}")).status();
        }
    }
}

/// How the kernel sees a port of the device.
fn is_up(port: &str) -> bool {
    run(&format!("ip -n {} -o link show {port}", NAMESPACES[1])).contains(",UP")
}

#[test]
fn ports_of_a_real_device_are_taken_down_and_brought_up() {
    if std::env::var_os(INSIDE).is_some() {
        return tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(inside());
    }
    let lab = Lab::new();
    let ran = command(&format!("ip netns exec {}", NAMESPACES[0]))
        .arg(std::env::current_exe().unwrap())
        .arg("--nocapture")
        .env(INSIDE, "1")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&ran.stdout);
    let log = fs::read_to_string(lab.folder.path().join("snmpd.log")).unwrap_or_default();
    assert!(ran.status.success(), "{told}{}{log}", String::from_utf8_lossy(&ran.stderr));
    told.lines().filter(|line| line.contains(ADDRESS)).for_each(|line| println!("{line}"));
}

async fn session(engine: &Engine, credential: impl Into<Credential>) -> UdpSession {
    let session = engine.session(format!("{ADDRESS}:161").parse().unwrap(), &credential.into());
    let deadline = Instant::now() + Duration::from_secs(30);
    while session.get(&[oid(&[1, 3, 6, 1, 2, 1, 1, 3, 0])]).await.is_err() {
        assert!(Instant::now() < deadline, "snmpd does not answer");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    session
}

async fn inside() {
    let engine = Engine::new().await.unwrap();
    let user = UsmUser::new("writer").unwrap().authentication(AuthProtocol::Sha256, "maplesyrup").unwrap();
    let user = user.privacy(PrivacyProtocol::Aes128, "wood-and-water").unwrap();
    let by_community = session(&engine, Community::new("private")).await;
    for session in [&by_community, &session(&engine, user).await] {
        for port in ["p1", "p2"] {
            down_and_up(session, port).await;
        }
        a_variable_that_cannot_be_set_leaves_the_others_alone(session).await;
        the_port_towards_whoever_asks_is_not_taken_down(session).await;
    }
    who_may_only_read_is_refused(&session(&engine, Community::new("public")).await).await;
    a_forced_order_cuts_the_device_off(&by_community).await;
}

async fn down_and_up(session: &UdpSession, port: &str) {
    for (wanted, status) in [(AdminStatus::Down, IfStatus::Down), (AdminStatus::Up, IfStatus::Up)] {
        let report = set_if_admin_status(session, port, wanted, OrderOptions::new()).await.unwrap();
        println!("{report}");
        assert_eq!((report.outcome, report.forced), (OrderOutcome::Done, false), "{report:?}");
        assert_eq!(report.after.unwrap().admin, status);
        assert_eq!(is_up(port), status == IfStatus::Up, "{report}");
        let again = set_if_admin_status(session, port, wanted, OrderOptions::new()).await.unwrap();
        assert_eq!(again.outcome, OrderOutcome::Unchanged);
    }
}

/// RFC 3416 §4.2.5: all or nothing.
async fn a_variable_that_cannot_be_set_leaves_the_others_alone(session: &UdpSession) {
    let path = management_path(session, &OrderOptions::new()).await.unwrap();
    assert!(path.unknown.is_none() && path.port(index_of("p1")).is_none(), "{path:?}");
    let admin = oid(&[1, 3, 6, 1, 2, 1, 2, 2, 1, 7]).child(&[index_of("p1").0]);
    let order = [
        VarBind::new(admin, Value::Integer(2)),
        VarBind::new(oid(&[1, 3, 6, 1, 2, 1, 1, 3, 0]), Value::TimeTicks(netwarden::value::TimeTicks(1))),
    ];
    let error = session.set(&order).await.unwrap_err();
    println!("{error}");
    let Error::Refused { status, index, variable, .. } = &error else { panic!("{error:?}") };
    assert_eq!((&**status, *index, variable.as_deref()), ("notWritable", 2, Some("SNMPv2-MIB::sysUpTime.0")));
    assert!(is_up("p1"), "nothing was set");
}

async fn the_port_towards_whoever_asks_is_not_taken_down(session: &UdpSession) {
    let error = set_if_admin_status(session, "m0", AdminStatus::Down, OrderOptions::new()).await.unwrap_err();
    println!("{error}");
    assert!(matches!(error, Error::Protected { .. }), "{error:?}");
    assert!(is_up("m0"));
}

async fn who_may_only_read_is_refused(session: &UdpSession) {
    let error = set_if_admin_status(session, "p1", AdminStatus::Down, OrderOptions::new()).await.unwrap_err();
    println!("{error}");
    assert!(matches!(&error, Error::Refused { status, index: 1, .. } if status == "noAccess"), "{error:?}");
    assert!(is_up("p1"));
}

async fn a_forced_order_cuts_the_device_off(session: &UdpSession) {
    let options = OrderOptions::new().force(true);
    let order = set_if_admin_status(session, "m0", AdminStatus::Down, options).await;
    assert!(!is_up("m0"), "{order:?}");
    // Whether its word got through before the port was down is its own affair.
    match order {
        Ok(report) => {
            println!("{report}");
            assert!(report.forced && report.outcome != OrderOutcome::Unchanged, "{report:?}");
        }
        Err(error) => {
            println!("{error}");
            assert!(matches!(error, Error::Unconfirmed { .. }), "{error:?}");
        }
    }
    run(&format!("ip -n {} link set m0 up", NAMESPACES[1]));
}

fn index_of(port: &str) -> IfIndex {
    let line = run(&format!("ip -n {} -o link show {port}", NAMESPACES[1]));
    IfIndex(line.split(':').next().unwrap().parse().unwrap())
}
