use zeroize::Zeroizing;

use super::ProbeOptions;
use super::dial::Dial;
use super::web::{Journey, Plan};
use crate::check::{HttpCheck, HttpObservation, TlsRules};
use crate::error::Result;

/// The type of a body, where nothing is said of it.
pub(super) const PLAIN: &str = "text/plain; charset=utf-8";

/// One request and the redirects that follow it, each on a connection of its own.
pub(super) async fn observe(check: &HttpCheck, options: &ProbeOptions) -> Result<HttpObservation> {
    let elsewhere = TlsRules { server_name: None, ..check.tls_rules.clone() };
    let kind = || check.content_type.clone().unwrap_or_else(|| PLAIN.to_string());
    let plan = Plan {
        method: check.method,
        headers: Plan::headers(&check.headers),
        body: check.body.as_ref().map(|body| (kind(), Zeroizing::new(body.clone().into_bytes()))),
        version: check.version,
        compressed: check.compressed,
        login: &check.login,
        is_secret: false,
        max_redirects: check.max_redirects,
        max_bytes: check.max_bytes,
        rules: &check.tls_rules,
        elsewhere: &elsewhere,
    };
    let mut dial = Dial::start(options, &check.connection, &check.tls_rules);
    let mut journey = Journey::from(check.parsed_url()?);
    let outcome = journey.go(&plan, &mut dial).await;
    let (attempt, Journey { url, hops, answer }) = (dial.end(outcome), journey);
    let (body, bytes) = (answer.text(), answer.body.len() as u64);
    Ok(HttpObservation {
        attempt,
        hops,
        url: url.to_string(),
        status: answer.status,
        headers: answer.headers,
        version: answer.version,
        body,
        bytes,
        truncated: answer.truncated,
        decoded: answer.decoded,
    })
}
