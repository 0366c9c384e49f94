//! Takes a port of a switch down and brings it up again, and says what became of it.
//!
//! Without arguments it is a switch of a simulated network. `switch_a_port ADDRESS COMMUNITY PORT up|down` asks a real one.
//! The port through which the switch is reached stays as it is: here p1, towards the manager.
#![allow(clippy::print_stdout)]

use std::net::{IpAddr, SocketAddr};

use netwarden::inventory::AdminStatus;
use netwarden::io::{OrderOptions, management_path, set_if_admin_status};
use netwarden::prelude::*;
use netwarden::sim::{Device, World};

#[tokio::main(flavor = "current_thread")]
async fn main() -> netwarden::Result<()> {
    if std::env::args().any(|word| word == "--help") {
        println!(
            "cargo run --example switch_a_port -- [ADDRESS COMMUNITY PORT up|down]\n\nWithout arguments: a simulated switch, offline."
        );
        return Ok(());
    }
    let engine = Engine::new().await?;
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [address, community, port, status] = arguments.as_slice() {
        let session =
            engine.session(netwarden::io::agent_address(address, 161)?, &Community::new(community.as_str()).into());
        let report = set_if_admin_status(&session, port.as_str(), status.parse()?, OrderOptions::new()).await?;
        println!("{report}");
        return Ok(());
    }
    let world = World::builder("lab")
        .write_community("private")
        .device(Device::switch("sw1").ports(4))
        .device(Device::host("nms"))
        .device(Device::host("pc"))
        .cable("nms", "eth0", "sw1", "p1")
        .cable("pc", "eth0", "sw1", "p2")
        .build()?;
    let [at, from] = ["sw1", "nms"].map(|device| world.address(device));
    let network = SimulatedNetwork::start(world, SimulationOptions::new()).await?;
    let (Some(at), Some(from)) = (at, from) else { return Ok(()) };
    let session = engine.session(SocketAddr::from((at, network.port())), &Community::new("private").into());

    // On a real network the session knows both. A simulated one is reached at loopback addresses, its devices have others.
    let options = OrderOptions::new().reached_at(inside(at)).reached_from(inside(from));
    for port in management_path(&session, &options).await?.ports {
        println!("reached through {}: {}", port.name, port.because);
    }
    println!("{}", set_if_admin_status(&session, "p2", AdminStatus::Down, options).await?);
    println!("{}", set_if_admin_status(&session, "p2", AdminStatus::Up, options.wait_oper(true)).await?);
    match set_if_admin_status(&session, "p1", AdminStatus::Down, options).await {
        Err(error) => println!("{}: {error}", error.code()),
        Ok(report) => println!("{report}"),
    }
    network.stop().await;
    Ok(())
}

/// The address that a simulated device has in its world: 10.… for 127.….
fn inside(address: std::net::Ipv4Addr) -> IpAddr {
    let [_, b, c, d] = address.octets();
    IpAddr::from([10, b, c, d])
}
