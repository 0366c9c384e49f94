//! How much the questions cost: rates with every rule, against a loop that asks nothing.
//!
//! `cargo bench -p netwarden --bench rates --no-default-features` prints samples per second on one core, the best of ten
//! passes, and what series take in memory; with `--features sqlite` as well, what they take in a file. The sentences that it
//! defends are in `docs/rates.md` and `docs/series.md`.
#![allow(clippy::print_stdout, clippy::disallowed_methods)]

mod columns;
#[cfg(feature = "sqlite")]
mod file;
mod memory;
mod meter;
mod rrd;

use std::hint::black_box;
use std::time::Instant;

use netwarden::counter::{Counter64, CounterValue, MaxRate, Sample, rate};
use netwarden::value::{Moment, TimeTicks};

const PORTS: u32 = 100_000;
const PASSES: u32 = 10;

fn main() {
    let limit = MaxRate::from_high_speed(10_000);
    let typed = |at: u64, octets: u64| -> Vec<Sample<Counter64>> {
        (0..PORTS)
            .map(|port| {
                Sample::new(Counter64(u64::from(port) * 1_000_003 + octets), Moment::from_secs(at))
                    .uptime(TimeTicks(500_000 + 100 * u32::try_from(at).unwrap_or(0)))
                    .discontinuity(TimeTicks(0))
            })
            .collect()
    };
    let (earlier, later) = (typed(0, 0), typed(60, 6_000_000));
    let plain = |samples: &[Sample<Counter64>]| -> Vec<(u64, u64)> {
        samples.iter().map(|sample| (sample.value.0, sample.taken.at.as_nanos())).collect()
    };
    let any = |samples: &[Sample<Counter64>]| -> Vec<Sample<CounterValue>> {
        samples
            .iter()
            .map(|sample| Sample { value: CounterValue::Counter64(sample.value.0), taken: sample.taken })
            .collect()
    };
    let (plain_earlier, plain_later) = (plain(&earlier), plain(&later));
    let (any_earlier, any_later) = (any(&earlier), any(&later));

    println!("{PORTS} counters, best of {PASSES} passes");
    let floor = measure("plain loop, no rule", || {
        let pairs = plain_earlier.iter().zip(&plain_later);
        pairs.map(|(from, to)| to.0.wrapping_sub(from.0) as f64 * 1e9 / (to.1 - from.1) as f64).sum()
    });
    let rules = measure("rate(), width in the type", || {
        earlier.iter().zip(&later).filter_map(|(from, to)| rate(from, to, limit).ok()).map(|rate| rate.per_second).sum()
    });
    let any = measure("rate(), width at run time", || {
        let pairs = any_earlier.iter().zip(&any_later);
        pairs.filter_map(|(from, to)| rate(from, to, limit).ok()).map(|rate| rate.per_second).sum()
    });
    println!("the rules cost {:.1} and {:.1} times the plain loop", floor / rules, floor / any);
    columns::measure_all();
    memory::measure_all();
    meter::measure_all();
    #[cfg(feature = "sqlite")]
    file::measure_all();
    rrd::measure_all();
}

/// Samples per second of the fastest pass.
fn measure(name: &str, mut work: impl FnMut() -> f64) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..PASSES {
        let started = Instant::now();
        black_box(work());
        best = best.min(started.elapsed().as_secs_f64());
    }
    let per_second = f64::from(PORTS) / best;
    println!("{name:<28} {:>8.1} million samples/s", per_second / 1e6);
    per_second
}
