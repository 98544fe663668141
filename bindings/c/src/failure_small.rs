//! From the library's errors to a status. Where code is to be small, that says all.

use core_ring::{DecodeError, DecodeReason};

use crate::status::{Status, VNODE_RING_ERR_ARGUMENT, VNODE_RING_ERR_DECODE, VNODE_RING_ERR_SECRET};

pub(crate) type Failure = Status;

impl Status {
    /// A secret has another number of bytes.
    pub(crate) const fn secret_of(_bytes: usize) -> Self {
        Self(VNODE_RING_ERR_ARGUMENT)
    }
}

impl From<DecodeError> for Status {
    fn from(error: DecodeError) -> Self {
        Self(match error.reason {
            DecodeReason::Secret(_) => VNODE_RING_ERR_SECRET,
            _ => VNODE_RING_ERR_DECODE,
        })
    }
}
