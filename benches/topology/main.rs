//! Inference at scale, from snapshots in memory to the topology: median CPU time, and peak memory beyond the input.
//!
//! `cargo bench --no-default-features --bench topology [-- CASE…]`; cases are named in `CASES`.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::disallowed_methods, clippy::cast_precision_loss)]
#![allow(unsafe_code)] // an allocator cannot be written without

mod network;

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use netwarden::evidence::Source;
use netwarden::inventory::DeviceSnapshot;
use netwarden::topology::{LiveTopology, Options, infer};
use network::Plan;

struct Counting;

#[global_allocator]
static COUNTING: Counting = Counting;

/// Counting takes a tenth of the time: rounds that are timed do without.
static COUNTS: AtomicBool = AtomicBool::new(true);
static HELD: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call goes to the system's allocator as it came; counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if COUNTS.load(Ordering::Relaxed) {
            let held = HELD.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
            MOST.fetch_max(held, Ordering::Relaxed);
        }
        unsafe { System.alloc(layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if COUNTS.load(Ordering::Relaxed) {
            let held = HELD.fetch_add(size, Ordering::Relaxed) + size - layout.size();
            MOST.fetch_max(held, Ordering::Relaxed);
            HELD.fetch_sub(layout.size(), Ordering::Relaxed);
        }
        unsafe { System.realloc(memory, layout, size) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        if COUNTS.load(Ordering::Relaxed) {
            HELD.fetch_sub(layout.size(), Ordering::Relaxed);
        }
        unsafe { System.dealloc(memory, layout) }
    }
}

const UPDATES: usize = 1_000;
const LONGEST: Duration = Duration::from_secs(30);

const SITES: Plan =
    Plan { sites: 100, switches_per_site: 100, hosts_per_switch: 8, rows_per_switch: 100, announced: true, seed: 1 };

const CASES: [(&str, Plan, usize); 5] = [
    ("small", Plan { sites: 10, ..SITES }, 5),
    ("sites", SITES, 5),
    ("sites-unannounced", Plan { announced: false, ..SITES }, 3),
    ("one-domain", Plan { sites: 1, switches_per_site: 10_000, ..SITES }, 3),
    ("large", Plan { sites: 1_000, ..SITES }, 1),
];

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    for (name, plan, rounds) in CASES {
        // The largest takes 5 GB: only where it is asked for.
        if wanted.iter().any(|word| word == name) || (wanted.is_empty() && name != "large") {
            HELD.store(0, Ordering::Relaxed);
            COUNTS.store(true, Ordering::Relaxed);
            let devices = network::devices(&plan);
            measure(name, &devices, rounds);
            if name == "large" {
                continue;
            }
            let without = |hidden: &[Source]| phase(&devices, hidden, rounds);
            println!(
                "  without forwarding tables {:.0?}, nor spanning tree {:.0?}, nor neighbors {:.0?}",
                without(&[Source::Fdb]),
                without(&[Source::Fdb, Source::Stp]),
                without(&[Source::Fdb, Source::Stp, Source::Lldp]),
            );
            updates(devices);
        }
    }
}

fn measure(name: &str, devices: &[DeviceSnapshot], rounds: usize) {
    let rows: usize = devices.iter().filter_map(|device| device.bridge.as_ref()).map(|bridge| bridge.fdb.len()).sum();
    let input = HELD.load(Ordering::Relaxed);
    MOST.store(input, Ordering::Relaxed);
    let topology = infer(devices, &Options::new());
    let peak = MOST.load(Ordering::Relaxed) - input;
    let kept = HELD.load(Ordering::Relaxed) - input;
    let (nodes, links, segments) = (topology.nodes.len(), topology.links.len(), topology.segments.len());
    let said = format!("{nodes} nodes, {links} links, {segments} segments");
    drop(topology);
    COUNTS.store(false, Ordering::Relaxed);
    let took = (0..rounds).map(|_| {
        let start = Clock::start();
        let topology = infer(devices, &Options::new());
        let took = start.elapsed();
        drop(topology);
        took
    });
    let took: Vec<Duration> = took.collect();
    println!(
        "{name}: {} switches, {rows} rows ({} MB of snapshots): {:.2?}, peak {} MB of which the result is {} MB; {said}",
        devices.len(),
        input >> 20,
        median(took),
        peak >> 20,
        kept >> 20,
    );
}

/// How long it takes without some of the evidence.
fn phase(devices: &[DeviceSnapshot], hidden: &[Source], rounds: usize) -> Duration {
    let options = hidden.iter().fold(Options::new(), |options, source| options.hide(*source));
    let took = (0..rounds).map(|_| {
        let start = Clock::start();
        drop(infer(devices, &options));
        start.elapsed()
    });
    median(took.collect())
}

/// Visits to one device after another, each of which finds a few addresses elsewhere than before.
fn updates(devices: Vec<DeviceSnapshot>) {
    let mut live = LiveTopology::new(Options::new());
    let start = Clock::start();
    live.update(devices.clone(), []);
    let loaded = start.elapsed();
    let mut rng = fastrand::Rng::with_seed(7);
    let mut took: Vec<Duration> = Vec::new();
    let mut changed = 0;
    // A domain of all devices takes as long as all of them: less often, then.
    while took.len() < UPDATES && took.iter().sum::<Duration>() < LONGEST {
        let mut device = devices[rng.usize(..devices.len())].clone();
        let fdb = device.bridge.as_mut().map(|bridge| &mut bridge.fdb).unwrap();
        for _ in 0..5 {
            let (row, other) = (rng.usize(..fdb.len()), rng.usize(..fdb.len()));
            fdb[row].port = fdb[other].port;
        }
        let start = Clock::start();
        let update = live.replace(device);
        took.push(start.elapsed());
        changed += usize::from(!update.is_empty());
    }
    let visited: Vec<DeviceSnapshot> = live.devices().take(UPDATES).cloned().collect();
    let (start, visits) = (Clock::start(), u32::try_from(visited.len()).unwrap());
    for mut device in visited {
        device.system.contact = Some("somebody else".to_owned());
        live.replace(device);
    }
    let nothing_new = start.elapsed() / visits;
    let start = Clock::start();
    let whole = live.topology();
    let copied = start.elapsed();
    drop(whole);
    drop(live.current());
    let mut device = devices[0].clone();
    device.bridge.as_mut().map(|bridge| bridge.fdb.pop()).unwrap();
    live.replace(device);
    let start = Clock::start();
    drop(live.current());
    let again = start.elapsed();
    took.sort_unstable();
    let at = |share: usize| took[(took.len() - 1) * share / 100];
    println!(
        "  kept up to date: loaded in {loaded:.0?}; {} updates, {changed} of which changed something: median {:.1?}, p99 {:.1?}, most {:.1?}; nothing new to infer from {nothing_new:.1?}; a copy of the whole {copied:.0?}, the whole again after an update {again:.0?}",
        took.len(),
        at(50),
        at(99),
        at(100),
    );
}

/// The CPU time of this thread where the system tells (Linux), else time as it passes.
struct Clock {
    cpu: Option<Duration>,
    wall: Instant,
}

impl Clock {
    fn cpu() -> Option<Duration> {
        let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        Some(Duration::from_nanos(text.split_whitespace().next()?.parse().ok()?))
    }

    fn start() -> Self {
        Self { cpu: Self::cpu(), wall: Instant::now() }
    }

    fn elapsed(&self) -> Duration {
        match (Self::cpu(), self.cpu) {
            (Some(now), Some(then)) => now - then,
            _ => self.wall.elapsed(),
        }
    }
}

fn median(mut took: Vec<Duration>) -> Duration {
    took.sort_unstable();
    took[took.len() / 2]
}
