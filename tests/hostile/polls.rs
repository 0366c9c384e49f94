//! The same items against the poller, over real datagrams on loopback.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use netwarden::inventory::PollBatch;
use netwarden::io::{Community, Engine, PollChoice, PollTarget, Poller, SimulatedNetwork, SimulationOptions};
use netwarden::sim::{Misdeed, gallery};
use netwarden::wire::PollLimits;
use tokio::time::Instant;

use crate::items::{Item, items};
use crate::line_session::{BYTES, ROWS};
use crate::sockets::in_paused_time;
use crate::{Took, faults, memory};

/// What a poll may hold at once, its agent and the datagrams on their way included, in KiB.
const MOST_KIB: usize = 2_048;

/// One cycle of the interfaces of one device, or of some of them.
async fn replay(misdeeds: &[Misdeed], choice: PollChoice) -> Took {
    let options = SimulationOptions::new().faults(faults(misdeeds));
    let network = SimulatedNetwork::start(gallery::two_switches().unwrap(), options).await.unwrap();
    let address = IpAddr::V4(network.world().agent("s1").unwrap().address().unwrap());
    let engine = Engine::new().await.unwrap();
    let target = PollTarget::new(SocketAddr::new(address, network.port()), Community::new("public").or_v1());
    let limits = PollLimits::new().rows(ROWS).octets(BYTES);
    let poller = Poller::new(&engine).targets([target]).interfaces().limits(limits).choosing(choice);
    let (started, held) = (Instant::now(), memory::start());
    let batch = poller.once().await.unwrap();
    let (end, kib) = (outcome(&batch), memory::peak(held) / 1024);
    let ms = u64::try_from(started.elapsed().as_millis()).unwrap();
    let requests = u32::try_from(engine.statistics().sent).unwrap();
    network.stop().await;
    Took { end, requests, ms, kib }
}

/// The error's code, or what was obtained and whether it claims to be whole.
fn outcome(batch: &PollBatch) -> String {
    if let Some(missed) = batch.missed.first() {
        assert!(batch.is_empty() && batch.partial.is_empty());
        return missed.code.clone();
    }
    let cells: u32 = batch.columns.iter().flat_map(|column| &column.valid).map(|word| word.count_ones()).sum();
    let end = if batch.partial.is_empty() { "complete" } else { "partial" };
    format!("{end}, {} rows, {cells} cells", batch.len())
}

#[test]
fn every_item_ends_as_documented_for_the_poller() {
    in_paused_time(async {
        let mut wrong = Vec::new();
        for Item { name, misdeeds, ends, requests, ms, .. } in items() {
            // Three rows that the device has, and one that it has not.
            for (operation, choice) in [("poll", PollChoice::All), ("rows", PollChoice::rows([1, 2, 3, 77]))] {
                let took = replay(&misdeeds, choice).await;
                let is_right = Some(&took.end) == ends.get(operation);
                if !is_right || took.requests > requests || took.ms > ms || took.kib > MOST_KIB {
                    let Took { end, requests, ms, kib } = took;
                    wrong.push(format!("{name}\t{operation}\t{end}\t{requests}\t{ms}\t{kib}"));
                }
            }
        }
        assert!(wrong.is_empty(), "otherwise than documented (ends, datagrams, ms, KiB):\n{}", wrong.join("\n"));
    });
}

/// A cycle ends with its interval, whatever the device does, and the next one finds it sound.
#[test]
fn a_device_that_recovers_is_whole_in_the_next_cycle() {
    in_paused_time(async {
        let options = SimulationOptions::new().faults(faults(&[Misdeed::RestartsAt { ms: 10 }]));
        let network = SimulatedNetwork::start(gallery::two_switches().unwrap(), options).await.unwrap();
        let address = IpAddr::V4(network.world().agent("s1").unwrap().address().unwrap());
        let engine = Engine::new().await.unwrap();
        let target = PollTarget::new(SocketAddr::new(address, network.port()), Community::new("public"));
        let mut run = Poller::new(&engine).targets([target]).every(Duration::from_secs(5)).start().unwrap();
        let earlier = run.next().await.unwrap();
        let later = run.next().await.unwrap();
        assert_eq!(outcome(&later), outcome(&earlier));
        let rates = later.rates(&earlier);
        assert!(rates.iter().all(|port| port.rate.in_bps.is_err()), "a restart is a gap, never a rate");
    });
}
