use std::net::{IpAddr, UdpSocket as StdSocket};

use super::*;
use crate::inventory::{NotificationKind, TrapVersion};
use crate::value::{TimeTicks, Value, VarBind, oid};
use crate::wire::{self, CommunityString, Message, Pdu, Request, TrapV1, Version};

fn varbinds(generic: u32) -> Vec<VarBind> {
    let trap = oid(&[1, 3, 6, 1, 6, 3, 1, 1, 5, generic]);
    vec![
        VarBind::new(oid(&wire::SYS_UP_TIME), Value::TimeTicks(TimeTicks(9))),
        VarBind::new(oid(&wire::SNMP_TRAP_OID), Value::ObjectId(trap)),
        VarBind::new(oid(&[1, 3, 6, 1, 2, 1, 2, 2, 1, 1, 3]), Value::Integer(3)),
    ]
}

fn message(version: Version, community: &str, pdu: Pdu) -> Vec<u8> {
    wire::encode(&Message { version, community: CommunityString::new(community), pdu }).unwrap()
}

fn trap(community: &str, generic: u32) -> Vec<u8> {
    message(Version::V2c, community, Pdu::Trap(Request { id: 1, varbinds: varbinds(generic) }))
}

fn inform(id: i32, generic: u32) -> Vec<u8> {
    message(Version::V2c, "public", Pdu::Inform(Request { id, varbinds: varbinds(generic) }))
}

fn local() -> TrapOptions {
    TrapOptions::new().listen("127.0.0.1:0")
}

/// A listener and a socket that is connected to it.
async fn pair(options: TrapOptions) -> (TrapListener, StdSocket) {
    let listener = TrapListener::start(options).await.unwrap();
    let socket = StdSocket::bind("127.0.0.1:0").unwrap();
    socket.connect(listener.addresses()[0]).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    (listener, socket)
}

/// Waits until that many datagrams were judged.
async fn judged(listener: &TrapListener, datagrams: u64) -> TrapStatistics {
    loop {
        let statistics = listener.statistics();
        if statistics.received >= datagrams {
            return statistics;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// Receives in a thread of its own, so that the listener can answer.
async fn answer(socket: &StdSocket) -> Option<Vec<u8>> {
    let socket = socket.try_clone().unwrap();
    tokio::task::spawn_blocking(move || {
        let mut buffer = [0; 2000];
        let length = socket.recv(&mut buffer).ok()?;
        Some(buffer[..length].to_vec())
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn traps_of_v1_and_v2c_arrive_in_order() {
    let (mut listener, socket) = pair(local()).await;
    let v1 = TrapV1 {
        enterprise: oid(&[1, 3, 6, 1, 4, 1, 9]),
        agent: "10.0.0.2".parse().unwrap(),
        generic: 2,
        specific: 0,
        uptime: TimeTicks(7),
        varbinds: varbinds(3).split_off(2),
    };
    socket.send(&message(Version::V1, "public", Pdu::TrapV1(v1))).unwrap();
    socket.send(&trap("public", 4)).unwrap();
    let first = listener.next().await.unwrap();
    assert_eq!(
        (first.version, first.to_string().as_str()),
        (TrapVersion::V1, "linkDown of interface 3 from 127.0.0.1, of 10.0.0.2")
    );
    assert!(first.received_at.as_millis() > 1_700_000_000_000);
    let second = listener.next().await.unwrap();
    assert_eq!(
        (second.version, second.to_string().as_str()),
        (TrapVersion::V2c, "linkUp of interface 3 from 127.0.0.1")
    );
    assert_eq!(listener.statistics().accepted, 2);
}

#[tokio::test]
async fn ipv6_works_and_several_sockets_share_one_queue() {
    let mut listener = TrapListener::start(local().listen("[::1]:0")).await.unwrap();
    let addresses = listener.addresses().to_vec();
    for address in &addresses {
        let from = if address.is_ipv6() { "[::1]:0" } else { "127.0.0.1:0" };
        StdSocket::bind(from).unwrap().send_to(&trap("public", 1), address).unwrap();
    }
    let mut sources: Vec<IpAddr> = vec![listener.next().await.unwrap().source, listener.next().await.unwrap().source];
    sources.sort();
    assert_eq!(sources, ["127.0.0.1".parse::<IpAddr>().unwrap(), "::1".parse().unwrap()]);
}

#[tokio::test]
async fn an_inform_is_acknowledged_each_time_and_delivered_once() {
    let (mut listener, socket) = pair(local()).await;
    for _ in 0..3 {
        socket.send(&inform(77, 1)).unwrap();
        let response = wire::decode(&answer(&socket).await.unwrap()).unwrap().message;
        assert_eq!(response.pdu, Pdu::Response(Request { id: 77, varbinds: varbinds(1) }.acknowledgement()));
        assert_eq!(response.community, CommunityString::new("public"));
    }
    socket.send(&inform(77, 2)).unwrap();
    answer(&socket).await.unwrap();
    let statistics = listener.statistics();
    assert_eq!((statistics.accepted, statistics.repeated, statistics.acknowledged), (2, 2, 4));
    let first = listener.next().await.unwrap();
    assert!(first.inform && first.kind == NotificationKind::ColdStart);
    let second = listener.next().await.unwrap();
    assert_eq!(second.kind, NotificationKind::WarmStart, "the same id, but it says something else");
}

#[tokio::test]
async fn an_inform_comes_again_once_it_is_forgotten() {
    let (listener, socket) = pair(local().inform_window(Duration::ZERO)).await;
    for _ in 0..2 {
        socket.send(&inform(77, 1)).unwrap();
        answer(&socket).await.unwrap();
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    assert_eq!(listener.statistics().accepted, 2);
}

#[tokio::test]
async fn a_full_queue_drops_traps_counts_them_and_leaves_informs_unacknowledged() {
    let (mut listener, socket) = pair(local().queue(2)).await;
    for generic in 1..=4 {
        socket.send(&trap("public", generic)).unwrap();
    }
    socket.send(&inform(5, 1)).unwrap();
    let statistics = judged(&listener, 5).await;
    assert_eq!((statistics.accepted, statistics.queue_full, statistics.acknowledged), (2, 3, 0));
    assert_eq!(statistics.queued, 2);
    let batch = listener.next_batch(10).await;
    assert_eq!(
        batch.iter().map(|it| &it.kind).collect::<Vec<_>>(),
        [&NotificationKind::ColdStart, &NotificationKind::WarmStart]
    );
    socket.send(&inform(5, 1)).unwrap();
    assert!(answer(&socket).await.is_some(), "there is room again");
    assert!(listener.next().await.unwrap().inform);
}

#[tokio::test]
async fn who_may_not_send_is_not_heard() {
    let (listener, socket) = pair(local().allow("10.0.0.0/8").allow("127.0.0.2-127.0.0.9")).await;
    socket.send(&trap("public", 1)).unwrap();
    assert_eq!(judged(&listener, 1).await.denied_source, 1);
    let other = StdSocket::bind("127.0.0.5:0").unwrap();
    other.send_to(&trap("public", 1), listener.addresses()[0]).unwrap();
    other.send_to(&trap("Public", 1), listener.addresses()[0]).unwrap();
    let statistics = judged(&listener, 3).await;
    assert_eq!((statistics.accepted, statistics.denied_community), (1, 1));
}

#[tokio::test]
async fn communities_are_those_that_were_named_or_any() {
    let (listener, socket) = pair(local().community("one").community("two")).await;
    for community in ["one", "two", "public"] {
        socket.send(&trap(community, 1)).unwrap();
    }
    let statistics = judged(&listener, 3).await;
    assert_eq!((statistics.accepted, statistics.denied_community), (2, 1));
    let (listener, socket) = pair(local().any_community()).await;
    socket.send(&trap("whatever", 1)).unwrap();
    assert_eq!(judged(&listener, 1).await.accepted, 1);
}

#[tokio::test]
async fn one_sender_cannot_drown_the_others() {
    let (listener, socket) = pair(local().rate(1, 5)).await;
    for _ in 0..50 {
        socket.send(&trap("public", 1)).unwrap();
    }
    let other = StdSocket::bind("127.0.0.5:0").unwrap();
    other.send_to(&trap("public", 2), listener.addresses()[0]).unwrap();
    let statistics = judged(&listener, 51).await;
    assert!((6..=8).contains(&statistics.accepted), "{statistics:?}");
    assert_eq!(statistics.accepted + statistics.throttled, 51);
}

#[tokio::test]
async fn garbage_never_ends_it_and_every_datagram_is_counted_once() {
    let (mut listener, socket) = pair(local().rate(100_000, 100_000)).await;
    let whole = trap("public", 3);
    let mut random = fastrand::Rng::with_seed(7);
    let mut sent = 0;
    let mut send = |octets: &[u8]| {
        sent += u64::from(socket.send(octets).is_ok());
        sent
    };
    send(&[]);
    for length in 0..whole.len() {
        send(&whole[..length]);
    }
    for _ in 0..2000 {
        let octets: Vec<u8> = (0..random.usize(..200)).map(|_| random.u8(..)).collect();
        let so_far = send(&octets);
        if so_far % 64 == 0 {
            judged(&listener, so_far).await;
        }
    }
    let get = Pdu::Get(Request { id: 1, varbinds: vec![] });
    send(&message(Version::V2c, "public", get));
    let sent = send(&whole);
    let statistics = judged(&listener, sent).await;
    assert_eq!(listener.next().await.unwrap().to_string(), "linkDown of interface 3 from 127.0.0.1");
    assert_eq!((statistics.accepted, statistics.no_notification), (1, 1));
    assert_eq!(statistics.malformed + statistics.unknown_user + 2, sent);
}

#[tokio::test]
async fn one_cut_cable_is_one_change() {
    let (mut listener, socket) = pair(local()).await;
    let other = StdSocket::bind("127.0.0.5:0").unwrap();
    socket.send(&trap("public", 3)).unwrap();
    other.send_to(&trap("public", 3), listener.addresses()[0]).unwrap();
    other.send_to(&trap("public", 3), listener.addresses()[0]).unwrap();
    let third = StdSocket::bind("127.0.0.6:0").unwrap();
    third.send_to(&trap("public", 5), listener.addresses()[0]).unwrap();
    let changes = listener.next_changes(Duration::from_millis(100)).await.unwrap();
    assert_eq!(changes.notifications.len(), 4);
    let senders: Vec<IpAddr> = ["127.0.0.1", "127.0.0.5"].map(|text| text.parse().unwrap()).to_vec();
    assert_eq!(changes.senders, senders, "a failed authentication is no change of the device");
    assert!(changes.discovery().is_some());
    let quiet = Changes::new(changes.notifications.into_iter().filter(|it| it.source == senders[0]).skip(1).collect());
    assert!(quiet.discovery().is_none());
}

#[tokio::test]
async fn to_give_up_waiting_for_changes_loses_nothing() {
    let (mut listener, socket) = pair(local()).await;
    socket.send(&trap("public", 3)).unwrap();
    let waiting = listener.next_changes(Duration::from_secs(60));
    assert!(tokio::time::timeout(Duration::from_millis(50), waiting).await.is_err());
    assert_eq!(listener.statistics().queued, 1);
    assert!(listener.next().await.is_some());
}

#[tokio::test]
async fn to_drop_or_stop_it_frees_the_port_and_a_taken_port_says_so() {
    let first = TrapListener::start(local()).await.unwrap();
    let address = first.addresses()[0];
    let error = TrapListener::start(TrapOptions::new().listen(address)).await.unwrap_err();
    assert_eq!(error.code(), "io");
    assert!(error.to_string().contains("another program listens there"), "{error}");
    first.stop().await;
    drop(TrapListener::start(TrapOptions::new().listen(address)).await.unwrap());
    tokio::task::yield_now().await;
    TrapListener::start(TrapOptions::new().listen(address)).await.unwrap();
}

#[tokio::test]
async fn wrong_options_say_what_would_be_right() {
    let message = |options: TrapOptions| async move { TrapListener::start(options).await.unwrap_err().to_string() };
    let text = message(TrapOptions::new().listen("localhost")).await;
    assert_eq!(
        text,
        "\"localhost\" is not a valid listening address: an address and a port such as 0.0.0.0:162 or [::]:162 is expected"
    );
    let text = message(local().allow("10.0.0.0/99")).await;
    assert_eq!(text, "\"10.0.0.0/99\" is not a range: the prefix of an IPv4 network is 0 to 32");
}

#[test]
fn no_secret_is_shown() {
    let shown = format!("{:?}", local().community("hunter2"));
    assert!(!shown.contains("hunter2"), "{shown}");
}

#[cfg(feature = "v3")]
mod v3 {
    use super::*;
    use crate::inventory::Protection;
    use crate::wire::usm::{AuthProtocol, Authority, EngineClock, Opened, PrivacyProtocol, UsmSession, UsmUser};

    fn user(password: &str) -> Arc<UsmUser> {
        let user = UsmUser::new("monitor").unwrap().authentication(AuthProtocol::Sha256, password).unwrap();
        Arc::new(user.privacy(PrivacyProtocol::Aes128, "wood-and-water").unwrap())
    }

    fn sender(user: Arc<UsmUser>) -> Authority {
        let clock = EngineClock { boots: 3, time: 1000, received: Moment::START };
        Authority::new(*b"\x80\x00\x1f\x88\x04agent", clock, 1).unwrap().user(user)
    }

    #[tokio::test]
    async fn a_trap_is_delivered_once_with_its_user() {
        let (mut listener, socket) = pair(local().user(user("maplesyrup"))).await;
        let pdu = Pdu::Trap(Request { id: 1, varbinds: varbinds(3) });
        let datagram = sender(user("maplesyrup")).trap(b"monitor", b"ctx", &pdu, 1, Moment::START).unwrap();
        socket.send(&datagram).unwrap();
        socket.send(&datagram).unwrap();
        let forged = sender(user("mapleleaves")).trap(b"monitor", b"", &pdu, 1, Moment::START).unwrap();
        socket.send(&forged).unwrap();
        socket.send(&trap("public", 3)).unwrap();
        let statistics = judged(&listener, 4).await;
        assert_eq!((statistics.accepted, statistics.replayed, statistics.wrong_digest), (1, 1, 1));
        assert_eq!(statistics.denied_community, 1, "with users alone no community is accepted");
        let notification = listener.next().await.unwrap();
        assert_eq!((notification.version, notification.protection), (TrapVersion::V3, Protection::Encrypted));
        assert_eq!((notification.user.as_deref(), notification.context.as_deref()), (Some("monitor"), Some("ctx")));
    }

    #[tokio::test]
    async fn a_trap_that_was_recorded_before_a_restart_is_not_believed_after_it() {
        let pdu = Pdu::Trap(Request { id: 1, varbinds: varbinds(3) });
        let recorded = sender(user("maplesyrup")).trap(b"monitor", b"", &pdu, 1, Moment::START).unwrap();
        let (mut before, socket) = pair(local().user(user("maplesyrup"))).await;
        assert_eq!(before.known_engines(), []);
        socket.send(&recorded).unwrap();
        assert!(before.next().await.is_some());
        let known = before.known_engines();
        assert_eq!(known.len(), 1);
        before.stop().await;

        let (after, socket) = pair(local().user(user("maplesyrup")).known_engines(known.clone())).await;
        assert_eq!(after.known_engines().len(), 1);
        socket.send(&recorded).unwrap();
        let statistics = judged(&after, 1).await;
        assert_eq!((statistics.accepted, statistics.replayed), (0, 1));
        let wrong = known.into_iter().map(|engine| wire::usm::KnownEngine { engine_id: Vec::new(), ..engine });
        let error = TrapListener::start(local().user(user("maplesyrup")).known_engines(wrong)).await.unwrap_err();
        assert_eq!(error.code(), "invalid");
    }

    #[tokio::test]
    async fn an_inform_is_acknowledged_after_the_discovery_and_delivered_once() {
        let (mut listener, socket) = pair(local().user(user("maplesyrup"))).await;
        let mut session = UsmSession::new(user("maplesyrup"), 9);
        let pdu = Pdu::Inform(Request { id: 77, varbinds: varbinds(3) });
        let mut acknowledged = 0;
        for id in 1..5 {
            socket.send(&session.seal(&pdu, b"", id, Moment::START).unwrap().datagram).unwrap();
            match session.open(&answer(&socket).await.unwrap(), Moment::START).unwrap() {
                Opened::SealAgain => {}
                Opened::Response(_) => acknowledged += 1,
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(session.engine_id(), listener.engine_id());
        let statistics = listener.statistics();
        assert_eq!((statistics.discoveries, statistics.accepted, statistics.repeated), (1, 1, 2));
        assert_eq!((acknowledged, statistics.acknowledged), (3, 3));
        assert!(listener.next().await.unwrap().inform);
    }

    #[tokio::test]
    async fn the_engine_can_be_one_of_the_callers() {
        let id = b"\x80\x00\x1f\x88\x04mine".to_vec();
        let listener = TrapListener::start(local().user(user("maplesyrup")).engine(id.clone(), 7)).await.unwrap();
        assert_eq!(listener.engine_id(), Some(id.as_slice()));
        let error = TrapListener::start(local().user(user("maplesyrup")).engine(*b"abc", 7)).await.unwrap_err();
        assert_eq!(error.code(), "invalid");
    }
}

#[test]
fn the_room_for_senders_is_bounded() {
    let mut rates = guard::Rates::new(1, 1);
    let at = |number: u32| IpAddr::from(std::net::Ipv4Addr::from(number));
    assert!((0..65_536).all(|number| rates.admits(at(number), Moment::START)));
    assert!(rates.admits(at(70_000), Moment::START), "those beyond share a bucket");
    assert!(!rates.admits(at(70_001), Moment::START));
    assert!(!rates.admits(at(5), Moment::START));
    assert!(rates.admits(at(70_002), Moment::from_secs(2)), "those that were quiet are forgotten");
}
