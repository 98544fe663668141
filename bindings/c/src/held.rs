//! What an object has of its own, or is lent.

use core::ops::Deref;

use crate::guard::{Opaque, free, value};
use crate::status::{Status, VNODE_RING_ERR_LENT};

/// A value of the object's own, or one that is lent.
pub(crate) enum Held<T> {
    Own(T),
    /// Valid as long as the object that lends it says.
    Lent(*const T),
}

// SAFETY: what is lent is only read, by whom the lender allows to, so that it has to be fit for many threads.
unsafe impl<T: Send + Sync> Send for Held<T> {}
// SAFETY: as above.
unsafe impl<T: Send + Sync> Sync for Held<T> {}

impl<T> Deref for Held<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        match self {
            Self::Own(value) => value,
            // SAFETY: whoever lends it keeps it for as long as it is lent.
            Self::Lent(value) => unsafe { &**value },
        }
    }
}

impl<T> Held<T> {
    /// The value, to be changed.
    pub(crate) const fn own(&mut self) -> Result<&mut T, Status> {
        match self {
            Self::Own(value) => Ok(value),
            Self::Lent(_) => Err(Status(VNODE_RING_ERR_LENT)),
        }
    }
}

/// Frees an object that does not belong to a lender.
///
/// # Safety
/// As for [`free`].
pub(crate) unsafe fn free_unless_lent<O: Opaque<Value = Held<T>>, T>(object: *mut O) {
    // SAFETY: the caller vouches for it.
    unsafe {
        if !matches!(value(object), Ok(Held::Lent(_))) {
            free(object);
        }
    }
}
