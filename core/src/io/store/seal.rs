//! Octets with a checksum, so that what the disk spoiled is not read as numbers.

/// How many octets a checksum takes.
const LENGTH: usize = 4;

/// The octets, with the checksum of them and of where they stand.
pub(super) fn sealed(mut octets: Vec<u8>, place: &[i64]) -> Vec<u8> {
    let sum = checksum(&octets, place);
    octets.extend_from_slice(&sum.to_le_bytes());
    octets
}

/// The octets; `None` where they are not those that were sealed there.
pub(super) fn unsealed<'a>(sealed: &'a [u8], place: &[i64]) -> Option<&'a [u8]> {
    let (octets, sum) = sealed.split_at_checked(sealed.len().checked_sub(LENGTH)?)?;
    (sum == checksum(octets, place).to_le_bytes()).then_some(octets)
}

fn checksum(octets: &[u8], place: &[i64]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    place.iter().for_each(|number| hasher.update(&number.to_le_bytes()));
    hasher.update(octets);
    hasher.finalize()
}
