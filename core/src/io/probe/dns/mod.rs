//! Name servers: questions over UDP, TCP and TLS, signatures, serial numbers.

mod dnssec;
mod exchange;
mod lookup;
mod serials;

use futures_util::future::join_all;
use hickory_net::proto::op::{Message, ResponseCode};
use hickory_net::proto::rr::{Name, RecordType};

use super::dial::Stop;
use super::{Budget, ProbeOptions};
use crate::check::{
    AddressPolicy, Attempt, Cause, DnsCheck, DnsObservation, DnsRecord, DnsReply, DnssecRule, TlsRules,
};
use crate::error::Result;
use crate::io::wall_clock;
use exchange::{Exchange, Question};

pub(super) use lookup::lookup;

/// Records of an answer that are kept at most.
const MAX_RECORDS: usize = 512;

pub(super) async fn observe(check: &DnsCheck, options: &ProbeOptions) -> Result<DnsObservation> {
    let budget = Budget::start(check.connection.timeout_ms);
    let at = wall_clock();
    let mut seen = DnsObservation::default();
    let question = match question(check) {
        Ok(question) => question,
        Err(cause) => {
            seen.attempt = Attempt { at, failure: Some(cause), ..Attempt::default() };
            return Ok(seen);
        }
    };
    let mut whom = Vec::new();
    if check.servers.is_empty() {
        let (reply, exchange) = by_system(check, &question, options, budget).await;
        match exchange {
            Some(exchange) => whom.push((reply, exchange)),
            None => seen.attempt = reply.attempt,
        }
    } else {
        let asking = check.servers.iter().map(|server| async move {
            let (host, port) = check.host_and_port(server).unwrap_or_default();
            let exchange = Exchange::new(check, options, (host, port), budget);
            (server, exchange)
        });
        let question = &question;
        let replies = join_all(asking.map(|asking| async move {
            let (server, exchange) = asking.await;
            (answered(server, check, question, &exchange).await, exchange)
        }));
        whom = replies.await;
    }
    if check.same_serial {
        let exchanges: Vec<&Exchange> = whom.iter().map(|(_, exchange)| exchange).collect();
        seen.serials = serials::serials(&question.name, &exchanges, options, serials::PORT).await;
    }
    match whom.as_slice() {
        [] => seen.attempt.at = at,
        [(only, _)] => seen.attempt = only.attempt.clone(),
        _ => seen.attempt.at = at,
    }
    seen.attempt.timing.total_ms = budget.total_ms();
    seen.replies = whom.into_iter().map(|(reply, _)| reply).collect();
    Ok(seen)
}

/// The servers of this system, in turn until one answers; they are not the target, so that no policy forbids them.
async fn by_system(
    check: &DnsCheck,
    question: &Question,
    options: &ProbeOptions,
    budget: Budget,
) -> (DnsReply, Option<Exchange>) {
    let options = options.clone().policy(AddressPolicy::open());
    let servers = lookup::system_servers();
    let mut last = None;
    for (index, server) in servers.iter().enumerate() {
        let exchange = Exchange::new(check, &options, (server.ip().to_string(), server.port()), budget);
        let shared = Exchange { budget: lookup::share(budget, servers.len() - index), ..exchange.clone() };
        let reply = answered(&server.ip().to_string(), check, question, &shared).await;
        let is_answer = reply.rcode.is_some();
        last = Some((reply, Some(exchange)));
        if is_answer {
            break;
        }
    }
    last.unwrap_or_else(|| {
        let reason = "this system names no name server; name one in the check".to_string();
        let attempt =
            Attempt { at: wall_clock(), failure: Some(Cause::ResolverFailed { reason }), ..Attempt::default() };
        (DnsReply { attempt, ..DnsReply::default() }, None)
    })
}

fn question(check: &DnsCheck) -> Result<Question, Cause> {
    let record = check.record_type();
    let record: RecordType = match crate::check::type_number(&record) {
        Some(number) => number.into(),
        None => {
            record.parse().map_err(|_| Cause::NotEvaluated { reason: format!("{record} is no type of records") })?
        }
    };
    Ok(Question {
        name: name(&check.name, record == RecordType::PTR)?,
        record,
        recursion: check.recursion,
        signatures: check.dnssec != DnssecRule::Ignore,
        wants_authentic: check.flags.iter().any(|flag| flag.eq_ignore_ascii_case("ad")),
    })
}

fn name(given: &str, is_pointer: bool) -> Result<Name, Cause> {
    if let (Ok(address), true) = (given.parse::<std::net::IpAddr>(), is_pointer) {
        return Ok(Name::from(address));
    }
    let mut name: Name = given.parse().map_err(|_| Cause::NameNotFound { reason: "it is no DNS name".to_string() })?;
    name.set_fqdn(true);
    Ok(name)
}

/// What one server says.
async fn answered(server: &str, check: &DnsCheck, question: &Question, exchange: &Exchange) -> DnsReply {
    let mut reply = DnsReply { server: server.to_string(), ..DnsReply::default() };
    let (attempt, heard) = exchange.ask(question).await;
    reply.attempt = attempt;
    match heard {
        Ok(heard) => {
            reply.rcode = Some(rcode(heard.message.metadata.response_code));
            reply.flags = flags(&heard.message);
            reply.truncated = heard.was_truncated;
            reply.records = records(&heard.message);
            if check.dnssec != DnssecRule::Ignore {
                reply.dnssec = Some(dnssec::judge(check, question, &heard.message, exchange).await);
                reply.attempt.timing.total_ms = exchange.budget.total_ms();
            }
        }
        Err(Stop::Failed(cause)) => reply.attempt.failure = Some(cause),
        Err(Stop::Distrusted) => {}
    }
    reply
}

fn flags(message: &Message) -> Vec<String> {
    let meta = &message.metadata;
    let all = [
        ("aa", meta.authoritative),
        ("tc", meta.truncation),
        ("rd", meta.recursion_desired),
        ("ra", meta.recursion_available),
        ("ad", meta.authentic_data),
        ("cd", meta.checking_disabled),
    ];
    all.into_iter().filter(|(_, is_set)| *is_set).map(|(name, _)| name.to_string()).collect()
}

fn records(message: &Message) -> Vec<DnsRecord> {
    let known = message.answers.iter().take(MAX_RECORDS);
    known
        .map(|record| {
            let kind = record.record_type();
            let data = record.data.to_string();
            DnsRecord {
                name: bare(&record.name.to_string()),
                record: match kind {
                    RecordType::Unknown(number) => format!("TYPE{number}"),
                    known => known.to_string(),
                },
                ttl: record.ttl,
                data: if kind == RecordType::TXT {
                    data
                } else {
                    data.split(' ').map(bare).collect::<Vec<String>>().join(" ")
                },
            }
        })
        .collect()
}

/// A name without the dot at its end; the root stays a dot.
fn bare(name: &str) -> String {
    name.strip_suffix('.').filter(|bare| !bare.is_empty()).unwrap_or(name).to_string()
}

/// The name of a code in the registry (RFC 6895 §2.3).
fn rcode(code: ResponseCode) -> String {
    let known = match code {
        ResponseCode::NoError => "NOERROR",
        ResponseCode::FormErr => "FORMERR",
        ResponseCode::ServFail => "SERVFAIL",
        ResponseCode::NXDomain => "NXDOMAIN",
        ResponseCode::NotImp => "NOTIMP",
        ResponseCode::Refused => "REFUSED",
        ResponseCode::YXDomain => "YXDOMAIN",
        ResponseCode::YXRRSet => "YXRRSET",
        ResponseCode::NXRRSet => "NXRRSET",
        ResponseCode::NotAuth => "NOTAUTH",
        ResponseCode::NotZone => "NOTZONE",
        ResponseCode::BADVERS => "BADVERS",
        ResponseCode::BADCOOKIE => "BADCOOKIE",
        other => return format!("RCODE{}", u16::from(other)),
    };
    known.to_string()
}

impl Exchange {
    fn new(check: &DnsCheck, options: &ProbeOptions, at: (String, u16), budget: Budget) -> Self {
        Self {
            options: options.clone(),
            connection: check.connection.clone(),
            rules: check.tls_rules.clone(),
            host: at.0,
            port: at.1,
            transport: check.transport,
            budget,
        }
    }

    /// The same way to another server, without TLS.
    fn elsewhere(&self, host: String, port: u16, options: &ProbeOptions) -> Self {
        let transport = crate::check::DnsTransport::Udp;
        let connection = crate::check::Connection { proxy: None, ..self.connection.clone() };
        let (options, rules) = (options.clone(), TlsRules::default());
        Self { options, connection, rules, host, port, transport, budget: self.budget }
    }
}
