//! Net-SNMP's agent on loopback: every protocol of SNMPv3 that it has, what it says to wrong credentials, and walks
//! that equal those of Net-SNMP's own tools. Not part of a plain `cargo test`: it needs the packages snmpd and snmp.
//!
//! `cargo test -p netwarden --test snmpd`
#![allow(clippy::unwrap_used, clippy::disallowed_methods, clippy::print_stdout)] // a test may wait and tell

use std::collections::BTreeMap;
use std::fs;
use std::net::{SocketAddr, UdpSocket};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use netwarden::io::recorded::{Recording, RecordingFormat};
use netwarden::io::{Community, Credential, Engine, PollTarget, Recorder, SessionExt, UdpSession, Usm};
use netwarden::measure::standard;
use netwarden::series::{MemoryStore, Retention, SeriesFilter, Store};
use netwarden::value::{DeviceId, Oid, Value, VarBind};
use netwarden::wire::usm::{AuthProtocol, KeyExtension, PrivacyProtocol, UsmUser};
use netwarden::wire::{RetryPolicy, Version, WalkLimits};
use netwarden::{Denial, Error};

const AUTH_PASSWORD: &str = "maplesyrup";
const PRIVACY_PASSWORD: &str = "wood-and-water";

/// What `createUser` calls them.
const HASHES: [(&str, AuthProtocol); 6] = [
    ("MD5", AuthProtocol::Md5),
    ("SHA", AuthProtocol::Sha1),
    ("SHA-224", AuthProtocol::Sha224),
    ("SHA-256", AuthProtocol::Sha256),
    ("SHA-384", AuthProtocol::Sha384),
    ("SHA-512", AuthProtocol::Sha512),
];
const CIPHERS: [(&str, PrivacyProtocol); 6] = [
    ("DES", PrivacyProtocol::Des),
    ("AES", PrivacyProtocol::Aes128),
    ("AES-192", PrivacyProtocol::Aes192(KeyExtension::Blumenthal)),
    ("AES-256", PrivacyProtocol::Aes256(KeyExtension::Blumenthal)),
    ("AES-192-C", PrivacyProtocol::Aes192(KeyExtension::Reeder)),
    ("AES-256-C", PrivacyProtocol::Aes256(KeyExtension::Reeder)),
];

/// An agent that ends with the test.
struct Snmpd {
    process: Child,
    address: SocketAddr,
    folder: tempfile::TempDir,
}

impl Drop for Snmpd {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Snmpd {
    fn start() -> Self {
        // Not `snmpd.conf`: it stores its own file of that name in the same folder.
        let folder = tempfile::tempdir().unwrap();
        let address = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut config = format!(
            "agentaddress udp:{address}\nrocommunity public\nrwcommunity private\nsysName lab\nsysContact \"a \\\"b\\\"\"\n"
        );
        config += "createUser nobody\nrouser nobody noauth\n";
        config += &format!("createUser writer SHA-256 {AUTH_PASSWORD} AES {PRIVACY_PASSWORD}\nrwuser writer priv\n");
        for (hash, _) in HASHES {
            config += &format!("createUser {hash} {hash} {AUTH_PASSWORD}\nrouser {hash} auth\n");
            for (cipher, _) in CIPHERS {
                let name = format!("{hash}+{cipher}");
                config += &format!(
                    "createUser {name} {hash} {AUTH_PASSWORD} {cipher} {PRIVACY_PASSWORD}\nrouser {name} priv\n"
                );
            }
        }
        fs::write(folder.path().join("agent.conf"), config).unwrap();
        Self { process: spawn(&folder), address, folder }
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("snmpd.log")).unwrap_or_default()
    }

    /// Waits until it answers.
    async fn up(self) -> Self {
        let engine = Engine::new().await.unwrap();
        let session = session(&engine, &self, Community::new("public"));
        let deadline = Instant::now() + Duration::from_secs(30);
        while session.get(&[sys_name()]).await.is_err() {
            assert!(Instant::now() < deadline, "snmpd does not answer: {}", self.log());
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        self
    }

    /// What a tool of Net-SNMP prints.
    fn tool(&self, name: &str, arguments: &[&str], root: &str) -> Vec<VarBind> {
        let plain = ["-m", "", "-On", "-Oe", "-OU"];
        let mut command = Command::new(name);
        command.args(plain).args(arguments).arg(self.address.to_string()).arg(root);
        let ran = command.env("SNMPCONFPATH", self.folder.path()).output().unwrap();
        assert!(ran.status.success(), "{command:?}: {}", String::from_utf8_lossy(&ran.stderr));
        let read = Recording::parse(&ran.stdout, RecordingFormat::Walk);
        assert_eq!(read.faults, [], "{command:?}");
        read.varbinds
    }
}

fn spawn(folder: &tempfile::TempDir) -> Child {
    Command::new("snmpd")
        .args(["-f", "-Lf", "snmpd.log", "-r", "-I", "-smux", "-m", "", "-C", "-c"])
        .arg(folder.path().join("agent.conf"))
        .current_dir(folder.path())
        .env("PATH", format!("{}:/usr/sbin:/sbin", std::env::var("PATH").unwrap_or_default()))
        .env("SNMP_PERSISTENT_DIR", folder.path())
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("snmpd cannot be started (on Debian: apt-get install snmpd snmp): {error}"))
}

fn runtime() -> &'static tokio::runtime::Runtime {
    static RUNTIME: OnceLock<tokio::runtime::Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| tokio::runtime::Runtime::new().unwrap())
}

fn session(engine: &Engine, agent: &Snmpd, credential: impl Into<Credential>) -> UdpSession {
    let policy = RetryPolicy::new().timeout(Duration::from_millis(500)).retries(1);
    engine.session(agent.address, &credential.into()).retry(policy)
}

fn sys_name() -> Oid {
    Oid::new(&[1, 3, 6, 1, 2, 1, 1, 5, 0])
}

fn user(name: &str, hash: AuthProtocol, cipher: Option<PrivacyProtocol>) -> UsmUser {
    let user = UsmUser::new(name).unwrap().authentication(hash, AUTH_PASSWORD).unwrap();
    match cipher {
        Some(cipher) => user.privacy(cipher, PRIVACY_PASSWORD).unwrap(),
        None => user,
    }
}

/// The agent's name as it tells it to that user, and the datagrams that it took.
async fn name_for(agent: &Snmpd, user: UsmUser) -> Result<(Value, u64), Error> {
    let engine = Engine::new().await.unwrap();
    let mut said = session(&engine, agent, user).get(&[sys_name()]).await?;
    Ok((said.remove(0).value, engine.statistics().sent))
}

#[test]
fn every_algorithm_that_snmpd_has() {
    runtime().block_on(async {
        let agent = Snmpd::start().up().await;
        let lab = Value::OctetString(b"lab".to_vec());
        let mut asked = 1;
        let nobody = name_for(&agent, UsmUser::new("nobody").unwrap()).await.unwrap();
        assert_eq!(nobody, (lab.clone(), 2), "a discovery and the request");
        for (hash, auth) in HASHES {
            let answer = name_for(&agent, user(hash, auth, None)).await;
            assert_eq!(answer.unwrap_or_else(|error| panic!("{hash}: {error}")), (lab.clone(), 2), "{hash}");
            asked += 1;
            for (cipher, privacy) in CIPHERS {
                let name = format!("{hash}+{cipher}");
                let answer = name_for(&agent, user(&name, auth, Some(privacy))).await;
                let answer = answer.unwrap_or_else(|error| panic!("{name}: {error}\n{}", agent.log()));
                assert_eq!(answer, (lab.clone(), 2), "{name}");
                asked += 1;
            }
        }
        println!("{asked} combinations");
        assert_eq!(asked, 43);
        for (cipher, either) in [
            ("AES-192", PrivacyProtocol::Aes192(KeyExtension::Either)),
            ("AES-192-C", PrivacyProtocol::Aes192(KeyExtension::Either)),
            ("AES-256", PrivacyProtocol::Aes256(KeyExtension::Either)),
            ("AES-256-C", PrivacyProtocol::Aes256(KeyExtension::Either)),
        ] {
            for (hash, auth) in HASHES {
                let name = format!("{hash}+{cipher}");
                let answer = name_for(&agent, user(&name, auth, Some(either))).await;
                let (value, sent) = answer.unwrap_or_else(|error| panic!("{name}: {error}"));
                assert!(value == lab && sent <= 3, "{name}: {sent} datagrams");
            }
        }
    });
}

#[test]
fn wrong_credentials_are_told_apart() {
    runtime().block_on(async {
        let agent = Snmpd::start().up().await;
        let denial = async |user| match name_for(&agent, user).await {
            Err(Error::Denied { denial, .. }) => denial,
            other => panic!("{other:?}"),
        };
        let sha = AuthProtocol::Sha256;
        assert_eq!(denial(user("stranger", sha, None)).await, Denial::UnknownUser);
        let wrong = UsmUser::new("SHA-256").unwrap().authentication(sha, "mapleleaves").unwrap();
        assert_eq!(denial(wrong).await, Denial::WrongDigest);
        let other_hash = user("SHA-256", AuthProtocol::Sha512, None);
        assert_eq!(denial(other_hash).await, Denial::WrongDigest);
        let too_much = user("SHA-256", sha, Some(PrivacyProtocol::Aes128));
        assert_eq!(denial(too_much).await, Denial::UnsupportedSecurityLevel);

        let wrong = user("SHA-256+AES", sha, None).privacy(PrivacyProtocol::Aes128, "wood-and-wine").unwrap();
        let error = name_for(&agent, wrong).await.unwrap_err();
        println!("a wrong privacy password: {error}");
        match &error {
            Error::Denied { denial, .. } => assert_eq!(*denial, Denial::DecryptionError),
            Error::TimedOut { hint, .. } => assert!(hint.contains("privacy password"), "{error}"),
            other => panic!("{other:?}"),
        }
        // Less than the view wants: the message is authentic, but the user may not see anything so.
        let too_little = user("SHA-256+AES", sha, None);
        let error = name_for(&agent, too_little).await.unwrap_err();
        assert!(matches!(&error, Error::Refused { status, .. } if status == "authorizationError"), "{error}");
        let engine = Engine::new().await.unwrap();
        let elsewhere = Usm::new(user("SHA-256", sha, None)).context("nowhere");
        let error = session(&engine, &agent, elsewhere).get(&[sys_name()]).await.unwrap_err();
        println!("an unknown context: {error}");
        // RFC 3413 §3.2 has a report for it; 5.9 keeps silent.
        assert!(
            matches!(&error, Error::Denied { denial: Denial::UnknownContext, .. } | Error::TimedOut { .. }),
            "{error}"
        );
    });
}

#[test]
fn a_restart_is_followed() {
    runtime().block_on(async {
        let mut agent = Snmpd::start().up().await;
        let engine = Engine::new().await.unwrap();
        let cipher = PrivacyProtocol::Aes128;
        let session = session(&engine, &agent, user("SHA-256+AES", AuthProtocol::Sha256, Some(cipher)));
        session.get(&[sys_name()]).await.unwrap();
        // Ended gently, it stores how often it was started.
        assert!(Command::new("kill").arg(agent.process.id().to_string()).status().unwrap().success());
        agent.process.wait().unwrap();
        assert!(matches!(session.get(&[sys_name()]).await, Err(Error::TimedOut { .. } | Error::Unreachable { .. })));
        agent.process = spawn(&agent.folder);
        let agent = agent.up().await;
        session.get(&[sys_name()]).await.unwrap_or_else(|error| panic!("{error}\n{}", agent.log()));
    });
}

#[test]
fn what_is_set_is_so_and_what_is_refused_is_named() {
    runtime().block_on(async {
        let agent = Snmpd::start().up().await;
        let engine = Engine::new().await.unwrap();
        let system = |arc: u32| Oid::new(&[1, 3, 6, 1, 2, 1, 1, arc, 0]);
        let text = |arc: u32, text: &str| VarBind::new(system(arc), Value::OctetString(text.as_bytes().to_vec()));
        let refused = |error: Error| match error {
            Error::Refused { status, index, variable, .. } => (status, index, variable.unwrap_or_default()),
            other => panic!("{other:?}"),
        };
        let writer = user("writer", AuthProtocol::Sha256, Some(PrivacyProtocol::Aes128));
        let all: [(&str, Credential); 3] = [
            ("v1", Community::new("private").version(Version::V1).into()),
            ("v2c", Community::new("private").into()),
            ("v3", writer.into()),
        ];
        for (version, credential) in all {
            let session = session(&engine, &agent, credential);
            let location = text(6, &format!("rack {version}"));
            assert_eq!(session.set(std::slice::from_ref(&location)).await.unwrap(), [location.clone()], "{version}");
            assert_eq!(session.get(&[system(6)]).await.unwrap(), [location.clone()], "{version}");
            // The name is in the agent's configuration, so it cannot be written; and then nothing is.
            let error = session.set(&[text(6, "elsewhere"), text(5, "other")]).await.unwrap_err();
            println!("{version}: {error}");
            let status = if version == "v1" { "noSuchName" } else { "notWritable" };
            assert_eq!(refused(error), (status.to_owned(), 2, "SNMPv2-MIB::sysName.0".to_owned()));
            assert_eq!(session.get(&[system(6)]).await.unwrap(), [location.clone()], "{version}");
            let error = session.set(&[VarBind::new(system(6), Value::Integer(7))]).await.unwrap_err();
            let status = if version == "v1" { "badValue" } else { "wrongType" };
            assert_eq!(refused(error), (status.to_owned(), 1, "SNMPv2-MIB::sysLocation.0".to_owned()));
        }
        let reader = session(&engine, &agent, Community::new("public"));
        let error = reader.set(&[text(6, "elsewhere")]).await.unwrap_err();
        assert_eq!(refused(error), ("noAccess".to_owned(), 1, "SNMPv2-MIB::sysLocation.0".to_owned()));
    });
}

/// What does not move while it is read; each is read by us between two readings of the tool.
const ROOTS: [&str; 8] = [
    ".1.3.6.1.2.1.1",
    ".1.3.6.1.2.1.2",
    ".1.3.6.1.2.1.4",
    ".1.3.6.1.2.1.11",
    ".1.3.6.1.2.1.31",
    ".1.3.6.1.2.1.92",
    ".1.3.6.1.6.3.10",
    ".1.3.6.1.6.3.15",
];

/// What Cacti's users expect to work at once: a host is given, and everything of it is measured, named and with units.
#[test]
fn everything_of_a_host_is_measured() {
    runtime().block_on(async {
        let agent = Snmpd::start().up().await;
        let engine = Engine::new().await.unwrap();
        let target = PollTarget::new(agent.address, Community::new("public")).named(DeviceId("host".into()));
        let template = standard::everything().every_ms(1_000);
        let store = Arc::new(Mutex::new(MemoryStore::new(Retention::default()).unwrap()));
        let recorder = Recorder::new(&engine).targets([target]).template(template).store(Arc::clone(&store));
        let mut recording = recorder.start().unwrap();
        let wanted =
            ["uptime", "load_1", "memory_used", "memory_share", "cpu_idle", "storage_share", "in_octets", "out_errors"];
        let mut seen = BTreeMap::new();
        let deadline = Instant::now() + Duration::from_secs(60);
        while !wanted.iter().all(|wanted| seen.contains_key(*wanted)) {
            assert!(Instant::now() < deadline, "only {seen:?}");
            let measured = recording.next().await.unwrap();
            assert_eq!(measured.missed, []);
            for column in &measured.columns {
                for (row, name) in measured.rows.name.iter().enumerate() {
                    if let Some(Ok(value)) = column.of(row) {
                        let object = if column.object == "load" {
                            format!("load_{}", name.trim_start_matches("Load-"))
                        } else {
                            column.object.clone()
                        };
                        seen.insert(object, (name.clone(), value, column.unit.clone()));
                    }
                }
            }
        }
        let value = |object: &str| seen[object].1;
        let meminfo = fs::read_to_string("/proc/meminfo").unwrap();
        let total =
            meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:")?.trim().strip_suffix(" kB")).unwrap();
        let total = total.parse::<f64>().unwrap() * 1024.0;
        assert!((value("memory_share") - value("memory_used") * 100.0 / total).abs() < 1.0, "{seen:?}");
        assert!((0.0..=100.0).contains(&value("storage_share")) && value("uptime") > 0.0, "{seen:?}");
        assert_eq!((seen["in_octets"].2.as_str(), seen["memory_used"].2.as_str()), ("octets", "octets"));
        let absent = recording.latest("ups").unwrap();
        assert!(absent.rows.is_empty() && absent.results.is_empty(), "a host is no UPS");
        recording.stop().await.unwrap();
        let kept = store.lock().unwrap().series(&SeriesFilter::default()).unwrap();
        assert!(
            kept.iter().any(|(_, series)| series.key.object == "storage_share" && series.key.row == "/"),
            "{kept:?}"
        );
    });
}

#[test]
fn walks_equal_those_of_snmpbulkwalk_line_by_line() {
    runtime().block_on(async {
        let agent = Snmpd::start().up().await;
        let engine = Engine::new().await.unwrap();
        let v3 = user("SHA-256+AES", AuthProtocol::Sha256, Some(PrivacyProtocol::Aes128));
        let v3_arguments = [
            "-v3",
            "-l",
            "authPriv",
            "-u",
            "SHA-256+AES",
            "-a",
            "SHA-256",
            "-A",
            AUTH_PASSWORD,
            "-x",
            "AES",
            "-X",
            PRIVACY_PASSWORD,
        ];
        let cases: [(&str, &[&str], Credential); 3] = [
            ("snmpwalk", &["-v1", "-c", "public"], Community::new("public").version(Version::V1).into()),
            ("snmpbulkwalk", &["-v2c", "-c", "public"], Community::new("public").into()),
            ("snmpbulkwalk", &v3_arguments, v3.into()),
        ];
        for (tool, arguments, credential) in cases {
            let session = session(&engine, &agent, credential);
            let (mut lines, mut still) = (0, 0);
            for root in ROOTS {
                let before = agent.tool(tool, arguments, root);
                let parsed: Oid = root.trim_start_matches('.').parse().unwrap();
                let walked = session.walk(&parsed, WalkLimits::new()).await;
                let walked = walked.unwrap_or_else(|error| panic!("{arguments:?} {root}: {error}"));
                assert!(walked.is_complete(), "{arguments:?} {root}: {}", walked.end);
                let after = agent.tool(tool, arguments, root);
                let names = |varbinds: &[VarBind]| varbinds.iter().map(|it| it.name.clone()).collect::<Vec<Oid>>();
                assert_eq!(names(&walked.varbinds), names(&before), "{arguments:?} {root}");
                for ((ours, before), after) in walked.varbinds.iter().zip(&before).zip(&after) {
                    // A counter that went on between the two readings of the tool is somewhere between them for us.
                    if before == after {
                        assert_eq!(ours, before, "{arguments:?}");
                        still += 1;
                    } else {
                        assert_eq!(
                            std::mem::discriminant(&ours.value),
                            std::mem::discriminant(&before.value),
                            "{arguments:?} {}",
                            ours.name
                        );
                    }
                    lines += 1;
                }
            }
            println!("{tool} {}: {lines} lines, of which {still} stood still", arguments[0]);
            assert!(lines > 150 && still * 10 > lines * 8, "{lines} lines, {still} still");
        }
    });
}
