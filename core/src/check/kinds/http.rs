//! An HTTP request.

use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use url::{Host, Url};

use super::{Judge, Spec};
use crate::check::connection::{Connection, TlsRules};
use crate::check::setters::setters;
use crate::check::validate::{filled, header_name, host, within};
use crate::check::verdict::{Verdict, details, short};
use crate::check::{Attempt, Cause, Perfdata, Status, Thresholds, Timing};
use crate::error::{Error, Result};

/// A check of `url`, which begins with `http://` or `https://`.
pub fn http(url: impl Into<String>) -> HttpCheck {
    HttpCheck { url: url.into(), ..HttpCheck::default() }
}

/// A check of `https://` and `rest`: a host, and whatever follows it in a URL.
pub fn https(rest: impl fmt::Display) -> HttpCheck {
    http(format!("https://{rest}"))
}

/// The method of an HTTP request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum HttpMethod {
    /// Asks for the body too.
    #[default]
    #[serde(rename = "GET")]
    Get,
    /// Asks for the headers only.
    #[serde(rename = "HEAD")]
    Head,
}

/// A range of HTTP statuses, written `200` or `200-299`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusRange {
    /// The first, from 100.
    pub first: u16,
    /// The last, to 599.
    pub last: u16,
}

impl FromStr for StatusRange {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        let status = |part: &str| {
            let plain = part.len() == 3 && part.bytes().all(|byte| byte.is_ascii_digit());
            if plain { part.parse::<u16>().ok().filter(|status| (100..600).contains(status)) } else { None }
        };
        match (status(first), status(last)) {
            (Some(first), Some(last)) if first <= last => Ok(Self { first, last }),
            _ => Err(Error::invalid("HTTP status range", text, "100 to 599 are expected, such as 200 or 200-299")),
        }
    }
}

impl fmt::Display for StatusRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last { write!(f, "{}", self.first) } else { write!(f, "{}-{}", self.first, self.last) }
    }
}

impl Serialize for StatusRange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for StatusRange {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A header that the answer must have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct HeaderMatch {
    /// Its name; case does not matter.
    pub name: String,
    /// Text that its value must contain; without it, presence is enough.
    #[serde(default)]
    pub contains: Option<String>,
}

/// A check by an HTTP request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct HttpCheck {
    /// The URL, `http://` or `https://`, without user name and password.
    pub url: String,
    /// How to get there, and how long it may take, redirects included.
    #[serde(flatten)]
    pub connection: Connection,
    /// What is expected of TLS.
    #[serde(flatten)]
    pub tls_rules: TlsRules,
    /// The method; GET by default. HEAD has no body to search.
    pub method: HttpMethod,
    /// Headers to send besides `Host`, `User-Agent` and `Accept`. They go to redirects of the same origin only.
    pub headers: Vec<Header>,
    /// Redirects to follow, 0 to 20. Five; with 0 a redirect is the answer.
    pub max_redirects: u32,
    /// The statuses that are right. `200-299` by default.
    pub statuses: Vec<StatusRange>,
    /// Text that the body must contain.
    pub keyword: Option<String>,
    /// Text that the body must not contain.
    pub keyword_absent: Option<String>,
    /// Headers that the answer must have.
    pub expect_headers: Vec<HeaderMatch>,
    /// Bytes of the body to read at most, 0 to 64 MiB. 1 MiB: no page of text is longer.
    pub max_bytes: u64,
}

impl Default for HttpCheck {
    fn default() -> Self {
        Self {
            url: String::new(),
            connection: Connection::default(),
            tls_rules: TlsRules::default(),
            method: HttpMethod::Get,
            headers: Vec::new(),
            max_redirects: 5,
            statuses: vec![StatusRange { first: 200, last: 299 }],
            keyword: None,
            keyword_absent: None,
            expect_headers: Vec::new(),
            max_bytes: 1 << 20,
        }
    }
}

setters! { HttpCheck -> Http, connection, tls_rules {
    /// Asks with `method`.
    method(method: HttpMethod) method = method;
    /// Follows at most `count` redirects.
    max_redirects(count: u32) max_redirects = count;
    /// Takes these statuses as right.
    statuses(statuses: Vec<StatusRange>) statuses = statuses;
    /// Expects `text` in the body.
    keyword(text: impl Into<String>) keyword = Some(text.into());
    /// Expects that `text` is not in the body.
    keyword_absent(text: impl Into<String>) keyword_absent = Some(text.into());
    /// Reads `bytes` of the body at most.
    max_bytes(bytes: u64) max_bytes = bytes;
} }

impl HttpCheck {
    /// Takes the one `status` as right.
    #[must_use]
    pub fn status(self, status: u16) -> Self {
        self.statuses(vec![StatusRange { first: status, last: status }])
    }

    /// Sends a header besides those that every request has.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push(Header { name: name.into(), value: value.into() });
        self
    }

    /// Expects that the answer's header `name` contains `text`.
    #[must_use]
    pub fn expect_header(mut self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.expect_headers.push(HeaderMatch { name: name.into(), contains: Some(text.into()) });
        self
    }
}

/// An HTTP exchange (RFC 9110), with the redirects before it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct HttpObservation {
    /// What every attempt has; `peer`, `tls` and the parts of `timing` are of the last hop.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// The redirects that were followed, in order.
    pub hops: Vec<Hop>,
    /// The URL of the last request.
    pub url: String,
    /// The status of the last answer, where there was one.
    pub status: Option<u16>,
    /// The headers of the last answer.
    pub headers: Vec<Header>,
    /// The body as text; bytes that are no UTF-8 are replaced.
    pub body: String,
    /// Bytes of the body that were read.
    pub bytes: u64,
    /// Whether reading ended at the limit of bytes.
    pub truncated: bool,
}

/// A redirect that was followed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hop {
    /// The URL that was asked.
    pub url: String,
    /// The address that answered.
    pub peer: Option<SocketAddr>,
    /// The status: 301, 302, 303, 307 or 308.
    pub status: u16,
    /// Where it sent us, as it said it.
    pub location: String,
    /// How long each part took.
    pub timing: Timing,
}

/// A header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// Its name; case does not matter.
    pub name: String,
    /// Its value.
    pub value: String,
}

impl Spec for HttpCheck {
    fn validate(&self) -> Result<()> {
        self.parsed_url()?;
        self.connection.validate()?;
        within("max_bytes", self.max_bytes, 0, 64 << 20, " bytes")?;
        within("max_redirects", u64::from(self.max_redirects), 0, 20, "")?;
        if self.statuses.is_empty() {
            return Err(Error::invalid("statuses", "[]", "at least one range is expected, such as 200-299"));
        }
        for range in &self.statuses {
            range.to_string().parse::<StatusRange>()?;
        }
        filled("keyword", self.keyword.as_deref())?;
        filled("keyword_absent", self.keyword_absent.as_deref())?;
        let searches = self.keyword.is_some() || self.keyword_absent.is_some();
        if searches && self.method == HttpMethod::Head {
            return Err(Error::invalid("method", "HEAD", "a keyword is searched in a body, which only GET brings"));
        }
        for header in &self.headers {
            header_name("headers", &header.name)?;
            let plain = header.value.bytes().all(|byte| byte == b'\t' || (byte >= b' ' && byte != 0x7f));
            if !plain {
                return Err(Error::invalid("headers", &header.name, "a header's value has no control characters"));
            }
            let name = header.name.to_ascii_lowercase();
            match name.as_str() {
                "authorization" | "proxy-authorization" | "cookie" => {
                    let expected = "a spec holds no secrets, so headers that carry credentials cannot be sent";
                    return Err(Error::invalid("headers", &header.name, expected));
                }
                "connection" | "content-length" | "transfer-encoding" | "accept-encoding" | "upgrade" | "expect" => {
                    return Err(Error::invalid("headers", &header.name, "the check itself decides this header"));
                }
                _ => {}
            }
        }
        for header in &self.expect_headers {
            header_name("expect_headers", &header.name)?;
            filled("expect_headers", header.contains.as_deref())?;
        }
        // A redirect may still lead to https, where it counts.
        self.tls_rules.validate(!self.url.starts_with("http:") || self.max_redirects > 0)
    }

    fn target(&self) -> String {
        match Url::parse(&self.url) {
            Ok(url) => match (url.host_str(), url.port()) {
                (Some(host), Some(port)) => format!("{host}:{port}"),
                (Some(host), None) => host.to_string(),
                (None, _) => self.url.clone(),
            },
            Err(_) => self.url.clone(),
        }
    }

    fn time_limit_ms(&self) -> u64 {
        self.connection.timeout_ms
    }
}

impl HttpCheck {
    /// The URL, parsed.
    ///
    /// # Errors
    /// [`Error::Invalid`] where it is not an `http` or `https` URL with a host, or has a user name or a password.
    pub fn parsed_url(&self) -> Result<Url> {
        let url = Url::parse(&self.url).map_err(|error| {
            // What cannot be read may hold a password all the same: the message must not repeat it.
            let given = self.url.rsplit_once('@').map_or(self.url.clone(), |(_, rest)| format!("…@{rest}"));
            Error::invalid("url", given, format!("an address such as https://example.org/ is expected ({error})"))
        })?;
        let has_user = !url.username().is_empty() || url.password().is_some();
        if has_user {
            // The message must not repeat the password.
            let given = format!("{}://…@{}", url.scheme(), url.host_str().unwrap_or_default());
            return Err(Error::invalid(
                "url",
                given,
                "a spec holds no secrets, so no user name and password in the URL",
            ));
        }
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Error::invalid("url", &self.url, "http:// or https:// is expected"));
        }
        match url.host() {
            Some(Host::Domain(name)) => host("url", name)?,
            Some(_) => {}
            None => return Err(Error::invalid("url", &self.url, "a host is expected")),
        }
        if url.port() == Some(0) {
            return Err(Error::invalid("url", &self.url, "the port is a number from 1 to 65535"));
        }
        Ok(url)
    }
}

impl Judge for HttpCheck {
    type Seen = HttpObservation;

    fn judge(&self, seen: &HttpObservation, verdict: &mut Verdict) -> String {
        let attempt = &seen.attempt;
        verdict.tls(attempt.tls.as_ref(), &self.tls_rules);
        verdict.hops = seen.hops.clone();
        verdict.http_status = seen.status;
        let Some(status) = seen.status else {
            // Where the certificate is wrong no request was sent, and the verdict says so already.
            if attempt.failure.is_none() && !verdict.distrusts() {
                verdict.add(Status::Unknown, Cause::NotEvaluated { reason: "there is no answer".to_string() });
            }
            verdict.time(attempt, Thresholds::default());
            return String::new();
        };
        let is_right = self.statuses.iter().any(|range| (range.first..=range.last).contains(&status));
        let ranges: Vec<String> = self.statuses.iter().map(ToString::to_string).collect();
        verdict.assert(format!("status {}", ranges.join(", ")), (!is_right).then_some(Cause::StatusCode { status }));
        for wanted in &self.expect_headers {
            header(wanted, seen, verdict);
        }
        if attempt.failure.is_none() {
            keywords(self, seen, verdict);
        }
        verdict.time(attempt, self.connection.time);
        #[allow(clippy::cast_precision_loss)] // the limit of a body is far below 2^53
        verdict.measured(Perfdata::new("size", seen.bytes as f64, "B"));
        format!("{status} in {} ms{}", short(attempt.timing.total_ms), details(attempt))
    }
}

fn header(wanted: &HeaderMatch, seen: &HttpObservation, verdict: &mut Verdict) {
    let mut values = seen.headers.iter().filter(|header| header.name.eq_ignore_ascii_case(&wanted.name)).peekable();
    let first = values.peek().map(|header| header.value.clone());
    let matches = match &wanted.contains {
        Some(text) => values.any(|header| header.value.contains(text.as_str())),
        None => first.is_some(),
    };
    let what = match &wanted.contains {
        Some(text) => format!("header {} contains {text:?}", wanted.name),
        None => format!("header {}", wanted.name),
    };
    let cause = Cause::HeaderMismatch { name: wanted.name.clone(), expected: wanted.contains.clone(), found: first };
    verdict.assert(what, (!matches).then_some(cause));
}

fn keywords(check: &HttpCheck, seen: &HttpObservation, verdict: &mut Verdict) {
    // That a text was not found says something only of a body that was read whole.
    let partial = || {
        let encoding = seen
            .headers
            .iter()
            .find(|header| header.name.eq_ignore_ascii_case("content-encoding") && header.value != "identity");
        match encoding {
            Some(header) => Some(Cause::Encoded { encoding: header.value.clone() }),
            None => seen.truncated.then_some(Cause::AnswerTooLong { limit: check.max_bytes }),
        }
    };
    if let Some(keyword) = &check.keyword {
        let missing = || partial().unwrap_or_else(|| Cause::KeywordMissing { keyword: keyword.clone() });
        let found = seen.body.contains(keyword.as_str());
        verdict.assert(format!("body contains {keyword:?}"), (!found).then(missing));
    }
    if let Some(keyword) = &check.keyword_absent {
        let found = seen.body.contains(keyword.as_str());
        let present = Cause::KeywordPresent { keyword: keyword.clone() };
        verdict.assert(format!("body lacks {keyword:?}"), if found { Some(present) } else { partial() });
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for StatusRange {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "StatusRange".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let pattern = "^[1-5][0-9]{2}(-[1-5][0-9]{2})?$";
        schemars::json_schema!({"type": "string", "description": "HTTP statuses: 200 or 200-299.", "pattern": pattern})
    }
}
