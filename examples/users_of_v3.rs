//! SNMPv3: a user who reads, what a device says of a wrong password, and an inform that is acknowledged.
#![allow(clippy::print_stdout)]

use std::net::SocketAddr;
use std::sync::Arc;

use netwarden::prelude::*;
use netwarden::sim::TrapForm;
use netwarden::wire::usm::UsmUser;

const UPTIME: &[u32] = &[1, 3, 6, 1, 2, 1, 1, 3, 0];

#[tokio::main(flavor = "current_thread")]
async fn main() -> netwarden::Result<()> {
    let user = |password| {
        UsmUser::from_words("monitor", Some("sha-256"), Some(password), Some("aes-128"), Some("wood-and-water"))
            .map(Arc::new)
    };
    // A user is made once and shared: its passwords cost some milliseconds, each device some microseconds.
    let monitor = user("maplesyrup")?;
    println!("{monitor:?}");
    let network =
        SimulatedNetwork::start(sim::gallery::ring()?.with_user(monitor.clone()), SimulationOptions::new()).await?;

    // Credentials are tried in this order; a device that refuses one is asked with the next.
    let engine = Engine::new().await?;
    let site = Discovery::of(network.range())
        .port(network.port())
        .credential(monitor.clone())
        .credential(Community::new("public"))
        .run(&engine)
        .await?;
    println!("{} devices", site.devices.len());

    let Some(address) = site.devices.iter().find_map(|device| device.address) else { return Ok(()) };
    let address = SocketAddr::new(address, network.port());
    let uptime = engine.session(address, &monitor.clone().into()).get(&[oid(UPTIME)]).await?;
    println!("{:?}", uptime.first());

    match engine.session(address, &user("mapleleaves")?.into()).get(&[oid(UPTIME)]).await {
        Err(netwarden::Error::Denied { denial, .. }) => println!("{}: {denial}", denial.word()),
        other => println!("{other:?}"),
    }

    // On a real network this is port 162, which needs privilege: TrapOptions::new().user(monitor).
    let mut listener = TrapListener::start(TrapOptions::new().listen("127.0.0.1:0").user(monitor.clone())).await?;
    network.cut("s1", "p1", &TrapForm::InformV3(monitor), listener.addresses()[0]).await?;
    if let Some(inform) = listener.next().await {
        println!("{inform}, {:?}, by {}", inform.protection, inform.user.as_deref().unwrap_or_default());
    }
    Ok(())
}
