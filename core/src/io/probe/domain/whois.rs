//! WHOIS (RFC 3912): one line there, a text of no common form back.

use std::time::Duration;

use super::super::ProbeOptions;
use super::super::dial::{Dial, Said, Stop};
use super::super::lines::{Talk, shown};
use super::{Told, date, part};
use crate::check::validate::host_and_port;
use crate::check::{Attempt, Cause, DomainCheck, DomainObservation, TlsRules};

/// Where it is known which server knows a top-level domain.
const IANA: &str = "whois.iana.org";
/// Bytes of an answer at most.
const MAX_BYTES: usize = 256 * 1024;
/// Lines of an answer at most.
const MAX_LINES: usize = 4096;
/// Servers asked at most: the first and those to which they refer.
const MAX_SERVERS: usize = 3;

const EXPIRY: &[&str] = &[
    "registry expiry date",
    "registrar registration expiration date",
    "expiry date",
    "expiration date",
    "expiration time",
    "expiration",
    "expires",
    "expire",
    "expires on",
    "expire date",
    "expiry",
    "paid-till",
    "renewal date",
    "valid until",
    "validity",
    "domain expires",
    "domain expiration date",
    "record expires on",
    "valid-date",
    "expires at",
];
const CREATED: &[&str] = &[
    "creation date",
    "created",
    "created on",
    "registered",
    "registered on",
    "registered date",
    "registration time",
    "domain registered",
    "registration date",
];
const REGISTRAR: &[&str] = &["registrar", "registrar name", "sponsoring registrar", "registrar organization"];
const STATUS: &[&str] = &["domain status", "status", "state"];
const SERVER: &[&str] = &["name server", "name servers", "nserver", "nameserver", "nameservers", "domain nameservers"];
const REFERRAL: &[&str] = &["refer", "whois"];
const ABSENT: &[&str] = &[
    "no match",
    "not found",
    "no entries found",
    "no data found",
    "no object found",
    "nothing found",
    "status: free",
    "status: available",
    "is available for registration",
    "is free",
    "does not exist",
];

pub(super) async fn ask(check: &DomainCheck, name: &str, options: &ProbeOptions, time: Duration) -> Told {
    let connection = part(&check.connection, time);
    let rules = TlsRules::default();
    let mut dial = Dial::start(options, &connection, &rules);
    let mut server = check.whois.clone().unwrap_or_else(|| IANA.to_string());
    for _ in 0..MAX_SERVERS {
        dial.next(&rules);
        let lost = |cause: Cause, dial: Dial<'_>| Err(Box::new((cause, dial.end(Ok(())))));
        let text = match query(&server, name, &mut dial).await {
            Ok(text) => text,
            Err(Stop::Failed(cause)) => return lost(cause, dial),
            Err(Stop::Distrusted) => return lost(Cause::Protocol { reason: "it speaks TLS".to_string() }, dial),
        };
        let seen = read(&text, Attempt::default());
        let tells = seen.registered.is_some();
        match referral(&text).filter(|next| *next != server) {
            Some(next) if !tells || seen.expires.is_none() && seen.registrar.is_none() => server = next,
            _ => return Ok(DomainObservation { attempt: dial.end(Ok(())), ..seen }),
        }
    }
    let reason = format!("more than {MAX_SERVERS} servers refer to one another");
    Err(Box::new((Cause::Protocol { reason }, dial.end(Ok(())))))
}

async fn query(server: &str, name: &str, dial: &mut Dial<'_>) -> Said<String> {
    let (host, port) = host_and_port("whois", server, Some(43))
        .map_err(|_| Cause::Protocol { reason: format!("it refers to {:?}", shown(server, 80)) })?;
    let stream = dial.connect(&host, port, None).await?;
    let mut talk = Talk::new(stream, dial.budget, MAX_BYTES);
    talk.say(name).await?;
    let mut text = String::new();
    for _ in 0..MAX_LINES {
        match talk.line().await {
            Ok(line) => {
                text.push_str(&line);
                text.push('\n');
            }
            // The end of the answer is that of the connection.
            Err(Cause::Closed { .. }) if !text.is_empty() => {
                talk.fill(&mut dial.attempt.timing);
                return Ok(text);
            }
            Err(cause) => return Err(cause.into()),
        }
    }
    Err(Cause::AnswerTooLong { limit: MAX_BYTES as u64 }.into())
}

/// `Registry Expiry Date: …`, `expires............: …`, `[Expires on] …`: names in small letters, and their values. What stands
/// below a name alone belongs to it.
fn fields(text: &str) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    let mut open: Option<String> = None;
    for line in text.lines() {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with(['%', '#', '>']) {
            open = None;
            continue;
        }
        let bracketed = trimmed.strip_prefix('[').and_then(|rest| rest.split_once(']'));
        let pair =
            bracketed.or_else(|| trimmed.split_once(": ")).or_else(|| trimmed.strip_suffix(':').map(|name| (name, "")));
        let pair = pair.or_else(|| trimmed.split_once(":\t"));
        match (pair, &open) {
            (Some((name, value)), _) if name.len() <= 64 => {
                let name = name.trim_matches(['.', ' ', '\t', '[', ']']).to_lowercase();
                let value = value.trim();
                open = value.is_empty().then(|| name.clone());
                if !value.is_empty() {
                    fields.push((name, value.to_string()));
                }
            }
            (_, Some(name)) if line.starts_with([' ', '\t']) => fields.push((name.clone(), trimmed.to_string())),
            _ => {}
        }
    }
    fields
}

fn referral(text: &str) -> Option<String> {
    let fields = fields(text);
    let found = fields.iter().find(|(name, _)| REFERRAL.contains(&name.as_str()))?.1.clone();
    let found = found.strip_prefix("whois://").unwrap_or(&found).trim_end_matches('/').to_string();
    (!found.contains(' ')).then_some(found)
}

/// Reads what a server says of a domain.
pub(super) fn read(text: &str, attempt: Attempt) -> DomainObservation {
    let fields = fields(text);
    let all = |names: &'static [&'static str]| {
        fields.iter().filter(move |(name, _)| names.contains(&name.as_str())).map(|(_, value)| value.as_str()).take(64)
    };
    // `clientTransferProhibited https://icann.org/epp#clientTransferProhibited`
    let status = |value: &str| {
        shown(value.split(" http").next().unwrap_or(value).split(" (http").next().unwrap_or(value).trim(), 120)
    };
    let mut seen = DomainObservation {
        attempt,
        source: "whois".to_string(),
        registered: None,
        registrar: all(REGISTRAR).next().map(|name| shown(name, 255)),
        statuses: all(STATUS).map(status).collect(),
        name_servers: all(SERVER)
            .filter_map(|value| value.split_ascii_whitespace().next())
            .map(|name| name.trim_end_matches(['.', ',']).to_ascii_lowercase())
            .filter(|name| name.contains('.'))
            .collect(),
        expires: all(EXPIRY).find_map(date::parse),
        created: all(CREATED).find_map(date::parse),
    };
    let is_told =
        seen.registrar.is_some() || seen.expires.is_some() || seen.created.is_some() || !seen.name_servers.is_empty();
    let lower = text.to_lowercase();
    seen.registered = match is_told {
        true => Some(true),
        false if ABSENT.iter().any(|words| lower.contains(words)) => Some(false),
        false => None,
    };
    seen
}
