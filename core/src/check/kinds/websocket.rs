//! A WebSocket server (RFC 6455).

use serde::{Deserialize, Serialize};
use url::Url;

use super::{Judge, Spec};
use crate::check::connection::{Connection, TlsRules};
use crate::check::setters::setters;
use crate::check::validate::{filled, header_name, within};
use crate::check::verdict::{Verdict, details, short};
use crate::check::web;
use crate::check::{Attempt, Cause, Header, HttpAuth, HttpLogin, Status};
use crate::error::{Error, Result};

/// A check of `url`, which begins with `ws://` or `wss://`, by the opening of a WebSocket.
///
/// ```
/// use netwarden::check;
///
/// let spec = check::websocket("wss://example.org/live").send("ping").expect("pong").spec()?;
/// assert_eq!(spec.target(), "example.org");
/// # Ok::<(), netwarden::Error>(())
/// ```
pub fn websocket(url: impl Into<String>) -> WebsocketCheck {
    WebsocketCheck { url: url.into(), ..WebsocketCheck::default() }
}

/// A check by the opening of a WebSocket; with a text to send and one to expect, where asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct WebsocketCheck {
    /// The URL, `ws://` or `wss://`, without user name and password.
    pub url: String,
    /// How to get there, and how long it may take.
    #[serde(flatten)]
    pub connection: Connection,
    /// What is expected of TLS.
    #[serde(flatten)]
    pub tls_rules: TlsRules,
    /// Who logs in: by Basic, or by a token.
    #[serde(flatten)]
    pub login: HttpLogin,
    /// Headers to send besides those of the handshake, such as `Origin`.
    pub headers: Vec<Header>,
    /// The subprotocol to ask for, which must be the one that is chosen.
    pub protocol: Option<String>,
    /// A text to send.
    pub send: Option<String>,
    /// Text that a message must contain. Nothing is read without it.
    pub expect: Option<String>,
    /// Bytes of messages to read at most, 1 to 16 MiB. 64 KiB by default.
    pub max_bytes: u64,
}

impl Default for WebsocketCheck {
    fn default() -> Self {
        Self {
            url: String::new(),
            connection: Connection::default(),
            tls_rules: TlsRules::default(),
            login: HttpLogin::default(),
            headers: Vec::new(),
            protocol: None,
            send: None,
            expect: None,
            max_bytes: 64 << 10,
        }
    }
}

setters! { WebsocketCheck -> Websocket, connection, tls_rules, login {
    /// Asks for a subprotocol.
    protocol(name: impl Into<String>) protocol = Some(name.into());
    /// Sends `text`.
    send(text: impl Into<String>) send = Some(text.into());
    /// Expects a message that contains `text`.
    expect(text: impl Into<String>) expect = Some(text.into());
    /// Reads `bytes` of messages at most.
    max_bytes(bytes: u64) max_bytes = bytes;
} }

impl WebsocketCheck {
    /// Sends a header besides those of the handshake.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push(Header { name: name.into(), value: value.into() });
        self
    }

    /// The URL, parsed.
    ///
    /// # Errors
    /// [`Error::Invalid`] where it is not a `ws` or `wss` URL with a host, or has a user name or a password.
    pub fn parsed_url(&self) -> Result<Url> {
        web::url("url", &self.url, ["ws", "wss"])
    }
}

impl Spec for WebsocketCheck {
    fn validate(&self) -> Result<()> {
        self.parsed_url()?;
        self.connection.validate()?;
        self.login.validate()?;
        if self.login.auth == HttpAuth::Digest {
            return Err(Error::invalid(
                "auth",
                "digest",
                "a WebSocket is opened by one request: basic or a token is expected",
            ));
        }
        web::sendable(&self.headers)?;
        let own = |name: &str| name.get(..14).is_some_and(|head| head.eq_ignore_ascii_case("sec-websocket-"));
        if let Some(header) =
            self.headers.iter().find(|header| own(&header.name) || header.name.eq_ignore_ascii_case("host"))
        {
            return Err(Error::invalid("headers", &header.name, "the check itself decides this header"));
        }
        if let Some(name) = &self.protocol {
            header_name("protocol", name)?;
        }
        filled("expect", self.expect.as_deref())?;
        within("max_bytes", self.max_bytes, 1, 16 << 20, " bytes")?;
        within("send", self.send.as_ref().map_or(0, String::len) as u64, 0, 1 << 20, " bytes")?;
        self.tls_rules.validate(!self.url.starts_with("ws:"))
    }

    fn target(&self) -> String {
        web::shown_host(&self.url)
    }

    fn time_limit_ms(&self) -> u64 {
        self.connection.timeout_ms
    }
}

/// The opening of a WebSocket, and what came over it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WebsocketObservation {
    /// What every attempt has.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// The HTTP status of the answer; 101 opens.
    pub status: Option<u16>,
    /// The subprotocol that was chosen.
    pub protocol: Option<String>,
    /// The messages that came, as text.
    pub messages: Vec<String>,
    /// The code by which the server closed, where it did.
    pub closed: Option<u16>,
}

impl Judge for WebsocketCheck {
    type Seen = WebsocketObservation;

    fn judge(&self, seen: &WebsocketObservation, verdict: &mut Verdict) -> String {
        let attempt = &seen.attempt;
        verdict.tls(attempt.tls.as_ref(), &self.tls_rules);
        verdict.http_status = seen.status;
        verdict.time(attempt, self.connection.time);
        for (name, value) in [("protocol", seen.protocol.clone()), ("closed", seen.closed.map(|code| code.to_string()))]
        {
            if let Some(value) = value {
                verdict.fact(name, value);
            }
        }
        match seen.status {
            Some(101) if attempt.failure.is_none() => {
                if let Some(wanted) = &self.protocol {
                    let found = seen.protocol.clone().unwrap_or_default();
                    let expected = format!("the subprotocol {wanted}");
                    let other = Cause::UnexpectedAnswer { expected: expected.clone(), found: found.clone() };
                    verdict.assert(expected, (found != *wanted).then_some(other));
                }
                if let Some(text) = &self.expect {
                    let is_there = seen.messages.iter().any(|message| message.contains(text.as_str()));
                    let missing = Cause::KeywordMissing { keyword: text.clone() };
                    verdict.assert(format!("a message contains {text:?}"), (!is_there).then_some(missing));
                }
            }
            Some(101) | None => {
                if attempt.failure.is_none() && !verdict.distrusts() {
                    verdict.add(Status::Unknown, Cause::NotEvaluated { reason: "there is no answer".to_string() });
                }
            }
            Some(401) if self.login.is_some() => {
                verdict.fail(Cause::LoginRefused { reason: "it answered 401".to_string() });
            }
            Some(status) => verdict.fail(Cause::StatusCode { status }),
        }
        format!("opened in {} ms{}", short(attempt.timing.total_ms), details(attempt))
    }
}
