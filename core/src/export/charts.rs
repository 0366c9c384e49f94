//! Charts for the interactive page.

use std::collections::BTreeMap;

use super::Plot;
use super::plot::PackedPlot;
use crate::series::Columns;

/// Charts of the ports and devices of a topology, which its interactive page shows where one is clicked:
/// [`Drawing::charts`](super::Drawing::charts).
///
/// The page carries them itself, two letters for each value: the difference from the lowest value of the chart is told to
/// within a part in 4,000 of the greatest, less for small values; last, average, greatest and percentile are exact. A chart of a
/// day in 288 steps and both directions takes about 1.5 kB, twice as much where the greatest values of the steps differ from the
/// averages. Charts that would pass the limit are left out, and the page says so where they would be.
///
/// ```
/// use netwarden::export::Charts;
/// use netwarden::series::Columns;
/// use netwarden::value::Timestamp;
///
/// let octets = vec![750_000_000; 1_440];
/// let traffic = Columns::counted("octets", Timestamp::from_millis(0), 60_000, &octets, None)?;
/// let mut charts = Charts::new();
/// charts.traffic("core1", "Gi1/0/1", &traffic, &traffic);
/// assert_eq!((charts.len(), charts.left_out()), (1, 0));
/// assert!(charts.octets() < 2_000);
/// # Ok::<(), netwarden::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Charts {
    steps: usize,
    most_octets: u64,
    utc_offset_minutes: i32,
    /// As JSON, by the id of the device and the name of the port; empty for the device itself.
    packed: BTreeMap<(String, String), Vec<String>>,
    /// Those that were left out, by the same.
    missing: BTreeMap<(String, String), usize>,
    octets: u64,
    count: usize,
}

impl Default for Charts {
    fn default() -> Self {
        Self::new()
    }
}

impl Charts {
    /// No charts yet: of 288 steps each, which are five minutes of a day, and of 16 MB in all at most.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            steps: 288,
            most_octets: 16_000_000,
            utc_offset_minutes: 0,
            packed: BTreeMap::new(),
            missing: BTreeMap::new(),
            octets: 0,
            count: 0,
        }
    }

    /// Most steps of the charts that follow, 12 to 5,000; series with more are put together, and keep their greatest values.
    #[must_use]
    pub fn steps(mut self, most: usize) -> Self {
        self.steps = most.clamp(12, 5_000);
        self
    }

    /// How long all charts may be together, in octets of the page.
    #[must_use]
    pub const fn most_octets(mut self, most: u64) -> Self {
        self.most_octets = most;
        self
    }

    /// Minutes east of UTC that the clock of [`Self::traffic`]'s charts is.
    #[must_use]
    pub const fn utc_offset(mut self, minutes: i32) -> Self {
        self.utc_offset_minutes = minutes;
        self
    }

    /// The traffic of a port, by the id of its node and its name: what it received above, what it sent below, with the
    /// 95th percentile of both.
    pub fn traffic(&mut self, device: &str, port: &str, inward: &Columns, outward: &Columns) {
        let plot = Plot::new(port).area("in", inward).area("out", outward).mirrored(true).percentile(95.0);
        self.port(device, port, &plot.utc_offset(self.utc_offset_minutes));
    }

    /// A chart of a port, by the id of its node and its name. Several are shown one below the other.
    pub fn port(&mut self, device: &str, port: &str, plot: &Plot<'_>) {
        self.add((device.to_owned(), port.to_owned()), plot);
    }

    /// A chart of a device, by the id of its node.
    pub fn device(&mut self, device: &str, plot: &Plot<'_>) {
        self.add((device.to_owned(), String::new()), plot);
    }

    /// How many charts there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// By how many octets they make the page longer.
    #[must_use]
    pub const fn octets(&self) -> u64 {
        self.octets
    }

    /// How many were left out, since the page would have become too long.
    #[must_use]
    pub fn left_out(&self) -> usize {
        self.missing.values().sum()
    }

    fn add(&mut self, of: (String, String), plot: &Plot<'_>) {
        let text = super::json::script(&PackedPlot::new(plot, self.steps));
        // The brackets, the name and a comma.
        let octets = self.octets.saturating_add((text.len() + of.0.len() + of.1.len() + 12) as u64);
        if octets > self.most_octets {
            *self.missing.entry(of).or_default() += 1;
            return;
        }
        self.octets = octets;
        self.count += 1;
        self.packed.entry(of).or_default().push(text);
    }

    /// What the page's program reads: `[[device, port, chart, …], …]`, and how many are left out where.
    pub(super) fn script(&self) -> String {
        let mut out = String::from("{\"charts\":[");
        for (number, ((device, port), charts)) in self.packed.iter().enumerate() {
            let head = super::json::script(&(device, port));
            let comma = if number == 0 { "" } else { "," };
            out.push_str(&format!("{comma}[{},{}]", head.trim_matches(['[', ']']), charts.join(",")));
        }
        let missing: Vec<(&str, &str, usize)> =
            self.missing.iter().map(|((device, port), count)| (device.as_str(), port.as_str(), *count)).collect();
        out.push_str(&format!("],\"missing\":{}}}", super::json::script(&missing)));
        out
    }
}

#[cfg(test)]
mod tests;
