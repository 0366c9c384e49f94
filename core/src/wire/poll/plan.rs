use super::super::ber::{Writer, tag};
use super::super::walk::WalkLimits;
use crate::error::{Error, Result};
use crate::value::{Oid, SmiType};

/// What a poll may cost one device. Every limit protects against what an agent controls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PollLimits {
    pub(super) rows: usize,
    pub(super) octets: usize,
    pub(super) answer_octets: usize,
    pub(super) varbinds: u16,
    pub(super) timeouts: u32,
}

impl PollLimits {
    /// 20,000 rows and 8 MiB for each device; answers of up to 1,452 octets, which over Ethernet are not fragmented in
    /// IPv6 either; 61 variables in the first request to a device; 2 requests in a row may stay without an answer.
    #[must_use]
    pub const fn new() -> Self {
        Self { rows: 20_000, octets: 8 << 20, answer_octets: 1_452, varbinds: 61, timeouts: 2 }
    }

    /// A device with more rows than this is read up to here, and marked as partial.
    #[must_use]
    pub const fn rows(mut self, rows: usize) -> Self {
        self.rows = rows;
        self
    }

    /// The most memory that the rows of one device may take while they are read, in octets.
    #[must_use]
    pub const fn octets(mut self, octets: usize) -> Self {
        self.octets = octets;
        self
    }

    /// The size at which answers are aimed, in octets.
    #[must_use]
    pub const fn answer_octets(mut self, octets: usize) -> Self {
        self.answer_octets = octets;
        self
    }
}

impl Default for PollLimits {
    fn default() -> Self {
        Self::new()
    }
}

/// The columns that are read of every device, all with the same index: made once, shared by all polls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PollPlan {
    pub(super) columns: Vec<PlannedColumn>,
    pub(super) limits: PollLimits,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PlannedColumn {
    pub(super) root: Oid,
    /// The content octets of the root.
    pub(super) octets: Vec<u8>,
    pub(super) kind: SmiType,
    /// The tag of that type, and its largest number.
    pub(super) tag: u8,
    pub(super) largest: u64,
}

impl PollPlan {
    /// The most columns of one plan.
    pub const MAX_COLUMNS: usize = 64;

    /// The largest max-repetitions that is ever asked.
    pub const MAX_REPETITIONS: u32 = WalkLimits::MAX_REPETITIONS;

    /// A plan to read these columns: their object identifiers without index, and the types that their MIB gives them.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for no column, more than 64, one that is there twice or below another one, an object
    /// identifier that BER cannot express, or a type that is not a number.
    pub fn new(columns: impl IntoIterator<Item = (Oid, SmiType)>, limits: PollLimits) -> Result<Self> {
        let columns = columns.into_iter().map(PlannedColumn::new).collect::<Result<Vec<_>>>()?;
        if columns.is_empty() || columns.len() > Self::MAX_COLUMNS {
            return Err(Error::invalid("columns", columns.len().to_string(), "1 to 64 columns are expected"));
        }
        let mut sorted: Vec<&Oid> = columns.iter().map(|column| &column.root).collect();
        sorted.sort();
        if let Some([_, twice]) = sorted.windows(2).find(|pair| matches!(pair, [a, b] if b.starts_with(a))) {
            return Err(Error::invalid(
                "columns",
                twice.to_string(),
                "each column is expected once, none below another",
            ));
        }
        Ok(Self { columns, limits })
    }

    /// How many columns there are.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns.len()
    }
}

impl PlannedColumn {
    fn new((root, kind): (Oid, SmiType)) -> Result<Self> {
        let (tag, largest) = match kind {
            SmiType::Integer => (tag::INTEGER, i32::MAX.unsigned_abs().into()),
            SmiType::Counter32 => (tag::COUNTER32, u32::MAX.into()),
            SmiType::Gauge32 => (tag::GAUGE32, u32::MAX.into()),
            SmiType::TimeTicks => (tag::TIME_TICKS, u32::MAX.into()),
            SmiType::Counter64 => (tag::COUNTER64, u64::MAX),
            _ => return Err(Error::invalid("columns", format!("{root} {kind}"), "a type of numbers is expected")),
        };
        let mut octets = Vec::new();
        let mut writer = Writer::new(&mut octets);
        let invalid = |expected| Error::invalid("columns", root.to_string(), expected);
        if root.len() < 2 {
            return Err(invalid("an object identifier of at least two arcs is expected"));
        }
        writer.object_id(&root).map_err(invalid)?;
        writer.finish();
        // Tag and length, which for up to 128 arcs of five octets has up to three.
        let mut reader = super::super::ber::Reader::new(&octets);
        let content = reader.expect(tag::OBJECT_ID, "column").map(|content| content.octets().to_vec());
        Ok(Self { octets: content?, root, kind, tag, largest })
    }

    /// Whether a number of that type may stand in this column. The width of a counter is never guessed: 32 bits are
    /// none of 64. Where agents are careless about the kind of 32 bits, only one reading is possible.
    #[inline]
    pub(super) fn takes(&self, found: SmiType, bits: u64) -> bool {
        if found == self.kind {
            return true;
        }
        match self.kind {
            SmiType::Counter64 => false,
            // A gauge above 2³¹−1 is no INTEGER, and an INTEGER below zero nothing else.
            SmiType::Integer => bits <= 0x7fff_ffff,
            _ => bits <= 0xffff_ffff,
        }
    }
}
