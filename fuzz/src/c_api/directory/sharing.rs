//! Shared directories and their readers.

use ::vnode_ring::{Directory, DirectoryReader, SharedDirectory};
use vnode_ring_c::directory::*;
use vnode_ring_c::directory_change::vnode_ring_directory_apply;
use vnode_ring_c::directory_shared::*;
use vnode_ring_c::directory_step::vnode_ring_directory_set_synced;
use vnode_ring_c::status::VNODE_RING_ERR_LENT;

use super::steps::Spoils;
use super::{HeldChange, HeldDirectory, changing, check};
use crate::c_api::call::{Call, Told, Twist};
use crate::c_api::held::{Held, Others};
use crate::c_api::status::coded;

pub(super) type HeldShared = Held<vnode_ring_shared_directory, SharedDirectory>;
pub(super) type HeldReader = Held<vnode_ring_directory_reader, DirectoryReader>;

pub(super) fn share(directory: &HeldDirectory, others: Others, twist: Twist) -> Option<HeldShared> {
    let functions = (vnode_ring_shared_directory_new as _, vnode_ring_shared_directory_free as _);
    directory.make(others, twist, functions, |model| Ok(SharedDirectory::new(model.clone())))
}

pub(super) fn apply(shared: &HeldShared, change: &HeldChange, others: Others, twist: Twist) {
    let mut call = Call::new(twist);
    let (object, change_object) = (shared.hand(&mut call, others), change.hand(&mut call, others));
    let status = unsafe { vnode_ring_shared_directory_apply(object, change_object, call.error()) };
    let _ = call.ended(status, || coded(shared.model.apply(&change.model)));
}

pub(super) fn publish(shared: &HeldShared, directory: &HeldDirectory, others: Others, twist: Twist) {
    let mut call = Call::new(twist);
    let (object, directory_object) = (shared.hand(&mut call, others), directory.hand(&mut call, others));
    let status = unsafe { vnode_ring_shared_directory_publish(object, directory_object, call.error()) };
    let _ = call.ended(status, || {
        shared.model.publish(directory.model.clone());
        Ok(())
    });
}

pub(super) fn copy(shared: &HeldShared, others: Others, twist: Twist) -> Option<HeldDirectory> {
    let functions = (vnode_ring_shared_directory_copy as _, vnode_ring_directory_free as _);
    shared.make(others, twist, functions, |shared| Ok(Directory::clone(&shared.snapshot())))
}

pub(super) fn reader(shared: &HeldShared, others: Others, twist: Twist) -> Option<HeldReader> {
    let functions = (vnode_ring_directory_reader_new as _, vnode_ring_directory_reader_free as _);
    shared.make(others, twist, functions, |shared| Ok(shared.reader()))
}

/// Reads, and tries to do with the directory what is not for those whom it is lent.
pub(super) fn read(reader: &mut HeldReader, change: Option<&HeldChange>, others: Others, twist: Twist) {
    let (mut call, mut told) = (Call::new(twist), Told::<*mut vnode_ring_directory>::new());
    let object = reader.hand(&mut call, others);
    let place = call.result(&mut told).cast::<*const vnode_ring_directory>();
    let status = unsafe { vnode_ring_directory_reader_directory(object, place) };
    let ended = call.ended(status, || Ok(()));
    let Some(lent) = told.object(ended.is_some()) else { return };
    // Freeing it does nothing.
    let lent = Held::new(lent, reader.model.directory().clone(), vnode_ring_directory_free);
    let mut call = Call::new(Twist::None);
    call.wrong(VNODE_RING_ERR_LENT);
    let error = call.error();
    let status = unsafe { vnode_ring_directory_set_synced(lent.object, 0, error, std::ptr::null_mut()) };
    assert!(call.ended(status, || Ok(())).is_none());
    if let Some(change) = change {
        let mut call = Call::new(Twist::None);
        call.wrong(VNODE_RING_ERR_LENT);
        let error = call.error();
        let status = unsafe { vnode_ring_directory_apply(lent.object, change.object, error) };
        assert!(call.ended(status, || Ok(())).is_none());
    }
    // SAFETY: a lent directory is left alone.
    unsafe { vnode_ring_directory_free(lent.object) };
    // Changes may be worked out on it.
    drop(changing::change(&lent, others, &[], Spoils::NONE, twist));
    check::directory(&lent, others, twist);
}
