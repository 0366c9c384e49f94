//! RDAP: which server (RFC 9224), and what it says (RFC 9083).

use std::time::Duration;

use serde_json::Value;

use super::super::{Budget, ProbeOptions};
use super::{Told, date, fetch, left};
use crate::check::{Attempt, Cause, DomainCheck, DomainObservation};

/// Where IANA publishes which server knows which domains.
const IANA: &str = "https://data.iana.org/rdap/dns.json";
/// Servers of the largest top-level domains, so that most checks ask one server less.
const KNOWN: &[(&str, &str)] = &[
    ("com", "https://rdap.verisign.com/com/v1/"),
    ("net", "https://rdap.verisign.com/net/v1/"),
    ("org", "https://rdap.publicinterestregistry.org/rdap/"),
    ("info", "https://rdap.identitydigital.services/rdap/"),
    ("app", "https://pubapi.registry.google/rdap/"),
    ("dev", "https://pubapi.registry.google/rdap/"),
    ("cz", "https://rdap.nic.cz/"),
    ("fr", "https://rdap.nic.fr/"),
    ("nl", "https://rdap.sidn.nl/"),
    ("uk", "https://rdap.nominet.uk/uk/"),
];
/// Names of one kind that are kept at most.
const MAX_NAMES: usize = 64;

/// What the registry says; `None` where it has no RDAP server.
pub(super) async fn ask(
    check: &DomainCheck,
    name: &str,
    options: &ProbeOptions,
    budget: Budget,
    time: Duration,
) -> Result<Option<DomainObservation>, Box<(Cause, Attempt)>> {
    let until = budget.started.elapsed() + time;
    let within = || until.saturating_sub(budget.started.elapsed()).min(left(budget));
    let base = match (&check.rdap, &check.bootstrap) {
        (Some(base), _) => base.clone(),
        (None, None) if known(name).is_some() => known(name).unwrap_or_default().to_string(),
        (None, list) => {
            let list = list.as_deref().unwrap_or(IANA);
            let (services, attempt) = fetch(list, &check.connection, options, within()).await?;
            let Some(services) = services else {
                let reason = "the list of RDAP servers is not where it should be".to_string();
                return Err(Box::new((Cause::ServiceFailed { reason }, attempt)));
            };
            match server(&services, name) {
                Some(base) => base,
                None => return Ok(None),
            }
        }
    };
    let url = format!("{}/domain/{name}", base.trim_end_matches('/'));
    let told: Told = match fetch(&url, &check.connection, options, within()).await? {
        (Some(value), attempt) => read(&value, attempt),
        (None, attempt) => Ok(DomainObservation {
            attempt,
            source: "rdap".to_string(),
            registered: Some(false),
            ..DomainObservation::default()
        }),
    };
    told.map(Some)
}

fn known(name: &str) -> Option<&'static str> {
    let top = name.rsplit('.').next()?;
    KNOWN.iter().find(|(known, _)| top.eq_ignore_ascii_case(known)).map(|(_, base)| *base)
}

/// The server of the longest suffix of `name` in a list of services (RFC 9224 §4); HTTPS where it has both.
pub(super) fn server(services: &Value, name: &str) -> Option<String> {
    let mut best: Option<(usize, String)> = None;
    for service in services.get("services")?.as_array()? {
        let Some([entries, addresses]) = service.as_array().map(Vec::as_slice) else { continue };
        let addresses = || addresses.as_array().into_iter().flatten().filter_map(Value::as_str);
        let address = addresses().find(|url| url.starts_with("https:")).or_else(|| addresses().next());
        for entry in entries.as_array().into_iter().flatten().filter_map(Value::as_str) {
            let is_below = name
                .len()
                .checked_sub(entry.len() + 1)
                .and_then(|at| name.get(at..))
                .is_some_and(|tail| tail.strip_prefix('.').is_some_and(|tail| tail.eq_ignore_ascii_case(entry)));
            if let (true, Some(address)) = (is_below, address) {
                if best.as_ref().is_none_or(|(length, _)| entry.len() > *length) {
                    best = Some((entry.len(), address.to_string()));
                }
            }
        }
    }
    best.map(|(_, address)| address)
}

/// Takes the object of a domain apart.
pub(super) fn read(value: &Value, attempt: Attempt) -> Told {
    if value.get("objectClassName").and_then(Value::as_str) != Some("domain") {
        let reason = "its answer is not that of RDAP for a domain".to_string();
        return Err(Box::new((Cause::Protocol { reason }, attempt)));
    }
    let list = |name: &str| value.get(name).and_then(Value::as_array).into_iter().flatten().take(MAX_NAMES);
    let event = |action: &str| {
        let is_it = |event: &&Value| event.get("eventAction").and_then(Value::as_str) == Some(action);
        list("events").find(is_it).and_then(|event| date::parse(event.get("eventDate")?.as_str()?))
    };
    let is_registrar = |entity: &&Value| {
        let roles = entity.get("roles").and_then(Value::as_array).into_iter().flatten();
        roles.filter_map(Value::as_str).any(|role| role == "registrar")
    };
    Ok(DomainObservation {
        attempt,
        source: "rdap".to_string(),
        registered: Some(true),
        registrar: list("entities").find(is_registrar).and_then(full_name),
        statuses: list("status").filter_map(Value::as_str).map(str::to_string).collect(),
        name_servers: list("nameservers")
            .filter_map(|server| server.get("ldhName")?.as_str())
            .map(|name| name.trim_end_matches('.').to_ascii_lowercase())
            .collect(),
        expires: event("expiration"),
        created: event("registration"),
    })
}

/// `fn` of a jCard (RFC 7095), else the handle.
fn full_name(entity: &Value) -> Option<String> {
    let card = entity.get("vcardArray").and_then(|card| card.get(1)).and_then(Value::as_array);
    let named = card.into_iter().flatten().find(|field| field.get(0).and_then(Value::as_str) == Some("fn"));
    let name = named.and_then(|field| field.get(3)).or_else(|| entity.get("handle"));
    name.and_then(Value::as_str).filter(|name| !name.is_empty()).map(|name| name.chars().take(255).collect())
}
