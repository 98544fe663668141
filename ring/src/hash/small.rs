//! The hash functions of keys for small machines, where code counts more than time: the same values in a third of the
//! code and without copies on the stack. Safe, and without a path that panics. Tests compare them with the fast ones.

mod siphash;
mod xxh3;

pub(crate) use siphash::siphash13;
pub(crate) use xxh3::xxh3;
