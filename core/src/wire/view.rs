//! Answers read where they are, without allocation: what a poll of many devices needs. The rules are those of
//! [`decode`](super::decode), which makes values of the same elements.

use super::ber::{Element, Reader, tag};
use super::fault::{Anomalies, DecodeError, DecodeErrorKind};
pub use super::message::Number;
use super::message::{Peek, name_of, peek, read_number};
use super::pdu::{ErrorStatus, PduKind};
use crate::value::Oid;

/// A v1 or v2c response whose variables are still octets of its datagram.
#[derive(Clone, Copy, Debug)]
pub struct ResponseView<'a> {
    /// `request-id`.
    pub id: i32,
    /// `error-status`.
    pub status: ErrorStatus,
    /// `error-index`: 1 is the first variable, 0 none.
    pub index: u32,
    variables: Reader<'a>,
}

impl<'a> ResponseView<'a> {
    /// Reads the head of a response; community and version are for [`peek`](super::peek) to compare.
    ///
    /// # Errors
    ///
    /// Where the octets up to the variables are not those of a response, with the offset.
    pub fn read(datagram: &'a [u8]) -> Result<Self, DecodeError> {
        Self::after(&peek(datagram)?)
    }

    /// Reads on behind what was seen of a response already.
    ///
    /// # Errors
    ///
    /// As for [`Self::read`].
    pub fn after(head: &Peek<'a>) -> Result<Self, DecodeError> {
        let mut pdu = head.rest;
        let id = match (head.kind, head.request_id) {
            (PduKind::Response, Some(id)) => id,
            (kind, _) => return Err(pdu.error("PDU", DecodeErrorKind::UnknownPdu(kind.tag()))),
        };
        let mut anomalies = Anomalies::default();
        let status = ErrorStatus::from_number(pdu.integer32("error-status or non-repeaters", &mut anomalies)?);
        let index = pdu.integer32("error-index or max-repetitions", &mut anomalies)?;
        let variables = pdu.expect(tag::SEQUENCE, "variable-bindings")?;
        Ok(Self { id, status, index: u32::try_from(index).unwrap_or_default(), variables })
    }

    /// The variables in the order in which they were sent.
    #[must_use]
    pub fn variables(&self) -> Variables<'a> {
        Variables { rest: self.variables }
    }
}

/// The variables of a [`ResponseView`].
#[derive(Clone, Copy, Debug)]
pub struct Variables<'a> {
    rest: Reader<'a>,
}

impl<'a> Variables<'a> {
    /// The next one, where it is a name and a value whose lengths are single octets, as nearly all are. `None` says
    /// that it is for [`Self::next`] to read: that can tell what is wrong.
    #[inline(always)]
    pub(super) fn plain(&mut self) -> Option<VarBindView<'a>> {
        let [tag::SEQUENCE, length @ ..0x80, rest @ ..] = self.rest.octets() else { return None };
        let (varbind, rest) = rest.split_at_checked(usize::from(*length))?;
        let [tag::OBJECT_ID, length @ ..0x80, name @ ..] = varbind else { return None };
        let (name, value) = name.split_at_checked(usize::from(*length))?;
        let [tag, length @ ..0x80, content @ ..] = value else { return None };
        if content.len() != usize::from(*length) || tag & 0x1f == 0x1f {
            return None;
        }
        let offset = self.rest.offset();
        let value = offset + 4 + name.len();
        self.rest = Reader::at(rest, offset + 2 + varbind.len());
        Some(VarBindView {
            name: Reader::at(name, offset + 4),
            value: Element { tag: *tag, offset: value, content: Reader::at(content, value + 2) },
        })
    }
}

impl<'a> Iterator for Variables<'a> {
    type Item = Result<VarBindView<'a>, BrokenVarBind<'a>>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        Some(match self.rest.element("varbind") {
            Ok(varbind) => VarBindView::read(&varbind),
            Err(error) => {
                // Where the next one begins is not known.
                self.rest = Reader::new(&[]);
                Err(BrokenVarBind { name: None, error })
            }
        })
    }
}

/// A variable whose name and value are still octets.
#[derive(Clone, Copy, Debug)]
pub struct VarBindView<'a> {
    name: Reader<'a>,
    value: Element<'a>,
}

/// A variable that cannot be taken apart.
#[derive(Clone, Copy, Debug)]
pub struct BrokenVarBind<'a> {
    name: Option<Reader<'a>>,
    /// What is wrong, and where.
    pub error: DecodeError,
}

impl<'a> BrokenVarBind<'a> {
    /// The content octets of its name, where at least that can be told from the rest.
    pub(super) fn name_octets(&self) -> Option<&'a [u8]> {
        Some(self.name?.octets())
    }

    /// Its name, where at least that can be read.
    #[must_use]
    pub fn name(&self) -> Option<Oid> {
        self.name?.object_id("name", &mut Anomalies::default()).ok()
    }
}

impl<'a> VarBindView<'a> {
    #[inline]
    fn read(varbind: &Element<'a>) -> Result<Self, BrokenVarBind<'a>> {
        let (name, mut content) = name_of(varbind).map_err(|error| BrokenVarBind { name: None, error })?;
        let value = content.element("value").map_err(|error| BrokenVarBind { name: Some(name), error })?;
        Ok(Self { name, value })
    }

    /// The content octets of the name (X.690 §8.19).
    #[must_use]
    #[inline]
    pub fn name_octets(&self) -> &'a [u8] {
        self.name.octets()
    }

    /// The name.
    ///
    /// # Errors
    ///
    /// Where the octets are no object identifier.
    pub fn name(&self) -> Result<Oid, DecodeError> {
        self.name.object_id("name", &mut Anomalies::default())
    }

    /// The value, where it is a natural number with that tag, as nearly all numbers are.
    #[inline(always)]
    pub(super) fn natural(&self, tag: u8) -> Option<u64> {
        if self.value.tag == tag { self.value.content.natural() } else { None }
    }

    /// The value, where it is of one of the types that are numbers.
    ///
    /// # Errors
    ///
    /// Where the octets are not a number of that type.
    #[inline]
    pub fn number(&self) -> Result<Option<Number>, DecodeError> {
        read_number(&self.value, &mut Anomalies::default())
    }

    /// Whether the value is `noSuchObject`, `noSuchInstance` or `endOfMibView`.
    #[must_use]
    #[inline]
    pub fn is_exception(&self) -> bool {
        matches!(self.value.tag, tag::NO_SUCH_OBJECT | tag::NO_SUCH_INSTANCE | tag::END_OF_MIB_VIEW)
    }
}

/// Sub-identifiers of an encoded name, from a place between two of them; ends at the first that is not well-formed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arcs<'a>(Reader<'a>);

impl<'a> Arcs<'a> {
    #[inline]
    pub(crate) fn new(octets: &'a [u8]) -> Self {
        Self(Reader::new(octets))
    }

    /// The next one; `None` at the end, and [`None`] inside where the octets are no sub-identifier of 32 bits.
    #[inline]
    #[allow(clippy::option_option)]
    pub(crate) fn next(&mut self) -> Option<Option<u32>> {
        if let [octet @ 0..0x80] = self.0.octets() {
            let arc = u32::from(*octet);
            self.0 = Reader::new(&[]);
            return Some(Some(arc));
        }
        if self.0.is_empty() {
            return None;
        }
        Some(self.0.sub_identifier("name").ok().and_then(|arc| u32::try_from(arc).ok()))
    }
}
