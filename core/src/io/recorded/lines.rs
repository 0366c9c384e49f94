/// One line of a recording.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    /// 1 is the first.
    pub(super) number: u64,
    /// Without its line end, be it LF or CRLF.
    pub(super) text: &'a [u8],
    /// Whether a line end follows.
    pub(super) ended: bool,
}

/// The lines of a recording. A copy looks ahead.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lines<'a> {
    rest: &'a [u8],
    number: u64,
}

impl<'a> Lines<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, number: 0 }
    }

    /// Whether no line is left.
    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The number of the line read last.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    pub(super) fn next(&mut self) -> Option<Line<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        self.number += 1;
        let (text, ended) = match self.rest.iter().position(|byte| *byte == b'\n') {
            Some(at) => {
                let (text, rest) = self.rest.split_at(at);
                self.rest = rest.get(1..).unwrap_or_default();
                (text, true)
            }
            None => (std::mem::take(&mut self.rest), false),
        };
        Some(Line { number: self.number, text: text.strip_suffix(b"\r").unwrap_or(text), ended })
    }
}

/// The start of `bytes` as text for a message: at most 60 characters.
pub(super) fn shown(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes.get(..bytes.len().min(240)).unwrap_or_default());
    let mut short: String = text.chars().take(60).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if text.chars().count() > 60 {
        short.push('…');
    }
    short
}
