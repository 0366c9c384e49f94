use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use url::{Host, Url};

use super::{Header, Thresholds};
use crate::error::{Error, Result};

/// What to try and what would be right. In JSON, `type` tells the kind: `icmp`, `tcp` or `http`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum CheckSpec {
    /// Echo requests to a host.
    Icmp(IcmpCheck),
    /// A connection to a port, with TLS and an expected greeting where asked for.
    Tcp(TcpCheck),
    /// An HTTP request.
    Http(HttpCheck),
}

/// A check of `host` by echo requests: five, 200 ms apart.
pub fn icmp(host: impl Into<String>) -> IcmpCheck {
    IcmpCheck { host: host.into(), ..IcmpCheck::default() }
}

/// A check of `target`, as `host:port`, by a TCP connection.
pub fn tcp(target: impl Into<String>) -> TcpCheck {
    TcpCheck { target: target.into(), ..TcpCheck::default() }
}

/// A check of `target`, as `host:port`, by a TLS connection: the certificate counts.
pub fn tls(target: impl Into<String>) -> TcpCheck {
    TcpCheck { tls: true, ..tcp(target) }
}

/// A check of `url`, which begins with `http://` or `https://`.
pub fn http(url: impl Into<String>) -> HttpCheck {
    HttpCheck { url: url.into(), ..HttpCheck::default() }
}

/// A check of `https://` and `rest`: a host, and whatever follows it in a URL.
pub fn https(rest: impl fmt::Display) -> HttpCheck {
    http(format!("https://{rest}"))
}

/// Which addresses of a name may be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// The first address that the resolver names.
    #[default]
    Any,
    /// IPv4 only.
    Ipv4,
    /// IPv6 only.
    Ipv6,
}

impl Family {
    /// Whether `address` is of this family.
    #[must_use]
    pub fn admits(self, address: IpAddr) -> bool {
        match self {
            Self::Any => true,
            Self::Ipv4 => address.is_ipv4(),
            Self::Ipv6 => address.is_ipv6(),
        }
    }
}

/// A check by echo requests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct IcmpCheck {
    /// A name or an address.
    pub host: String,
    /// Requests to send, 1 to 1000. Five: one lost packet is no alarm, two are.
    pub count: u32,
    /// Milliseconds from one request to the next, 1 to 60,000. 200: below it, some routers limit.
    pub interval_ms: u64,
    /// Milliseconds to wait for the answer to the last request, 1 to 600,000. 2000: thrice round the Earth.
    pub timeout_ms: u64,
    /// Bytes of payload, 16 to 1400. 56, as everybody.
    pub payload_bytes: u32,
    /// Which addresses of the name may be used.
    pub family: Family,
    /// The address to send from, where it matters.
    pub source: Option<IpAddr>,
    /// Judges the mean round-trip time in milliseconds. None by default.
    pub rtt: Thresholds,
    /// Judges the loss in percent. By default above 20 is a warning and above 60 critical. All lost is always critical.
    pub loss: Thresholds,
}

impl Default for IcmpCheck {
    fn default() -> Self {
        let above = |percent| Some(super::ThresholdRange::up_to(percent));
        Self {
            host: String::new(),
            count: 5,
            interval_ms: 200,
            timeout_ms: 2000,
            payload_bytes: 56,
            family: Family::Any,
            source: None,
            rtt: Thresholds::default(),
            loss: Thresholds { warning: above(20.0), critical: above(60.0) },
        }
    }
}

/// A check by a TCP connection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TcpCheck {
    /// `host:port`; an IPv6 address stands in brackets.
    pub target: String,
    /// Milliseconds for all of it, 1 to 600,000. 10,000: a connection that takes longer is of no use to people.
    pub timeout_ms: u64,
    /// Which addresses of the name may be used.
    pub family: Family,
    /// The address to connect from, where it matters.
    pub source: Option<IpAddr>,
    /// Whether to speak TLS.
    pub tls: bool,
    /// The name to ask for and to judge the certificate by; the target's host by default.
    pub server_name: Option<String>,
    /// Whether to report what is wrong with the certificate without counting it.
    pub ignore_certificate: bool,
    /// A warning where the certificate has fewer whole days left. None by default; one that has expired is critical.
    pub expires_warning_days: Option<u32>,
    /// Critical where the certificate has fewer whole days left. None by default.
    pub expires_critical_days: Option<u32>,
    /// Text to send after connecting.
    pub send: Option<String>,
    /// Text that must occur in what the peer sends. Nothing is read without it.
    pub expect: Option<String>,
    /// Bytes to read at most, 1 to 16 MiB. 64 KiB: a greeting is short.
    pub max_bytes: u64,
    /// Judges the total time in milliseconds. None by default.
    pub time: Thresholds,
}

impl Default for TcpCheck {
    fn default() -> Self {
        Self {
            target: String::new(),
            timeout_ms: 10_000,
            family: Family::Any,
            source: None,
            tls: false,
            server_name: None,
            ignore_certificate: false,
            expires_warning_days: None,
            expires_critical_days: None,
            send: None,
            expect: None,
            max_bytes: 65_536,
            time: Thresholds::default(),
        }
    }
}

/// The method of an HTTP request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
#[serde(default, deny_unknown_fields)]
pub struct HttpCheck {
    /// The URL, `http://` or `https://`, without user name and password.
    pub url: String,
    /// The method; GET by default. HEAD has no body to search.
    pub method: HttpMethod,
    /// Headers to send besides `Host`, `User-Agent` and `Accept`. They go to redirects of the same origin only.
    pub headers: Vec<Header>,
    /// Milliseconds for all of it, redirects included, 1 to 600,000. 10,000: a page that takes longer is of no use to people.
    pub timeout_ms: u64,
    /// Which addresses of the name may be used.
    pub family: Family,
    /// The address to connect from, where it matters.
    pub source: Option<IpAddr>,
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
    /// Whether to report what is wrong with the certificate without counting it.
    pub ignore_certificate: bool,
    /// A warning where the certificate has fewer whole days left. None by default; one that has expired is critical.
    pub expires_warning_days: Option<u32>,
    /// Critical where the certificate has fewer whole days left. None by default.
    pub expires_critical_days: Option<u32>,
    /// Judges the total time in milliseconds. None by default.
    pub time: Thresholds,
}

impl Default for HttpCheck {
    fn default() -> Self {
        Self {
            url: String::new(),
            method: HttpMethod::Get,
            headers: Vec::new(),
            timeout_ms: 10_000,
            family: Family::Any,
            source: None,
            max_redirects: 5,
            statuses: vec![StatusRange { first: 200, last: 299 }],
            keyword: None,
            keyword_absent: None,
            expect_headers: Vec::new(),
            max_bytes: 1 << 20,
            ignore_certificate: false,
            expires_warning_days: None,
            expires_critical_days: None,
            time: Thresholds::default(),
        }
    }
}

macro_rules! setters {
    ($check:ident -> $variant:ident { $($(#[$doc:meta])* $name:ident($arg:ident: $type:ty) $field:ident = $value:expr;)* }) => {
        impl $check {
            $(
                $(#[$doc])*
                #[must_use]
                pub fn $name(mut self, $arg: $type) -> Self {
                    self.$field = $value;
                    self
                }
            )*

            /// The spec, where every field is right.
            ///
            /// # Errors
            /// [`Error::Invalid`] that names the field.
            pub fn spec(self) -> Result<CheckSpec> {
                let spec = CheckSpec::$variant(self);
                spec.validate()?;
                Ok(spec)
            }
        }

        impl From<$check> for CheckSpec {
            fn from(check: $check) -> Self {
                Self::$variant(check)
            }
        }
    };
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

setters! { IcmpCheck -> Icmp {
    /// Sends `count` requests.
    count(count: u32) count = count;
    /// Sends a request every `time`.
    interval(time: Duration) interval_ms = millis(time);
    /// Waits `time` for the answer to the last request.
    timeout(time: Duration) timeout_ms = millis(time);
    /// Sends `bytes` of payload.
    payload(bytes: u32) payload_bytes = bytes;
    /// Uses addresses of `family` only.
    family(family: Family) family = family;
    /// Sends from `address`.
    source(address: IpAddr) source = Some(address);
    /// Judges the mean round-trip time in milliseconds.
    rtt(thresholds: Thresholds) rtt = thresholds;
    /// Judges the loss in percent.
    loss(thresholds: Thresholds) loss = thresholds;
} }

setters! { TcpCheck -> Tcp {
    /// Gives up after `time`.
    timeout(time: Duration) timeout_ms = millis(time);
    /// Uses addresses of `family` only.
    family(family: Family) family = family;
    /// Connects from `address`.
    source(address: IpAddr) source = Some(address);
    /// Asks TLS for `name` and judges the certificate by it.
    server_name(name: impl Into<String>) server_name = Some(name.into());
    /// Reports what is wrong with the certificate without counting it.
    ignore_certificate(ignore: bool) ignore_certificate = ignore;
    /// Warns where the certificate expires within `days`.
    expires_after(days: u32) expires_warning_days = Some(days);
    /// Is critical where the certificate expires within `days`.
    expires_critical(days: u32) expires_critical_days = Some(days);
    /// Sends `text` after connecting.
    send(text: impl Into<String>) send = Some(text.into());
    /// Expects `text` in what the peer sends.
    expect(text: impl Into<String>) expect = Some(text.into());
    /// Reads `bytes` at most.
    max_bytes(bytes: u64) max_bytes = bytes;
    /// Judges the total time in milliseconds.
    time(thresholds: Thresholds) time = thresholds;
} }

setters! { HttpCheck -> Http {
    /// Asks with `method`.
    method(method: HttpMethod) method = method;
    /// Gives up after `time`, redirects included.
    timeout(time: Duration) timeout_ms = millis(time);
    /// Uses addresses of `family` only.
    family(family: Family) family = family;
    /// Connects from `address`.
    source(address: IpAddr) source = Some(address);
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
    /// Reports what is wrong with the certificate without counting it.
    ignore_certificate(ignore: bool) ignore_certificate = ignore;
    /// Warns where the certificate expires within `days`.
    expires_after(days: u32) expires_warning_days = Some(days);
    /// Is critical where the certificate expires within `days`.
    expires_critical(days: u32) expires_critical_days = Some(days);
    /// Judges the total time in milliseconds.
    time(thresholds: Thresholds) time = thresholds;
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

mod validate;
