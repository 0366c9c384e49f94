//! Inference at scale: median time and peak memory beyond the input.
//!
//! `cargo bench --no-default-features --bench topology [-- CASE…]`; cases are named in `CASES`.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::disallowed_methods, clippy::cast_precision_loss)]
#![allow(unsafe_code)] // an allocator cannot be written without

mod network;

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use netwarden::inventory::DeviceSnapshot;
use netwarden::topology::{Options, infer};
use network::Plan;

struct Counting;

#[global_allocator]
static COUNTING: Counting = Counting;

static HELD: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call goes to the system's allocator as it came; counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let held = HELD.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        MOST.fetch_max(held, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.dealloc(memory, layout) }
    }
}

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
        // The largest takes 10 GB of input: only where it is asked for.
        if wanted.iter().any(|word| word == name) || (wanted.is_empty() && name != "large") {
            measure(name, &network::devices(&plan), rounds);
        }
    }
}

fn measure(name: &str, devices: &[DeviceSnapshot], rounds: usize) {
    let rows: usize = devices.iter().filter_map(|device| device.bridge.as_ref()).map(|bridge| bridge.fdb.len()).sum();
    let input = HELD.load(Ordering::Relaxed);
    let (mut took, mut said) = (Vec::new(), String::new());
    let (mut peak, mut kept) = (0, 0);
    for _ in 0..rounds {
        MOST.store(input, Ordering::Relaxed);
        let start = Instant::now();
        let topology = infer(devices, &Options::new());
        took.push(start.elapsed());
        peak = peak.max(MOST.load(Ordering::Relaxed) - input);
        kept = HELD.load(Ordering::Relaxed) - input;
        said = format!(
            "{} nodes, {} links, {} segments",
            topology.nodes.len(),
            topology.links.len(),
            topology.segments.len()
        );
    }
    println!(
        "{name}: {} switches, {rows} rows ({} MB of snapshots): {:.0?}, peak {} MB of which the result is {} MB; {said}",
        devices.len(),
        input >> 20,
        median(took),
        peak >> 20,
        kept >> 20,
    );
}

fn median(mut took: Vec<Duration>) -> Duration {
    took.sort_unstable();
    took[took.len() / 2]
}
