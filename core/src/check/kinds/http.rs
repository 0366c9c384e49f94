//! An HTTP request.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

use super::{Judge, Spec};
use crate::check::connection::{Connection, TlsRules};
use crate::check::setters::setters;
use crate::check::validate::{bounded, within};
use crate::check::verdict::{Verdict, details, short};
use crate::check::web::{self, BodySeen};
use crate::check::{
    Attempt, BodyRules, Cause, Header, HeaderMatch, Hop, HttpLogin, HttpMethod, HttpVersion, Status, StatusRange,
    Thresholds,
};
use crate::error::{Error, Result};

/// Bytes of a body to send at most.
pub(super) const MAX_BODY: u64 = 1 << 20;

/// A check of `url`, which begins with `http://` or `https://`.
pub fn http(url: impl Into<String>) -> HttpCheck {
    HttpCheck { url: url.into(), ..HttpCheck::default() }
}

/// A check of `https://` and `rest`: a host, and whatever follows it in a URL.
pub fn https(rest: impl fmt::Display) -> HttpCheck {
    http(format!("https://{rest}"))
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
    /// Who logs in, and how.
    #[serde(flatten)]
    pub login: HttpLogin,
    /// The method; GET by default. HEAD has no body to search.
    pub method: HttpMethod,
    /// The version of HTTP; `auto` by default.
    pub version: HttpVersion,
    /// What to send, at most 1 MiB. Nothing by default.
    pub body: Option<String>,
    /// What the body is; `text/plain; charset=utf-8` by default.
    pub content_type: Option<String>,
    /// Whether to ask for a body in gzip. One that comes so is unpacked in any case, up to `max_bytes`.
    pub compressed: bool,
    /// Headers to send besides `Host`, `User-Agent` and `Accept`. They go to redirects of the same origin only.
    pub headers: Vec<Header>,
    /// Redirects to follow, 0 to 20. Five; with 0 a redirect is the answer.
    pub max_redirects: u32,
    /// The statuses that are right. `200-299` by default.
    pub statuses: Vec<StatusRange>,
    /// What is expected of the body.
    #[serde(flatten)]
    pub body_rules: BodyRules,
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
            login: HttpLogin::default(),
            method: HttpMethod::Get,
            version: HttpVersion::Auto,
            body: None,
            content_type: None,
            compressed: false,
            headers: Vec::new(),
            max_redirects: 5,
            statuses: vec![StatusRange { first: 200, last: 299 }],
            body_rules: BodyRules::default(),
            expect_headers: Vec::new(),
            max_bytes: 1 << 20,
        }
    }
}

setters! { HttpCheck -> Http, connection, tls_rules, login, body_rules {
    /// Asks with `method`.
    method(method: HttpMethod) method = method;
    /// Follows at most `count` redirects.
    max_redirects(count: u32) max_redirects = count;
    /// Takes these statuses as right.
    statuses(statuses: Vec<StatusRange>) statuses = statuses;
    /// Speaks this version of HTTP.
    version(version: HttpVersion) version = version;
    /// Asks for a body in gzip.
    compressed(ask: bool) compressed = ask;
    /// Reads `bytes` of the body at most.
    max_bytes(bytes: u64) max_bytes = bytes;
} }

impl HttpCheck {
    /// Takes the one `status` as right.
    #[must_use]
    pub fn status(self, status: u16) -> Self {
        self.statuses(vec![StatusRange { first: status, last: status }])
    }

    /// Sends `body`, which is of this type: `application/json`.
    #[must_use]
    pub fn body(mut self, content_type: impl Into<String>, body: impl Into<String>) -> Self {
        (self.content_type, self.body) = (Some(content_type.into()), Some(body.into()));
        self
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
    /// The version that was spoken: `HTTP/1.1`, `HTTP/2`.
    pub version: Option<String>,
    /// The body as text; bytes that are no UTF-8 are replaced.
    pub body: String,
    /// Bytes of the body, unpacked where it was packed.
    pub bytes: u64,
    /// Whether reading ended at the limit of bytes.
    pub truncated: bool,
    /// Whether the body was packed and is unpacked here.
    pub decoded: bool,
}

impl HttpObservation {
    pub(super) fn body_seen(&self, limit: u64) -> BodySeen<'_> {
        let Self { body, headers, bytes, truncated, decoded, .. } = self;
        BodySeen { body, headers, bytes: *bytes, truncated: *truncated, decoded: *decoded, limit }
    }
}

impl Spec for HttpCheck {
    fn validate(&self) -> Result<()> {
        self.parsed_url()?;
        self.connection.validate()?;
        self.login.validate()?;
        self.body_rules.validate()?;
        within("max_bytes", self.max_bytes, 0, 64 << 20, " bytes")?;
        within("max_redirects", u64::from(self.max_redirects), 0, 20, "")?;
        web::status_ranges(&self.statuses)?;
        if self.body_rules.search() && self.method == HttpMethod::Head {
            return Err(Error::invalid("method", "HEAD", "a keyword is searched in a body, which only GET brings"));
        }
        web::sendable(&self.headers)?;
        web::expectable(&self.expect_headers)?;
        body_to_send(self.method, self.body.as_deref(), self.content_type.as_deref())?;
        // A redirect may still lead to https, where it counts.
        self.tls_rules.validate(!self.url.starts_with("http:") || self.max_redirects > 0)
    }

    fn target(&self) -> String {
        web::shown_host(&self.url)
    }

    fn time_limit_ms(&self) -> u64 {
        self.connection.timeout_ms
    }
}

/// Whether a body can be sent so.
pub(super) fn body_to_send(method: HttpMethod, body: Option<&str>, content_type: Option<&str>) -> Result<()> {
    if let Some(kind) = content_type {
        bounded("content_type", kind, 255)?;
    }
    match body {
        Some(_) if matches!(method, HttpMethod::Get | HttpMethod::Head) => {
            Err(Error::invalid("method", method.word(), "a body goes with POST, PUT, PATCH, DELETE or OPTIONS"))
        }
        Some(body) => within("body", body.len() as u64, 0, MAX_BODY, " bytes"),
        None if content_type.is_some() => {
            Err(Error::invalid("content_type", "no body", "a content type says what the body is: give one"))
        }
        None => Ok(()),
    }
}

impl HttpCheck {
    /// The URL, parsed.
    ///
    /// # Errors
    /// [`Error::Invalid`] where it is not an `http` or `https` URL with a host, or has a user name or a password.
    pub fn parsed_url(&self) -> Result<Url> {
        web::url("url", &self.url, ["http", "https"])
    }
}

impl Judge for HttpCheck {
    type Seen = HttpObservation;

    fn judge(&self, seen: &HttpObservation, verdict: &mut Verdict) -> String {
        let attempt = &seen.attempt;
        verdict.tls(attempt.tls.as_ref(), &self.tls_rules);
        verdict.hops = seen.hops.clone();
        verdict.http_status = seen.status;
        if let Some(version) = &seen.version {
            verdict.fact("version", version);
        }
        let Some(status) = seen.status else {
            // Where the certificate is wrong no request was sent, and the verdict says so already.
            if attempt.failure.is_none() && !verdict.distrusts() {
                verdict.add(Status::Unknown, Cause::NotEvaluated { reason: "there is no answer".to_string() });
            }
            verdict.time(attempt, Thresholds::default());
            return String::new();
        };
        // A login that failed in a known way has been told.
        if attempt.failure.is_none() || status != 401 {
            web::judge_status(&self.statuses, status, self.login.is_some(), verdict);
        }
        for wanted in &self.expect_headers {
            web::judge_header(wanted, &seen.headers, verdict);
        }
        verdict.time(attempt, self.connection.time);
        self.body_rules.judge(seen.body_seen(self.max_bytes), attempt.failure.is_none(), verdict);
        format!("{status} in {} ms{}", short(attempt.timing.total_ms), details(attempt))
    }
}
