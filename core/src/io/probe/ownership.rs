//! What stands where the token of an owner should be.

use url::Url;

use super::lines::shown;
use super::{ProbeOptions, http};
use crate::check::{self, Cause, OwnershipCheck, OwnershipObservation, OwnershipProof};
use crate::error::Result;

/// Bytes of a page or a file at most.
const MAX_BYTES: u64 = 256 * 1024;
/// Texts that are kept at most, and letters of each.
const MAX_FOUND: usize = 64;
const MAX_LETTERS: usize = 255;

pub(super) async fn observe(check: &OwnershipCheck, options: &ProbeOptions) -> Result<OwnershipObservation> {
    match check.proof {
        OwnershipProof::Txt => records(check, "TXT", options).await,
        OwnershipProof::Cname => records(check, "CNAME", options).await,
        OwnershipProof::Meta | OwnershipProof::File => page(check, options).await,
    }
}

async fn records(check: &OwnershipCheck, record: &str, options: &ProbeOptions) -> Result<OwnershipObservation> {
    let mut question = check::dns(check.record_name()).record(record);
    question.servers.clone_from(&check.connection.name_servers);
    question.connection = check.connection.clone();
    question.connection.name_servers.clear();
    let got = super::dns::observe(&question, options).await?;
    // Of several servers the first that knows counts, as in a lookup.
    let mut seen = OwnershipObservation { attempt: got.attempt, found: Vec::new() };
    for reply in got.replies {
        match reply.rcode.as_deref() {
            Some("NOERROR" | "NXDOMAIN") => {
                seen.attempt.failure = None;
                let texts = reply.records.iter().filter(|found| found.record == record);
                seen.found.extend(texts.map(|found| shown(&found.data, MAX_LETTERS)).take(MAX_FOUND));
                return Ok(seen);
            }
            Some(code) => {
                let reason = format!("the name server {} answered {code}", reply.server);
                seen.attempt.failure = Some(Cause::ResolverFailed { reason });
            }
            None => seen.attempt.failure = reply.attempt.failure.or(seen.attempt.failure),
        }
    }
    Ok(seen)
}

async fn page(check: &OwnershipCheck, options: &ProbeOptions) -> Result<OwnershipObservation> {
    let mut request = check::http(check.url()).max_bytes(MAX_BYTES).max_redirects(5);
    request.connection = check.connection.clone();
    let got = http::observe(&request, options).await?;
    let mut seen = OwnershipObservation { attempt: got.attempt, found: Vec::new() };
    let own = Url::parse(&check.url()).ok().and_then(|url| url.host_str().map(str::to_string));
    let is_own = |address: &str| Url::parse(address).is_ok_and(|url| url.host_str() == own.as_deref());
    // Who owns the place to which it leads need not own the host.
    let elsewhere = got.hops.iter().map(|hop| &hop.url).chain([&got.url]).find(|url| !is_own(url));
    if let Some(location) = elsewhere {
        let reason = "another host proves nothing of this one".to_string();
        seen.attempt.failure = Some(Cause::BadRedirect { location: shown(location, MAX_LETTERS), reason });
    }
    if let (None, Some(tls)) =
        (&seen.attempt.failure, seen.attempt.tls.as_ref().and_then(|facts| facts.verdict.clone()))
    {
        seen.attempt.failure = Some(Cause::Tls { tls });
    }
    match got.status {
        _ if seen.attempt.failure.is_some() => {}
        Some(200) if check.proof == OwnershipProof::File => {
            seen.found = got.body.lines().map(|line| shown(line.trim(), MAX_LETTERS)).take(MAX_FOUND).collect();
        }
        Some(200) => seen.found = metas(&got.body),
        Some(status) => seen.attempt.failure = Some(Cause::StatusCode { status }),
        None => {}
    }
    Ok(seen)
}

/// The contents of the meta tags `netwarden-challenge` before the body: what readers of a page may write is in the body.
pub(super) fn metas(page: &str) -> Vec<String> {
    let lower = page.to_ascii_lowercase();
    let end = lower.find("<body").unwrap_or(lower.len());
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = lower.get(at..end).and_then(|rest| rest.find('<')).map(|open| at + open) {
        let rest = lower.get(open..end).unwrap_or_default();
        if rest.starts_with("<!--") {
            let Some(length) = rest.find("-->") else { break };
            at = open + length + 3;
            continue;
        }
        let Some(length) = rest.find('>') else { break };
        let tag = page.get(open..open + length).unwrap_or_default();
        if rest.starts_with("<meta") && attribute(tag, "name").as_deref() == Some("netwarden-challenge") {
            found.extend(attribute(tag, "content").map(|text| shown(&text, MAX_LETTERS)));
        }
        at = open + length + 1;
        if found.len() >= MAX_FOUND {
            break;
        }
    }
    found
}

/// The value of an attribute of a tag, in quotes or without.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let mut from = 0;
    while let Some(at) = lower.get(from..)?.find(name).map(|at| from + at) {
        let before = lower.get(..at)?.chars().next_back();
        let after = tag.get(at + name.len()..)?.trim_start();
        from = at + name.len();
        if !before.is_some_and(|letter| letter.is_whitespace() || matches!(letter, '"' | '\'')) {
            continue;
        }
        let Some(value) = after.strip_prefix('=').map(str::trim_start) else { continue };
        let quote = value.chars().next().filter(|letter| matches!(letter, '"' | '\''));
        return match quote {
            Some(quote) => value.get(1..)?.split(quote).next().map(str::to_string),
            None => value.split_ascii_whitespace().next().map(|word| word.trim_end_matches('/').to_string()),
        };
    }
    None
}
