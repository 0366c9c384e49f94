//! RFC 9051 and RFC 3501: greeting, `CAPABILITY`, `STARTTLS`, login, `STATUS`.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use zeroize::Zeroizing;

use super::ProbeOptions;
use super::dial::{Dial, Said};
use super::lines::{Talk, shown};
use crate::check::{Cause, ImapCheck, ImapObservation, Secret, TlsMode};
use crate::error::Result;

/// Bytes of all answers at most.
const MAX_BYTES: usize = 256 * 1024;
/// Lines and literals until a command is answered, at most.
const MAX_PARTS: usize = 512;

pub(super) async fn observe(check: &ImapCheck, options: &ProbeOptions) -> Result<ImapObservation> {
    let (host, port) = check.host_and_port()?;
    let mut seen = ImapObservation::default();
    let mut dial = Dial::start(options, &check.connection, &check.tls_rules);
    let outcome = converse(check, &host, port, &mut dial, &mut seen).await;
    seen.attempt = dial.end(outcome);
    Ok(seen)
}

async fn converse(
    check: &ImapCheck,
    host: &str,
    port: u16,
    dial: &mut Dial<'_>,
    seen: &mut ImapObservation,
) -> Said<()> {
    let implicit: Option<&[&[u8]]> = (check.tls == TlsMode::Implicit).then_some(&[]);
    let stream = dial.connect(host, port, implicit).await?;
    let mut session = Session { talk: Talk::new(stream, dial.budget, MAX_BYTES), count: 0 };
    let greeting = session.talk.line().await?;
    session.talk.fill(&mut dial.attempt.timing);
    let is_known = match Line::of(&greeting) {
        Line::Untagged("OK", text) => {
            seen.greeting = shown(text, 400);
            false
        }
        Line::Untagged("PREAUTH", text) => {
            seen.greeting = shown(text, 400);
            true
        }
        Line::Untagged("BYE", text) => return Err(Cause::ServiceFailed { reason: shown(text, 200) }.into()),
        _ => return Err(strange(&greeting, "no greeting of IMAP").into()),
    };
    seen.capabilities = session.capabilities().await?;
    if check.tls == TlsMode::Starttls {
        // One who is known already can no more ask for TLS (RFC 9051 §6.2.1): what was known was not said in private.
        if is_known || !seen.capabilities.iter().any(|word| word.eq_ignore_ascii_case("STARTTLS")) {
            return Err(Cause::StarttlsMissing.into());
        }
        session.ask("STARTTLS").await?.ok("OK")?;
        let stream = dial.secure(session.talk.into_stream()?, host, &[]).await?;
        session.talk = Talk::new(stream, dial.budget, MAX_BYTES);
        seen.capabilities = session.capabilities().await?;
    }
    if let (Some(user), Some(password)) = (&check.user, &check.password) {
        if is_known {
            let expected = "a greeting that lets one log in".to_string();
            return Err(Cause::UnexpectedAnswer { expected, found: shown(&greeting, 200) }.into());
        }
        dial.may_log_in()?;
        let accepted = session.log_in(user, password, &seen.capabilities, dial.options).await?.login();
        seen.logged_in = Some(accepted.is_ok());
        accepted?;
    }
    if let Some(mailbox) = &check.mailbox {
        let name = encoded(mailbox);
        let answer = session.ask(&format!("STATUS {} (MESSAGES)", quoted(&name))).await?;
        answer.ok(&format!("the mailbox {mailbox:?}"))?;
        seen.messages = Some(messages(&answer)?);
    }
    // All was seen: a server that is curt at the end is no worse for it.
    let _ = session.ask("LOGOUT").await;
    Ok(())
}

struct Session {
    talk: Talk,
    /// Commands so far.
    count: u32,
}

impl Session {
    /// A command and its answer.
    async fn ask(&mut self, command: &str) -> Result<Answer, Cause> {
        let tag = self.begin(command).await?;
        self.answer(&tag).await
    }

    async fn begin(&mut self, command: &str) -> Result<String, Cause> {
        self.count += 1;
        let tag = format!("n{}", self.count);
        self.talk.say(&Zeroizing::new(format!("{tag} {command}"))).await?;
        Ok(tag)
    }

    /// What is answered up to the line with the command's tag, or up to the request to go on.
    async fn answer(&mut self, tag: &str) -> Result<Answer, Cause> {
        let mut untagged = Vec::new();
        let mut parts = 0;
        loop {
            let mut line = self.talk.line().await?;
            parts += 1;
            match Line::of(&line) {
                Line::Tagged(found, word, text) if found == tag => {
                    return Ok(Answer { word: word.to_ascii_uppercase(), text: shown(text, 200), untagged });
                }
                Line::GoOn => return Ok(Answer { word: "+".to_string(), text: String::new(), untagged }),
                // A logout is answered by BYE too; nobody looks at that.
                Line::Untagged("BYE", text) => return Err(Cause::ServiceFailed { reason: shown(text, 200) }),
                Line::Untagged("OK" | "NO" | "BAD" | "PREAUTH", _) => {}
                Line::Untagged(..) => {
                    let mut open = literal(&line);
                    while let Some(length) = open {
                        let text = self.talk.bytes(length).await?;
                        let rest = self.talk.line().await?;
                        open = literal(&rest);
                        line.push_str(&format!(" {} {rest}", String::from_utf8_lossy(&text)));
                        parts += 1;
                        if parts > MAX_PARTS {
                            return Err(endless());
                        }
                    }
                    untagged.push(line);
                }
                Line::Tagged(..) => return Err(strange(&line, "no answer to the command")),
            }
            if parts > MAX_PARTS {
                return Err(endless());
            }
        }
    }

    async fn capabilities(&mut self) -> Result<Vec<String>, Cause> {
        let answer = self.ask("CAPABILITY").await?;
        answer.ok("OK")?;
        let words = answer.untagged.iter().filter_map(|line| Line::of(line).text_of("CAPABILITY"));
        Ok(words
            .flat_map(|text| text.split(' '))
            .filter(|word| !word.is_empty())
            .map(|word| shown(word, 100))
            .collect())
    }

    async fn log_in(
        &mut self,
        user: &str,
        password: &Secret,
        capabilities: &[String],
        options: &ProbeOptions,
    ) -> Result<Answer, Cause> {
        let password = options.reveal_line(password)?;
        let offered = |wanted: &str| capabilities.iter().any(|word| word.eq_ignore_ascii_case(wanted));
        if offered("AUTH=PLAIN") {
            let login = Zeroizing::new(STANDARD.encode(Zeroizing::new(format!("\0{user}\0{password}"))));
            if offered("SASL-IR") {
                return self.ask(&Zeroizing::new(format!("AUTHENTICATE PLAIN {}", *login))).await;
            }
            return self.in_parts(&["AUTHENTICATE PLAIN", &login]).await;
        }
        if offered("LOGINDISABLED") {
            let reason = "it offers neither AUTH=PLAIN nor LOGIN here".to_string();
            return Err(Cause::LoginRefused { reason });
        }
        if user.is_ascii() && password.is_ascii() {
            let command = Zeroizing::new(format!("LOGIN {} {}", quoted(user), *Zeroizing::new(quoted(password))));
            return self.ask(&command).await;
        }
        // What is not ASCII goes as literals.
        let first = format!("LOGIN {{{}}}", user.len());
        let second = format!("{user} {{{}}}", password.len());
        self.in_parts(&[&first, &second, password]).await
    }

    /// A command that goes on each time that the server asks for it.
    async fn in_parts(&mut self, parts: &[&str]) -> Result<Answer, Cause> {
        let (first, rest) = parts.split_first().map_or(("", parts), |(first, rest)| (*first, rest));
        let tag = self.begin(first).await?;
        let mut answer = self.answer(&tag).await?;
        for part in rest {
            if answer.word != "+" {
                return Ok(answer);
            }
            self.talk.say(part).await?;
            answer = self.answer(&tag).await?;
        }
        Ok(answer)
    }
}

/// What a command came to.
#[derive(Debug)]
struct Answer {
    /// `OK`, `NO`, `BAD`; `+` where the server asks to go on.
    word: String,
    text: String,
    untagged: Vec<String>,
}

impl Answer {
    fn ok(&self, expected: &str) -> Result<(), Cause> {
        if self.word == "OK" {
            return Ok(());
        }
        match self.is_of_service() {
            true => Err(Cause::ServiceFailed { reason: self.text.clone() }),
            false => {
                let found = format!("{} {}", self.word, self.text).trim_end().to_string();
                Err(Cause::UnexpectedAnswer { expected: expected.to_string(), found })
            }
        }
    }

    fn login(&self) -> Result<(), Cause> {
        match self.word.as_str() {
            "NO" if !self.is_of_service() => Err(Cause::LoginRefused { reason: self.text.clone() }),
            _ => self.ok("OK to the login"),
        }
    }

    /// Whether the service rather than the question is at fault, by the code in brackets (RFC 5530).
    fn is_of_service(&self) -> bool {
        let code = self.text.strip_prefix('[').and_then(|rest| rest.split([']', ' ']).next()).unwrap_or_default();
        ["UNAVAILABLE", "SERVERBUG", "CORRUPTION", "INUSE", "LIMIT"].iter().any(|word| code.eq_ignore_ascii_case(word))
    }
}

/// A line, taken apart.
#[derive(Debug, PartialEq)]
enum Line<'a> {
    /// `* WORD text`; of the words that matter here the letters are large.
    Untagged(&'a str, &'a str),
    /// `tag WORD text`
    Tagged(&'a str, &'a str, &'a str),
    /// `+ text`
    GoOn,
}

impl<'a> Line<'a> {
    fn of(line: &'a str) -> Self {
        let (tag, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (word, text) = rest.split_once(' ').unwrap_or((rest, ""));
        match tag {
            "+" => Self::GoOn,
            "*" => {
                let known = ["OK", "NO", "BAD", "BYE", "PREAUTH", "CAPABILITY", "STATUS"];
                let large = known.into_iter().find(|known| known.eq_ignore_ascii_case(word));
                Self::Untagged(large.unwrap_or(word), text)
            }
            tag => Self::Tagged(tag, word, text),
        }
    }

    fn text_of(&self, wanted: &str) -> Option<&'a str> {
        match self {
            Self::Untagged(word, text) if *word == wanted => Some(text),
            _ => None,
        }
    }
}

/// The bytes that follow a line that ends in `{12}` (RFC 9051 §4.3).
fn literal(line: &str) -> Option<usize> {
    let (_, length) = line.strip_suffix('}')?.rsplit_once('{')?;
    let length = length.strip_suffix('+').unwrap_or(length);
    // One of more digits than memory has bytes is a literal all the same: it is too long.
    length.bytes().all(|byte| byte.is_ascii_digit()).then(|| length.parse().unwrap_or(usize::MAX))
}

/// The number after `MESSAGES`; the name before the parenthesis may be anything.
fn messages(answer: &Answer) -> Result<u64, Cause> {
    let texts = answer.untagged.iter().filter_map(|line| Line::of(line).text_of("STATUS"));
    let found = texts.filter_map(|text| text.rsplit_once('(')?.1.split_once(')')).find_map(|(items, _)| {
        let mut words = items.split(' ').skip_while(|word| !word.eq_ignore_ascii_case("MESSAGES"));
        words.nth(1)?.parse().ok()
    });
    found.ok_or_else(|| Cause::Protocol { reason: "the answer to STATUS has no number of messages".to_string() })
}

/// A quoted string of ASCII without control characters.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A mailbox's name in modified UTF-7 (RFC 3501 §5.1.3).
fn encoded(name: &str) -> String {
    let mut out = String::new();
    let mut wide: Vec<u8> = Vec::new();
    let flush = |wide: &mut Vec<u8>, out: &mut String| {
        if !wide.is_empty() {
            out.push_str(&format!("&{}-", STANDARD_NO_PAD.encode(&wide).replace('/', ",")));
            wide.clear();
        }
    };
    for letter in name.chars() {
        if matches!(letter, ' '..='~') {
            flush(&mut wide, &mut out);
            out.push(letter);
            if letter == '&' {
                out.push('-');
            }
        } else {
            wide.extend(letter.encode_utf16(&mut [0; 2]).iter().flat_map(|unit| unit.to_be_bytes()));
        }
    }
    flush(&mut wide, &mut out);
    out
}

fn strange(line: &str, what: &str) -> Cause {
    Cause::Protocol { reason: format!("{:?} is {what}", shown(line, 80)) }
}

fn endless() -> Cause {
    Cause::Protocol { reason: format!("an answer has more than {MAX_PARTS} parts") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_mailboxes_go_in_modified_utf_7() {
        // The examples of RFC 3501 §5.1.3.
        assert_eq!(encoded("~peter/mail/台北/日本語"), "~peter/mail/&U,BTFw-/&ZeVnLIqe-");
        assert_eq!(encoded("a&b"), "a&-b");
        assert_eq!(encoded("😀"), "&2D3eAA-");
        assert_eq!(quoted("a\"b\\c"), "\"a\\\"b\\\\c\"");
    }

    #[test]
    fn literals_are_known_by_their_braces() {
        assert_eq!(literal("* STATUS {5}"), Some(5));
        assert_eq!(literal("* STATUS {5+}"), Some(5));
        assert_eq!(literal("* STATUS {99999999999999999999999999}"), Some(usize::MAX));
        for other in ["* STATUS {5", "{a}", "5}", "{-1}", "* X {5} "] {
            assert_eq!(literal(other), None, "{other}");
        }
    }
}
