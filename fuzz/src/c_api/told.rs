//! Where results go, and that they are written on success, and only then.

use std::ffi::CStr;
use std::fmt::Debug;
use std::mem::{MaybeUninit, size_of};
use std::slice;

use vnode_ring_c::error::vnode_ring_error;
use vnode_ring_c::status::{VNODE_RING_ERR_BUFFER, VNODE_RING_OK};

use super::call::{Call, Handed};

/// What is in a result before the call.
const UNTOUCHED: u8 = 0xa5;

/// A place for a result, filled with what no call writes.
pub(super) struct Told<T> {
    value: Box<MaybeUninit<T>>,
    /// Whether the call had it.
    handed: bool,
}

impl<T> Told<T> {
    pub(super) fn new() -> Self {
        let mut value = Box::new(MaybeUninit::<T>::uninit());
        // SAFETY: there is one.
        unsafe { value.as_mut_ptr().write_bytes(UNTOUCHED, 1) };
        Self { value, handed: false }
    }

    pub(super) fn place(&mut self) -> *mut T {
        self.value.as_mut_ptr()
    }

    /// The place, for a call that is to have it.
    pub(super) fn handed(&mut self) -> *mut T {
        self.handed = true;
        self.place()
    }

    fn is_all(&self, expected: u8) -> bool {
        // SAFETY: all bytes were written.
        let bytes = unsafe { slice::from_raw_parts(self.value.as_ptr().cast::<u8>(), size_of::<T>()) };
        bytes.iter().all(|&byte| byte == expected)
    }

    fn untouched(&self) -> bool {
        self.is_all(UNTOUCHED)
    }

    /// The place where a call that must have it succeeded; one that fails leaves zeros there.
    pub(super) fn written(self, ok: bool) -> Option<Box<MaybeUninit<T>>> {
        assert!(if ok || !self.handed { ok != self.untouched() } else { self.is_all(0) });
        ok.then_some(self.value)
    }
}

impl<T: Copy> Told<T> {
    /// What was told, where the call had the place and succeeded; else nothing was.
    pub(super) fn where_ok(&self, ok: bool) -> Option<T> {
        let told = ok && self.handed;
        assert_ne!(told, self.untouched(), "written on success, and only then");
        // SAFETY: the call wrote it.
        told.then(|| unsafe { self.value.assume_init_read() })
    }
}

impl<T: Copy + PartialEq + Debug> Told<T> {
    pub(super) fn is(&self, expected: Option<T>) {
        if let Some(told) = self.where_ok(expected.is_some()) {
            assert_eq!(Some(told), expected);
        }
    }
}

impl<O> Told<*mut O> {
    /// The object that was made, and NULL where none was.
    pub(super) fn object(&self, ok: bool) -> Option<*mut O> {
        if ok || !self.handed {
            let object = self.where_ok(ok);
            assert!(object.is_none_or(|object| !object.is_null()));
            return object;
        }
        // SAFETY: pointers are written first.
        assert!(unsafe { self.value.assume_init_read() }.is_null());
        None
    }
}

impl Told<vnode_ring_error> {
    /// One line where the call failed.
    pub(super) fn explains(&self, status: i32) {
        if status == VNODE_RING_OK || !self.handed {
            return assert!(self.untouched());
        }
        // SAFETY: a call that fails writes it.
        let error = unsafe { self.value.assume_init_ref() };
        assert_eq!(error.status, status);
        // SAFETY: it is as long as it is.
        let message = unsafe { slice::from_raw_parts(error.message.as_ptr().cast(), error.message.len()) };
        let message = CStr::from_bytes_until_nul(message).expect("it ends").to_str().expect("it is UTF-8");
        assert!(!message.is_empty() && !message.contains(char::is_control), "{message:?}");
    }
}

/// What a function lists into a buffer of the caller's that has room for so many.
pub(super) fn listed<T>(
    mut call: Call,
    (room, handed): (usize, Handed),
    expected: Result<usize, i32>,
    function: impl FnOnce(*mut T, usize, *mut usize) -> i32,
) -> Option<Vec<T>> {
    let mut place = Vec::<T>::with_capacity(room);
    // SAFETY: there is room.
    unsafe { place.as_mut_ptr().write_bytes(UNTOUCHED, room) };
    // Nothing is written where nothing is listed.
    let handed = if expected.is_ok_and(|length| length > 0) { handed } else { Handed::Fine };
    let (at, capacity) = call.array_mut(place.as_mut_ptr(), room, handed);
    if expected.is_ok_and(|length| length > room) {
        call.wrong(VNODE_RING_ERR_BUFFER);
    }
    call.first(expected.err());
    let mut count = Told::new();
    let status = function(at, capacity, call.result(&mut count));
    let ended = call.ended(status, || expected);
    count.is(ended);
    let (length, size) = (ended.unwrap_or(0), size_of::<T>());
    // SAFETY: all bytes were written, here or by the call.
    let rest = unsafe { slice::from_raw_parts(place.as_ptr().cast::<u8>(), room * size) };
    assert!(rest[length * size..].iter().all(|&byte| byte == UNTOUCHED), "all or nothing");
    // SAFETY: as many were written.
    unsafe { place.set_len(length) };
    ended.map(|_| place)
}
