//! Name servers (RFC 1034, RFC 1035): what they answer, whether it is signed rightly (RFC 4035), and whether they agree.

mod judge;

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::Spec;
use crate::check::connection::{Connection, TlsRules};
use crate::check::setters::setters;
use crate::check::validate::{bounded, host_and_port};
use crate::check::{Attempt, Cause, Thresholds};
use crate::error::{Error, Result};

/// Name servers asked at most.
const MAX_SERVERS: usize = 16;
/// The types of records that have a name here; any other is `TYPE` and its number (RFC 3597).
const RECORDS: &[&str] = &[
    "A",
    "AAAA",
    "ANY",
    "CAA",
    "CDNSKEY",
    "CDS",
    "CERT",
    "CNAME",
    "CSYNC",
    "DNAME",
    "DNSKEY",
    "DS",
    "HINFO",
    "HTTPS",
    "MX",
    "NAPTR",
    "NS",
    "NSEC",
    "NSEC3PARAM",
    "OPENPGPKEY",
    "PTR",
    "RRSIG",
    "SMIMEA",
    "SOA",
    "SRV",
    "SSHFP",
    "SVCB",
    "TLSA",
    "TXT",
];
/// Codes of answers (RFC 6895 §2.3).
const RCODES: &[&str] = &[
    "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED", "YXDOMAIN", "YXRRSET", "NXRRSET", "NOTAUTH",
    "NOTZONE",
];
const FLAGS: &[&str] = &["aa", "tc", "rd", "ra", "ad", "cd"];

/// A check of what name servers say of `name`: its IPv4 addresses, where nothing else is asked for.
///
/// ```
/// use netwarden::check::{self, DnssecRule};
///
/// let spec = check::dns("example.org").record("MX").expect("10 mail.example.org").dnssec(DnssecRule::Secure).spec()?;
/// assert_eq!(spec.target(), "example.org MX");
/// # Ok::<(), netwarden::Error>(())
/// ```
pub fn dns(name: impl Into<String>) -> DnsCheck {
    DnsCheck { name: name.into(), ..DnsCheck::default() }
}

/// How name servers are spoken to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DnsTransport {
    /// UDP; TCP where an answer is truncated.
    #[default]
    Udp,
    /// TCP (RFC 7766).
    Tcp,
    /// TLS (RFC 7858).
    Tls,
}

/// How the records found are compared with those expected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum AnswerMatch {
    /// These and no others, in any order.
    #[default]
    Exact,
    /// These at least.
    Contains,
}

/// What is expected of signatures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DnssecRule {
    /// Nothing; they are not looked at.
    #[default]
    Ignore,
    /// That they are right where there are any; a zone that is not signed passes.
    NotBogus,
    /// That there are some, and that they are right.
    Secure,
}

/// A check of what name servers say of a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct DnsCheck {
    /// The name; with the record type PTR it may be an IP address.
    pub name: String,
    /// How to get to the name servers, and how long it may take.
    #[serde(flatten)]
    pub connection: Connection,
    /// The type of the records: `A`, `MX`, `TYPE65`, … `A` by default, and `SOA` with `same_serial`.
    pub record: Option<String>,
    /// Whom to ask, as `host` or `host:port`, 16 at most: each must answer rightly. None: those of this system, in turn until
    /// one answers. The port is 53, or 853 with TLS.
    pub servers: Vec<String>,
    /// How they are spoken to. UDP by default.
    pub transport: DnsTransport,
    /// What is expected of TLS.
    #[serde(flatten)]
    pub tls_rules: TlsRules,
    /// Whether the server is to ask others where it does not know itself. It is by default.
    pub recursion: bool,
    /// The data of the records that are expected, as zone files write it: `192.0.2.1`, `10 mail.example.org`; a dot at the end
    /// of names, and the case of their letters, do not count. None: any, but at least one.
    pub expect: Vec<String>,
    /// Whether others may be there too. Not by default.
    pub expect_match: AnswerMatch,
    /// The code that is expected: `NOERROR` by default, `NXDOMAIN`, `REFUSED`, …
    pub rcode: Option<String>,
    /// Flags that the answer must have: `aa`, `ad`, `ra`, …
    pub flags: Vec<String>,
    /// Judges how many records there are. At least one by default.
    pub answers: Thresholds,
    /// Judges the lowest time to live in seconds. None by default.
    pub ttl: Thresholds,
    /// What is expected of signatures (DNSSEC). Nothing by default.
    pub dnssec: DnssecRule,
    /// Keys from which signatures are followed, as a line of a zone file each: `example.org. IN DNSKEY 257 3 13 …`. The keys of
    /// the root by default.
    pub trust_anchors: Vec<String>,
    /// Whether to ask every name server of the zone `name` for its serial number, which must be the same. With more than one of
    /// `servers`, those are asked; else those that the zone names, at port 53. Not by default.
    pub same_serial: bool,
}

impl Default for DnsCheck {
    fn default() -> Self {
        Self {
            name: String::new(),
            connection: Connection::default(),
            record: None,
            servers: Vec::new(),
            transport: DnsTransport::Udp,
            tls_rules: TlsRules::default(),
            recursion: true,
            expect: Vec::new(),
            expect_match: AnswerMatch::Exact,
            rcode: None,
            flags: Vec::new(),
            answers: Thresholds::default(),
            ttl: Thresholds::default(),
            dnssec: DnssecRule::Ignore,
            trust_anchors: Vec::new(),
            same_serial: false,
        }
    }
}

setters! { DnsCheck -> Dns, connection, tls_rules {
    /// Asks for records of `type_name`.
    record(type_name: impl Into<String>) record = Some(type_name.into());
    /// Speaks to the servers so.
    transport(transport: DnsTransport) transport = transport;
    /// Whether the server is to ask others where it does not know itself.
    recursion(wanted: bool) recursion = wanted;
    /// Whether other records than those expected may be there too.
    expect_match(how: AnswerMatch) expect_match = how;
    /// Expects the code `rcode`, such as `NXDOMAIN`.
    rcode(rcode: impl Into<String>) rcode = Some(rcode.into());
    /// Judges how many records there are.
    answers(thresholds: Thresholds) answers = thresholds;
    /// Judges the lowest time to live in seconds.
    ttl(thresholds: Thresholds) ttl = thresholds;
    /// Expects this of signatures.
    dnssec(rule: DnssecRule) dnssec = rule;
    /// Expects the same serial number at every name server of the zone.
    same_serial(expected: bool) same_serial = expected;
} }

impl DnsCheck {
    /// Asks `server` too, as `host` or `host:port`.
    #[must_use]
    pub fn server(mut self, server: impl Into<String>) -> Self {
        self.servers.push(server.into());
        self
    }

    /// Expects a record with `data` too.
    #[must_use]
    pub fn expect(mut self, data: impl Into<String>) -> Self {
        self.expect.push(data.into());
        self
    }

    /// Expects the flag `aa`, `ad`, `ra`, … in the answer too.
    #[must_use]
    pub fn flag(mut self, name: impl Into<String>) -> Self {
        self.flags.push(name.into());
        self
    }

    /// Follows signatures from this key too, given as a line of a zone file.
    #[must_use]
    pub fn trust_anchor(mut self, line: impl Into<String>) -> Self {
        self.trust_anchors.push(line.into());
        self
    }

    /// The type of the records asked for, in capital letters.
    #[must_use]
    pub fn record_type(&self) -> String {
        let usual = if self.same_serial { "SOA" } else { "A" };
        self.record.as_deref().unwrap_or(usual).to_ascii_uppercase()
    }

    /// The host and the port of one of the servers.
    ///
    /// # Errors
    /// [`Error::Invalid`] where it is neither `host` nor `host:port`.
    pub fn host_and_port(&self, server: &str) -> Result<(String, u16)> {
        let usual = if self.transport == DnsTransport::Tls { 853 } else { 53 };
        host_and_port("servers", server, Some(usual))
    }

    fn expected_rcode(&self) -> String {
        self.rcode.as_deref().unwrap_or("NOERROR").to_ascii_uppercase()
    }
}

/// The number of a type that has no name (RFC 3597 §5).
pub(crate) fn type_number(record: &str) -> Option<u16> {
    record.strip_prefix("TYPE").filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?.parse().ok()
}

fn one_of(field: &str, given: &str, known: &[&str], more: &str) -> Result<()> {
    if known.iter().any(|word| word.eq_ignore_ascii_case(given)) {
        return Ok(());
    }
    let shown: String = given.chars().take(60).collect();
    Err(Error::invalid(field, shown, format!("one of {}{more} is expected", known.join(", "))))
}

impl Spec for DnsCheck {
    fn validate(&self) -> Result<()> {
        dns_name("name", &self.name)?;
        self.connection.validate()?;
        self.tls_rules.validate(self.transport == DnsTransport::Tls)?;
        if self.transport == DnsTransport::Udp && self.connection.proxy.is_some() {
            return Err(Error::invalid("proxy", "a proxy", "the transport tcp or tls is expected with it"));
        }
        let record = self.record_type();
        if type_number(&record).is_none() {
            one_of("record", &record, RECORDS, " or TYPE and a number")?;
        }
        if self.servers.len() > MAX_SERVERS {
            let given = self.servers.len().to_string();
            return Err(Error::invalid("servers", given, format!("at most {MAX_SERVERS} are expected")));
        }
        self.servers.iter().try_for_each(|server| self.host_and_port(server).map(|_| ()))?;
        self.expect.iter().try_for_each(|data| bounded("expect", data, 4096))?;
        one_of("rcode", &self.expected_rcode(), RCODES, "")?;
        self.flags.iter().try_for_each(|flag| one_of("flags", flag, FLAGS, ""))?;
        for line in &self.trust_anchors {
            bounded("trust_anchors", line, 4096)?;
            if !line.split_ascii_whitespace().any(|word| word == "DNSKEY") {
                let expected = "a line such as example.org. IN DNSKEY 257 3 13 … is expected";
                return Err(Error::invalid("trust_anchors", line.chars().take(60).collect::<String>(), expected));
            }
        }
        if !self.trust_anchors.is_empty() && self.dnssec == DnssecRule::Ignore {
            return Err(Error::invalid("trust_anchors", "a key", "dnssec is expected beside it"));
        }
        Ok(())
    }

    fn target(&self) -> String {
        format!("{} {}", self.name, self.record_type())
    }

    fn time_limit_ms(&self) -> u64 {
        self.connection.timeout_ms
    }
}

/// Labels of 1 to 63 bytes, 253 in all; the root is a dot.
pub(crate) fn dns_name(field: &str, name: &str) -> Result<()> {
    let bare = name.strip_suffix('.').unwrap_or(name);
    let is_label = |label: &str| {
        (1..=63).contains(&label.len()) && !label.chars().any(|letter| letter.is_whitespace() || letter.is_control())
    };
    let is_good = name == "." || name.parse::<IpAddr>().is_ok() || (bare.len() <= 253 && bare.split('.').all(is_label));
    if is_good {
        return Ok(());
    }
    let shown: String = name.chars().take(60).collect();
    Err(Error::invalid(field, shown, "a name of at most 253 bytes with labels of 1 to 63 is expected"))
}

/// What name servers said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DnsObservation {
    /// What every attempt has; of several servers, only the time that all of it took.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// What each server said.
    pub replies: Vec<DnsReply>,
    /// What each name server of the zone says of its serial number, where that was asked for.
    pub serials: Vec<SerialSeen>,
}

/// What a name server said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DnsReply {
    /// Which server, as the spec names it.
    pub server: String,
    /// The attempt with this server.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// The code of the answer: `NOERROR`; `None` where there was no answer.
    pub rcode: Option<String>,
    /// The flags that the answer has: `aa`, `ra`, …
    pub flags: Vec<String>,
    /// Whether the answer was truncated over UDP, so that it was asked for again over TCP.
    pub truncated: bool,
    /// The records of the answer.
    pub records: Vec<DnsRecord>,
    /// What signatures prove, where that was asked for.
    pub dnssec: Option<DnssecSeen>,
}

/// A record of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DnsRecord {
    /// Whose it is, without a dot at the end.
    pub name: String,
    /// Its type: `A`.
    pub record: String,
    /// Its time to live in seconds.
    pub ttl: u32,
    /// Its data, as zone files write it; names without a dot at the end, texts without quotes.
    pub data: String,
}

/// What signatures prove (RFC 4035 §4.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DnssecState {
    /// Signatures lead from a trusted key to the answer.
    Secure,
    /// It is proved that the zone is not signed.
    Insecure,
    /// Signatures are missing or wrong.
    Bogus,
    /// It could not be told.
    #[default]
    Indeterminate,
}

/// What signatures prove, and why not more.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DnssecSeen {
    /// What they prove.
    pub state: DnssecState,
    /// Why it is bogus, or could not be told.
    pub reason: String,
}

/// What a name server of a zone says of its serial number.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SerialSeen {
    /// Which server.
    pub server: String,
    /// The serial number; `None` where there was none to hear.
    pub serial: Option<u32>,
    /// Why not.
    pub failure: Option<Cause>,
    /// Milliseconds of the exchange.
    pub total_ms: f64,
}
