//! Ids that are the same on every machine and in every version of the compiler.

/// The hash of the parts as 16 hexadecimal digits.
///
/// It is not secure against somebody who wants two links to share an id; it needs not be.
pub(super) fn stable_id<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    format!("{:016x}", stable_hash(parts.into_iter().map(str::as_bytes)))
}

/// FNV-1a of 64 bits over the parts, each followed by a zero byte.
pub(super) fn stable_hash<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for part in parts {
        for byte in part.iter().chain(&[0]) {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
}
