//! One client, one case, one line of JSON: what it took.
//!
//! ```text
//! clients NAME CASE PORT SECONDS IN_FLIGHT
//! ```
//!
//! CASE is `get` (sysUpTime.0), `bulk` (GETBULK of six columns, ten rows, read to numbers), `walk` (six columns of 48 rows)
//! or `v3` (sysUpTime.0 with SHA-1 and AES-128). IN_FLIGHT devices, 127.1.0.0 and up, have one request in flight each.

mod async_snmp;
mod case;
mod drive;
mod netwarden;
mod poller;
mod raw;
mod snmp2;

use std::time::Duration;

use case::{Asked, Result};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Err(error) = run(&arguments.iter().map(String::as_str).collect::<Vec<_>>()) {
        eprintln!("clients: {error}");
        std::process::exit(1);
    }
}

fn run(arguments: &[&str]) -> Result<()> {
    let &[name, case, port, seconds, in_flight] = arguments else {
        return Err("NAME CASE PORT SECONDS IN_FLIGHT".into());
    };
    let asked = Asked {
        case: case.parse()?,
        port: port.parse()?,
        time: Duration::from_secs_f64(seconds.parse()?),
        in_flight: in_flight.parse()?,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let local = tokio::task::LocalSet::new();
    let tally = match name {
        "raw" => raw::run(&asked)?,
        "netwarden" => local.block_on(&runtime, netwarden::run(&asked))?,
        "netwarden-poller" => runtime.block_on(poller::run(&asked))?,
        "snmp2" => local.block_on(&runtime, snmp2::run(&asked))?,
        "async-snmp" => local.block_on(&runtime, async_snmp::run(&asked))?,
        _ => return Err(format!("no client is called {name}").into()),
    };
    println!("{}", tally.json());
    Ok(())
}
