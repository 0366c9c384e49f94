//! One scenario with one seed, and several of them in numbers.

use std::time::Instant;

use netwarden::Result;
use netwarden::accuracy::{ConfidenceBin, EDGES, Judge, Score, Tally, visit};
use netwarden::inventory::DeviceSnapshot;
use netwarden::topology::{Options, Strategy, Topology, infer};
use netwarden::value::Moment;

use crate::baselines::{Tables, management_addresses, pairwise_cover};
use crate::memory::most_during;
use crate::scenario::Scenario;

/// Beyond that many bridges the pairwise rule takes too long.
const PAIRWISE_AT_MOST: usize = 400;

/// What came of one seed.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    pub(crate) seed: u64,
    pub(crate) devices: usize,
    pub(crate) rows: usize,
    pub(crate) score: Score,
    pub(crate) stp_segments: Tally,
    pub(crate) management: Tally,
    pub(crate) cover: Option<Tally>,
    /// Whether devices and rows in another order gave the same bytes; `None` where it was not tried.
    pub(crate) any_order: Option<bool>,
    /// Seconds to make the network and to ask all its agents.
    pub(crate) asked_s: f64,
    /// Seconds to infer.
    pub(crate) infer_s: f64,
    /// Octets in use while inferring, at most.
    pub(crate) infer_octets: usize,
}

/// Makes the network, asks it, infers, scores.
pub(crate) fn run(scenario: &Scenario, seed: u64, thorough: bool) -> Result<Outcome> {
    let start = now();
    let world = scenario.plan.clone().seed(seed).world()?;
    let devices = visit(&world, Moment::START).devices;
    let asked_s = start.elapsed().as_secs_f64();
    let start = now();
    let (topology, infer_octets) = most_during(|| infer(&devices, &Options::new()));
    let infer_s = start.elapsed().as_secs_f64();
    let judge = Judge::new(&world, &devices);
    let mut outcome = Outcome {
        seed,
        devices: devices.len(),
        rows: devices.iter().filter_map(|device| Some(device.bridge.as_ref()?.fdb.len())).sum(),
        score: judge.score(&topology),
        stp_segments: Tally::default(),
        management: Tally::default(),
        cover: None,
        any_order: None,
        asked_s,
        infer_s,
        infer_octets,
    };
    if thorough {
        let old = infer(&devices, &Options::new().strategy(Strategy::StpSegments));
        outcome.stp_segments = judge.score(&old).links;
        let tables = Tables::new(&devices);
        outcome.management = judge.pairs(&management_addresses(&tables));
        outcome.cover = (devices.len() <= PAIRWISE_AT_MOST).then(|| judge.pairs(&pairwise_cover(&tables)));
        outcome.any_order = Some(same_in_any_order(&devices, &topology, seed));
    }
    Ok(outcome)
}

#[allow(clippy::disallowed_methods)] // to measure is what this program is for
fn now() -> Instant {
    Instant::now()
}

fn same_in_any_order(devices: &[DeviceSnapshot], topology: &Topology, seed: u64) -> bool {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut shuffled = devices.to_vec();
    random.shuffle(&mut shuffled);
    for device in &mut shuffled {
        random.shuffle(&mut device.arp);
        random.shuffle(&mut device.cdp);
        random.shuffle(&mut device.interfaces);
        random.shuffle(&mut device.lags);
        if let Some(lldp) = &mut device.lldp {
            random.shuffle(&mut lldp.neighbors);
            random.shuffle(&mut lldp.ports);
        }
        if let Some(bridge) = &mut device.bridge {
            random.shuffle(&mut bridge.fdb);
            random.shuffle(&mut bridge.ports);
            random.shuffle(&mut bridge.spanning_trees);
            bridge.spanning_trees.iter_mut().for_each(|tree| random.shuffle(&mut tree.ports));
        }
    }
    let bytes = |topology: &Topology| serde_json::to_vec(topology).unwrap_or_default();
    bytes(&infer(&shuffled, &Options::new())) == bytes(topology)
}

/// A mean and a standard deviation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Mean {
    pub(crate) mean: f64,
    pub(crate) deviation: f64,
}

/// Of those that have a value; `None` where none has.
pub(crate) fn mean(values: impl Iterator<Item = Option<f64>>) -> Option<Mean> {
    let values: Vec<f64> = values.flatten().collect();
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let around: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    let deviation = if values.len() > 1 { (around / (count - 1.0)).sqrt() } else { 0.0 };
    (!values.is_empty()).then_some(Mean { mean, deviation })
}

/// The bins of all seeds together.
pub(crate) fn bins(outcomes: &[Outcome]) -> Vec<ConfidenceBin> {
    let mut all = vec![ConfidenceBin::default(); EDGES.len()];
    for outcome in outcomes {
        for (sum, bin) in all.iter_mut().zip(&outcome.score.bins) {
            sum.links += bin.links;
            sum.sure += bin.sure;
            sum.right += bin.right;
        }
    }
    all
}

/// A name, and where to find it.
pub(crate) type Metric<T> = (&'static str, fn(&Outcome) -> T);

/// What is measured, by name: a tally of each kind of conclusion.
pub(crate) const METRICS: [Metric<Tally>; 7] = [
    ("links", |it| it.score.links),
    ("segments", |it| it.score.segments),
    ("hidden nodes", |it| it.score.hidden),
    ("hosts", |it| it.score.hosts),
    ("identity", |it| it.score.identity),
    ("LAG members", |it| it.score.lag),
    ("blocked", |it| it.score.blocked),
];

/// Links by other rules.
pub(crate) const BASELINES: [Metric<Option<Tally>>; 3] = [
    ("stp_segments", |it| Some(it.stp_segments)),
    ("management addresses", |it| Some(it.management)),
    ("pairwise cover", |it| it.cover),
];
