//! RFC 854, with every option declined (RFC 855), and a login by prompts.

use zeroize::Zeroizing;

use super::ProbeOptions;
use super::dial::{Dial, Said};
use super::lines::{Talk, shown};
use crate::check::octets::contains;
use crate::check::{Cause, TelnetCheck, TelnetObservation};
use crate::error::Result;

/// Bytes of all that is read at most.
const MAX_BYTES: usize = 64 * 1024;
const SE: u8 = 240;
const SB: u8 = 250;
const WILL: u8 = 251;
const WONT: u8 = 252;
const DO: u8 = 253;
const DONT: u8 = 254;
const IAC: u8 = 255;

pub(super) async fn observe(check: &TelnetCheck, options: &ProbeOptions) -> Result<TelnetObservation> {
    let (host, port) = check.host_and_port()?;
    let mut seen = TelnetObservation::default();
    let mut dial = Dial::start(options, &check.connection, &check.tls_rules);
    let outcome = converse(check, &host, port, &mut dial, &mut seen).await;
    seen.attempt = dial.end(outcome);
    Ok(seen)
}

async fn converse(
    check: &TelnetCheck,
    host: &str,
    port: u16,
    dial: &mut Dial<'_>,
    seen: &mut TelnetObservation,
) -> Said<()> {
    let tls: Option<&[&[u8]]> = check.tls.then_some(&[]);
    let stream = dial.connect(host, port, tls).await?;
    let mut terminal = Terminal { talk: Talk::new(stream, dial.budget, MAX_BYTES), reader: Reader::default() };
    let login = check.user.as_deref().zip(check.password.as_ref());
    let first = match (&check.expect, login, &check.prompt) {
        (_, Some(_), _) => Some(check.login_prompt.as_str()),
        (Some(expected), None, _) => Some(expected.as_str()),
        (None, None, prompt) => prompt.as_deref(),
    };
    let outcome = terminal.until(&[first]).await;
    terminal.talk.fill(&mut dial.attempt.timing);
    seen.options.clone_from(&terminal.reader.options);
    let first_said = terminal.said();
    seen.greeting = shown(&first_said, 2000);
    match outcome {
        // What was said is judged by its text.
        Err(Cause::Closed { .. } | Cause::TimedOut { .. }) if login.is_none() && !seen.greeting.trim().is_empty() => {
            return missing(check, &first_said, seen);
        }
        other => other?,
    };
    let Some((user, password)) = login else { return missing(check, &first_said, seen) };
    dial.may_log_in()?;
    let password = dial.options.reveal_line(password)?;
    terminal.say(user).await?;
    terminal.until(&[Some(&check.password_prompt)]).await?;
    terminal.forget();
    terminal.say(password).await?;
    let prompt = check.prompt.as_deref();
    let outcome = terminal.until(&[prompt, Some(&check.login_prompt), Some("ncorrect"), Some("denied")]).await;
    let found = match outcome {
        Ok(found) => found,
        // Many servers say nothing but the end of the connection.
        Err(Cause::Closed { .. }) => 1,
        Err(cause) => return Err(cause.into()),
    };
    seen.logged_in = Some(found == 0);
    if found == 0 {
        seen.prompted = Some(true);
        return Ok(());
    }
    let said = terminal.said().replace(password, "…");
    let reason = said.lines().map(|line| shown(line, 80)).find(|line| !line.trim().is_empty());
    Err(Cause::LoginRefused { reason: reason.unwrap_or_else(|| "it closed the connection".to_string()) }.into())
}

/// Where nobody logs in: whether the prompt is there.
fn missing(check: &TelnetCheck, said: &str, seen: &mut TelnetObservation) -> Said<()> {
    let Some(prompt) = &check.prompt else { return Ok(()) };
    seen.prompted = Some(said.contains(prompt));
    if seen.prompted == Some(true) { Ok(()) } else { Err(Cause::KeywordMissing { keyword: prompt.clone() }.into()) }
}

/// A conversation in which the commands of the protocol are answered and taken out.
struct Terminal {
    talk: Talk,
    reader: Reader,
}

impl Terminal {
    /// Reads until one of `texts` came, or, where the first is none, until anything visible did; says which.
    async fn until(&mut self, texts: &[Option<&str>]) -> std::result::Result<usize, Cause> {
        loop {
            let said = &self.reader.text;
            let found = texts.iter().position(|text| match text {
                Some(text) => contains(said, text.as_bytes()),
                None => said.iter().any(u8::is_ascii_graphic),
            });
            if let Some(found) = found {
                return Ok(found);
            }
            let bytes = self.talk.some().await?;
            let answer = self.reader.read(&bytes);
            if !answer.is_empty() {
                self.talk.send(&answer).await?;
            }
        }
    }

    /// What was said since it was last asked.
    fn said(&mut self) -> String {
        String::from_utf8_lossy(&std::mem::take(&mut self.reader.text)).into_owned()
    }

    fn forget(&mut self) {
        self.reader.text.clear();
    }

    async fn say(&mut self, line: &str) -> std::result::Result<(), Cause> {
        self.forget();
        // An octet of 255 is not in UTF-8, so that nothing needs to be doubled.
        self.talk.send(&Zeroizing::new(format!("{line}\r\n").into_bytes())).await
    }
}

/// Takes the commands of Telnet out of what comes, and declines what they ask for.
#[derive(Debug, Default)]
struct Reader {
    state: State,
    text: Vec<u8>,
    /// Every option named, once.
    options: Vec<u8>,
    /// What was said already: each option is declined once, so that two who decline do not go on for ever (RFC 1143).
    declined: Vec<(u8, u8)>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum State {
    #[default]
    Text,
    Command,
    Option(u8),
    Within,
    WithinCommand,
}

impl Reader {
    /// Reads `bytes`; returns what to answer.
    fn read(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut answer = Vec::new();
        for &byte in bytes {
            self.state = match (self.state, byte) {
                (State::Text, IAC) => State::Command,
                (State::Text, _) => {
                    // A carriage return alone is followed by a NUL (RFC 854).
                    if byte != 0 {
                        self.text.push(byte);
                    }
                    State::Text
                }
                (State::Command, IAC) => {
                    self.text.push(IAC);
                    State::Text
                }
                (State::Command, SB) => State::Within,
                (State::Command, WILL | WONT | DO | DONT) => State::Option(byte),
                (State::Command, _) => State::Text,
                (State::Option(command), option) => {
                    self.decline(command, option, &mut answer);
                    State::Text
                }
                (State::Within, IAC) => State::WithinCommand,
                (State::WithinCommand, SE) => State::Text,
                (State::Within | State::WithinCommand, _) => State::Within,
            };
        }
        answer
    }

    fn decline(&mut self, command: u8, option: u8, answer: &mut Vec<u8>) {
        if !self.options.contains(&option) {
            self.options.push(option);
        }
        let no = match command {
            DO => WONT,
            WILL => DONT,
            _ => return,
        };
        if !self.declined.contains(&(no, option)) {
            self.declined.push((no, option));
            answer.extend_from_slice(&[IAC, no, option]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_declined_once_and_taken_out() {
        let mut reader = Reader::default();
        // DO TTYPE, WILL ECHO, a sub-negotiation with a doubled 255 in it, NOP, an escaped 255, and WONT, which needs no answer.
        let bytes = [
            IAC, DO, 24, IAC, WILL, 1, b'a', IAC, SB, 24, IAC, IAC, 1, IAC, SE, b'b', IAC, 241, IAC, IAC, IAC, WONT, 3,
        ];
        assert_eq!(reader.read(&bytes), [IAC, WONT, 24, IAC, DONT, 1]);
        assert_eq!(reader.text, [b'a', b'b', 255]);
        assert_eq!(reader.options, [24, 1, 3]);
        assert!(reader.read(&[IAC, DO, 24]).is_empty());
        // Cut anywhere, it is the same.
        let mut slowly = Reader::default();
        let answers: Vec<u8> = bytes.iter().flat_map(|byte| slowly.read(&[*byte])).collect();
        assert_eq!((answers, slowly.text), (vec![IAC, WONT, 24, IAC, DONT, 1], vec![b'a', b'b', 255]));
        // An endless sub-negotiation is no text.
        let mut endless = Reader::default();
        endless.read(&[IAC, SB, 1]);
        endless.read(&[7; 5000]);
        assert!(endless.text.is_empty());
    }
}
