use zeroize::Zeroizing;

use super::ProbeOptions;
use super::dial::Dial;
use super::web::{Journey, Plan};
use crate::check::{HttpMethod, HttpVersion, SoapCheck, SoapObservation, SoapVersion};
use crate::error::Result;

pub(super) async fn observe(check: &SoapCheck, options: &ProbeOptions) -> Result<SoapObservation> {
    let action = check.action.as_deref().unwrap_or_default();
    let (headers, kind) = match check.version {
        SoapVersion::Soap11 => {
            (vec![("SOAPAction".to_string(), format!("\"{action}\"").into())], "text/xml; charset=utf-8".to_string())
        }
        SoapVersion::Soap12 if action.is_empty() => (Vec::new(), "application/soap+xml; charset=utf-8".to_string()),
        SoapVersion::Soap12 => (Vec::new(), format!("application/soap+xml; charset=utf-8; action=\"{action}\"")),
    };
    let plan = Plan {
        method: HttpMethod::Post,
        headers,
        body: Some((kind, Zeroizing::new(check.envelope().into_bytes()))),
        version: HttpVersion::Auto,
        compressed: false,
        login: &check.login,
        is_secret: false,
        max_redirects: 0,
        max_bytes: check.max_bytes,
        rules: &check.tls_rules,
        elsewhere: &check.tls_rules,
    };
    let mut dial = Dial::start(options, &check.connection, &check.tls_rules);
    let mut journey = Journey::from(check.parsed_url()?);
    let outcome = journey.go(&plan, &mut dial).await;
    let answer = journey.answer;
    let body = answer.text();
    Ok(SoapObservation { attempt: dial.end(outcome), status: answer.status, body, truncated: answer.truncated })
}
