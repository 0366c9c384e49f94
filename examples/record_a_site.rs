//! What MRTG and Cacti do: give the devices, get their traffic, errors, processors, memory, disks and sensors as series.
//!
//! Without arguments it records a simulated campus for ten seconds. `record_a_site RANGE COMMUNITY [FILE]` discovers a
//! range and records everything of it until it is interrupted; the last counters are remembered in the file, so that the
//! next run goes on from there.
#![allow(clippy::print_stdout)]

use std::sync::{Arc, Mutex};

use netwarden::io::{Recorder, Recording};
use netwarden::measure::{Measurements, Watch, standard};
use netwarden::prelude::*;
use netwarden::series::{MemoryStore, Retention, SeriesFilter, Store};

#[tokio::main(flavor = "current_thread")]
async fn main() -> netwarden::Result<()> {
    if std::env::args().any(|word| word == "--help") {
        println!(
            "cargo run --example record_a_site -- [RANGE COMMUNITY [FILE]]\n\nWithout arguments: a simulated campus, offline."
        );
        return Ok(());
    }
    let engine = Engine::new().await?;
    let store = Arc::new(Mutex::new(MemoryStore::new(Retention::default())?));
    let recorder = Recorder::new(&engine).store(Arc::clone(&store));
    let mut arguments = std::env::args().skip(1);
    if let (Some(range), Some(community)) = (arguments.next(), arguments.next()) {
        let credential = Credential::from(Community::new(community));
        let site = Discovery::of(range).credential(credential.clone()).run(&engine).await?;
        let recorder = recorder.targets(PollTarget::of_site(&site, 161, &credential));
        let recorder = match arguments.next() {
            Some(file) => recorder.remember_in(file),
            None => recorder,
        };
        return watch(recorder.start()?, u64::MAX).await;
    }
    let network = SimulatedNetwork::start(sim::gallery::campus()?, SimulationOptions::new()).await?;
    let target = |agent: sim::Agent| {
        let target = PollTarget::new((agent.address()?, network.port()), Community::new("public"));
        Some(target.named(DeviceId(agent.name().to_owned())))
    };
    let mut template = standard::interfaces_only().every_ms(2_000);
    if let Some(traffic) = template.groups.iter_mut().find(|group| group.name == "traffic") {
        let thresholds = check::Thresholds::parse("40", "80")?;
        traffic.watches.push(Watch { object: "in_utilisation".into(), names: Vec::new(), thresholds });
    }
    let targets: Vec<PollTarget> = network.world().agents().filter_map(target).collect();
    watch(recorder.targets(targets).template(template).start()?, 4).await?;
    let kept = store.lock().map_or(0, |store| store.series(&SeriesFilter::default()).map_or(0, |series| series.len()));
    println!("{kept} series are kept");
    Ok(())
}

async fn watch(mut recording: Recording, cycles: u64) -> netwarden::Result<()> {
    while let Some(measured) = recording.next().await {
        tell(&measured);
        if measured.group == "errors" && measured.cycle >= cycles {
            break;
        }
    }
    let statistics = recording.statistics();
    recording.stop().await?;
    println!("{} cycles, {} readings taken in", statistics.cycles, statistics.accepted);
    Ok(())
}

/// The busiest rows of each quantity, and what the thresholds say.
fn tell(measured: &Measurements) {
    for missed in &measured.missed {
        println!("{}: {} was missed: {}", measured.group, measured.rows.devices[missed.device as usize], missed.reason);
    }
    for column in measured.columns.iter().filter(|column| column.unit != "state") {
        let mut rows: Vec<(usize, f64)> =
            column.values.iter().copied().enumerate().filter(|(_, value)| value.is_finite()).collect();
        rows.sort_by(|a, b| b.1.total_cmp(&a.1));
        if let Some((row, value)) = rows.first().filter(|(_, value)| *value > 0.0) {
            let unit = column.kind.unit_of_values(&column.unit);
            let series = measured.rows.key(*row, &column.object).unwrap_or_default();
            println!("{:>4} rows, the greatest: {series}: {value:.1} {unit}", rows.len());
        }
    }
    for result in measured.results.iter().filter(|result| result.status != check::Status::Ok).take(3) {
        println!("{result}");
    }
}
