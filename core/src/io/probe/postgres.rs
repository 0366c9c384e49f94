//! The protocol of PostgreSQL, version 3: `SSLRequest`, start, login, one statement.

use md5::{Digest, Md5};
use zeroize::Zeroizing;

use super::ProbeOptions;
use super::dial::{Dial, Said, Stop};
use super::fields::{Fields, strange};
use super::lines::{Talk, shown};
use super::scram::{Proof, Scram};
use crate::check::{Cause, Phase, PostgresCheck, PostgresObservation, SqlAnswer, TlsMode};
use crate::error::Result;

/// Bytes of all answers at most.
const MAX_BYTES: usize = 1024 * 1024;

const SSL_REQUEST: u32 = 80_877_103;
const VERSION_3: u32 = 196_608;

pub(super) async fn observe(check: &PostgresCheck, options: &ProbeOptions) -> Result<PostgresObservation> {
    let (host, port) = check.host_and_port()?;
    let mut seen = PostgresObservation::default();
    let mut dial = Dial::start(options, &check.connection, &check.tls_rules);
    let outcome = converse(check, &host, port, &mut dial, &mut seen).await;
    seen.attempt = dial.end(outcome);
    Ok(seen)
}

async fn converse(
    check: &PostgresCheck,
    host: &str,
    port: u16,
    dial: &mut Dial<'_>,
    seen: &mut PostgresObservation,
) -> Said<()> {
    let protocols: &[&[u8]] = &[b"postgresql"];
    let implicit = (check.tls == TlsMode::Implicit).then_some(protocols);
    let stream = dial.connect(host, port, implicit).await?;
    let mut talk = Talk::new(stream, dial.budget, MAX_BYTES);
    if check.tls == TlsMode::Starttls {
        talk.send(&[8_u32.to_be_bytes(), SSL_REQUEST.to_be_bytes()].concat()).await?;
        let answer = talk.bytes(1).await;
        talk.fill(&mut dial.attempt.timing);
        match answer?.first() {
            Some(b'S') => {}
            Some(b'N') => return Err(Cause::StarttlsMissing.into()),
            Some(other) => {
                return Err(strange("PostgreSQL", &format!("{:?} after SSLRequest", char::from(*other))).into());
            }
            None => return Err(strange("PostgreSQL", "nothing after SSLRequest").into()),
        }
        let stream = dial.secure(talk.into_stream()?, host, &[]).await?;
        talk = Talk::new(stream, dial.budget, MAX_BYTES);
    }
    let user = check.user.as_deref().unwrap_or("netwarden");
    talk.send(&start(user, check.database.as_deref())).await?;
    let mut first = one_of(&mut talk, FIRST).await;
    talk.fill(&mut dial.attempt.timing);
    while let Ok((b'N' | b'v', _)) = first {
        first = one_of(&mut talk, FIRST).await;
    }
    let (kind, body) = first?;
    match (kind, &check.password) {
        (b'R', Some(password)) => {
            log_in(&mut talk, &body, user, password, dial).await?;
        }
        // Asked for a login, nobody logs in: it lives.
        (b'R', None) if Fields::new("PostgreSQL", &body).u32()? != 0 => return Ok(()),
        (b'R', None) => {}
        (b'E', password) => {
            let failure = failure(&body)?;
            if password.is_none() && failure.refuses_us() {
                seen.refusal = failure.shown();
                return Ok(());
            }
            return Err(failure.cause(check).into());
        }
        _ => return Err(unasked(kind).into()),
    }
    settle(&mut talk, check, seen).await?;
    if let Some(query) = &check.sql.query {
        ask(&mut talk, query, dial, seen).await?;
    }
    // All was seen: a server that is gone by now is no worse for it.
    let _ = talk.send(&framed(b'X', &[])).await;
    Ok(())
}

fn start(user: &str, database: Option<&str>) -> Vec<u8> {
    let mut body = VERSION_3.to_be_bytes().to_vec();
    let database = database.map(|name| ("database", name));
    for (name, value) in [("user", user), ("application_name", "netwarden")].into_iter().chain(database) {
        body.extend([name.as_bytes(), &[0], value.as_bytes(), &[0]].concat());
    }
    body.push(0);
    [&length(&body)[..], &body].concat()
}

fn length(body: &[u8]) -> [u8; 4] {
    u32::try_from(body.len() + 4).unwrap_or(u32::MAX).to_be_bytes()
}

fn framed(kind: u8, body: &[u8]) -> Vec<u8> {
    [&[kind][..], &length(body), body].concat()
}

/// What a server may say first: a login, an error, a notice, another version.
const FIRST: &[u8] = b"RENv";

/// The next message: its kind and its body.
async fn message(talk: &mut Talk) -> Result<(u8, Vec<u8>), Cause> {
    one_of(talk, b"RENSKZvCD12sITA").await
}

async fn one_of(talk: &mut Talk, known: &[u8]) -> Result<(u8, Vec<u8>), Cause> {
    let head = talk.bytes(5).await?;
    let mut fields = Fields::new("PostgreSQL", &head);
    let (kind, length) = (fields.u8()?, fields.u32()?);
    match length.checked_sub(4) {
        Some(rest) if known.contains(&kind) => {
            Ok((kind, talk.bytes(usize::try_from(rest).unwrap_or(usize::MAX)).await?))
        }
        _ => Err(unasked(kind)),
    }
}

fn unasked(kind: u8) -> Cause {
    strange("PostgreSQL", &format!("a message of the kind {:?}", char::from(kind)))
}

/// What the server says went wrong.
struct Failure {
    code: String,
    text: String,
}

fn failure(body: &[u8]) -> Result<Failure, Cause> {
    let mut fields = Fields::new("PostgreSQL", body);
    let (mut code, mut text) = (String::new(), String::new());
    loop {
        match fields.u8()? {
            0 => return Ok(Failure { code, text }),
            b'C' => code = shown(&fields.text_to_nul()?, 5),
            b'M' => text = shown(&fields.text_to_nul()?, 300),
            _ => {
                fields.text_to_nul()?;
            }
        }
    }
}

impl Failure {
    fn shown(&self) -> String {
        format!("{} {}", self.code, self.text)
    }

    /// Whether it is about who we are (appendix A: class 28, no such database, no privilege), not about the server.
    fn refuses_us(&self) -> bool {
        self.code.starts_with("28") || matches!(self.code.as_str(), "3D000" | "42501")
    }

    fn cause(&self, check: &PostgresCheck) -> Cause {
        let reason = self.shown();
        match &check.database {
            Some(database) if self.code == "3D000" => {
                Cause::UnexpectedAnswer { expected: format!("the database {database:?}"), found: reason }
            }
            _ if self.refuses_us() => Cause::LoginRefused { reason },
            _ => Cause::ServiceFailed { reason },
        }
    }
}

/// Answers what the server asks until it is content.
async fn log_in(
    talk: &mut Talk,
    first: &[u8],
    user: &str,
    password: &crate::check::Secret,
    dial: &Dial<'_>,
) -> Said<()> {
    dial.may_log_in()?;
    let password = dial.options.reveal(password)?;
    let (mut body, mut scram, mut proof) = (first.to_vec(), None::<Scram>, None::<Proof>);
    loop {
        let mut fields = Fields::new("PostgreSQL", &body);
        match (fields.u32()?, &scram, &proof) {
            (0, None, _) => return Ok(()),
            (0, _, _) => return Err(strange("PostgreSQL", "a login that ends before its end").into()),
            (3, _, _) => {
                talk.send(&Zeroizing::new(framed(b'p', &Zeroizing::new([password.as_bytes(), &[0]].concat())))).await?
            }
            (5, _, _) => {
                let inner = hex(&Md5::digest(Zeroizing::new(format!("{password}{user}")).as_bytes()));
                let outer = hex(&Md5::digest([inner.as_bytes(), fields.take(4)?].concat()));
                talk.send(&framed(b'p', format!("md5{outer}\0").as_bytes())).await?;
            }
            (10, _, _) => {
                let mut offered = Vec::new();
                while !fields.is_empty() {
                    offered.push(fields.text_to_nul()?);
                }
                if !offered.iter().any(|name| name == "SCRAM-SHA-256") {
                    let reason = shown(&format!("it offers no SCRAM-SHA-256 but {}", offered.join(" ")), 200);
                    return Err(Cause::LoginRefused { reason }.into());
                }
                // The user is the one of the start.
                let begun = Scram::start("")?;
                let said = begun.first();
                let body = [b"SCRAM-SHA-256\0", &plain_length(&said)[..], said.as_bytes()].concat();
                talk.send(&framed(b'p', &body)).await?;
                scram = Some(begun);
            }
            (11, Some(begun), None) => {
                let shown = begun.prove(password, &String::from_utf8_lossy(fields.rest()))?;
                talk.send(&framed(b'p', shown.message.as_bytes())).await?;
                proof = Some(shown);
            }
            (12, _, Some(shown)) => {
                shown.verify(&String::from_utf8_lossy(fields.rest()))?;
                (scram, proof) = (None, None);
            }
            (code, _, _) => {
                let reason = format!("it asks for a login of the kind {code}, which is not spoken");
                return Err(Cause::NotEvaluated { reason }.into());
            }
        }
        let (kind, next) = message(talk).await?;
        match kind {
            b'R' => body = next,
            b'E' => {
                let failure = failure(&next)?;
                let reason = failure.shown();
                let is_refusal = failure.code.starts_with("28");
                return Err(Stop::Failed(if is_refusal {
                    Cause::LoginRefused { reason }
                } else {
                    Cause::ServiceFailed { reason }
                }));
            }
            _ => return Err(unasked(kind).into()),
        }
    }
}

fn plain_length(text: &str) -> [u8; 4] {
    u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads up to the server's word that it is ready.
async fn settle(talk: &mut Talk, check: &PostgresCheck, seen: &mut PostgresObservation) -> Result<(), Cause> {
    loop {
        let (kind, body) = message(talk).await?;
        match kind {
            b'Z' => return Ok(()),
            b'E' => return Err(failure(&body)?.cause(check)),
            b'S' => {
                let mut fields = Fields::new("PostgreSQL", &body);
                let (name, value) = (fields.text_to_nul()?, fields.text_to_nul()?);
                match name.as_str() {
                    "server_version" => seen.version = shown(&value, 100),
                    "in_hot_standby" => seen.standby = Some(value == "on"),
                    _ => {}
                }
            }
            b'K' | b'N' | b'v' => {}
            _ => return Err(unasked(kind)),
        }
    }
}

/// Runs one statement, read-only, for no longer than the attempt may take, and reads what it brings as text.
async fn ask(talk: &mut Talk, query: &str, dial: &Dial<'_>, seen: &mut PostgresObservation) -> Result<(), Cause> {
    let limit = dial.connection.timeout_ms;
    let begin = format!("BEGIN READ ONLY; SET LOCAL statement_timeout = {limit}\0");
    talk.send(&framed(b'Q', begin.as_bytes())).await?;
    answer(talk, limit).await?;
    // The extended protocol takes one statement only: none can end the transaction and go on.
    let parse = framed(b'P', &[&[0], query.as_bytes(), &[0, 0, 0]].concat());
    let (bind, execute) = (framed(b'B', &[0; 8]), framed(b'E', &[0; 5]));
    talk.send(&[parse, bind, execute, framed(b'S', &[])].concat()).await?;
    seen.answer = Some(answer(talk, limit).await?);
    Ok(())
}

/// Reads up to the server's word that it is ready for more.
async fn answer(talk: &mut Talk, limit_ms: u64) -> Result<SqlAnswer, Cause> {
    let (mut answer, mut refused) = (SqlAnswer::default(), None);
    loop {
        let (kind, body) = message(talk).await?;
        match kind {
            b'Z' => return refused.map_or(Ok(answer), Err),
            b'E' => {
                let failure = failure(&body)?;
                // The server's limit may be over just before that of the attempt is.
                refused = Some(if failure.code == "57014" {
                    Cause::TimedOut { phase: Phase::FirstByte, after_ms: limit_ms }
                } else {
                    let expected = "an answer to the query".to_string();
                    Cause::UnexpectedAnswer { expected, found: failure.shown() }
                });
            }
            b'D' => {
                answer.rows += 1;
                if answer.rows == 1 {
                    answer.value = first_value(&body)?;
                }
            }
            _ => {}
        }
    }
}

fn first_value(row: &[u8]) -> Result<Option<String>, Cause> {
    let mut fields = Fields::new("PostgreSQL", row);
    if fields.u16()? == 0 {
        return Ok(None);
    }
    match usize::try_from(fields.i32()?) {
        Ok(length) => fields.text(length).map(Some),
        Err(_) => Ok(None),
    }
}
