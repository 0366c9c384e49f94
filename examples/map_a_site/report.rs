//! What was found, for people.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use netwarden::check::CheckResult;
use netwarden::inventory::Site;
use netwarden::sim::{LinkKind, Truth, TruthState};
use netwarden::topology::{LinkState, Topology};

/// Ports in the list of busy ones.
const BUSY_PORTS: usize = 10;

/// Devices, cables, shared media.
pub(crate) fn map(site: &Site, topology: &Topology) -> String {
    let mut text = format!("\n{} devices of {} addresses\n", site.devices.len(), site.asked);
    for device in &site.devices {
        let (kind, ports) = (device.kind.to_string(), device.interfaces.len());
        let vendor = device.system.vendor.as_deref().unwrap_or("");
        let address = device.address.map(|address| address.to_string()).unwrap_or_default();
        let _ = writeln!(text, "  {:<14} {address:<15} {kind:<12} {ports:>3} ports  {vendor}", device.name);
    }
    let _ = writeln!(text, "\n{} cables", topology.links().count());
    for link in topology.links() {
        let _ = writeln!(text, "  {link}");
    }
    let _ = writeln!(text, "\n{} shared media", topology.segments.len());
    for segment in &topology.segments {
        let members: Vec<String> = segment.members.iter().map(ToString::to_string).collect();
        let _ = writeln!(text, "  {}: {}", segment.name, members.join(", "));
    }
    let example = topology.links().find(|link| link.state == LinkState::Blocked).or_else(|| topology.links().next());
    if let Some(link) = example {
        let _ = writeln!(text, "\nfor example, {}", topology.explain(link));
    }
    text
}

/// How much of a simulated network's backbone was found, and what was found that is not there.
pub(crate) fn truth(topology: &Topology, truth: &Truth) -> String {
    type Cable = BTreeSet<(String, String)>;
    let answers = |name: &str| truth.devices.iter().any(|device| device.name == name && device.agent);
    let cables: BTreeSet<Cable> = truth
        .links
        .iter()
        .filter(|link| link.kind == LinkKind::Backbone && link.state != TruthState::Down)
        .filter(|link| answers(&link.a.device) && answers(&link.b.device))
        .map(|link| [&link.a, &link.b].map(|end| (end.device.clone(), end.port.clone())).into())
        .collect();
    let forwards: BTreeSet<&String> = cables.iter().flatten().map(|(device, _)| device).collect();
    let found: BTreeSet<Cable> = topology
        .links()
        .filter(|link| forwards.contains(&link.a.device) && forwards.contains(&link.b.device))
        .map(|link| [&link.a, &link.b].map(|end| (end.device.clone(), end.port.clone().unwrap_or_default())).into())
        .collect();
    let right = found.intersection(&cables).count();
    let (all, wrong) = (cables.len(), found.len() - right);
    format!("\nof {all} cables between devices that answer, {right} were found; {wrong} wrong ones\n")
}

/// The busiest ports between two looks.
pub(crate) fn rates(first: &Site, second: &Site) -> String {
    let (mut busy, mut gaps) = (Vec::new(), 0);
    for device in second.rates_since(first) {
        let found = second.devices.iter().find(|found| found.id == device.device);
        let name = found.map_or(device.device.to_string(), |found| found.name.clone());
        for port in device.ports {
            match (port.rate.in_bps, port.rate.out_bps) {
                (Ok(incoming), Ok(outgoing)) => {
                    let part = [port.rate.in_utilisation, port.rate.out_utilisation];
                    let part = part.into_iter().flatten().fold(0.0, f64::max);
                    busy.push((part, name.clone(), port.name, incoming, outgoing));
                }
                _ => gaps += 1,
            }
        }
    }
    busy.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut text = format!("\n{} ports measured, {gaps} without a rate; the busiest:\n", busy.len());
    for (part, device, port, incoming, outgoing) in busy.iter().take(BUSY_PORTS) {
        let (incoming, outgoing) = (incoming / 1e6, outgoing / 1e6);
        let percent = part * 100.0;
        let _ = writeln!(
            text,
            "  {device:<14} {port:<12} {incoming:>8.2} Mb/s in {outgoing:>8.2} Mb/s out {percent:>5.1} %"
        );
    }
    text
}

/// A line for each check.
pub(crate) fn checks(results: &[CheckResult]) -> String {
    let mut text = if results.is_empty() { String::new() } else { format!("\n{} checks\n", results.len()) };
    for result in results {
        let _ = writeln!(text, "  {result}");
    }
    text
}
