//! NTP: Debian's `chrony`, which leaves the clock of this host alone (`-x`).

use std::net::UdpSocket;
use std::time::Duration;

use netwarden::check::{self, Thresholds};
use netwarden::io::probe::ProbeOptions;

use super::server::{Server, Setup};
use super::{fact, result, verdict};

fn chronyd(more: &str) -> Server {
    let setup = Setup::new();
    let (port, pid) = (setup.port, setup.path("pid"));
    let text = format!("port {port}\nbindaddress 127.0.0.1\nallow 127.0.0.1\ncmdport 0\npidfile {pid}\n{more}\n");
    let file = setup.write("chrony.conf", &text);
    let answers = move || {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
        let mut request = [0; 48];
        request[0] = 0x23;
        socket.send_to(&request, ("127.0.0.1", port)).is_ok() && socket.recv(&mut [0; 64]).is_ok()
    };
    setup.start_until("chronyd", &["-x", "-d", "-u", "root", "-f", &file], answers)
}

#[tokio::test]
async fn a_server_tells_the_time_of_this_host() {
    let server = chronyd("local stratum 5");
    let options = ProbeOptions::new();
    let check = check::ntp(server.target()).offset(Thresholds::parse("100", "1000").unwrap());
    let good = result(check.clone().stratum(Thresholds::parse("5", "9").unwrap()), &options).await;
    assert_eq!(verdict(&good), "ok", "{good}");
    assert_eq!(fact(&good, "stratum"), "5");
    let far = result(check.stratum(Thresholds::parse("2", "9").unwrap()), &options).await;
    assert_eq!(verdict(&far), "warning threshold-crossed", "{far}");
    let target = server.stop();
    assert_eq!(verdict(&result(check::ntp(target), &options).await), "critical refused");
}

#[tokio::test]
async fn a_clock_that_is_not_synchronised_is_critical() {
    let server = chronyd("");
    let unset = result(check::ntp(server.target()), &ProbeOptions::new()).await;
    assert_eq!(verdict(&unset), "critical service-failed", "{unset}");
}
