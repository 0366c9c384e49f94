//! One scenario with one seed, and several of them in numbers.

use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
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

/// What is measured besides the library's own score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Extent {
    /// Other rules on the same tables.
    pub(crate) others: bool,
    /// Devices and rows in another order.
    pub(crate) order: bool,
}

/// Runs scenarios with all seeds, as many at a time as there are processors; those with the same plan once. Only the
/// first seed is tried in another order. `tell` hears how far it is.
pub(crate) fn run_all(
    scenarios: &[Scenario],
    seeds: RangeInclusive<u64>,
    tell: &(dyn Fn(&str) + Sync),
) -> Result<Vec<Vec<Outcome>>> {
    let mut plans: Vec<&Scenario> = Vec::new();
    let mut plan_of = Vec::new();
    for scenario in scenarios {
        let at = plans.iter().position(|known| known.plan == scenario.plan).unwrap_or(plans.len());
        if at == plans.len() {
            plans.push(scenario);
        }
        plan_of.push(at);
    }
    let jobs: Vec<(usize, u64)> = (0..plans.len()).flat_map(|at| seeds.clone().map(move |seed| (at, seed))).collect();
    let (next, done, start) = (AtomicUsize::new(0), AtomicUsize::new(0), now());
    let results: Mutex<Vec<(usize, Result<Outcome>)>> = Mutex::new(Vec::new());
    let work = || loop {
        let Some(&(at, seed)) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) else { return };
        let Some(scenario) = plans.get(at) else { return };
        let extent = Extent { others: true, order: seed == *seeds.start() };
        let outcome = run(scenario, seed, extent);
        let count = done.fetch_add(1, Ordering::Relaxed) + 1;
        tell(&format!("{count}/{} {} {seed}, {:.0} s", jobs.len(), scenario.name, start.elapsed().as_secs_f64()));
        results.lock().unwrap_or_else(PoisonError::into_inner).push((at, outcome));
    };
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(jobs.len());
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
    let mut of_plans: Vec<Vec<Outcome>> = vec![Vec::new(); plans.len()];
    for (at, outcome) in results.into_inner().unwrap_or_else(PoisonError::into_inner) {
        if let Some(outcomes) = of_plans.get_mut(at) {
            outcomes.push(outcome?);
        }
    }
    of_plans.iter_mut().for_each(|outcomes| outcomes.sort_by_key(|outcome| outcome.seed));
    Ok(plan_of.into_iter().filter_map(|at| of_plans.get(at).cloned()).collect())
}

/// Makes the network, asks it, infers, scores.
pub(crate) fn run(scenario: &Scenario, seed: u64, extent: Extent) -> Result<Outcome> {
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
    if extent.others {
        let old = infer(&devices, &Options::new().strategy(Strategy::StpSegments));
        outcome.stp_segments = judge.score(&old).links;
        let tables = Tables::new(&devices);
        outcome.management = judge.pairs(&management_addresses(&tables));
        outcome.cover = (devices.len() <= PAIRWISE_AT_MOST).then(|| judge.pairs(&pairwise_cover(&tables)));
    }
    if extent.order {
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
pub(crate) const METRICS: [Metric<Tally>; 9] = [
    ("links", |it| it.score.links),
    ("segments", |it| it.score.segments),
    ("hidden nodes", |it| it.score.hidden),
    ("hosts", |it| it.score.hosts),
    ("host ports", |it| it.score.host_ports),
    ("host candidates", |it| it.score.host_candidates),
    ("identity", |it| it.score.identity),
    ("LAG members", |it| it.score.lag),
    ("blocked", |it| it.score.blocked),
];

/// What is measured of layer 3.
pub(crate) const LAYER_3: [Metric<Tally>; 3] =
    [("subnets", |it| it.score.subnets), ("adjacencies", |it| it.score.adjacencies), ("ways", |it| it.score.ways)];

/// Links by other rules.
pub(crate) const BASELINES: [Metric<Option<Tally>>; 3] = [
    ("stp_segments", |it| Some(it.stp_segments)),
    ("management addresses", |it| Some(it.management)),
    ("pairwise cover", |it| it.cover),
];
