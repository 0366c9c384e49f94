//! What checks over a connection have in common.

use std::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Serialize};

use super::validate::{bounded, host, host_and_port, ordered_days, within};
use super::{Secret, Thresholds};
use crate::error::{Error, Result};

const MAX_TIMEOUT_MS: u64 = 600_000;
const MAX_NAME_SERVERS: usize = 8;

/// Which addresses of a name may be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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

/// How a check gets to its target, and how long it may take.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Connection {
    /// Milliseconds for all of it, 1 to 600,000. 10,000: what takes longer is of no use to people.
    pub timeout_ms: u64,
    /// Which addresses of the name may be used.
    pub family: Family,
    /// The address to connect from, where it matters.
    pub source: Option<IpAddr>,
    /// The name servers to look names up at, as addresses with or without a port, 8 at most, the next where one does not
    /// answer. None: as this system does. IPv4 is preferred.
    pub name_servers: Vec<String>,
    /// What to connect through. None: straight.
    pub proxy: Option<Proxy>,
    /// Judges the total time in milliseconds. None by default.
    pub time: Thresholds,
}

impl Default for Connection {
    fn default() -> Self {
        Self {
            timeout_ms: 10_000,
            family: Family::Any,
            source: None,
            name_servers: Vec::new(),
            proxy: None,
            time: Thresholds::default(),
        }
    }
}

impl Connection {
    /// Whether every field is right.
    pub(super) fn validate(&self) -> Result<()> {
        within("timeout_ms", self.timeout_ms, 1, MAX_TIMEOUT_MS, " ms")?;
        self.name_server_addresses()?;
        self.proxy.as_ref().map_or(Ok(()), Proxy::validate)
    }

    /// The name servers with their ports, 53 by default.
    pub(crate) fn name_server_addresses(&self) -> Result<Vec<SocketAddr>> {
        if self.name_servers.len() > MAX_NAME_SERVERS {
            let given = self.name_servers.len().to_string();
            return Err(Error::invalid("name_servers", given, format!("at most {MAX_NAME_SERVERS} are expected")));
        }
        let address = |given: &String| {
            let with_port = host_and_port("name_servers", given, Some(53))?;
            let address = with_port.0.parse::<IpAddr>().map_err(|_| {
                Error::invalid(
                    "name_servers",
                    given,
                    "an IP address is expected, such as 192.0.2.53 or [2001:db8::53]:5353",
                )
            })?;
            Ok(SocketAddr::new(address, with_port.1))
        };
        self.name_servers.iter().map(address).collect()
    }

    /// The same for what goes over UDP, where nothing can stand between.
    pub(super) fn validate_datagrams(&self, protocol: &str) -> Result<()> {
        self.validate()?;
        match &self.proxy {
            Some(_) => Err(Error::invalid("proxy", "a proxy", format!("none is expected: {protocol} goes over UDP"))),
            None => Ok(()),
        }
    }
}

/// What speaks to the target for us.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Proxy {
    /// How it is spoken to.
    pub kind: ProxyKind,
    /// `host:port`; an IPv6 address stands in brackets. For `protocol-v1` and `protocol-v2` it is left out: the target
    /// itself is told for whom we come.
    #[serde(default)]
    pub address: Option<String>,
    /// Who we are, where it asks.
    #[serde(default)]
    pub user: Option<String>,
    /// The password, where it asks.
    #[serde(default)]
    pub password: Option<Secret>,
}

/// How a proxy is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ProxyKind {
    /// HTTP's CONNECT (RFC 9110 §9.3.6).
    HttpConnect,
    /// SOCKS version 5 (RFC 1928, RFC 1929).
    Socks5,
    /// The PROXY protocol of version 1, in text, before anything else is said to the target.
    ProtocolV1,
    /// The PROXY protocol of version 2, in octets.
    ProtocolV2,
}

impl Proxy {
    /// A proxy at `address`, as `host:port`.
    #[must_use]
    pub fn new(kind: ProxyKind, address: impl Into<String>) -> Self {
        Self { kind, address: Some(address.into()), user: None, password: None }
    }

    /// The PROXY protocol of version 2, spoken to the target itself.
    #[must_use]
    pub const fn protocol() -> Self {
        Self { kind: ProxyKind::ProtocolV2, address: None, user: None, password: None }
    }

    /// Says who we are.
    #[must_use]
    pub fn login(mut self, user: impl Into<String>, password: impl Into<Secret>) -> Self {
        (self.user, self.password) = (Some(user.into()), Some(password.into()));
        self
    }

    fn validate(&self) -> Result<()> {
        match (self.kind, &self.address) {
            (ProxyKind::HttpConnect | ProxyKind::Socks5, Some(address)) => {
                host_and_port("proxy", address, None)?;
            }
            (ProxyKind::HttpConnect | ProxyKind::Socks5, None) => {
                return Err(Error::invalid(
                    "proxy",
                    "no address",
                    "an address such as proxy.example.org:3128 is expected",
                ));
            }
            (_, Some(address)) => {
                let expected = "the PROXY protocol is spoken to the target itself: leave the address out";
                return Err(Error::invalid("proxy", address, expected));
            }
            (_, None) => {}
        }
        login("proxy", self.user.as_deref(), self.password.as_ref())
    }
}

/// Whether a login is whole: a user and a password, each of which a protocol can carry.
pub(super) fn login(field: &str, user: Option<&str>, password: Option<&Secret>) -> Result<()> {
    match (user, password) {
        (Some(""), _) => {
            Err(Error::invalid(field, "user \"\"", "a user name is expected; leave it out to log in nowhere"))
        }
        (Some(user), Some(password)) if user.len() <= 255 => password.validate(field),
        (Some(user), Some(_)) => Err(Error::invalid(field, user, "a user name of at most 255 bytes is expected")),
        (Some(user), None) => Err(Error::invalid(field, user, "a password is expected beside the user")),
        (None, Some(_)) => Err(Error::invalid(field, "a password", "a user is expected beside the password")),
        (None, None) => Ok(()),
    }
}

/// The same for a protocol whose commands are lines: neither may hold what would end one and begin another.
pub(super) fn login_in_lines(user: Option<&str>, password: Option<&Secret>) -> Result<()> {
    login("login", user, password)?;
    user.map_or(Ok(()), |user| bounded("user", user, 255))?;
    match password.and_then(Secret::given) {
        Some(text) if text.chars().any(char::is_control) => {
            Err(Error::invalid("password", "a secret", "no line ends and no other control characters are expected"))
        }
        _ => Ok(()),
    }
}

/// How a service is spoken to in private.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum TlsMode {
    /// Not at all.
    #[default]
    None,
    /// From the first byte.
    Implicit,
    /// After the service's own word for it: `STARTTLS`, `STLS`, `AUTH TLS`, … One that does not offer it is critical.
    Starttls,
}

/// What is expected of TLS.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct TlsRules {
    /// The name to ask for and to judge the certificate by; the target's host by default.
    pub server_name: Option<String>,
    /// Whether to report what is wrong with the certificate without counting it. Credentials stay here all the same.
    pub ignore_certificate: bool,
    /// A warning where the certificate has fewer whole days left. None by default; one that has expired is critical.
    pub expires_warning_days: Option<u32>,
    /// Critical where the certificate has fewer whole days left. None by default.
    pub expires_critical_days: Option<u32>,
}

impl TlsRules {
    /// Whether every field is right; `spoken` where the check speaks TLS at all.
    pub(super) fn validate(&self, spoken: bool) -> Result<()> {
        if let Some(name) = &self.server_name {
            host("server_name", name)?;
        }
        if !spoken && (self.expires_warning_days.is_some() || self.expires_critical_days.is_some()) {
            let expected = "days until a certificate expires need tls, such as check::tls(\"host:443\")";
            return Err(Error::invalid("expires_after", "no tls", expected));
        }
        ordered_days(self.expires_warning_days, self.expires_critical_days)
    }
}
