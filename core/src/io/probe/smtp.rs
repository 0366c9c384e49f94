//! RFC 5321, with STARTTLS (RFC 3207) and AUTH (RFC 4954).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::ProbeOptions;
use super::dial::{Dial, Said};
use super::lines::Talk;
use crate::check::{Cause, Secret, SmtpCheck, SmtpObservation, TlsMode};
use crate::error::Result;

/// Bytes of all answers at most.
const MAX_BYTES: usize = 64 * 1024;
/// Lines of one answer at most.
const MAX_LINES: usize = 128;

pub(super) async fn observe(check: &SmtpCheck, options: &ProbeOptions) -> Result<SmtpObservation> {
    let (host, port) = check.host_and_port()?;
    let mut seen = SmtpObservation::default();
    let mut dial = Dial::start(options, &check.connection, &check.tls_rules);
    let outcome = converse(check, &host, port, &mut dial, &mut seen).await;
    seen.attempt = dial.end(outcome);
    Ok(seen)
}

async fn converse(
    check: &SmtpCheck,
    host: &str,
    port: u16,
    dial: &mut Dial<'_>,
    seen: &mut SmtpObservation,
) -> Said<()> {
    let implicit: Option<&[&[u8]]> = (check.tls == TlsMode::Implicit).then_some(&[]);
    let stream = dial.connect(host, port, implicit).await?;
    let mut talk = Talk::new(stream, dial.budget, MAX_BYTES);
    let greeting = reply(&mut talk).await?;
    talk.fill(&mut dial.attempt.timing);
    seen.greeting = greeting.text();
    greeting.expect(220)?;
    let name = check.helo.as_deref().unwrap_or("netwarden.invalid");
    seen.capabilities = hello(&mut talk, name).await?;
    if check.tls == TlsMode::Starttls {
        if !seen.capabilities.iter().any(|word| word.eq_ignore_ascii_case("STARTTLS")) {
            return Err(Cause::StarttlsMissing.into());
        }
        say(&mut talk, "STARTTLS").await?.expect(220)?;
        let stream = dial.secure(talk.into_stream()?, host, &[]).await?;
        talk = Talk::new(stream, dial.budget, MAX_BYTES);
        seen.capabilities = hello(&mut talk, name).await?;
    }
    if let (Some(user), Some(password)) = (&check.user, &check.password) {
        dial.may_log_in()?;
        log_in(&mut talk, user, password, dial.options, seen).await?;
    }
    if check.sender.is_some() || check.recipient.is_some() {
        let sender = check.sender.as_deref().unwrap_or_default();
        say(&mut talk, &format!("MAIL FROM:<{sender}>")).await?.expect(250)?;
        if let Some(recipient) = &check.recipient {
            let answer = say(&mut talk, &format!("RCPT TO:<{recipient}>")).await?;
            seen.accepted = Some(matches!(answer.code, 250 | 251));
            if seen.accepted == Some(false) {
                answer.expect(250)?;
            }
        }
        say(&mut talk, "RSET").await?.expect(250)?;
    }
    // All was seen: a server that is curt at the end is no worse for it.
    let _ = say(&mut talk, "QUIT").await;
    Ok(())
}

async fn hello(talk: &mut Talk, name: &str) -> Result<Vec<String>, Cause> {
    let answer = say(talk, &format!("EHLO {name}")).await?;
    if matches!(answer.code, 500 | 502) {
        say(talk, &format!("HELO {name}")).await?.expect(250)?;
        return Ok(Vec::new());
    }
    answer.expect(250)?;
    Ok(answer.lines.into_iter().skip(1).collect())
}

async fn log_in(
    talk: &mut Talk,
    user: &str,
    password: &Secret,
    options: &ProbeOptions,
    seen: &mut SmtpObservation,
) -> Result<(), Cause> {
    let password = options.reveal(password)?;
    let offered = |method: &str| {
        let words = seen.capabilities.iter().filter_map(|line| line.get(..5).map(|head| (head, line.get(5..))));
        words
            .filter(|(head, _)| head.eq_ignore_ascii_case("AUTH ") || head.eq_ignore_ascii_case("AUTH="))
            .any(|(_, rest)| rest.unwrap_or_default().split(' ').any(|word| word.eq_ignore_ascii_case(method)))
    };
    let answer = if offered("PLAIN") {
        let login = Zeroizing::new(STANDARD.encode(Zeroizing::new(format!("\0{user}\0{password}"))));
        say(talk, &Zeroizing::new(format!("AUTH PLAIN {}", *login))).await?
    } else if offered("LOGIN") {
        say(talk, "AUTH LOGIN").await?.expect(334)?;
        say(talk, &STANDARD.encode(user)).await?.expect(334)?;
        say(talk, &Zeroizing::new(STANDARD.encode(password))).await?
    } else {
        return Err(Cause::LoginRefused { reason: "it offers neither PLAIN nor LOGIN here".to_string() });
    };
    seen.logged_in = Some(answer.code == 235);
    match answer.code {
        235 => Ok(()),
        530..=538 => Err(Cause::LoginRefused { reason: answer.shown() }),
        _ => Err(answer.failure(235)),
    }
}

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
