use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use smallvec::SmallVec;

use crate::error::Error;

/// An object identifier: up to 128 arcs (RFC 2578 §3.5), each a `u32`.
///
/// It dereferences to `[u32]`, orders lexicographically as SNMP tables do, and prints without a
/// leading dot: `1.3.6.1.2.1.1.3.0`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Oid(SmallVec<[u32; 16]>);

impl Oid {
    /// The largest number of arcs that SMIv2 allows (RFC 2578 §3.5).
    pub const MAX_ARCS: usize = 128;

    /// Copies `arcs`.
    #[must_use]
    pub fn new(arcs: &[u32]) -> Self {
        Self(SmallVec::from_slice(arcs))
    }

    /// The arcs, first to last.
    #[must_use]
    pub fn arcs(&self) -> &[u32] {
        &self.0
    }

    /// This identifier with `arcs` appended.
    #[must_use]
    pub fn child(&self, arcs: &[u32]) -> Self {
        let mut longer = self.0.clone();
        longer.extend_from_slice(arcs);
        Self(longer)
    }

    /// The arcs that follow `prefix`, or `None` where this identifier is not below it.
    #[must_use]
    pub fn suffix_of(&self, prefix: &[u32]) -> Option<&[u32]> {
        self.0.strip_prefix(prefix)
    }

    /// Octets that it takes besides itself: identifiers of more than 16 arcs lie on the heap.
    #[must_use]
    pub fn heap_octets(&self) -> usize {
        if self.0.spilled() { self.0.capacity() * size_of::<u32>() } else { 0 }
    }

    /// Appends one arc.
    pub fn push(&mut self, arc: u32) {
        self.0.push(arc);
    }
}

/// Shorthand for [`Oid::new`].
#[must_use]
pub fn oid(arcs: &[u32]) -> Oid {
    Oid::new(arcs)
}

impl Deref for Oid {
    type Target = [u32];

    fn deref(&self) -> &[u32] {
        &self.0
    }
}

impl Borrow<[u32]> for Oid {
    fn borrow(&self) -> &[u32] {
        &self.0
    }
}

impl From<&[u32]> for Oid {
    fn from(arcs: &[u32]) -> Self {
        Self::new(arcs)
    }
}

impl FromIterator<u32> for Oid {
    fn from_iter<I: IntoIterator<Item = u32>>(arcs: I) -> Self {
        Self(arcs.into_iter().collect())
    }
}

impl FromStr for Oid {
    type Err = Error;

    /// Reads `1.3.6.1` or `.1.3.6.1`.
    fn from_str(text: &str) -> Result<Self, Error> {
        let invalid = |reason: &str| Error::invalid("object identifier", text, reason);
        let digits = text.strip_prefix('.').unwrap_or(text);
        if digits.is_empty() {
            return Err(invalid("numbers separated by dots are expected, such as 1.3.6.1.2.1.1.5.0"));
        }
        let mut arcs = SmallVec::new();
        for part in digits.split('.') {
            if arcs.len() == Self::MAX_ARCS {
                return Err(invalid("an object identifier has at most 128 arcs"));
            }
            if part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(invalid("numbers separated by dots are expected, such as 1.3.6.1.2.1.1.5.0"));
            }
            arcs.push(part.parse().map_err(|_| invalid("an arc is a number from 0 to 4294967295"))?);
        }
        Ok(Self(arcs))
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, arc) in self.0.iter().enumerate() {
            if position > 0 {
                f.write_str(".")?;
            }
            write!(f, "{arc}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Oid({self})")
    }
}

impl Serialize for Oid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Oid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
