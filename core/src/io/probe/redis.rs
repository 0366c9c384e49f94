//! RESP, the protocol of Redis: `AUTH`, `PING`, `INFO`.

use zeroize::Zeroizing;

use super::ProbeOptions;
use super::dial::{Dial, Said};
use super::lines::Talk;
use crate::check::{Cause, RedisCheck, RedisObservation};
use crate::error::Result;

/// Bytes of all answers at most; `INFO` has some thousands.
const MAX_BYTES: usize = 256 * 1024;

pub(super) async fn observe(check: &RedisCheck, options: &ProbeOptions) -> Result<RedisObservation> {
    let (host, port) = check.host_and_port()?;
    let mut seen = RedisObservation::default();
    let mut dial = Dial::start(options, &check.connection, &check.tls_rules);
    let outcome = converse(check, &host, port, &mut dial, &mut seen).await;
    seen.attempt = dial.end(outcome);
    Ok(seen)
}

async fn converse(
    check: &RedisCheck,
    host: &str,
    port: u16,
    dial: &mut Dial<'_>,
    seen: &mut RedisObservation,
) -> Said<()> {
    let tls: Option<&[&[u8]]> = check.tls.then_some(&[]);
    let stream = dial.connect(host, port, tls).await?;
    let mut talk = Talk::new(stream, dial.budget, MAX_BYTES);
    if let Some(password) = &check.password {
        dial.may_log_in()?;
        let password = dial.options.reveal(password)?;
        let words = match &check.user {
            Some(user) => vec!["AUTH", user, password],
            None => vec!["AUTH", password],
        };
        talk.send(&command(&words)).await?;
        match answer(&mut talk).await? {
            Answer::Simple(_) => {}
            Answer::Error(reason) => return Err(Cause::LoginRefused { reason }.into()),
            Answer::Bulk(_) => return Err(strange("a text after AUTH").into()),
        }
    }
    talk.send(&command(&["PING"])).await?;
    let pong = answer(&mut talk).await;
    talk.fill(&mut dial.attempt.timing);
    match pong? {
        Answer::Simple(word) if word == "PONG" => {}
        Answer::Error(reason) if reason.starts_with("NOAUTH") => return Err(Cause::LoginRefused { reason }.into()),
        Answer::Error(reason) => return Err(Cause::ServiceFailed { reason }.into()),
        Answer::Simple(found) | Answer::Bulk(found) => {
            return Err(Cause::UnexpectedAnswer { expected: "PONG".to_string(), found }.into());
        }
    }
    talk.send(&command(&["INFO"])).await?;
    if let Answer::Bulk(text) = answer(&mut talk).await? {
        let pairs = text.lines().filter_map(|line| line.split_once(':'));
        seen.info = pairs.map(|(name, value)| (name.to_string(), value.trim_end().to_string())).collect();
    }
    // A server that forbids INFO to this user is well all the same; what is asked of it is UNKNOWN then.
    Ok(())
}

/// A command as an array of texts.
fn command(words: &[&str]) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(format!("*{}\r\n", words.len()).into_bytes());
    for word in words {
        bytes.extend_from_slice(format!("${}\r\n", word.len()).as_bytes());
        bytes.extend_from_slice(word.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes
}

#[derive(Debug)]
enum Answer {
    Simple(String),
    Error(String),
    Bulk(String),
}

fn strange(what: &str) -> Cause {
    Cause::Protocol { reason: format!("{what} is not of the protocol of Redis") }
}

async fn answer(talk: &mut Talk) -> Result<Answer, Cause> {
    let line = talk.line().await?;
    let rest = || line.chars().skip(1).filter(|letter| !letter.is_control()).take(200).collect::<String>();
    match line.as_bytes().first() {
        Some(b'+') => Ok(Answer::Simple(rest())),
        Some(b'-') => Ok(Answer::Error(rest())),
        Some(b'$' | b'=') => {
            let length = rest().parse::<usize>().map_err(|_| strange("a text without a length"))?;
            let text = talk.bytes(length).await?;
            talk.bytes(2).await?;
            Ok(Answer::Bulk(String::from_utf8_lossy(&text).into_owned()))
        }
        _ => {
            let shown: String = line.chars().filter(|letter| !letter.is_control()).take(80).collect();
            Err(strange(&format!("{shown:?}")))
        }
    }
}
