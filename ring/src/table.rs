//! The compiled form of a ring: its vnodes in order, searched by position.
//!
//! A table knows numbered owners and the sequences of their positions, and is told how to order owners at one position.
//! Everything else about nodes is the ring's business.
//!
//! The circle is cut into equal buckets, one cache line each (`line`), so that a lookup reads one line and goes through
//! no loop. Lines keep 16 bits of each position; the rare answers that need more are worked out from the sequences
//! (`source`). Vnodes beyond what a line holds are kept apart (`spill`).

mod cell;
mod fast;
mod flat;
mod line;
mod search;

#[cfg(feature = "alloc")]
mod edit;
#[cfg(feature = "alloc")]
mod line_table;
#[cfg(feature = "alloc")]
mod order;
#[cfg(feature = "alloc")]
mod owned;
#[cfg(feature = "snapshot")]
mod pack;
#[cfg(feature = "alloc")]
mod source;
#[cfg(feature = "alloc")]
mod spill;

#[cfg(all(test, feature = "alloc"))]
pub(crate) mod sorted;
#[cfg(all(test, feature = "alloc"))]
mod tests;

pub(crate) use flat::{Counts, FlatTable, SPILLED_BYTES, flat_lines};
pub(crate) use line::LINE_BYTES;
#[cfg(feature = "alloc")]
pub use order::Scratch;
#[cfg(feature = "alloc")]
pub(crate) use owned::Table;
#[cfg(feature = "snapshot")]
pub(crate) use pack::pack;

/// Owners with more vnodes have their positions listed: working them out would take more than a few microseconds.
pub(crate) const LIST_ABOVE: u32 = 16_384;

/// One vnode: where it stands and the slot of its node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Vnode {
    pub(crate) position: u64,
    pub(crate) owner: u32,
}

/// An iterator over one of the layouts.
#[cfg(feature = "alloc")]
#[derive(Clone)]
enum Either<N, W> {
    Narrow(N),
    Wide(W),
}

#[cfg(feature = "alloc")]
impl<T, N: Iterator<Item = T>, W: Iterator<Item = T>> Iterator for Either<N, W> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        match self {
            Self::Narrow(narrow) => narrow.next(),
            Self::Wide(wide) => wide.next(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match self {
            Self::Narrow(narrow) => narrow.size_hint(),
            Self::Wide(wide) => wide.size_hint(),
        }
    }

    /// Asks once which it is.
    #[inline]
    fn fold<B, F: FnMut(B, T) -> B>(self, init: B, f: F) -> B {
        match self {
            Self::Narrow(narrow) => narrow.fold(init, f),
            Self::Wide(wide) => wide.fold(init, f),
        }
    }
}

#[cfg(feature = "alloc")]
impl<T, N: ExactSizeIterator<Item = T>, W: ExactSizeIterator<Item = T>> ExactSizeIterator for Either<N, W> {}
