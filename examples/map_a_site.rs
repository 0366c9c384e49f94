//! Finds the devices of a network by SNMP and infers who is cabled to whom:
//! `cargo run --release --example map_a_site -- 10.0.0.0/24 --community public`. With `--simulate campus` in place of a
//! range it runs offline, on a simulated network. It exits with 0 where at least one device was found and no target that was
//! named alone failed, with 1 otherwise, and with 2 where the arguments are wrong.

#![allow(clippy::print_stderr)]

mod common;

use std::process::ExitCode;
use std::time::Duration;

use netwarden::prelude::*;
use netwarden::topology::Options;
use netwarden::{Error, Result};

const HELP: &str = "\
Finds the devices of a network by SNMP and infers who is cabled to whom.

usage: map_a_site RANGE… [--community NAME]… [options]

  RANGE                10.0.0.0/24, 10.0.0.1-10.0.0.20, 10.0.0.5-20, an address or a host name; several add up
  --simulate NAME      instead of a RANGE: a simulated network (two-switches, ring, lag-pair, unmanaged-hub, campus, …)
  --community NAME     a community to try (public); several are tried in order
  --v1                 where v2c brings no answer, also tries v1
  --port NUMBER        UDP port of the agents (161)
  --timeout SECONDS    how long to wait for the first answer (1)
  --follow RANGE       also visits the neighbors that devices name, if they are in this range
  --json PATH          writes the topology as JSON; --dot, --html and --svg likewise; - is standard output
  --hide SOURCE,…      evidence to leave out: lldp, cdp, stp, fdb, arp, lag
  --strategy NAME      how to infer: default, stp-segments
  --quiet              no progress
  --help               this text
";

#[derive(Default)]
struct Arguments {
    ranges: Vec<String>,
    simulate: Option<String>,
    communities: Vec<String>,
    v1: bool,
    port: Option<u16>,
    timeout: Option<Duration>,
    follow: Option<String>,
    outputs: Vec<(String, String)>,
    options: Options,
    quiet: bool,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = match arguments() {
        Ok(Some(arguments)) => arguments,
        Ok(None) => return ExitCode::from(u8::from(common::print(HELP).is_err())),
        Err(error) => {
            eprintln!("map_a_site: {error}\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    match map(&arguments).await {
        Ok(complete) => ExitCode::from(u8::from(!complete)),
        Err(error @ Error::Invalid { .. }) => {
            eprintln!("map_a_site: {error}");
            ExitCode::from(2)
        }
        Err(error) => {
            eprintln!("map_a_site: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Whether something was found, and everything that was named.
async fn map(arguments: &Arguments) -> Result<bool> {
    let engine = Engine::new().await?;
    let network = match &arguments.simulate {
        Some(name) => Some(SimulatedNetwork::start(sim::gallery::by_name(name)?, SimulationOptions::new()).await?),
        None => None,
    };
    let site = discovery(arguments, network.as_ref()).run(&engine).await?;
    for failure in &site.failures {
        eprintln!("{}: {}", failure.target, failure.reason);
    }
    if site.devices.is_empty() {
        return Ok(false);
    }
    let topology = site.topology_with(&arguments.options);
    if arguments.outputs.is_empty() {
        write("-", &common::text(&topology))?;
    }
    for (format, path) in &arguments.outputs {
        let shown = match format.as_str() {
            "--json" => topology.to_json()? + "\n",
            "--dot" => topology.to_dot(),
            "--svg" => topology.to_svg(),
            _ => topology.to_html(),
        };
        write(path, &shown)?;
    }
    Ok(site.failures.is_empty())
}

fn discovery(arguments: &Arguments, network: Option<&SimulatedNetwork>) -> Discovery {
    let mut discovery = match network {
        Some(network) => Discovery::of(network.range().to_string()).port(network.port()),
        None => Discovery::of(arguments.ranges.join(",")),
    };
    for community in &arguments.communities {
        let community = Community::new(community.as_str());
        discovery = discovery.credential(if arguments.v1 { community.or_v1() } else { community });
    }
    if let Some(port) = arguments.port {
        discovery = discovery.port(port);
    }
    if let Some(timeout) = arguments.timeout {
        discovery = discovery.timeout(timeout);
    }
    if let Some(follow) = &arguments.follow {
        discovery = discovery.follow_neighbors(follow);
    }
    if !arguments.quiet {
        discovery = discovery.on_progress(|progress| eprintln!("{progress}"));
    }
    discovery
}

fn arguments() -> Result<Option<Arguments>> {
    let mut arguments = Arguments::default();
    let mut words = common::Words::of_this_program();
    while let Some((name, joined)) = words.take() {
        let mut value = || words.value(&name, joined.clone());
        match name.as_str() {
            "--help" | "-h" => return Ok(None),
            "--simulate" => arguments.simulate = Some(value()?),
            "--community" => arguments.communities.push(value()?),
            "--v1" => arguments.v1 = true,
            "--port" => arguments.port = Some(number(&value()?, "port", "a port is a number from 1 to 65535")?),
            "--timeout" => {
                let seconds: f64 = number(&value()?, "timeout", "seconds are expected, such as 0.5")?;
                let timeout = Duration::try_from_secs_f64(seconds);
                let wrong = |_| Error::invalid("timeout", seconds.to_string(), "seconds are expected, such as 0.5");
                arguments.timeout = Some(timeout.map_err(wrong)?);
            }
            "--follow" => arguments.follow = Some(value()?),
            "--json" | "--dot" | "--html" | "--svg" => {
                let path = value()?;
                arguments.outputs.push((name, path));
            }
            "--hide" => arguments.options = arguments.options.hide_named(value()?.split(',').map(str::trim))?,
            "--strategy" => arguments.options = arguments.options.strategy(value()?.parse()?),
            "--quiet" => arguments.quiet = true,
            _ if name.starts_with('-') => {
                return Err(Error::invalid("argument", name, "--help lists those that are"));
            }
            _ => arguments.ranges.push(name),
        }
    }
    if arguments.communities.is_empty() {
        arguments.communities.push("public".into());
    }
    match (arguments.ranges.is_empty(), &arguments.simulate) {
        (false, None) | (true, Some(_)) => Ok(Some(arguments)),
        _ => Err(Error::invalid("target", arguments.ranges.join(" "), "either ranges or --simulate is expected")),
    }
}

fn number<T: std::str::FromStr>(text: &str, argument: &str, expected: &str) -> Result<T> {
    text.parse().map_err(|_| Error::invalid(argument, text, expected))
}

fn write(path: &str, text: &str) -> Result<()> {
    let done = if path == "-" { common::print(text) } else { std::fs::write(path, text) };
    done.map_err(|error| Error::io(format!("writing {path}"), error))
}
