use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::connect::{Stream, stream_cause};
use super::dial::{Dial, Said, Stop};
use super::meter::{Meter, Metered};
use super::{Budget, ProbeOptions, starttls};
use crate::check::{Cause, Phase, TcpCheck, TcpObservation, Timing};
use crate::error::Result;

/// One connection: greeting and dialogue where the spec asks for them.
pub(super) async fn observe(check: &TcpCheck, options: &ProbeOptions) -> Result<TcpObservation> {
    let (host, port) = check.host_and_port()?;
    let mut seen = TcpObservation::default();
    let mut dial = Dial::start(options, &check.connection, &check.tls_rules);
    let outcome = match connected(check, &host, port, &mut dial).await {
        Ok(stream) => {
            dialogue(check, dial.budget, stream, &mut dial.attempt.timing, &mut seen).await.map_err(Stop::from)
        }
        Err(stop) => Err(stop),
    };
    seen.attempt = dial.end(outcome);
    Ok(seen)
}

/// The stream to speak over, with TLS where the spec asks for it.
async fn connected(check: &TcpCheck, host: &str, port: u16, dial: &mut Dial<'_>) -> Said<Stream> {
    let Some(protocol) = check.starttls else { return dial.connect(host, port, check.tls.then_some(&[])).await };
    let stream = dial.connect(host, port, None).await?;
    let stream = starttls::agree(protocol, host, stream, dial).await?;
    dial.secure(stream, host, &[]).await
}

async fn dialogue(
    check: &TcpCheck,
    budget: Budget,
    stream: Stream,
    timing: &mut Timing,
    seen: &mut TcpObservation,
) -> Result<(), Cause> {
    let meter = Meter::start();
    let mut stream = meter.wrap(stream);
    if let Some(text) = &check.send {
        let sending = async {
            stream.write_all(text.as_bytes()).await?;
            stream.flush().await
        };
        budget.wait(Phase::Send, sending).await?.map_err(|error| stream_cause(&error, Phase::Send))?;
    }
    let Some(expected) = &check.expect else {
        meter.fill(timing, false);
        return Ok(());
    };
    let mut bytes = Vec::new();
    let read = budget.wait(Phase::FirstByte, read_until(expected, check.max_bytes, &mut stream, &mut bytes)).await;
    meter.fill(timing, read.is_ok());
    seen.bytes = bytes.len() as u64;
    seen.received = String::from_utf8_lossy(&bytes).into_owned();
    match read {
        Ok(Ok(Ended::AtLimit)) => seen.truncated = true,
        Ok(Ok(Ended::Found | Ended::Closed)) if !bytes.is_empty() => {}
        Ok(Ok(_)) => return Err(Cause::Closed { phase: Phase::FirstByte }),
        // What came before the end is judged by its text.
        Ok(Err(error)) if bytes.is_empty() => return Err(stream_cause(&error, Phase::FirstByte)),
        Err(late) if bytes.is_empty() => return Err(late),
        Ok(Err(_)) | Err(_) => {}
    }
    Ok(())
}

enum Ended {
    Found,
    Closed,
    AtLimit,
}

async fn read_until(
    expected: &str,
    limit: u64,
    stream: &mut Metered<Stream>,
    bytes: &mut Vec<u8>,
) -> std::io::Result<Ended> {
    let expected = expected.as_bytes();
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut buffer = [0; 4096];
    loop {
        let room = limit.saturating_sub(bytes.len()).min(buffer.len());
        let Some(space) = buffer.get_mut(..room).filter(|space| !space.is_empty()) else {
            return Ok(Ended::AtLimit);
        };
        let count = stream.read(space).await?;
        if count == 0 {
            return Ok(Ended::Closed);
        }
        // Only the new bytes, and as many before them as the text may begin in, can hold the text.
        let from = bytes.len().saturating_sub(expected.len());
        bytes.extend_from_slice(space.get(..count).unwrap_or_default());
        let fresh = bytes.get(from..).unwrap_or_default();
        if fresh.windows(expected.len().max(1)).any(|window| window == expected) {
            return Ok(Ended::Found);
        }
    }
}
