//! Rings, deltas and what shares them.

use ::vnode_ring::{Membership, Node};
use arbitrary::Arbitrary;
use vnode_ring_c::delta::*;
use vnode_ring_c::ring::*;

use super::at::At;
use super::call::{Call, Handed, Told, Twist};
use super::changes::{self, HeldDelta, HeldRing, Listed};
use super::files::{self, File, Way};
use super::held::{Held, Others};
use super::lookups::Asked;
use super::nodes::{self, Spoilt};
use super::plans::Planned;
use super::positions::{placed, to_explicit};
use super::shares::{self, Rule};
use super::sharing::{self, HeldReader, HeldShared};
use super::status::coded;
use super::{check, deltas, lists, options};
use crate::model::Circle;
use crate::ops::{self, Revision, Setup, Step};

const RINGS: usize = 3;
const DELTAS: usize = 4;
const SHARED: usize = 2;
const READERS: usize = 2;
/// Calibrations take longer than all else.
const MOST_CALIBRATED: usize = 300;

#[derive(Arbitrary, Clone, Debug)]
pub(super) enum Op {
    New(At, Vec<ops::Stated>, Listed, options::Stated),
    /// With positions of few bits, which only bytes can have.
    Tiny(At, Setup, Vec<ops::Stated>),
    Clone(At, At),
    Free(At),
    Step(At, Step, Spoilt, Handed, Option<At>),
    Delta(At, Vec<Step>, Listed, At),
    Reconcile(At, Vec<ops::Stated>, Revision, Listed, At),
    Calibrate(At, Rule, u16, At),
    Diff(At, At, At),
    Apply(At, At),
    Invert(At, At),
    Compose(At, At, At),
    File(At, File, Way, At),
    DeltaBytes(At, Way, At),
    Ask(At, Asked),
    Shares(At, Rule, u8, Handed),
    Between(At, At, Planned),
    PlanOf(At, At, Planned),
    Share(At, At),
    SharedApply(At, At),
    Publish(At, At),
    Copy(At, At),
    Reader(At, At),
    Read(At),
    FreeShared(At),
}

/// The rings of a history, and their deltas.
pub(super) struct Rings {
    pub(super) rings: [Option<HeldRing>; RINGS],
    deltas: [Option<HeldDelta>; DELTAS],
    shared: [Option<HeldShared>; SHARED],
    readers: [Option<HeldReader>; READERS],
}

impl Rings {
    pub(super) fn new(setup: Setup) -> Self {
        let mut rings = Self {
            rings: [const { None }; RINGS],
            deltas: [const { None }; DELTAS],
            shared: [const { None }; SHARED],
            readers: [const { None }; READERS],
        };
        // Most of what can happen needs rings.
        rings.rings[0] = Some(empty());
        rings.tiny(At(1), setup, &[]);
        rings.rings[2] = Some(nearest());
        rings
    }

    /// Nothing that happened to others has left a trace.
    pub(super) fn check_all(&self, others: Others) {
        self.rings.iter().flatten().for_each(|ring| check::ring(ring, others, Twist::None));
        self.deltas.iter().flatten().for_each(|delta| changes::compare(delta, others, Twist::None));
    }

    pub(super) fn go(&mut self, op: Op, others: Others, twist: Twist) {
        match op {
            Op::New(at, list, listed, options) => {
                let made = new(&list, listed, &options, twist);
                at.put(&mut self.rings, made);
                self.check(at, others, twist);
            }
            Op::Tiny(at, setup, list) => {
                self.tiny(at, setup, &list);
                self.check(at, others, twist);
            }
            Op::Clone(from, to) => {
                let Some(ring) = from.get(&self.rings) else { return };
                let functions = (vnode_ring_clone as _, vnode_ring_free as _);
                let copied = ring.make(others, twist, functions, |ring| Ok(ring.clone()));
                to.put(&mut self.rings, copied);
                self.check(to, others, twist);
            }
            Op::Free(at) => at.free(&mut self.rings),
            Op::FreeShared(at) => at.free(&mut self.shared),
            Op::Step(at, step, spoilt, handed, keep) => {
                let Some(ring) = at.get_mut(&mut self.rings) else { return };
                let step = step.placed(ring.model.config().placement());
                let delta = changes::step(ring, others, &step, spoilt, handed, keep.is_some(), twist);
                self.keep(keep.unwrap_or(At(0)), delta, others, twist);
                self.check(at, others, twist);
            }
            Op::Delta(at, steps, listed, to) => {
                let Some(ring) = at.get(&self.rings) else { return };
                let placement = ring.model.config().placement();
                let steps: Vec<_> = steps.into_iter().map(|step| step.placed(placement)).collect();
                let delta = changes::new(ring, others, &steps, listed, twist);
                self.keep(to, delta, others, twist);
            }
            Op::Reconcile(at, list, revision, listed, to) => {
                let Some(ring) = at.get(&self.rings) else { return };
                let ours = ring.model.membership().epoch();
                let epoch = match revision {
                    Revision::Own => None,
                    Revision::Again => Some(ours),
                    Revision::Earlier(by) => Some(ours.saturating_sub(by.into())),
                    Revision::Later(by) => Some(ours.saturating_add(by.into())),
                    Revision::Last => Some(u64::MAX),
                };
                let list = placed(&list, ring.model.config());
                let delta = changes::reconcile(ring, others, &list, epoch, listed, twist);
                self.keep(to, delta, others, twist);
            }
            Op::Calibrate(at, rule, band, to) => {
                let few = |ring: &&HeldRing| ring.model.vnode_count() <= MOST_CALIBRATED;
                let Some(ring) = at.get(&self.rings).filter(few) else { return };
                self.keep(to, deltas::calibrate(ring, others, rule, band, twist), others, twist);
            }
            Op::Diff(old, new, to) => {
                let Some((old, new)) = old.get(&self.rings).zip(new.get(&self.rings)) else { return };
                self.keep(to, deltas::diff(old, new, others, twist), others, twist);
            }
            Op::Apply(at, delta) => {
                let index = at.of(&self.rings);
                if let (Some(ring), Some(delta)) = (&mut self.rings[index], delta.get(&self.deltas)) {
                    deltas::apply(ring, delta, others, twist);
                    self.check(at, others, twist);
                }
            }
            Op::Invert(at, to) => {
                let Some(delta) = at.get(&self.deltas) else { return };
                let functions = (vnode_ring_delta_invert as _, vnode_ring_delta_free as _);
                let inverse = delta.make(others, twist, functions, |delta| coded(delta.invert()));
                self.keep(to, inverse, others, twist);
            }
            Op::Compose(first, next, to) => {
                let Some((first, next)) = first.get(&self.deltas).zip(next.get(&self.deltas)) else { return };
                self.keep(to, deltas::compose(first, next, others, twist), others, twist);
            }
            Op::File(at, file, way, to) => {
                let Some(ring) = at.get(&self.rings) else { return };
                let bytes = files::write(ring, others, file, twist);
                let read = files::read(bytes, file, &way, twist);
                to.put(&mut self.rings, read);
                self.check(to, others, twist);
            }
            Op::DeltaBytes(at, way, to) => {
                let Some(delta) = at.get(&self.deltas) else { return };
                let delta = files::delta(delta, &way, twist);
                self.keep(to, delta, others, twist);
            }
            Op::Ask(at, asked) => {
                let Some(ring) = at.get(&self.rings) else { return };
                lists::check(ring, others, &asked, twist);
            }
            Op::Shares(at, rule, room, handed) => {
                let Some(ring) = at.get(&self.rings) else { return };
                shares::shares(ring, others, rule, room, handed, twist);
            }
            Op::Between(old, new, planned) => {
                let Some((old, new)) = old.get(&self.rings).zip(new.get(&self.rings)) else { return };
                planned.between(old, new, others, twist);
            }
            Op::PlanOf(at, delta, planned) => {
                let Some((ring, delta)) = at.get(&self.rings).zip(delta.get(&self.deltas)) else { return };
                planned.of(ring, delta, others, twist);
            }
            Op::Share(at, to) => {
                let Some(ring) = at.get(&self.rings) else { return };
                to.put(&mut self.shared, sharing::share(ring, others, twist));
            }
            Op::SharedApply(at, delta) => {
                if let Some((shared, delta)) = at.get(&self.shared).zip(delta.get(&self.deltas)) {
                    sharing::apply(shared, delta, others, twist);
                }
            }
            Op::Publish(at, ring) => {
                if let Some((shared, ring)) = at.get(&self.shared).zip(ring.get(&self.rings)) {
                    sharing::publish(shared, ring, others, twist);
                }
            }
            Op::Copy(at, to) => {
                let Some(shared) = at.get(&self.shared) else { return };
                to.put(&mut self.rings, sharing::copy(shared, others, twist));
                self.check(to, others, twist);
            }
            Op::Reader(at, to) => {
                let Some(shared) = at.get(&self.shared) else { return };
                to.put(&mut self.readers, sharing::reader(shared, others, twist));
            }
            Op::Read(at) => {
                if let Some(reader) = at.get_mut(&mut self.readers) {
                    sharing::read(reader, others, twist);
                }
            }
        }
    }

    /// Keeps a ring as it is.
    pub(super) fn keep_as_it_is(
        &mut self,
        at: At,
        options: &options::Stated,
        to: At,
        others: Others,
        twist: Twist,
    ) {
        let Some(ring) = at.get(&self.rings) else { return };
        let kept = to_explicit(ring, options, others, twist);
        to.put(&mut self.rings, kept);
        self.check(to, others, twist);
    }

    /// A ring comes from a file, where C itself cannot state how many bits its positions have.
    fn tiny(&mut self, at: At, setup: Setup, list: &[ops::Stated]) {
        let nodes: Vec<Node> = list.iter().map(ops::Stated::node).collect();
        let Ok(membership) = Membership::new(Circle::new(setup).config(), nodes) else { return };
        let way = Way::straight(options::Stated::few_vnodes(setup.keyed));
        at.put(&mut self.rings, files::read(membership.to_snapshot(), File::Snapshot, &way, Twist::None));
    }

    fn check(&self, at: At, others: Others, twist: Twist) {
        if let Some(ring) = at.get(&self.rings) {
            check::ring(ring, others, twist);
        }
    }

    fn keep(&mut self, at: At, delta: Option<HeldDelta>, others: Others, twist: Twist) {
        if let Some(delta) = &delta {
            changes::compare(delta, others, twist);
        }
        at.put(&mut self.deltas, delta);
    }
}

/// A ring without nodes.
pub(super) fn empty() -> HeldRing {
    let listed = Listed { spoilt: Spoilt::Not, handed: Handed::Fine };
    new(&[], listed, &options::Stated::few_vnodes(false), Twist::None).expect("it is empty")
}

/// A ring of three nodes in which a key goes to the nearest vnode.
fn nearest() -> HeldRing {
    let listed = Listed { spoilt: Spoilt::Not, handed: Handed::Fine };
    let nodes = ["a", "b", "1"].map(|id| ops::Stated { vnodes: Some(2), ..ops::Stated::of(id) });
    new(&nodes, listed, &options::Stated::nearest(), Twist::None).expect("it takes the nodes")
}

fn new(list: &[ops::Stated], listed: Listed, options: &options::Stated, twist: Twist) -> Option<HeldRing> {
    let (mut call, mut told) = (Call::new(twist), Told::new());
    let (_kept, options, meant) = options.handed(&mut call);
    let list = &placed(list, &meant.config);
    let nodes = nodes::nodes(list, listed.spoilt, &mut call);
    let (at, count) = call.array(&nodes.all, listed.handed);
    let (error, place) = (call.error(), call.result(&mut told));
    let status = unsafe { vnode_ring_new(at, count, options, error, place) };
    let ended = call.ended(status, || {
        let nodes: Vec<Node> = list.iter().map(ops::Stated::node).collect();
        let membership = coded(Membership::new(meant.config.clone(), nodes))?;
        coded(meant.compile(membership))
    });
    Held::made(&told, ended, vnode_ring_free)
}
