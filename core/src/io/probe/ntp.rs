//! RFC 5905: one request of a client, and the answer to it.

use std::net::Ipv4Addr;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use super::ProbeOptions;
use super::connect::datagram_cause;
use super::dial::{Dial, Said};
use super::ms;
use crate::check::{Cause, NtpCheck, NtpObservation, Phase, TlsRules};
use crate::error::Result;

/// Without extensions (RFC 5905 §7.3).
const HEADER: usize = 48;
/// Leap indicator 0, version 4, mode 3: a client.
const CLIENT: u8 = 0x23;
const MODE_SERVER: u8 = 4;
/// Seconds from 1900, where NTP's first era begins, to 1970.
const EPOCH: u64 = 2_208_988_800;

pub(super) async fn observe(check: &NtpCheck, options: &ProbeOptions) -> Result<NtpObservation> {
    let (host, port) = check.host_and_port()?;
    let mut seen = NtpObservation::default();
    let rules = TlsRules::default();
    let mut dial = Dial::start(options, &check.connection, &rules);
    let outcome = ask(&host, port, &mut dial, &mut seen).await;
    seen.attempt = dial.end(outcome);
    Ok(seen)
}

async fn ask(host: &str, port: u16, dial: &mut Dial<'_>, seen: &mut NtpObservation) -> Said<()> {
    let socket = dial.udp(host, port).await?;
    // What comes back as the origin need not be a time; a number that nobody can guess proves that the answer is one to us.
    let mut nonce = [0; 8];
    getrandom::fill(&mut nonce).map_err(|error| Cause::Local { reason: error.to_string() })?;
    let mut request = [0; HEADER];
    request[0] = CLIENT;
    request[40..].copy_from_slice(&nonce);
    let (sent, started) = (now(), Instant::now());
    dial.budget.wait(Phase::Send, socket.send(&request)).await?.map_err(|error| datagram_cause(&error, Phase::Send))?;
    let send_time = started.elapsed();
    dial.attempt.timing.send_ms = Some(ms(send_time));
    let mut buffer = [0; 1024];
    loop {
        let length = dial
            .budget
            .wait(Phase::FirstByte, socket.recv(&mut buffer))
            .await?
            .map_err(|error| datagram_cause(&error, Phase::FirstByte))?;
        let elapsed = started.elapsed();
        let answer = buffer.get(..length).and_then(|bytes| bytes.first_chunk::<HEADER>());
        // What is no answer to this request may be anybody's.
        let Some(answer) = answer.filter(|bytes| bytes[24..32] == nonce && bytes[0] & 7 == MODE_SERVER) else {
            continue;
        };
        dial.attempt.timing.first_byte_ms = Some(ms(elapsed.saturating_sub(send_time)));
        // The clock may be set while we wait; the time waited is measured without it.
        let received = sent.wrapping_add(fixed(elapsed.as_nanos()));
        return Ok(read(answer, sent, received, seen)?);
    }
}

/// Takes an answer apart (RFC 5905 §7.3), of a request sent and an answer received at these times of our clock.
fn read(answer: &[u8; HEADER], sent: u64, received: u64, seen: &mut NtpObservation) -> Result<(), Cause> {
    let timestamp = |at: usize| answer[at..at + 8].iter().fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    let reference = [answer[12], answer[13], answer[14], answer[15]];
    let letters = || reference.iter().filter(|byte| byte.is_ascii_graphic()).map(|byte| char::from(*byte)).collect();
    let stratum = answer[1];
    if stratum == 0 {
        // A kiss-o'-death (§7.4).
        let code: String = letters();
        let meaning = match code.as_str() {
            "RATE" => ": it wants to be asked less often",
            "DENY" | "RSTR" => ": it does not serve this host",
            "INIT" | "STEP" => ": its clock is not yet set",
            _ => "",
        };
        return Err(Cause::ServiceFailed { reason: format!("kiss-o'-death {code}{meaning}") });
    }
    let (arrived, left) = (timestamp(32), timestamp(40));
    seen.leap = answer[0] >> 6;
    seen.stratum = Some(stratum);
    seen.reference = if stratum == 1 { letters() } else { Ipv4Addr::from(reference).to_string() };
    let dispersion = u32::from_be_bytes([answer[8], answer[9], answer[10], answer[11]]);
    seen.root_dispersion_ms = Some(f64::from(dispersion) / 65_536.0 * 1000.0);
    if left == 0 || arrived == 0 {
        // One that is not synchronised need not know the time.
        let is_good = seen.leap == 3 || stratum >= 16;
        return if is_good { Ok(()) } else { Err(Cause::Protocol { reason: "its answer holds no time".to_string() }) };
    }
    // Differences of unsigned times are right across the end of an era too (§6).
    let difference = |later: u64, earlier: u64| (later.wrapping_sub(earlier) as i64) as f64 / 4_294_967_296.0 * 1000.0;
    seen.offset_ms = Some((difference(arrived, sent) + difference(left, received)) / 2.0);
    seen.delay_ms = Some((difference(received, sent) - difference(left, arrived)).max(0.0));
    Ok(())
}

/// Our clock in the format of NTP: 32 bits of seconds since 1900, 32 of their fraction.
fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    fixed(since.as_nanos()).wrapping_add(EPOCH << 32)
}

/// Nanoseconds in units of 2^-32 s; whole eras fall away.
#[allow(clippy::cast_possible_truncation)] // that is what an era is
fn fixed(nanos: u128) -> u64 {
    ((nanos << 32) / 1_000_000_000) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An answer of a server that got it at `arrived` and sent its own at `left`, in seconds.
    fn answer(arrived: f64, left: f64) -> [u8; HEADER] {
        let mut bytes = [0; HEADER];
        (bytes[0], bytes[1]) = (0x24, 2);
        bytes[12..16].copy_from_slice(&[192, 0, 2, 1]);
        bytes[32..40].copy_from_slice(&seconds(arrived).to_be_bytes());
        bytes[40..].copy_from_slice(&seconds(left).to_be_bytes());
        bytes
    }

    #[allow(clippy::cast_possible_truncation)] // whole eras fall away
    fn seconds(at: f64) -> u64 {
        ((at * 4_294_967_296.0) as i128) as u64
    }

    #[test]
    fn offset_and_delay_follow_from_four_times() {
        let mut seen = NtpObservation::default();
        read(&answer(101.25, 101.5), seconds(100.0), seconds(101.25), &mut seen).unwrap();
        assert_eq!((seen.offset_ms, seen.delay_ms), (Some(750.0), Some(1000.0)));
        assert_eq!((seen.stratum, seen.reference.as_str()), (Some(2), "192.0.2.1"));
        // The server is in the next era already, we are half a second before its beginning.
        read(&answer(0.25, 0.25), seconds(-0.5), seconds(-0.5), &mut seen).unwrap();
        assert_eq!(seen.offset_ms, Some(750.0));
    }

    #[test]
    fn our_clock_counts_from_1900() {
        assert_eq!(fixed(1_500_000_000), 3 << 31);
        assert!(now() >> 32 > 3_900_000_000 || now() >> 32 < 1_000_000_000);
    }
}
