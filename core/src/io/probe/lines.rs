//! A lock-step dialogue: say something, read what is answered, never more than so many bytes, never longer than the attempt may take.

use std::io;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::Budget;
use super::connect::{Stream, stream_cause};
use super::meter::{Meter, Metered};
use crate::check::{Cause, Phase, Timing};

/// A line is not longer.
const MAX_LINE: usize = 8 * 1024;

/// A conversation over a stream.
#[derive(Debug)]
pub(super) struct Talk {
    stream: Metered<Stream>,
    meter: Meter,
    budget: Budget,
    /// What came and was not read yet.
    ahead: Vec<u8>,
    /// Bytes that may still come.
    left: usize,
    limit: usize,
}

impl Talk {
    /// Begins; at most `limit` bytes are read in all.
    pub(super) fn new(stream: Stream, budget: Budget, limit: usize) -> Self {
        let meter = Meter::start();
        Self { stream: meter.wrap(stream), meter, budget, ahead: Vec::new(), left: limit, limit }
    }

    /// Sends `bytes`.
    pub(super) async fn send(&mut self, bytes: &[u8]) -> Result<(), Cause> {
        let sending = async {
            self.stream.write_all(bytes).await?;
            self.stream.flush().await
        };
        self.budget.wait(Phase::Send, sending).await?.map_err(|error| stream_cause(&error, Phase::Send))
    }

    /// Sends a line.
    pub(super) async fn say(&mut self, line: &str) -> Result<(), Cause> {
        self.send(format!("{line}\r\n").as_bytes()).await
    }

    /// The next line without its end; bytes that are no UTF-8 are replaced.
    pub(super) async fn line(&mut self) -> Result<String, Cause> {
        let mut from = 0;
        loop {
            if let Some(found) = self.ahead.iter().skip(from).position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.ahead.drain(..=from + found).collect();
                let line = line.strip_suffix(b"\n").unwrap_or(&line);
                return Ok(String::from_utf8_lossy(line.strip_suffix(b"\r").unwrap_or(line)).into_owned());
            }
            from = self.ahead.len();
            if from > MAX_LINE {
                return Err(Cause::Protocol { reason: format!("a line is longer than {MAX_LINE} bytes") });
            }
            self.more().await?;
        }
    }

    /// The next `count` bytes.
    pub(super) async fn bytes(&mut self, count: usize) -> Result<Vec<u8>, Cause> {
        if count > self.left.saturating_add(self.ahead.len()) {
            return Err(self.too_long());
        }
        while self.ahead.len() < count {
            self.more().await?;
        }
        Ok(self.ahead.drain(..count).collect())
    }

    /// What comes next, at least one byte.
    pub(super) async fn some(&mut self) -> Result<Vec<u8>, Cause> {
        if self.ahead.is_empty() {
            self.more().await?;
        }
        Ok(std::mem::take(&mut self.ahead))
    }

    /// Whether bytes came that nobody read.
    pub(super) fn has_more(&self) -> bool {
        !self.ahead.is_empty()
    }

    /// The stream, for TLS.
    ///
    /// What came before the handshake was not protected and must not count (CVE-2011-0411).
    pub(super) fn into_stream(self) -> Result<Stream, Cause> {
        if self.has_more() {
            return Err(Cause::Protocol { reason: "it goes on in plain text after it agreed to TLS".to_string() });
        }
        Ok(self.stream.into_inner())
    }

    /// Writes the parts since the start into `timing`.
    pub(super) fn fill(&self, timing: &mut Timing) {
        self.meter.fill(timing, true);
    }

    async fn more(&mut self) -> Result<(), Cause> {
        let phase = if self.meter.has_first_byte() { Phase::Transfer } else { Phase::FirstByte };
        let mut buffer = [0; 4096];
        let room = self.left.min(buffer.len());
        let Some(space) = buffer.get_mut(..room).filter(|space| !space.is_empty()) else {
            return Err(self.too_long());
        };
        let read: io::Result<usize> = self.budget.wait(phase, self.stream.read(space)).await?;
        match read.map_err(|error| stream_cause(&error, phase))? {
            0 => Err(Cause::Closed { phase }),
            count => {
                self.ahead.extend_from_slice(space.get(..count).unwrap_or_default());
                self.left -= count;
                Ok(())
            }
        }
    }

    fn too_long(&self) -> Cause {
        Cause::AnswerTooLong { limit: self.limit as u64 }
    }
}

/// At most `most` letters of what was said, without control characters.
pub(super) fn shown(text: &str, most: usize) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(most).collect()
}
