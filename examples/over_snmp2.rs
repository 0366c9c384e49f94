//! A product that uses the package `snmp2` keeps it: its answers become typed rows, and its sessions draw the topology.
//!
//! `cargo run --example over_snmp2 --features snmp2` asks a simulated network.
#![allow(clippy::print_stdout)]

use std::net::SocketAddr;

use netwarden::Error;
use netwarden::io::snmp2::{Snmp2Session, their_oid, varbinds};
use netwarden::io::{CollectOptions, collect};
use netwarden::mib::{IfEntry, Names, Rows};
use netwarden::prelude::*;
use snmp2::AsyncSession;

#[tokio::main(flavor = "current_thread")]
async fn main() -> netwarden::Result<()> {
    let network = SimulatedNetwork::start(sim::gallery::two_switches()?, SimulationOptions::new()).await?;
    let agents = network.world().agents();
    let devices: Vec<(String, SocketAddr)> = agents
        .filter_map(|agent| Some((agent.name().to_owned(), SocketAddr::from((agent.address()?, network.port())))))
        .collect();
    let Some((name, address)) = devices.first() else { return Ok(()) };

    // What the product has already: a session of theirs and its answers, which are read as rows of a table.
    let failed = |error| Error::io("asking over snmp2", std::io::Error::other(format!("{error:?}")));
    let connected = AsyncSession::new_v2c(address, b"public", 1).await;
    let mut theirs = connected.map_err(|error| Error::io("opening a socket", error))?;
    let column = their_oid(&Names::standard().lookup("IF-MIB::ifDescr")?)?;
    let answer = theirs.getbulk(&[&column], 0, 4).await.map_err(failed)?;
    for row in Rows::<IfEntry>::read(&varbinds(&answer)?).rows {
        println!("{name}: {} is {}", row.if_index, row.if_descr.unwrap_or_default());
    }

    // The same sessions as ours: with a time limit and repeats, for walks, tables, and whole devices.
    let mut site = Site::default();
    for (name, address) in devices {
        let session = Snmp2Session::new(&*name, move || Box::pin(AsyncSession::new_v2c(address, b"public", 1)));
        match collect(&session, DeviceId(name.clone()), Some(address.ip()), CollectOptions::new()).await {
            Ok(device) => site.devices.push(device),
            Err(error) => println!("{name}: {error}"),
        }
    }
    for link in site.topology().links() {
        println!("{link}");
    }
    Ok(())
}
