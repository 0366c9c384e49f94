//! MongoDB's wire protocol (OP_MSG): `hello`, `saslStart`, `saslContinue`, `ping`.

use super::ProbeOptions;
use super::bson::{self, Given, Value};
use super::dial::{Dial, Said};
use super::fields::{Fields, strange};
use super::lines::{Talk, shown};
use super::scram::Scram;
use crate::check::{Cause, MongodbCheck, MongodbObservation};
use crate::error::Result;

/// Bytes of all answers at most.
const MAX_BYTES: usize = 256 * 1024;
const OP_MSG: u32 = 2013;
const MORE_TO_COME: u32 = 2;

pub(super) async fn observe(check: &MongodbCheck, options: &ProbeOptions) -> Result<MongodbObservation> {
    let (host, port) = check.host_and_port()?;
    let mut seen = MongodbObservation::default();
    let mut dial = Dial::start(options, &check.connection, &check.tls_rules);
    let outcome = converse(check, &host, port, &mut dial, &mut seen).await;
    seen.attempt = dial.end(outcome);
    Ok(seen)
}

async fn converse(
    check: &MongodbCheck,
    host: &str,
    port: u16,
    dial: &mut Dial<'_>,
    seen: &mut MongodbObservation,
) -> Said<()> {
    let tls: Option<&[&[u8]]> = check.tls.then_some(&[]);
    let stream = dial.connect(host, port, tls).await?;
    let mut talk = Talk::new(stream, dial.budget, MAX_BYTES);
    let hello = ask(&mut talk, "admin", &[("hello", Given::Int(1)), ("helloOk", Given::Bool(true))]).await;
    talk.fill(&mut dial.attempt.timing);
    let mut hello = hello?;
    if hello.number("code") == Some(59.0) {
        // Servers before 4.4.2 know it by another name.
        hello = ask(&mut talk, "admin", &[("isMaster", Given::Int(1))]).await?;
    }
    hello.fine(|reason| Cause::ServiceFailed { reason })?;
    introduce(&hello, seen);
    if let (Some(user), Some(password)) = (&check.user, &check.password) {
        dial.may_log_in()?;
        let source = check.auth_source.as_deref().unwrap_or("admin");
        log_in(&mut talk, source, user, dial.options.reveal(password)?).await?;
    }
    let pong = ask(&mut talk, "admin", &[("ping", Given::Int(1))]).await?;
    pong.fine(|reason| Cause::ServiceFailed { reason })?;
    Ok(())
}

/// Notes what `hello` says.
fn introduce(hello: &Answer, seen: &mut MongodbObservation) {
    let is = |name: &str| matches!(hello.value(name), Some(Value::Bool(true)));
    seen.replica_set = hello.text("setName");
    seen.role = match seen.replica_set.is_empty() {
        _ if hello.text("msg") == "isdbgrid" => "mongos",
        // One that was told to belong to a set, and has not joined one yet.
        true if is("isreplicaset") => "other",
        true => "standalone",
        false if is("isWritablePrimary") || is("ismaster") => "primary",
        false if is("secondary") => "secondary",
        false if is("arbiterOnly") => "arbiter",
        false => "other",
    }
    .to_string();
    seen.read_only = is("readOnly");
    // A version is a small whole number.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let version = hello.number("maxWireVersion").map(|version| version as u32);
    seen.wire_version = version;
}

async fn log_in(talk: &mut Talk, source: &str, user: &str, password: &str) -> Result<(), Cause> {
    let refused = |reason| Cause::LoginRefused { reason };
    let scram = Scram::start(user)?;
    let first = scram.first();
    let options = bson::document(&[("skipEmptyExchange", Given::Bool(true))])?;
    let start = [
        ("saslStart", Given::Int(1)),
        ("mechanism", Given::Text("SCRAM-SHA-256")),
        ("payload", Given::Bytes(first.as_bytes())),
        ("options", Given::Document(&options)),
    ];
    let answer = ask(talk, source, &start).await?;
    answer.fine(refused)?;
    let proof = scram.prove(password, &answer.payload()?)?;
    #[allow(clippy::cast_possible_truncation)] // a number of the server's own, which is only said back
    let conversation = answer.number("conversationId").unwrap_or(1.0) as i32;
    let go_on = |payload| {
        [
            ("saslContinue", Given::Int(1)),
            ("conversationId", Given::Int(conversation)),
            ("payload", Given::Bytes(payload)),
        ]
    };
    let mut answer = ask(talk, source, &go_on(proof.message.as_bytes())).await?;
    answer.fine(refused)?;
    proof.verify(&answer.payload()?)?;
    if answer.value("done") != Some(&Value::Bool(true)) {
        // Servers before 4.4 want an empty word more.
        answer = ask(talk, source, &go_on(b"")).await?;
        answer.fine(refused)?;
    }
    Ok(())
}

/// What a command came to.
#[derive(Debug)]
struct Answer(Vec<(String, Value)>);

impl Answer {
    fn value(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(found, _)| found == name).map(|(_, value)| value)
    }

    fn number(&self, name: &str) -> Option<f64> {
        match self.value(name) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        }
    }

    fn text(&self, name: &str) -> String {
        match self.value(name) {
            Some(Value::Text(text)) => shown(text, 200),
            _ => String::new(),
        }
    }

    fn payload(&self) -> Result<String, Cause> {
        match self.value("payload") {
            Some(Value::Bytes(bytes)) => Ok(String::from_utf8_lossy(bytes).into_owned()),
            _ => Err(strange("MongoDB", "a login without a payload")),
        }
    }

    /// Whether the command was done; else what the server says of it.
    fn fine(&self, cause: impl FnOnce(String) -> Cause) -> Result<(), Cause> {
        if self.number("ok") == Some(1.0) {
            return Ok(());
        }
        let code = self.number("code").map(|code| format!(" (code {code})")).unwrap_or_default();
        Err(cause(format!("{}{code}", self.text("errmsg"))))
    }
}

/// Sends a command to `database`; its answer.
async fn ask(talk: &mut Talk, database: &str, command: &[(&str, Given<'_>)]) -> Result<Answer, Cause> {
    let mut body = bson::document(command)?;
    // The database is a field of the same document, so that it goes before the document's end.
    let name = bson::document(&[("$db", Given::Text(database))])?;
    body.pop();
    body.extend(name.get(4..).unwrap_or_default());
    let length = u32::try_from(body.len()).unwrap_or(u32::MAX).to_le_bytes();
    body.splice(..4, length);
    let whole = u32::try_from(body.len() + 21).unwrap_or(u32::MAX).to_le_bytes();
    let head = [&whole[..], &1_u32.to_le_bytes(), &[0; 4], &OP_MSG.to_le_bytes(), &[0; 5]].concat();
    talk.send(&[head, body].concat()).await?;
    let head = talk.bytes(21).await?;
    let mut fields = Fields::new("MongoDB", &head);
    let length = fields.u32_le()?;
    fields.take(8)?;
    let (operation, flags, section) = (fields.u32_le()?, fields.u32_le()?, fields.u8()?);
    let rest = usize::try_from(length).ok().and_then(|length| length.checked_sub(21));
    match rest {
        Some(rest) if operation == OP_MSG && section == 0 && flags & MORE_TO_COME == 0 => {
            Ok(Answer(bson::read(&talk.bytes(rest).await?)?))
        }
        _ => Err(strange("MongoDB", "something else than an OP_MSG")),
    }
}
