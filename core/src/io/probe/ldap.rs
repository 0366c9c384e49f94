//! RFC 4511: bind, search, StartTLS (§4.14).

use zeroize::Zeroizing;

use super::ProbeOptions;
use super::dial::{Dial, Said};
use super::lines::{Talk, shown};
use crate::check::{Cause, Filter, LdapCheck, LdapObservation, LdapScope, MAX_ENTRIES, TlsMode};
use crate::error::Result;

/// Bytes of all answers at most.
const MAX_BYTES: usize = 1024 * 1024;
/// Values that are kept, and bytes of each.
const MAX_VALUES: usize = 1000;
const MAX_VALUE: usize = 4096;
const STARTTLS: &[u8] = b"1.3.6.1.4.1.1466.20037";

const BOOLEAN: u8 = 0x01;
const INTEGER: u8 = 0x02;
const OCTETS: u8 = 0x04;
const ENUMERATED: u8 = 0x0a;
const SEQUENCE: u8 = 0x30;
const BIND: u8 = 0x60;
const BIND_ANSWER: u8 = 0x61;
const UNBIND: u8 = 0x42;
const SEARCH: u8 = 0x63;
const ENTRY: u8 = 0x64;
const SEARCH_DONE: u8 = 0x65;
const REFERENCE: u8 = 0x73;
const EXTENDED: u8 = 0x77;
const EXTENDED_ANSWER: u8 = 0x78;

pub(super) async fn observe(check: &LdapCheck, options: &ProbeOptions) -> Result<LdapObservation> {
    let (host, port) = check.host_and_port()?;
    let filter = check.filter.parse::<Filter>()?;
    let mut seen = LdapObservation::default();
    let mut dial = Dial::start(options, &check.connection, &check.tls_rules);
    let outcome = converse(check, &filter, &host, port, &mut dial, &mut seen).await;
    seen.attempt = dial.end(outcome);
    Ok(seen)
}

async fn converse(
    check: &LdapCheck,
    filter: &Filter,
    host: &str,
    port: u16,
    dial: &mut Dial<'_>,
    seen: &mut LdapObservation,
) -> Said<()> {
    let implicit: Option<&[&[u8]]> = (check.tls == TlsMode::Implicit).then_some(&[]);
    let stream = dial.connect(host, port, implicit).await?;
    let mut talk = Talk::new(stream, dial.budget, MAX_BYTES);
    if check.tls == TlsMode::Starttls {
        talk.send(&message(1, EXTENDED, &tlv(0x80, STARTTLS))).await?;
        let answer = answer(&mut talk, 1, EXTENDED_ANSWER).await;
        talk.fill(&mut dial.attempt.timing);
        let outcome = outcome(&answer?)?;
        match outcome.code {
            0 => {}
            // protocolError: it does not know the operation (RFC 4511 §4.14.2).
            2 => return Err(Cause::StarttlsMissing.into()),
            _ => return Err(outcome.failure("StartTLS").into()),
        }
        talk = Talk::new(dial.secure(talk.into_stream()?, host, &[]).await?, dial.budget, MAX_BYTES);
    }
    let options = dial.options;
    let password = match &check.password {
        Some(password) => {
            dial.may_log_in()?;
            options.reveal(password)?
        }
        None => "",
    };
    let user = check.user.as_deref().unwrap_or_default();
    if check.user.is_some() && password.is_empty() {
        // It would succeed with any name (RFC 4513 §5.1.2).
        return Err(Cause::NotEvaluated {
            reason: "the password is empty, which directories take as none".to_string(),
        }
        .into());
    }
    let bind =
        Zeroizing::new([tlv(INTEGER, &[3]), tlv(OCTETS, user.as_bytes()), tlv(0x80, password.as_bytes())].concat());
    talk.send(&Zeroizing::new(message(2, BIND, &bind))).await?;
    let answered = answer(&mut talk, 2, BIND_ANSWER).await;
    talk.fill(&mut dial.attempt.timing);
    let bound = outcome(&answered?)?;
    seen.logged_in = check.user.is_some().then_some(bound.code == 0);
    match bound.code {
        0 => {}
        // Authentication, rights and what it is unwilling to do.
        7 | 8 | 32 | 34 | 48..=50 | 53 => return Err(Cause::LoginRefused { reason: bound.shown() }.into()),
        _ => return Err(bound.failure("a bind").into()),
    }
    if let Some(base) = &check.base {
        search(check, base, filter, &mut talk, seen).await?;
    }
    // Nothing answers it.
    let _ = talk.send(&message(4, UNBIND, &[])).await;
    Ok(())
}

async fn search(
    check: &LdapCheck,
    base: &str,
    filter: &Filter,
    talk: &mut Talk,
    seen: &mut LdapObservation,
) -> Said<()> {
    let scope = match check.scope {
        LdapScope::Base => 0,
        LdapScope::One => 1,
        LdapScope::Subtree => 2,
    };
    // No attributes at all are `1.1` (RFC 4511 §4.5.1.8).
    let attribute = check.attribute.as_deref().unwrap_or("1.1");
    let request = [
        tlv(OCTETS, base.as_bytes()),
        tlv(ENUMERATED, &[scope]),
        tlv(ENUMERATED, &[0]),
        tlv(INTEGER, &MAX_ENTRIES.to_be_bytes()),
        tlv(INTEGER, &[0]),
        tlv(BOOLEAN, &[0]),
        encoded(filter),
        tlv(SEQUENCE, &tlv(OCTETS, attribute.as_bytes())),
    ];
    talk.send(&message(3, SEARCH, &request.concat())).await?;
    let mut count = 0_u32;
    loop {
        let (kind, content) = next(talk, 3).await?;
        match kind {
            ENTRY => {
                count += 1;
                values(&content, seen).ok_or_else(|| strange("an entry that is cut"))?;
            }
            REFERENCE => {}
            SEARCH_DONE => {
                let done = outcome(&content)?;
                seen.entries = Some(count);
                seen.limited = done.code == 4;
                return match done.code {
                    0 | 4 => Ok(()),
                    32 => {
                        let expected = format!("the entry {base}");
                        Err(Cause::UnexpectedAnswer { expected, found: done.shown() }.into())
                    }
                    _ => Err(done.failure("a search").into()),
                };
            }
            _ => return Err(strange(&format!("a message of type {kind:#04x} within a search")).into()),
        }
    }
}

/// The values of an entry: its name, and a list of attributes with a set of values each.
fn values(content: &[u8], seen: &mut LdapObservation) -> Option<()> {
    let (_, _, rest) = element(content)?;
    let (_, mut attributes, _) = element(rest)?;
    while !attributes.is_empty() {
        let (_, attribute, rest) = element(attributes)?;
        let (_, _, set) = element(attribute)?;
        let (_, mut set, _) = element(set)?;
        while !set.is_empty() {
            let (_, value, rest) = element(set)?;
            if seen.values.len() < MAX_VALUES {
                seen.values.push(shown(&String::from_utf8_lossy(value), MAX_VALUE));
            }
            set = rest;
        }
        attributes = rest;
    }
    Some(())
}

/// How an operation ended (RFC 4511 §4.1.9).
struct Outcome {
    code: u32,
    message: String,
}

impl Outcome {
    /// `49 invalidCredentials: …`
    fn shown(&self) -> String {
        let name = match self.code {
            0 => "success",
            1 => "operationsError",
            2 => "protocolError",
            3 => "timeLimitExceeded",
            4 => "sizeLimitExceeded",
            7 => "authMethodNotSupported",
            8 => "strongerAuthRequired",
            10 => "referral",
            11 => "adminLimitExceeded",
            13 => "confidentialityRequired",
            16 => "noSuchAttribute",
            32 => "noSuchObject",
            34 => "invalidDNSyntax",
            48 => "inappropriateAuthentication",
            49 => "invalidCredentials",
            50 => "insufficientAccessRights",
            51 => "busy",
            52 => "unavailable",
            53 => "unwillingToPerform",
            80 => "other",
            _ => "",
        };
        let colon = if self.message.is_empty() { "" } else { ": " };
        format!("{} {name}{colon}{}", self.code, self.message).trim_end().to_string()
    }

    fn failure(&self, of: &str) -> Cause {
        match self.code {
            1 | 3 | 11 | 51 | 52 | 80 => Cause::ServiceFailed { reason: self.shown() },
            _ => Cause::UnexpectedAnswer { expected: format!("success of {of}"), found: self.shown() },
        }
    }
}

fn outcome(content: &[u8]) -> std::result::Result<Outcome, Cause> {
    let read = || {
        let (_, code, rest) = element(content)?;
        let (_, _, rest) = element(rest)?;
        let (_, message, _) = element(rest)?;
        let code = code.iter().try_fold(0_u32, |sum, byte| sum.checked_mul(256)?.checked_add(u32::from(*byte)))?;
        Some(Outcome { code, message: shown(&String::from_utf8_lossy(message), 200) })
    };
    read().ok_or_else(|| strange("a result that is cut"))
}

fn strange(what: &str) -> Cause {
    Cause::Protocol { reason: format!("{what} is not of LDAP") }
}

/// The answer of type `wanted` to the message `id`.
async fn answer(talk: &mut Talk, id: u8, wanted: u8) -> std::result::Result<Vec<u8>, Cause> {
    let (kind, content) = next(talk, id).await?;
    if kind == wanted { Ok(content) } else { Err(strange(&format!("a message of type {kind:#04x}"))) }
}

/// The next message about the message `id`: its type and its content.
async fn next(talk: &mut Talk, id: u8) -> std::result::Result<(u8, Vec<u8>), Cause> {
    loop {
        let head = talk.bytes(2).await?;
        let (Some(&SEQUENCE), Some(&first)) = (head.first(), head.get(1)) else {
            let shown = shown(&String::from_utf8_lossy(&head), 8);
            return Err(strange(&format!("what begins with {shown:?}")));
        };
        let length = match first {
            0..=0x7f => usize::from(first),
            0x81..=0x84 => {
                let octets = talk.bytes(usize::from(first & 0x7f)).await?;
                octets.iter().fold(0_usize, |sum, octet| (sum << 8) | usize::from(*octet))
            }
            _ => return Err(strange("a length")),
        };
        let all = talk.bytes(length).await?;
        let read = element(&all).and_then(|(_, found, rest)| Some((found.to_vec(), element(rest)?)));
        let (found, (kind, content, _)) = read.ok_or_else(|| strange("a message that is cut"))?;
        match (found.as_slice(), kind) {
            // A notice of disconnection (§4.4.1).
            ([0], EXTENDED_ANSWER) => return Err(Cause::ServiceFailed { reason: outcome(content)?.shown() }),
            ([found], _) if *found == id => return Ok((kind, content.to_vec())),
            // About another message.
            _ => {}
        }
    }
}

/// The first element of `bytes` (BER with definite lengths, RFC 4511 §5.1): its tag, its content, and what follows.
fn element(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81..=0x84 => {
            let (octets, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            (octets.iter().fold(0_usize, |sum, octet| (sum << 8) | usize::from(*octet)), rest)
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((tag, content, rest))
}

/// An element.
fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let octets = length.iter().position(|octet| *octet != 0).and_then(|first| length.get(first..)).unwrap_or(&[0]);
    let mut all = vec![tag];
    match octets {
        [short @ 0..=0x7f] => all.push(*short),
        long => {
            all.push(0x80 | u8::try_from(long.len()).unwrap_or(0));
            all.extend_from_slice(long);
        }
    }
    all.extend_from_slice(content);
    all
}

fn message(id: u8, kind: u8, content: &[u8]) -> Vec<u8> {
    tlv(SEQUENCE, &[tlv(INTEGER, &[id]), tlv(kind, content)].concat())
}

/// A filter as it is sent (RFC 4511 §4.5.1.7).
fn encoded(filter: &Filter) -> Vec<u8> {
    let pair =
        |tag: u8, name: &str, value: &[u8]| tlv(tag, &[tlv(OCTETS, name.as_bytes()), tlv(OCTETS, value)].concat());
    match filter {
        Filter::And(all) => tlv(0xa0, &all.iter().flat_map(encoded).collect::<Vec<u8>>()),
        Filter::Or(all) => tlv(0xa1, &all.iter().flat_map(encoded).collect::<Vec<u8>>()),
        Filter::Not(inner) => tlv(0xa2, &encoded(inner)),
        Filter::Equal(name, value) => pair(0xa3, name, value),
        Filter::Substrings(name, parts) => {
            let last = parts.len().saturating_sub(1);
            let tag = |at: usize| {
                if at == 0 {
                    0x80
                } else if at == last {
                    0x82
                } else {
                    0x81
                }
            };
            let parts = parts.iter().enumerate().filter(|(_, part)| !part.is_empty());
            let parts: Vec<u8> = parts.flat_map(|(at, part)| tlv(tag(at), part)).collect();
            tlv(0xa4, &[tlv(OCTETS, name.as_bytes()), tlv(SEQUENCE, &parts)].concat())
        }
        Filter::AtLeast(name, value) => pair(0xa5, name, value),
        Filter::AtMost(name, value) => pair(0xa6, name, value),
        Filter::Present(name) => tlv(0x87, name.as_bytes()),
        Filter::Approx(name, value) => pair(0xa8, name, value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_read_as_they_are_written() {
        for length in [0, 1, 127, 128, 255, 256, 70_000] {
            let content = vec![7; length];
            let bytes = [tlv(OCTETS, &content), vec![1, 2]].concat();
            assert_eq!(element(&bytes), Some((OCTETS, content.as_slice(), &[1, 2][..])), "{length}");
            assert_eq!(element(&bytes[..bytes.len() - 3]), None, "{length}");
        }
        assert_eq!(element(&[4, 0x80, 0, 0]), None);
        assert_eq!(element(&[4, 0x84, 255, 255, 255, 255, 0]), None);
        // (uid=a*b)
        let filter = Filter::Substrings("uid".into(), vec![b"a".to_vec(), b"b".to_vec()]);
        assert_eq!(encoded(&filter), b"\xa4\x0d\x04\x03uid\x30\x06\x80\x01a\x82\x01b");
    }
}
