//! Whole numbers in as many octets as they need, seven bits in each, the lowest first.

/// Octets that are read as they were written; past the end there is nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Octets<'a>(pub(crate) &'a [u8]);

pub(crate) fn put_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push((number & 0x7f) as u8);
}

/// A number of either sign, small ones first: 0, −1, 1, −2, …
pub(crate) fn put_signed(out: &mut Vec<u8>, number: i64) {
    put_number(out, ((number as u64) << 1) ^ (number >> 63) as u64);
}

/// So many octets, and they.
pub(crate) fn put_octets(out: &mut Vec<u8>, octets: &[u8]) {
    put_number(out, octets.len() as u64);
    out.extend_from_slice(octets);
}

impl<'a> Octets<'a> {
    pub(crate) fn octet(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    pub(crate) fn number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for place in 0..10 {
            let octet = self.octet()?;
            let bits = u64::from(octet & 0x7f);
            // The tenth octet has the one bit that is left.
            if place == 9 && bits > 1 {
                return None;
            }
            number |= bits << (7 * place);
            if octet & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    pub(crate) fn signed(&mut self) -> Option<i64> {
        let folded = self.number()?;
        Some((folded >> 1) as i64 ^ -((folded & 1) as i64))
    }

    /// So many octets.
    pub(crate) fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// What [`put_octets`] wrote.
    pub(crate) fn octets(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.number()?).ok()?;
        self.take(length)
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(numbers in prop::collection::vec((any::<u64>(), any::<i64>(), 0..64), 0..50)) {
            let mut out = Vec::new();
            for (number, signed, shift) in &numbers {
                put_number(&mut out, number >> shift);
                put_signed(&mut out, signed >> shift);
                put_octets(&mut out, &number.to_be_bytes());
            }
            let mut octets = Octets(&out);
            for (number, signed, shift) in &numbers {
                prop_assert_eq!(octets.number(), Some(number >> shift));
                prop_assert_eq!(octets.signed(), Some(signed >> shift));
                prop_assert_eq!(octets.octets().map(<[u8]>::to_vec), Some(number.to_be_bytes().to_vec()));
            }
            prop_assert!(octets.is_empty() && octets.number().is_none());
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        assert_eq!(Octets(&[0xff; 9]).number(), None, "cut off");
        assert_eq!(Octets(&[0xff; 11]).number(), None, "longer than any");
        assert_eq!(Octets(&[5, 1, 2]).octets(), None, "fewer than it says");
    }
}
