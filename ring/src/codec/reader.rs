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

    /// The next value: a number, or an option of one. Not a text: postcard takes its length for a `usize`, so that what
    /// is wrong with it would depend on the machine.
    pub(crate) fn value<T: Deserialize<'a>>(&mut self) -> Result<T, DecodeError> {
        let (value, rest) =
            postcard::take_from_bytes(self.rest).map_err(|error| self.refuse(reason(&error)))?;
        self.at += self.rest.len() - rest.len();
        self.rest = rest;
        Ok(value)
    }

    /// The next bytes, borrowed from the input, after their length.
    pub(crate) fn bytes(&mut self) -> Result<&'a [u8], DecodeError> {
        let start = self.clone();
        let stated: u64 = self.value()?;
        let found = usize::try_from(stated).ok().and_then(|length| self.rest.split_at_checked(length));
        let Some((bytes, rest)) = found else {
            return Err(start.refuse(DecodeReason::Malformed(PAST_THE_END)));
        };
        self.at += bytes.len();
        self.rest = rest;
        Ok(bytes)
    }

    /// The next text, borrowed from the input.
    pub(crate) fn text(&mut self) -> Result<&'a str, DecodeError> {
        let start = self.clone();
        core::str::from_utf8(self.bytes()?)
            .map_err(|_| start.refuse(DecodeReason::Malformed("the text is not UTF-8")))
    }

    /// The next value, read like this where there is one. Errors in it are given the offset of the option.
    pub(crate) fn option<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<Option<T>, DecodeError> {
        let offset = self.at;
        match self.value::<Option<()>>()? {
            Some(()) => read(self).map(Some).map_err(|error| DecodeError { offset, ..error }),
            None => Ok(None),
        }
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

const PAST_THE_END: &str = "the value goes on past the end of the body";

fn reason(error: &postcard::Error) -> DecodeReason {
    use postcard::Error;
    DecodeReason::Malformed(match error {
        Error::DeserializeUnexpectedEnd => PAST_THE_END,
        Error::DeserializeBadVarint => "the number is too large for its place",
        Error::DeserializeBadOption => "an option must be 0 or 1",
        _ => "the value cannot be read",
    })
}
