use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::counter::Gap;
use crate::error::Result;
use crate::io::{Community, Engine, PollTarget, Recorder, Recording, SimulatedNetwork, SimulationOptions};
use crate::measure::{Measurements, RowState, Selection, standard};
use crate::series::{
    Ack, Append, Columns, MemoryStore, ReadSpan, Retention, SeriesFilter, SeriesId, SeriesSpec, Store,
};
use crate::sim::gallery;
use crate::value::Timestamp;

async fn network() -> (SimulatedNetwork, Engine, Vec<PollTarget>) {
    let network = SimulatedNetwork::start(gallery::ring().unwrap(), SimulationOptions::new()).await.unwrap();
    let engine = Engine::new().await.unwrap();
    let agents = network.world().agents().filter_map(|agent| agent.address());
    let targets = agents.map(|address| PollTarget::new((address, network.port()), Community::new("public"))).collect();
    (network, engine, targets)
}

/// The next cycle of a group for which something holds.
async fn until(recording: &mut Recording, group: &str, holds: impl Fn(&Measurements) -> bool) -> Arc<Measurements> {
    let mut last = None;
    for _ in 0..100 {
        let next = tokio::time::timeout(Duration::from_secs(20), recording.next());
        let measured = next.await.expect("it comes in time").expect("it goes on");
        if measured.group == group && holds(&measured) {
            return measured;
        }
        last = Some(measured);
    }
    panic!("it does not come: {last:#?}");
}

/// Every row that was read has a rate.
fn has_rates(measured: &Measurements) -> bool {
    let Some(column) = measured.column("in_octets") else { return false };
    let mut read = measured.state.iter().zip(&column.values).filter(|(state, _)| **state == RowState::Read).peekable();
    read.peek().is_some() && read.all(|(_, rate)| rate.is_finite())
}

#[tokio::test]
async fn what_is_measured_is_named_and_kept() {
    let (_network, engine, targets) = network().await;
    let store = Arc::new(Mutex::new(MemoryStore::new(Retention::default()).unwrap()));
    let template = standard::interfaces_only().every_ms(250);
    let recorder = Recorder::new(&engine).targets(targets).template(template).store(Arc::clone(&store));
    let mut recording = recorder.start().unwrap();
    let measured = until(&mut recording, "traffic", has_rates).await;
    assert!(measured.rows.name.iter().all(|name| !name.is_empty()) && measured.missed.is_empty());
    assert_eq!(recording.latest("ports").unwrap().column("oper_status").unwrap().values[0], 1.0);
    recording.stop().await.unwrap();
    let store = store.lock().unwrap();
    let filter = SeriesFilter { object: Some("in_octets".into()), ..SeriesFilter::default() };
    let series = store.series(&filter).unwrap();
    let read = measured.state.iter().filter(|state| **state == RowState::Read).count();
    assert!(series.len() >= read && read > 4, "{series:?}");
    assert!(series.iter().all(|(id, _)| store.measured_until(*id).unwrap().is_some()), "none that has nothing");
    let utilisation = SeriesFilter { object: Some("in_utilisation".into()), ..SeriesFilter::default() };
    assert!(store.series(&utilisation).unwrap().is_empty(), "what follows from others is not kept");
}

#[tokio::test]
async fn only_what_is_selected_is_asked() {
    let (_network, engine, targets) = network().await;
    let mut template = standard::interfaces_only().only(&["traffic"]).unwrap().every_ms(250);
    template.groups[0].selection = Selection { names: vec!["*1".into()], ..Selection::default() };
    let mut recording = Recorder::new(&engine).targets(targets).template(template).start().unwrap();
    let measured = until(&mut recording, "traffic", |it| {
        it.state.contains(&RowState::Read) && it.state.contains(&RowState::LeftOut) && it.cycle > 3
    })
    .await;
    for (row, state) in measured.state.iter().enumerate() {
        let is_meant = measured.rows.name[row].ends_with('1');
        assert_eq!(*state, if is_meant { RowState::Read } else { RowState::LeftOut });
        assert_eq!(measured.column("in_octets").unwrap().of(row).is_some(), is_meant);
    }
    assert!(recording.latest("ports").is_some(), "the states of ports are followed without being asked for");
}

#[tokio::test]
async fn the_next_run_goes_on_without_a_gap_and_without_a_spike() {
    let (_network, engine, targets) = network().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("counters.json");
    let store = Arc::new(Mutex::new(MemoryStore::new(Retention::default()).unwrap()));
    let template = standard::interfaces_only().only(&["traffic"]).unwrap().every_ms(250);
    let recorder = || {
        let recorder = Recorder::new(&engine).targets(targets.clone()).template(template.clone());
        recorder.store(Arc::clone(&store)).remember_in(&file)
    };
    let mut first = recorder().start().unwrap();
    until(&mut first, "traffic", has_rates).await;
    first.stop().await.unwrap();
    let (id, _) = store.lock().unwrap().series(&SeriesFilter::default()).unwrap()[0].clone();
    let before = store.lock().unwrap().measured_until(id).unwrap().unwrap();

    tokio::time::sleep(Duration::from_millis(600)).await;
    let mut second = recorder().start().unwrap();
    let measured =
        until(&mut second, "traffic", |it| it.column("in_octets").is_some_and(|it| !it.values.is_empty())).await;
    let column = measured.column("in_octets").unwrap();
    assert!(column.gaps.iter().all(|gap| gap.reason != Gap::FirstSample), "{:?}", column.gaps);
    second.stop().await.unwrap();
    let store = store.lock().unwrap();
    let after = store.measured_until(id).unwrap().unwrap();
    assert!(after > before);
    let read = store.read(id, &ReadSpan::new(before, Timestamp::from_millis(after.as_millis() + 1))).unwrap();
    assert!(read.gaps.is_empty(), "{:?}", read.gaps);
}

/// A store that fails for a while.
#[derive(Debug)]
struct Failing {
    inner: MemoryStore,
    fails: Arc<Mutex<bool>>,
}

impl Store for Failing {
    fn declare(&mut self, series: &SeriesSpec) -> Result<SeriesId> {
        self.inner.declare(series)
    }

    fn append(&mut self, measured: &[Append]) -> Result<Ack> {
        if *self.fails.lock().unwrap() {
            return Err(crate::Error::io("writing series.db", std::io::ErrorKind::StorageFull.into()));
        }
        self.inner.append(measured)
    }

    fn read(&self, series: SeriesId, span: &ReadSpan) -> Result<Columns> {
        self.inner.read(series, span)
    }

    fn series(&self, filter: &SeriesFilter) -> Result<Vec<(SeriesId, SeriesSpec)>> {
        self.inner.series(filter)
    }

    fn measured_until(&self, series: SeriesId) -> Result<Option<Timestamp>> {
        self.inner.measured_until(series)
    }

    fn retain(&mut self, now: Timestamp) -> Result<()> {
        self.inner.retain(now)
    }
}

#[tokio::test]
async fn what_a_full_disk_refuses_waits_until_there_is_room() {
    let (_network, engine, targets) = network().await;
    let fails = Arc::new(Mutex::new(true));
    let store = Failing { inner: MemoryStore::new(Retention::default()).unwrap(), fails: Arc::clone(&fails) };
    let store = Arc::new(Mutex::new(store));
    let template = standard::interfaces_only().only(&["traffic"]).unwrap().every_ms(200);
    let recorder = Recorder::new(&engine).targets(targets).template(template).store(Arc::clone(&store));
    let mut recording = recorder.start().unwrap();
    until(&mut recording, "traffic", has_rates).await;
    let statistics = recording.statistics();
    assert!(statistics.store_error.as_deref().is_some_and(|error| error.contains("series.db")), "{statistics:?}");
    assert!(statistics.waiting > 0 && statistics.accepted == 0);
    *fails.lock().unwrap() = false;
    let cycle = until(&mut recording, "traffic", has_rates).await.cycle;
    until(&mut recording, "traffic", |it| it.cycle > cycle + 1).await;
    let after = recording.statistics();
    assert!(after.accepted >= statistics.waiting && after.waiting == 0 && after.store_error.is_none(), "{after:?}");
    assert_eq!((after.late, after.given_up), (0, 0));
}

#[tokio::test]
async fn a_store_that_makes_no_series_is_told_and_fails_the_stop() {
    let (_network, engine, targets) = network().await;
    let store = MemoryStore::new(Retention::default()).unwrap().most_series(3);
    let template = standard::interfaces_only().only(&["traffic"]).unwrap().every_ms(200);
    let mut recording = Recorder::new(&engine).targets(targets).template(template).store(store).start().unwrap();
    until(&mut recording, "traffic", has_rates).await;
    let statistics = recording.statistics();
    assert!(statistics.store_error.as_deref().is_some_and(|error| error.contains('3')), "{statistics:?}");
    assert!(statistics.given_up > 0 && statistics.accepted == 0, "{statistics:?}");
    assert_eq!(recording.stop().await.unwrap_err().code(), "limit");
}

#[tokio::test]
async fn a_wrong_start_is_told() {
    let (_network, engine, targets) = network().await;
    let refused = |recorder: Recorder| recorder.start().unwrap_err().to_string();
    assert!(refused(Recorder::new(&engine)).contains("targets"));
    let twice = [targets[0].clone(), targets[0].clone()];
    assert!(refused(Recorder::new(&engine).targets(twice)).contains("once"));
    let empty = crate::measure::Template::new("mine");
    assert!(refused(Recorder::new(&engine).targets(targets.clone()).template(empty)).contains("group"));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("counters.json");
    std::fs::write(&file, "{}").unwrap();
    let error = refused(Recorder::new(&engine).targets(targets).remember_in(&file));
    assert!(error.contains("counters.json"), "{error}");
}
