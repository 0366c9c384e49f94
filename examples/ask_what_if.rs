//! Layer 3 over layer 2, and what happens if: a small site with two routers, asked before somebody pulls a cable.
//!
//! `cargo run --example ask_what_if` needs no network: the site is simulated.
#![allow(clippy::print_stdout)]

use netwarden::accuracy::visit;
use netwarden::prelude::*;
use netwarden::sim::Device;
use netwarden::topology::{Layer, Supposition};

fn main() -> netwarden::Result<()> {
    let topology = visit(&site()?, Moment::START).topology();

    println!("Who routes with whom, and over which cables:");
    for link in topology.links().filter(|link| link.layer == Layer::L3) {
        let over = link.carried_by.iter().filter_map(|id| topology.links().find(|cable| cable.id == *id));
        let over: Vec<String> = over.map(|cable| format!("{} ── {}", cable.a, cable.b)).collect();
        let spoken: Vec<String> = link.adjacencies.iter().map(ToString::to_string).collect();
        println!("  {} ── {}  {}  over {}", link.a, link.b, spoken.join(" "), over.join(", "));
    }
    println!("Subnets:");
    for subnet in &topology.subnets {
        let gateways = subnet.members.iter().filter(|member| member.gateway).map(|member| member.end.to_string());
        println!("  {}  left by {}", subnet.prefix, gateways.collect::<Vec<_>>().join(", "));
    }

    // One index answers many questions fast.
    let index = topology.index();
    for ends in [("s1", "s2"), ("r1", "r2")] {
        let cable = index.links_between(ends.0, ends.1).into_iter().find(|link| link.layer == Layer::L2);
        let Some(cable) = cable else { continue };
        println!("{} ── {}:", cable.a, cable.b);
        let cut = [Supposition::LinkGone { link: cable.id.clone() }];
        println!("{}", index.what_if(&cut, Some("r1"))?);
    }
    println!("{}", index.what_if(&[Supposition::DeviceGone { device: "s2".to_owned() }], Some("r1"))?);
    Ok(())
}

/// Three switches in a ring, whose spare side carries VLAN 1 alone; two routers, with a line between them.
fn site() -> netwarden::Result<World> {
    let router = |name: &str| Device::router(name).ports(2).with_lldp().ospf();
    World::builder("site")
        .network("10.40.0.0/16")
        .vlan(1, "management", "10.40.0.0/24")
        .vlan(20, "office", "10.40.20.0/24")
        .vlan(100, "line", "10.40.255.0/30")
        .device(Device::switch("s1").ports(4).trunk("p1", &[20]).trunk("p3", &[20]))
        .device(Device::switch("s2").ports(4).trunk("p1", &[20]).access("p4", 20))
        .device(Device::switch("s3").ports(4))
        .device(router("r1").routes_on("p1", &[1, 20]).routes_on("p2", &[100]))
        .device(router("r2").routes_on("p1", &[1]).routes_on("p2", &[100]))
        .device(Device::host("pc1"))
        .cable("s1", "p1", "s2", "p1")
        .cable("s2", "p2", "s3", "p1")
        .cable("s3", "p2", "s1", "p2")
        .cable("s1", "p3", "r1", "p1")
        .cable("s3", "p3", "r2", "p1")
        .cable("r1", "p2", "r2", "p2")
        .cable("s2", "p4", "pc1", "eth0")
        .build()
}
