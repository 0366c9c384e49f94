//! A canned agent at every address of 127.0.0.0/8, fast enough to measure SNMP clients: 127.x.y.z is device x·2¹⁶ + y·2⁸ + z.
//!
//! ```text
//! responder PORT [--core N] [--interfaces 48] [--max-message 1472] [--echo] [--tied]
//! ```
//!
//! It prints `ready PORT` when it answers; port 0 takes any. `--core` keeps it on one core, `--echo` sends every datagram
//! back as it is, `--tied` ends it together with the process that started it. On SIGTERM it just ends.

use std::io::{self, Write};
use std::time::Instant;

use netwarden::sim::Canned;
use netwarden::value::Moment;
use responder::{Batch, end_with_parent, pin};

fn main() {
    if let Err(error) = run() {
        eprintln!("responder: {error}");
        std::process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let usage = || io::Error::other("PORT [--core N] [--interfaces N] [--max-message OCTETS] [--echo] [--tied]");
    let mut arguments = std::env::args().skip(1);
    let mut number = || arguments.next();
    let port = number().and_then(|port| port.parse().ok()).ok_or_else(usage)?;
    let (mut interfaces, mut max_message, mut echo) = (48, 1472, false);
    while let Some(option) = number() {
        let mut value = || number().and_then(|value| value.parse::<u32>().ok()).ok_or_else(usage);
        match option.as_str() {
            "--core" => pin(value()? as usize)?,
            "--interfaces" => interfaces = value()?,
            "--max-message" => max_message = value()? as usize,
            "--echo" => echo = true,
            "--tied" => end_with_parent()?,
            _ => return Err(usage()),
        }
    }
    let mut batch = Batch::bind(port)?;
    println!("ready {}", batch.port()?);
    io::stdout().flush()?;
    let mut canned = Canned::new(interfaces).max_message(max_message);
    let started = Instant::now();
    loop {
        match batch.receive() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            // An answer to a client that is gone.
            Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => continue,
            received => received?,
        }
        let now = Moment::START + started.elapsed();
        for at in 0..batch.received().len() {
            batch.queue(|received, answer| {
                let request = &received[at];
                (answer.peer, answer.local) = (request.peer, request.local);
                if echo {
                    answer.octets.clone_from(&request.octets);
                    return true;
                }
                let [_, x, y, z] = request.local.octets();
                canned.answer(&request.octets, u32::from_be_bytes([0, x, y, z]), now, &mut answer.octets)
            })?;
        }
        batch.send()?;
    }
}
