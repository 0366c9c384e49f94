//! Replies of three digits and a text, as SMTP and FTP have them.

use super::lines::Talk;
use crate::check::Cause;

/// Lines of one answer at most.
const MAX_LINES: usize = 128;

/// A reply: its code and the text of its lines.
#[derive(Debug)]
pub(super) struct Reply {
    pub code: u16,
    pub lines: Vec<String>,
}

impl Reply {
    pub(super) fn text(&self) -> String {
        self.lines.join(" ")
    }

    /// `535 5.7.8 Authentication failed`
    pub(super) fn shown(&self) -> String {
        let text: String = self.text().chars().filter(|letter| !letter.is_control()).take(200).collect();
        format!("{} {text}", self.code).trim_end().to_string()
    }

    pub(super) fn expect(&self, code: u16) -> Result<(), Cause> {
        if self.code == code { Ok(()) } else { Err(self.failure(code)) }
    }

    /// What it means that not `wanted` came.
    pub(super) fn failure(&self, wanted: u16) -> Cause {
        match self.code {
            // Temporarily or for good: the service itself says no.
            400..=499 | 554 | 521 => Cause::ServiceFailed { reason: self.shown() },
            _ => Cause::UnexpectedAnswer { expected: wanted.to_string(), found: self.shown() },
        }
    }
}

pub(super) async fn say(talk: &mut Talk, line: &str) -> Result<Reply, Cause> {
    talk.say(line).await?;
    reply(talk).await
}

/// A reply of one line or more: `250-first`, `250 last` (RFC 5321 §4.2.1, RFC 959 §4.2).
pub(super) async fn reply(talk: &mut Talk) -> Result<Reply, Cause> {
    let mut lines = Vec::new();
    let mut code = None;
    loop {
        let line = talk.line().await?;
        let strange = || {
            let shown: String = line.chars().filter(|letter| !letter.is_control()).take(80).collect();
            Cause::Protocol { reason: format!("{shown:?} is no reply of three digits") }
        };
        let digits = line.get(..3).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
        let number = digits.and_then(|digits| digits.parse::<u16>().ok());
        match (number, code) {
            (None, None) => return Err(strange()),
            // FTP lets lines between the first and the last begin as they like.
            (None, Some(_)) => lines.push(line.clone()),
            (Some(number), _) => {
                let goes_on = line.as_bytes().get(3) == Some(&b'-');
                let is_last = !goes_on && code.is_none_or(|code| code == number);
                code.get_or_insert(number);
                lines.push(line.get(4..).unwrap_or_default().to_string());
                if is_last {
                    return Ok(Reply { code: number, lines });
                }
            }
        }
        if lines.len() > MAX_LINES {
            return Err(Cause::Protocol { reason: format!("an answer has more than {MAX_LINES} lines") });
        }
    }
}
