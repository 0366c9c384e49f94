//! The text that `snmpwalk -On` prints: `.OID = TYPE: value`.
//!
//! Text may be quoted or not and go over several lines, octets in hexadecimal as well. Where the
//! recorder had MIBs loaded, numbers come as `up(1)` or with a unit, and MAC addresses as text.

use super::lines::{Line, Lines, shown};
use super::{Recording, RecordingEnd, value};
use crate::value::{Oid, TimeTicks, Value, VarBind};

pub(super) fn parse(bytes: &[u8]) -> Recording {
    let mut reader = Reader { lines: Lines::new(bytes), recording: Recording::new(), ended: true };
    while let Some(line) = reader.take() {
        match head(line.text) {
            Head::Variable(name, text) => reader.variable(line, name, text),
            Head::Broken => reader.wrong(line.number, format!("`{}` is not an object identifier", shown(line.text))),
            Head::None => reader.remark(line),
        }
    }
    reader.recording
}

struct Reader<'a> {
    lines: Lines<'a>,
    recording: Recording,
    /// Whether the line read last had a line end.
    ended: bool,
}

/// What a value is, and whether it could have gone on where the file stops.
struct Parsed {
    value: Value,
    open: bool,
}

/// What the start of a line is.
enum Head<'a> {
    /// An object identifier and, after `=`, a value.
    Variable(Oid, &'a [u8]),
    /// Begins like a variable, but its name is too long or too large.
    Broken,
    /// Anything else.
    None,
}

fn head(line: &[u8]) -> Head<'_> {
    if !matches!(line, [b'.', b'0'..=b'9', ..] | [b'0'..=b'9', ..] | [b'i', b's', b'o', b'.', ..]) {
        return Head::None;
    }
    if let Some((name, rest)) = value::leading_oid(line) {
        return match rest.trim_ascii_start() {
            [b'=', text @ ..] => Head::Variable(name, text.trim_ascii_start()),
            _ => Head::None,
        };
    }
    let digits = line.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
    match line.get(digits..).unwrap_or_default().trim_ascii_start() {
        [b'=', ..] if digits > 0 => Head::Broken,
        _ => Head::None,
    }
}

impl<'a> Reader<'a> {
    fn take(&mut self) -> Option<Line<'a>> {
        let line = self.lines.next()?;
        self.ended = line.ended;
        Some(line)
    }

    /// The next line, where it does not begin a variable of its own.
    fn continuation(&mut self) -> Option<Line<'a>> {
        let mut ahead = self.lines;
        match head(ahead.next()?.text) {
            Head::None => self.take(),
            _ => None,
        }
    }

    fn variable(&mut self, line: Line<'a>, name: Oid, text: &'a [u8]) {
        match self.value(text) {
            Ok(Some(Parsed { value, open })) => {
                self.recording.varbinds.push(VarBind::new(name, value));
                if open && !self.ended && self.recording.end == RecordingEnd::Complete {
                    self.recording.end = RecordingEnd::Open { line: line.number };
                }
            }
            Ok(None) => {}
            Err(_) if !self.ended => self.wrong(line.number, format!("the file ends within the value of {name}")),
            Err(reason) => self.wrong(line.number, format!("{reason} at {name}")),
        }
    }

    /// A fault; where the file stops there, it is the mark of a truncated one.
    fn wrong(&mut self, line: u64, reason: String) {
        if !self.ended {
            self.recording.end = RecordingEnd::Truncated { line, reason: reason.clone() };
        }
        self.recording.fault(line, reason);
    }

    /// A line that is no variable: blank, a comment, or what the recorder had to say.
    fn remark(&mut self, line: Line<'a>) {
        let text = line.text.trim_ascii();
        if text.is_empty() || text.starts_with(b"#") || text.starts_with(b"End of MIB") {
            return;
        }
        let gave_up = gave_up(text);
        let reason = if gave_up {
            format!("the recorder gave up: {}", shown(text))
        } else if self.ended {
            format!("`.OID = TYPE: value` is expected, not `{}`", shown(text))
        } else {
            format!("the file ends within `{}`", shown(text))
        };
        if gave_up {
            self.recording.end = RecordingEnd::Truncated { line: line.number, reason: reason.clone() };
        }
        self.wrong(line.number, reason);
    }

    /// The value that `text` and the lines after it hold; `None` for an exception.
    fn value(&mut self, text: &'a [u8]) -> Result<Option<Parsed>, String> {
        if text.starts_with(b"\"") {
            return self.quoted(text).map(Some);
        }
        let text = match text {
            // `Wrong Type (should be Gauge32 or Unsigned32): INTEGER: 5`
            [b'W', b'r', b'o', b'n', b'g', b' ', b'T', b'y', b'p', b'e', ..] => {
                let note = text.windows(2).position(|pair| pair == b"):").ok_or("a value is missing")?;
                text.get(note + 2..).unwrap_or_default().trim_ascii_start()
            }
            _ => text,
        };
        let exception = [&b"No Such Object"[..], b"No Such Instance", b"No more variables"];
        if exception.iter().any(|words| text.starts_with(words)) {
            return Ok(None);
        }
        let Some(colon) = text.iter().position(|byte| *byte == b':') else {
            return match text.trim_ascii() {
                b"NULL" => Ok(Some(Parsed { value: Value::Null, open: false })),
                b"" => Err("a value is missing".into()),
                _ => Err(format!("`{}` is not `TYPE: value`", shown(text))),
            };
        };
        let (kind, rest) = text.split_at(colon);
        let rest = rest.get(1..).unwrap_or_default();
        let rest = rest.strip_prefix(b" ").unwrap_or(rest);
        match kind {
            b"STRING" if rest.starts_with(b"\"") => self.quoted(rest).map(Some),
            b"STRING" => Ok(Some(self.plain(rest))),
            b"Hex-STRING" => self.hexadecimal(rest).map(Some),
            b"BITS" => self.bits(rest).map(Some),
            _ => one_line(kind, rest).map(Some),
        }
    }

    /// Text in quotation marks, in which `\"` and `\\` are escaped. The closing mark ends a line.
    fn quoted(&mut self, text: &'a [u8]) -> Result<Parsed, String> {
        let mut octets = Vec::with_capacity(text.len());
        let mut rest = text.get(1..).unwrap_or_default();
        while !unescape_until_mark(rest, &mut octets) {
            octets.push(b'\n');
            if let Some(line) = self.continuation() {
                rest = line.text;
                continue;
            }
            if self.lines.is_empty() {
                self.ended = false;
                return Err("the text has no closing quotation mark".into());
            }
            // The next variable begins: the mark was lost, the text was not.
            octets.pop();
            self.recording.fault(self.lines.number(), "the closing quotation mark is missing");
            break;
        }
        Ok(Parsed { value: Value::OctetString(octets), open: false })
    }

    /// Text without quotation marks; lines up to the next variable belong to it.
    fn plain(&mut self, text: &'a [u8]) -> Parsed {
        let mut octets = text.to_vec();
        let mut several = false;
        while let Some(line) = self.continuation() {
            if gave_up(line.text) {
                self.remark(line);
                break;
            }
            several = true;
            octets.push(b'\n');
            octets.extend_from_slice(line.text);
        }
        while octets.last() == Some(&b'\n') {
            octets.pop();
        }
        if !several {
            octets = value::colon_hex(&octets, 6).unwrap_or(octets);
        }
        Parsed { value: Value::OctetString(octets), open: true }
    }

    /// Octets such as `00 1E 58 A3 2F CD `, over several lines; text in brackets may follow.
    fn hexadecimal(&mut self, text: &'a [u8]) -> Result<Parsed, String> {
        let mut octets = hex_octets(text)?;
        let mut last = text;
        loop {
            let mut ahead = self.lines;
            let Some(line) = ahead.next() else { break };
            if line.text.trim_ascii().is_empty() || !matches!(head(line.text), Head::None) {
                break;
            }
            let Ok(more) = hex_octets(line.text) else {
                if line.ended {
                    break;
                }
                self.take();
                return Err(format!("`{}` is not octets in hexadecimal", shown(line.text)));
            };
            self.take();
            octets.extend(more);
            last = line.text;
        }
        // A recorder ends octets with a space: so they are whole where the row before has as many.
        let before = self.recording.varbinds.last().map(|varbind| &varbind.value);
        let as_long = matches!(before, Some(Value::OctetString(before)) if before.len() == octets.len());
        Ok(Parsed { value: Value::OctetString(octets), open: !(last.ends_with(b" ") && as_long) })
    }

    /// `BITS: 80 0 ` and `BITS: C8 spanning(0) tree(1)`: octets, then the names of the bits.
    fn bits(&mut self, text: &'a [u8]) -> Result<Parsed, String> {
        let words: Vec<&[u8]> = text.split(|byte| *byte == b' ').filter(|word| !word.is_empty()).collect();
        let octets = |count: usize| -> Option<Vec<u8>> {
            words.get(..count)?.iter().map(|word| value::hex(word, b"")?.first().copied()).collect()
        };
        let longest = words.iter().take_while(|word| word.len() == 2 && value::hex(word, b"").is_some()).count();
        // `00 20 10`: 10 is the bit that is set, not a third octet.
        let named = (0..=longest.min(64)).rev().find(|count| {
            let bits = octets(*count).unwrap_or_default();
            let set = (0_u64..).zip(bits.iter().flat_map(|octet| (0..8).map(move |bit| octet & (0x80 >> bit) != 0)));
            let set = set.filter(|(_, on)| *on).map(|(bit, _)| Some(bit));
            set.eq(words.get(*count..).unwrap_or_default().iter().map(|word| bit_number(word)))
        });
        match octets(named.unwrap_or(longest)) {
            Some(octets) if !octets.is_empty() || words.is_empty() => {
                Ok(Parsed { value: Value::OctetString(octets), open: !text.ends_with(b" ") && !text.is_empty() })
            }
            _ => Err(format!("`{}` is not a set of bits", shown(text))),
        }
    }
}

/// The number in `0` or `spanning(0)`.
fn bit_number(word: &[u8]) -> Option<u64> {
    match (word.iter().position(|byte| *byte == b'('), word) {
        (Some(at), [.., b')']) => value::unsigned(word.get(at + 1..word.len() - 1)?),
        _ => value::unsigned(word),
    }
}

/// Whether `snmpwalk` says here that it stopped before the end.
fn gave_up(text: &[u8]) -> bool {
    let words = [
        &b"Timeout: No Response"[..],
        b"Error: OID not increasing",
        b"Error in packet",
        b"snmpwalk: ",
        b"snmpbulkwalk: ",
    ];
    words.iter().any(|word| text.starts_with(word))
}

fn hex_octets(text: &[u8]) -> Result<Vec<u8>, String> {
    let text = text.iter().position(|byte| *byte == b'[').and_then(|at| text.get(..at)).unwrap_or(text);
    // Where the recorder had the MIB, a MAC address may come as `0:1e:58:a3:2f:cd` even so.
    value::hex(text, b" \t")
        .or_else(|| value::colon_hex(text.trim_ascii(), 2))
        .ok_or_else(|| format!("`{}` is not octets in hexadecimal", shown(text)))
}

/// Appends the text up to the closing mark and says whether it came. A mark closes only at the end
/// of the line: some recorders do not escape those within.
fn unescape_until_mark(line: &[u8], octets: &mut Vec<u8>) -> bool {
    let mut rest = line;
    loop {
        rest = match rest {
            [] => return false,
            [b'\\', escaped @ (b'"' | b'\\'), more @ ..] => {
                octets.push(*escaped);
                more
            }
            [b'"', more @ ..] if more.trim_ascii().is_empty() => return true,
            [byte, more @ ..] => {
                octets.push(*byte);
                more
            }
        };
    }
}

/// Types whose value never goes over the end of the line.
fn one_line(kind: &[u8], text: &[u8]) -> Result<Parsed, String> {
    let wrong = || format!("`{}` is not a value of type {}", shown(text), shown(kind));
    let word = text.trim_ascii().split(|byte| *byte == b' ').next().unwrap_or_default();
    let unsigned = || value::unsigned(word);
    let unsigned_32 = || unsigned().and_then(|number| u32::try_from(number).ok());
    let (value, open) = match kind {
        b"INTEGER" | b"Integer32" => return integer(word).ok_or_else(wrong),
        b"Gauge32" | b"Unsigned32" | b"UInteger32" => (unsigned_32().map(Value::Gauge32), true),
        b"Counter32" => (unsigned_32().map(Value::Counter32), true),
        b"Counter64" => (unsigned().map(Value::Counter64), true),
        b"Timeticks" => return timeticks(text.trim_ascii()).ok_or_else(wrong),
        b"OID" => (object_id(word).map(Value::ObjectId), true),
        b"IpAddress" => (value::ipv4(word).map(Value::IpAddress), true),
        b"Network Address" => {
            let octets = value::hex(word, b":").and_then(|octets| <[u8; 4]>::try_from(octets).ok());
            (octets.map(|four| Value::IpAddress(four.into())), false)
        }
        b"Opaque" | b"OPAQUE" => (opaque(text).map(Value::Opaque), true),
        b"NULL" | b"Null" => (Some(Value::Null), false),
        _ => return Err(format!("`{}` is not a type", shown(kind))),
    };
    value.map(|value| Parsed { value, open }).ok_or_else(wrong)
}

/// `5`, `up(1)`, and `0.30`, which a DISPLAY-HINT `d-2` makes of 30 (RFC 2579 §3.1).
fn integer(word: &[u8]) -> Option<Parsed> {
    let (digits, open) = match (word.iter().position(|byte| *byte == b'('), word) {
        (Some(at), [.., b')']) => (word.get(at + 1..word.len() - 1)?, false),
        _ => (word, true),
    };
    let digits: Vec<u8> = digits.iter().copied().filter(|byte| *byte != b'.').collect();
    let number = i32::try_from(value::signed(&digits)?).ok()?;
    Some(Parsed { value: Value::Integer(number), open })
}

/// `(46239) 0:07:42.39`, or only the number.
fn timeticks(text: &[u8]) -> Option<Parsed> {
    let (digits, open) = match text {
        [b'(', rest @ ..] => {
            let close = rest.iter().position(|byte| *byte == b')')?;
            (rest.get(..close)?, false)
        }
        _ => (text, true),
    };
    let ticks = u32::try_from(value::unsigned(digits)?).ok()?;
    Some(Parsed { value: Value::TimeTicks(TimeTicks(ticks)), open })
}

/// `.1.3.6.1`, `iso.3.6.1` and the names of the two roots that need no MIB.
fn object_id(word: &[u8]) -> Option<Oid> {
    match word {
        b"SNMPv2-SMI::zeroDotZero" | b"ccitt.0" => Some(Oid::new(&[0, 0])),
        b"iso" => Some(Oid::new(&[1])),
        [b'c', b'c', b'i', b't', b't', b'.', rest @ ..] => Some(Oid::new(&[0]).child(value::oid(rest)?.arcs())),
        _ => value::oid(word),
    }
}

/// `Float: 0.5` as net-snmp wraps it (tag 9f78), or octets in hexadecimal.
fn opaque(text: &[u8]) -> Option<Vec<u8>> {
    if let Some(number) = text.strip_prefix(b"Float: ") {
        let number: f32 = std::str::from_utf8(number).ok()?.trim().parse().ok()?;
        let mut octets = vec![0x9f, 0x78, 4];
        octets.extend(number.to_be_bytes());
        return Some(octets);
    }
    value::hex(text.trim_ascii(), b" ")
}
