//! Places in a text.

/// Counts lines on from place to place, so that a long text is gone through once.
pub(super) struct Lines<'a> {
    text: &'a [u8],
    line: usize,
    counted: usize,
}

impl<'a> Lines<'a> {
    /// Counts from the number of the first line.
    pub(super) const fn new(text: &'a [u8], first: usize) -> Self {
        Self { text, line: first, counted: 0 }
    }

    /// The line of a place that is not before the last one asked for, nor after the end of the text.
    pub(super) fn at(&mut self, offset: usize) -> usize {
        self.line += memchr::memchr_iter(b'\n', &self.text[self.counted..offset]).count();
        self.counted = offset;
        self.line
    }
}

/// The line of one place, counted from 1.
pub(super) fn line_at(text: &[u8], offset: usize) -> usize {
    Lines::new(text, 1).at(offset)
}
