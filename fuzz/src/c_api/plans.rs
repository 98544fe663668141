//! Shares, and what moves.

use std::slice;

use ::vnode_ring::{Balance, NodeRef, Plan, PlanError, ReplicaRule, Ring, Source};
use arbitrary::Arbitrary;
use vnode_ring_c::balance::*;
use vnode_ring_c::error::vnode_ring_error;
use vnode_ring_c::plan::*;
use vnode_ring_c::ring::vnode_ring;
use vnode_ring_c::status::{VNODE_RING_ERR_BUFFER, VNODE_RING_ERR_NOT_FOUND};
use vnode_ring_c::width::vnode_ring_width;

use super::call::{Call, Handed, Told, Twist};
use super::check::text;
use super::held::{Held, Others};
use super::lookups::{Out, Zones};
use super::status::coded;

/// How many nodes hold a key, some of it more than there may be.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub(super) struct Rule {
    replicas: u8,
    zones: Zones,
}

impl Rule {
    pub(super) const fn replicas(self) -> usize {
        match self.replicas {
            0..=239 => (self.replicas % 5) as usize,
            240..=247 => usize::MAX,
            _ => 33,
        }
    }

    pub(super) fn zones(self) -> u32 {
        self.zones.number()
    }

    pub(super) fn rule(self) -> ReplicaRule {
        ReplicaRule::new(self.replicas()).with_zones(self.zones.rule())
    }
}

fn width(told: vnode_ring_width) -> u128 {
    u128::from(told.high) << 64 | u128::from(told.low)
}

pub(super) fn shares(
    held: &Held<vnode_ring, Ring>,
    others: Others,
    rule: Rule,
    room: u8,
    handed: Handed,
    twist: Twist,
) {
    let balance = coded(Balance::of(&held.model, rule.rule()));
    let (mut call, mut count, mut evenness) = (Call::new(twist), Told::new(), Told::new());
    let object = call.object(held.object, others.delta);
    let mut place: Vec<vnode_ring_share> = Vec::with_capacity(usize::from(room % 16));
    let owners = balance.as_ref().map_or(0, |balance| balance.nodes().len());
    let handed = if owners == 0 { Handed::Fine } else { handed };
    let (at, capacity) = call.array_mut(place.as_mut_ptr(), place.capacity(), handed);
    if let Err(status) = balance {
        call.wrong(status);
    }
    if place.capacity() < owners {
        call.wrong(VNODE_RING_ERR_BUFFER);
    }
    let (error, count_at, evenness_at) =
        (call.error(), call.result(&mut count), call.optional(&mut evenness));
    let status = unsafe {
        vnode_ring_shares(object, rule.replicas(), rule.zones(), error, at, capacity, count_at, evenness_at)
    };
    let ended = call.ended(status, || balance);
    count.is(ended.as_ref().map(|balance| balance.nodes().len()));
    let evenness = evenness.where_ok(ended.is_some());
    let Some(balance) = ended else { return };
    // SAFETY: as many were written.
    let told = unsafe { slice::from_raw_parts(place.as_ptr(), owners) };
    for (told, share) in told.iter().zip(balance.nodes()) {
        assert_eq!(told.slot, u32::from(share.node.index()));
        assert_eq!((told.weight, told.vnodes), (share.node.weight(), share.vnodes));
        assert_eq!((width(told.owned), width(told.replicated)), (share.owned, share.replicated));
    }
    if let Some(told) = evenness {
        let told = [told.max_over_mean, told.min_over_mean, told.variation];
        let even = balance.evenness();
        let expected = even.map_or([0.0; 3], |even| [even.max_over_mean, even.min_over_mean, even.variation]);
        assert_eq!(told.map(f64::to_bits), expected.map(f64::to_bits));
    }
}

/// What a plan is made with.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub(super) struct Planned {
    rule: Rule,
    out: Out,
}

/// The arguments of a plan beside its objects.
pub(super) struct Given {
    pub(super) replicas: usize,
    pub(super) zones: u32,
    pub(super) out: (*const u64, usize),
    pub(super) error: *mut vnode_ring_error,
    pub(super) plan: *mut *mut vnode_ring_plan,
}

impl Planned {
    /// Makes a plan in C and one with the library, and compares them.
    pub(super) fn check<'r>(
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
            let unavailable = old.nodes().filter(|&node| !self.out.lets(node)).map(NodeRef::id);
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
    let plan = call.object(object, others.ring);
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
