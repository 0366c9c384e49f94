//! The NATS client protocol: `INFO`, `CONNECT`, `PING`.

use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::ProbeOptions;
use super::dial::{Dial, Said};
use super::lines::{Talk, shown};
use crate::check::{Cause, NatsCheck, NatsObservation, TlsMode};
use crate::error::Result;

/// Bytes of all answers at most.
const MAX_BYTES: usize = 64 * 1024;
/// Lines that may come before the one that is awaited.
const MAX_LINES: usize = 16;

pub(super) async fn observe(check: &NatsCheck, options: &ProbeOptions) -> Result<NatsObservation> {
    let (host, port) = check.host_and_port()?;
    let mut seen = NatsObservation::default();
    let mut dial = Dial::start(options, &check.connection, &check.tls_rules);
    let outcome = converse(check, &host, port, &mut dial, &mut seen).await;
    seen.attempt = dial.end(outcome);
    Ok(seen)
}

async fn converse(
    check: &NatsCheck,
    host: &str,
    port: u16,
    dial: &mut Dial<'_>,
    seen: &mut NatsObservation,
) -> Said<()> {
    let implicit: Option<&[&[u8]]> = (check.tls == TlsMode::Implicit).then_some(&[]);
    let stream = dial.connect(host, port, implicit).await?;
    let mut talk = Talk::new(stream, dial.budget, MAX_BYTES);
    let line = talk.line().await;
    talk.fill(&mut dial.attempt.timing);
    let line = line?;
    let info: Value =
        line.strip_prefix("INFO ").and_then(|info| serde_json::from_str(info).ok()).ok_or_else(|| strange(&line))?;
    let text = |name: &str| info.get(name).and_then(Value::as_str).map_or_else(String::new, |text| shown(text, 255));
    let is = |name: &str| info.get(name).and_then(Value::as_bool) == Some(true);
    (seen.version, seen.server_name, seen.cluster) = (text("version"), text("server_name"), text("cluster"));
    seen.jetstream = Some(is("jetstream"));
    match check.tls {
        TlsMode::Starttls if !is("tls_required") && !is("tls_available") => return Err(Cause::StarttlsMissing.into()),
        TlsMode::Starttls => {
            let stream = dial.secure(talk.into_stream()?, host, &[]).await?;
            talk = Talk::new(stream, dial.budget, MAX_BYTES);
        }
        TlsMode::None if is("tls_required") => {
            let expected = "a service without TLS".to_string();
            return Err(Cause::UnexpectedAnswer { expected, found: "tls_required".to_string() }.into());
        }
        TlsMode::None | TlsMode::Implicit => {}
    }
    let mut greeting = json!({
        "verbose": true, "pedantic": false, "tls_required": check.tls != TlsMode::None,
        "name": "netwarden", "lang": "rust", "version": env!("CARGO_PKG_VERSION"), "protocol": 1,
    })
    .to_string();
    greeting.pop();
    let mut greeting = Zeroizing::new(format!("CONNECT {greeting}"));
    let login = match (&check.user, &check.password, &check.token) {
        (Some(user), Some(password), _) => vec![("user", user.as_str()), ("pass", reveal(dial, password)?)],
        (_, _, Some(token)) => vec![("auth_token", reveal(dial, token)?)],
        _ => Vec::new(),
    };
    for (name, value) in login {
        let value = Zeroizing::new(serde_json::to_string(value).map_err(|error| strange(&error.to_string()))?);
        greeting = Zeroizing::new(format!("{},\"{name}\":{}", *greeting, *value));
    }
    talk.say(&Zeroizing::new(format!("{}}}", *greeting))).await?;
    wait_for(&mut talk, "+OK").await?;
    talk.say("PING").await?;
    wait_for(&mut talk, "PONG").await?;
    Ok(())
}

fn reveal<'a>(dial: &Dial<'a>, secret: &'a crate::check::Secret) -> Result<&'a str, Cause> {
    dial.may_log_in()?;
    dial.options.reveal(secret)
}

/// Reads up to `word`; the server may ask us whether we live, or tell more of itself, before it.
async fn wait_for(talk: &mut Talk, word: &str) -> Result<(), Cause> {
    for _ in 0..MAX_LINES {
        let line = talk.line().await?;
        match line.split(' ').next().unwrap_or_default() {
            found if found == word => return Ok(()),
            "INFO" | "+OK" => {}
            "PING" => talk.say("PONG").await?,
            "-ERR" => {
                let reason = shown(line.trim_start_matches("-ERR").trim().trim_matches('\''), 200);
                return Err(match reason.to_ascii_lowercase() {
                    said if said.contains("auth") => Cause::LoginRefused { reason },
                    _ => Cause::ServiceFailed { reason },
                });
            }
            _ => return Err(strange(&line)),
        }
    }
    Err(Cause::Protocol { reason: format!("{MAX_LINES} lines came and none of them was {word}") })
}

fn strange(line: &str) -> Cause {
    Cause::Protocol { reason: format!("{:?} is not of the protocol of NATS", shown(line, 80)) }
}
