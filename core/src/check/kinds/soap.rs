//! A SOAP service (SOAP 1.1, SOAP 1.2).

use roxmltree::{Document, Node};
use serde::{Deserialize, Serialize};
use url::Url;

use super::{Judge, Spec};
use crate::check::connection::{Connection, TlsRules};
use crate::check::setters::setters;
use crate::check::validate::{bounded, filled, within};
use crate::check::verdict::{Verdict, details, short};
use crate::check::web;
use crate::check::{Attempt, Cause, HttpLogin, Status};
use crate::error::{Error, Result};

/// A check of `url`, which begins with `http://` or `https://`, by a call of a SOAP service.
///
/// ```
/// use netwarden::check;
///
/// let spec = check::soap("https://example.org/prices").body("<p:Get xmlns:p=\"urn:p\"/>").element("GetResponse/Price").spec()?;
/// assert_eq!(spec.target(), "example.org");
/// # Ok::<(), netwarden::Error>(())
/// ```
pub fn soap(url: impl Into<String>) -> SoapCheck {
    SoapCheck { url: url.into(), ..SoapCheck::default() }
}

/// The version of SOAP.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SoapVersion {
    /// SOAP 1.1.
    #[default]
    Soap11,
    /// SOAP 1.2.
    Soap12,
}

impl SoapVersion {
    const fn namespace(self) -> &'static str {
        match self {
            Self::Soap11 => "http://schemas.xmlsoap.org/soap/envelope/",
            Self::Soap12 => "http://www.w3.org/2003/05/soap-envelope",
        }
    }
}

/// A check by a call of a SOAP service: an answer without a fault.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct SoapCheck {
    /// The URL, `http://` or `https://`, without user name and password.
    pub url: String,
    /// How to get there, and how long it may take.
    #[serde(flatten)]
    pub connection: Connection,
    /// What is expected of TLS.
    #[serde(flatten)]
    pub tls_rules: TlsRules,
    /// Who logs in, and how.
    #[serde(flatten)]
    pub login: HttpLogin,
    /// The version of SOAP; `soap11` by default.
    pub version: SoapVersion,
    /// What the call means to do (`SOAPAction`). The empty one by default.
    pub action: Option<String>,
    /// XML that stands in the body of the envelope, at most 1 MiB.
    pub body: String,
    /// An element that the body of the answer must have: names without prefixes, from an element inside the body on:
    /// `GetResponse/Price`.
    pub element: Option<String>,
    /// Text that must occur in that element, or in the body of the answer.
    pub expect: Option<String>,
    /// Bytes of the answer to read at most, 1 to 64 MiB. 1 MiB by default.
    pub max_bytes: u64,
}

impl Default for SoapCheck {
    fn default() -> Self {
        Self {
            url: String::new(),
            connection: Connection::default(),
            tls_rules: TlsRules::default(),
            login: HttpLogin::default(),
            version: SoapVersion::Soap11,
            action: None,
            body: String::new(),
            element: None,
            expect: None,
            max_bytes: 1 << 20,
        }
    }
}

setters! { SoapCheck -> Soap, connection, tls_rules, login {
    /// Speaks this version of SOAP.
    version(version: SoapVersion) version = version;
    /// Says what the call means to do.
    action(action: impl Into<String>) action = Some(action.into());
    /// Calls with this XML in the body of the envelope.
    body(xml: impl Into<String>) body = xml.into();
    /// Expects an element in the body of the answer.
    element(path: impl Into<String>) element = Some(path.into());
    /// Expects `text` in that element.
    expect(text: impl Into<String>) expect = Some(text.into());
    /// Reads `bytes` of the answer at most.
    max_bytes(bytes: u64) max_bytes = bytes;
} }

impl SoapCheck {
    /// The URL, parsed.
    ///
    /// # Errors
    /// [`Error::Invalid`] where it is not an `http` or `https` URL with a host, or has a user name or a password.
    pub fn parsed_url(&self) -> Result<Url> {
        web::url("url", &self.url, ["http", "https"])
    }

    /// What is sent.
    pub(crate) fn envelope(&self) -> String {
        let (namespace, body) = (self.version.namespace(), &self.body);
        format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><soap:Envelope xmlns:soap=\"{namespace}\"><soap:Body>{body}</soap:Body></soap:Envelope>"
        )
    }
}

impl Spec for SoapCheck {
    fn validate(&self) -> Result<()> {
        self.parsed_url()?;
        self.connection.validate()?;
        self.login.validate()?;
        within("max_bytes", self.max_bytes, 1, 64 << 20, " bytes")?;
        within("body", self.body.len() as u64, 0, super::http::MAX_BODY, " bytes")?;
        if let Err(error) = Document::parse(&self.envelope()) {
            let expected = format!("well-formed XML without a declaration is expected ({error})");
            return Err(Error::invalid("body", self.body.chars().take(60).collect::<String>(), expected));
        }
        if let Some(action) = &self.action {
            bounded("action", action, 1024)?;
            if action.contains(['"', '\\']) || !action.is_ascii() {
                return Err(Error::invalid("action", action, "a URI without quotes is expected"));
            }
        }
        if let Some(path) = &self.element {
            bounded("element", path, 1024)?;
            if path.split('/').any(|name| name.is_empty() || name.contains([':', '[', '@', '*', ' '])) {
                let expected = "names of elements without prefixes are expected, such as GetResponse/Price";
                return Err(Error::invalid("element", path, expected));
            }
        }
        filled("expect", self.expect.as_deref())?;
        self.tls_rules.validate(!self.url.starts_with("http:"))
    }

    fn target(&self) -> String {
        web::shown_host(&self.url)
    }

    fn time_limit_ms(&self) -> u64 {
        self.connection.timeout_ms
    }
}

/// A call of a SOAP service.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SoapObservation {
    /// What every attempt has.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// The HTTP status of the answer, where there was one.
    pub status: Option<u16>,
    /// The answer as text.
    pub body: String,
    /// Whether reading ended at the limit of bytes.
    pub truncated: bool,
}

impl Judge for SoapCheck {
    type Seen = SoapObservation;

    fn judge(&self, seen: &SoapObservation, verdict: &mut Verdict) -> String {
        let attempt = &seen.attempt;
        verdict.tls(attempt.tls.as_ref(), &self.tls_rules);
        verdict.http_status = seen.status;
        verdict.time(attempt, self.connection.time);
        match seen.status {
            Some(status) if attempt.failure.is_none() => self.answer(status, seen, verdict),
            None if attempt.failure.is_none() && !verdict.distrusts() => {
                verdict.add(Status::Unknown, Cause::NotEvaluated { reason: "there is no answer".to_string() });
            }
            _ => {}
        }
        format!("answered in {} ms{}", short(attempt.timing.total_ms), details(attempt))
    }
}

impl SoapCheck {
    fn answer(&self, status: u16, seen: &SoapObservation, verdict: &mut Verdict) {
        if status == 401 && self.login.is_some() {
            return verdict.fail(Cause::LoginRefused { reason: "it answered 401".to_string() });
        }
        // A fault comes with 500, or with 400 (SOAP 1.2 part 2 §7.5.2.2); anything else speaks HTTP alone.
        if !matches!(status, 200 | 202 | 400 | 500) {
            return verdict.fail(Cause::StatusCode { status });
        }
        if seen.truncated {
            return verdict.fail(Cause::AnswerTooLong { limit: self.max_bytes });
        }
        let document = match Document::parse(seen.body.trim_start_matches('\u{feff}')) {
            Ok(document) => document,
            Err(_) if status != 200 => return verdict.fail(Cause::StatusCode { status }),
            Err(error) => {
                return verdict.fail(Cause::Protocol { reason: format!("its body is not XML ({error})") });
            }
        };
        let namespace = self.version.namespace();
        let body = Some(document.root_element())
            .filter(|root| root.has_tag_name((namespace, "Envelope")))
            .and_then(|root| root.children().find(|node| node.has_tag_name((namespace, "Body"))));
        let Some(body) = body else {
            let reason = format!("it has no envelope of {namespace}");
            return verdict.fail(Cause::Protocol { reason });
        };
        if let Some(fault) = body.children().find(|node| node.has_tag_name((namespace, "Fault"))) {
            return verdict.assert("no fault", Some(Cause::ServiceFailed { reason: said(fault) }));
        }
        verdict.assert("no fault", (!matches!(status, 200 | 202)).then_some(Cause::StatusCode { status }));
        let place = match &self.element {
            None => Some(body),
            Some(path) => {
                let found = find(body, path);
                let first = body.first_element_child().map_or("nothing", |node| node.tag_name().name()).to_string();
                let missing = Cause::UnexpectedAnswer { expected: format!("the element {path}"), found: first };
                verdict.assert(format!("element {path}"), found.is_none().then_some(missing));
                found
            }
        };
        if let (Some(text), Some(place)) = (&self.expect, place) {
            let is_there = inside(place).contains(text.as_str());
            let missing = Cause::KeywordMissing { keyword: text.clone() };
            verdict.assert(format!("{} contains {text:?}", place.tag_name().name()), (!is_there).then_some(missing));
        }
    }
}

/// The element at `path`, the first that has all of it.
fn find<'a, 'i>(body: Node<'a, 'i>, path: &str) -> Option<Node<'a, 'i>> {
    let mut found = vec![body];
    for name in path.split('/') {
        let here =
            |node: Node<'a, 'i>| node.children().filter(|child| child.tag_name().name() == name).collect::<Vec<_>>();
        found = found.into_iter().flat_map(here).collect();
    }
    found.into_iter().next()
}

/// All text inside.
fn inside(node: Node<'_, '_>) -> String {
    node.descendants().filter(Node::is_text).filter_map(|text| text.text()).collect()
}

/// What a fault says: code and reason, at most 200 letters.
fn said(fault: Node<'_, '_>) -> String {
    let of = |names: [&str; 2]| {
        let found = fault.descendants().find(|node| names.contains(&node.tag_name().name()));
        found.map(|node| inside(node).trim().to_string()).unwrap_or_default()
    };
    // SOAP 1.1 §4.4; SOAP 1.2 part 1 §5.4
    let text = format!("{}: {}", of(["faultcode", "Value"]), of(["faultstring", "Text"]));
    text.chars().filter(|letter| !letter.is_control()).take(200).collect()
}
