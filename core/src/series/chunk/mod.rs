//! Steps in few bits: what was idle costs next to nothing, what was steady little.

mod bits;

use self::bits::{BitReader, BitWriter};
use super::{Cell, CellShape};
use crate::error::{Error, Result};

/// The most steps that a chunk has.
pub const MOST_CELLS: usize = 256;

/// How many numbers share a width.
const BLOCK: usize = 8;

/// Packs steps, at most [`MOST_CELLS`]; the others are left out. [`decode`] returns the same ones, of which what the
/// shape does not have is as in [`Cell::default`].
///
/// A chunk is a string of bits, the highest of an octet first: eight for the number of steps less one, two for the shape.
/// Then come the columns: what each step lacks of its coverage; counts; levels. A column of whole numbers is one bit,
/// 0, where all are 0. Else two bits say what stands for them: themselves, the differences from the least of them, the
/// differences from one to the next, or the differences of these; eight at a time, in as many bits as the greatest of
/// them takes, or in one bit, 0, where they are 0. Levels are told by the bits in which they differ from what would be
/// expected.
#[must_use]
pub fn encode(cells: &[Cell], shape: CellShape, step_ms: u32) -> Vec<u8> {
    let cells = cells.get(..MOST_CELLS).unwrap_or(cells);
    let Some(last) = cells.len().checked_sub(1) else { return Vec::new() };
    let mut out = BitWriter::default();
    out.put(last as u64, 8);
    out.put(shape_code(shape), 2);
    put_column(&mut out, cells.iter().map(|cell| u64::from(step_ms.wrapping_sub(cell.covered_ms))).collect());
    if shape != CellShape::Levels {
        put_column(&mut out, cells.iter().map(|cell| cell.count).collect());
    }
    if shape != CellShape::Counts {
        let mut before = 0.0;
        for cell in cells {
            put_level(&mut out, cell.last, before);
            put_level(&mut out, cell.min, cell.last);
            put_level(&mut out, cell.max, cell.last);
            if shape == CellShape::Levels {
                put_level(&mut out, cell.integral, cell.last * f64::from(cell.covered_ms));
            }
            before = cell.last;
        }
    }
    out.finish()
}

/// The steps of a chunk, and their shape.
///
/// # Errors
/// `malformed` where it is none, or was packed with steps of another length.
pub fn decode(chunk: &[u8], step_ms: u32) -> Result<(CellShape, Vec<Cell>)> {
    if chunk.is_empty() {
        return Ok((CellShape::Counts, Vec::new()));
    }
    read(chunk, step_ms).ok_or_else(|| Error::Malformed {
        origin: "a chunk of a series".into(),
        offset: format!("one of {} octets", chunk.len()),
        reason: "its bits are no steps of that length".into(),
    })
}

fn read(chunk: &[u8], step_ms: u32) -> Option<(CellShape, Vec<Cell>)> {
    let mut bits = BitReader::new(chunk);
    let cells = usize::try_from(bits.take(8)?).ok()? + 1;
    let shape = match bits.take(2)? {
        0 => CellShape::Counts,
        1 => CellShape::Extremes,
        2 => CellShape::Levels,
        _ => return None,
    };
    let lacks = take_column(&mut bits, cells)?;
    let counts = if shape == CellShape::Levels { vec![0; cells] } else { take_column(&mut bits, cells)? };
    let mut found = Vec::with_capacity(cells);
    let mut before = 0.0;
    for (lacks, count) in lacks.into_iter().zip(counts) {
        let covered_ms = step_ms.checked_sub(u32::try_from(lacks).ok()?)?;
        let mut cell = Cell { count, covered_ms, ..Cell::default() };
        if shape != CellShape::Counts {
            cell.last = take_level(&mut bits, before)?;
            cell.min = take_level(&mut bits, cell.last)?;
            cell.max = take_level(&mut bits, cell.last)?;
            if shape == CellShape::Levels {
                cell.integral = take_level(&mut bits, cell.last * f64::from(covered_ms))?;
            }
            before = cell.last;
        }
        found.push(cell);
    }
    Some((shape, found))
}

const fn shape_code(shape: CellShape) -> u64 {
    match shape {
        CellShape::Counts => 0,
        CellShape::Extremes => 1,
        CellShape::Levels => 2,
    }
}

/// What stands for the numbers of a column.
#[derive(Clone, Copy)]
enum Model {
    /// Themselves.
    Plain,
    /// What they are more than the least.
    AboveLeast,
    /// What each is more or less than the one before, the first than 0.
    Delta,
    /// What each difference is more or less than the one before.
    DeltaOfDelta,
}

const MODELS: [Model; 4] = [Model::Plain, Model::AboveLeast, Model::Delta, Model::DeltaOfDelta];

fn put_column(out: &mut BitWriter, numbers: Vec<u64>) {
    if numbers.iter().all(|number| *number == 0) {
        return out.put(0, 1);
    }
    let least = numbers.iter().copied().min().unwrap_or(0);
    let cost = |model: &Model| {
        let head = if matches!(model, Model::AboveLeast) { 6 + bits::width(least) } else { 0 };
        let stand_ins = modelled(&numbers, *model, least);
        head + stand_ins.chunks(BLOCK).map(block_cost).sum::<u32>()
    };
    let (code, model) = (0_u64..).zip(MODELS).min_by_key(|(_, model)| cost(model)).unwrap_or((0, Model::Plain));
    out.put(1, 1);
    out.put(code, 2);
    if matches!(model, Model::AboveLeast) {
        out.put_number(least);
    }
    for block in modelled(&numbers, model, least).chunks(BLOCK) {
        let width = block_width(block);
        if width == 0 {
            out.put(0, 1);
            continue;
        }
        out.put(1, 1);
        out.put(u64::from(width - 1), 6);
        block.iter().for_each(|number| out.put(*number, width));
    }
}

fn take_column(bits: &mut BitReader<'_>, cells: usize) -> Option<Vec<u64>> {
    if !bits.take_bit()? {
        return Some(vec![0; cells]);
    }
    let model = *MODELS.get(usize::try_from(bits.take(2)?).ok()?)?;
    let least = if matches!(model, Model::AboveLeast) { bits.take_number()? } else { 0 };
    let mut numbers = Vec::with_capacity(cells);
    while numbers.len() < cells {
        let block = BLOCK.min(cells - numbers.len());
        if bits.take_bit()? {
            let width = u32::try_from(bits.take(6)?).ok()? + 1;
            for _ in 0..block {
                numbers.push(bits.take(width)?);
            }
        } else {
            numbers.extend(std::iter::repeat_n(0, block));
        }
    }
    let (mut before, mut slope) = (0_u64, 0_u64);
    for number in &mut numbers {
        *number = match model {
            Model::Plain => *number,
            Model::AboveLeast => number.wrapping_add(least),
            Model::Delta => before.wrapping_add(unfolded(*number)),
            Model::DeltaOfDelta => {
                slope = slope.wrapping_add(unfolded(*number));
                before.wrapping_add(slope)
            }
        };
        before = *number;
    }
    Some(numbers)
}

fn modelled(numbers: &[u64], model: Model, least: u64) -> Vec<u64> {
    let (mut before, mut slope) = (0_u64, 0_u64);
    let stand_in = |number: &u64| match model {
        Model::Plain => *number,
        Model::AboveLeast => number.wrapping_sub(least),
        Model::Delta => {
            let difference = number.wrapping_sub(before);
            before = *number;
            folded(difference)
        }
        Model::DeltaOfDelta => {
            let difference = number.wrapping_sub(before);
            let bend = difference.wrapping_sub(slope);
            (before, slope) = (*number, difference);
            folded(bend)
        }
    };
    numbers.iter().map(stand_in).collect()
}

/// A difference of two's complement with small ones of either sign first: 0, −1, 1, −2, …
const fn folded(difference: u64) -> u64 {
    (difference << 1) ^ 0_u64.wrapping_sub(difference >> 63)
}

const fn unfolded(number: u64) -> u64 {
    (number >> 1) ^ 0_u64.wrapping_sub(number & 1)
}

/// 0 where all are 0.
fn block_width(block: &[u64]) -> u32 {
    let all = block.iter().fold(0, |all, number| all | number);
    if all == 0 { 0 } else { bits::width(all) }
}

fn block_cost(block: &[u64]) -> u32 {
    match block_width(block) {
        0 => 1,
        // At most BLOCK numbers.
        width => 7 + width * u32::try_from(block.len()).unwrap_or(0),
    }
}

/// A level by the bits in which it differs from what is expected: 0 for none, else where they begin, how many, and they.
fn put_level(out: &mut BitWriter, level: f64, expected: f64) {
    let differs = level.to_bits() ^ expected.to_bits();
    if differs == 0 {
        return out.put(0, 1);
    }
    let (above, below) = (differs.leading_zeros(), differs.trailing_zeros());
    let width = u64::BITS - above - below;
    out.put(1, 1);
    out.put(above.into(), 6);
    out.put(u64::from(width - 1), 6);
    out.put(differs >> below, width);
}

fn take_level(bits: &mut BitReader<'_>, expected: f64) -> Option<f64> {
    if !bits.take_bit()? {
        return Some(expected);
    }
    let above = u32::try_from(bits.take(6)?).ok()?;
    let width = u32::try_from(bits.take(6)?).ok()? + 1;
    let below = u64::BITS.checked_sub(above + width)?;
    Some(f64::from_bits(expected.to_bits() ^ (bits.take(width)? << below)))
}

#[cfg(test)]
mod tests;
