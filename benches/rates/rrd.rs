//! RRDtool beside it: one update of each of many files a minute, through one `rrdtool -` that stays open.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

const FILES: u32 = 500;
const MINUTES: i64 = 40;
const START: i64 = 1_795_366_800;

pub(super) fn measure_all() {
    println!("{FILES} series for {MINUTES} minutes, a day of 1 minute kept");
    match updates() {
        Some(per_second) => println!("rrdtool update, in a pipe      {:>8.3} million updates/s", per_second / 1e6),
        None => println!("rrdtool update                 not measured: rrdtool is not installed"),
    }
}

/// Updates per second; `None` where there is no rrdtool.
fn updates() -> Option<f64> {
    let dir = tempfile::tempdir().ok()?;
    let pipe = Command::new("rrdtool").arg("-").current_dir(&dir).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut rrdtool = Pipe::new(pipe.ok()?)?;
    for file in 0..FILES {
        rrdtool
            .ask(&format!("create {file}.rrd --step 60 --start {START} DS:c:COUNTER:600:0:U RRA:AVERAGE:0.5:1:1440"))?;
    }
    let started = Instant::now();
    for minute in 1..=MINUTES {
        for file in 0..FILES {
            rrdtool.ask(&format!("update {file}.rrd {}:{}", START + minute * 60 + 17, minute * 6_000))?;
        }
    }
    let took = started.elapsed().as_secs_f64();
    rrdtool.end();
    Some(f64::from(FILES) * MINUTES as f64 / took)
}

struct Pipe {
    child: Child,
    answers: BufReader<std::process::ChildStdout>,
}

impl Pipe {
    fn new(mut child: Child) -> Option<Self> {
        let answers = BufReader::new(child.stdout.take()?);
        Some(Self { child, answers })
    }

    /// One command, and its answer up to `OK`.
    fn ask(&mut self, command: &str) -> Option<()> {
        writeln!(self.child.stdin.as_mut()?, "{command}").ok()?;
        let mut line = String::new();
        loop {
            line.clear();
            if self.answers.read_line(&mut line).ok()? == 0 {
                return None;
            }
            assert!(!line.starts_with("ERROR"), "rrdtool: {line}");
            if line.starts_with("OK") {
                return Some(());
            }
        }
    }

    fn end(mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}
