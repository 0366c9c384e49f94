//! A server of the test's own: a program in a folder of its own, on loopback, that ends with the test.

use std::fs;
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a server may take until it answers.
const START: Duration = Duration::from_secs(60);

/// A server that runs.
#[derive(Debug)]
pub(crate) struct Server {
    process: Child,
    pub(crate) folder: tempfile::TempDir,
    pub(crate) port: u16,
}

/// A server that is made ready: its folder and its port are there, so that its configuration can name them.
#[derive(Debug)]
pub(crate) struct Setup {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) port: u16,
}

impl Setup {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // A server that gives up root must get at its files.
        set_mode(folder.path(), 0o755);
        Self { folder, port: free_port() }
    }

    /// `file` of the folder, for an argument or a configuration.
    pub(crate) fn path(&self, file: &str) -> String {
        self.folder.path().join(file).display().to_string()
    }

    /// Writes `text` into `file` of the folder and tells its path.
    pub(crate) fn write(&self, file: &str, text: &str) -> String {
        fs::write(self.folder.path().join(file), text).unwrap();
        self.path(file)
    }

    /// Starts `program` and waits until something listens at the port.
    pub(crate) fn start(self, program: &str, arguments: &[&str]) -> Server {
        let port = self.port;
        self.start_until(program, arguments, || TcpStream::connect(("127.0.0.1", port)).is_ok())
    }

    /// Starts `program` and waits until `is_ready`.
    pub(crate) fn start_until(self, program: &str, arguments: &[&str], is_ready: impl Fn() -> bool) -> Server {
        let log = self.folder.path().join("log");
        let output = fs::File::create(&log).unwrap();
        let mut process = Command::new(find(program))
            .args(arguments)
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            .spawn()
            .unwrap_or_else(|error| panic!("{program} does not start: {error}"));
        let started = Instant::now();
        while !is_ready() {
            let log = || fs::read_to_string(&log).unwrap_or_default();
            if let Some(status) = process.try_wait().unwrap() {
                panic!("{program} ended with {status}:\n{}", log());
            }
            if started.elapsed() > START {
                let _ = process.kill();
                panic!("{program} is not ready after {START:?}:\n{}", log());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Server { process, folder: self.folder, port: self.port }
    }
}

impl Server {
    /// `127.0.0.1:port`
    pub(crate) fn target(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// `localhost:port`
    pub(crate) fn named(&self) -> String {
        format!("localhost:{}", self.port)
    }

    /// Ends it, and tells where it was.
    pub(crate) fn stop(self) -> String {
        self.target()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // First politely: a server with children of its own ends them then.
        let _ = Command::new("kill").arg(self.process.id().to_string()).status();
        let asked = Instant::now();
        while asked.elapsed() < Duration::from_secs(5) {
            if matches!(self.process.try_wait(), Ok(Some(_)) | Err(_)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A port of TCP and UDP that nobody has just now.
pub(crate) fn free_port() -> u16 {
    loop {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        if UdpSocket::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// Runs `program` to its end, which must be good, and tells what it printed.
pub(crate) fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(find(program)).args(arguments).stdin(Stdio::null()).output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{program} {arguments:?}: {printed}{}", String::from_utf8_lossy(&output.stderr));
    printed
}

/// Where `program` is; a path is taken as it is.
pub(crate) fn find(program: &str) -> PathBuf {
    if program.contains('/') {
        return program.into();
    }
    let folders = std::env::var("PATH").unwrap_or_default() + ":/usr/sbin:/sbin";
    let found = folders.split(':').map(|folder| Path::new(folder).join(program)).find(|path| path.is_file());
    found.unwrap_or_else(|| panic!("{program} is missing: the head of the test's file names its Debian package"))
}

/// Sets who may do what with a file or a folder.
pub(crate) fn set_mode(path: impl AsRef<Path>, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}
