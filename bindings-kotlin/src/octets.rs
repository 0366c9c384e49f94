//! Columns of numbers cross as octets, the least significant first.

pub(crate) fn words32(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

pub(crate) fn words64(words: impl Iterator<Item = u64>) -> Vec<u8> {
    words.flat_map(u64::to_le_bytes).collect()
}

pub(crate) fn doubles(numbers: &[f64]) -> Vec<u8> {
    words64(numbers.iter().map(|number| number.to_bits()))
}

pub(crate) fn read32(octets: &[u8]) -> Vec<u32> {
    octets.chunks_exact(4).filter_map(|word| word.try_into().ok()).map(u32::from_le_bytes).collect()
}

pub(crate) fn read64(octets: &[u8]) -> Vec<u64> {
    octets.chunks_exact(8).filter_map(|word| word.try_into().ok()).map(u64::from_le_bytes).collect()
}

pub(crate) fn read_times(octets: &[u8]) -> Vec<i64> {
    octets.chunks_exact(8).filter_map(|word| word.try_into().ok()).map(i64::from_le_bytes).collect()
}

pub(crate) fn read_doubles(octets: &[u8]) -> Vec<f64> {
    octets.chunks_exact(8).filter_map(|word| word.try_into().ok()).map(f64::from_le_bytes).collect()
}
