//! What moves.

use std::slice;

use ::vnode_ring::{NodeRef, Plan, PlanError, ReplicaRule, Ring, Source};
use arbitrary::Arbitrary;
use vnode_ring_c::error::vnode_ring_error;
use vnode_ring_c::plan::*;
use vnode_ring_c::status::VNODE_RING_ERR_NOT_FOUND;

use super::call::{Call, Told, Twist};
use super::changes::{HeldDelta, HeldRing};
use super::held::{Held, Others};
use super::lookups::Out;
use super::shares::{Rule, width};
use super::shown::text;
use super::status::coded;

/// What a plan is made with.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub(super) struct Planned {
    rule: Rule,
    out: Out,
}

/// The arguments of a plan beside its objects.
struct Given {
    replicas: usize,
    zones: u32,
    out: (*const u64, usize),
    error: *mut vnode_ring_error,
    plan: *mut *mut vnode_ring_plan,
}

impl Planned {
    /// What moves between two rings.
    pub(super) fn between(self, old: &HeldRing, new: &HeldRing, others: Others, twist: Twist) {
        let mut call = Call::new(twist);
        let objects = (old.hand(&mut call, others), new.hand(&mut call, others));
        let library = |rule| Plan::between(&old.model, &new.model, rule);
        self.check(&old.model, others, call, library, |given| unsafe {
            let Given { replicas, zones, out: (out, words), error, plan } = given;
            vnode_ring_plan_between(objects.0, objects.1, replicas, zones, out, words, error, plan)
        });
    }

    /// What a delta moves.
    pub(super) fn of(self, ring: &HeldRing, delta: &HeldDelta, others: Others, twist: Twist) {
        let mut call = Call::new(twist);
        let objects = (ring.hand(&mut call, others), delta.hand(&mut call, others));
        let library = |rule| Plan::of(&ring.model, &delta.model, rule);
        self.check(&ring.model, others, call, library, |given| unsafe {
            let Given { replicas, zones, out: (out, words), error, plan } = given;
            vnode_ring_plan_of(objects.0, objects.1, replicas, zones, out, words, error, plan)
        });
    }

    /// Makes a plan in C and one with the library, and compares them.
    fn check<'r>(
        &self,
        old: &'r Ring,
        others: Others,
        mut call: Call,
        library: impl FnOnce(ReplicaRule) -> Result<Plan<'r>, PlanError>,
        function: impl FnOnce(Given) -> i32,
    ) {
        let (mut made, twist) = (Told::new(), call.twist);
        let words = self.out.words();
        let out = self.out.hand(&words, &mut call);
        let (error, plan) = (call.error(), call.result(&mut made));
        let status =
            function(Given { replicas: self.rule.replicas(), zones: self.rule.zones(), out, error, plan });
        let ended = call.ended(status, || {
            let unavailable = old.nodes().filter(|&node| !self.out.lets(node.index())).map(NodeRef::id);
            coded(library(self.rule.rule()).and_then(|plan| plan.with_unavailable(unavailable)))
        });
        if let Some((object, model)) = made.object(ended.is_some()).zip(ended) {
            let held = Held::new(object, model, vnode_ring_plan_free);
            compare(&held, others, twist);
        }
    }
}

/// The id of a number of a plan.
struct Numbers(Vec<(String, u128, u128)>);

impl Numbers {
    fn id(&self, number: u32) -> Option<&str> {
        (number != VNODE_RING_NO_NODE).then(|| self.0[number as usize].0.as_str())
    }

    /// The ids of a list of the plan's.
    fn list(&self, numbers: *const u32, count: usize) -> impl Iterator<Item = &str> {
        // SAFETY: the plan lives.
        let numbers = unsafe { slice::from_raw_parts(numbers, count) };
        numbers.iter().map(|&number| self.id(number).expect("lists are of nodes"))
    }
}

fn id(node: Option<NodeRef<'_>>) -> Option<&str> {
    node.map(NodeRef::id)
}

type HeldPlan<'r> = Held<vnode_ring_plan, Plan<'r>>;

/// Something of a plan by its number, and nothing past the end.
fn at<T: Copy>(number: usize, count: usize, function: impl FnOnce(*mut T) -> i32) -> Option<T> {
    let (mut call, mut told) = (Call::new(Twist::NoError), Told::new());
    let status = function(call.result(&mut told));
    let ended = call.ended(status, || (number < count).then_some(()).ok_or(VNODE_RING_ERR_NOT_FOUND));
    told.where_ok(ended.is_some())
}

fn counted(
    plan: *mut vnode_ring_plan,
    function: unsafe extern "C" fn(*const vnode_ring_plan, *mut usize) -> i32,
) -> usize {
    at(0, 1, |count| unsafe { function(plan, count) }).expect("plans count all")
}

fn compare(held: &HeldPlan<'_>, others: Others, twist: Twist) {
    let (object, model) = (held.object, &held.model);
    let expected = model.summary();
    let (mut call, mut told) = (Call::new(twist), Told::new());
    let plan = held.hand(&mut call, others);
    let status = unsafe { vnode_ring_plan_summary_of(plan, call.result(&mut told)) };
    let ended = call.ended(status, || Ok(()));
    if let Some(told) = told.where_ok(ended.is_some()) {
        let widths = [told.moved, told.minimum, told.owner_moved, told.weakened, told.without_source];
        let those = [
            expected.moved,
            expected.minimum,
            expected.owner_moved,
            expected.weakened,
            expected.without_source,
        ];
        assert_eq!(widths.map(width), those);
        assert_eq!(told.smallest_overlap, expected.smallest_overlap.unwrap_or(0));
    }

    let count = counted(object, vnode_ring_plan_node_count);
    let mut numbers = Numbers(Vec::new());
    for number in 0..=count {
        let small = u32::try_from(number).expect("there are few");
        let told = at::<vnode_ring_plan_node>(number, count, |node| unsafe {
            vnode_ring_plan_node_at(object, small, node)
        });
        if let Some(told) = told {
            let name = text(told.id, told.id_len).expect("nodes have ids").to_owned();
            numbers.0.push((name, width(told.gained), width(told.lost)));
        }
    }
    let mut moves = numbers.0.clone();
    moves.sort();
    moves.retain(|&(_, gained, lost)| gained > 0 || lost > 0);
    let by_id = expected.nodes.iter().map(|node| (node.node.id().to_owned(), node.gained, node.lost));
    let mut those: Vec<_> = by_id.filter(|&(_, gained, lost)| gained > 0 || lost > 0).collect();
    those.sort();
    assert_eq!(moves, those);

    let count = counted(object, vnode_ring_plan_pair_count);
    assert_eq!(count, expected.pairs.len());
    for (number, pair) in expected.pairs.iter().map(Some).chain([None]).enumerate() {
        let told = at::<vnode_ring_plan_pair>(number, count, |pair| unsafe {
            vnode_ring_plan_pair_at(object, number, pair)
        });
        let Some((told, pair)) = told.zip(pair) else { continue };
        assert_eq!((numbers.id(told.from), numbers.id(told.to)), (id(pair.from), id(pair.to)));
        assert_eq!(width(told.moved), pair.moved);
    }
    ranges(held, &numbers);
}

fn ranges(held: &HeldPlan<'_>, numbers: &Numbers) {
    let object = held.object;
    let count = counted(object, vnode_ring_plan_range_count);
    assert_eq!(count, held.model.ranges().count());
    for (number, moved) in held.model.ranges().map(Some).chain([None]).enumerate() {
        let told = at::<vnode_ring_plan_range>(number, count, |range| unsafe {
            vnode_ring_plan_range_at(object, number, range)
        });
        let Some((told, moved)) = told.zip(moved) else { continue };
        assert_eq!((told.start, told.end), (moved.range().start.0, moved.range().end.0));
        assert!(numbers.list(told.old_nodes, told.old_count).eq(moved.old_list().map(NodeRef::id)));
        assert!(numbers.list(told.new_nodes, told.new_count).eq(moved.new_list().map(NodeRef::id)));
        let copies: Vec<_> = moved.copies().collect();
        assert_eq!(told.copy_count, copies.len());
        let pairs: Vec<_> = moved.pairs().filter(|(_, to)| to.is_some()).collect();
        for copy_number in 0..=copies.len() {
            let told = at::<vnode_ring_plan_copy>(copy_number, copies.len(), |copy| unsafe {
                vnode_ring_plan_copy_at(object, number, copy_number, copy)
            });
            let Some(told) = told else { continue };
            let (from, to) = pairs[copy_number];
            assert_eq!((numbers.id(told.from), numbers.id(told.to)), (id(from), id(to)));
            let Ok(copy) = &copies[copy_number] else {
                assert_eq!((told.source, told.alternative_count), (VNODE_RING_SOURCE_MISSING, 0));
                continue;
            };
            assert_eq!(id(copy.paired), id(from));
            let expected = match copy.source {
                Source::Nothing => (VNODE_RING_SOURCE_NOTHING, None),
                Source::Paired(node) => {
                    assert_eq!(Some(node.id()), id(from));
                    (VNODE_RING_SOURCE_PAIRED, Some(1))
                }
                Source::Weakened { must_read, .. } => {
                    (VNODE_RING_SOURCE_WEAKENED, u32::try_from(must_read).ok())
                }
                ref other => unreachable!("{other:?}"),
            };
            assert_eq!((told.source, told.must_read), (expected.0, expected.1.unwrap_or(0)));
            let alternatives = numbers.list(told.alternatives, told.alternative_count);
            assert!(alternatives.eq(copy.alternatives().map(NodeRef::id)));
        }
    }
}
