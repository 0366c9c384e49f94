use proptest::prelude::*;

use super::*;

const STEP: u32 = 60_000;

fn counts(of: impl IntoIterator<Item = u64>) -> Vec<Cell> {
    of.into_iter().map(|count| Cell::counted(count, STEP)).collect()
}

fn octets(cells: &[Cell], shape: CellShape) -> usize {
    let chunk = encode(cells, shape, STEP);
    let (found_shape, found) = decode(&chunk, STEP).unwrap();
    assert_eq!((found_shape, found.as_slice()), (shape, cells));
    chunk.len()
}

#[test]
fn what_is_regular_costs_little() {
    for (name, cells, shape, most) in [
        ("an idle hour", counts([0; 60]), CellShape::Counts, 2),
        ("an hour without a sample", vec![Cell::default(); 60], CellShape::Counts, 6),
        ("a steady hour", counts([7_500_000_000; 60]), CellShape::Counts, 8),
        ("one error in an hour", counts((0..60).map(|minute| u64::from(minute == 17))), CellShape::Counts, 5),
        ("an hour that grows evenly", counts((0..60).map(|minute| 1_000_000 * minute)), CellShape::Counts, 28),
        ("a temperature that stays", vec![Cell::level(41.5, STEP); 60], CellShape::Levels, 38),
        ("an idle day of hours", counts([0; 24]), CellShape::Extremes, 11),
    ] {
        let found = octets(&cells, shape);
        assert!(found <= most, "{name}: {found} octets");
    }
}

#[test]
fn an_empty_chunk_has_no_steps() {
    assert_eq!(encode(&[], CellShape::Levels, STEP), Vec::<u8>::new());
    assert_eq!(decode(&[], STEP).unwrap().1, []);
}

#[test]
fn the_extremes_of_numbers_are_kept() {
    let levels = [f64::MIN, -0.0, f64::MIN_POSITIVE, f64::MAX, 1e-300];
    octets(&counts([u64::MAX, 0, 1, u64::MAX - 1, 1 << 63]), CellShape::Counts);
    octets(&levels.map(|level| Cell::level(level, 0)), CellShape::Levels);
}

fn any_level() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), (-100_i32..100).prop_map(f64::from), any::<f64>()]
}

fn any_cell() -> impl Strategy<Value = Cell> {
    let count = prop_oneof![Just(0), 0_u64..10, 4_000_000_000_u64..4_100_000_000, any::<u64>()];
    let covered = prop_oneof![4 => Just(STEP), 1 => Just(0), 1 => 0..=STEP];
    (count, covered, any_level(), any_level(), any_level(), any_level())
        .prop_map(|(count, covered_ms, integral, min, max, last)| Cell { count, covered_ms, integral, min, max, last })
}

/// A cell as its shape keeps it, by its bits.
fn kept(cell: &Cell, shape: CellShape) -> (u64, u32, [u64; 4]) {
    let bits = |of: f64| of.to_bits();
    let levels = match shape {
        CellShape::Counts => [0; 4],
        CellShape::Extremes => [0, bits(cell.min), bits(cell.max), bits(cell.last)],
        CellShape::Levels => [bits(cell.integral), bits(cell.min), bits(cell.max), bits(cell.last)],
    };
    (if shape == CellShape::Levels { 0 } else { cell.count }, cell.covered_ms, levels)
}

proptest! {
    #[test]
    fn what_is_packed_is_what_comes_out(cells in prop::collection::vec(any_cell(), 0..=MOST_CELLS)) {
        for shape in [CellShape::Counts, CellShape::Extremes, CellShape::Levels] {
            let (_, found) = decode(&encode(&cells, shape, STEP), STEP).unwrap();
            prop_assert_eq!(found.len(), cells.len());
            for (packed, found) in cells.iter().zip(&found) {
                prop_assert_eq!(kept(found, shape), kept(packed, shape));
            }
        }
    }

    #[test]
    fn no_octets_panic(octets in prop::collection::vec(any::<u8>(), 0..300), step in any::<u32>()) {
        if let Ok((_, cells)) = decode(&octets, step) {
            prop_assert!(cells.len() <= MOST_CELLS && cells.iter().all(|cell| cell.covered_ms <= step));
        }
    }

    #[test]
    fn a_chunk_that_was_cut_is_refused(cells in prop::collection::vec(any_cell(), 1..60)) {
        let chunk = encode(&cells, CellShape::Levels, STEP);
        prop_assert!(decode(&chunk[..chunk.len() - 1], STEP).is_err() || chunk.len() == 1);
    }
}
