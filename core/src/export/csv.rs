//! CSV (RFC 4180) for spreadsheets: devices, ports and links.
//!
//! Made to be opened by people: one record is one line, and a cell that a spreadsheet would take for a formula
//! (beginning with `=`, `+`, `-`, `@` or their full-width forms) is prefixed with an apostrophe, as OWASP advises,
//! because its text comes from the network. JSON carries the texts as they are.

use std::collections::BTreeMap;

use super::words;
use crate::topology::Topology;

/// Separates several values in one cell.
const AND: &str = "; ";

impl Topology {
    /// One line per device: `id,name,kind,polled,sys_name,vendor,description,addresses,macs,ports,links`.
    /// `ports` and `links` are numbers; several addresses are separated by spaces.
    ///
    /// The format is RFC 4180 in UTF-8 with a header. A cell that begins with `=`, `+`, `-` or `@` gets an apostrophe
    /// in front, so that no spreadsheet takes a name from the network for a formula; control characters become spaces.
    #[must_use]
    pub fn devices_csv(&self) -> String {
        let mut links: BTreeMap<&str, usize> = BTreeMap::new();
        for link in &self.links {
            *links.entry(&link.a.node).or_default() += 1;
            if link.b.node != link.a.node {
                *links.entry(&link.b.node).or_default() += 1;
            }
        }
        let mut out = String::from("id,name,kind,polled,sys_name,vendor,description,addresses,macs,ports,links\r\n");
        for node in &self.nodes {
            record(
                &mut out,
                &[
                    &node.id,
                    &node.name,
                    words::kind(node.kind),
                    yes(node.polled),
                    node.sys_name.as_deref().unwrap_or_default(),
                    node.vendor.as_deref().unwrap_or_default(),
                    node.description.as_deref().unwrap_or_default(),
                    &words::list(&node.addresses).unwrap_or_default(),
                    &words::list(&node.macs).unwrap_or_default(),
                    &node.ports.len().to_string(),
                    &links.get(node.id.as_str()).copied().unwrap_or(0).to_string(),
                ],
            );
        }
        out
    }

    /// One line per port: `device,port,if_index,alias,mac,speed_bps,up,peers`. `peers` are the far ends of its links,
    /// and the shared segments that it is on, separated by `; `; `up` is `yes`, `no` or empty.
    ///
    /// The format is that of [`Self::devices_csv`].
    #[must_use]
    pub fn ports_csv(&self) -> String {
        let mut peers: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
        for link in &self.links {
            for (here, there) in [(&link.a, &link.b), (&link.b, &link.a)] {
                if let Some(port) = &here.port {
                    peers.entry((&here.node, port)).or_default().push(there.to_string());
                }
            }
        }
        for segment in &self.segments {
            for member in &segment.members {
                if let Some(port) = &member.port {
                    peers.entry((&member.node, port)).or_default().push(segment.name.clone());
                }
            }
        }
        for list in peers.values_mut() {
            list.dedup();
        }
        let mut out = String::from("device,port,if_index,alias,mac,speed_bps,up,peers\r\n");
        for node in &self.nodes {
            for port in &node.ports {
                let peers = peers.get(&(node.id.as_str(), port.name.as_str()));
                record(
                    &mut out,
                    &[
                        &node.name,
                        &port.name,
                        &port.if_index.map(|index| index.to_string()).unwrap_or_default(),
                        port.alias.as_deref().unwrap_or_default(),
                        &port.mac.map(|mac| mac.to_string()).unwrap_or_default(),
                        &port.speed_bps.map(|speed| speed.to_string()).unwrap_or_default(),
                        port.up.map_or("", yes),
                        &peers.map(|list| list.join(AND)).unwrap_or_default(),
                    ],
                );
            }
        }
        out
    }

    /// One line per link: `id,a_device,a_port,b_device,b_port,layer,state,strength,confidence,vlans,lag,because,
    /// contradicting,adjacencies,subnet,carried_by`. Several VLANs are separated by spaces, several reasons by `; `.
    ///
    /// The format is that of [`Self::devices_csv`].
    #[must_use]
    pub fn links_csv(&self) -> String {
        let mut out = String::from(
            "id,a_device,a_port,b_device,b_port,layer,state,strength,confidence,vlans,lag,because,contradicting,\
             adjacencies,subnet,carried_by\r\n",
        );
        for link in &self.links {
            record(
                &mut out,
                &[
                    &link.id,
                    &link.a.device,
                    link.a.port.as_deref().unwrap_or_default(),
                    &link.b.device,
                    link.b.port.as_deref().unwrap_or_default(),
                    words::layer(link.layer),
                    words::state(link.state),
                    &link.strength.to_string(),
                    &words::confidence(link.confidence).to_string(),
                    &words::list(&link.vlans).unwrap_or_default(),
                    link.lag.as_deref().unwrap_or_default(),
                    &words::reasons(&link.because, AND).unwrap_or_default(),
                    &words::reasons(&link.contradicting, AND).unwrap_or_default(),
                    &words::list(&link.adjacencies).unwrap_or_default(),
                    link.subnet.as_deref().unwrap_or_default(),
                    &words::list(&link.carried_by).unwrap_or_default(),
                ],
            );
        }
        out
    }
}

fn yes(value: bool) -> &'static str {
    if value { "yes" } else { "no" }
}

fn record(out: &mut String, cells: &[&str]) {
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        push_cell(out, cell);
    }
    out.push_str("\r\n");
}

fn push_cell(out: &mut String, text: &str) {
    let text = words::one_line(text);
    let formula = text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let quoted = text.contains([',', '"', ';']) || text.starts_with(' ') || text.ends_with(' ');
    if quoted {
        out.push('"');
    }
    if formula {
        out.push('\'');
    }
    out.push_str(&text.replace('"', "\"\""));
    if quoted {
        out.push('"');
    }
}
