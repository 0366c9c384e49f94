use std::fmt;

use smallvec::SmallVec;

use super::super::ber::{Reader, Writer, tag};
use super::super::pdu::{CommunityString, PduKind, Version};
use super::plan::PollPlan;
use crate::error::{Error, Result};

/// The content octets of `sysUpTime`, which is asked for with GETNEXT.
pub(super) const UPTIME: &[u8] = &[0x2b, 6, 1, 2, 1, 1, 3];
/// Those of `sysUpTime.0`, which answers.
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
    /// The indexes after which each goes on, encoded, one after the other.
    pub(super) indexes: &'a [u8],
    /// The length of each of those.
    pub(super) lengths: &'a [u16],
}

/// Encoded requests of one community, made of the one before wherever they differ only in request-id, repetitions and
/// the rows to begin with: then these octets are overwritten, and nothing is encoded again.
#[derive(Clone)]
pub struct RequestTemplate {
    version: Version,
    community: CommunityString,
    datagram: Vec<u8>,
    /// What the octets are of; no columns before the first request.
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
        Self {
            version,
            community,
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
        if id < FOUR_OCTETS || !self.fits(question) || !self.patch(question, id) {
            self.encode(plan, question, id)?;
            if id < FOUR_OCTETS || self.locate(plan, question).is_none() {
                self.columns.clear();
            }
        }
        Ok(&self.datagram)
    }

    /// Whether the octets differ from those wanted only where they can be overwritten.
    fn fits(&self, question: &Question<'_>) -> bool {
        self.columns.as_slice() == question.columns
            && self.lengths.as_slice() == question.lengths
            && self.uptime == question.uptime
            && self.kind == question.kind
            && question.repetitions <= PollPlan::MAX_REPETITIONS
    }

    fn patch(&mut self, question: &Question<'_>, id: i32) -> bool {
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

    fn encode(&mut self, plan: &PollPlan, question: &Question<'_>, id: i32) -> Result<()> {
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
            write_name(&mut writer, UPTIME, &[]);
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
        writer.octets(tag::OCTET_STRING, self.community.as_bytes());
        writer.signed(tag::INTEGER, self.version.number());
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
        self.id_at = pdu.expect(tag::INTEGER, "request-id").ok()?.offset();
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
