//! Signatures from a trusted key to an answer (RFC 4035 §5), as `hickory-net` follows them over our own exchanges.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::stream::{self, Stream, StreamExt};
use hickory_net::dnssec::DnssecDnsHandle;
use hickory_net::proto::dnssec::rdata::DNSSECRData;
use hickory_net::proto::dnssec::{Proof, TrustAnchors};
use hickory_net::proto::op::{DnsRequest, DnsRequestOptions, DnsResponse, Message, Query, ResponseCode};
use hickory_net::proto::rr::{RData, Record, RecordType};
use hickory_net::runtime::TokioRuntimeProvider;
use hickory_net::{DnsError, DnsHandle, NetError};

use super::super::dial::Stop;
use super::exchange::{Exchange, Question};
use crate::check::{DnsCheck, DnssecSeen, DnssecState};
use crate::io::wall_clock;

/// Questions that one answer may lead to: more than any chain from the root has.
const MAX_QUESTIONS: usize = 64;

/// What signatures prove of the answer to `question`, which was `heard`.
pub(super) async fn judge(check: &DnsCheck, question: &Question, heard: &Message, exchange: &Exchange) -> DnssecSeen {
    let anchors = match check.trust_anchors.as_slice() {
        [] => TrustAnchors::default(),
        lines => match format!("{}\n", lines.join("\n")).parse() {
            Ok(anchors) => anchors,
            Err(error) => return unknown(format!("the trust anchors cannot be read: {error}")),
        },
    };
    if !matches!(heard.metadata.response_code, ResponseCode::NoError | ResponseCode::NXDomain) {
        return unknown(format!("the server answered {}", super::rcode(heard.metadata.response_code)));
    }
    let asker = Asker { exchange: Arc::new(exchange.clone()), left: Arc::new(AtomicUsize::new(MAX_QUESTIONS)) };
    let handle = DnssecDnsHandle::with_trust_anchor(asker.clone(), Arc::new(anchors));
    let mut options = DnsRequestOptions::default();
    options.edns_set_dnssec_ok = true;
    options.recursion_desired = question.recursion;
    let query = Query::query(question.name.clone(), question.record);
    let outcome = handle.lookup(query, options).next().await;
    let proof = match outcome {
        Some(Ok(response)) => proof_of(&response),
        Some(Err(NetError::Dns(DnsError::Nsec { proof, .. }))) => proof,
        Some(Err(error)) => return unknown(error.to_string()),
        None => Proof::Indeterminate,
    };
    let state = match proof {
        Proof::Secure => DnssecState::Secure,
        Proof::Insecure => DnssecState::Insecure,
        Proof::Bogus => DnssecState::Bogus,
        Proof::Indeterminate => DnssecState::Indeterminate,
    };
    let reason = match state {
        DnssecState::Bogus => fault(question, heard),
        DnssecState::Indeterminate if asker.left.load(Ordering::Relaxed) == 0 => {
            format!("more than {MAX_QUESTIONS} questions were needed")
        }
        DnssecState::Indeterminate => "no chain of keys leads to it, nor a proof that there is none".to_string(),
        DnssecState::Secure | DnssecState::Insecure => String::new(),
    };
    DnssecSeen { state, reason }
}

fn unknown(reason: String) -> DnssecSeen {
    DnssecSeen { state: DnssecState::Indeterminate, reason }
}

/// The weakest proof of the records that answer; of an answer without any, that of the proof that there are none.
fn proof_of(response: &Message) -> Proof {
    let counted = |record: &&Record| record.record_type() != RecordType::RRSIG;
    let weakest = |records: &[Record]| {
        let weight = |proof: Proof| match proof {
            Proof::Bogus => 0,
            Proof::Indeterminate => 1,
            Proof::Insecure => 2,
            Proof::Secure => 3,
        };
        records.iter().filter(counted).map(|record| record.proof).min_by_key(|proof| weight(*proof))
    };
    weakest(&response.answers).or_else(|| weakest(&response.authorities)).unwrap_or(Proof::Indeterminate)
}

/// What is wrong with the signatures of an answer, as far as they show it themselves.
fn fault(question: &Question, heard: &Message) -> String {
    let records = if heard.answers.is_empty() { &heard.authorities } else { &heard.answers };
    let signatures: Vec<_> = records
        .iter()
        .filter_map(|record| match &record.data {
            RData::DNSSEC(DNSSECRData::RRSIG(signature)) => Some(signature.input()),
            _ => None,
        })
        .filter(|input| heard.answers.is_empty() || input.type_covered == question.record)
        .collect();
    if signatures.is_empty() {
        return "there is no signature".to_string();
    }
    let now = wall_clock().as_millis() / 1000;
    // Times of signatures are of 32 bits (RFC 4034 §3.1.5): to count from now is right across their end.
    let away = |time: u32| i64::from(time.wrapping_sub((now & 0xffff_ffff) as u32) as i32);
    let ends = signatures.iter().map(|input| away(input.sig_expiration.get())).max().unwrap_or_default();
    let begins = signatures.iter().map(|input| away(input.sig_inception.get())).min().unwrap_or_default();
    if ends < 0 {
        return format!("the signature expired {} hours ago", -ends / 3600);
    }
    if begins > 0 {
        return format!("the signature is valid only in {} hours", begins / 3600);
    }
    "the signature does not follow from a trusted key".to_string()
}

/// Asks a server for what the chain needs.
#[derive(Clone)]
struct Asker {
    exchange: Arc<Exchange>,
    left: Arc<AtomicUsize>,
}

impl Asker {
    async fn answer(self, request: DnsRequest) -> Result<DnsResponse, NetError> {
        let taken = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        let query = request.queries.first().filter(|_| taken.is_ok());
        let Some(query) = query else { return Err(NetError::Message("too many questions")) };
        let recursion = request.options().recursion_desired;
        let question =
            Question { signatures: true, ..Question::new(query.name().clone(), query.query_type(), recursion) };
        match self.exchange.ask(&question).await.1 {
            Ok(heard) => DnsResponse::from_buffer(heard.bytes).map_err(NetError::from),
            Err(Stop::Failed(cause)) => Err(NetError::Msg(format!("the server {cause}"))),
            Err(Stop::Distrusted) => Err(NetError::Message("the certificate of the server is wrong")),
        }
    }
}

impl DnsHandle for Asker {
    type Response = Pin<Box<dyn Stream<Item = Result<DnsResponse, NetError>> + Send>>;
    type Runtime = TokioRuntimeProvider;

    fn send(&self, request: DnsRequest) -> Self::Response {
        Box::pin(stream::once(self.clone().answer(request)))
    }
}
