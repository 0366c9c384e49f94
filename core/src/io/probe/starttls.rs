//! A service's own word for TLS, of each protocol that has one.

use super::connect::Stream;
use super::dial::Dial;
use super::lines::{Talk, shown};
use super::replies::{reply, say};
use crate::check::{Cause, StarttlsProtocol};

/// Bytes before the handshake at most.
const MAX_BYTES: usize = 64 * 1024;

/// Says it over `stream`, and hands the stream on for the handshake.
pub(super) async fn agree(
    protocol: StarttlsProtocol,
    host: &str,
    stream: Stream,
    dial: &mut Dial<'_>,
) -> Result<Stream, Cause> {
    let mut talk = Talk::new(stream, dial.budget, MAX_BYTES);
    let talk_with = &mut talk;
    match protocol {
        StarttlsProtocol::Smtp => smtp(talk_with).await,
        StarttlsProtocol::Imap => imap(talk_with).await,
        StarttlsProtocol::Pop3 => pop3(talk_with).await,
        StarttlsProtocol::Ftp => ftp(talk_with).await,
        StarttlsProtocol::Ldap => ldap(talk_with).await,
        StarttlsProtocol::Xmpp => xmpp(talk_with, host).await,
        StarttlsProtocol::Postgres => postgres(talk_with).await,
        StarttlsProtocol::Mysql => mysql(talk_with).await,
    }?;
    talk.into_stream()
}

fn strange(what: &str) -> Cause {
    Cause::Protocol { reason: format!("{:?} is no answer of this protocol", shown(what, 80)) }
}

/// RFC 3207.
async fn smtp(talk: &mut Talk) -> Result<(), Cause> {
    reply(talk).await?.expect(220)?;
    let capabilities = say(talk, "EHLO netwarden.invalid").await?;
    capabilities.expect(250)?;
    if !capabilities.lines.iter().any(|word| word.eq_ignore_ascii_case("STARTTLS")) {
        return Err(Cause::StarttlsMissing);
    }
    say(talk, "STARTTLS").await?.expect(220)
}

/// RFC 9051 §6.2.1.
async fn imap(talk: &mut Talk) -> Result<(), Cause> {
    let greeting = talk.line().await?;
    if !greeting.starts_with("* OK") {
        return Err(strange(&greeting));
    }
    talk.say("a1 STARTTLS").await?;
    loop {
        let line = talk.line().await?;
        match line.strip_prefix("a1 ").map(|rest| rest.starts_with("OK")) {
            Some(true) => return Ok(()),
            Some(false) => return Err(Cause::StarttlsMissing),
            None if line.starts_with("* ") => {}
            None => return Err(strange(&line)),
        }
    }
}

/// RFC 2595 §4.
async fn pop3(talk: &mut Talk) -> Result<(), Cause> {
    let greeting = talk.line().await?;
    if !greeting.starts_with("+OK") {
        return Err(strange(&greeting));
    }
    talk.say("STLS").await?;
    let line = talk.line().await?;
    if line.starts_with("+OK") {
        Ok(())
    } else if line.starts_with("-ERR") {
        Err(Cause::StarttlsMissing)
    } else {
        Err(strange(&line))
    }
}

/// RFC 4217 §4.
async fn ftp(talk: &mut Talk) -> Result<(), Cause> {
    reply(talk).await?.expect(220)?;
    match say(talk, "AUTH TLS").await?.code {
        234 => Ok(()),
        _ => Err(Cause::StarttlsMissing),
    }
}

/// RFC 4511 §4.14: an extended request, and the code of its response.
async fn ldap(talk: &mut Talk) -> Result<(), Cause> {
    let mut request = vec![0x30, 0x1d, 0x02, 0x01, 0x01, 0x77, 0x18, 0x80, 0x16];
    request.extend_from_slice(b"1.3.6.1.4.1.1466.20037");
    talk.send(&request).await?;
    let odd = || Cause::Protocol { reason: "what it sends is not LDAP".to_string() };
    let head = talk.bytes(2).await?;
    let length = match head.as_slice() {
        [0x30, length @ 0..=0x7f] => usize::from(*length),
        [0x30, form @ (0x81 | 0x82 | 0x84)] => {
            let digits = talk.bytes(usize::from(form & 0x7f)).await?;
            digits.iter().fold(0_usize, |sum, byte| (sum << 8) | usize::from(*byte))
        }
        _ => return Err(odd()),
    };
    let body = talk.bytes(length).await?;
    // messageID 1, then [APPLICATION 24] with its length in either form, then the code.
    let rest = body.strip_prefix(&[0x02, 0x01, 0x01, 0x78]).ok_or_else(odd)?;
    let (form, rest) = rest.split_first().ok_or_else(odd)?;
    let rest = if *form < 0x80 { rest } else { rest.get(usize::from(form & 0x7f)..).ok_or_else(odd)? };
    match rest {
        [0x0a, 0x01, 0, ..] => Ok(()),
        [0x0a, 0x01, 2, ..] => Err(Cause::StarttlsMissing),
        [0x0a, 0x01, code, ..] => Err(Cause::ServiceFailed { reason: format!("LDAP result {code}") }),
        _ => Err(odd()),
    }
}

/// RFC 6120 §5.
async fn xmpp(talk: &mut Talk, host: &str) -> Result<(), Cause> {
    let open = format!(
        "<?xml version='1.0'?><stream:stream to='{host}' xmlns='jabber:client' \
         xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"
    );
    talk.send(open.as_bytes()).await?;
    let features = until(talk, &["</stream:features>", "<stream:features/>", "</stream:stream>"]).await?;
    if !features.contains("urn:ietf:params:xml:ns:xmpp-tls") {
        return Err(Cause::StarttlsMissing);
    }
    talk.send(b"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>").await?;
    let answer = until(talk, &["/>", "</proceed>", "</failure>"]).await?;
    if answer.contains("<proceed") { Ok(()) } else { Err(Cause::ServiceFailed { reason: shown(&answer, 200) }) }
}

/// What comes up to one of `ends`.
async fn until(talk: &mut Talk, ends: &[&str]) -> Result<String, Cause> {
    let mut bytes = Vec::new();
    while !ends.iter().any(|end| bytes.ends_with(end.as_bytes())) {
        bytes.extend(talk.bytes(1).await?);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// PostgreSQL's protocol 3.0, `SSLRequest`.
async fn postgres(talk: &mut Talk) -> Result<(), Cause> {
    talk.send(&[0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]).await?;
    match talk.bytes(1).await?.as_slice() {
        b"S" => Ok(()),
        b"N" => Err(Cause::StarttlsMissing),
        _ => Err(Cause::Protocol { reason: "what it sends is not of PostgreSQL".to_string() }),
    }
}

/// The protocol of MySQL and MariaDB, version 10: the server's greeting, and a login of which only the head is sent.
async fn mysql(talk: &mut Talk) -> Result<(), Cause> {
    const PROTOCOL_41: u32 = 0x200;
    const TLS: u32 = 0x800;
    const LONG_LOGIN: u32 = 0x8000;
    let odd = || Cause::Protocol { reason: "what it sends is not of MySQL".to_string() };
    let head = talk.bytes(4).await?;
    let length = head.iter().take(3).rev().fold(0_usize, |sum, byte| (sum << 8) | usize::from(*byte));
    if length > 4_096 {
        return Err(odd());
    }
    let greeting = talk.bytes(length).await?;
    if greeting.first() == Some(&0xff) {
        let text = String::from_utf8_lossy(greeting.get(3..).unwrap_or_default()).into_owned();
        return Err(Cause::ServiceFailed { reason: shown(&text, 200) });
    }
    let version = greeting.strip_prefix(&[10]).ok_or_else(odd)?;
    let end = version.iter().position(|byte| *byte == 0).ok_or_else(odd)?;
    // After the version: 4 bytes of the connection's number, 8 of the challenge, 1 of nothing.
    let can = version.get(end + 14..end + 16).and_then(|can| can.first_chunk::<2>()).ok_or_else(odd)?;
    if u32::from(u16::from_le_bytes(*can)) & TLS == 0 {
        return Err(Cause::StarttlsMissing);
    }
    let mut request = vec![32, 0, 0, 1];
    request.extend((PROTOCOL_41 | TLS | LONG_LOGIN).to_le_bytes());
    request.extend((1_u32 << 24).to_le_bytes());
    request.push(33);
    request.extend([0; 23]);
    talk.send(&request).await
}
