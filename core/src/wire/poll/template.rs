use std::fmt;

use smallvec::SmallVec;

use super::super::ber::{Reader, Writer, tag};
use super::super::pdu::{CommunityString, PduKind, Version};
use super::plan::PollPlan;
use crate::error::{Error, Result};

/// The content octets of `sysUpTime`, which GETNEXT and GETBULK ask for.
pub(super) const UPTIME: &[u8] = &[0x2b, 6, 1, 2, 1, 1, 3];
/// Those of `sysUpTime.0`, which answers, and which GET asks for.
pub(super) const UPTIME_INSTANCE: &[u8] = &[0x2b, 6, 1, 2, 1, 1, 3, 0];

/// Request ids from here on take four octets.
const FOUR_OCTETS: i32 = 0x0080_0000;

/// What a poll asks, without a request-id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Question<'a> {
    pub(super) kind: PduKind,
    pub(super) repetitions: u32,
    pub(super) uptime: bool,
    /// The columns asked, by position in the plan.
    pub(super) columns: &'a [u8],
    /// The indexes after which each goes on, or with GET those of the cells, encoded, one after the other.
    pub(super) indexes: &'a [u8],
    /// The length of each of those.
    pub(super) lengths: &'a [u16],
}

/// Encoded requests of one community, made of one before wherever they differ only in request-id, repetitions and the
/// rows to begin with: then these octets are overwritten, and nothing is encoded again.
#[derive(Clone)]
pub struct RequestTemplate {
    version: Version,
    community: CommunityString,
    /// The last few that differ in more: the first request of a table and those that go on are two already.
    shapes: SmallVec<[Shape; SHAPES]>,
    /// Which of them is given up next.
    next: usize,
}

const SHAPES: usize = 4;

/// A request, and where in it what is.
#[derive(Clone)]
struct Shape {
    datagram: Vec<u8>,
    /// What the octets are of; no columns where they cannot be used again.
    kind: PduKind,
    columns: SmallVec<[u8; 16]>,
    lengths: SmallVec<[u16; 16]>,
    uptime: bool,
    id_at: usize,
    repetitions_at: usize,
    /// Where each column's index is.
    indexes_at: SmallVec<[u16; 16]>,
}

impl RequestTemplate {
    /// No request yet, for agents of that version and community.
    #[must_use]
    pub fn new(version: Version, community: CommunityString) -> Self {
        Self { version, community, shapes: SmallVec::new(), next: 0 }
    }

    /// The version.
    #[must_use]
    pub fn version(&self) -> Version {
        self.version
    }

    /// The community.
    #[must_use]
    pub fn community(&self) -> &CommunityString {
        &self.community
    }

    pub(super) fn fill(&mut self, plan: &PollPlan, question: &Question<'_>, id: i32) -> Result<&[u8]> {
        let place = match self.shapes.iter().position(|shape| shape.fits(question)) {
            Some(place) => place,
            None if self.shapes.len() < SHAPES => {
                self.shapes.push(Shape::new());
                self.shapes.len() - 1
            }
            None => {
                self.next = (self.next + 1) % SHAPES;
                self.next
            }
        };
        let Self { version, community, shapes, .. } = self;
        let Some(shape) = shapes.get_mut(place) else { return Ok(&[]) }; // it was found, or made
        if !shape.fits(question) || !shape.patch(question, id) {
            shape.encode(*version, community, plan, question, id)?;
            if shape.locate(plan, question).is_none() {
                shape.columns.clear();
            }
        }
        Ok(&shape.datagram)
    }
}

impl Shape {
    fn new() -> Self {
        Self {
            datagram: Vec::new(),
            kind: PduKind::GetNext,
            columns: SmallVec::new(),
            lengths: SmallVec::new(),
            uptime: false,
            id_at: 0,
            repetitions_at: 0,
            indexes_at: SmallVec::new(),
        }
    }

    /// Whether the octets differ from those wanted only where they can be overwritten.
    fn fits(&self, question: &Question<'_>) -> bool {
        self.columns.as_slice() == question.columns
            && self.lengths.as_slice() == question.lengths
            && self.uptime == question.uptime
            && self.kind == question.kind
            && question.repetitions <= PollPlan::MAX_REPETITIONS
    }

    /// Overwrites what differs; false where it does not fit in.
    fn patch(&mut self, question: &Question<'_>, id: i32) -> bool {
        if id < FOUR_OCTETS {
            return false;
        }
        let Some(octets) = self.datagram.get_mut(self.id_at..).and_then(|rest| rest.first_chunk_mut::<4>()) else {
            return false;
        };
        *octets = id.to_be_bytes();
        if let Some(octet) = self.datagram.get_mut(self.repetitions_at).filter(|_| question.kind == PduKind::GetBulk) {
            *octet = u8::try_from(question.repetitions).unwrap_or(1);
        }
        let mut indexes = question.indexes;
        for (&at, &length) in self.indexes_at.iter().zip(question.lengths) {
            let (at, length) = (usize::from(at), usize::from(length));
            let Some((index, rest)) = indexes.split_at_checked(length) else { return false };
            let Some(place) = self.datagram.get_mut(at..at + length) else { return false };
            place.copy_from_slice(index);
            indexes = rest;
        }
        true
    }

    fn encode(
        &mut self,
        version: Version,
        community: &CommunityString,
        plan: &PollPlan,
        question: &Question<'_>,
        id: i32,
    ) -> Result<()> {
        let mut datagram = std::mem::take(&mut self.datagram);
        datagram.clear();
        let mut writer = Writer::new(&mut datagram);
        let message = writer.mark();
        let variables = writer.mark();
        let mut indexes = question.indexes;
        for (&column, &length) in question.columns.iter().zip(question.lengths).rev() {
            let (rest, index) =
                indexes.split_at_checked(indexes.len().saturating_sub(usize::from(length))).unwrap_or_default();
            indexes = rest;
            let column = plan.columns.get(usize::from(column)).map(|column| column.octets.as_slice());
            write_name(&mut writer, column.unwrap_or_default(), index);
        }
        if question.uptime {
            let uptime = if question.kind == PduKind::Get { UPTIME_INSTANCE } else { UPTIME };
            write_name(&mut writer, uptime, &[]);
        }
        writer.close(variables, tag::SEQUENCE);
        let (non_repeaters, repetitions) = match question.kind {
            PduKind::GetBulk => (i64::from(question.uptime), i64::from(question.repetitions)),
            _ => (0, 0),
        };
        writer.signed(tag::INTEGER, repetitions);
        writer.signed(tag::INTEGER, non_repeaters);
        writer.signed(tag::INTEGER, i64::from(id));
        writer.close(message, question.kind.tag());
        writer.octets(tag::OCTET_STRING, community.as_bytes());
        writer.signed(tag::INTEGER, version.number());
        writer.close(message, tag::SEQUENCE);
        writer.finish();
        let sendable = datagram.len() <= MAX_REQUEST;
        self.datagram = datagram;
        if sendable {
            Ok(())
        } else {
            Err(Error::Limit { what: "a request".to_owned(), limit: format!("{MAX_REQUEST} octets") })
        }
    }

    /// Finds what can be overwritten.
    fn locate(&mut self, plan: &PollPlan, question: &Question<'_>) -> Option<()> {
        self.indexes_at.clear();
        let mut message = Reader::new(&self.datagram).expect(tag::SEQUENCE, "message").ok()?;
        message.element("version").ok()?;
        message.element("community").ok()?;
        let mut pdu = message.element("PDU").ok()?.content;
        let id = pdu.expect(tag::INTEGER, "request-id").ok()?;
        if id.octets().len() != 4 {
            return None;
        }
        self.id_at = id.offset();
        pdu.element("non-repeaters").ok()?;
        self.repetitions_at = pdu.expect(tag::INTEGER, "max-repetitions").ok()?.offset();
        let mut variables = pdu.expect(tag::SEQUENCE, "variable-bindings").ok()?;
        if question.uptime {
            variables.element("varbind").ok()?;
        }
        for &column in question.columns {
            let mut varbind = variables.expect(tag::SEQUENCE, "varbind").ok()?;
            let name = varbind.expect(tag::OBJECT_ID, "name").ok()?;
            let prefix = plan.columns.get(usize::from(column))?.octets.len();
            self.indexes_at.push(u16::try_from(name.offset() + prefix).ok()?);
        }
        self.columns = SmallVec::from_slice(question.columns);
        self.lengths = SmallVec::from_slice(question.lengths);
        self.uptime = question.uptime;
        self.kind = question.kind;
        Some(())
    }
}

/// What a UDP datagram over IPv4 holds.
const MAX_REQUEST: usize = 65_507;

fn write_name(writer: &mut Writer<'_>, column: &[u8], index: &[u8]) {
    let start = writer.mark();
    writer.octets(tag::NULL, &[]);
    writer.octets_of_two(tag::OBJECT_ID, column, index);
    writer.close(start, tag::SEQUENCE);
}

/// Without the datagram, which holds the community.
impl fmt::Debug for RequestTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestTemplate").field("version", &self.version).finish_non_exhaustive()
    }
}
