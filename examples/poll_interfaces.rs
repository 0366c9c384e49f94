//! What the ports of a network carry: two cycles of a poll, and the traffic between them.
//!
//! Without arguments it polls a simulated campus. `poll_interfaces RANGE COMMUNITY` discovers a range and polls it every
//! 60 s until it is interrupted.
#![allow(clippy::print_stdout)]

use std::net::SocketAddr;
use std::time::Duration;

use netwarden::prelude::*;

#[tokio::main(flavor = "current_thread")]
async fn main() -> netwarden::Result<()> {
    if std::env::args().any(|word| word == "--help") {
        println!(
            "cargo run --example poll_interfaces -- [RANGE COMMUNITY]\n\nWithout arguments: a simulated campus, offline."
        );
        return Ok(());
    }
    let engine = Engine::new().await?;
    let mut arguments = std::env::args().skip(1);
    if let (Some(range), Some(community)) = (arguments.next(), arguments.next()) {
        let credential = Credential::from(Community::new(community));
        let site = Discovery::of(range).credential(credential.clone()).run(&engine).await?;
        let targets = PollTarget::of_site(&site, 161, &credential);
        return watch(Poller::new(&engine).targets(targets).interfaces(), u32::MAX).await;
    }
    let network = SimulatedNetwork::start(sim::gallery::campus()?, SimulationOptions::new()).await?;
    let target = |agent: sim::Agent| {
        let address = SocketAddr::from((agent.address()?, network.port()));
        Some(PollTarget::new(address, Community::new("public")).named(DeviceId(agent.name().to_owned())))
    };
    let targets: Vec<PollTarget> = network.world().agents().filter_map(target).collect();
    let silent = PollTarget::new(([127, 0, 0, 1], 9), Community::new("public")).named(DeviceId("switched off".into()));
    let poller = Poller::new(&engine).targets(targets).targets([silent]).interfaces();
    watch(poller.every(Duration::from_secs(3)), 2).await
}

async fn watch(poller: Poller, cycles: u32) -> netwarden::Result<()> {
    let mut run = poller.start()?;
    let Some(mut earlier) = run.next().await else { return Ok(()) };
    for _ in 1..cycles {
        let Some(later) = run.next().await else { break };
        println!("{} rows of {} devices in {} ms", later.len(), later.devices.len(), later.took_ms);
        for missed in &later.missed {
            println!("missed {}: {}", later.devices[missed.device as usize], missed.reason);
        }
        for partial in &later.partial {
            println!("partial {}: {}", later.devices[partial.device as usize], partial.reason);
        }
        let mut rates = later.rates(&earlier);
        rates.sort_by(|a, b| b.rate.in_bps.unwrap_or(-1.0).total_cmp(&a.rate.in_bps.unwrap_or(-1.0)));
        for port in rates.iter().take(5) {
            let device = &later.devices[port.device as usize];
            match (port.rate.in_bps, port.rate.out_bps) {
                (Ok(input), Ok(output)) => {
                    println!("{device} {}: {:.1} Mb/s in, {:.1} Mb/s out", port.index, input / 1e6, output / 1e6);
                }
                (Err(gap), _) | (_, Err(gap)) => println!("{device} {}: no rate, {gap}", port.index),
            }
        }
        earlier = later;
    }
    Ok(())
}
