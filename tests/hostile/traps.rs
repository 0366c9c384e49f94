//! What the items send, as traps and informs to a listener: it is read or counted, and the listener lives on.

use std::time::Duration;

use netwarden::io::{TrapListener, TrapOptions, TrapStatistics};
use netwarden::sim::{Event, TrapForm, gallery};
use netwarden::value::{Moment, oid};

use crate::items::items;
use crate::{line, memory, requests};

/// What the listener may hold at once, its notifications in the queue included, in KiB.
const MOST_KIB: usize = 4_096;
/// Tags of an SNMPv2-Trap, an InformRequest, and the Trap of SNMPv1.
const KINDS: [u8; 3] = [0xa7, 0xa6, 0xa4];

/// The answers of an item, each also as a notification of every kind: the tag of its PDU is overwritten.
fn datagrams() -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for item in items() {
        let mut line = line(&item.misdeeds);
        for (at, request) in (0..).zip(requests()) {
            let deliveries = line.send(&request, Moment::from_secs(at));
            // A flood is as good as its first datagrams.
            for delivery in deliveries.into_iter().take(5) {
                let tag = delivery.datagram.iter().position(|octet| (0xa0..=0xa8).contains(octet));
                for kind in KINDS {
                    let mut datagram = delivery.datagram.clone();
                    if let Some(tag) = tag.and_then(|tag| datagram.get_mut(tag)) {
                        *tag = kind;
                    }
                    found.push(datagram);
                }
                found.push(delivery.datagram);
            }
        }
    }
    found
}

/// A `linkDown` in the forms that need no user.
fn traps(id: i32) -> Vec<Vec<u8>> {
    let agent = gallery::two_switches().unwrap().agent("s1").unwrap();
    let event = Event::LinkDown("p1".to_owned());
    let form = |form| agent.trap(&event, &form, id, Moment::from_secs(7)).unwrap();
    [TrapForm::V1, TrapForm::V2c, TrapForm::InformV2c].map(form).to_vec()
}

/// Right ones that were cut, or of which an octet was changed, anywhere.
fn damaged() -> impl Iterator<Item = Vec<u8>> {
    traps(1).into_iter().flat_map(|trap| {
        (0..trap.len()).flat_map(move |at| {
            let altered = [0x00, 0x30, 0x7f, 0x80, 0x84, 0xff].map(|octet| {
                let mut trap = trap.clone();
                trap[at] = octet;
                trap
            });
            altered.into_iter().chain([trap[..at].to_vec()]).collect::<Vec<_>>()
        })
    })
}

/// Every datagram is in exactly one of the numbers.
fn accounted_for(statistics: &TrapStatistics) -> u64 {
    let TrapStatistics { accepted, repeated, denied_source, throttled, malformed, no_notification, .. } = *statistics;
    let TrapStatistics { denied_community, unknown_user, wrong_level, wrong_digest, replayed, .. } = *statistics;
    let TrapStatistics { undecipherable, discoveries, queue_full, .. } = *statistics;
    accepted
        + repeated
        + denied_source
        + throttled
        + malformed
        + no_notification
        + denied_community
        + unknown_user
        + wrong_level
        + wrong_digest
        + replayed
        + undecipherable
        + discoveries
        + queue_full
}

#[test]
fn whatever_is_sent_to_a_listener_is_read_or_counted() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let options = TrapOptions::new().listen("127.0.0.1:0").rate(1_000_000, 1_000_000).queue(100);
        let mut listener = TrapListener::start(options).await.unwrap();
        let socket = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
        socket.connect(listener.addresses()[0]).await.unwrap();
        let datagrams: Vec<Vec<u8>> = datagrams().into_iter().chain(damaged()).collect();
        let (held, mut sent) = (memory::start(), 0);
        for datagram in &datagrams {
            assert_eq!(socket.send(datagram).await.unwrap(), datagram.len());
            sent += 1;
            while listener.statistics().received < sent {
                tokio::time::sleep(Duration::from_micros(20)).await;
            }
            // Now and then nobody reads, and the queue is full.
            if sent % 300 == 0 && listener.statistics().queued > 0 {
                listener.next_batch(100).await;
            }
        }
        let kib = memory::peak(held) / 1024;
        let statistics = listener.statistics();
        println!("{} datagrams, {kib} KiB, {statistics:?}", datagrams.len());
        assert_eq!(accounted_for(&statistics), sent, "{statistics:?}");
        assert!(kib <= MOST_KIB, "{kib}");
        for (count, least) in
            [(statistics.accepted, 100), (statistics.malformed, 100), (statistics.no_notification, 100)]
        {
            assert!(count >= least, "{statistics:?}");
        }
        while listener.statistics().queued > 0 {
            listener.next_batch(100).await;
        }
        for trap in traps(2) {
            socket.send(&trap).await.unwrap();
            assert_eq!(listener.next().await.unwrap().trap_oid, oid(&[1, 3, 6, 1, 6, 3, 1, 1, 5, 3]), "it lives on");
        }
    });
}
