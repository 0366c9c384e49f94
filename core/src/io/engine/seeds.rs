use crate::error::{Error, Result};

/// Randomness of the system, drawn in pieces: a call for each number would cost more than a datagram's encoding.
#[derive(Debug)]
pub(crate) struct Seeds {
    drawn: [u8; 512],
    used: usize,
    /// What takes the place of the system's, should it fail after the start.
    spare: fastrand::Rng,
}

impl Seeds {
    /// # Errors
    /// [`Error::Io`] where the system has no randomness.
    pub(crate) fn new() -> Result<Self> {
        let mut drawn = [0; 512];
        getrandom::fill(&mut drawn).map_err(|error| Error::io("drawing random numbers", error.into()))?;
        let mut seeds = Self { drawn, used: 0, spare: fastrand::Rng::with_seed(0) };
        seeds.spare = fastrand::Rng::with_seed(seeds.next_u64());
        Ok(seeds)
    }

    pub(crate) fn next_u64(&mut self) -> u64 {
        if self.used >= self.drawn.len() {
            self.used = 0;
            if getrandom::fill(&mut self.drawn).is_err() {
                self.spare.fill(&mut self.drawn);
            }
        }
        let number = self.drawn.get(self.used..).and_then(<[u8]>::first_chunk).copied().map_or(0, u64::from_ne_bytes);
        self.used += size_of::<u64>();
        number
    }
}

#[cfg(test)]
mod tests {
    use super::Seeds;

    #[test]
    fn no_number_comes_twice() {
        let mut seeds = Seeds::new().unwrap();
        let drawn: std::collections::BTreeSet<u64> = (0..1000).map(|_| seeds.next_u64()).collect();
        assert_eq!(drawn.len(), 1000);
    }
}
