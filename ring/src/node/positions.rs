//! The positions that a node states, as text.

use alloc::string::String;
use core::iter;

use crate::memory::{self, OutOfMemory};
use crate::position::Position;

/// Positions in order, written in ASCII so that they can stand among the texts of a node; the empty text where there are
/// none.
///
/// How many there are; how many zero bits all of them end in, which are 32 in rings of 32 bits; and, without those bits, the
/// first one and the differences of the others. Numbers have six bits a byte, the lowest first, and bit 6 in all bytes but
/// the last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Positions<'a>(&'a str);

const BITS: u32 = 6;
const MORE: u8 = 1 << BITS;

impl<'a> Positions<'a> {
    /// From the text that [`write`](Self::write) made.
    pub(crate) const fn read(written: &'a str) -> Self {
        Self(written)
    }

    /// From positions that are in order.
    pub(crate) fn write(
        sorted: impl ExactSizeIterator<Item = Position> + Clone,
    ) -> Result<String, OutOfMemory> {
        let mut written = String::new();
        let count = sorted.len();
        if count == 0 {
            return Ok(written);
        }
        let shift = shift_of(sorted.clone());
        // Most rings have four bytes or more for a position.
        memory::reserve_bytes(&mut written, count.saturating_mul(4))?;
        push(&mut written, count as u64)?;
        push(&mut written, shift.into())?;
        let mut before = 0;
        for Position(position) in sorted {
            push(&mut written, (position - before) >> shift)?;
            before = position;
        }
        Ok(written)
    }

    pub(crate) const fn written(self) -> &'a str {
        self.0
    }

    pub(crate) fn len(self) -> usize {
        // What is in memory can be counted.
        take(&mut self.0.bytes()).map_or(0, |count| usize::try_from(count).unwrap_or(usize::MAX))
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// How many zero bits all of them end in; 63 where all bits are zero.
    pub(crate) fn shift(self) -> u32 {
        let mut bytes = self.0.bytes();
        let shift = take(&mut bytes).and_then(|_count| take(&mut bytes));
        shift.map_or(0, |shift| u32::try_from(shift).unwrap_or(0))
    }

    pub(crate) fn iter(self) -> impl ExactSizeIterator<Item = Position> + Clone + use<'a> {
        let shift = self.shift();
        let mut bytes = self.0.bytes();
        let (_count, _shift) = (take(&mut bytes), take(&mut bytes));
        let mut position = 0;
        let next = iter::from_fn(move || {
            position += take(&mut bytes)? << shift;
            Some(Position(position))
        });
        Counted { rest: next, left: self.len() }
    }
}

/// How many zero bits all positions end in.
fn shift_of(positions: impl Iterator<Item = Position>) -> u32 {
    positions.fold(1 << 63, |bits, position| bits | position.0).trailing_zeros()
}

fn push(written: &mut String, mut number: u64) -> Result<(), OutOfMemory> {
    memory::reserve_bytes(written, u64::BITS.div_ceil(BITS) as usize)?;
    loop {
        let low = number.to_le_bytes()[0] & (MORE - 1);
        number >>= BITS;
        let more = if number > 0 { MORE } else { 0 };
        written.push(char::from(low | more));
        if number == 0 {
            return Ok(());
        }
    }
}

fn take(bytes: &mut impl Iterator<Item = u8>) -> Option<u64> {
    let mut number = 0;
    for shift in (0..u64::BITS).step_by(BITS as usize) {
        let byte = bytes.next()?;
        number |= u64::from(byte & (MORE - 1)) << shift;
        if byte < MORE {
            break;
        }
    }
    Some(number)
}

/// So many of another iterator.
#[derive(Clone)]
struct Counted<I> {
    rest: I,
    left: usize,
}

impl<I: Iterator> Iterator for Counted<I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        self.rest.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<I: Iterator> ExactSizeIterator for Counted<I> {}

#[cfg(test)]
#[path = "positions_tests.rs"]
mod tests;
