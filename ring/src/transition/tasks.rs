//! What has to be copied, and what may be deleted.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;

use super::needs::needs;
use super::progress::Progress;
use super::quorum::Quorum;
use super::{Blocked, Transition, TransitionError, TransitionState};
use crate::membership::NodeRef;
use crate::plan::{MovedRange, Plan};
use crate::position::Range;

/// What names a copy: the state that it is made in, and its number there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskId {
    /// The fence of that state.
    pub fence: u64,
    /// The number, from 0 on. All processes number alike.
    pub number: u64,
}

/// A copy to be made: a node gets a range.
#[derive(Clone, Debug)]
pub struct CopyTask<'t> {
    id: TaskId,
    moved: MovedRange<'t>,
    to: NodeRef<'t>,
    paired: Option<NodeRef<'t>>,
    must_read: usize,
    unavailable: &'t BTreeSet<String>,
}

impl<'t> CopyTask<'t> {
    /// What to [complete](Transition::complete).
    #[must_use]
    pub const fn id(&self) -> TaskId {
        self.id
    }

    /// What to copy.
    #[must_use]
    pub const fn range(&self) -> Range {
        self.moved.range()
    }

    /// The node that gets it.
    #[must_use]
    pub const fn to(&self) -> NodeRef<'t> {
        self.to
    }

    /// How many of the [`sources`](Self::sources) must be read. Where that is more than one, what they have is merged.
    #[must_use]
    pub const fn must_read(&self) -> usize {
        self.must_read
    }

    /// The nodes to read, as many as [`must_read`](Self::must_read) says, whichever they are. That is the one node whose
    /// place this one takes; where there is none, or it is unavailable, all available nodes of the old list, in its order,
    /// of which a read quorum has everything. One of these may be the node itself.
    pub fn sources(&self) -> impl Iterator<Item = NodeRef<'t>> + Clone {
        let paired = self.paired;
        let available = |node: &NodeRef<'_>| !self.unavailable.contains(node.id());
        self.moved
            .old_list()
            .filter(move |node| paired.is_none_or(|paired| paired.index() == node.index()))
            .filter(available)
    }

    /// Why the copy cannot be made at present; `None` if it can.
    #[must_use]
    pub fn blocked(&self) -> Option<Blocked> {
        let (must_read, available) = (self.must_read, self.sources().count());
        if self.unavailable.contains(self.to.id()) {
            Some(Blocked::TargetUnavailable)
        } else if available < must_read {
            Some(Blocked::TooFewSources { must_read, available })
        } else {
            None
        }
    }
}

/// The copies of a change that are not complete: see [`Transition::tasks`].
#[derive(Clone, Debug)]
pub struct CopyTasks<'t> {
    plan: Plan<'t>,
    quorum: Quorum,
    fence: u64,
    progress: &'t Progress,
    unavailable: &'t BTreeSet<String>,
}

impl CopyTasks<'_> {
    /// The copies, by number. O(k) a vnode for all of them.
    pub fn iter(&self) -> impl Iterator<Item = CopyTask<'_>> {
        self.all().filter(|task| !self.progress.is_complete(task.id.number))
    }

    /// With those that are complete.
    fn all(&self) -> impl Iterator<Item = CopyTask<'_>> {
        let numbered = self.plan.ranges().flat_map(|moved| self.of_range(&moved)).zip(0..);
        numbered.map(|(mut task, number)| {
            task.id.number = number;
            task
        })
    }

    /// The copies of a range, in the order of the new list; their numbers are given later.
    fn of_range<'s>(&'s self, moved: &MovedRange<'s>) -> Vec<CopyTask<'s>> {
        let ids = (moved.old_list().map(NodeRef::id), moved.new_list().map(NodeRef::id));
        let needs = needs(ids.0, ids.1, self.quorum).map(|need| {
            let paired = moved.displaced().find(|node| need.paired == Some(node.id()));
            let paired = paired.filter(|node| !self.unavailable.contains(node.id()));
            let everything = self.quorum.read_of(moved.old_list().len());
            CopyTask {
                id: TaskId { fence: self.fence, number: 0 },
                to: moved.new_list().find(|node| node.id() == need.to).expect("needs are of the new list"),
                paired,
                must_read: paired.map_or(everything, |_| 1),
                moved: moved.clone(),
                unavailable: self.unavailable,
            }
        });
        needs.collect()
    }
}

/// What nodes may delete: see [`Transition::cleanup`].
#[derive(Clone, Debug)]
pub struct Cleanup<'t> {
    plan: Plan<'t>,
}

impl Cleanup<'_> {
    /// Each node with each range that it may delete, sorted by the start of the range. Nodes that are no members any more
    /// are among them. O(k) a vnode for all of them.
    pub fn iter(&self) -> impl Iterator<Item = (NodeRef<'_>, Range)> {
        self.plan.ranges().flat_map(|moved| {
            let range = moved.range();
            moved.displaced().map(move |node| (node, range)).collect::<Vec<_>>()
        })
    }
}

impl Transition {
    /// The copies that are not complete. Each node makes those that go to it, or whoever the store charges with it. O(k V),
    /// and 16 bytes a vnode.
    ///
    /// What the node has that gets a range stays: a copy is merged into it, newer values win.
    ///
    /// # Errors
    /// When the change is in another state than [`Copy`](TransitionState::Copy): a copy that is made before all writes go
    /// to both lists misses some.
    pub fn tasks(&self) -> Result<CopyTasks<'_>, TransitionError> {
        self.plan_in(TransitionState::Copy).map(|plan| self.copies(plan))
    }

    /// Notes that a copy is complete, once or again: all that its sources had is on stable storage of the node that it
    /// goes to. Returns how many copies are left. O(1).
    ///
    /// # Errors
    /// When it was made in another state than the present one, or there is no such copy.
    pub fn complete(&mut self, task: TaskId) -> Result<u64, TransitionError> {
        self.admit_copy(task)?;
        if self.progress.left() > 0 && !self.progress.complete(task.number) {
            let (number, tasks) = (task.number, self.progress.tasks());
            return Err(TransitionError::UnknownTask { number, tasks });
        }
        Ok(self.progress.left())
    }

    /// How many copies are left before reads can go to the new lists; 0 in states that make none.
    #[must_use]
    pub const fn copies_left(&self) -> u64 {
        match self.state {
            TransitionState::Copy => self.progress.left(),
            _ => 0,
        }
    }

    /// What each node may delete, as no list has it there any more. O(k V), and 16 bytes a vnode.
    ///
    /// A node that has gone on to the next state must not delete any more.
    ///
    /// # Errors
    /// When the change is in another state than [`Cleanup`](TransitionState::Cleanup).
    pub fn cleanup(&self) -> Result<Cleanup<'_>, TransitionError> {
        self.plan_in(TransitionState::Cleanup).map(|plan| Cleanup { plan })
    }

    fn plan_in(&self, wanted: TransitionState) -> Result<Plan<'_>, TransitionError> {
        if self.state != wanted {
            return Err(TransitionError::State { state: self.state, wanted });
        }
        Ok(self.plan(false))
    }

    /// What the change under way moves, or what the way back would.
    fn plan(&self, back: bool) -> Plan<'_> {
        let (old, new) = (&self.old, self.new.as_ref().unwrap_or(&self.old));
        let (from, to) = if back { (new, old) } else { (old, new) };
        Plan::between(from, to, self.rule).expect("the rule was checked, and a delta keeps the config")
    }

    fn copies<'t>(&'t self, plan: Plan<'t>) -> CopyTasks<'t> {
        let (quorum, fence) = (self.quorum, self.fence);
        CopyTasks { plan, quorum, fence, progress: &self.progress, unavailable: &self.unavailable }
    }

    /// How many copies there are, complete or not, to the new lists, or back to the old ones.
    pub(super) fn count_copies(&self, back: bool) -> usize {
        self.copies(self.plan(back)).all().count()
    }

    pub(super) fn check_complete(&self) -> Result<(), TransitionError> {
        let left = self.progress.left();
        if left == 0 {
            return Ok(());
        }
        let tasks = self.copies(self.plan(false));
        let Some(task) = tasks.iter().next() else { return Ok(()) };
        let (range, to, blocked) = (task.range(), task.to().id().into(), task.blocked());
        Err(TransitionError::CopiesLeft { left, range, to, blocked })
    }
}
