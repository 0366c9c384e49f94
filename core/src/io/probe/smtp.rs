//! RFC 5321, with STARTTLS (RFC 3207) and AUTH (RFC 4954).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::ProbeOptions;
use super::dial::{Dial, Said};
use super::lines::Talk;
use super::replies::{reply, say};
use crate::check::{Cause, Secret, SmtpCheck, SmtpObservation, TlsMode};
use crate::error::Result;

/// Bytes of all answers at most.
const MAX_BYTES: usize = 64 * 1024;

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
