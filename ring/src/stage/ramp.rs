//! The way of a delta, vnode by vnode.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crate::config::Config;
use crate::delta::{ChangeError, Delta};
use crate::membership::{Change, Membership};
use crate::node::Node;
use crate::placement::vnode_count;

/// What happens to the nodes of a delta, in the order of the stages, counted in steps: a vnode each, or a part that cannot
/// be divided.
pub(super) struct Ramps<'d> {
    ramps: Vec<Ramp<'d>>,
}

/// The way of one node from one number of vnodes to another; or of several nodes at once, in one step.
struct Ramp<'d> {
    changes: Vec<&'d Change>,
    order: Order,
    /// The number of vnodes before and after; equal where there is but one step.
    counts: (u64, u64),
    /// The steps of this ramp and all before it.
    end: u64,
}

/// First who gains, last who loses: then a key that moves from one to the other moves once.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Order {
    Gains,
    Stays,
    Loses,
}

impl<'d> Ramps<'d> {
    pub(super) fn of(delta: &'d Delta) -> Self {
        let mut ramps: Vec<_> =
            exchanges(delta).into_iter().map(|changes| Ramp::of(delta.config(), changes)).collect();
        ramps.sort_by_key(|ramp| ramp.order);
        let mut end = 0;
        for ramp in &mut ramps {
            end += ramp.steps();
            ramp.end = end;
        }
        Self { ramps }
    }

    /// The number of steps.
    pub(super) fn len(&self) -> u64 {
        self.ramps.last().map_or(0, |ramp| ramp.end)
    }

    /// The node that a step is of.
    pub(super) fn id_at(&self, step: u64) -> &str {
        self.ramps[self.ramp_of(step)].changes.first().map_or("", |change| change.id())
    }

    fn ramp_of(&self, step: u64) -> usize {
        self.ramps.partition_point(|ramp| ramp.end <= step)
    }

    /// The delta of the steps from the first, which the membership has come to, to the second, which is not in it.
    pub(super) fn delta(&self, membership: &Membership, from: u64, to: u64) -> Result<Delta, ChangeError> {
        let mut changes = membership.change();
        for ramp in &self.ramps[self.ramp_of(from)..=self.ramp_of(to - 1)] {
            let done = ramp.steps().min(to - (ramp.end - ramp.steps()));
            for change in &ramp.changes {
                changes = match ramp.node_after(change, done) {
                    Some(node) => changes.put(node)?,
                    None => changes.remove(change.id())?,
                };
            }
        }
        changes.delta()
    }
}

impl<'d> Ramp<'d> {
    /// Of changes that are made together. Where nodes state their positions, there is no number of them in between.
    fn of(config: &Config, changes: Vec<&'d Change>) -> Self {
        let count = |node: Option<&Node>| node.map_or(0, |node| vnode_count(config, node));
        let counts = match changes[..] {
            [change] if !changes_sequence(change) => (count(change.old_node()), count(change.new_node())),
            _ => (0, 0),
        };
        let order = match counts {
            (old, new) if old < new => Order::Gains,
            (old, new) if old > new => Order::Loses,
            _ => Order::Stays,
        };
        let counts = if config.placement().is_explicit() { (0, 0) } else { counts };
        Self { changes, order, counts, end: 0 }
    }

    fn steps(&self) -> u64 {
        self.counts.0.abs_diff(self.counts.1).max(1)
    }

    /// What a node is after so many steps, at least one.
    fn node_after(&self, change: &Change, steps: u64) -> Option<Node> {
        let (old, new) = (change.old_node(), change.new_node());
        if steps == self.steps() {
            return new.cloned();
        }
        let count = if self.order == Order::Gains { self.counts.0 + steps } else { self.counts.0 - steps };
        let description = new.filter(|new| new.weight() > 0).or(old)?;
        Some(description.clone().with_vnodes(u32::try_from(count).expect("HIGHEST_MAX_VNODES fits")))
    }
}

fn changes_sequence(change: &Change) -> bool {
    let nodes = change.old_node().zip(change.new_node());
    nodes.is_some_and(|(old, new)| old.placement_id() != new.placement_id())
}

/// The changes that are made together, because a placement id goes from one node to another; most are alone.
fn exchanges(delta: &Delta) -> Vec<Vec<&Change>> {
    let changes: Vec<&Change> = delta.changes().collect();
    let held =
        changes.iter().zip(0..).filter_map(|(change, at)| Some((change.old_node()?.placement_id(), at)));
    let holders: BTreeMap<&str, usize> = held.collect();
    let mut leaders: Vec<usize> = (0..changes.len()).collect();
    for (at, change) in changes.iter().enumerate() {
        if let Some(&holder) = change.new_node().and_then(|new| holders.get(new.placement_id())) {
            let (at, holder) = (leader(&mut leaders, at), leader(&mut leaders, holder));
            leaders[at] = holder;
        }
    }
    let mut together: BTreeMap<usize, Vec<&Change>> = BTreeMap::new();
    for (at, change) in changes.into_iter().enumerate() {
        together.entry(leader(&mut leaders, at)).or_default().push(change);
    }
    together.into_values().collect()
}

/// Who stands for all changes that are made together with one.
fn leader(leaders: &mut [usize], mut at: usize) -> usize {
    while leaders[at] != at {
        leaders[at] = leaders[leaders[at]];
        at = leaders[at];
    }
    at
}
