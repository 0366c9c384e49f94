//! Namespaces with ports between them, agents in one, and what the kernel counts there.

use std::fs;
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use netwarden::io::{Community, Engine, SessionExt};
use netwarden::value::{Value, VarBind, oid};

/// The device, and where its traffic comes from.
pub(crate) const NAMESPACES: [&str; 2] = ["nwlab-counts", "nwlab-flows"];

/// `nsCacheTimeout`, in seconds.
pub(crate) const CACHE_TIMEOUT: u32 = 2;
/// `nsCacheStatus`.
pub(crate) const CACHE_STATUS: u32 = 3;
pub(crate) const EMPTY: i32 = 3;

/// Debian keeps snmpd where only root looks.
pub(crate) fn command(words: &str) -> Command {
    let mut words = words.split_whitespace();
    let mut command = Command::new(words.next().unwrap());
    command.args(words).env("PATH", format!("{}:/usr/sbin:/sbin", std::env::var("PATH").unwrap_or_default()));
    command
}

pub(crate) fn run(words: &str) -> String {
    let ran = command(words).output().unwrap_or_else(|error| panic!("{words}: {error}"));
    assert!(ran.status.success(), "{words}: {}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8_lossy(&ran.stdout).into_owned()
}

/// They end with the test.
pub(crate) struct Namespaces;

impl Namespaces {
    pub(crate) fn new() -> Self {
        for name in NAMESPACES {
            run(&format!("ip netns add {name}"));
            run(&format!("ip -n {name} link set lo up"));
        }
        Self
    }
}

impl Drop for Namespaces {
    fn drop(&mut self) {
        for name in NAMESPACES {
            let _ = command(&format!("ip netns del {name}")).status();
        }
    }
}

/// A port of the device under that number, with an address of it, and its other end.
pub(crate) fn make_port(name: &str, index: u32) {
    let far = NAMESPACES[1];
    run(&format!("ip link add {name} index {index} type veth peer name {name} netns {far}"));
    // A port that is made again under another number keeps its addresses.
    let network = 70 + name.trim_start_matches('p').parse::<u32>().unwrap();
    for (prefix, host) in [("ip".to_owned(), 1), (format!("ip -n {far}"), 2)] {
        run(&format!("{prefix} addr add 10.98.{network}.{host}/24 dev {name}"));
        run(&format!("{prefix} link set {name} up"));
    }
}

pub(crate) fn index_of(port: &str) -> u32 {
    fs::read_to_string(format!("/sys/class/net/{port}/ifindex")).unwrap().trim().parse().unwrap()
}

/// A program that ends with the test.
pub(crate) struct Process(Child);

impl Process {
    pub(crate) fn start(words: &str) -> Self {
        let mut command = command(words);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Self(command.spawn().unwrap_or_else(|error| panic!("{words}: {error}")))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// An agent of the device. The community `narrow` sees no 64-bit counters.
pub(crate) struct Agent {
    pub(crate) address: SocketAddr,
    folder: tempfile::TempDir,
    process: Option<Child>,
}

impl Agent {
    pub(crate) fn start(port: u16) -> Self {
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let mut config = format!(
            "agentaddress udp:{address}\nrocommunity public\nrwcommunity private\nview narrow included .1\n\
             rocommunity narrow default -V narrow\n"
        );
        for wide in 6..=13 {
            config += &format!("view narrow excluded .1.3.6.1.2.1.31.1.1.1.{wide}\n");
        }
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("agent.conf"), config).unwrap();
        let mut agent = Self { address, folder, process: None };
        agent.start_again();
        agent
    }

    pub(crate) fn start_again(&mut self) {
        let process = command("snmpd -f -Lf snmpd.log -r -I -smux -C -c agent.conf")
            .env("MIBS", "")
            .current_dir(self.folder.path())
            .env("SNMP_PERSISTENT_DIR", self.folder.path())
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        self.process = Some(process.unwrap());
    }

    /// Without a chance to say so.
    pub(crate) fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            let _ = process.kill();
            let _ = process.wait();
        }
    }

    /// Sets a column of its cache of ifTable.
    pub(crate) async fn set(&self, engine: &Engine, column: u32, number: i32) {
        // nsCacheTable of NET-SNMP-AGENT-MIB, whose index is the root of the table.
        let name = oid(&[1, 3, 6, 1, 4, 1, 8072, 1, 5, 3, 1, column]).child(&[1, 3, 6, 1, 2, 1, 2, 2]);
        let session = engine.session(self.address, &Community::new("private").into());
        session.set(&[VarBind::new(name, Value::Integer(number))]).await.unwrap();
    }

    /// Until it answers.
    pub(crate) async fn wait(&self) {
        let session = Engine::new().await.unwrap().session(self.address, &Community::new("public").into());
        let deadline = Instant::now() + Duration::from_secs(30);
        while session.get(&[oid(&[1, 3, 6, 1, 2, 1, 1, 3, 0])]).await.is_err() {
            assert!(Instant::now() < deadline, "snmpd does not answer");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Octets that two ports received, every two milliseconds.
pub(crate) struct Kernel {
    ended: Arc<AtomicBool>,
    thread: Option<JoinHandle<Vec<Seen>>>,
    seen: Vec<Seen>,
}

/// Between two readings of the wall clock, in microseconds.
struct Seen {
    before: i64,
    after: i64,
    octets: [u64; 2],
}

impl Kernel {
    pub(crate) fn watch(ports: [&'static str; 2]) -> Self {
        let ended = Arc::new(AtomicBool::new(false));
        let over = Arc::clone(&ended);
        let thread = std::thread::spawn(move || {
            let mut seen = Vec::new();
            while !over.load(Ordering::Relaxed) {
                let before = micros();
                let octets = ports.map(|port| {
                    let file = format!("/sys/class/net/{port}/statistics/rx_bytes");
                    fs::read_to_string(file).unwrap().trim().parse().unwrap()
                });
                seen.push(Seen { before, after: micros(), octets });
                std::thread::sleep(Duration::from_millis(2));
            }
            seen
        });
        Self { ended, thread: Some(thread), seen: Vec::new() }
    }

    pub(crate) fn end(mut self) -> Self {
        self.ended.store(true, Ordering::Relaxed);
        self.seen = self.thread.take().unwrap().join().unwrap();
        self
    }

    /// How many octets the port received at least and at most between two moments, each of which is only known to lie
    /// between two times of the wall clock, in milliseconds.
    pub(crate) fn between(&self, port: usize, earlier: (i64, i64), later: (i64, i64)) -> (u64, u64) {
        let least = self.until(port, later.0).saturating_sub(self.from(port, earlier.1));
        (least, self.from(port, later.1) - self.until(port, earlier.0))
    }

    /// What was counted at that time at least.
    fn until(&self, port: usize, millis: i64) -> u64 {
        let at = self.seen.partition_point(|seen| seen.after < millis * 1000);
        self.seen[at.checked_sub(1).expect("it is watched from before")].octets[port]
    }

    /// What was counted at that time at most.
    fn from(&self, port: usize, millis: i64) -> u64 {
        // A millisecond may have begun.
        let at = self.seen.partition_point(|seen| seen.before <= (millis + 1) * 1000);
        self.seen.get(at).expect("it is watched until after").octets[port]
    }
}

fn micros() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_micros()).unwrap()
}
