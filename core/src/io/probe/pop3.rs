//! RFC 1939, with CAPA (RFC 2449) and STLS (RFC 2595).

use zeroize::Zeroizing;

use super::ProbeOptions;
use super::dial::{Dial, Said};
use super::lines::{Talk, shown};
use crate::check::{Cause, Pop3Check, Pop3Observation, Secret, TlsMode};
use crate::error::Result;

/// Bytes of all answers at most.
const MAX_BYTES: usize = 64 * 1024;
/// Capabilities at most.
const MAX_LINES: usize = 128;

pub(super) async fn observe(check: &Pop3Check, options: &ProbeOptions) -> Result<Pop3Observation> {
    let (host, port) = check.host_and_port()?;
    let mut seen = Pop3Observation::default();
    let mut dial = Dial::start(options, &check.connection, &check.tls_rules);
    let outcome = converse(check, &host, port, &mut dial, &mut seen).await;
    seen.attempt = dial.end(outcome);
    Ok(seen)
}

async fn converse(
    check: &Pop3Check,
    host: &str,
    port: u16,
    dial: &mut Dial<'_>,
    seen: &mut Pop3Observation,
) -> Said<()> {
    let implicit: Option<&[&[u8]]> = (check.tls == TlsMode::Implicit).then_some(&[]);
    let stream = dial.connect(host, port, implicit).await?;
    let mut talk = Talk::new(stream, dial.budget, MAX_BYTES);
    let greeting = status(&mut talk).await?;
    talk.fill(&mut dial.attempt.timing);
    seen.greeting = greeting.map_err(|reason| Cause::ServiceFailed { reason })?;
    seen.capabilities = capabilities(&mut talk).await?;
    if check.tls == TlsMode::Starttls {
        if !seen.capabilities.iter().any(|word| word.eq_ignore_ascii_case("STLS")) {
            return Err(Cause::StarttlsMissing.into());
        }
        say(&mut talk, "STLS").await?.map_err(|reason| Cause::ServiceFailed { reason })?;
        let stream = dial.secure(talk.into_stream()?, host, &[]).await?;
        talk = Talk::new(stream, dial.budget, MAX_BYTES);
        seen.capabilities = capabilities(&mut talk).await?;
    }
    if let (Some(user), Some(password)) = (&check.user, &check.password) {
        dial.may_log_in()?;
        let accepted = log_in(&mut talk, user, password, dial.options).await?;
        seen.logged_in = Some(accepted.is_ok());
        accepted?;
        seen.messages = Some(count(&mut talk).await?);
    }
    // All was seen: a server that is curt at the end is no worse for it.
    let _ = say(&mut talk, "QUIT").await;
    Ok(())
}

/// What it can do; nothing where it does not know the question (RFC 2449 §5).
async fn capabilities(talk: &mut Talk) -> Result<Vec<String>, Cause> {
    if say(talk, "CAPA").await?.is_err() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    loop {
        let line = talk.line().await?;
        // A line that begins with a dot has another before it (RFC 1939 §3).
        match line.strip_prefix('.') {
            Some("") => return Ok(found),
            rest => found.push(shown(rest.unwrap_or(&line), 200)),
        }
        if found.len() > MAX_LINES {
            return Err(Cause::Protocol { reason: format!("an answer has more than {MAX_LINES} lines") });
        }
    }
}

/// `USER` and `PASS`: whether they are accepted.
async fn log_in(
    talk: &mut Talk,
    user: &str,
    password: &Secret,
    options: &ProbeOptions,
) -> Result<Result<(), Cause>, Cause> {
    let password = options.reveal_line(password)?;
    if let Err(reason) = say(talk, &format!("USER {user}")).await? {
        return Ok(Err(refusal(reason)));
    }
    let answer = say(talk, &Zeroizing::new(format!("PASS {password}"))).await?;
    Ok(answer.map(drop).map_err(refusal))
}

/// What a refused login means: the code in brackets tells whether the service or the password is at fault (RFC 2449 §8, RFC 3206).
fn refusal(reason: String) -> Cause {
    let code = reason.strip_prefix('[').and_then(|rest| rest.split(']').next()).unwrap_or_default();
    let of_service = ["SYS/", "IN-USE", "LOGIN-DELAY"];
    if of_service.iter().any(|word| code.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word))) {
        Cause::ServiceFailed { reason }
    } else {
        Cause::LoginRefused { reason }
    }
}

/// How many mails wait: `+OK 2 320`.
async fn count(talk: &mut Talk) -> Result<u64, Cause> {
    let text = say(talk, "STAT").await?.map_err(|reason| Cause::ServiceFailed { reason })?;
    let number = text.split(' ').next().and_then(|word| word.parse().ok());
    number.ok_or_else(|| Cause::Protocol { reason: format!("{text:?} after STAT has no number of messages") })
}

async fn say(talk: &mut Talk, line: &str) -> Result<Result<String, String>, Cause> {
    talk.say(line).await?;
    status(talk).await
}

/// The text after `+OK`, or after `-ERR` (RFC 1939 §3).
async fn status(talk: &mut Talk) -> Result<Result<String, String>, Cause> {
    let line = talk.line().await?;
    let rest = |word: &str| line.strip_prefix(word).filter(|rest| rest.is_empty() || rest.starts_with(' '));
    match (rest("+OK"), rest("-ERR")) {
        (Some(text), _) => Ok(Ok(shown(text.trim_start(), 200))),
        (_, Some(text)) => Ok(Err(shown(text.trim_start(), 200))),
        _ => Err(Cause::Protocol { reason: format!("{:?} is neither +OK nor -ERR", shown(&line, 80)) }),
    }
}
