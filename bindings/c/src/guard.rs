//! What every call of the library goes through: no panic leaves it, and no object is used that does not live.

use core::sync::atomic::{AtomicU32, Ordering};

use crate::error::{self, Fails, vnode_ring_error};
use crate::status::{
    Status, VNODE_RING_ERR_NULL, VNODE_RING_ERR_OBJECT, VNODE_RING_ERR_PANIC, VNODE_RING_ERR_POISONED,
    VNODE_RING_OK,
};

/// What a state becomes beside its kind: no living object of any kind has one of these bits.
const POISONED: u32 = 1 << 31;
const FREED: u32 = 1 << 30;

/// What stands behind a pointer to an opaque type. Its kind and state come with it, so that a pointer that was freed, or
/// is one to something else, is noticed in most cases.
#[repr(C)]
pub(crate) struct Object<T> {
    /// Allocators write their own notes into the first bytes of what was freed.
    reserved: [u64; 2],
    state: AtomicU32,
    value: T,
}

impl<T> Object<T> {
    /// The value, to whom the object belongs.
    #[cfg(feature = "std")]
    pub(crate) const fn value_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

/// An opaque type of the header.
pub(crate) trait Opaque: Sized {
    type Value;
    /// The state of a living object of this kind.
    const LIVES: u32;
    fn object(&self) -> &Object<Self::Value>;
    fn object_mut(&mut self) -> &mut Object<Self::Value>;
    fn from_object(object: Object<Self::Value>) -> Self;
}

/// Makes a newtype of [`Object`] an opaque type, told from others by a number.
macro_rules! opaque {
    ($name:ident, $value:ty, $number:literal) => {
        // So that the state of an object is where that of every other kind is.
        const _: () = assert!(core::mem::offset_of!($name, 0) == 0);

        impl $crate::guard::Opaque for $name {
            type Value = $value;
            const LIVES: u32 = 0x0672_0000 + $number;

            #[inline]
            fn object(&self) -> &$crate::guard::Object<$value> {
                &self.0
            }

            #[inline]
            fn object_mut(&mut self) -> &mut $crate::guard::Object<$value> {
                &mut self.0
            }

            fn from_object(object: $crate::guard::Object<$value>) -> Self {
                Self(object)
            }
        }
    };
}
pub(crate) use opaque;

/// A new object.
pub(crate) fn object<O: Opaque>(value: O::Value) -> O {
    O::from_object(Object { reserved: [0; 2], state: AtomicU32::new(O::LIVES), value })
}

/// A new object, which `free` frees.
#[cfg(feature = "std")]
pub(crate) fn boxed<O: Opaque>(value: O::Value) -> *mut O {
    Box::into_raw(Box::new(object(value)))
}

/// Calls something that needs no object.
///
/// # Safety
/// `error` is NULL or can be written.
#[inline]
pub(crate) unsafe fn guard<E: Fails>(
    error: *mut vnode_ring_error,
    call: impl FnOnce() -> Result<(), E>,
) -> i32 {
    // SAFETY: the caller vouches for the error.
    unsafe { finish(error, caught(call)) }
}

/// Calls something with an object that other threads may use too.
///
/// # Safety
/// `object` is NULL or one that this library made; `error` is NULL or can be written.
#[inline]
pub(crate) unsafe fn with<O: Opaque, E: Fails>(
    object: *const O,
    error: *mut vnode_ring_error,
    call: impl FnOnce(&O::Value) -> Result<(), E>,
) -> i32 {
    // SAFETY: the caller vouches for both.
    unsafe {
        let object = match live(object) {
            Ok(object) => object.object(),
            Err(status) => return fail(error, &status),
        };
        let outcome = caught(|| call(&object.value));
        if outcome.is_none() {
            object.state.store(O::LIVES | POISONED, Ordering::Relaxed);
        }
        finish(error, outcome)
    }
}

/// As [`with`], where the status says all.
///
/// # Safety
/// `object` is NULL or one that this library made.
#[inline]
pub(crate) unsafe fn ask<O: Opaque>(
    object: *const O,
    call: impl FnOnce(&O::Value) -> Result<(), Status>,
) -> i32 {
    // SAFETY: the caller vouches for it.
    unsafe { with(object, core::ptr::null_mut(), call) }
}

/// Calls something with an object that nobody else uses meanwhile.
///
/// # Safety
/// `object` is NULL or one that this library made, and nobody else uses it; `error` is NULL or can be written.
pub(crate) unsafe fn with_mut<O: Opaque, E: Fails>(
    object: *mut O,
    error: *mut vnode_ring_error,
    call: impl FnOnce(&mut O::Value) -> Result<(), E>,
) -> i32 {
    // SAFETY: the caller vouches for both.
    unsafe {
        if let Err(status) = live(object) {
            return fail(error, &status);
        }
        let object = (*object).object_mut();
        let value = &mut object.value;
        let outcome = caught(|| call(value));
        if outcome.is_none() {
            object.state.store(O::LIVES | POISONED, Ordering::Relaxed);
        }
        finish(error, outcome)
    }
}

/// The value of a second object of a call.
///
/// # Safety
/// `object` is NULL or one that this library made.
pub(crate) unsafe fn value<'a, O: Opaque + 'a>(object: *const O) -> Result<&'a O::Value, Status> {
    // SAFETY: the caller vouches for it.
    unsafe { live(object).map(|object: &'a O| &object.object().value) }
}

/// # Safety
/// `object` is NULL or one that this library made.
#[inline]
unsafe fn live<'a, O: Opaque>(object: *const O) -> Result<&'a O, Status> {
    if object.is_null() || !object.is_aligned() {
        return Err(no_object(object.is_null()));
    }
    // SAFETY: the caller vouches for it. Of another kind, only what all kinds begin with is read; what was freed is no
    // object any more, and then this is a try to notice it.
    let state = unsafe { (*object.cast::<Object<()>>()).state.load(Ordering::Relaxed) };
    if state == O::LIVES {
        // SAFETY: it is one of this kind.
        return Ok(unsafe { &*object });
    }
    Err(dead(state, O::LIVES))
}

#[cold]
const fn no_object(is_null: bool) -> Status {
    Status(if is_null { VNODE_RING_ERR_NULL } else { VNODE_RING_ERR_OBJECT })
}

#[cold]
fn dead(state: u32, lives: u32) -> Status {
    if state == lives | POISONED {
        return Status(VNODE_RING_ERR_POISONED);
    }
    #[cfg(all(debug_assertions, feature = "std"))]
    if state == lives | FREED {
        eprintln!("vnode-ring: an object was used after it was freed");
        std::process::abort()
    }
    Status(VNODE_RING_ERR_OBJECT)
}

/// Frees an object. What is no living object is left alone.
///
/// # Safety
/// `object` is NULL or one that `boxed` made, and nobody else uses it.
#[cfg(feature = "std")]
pub(crate) unsafe fn free<O: Opaque>(object: *mut O) {
    // SAFETY: the caller vouches for it.
    unsafe {
        match live(object) {
            Ok(_) | Err(Status(VNODE_RING_ERR_POISONED)) => {
                (*object).object().state.store(O::LIVES | FREED, Ordering::Relaxed);
                // A value that a panic left behind may panic again.
                let _ = caught(|| drop(Box::from_raw(object)));
            }
            Err(_) => {}
        }
    }
}

#[inline]
#[cfg_attr(not(feature = "std"), expect(clippy::unnecessary_wraps, reason = "nothing unwinds there"))]
pub(crate) fn caught<R>(call: impl FnOnce() -> R) -> Option<R> {
    // What a panic leaves behind is not used again: the object is poisoned.
    #[cfg(feature = "std")]
    return std::panic::catch_unwind(std::panic::AssertUnwindSafe(call)).ok();
    // Without a standard library nothing unwinds.
    #[cfg(not(feature = "std"))]
    return Some(call());
}

/// # Safety
/// `error` is NULL or can be written.
#[inline]
unsafe fn finish<E: Fails>(error: *mut vnode_ring_error, outcome: Option<Result<(), E>>) -> i32 {
    // SAFETY: the caller vouches for it.
    unsafe {
        match outcome {
            Some(Ok(())) => VNODE_RING_OK,
            Some(Err(failure)) => fail(error, &failure),
            None => fail(error, &Status(VNODE_RING_ERR_PANIC)),
        }
    }
}

/// # Safety
/// `error` is NULL or can be written.
#[inline]
unsafe fn fail(error: *mut vnode_ring_error, failure: &impl Fails) -> i32 {
    if !error.is_null() {
        // SAFETY: the caller vouches for it.
        unsafe { error::write(error, failure) };
    }
    failure.status()
}

#[cfg(all(test, feature = "std"))]
#[path = "guard_tests.rs"]
mod tests;
