//! What a change moves: every range whose nodes change, with the old ones and the new ones. A plan numbers the nodes of
//! both rings, so that one number is one node before and after; slots may differ.

use core::ffi::c_char;

use core_ring::{NodeIndex, Plan, Ring};

use crate::change::vnode_ring_delta;
use crate::error::vnode_ring_error;
use crate::failure::Failure;
use crate::guard::{Object, ask, boxed, free, opaque, value, with};
use crate::keys::Excluded;
use crate::memory::{clear, out, tell};
use crate::moves::{Copies, Moves};
use crate::ring::vnode_ring;
use crate::rule::rule;
use crate::status::{Status, VNODE_RING_ERR_NOT_FOUND};
use crate::width::vnode_ring_width;

/// A plan. It is complete when it is made and needs its rings no more.
pub struct vnode_ring_plan(Object<Moves>);

opaque!(vnode_ring_plan, Moves, 3);

/// No node: where a list gets longer or shorter.
pub const VNODE_RING_NO_NODE: u32 = u32::MAX;
/// Nobody held the range, so there is nothing to copy.
pub const VNODE_RING_SOURCE_NOTHING: i32 = 0;
/// vnode_ring_plan_copy.from has all that the node that it is paired with had.
pub const VNODE_RING_SOURCE_PAIRED: i32 = 1;
/// The node to copy from is unavailable: only `must_read` of the alternatives together have all that a majority wrote.
pub const VNODE_RING_SOURCE_WEAKENED: i32 = 2;
/// No node that holds the range is available.
pub const VNODE_RING_SOURCE_MISSING: i32 = 3;

/// A range of positions (start, end] whose nodes change. Where start == end it is the whole circle; only the last one may
/// end before it starts, past 2^64. The lists are the plan's.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct vnode_ring_plan_range {
    /// The position before the first one.
    pub start: u64,
    /// The last position.
    pub end: u64,
    /// The numbers of the nodes that held it, the owner first.
    pub old_nodes: *const u32,
    /// How many they are.
    pub old_count: usize,
    /// The numbers of the nodes that hold it then, the owner first.
    pub new_nodes: *const u32,
    /// How many they are.
    pub new_count: usize,
    /// How many nodes get the range and have to copy it: see vnode_ring_plan_copy_at().
    pub copy_count: usize,
}

/// Who gets a range, and from whom.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct vnode_ring_plan_copy {
    /// The number of the node that gets it.
    pub to: u32,
    /// The number of the node whose place it takes, or VNODE_RING_NO_NODE.
    pub from: u32,
    /// VNODE_RING_SOURCE_...
    pub source: i32,
    /// For VNODE_RING_SOURCE_WEAKENED: how many nodes must be read, so that one of them has each write of a majority.
    pub must_read: u32,
    /// The numbers of the other available nodes that hold it; the plan's.
    pub alternatives: *const u32,
    /// How many they are.
    pub alternative_count: usize,
}

/// A node of a plan, and what it gets and gives.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct vnode_ring_plan_node {
    /// Its id; the plan's.
    pub id: *const c_char,
    /// The bytes of the id.
    pub id_len: usize,
    /// The positions of the ranges that it gets.
    pub gained: vnode_ring_width,
    /// The positions of the ranges that it gives away.
    pub lost: vnode_ring_width,
}

/// What moves between two nodes.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct vnode_ring_plan_pair {
    /// The number of the node that gives, or VNODE_RING_NO_NODE.
    pub from: u32,
    /// The number of the node that gets, or VNODE_RING_NO_NODE.
    pub to: u32,
    /// The positions.
    pub moved: vnode_ring_width,
}

/// What a plan comes to.
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct vnode_ring_plan_summary {
    /// The positions that move, each replica counted.
    pub moved: vnode_ring_width,
    /// The least that could move between rings of these shares.
    pub minimum: vnode_ring_width,
    /// The positions that get another owner.
    pub owner_moved: vnode_ring_width,
    /// The positions whose copies are VNODE_RING_SOURCE_WEAKENED.
    pub weakened: vnode_ring_width,
    /// The positions whose copies are VNODE_RING_SOURCE_MISSING.
    pub without_source: vnode_ring_width,
    /// The fewest nodes that stay in a list that changes; 0 where none does.
    pub smallest_overlap: usize,
}

/// What moves from one ring to another of the same seed and secret. `replicas` and `zones` as for vnode_ring_replicas().
/// `unavailable` is a bitmap by slots of `old`, as for vnode_ring_lookup_excluding(): nodes from which nothing can be
/// copied; NULL and 0 for none. `*plan` is the caller's: vnode_ring_plan_free(). O(vnodes of both rings * replicas).
///
/// VNODE_RING_ERR_RULE, _CONFIG_MISMATCH.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_plan_between(
    old: *const vnode_ring,
    new: *const vnode_ring,
    replicas: usize,
    zones: u32,
    unavailable: *const u64,
    unavailable_words: usize,
    error: *mut vnode_ring_error,
    plan: *mut *mut vnode_ring_plan,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        clear(plan);
        with(old, error, |old| -> Result<(), Failure> {
            let (plan, new) = (out(plan)?, value(new)?);
            let unavailable = Excluded::read(unavailable, unavailable_words)?;
            let made = Plan::between(old, new, rule(replicas, zones))?;
            plan.set(boxed(moves(old, made, unavailable)?));
            Ok(())
        })
    }
}

/// What a delta would move in a ring, before it is applied. Otherwise as vnode_ring_plan_between().
///
/// Also what vnode_ring_apply() is refused with.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_plan_of(
    ring: *const vnode_ring,
    delta: *const vnode_ring_delta,
    replicas: usize,
    zones: u32,
    unavailable: *const u64,
    unavailable_words: usize,
    error: *mut vnode_ring_error,
    plan: *mut *mut vnode_ring_plan,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        clear(plan);
        with(ring, error, |ring| -> Result<(), Failure> {
            let (plan, delta) = (out(plan)?, value(delta)?);
            let unavailable = Excluded::read(unavailable, unavailable_words)?;
            let made = Plan::of(ring, delta, rule(replicas, zones))?;
            plan.set(boxed(moves(ring, made, unavailable)?));
            Ok(())
        })
    }
}

fn moves(old: &Ring, plan: Plan<'_>, unavailable: Excluded<'_>) -> Result<Moves, Failure> {
    let out = |node: &core_ring::NodeRef<'_>| !unavailable.lets(NodeIndex::from(u32::from(node.index())));
    let ids: Vec<&str> = old.nodes().filter(out).map(core_ring::NodeRef::id).collect();
    Ok(Moves::of(&plan.with_unavailable(ids)?))
}

/// Frees a plan. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_plan_free(plan: *mut vnode_ring_plan) {
    // SAFETY: the header's rules are the contract.
    unsafe { free(plan) };
}

/// What the plan comes to. O(1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_plan_summary_of(
    plan: *const vnode_ring_plan,
    summary: *mut vnode_ring_plan_summary,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { ask(plan, |plan| tell(summary, plan.summary)) }
}

/// The number of nodes that the plan numbers: those that are in a list that changes. O(1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_plan_node_count(plan: *const vnode_ring_plan, count: *mut usize) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { ask(plan, |plan| tell(count, plan.nodes.len())) }
}

/// The node of a number. VNODE_RING_ERR_NOT_FOUND past the end. O(1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_plan_node_at(
    plan: *const vnode_ring_plan,
    number: u32,
    node: *mut vnode_ring_plan_node,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(plan, |plan| {
            let node = out(node)?;
            let found = at(&plan.nodes, number as usize)?;
            let (id, gained, lost) = (&found.id, found.gained.into(), found.lost.into());
            node.set(vnode_ring_plan_node { id: id.as_ptr().cast(), id_len: id.len(), gained, lost });
            Ok(())
        })
    }
}

/// The number of ranges whose nodes change. O(1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_plan_range_count(plan: *const vnode_ring_plan, count: *mut usize) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { ask(plan, |plan| tell(count, plan.ranges.len())) }
}

/// A range by number, in the order of their starts. VNODE_RING_ERR_NOT_FOUND past the end. O(1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_plan_range_at(
    plan: *const vnode_ring_plan,
    number: usize,
    range: *mut vnode_ring_plan_range,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(plan, |plan| {
            let range = out(range)?;
            let found = at(&plan.ranges, number)?;
            let (old, new) = (plan.list(&found.old), plan.list(&found.new));
            range.set(vnode_ring_plan_range {
                start: found.range.start.0,
                end: found.range.end.0,
                old_nodes: old.as_ptr(),
                old_count: old.len(),
                new_nodes: new.as_ptr(),
                new_count: new.len(),
                copy_count: found.copies.len(),
            });
            Ok(())
        })
    }
}

/// A copy of the range `number`, by its own number: 0 up to copy_count. VNODE_RING_ERR_NOT_FOUND past the end. O(1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_plan_copy_at(
    plan: *const vnode_ring_plan,
    number: usize,
    copy_number: usize,
    copy: *mut vnode_ring_plan_copy,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(plan, |plan| {
            let copy = out(copy)?;
            let found: &Copies = at(plan.copies(at(&plan.ranges, number)?), copy_number)?;
            let alternatives = plan.list(&found.alternatives);
            copy.set(vnode_ring_plan_copy {
                to: found.to,
                from: found.from,
                source: found.source,
                must_read: found.must_read,
                alternatives: alternatives.as_ptr(),
                alternative_count: alternatives.len(),
            });
            Ok(())
        })
    }
}

/// The number of pairs of nodes between which something moves. O(1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_plan_pair_count(plan: *const vnode_ring_plan, count: *mut usize) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { ask(plan, |plan| tell(count, plan.pairs.len())) }
}

/// A pair by number, in the order of the ids of who gives, then of who gets. VNODE_RING_ERR_NOT_FOUND past the end. O(1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_plan_pair_at(
    plan: *const vnode_ring_plan,
    number: usize,
    pair: *mut vnode_ring_plan_pair,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { ask(plan, |plan| tell(pair, *at(&plan.pairs, number)?)) }
}

fn at<T>(values: &[T], number: usize) -> Result<&T, Status> {
    values.get(number).ok_or(Status(VNODE_RING_ERR_NOT_FOUND))
}
