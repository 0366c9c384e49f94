//! SNMPv3: what 10,000 devices with one credential cost before the first request, and what a request costs.
//!
//! `cargo bench --bench usm` prints the table of docs/snmp.md; one core, medians of five rounds.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::disallowed_methods)] // a program, and it reads the clock

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use netwarden::value::{Moment, Oid, TimeTicks, Value, VarBind};
use netwarden::wire::usm::{
    AuthProtocol, Authority, EngineClock, KeyExtension, Opened, PrivacyProtocol, UsmSession, UsmUser,
};
use netwarden::wire::{ErrorStatus, Pdu, Request, Response};

const DEVICES: u32 = 10_000;

fn main() {
    println!("the keys of one user, once per credential:");
    for auth in AuthProtocol::ALL {
        let spent = median(|| drop(black_box(user(auth, None))));
        println!("  {auth:8} {:6.2} ms", spent.as_secs_f64() * 1e3);
    }
    println!("{DEVICES} devices with one credential localise in; then one request and its answer, sealed and opened:");
    let aes = Some(PrivacyProtocol::Aes128);
    let cases: [(AuthProtocol, Option<PrivacyProtocol>); 12] = [
        (AuthProtocol::Md5, None),
        (AuthProtocol::Sha1, None),
        (AuthProtocol::Sha256, None),
        (AuthProtocol::Sha512, None),
        (AuthProtocol::Md5, Some(PrivacyProtocol::Des)),
        (AuthProtocol::Sha1, Some(PrivacyProtocol::TripleDes)),
        (AuthProtocol::Sha1, aes),
        (AuthProtocol::Sha256, aes),
        (AuthProtocol::Sha256, Some(PrivacyProtocol::Aes256(KeyExtension::Either))),
        (AuthProtocol::Sha512, Some(PrivacyProtocol::Aes256(KeyExtension::Either))),
        (AuthProtocol::Sha1, Some(PrivacyProtocol::Aes256(KeyExtension::Blumenthal))),
        (AuthProtocol::Sha1, Some(PrivacyProtocol::Aes256(KeyExtension::Reeder))),
    ];
    for (auth, privacy) in cases {
        let user = Arc::new(user(auth, privacy));
        let level = match privacy {
            Some(cipher) => format!("{auth}, {cipher}"),
            None => format!("{auth}"),
        };
        // Reeder's extension hashes a mebibyte for each device: a hundredth of them is enough to tell.
        let slow = matches!(privacy, Some(PrivacyProtocol::TripleDes | PrivacyProtocol::Aes256(KeyExtension::Reeder)))
            && auth.key_len() < 32;
        let devices = if slow { DEVICES / 100 } else { DEVICES };
        let localise = median(|| (0..devices).for_each(|device| drop(black_box(user.localize(&engine_id(device))))));
        let localise = localise * (DEVICES / devices);
        let (seal, open) = request(&user);
        println!(
            "  {level:18} {:9.1} ms  ·  seal {:5.2} µs, open {:5.2} µs: {:7.0} requests/s",
            localise.as_secs_f64() * 1e3,
            seal * 1e6,
            open * 1e6,
            1.0 / (seal + open)
        );
    }
}

fn user(auth: AuthProtocol, privacy: Option<PrivacyProtocol>) -> UsmUser {
    let user = UsmUser::new("monitor").unwrap().authentication(auth, "maplesyrup").unwrap();
    match privacy {
        Some(cipher) => user.privacy(cipher, "wood-and-water").unwrap(),
        None => user,
    }
}

fn engine_id(device: u32) -> [u8; 9] {
    let [a, b, c, d] = device.to_be_bytes();
    [0x80, 0, 0x7e, 0xd9, 5, a, b, c, d]
}

fn median(mut work: impl FnMut()) -> Duration {
    let mut rounds: Vec<Duration> = (0..5)
        .map(|_| {
            let started = Instant::now();
            work();
            started.elapsed()
        })
        .collect();
    rounds.sort();
    rounds[2]
}

/// Seconds to seal a GET of one variable, and to open its answer.
fn request(user: &Arc<UsmUser>) -> (f64, f64) {
    const REQUESTS: i32 = 2_000;
    let now = Moment::from_secs(100);
    let name = Oid::new(&[1, 3, 6, 1, 2, 1, 1, 3, 0]);
    let get = Pdu::Get(Request { id: 7, varbinds: vec![VarBind::new(name.clone(), Value::Null)] });
    let varbinds = vec![VarBind::new(name, Value::TimeTicks(TimeTicks(4711)))];
    let response = Pdu::Response(Response { id: 7, status: ErrorStatus::NoError, index: 0, varbinds });
    let clock = EngineClock { boots: 3, time: 100, received: now };
    let mut agent = Authority::new(engine_id(1), clock, 1).unwrap().user(Arc::clone(user));
    let mut session = UsmSession::new(Arc::clone(user), 2);
    let probe = session.seal(&get, b"", 0, now).unwrap();
    let report = agent.open(&probe.datagram, now).unwrap_err().report.unwrap();
    assert_eq!(session.open(&report, now), Ok(Opened::SealAgain));
    let (mut sealing, mut opening) = (Vec::new(), Vec::new());
    for round in 0..5 {
        let (mut seal, mut open) = (Duration::ZERO, Duration::ZERO);
        for id in 1..=REQUESTS {
            let id = round * REQUESTS + id;
            let started = Instant::now();
            let sealed = session.seal(&get, b"", id, now).unwrap();
            seal += started.elapsed();
            let incoming = agent.open(&sealed.datagram, now).unwrap();
            let answer = agent.respond(&incoming, &response, now).unwrap();
            let started = Instant::now();
            let opened = session.open(&answer, now);
            open += started.elapsed();
            assert!(matches!(opened, Ok(Opened::Response(_))));
        }
        sealing.push(seal.as_secs_f64() / f64::from(REQUESTS));
        opening.push(open.as_secs_f64() / f64::from(REQUESTS));
    }
    sealing.sort_by(f64::total_cmp);
    opening.sort_by(f64::total_cmp);
    (sealing[2], opening[2])
}
