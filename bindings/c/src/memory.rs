//! What C hands in and gets back: pointers, lengths, buffers.

use core::ffi::{c_char, c_void};
use core::slice;

use crate::status::{
    Status, VNODE_RING_ERR_ARGUMENT, VNODE_RING_ERR_BUFFER, VNODE_RING_ERR_NULL, VNODE_RING_ERR_UTF8,
};

/// An array of the caller's. It may be NULL where it is empty.
///
/// # Safety
/// Unless it is refused, `array` has `length` elements that can be read while the call lasts.
#[inline]
pub(crate) unsafe fn slice<'a, T>(array: *const T, length: usize) -> Result<&'a [T], Status> {
    if let Err(status) = check(array, length) {
        return if length == 0 { Ok(&[]) } else { Err(status) };
    }
    // SAFETY: neither NULL nor crooked nor too large, and the caller vouches for what is in it.
    Ok(unsafe { slice::from_raw_parts(array, length) })
}

/// A buffer of the caller's. It may be NULL where it is empty.
///
/// # Safety
/// Unless it is refused, `array` has `length` initialised elements that only this call uses while it lasts.
#[inline]
pub(crate) unsafe fn slice_mut<'a, T>(array: *mut T, length: usize) -> Result<&'a mut [T], Status> {
    if let Err(status) = check(array, length) {
        return if length == 0 { Ok(&mut []) } else { Err(status) };
    }
    // SAFETY: neither NULL nor crooked nor too large, and the caller vouches for what is in it.
    Ok(unsafe { slice::from_raw_parts_mut(array, length) })
}

#[inline]
fn check<T>(array: *const T, length: usize) -> Result<(), Status> {
    if array.is_null() || !array.is_aligned() || length > isize::MAX as usize / size_of::<T>() {
        return Err(unusable(array.is_null()));
    }
    Ok(())
}

/// Away from the way that lookups go.
#[cold]
const fn unusable(is_null: bool) -> Status {
    Status(if is_null { VNODE_RING_ERR_NULL } else { VNODE_RING_ERR_ARGUMENT })
}

/// Bytes of the caller's.
///
/// # Safety
/// As for [`slice`].
#[inline]
pub(crate) unsafe fn bytes<'a>(bytes: *const c_void, length: usize) -> Result<&'a [u8], Status> {
    // SAFETY: the caller vouches for it.
    unsafe { slice(bytes.cast(), length) }
}

/// A text of the caller's.
///
/// # Safety
/// As for [`slice`].
pub(crate) unsafe fn text<'a>(text: *const c_char, length: usize) -> Result<&'a str, Status> {
    // SAFETY: the caller vouches for it.
    let bytes = unsafe { slice(text.cast::<u8>(), length) }?;
    core::str::from_utf8(bytes).map_err(|_| Status(VNODE_RING_ERR_UTF8))
}

/// Where a result goes; it is written once all is well.
pub(crate) struct Out<T>(*mut T);

/// # Safety
/// Unless it is refused, `place` can be written.
#[inline]
pub(crate) unsafe fn out<T>(place: *mut T) -> Result<Out<T>, Status> {
    check(place, 1).map(|()| Out(place))
}

impl<T> Out<T> {
    #[inline]
    pub(crate) fn set(self, value: T) {
        // SAFETY: whoever made it vouched for it.
        unsafe { self.0.write(value) };
    }
}

/// Writes a result that is known already.
///
/// # Safety
/// Unless it is refused, `place` can be written.
#[inline]
pub(crate) unsafe fn tell<T>(place: *mut T, value: T) -> Result<(), Status> {
    // SAFETY: the caller vouches for it.
    unsafe { out(place) }.map(|place| place.set(value))
}

/// Where a result goes that the caller may not want; checked before anything is done.
///
/// # Safety
/// Unless it is refused, `place` is NULL or can be written.
pub(crate) unsafe fn wanted<T>(place: *mut T) -> Result<Option<Out<T>>, Status> {
    // SAFETY: the caller vouches for it.
    if place.is_null() { Ok(None) } else { unsafe { out(place) }.map(Some) }
}

/// # Safety
/// `place` is NULL or can be written.
pub(crate) unsafe fn set_if_wanted<T>(place: *mut T, value: T) {
    if check(place, 1).is_ok() {
        // SAFETY: the caller vouches for it.
        unsafe { place.write(value) };
    }
}

/// NULL where the pointer to a new object will be, so that nobody takes what was there for one.
///
/// # Safety
/// `place` is NULL or can be written.
pub(crate) unsafe fn clear<T>(place: *mut *mut T) {
    // SAFETY: the caller vouches for it.
    unsafe { set_if_wanted(place, core::ptr::null_mut()) };
}

/// Copies into a buffer of the caller's, all or nothing.
///
/// # Safety
/// `buffer` has `capacity` elements that can be written; `count` can be written.
pub(crate) unsafe fn copy_out<T>(
    values: impl ExactSizeIterator<Item = T>,
    buffer: *mut T,
    capacity: usize,
    count: *mut usize,
) -> Result<(), Status> {
    // SAFETY: the caller vouches for both.
    unsafe {
        let count = out(count)?;
        let length = values.len();
        if length > capacity {
            return Err(Status(VNODE_RING_ERR_BUFFER));
        }
        if length > 0 {
            check(buffer, capacity)?;
        }
        for (at, value) in values.take(length).enumerate() {
            buffer.add(at).write(value);
        }
        count.set(length);
    }
    Ok(())
}
