//! What publication synchronises with: std, or loom where its models are compiled.

#[cfg(not(all(test, loom)))]
pub(crate) use {
    alloc::sync::Arc,
    core::sync::atomic::AtomicU64,
    std::sync::{Mutex, MutexGuard},
};

#[cfg(all(test, loom))]
pub(crate) use loom::sync::{Arc, Mutex, MutexGuard, atomic::AtomicU64};

use std::sync::PoisonError;

/// Locks, also after a panic of another holder: what is guarded here is whole at every moment.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
