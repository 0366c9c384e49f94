//! Octets as texts.

use std::fmt::Write;

use crate::error::{Error, Result};

/// The octets that `text` writes in hexadecimal; spaces and colons between them do not matter.
pub(crate) fn from_hex(field: &str, text: &str) -> Result<Vec<u8>> {
    let invalid = || Error::invalid(field, text, "octets of two hexadecimal digits are expected, such as \"01 ff\"");
    let digits: Option<Vec<u32>> = text
        .chars()
        .filter(|letter| !matches!(letter, ' ' | ':' | '\n' | '\t'))
        .map(|letter| letter.to_digit(16))
        .collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0).ok_or_else(invalid)?;
    let octet = |pair: &[u32]| pair.iter().fold(0, |sum, digit| (sum << 4) | digit);
    digits.chunks(2).map(|pair| u8::try_from(octet(pair)).map_err(|_| invalid())).collect()
}

/// `octets` in hexadecimal.
#[cfg_attr(not(feature = "io"), allow(dead_code))] // attempts write what they saw
pub(crate) fn to_hex(octets: &[u8]) -> String {
    octets.iter().fold(String::with_capacity(octets.len() * 2), |mut text, octet| {
        let _ = write!(text, "{octet:02x}");
        text
    })
}

/// Whether `found` has `wanted` in it.
pub(crate) fn contains(found: &[u8], wanted: &[u8]) -> bool {
    wanted.is_empty() || found.windows(wanted.len()).any(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn octets_are_written_as_they_are_read() {
        assert_eq!(from_hex("send_hex", "00 ff:0A").unwrap(), [0, 255, 10]);
        assert_eq!(to_hex(&[0, 255, 10]), "00ff0a");
        for wrong in ["0", "0g", "é0"] {
            assert!(from_hex("send_hex", wrong).unwrap_err().to_string().contains("hexadecimal"), "{wrong}");
        }
        assert!(contains(b"abc", b"bc") && contains(b"", b"") && !contains(b"a", b"ab"));
    }
}
