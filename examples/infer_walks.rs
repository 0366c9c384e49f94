//! Infers the topology of a network from a folder of recordings, one file for each device:
//! `cargo run --release --example infer_walks -- DIR`. It exits with 0 where every recording was read to its end, with 1
//! where one could not be read or stops before its end (what it could infer is printed all the same), with 2 where
//! the arguments are wrong.

#![allow(clippy::print_stderr)]

mod common;

use std::fmt::Write as _;
use std::process::ExitCode;

use netwarden::inventory::Site;
use netwarden::topology::{Options, Topology};
use netwarden::{Error, Result};

const HELP: &str = "\
Infers who is cabled to whom from recorded SNMP walks.

usage: infer_walks DIR [--format text|json|dot|html] [--hide SOURCE,…] [--strategy NAME]

  DIR         a folder with one recording for each device (snmpwalk -On text or .snmprec), or a single recording
  --format    how to print the topology (text)
  --hide      evidence to leave out: lldp, cdp, fdp, edp, sonmp, isdp, mndp, lacp, stp, fdb, arp, lag, stack, ospf, ospfv3, isis, bgp, subnet,
              vrrp; several are separated by commas
  --strategy  how to infer: default, stp-segments
  --help      this text
";

struct Arguments {
    dir: String,
    format: String,
    options: Options,
}

fn main() -> ExitCode {
    let arguments = match arguments() {
        Ok(Some(arguments)) => arguments,
        Ok(None) => return print(HELP),
        Err(error) => {
            eprintln!("infer_walks: {error}\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    let (shown, site) = match infer(&arguments) {
        Ok(inferred) => inferred,
        Err(error) => {
            eprintln!("infer_walks: {error}");
            return ExitCode::FAILURE;
        }
    };
    let printed = print(&shown);
    for failure in &site.failures {
        eprintln!("infer_walks: {}: {}", failure.target, failure.reason);
    }
    if site.failures.is_empty() { printed } else { ExitCode::FAILURE }
}

fn arguments() -> Result<Option<Arguments>> {
    let (mut dir, mut format, mut options) = (None, "text".to_owned(), Options::new());
    let mut words = common::Words::of_this_program();
    while let Some((name, joined)) = words.take() {
        let mut value = || words.value(&name, joined.clone());
        match name.as_str() {
            "--help" | "-h" => return Ok(None),
            "--format" => format = value()?,
            "--hide" => options = options.hide_named(value()?.split(',').map(str::trim))?,
            "--strategy" => options = options.strategy(value()?.parse()?),
            _ if name.starts_with('-') => {
                return Err(Error::invalid("argument", name, "--format, --hide, --strategy or --help is expected"));
            }
            _ if dir.is_some() => return Err(Error::invalid("argument", name, "one folder is expected")),
            _ => dir = Some(name),
        }
    }
    if !["text", "json", "dot", "html"].contains(&format.as_str()) {
        return Err(Error::invalid("format", format, "text, json, dot or html is expected"));
    }
    let dir = dir.ok_or_else(|| Error::invalid("folder", "", "the folder with the recordings is expected"))?;
    Ok(Some(Arguments { dir, format, options }))
}

fn infer(arguments: &Arguments) -> Result<(String, Site)> {
    let site = Site::from_recordings(&arguments.dir)?;
    let topology = site.topology_with(&arguments.options);
    let shown = match arguments.format.as_str() {
        "json" => topology.to_json()? + "\n",
        "dot" => topology.to_dot(),
        "html" => topology.to_html(),
        _ => text(&topology),
    };
    Ok((shown, site))
}

fn print(text: &str) -> ExitCode {
    match common::print(text) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("infer_walks: writing: {error}");
            ExitCode::FAILURE
        }
    }
}

/// A topology for people: every link with what speaks for and against it.
fn text(topology: &Topology) -> String {
    let counts = (topology.nodes.len(), topology.links.len(), topology.segments.len());
    let mut text = format!("{} devices, {} links, {} segments\n", counts.0, counts.1, counts.2);
    for link in topology.links() {
        let _ = writeln!(text, "\n{link}");
        for reason in &link.because {
            let _ = writeln!(text, "    because  {:<5} {}", reason.source, reason.text);
        }
        for reason in &link.contradicting {
            let _ = writeln!(text, "    against  {:<5} {}", reason.source, reason.text);
        }
    }
    for segment in &topology.segments {
        let members: Vec<String> = segment.members.iter().map(ToString::to_string).collect();
        let _ = writeln!(text, "\n{}: {}", segment.name, members.join(", "));
        for reason in &segment.because {
            let _ = writeln!(text, "    because  {:<5} {}", reason.source, reason.text);
        }
    }
    if !topology.unused.is_empty() {
        let _ = writeln!(text, "\n{} statements were not used; the JSON lists them", topology.unused.len());
    }
    text
}
