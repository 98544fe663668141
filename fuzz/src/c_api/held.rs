//! Objects of C beside what the library has in their place.

use std::any::TypeId;
use std::ffi::c_void;
use std::fmt::Debug;
use std::slice;

use vnode_ring_c::bytes::vnode_ring_bytes_free;
use vnode_ring_c::change::vnode_ring_delta;
use vnode_ring_c::error::vnode_ring_error;
use vnode_ring_c::ring::vnode_ring;

use super::call::{Call, Told, Twist};

type Free<O> = unsafe extern "C" fn(*mut O);
type Make<O, P> = unsafe extern "C" fn(*const O, *mut vnode_ring_error, *mut *mut P) -> i32;
type Tell<O, T> = unsafe extern "C" fn(*const O, *mut T) -> i32;
pub(super) type Write<O> =
    unsafe extern "C" fn(*const O, *mut vnode_ring_error, *mut *mut u8, *mut usize) -> i32;

/// An object, which is freed with this, and the library's own.
pub(super) struct Held<O, M> {
    pub(super) object: *mut O,
    pub(super) model: M,
    free: Free<O>,
}

impl<O, M> Held<O, M> {
    pub(super) const fn new(object: *mut O, model: M, free: Free<O>) -> Self {
        Self { object, model, free }
    }

    /// What a call made, beside the library's.
    pub(super) fn made(told: &Told<*mut O>, ended: Option<M>, free: Free<O>) -> Option<Self> {
        told.object(ended.is_some()).zip(ended).map(|(object, model)| Self::new(object, model, free))
    }
}

impl<O, M> Drop for Held<O, M> {
    fn drop(&mut self) {
        // SAFETY: it was made by the library and is freed once.
        unsafe {
            (self.free)(std::ptr::null_mut());
            (self.free)(self.object);
        }
    }
}

impl<O: 'static, M> Held<O, M> {
    /// As the next object of a call.
    pub(super) fn hand(&self, call: &mut Call, others: Others) -> *mut O {
        call.object(self.object, others.than::<O>())
    }

    /// What a function makes of this alone.
    pub(super) fn make<P, PM>(
        &self,
        others: Others,
        twist: Twist,
        (function, free): (Make<O, P>, Free<P>),
        library: impl FnOnce(&M) -> Result<PM, i32>,
    ) -> Option<Held<P, PM>> {
        let (mut call, mut told) = (Call::new(twist), Told::new());
        let object = self.hand(&mut call, others);
        let (error, place) = (call.error(), call.result(&mut told));
        let status = unsafe { function(object, error, place) };
        Held::made(&told, call.ended(status, || library(&self.model)), free)
    }

    /// Something small that a function tells.
    pub(super) fn tells<T: Copy + PartialEq + Debug>(
        &self,
        others: Others,
        twist: Twist,
        function: Tell<O, T>,
        expected: Result<T, i32>,
    ) {
        let (mut call, mut told) = (Call::new(twist), Told::new());
        let object = self.hand(&mut call, others);
        let status = unsafe { function(object, call.result(&mut told)) };
        told.is(call.ended(status, || expected));
    }

    /// The bytes that a function writes, which are freed here.
    pub(super) fn writes(&self, others: Others, twist: Twist, function: Write<O>, expected: &[u8]) {
        let (mut call, mut bytes, mut length) = (Call::new(twist), Told::new(), Told::new());
        let object = self.hand(&mut call, others);
        let (error, bytes_at, length_at) = (call.error(), call.result(&mut bytes), call.result(&mut length));
        let status = unsafe { function(object, error, bytes_at, length_at) };
        let ok = call.ended(status, || Ok(())).is_some();
        if let Some((made, length)) = bytes.object(ok).zip(length.where_ok(ok)) {
            // SAFETY: the call made them.
            unsafe {
                assert!(slice::from_raw_parts(made, length) == expected);
                vnode_ring_bytes_free(made, length);
            }
        }
    }
}

/// Objects to be taken for those of another kind.
#[derive(Clone, Copy)]
pub(super) struct Others {
    ring: *mut c_void,
    delta: *mut c_void,
}

impl Others {
    pub(super) const fn new(ring: *mut vnode_ring, delta: *mut vnode_ring_delta) -> Self {
        Self { ring: ring.cast(), delta: delta.cast() }
    }

    /// One of another kind than that.
    pub(super) fn than<O: 'static>(self) -> *mut c_void {
        if TypeId::of::<O>() == TypeId::of::<vnode_ring>() { self.delta } else { self.ring }
    }
}
