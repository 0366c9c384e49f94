use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::UdpSocket;

use super::{Event, plain};
use crate::io::engine::outbox::Outbox;
use crate::io::engine::slots::Slots;

const SIZES: [usize; 6] = [0, 1, 40, 1472, 1473, 60_000];

/// Ends with the datagrams that a peer on loopback sends back, of which there are so many.
async fn echoed(v4: bool, count: usize, one_by_one: bool) -> Option<Vec<Vec<u8>>> {
    let local = if v4 { "127.0.0.1:0" } else { "[::1]:0" };
    let peer = UdpSocket::bind(local).await.ok()?; // a host without IPv6
    let address = peer.local_addr().unwrap();
    let echo = tokio::spawn(async move {
        let mut buffer = vec![0; 65_536];
        loop {
            let (length, from) = peer.recv_from(&mut buffer).await.unwrap();
            peer.send_to(&buffer[..length], from).await.unwrap();
        }
    });
    let socket = Arc::new(UdpSocket::bind(local).await.unwrap());
    socket.writable().await.unwrap();
    let mut outbox = Outbox::default();
    let place = Slots::<()>::new(0).reserve().unwrap();
    let mut came = Vec::new();
    let (mut many, mut single) = (super::Inbox::default(), plain::Inbox::default());
    for first in (0..count).step_by(6) {
        for number in first..count.min(first + 6) {
            outbox.push(place, address, &vec![u8::try_from(number % 251).unwrap(); SIZES[number % SIZES.len()]]);
        }
        let mut failed = Vec::new();
        while came.len() < count.min(first + 6) {
            outbox.send(&socket, &mut failed);
            assert!(failed.is_empty(), "{failed:?}");
            let ready = tokio::time::timeout(Duration::from_secs(5), super::ready(&socket)).await;
            assert!(ready.is_ok(), "{v4} {one_by_one} {} of {count}", came.len());
            let take = |event: Event<'_>| match event {
                Event::Datagram(datagram, from) => {
                    assert_eq!(from, address);
                    came.push(datagram.to_vec());
                }
                other => panic!("{other:?}"),
            };
            if one_by_one { single.receive(&socket, v4, take) } else { many.receive(&socket, v4, take) }
        }
    }
    echo.abort();
    Some(came)
}

#[tokio::test]
async fn datagrams_of_any_size_come_whole_and_in_order() {
    for one_by_one in [false, true] {
        for v4 in [true, false] {
            let Some(came) = echoed(v4, 300, one_by_one).await else { continue };
            for (number, datagram) in came.iter().enumerate() {
                let expected = vec![u8::try_from(number % 251).unwrap(); SIZES[number % SIZES.len()]];
                assert!(*datagram == expected, "number {number}");
            }
        }
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn what_a_full_buffer_drops_is_told() {
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::DGRAM, None).unwrap();
    super::prepare(&socket, true);
    socket.set_recv_buffer_size(4096).unwrap();
    socket.set_nonblocking(true).unwrap();
    socket.bind(&"127.0.0.1:0".parse::<SocketAddr>().unwrap().into()).unwrap();
    let socket = UdpSocket::from_std(socket.into()).unwrap();
    let peer = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let (mut came, mut dropped) = (0, 0);
    let mut inbox = super::Inbox::default();
    for round in 0..2 {
        for _ in 0..100 - 99 * round {
            peer.send_to(&[7; 100], socket.local_addr().unwrap()).await.unwrap();
        }
        super::ready(&socket).await.unwrap();
        inbox.receive(&socket, true, |event| match event {
            Event::Datagram(..) => came += 1,
            Event::Dropped(so_far) => dropped = so_far,
            Event::Refused(refusal) => panic!("{refusal:?}"),
        });
    }
    assert!(dropped > 50 && came + dropped == 101, "{came} and {dropped}");
}
