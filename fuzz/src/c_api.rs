//! The C functions are what the library is, after every step of every history: statuses, results and all that objects
//! tell. What C may do wrong is refused with a status and leaves results as they are.
//!
//! Each call is unsafe for what its caller promises; here that is kept, or broken as the header allows.

mod call;
mod changes;
mod check;
mod files;
mod held;
mod lookups;
mod nodes;
mod options;
mod plans;
mod sharing;
mod status;

use std::ptr;

use ::vnode_ring::{Calibration, CalibrationRule, Membership, Node, Outcome, Plan};
use arbitrary::Arbitrary;
use vnode_ring_c::change::*;
use vnode_ring_c::delta::*;
use vnode_ring_c::plan::{vnode_ring_plan_between, vnode_ring_plan_of};
use vnode_ring_c::ring::*;

use crate::model::Circle;
use crate::ops::{self, Revision, Setup, Step, history};
use call::{Call, Handed, Told, Twist};
use changes::{HeldDelta, HeldRing, Listed, made};
use files::{File, Way};
use held::{Held, Others};
use lookups::Asked;
use nodes::Spoilt;
use plans::{Planned, Rule};
use sharing::{HeldReader, HeldShared};
use status::coded;

const MAX_OPS: usize = 48;
const RINGS: usize = 3;
const DELTAS: usize = 4;
const SHARED: usize = 2;
const READERS: usize = 2;
/// Calibrations take longer than all else.
const MOST_CALIBRATED: usize = 300;

/// A place for an object.
#[derive(Arbitrary, Clone, Copy, Debug)]
struct At(u8);

impl At {
    fn of<T>(self, objects: &[Option<T>]) -> usize {
        usize::from(self.0) % objects.len()
    }

    fn get<T>(self, objects: &[Option<T>]) -> Option<&T> {
        objects[self.of(objects)].as_ref()
    }

    fn put<T>(self, objects: &mut [Option<T>], object: Option<T>) {
        if object.is_some() {
            objects[self.of(objects)] = object;
        }
    }
}

#[derive(Arbitrary, Clone, Debug)]
enum Op {
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

/// Reads bytes as a history and goes through it.
pub fn target(bytes: &[u8]) {
    let Some((setup, ops)) = history::<Setup, (Op, Twist)>(bytes, MAX_OPS) else { return };
    let mut run = Run::new(setup);
    for (op, twist) in ops {
        run.go(op, twist);
    }
    // Nothing that happened to others since has left a trace.
    run.rings.iter().flatten().for_each(|ring| check::ring(ring, run.others, Twist::None));
    run.deltas.iter().flatten().for_each(|delta| changes::compare(delta, run.others, Twist::None));
}

struct Run {
    rings: [Option<HeldRing>; RINGS],
    deltas: [Option<HeldDelta>; DELTAS],
    shared: [Option<HeldShared>; SHARED],
    readers: [Option<HeldReader>; READERS],
    others: Others,
    _other_ring: HeldRing,
    _other_delta: HeldDelta,
}

impl Run {
    fn new(setup: Setup) -> Self {
        let (other_ring, ring) = (empty(), empty());
        let listed = Listed { spoilt: Spoilt::Not, handed: Handed::Fine };
        let none = Others::new(ptr::null_mut(), ptr::null_mut());
        let other_delta = changes::new(&ring, none, &[], listed, Twist::None).expect("nothing changes");
        let mut run = Self {
            rings: [const { None }; RINGS],
            deltas: [const { None }; DELTAS],
            shared: [const { None }; SHARED],
            readers: [const { None }; READERS],
            others: Others::new(other_ring.object, other_delta.object),
            _other_ring: other_ring,
            _other_delta: other_delta,
        };
        // Most of what can happen needs rings.
        run.rings[0] = Some(ring);
        run.tiny(At(1), setup, &[]);
        run
    }

    fn go(&mut self, op: Op, twist: Twist) {
        let others = self.others;
        match op {
            Op::New(at, list, listed, options) => {
                let made = new(&list, listed, &options, twist);
                at.put(&mut self.rings, made);
                self.check(at, twist);
            }
            Op::Tiny(at, setup, list) => {
                self.tiny(at, setup, &list);
                self.check(at, twist);
            }
            Op::Clone(from, to) => {
                let Some(ring) = from.get(&self.rings) else { return };
                let (mut call, mut told) = (Call::new(twist), Told::new());
                let object = call.object(ring.object, others.delta);
                let (error, place) = (call.error(), call.result(&mut told));
                let status = unsafe { vnode_ring_clone(object, error, place) };
                let copied = call.ended(status, || Ok(ring.model.clone()));
                let object = told.object(copied.is_some());
                let copied =
                    object.zip(copied).map(|(object, model)| Held::new(object, model, vnode_ring_free));
                to.put(&mut self.rings, copied);
                self.check(to, twist);
            }
            Op::Free(at) => self.rings[at.of(&self.rings)] = None,
            Op::FreeShared(at) => self.shared[at.of(&self.shared)] = None,
            Op::Step(at, step, spoilt, handed, keep) => {
                let index = at.of(&self.rings);
                let Some(ring) = &mut self.rings[index] else { return };
                let delta = changes::step(ring, others, &step, spoilt, handed, keep.is_some(), twist);
                self.keep(keep.unwrap_or(At(0)), delta, twist);
                self.check(at, twist);
            }
            Op::Delta(at, steps, listed, to) => {
                let Some(ring) = at.get(&self.rings) else { return };
                let delta = changes::new(ring, others, &steps, listed, twist);
                self.keep(to, delta, twist);
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
                let delta = changes::reconcile(ring, others, &list, epoch, listed, twist);
                self.keep(to, delta, twist);
            }
            Op::Calibrate(at, rule, band, to) => {
                let few = |ring: &&HeldRing| ring.model.vnode_count() <= MOST_CALIBRATED;
                let Some(ring) = at.get(&self.rings).filter(few) else { return };
                let (mut call, mut told) = (Call::new(twist), Told::new());
                let object = call.object(ring.object, others.delta);
                let (error, place) = (call.error(), call.result(&mut told));
                let (replicas, zones, band) = (rule.replicas(), rule.zones(), u32::from(band) * 99);
                let status =
                    unsafe { vnode_ring_delta_calibrate(object, replicas, zones, band, error, place) };
                let ended = call.ended(status, || {
                    let rule = CalibrationRule::new(rule.rule()).with_band(band);
                    coded(Calibration::of(&ring.model, rule)).map(Calibration::into_delta)
                });
                let delta = made(&told, ended);
                self.keep(to, delta, twist);
            }
            Op::Diff(old, new, to) => {
                let Some((old, new)) = old.get(&self.rings).zip(new.get(&self.rings)) else { return };
                let (mut call, mut told) = (Call::new(twist), Told::new());
                let objects = (call.object(old.object, others.delta), call.object(new.object, others.delta));
                let (error, place) = (call.error(), call.result(&mut told));
                let status = unsafe { vnode_ring_delta_diff(objects.0, objects.1, error, place) };
                let (old, new) = (old.model.membership(), new.model.membership());
                let delta = made(&told, call.ended(status, || coded(old.diff(new))));
                self.keep(to, delta, twist);
            }
            Op::Apply(at, delta) => {
                let index = at.of(&self.rings);
                let (Some(ring), Some(delta)) = (&mut self.rings[index], delta.get(&self.deltas)) else {
                    return;
                };
                let (mut call, mut changed) = (Call::new(twist), Told::new());
                let objects =
                    (call.object(ring.object, others.delta), call.object(delta.object, others.ring));
                let (error, place) = (call.error(), call.optional(&mut changed));
                let status = unsafe { vnode_ring_apply(objects.0, objects.1, error, place) };
                let ended = call.ended(status, || coded(ring.model.apply(&delta.model)));
                changed.is(ended.map(|outcome| outcome != Outcome::NoChange));
                self.check(at, twist);
            }
            Op::Invert(at, to) => {
                let Some(delta) = at.get(&self.deltas) else { return };
                let (mut call, mut told) = (Call::new(twist), Told::new());
                let object = call.object(delta.object, others.ring);
                let (error, place) = (call.error(), call.result(&mut told));
                let status = unsafe { vnode_ring_delta_invert(object, error, place) };
                let inverse = made(&told, call.ended(status, || coded(delta.model.invert())));
                self.keep(to, inverse, twist);
            }
            Op::Compose(first, next, to) => {
                let Some((first, next)) = first.get(&self.deltas).zip(next.get(&self.deltas)) else { return };
                let (mut call, mut told) = (Call::new(twist), Told::new());
                let objects = (call.object(first.object, others.ring), call.object(next.object, others.ring));
                let (error, place) = (call.error(), call.result(&mut told));
                let status = unsafe { vnode_ring_delta_compose(objects.0, objects.1, error, place) };
                let both = made(&told, call.ended(status, || coded(first.model.compose(&next.model))));
                self.keep(to, both, twist);
            }
            Op::File(at, file, way, to) => {
                let Some(ring) = at.get(&self.rings) else { return };
                let bytes = files::write(ring, others, file, twist);
                let read = files::read(bytes, file, &way, twist);
                to.put(&mut self.rings, read);
                self.check(to, twist);
            }
            Op::DeltaBytes(at, way, to) => {
                let Some(delta) = at.get(&self.deltas) else { return };
                let delta = files::delta(delta, &way, twist);
                self.keep(to, delta, twist);
            }
            Op::Ask(at, asked) => {
                let Some(ring) = at.get(&self.rings) else { return };
                lookups::check(ring, others, &asked, twist);
            }
            Op::Shares(at, rule, room, handed) => {
                let Some(ring) = at.get(&self.rings) else { return };
                plans::shares(ring, others, rule, room, handed, twist);
            }
            Op::Between(old, new, planned) => {
                let Some((old, new)) = old.get(&self.rings).zip(new.get(&self.rings)) else { return };
                let mut call = Call::new(twist);
                let objects = (call.object(old.object, others.delta), call.object(new.object, others.delta));
                let library = |rule| Plan::between(&old.model, &new.model, rule);
                planned.check(&old.model, others, call, library, |given| unsafe {
                    let (error, plan) = (given.error, given.plan);
                    let (out, words) = given.out;
                    vnode_ring_plan_between(
                        objects.0,
                        objects.1,
                        given.replicas,
                        given.zones,
                        out,
                        words,
                        error,
                        plan,
                    )
                });
            }
            Op::PlanOf(at, delta, planned) => {
                let Some((ring, delta)) = at.get(&self.rings).zip(delta.get(&self.deltas)) else { return };
                let mut call = Call::new(twist);
                let objects =
                    (call.object(ring.object, others.delta), call.object(delta.object, others.ring));
                let library = |rule| Plan::of(&ring.model, &delta.model, rule);
                planned.check(&ring.model, others, call, library, |given| unsafe {
                    let (error, plan) = (given.error, given.plan);
                    let (out, words) = given.out;
                    vnode_ring_plan_of(
                        objects.0,
                        objects.1,
                        given.replicas,
                        given.zones,
                        out,
                        words,
                        error,
                        plan,
                    )
                });
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
                self.check(to, twist);
            }
            Op::Reader(at, to) => {
                let Some(shared) = at.get(&self.shared) else { return };
                to.put(&mut self.readers, sharing::reader(shared, others, twist));
            }
            Op::Read(at) => {
                let index = at.of(&self.readers);
                if let Some(reader) = &mut self.readers[index] {
                    sharing::read(reader, others, twist);
                }
            }
        }
    }

    /// A ring comes from a file, where C itself cannot state how many bits its positions have.
    fn tiny(&mut self, at: At, setup: Setup, list: &[ops::Stated]) {
        let nodes: Vec<Node> = list.iter().map(ops::Stated::node).collect();
        let Ok(membership) = Membership::new(Circle::new(setup).config(), nodes) else { return };
        let way = Way::straight(options::Stated::few_vnodes(setup.keyed));
        at.put(&mut self.rings, files::read(membership.to_snapshot(), File::Snapshot, &way, Twist::None));
    }

    fn check(&self, at: At, twist: Twist) {
        if let Some(ring) = at.get(&self.rings) {
            check::ring(ring, self.others, twist);
        }
    }

    fn keep(&mut self, at: At, delta: Option<HeldDelta>, twist: Twist) {
        if let Some(delta) = &delta {
            changes::compare(delta, self.others, twist);
        }
        at.put(&mut self.deltas, delta);
    }
}

fn empty() -> HeldRing {
    let listed = Listed { spoilt: Spoilt::Not, handed: Handed::Fine };
    new(&[], listed, &options::Stated::few_vnodes(false), Twist::None).expect("it is empty")
}

fn new(list: &[ops::Stated], listed: Listed, options: &options::Stated, twist: Twist) -> Option<HeldRing> {
    let (mut call, mut told) = (Call::new(twist), Told::new());
    let nodes = nodes::nodes(list, listed.spoilt, &mut call);
    let (at, count) = call.array(&nodes.all, listed.handed);
    let (_kept, options, meant) = options.handed(&mut call);
    let (error, place) = (call.error(), call.result(&mut told));
    let status = unsafe { vnode_ring_new(at, count, options, error, place) };
    let ended = call.ended(status, || {
        let nodes: Vec<Node> = list.iter().map(ops::Stated::node).collect();
        let membership = coded(Membership::new(meant.config.clone(), nodes))?;
        coded(meant.compile(membership))
    });
    let object = told.object(ended.is_some());
    object.zip(ended).map(|(object, model)| Held::new(object, model, vnode_ring_free))
}
