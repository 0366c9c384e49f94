//! What of a series is still open, as a store puts it away until more of it comes.

use std::collections::VecDeque;

use super::archive::{Archive, CHUNK};
use super::entries::{put_gap, take_gap};
use super::octets::{Octets, put_number, put_octets, put_signed};
use super::series::{MOST_GAPS, Series};
use crate::series::{Cell, Retention, SeriesGap, SeriesKind, chunk};
use crate::value::Timestamp;

impl Series {
    /// Everything but the packed chunks and what was forgotten.
    pub(crate) fn state(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let Some((begin, until)) = self.span else { return out };
        put_signed(&mut out, begin);
        put_number(&mut out, until.wrapping_sub(begin) as u64);
        put_number(&mut out, self.gaps.len() as u64);
        let mut before = begin;
        for gap in &self.gaps {
            let (from, to) = (gap.from.as_millis(), gap.to.as_millis());
            put_signed(&mut out, from.wrapping_sub(before));
            put_number(&mut out, to.wrapping_sub(from) as u64);
            put_gap(&mut out, gap.reason);
            before = to;
        }
        for archive in &self.archives {
            let (open, cells) = archive.open_cells();
            put_signed(&mut out, open);
            put_octets(&mut out, &chunk::encode(&cells, archive.shape(), archive.step_ms()));
        }
        out
    }

    /// A series as it was; `None` where this is no state of one.
    pub(crate) fn restored(
        state: &[u8],
        kind: SeriesKind,
        retention: &Retention,
        retained: Option<Timestamp>,
    ) -> Option<Self> {
        let mut series = Self::new(kind, retention, retained);
        if state.is_empty() {
            return Some(series);
        }
        let mut octets = Octets(state);
        let begin = octets.signed()?;
        series.span = Some((begin, begin.wrapping_add(octets.number()? as i64)));
        let gaps = octets.number()?;
        if gaps > MOST_GAPS as u64 {
            return None;
        }
        let mut before = begin;
        let mut found = VecDeque::new();
        for _ in 0..gaps {
            let from = before.wrapping_add(octets.signed()?);
            before = from.wrapping_add(octets.number()? as i64);
            let (from, to) = (Timestamp::from_millis(from), Timestamp::from_millis(before));
            found.push_back(SeriesGap { from, to, reason: take_gap(&mut octets)? });
        }
        series.gaps = found;
        for archive in &mut series.archives {
            let open = octets.signed()?;
            let (shape, cells) = chunk::decode(octets.octets()?, archive.step_ms()).ok()?;
            if !cells.is_empty() {
                (shape == archive.shape()).then_some(())?;
                archive.set_open(open, &cells)?;
            }
        }
        octets.is_empty().then_some(series)
    }

    /// What was packed since the series was restored: of each archive its number, and the chunks.
    pub(crate) fn take_packed(&mut self) -> impl Iterator<Item = (usize, i64, Vec<u8>)> {
        let archives = self.archives.iter_mut().enumerate();
        archives.flat_map(|(place, archive)| {
            archive.take_packed().into_iter().map(move |(number, octets)| (place, number, octets))
        })
    }

    /// The number of an archive's first chunk that has a step which is kept; `None` where there never was one.
    pub(crate) fn first_chunk(&self, archive: usize) -> Option<i64> {
        let archive = self.archives.get(archive).filter(|archive| !archive.is_empty())?;
        Some(archive.lost_before().div_euclid(CHUNK as i64))
    }
}

impl Archive {
    /// Before the chunk of this number nothing is kept at `now`, whatever was measured.
    pub(crate) fn first_chunk_at(step_ms: u64, rows: u64, now: Timestamp) -> i64 {
        let rows = i64::try_from(rows).unwrap_or(i64::MAX);
        let step_ms = i64::try_from(step_ms.max(1)).unwrap_or(i64::MAX);
        (now.as_millis().div_euclid(step_ms) + 1).saturating_sub(rows).div_euclid(CHUNK as i64)
    }

    fn open_cells(&self) -> (i64, Vec<Cell>) {
        (self.open, (0..self.counts.len()).map(|place| self.cell(place)).collect())
    }

    /// `None` where there is no such chunk.
    fn set_open(&mut self, open: i64, cells: &[Cell]) -> Option<()> {
        // Any step of it is a whole number.
        open.checked_add(1)?.checked_mul(CHUNK as i64)?;
        if cells.len() > CHUNK {
            return None;
        }
        self.open = open;
        for (step, cell) in (open * CHUNK as i64..).zip(cells) {
            self.change(step, |kept| *kept = *cell);
        }
        Some(())
    }

    fn take_packed(&mut self) -> Vec<(i64, Vec<u8>)> {
        let mut taken = Vec::new();
        let mut octets = std::mem::take(&mut self.packed).into_iter();
        for number in self.open - i64::from(self.chunks)..self.open {
            let (Some(high), Some(low)) = (octets.next(), octets.next()) else { break };
            let chunk: Vec<u8> = octets.by_ref().take(u16::from_be_bytes([high, low]).into()).collect();
            if !chunk.is_empty() {
                taken.push((number, chunk));
            }
        }
        self.chunks = 0;
        taken
    }
}
