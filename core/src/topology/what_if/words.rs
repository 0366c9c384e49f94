//! Suppositions and what follows from them as sentences.

use std::fmt;

use super::{LagLoss, Part, Supposition, VlanLoss, WhatIf};
use crate::topology::element::Element;
use crate::topology::single_points::{count, number};

/// Names that a sentence lists before it says how many more there are.
const NAMES: usize = 5;

impl fmt::Display for Supposition {
    /// `dist2 is gone`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DeviceGone { device } => write!(f, "{device} is gone"),
            Self::LinkGone { link } => write!(f, "link {link} is gone"),
            Self::LagGone { lag } => write!(f, "aggregate {lag} is gone"),
            Self::SegmentGone { segment } => write!(f, "medium {segment} is gone"),
            Self::PortDown { device, port } => write!(f, "port {port} of {device} is down"),
            Self::DeviceAdded { device } => write!(f, "{device} is added"),
            Self::LinkAdded { a, b } => write!(f, "a cable joins {a} and {b}"),
        }
    }
}

impl fmt::Display for Part {
    /// `2 devices and 1 host: sw4, sw5, pc1`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total = count(number(self.devices.len()), number(self.hosts.len()));
        write!(f, "{total}: {}", some(self.devices.iter().chain(&self.hosts)))
    }
}

impl fmt::Display for LagLoss {
    /// `core1 Po1 = dist2 Po1 keeps 1 of 2 members`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.after {
            0 => write!(f, "{} loses all {} members", self.lag, self.before),
            after => write!(f, "{} keeps {after} of {} members", self.lag, self.before),
        }
    }
}

impl fmt::Display for VlanLoss {
    /// `VLAN 20 loses 1 device and 2 hosts: sw4, pc1, pc2`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count_of = |of: fn(&Part) -> usize| number(self.cut_off.iter().map(of).sum());
        let total = count(count_of(|part| part.devices.len()), count_of(|part| part.hosts.len()));
        let all = self.cut_off.iter().flat_map(|part| part.devices.iter().chain(&part.hosts));
        write!(f, "VLAN {} loses {total}: {}", self.vlan, some(all))
    }
}

impl WhatIf {
    /// A link by the names of its ends instead of its id, where they are known here.
    fn said(&self, supposed: &Supposition) -> String {
        let lost =
            self.lost_links.iter().find(|lost| matches!(supposed, Supposition::LinkGone { link } if lost.id == *link));
        lost.map_or_else(|| supposed.to_string(), |link| format!("{} is gone", link.name))
    }
}

impl fmt::Display for WhatIf {
    /// `if dist2 is gone, 3 devices and 40 hosts are lost`, and a line for each consequence
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let supposed: Vec<String> = self.supposed.iter().map(|it| self.said(it)).collect();
        write!(f, "if {}, ", supposed.join(" and "))?;
        match (self.devices, self.hosts) {
            (0, 0) => f.write_str("nothing is lost")?,
            (1, 0) | (0, 1) => write!(f, "{} is lost", count(self.devices, self.hosts))?,
            (devices, hosts) => write!(f, "{} are lost", count(devices, hosts))?,
        }
        if let Some(station) = &self.station {
            write!(f, ", seen from {station}")?;
        }
        self.cut_off.iter().try_for_each(|part| write!(f, "\n  cut off: {part}"))?;
        self.joined.iter().try_for_each(|part| write!(f, "\n  connected now: {part}"))?;
        self.vlans.iter().try_for_each(|vlan| write!(f, "\n  {vlan}"))?;
        self.lags.iter().try_for_each(|lag| write!(f, "\n  aggregate {lag}"))?;
        if !self.unblocks.is_empty() {
            write!(f, "\n  spanning tree opens: {}", some(&self.unblocks))?;
        }
        if !self.new_single_points.is_empty() {
            write!(
                f,
                "\n  new single points of failure: {}",
                some(self.new_single_points.iter().map(|it| &it.element))
            )?;
        }
        if !self.resolved_single_points.is_empty() {
            let elements = self.resolved_single_points.iter().map(|it| &it.element);
            write!(f, "\n  no single points of failure any more: {}", some(elements))?;
        }
        Ok(())
    }
}

/// `sw4, sw5 and 3 more`
fn some<'e>(elements: impl IntoIterator<Item = &'e Element>) -> String {
    let names: Vec<&str> = elements.into_iter().map(|element| element.name.as_str()).collect();
    let listed = names.iter().take(NAMES).copied().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMES) {
        0 => listed,
        more => format!("{listed} and {more} more"),
    }
}
