//! Views of images: whole ones, damaged ones that are not checked, and what is no image.

mod lookups;

use std::mem::MaybeUninit;
use std::rc::Rc;

use ::vnode_ring::{Config, Node, NodeIndex, NodeView, Ring, RingView, Secret, Stamp};
use arbitrary::Arbitrary;
use vnode_ring_c::stamp::vnode_ring_fingerprint;
use vnode_ring_c::status::{
    VNODE_RING_ERR_ARGUMENT, VNODE_RING_ERR_NOT_FOUND, VNODE_RING_ERR_NOT_MEMBER, VNODE_RING_ERR_OBJECT,
};
use vnode_ring_c::view::*;
use vnode_ring_c::view_lookup::vnode_ring_view_lookup_position;

use super::at::At;
use super::call::{Call, Handed, Told, Twist};
use super::changes::HeldRing;
use super::files::{File, Way};
use super::held::{Held, Others};
use super::lookups::Asked;
use super::options;
use super::shown::{self, attributes, is_stamp, node};
use super::status::coded;
use crate::envelope::repair_image;
use crate::ops::IDS;

const VIEWS: usize = 2;
/// Images lie at any address.
const SHIFTS: u8 = 9;

#[derive(Arbitrary, Clone, Debug)]
pub(super) enum Op {
    Open(At, File, Way, Lies, At),
    /// Views are the caller's own, to be copied.
    Copy(At, At),
    Forget(At),
    Ask(At, Asked),
    Tell(At),
}

/// How an image lies there.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub(super) struct Lies {
    repaired: bool,
    shift: u8,
    flags: u8,
}

/// A view that lives, and what it was made of.
struct Opened {
    bytes: Rc<Vec<u8>>,
    start: usize,
    secret: Option<Secret>,
}

impl Opened {
    fn model(&self) -> RingView<'_> {
        parse(&self.bytes[self.start..], true, self.secret.as_ref()).expect("it was opened")
    }
}

fn parse<'a>(
    image: &'a [u8],
    unchecked: bool,
    secret: Option<&Secret>,
) -> Result<RingView<'a>, ::vnode_ring::DecodeError> {
    match (unchecked, secret) {
        (false, None) => RingView::parse(image),
        (false, Some(secret)) => RingView::parse_with_secret(image, secret),
        (true, None) => RingView::parse_header(image),
        (true, Some(secret)) => RingView::parse_header_with_secret(image, secret),
    }
}

/// It lies in a box, and nobody frees it.
type HeldView = Held<vnode_ring_view, (Box<MaybeUninit<vnode_ring_view>>, Opened)>;

unsafe extern "C" fn left(_: *mut vnode_ring_view) {}

fn held(mut view: Box<MaybeUninit<vnode_ring_view>>, opened: Opened) -> HeldView {
    Held::new(view.as_mut_ptr(), (view, opened), left)
}

/// The views of a history.
pub(super) struct Views([Option<HeldView>; VIEWS]);

impl Views {
    /// One of a few nodes: the rings of a history begin without any.
    pub(super) fn new() -> Self {
        let nodes = ["a", "aa", "b"].map(|id| Node::new(id).with_zone("x").with_attribute("x", "xx"));
        let config = Config::default().with_vnodes_per_weight(5);
        let ring = Ring::new(config, nodes).expect("it keeps the limits");
        let way = Way::straight(options::Stated::few_vnodes(false));
        let lies = Lies { repaired: false, shift: 1, flags: 0 };
        Self([open(ring.to_image(), &way, lies, Twist::None), None])
    }

    pub(super) fn go(&mut self, op: Op, rings: &[Option<HeldRing>], others: Others, twist: Twist) {
        match op {
            Op::Open(at, file, way, lies, to) => {
                let Some(ring) = at.get(rings) else { return };
                let opened = open(way.bytes(file.of(&ring.model)), &way, lies, twist);
                to.put(&mut self.0, opened);
                self.tell(to, others, twist);
            }
            Op::Copy(at, to) => {
                let Some(view) = at.get(&self.0) else { return };
                let (words, Opened { bytes, start, secret }) = &view.model;
                let opened = Opened { bytes: bytes.clone(), start: *start, secret: secret.clone() };
                let copied = held(words.clone(), opened);
                to.put(&mut self.0, Some(copied));
                self.tell(to, others, twist);
            }
            Op::Forget(at) => at.free(&mut self.0),
            Op::Ask(at, asked) => {
                if let Some(view) = at.get(&self.0) {
                    lookups::check(view, &view.model.1.model(), others, &asked, twist);
                }
            }
            Op::Tell(at) => self.tell(at, others, twist),
        }
    }

    fn tell(&self, at: At, others: Others, twist: Twist) {
        if let Some(view) = at.get(&self.0) {
            tell(view, others, twist);
        }
    }

    /// Nothing that happened to others has left a trace.
    pub(super) fn check_all(&self, others: Others) {
        self.0.iter().flatten().for_each(|view| tell(view, others, Twist::None));
    }
}

fn open(mut image: Vec<u8>, way: &Way, lies: Lies, twist: Twist) -> Option<HeldView> {
    if lies.repaired {
        repair_image(&mut image);
    }
    let start = usize::from(lies.shift % SHIFTS);
    let bytes = Rc::new([&vec![0; start][..], &image].concat());
    let flags = match lies.flags {
        0..=119 => 0,
        120..=239 => VNODE_RING_VIEW_UNCHECKED,
        others => others.into(),
    };
    let (mut call, mut told) = (Call::new(twist), Told::new());
    let (at, length) = call.bytes(&bytes[start..], way.handed);
    let ((secret, secret_len), meant) = way.options.handed_secret(&mut call);
    if flags > VNODE_RING_VIEW_UNCHECKED {
        call.wrong(VNODE_RING_ERR_ARGUMENT);
    }
    let (error, place) = (call.error(), call.result(&mut told));
    let status = unsafe { vnode_ring_view_open(at, length, secret, secret_len, flags, error, place) };
    let unchecked = flags == VNODE_RING_VIEW_UNCHECKED;
    let ended = call.ended(status, || coded(parse(&bytes[start..], unchecked, meant.as_ref())).map(|_| ()));
    if ended.is_none() && !place.is_null() && place.is_aligned() {
        // What could not be opened is refused.
        let (mut call, mut slot) = (Call::new(Twist::None), Told::<u32>::new());
        call.wrong(VNODE_RING_ERR_OBJECT);
        let status = unsafe { vnode_ring_view_lookup_position(place, 0, call.result(&mut slot)) };
        slot.is(call.ended(status, || Ok(0)));
    }
    let view = told.written(ended.is_some())?;
    Some(held(view, Opened { bytes, start, secret: meant }))
}

/// Everything that does not depend on a key.
fn tell(held: &HeldView, others: Others, twist: Twist) {
    let model = held.model.1.model();
    held.tells(others, twist, vnode_ring_view_vnode_count, Ok(model.vnode_count()));
    held.tells(others, twist, vnode_ring_view_node_count, Ok(model.len()));
    held.tells(others, twist, vnode_ring_view_has_texts, Ok(model.has_texts()));
    header(held, &model, others, twist);
    for slot in 0..=u32::try_from(model.len()).expect("there are few") {
        let (mut call, mut told) = (Call::new(twist), Told::new());
        let object = held.hand(&mut call, others);
        let status = unsafe { vnode_ring_view_node_at(object, slot, call.result(&mut told)) };
        let found = model.node(NodeIndex::from(slot));
        let ended = call.ended(status, || found.ok_or(VNODE_RING_ERR_NOT_FOUND));
        if let Some((told, found)) = told.where_ok(ended.is_some()).zip(ended) {
            node(&told, found, slot);
        }
        attributes(
            found.into_iter().flat_map(NodeView::attributes),
            |name| found?.attribute(name),
            VNODE_RING_ERR_NOT_FOUND,
            |number, told| unsafe { vnode_ring_view_attribute_at(held.object, slot, number, told) },
            |(name, length), value, value_len| unsafe {
                vnode_ring_view_attribute_of(held.object, slot, name, length, value, value_len)
            },
        );
    }
    for id in IDS {
        let (mut call, mut told) = (Call::new(twist), Told::new());
        let object = held.hand(&mut call, others);
        let (text, length) = call.text(id, Handed::Fine);
        let status = unsafe { vnode_ring_view_node_of(object, text, length, call.result(&mut told)) };
        let ended = call.ended(status, || model.get(id).ok_or(VNODE_RING_ERR_NOT_MEMBER));
        if let Some((told, found)) = told.where_ok(ended.is_some()).zip(ended) {
            node(&told, found, found.index().into());
        }
    }
}

/// What is in the header, and whether the rest is what it says.
fn header(held: &HeldView, model: &RingView<'_>, others: Others, twist: Twist) {
    let (mut call, mut told) = (Call::new(twist), Told::new());
    let object = held.hand(&mut call, others);
    let status = unsafe { vnode_ring_view_options(object, call.result(&mut told)) };
    if let Some(told) = told.where_ok(call.ended(status, || Ok(())).is_some()) {
        shown::options(&told, &model.config());
    }

    let (mut call, mut stamp) = (Call::new(twist), Told::new());
    let object = held.hand(&mut call, others);
    let status = unsafe { vnode_ring_view_stamp(object, call.result(&mut stamp)) };
    if let Some(told) = stamp.where_ok(call.ended(status, || Ok(())).is_some()) {
        is_stamp(&told, Stamp { epoch: model.epoch(), fingerprint: model.fingerprint() });
    }

    let (mut call, mut told) = (Call::new(twist), Told::<vnode_ring_fingerprint>::new());
    let object = held.hand(&mut call, others);
    let status = unsafe { vnode_ring_view_placement_fingerprint(object, call.result(&mut told)) };
    if let Some(told) = told.where_ok(call.ended(status, || Ok(())).is_some()) {
        assert_eq!(told.bytes, model.placement_fingerprint().to_le_bytes());
    }

    let mut call = Call::new(twist);
    let object = held.hand(&mut call, others);
    let status = unsafe { vnode_ring_view_verify(object, call.error()) };
    let _ = call.ended(status, || coded(model.verify()));
}
