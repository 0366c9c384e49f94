//! `.snmprec`: `OID|tag|value`, a tag being the BER tag of the type and `x` for hexadecimal.

use std::net::Ipv4Addr;

use super::lines::{Line, Lines, shown};
use super::{Recording, RecordingEnd, value};
use crate::value::{TimeTicks, Value, VarBind};

pub(super) fn parse(bytes: &[u8]) -> Recording {
    let mut recording = Recording::new();
    let mut lines = Lines::new(bytes);
    while let Some(line) = lines.next() {
        if line.text.is_empty() || line.text.starts_with(b"#") {
            continue;
        }
        match variable(line) {
            Ok((varbind, open)) => {
                recording.varbinds.extend(varbind);
                if !line.ended && open {
                    recording.end = RecordingEnd::Open { line: line.number };
                }
            }
            Err(_) if !line.ended => {
                let reason = format!("the file ends within `{}`", shown(line.text));
                recording.fault(line.number, &*reason);
                recording.end = RecordingEnd::Truncated { line: line.number, reason };
            }
            Err(reason) => recording.fault(line.number, reason),
        }
    }
    recording
}

/// The variable of a line, and whether its value could have been longer.
fn variable(line: Line<'_>) -> Result<(Option<VarBind>, bool), String> {
    let mut parts = line.text.splitn(3, |byte| *byte == b'|');
    let (Some(name), Some(tag), Some(text)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(format!("`OID|tag|value` is expected, not `{}`", shown(line.text)));
    };
    let name = value::oid(name).ok_or_else(|| format!("`{}` is not an object identifier", shown(name)))?;
    if let Some(colon) = tag.iter().position(|byte| *byte == b':') {
        let module = tag.get(colon + 1..).unwrap_or_default();
        return Err(format!("the value of {name} comes from the simulator's module `{}`: skipped", shown(module)));
    }
    let wrong = || format!("`{}` is not a value for tag {} at {name}", shown(text), shown(tag));
    let (number, octets) = match tag {
        [number @ .., b'x'] => (number, value::hex(text, b" ").ok_or_else(wrong)?),
        [number @ .., b'e'] => (number, unescaped(text).ok_or_else(wrong)?),
        number => (number, text.to_vec()),
    };
    let encoded = number.len() < tag.len();
    let unsigned = || value::unsigned(octets.trim_ascii());
    let unsigned_32 = || unsigned().and_then(|number| u32::try_from(number).ok());
    let value = match number {
        b"2" => value::signed(octets.trim_ascii()).and_then(|number| i32::try_from(number).ok()).map(Value::Integer),
        b"4" => return Ok((Some(VarBind::new(name, Value::OctetString(octets))), true)),
        b"5" => return Ok((Some(VarBind::new(name, Value::Null)), false)),
        b"6" => value::oid(octets.trim_ascii()).map(Value::ObjectId),
        b"64" if encoded => <[u8; 4]>::try_from(octets).ok().map(|four| Value::IpAddress(Ipv4Addr::from(four))),
        b"64" => value::ipv4(&octets).map(Value::IpAddress),
        b"65" => unsigned_32().map(Value::Counter32),
        b"66" => unsigned_32().map(Value::Gauge32),
        b"67" => unsigned_32().map(|ticks| Value::TimeTicks(TimeTicks(ticks))),
        b"68" => return Ok((Some(VarBind::new(name, Value::Opaque(octets))), true)),
        b"70" => unsigned().map(Value::Counter64),
        b"128" | b"129" | b"130" => return Ok((None, false)),
        _ => return Err(format!("`{}` is not a tag of {name}", shown(tag))),
    };
    let value = value.ok_or_else(wrong)?;
    Ok((Some(VarBind::new(name, value)), true))
}

/// Resolves `\n`, `\r`, `\t`, `\\` and `\xHH`.
fn unescaped(text: &[u8]) -> Option<Vec<u8>> {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text;
    loop {
        rest = match rest {
            [] => return Some(octets),
            [b'\\', b'x', high, low, more @ ..] => {
                octets.extend(value::hex(&[*high, *low], b"")?);
                more
            }
            [b'\\', escape, more @ ..] => {
                octets.push(match escape {
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    other => *other,
                });
                more
            }
            [b'\\'] => return None,
            [byte, more @ ..] => {
                octets.push(*byte);
                more
            }
        };
    }
}
