//! The main job: find the devices of a network, infer who is cabled to whom, measure the ports, check what runs on
//! them, draw it. `cargo run --release --example map_a_site` does it offline, on a simulated campus;
//! `cargo run --release --example map_a_site -- 10.0.0.0/24 --community public` on a real network.

#![allow(clippy::print_stderr)]

mod arguments;
#[path = "../common.rs"]
mod common;
mod files;
mod report;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use netwarden::Result;
use netwarden::check::{CheckResult, CheckSpec};
use netwarden::io::probe;
use netwarden::prelude::*;
use netwarden::sim::Kind;
use tokio_util::sync::CancellationToken;

use arguments::{Arguments, HELP};

/// Routers that are pinged where the command line does not say what to check.
const MOST_PINGED: usize = 8;

/// The exit code of a program that Ctrl-C ended.
const INTERRUPTED: u8 = 130;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = match arguments::read() {
        Ok(Some(arguments)) => arguments,
        Ok(None) => return ExitCode::from(u8::from(common::print(HELP).is_err())),
        Err(error) => {
            eprintln!("map_a_site: {error}\nmap_a_site --help lists what there is");
            return ExitCode::from(2);
        }
    };
    let code = map(&arguments).await.unwrap_or_else(|error| {
        eprintln!("map_a_site: {error}");
        if error.code() == "invalid" { 2 } else { 1 }
    });
    ExitCode::from(code)
}

/// Where to look: a real network, or one that this machine plays.
struct Scene {
    targets: String,
    port: u16,
    network: Option<SimulatedNetwork>,
}

async fn scene(arguments: &Arguments) -> Result<Scene> {
    if !arguments.ranges.is_empty() {
        let port = arguments.port.unwrap_or(161);
        return Ok(Scene { targets: arguments.ranges.join(","), port, network: None });
    }
    let world = sim::gallery::by_name(&arguments.simulate)?;
    let options = SimulationOptions::new().port(arguments.port.unwrap_or(0));
    let network = SimulatedNetwork::start(world, options).await?;
    eprintln!("simulating {} at {}, UDP port {}", arguments.simulate, network.range(), network.port());
    Ok(Scene { targets: network.range().to_string(), port: network.port(), network: Some(network) })
}

/// The whole job; the result is the exit code.
async fn map(arguments: &Arguments) -> Result<u8> {
    let specs = arguments.checks.iter().map(|target| spec(target)).collect::<Result<Vec<_>>>()?;
    let scene = scene(arguments).await?;
    let cancel = cancelled_by_ctrl_c();
    let engine = Engine::new().await?;

    let mut search = Discovery::of(&scene.targets);
    if let Some(follow) = &arguments.follow {
        search = search.follow_neighbors(follow);
    }
    let first = asked(search, &scene, arguments, &cancel).run(&engine).await?;
    for failure in &first.failures {
        eprintln!("{}: {}", failure.target, failure.reason);
    }
    if first.devices.is_empty() {
        return Ok(if first.cancelled { INTERRUPTED } else { 1 });
    }
    let topology = first.topology_with(&arguments.options);
    let mut said = report::map(&first, &topology);
    if let Some(network) = &scene.network {
        said += &report::truth(&topology, &network.world().truth());
    }
    show(arguments, &said);

    if !cancel.is_cancelled() && !arguments.interval.is_zero() {
        let second = second_look(&first, &scene, arguments, &cancel, &engine).await?;
        show(arguments, &report::rates(&first, &second));
    }
    let specs = if specs.is_empty() { suggested_checks(&first, &scene)? } else { specs };
    show(arguments, &report::checks(&run_checks(&specs, &cancel).await?));
    for (format, path) in &arguments.outputs {
        files::write(path, &shown(format, &topology)?)?;
    }
    if cancel.is_cancelled() {
        return Ok(INTERRUPTED);
    }
    Ok(u8::from(!first.failures.is_empty()))
}

/// A discovery as the command line asks for it.
fn asked(discovery: Discovery, scene: &Scene, arguments: &Arguments, cancel: &CancellationToken) -> Discovery {
    let mut discovery = discovery.port(scene.port).cancel(cancel.clone());
    for community in &arguments.communities {
        let community = Community::new(community.as_str());
        discovery = discovery.credential(if arguments.v1 { community.or_v1() } else { community });
    }
    for user in &arguments.users {
        discovery = discovery.credential(Arc::clone(user));
    }
    if let Some(timeout) = arguments.timeout {
        discovery = discovery.timeout(timeout);
    }
    if !arguments.quiet {
        discovery = discovery.on_progress(|progress| eprintln!("{progress}"));
    }
    discovery
}

/// The first Ctrl-C ends the work in order, the second ends the program.
fn cancelled_by_ctrl_c() -> CancellationToken {
    let token = CancellationToken::new();
    let cancel = token.clone();
    tokio::spawn(async move {
        while tokio::signal::ctrl_c().await.is_ok() {
            if cancel.is_cancelled() {
                std::process::exit(i32::from(INTERRUPTED));
            }
            eprintln!("ending; what was found so far follows (Ctrl-C once more ends at once)");
            cancel.cancel();
        }
    });
    token
}

/// Visits what was found once more, after the interval.
async fn second_look(
    first: &Site,
    scene: &Scene,
    arguments: &Arguments,
    cancel: &CancellationToken,
    engine: &Engine,
) -> Result<Site> {
    tokio::select! {
        () = tokio::time::sleep(arguments.interval) => {}
        () = cancel.cancelled() => return Ok(Site::default()),
    }
    asked(Discovery::again(first).only_interfaces(), scene, arguments, cancel).run(engine).await
}

/// Of a simulated network, its web pages and its routers; of a real one, its routers.
fn suggested_checks(site: &Site, scene: &Scene) -> Result<Vec<CheckSpec>> {
    let ping = |host: String| check::icmp(host).count(3).interval(Duration::from_millis(100)).spec();
    let Some(network) = &scene.network else {
        let routers = site.devices.iter().filter(|device| device.kind == DeviceKind::Router);
        let addresses = routers.filter_map(|device| device.address).take(MOST_PINGED);
        return addresses.map(|address| ping(address.to_string())).collect();
    };
    let (truth, port) = (network.world().truth(), network.port());
    let agents = truth.devices.iter().filter(|device| device.agent);
    let checks = agents.filter_map(|device| {
        let address = device.address?;
        match device.kind {
            Kind::Host => Some(check::http(format!("http://{address}:{port}/")).keyword("All is well").spec()),
            Kind::Printer => Some(check::tcp(format!("{address}:{port}")).spec()),
            Kind::Router => Some(ping(address.to_string())),
            _ => None,
        }
    });
    checks.collect()
}

/// A URL, `host:port` or a host.
fn spec(target: &str) -> Result<CheckSpec> {
    if target.contains("://") {
        return check::http(target).spec();
    }
    match target.rsplit_once(':') {
        Some((host, port)) if port.parse::<u16>().is_ok() && (!host.contains(':') || host.ends_with(']')) => {
            check::tcp(target).spec()
        }
        _ => check::icmp(target).spec(),
    }
}

async fn run_checks(specs: &[CheckSpec], cancel: &CancellationToken) -> Result<Vec<CheckResult>> {
    let mut results = Vec::with_capacity(specs.len());
    for spec in specs {
        tokio::select! {
            result = probe::run(spec) => results.push(result?),
            () = cancel.cancelled() => break,
        }
    }
    Ok(results)
}

fn shown(format: &str, topology: &Topology) -> Result<String> {
    Ok(match format {
        "--json" => topology.to_json()? + "\n",
        "--csv" => topology.links_csv(),
        "--dot" => topology.to_dot(),
        "--svg" => topology.to_svg(),
        _ => topology.to_html(),
    })
}

/// Prints a part of the report, unless an output goes to where it would.
fn show(arguments: &Arguments, text: &str) {
    if !arguments.take_stdout() && common::print(text).is_err() {
        eprintln!("map_a_site: the standard output takes no more");
    }
}
