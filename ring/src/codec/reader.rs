//! Values one by one out of a body, each with its offset in the whole input.

use serde::Deserialize;

use super::error::{DecodeError, DecodeReason};

/// Reads what [`wire`](crate::wire) writes, and padded varints too: those are found by writing again.
#[derive(Clone)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    /// The offset of `rest` in the whole input.
    at: usize,
}

impl<'a> Reader<'a> {
    /// A reader of a body that begins at an offset of the whole input.
    pub(crate) const fn new(body: &'a [u8], offset: usize) -> Self {
        Self { rest: body, at: offset }
    }

    /// The offset of the next value.
    pub(crate) const fn at(&self) -> usize {
        self.at
    }

    /// The next value: a number, a text that is borrowed from the input, an option of either.
    pub(crate) fn value<T: Deserialize<'a>>(&mut self) -> Result<T, DecodeError> {
        let (value, rest) =
            postcard::take_from_bytes(self.rest).map_err(|error| self.refuse(reason(&error)))?;
        self.at += self.rest.len() - rest.len();
        self.rest = rest;
        Ok(value)
    }

    /// How many values follow, each of at least so many bytes. More than there is room for are refused, so that
    /// nothing is allocated for them.
    pub(crate) fn count(&mut self, min_bytes_each: usize) -> Result<usize, DecodeError> {
        let start = self.at;
        let stated: u64 = self.value()?;
        let fitting = self.rest.len() / min_bytes_each;
        match usize::try_from(stated) {
            Ok(count) if count <= fitting => Ok(count),
            _ => Err(DecodeError {
                offset: start,
                reason: DecodeReason::Count { stated, fitting: fitting as u64 },
            }),
        }
    }

    /// The end of the body.
    pub(crate) fn end(&self) -> Result<(), DecodeError> {
        match self.rest {
            [] => Ok(()),
            _ => Err(self.refuse(DecodeReason::Malformed("bytes after the last value"))),
        }
    }

    /// An error about the next value.
    pub(crate) const fn refuse(&self, reason: DecodeReason) -> DecodeError {
        DecodeError { offset: self.at, reason }
    }
}

fn reason(error: &postcard::Error) -> DecodeReason {
    use postcard::Error;
    DecodeReason::Malformed(match error {
        Error::DeserializeUnexpectedEnd => "the value goes on past the end of the body",
        Error::DeserializeBadVarint => "the number is too large for its place",
        Error::DeserializeBadOption => "an option must be 0 or 1",
        Error::DeserializeBadUtf8 => "the text is not UTF-8",
        _ => "the value cannot be read",
    })
}
