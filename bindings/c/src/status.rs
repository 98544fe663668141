//! Status codes. 0 is success, everything else says why nothing was done. Numbers are never used for anything else.

use core::ffi::{CStr, c_char};

/// The call did what it says.
pub const VNODE_RING_OK: i32 = 0;
/// A pointer that must not be NULL was NULL.
pub const VNODE_RING_ERR_NULL: i32 = 1;
/// A defect of the library; please report it. The object that was called answers VNODE_RING_ERR_POISONED from now on.
pub const VNODE_RING_ERR_PANIC: i32 = 2;
/// An earlier call ended with VNODE_RING_ERR_PANIC: free the object, make it anew.
pub const VNODE_RING_ERR_POISONED: i32 = 3;
/// The pointer is not one to a living object of this kind: it was freed, or is of another kind.
pub const VNODE_RING_ERR_OBJECT: i32 = 4;
/// An argument is out of its range: a size that no memory has, a pointer that is not aligned, an unknown number.
pub const VNODE_RING_ERR_ARGUMENT: i32 = 5;
/// A text is not UTF-8.
pub const VNODE_RING_ERR_UTF8: i32 = 6;
/// The caller's buffer is too small.
pub const VNODE_RING_ERR_BUFFER: i32 = 7;
/// There is no such thing: no node owns keys or passes the filter, nobody is in the slot, the index is past the end.
pub const VNODE_RING_ERR_NOT_FOUND: i32 = 8;
/// Memory ran out. Once there is some again, the same call succeeds.
pub const VNODE_RING_ERR_OUT_OF_MEMORY: i32 = 9;
/// The ring is keyed and the secret is missing or another one; or it is not keyed and a secret was given.
pub const VNODE_RING_ERR_SECRET: i32 = 10;
/// A limit would be exceeded: vnodes of a ring, nodes of a membership, groups of a directory.
pub const VNODE_RING_ERR_LIMIT: i32 = 11;
/// A node cannot be: its id, placement id, zone, attributes or vnodes break a rule, or another node has the same id or
/// placement id.
pub const VNODE_RING_ERR_NODE: i32 = 12;
/// The node is not a member.
pub const VNODE_RING_ERR_NOT_MEMBER: i32 = 13;
/// The node is a member already.
pub const VNODE_RING_ERR_ALREADY_MEMBER: i32 = 14;
/// What was given belongs to a ring with another config.
pub const VNODE_RING_ERR_CONFIG_MISMATCH: i32 = 15;
/// The delta starts from a later epoch: deltas between are missing, fetch them.
pub const VNODE_RING_ERR_GAP: i32 = 16;
/// The delta or list is out of date: we are further.
pub const VNODE_RING_ERR_STALE: i32 = 17;
/// The delta starts from another ring of the same epoch: the histories differ, fetch a snapshot.
pub const VNODE_RING_ERR_FORK: i32 = 18;
/// Something is not here what the delta or change says that it is.
pub const VNODE_RING_ERR_CONFLICT: i32 = 19;
/// The epoch, or the number of events, is the largest one.
pub const VNODE_RING_ERR_NO_EPOCH_LEFT: i32 = 20;
/// The bytes are no file of this kind, of an unknown version, or damaged.
pub const VNODE_RING_ERR_DECODE: i32 = 21;
/// The rule about replicas makes no sense: 0 or more than 32 of them, or a calibration that cannot be.
pub const VNODE_RING_ERR_RULE: i32 = 22;
/// The object is only lent (by a reader) and cannot be changed.
pub const VNODE_RING_ERR_LENT: i32 = 23;
/// There is no such group.
pub const VNODE_RING_ERR_NO_GROUP: i32 = 24;
/// The group is there already.
pub const VNODE_RING_ERR_GROUP_EXISTS: i32 = 25;
/// The name of a group breaks a rule: those of ids.
pub const VNODE_RING_ERR_GROUP_NAME: i32 = 26;
/// The directory does not know all groups and members yet, so that an answer could be wrong: try again later.
pub const VNODE_RING_ERR_NOT_SYNCED: i32 = 27;
/// No member of the group has vnodes: there are none, or all are drained.
pub const VNODE_RING_ERR_EMPTY_GROUP: i32 = 28;
/// All members of the group that have vnodes are critical.
pub const VNODE_RING_ERR_ALL_CRITICAL: i32 = 29;
/// More members would expire at once than the guard lets pass: see whether their source is at fault.
pub const VNODE_RING_ERR_EXPIRY_GUARD: i32 = 30;
/// The tracker has no update of the member: announce it by one first.
pub const VNODE_RING_ERR_NOT_TRACKED: i32 = 31;

/// What a status means, in a few words without the values: "out of memory". Never NULL, also for unknown numbers. The text
/// is static: never free it.
#[unsafe(no_mangle)]
pub extern "C" fn vnode_ring_strerror(status: i32) -> *const c_char {
    text(status).as_ptr()
}

pub(crate) const fn text(status: i32) -> &'static CStr {
    match status {
        VNODE_RING_OK => c"success",
        VNODE_RING_ERR_NULL => c"a pointer that must not be NULL is NULL",
        VNODE_RING_ERR_PANIC => c"a defect of vnode-ring, please report it; free the object that was called",
        VNODE_RING_ERR_POISONED => {
            c"an earlier call met a defect of vnode-ring: free the object, make it anew"
        }
        VNODE_RING_ERR_OBJECT => c"the pointer is not one to a living object of this kind",
        VNODE_RING_ERR_ARGUMENT => c"an argument is out of its range",
        VNODE_RING_ERR_UTF8 => c"a text is not UTF-8",
        VNODE_RING_ERR_BUFFER => c"the caller's buffer is too small",
        VNODE_RING_ERR_NOT_FOUND => c"there is no such thing",
        VNODE_RING_ERR_OUT_OF_MEMORY => c"out of memory",
        VNODE_RING_ERR_SECRET => c"the secret is missing, another one, or not needed",
        VNODE_RING_ERR_LIMIT => c"a limit would be exceeded",
        VNODE_RING_ERR_NODE => c"a node breaks a rule or is there twice",
        VNODE_RING_ERR_NOT_MEMBER => c"the node is not a member",
        VNODE_RING_ERR_ALREADY_MEMBER => c"the node is a member already",
        VNODE_RING_ERR_CONFIG_MISMATCH => c"it belongs to a ring with another config",
        VNODE_RING_ERR_GAP => c"deltas between are missing: fetch them",
        VNODE_RING_ERR_STALE => c"it is out of date",
        VNODE_RING_ERR_FORK => c"the histories differ: fetch a snapshot",
        VNODE_RING_ERR_CONFLICT => c"something is not here what the change says that it is",
        VNODE_RING_ERR_NO_EPOCH_LEFT => c"the epoch is the largest one",
        VNODE_RING_ERR_DECODE => c"the bytes are no file of this kind, or damaged",
        VNODE_RING_ERR_RULE => c"the rule about replicas makes no sense",
        VNODE_RING_ERR_LENT => c"the object is lent and cannot be changed",
        VNODE_RING_ERR_NO_GROUP => c"there is no such group",
        VNODE_RING_ERR_GROUP_EXISTS => c"the group is there already",
        VNODE_RING_ERR_GROUP_NAME => c"the name of the group breaks a rule",
        VNODE_RING_ERR_NOT_SYNCED => c"the directory is not synced yet: try again later",
        VNODE_RING_ERR_EMPTY_GROUP => c"the group has no member with vnodes",
        VNODE_RING_ERR_ALL_CRITICAL => c"all members of the group that have vnodes are critical",
        VNODE_RING_ERR_EXPIRY_GUARD => c"more members would expire at once than the guard lets pass",
        VNODE_RING_ERR_NOT_TRACKED => c"the tracker has no update of the member: announce it first",
        _ => c"unknown status",
    }
}

/// A status that is no success, where its number says all.
#[derive(Clone, Copy)]
pub(crate) struct Status(pub(crate) i32);
