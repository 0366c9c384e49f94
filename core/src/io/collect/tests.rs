use std::time::Duration;

use tokio::time::Instant;

use super::{CollectOptions, LARGE, collect, collect_interfaces};
use crate::error::Result;
use crate::inventory::tables;
use crate::io::recorded::RecordedDevice;
use crate::io::testing::{Agent, reply, system, uptime};
use crate::io::{Community, Engine, Query, RecordedSession, Session, SessionFuture};
use crate::value::{DeviceId, Oid, TimeTicks, Value, VarBind, VlanId};
use crate::wire::{Answer, Pdu, encode};

fn id() -> DeviceId {
    DeviceId("d".into())
}

/// `system` and `ifTable` with so many rows.
fn device(ports: u32) -> Vec<VarBind> {
    let cell = |column, row, value| VarBind::new(Oid::new(&[1, 3, 6, 1, 2, 1, 2, 2, 1, column, row]), value);
    let row = |row| {
        let name = Value::OctetString(format!("port{row}").into_bytes());
        [cell(2, row, name), cell(3, row, Value::Integer(6)), cell(10, row, Value::Counter32(row * 1000))]
    };
    system("sw1").into_iter().chain((1..=ports).flat_map(row)).collect()
}

#[test]
fn the_large_tables_are_among_those_to_fetch() {
    for name in LARGE {
        assert!(tables().iter().any(|it| it.table.name == name), "{name}");
    }
}

#[tokio::test]
async fn a_recording_is_collected_like_an_agent() {
    let session = RecordedSession::new("sw1", device(48));
    let snapshot = collect(&session, id(), None, CollectOptions::new()).await.unwrap();
    assert_eq!((&*snapshot.name, snapshot.interfaces.len()), ("sw1", 48));
    assert!(snapshot.coverage.iter().all(|it| it.complete), "{:?}", snapshot.coverage);
    assert_eq!(snapshot.faults, []);
    let again = collect_interfaces(&session, id(), None, CollectOptions::new()).await.unwrap();
    assert_eq!((again.interfaces, again.system), (snapshot.interfaces, snapshot.system));
}

#[tokio::test]
async fn a_limit_that_is_reached_is_said() {
    let session = RecordedSession::new("sw1", device(48));
    let snapshot = collect(&session, id(), None, CollectOptions::new().rows(20)).await.unwrap();
    let coverage = snapshot.coverage.iter().find(|it| it.table == "ifTable").unwrap();
    assert!(!coverage.complete);
    assert_eq!(coverage.reason.as_deref(), Some("partial: more than 20 variables"));
}

#[tokio::test(start_paused = true)]
async fn an_agent_that_falls_silent_leaves_what_it_said() {
    let session = RecordedSession::new("sw1", device(300));
    let agent = Agent::with(move |number, message| match number {
        0..15 => vec![encode(&reply(&session, message)).unwrap()],
        _ => Vec::new(),
    })
    .await;
    let engine = Engine::new().await.unwrap();
    let session = engine.session(agent.address, &Community::new("public").into());
    let snapshot = collect(&session, id(), None, CollectOptions::new()).await.unwrap();
    assert!(!snapshot.interfaces.is_empty());
    let reasons: Vec<_> = snapshot.coverage.iter().filter(|it| !it.complete).map(|it| it.reason.as_deref()).collect();
    assert!(reasons.contains(&Some("partial: the agent does not answer any more")), "{reasons:?}");
    assert!(reasons.contains(&Some("the agent does not answer any more")), "{reasons:?}");
    assert!(agent.heard() < 40, "it is not asked for every table");
}

#[tokio::test]
async fn small_tables_share_their_requests() {
    let session = RecordedSession::new("sw1", device(48));
    let agent = Agent::with(move |_, message| {
        if let Pdu::GetBulk(bulk) = &message.pdu {
            assert!(bulk.varbinds.len() <= 16);
        }
        vec![encode(&reply(&session, message)).unwrap()]
    })
    .await;
    let engine = Engine::new().await.unwrap();
    let session = engine.session(agent.address, &Community::new("public").into());
    let snapshot = collect(&session, id(), None, CollectOptions::new()).await.unwrap();
    assert_eq!(snapshot.interfaces.len(), 48);
    assert!(agent.heard() < 50, "{} requests", agent.heard());
}

#[tokio::test]
async fn whether_a_rare_table_has_rows_is_asked_before_its_columns() {
    const CDP: &[u32] = &[1, 3, 6, 1, 4, 1, 9, 9, 23, 1, 2, 1, 1];
    const PARTS: &[u32] = &[1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1];
    let mut varbinds = device(3);
    varbinds.push(VarBind::new(Oid::new(PARTS).child(&[5, 7]), Value::Integer(7)));
    let session = RecordedSession::new("sw1", varbinds);
    let agent = Agent::with(move |_, message| {
        if let Pdu::GetBulk(bulk) = &message.pdu {
            assert!(bulk.varbinds.iter().all(|it| it.name.suffix_of(CDP).is_none()), "{:?}", bulk.varbinds);
        }
        vec![encode(&reply(&session, message)).unwrap()]
    })
    .await;
    let engine = Engine::new().await.unwrap();
    let session = engine.session(agent.address, &Community::new("public").into());
    let snapshot = collect(&session, id(), None, CollectOptions::new()).await.unwrap();
    let rows = |table: &str| snapshot.coverage.iter().find(|it| it.table == table).map(|it| (it.rows, it.complete));
    assert_eq!((rows("cdpCacheTable"), rows("entPhysicalTable")), (Some((0, true)), Some((1, true))));
    assert!(agent.heard() < 22, "{} requests", agent.heard());
}

/// Answers after five seconds, in every VLAN.
#[derive(Debug)]
struct Slow(Box<dyn Session>);

impl Session for Slow {
    fn target(&self) -> String {
        self.0.target()
    }

    fn exchange(&self, query: Query) -> SessionFuture<'_, Result<Answer>> {
        Box::pin(async {
            tokio::time::sleep(Duration::from_secs(5)).await;
            self.0.exchange(query).await
        })
    }

    fn in_vlan(&self, vlan: VlanId) -> Option<Box<dyn Session>> {
        Some(Box::new(Self(self.0.in_vlan(vlan)?)))
    }
}

#[tokio::test(start_paused = true)]
async fn a_slow_agent_with_many_vlans_takes_no_longer_than_a_visit_may() {
    let column = |id: u32, vlan: u16| Oid::new(&[1, 3, 6, 1, 4, 1, 9, 9, 46, 1, 3, 1, 1, id, 1, u32::from(vlan)]);
    let operational = |vlan| [2, 3].map(|id| VarBind::new(column(id, vlan), Value::Integer(1)));
    let ports = VarBind::new(Oid::new(&[1, 3, 6, 1, 2, 1, 17, 1, 2, 0]), Value::Integer(4));
    let recorded = RecordedDevice {
        name: "sw1".into(),
        varbinds: system("sw1").into_iter().chain((2..=200).flat_map(operational)).collect(),
        vlans: (2..=200).map(|vlan| (VlanId(vlan), vec![ports.clone()])).collect(),
        ..RecordedDevice::default()
    };
    let started = Instant::now();
    let limit = Duration::from_secs(300);
    let session = Slow(Box::new(RecordedSession::from(recorded)));
    let snapshot = collect(&session, id(), None, CollectOptions::new().time(limit)).await.unwrap();
    assert!(started.elapsed() < limit + Duration::from_secs(30), "{:?}", started.elapsed());
    let last = snapshot.coverage.iter().find(|it| it.vlan == Some(VlanId(200))).unwrap();
    assert_eq!(last.reason.as_deref(), Some("not done within 300000 ms"));
}

/// A device that is slow to answer, and what it says of its `sysUpTime` at each request.
async fn slow(ports: u32, up: impl Fn(u32) -> u32 + Send + 'static) -> Agent {
    let mut varbinds = device(ports);
    varbinds.retain(|it| it.name != uptime());
    Agent::with(move |number, message| {
        std::thread::sleep(Duration::from_millis(100));
        let up = VarBind::new(uptime(), Value::TimeTicks(TimeTicks(up(u32::try_from(number).unwrap()))));
        let session = RecordedSession::new("sw1", varbinds.iter().cloned().chain([up]).collect::<Vec<_>>());
        vec![encode(&reply(&session, message)).unwrap()]
    })
    .await
}

#[tokio::test]
async fn a_device_that_restarts_during_the_visit_is_read_again() {
    let agent = slow(100, |number| if number < 3 { 360_000 } else { number * 10 }).await;
    let engine = Engine::new().await.unwrap();
    let session = engine.session(agent.address, &Community::new("public").into());
    let snapshot = collect_interfaces(&session, id(), None, CollectOptions::new()).await.unwrap();
    assert_eq!(snapshot.interfaces.len(), 100);
    assert!(snapshot.coverage.iter().all(|it| it.complete), "{:?}", snapshot.coverage);
    assert!(snapshot.system.uptime.unwrap().0 < 1_000, "all of it is of the second life");
}

#[tokio::test]
async fn a_device_that_restarts_again_and_again_is_marked() {
    // Each time a minute less than the last.
    let agent = slow(3, |number| 360_000 - number * 6_000).await;
    let engine = Engine::new().await.unwrap();
    let session = engine.session(agent.address, &Community::new("public").into());
    let snapshot = collect_interfaces(&session, id(), None, CollectOptions::new()).await.unwrap();
    assert_eq!(snapshot.interfaces.len(), 3);
    let reason = "partial: the agent restarted while it was read";
    assert!(snapshot.coverage.iter().all(|it| it.reason.as_deref() == Some(reason)), "{:?}", snapshot.coverage);
    assert_eq!(snapshot.system.uptime, None, "of which life?");
}

#[tokio::test]
async fn rows_that_only_an_endless_column_has_are_none() {
    let mut varbinds = device(9);
    let cell = |row| VarBind::new(Oid::new(&[1, 3, 6, 1, 2, 1, 2, 2, 1, 16, row]), Value::Counter32(row));
    varbinds.extend((1..2_000).map(cell));
    let session = RecordedSession::new("sw1", varbinds);
    let snapshot = collect_interfaces(&session, id(), None, CollectOptions::new().rows(1_000)).await.unwrap();
    assert_eq!(snapshot.interfaces.len(), 9);
    assert_eq!(snapshot.interfaces[8].counters.out_octets_32, Some(9));
    let coverage = snapshot.coverage.iter().find(|it| it.table == "ifTable").unwrap();
    assert_eq!(coverage.reason.as_deref(), Some("partial: more than 1000 variables"));
}

#[tokio::test]
async fn an_agent_that_names_its_scalars_without_an_instance_is_understood() {
    let mut varbinds = device(3);
    let local = |id| Oid::new(&[1, 0, 8802, 1, 1, 2, 1, 3, id, 0]);
    varbinds.push(VarBind::new(local(1), Value::Integer(4)));
    varbinds.push(VarBind::new(local(2), Value::OctetString(vec![0, 0x1e, 0x58, 0xa3, 0x2f, 0xcd])));
    let usual =
        collect(&RecordedSession::new("sw1", varbinds.clone()), id(), None, CollectOptions::new()).await.unwrap();
    for varbind in &mut varbinds {
        let arcs = varbind.name.arcs().to_vec();
        if let [object @ .., 0] = &*arcs {
            varbind.name = Oid::new(object);
        }
    }
    let mut bare = collect(&RecordedSession::new("sw1", varbinds), id(), None, CollectOptions::new()).await.unwrap();
    assert_eq!((&*bare.name, bare.system.uptime, bare.lldp.is_some()), ("sw1", Some(TimeTicks(4711)), true));
    let told: Vec<String> = std::mem::take(&mut bare.faults).into_iter().map(|it| it.reason).collect();
    assert!(!told.is_empty() && told.iter().all(|it| it.ends_with("come without the instance .0")), "{told:?}");
    bare.polled_at = usual.polled_at;
    assert_eq!(bare, usual);
}
