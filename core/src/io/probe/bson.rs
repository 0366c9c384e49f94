//! As much of BSON (bsonspec.org, version 1.1) as commands and their answers need: documents that are read flat.

use super::fields::{Fields, strange};
use crate::check::Cause;

/// A value that is written.
#[derive(Debug)]
pub(super) enum Given<'a> {
    Int(i32),
    Bool(bool),
    Text(&'a str),
    Bytes(&'a [u8]),
    Document(&'a [u8]),
}

/// A value that was read; those of other types are left out.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Number(f64),
    Bool(bool),
    Text(String),
    Bytes(Vec<u8>),
}

fn too_long<E>(_: E) -> Cause {
    Cause::NotEvaluated { reason: "a text is longer than MongoDB carries".to_string() }
}

fn length(bytes: usize) -> Result<[u8; 4], Cause> {
    i32::try_from(bytes).map(i32::to_le_bytes).map_err(too_long)
}

/// A document of these names, which have no NUL, and values.
pub(super) fn document(fields: &[(&str, Given<'_>)]) -> Result<Vec<u8>, Cause> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let (kind, bytes) = match value {
            Given::Int(number) => (0x10, number.to_le_bytes().to_vec()),
            Given::Bool(bool) => (0x08, vec![u8::from(*bool)]),
            Given::Text(text) => (0x02, [&length(text.len() + 1)?[..], text.as_bytes(), &[0]].concat()),
            Given::Bytes(bytes) => (0x05, [&length(bytes.len())?[..], &[0], bytes].concat()),
            Given::Document(bytes) => (0x03, bytes.to_vec()),
        };
        body.push(kind);
        body.extend([name.as_bytes(), &[0], &bytes].concat());
    }
    Ok([&length(body.len() + 5)?[..], &body, &[0]].concat())
}

/// The values of a document, and of none within it.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<(String, Value)>, Cause> {
    let mut fields = Fields::new("MongoDB", bytes);
    let length = size(&mut fields)?;
    let inner = length.checked_sub(5).ok_or_else(|| fields.strange("a document without a length"))?;
    let body = fields.take(inner)?;
    if fields.u8()? != 0 {
        return Err(fields.strange("a document without an end"));
    }
    let mut fields = Fields::new("MongoDB", body);
    let mut values = Vec::new();
    while !fields.is_empty() {
        let kind = fields.u8()?;
        let name = fields.text_to_nul()?;
        let value = match kind {
            0x01 => Value::Number(f64::from_bits(fields.u64_le()?)),
            0x10 => Value::Number(f64::from(fields.i32_le()?)),
            #[allow(clippy::cast_possible_wrap)] // the same bits, as a number with a sign
            0x12 => Value::Number(fields.u64_le()? as i64 as f64),
            0x08 => Value::Bool(fields.u8()? != 0),
            0x02 => {
                let length = size(&mut fields)?;
                let text = fields.text(length)?;
                Value::Text(text.trim_end_matches('\0').to_string())
            }
            0x05 => {
                let length = size(&mut fields)?;
                fields.u8()?;
                Value::Bytes(fields.take(length)?.to_vec())
            }
            _ => {
                skip(&mut fields, kind)?;
                continue;
            }
        };
        values.push((name, value));
    }
    Ok(values)
}

fn skip(fields: &mut Fields<'_>, kind: u8) -> Result<(), Cause> {
    let bytes = match kind {
        0x03 | 0x04 => {
            let length = size(fields)?;
            length.checked_sub(4).ok_or_else(|| fields.strange("a document without a length"))?
        }
        0x06 | 0x0A | 0x7F | 0xFF => 0,
        0x07 => 12,
        0x09 | 0x11 => 8,
        0x0B => {
            fields.text_to_nul()?;
            fields.text_to_nul()?;
            0
        }
        0x0D | 0x0E => size(fields)?,
        0x13 => 16,
        _ => return Err(strange("MongoDB", &format!("a value of the type 0x{kind:02x}"))),
    };
    fields.take(bytes).map(|_| ())
}

/// A length; one below 0 is longer than anything.
fn size(fields: &mut Fields<'_>) -> Result<usize, Cause> {
    Ok(usize::try_from(fields.i32_le()?).unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::{Given, Value, document, read};

    #[test]
    fn what_is_written_is_read() {
        let inner = document(&[("a", Given::Int(1))]).unwrap();
        let bytes = document(&[
            ("ok", Given::Int(-1)),
            ("set", Given::Text("rs0")),
            ("on", Given::Bool(true)),
            ("in", Given::Document(&inner)),
            ("raw", Given::Bytes(&[1, 2])),
        ])
        .unwrap();
        let named = |name: &str, value| (name.to_string(), value);
        let expected = [
            named("ok", Value::Number(-1.0)),
            named("set", Value::Text("rs0".to_string())),
            named("on", Value::Bool(true)),
            named("raw", Value::Bytes(vec![1, 2])),
        ];
        assert_eq!(read(&bytes).unwrap(), expected);
        // Whatever is cut off or changed is an error or another document, never a panic.
        for end in 0..bytes.len() {
            assert!(read(&bytes[..end]).is_err(), "{end}");
        }
        for place in 0..bytes.len() {
            for byte in [0, 0x7F, 0xFF] {
                let mut changed = bytes.clone();
                changed[place] = byte;
                let _ = read(&changed);
            }
        }
    }

    #[test]
    fn the_example_of_the_specification_is_written_so() {
        let bytes = document(&[("hello", Given::Text("world"))]).unwrap();
        assert_eq!(bytes, b"\x16\0\0\0\x02hello\0\x06\0\0\0world\0\0");
    }
}
