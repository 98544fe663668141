//! One directory for many threads, as a shared ring: some change it, others match without waiting, but for the first match
//! of a group.
//!
//! A writer works a change out on a directory that a reader lends, or on a copy, and applies it to the shared one, which
//! refuses it where another writer was there before: then work it out again.

use core_ring::{Directory, DirectoryReader, SharedDirectory};

use crate::directory::{own_directory, vnode_ring_directory};
use crate::directory_change::vnode_ring_directory_change;
use crate::error::vnode_ring_error;
use crate::failure::Failure;
use crate::guard::{Object, boxed, free, opaque, value, with, with_mut};
use crate::lender::Lender;
use crate::memory::{clear, out};

/// A directory that threads share. All functions take it const: any thread may call any of them at any time, but for
/// freeing it, after all others are done. Readers may outlive it.
pub struct vnode_ring_shared_directory(Object<SharedDirectory>);

opaque!(vnode_ring_shared_directory, SharedDirectory, 22);

/// What one thread reads a shared directory with.
pub struct vnode_ring_directory_reader(Object<Lender<DirectoryReader, vnode_ring_directory>>);

opaque!(vnode_ring_directory_reader, Lender<DirectoryReader, vnode_ring_directory>, 23);

/// Shares a copy of a directory. `*shared` is the caller's: vnode_ring_shared_directory_free(). O(groups).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_shared_directory_new(
    directory: *const vnode_ring_directory,
    error: *mut vnode_ring_error,
    shared: *mut *mut vnode_ring_shared_directory,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        clear(shared);
        with(directory, error, |directory| -> Result<(), Failure> {
            out(shared)?.set(boxed(SharedDirectory::new(Directory::clone(directory))));
            Ok(())
        })
    }
}

/// Frees a shared directory; its readers go on with what they have. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_shared_directory_free(shared: *mut vnode_ring_shared_directory) {
    // SAFETY: the header's rules are the contract.
    unsafe { free(shared) };
}

/// Carries a change out and publishes the directory; otherwise as vnode_ring_directory_apply(). Writers wait for each
/// other. It copies the groups that change, and O(groups) pointers where a reader still holds the state before the last
/// one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_shared_directory_apply(
    shared: *const vnode_ring_shared_directory,
    change: *const vnode_ring_directory_change,
    error: *mut vnode_ring_error,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        with(shared, error, |shared| -> Result<(), Failure> { Ok(shared.apply(&value(change)?.change)?) })
    }
}

/// Publishes a copy of another directory in its place: after a snapshot was fetched. O(groups).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_shared_directory_publish(
    shared: *const vnode_ring_shared_directory,
    directory: *const vnode_ring_directory,
    error: *mut vnode_ring_error,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        with(shared, error, |shared| -> Result<(), Failure> {
            shared.publish(Directory::clone(value(directory)?));
            Ok(())
        })
    }
}

/// A copy of the directory as it is now. `*directory` is the caller's: vnode_ring_directory_free(). O(groups).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_shared_directory_copy(
    shared: *const vnode_ring_shared_directory,
    error: *mut vnode_ring_error,
    directory: *mut *mut vnode_ring_directory,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        clear(directory);
        with(shared, error, |shared| -> Result<(), Failure> {
            out(directory)?.set(own_directory(Directory::clone(&shared.snapshot())));
            Ok(())
        })
    }
}

/// A reader for one thread. `*reader` is the caller's: vnode_ring_directory_reader_free(). O(1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_directory_reader_new(
    shared: *const vnode_ring_shared_directory,
    error: *mut vnode_ring_error,
    reader: *mut *mut vnode_ring_directory_reader,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        clear(reader);
        with(shared, error, |shared| -> Result<(), Failure> {
            out(reader)?.set(boxed(Lender::new(shared.reader())));
            Ok(())
        })
    }
}

/// The directory as it is now, to be read by this thread until it asks again or frees the reader. While nothing changes,
/// this is one load of shared memory. The directory is lent: do not free it, nor give it to other threads.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_directory_reader_directory(
    reader: *mut vnode_ring_directory_reader,
    directory: *mut *const vnode_ring_directory,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        clear(directory.cast::<*mut vnode_ring_directory>());
        with_mut(reader, core::ptr::null_mut(), |reader| {
            out(directory)?.set(reader.lend());
            Ok::<_, crate::status::Status>(())
        })
    }
}

/// Frees a reader, and with it the directory that it lends. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_directory_reader_free(reader: *mut vnode_ring_directory_reader) {
    // SAFETY: the header's rules are the contract.
    unsafe { free(reader) };
}
