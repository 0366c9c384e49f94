//! The textual forms of values that both formats share.

use std::net::Ipv4Addr;

use crate::value::Oid;

/// Reads `1.3.6.1`, `.1.3.6.1` and `iso.3.6.1`.
pub(super) fn oid(text: &[u8]) -> Option<Oid> {
    let (name, rest) = leading_oid(text)?;
    rest.is_empty().then_some(name)
}

/// Reads the object identifier that `text` begins with; the rest follows.
pub(super) fn leading_oid(text: &[u8]) -> Option<(Oid, &[u8])> {
    let mut arcs = [0_u32; Oid::MAX_ARCS];
    let mut count = 0;
    let mut rest = match text {
        [b'.', rest @ ..] => rest,
        [b'i', b's', b'o', b'.', rest @ ..] => {
            arcs[0] = 1;
            count = 1;
            rest
        }
        _ => text,
    };
    loop {
        let (arc, after) = leading_u32(rest)?;
        *arcs.get_mut(count)? = arc;
        count += 1;
        match after {
            [b'.', more @ ..] => rest = more,
            _ => return Some((Oid::new(arcs.get(..count)?), after)),
        }
    }
}

fn leading_u32(text: &[u8]) -> Option<(u32, &[u8])> {
    let mut number = 0_u32;
    let mut length = 0;
    for byte in text.iter().take_while(|byte| byte.is_ascii_digit()) {
        number = number.checked_mul(10)?.checked_add(u32::from(byte - b'0'))?;
        length += 1;
    }
    if length == 0 { None } else { Some((number, text.get(length..)?)) }
}

/// Reads an unsigned number and nothing else.
pub(super) fn unsigned(text: &[u8]) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    text.iter().try_fold(0_u64, |number, byte| {
        if !byte.is_ascii_digit() {
            return None;
        }
        number.checked_mul(10)?.checked_add(u64::from(byte - b'0'))
    })
}

/// Reads a signed number and nothing else.
pub(super) fn signed(text: &[u8]) -> Option<i64> {
    match text {
        [b'-', digits @ ..] => 0_i64.checked_sub_unsigned(unsigned(digits)?),
        digits => i64::try_from(unsigned(digits)?).ok(),
    }
}

/// Reads `10.0.0.1`.
pub(super) fn ipv4(text: &[u8]) -> Option<Ipv4Addr> {
    std::str::from_utf8(text).ok()?.trim().parse().ok()
}

/// Reads octets in hexadecimal, two digits each; `separators` may stand between them.
pub(super) fn hex(text: &[u8], separators: &[u8]) -> Option<Vec<u8>> {
    let mut octets = Vec::with_capacity(text.len() / 2);
    let mut rest = text;
    loop {
        match rest {
            [] => return Some(octets),
            [separator, more @ ..] if separators.contains(separator) => rest = more,
            [high, low, more @ ..] => {
                octets.push(digit(*high)? << 4 | digit(*low)?);
                rest = more;
            }
            [_] => return None,
        }
    }
}

/// Reads `0:1e:58:a3:2f:cd`: octets of one or two digits, `at_least` so many.
pub(super) fn colon_hex(text: &[u8], at_least: usize) -> Option<Vec<u8>> {
    let octets: Option<Vec<u8>> = text
        .split(|byte| *byte == b':')
        .map(|part| match part {
            [low] => digit(*low),
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        })
        .collect();
    octets.filter(|octets| octets.len() >= at_least)
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}
