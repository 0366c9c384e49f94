//! Reads numbers and texts from bytes that came: what is missing is an error, never a panic.

use super::lines::shown;
use crate::check::Cause;

/// What is left of a message.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields<'a> {
    rest: &'a [u8],
    /// Whose message it is, for errors.
    of: &'static str,
}

macro_rules! numbers {
    ($($name:ident $type:ident $from:ident)*) => {
        $(pub(super) fn $name(&mut self) -> Result<$type, Cause> {
            self.array().map($type::$from)
        })*
    };
}

impl<'a> Fields<'a> {
    pub(super) fn new(of: &'static str, rest: &'a [u8]) -> Self {
        Self { rest, of }
    }

    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8], Cause> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or_else(|| self.strange("a message is cut short"))?;
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Cause> {
        let taken = self.take(N)?;
        taken.try_into().map_err(|_| self.strange("a message is cut short"))
    }

    pub(super) fn u8(&mut self) -> Result<u8, Cause> {
        self.array().map(|[byte]: [u8; 1]| byte)
    }

    numbers! {
        u16 u16 from_be_bytes
        u32 u32 from_be_bytes
        i16 i16 from_be_bytes
        i32 i32 from_be_bytes
        u16_le u16 from_le_bytes
        u32_le u32 from_le_bytes
        u64_le u64 from_le_bytes
        i32_le i32 from_le_bytes
    }

    /// Up to a NUL, which is taken too; bytes that are no UTF-8 are replaced.
    pub(super) fn text_to_nul(&mut self) -> Result<String, Cause> {
        let end = self.rest.iter().position(|byte| *byte == 0);
        let text = self.take(end.ok_or_else(|| self.strange("a text has no end"))?)?;
        self.take(1)?;
        Ok(String::from_utf8_lossy(text).into_owned())
    }

    pub(super) fn text(&mut self, count: usize) -> Result<String, Cause> {
        self.take(count).map(|text| String::from_utf8_lossy(text).into_owned())
    }

    /// All that is left.
    pub(super) fn rest(self) -> &'a [u8] {
        self.rest
    }

    pub(super) fn is_empty(self) -> bool {
        self.rest.is_empty()
    }

    /// The message is not as `what` says it must be.
    pub(super) fn strange(self, what: &str) -> Cause {
        strange(self.of, what)
    }
}

/// Something came that is not of the protocol `of` a service.
pub(super) fn strange(of: &str, what: &str) -> Cause {
    Cause::Protocol { reason: format!("{}, which is not of the protocol of {of}", shown(what, 200)) }
}
