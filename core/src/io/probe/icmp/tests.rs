use super::*;
use crate::check::{self, AddressPolicy, CheckResult, Family, Status};
use crate::io::probe::{run, run_with};

/// Whether this system lets us probe; says so where it does not.
fn is_permitted() -> bool {
    let peer = SocketAddr::from(([127, 0, 0, 1], 0));
    let permitted = socket(peer, None, Type::DGRAM).is_ok() || socket(peer, None, Type::RAW).is_ok();
    if !permitted {
        eprintln!("skipped: this system permits neither datagram nor raw ICMP sockets; {REMEDY}");
    }
    permitted
}

fn quick(host: &str) -> IcmpCheck {
    check::icmp(host).count(3).interval(Duration::from_millis(5)).timeout(Duration::from_millis(500))
}

async fn result(check: IcmpCheck) -> CheckResult {
    run(&check.into()).await.unwrap()
}

#[tokio::test]
async fn the_loopback_answers_every_request() {
    if !is_permitted() {
        return;
    }
    let answered = result(quick("127.0.0.1").timeout(Duration::from_secs(3))).await;
    assert_eq!(answered.status, Status::Ok, "{answered}");
    assert!(answered.summary.starts_with("127.0.0.1 answered 3 of 3 in "), "{answered}");
    assert!(answered.timing.total_ms < 2500.0, "it must not wait once all is answered: {:?}", answered.timing);
    let named = result(quick("localhost").family(Family::Ipv4).payload(1400)).await;
    assert_eq!(named.status, Status::Ok, "{named}");
    assert!(named.timing.resolve_ms.is_some());
}

#[tokio::test]
async fn ipv6_answers_too() {
    let has_ipv6 = std::net::UdpSocket::bind("[::1]:0").is_ok();
    if !has_ipv6 || !is_permitted() {
        eprintln!("skipped: this system has no IPv6 loopback or permits no ICMP sockets");
        return;
    }
    let answered = result(quick("::1")).await;
    assert_eq!(answered.status, Status::Ok, "{answered}");
}

#[tokio::test]
async fn many_probes_at_once_do_not_take_each_others_answers() {
    if !is_permitted() {
        return;
    }
    let probes: Vec<_> = (1..=20).map(|last| tokio::spawn(result(quick(&format!("127.0.0.{last}"))))).collect();
    for probe in probes {
        let result = probe.await.unwrap();
        assert!(result.summary.contains("answered 3 of 3"), "{result}");
        assert!(!result.summary.contains("duplicates"), "{result}");
    }
}

#[tokio::test]
async fn a_policy_and_a_source_that_cannot_be_are_unknown() {
    let closed = ProbeOptions::new().policy(AddressPolicy::closed());
    let denied = run_with(&quick("127.0.0.1").into(), &closed).await.unwrap();
    assert_eq!((denied.status, denied.cause.as_ref().map(Cause::code)), (Status::Unknown, Some("address-denied")));
    if is_permitted() {
        let foreign = result(quick("127.0.0.1").source("192.0.2.1".parse().unwrap())).await;
        assert_eq!((foreign.status, foreign.cause.as_ref().map(Cause::code)), (Status::Unknown, Some("local")));
    }
}

fn run_of<'a>(check: &'a IcmpCheck, peer: &str) -> Run<'a> {
    let peer = SocketAddr::new(peer.parse().unwrap(), 0);
    let (nonce, rtts) = (*b"nonce123", vec![None; check.count as usize]);
    Run { check, peer, nonce, sent_at: vec![Instant::now(); 3], rtts, duplicates: 0 }
}

/// The reply to a request: another type, the same content.
fn reply(request: &[u8], kind: u8) -> Vec<u8> {
    let mut reply = request.to_vec();
    reply[0] = kind;
    reply
}

#[test]
fn replies_are_matched_by_nonce_and_sequence_not_by_identifier() {
    let check = check::icmp("h").count(3);
    let mut run = run_of(&check, "192.0.2.1");
    let at = Instant::now();
    let request = run.request(1);
    assert_eq!(request.len(), HEADER + 56);

    let mut other_id = reply(&request, 0);
    (other_id[4], other_id[5]) = (0xaa, 0xbb);
    run.note(&other_id, at);
    assert_eq!(run.rtts.iter().map(Option::is_some).collect::<Vec<_>>(), [false, true, false]);
    run.note(&other_id, at);
    assert_eq!(run.duplicates, 1);

    let foreign = {
        let mut foreign = reply(&run.request(2), 0);
        foreign[HEADER] ^= 1;
        foreign
    };
    for stray in
        [&foreign[..], &request, &reply(&run.request(7), 0), &reply(&request, 3), &reply(&request, 0)[..19], &[], &[0]]
    {
        run.note(stray, at);
    }
    assert_eq!((run.duplicates, run.rtts.iter().flatten().count()), (1, 1));
}

#[test]
fn a_reply_with_its_ipv4_header_is_read_too() {
    let check = check::icmp("h").count(3);
    let mut run = run_of(&check, "192.0.2.1");
    let mut datagram = vec![0x46; 24];
    datagram.extend(reply(&run.request(0), 0));
    run.note(&datagram, Instant::now());
    run.note(&[0x4f; 30], Instant::now());
    assert_eq!(run.rtts.iter().flatten().count(), 1);
}

#[test]
fn ipv6_has_its_own_types_and_leaves_the_checksum_to_the_system() {
    let check = check::icmp("h").count(3);
    let mut run = run_of(&check, "2001:db8::1");
    let request = run.request(0);
    assert_eq!(request[..4], [128, 0, 0, 0]);
    run.note(&reply(&request, 0), Instant::now());
    assert_eq!(run.rtts.iter().flatten().count(), 0);
    run.note(&reply(&request, 129), Instant::now());
    assert_eq!(run.rtts.iter().flatten().count(), 1);
}

#[test]
fn the_checksum_is_that_of_rfc_1071() {
    // RFC 1071 §3: 0001 f203 f4f5 f6f7 sum to ddf2.
    assert_eq!(checksum(&[0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7]), !0xddf2);
    let check = check::icmp("h");
    assert_eq!(checksum(&run_of(&check, "192.0.2.1").request(0)), 0, "a message with its checksum sums to zero");
    assert_eq!(checksum(&[0xff]), !0xff00);
}

#[test]
fn errors_of_the_network_and_of_this_host_differ() {
    let code = |kind: ErrorKind| refusal(&kind.into()).err().map(|cause| cause.code());
    assert_eq!(code(ErrorKind::HostUnreachable), Some("unreachable"));
    assert_eq!(code(ErrorKind::NetworkUnreachable), Some("unreachable"));
    assert_eq!(code(ErrorKind::ConnectionRefused), Some("unreachable"));
    assert_eq!(code(ErrorKind::AddrNotAvailable), Some("local"));
    assert_eq!(code(ErrorKind::WouldBlock), None);
    assert!(is_forbidden(&ErrorKind::PermissionDenied.into()));
    assert!(!is_forbidden(&ErrorKind::AddrNotAvailable.into()));
}

#[test]
fn the_unprivileged_socket_comes_first_and_missing_permission_is_unknown() {
    let forbidden = || Err(io::Error::from_raw_os_error(13));
    assert_eq!(first_permitted(Ok), Ok(Type::DGRAM));
    assert_eq!(first_permitted(|kind| if kind == Type::DGRAM { forbidden() } else { Ok(kind) }), Ok(Type::RAW));
    let neither = first_permitted(|_| forbidden()).unwrap_err();
    assert_eq!((neither.status(), neither.code()), (Status::Unknown, "permission-missing"));
    assert!(neither.to_string().contains("ping_group_range"), "{neither}");
    let unreachable = first_permitted::<()>(|_| Err(ErrorKind::NetworkUnreachable.into())).unwrap_err();
    assert_eq!((unreachable.status(), unreachable.code()), (Status::Critical, "unreachable"));
}
