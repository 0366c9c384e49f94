//! One question and its answer (RFC 1035 §4, RFC 7766, RFC 7858).

use std::time::Instant;

use hickory_net::proto::op::{Edns, Message, MessageType, OpCode, Query, ResponseCode};
use hickory_net::proto::rr::{Name, RecordType};

use super::super::connect::stream_cause;
use super::super::dial::{Dial, Said};
use super::super::lines::Talk;
use super::super::{Budget, ProbeOptions, ms};
use crate::check::{Attempt, Cause, Connection, DnsTransport, Phase, TlsRules};

/// Octets of an answer over UDP that are sure not to be fragmented (RFC 9715).
const UDP_PAYLOAD: u16 = 1232;
/// Octets of an answer over TCP, with its length.
const MAX_BYTES: usize = 2 + u16::MAX as usize;

/// How a server is asked.
#[derive(Clone, Debug)]
pub(super) struct Exchange {
    pub options: ProbeOptions,
    pub connection: Connection,
    pub rules: TlsRules,
    pub host: String,
    pub port: u16,
    pub transport: DnsTransport,
    pub budget: Budget,
}

/// What a server is asked.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub name: Name,
    pub record: RecordType,
    /// Whether it is to ask others.
    pub recursion: bool,
    /// Whether it is to send signatures, and the answer even where it finds them wrong.
    pub signatures: bool,
    /// Whether it is to say that it found them right (RFC 6840 §5.7).
    pub wants_authentic: bool,
}

impl Question {
    /// A question for `record` of `name`.
    pub(super) fn new(name: Name, record: RecordType, recursion: bool) -> Self {
        Self { name, record, recursion, signatures: false, wants_authentic: false }
    }

    fn message(&self) -> Result<(u16, Vec<u8>), Cause> {
        let mut id = [0; 2];
        getrandom::fill(&mut id).map_err(|error| Cause::Local { reason: error.to_string() })?;
        let id = u16::from_be_bytes(id);
        let mut message = Message::new(id, MessageType::Query, OpCode::Query);
        message.metadata.recursion_desired = self.recursion;
        message.metadata.checking_disabled = self.signatures;
        message.metadata.authentic_data = self.wants_authentic;
        message.add_query(Query::query(self.name.clone(), self.record));
        let mut edns = Edns::new();
        edns.set_max_payload(UDP_PAYLOAD).set_dnssec_ok(self.signatures);
        message.set_edns(edns);
        let bytes = message.to_vec().map_err(|error| Cause::NotEvaluated { reason: error.to_string() })?;
        Ok((id, bytes))
    }

    /// Whether `message` answers this question.
    fn is_answered_by(&self, message: &Message) -> bool {
        let meta = &message.metadata;
        let is_same = match message.queries.as_slice() {
            [query] => query.name() == &self.name && query.query_type() == self.record,
            // A server that could not read the question need not repeat it.
            [] => meta.response_code != ResponseCode::NoError && message.answers.is_empty(),
            _ => false,
        };
        is_same && meta.message_type == MessageType::Response && meta.op_code == OpCode::Query
    }
}

/// An answer.
#[derive(Debug)]
pub(super) struct Heard {
    pub message: Message,
    pub bytes: Vec<u8>,
    /// Whether it came over TCP because it was too long for UDP.
    pub was_truncated: bool,
}

impl Exchange {
    /// Asks, and says how long each part took.
    pub(super) async fn ask(&self, question: &Question) -> (Attempt, Said<Heard>) {
        let mut dial = Dial::within(&self.options, &self.connection, &self.rules, self.budget);
        let outcome = self.speak(question, &mut dial).await;
        (dial.end(Ok(())), outcome)
    }

    async fn speak(&self, question: &Question, dial: &mut Dial<'_>) -> Said<Heard> {
        let (id, request) = question.message()?;
        if self.transport == DnsTransport::Udp {
            let (message, bytes) = self.over_udp(question, id, &request, dial).await?;
            if !message.metadata.truncation {
                return Ok(Heard { message, bytes, was_truncated: false });
            }
        }
        let (message, bytes) = self.over_stream(question, id, &request, dial).await?;
        Ok(Heard { message, bytes, was_truncated: self.transport == DnsTransport::Udp })
    }

    async fn over_udp(
        &self,
        question: &Question,
        id: u16,
        request: &[u8],
        dial: &mut Dial<'_>,
    ) -> Said<(Message, Vec<u8>)> {
        let socket = dial.udp(&self.host, self.port).await?;
        let started = Instant::now();
        dial.budget.wait(Phase::Send, socket.send(request)).await?.map_err(|error| refused(&error, Phase::Send))?;
        let sent = started.elapsed();
        dial.attempt.timing.send_ms = Some(ms(sent));
        let mut buffer = [0; 4096];
        loop {
            let receiving = socket.recv(&mut buffer);
            let length = dial
                .budget
                .wait(Phase::FirstByte, receiving)
                .await?
                .map_err(|error| refused(&error, Phase::FirstByte))?;
            let bytes = buffer.get(..length).unwrap_or_default();
            // What has another number, or answers another question, may be anybody's.
            if bytes.first_chunk::<2>() != Some(&id.to_be_bytes()) {
                continue;
            }
            let message = read(bytes)?;
            if question.is_answered_by(&message) {
                dial.attempt.timing.first_byte_ms = Some(ms(started.elapsed().saturating_sub(sent)));
                return Ok((message, bytes.to_vec()));
            }
        }
    }

    async fn over_stream(
        &self,
        question: &Question,
        id: u16,
        request: &[u8],
        dial: &mut Dial<'_>,
    ) -> Said<(Message, Vec<u8>)> {
        let tls: Option<&[&[u8]]> = (self.transport == DnsTransport::Tls).then_some(&[]);
        let stream = dial.connect(&self.host, self.port, tls).await?;
        let mut talk = Talk::new(stream, dial.budget, MAX_BYTES);
        let length = u16::try_from(request.len()).unwrap_or(u16::MAX);
        // In one piece (RFC 7766 §8).
        talk.send(&[&length.to_be_bytes(), request].concat()).await?;
        let head = talk.bytes(2).await?;
        let length = head.iter().fold(0_usize, |sum, byte| (sum << 8) | usize::from(*byte));
        let bytes = talk.bytes(length).await?;
        talk.fill(&mut dial.attempt.timing);
        let message = read(&bytes)?;
        if message.metadata.id != id || !question.is_answered_by(&message) {
            return Err(Cause::Protocol { reason: "the answer is one to another question".to_string() }.into());
        }
        Ok((message, bytes))
    }
}

fn read(bytes: &[u8]) -> Result<Message, Cause> {
    Message::from_vec(bytes).map_err(|error| Cause::Protocol { reason: format!("the answer cannot be read: {error}") })
}

/// An answer by ICMP that nothing listens comes as a failed read.
fn refused(error: &std::io::Error, phase: Phase) -> Cause {
    match error.kind() {
        std::io::ErrorKind::ConnectionRefused => Cause::Refused,
        _ => stream_cause(error, phase),
    }
}
