//! One datagram, and the first that comes back.

use std::time::Instant;

use super::ProbeOptions;
use super::connect::datagram_cause;
use super::dial::{Dial, Said};
use super::ms;
use crate::check::octets::to_hex;
use crate::check::{Phase, TlsRules, UdpCheck, UdpObservation};
use crate::error::Result;

/// A datagram is not longer.
const MAX_BYTES: usize = 65_535;

pub(super) async fn observe(check: &UdpCheck, options: &ProbeOptions) -> Result<UdpObservation> {
    let (host, port) = check.host_and_port()?;
    let datagram = check.datagram()?;
    let mut seen = UdpObservation::default();
    let rules = TlsRules::default();
    let mut dial = Dial::start(options, &check.connection, &rules);
    let outcome =
        ask(&host, port, &datagram, &mut dial, &mut seen).await.map_err(|stop| stop.or_silent(check.awaits()));
    seen.attempt = dial.end(outcome);
    Ok(seen)
}

async fn ask(host: &str, port: u16, datagram: &[u8], dial: &mut Dial<'_>, seen: &mut UdpObservation) -> Said<()> {
    let socket = dial.udp(host, port).await?;
    let started = Instant::now();
    dial.budget.wait(Phase::Send, socket.send(datagram)).await?.map_err(|error| datagram_cause(&error, Phase::Send))?;
    let sent = started.elapsed();
    dial.attempt.timing.send_ms = Some(ms(sent));
    let mut buffer = vec![0; MAX_BYTES];
    let length = dial
        .budget
        .wait(Phase::FirstByte, socket.recv(&mut buffer))
        .await?
        .map_err(|error| datagram_cause(&error, Phase::FirstByte))?;
    dial.attempt.timing.first_byte_ms = Some(ms(started.elapsed().saturating_sub(sent)));
    seen.answer_hex = Some(to_hex(buffer.get(..length).unwrap_or_default()));
    Ok(())
}
