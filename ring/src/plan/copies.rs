//! What has to be copied to whom, and from where.

use super::Plan;
use super::error::NoSource;
use crate::membership::NodeRef;
use crate::position::Range;
use crate::sweep::List;

/// What a node has to copy that enters a list.
#[derive(Clone, Debug)]
pub struct RangeCopy<'p> {
    plan: &'p Plan<'p>,
    old: List,
    /// The node that enters.
    pub to: NodeRef<'p>,
    /// The displaced node whose place it takes, available or not; `None` where the list grows.
    pub paired: Option<NodeRef<'p>>,
    /// What it has to read.
    pub source: Source<'p>,
}

/// What a node has to read that enters a list.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Source<'p> {
    /// Nothing: no node had the range.
    Nothing,
    /// All that the node has whose place it takes. Every quorum stays as good as it was.
    Paired(NodeRef<'p>),
    /// The node whose place it takes is unavailable, or there is none because the list grows. Reading as many
    /// [alternatives](RangeCopy::alternatives) as this and merging what they have gives every write that a majority of the old
    /// list has acknowledged. A list that had more nodes before may hold writes in fewer places: then
    /// [`Transition`](crate::Transition) knows how many.
    Weakened {
        /// How many nodes must be read.
        must_read: usize,
        /// How many there are to read: where they are fewer, acknowledged writes may be missing.
        available: usize,
    },
}

impl<'p> RangeCopy<'p> {
    /// The other nodes that have the range and can be read from, in the order of the old list.
    pub fn alternatives(&self) -> impl Iterator<Item = NodeRef<'p>> {
        let paired = self.paired.map(NodeRef::index);
        available(self.plan, &self.old)
            .map(|number| self.plan.old_node(number))
            .filter(move |node| Some(node.index()) != paired)
    }

    /// How many nodes of the old list must be read to see every write that so many of them have acknowledged: any two sets
    /// of these sizes meet.
    #[must_use]
    pub fn must_read(&self, write_quorum: usize) -> usize {
        (self.old.nodes().len() + 1).saturating_sub(write_quorum)
    }
}

pub(super) fn copy<'p>(
    plan: &'p Plan<'p>,
    range: Range,
    old: &List,
    to: u32,
    paired: Option<u32>,
) -> Result<RangeCopy<'p>, NoSource> {
    let held_by = old.nodes().len();
    let source = match paired {
        _ if held_by == 0 => Source::Nothing,
        Some(paired) if plan.is_available(paired) => Source::Paired(plan.old_node(paired)),
        _ => match available(plan, old).count() {
            0 => return Err(NoSource { range, to: plan.new_node(to).id().into() }),
            available => Source::Weakened { must_read: held_by - held_by / 2, available },
        },
    };
    let paired = paired.map(|number| plan.old_node(number));
    Ok(RangeCopy { plan, old: *old, to: plan.new_node(to), paired, source })
}

fn available<'l>(plan: &'l Plan<'_>, list: &'l List) -> impl Iterator<Item = u32> + use<'l> {
    list.nodes().iter().copied().filter(|&number| plan.is_available(number))
}
