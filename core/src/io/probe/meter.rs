//! A stream that notes when bytes go and come.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Instant;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::ms;
use crate::check::Timing;

/// When the first bytes came and the last went.
#[derive(Clone, Debug)]
pub(super) struct Meter {
    started: Instant,
    marks: Arc<Mutex<Marks>>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Marks {
    sent: Option<Instant>,
    first: Option<Instant>,
}

impl Meter {
    pub(super) fn start() -> Self {
        Self { started: Instant::now(), marks: Arc::default() }
    }

    pub(super) fn wrap<S>(&self, stream: S) -> Metered<S> {
        Metered { stream, meter: self.clone() }
    }

    /// Whether anything came.
    pub(super) fn has_first_byte(&self) -> bool {
        self.marks().first.is_some()
    }

    /// Writes the parts since the start into `timing`; `done` where the answer ended well.
    pub(super) fn fill(&self, timing: &mut Timing, done: bool) {
        let marks = *self.marks();
        timing.send_ms = marks.sent.map(|sent| ms(sent.saturating_duration_since(self.started)));
        timing.first_byte_ms =
            marks.first.map(|first| ms(first.saturating_duration_since(marks.sent.unwrap_or(self.started))));
        timing.transfer_ms = marks.first.filter(|_| done).map(|first| ms(first.elapsed()));
    }

    fn marks(&self) -> std::sync::MutexGuard<'_, Marks> {
        // Marks are plain instants: a panic elsewhere cannot leave them half written.
        self.marks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A stream under a [`Meter`].
#[derive(Debug)]
pub(super) struct Metered<S> {
    stream: S,
    meter: Meter,
}

impl<S> Metered<S> {
    pub(super) fn into_inner(self) -> S {
        self.stream
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Metered<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        let polled = Pin::new(&mut this.stream).poll_read(cx, buffer);
        if buffer.filled().len() > before {
            let mut marks = this.meter.marks();
            marks.first.get_or_insert_with(Instant::now);
        }
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Metered<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let polled = Pin::new(&mut this.stream).poll_write(cx, bytes);
        if let Poll::Ready(Ok(1..)) = polled {
            let mut marks = this.meter.marks();
            if marks.first.is_none() {
                marks.sent = Some(Instant::now());
            }
        }
        polled
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}
