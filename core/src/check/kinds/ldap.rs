//! A directory server (LDAP version 3, RFC 4511).

mod filter;

use serde::{Deserialize, Serialize};

use super::{Judge, Spec};
use crate::check::connection::{Connection, TlsMode, TlsRules, login};
use crate::check::setters::setters;
use crate::check::validate::{bounded, host_and_port};
use crate::check::verdict::{Verdict, details, short};
use crate::check::{Attempt, Cause, Secret, Thresholds};
use crate::error::{Error, Result};

pub(crate) use filter::Filter;

/// Entries that are asked for at most.
pub(crate) const MAX_ENTRIES: u16 = 1000;

/// A check of `target`, as `host` or `host:port`, by a conversation with a directory server.
///
/// ```
/// use netwarden::check::{self, Thresholds};
///
/// let spec = check::ldap("ldap.example.org")
///     .base("ou=people,dc=example,dc=org")
///     .filter("(&(objectClass=person)(uid=anna))")
///     .entries(Thresholds { critical: Some("1:1".parse()?), ..Thresholds::default() })
///     .spec()?;
/// assert_eq!(spec.target(), "ldap.example.org");
/// # Ok::<(), netwarden::Error>(())
/// ```
pub fn ldap(target: impl Into<String>) -> LdapCheck {
    LdapCheck { target: target.into(), ..LdapCheck::default() }
}

/// How far below its base a search goes (RFC 4511 §4.5.1.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum LdapScope {
    /// The base itself.
    Base,
    /// What is directly below it.
    One,
    /// The base and all below it.
    #[default]
    Subtree,
}

/// A check by a conversation with a directory server: a simple bind, anonymous or with a password, and a search where one is
/// asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct LdapCheck {
    /// `host` or `host:port`; an IPv6 address stands in brackets. The port is 389, or 636 with implicit TLS.
    pub target: String,
    /// How to get there, and how long it may take.
    #[serde(flatten)]
    pub connection: Connection,
    /// Whether and when to speak TLS. None by default.
    pub tls: TlsMode,
    /// What is expected of TLS.
    #[serde(flatten)]
    pub tls_rules: TlsRules,
    /// The distinguished name that logs in, such as `cn=monitor,dc=example,dc=org`. Nobody by default: an anonymous bind.
    pub user: Option<String>,
    /// The password.
    pub password: Option<Secret>,
    /// The entry where a search begins. None by default: nothing is searched.
    pub base: Option<String>,
    /// How far below it the search goes.
    pub scope: LdapScope,
    /// What is searched (RFC 4515), such as `(uid=anna)`; `(objectClass=*)` by default.
    pub filter: String,
    /// Judges how many entries are found; up to 1000 are counted. None by default.
    pub entries: Thresholds,
    /// The attribute whose values are read.
    pub attribute: Option<String>,
    /// A value that the attribute must have in an entry.
    pub expect: Option<String>,
}

impl Default for LdapCheck {
    fn default() -> Self {
        Self {
            target: String::new(),
            connection: Connection::default(),
            tls: TlsMode::None,
            tls_rules: TlsRules::default(),
            user: None,
            password: None,
            base: None,
            scope: LdapScope::Subtree,
            filter: "(objectClass=*)".to_string(),
            entries: Thresholds::default(),
            attribute: None,
            expect: None,
        }
    }
}

setters! { LdapCheck -> Ldap, connection, tls_rules {
    /// Speaks TLS so.
    tls(mode: TlsMode) tls = mode;
    /// Searches from that entry.
    base(dn: impl Into<String>) base = Some(dn.into());
    /// Searches so far.
    scope(scope: LdapScope) scope = scope;
    /// Searches what `filter` (RFC 4515) says.
    filter(filter: impl Into<String>) filter = filter.into();
    /// Judges how many entries are found.
    entries(thresholds: Thresholds) entries = thresholds;
} }

impl LdapCheck {
    /// Logs in by a distinguished name.
    #[must_use]
    pub fn login(mut self, user: impl Into<String>, password: impl Into<Secret>) -> Self {
        (self.user, self.password) = (Some(user.into()), Some(password.into()));
        self
    }

    /// Expects that an entry found has `value` in `attribute`.
    #[must_use]
    pub fn expect(mut self, attribute: impl Into<String>, value: impl Into<String>) -> Self {
        (self.attribute, self.expect) = (Some(attribute.into()), Some(value.into()));
        self
    }

    /// The host and the port of the target.
    ///
    /// # Errors
    /// [`Error::Invalid`] where it is neither `host` nor `host:port`.
    pub fn host_and_port(&self) -> Result<(String, u16)> {
        host_and_port("target", &self.target, Some(if self.tls == TlsMode::Implicit { 636 } else { 389 }))
    }
}

impl Spec for LdapCheck {
    fn validate(&self) -> Result<()> {
        self.host_and_port()?;
        self.connection.validate()?;
        self.tls_rules.validate(self.tls != TlsMode::None)?;
        login("login", self.user.as_deref(), self.password.as_ref())?;
        if self.password.as_ref().and_then(Secret::given) == Some("") {
            // RFC 4513 §5.1.2: that would be an unauthenticated bind, which succeeds with any name.
            return Err(Error::invalid(
                "password",
                "an empty one",
                "a password is expected; leave user and password out to bind anonymously",
            ));
        }
        self.filter.parse::<Filter>()?;
        let searches = self.base.is_some();
        let needs = [
            ("entries", self.entries != Thresholds::default()),
            ("attribute", self.attribute.is_some()),
            ("filter", self.filter != Self::default().filter),
        ];
        if let Some((field, _)) = needs.iter().find(|(_, given)| *given && !searches) {
            return Err(Error::invalid(
                *field,
                "no base",
                "the base of a search is expected, such as dc=example,dc=org",
            ));
        }
        if self.expect.is_some() && self.attribute.is_none() {
            return Err(Error::invalid(
                "expect",
                "no attribute",
                "the attribute that must have this value is expected",
            ));
        }
        self.attribute.as_deref().map_or(Ok(()), |name| bounded("attribute", name, 255))?;
        self.expect.as_deref().map_or(Ok(()), |value| bounded("expect", value, 4096))
    }

    fn target(&self) -> String {
        self.target.clone()
    }

    fn time_limit_ms(&self) -> u64 {
        self.connection.timeout_ms
    }
}

/// A conversation with a directory server.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LdapObservation {
    /// What every attempt has.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// Whether the login was accepted; `None` where none was tried.
    pub logged_in: Option<bool>,
    /// How many entries were found; `None` where none were searched.
    pub entries: Option<u32>,
    /// Whether there are more than were counted.
    pub limited: bool,
    /// The values of the attribute, of all entries.
    pub values: Vec<String>,
}

impl Judge for LdapCheck {
    type Seen = LdapObservation;

    fn judge(&self, seen: &LdapObservation, verdict: &mut Verdict) -> String {
        let attempt = &seen.attempt;
        verdict.tls(attempt.tls.as_ref(), &self.tls_rules);
        let mut what = String::new();
        if let Some(entries) = seen.entries {
            what = format!(", {entries} {}", if entries == 1 { "entry" } else { "entries" });
            if seen.limited && self.entries != Thresholds::default() {
                let reason = format!("more entries than the {entries} that were counted match");
                verdict.fail(Cause::NotEvaluated { reason });
            }
            verdict.judged("entries", f64::from(entries), "", &self.entries);
            for value in seen.values.iter().take(32) {
                verdict.fact("value", value);
            }
            if let (Some(attribute), Some(expected)) = (&self.attribute, &self.expect) {
                let shown = format!("{attribute} {expected:?}");
                let found = seen.values.join(", ").chars().take(200).collect();
                let broken = Cause::UnexpectedAnswer { expected: shown.clone(), found };
                verdict.assert(shown, (!seen.values.contains(expected)).then_some(broken));
            }
        }
        verdict.time(attempt, self.connection.time);
        let login = if seen.logged_in == Some(true) { ", logged in" } else { "" };
        format!("answered in {} ms{}{login}{what}", short(attempt.timing.total_ms), details(attempt))
    }
}
