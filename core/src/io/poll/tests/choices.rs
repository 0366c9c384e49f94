//! What devices are asked for, as it is chosen while they are polled.

use std::sync::Arc;

use super::*;
use crate::inventory::RowIndexes;
use crate::io::{PollChoice, PollRun};

async fn lab() -> SimulatedNetwork {
    let user = UsmUser::new("monitor").unwrap().authentication(AuthProtocol::Sha256, "maplesyrup").unwrap();
    let switch = |name: &str| Device::switch(name).ports(24);
    let world = World::builder("lab").user(user).device(switch("s1")).device(switch("s2")).device(switch("s3"));
    network(world.build().unwrap()).await
}

fn begin(poller: Poller) -> PollRun {
    poller.retry(quick()).every(Duration::from_millis(100)).start().unwrap()
}

fn place(batch: &PollBatch, name: &str) -> u32 {
    u32::try_from(batch.devices.iter().position(|device| device.0 == name).unwrap()).unwrap()
}

/// What is said of each interface of a device that does not change.
fn speeds(batch: &PollBatch, name: &str) -> Vec<(u32, Option<u64>)> {
    let speed = batch.column("ifSpeed").unwrap();
    let rows = (0..batch.len()).filter(|row| batch.device(*row).is_some_and(|device| device.0 == name));
    rows.map(|row| (batch.index.of(row)[0], speed.value(row))).collect()
}

/// The first batch of which that holds: cycles may have been under way when something was chosen.
async fn first(run: &mut PollRun, holds: impl Fn(&PollBatch) -> bool) -> PollBatch {
    for _ in 0..10 {
        let batch = run.next().await.unwrap();
        if holds(&batch) {
            return batch;
        }
    }
    panic!("ten cycles went by");
}

#[tokio::test]
async fn a_device_is_asked_for_what_was_chosen_from_its_next_turn_on() {
    let network = lab().await;
    let engine = Engine::new().await.unwrap();
    let mut run = begin(Poller::new(&engine).targets(targets(&network, Community::new("public"))));
    let choices = run.choices();
    let all = run.next().await.unwrap();
    assert_eq!((&all.resting, &all.chosen), (&vec![], &vec![]));
    let (s1, s2) = (place(&all, "s1"), place(&all, "s2"));
    let ports = speeds(&all, "s2");
    choices.choose(s1, PollChoice::Rest).unwrap();
    choices.choose(s2, PollChoice::rows([ports[5].0, ports[2].0, 9_999, ports[2].0])).unwrap();
    assert_eq!((choices.of(s1), choices.of(99)), (Some(PollChoice::Rest), None));
    let some = first(&mut run, |batch| !batch.resting.is_empty() && !batch.chosen.is_empty()).await;
    assert_eq!((&some.resting, some.chosen[0].device, some.chosen[0].rows), (&vec![s1], s2, 3));
    assert_eq!((&some.missed, &some.partial), (&vec![], &vec![]));
    assert_eq!((speeds(&some, "s1"), speeds(&some, "s2")), (vec![], vec![ports[2], ports[5]]));
    assert_eq!(speeds(&some, "s3"), speeds(&all, "s3"));
    assert!((0..some.len()).all(|row| some.uptime_of(row).is_some()));
    choices.choose(s1, PollChoice::All).unwrap();
    choices.choose(s2, PollChoice::All).unwrap();
    let again = first(&mut run, |batch| batch.resting.is_empty() && batch.chosen.is_empty()).await;
    assert_eq!(again.len(), all.len());
}

#[tokio::test]
async fn a_poll_may_begin_with_all_devices_at_rest() {
    let network = lab().await;
    let engine = Engine::new().await.unwrap();
    let targets = targets(&network, Community::new("public"));
    let count = u32::try_from(targets.len()).unwrap();
    let mut run = begin(Poller::new(&engine).targets(targets).choosing(PollChoice::Rest));
    for cycle in 0..2 {
        let batch = run.next().await.unwrap();
        assert_eq!((batch.cycle, batch.resting.clone()), (cycle, (0..count).collect()));
        assert!(batch.is_empty() && batch.missed.is_empty() && batch.chosen.is_empty());
    }
    assert_eq!(engine.statistics().sent, 0);
    run.choices().choose(1, PollChoice::All).unwrap();
    let batch = first(&mut run, |batch| batch.resting.len() == 2).await;
    assert!(batch.row_device.iter().all(|device| *device == 1) && batch.len() >= 24);
}

#[tokio::test]
async fn all_versions_bring_the_same_of_what_was_chosen() {
    let network = lab().await;
    let engine = Engine::new().await.unwrap();
    let whole = Poller::new(&engine).targets(targets(&network, Community::new("public"))).once().await.unwrap();
    let ports: Vec<_> = speeds(&whole, "s1").into_iter().step_by(3).collect();
    let chosen = PollChoice::rows(ports.iter().map(|(port, _)| *port));
    let user = UsmUser::new("monitor").unwrap().authentication(AuthProtocol::Sha256, "maplesyrup").unwrap();
    let credentials: [Credential; 4] = [
        Community::new("public").into(),
        Community::new("public").version(Version::V1).into(),
        Community::new("public").or_v1().into(),
        user.into(),
    ];
    for credential in credentials {
        let poller = Poller::new(&engine).targets(targets(&network, credential)).choosing(chosen.clone());
        let mut run = begin(poller);
        for _ in 0..3 {
            let batch = run.next().await.unwrap();
            assert_eq!((&batch.missed, &batch.partial, batch.chosen.len()), (&vec![], &vec![], 3));
            assert_eq!((speeds(&batch, "s1"), batch.len()), (ports.clone(), 3 * ports.len()));
        }
        // Then the whole table is read, as if nothing had been chosen.
        for device in 0..3 {
            run.choices().choose(device, PollChoice::All).unwrap();
        }
        let batch = first(&mut run, |batch| batch.chosen.is_empty()).await;
        assert_eq!((batch.len(), &batch.missed, &batch.partial), (whole.len(), &vec![], &vec![]));
    }
}

#[tokio::test]
async fn agents_of_v1_only_and_without_bulk_answer_for_chosen_rows() {
    let world = || World::builder("lab").device(Device::switch("s1").ports(8)).build().unwrap();
    for quirks in [Quirks::new().v1_only(), Quirks::new().bulk_deaf(), Quirks::new().max_message(484)] {
        let faults = Faults::new(1).quirks("s1", quirks);
        let network = SimulatedNetwork::start(world(), SimulationOptions::new().faults(faults)).await.unwrap();
        let engine = Engine::new().await.unwrap();
        let poller = Poller::new(&engine).targets(targets(&network, Community::new("public").or_v1()));
        let mut run =
            poller.retry(quick()).every(Duration::from_secs(3)).choosing(PollChoice::rows(1..=4)).start().unwrap();
        let batch = run.next().await.unwrap();
        assert_eq!((rows_of(&batch, "s1"), &batch.missed, &batch.partial), (vec![1, 2, 3, 4], &vec![], &vec![]));
        run.choices().choose(0, PollChoice::All).unwrap();
        let batch = run.next().await.unwrap();
        assert!(batch.len() >= 8 && batch.missed.is_empty(), "{batch:?}");
    }
}

#[tokio::test]
async fn a_device_that_was_missed_and_rests_is_still_missed_when_it_is_asked_again() {
    let silent = Agent::silent().await;
    let engine = Engine::new().await.unwrap();
    let poller = Poller::new(&engine).targets([PollTarget::new(silent.address, Community::new("public"))]);
    let mut run = poller.retry(quick()).every(Duration::from_secs(1)).start().unwrap();
    let batch = run.next().await.unwrap();
    assert_eq!((batch.missed[0].cycles, &batch.resting), (1, &vec![]));
    run.choices().choose(0, PollChoice::Rest).unwrap();
    let resting = first(&mut run, |batch| !batch.resting.is_empty()).await;
    assert_eq!(resting.missed, []);
    let heard = silent.heard();
    assert_eq!((run.next().await.unwrap().resting, silent.heard()), (vec![0], heard));
    run.choices().choose(0, PollChoice::All).unwrap();
    let batch = first(&mut run, |batch| batch.resting.is_empty()).await;
    assert!(batch.missed[0].cycles >= 2 && silent.heard() == heard + 1, "{batch:?}");
}

#[tokio::test]
async fn a_choice_that_cannot_be_is_refused_in_words() {
    let engine = Engine::new().await.unwrap();
    let target = || PollTarget::new("127.0.0.1:161".parse::<SocketAddr>().unwrap(), Community::new("public"));
    let run = Poller::new(&engine).targets([target()]).choosing(PollChoice::Rest).start().unwrap();
    let refused = |device, choice| run.choices().choose(device, choice).unwrap_err().to_string();
    assert!(refused(1, PollChoice::All).contains("one of the 1 devices, from 0, is expected"));
    for index in [vec![], vec![1; 127]] {
        let rows = PollChoice::Rows(Arc::new(RowIndexes::from_iter([index])));
        assert!(refused(0, rows.clone()).contains("at least one number is expected"));
        assert!(Poller::new(&engine).targets([target()]).choosing(rows).start().is_err());
    }
    assert_eq!(PollChoice::parsed(["7", "10.0.0.1"]).unwrap(), {
        let indexes: [&[u32]; 2] = [&[7], &[10, 0, 0, 1]];
        PollChoice::Rows(Arc::new(RowIndexes::from_iter(indexes)))
    });
    for text in ["", "7.", "-1", "4294967296", "seven"] {
        assert!(PollChoice::parsed([text]).unwrap_err().to_string().contains("an index is expected"), "{text}");
    }
    run.choices().choose(0, PollChoice::rows([])).unwrap();
    assert_eq!(run.choices().of(0), Some(PollChoice::Rest));
}

#[tokio::test]
async fn a_table_that_an_unreachable_device_cut_short_is_partial() {
    let row = |row: u32| VarBind::new(oid(&[1, 3, 6, 1, 2, 1, 2, 2, 1, 10, row]), Value::Counter32(row));
    let variables = std::iter::once(VarBind::new(uptime(), Value::TimeTicks(TimeTicks(5)))).chain((1..400).map(row));
    let session = crate::io::RecordedSession::new("leaves", variables.collect::<Vec<_>>());
    let socket = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    tokio::spawn(async move {
        let mut buffer = [0; 2_048];
        let (length, from) = socket.recv_from(&mut buffer).await.unwrap();
        let message = crate::wire::decode(&buffer[..length]).unwrap().message;
        let answer = crate::wire::encode(&crate::io::testing::reply(&session, message)).unwrap();
        socket.send_to(&answer, from).await.unwrap();
        // The port is closed: the system says so to whoever asks on.
    });
    let engine = Engine::new().await.unwrap();
    let column = PollColumn::new("ifInOctets", oid(&[1, 3, 6, 1, 2, 1, 2, 2, 1, 10]), SmiType::Counter32);
    let poller = Poller::new(&engine).targets([PollTarget::new(address, Community::new("public"))]).columns([column]);
    let batch = poller.once().await.unwrap();
    let reasons: Vec<&str> = batch.partial.iter().map(|partial| partial.reason.as_str()).collect();
    assert!(!batch.is_empty() && batch.len() < 399 && batch.missed.is_empty());
    assert_eq!(reasons, ["ifInOctets: partial: the agent does not answer any more"]);
}
