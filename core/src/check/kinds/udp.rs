//! A datagram and the answer to it.

use serde::{Deserialize, Serialize};

use super::{Judge, Spec};
use crate::check::connection::Connection;
use crate::check::octets::{contains, from_hex};
use crate::check::setters::setters;
use crate::check::validate::{filled, host_and_port};
use crate::check::verdict::{Verdict, details, short};
use crate::check::{Attempt, Cause};
use crate::error::{Error, Result};

/// What fits into a datagram over IPv4.
const MAX_SENT: usize = 65_507;

/// A check of `target`, as `host:port`, by a datagram.
///
/// ```
/// use netwarden::check;
///
/// let spec = check::udp("game.example.org:27015").send_hex("ffffffff 54").expect_hex("ffffffff").spec()?;
/// assert_eq!(spec.target(), "game.example.org:27015");
/// # Ok::<(), netwarden::Error>(())
/// ```
pub fn udp(target: impl Into<String>) -> UdpCheck {
    UdpCheck { target: target.into(), ..UdpCheck::default() }
}

/// A check by one datagram. Silence is UNKNOWN, or critical where an answer is expected.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct UdpCheck {
    /// `host:port`; an IPv6 address stands in brackets.
    pub target: String,
    /// How to get there, and how long it may take. UDP knows no proxies.
    #[serde(flatten)]
    pub connection: Connection,
    /// The text to send. An empty datagram where neither this nor `send_hex` is given.
    pub send: Option<String>,
    /// The octets to send, in hexadecimal.
    pub send_hex: Option<String>,
    /// Text that the answer must contain.
    pub expect: Option<String>,
    /// Octets that the answer must contain, in hexadecimal.
    pub expect_hex: Option<String>,
}

setters! { UdpCheck -> Udp, connection {
    /// Sends `text`.
    send(text: impl Into<String>) send = Some(text.into());
    /// Sends octets written in hexadecimal.
    send_hex(octets: impl Into<String>) send_hex = Some(octets.into());
    /// Expects `text` in the answer.
    expect(text: impl Into<String>) expect = Some(text.into());
    /// Expects octets written in hexadecimal in the answer.
    expect_hex(octets: impl Into<String>) expect_hex = Some(octets.into());
} }

impl UdpCheck {
    /// The host and the port of the target.
    ///
    /// # Errors
    /// [`Error::Invalid`] where it is not `host:port`.
    pub fn host_and_port(&self) -> Result<(String, u16)> {
        host_and_port("target", &self.target, None)
    }

    /// The octets to send.
    pub(crate) fn datagram(&self) -> Result<Vec<u8>> {
        match (&self.send, &self.send_hex) {
            (Some(_), Some(_)) => {
                Err(Error::invalid("send_hex", "octets", "either send or send_hex is expected, not both"))
            }
            (Some(text), None) => Ok(text.clone().into_bytes()),
            (None, Some(octets)) => from_hex("send_hex", octets),
            (None, None) => Ok(Vec::new()),
        }
    }

    /// Whether an answer must come.
    pub(crate) fn awaits(&self) -> bool {
        self.expect.is_some() || self.expect_hex.is_some()
    }
}

impl Spec for UdpCheck {
    fn validate(&self) -> Result<()> {
        self.host_and_port()?;
        self.connection.validate_datagrams("UDP")?;
        let length = self.datagram()?.len();
        if length > MAX_SENT {
            let expected = format!("at most {MAX_SENT} bytes are expected, which fit into a datagram");
            return Err(Error::invalid("send", format!("{length} bytes"), expected));
        }
        filled("expect", self.expect.as_deref())?;
        filled("expect_hex", self.expect_hex.as_deref())?;
        self.expect_hex.as_deref().map_or(Ok(()), |octets| from_hex("expect_hex", octets).map(drop))
    }

    fn target(&self) -> String {
        self.target.clone()
    }

    fn time_limit_ms(&self) -> u64 {
        self.connection.timeout_ms
    }
}

/// A datagram and the answer to it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct UdpObservation {
    /// What every attempt has.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// The octets of the answer in hexadecimal; `None` where none came.
    pub answer_hex: Option<String>,
}

impl Judge for UdpCheck {
    type Seen = UdpObservation;

    fn judge(&self, seen: &UdpObservation, verdict: &mut Verdict) -> String {
        let attempt = &seen.attempt;
        let mut what = "answered".to_string();
        if let Some(answer) = &seen.answer_hex {
            let Ok(octets) = from_hex("answer_hex", answer) else {
                verdict.fail(Cause::NotEvaluated { reason: "the answer is no hexadecimal text".to_string() });
                return what;
            };
            what = format!("answered {} bytes", octets.len());
            let wanted = [
                self.expect.as_ref().map(|text| (format!("{text:?}"), text, text.clone().into_bytes())),
                self.expect_hex
                    .as_ref()
                    .map(|text| (format!("the octets {text}"), text, from_hex("expect_hex", text).unwrap_or_default())),
            ];
            for (shown, keyword, wanted) in wanted.into_iter().flatten() {
                let missing = Cause::KeywordMissing { keyword: keyword.clone() };
                verdict.assert(format!("answer contains {shown}"), (!contains(&octets, &wanted)).then_some(missing));
            }
        }
        verdict.time(attempt, self.connection.time);
        format!("{what} in {} ms{}", short(attempt.timing.total_ms), details(attempt))
    }
}
