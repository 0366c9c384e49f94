//! Maps a simulated site, listens for traps, cuts a cable, says which one it was, and looks again at its ends.
#![allow(clippy::print_stdout)]

use std::time::Duration;

use netwarden::prelude::*;
use netwarden::sim::TrapForm;

#[tokio::main(flavor = "current_thread")]
async fn main() -> netwarden::Result<()> {
    let network = SimulatedNetwork::start(sim::gallery::ring()?, SimulationOptions::new()).await?;
    let engine = Engine::new().await?;
    let mut site = Discovery::of(network.range()).port(network.port()).run(&engine).await?;
    let topology = site.topology();

    // On a real network this is port 162, which needs privilege: TrapOptions::new() alone.
    let options = TrapOptions::new().listen("127.0.0.1:0").allow("127.0.0.0/8").community("public");
    let mut listener = TrapListener::start(options).await?;
    let here = listener.addresses()[0];

    let (device, port) = ("s1", "p1");
    network.cut(device, port, &TrapForm::V1, here).await?;
    network.tell("s3", &sim::Event::TopologyChange, &TrapForm::InformV2c, here).await?;

    // One cut cable is told by several devices: wait until they are quiet.
    let Some(changes) = listener.next_changes(Duration::from_millis(200)).await else { return Ok(()) };
    let changes = changes.locate(&topology);
    for notification in &changes.notifications {
        println!("{notification}");
    }
    for change in &changes.links {
        let link = topology.links().find(|link| link.id == change.link);
        let ends: Vec<String> = change.ends.iter().map(ToString::to_string).collect();
        println!("{}: {}", if change.up { "up" } else { "down" }, link.map_or_else(String::new, ToString::to_string));
        println!("  as told by {}", ends.join(" and "));
    }

    // The traps wake another visit to who sent them.
    if let Some(again) = changes.discovery() {
        site.update(again.port(network.port()).run(&engine).await?);
    }
    let port = site
        .devices
        .iter()
        .find(|it| it.name == device)
        .and_then(|it| it.interfaces.iter().find(|interface| interface.name == port));
    println!("{device} now says of it: {:?}", port.map(|port| port.oper));
    println!("{:?}", listener.statistics());
    Ok(())
}
