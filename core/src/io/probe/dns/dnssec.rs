//! Signatures from a trusted key to an answer (RFC 4035 §5), as `hickory-net` follows them over our own exchanges.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::stream::{self, Stream, StreamExt};
use hickory_net::dnssec::DnssecDnsHandle;
use hickory_net::proto::dnssec::rdata::{DNSKEY, DNSSECRData};
use hickory_net::proto::dnssec::{Algorithm, Proof, PublicKeyBuf, TrustAnchors, Verifier};
use hickory_net::proto::op::{DnsRequest, DnsRequestOptions, DnsResponse, Message, Query, ResponseCode};
use hickory_net::proto::rr::{DNSClass, LowerName, Name, RData, Record, RecordType};
use hickory_net::runtime::TokioRuntimeProvider;
use hickory_net::{DnsError, DnsHandle, NetError};

use super::super::dial::Stop;
use super::exchange::{Exchange, Question};
use crate::check::{DnsCheck, DnssecSeen, DnssecState};
use crate::io::wall_clock;

/// Questions that one answer may lead to: more than any chain from the root has.
const MAX_QUESTIONS: usize = 64;

/// Signatures of the keys of one zone that are tried at most.
const MAX_SIGNATURES: usize = 16;

/// What signatures prove of the answer to `question`, which was `heard`.
pub(super) async fn judge(check: &DnsCheck, question: &Question, heard: &Message, exchange: &Exchange) -> DnssecSeen {
    if !matches!(heard.metadata.response_code, ResponseCode::NoError | ResponseCode::NXDomain) {
        return unknown(format!("the server answered {}", super::rcode(heard.metadata.response_code)));
    }
    let anchors = match anchors(check, exchange).await {
        Ok(anchors) => anchors,
        Err(reason) => return unknown(reason),
    };
    let asker = Asker { exchange: Arc::new(exchange.clone()), left: Arc::new(AtomicUsize::new(MAX_QUESTIONS)) };
    let handle = DnssecDnsHandle::with_trust_anchor(asker.clone(), Arc::new(anchors));
    let mut options = DnsRequestOptions::default();
    options.edns_set_dnssec_ok = true;
    options.recursion_desired = question.recursion;
    let query = Query::query(question.name.clone(), question.record);
    let outcome = handle.lookup(query, options).next().await;
    let proof = match outcome {
        Some(Ok(response)) => proof_of(&response),
        Some(Err(NetError::Dns(DnsError::Nsec { proof: Proof::Bogus, response, .. }))) if is_expanded(&response) => {
            Proof::Secure
        }
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

/// The keys to trust: those of the root, or those given, with the keys that they sign at their own zone.
async fn anchors(check: &DnsCheck, exchange: &Exchange) -> Result<TrustAnchors, String> {
    if check.trust_anchors.is_empty() {
        return Ok(TrustAnchors::default());
    }
    let mut anchors = TrustAnchors::empty();
    let mut given: Vec<(Name, DNSKEY)> = Vec::new();
    for line in &check.trust_anchors {
        let (owner, key) = key(line).ok_or_else(|| format!("{line:?} is no key of a zone file"))?;
        anchors.insert_with_name(key.public_key(), LowerName::from(&owner));
        given.push((owner, key));
    }
    let mut owners: Vec<Name> = given.iter().map(|(owner, _)| owner.clone()).filter(|owner| !owner.is_root()).collect();
    owners.dedup();
    for owner in owners {
        let question =
            Question { signatures: true, ..Question::new(owner.clone(), RecordType::DNSKEY, check.recursion) };
        let Ok(heard) = exchange.ask(&question).await.1 else { continue };
        let trusted = given.iter().filter(|(of, _)| *of == owner).map(|(_, key)| key);
        for key in signed_keys(&owner, &heard.message, trusted) {
            anchors.insert_with_name(key.public_key(), LowerName::from(&owner));
        }
    }
    Ok(anchors)
}

/// `example.org. 3600 IN DNSKEY 257 3 13 …`
fn key(line: &str) -> Option<(Name, DNSKEY)> {
    let mut words = line.split_ascii_whitespace();
    let owner = super::name(words.next()?, false).ok()?;
    words.find(|word| *word == "DNSKEY")?;
    let (flags, protocol, algorithm) = (words.next()?.parse().ok()?, words.next()?, words.next()?.parse().ok()?);
    let public = STANDARD.decode(words.collect::<String>()).ok().filter(|_| protocol == "3")?;
    Some((owner, DNSKEY::with_flags(flags, PublicKeyBuf::new(public, Algorithm::from_u8(algorithm)))))
}

/// The keys of a zone, where one that is trusted signs them (RFC 4035 §5).
fn signed_keys<'a>(owner: &Name, heard: &Message, trusted: impl Iterator<Item = &'a DNSKEY> + Clone) -> Vec<DNSKEY> {
    let keys = || {
        heard.answers.iter().filter(|record| record.name == *owner).filter_map(|record| match &record.data {
            RData::DNSSEC(DNSSECRData::DNSKEY(key)) => Some(key),
            _ => None,
        })
    };
    let now = now();
    let is_signed = heard.answers.iter().filter(|record| record.name == *owner).take(MAX_SIGNATURES).any(|record| {
        let RData::DNSSEC(DNSSECRData::RRSIG(signature)) = &record.data else { return false };
        let input = signature.input();
        let is_now = away(input.sig_inception.get(), now) <= 0 && away(input.sig_expiration.get(), now) >= 0;
        is_now
            && input.type_covered == RecordType::DNSKEY
            && input.signer_name == *owner
            && trusted.clone().any(|key| {
                keys().any(|known| known.public_key() == key.public_key())
                    && key.verify_rrsig(owner, DNSClass::IN, signature, heard.answers.iter()).is_ok()
            })
    });
    if is_signed { keys().filter(|key| key.zone_key() && !key.revoke()).cloned().collect() } else { Vec::new() }
}

/// Now in the 32 bits of the times of signatures (RFC 4034 §3.1.5).
fn now() -> u32 {
    ((wall_clock().as_millis() / 1000) & 0xffff_ffff) as u32
}

/// Seconds from now, right across the end of the 32 bits.
fn away(time: u32, now: u32) -> i64 {
    i64::from(time.wrapping_sub(now) as i32)
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

/// Whether an answer that a wildcard gave is right: every record is secure, and of each that is from a wildcard it is proved that
/// no name nearer to it exists (RFC 4035 §5.3.4). `hickory-net` asks for more where the zone has NSEC: that the wildcard itself
/// does not exist.
fn is_expanded(response: &Message) -> bool {
    let is_secure = response.metadata.response_code == ResponseCode::NoError
        && !response.answers.is_empty()
        && proof_of(response) == Proof::Secure;
    is_secure
        && response.answers.iter().all(|record| match &record.data {
            RData::DNSSEC(DNSSECRData::RRSIG(signature)) if signature.input().num_labels < record.name.num_labels() => {
                let nearer = record.name.trim_to(usize::from(signature.input().num_labels) + 1);
                is_absent(&nearer, response)
            }
            _ => true,
        })
}

/// Whether an NSEC record proves that neither `name` nor anything below it exists (RFC 4034 §4).
fn is_absent(name: &Name, response: &Message) -> bool {
    response.authorities.iter().filter(|record| record.proof == Proof::Secure).any(|record| {
        let RData::DNSSEC(DNSSECRData::NSEC(nsec)) = &record.data else { return false };
        let (owner, next) = (&record.name, nsec.next_domain_name());
        let is_cut = nsec.is_ancestor_delegation() && owner.zone_of(name);
        // The last record of a zone leads back to its apex.
        let is_between = name > owner && (name < next || next <= owner && next.zone_of(name));
        is_between && !is_cut && !name.zone_of(next)
    })
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
    let now = now();
    let ends = signatures.iter().map(|input| away(input.sig_expiration.get(), now)).max().unwrap_or_default();
    let begins = signatures.iter().map(|input| away(input.sig_inception.get(), now)).min().unwrap_or_default();
    if ends < 0 {
        return format!("the signature expired {} hours ago", ends.unsigned_abs() / 3600);
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
