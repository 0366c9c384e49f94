//! Bodies in gzip and deflate (RFC 1952, RFC 1950), unpacked to no more than a limit.

use std::io::Read;

use flate2::read::{MultiGzDecoder, ZlibDecoder};

/// What `bytes` hold, at most `limit`, and whether there was more; `None` where they are not packed so.
pub(super) fn unpack(encoding: &str, bytes: &[u8], limit: usize) -> Option<(Vec<u8>, bool)> {
    let encoding = encoding.trim().to_ascii_lowercase();
    let most = limit as u64 + 1;
    let mut out = Vec::new();
    match encoding.as_str() {
        "gzip" | "x-gzip" => MultiGzDecoder::new(bytes).take(most).read_to_end(&mut out).ok()?,
        "deflate" => ZlibDecoder::new(bytes).take(most).read_to_end(&mut out).ok()?,
        _ => return None,
    };
    let is_longer = out.len() > limit;
    out.truncate(limit);
    Some((out, is_longer))
}
