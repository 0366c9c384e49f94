//! The Basic Encoding Rules (X.690) as RFC 3417 §8 narrows them: definite lengths, primitive strings.

use std::net::Ipv4Addr;

use super::fault::{Anomalies, AnomalyKind, DecodeError, DecodeErrorKind};
use crate::value::Oid;

/// Tags of the elements that SNMP uses (RFC 2578 §7.1, RFC 3416 §3).
pub(crate) mod tag {
    pub(crate) const INTEGER: u8 = 0x02;
    pub(crate) const OCTET_STRING: u8 = 0x04;
    pub(crate) const NULL: u8 = 0x05;
    pub(crate) const OBJECT_ID: u8 = 0x06;
    pub(crate) const SEQUENCE: u8 = 0x30;
    pub(crate) const IP_ADDRESS: u8 = 0x40;
    pub(crate) const COUNTER32: u8 = 0x41;
    pub(crate) const GAUGE32: u8 = 0x42;
    pub(crate) const TIME_TICKS: u8 = 0x43;
    pub(crate) const OPAQUE: u8 = 0x44;
    pub(crate) const COUNTER64: u8 = 0x46;
    pub(crate) const UINTEGER32: u8 = 0x47;
    pub(crate) const NO_SUCH_OBJECT: u8 = 0x80;
    pub(crate) const NO_SUCH_INSTANCE: u8 = 0x81;
    pub(crate) const END_OF_MIB_VIEW: u8 = 0x82;
}

/// Up to eight octets as a number: two loads that overlap instead of a loop.
#[inline(always)]
fn big_endian(octets: &[u8]) -> u64 {
    let shift = |of: usize| 8 * (octets.len() - of);
    if let (Some(high), Some(low)) = (octets.first_chunk::<4>(), octets.last_chunk::<4>()) {
        u64::from(u32::from_be_bytes(*high)) << shift(4) | u64::from(u32::from_be_bytes(*low))
    } else if let (Some(high), Some(low)) = (octets.first_chunk::<2>(), octets.last_chunk::<2>()) {
        u64::from(u16::from_be_bytes(*high)) << shift(2) | u64::from(u16::from_be_bytes(*low))
    } else {
        octets.first().copied().map_or(0, u64::from)
    }
}

/// Whether two short strings of octets are the same: two loads of each instead of a call.
#[inline(always)]
pub(crate) fn same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    match (a.first_chunk::<8>(), b.first_chunk::<8>(), a.last_chunk::<8>(), b.last_chunk::<8>()) {
        (Some(a_first), Some(b_first), Some(a_last), Some(b_last)) if a.len() <= 16 => {
            u64::from_ne_bytes(*a_first) == u64::from_ne_bytes(*b_first)
                && u64::from_ne_bytes(*a_last) == u64::from_ne_bytes(*b_last)
        }
        (None, ..) => a.iter().zip(b).all(|(a, b)| a == b),
        _ => a == b,
    }
}

/// Reads elements from a part of a datagram; offsets are those of the datagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    offset: usize,
}

/// One element: its tag, where it starts, and its content.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Element<'a> {
    pub(crate) tag: u8,
    pub(crate) offset: usize,
    pub(crate) content: Reader<'a>,
}

type Result<T> = std::result::Result<T, DecodeError>;

impl<'a> Reader<'a> {
    pub(crate) fn new(datagram: &'a [u8]) -> Self {
        Self { rest: datagram, offset: 0 }
    }

    /// Octets that stand for those from `offset` on, such as what was decrypted.
    #[inline]
    pub(crate) fn at(octets: &'a [u8], offset: usize) -> Self {
        Self { rest: octets, offset }
    }

    pub(crate) fn offset(&self) -> usize {
        self.offset
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) fn octets(&self) -> &'a [u8] {
        self.rest
    }

    fn octet(&mut self, part: &'static str) -> Result<u8> {
        let (&first, rest) = self.rest.split_first().ok_or(self.error(part, DecodeErrorKind::Ends { missing: 1 }))?;
        self.rest = rest;
        self.offset += 1;
        Ok(first)
    }

    pub(crate) fn error(&self, part: &'static str, kind: DecodeErrorKind) -> DecodeError {
        DecodeError { offset: self.offset, part, kind }
    }

    /// The next element, whatever its tag.
    #[inline]
    pub(crate) fn element(&mut self, part: &'static str) -> Result<Element<'a>> {
        let start = *self;
        let tag = self.octet(part)?;
        // X.690 §8.1.2.4: five ones announce a tag of several octets.
        if tag & 0x1f == 0x1f {
            return Err(start.error(part, DecodeErrorKind::LongTag));
        }
        let length = self.length(part)?;
        let Some((content, rest)) = self.rest.split_at_checked(length) else {
            return Err(self.error(part, DecodeErrorKind::Ends { missing: length.saturating_sub(self.rest.len()) }));
        };
        let content = Reader { rest: content, offset: self.offset };
        self.rest = rest;
        self.offset += length;
        Ok(Element { tag, offset: start.offset, content })
    }

    fn length(&mut self, part: &'static str) -> Result<usize> {
        let start = *self;
        let first = self.octet(part)?;
        // X.690 §8.1.3.4: the short form.
        if first < 0x80 {
            return Ok(usize::from(first));
        }
        // RFC 3417 §8 (1): the indefinite form is prohibited.
        if first == 0x80 {
            return Err(start.error(part, DecodeErrorKind::IndefiniteLength));
        }
        // RFC 3417 §8 (1): more octets than needed are permitted; eight are the limit here.
        if first > 0x88 {
            return Err(start.error(part, DecodeErrorKind::LengthOfLength));
        }
        let mut length = 0_u64;
        for _ in 0..first & 0x7f {
            length = length << 8 | u64::from(self.octet(part)?);
        }
        Ok(usize::try_from(length).unwrap_or(usize::MAX))
    }

    /// The content of the next element, which must have that tag.
    #[inline]
    pub(crate) fn expect(&mut self, tag: u8, part: &'static str) -> Result<Self> {
        let start = *self;
        let element = self.element(part)?;
        if element.tag != tag {
            return Err(start.error(part, DecodeErrorKind::WrongTag { expected: tag, found: element.tag }));
        }
        Ok(element.content)
    }

    /// The next element as an `INTEGER` of at most 32 bits.
    pub(crate) fn integer32(&mut self, part: &'static str, anomalies: &mut Anomalies) -> Result<i32> {
        let start = *self;
        let content = self.expect(tag::INTEGER, part)?;
        // Nearly all are such numbers; what follows reads the same ones, and tells what is wrong with others.
        if let Some(number) = content.natural().and_then(|number| i32::try_from(number).ok()) {
            return Ok(number);
        }
        let number = content.signed(part, anomalies)?;
        i32::try_from(number).map_err(|_| start.error(part, DecodeErrorKind::OutOfRange))
    }

    /// Notes octets that should not be there any more.
    pub(crate) fn finish(self, anomalies: &mut Anomalies) {
        if !self.is_empty() {
            anomalies.note(AnomalyKind::TrailingBytes, self.offset);
        }
    }

    /// This content as a two's complement number (X.690 §8.3).
    #[inline]
    pub(crate) fn signed(self, part: &'static str, anomalies: &mut Anomalies) -> Result<i128> {
        let Some(&first) = self.rest.first() else {
            anomalies.note(AnomalyKind::EmptyInteger, self.offset);
            return Ok(0);
        };
        if self.rest.len() > 9 {
            return Err(self.error(part, DecodeErrorKind::LongInteger { octets: self.rest.len() }));
        }
        // X.690 §8.3.2: the first nine bits are neither all zeros nor all ones.
        if let [0x00, 0x00..=0x7f, ..] | [0xff, 0x80..=0xff, ..] = self.rest {
            anomalies.note(AnomalyKind::PaddedInteger, self.offset);
        }
        let sign = if first & 0x80 == 0 { 0 } else { -1 };
        Ok(self.rest.iter().fold(sign, |number, &octet| number << 8 | i128::from(octet)))
    }

    /// This content as what nearly all numbers are: not negative, of at most 64 bits, without needless octets.
    #[inline]
    fn small(self) -> Option<u64> {
        let digits = match self.rest {
            [0x00] => &[],
            [0x00, digits @ ..] if digits.first().is_some_and(|first| *first >= 0x80) => digits,
            digits @ [0x01..=0x7f, ..] => digits,
            _ => return None,
        };
        let number = digits.iter().fold(0, |number, &octet| number << 8 | u64::from(octet));
        (digits.len() <= 8).then_some(number)
    }

    /// This content as a number from 0 to 2⁶³−1 that is encoded as the standard demands; `None` for any other.
    #[inline]
    pub(crate) fn natural(self) -> Option<u64> {
        match self.rest {
            [] | [0x80..=0xff, ..] | [0x00, 0x00..=0x7f, ..] | [_, _, _, _, _, _, _, _, _, ..] => None,
            octets => Some(big_endian(octets)),
        }
    }

    /// This content as an unsigned number of 32 bits (RFC 2578 §7.1.6, §7.1.7, §7.1.8).
    #[inline]
    pub(crate) fn unsigned32(self, part: &'static str, anomalies: &mut Anomalies) -> Result<u32> {
        if let Some(number) = self.small().and_then(|number| u32::try_from(number).ok()) {
            return Ok(number);
        }
        let number = self.signed(part, anomalies)?;
        // An agent that copied a C `int` encodes 2³²−56 as −56: the 32 bits are right, the sign is not.
        if let Ok(negative @ i32::MIN..0) = i32::try_from(number) {
            anomalies.note(AnomalyKind::NegativeUnsigned, self.offset);
            return Ok(negative as u32);
        }
        u32::try_from(number).map_err(|_| self.error(part, DecodeErrorKind::OutOfRange))
    }

    /// This content as an unsigned number of 64 bits (RFC 2578 §7.1.10).
    #[inline]
    pub(crate) fn unsigned64(self, part: &'static str, anomalies: &mut Anomalies) -> Result<u64> {
        if let Some(number) = self.small() {
            return Ok(number);
        }
        let number = self.signed(part, anomalies)?;
        if let Ok(negative @ i64::MIN..0) = i64::try_from(number) {
            anomalies.note(AnomalyKind::NegativeUnsigned, self.offset);
            return Ok(negative as u64);
        }
        u64::try_from(number).map_err(|_| self.error(part, DecodeErrorKind::OutOfRange))
    }

    /// This content as an `IpAddress` (RFC 2578 §7.1.5).
    pub(crate) fn address(self, part: &'static str) -> Result<Ipv4Addr> {
        <[u8; 4]>::try_from(self.rest)
            .map(Ipv4Addr::from)
            .map_err(|_| self.error(part, DecodeErrorKind::AddressLength { octets: self.rest.len() }))
    }

    /// This content as an object identifier (X.690 §8.19, RFC 2578 §3.5).
    #[inline]
    pub(crate) fn object_id(self, part: &'static str, anomalies: &mut Anomalies) -> Result<Oid> {
        let mut oid = Oid::default();
        let mut reader = self;
        while !reader.is_empty() {
            let start = reader;
            let overflow = || start.error(part, DecodeErrorKind::ArcOverflow);
            let mut number = reader.sub_identifier(part)?;
            if oid.is_empty() {
                // X.690 §8.19.4: the first sub-identifier holds two arcs, 40·x + y with x at most 2.
                let root = number.min(80) / 40;
                oid.push(u32::try_from(root).unwrap_or(2));
                number -= root * 40;
            }
            if oid.len() == Oid::MAX_ARCS {
                return Err(start.error(part, DecodeErrorKind::TooManyArcs));
            }
            oid.push(u32::try_from(number).map_err(|_| overflow())?);
        }
        if oid.is_empty() {
            anomalies.note(AnomalyKind::EmptyOid, self.offset);
            oid = Oid::new(&[0, 0]);
        }
        Ok(oid)
    }

    #[inline]
    pub(crate) fn sub_identifier(&mut self, part: &'static str) -> Result<u64> {
        let start = *self;
        let mut number = 0_u64;
        while let Some((&octet, rest)) = self.rest.split_first() {
            // X.690 §8.19.2: the fewest possible octets.
            if octet == 0x80 && number == 0 {
                return Err(start.error(part, DecodeErrorKind::PaddedArc));
            }
            self.rest = rest;
            self.offset += 1;
            number = number << 7 | u64::from(octet & 0x7f);
            if octet < 0x80 {
                return Ok(number);
            }
            // Five groups of seven bits hold 2·40 + 2³²−1.
            if number >> 32 != 0 {
                return Err(start.error(part, DecodeErrorKind::ArcOverflow));
            }
        }
        Err(start.error(part, DecodeErrorKind::UnfinishedArc))
    }
}

/// Writes elements back to front, so that each length is known when it is written; [`Writer::finish`]
/// turns the octets round. Nothing is copied twice.
#[derive(Debug)]
pub(crate) struct Writer<'a> {
    out: &'a mut Vec<u8>,
    start: usize,
}

impl<'a> Writer<'a> {
    /// Appends to `out`.
    pub(crate) fn new(out: &'a mut Vec<u8>) -> Self {
        let start = out.len();
        Self { out, start }
    }

    /// Turns the octets round. Without it they are of no use.
    pub(crate) fn finish(self) {
        if let Some(written) = self.out.get_mut(self.start..) {
            written.reverse();
        }
    }

    /// Takes back everything written.
    pub(crate) fn abandon(self) {
        self.out.truncate(self.start);
    }

    /// Where the writer is, for [`Self::close`].
    pub(crate) fn mark(&self) -> usize {
        self.out.len()
    }

    /// Writes tag and length of the content written since `mark`.
    pub(crate) fn close(&mut self, mark: usize, tag: u8) {
        let length = self.out.len().saturating_sub(mark);
        match u8::try_from(length) {
            // X.690 §8.1.3.4: the short form.
            Ok(short @ ..=0x7f) => self.out.push(short),
            // X.690 §8.1.3.5: the long form, in the fewest octets.
            _ => {
                let mut rest = length;
                let mut octets = 0;
                while rest > 0 {
                    self.out.push(low_octet(rest as u64));
                    rest >>= 8;
                    octets += 1;
                }
                self.out.push(0x80 | octets);
            }
        }
        self.out.push(tag);
    }

    /// Writes a primitive element of these octets.
    pub(crate) fn octets(&mut self, tag: u8, octets: &[u8]) {
        let mark = self.mark();
        self.out.extend(octets.iter().rev());
        self.close(mark, tag);
    }

    /// Writes a primitive element of `first` and then `second`.
    pub(crate) fn octets_of_two(&mut self, tag: u8, first: &[u8], second: &[u8]) {
        let mark = self.mark();
        self.out.extend(second.iter().rev());
        self.out.extend(first.iter().rev());
        self.close(mark, tag);
    }

    /// Writes a signed number in the fewest octets (X.690 §8.3.2).
    pub(crate) fn signed(&mut self, tag: u8, number: i64) {
        let mark = self.mark();
        let mut rest = number;
        loop {
            let octet = low_octet(rest as u64);
            self.out.push(octet);
            rest >>= 8;
            // Done when what is left is only the sign that the last octet already shows.
            if (rest == 0 && octet < 0x80) || (rest == -1 && octet >= 0x80) {
                break;
            }
        }
        self.close(mark, tag);
    }

    /// Writes an unsigned number in the fewest octets, with a leading zero where the sign needs it.
    pub(crate) fn unsigned(&mut self, tag: u8, number: u64) {
        let mark = self.mark();
        let mut rest = number;
        loop {
            let octet = low_octet(rest);
            self.out.push(octet);
            rest >>= 8;
            if rest == 0 {
                if octet >= 0x80 {
                    self.out.push(0);
                }
                break;
            }
        }
        self.close(mark, tag);
    }

    /// Writes an object identifier (X.690 §8.19); `Err` holds what is wrong with it.
    pub(crate) fn object_id(&mut self, arcs: &[u32]) -> std::result::Result<(), &'static str> {
        if arcs.len() > Oid::MAX_ARCS {
            return Err("an object identifier has at most 128 arcs");
        }
        let mark = self.mark();
        // X.690 §8.19.4 wants two arcs: an OID of none or one is completed by zeros, which sort the same in a walk.
        let (first, second, rest) = match arcs {
            [] => (0, 0, [].as_slice()),
            [first] => (*first, 0, [].as_slice()),
            [first, second, rest @ ..] => (*first, *second, rest),
        };
        if first > 2 || (first < 2 && second >= 40) {
            return Err("the first arc is 0, 1 or 2, and below 0 and 1 the second is at most 39");
        }
        for &arc in rest.iter().rev() {
            self.sub_identifier(u64::from(arc));
        }
        self.sub_identifier(u64::from(first) * 40 + u64::from(second));
        self.close(mark, tag::OBJECT_ID);
        Ok(())
    }

    /// Writes one sub-identifier: a part of the content of an object identifier.
    pub(crate) fn sub_identifier(&mut self, number: u64) {
        self.out.push(low_octet(number) & 0x7f);
        let mut rest = number >> 7;
        while rest > 0 {
            self.out.push(low_octet(rest) | 0x80);
            rest >>= 7;
        }
    }
}

fn low_octet(number: u64) -> u8 {
    number.to_le_bytes()[0]
}
