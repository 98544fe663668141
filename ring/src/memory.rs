//! Memory that may run out: the one way in which this crate asks for it where it can say so.

use alloc::alloc::handle_alloc_error;
use alloc::string::String;
use alloc::vec::Vec;
use core::alloc::Layout;
use core::fmt;

/// There is not enough memory. Nothing was changed.
///
/// Given by the functions that [Memory](crate#memory) names, inside their own error.
///
/// ```
/// use vnode_ring::{Config, Membership, MembershipError, Node};
///
/// match Membership::try_new(Config::default(), ["a", "b"].map(Node::new)) {
///     Ok(membership) => assert_eq!(membership.len(), 2),
///     Err(MembershipError::OutOfMemory(error)) => println!("not now: {error}"),
///     Err(error) => panic!("{error}"),
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutOfMemory {
    /// How many bytes could not be had, in one piece.
    pub bytes: usize,
}

impl OutOfMemory {
    fn of<T>(count: usize) -> Self {
        Self { bytes: count.saturating_mul(size_of::<T>()) }
    }

    /// What becomes of it in functions that do not return it.
    #[cold]
    pub(crate) fn abort(self) -> ! {
        handle_alloc_error(Layout::array::<u8>(self.bytes).unwrap_or(Layout::new::<u8>()))
    }
}

impl fmt::Display for OutOfMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "out of memory: {} bytes could not be had", self.bytes)
    }
}

impl core::error::Error for OutOfMemory {}

/// An error that may say that memory ran out.
pub(crate) trait MayRunOut {
    fn out_of_memory(&self) -> Option<&OutOfMemory>;
}

/// What the plain functions make of their `try_` twins: they end the process, as Rust's own collections do.
pub(crate) fn or_abort<T, E: MayRunOut>(result: Result<T, E>) -> Result<T, E> {
    if let Some(error) = result.as_ref().err().and_then(MayRunOut::out_of_memory) {
        error.clone().abort();
    }
    result
}

/// The same where nothing else can go wrong.
pub(crate) fn or_end<T>(result: Result<T, OutOfMemory>) -> T {
    result.unwrap_or_else(|error| error.abort())
}

/// An empty list with room for exactly so many.
pub(crate) fn with_room<T>(count: usize) -> Result<Vec<T>, OutOfMemory> {
    let mut list = Vec::new();
    list.try_reserve_exact(count).map_err(|_| OutOfMemory::of::<T>(count))?;
    Ok(list)
}

/// Room for more, with some to spare, so that asking often costs little.
pub(crate) fn reserve<T>(list: &mut Vec<T>, more: usize) -> Result<(), OutOfMemory> {
    let count = list.len().saturating_add(more);
    list.try_reserve(more).map_err(|_| OutOfMemory::of::<T>(count))
}

pub(crate) fn collect<T>(values: impl IntoIterator<Item = T>) -> Result<Vec<T>, OutOfMemory> {
    let values = values.into_iter();
    let mut list = with_room(values.size_hint().0)?;
    for value in values {
        if list.len() == list.capacity() {
            reserve(&mut list, 1)?;
        }
        list.push(value);
    }
    Ok(list)
}

/// As [`collect`], from values that say how many they are and do not lie.
pub(crate) fn collect_exactly<T>(values: impl ExactSizeIterator<Item = T>) -> Result<Vec<T>, OutOfMemory> {
    let mut list = with_room(values.len())?;
    list.extend(values);
    Ok(list)
}

pub(crate) fn filled<T: Clone>(value: T, count: usize) -> Result<Vec<T>, OutOfMemory> {
    let mut list = with_room(count)?;
    list.resize(count, value);
    Ok(list)
}

pub(crate) fn copied<T: Copy>(values: &[T]) -> Result<Vec<T>, OutOfMemory> {
    let mut list = with_room(values.len())?;
    list.extend_from_slice(values);
    Ok(list)
}

/// As [`reserve`], for a text.
pub(crate) fn reserve_bytes(text: &mut String, more: usize) -> Result<(), OutOfMemory> {
    let bytes = text.len().saturating_add(more);
    text.try_reserve(more).map_err(|_| OutOfMemory { bytes })
}

/// An empty text with room for exactly so many bytes.
pub(crate) fn text_with_room(bytes: usize) -> Result<String, OutOfMemory> {
    let mut text = String::new();
    text.try_reserve_exact(bytes).map_err(|_| OutOfMemory { bytes })?;
    Ok(text)
}

pub(crate) fn text(of: &str) -> Result<String, OutOfMemory> {
    let mut text = text_with_room(of.len())?;
    text.push_str(of);
    Ok(text)
}
