//! What checks that speak HTTP have in common.

mod body;
mod login;

use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use url::{Host, Url};

pub use body::{BodyRules, JsonMatch};
pub(crate) use body::{BodySeen, encoding};
pub use login::{HttpAuth, HttpLogin};

use super::validate::{filled, header_name, host};
use super::verdict::Verdict;
use super::{Cause, Timing};
use crate::error::{Error, Result};

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
    /// Hands something over.
    #[serde(rename = "POST")]
    Post,
    /// Puts something in its place.
    #[serde(rename = "PUT")]
    Put,
    /// Changes a part.
    #[serde(rename = "PATCH")]
    Patch,
    /// Takes something away.
    #[serde(rename = "DELETE")]
    Delete,
    /// Asks what may be asked.
    #[serde(rename = "OPTIONS")]
    Options,
}

impl HttpMethod {
    /// As it stands in a request: `GET`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
        }
    }
}

/// The version of HTTP to speak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum HttpVersion {
    /// Over TLS the one that the server chooses (ALPN), else HTTP/1.1.
    #[default]
    Auto,
    /// HTTP/1.1 (RFC 9112).
    Http1,
    /// HTTP/2 (RFC 9113); without TLS by prior knowledge, without asking whether it is spoken.
    Http2,
}

/// A range of HTTP statuses, written `200` or `200-299`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusRange {
    /// The first, from 100.
    pub first: u16,
    /// The last, to 599.
    pub last: u16,
}

impl StatusRange {
    /// Whether `status` is one of them.
    #[must_use]
    pub const fn contains(&self, status: u16) -> bool {
        self.first <= status && status <= self.last
    }
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

/// A URL with one of `schemes` and a host, without a user and a password.
pub(crate) fn url(field: &str, given: &str, schemes: [&str; 2]) -> Result<Url> {
    let [plain, secure] = schemes;
    let parsed = Url::parse(given).map_err(|error| {
        // What cannot be read may hold a password all the same: the message must not repeat it.
        let shown = given.rsplit_once('@').map_or(given.to_string(), |(_, rest)| format!("…@{rest}"));
        Error::invalid(field, shown, format!("an address such as {secure}://example.org/ is expected ({error})"))
    })?;
    let has_user = !parsed.username().is_empty() || parsed.password().is_some();
    if has_user {
        // The message must not repeat the password.
        let shown = format!("{}://…@{}", parsed.scheme(), parsed.host_str().unwrap_or_default());
        return Err(Error::invalid(field, shown, "a spec holds no secrets, so no user name and password in the URL"));
    }
    if !schemes.contains(&parsed.scheme()) {
        return Err(Error::invalid(field, given, format!("{plain}:// or {secure}:// is expected")));
    }
    match parsed.host() {
        Some(Host::Domain(name)) => host(field, name)?,
        Some(_) => {}
        None => return Err(Error::invalid(field, given, "a host is expected")),
    }
    if parsed.port() == Some(0) {
        return Err(Error::invalid(field, given, "the port is a number from 1 to 65535"));
    }
    Ok(parsed)
}

/// The host of a URL and its port where it says one: how people call it.
pub(crate) fn shown_host(given: &str) -> String {
    match Url::parse(given) {
        Ok(url) => match (url.host_str(), url.port()) {
            (Some(host), Some(port)) => format!("{host}:{port}"),
            (Some(host), None) => host.to_string(),
            (None, _) => given.to_string(),
        },
        Err(_) => given.to_string(),
    }
}

/// Whether headers may be sent: such as the check does not decide itself, without what would end them.
pub(crate) fn sendable(headers: &[Header]) -> Result<()> {
    for header in headers {
        header_name("headers", &header.name)?;
        let plain = header.value.bytes().all(|byte| byte == b'\t' || (byte >= b' ' && byte != 0x7f));
        if !plain {
            return Err(Error::invalid("headers", &header.name, "a header's value has no control characters"));
        }
        let name = header.name.to_ascii_lowercase();
        match name.as_str() {
            "authorization" | "proxy-authorization" | "cookie" => {
                let expected = "a spec holds no secrets, so headers that carry credentials cannot be sent; user and password, or token, log in";
                return Err(Error::invalid("headers", &header.name, expected));
            }
            "connection" | "content-length" | "transfer-encoding" | "accept-encoding" | "upgrade" | "expect" => {
                return Err(Error::invalid("headers", &header.name, "the check itself decides this header"));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whether what is expected of headers can be.
pub(crate) fn expectable(headers: &[HeaderMatch]) -> Result<()> {
    for header in headers {
        header_name("expect_headers", &header.name)?;
        filled("expect_headers", header.contains.as_deref())?;
    }
    Ok(())
}

/// Whether ranges of statuses are such.
pub(crate) fn status_ranges(ranges: &[StatusRange]) -> Result<()> {
    if ranges.is_empty() {
        return Err(Error::invalid("statuses", "[]", "at least one range is expected, such as 200-299"));
    }
    ranges.iter().try_for_each(|range| range.to_string().parse::<StatusRange>().map(|_| ()))
}

/// Asserts that the status is a right one; 401 is a login that is refused, where one was tried.
pub(crate) fn judge_status(ranges: &[StatusRange], status: u16, with_login: bool, verdict: &mut Verdict) {
    let is_right = ranges.iter().any(|range| range.contains(status));
    let words: Vec<String> = ranges.iter().map(ToString::to_string).collect();
    let cause = match status {
        401 if with_login => Cause::LoginRefused { reason: "it answered 401".to_string() },
        status => Cause::StatusCode { status },
    };
    verdict.assert(format!("status {}", words.join(", ")), (!is_right).then_some(cause));
}

/// Asserts that a header is there.
pub(crate) fn judge_header(wanted: &HeaderMatch, headers: &[Header], verdict: &mut Verdict) {
    let mut values = headers.iter().filter(|header| header.name.eq_ignore_ascii_case(&wanted.name)).peekable();
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
