//! Objects of C beside what the library has in their place.

use std::any::TypeId;
use std::ffi::c_void;

use vnode_ring_c::change::vnode_ring_delta;
use vnode_ring_c::ring::vnode_ring;

/// An object, which is freed with this, and the library's own.
pub(super) struct Held<O, M> {
    pub(super) object: *mut O,
    pub(super) model: M,
    free: unsafe extern "C" fn(*mut O),
}

impl<O, M> Held<O, M> {
    pub(super) const fn new(object: *mut O, model: M, free: unsafe extern "C" fn(*mut O)) -> Self {
        Self { object, model, free }
    }
}

impl<O, M> Drop for Held<O, M> {
    fn drop(&mut self) {
        // SAFETY: it was made by the library and is freed once.
        unsafe { (self.free)(self.object) };
    }
}

/// Objects to be taken for those of another kind.
#[derive(Clone, Copy)]
pub(super) struct Others {
    pub(super) ring: *mut c_void,
    pub(super) delta: *mut c_void,
}

impl Others {
    pub(super) const fn new(ring: *mut vnode_ring, delta: *mut vnode_ring_delta) -> Self {
        Self { ring: ring.cast(), delta: delta.cast() }
    }

    /// One of another kind than that.
    pub(super) fn than<O: 'static, M>(self, _: &Held<O, M>) -> *mut c_void {
        if TypeId::of::<O>() == TypeId::of::<vnode_ring>() { self.delta } else { self.ring }
    }
}
