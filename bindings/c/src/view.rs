//! Images, read where they lie: a mapped file, flash memory, shared memory. Nothing is copied and nothing allocated.
//!
//! A library for machines without an operating system (built without the feature "std") has the functions of this section
//! but for vnode_ring_view_verify(), those of the next one, vnode_ring_strerror() and vnode_ring_version(), and no others.
//! There, messages are the words of vnode_ring_strerror().

use core::ffi::{c_char, c_void};
use core::mem::{MaybeUninit, align_of, size_of};

use core_ring::{NodeIndex, NodeView, RingView};

use crate::error::vnode_ring_error;
use crate::failure::Failure;
use crate::guard::{self, Object, guard, object, opaque};
use crate::memory::{bytes, out, set_if_wanted, tell, text};
use crate::node::{vnode_ring_attribute, vnode_ring_node};
use crate::options::vnode_ring_options;
use crate::secret;
use crate::stamp::{vnode_ring_fingerprint, vnode_ring_stamp};
use crate::status::{Status, VNODE_RING_ERR_ARGUMENT, VNODE_RING_ERR_NOT_FOUND, VNODE_RING_ERR_NOT_MEMBER};

/// A view of an image. The caller owns it, wherever it is; it is never freed, may be copied, and is read by many threads at
/// once. A view that was never opened, or whose opening failed, is refused with VNODE_RING_ERR_OBJECT.
///
///     vnode_ring_view view;
///     if (vnode_ring_view_open(image, image_len, NULL, 0, 0, NULL, &view) != VNODE_RING_OK) return 1;
///     uint32_t slot;
///     vnode_ring_view_lookup(&view, "user-1", 6, &slot);
///     vnode_ring_node owner;
///     vnode_ring_view_node_at(&view, slot, &owner);
///
/// The bytes of the image stay the caller's. They must stay where they are and as they are while the view is used; so do
/// the texts of nodes, which lie in them.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct vnode_ring_view {
    /// The library's.
    pub words: [u64; 48],
}

/// What is in those words.
struct View(Object<MaybeUninit<RingView<'static>>>);

opaque!(View, MaybeUninit<RingView<'static>>, 16);

const _: () = assert!(size_of::<View>() <= size_of::<vnode_ring_view>(), "a view has room in its words");
const _: () = assert!(align_of::<View>() <= align_of::<vnode_ring_view>(), "a view is aligned in its words");

/// vnode_ring_view_open() checks the header only.
pub const VNODE_RING_VIEW_UNCHECKED: u32 = 1;

/// Asks a view.
///
/// # Safety
/// `view` is NULL or can be read.
#[inline]
pub(crate) unsafe fn ask(
    view: *const vnode_ring_view,
    call: impl FnOnce(&RingView<'static>) -> Result<(), Status>,
) -> i32 {
    // SAFETY: the caller vouches for it; a view that lives was written by `vnode_ring_view_open`.
    unsafe { guard::ask(view.cast::<View>(), |view| call(view.assume_init_ref())) }
}

/// Opens the image in `length` bytes, at any address. A file that is mapped must not change: write another one and rename
/// it.
///
/// `secret` is that of a keyed ring; NULL and 0 for one that is not keyed. `flags` is 0, or VNODE_RING_VIEW_UNCHECKED.
///
/// - With 0, header, checksum and nodes are checked. O(length).
/// - With VNODE_RING_VIEW_UNCHECKED, only the header: for many processes that map one file which somebody checked. O(1).
///   Whatever the other bytes are, no function reads beyond them or fails to end; but the answers are only worth something
///   where they are those of an image. A slot may even be none of a node: VNODE_RING_ERR_NOT_FOUND then tells.
///
/// VNODE_RING_ERR_DECODE, _SECRET, _ARGUMENT. After an error, `*view` is a view that is refused.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_view_open(
    bytes: *const c_void,
    length: usize,
    secret: *const u8,
    secret_len: usize,
    flags: u32,
    error: *mut vnode_ring_error,
    view: *mut vnode_ring_view,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        // What was there may look like a view that lives.
        set_if_wanted(view, vnode_ring_view { words: [0; 48] });
        guard(error, || -> Result<(), Failure> {
            let view = out(view.cast::<View>())?;
            let image = self::bytes(bytes, length)?;
            let opened = match (flags, secret::read(secret, secret_len)?) {
                (0, None) => RingView::parse(image),
                (0, Some(secret)) => RingView::parse_with_secret(image, &secret),
                (VNODE_RING_VIEW_UNCHECKED, None) => RingView::parse_header(image),
                (VNODE_RING_VIEW_UNCHECKED, Some(secret)) => {
                    RingView::parse_header_with_secret(image, &secret)
                }
                _ => return Err(Failure::from(Status(VNODE_RING_ERR_ARGUMENT))),
            };
            view.set(object(MaybeUninit::new(opened?)));
            Ok(())
        })
    }
}

/// Checks everything: whether the image is, byte for byte, the one that a ring of its nodes has. Allocates. Not for machines
/// without an operating system. O(vnodes log vnodes).
///
/// VNODE_RING_ERR_DECODE, _OUT_OF_MEMORY.
#[cfg(feature = "std")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_view_verify(
    view: *const vnode_ring_view,
    error: *mut vnode_ring_error,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        guard::with(view.cast::<View>(), error, |view| -> Result<(), Failure> {
            Ok(view.assume_init_ref().verify()?)
        })
    }
}

/// As vnode_ring_options_of(). O(1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_view_options(
    view: *const vnode_ring_view,
    options: *mut vnode_ring_options,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { ask(view, |view| tell(options, vnode_ring_options::told(&view.config()))) }
}

/// The epoch and fingerprint: those of the ring that the image was made of. O(1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_view_stamp(
    view: *const vnode_ring_view,
    stamp: *mut vnode_ring_stamp,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(view, |view| {
            let stamp = out(stamp)?;
            stamp.set(vnode_ring_stamp { epoch: view.epoch(), fingerprint: view.fingerprint().into() });
            Ok(())
        })
    }
}

/// As vnode_ring_placement_fingerprint(). O(1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_view_placement_fingerprint(
    view: *const vnode_ring_view,
    fingerprint: *mut vnode_ring_fingerprint,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { ask(view, |view| tell(fingerprint, view.placement_fingerprint().into())) }
}

/// Whether the image has the texts of its nodes: ids, placement ids, zones and attributes. O(1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_view_has_texts(
    view: *const vnode_ring_view,
    has_texts: *mut bool,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { ask(view, |view| tell(has_texts, view.has_texts())) }
}

/// The number of vnodes. O(1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_view_vnode_count(view: *const vnode_ring_view, count: *mut usize) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { ask(view, |view| tell(count, view.vnode_count())) }
}

/// The number of nodes, which is also that of slots: each slot below it has a node, in the order of their ids (bytewise).
/// They are the slots of the ring that the image was made of as long as no change gave that ring others. O(1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_view_node_count(view: *const vnode_ring_view, count: *mut usize) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { ask(view, |view| tell(count, view.len())) }
}

/// The node in a slot of a view.
fn at<'a>(view: &'a RingView<'static>, slot: u32) -> Result<NodeView<'a>, Status> {
    view.node(NodeIndex::from(slot)).ok_or(Status(VNODE_RING_ERR_NOT_FOUND))
}

/// The node in a slot; VNODE_RING_ERR_NOT_FOUND where none is. Its number of vnodes is always told, and positions are
/// not counted. Without texts, id and placement id are empty. O(attributes).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_view_node_at(
    view: *const vnode_ring_view,
    slot: u32,
    node: *mut vnode_ring_node,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(view, |view| {
            let node = out(node)?;
            vnode_ring_node::see(at(view, slot)?, node);
            Ok(())
        })
    }
}

/// The node of an id, in an image with texts; VNODE_RING_ERR_NOT_MEMBER where there is none. O(log nodes).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_view_node_of(
    view: *const vnode_ring_view,
    id: *const c_char,
    id_len: usize,
    node: *mut vnode_ring_node,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(view, |view| {
            let node = out(node)?;
            let found = view.get(text(id, id_len)?).ok_or(Status(VNODE_RING_ERR_NOT_MEMBER))?;
            vnode_ring_node::see(found, node);
            Ok(())
        })
    }
}

/// An attribute of the node in a slot, by number. As vnode_ring_attribute_at().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_view_attribute_at(
    view: *const vnode_ring_view,
    slot: u32,
    number: usize,
    attribute: *mut vnode_ring_attribute,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(view, |view| {
            let attribute = out(attribute)?;
            let found = at(view, slot)?.attributes().nth(number);
            attribute.set(vnode_ring_attribute::told(found.ok_or(Status(VNODE_RING_ERR_NOT_FOUND))?));
            Ok(())
        })
    }
}

/// An attribute of the node in a slot, by name. As vnode_ring_attribute_of().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_view_attribute_of(
    view: *const vnode_ring_view,
    slot: u32,
    name: *const c_char,
    name_len: usize,
    value: *mut *const c_char,
    value_len: *mut usize,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(view, |view| {
            let (value, value_len) = (out(value)?, out(value_len)?);
            let found = at(view, slot)?.attribute(text(name, name_len)?);
            let found = found.ok_or(Status(VNODE_RING_ERR_NOT_FOUND))?;
            value.set(found.as_ptr().cast());
            value_len.set(found.len());
            Ok(())
        })
    }
}
