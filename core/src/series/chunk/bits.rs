//! Numbers in as many bits as they need.

/// Bits that are written one after the other, the highest of an octet first.
#[derive(Debug, Default)]
pub(super) struct BitWriter {
    octets: Vec<u8>,
    /// Bits that do not fill an octet yet, at the low end, and how many.
    open: u64,
    bits: u32,
}

/// Bits that are read as they were written; past the end there is nothing.
#[derive(Clone, Debug)]
pub(super) struct BitReader<'a> {
    octets: std::slice::Iter<'a, u8>,
    open: u64,
    bits: u32,
}

impl BitWriter {
    /// The low `bits` of `value`, at most 64.
    pub(super) fn put(&mut self, value: u64, bits: u32) {
        if bits > 32 {
            self.put_few(value >> 32, bits - 32);
        }
        self.put_few(value, bits.min(32));
    }

    /// The low `bits` of `value`, at most 32: with the seven that can be open they fit.
    fn put_few(&mut self, value: u64, bits: u32) {
        self.open = (self.open << bits) | (value & ((1 << bits) - 1));
        self.bits += bits;
        while self.bits >= 8 {
            self.bits -= 8;
            self.octets.push(((self.open >> self.bits) & 0xff) as u8);
        }
    }

    /// A number below 2⁶⁴: its width in six bits, and it.
    pub(super) fn put_number(&mut self, value: u64) {
        let width = width(value);
        self.put(u64::from(width - 1), 6);
        self.put(value, width);
    }

    /// What was written, the last octet filled with zeros.
    pub(super) fn finish(mut self) -> Vec<u8> {
        if self.bits > 0 {
            self.put_few(0, 8 - self.bits);
        }
        self.octets
    }
}

impl<'a> BitReader<'a> {
    pub(super) fn new(octets: &'a [u8]) -> Self {
        Self { octets: octets.iter(), open: 0, bits: 0 }
    }

    /// The next `bits`, at most 64.
    pub(super) fn take(&mut self, bits: u32) -> Option<u64> {
        let high = if bits > 32 { self.take_few(bits - 32)? << 32 } else { 0 };
        Some(high | self.take_few(bits.min(32))?)
    }

    pub(super) fn take_bit(&mut self) -> Option<bool> {
        Some(self.take_few(1)? == 1)
    }

    pub(super) fn take_number(&mut self) -> Option<u64> {
        let width = u32::try_from(self.take_few(6)?).ok()? + 1;
        self.take(width)
    }

    fn take_few(&mut self, bits: u32) -> Option<u64> {
        while self.bits < bits {
            self.open = (self.open << 8) | u64::from(*self.octets.next()?);
            self.bits += 8;
        }
        self.bits -= bits;
        Some((self.open >> self.bits) & ((1 << bits) - 1))
    }
}

/// How many bits a number takes, at least one.
pub(super) fn width(value: u64) -> u32 {
    (u64::BITS - value.leading_zeros()).max(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(numbers in prop::collection::vec((any::<u64>(), 1_u32..=64), 0..200)) {
            let mut writer = BitWriter::default();
            for (value, bits) in &numbers {
                writer.put(*value, *bits);
                writer.put_number(*value >> (64 - bits));
            }
            let octets = writer.finish();
            let mut reader = BitReader::new(&octets);
            for (value, bits) in numbers {
                let mask = u64::MAX >> (64 - bits);
                prop_assert_eq!(reader.take(bits), Some(value & mask));
                prop_assert_eq!(reader.take_number(), Some(value >> (64 - bits)));
            }
            prop_assert!(reader.take(8).is_none());
        }
    }
}
