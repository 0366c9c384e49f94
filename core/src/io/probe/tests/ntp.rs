use std::net::SocketAddr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::net::UdpSocket;

use crate::check::{self, Cause, CheckResult, NtpCheck, Phase, Proxy, Status, Thresholds};
use crate::io::probe::{ProbeOptions, run_with};

fn quick(address: SocketAddr) -> NtpCheck {
    check::ntp(address.to_string()).timeout(Duration::from_millis(300))
}

async fn result(check: NtpCheck) -> CheckResult {
    run_with(&check.into(), &ProbeOptions::new()).await.unwrap()
}

fn code(result: &CheckResult) -> (Status, Option<&'static str>) {
    (result.status, result.cause.as_ref().map(Cause::code))
}

/// A time server whose clock is `ahead` seconds ahead, and whose answer `change` changes.
async fn server(ahead: u64, change: fn(&mut Vec<u8>)) -> SocketAddr {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    tokio::spawn(async move {
        let mut request = [0; 64];
        while let Ok((length, from)) = socket.recv_from(&mut request).await {
            assert_eq!((length, request[0]), (48, 0x23));
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
            let seconds = u32::try_from(now.as_secs() + 2_208_988_800 + ahead).unwrap_or(0);
            let fraction = u32::try_from((u64::from(now.subsec_nanos()) << 32) / 1_000_000_000).unwrap();
            let time = [seconds.to_be_bytes(), fraction.to_be_bytes()].concat();
            let mut answer = [&[0x24, 2, 6, 0xe9, 0, 0, 0, 0, 0, 0, 0x80, 0, 192, 0, 2, 1][..], &[0; 8]].concat();
            answer.extend_from_slice(&request[40..48]);
            answer.extend_from_slice(&[&time[..], &time].concat());
            change(&mut answer);
            let _ = socket.send_to(&answer, from).await;
        }
    });
    address
}

#[tokio::test]
async fn the_offset_is_measured_and_judged_either_way() {
    let right = result(quick(server(0, |_| {}).await).offset(Thresholds::parse("200", "400").unwrap())).await;
    assert_eq!(code(&right), (Status::Ok, None), "{right}");
    assert!(right.summary.contains("answered at stratum 2, "), "{right}");
    assert!(right.facts.iter().any(|fact| (fact.name.as_str(), fact.value.as_str()) == ("reference", "192.0.2.1")));
    assert!(right.plugin_output().contains("root_dispersion=500ms"), "{}", right.plugin_output());
    let fast = result(quick(server(3, |_| {}).await).offset(Thresholds::parse("200", "1000").unwrap())).await;
    assert_eq!(code(&fast), (Status::Critical, Some("threshold-crossed")), "{fast}");
    assert!(fast.plugin_output().contains("offset=3000") || fast.plugin_output().contains("offset=299"), "{fast}");
    let far = result(quick(server(0, |_| {}).await).stratum(Thresholds::parse("1", "3").unwrap())).await;
    assert_eq!(code(&far), (Status::Warning, Some("threshold-crossed")), "{far}");
}

#[tokio::test]
async fn what_is_wrong_has_a_cause_of_its_own() {
    let failed = (Status::Critical, Some("service-failed"));
    let unset = result(quick(server(0, |answer| answer[0] = 0xe4).await)).await;
    assert_eq!(unset.cause, Some(Cause::ServiceFailed { reason: "its clock is not synchronised".into() }));
    assert_eq!(code(&result(quick(server(0, |answer| answer[1] = 16).await)).await), failed);
    let kiss = |answer: &mut Vec<u8>| {
        answer[1] = 0;
        answer[12..16].copy_from_slice(b"RATE");
    };
    let kissed = result(quick(server(0, kiss).await)).await;
    let reason = "kiss-o'-death RATE: it wants to be asked less often".to_string();
    assert_eq!(kissed.cause, Some(Cause::ServiceFailed { reason }));
    let timeless = result(quick(server(0, |answer| answer[40..].fill(0)).await)).await;
    assert_eq!(code(&timeless), (Status::Critical, Some("protocol")), "{timeless}");
    let port = UdpSocket::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    assert_eq!(result(quick(port)).await.cause, Some(Cause::Refused));
}

#[tokio::test]
async fn answers_to_other_requests_are_not_believed() {
    let changes: [fn(&mut Vec<u8>); 4] =
        [|answer| answer[30] ^= 1, |answer| answer[0] = 0x23, |answer| answer.truncate(47), |answer| answer.clear()];
    for change in changes {
        let seen = result(quick(server(0, change).await)).await;
        assert_eq!(seen.cause, Some(Cause::TimedOut { phase: Phase::FirstByte, after_ms: 300 }));
    }
    let longer = result(quick(server(0, |answer| answer.extend_from_slice(&[0; 900])).await)).await;
    assert_eq!(code(&longer), (Status::Ok, None), "{longer}");
}

#[test]
fn a_proxy_is_an_error() {
    let error = check::ntp("h").proxy(Proxy::protocol()).spec().unwrap_err().to_string();
    assert!(error.contains("UDP"), "{error}");
}
