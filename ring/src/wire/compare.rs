//! Comparison without a copy.

use super::Sink;

/// Compares what is written with bytes that are expected, as it comes.
pub(crate) struct Compare<'a> {
    expected: &'a [u8],
    /// How many bytes were equal so far.
    equal: usize,
    differs: bool,
}

impl<'a> Compare<'a> {
    pub(crate) const fn new(expected: &'a [u8]) -> Self {
        Self { expected, equal: 0, differs: false }
    }

    /// # Errors
    /// The offset of the first difference; where one of the two goes on and the other does not, that of its end.
    pub(crate) const fn finish(self) -> Result<(), usize> {
        if self.differs || self.equal < self.expected.len() { Err(self.equal) } else { Ok(()) }
    }
}

impl Sink for Compare<'_> {
    fn put(&mut self, bytes: &[u8]) {
        if self.differs {
            return;
        }
        let expected = &self.expected[self.equal..];
        if expected.starts_with(bytes) {
            self.equal += bytes.len();
        } else {
            self.equal += bytes.iter().zip(expected).take_while(|(a, b)| a == b).count();
            self.differs = true;
        }
    }
}
