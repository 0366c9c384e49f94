//! The client/server protocol of MySQL and MariaDB: the greeting, TLS, login, one statement.

use sha1::{Digest, Sha1};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::ProbeOptions;
use super::dial::{Dial, Said};
use super::fields::{Fields, strange};
use super::lines::{Talk, shown};
use crate::check::{Cause, MysqlCheck, MysqlObservation, Phase, SqlAnswer};
use crate::error::Result;

/// Bytes of all answers at most.
const MAX_BYTES: usize = 1024 * 1024;
/// Columns of an answer at most; MySQL has 4,096.
const MAX_COLUMNS: u64 = 4096;

// Capabilities: long passwords, a database, protocol 4.1, TLS, transactions, logins of 4.1, plugins. Not several statements.
const BASE: u32 = 0x0000_0001 | 0x0000_0200 | 0x0000_2000 | 0x0000_8000 | 0x0008_0000;
const WITH_DATABASE: u32 = 0x0000_0008;
const TLS: u32 = 0x0000_0800;
const UTF8MB4: u8 = 45;

pub(super) async fn observe(check: &MysqlCheck, options: &ProbeOptions) -> Result<MysqlObservation> {
    let (host, port) = check.host_and_port()?;
    let mut seen = MysqlObservation::default();
    let mut dial = Dial::start(options, &check.connection, &check.tls_rules);
    let outcome = converse(check, &host, port, &mut dial, &mut seen).await;
    seen.attempt = dial.end(outcome);
    Ok(seen)
}

async fn converse(
    check: &MysqlCheck,
    host: &str,
    port: u16,
    dial: &mut Dial<'_>,
    seen: &mut MysqlObservation,
) -> Said<()> {
    let stream = dial.connect(host, port, None).await?;
    let mut talk = Packets { talk: Talk::new(stream, dial.budget, MAX_BYTES), number: 0 };
    let greeting = talk.next().await;
    talk.talk.fill(&mut dial.attempt.timing);
    let greeting = greeting?;
    if let Some(failure) = failure(&greeting)? {
        return Err(failure.cause(check).into());
    }
    let hello = hello(Fields::new("MySQL", &greeting))?;
    seen.version = hello.version.strip_prefix("5.5.5-").unwrap_or(&hello.version).to_string();
    seen.product = if seen.version.contains("MariaDB") { "MariaDB" } else { "MySQL" }.to_string();
    let database = check.database.as_deref();
    let mut capabilities = BASE | database.map_or(0, |_| WITH_DATABASE);
    if check.tls {
        if hello.capabilities & TLS == 0 {
            return Err(Cause::StarttlsMissing.into());
        }
        capabilities |= TLS;
        talk.send(&head(capabilities)).await?;
        let stream = dial.secure(talk.talk.into_stream()?, host, &[]).await?;
        talk = Packets { talk: Talk::new(stream, dial.budget, MAX_BYTES), number: talk.number };
    }
    let (Some(user), Some(password)) = (&check.user, &check.password) else {
        return Ok(());
    };
    dial.may_log_in()?;
    let password = dial.options.reveal(password)?;
    let plugin = if hello.plugin == "caching_sha2_password" { hello.plugin.as_str() } else { "mysql_native_password" };
    let proof = prove(plugin, password, &hello.salt, check.tls)?;
    let mut login = Zeroizing::new(head(capabilities));
    login.extend([user.as_bytes(), &[0, u8::try_from(proof.len()).unwrap_or_default()], &proof].concat());
    login.extend(database.map_or(Vec::new(), |name| [name.as_bytes(), &[0]].concat()));
    login.extend([plugin.as_bytes(), &[0]].concat());
    talk.send(&login).await?;
    finish_login(&mut talk, check, password).await?;
    if let Some(query) = &check.sql.query {
        ask(&mut talk, query, seen, check.connection.timeout_ms).await?;
    }
    // COM_QUIT. All was seen: a server that is gone by now is no worse for it.
    talk.number = 0;
    let _ = talk.send(&[1]).await;
    Ok(())
}

/// Packets with their numbers.
struct Packets {
    talk: Talk,
    number: u8,
}

impl Packets {
    async fn next(&mut self) -> Result<Vec<u8>, Cause> {
        let head = self.talk.bytes(4).await?;
        let mut fields = Fields::new("MySQL", &head);
        let (low, high, number) = (fields.u16_le()?, fields.u8()?, fields.u8()?);
        if number != self.number {
            return Err(strange("MySQL", "a packet out of order"));
        }
        self.number = number.wrapping_add(1);
        self.talk.bytes(usize::from(low) | usize::from(high) << 16).await
    }

    async fn send(&mut self, body: &[u8]) -> Result<(), Cause> {
        let length = u32::try_from(body.len()).unwrap_or(u32::MAX).to_le_bytes();
        let (length, _) = length.split_at(3);
        let packet = Zeroizing::new([length, &[self.number], body].concat());
        self.number = self.number.wrapping_add(1);
        self.talk.send(&packet).await
    }

    /// Sends a statement or another command, which begins a new numbering.
    async fn command(&mut self, query: &str) -> Result<(), Cause> {
        self.number = 0;
        self.send(&[&[3], query.as_bytes()].concat()).await
    }
}

/// What both the request for TLS and the login begin with.
fn head(capabilities: u32) -> Vec<u8> {
    let most = 1_048_576_u32;
    [&capabilities.to_le_bytes()[..], &most.to_le_bytes(), &[UTF8MB4], &[0; 23]].concat()
}

/// What the server says first.
struct Hello {
    version: String,
    capabilities: u32,
    salt: Vec<u8>,
    plugin: String,
}

fn hello(mut fields: Fields<'_>) -> Result<Hello, Cause> {
    if fields.u8()? != 10 {
        return Err(fields.strange("a greeting of another protocol than 10"));
    }
    let version = shown(&fields.text_to_nul()?, 100);
    fields.take(4)?;
    let mut salt = fields.take(8)?.to_vec();
    fields.take(1)?;
    let low = fields.u16_le()?;
    fields.take(3)?;
    let high = fields.u16_le()?;
    let length = usize::from(fields.u8()?);
    fields.take(10)?;
    salt.extend(fields.take(length.saturating_sub(8).clamp(13, 248))?);
    // The salt ends with a NUL that is no part of it.
    salt.truncate(20);
    let plugin = fields.text_to_nul().unwrap_or_default();
    Ok(Hello { version, capabilities: u32::from(low) | u32::from(high) << 16, salt, plugin })
}

/// What is sent in place of the password; it lets nobody see it, but for clear text, which goes over TLS only.
fn prove(plugin: &str, password: &str, salt: &[u8], tls: bool) -> Result<Zeroizing<Vec<u8>>, Cause> {
    fn xor(left: &[u8], right: &[u8]) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(left.iter().zip(right).map(|(left, right)| left ^ right).collect())
    }
    if password.is_empty() {
        return Ok(Zeroizing::default());
    }
    match plugin {
        "mysql_native_password" => {
            let once = Sha1::digest(password.as_bytes());
            let twice = Sha1::digest(once);
            Ok(xor(&once, &Sha1::digest([salt, &twice[..]].concat())))
        }
        "caching_sha2_password" => {
            let once = Sha256::digest(password.as_bytes());
            let twice = Sha256::digest(once);
            Ok(xor(&once, &Sha256::digest([&twice[..], salt].concat())))
        }
        "mysql_clear_password" if tls => Ok(Zeroizing::new([password.as_bytes(), &[0]].concat())),
        "mysql_clear_password" => Err(withheld()),
        other => {
            let reason = format!("it asks for a login by {}, which is not spoken", shown(other, 60));
            Err(Cause::NotEvaluated { reason })
        }
    }
}

fn withheld() -> Cause {
    Cause::CredentialsWithheld {
        reason: "it asks for the password in clear text, which goes over TLS only".to_string(),
    }
}

/// Answers what the server asks until it is content.
async fn finish_login(talk: &mut Packets, check: &MysqlCheck, password: &str) -> Result<(), Cause> {
    for _ in 0..8 {
        let packet = talk.next().await?;
        if let Some(failure) = failure(&packet)? {
            return Err(failure.cause(check));
        }
        let mut fields = Fields::new("MySQL", &packet);
        match fields.u8()? {
            0 => return Ok(()),
            // Another way to log in, with a salt of its own.
            0xFE => {
                let plugin = fields.text_to_nul()?;
                let salt = fields.rest();
                let proof = prove(&plugin, password, salt.strip_suffix(&[0]).unwrap_or(salt), check.tls)?;
                talk.send(&proof).await?;
            }
            // caching_sha2_password: 3 is that the cache knows the password, 4 that the whole is needed.
            1 => match fields.u8()? {
                3 => {}
                4 if check.tls => talk.send(&Zeroizing::new([password.as_bytes(), &[0]].concat())).await?,
                4 => return Err(withheld()),
                _ => return Err(strange("MySQL", "a word within the login")),
            },
            _ => return Err(strange("MySQL", "an answer to the login")),
        }
    }
    Err(strange("MySQL", "a login without an end"))
}

/// What the server says went wrong.
struct Failure {
    code: u16,
    text: String,
}

/// The error that `packet` is, if it is one.
fn failure(packet: &[u8]) -> Result<Option<Failure>, Cause> {
    let mut fields = Fields::new("MySQL", packet);
    if packet.first() != Some(&0xFF) {
        return Ok(None);
    }
    fields.take(1)?;
    let code = fields.u16_le()?;
    let text = String::from_utf8_lossy(fields.rest()).into_owned();
    // After the login has begun there is a state of five letters before the text.
    let text = text.strip_prefix('#').and_then(|text| text.get(5..)).unwrap_or(&text);
    Ok(Some(Failure { code, text: shown(text, 300) }))
}

impl Failure {
    fn shown(&self) -> String {
        format!("{} {}", self.code, self.text)
    }

    fn cause(&self, check: &MysqlCheck) -> Cause {
        let reason = self.shown();
        match (self.code, &check.database) {
            (1049, Some(database)) => {
                Cause::UnexpectedAnswer { expected: format!("the database {database:?}"), found: reason }
            }
            // No such user or password; no right to the database; not from this host; a locked account; TLS is required.
            (1045 | 1044 | 1130 | 1698 | 3118 | 4151 | 3159, _) => Cause::LoginRefused { reason },
            _ => Cause::ServiceFailed { reason },
        }
    }
}

/// Runs one statement, read-only, for no longer than the attempt may take.
async fn ask(talk: &mut Packets, query: &str, seen: &mut MysqlObservation, limit_ms: u64) -> Result<(), Cause> {
    let limit = match seen.product.as_str() {
        "MariaDB" => format!("SET SESSION max_statement_time = {}", limit_ms as f64 / 1000.0),
        _ => format!("SET SESSION max_execution_time = {limit_ms}"),
    };
    // A server that does not know the limit is asked all the same: the attempt has its own.
    talk.command(&limit).await?;
    talk.next().await?;
    // A statement that ends the transaction by itself, such as CREATE TABLE, falls under the session's.
    for statement in ["SET SESSION TRANSACTION READ ONLY", "START TRANSACTION READ ONLY"] {
        talk.command(statement).await?;
        let packet = talk.next().await?;
        if let Some(failure) = failure(&packet)? {
            return Err(Cause::ServiceFailed { reason: failure.shown() });
        }
    }
    talk.command(query).await?;
    seen.answer = Some(answer(talk, limit_ms).await?);
    Ok(())
}

fn broken(failure: &Failure, limit_ms: u64) -> Cause {
    // The limit of MariaDB and that of MySQL, which may be over just before that of the attempt is.
    if matches!(failure.code, 1969 | 3024) {
        return Cause::TimedOut { phase: Phase::FirstByte, after_ms: limit_ms };
    }
    Cause::UnexpectedAnswer { expected: "an answer to the query".to_string(), found: failure.shown() }
}

/// Reads the rows of an answer, each value of which is text.
async fn answer(talk: &mut Packets, limit_ms: u64) -> Result<SqlAnswer, Cause> {
    let mut answer = SqlAnswer::default();
    let packet = talk.next().await?;
    if let Some(failure) = failure(&packet)? {
        return Err(broken(&failure, limit_ms));
    }
    // 0xFB asks for a file of ours.
    let columns = match packet.first() {
        Some(0) => return Ok(answer),
        Some(0xFB) | None => return Err(strange("MySQL", "a request for a file")),
        Some(_) => number(&mut Fields::new("MySQL", &packet))?,
    };
    if columns > MAX_COLUMNS {
        return Err(strange("MySQL", &format!("{columns} columns")));
    }
    for _ in 0..columns {
        talk.next().await?;
    }
    if !is_end(&talk.next().await?) {
        return Err(strange("MySQL", "columns without an end"));
    }
    loop {
        let packet = talk.next().await?;
        if let Some(failure) = failure(&packet)? {
            return Err(broken(&failure, limit_ms));
        }
        if is_end(&packet) {
            return Ok(answer);
        }
        answer.rows += 1;
        if answer.rows == 1 && packet.first() != Some(&0xFB) {
            let mut fields = Fields::new("MySQL", &packet);
            let length = number(&mut fields)?;
            answer.value = Some(fields.text(usize::try_from(length).unwrap_or(usize::MAX))?);
        }
    }
}

fn is_end(packet: &[u8]) -> bool {
    packet.first() == Some(&0xFE) && packet.len() < 9
}

/// A number of variable length.
fn number(fields: &mut Fields<'_>) -> Result<u64, Cause> {
    match fields.u8()? {
        0xFC => fields.u16_le().map(u64::from),
        0xFD => Ok(u64::from(fields.u16_le()?) | u64::from(fields.u8()?) << 16),
        0xFE => fields.u64_le(),
        small @ 0..=0xFA => Ok(small.into()),
        _ => Err(fields.strange("a number")),
    }
}
